"""``detect --json``: one answer a line, whatever the line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jobs.detect import dry_run
from jobs.detect.dry_run import detect_lines


def ask(*items: Any) -> list[dict[str, Any]]:
    lines = [item if isinstance(item, str) else json.dumps(item) for item in items]
    return [json.loads(line) for line in detect_lines(lines)]


def item(name: str, title: str, text: str, at: str | None, lang: str = "en") -> dict[str, Any]:
    return {
        "id": name,
        "source": "s",
        "url": "https://example.com",
        "title": title,
        "text": text,
        "published_at": at,
        "lang": lang,
    }


def test_an_answer_has_the_fields_scripts_rely_on() -> None:
    (answer,) = ask(
        item(
            "a",
            "Akazawa to visit US",
            "Ryosei Akazawa will visit the United States from August 28 to 30.",
            "2025-08-27",
        )
    )
    (change,) = answer["changes"]
    assert set(change) >= {
        "kind",
        "event",
        "status",
        "travelers",
        "to_country",
        "to_place",
        "planned_start",
        "planned_end",
        "order",
        "confidence",
    }
    assert (change["kind"], change["travelers"], change["to_country"]) == ("trip", ["Ryosei Akazawa"], "US")
    assert (change["planned_start"], change["planned_end"]) == ("2025-08-28", "2025-08-30")


def test_reports_of_one_event_carry_one_event_string_across_lines_and_languages() -> None:
    plan, english, japanese = ask(
        item("1", "Akazawa to visit US", "Ryosei Akazawa will visit the United States from August 28.", "2025-08-27"),
        item(
            "2", "Akazawa cancels US trip", "Ryosei Akazawa cancelled his trip to Washington on Thursday.", "2025-08-28"
        ),
        item("3", "赤沢氏の訪米取りやめ", "赤沢経済再生相は28日、同日からの訪米を取りやめた。", "2025-08-28", "ja"),
    )
    assert english["changes"][0]["event"] == japanese["changes"][0]["event"]
    assert plan["changes"][0]["event"] != english["changes"][0]["event"]


def test_two_runs_remember_nothing_of_each_other() -> None:
    moved = item(
        "1", "Akazawa to visit US", "Ryosei Akazawa will visit the United States from September 4.", "2025-09-03"
    )
    dropped = item(
        "0", "Akazawa cancels US trip", "Ryosei Akazawa cancelled his trip to Washington on Thursday.", "2025-08-28"
    )
    assert ask(dropped, moved)[1]["changes"][0]["status"] == "rescheduled"
    assert ask(moved)[0]["changes"][0]["status"] == "planned"


def test_bad_lines_are_answered_with_one_sentence_and_the_rest_goes_on() -> None:
    answers = ask(
        "{broken",
        "[1]",
        {"id": "x"},
        {"id": "y", "title": 5},
        item("z", "Tariffs rise", "Duties rose.", "not a date"),
        item("ok", "Duties rose", "", None),
    )
    assert [answer["id"] for answer in answers] == [None, None, "x", "y", "z", "ok"]
    for answer in answers[:-1]:
        assert answer["changes"] == []
        assert answer["error"].endswith((".", "Z."))
    assert "error" not in answers[-1]


def test_blank_lines_are_passed_over() -> None:
    assert ask("", "  \n") == []


def test_an_order_in_the_news_is_answered_as_an_order() -> None:
    (answer,) = ask(
        item(
            "o",
            "Trump signs order cutting Japan auto tariff",
            "President Trump signed an executive order on Thursday that lowers tariffs on Japanese cars to 15 percent.",
            "2025-09-05",
        )
    )
    assert [change["kind"] for change in answer["changes"]] == ["order"]
    assert answer["changes"][0]["travelers"] == []


def test_a_date_at_the_end_of_the_calendar_is_refused_in_one_sentence_and_later_lines_are_answered() -> None:
    first, last, good = ask(
        item("1", "赤沢氏、来週訪米", "", "0001-01-01", "ja"),
        item("2", "Akazawa to visit US next week", "", "9999-12-31"),
        item("3", "Akazawa to visit US next week", "", "2025-08-27"),
    )
    for refused in (first, last):
        assert refused["changes"] == []
        assert refused["error"].count(".") == 1
        assert "published_at" in refused["error"]
    assert good["changes"][0]["planned_start"] == "2025-09-01"


def test_the_date_form_of_feeds_counts_as_an_instant() -> None:
    (answer,) = ask(item("1", "Akazawa to visit US on Thursday", "", "Wed, 27 Aug 2025 10:00:00 GMT"))
    assert answer["changes"][0]["planned_start"] == "2025-08-28"


def test_a_fault_in_one_item_does_not_take_the_answers_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(title: str, *rest: Any) -> Any:
        if title == "bad":
            raise OverflowError
        return real(title, *rest)

    real = dry_run.read_item
    monkeypatch.setattr(dry_run, "read_item", read)
    bad, good = ask(item("1", "bad", "", "2025-08-27"), item("2", "Akazawa to visit US", "", "2025-08-27"))
    assert (bad["id"], bad["changes"]) == ("1", [])
    assert bad["error"]
    assert good["changes"][0]["travelers"] == ["Ryosei Akazawa"]
