"""The command line is a contract: scripts call it exactly so, and a fault is one sentence and exit status 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tariffwire.cli import app

KEYS = {
    "id", "kind", "product", "hts", "country", "on_date", "total_percent", "additional_percent", "as_charged_percent",
    "components", "set_aside", "caveats", "knowledge_until", "text",
}  # fmt: skip
OFF = ("FEDERAL_REGISTER", "WHITE_HOUSE", "HTS", "CSMS", "USTR")


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TARIFFWIRE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for name in ("TELEGRAM_BOT_TOKEN", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in OFF:
        monkeypatch.setenv(f"TARIFFWIRE_{name}_URL", "")
    monkeypatch.setenv("TARIFFWIRE_FEEDS", "")


def _run(*words: str, stdin: str | None = None, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(words), input=stdin)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def test_ask_json_has_exactly_the_keys_of_the_contract_and_sums() -> None:
    answer = json.loads(_run("ask", "/rate autos japan", "--at", "2025-08-28", "--json"))
    assert set(answer) >= KEYS
    assert (answer["kind"], answer["hts"], answer["country"], answer["on_date"]) == (
        "rate", "8703.23.01", "JP", "2025-08-28",
    )  # fmt: skip
    assert answer["total_percent"] == 27.5 and answer["additional_percent"] == 25.0
    assert sum(part["percent"] for part in answer["components"]) == 27.5
    for part in answer["components"]:
        assert set(part) >= {"measure", "authority", "heading", "percent", "instrument", "source"}
        assert part["source"].startswith("https://")


@pytest.mark.parametrize(
    ("day", "total"), [("2025-04-02", 2.5), ("2025-04-03", 27.5), ("2025-09-15", 27.5), ("2025-09-16", 15.0)]
)
def test_the_story_of_japanese_cars_on_its_boundaries(day: str, total: float) -> None:
    assert json.loads(_run("ask", f"/rate autos japan {day}", "--json"))["total_percent"] == total


def test_the_clock_decides_what_is_known_about_general_goods() -> None:
    then = json.loads(_run("ask", "/rate goods japan", "--at", "2025-08-28", "--json"))
    later = json.loads(_run("ask", "/rate goods japan 2025-08-28", "--at", "2026-01-15", "--json"))
    assert "MFN + 15%" in then["text"] and "max(MFN, 15%)" not in then["text"]
    assert "max(MFN, 15%)" in later["text"] and "MFN + 15%" in later["text"]


def test_a_batch_answers_line_by_line_and_a_bad_line_does_not_stop_it() -> None:
    lines = [
        {"id": "a", "question": "/rate autos japan", "on_date": "2025-08-28"},
        {"id": "b", "question": "/rate 0201.30.80 JP", "on_date": "2025-08-28"},
    ]
    stdin = json.dumps(lines[0]) + "\nnot json\n\n" + json.dumps(lines[1]) + "\n" + json.dumps({"id": "c"}) + "\n"
    answers = [json.loads(line) for line in _run("ask", "--batch", "-", "--json", stdin=stdin).splitlines()]
    assert [answer["id"] for answer in answers] == ["a", None, "b", "c"]
    assert [answer["total_percent"] for answer in answers] == [27.5, None, 41.4, None]
    assert all(set(answer) >= KEYS for answer in answers)


def test_detect_answers_one_line_an_item() -> None:
    item = {
        "id": "x",
        "source": "example.org",
        "url": "https://example.org/1",
        "title": "Akazawa cancels US trip",
        "text": "Japanese minister Ryosei Akazawa has canceled his trip to Washington planned from Thursday.",
        "published_at": "2025-08-28",
        "lang": "en",
    }
    answers = [
        json.loads(line) for line in _run("detect", "-", "--json", stdin=json.dumps(item) + "\n{}\n").splitlines()
    ]
    assert [answer["id"] for answer in answers] == ["x", None]
    (change,) = answers[0]["changes"]
    assert (change["kind"], change["status"], change["to_country"]) == ("trip", "cancelled", "US")
    assert change["planned_start"] == "2025-08-28"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("ask",), "ask needs a question"),
        (("ask", "x", "--at", "yesterday-ish"), "is not a day"),
        (("ask", "--batch", "/no/such/file", "--json"), "cannot be read"),
        (("ask", "x", "--lang", "fr"), "--lang is en or ja"),
        (("bot",), "needs TELEGRAM_BOT_TOKEN"),
        (("jobs",), "needs TELEGRAM_BOT_TOKEN"),
        (("replay", "no-such-story"), "There is no story"),
        (("sync", "hts"), "TARIFFWIRE_HTS_URL is empty"),
        (("sync", "hts", "--file", "nothing.json"), "nothing.json"),
        (("db", "restore", "no.sqlite3"), "no.sqlite3"),
        (("import", "nothing.json"), "cannot be read"),
    ],
)
def test_a_fault_is_one_sentence_and_status_2(words: tuple[str, ...], sentence: str) -> None:
    assert sentence in _run(*words, code=2)


def test_subscriptions_survive_export_and_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _run("db", "upgrade")
    kept = {
        "version": 1,
        "chats": [{"chat_id": 42, "subscriptions": [{"kind": "orders", "country": "JP"}]}],
    }
    first = _run("export", "-")
    shape = json.loads(first)
    kept = {**shape, "chats": kept["chats"]}
    _run("import", "-", stdin=json.dumps(kept))
    (tmp_path / "out.json").write_text(_run("export", "-"))
    monkeypatch.setenv("TARIFFWIRE_HOME", str(tmp_path / "other"))
    assert "1 chats and 1 subscriptions" in _run("import", str(tmp_path / "out.json"))


def test_a_backup_can_be_restored(tmp_path: Path) -> None:
    _run("db", "upgrade")
    copy = tmp_path / "copy.sqlite3"
    _run("db", "backup", str(copy))
    assert copy.exists()
    _run("db", "restore", str(copy))


def test_the_doctor_names_each_part_and_says_that_all_is_well() -> None:
    told = _run("doctor")
    for part in ("settings", "facts", "state directory", "database", "Telegram"):
        assert f"✓ {part}" in told
    assert "Everything works." in told


def test_the_doctor_says_what_to_do_about_a_bad_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_WEBHOOK_URL", "https://bot.example.org/hook")
    assert "TELEGRAM_WEBHOOK_SECRET" in _run("doctor", code=1)


def test_stories_are_listed() -> None:
    assert "akazawa-scraps-his-trip" in _run("replay", "--list")
