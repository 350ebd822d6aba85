"""Open issues: acts move them, press only suggests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from jobs.detect import Findings, Subject
from jobs.detect.issues import IssuesDetector
from storage.observations import Item, ItemKind

from .conftest import JAPAN_ORDER

AUTO = JAPAN_ORDER.replace("grounded in reciprocity", "with 15 percent for automobiles and automobile parts of Japan")


def _see(item: Item, known: dict[str, Subject] | None = None) -> Findings:
    assert item.published_at
    return IssuesDetector().detect([item], known or {}, item.published_at + timedelta(minutes=10))


def _item(kind: ItemKind, title: str, text: str, at: str, lang: str = "en", **fields: str) -> Item:
    when = datetime.fromisoformat(at).astimezone(UTC)
    url = f"https://example.org/{quote(title)}"
    return Item(kind, "source", url, url, title, text, when, lang=lang, fields=fields)


def test_a_signed_order_moves_the_issues_it_is_about() -> None:
    post = _item(
        ItemKind.WHITE_HOUSE_POST, "Implementing The United States–Japan Agreement", AUTO, "2025-09-04T16:47:16-04:00"
    )
    found = _see(post)
    moved = {event.thread: event for event in found.events}
    assert {"issue:jp-auto-order", "issue:jp-no-stacking"} <= set(moved)
    event = moved["issue:jp-auto-order"]
    assert event.stage == "signed"
    assert event.countries == ("JP",)
    assert event.citations[0].url == post.url
    assert found.subjects["issue:jp-auto-order"]["evidence"][0]["confidence"] == "official"
    assert not found.subjects["issue:jp-auto-order"]["resolved_by"]


def test_a_notice_that_carries_the_deal_out_resolves_and_then_the_issue_rests() -> None:
    title = "Implementing Certain Tariff-Related Elements of the U.S.-Japan Agreement"
    text = "Automobiles and automobile parts of Japan pay 15 percent under headings 9903.94.40."
    told = {"document_number": "2025-17908", "agencies": "commerce-department", "type": "Notice"}
    notice = _item(ItemKind.AGENCY_NOTICE, title, text, "2025-09-16T08:45:00-04:00", **told)
    found = _see(notice)
    assert {event.stage for event in found.events if event.thread == "issue:jp-auto-order"} == {"resolved"}
    known = dict(found.subjects)
    again = _item(ItemKind.AGENCY_NOTICE, title + "; Correction", text, "2025-09-17T08:45:00-04:00", **told)
    assert "issue:jp-auto-order" not in {event.thread for event in _see(again, known).events}


def test_press_adds_evidence_in_silence() -> None:
    report = _item(
        ItemKind.NEWS,
        "Japan presses US on car tariffs",
        "Akazawa asked Lutnick for the order on cars and auto parts.",
        "2025-08-26T09:00:00+09:00",
    )
    found = _see(report)
    assert not found.events
    assert not found.doubts
    evidence = found.subjects["issue:jp-auto-order"]["evidence"]
    assert [(one["url"], one["confidence"]) for one in evidence] == [(report.url, "press")]


def test_press_that_calls_an_issue_settled_or_broken_goes_to_the_operators() -> None:
    report = _item(
        ItemKind.NEWS,
        "Trump says all trade talks with Canada terminated",
        "The president ended trade negotiations with Canada over tariffs.",
        "2025-10-24T08:00:00-04:00",
    )
    found = _see(report)
    assert not found.events
    (doubt,) = found.doubts
    assert doubt.key.startswith("issue:ca-talks:broken-down")
    assert doubt.proposal is not None
    assert doubt.proposal.thread == "issue:ca-talks"


def test_japanese_press_is_read_too() -> None:
    report = _item(
        ItemKind.NEWS,
        "赤沢氏の訪米取りやめ 大統領令の確約得られず",
        "自動車関税の引き下げを巡り、日米の調整が続く。",
        "2025-08-28T12:00:00+09:00",
        lang="ja",
    )
    assert {"issue:jp-auto-order", "issue:jp-written-confirmation"} <= set(_see(report).subjects)


def test_stories_about_something_else_touch_no_issue() -> None:
    for title, text in (
        ("Japanese cars win design prize", "A jury in Milan praised cars of Japan."),
        ("Canada to host summit on steel bridges", "Engineers meet in Ottawa."),
        ("Tariffs on coffee from Kenya", "Kenya complains about duties in a third country."),
    ):
        found = _see(_item(ItemKind.NEWS, title, text, "2025-08-26T09:00:00+09:00"))
        assert not found.subjects, title


def test_the_same_report_is_attached_once() -> None:
    report: Any = _item(
        ItemKind.NEWS,
        "Japan presses US on car tariffs",
        "Akazawa asked Lutnick for the order on cars.",
        "2025-08-26T09:00:00+09:00",
    )
    known = dict(_see(report).subjects)
    assert not _see(report, known).subjects


def test_settled_issues_take_no_more_evidence() -> None:
    report = _item(
        ItemKind.NEWS,
        "Japan investment returns: who gets 90% of profits",
        "Lutnick on the 550 billion and the profits of Japan's tariff deal.",
        "2025-12-01T09:00:00+09:00",
    )
    assert "issue:jp-investment-returns" not in _see(report).subjects


def test_an_issue_the_watch_saw_settled_takes_no_more_evidence() -> None:
    report = _item(
        ItemKind.NEWS,
        "Japan presses US on car tariffs",
        "Akazawa asked Lutnick for the order on cars and auto parts.",
        "2025-08-26T09:00:00+09:00",
    )
    settled = {"issue": "jp-auto-order", "status": "resolved", "evidence": [], "resolved_by": "a notice"}
    assert "issue:jp-auto-order" in _see(report).subjects
    assert "issue:jp-auto-order" not in _see(report, {"issue:jp-auto-order": settled}).subjects


def test_a_fact_sheet_alone_settles_nothing() -> None:
    title = "Fact Sheet: President Trump Implements the U.S.-Japan Agreement on Tariffs"
    found = _see(
        _item(ItemKind.AGENCY_NOTICE, title, "Automobiles of Japan pay 15 percent.", "2025-09-04T17:00:00-04:00")
    )
    assert not found.events
    assert found.subjects["issue:jp-auto-order"]["evidence"]
