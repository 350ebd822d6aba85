"""Stages of an order, told once each, and the silence around them."""

from __future__ import annotations

from datetime import UTC, datetime

from jobs.detect.orders import OrdersDetector
from storage.observations import Item, ItemKind

from .conftest import Papers

CANADA = (
    "I hereby determine and order: Articles of Canada shall be subject to an additional 25 percent ad "
    "valorem rate of duty on or "
    "after 12:01 a.m. eastern time on February 4, 2025. The Harmonized Tariff Schedule is modified. Drugs "
    "cross the border. "
    "The Secretary shall monitor. THE WHITE HOUSE, February 1, 2025."
)
PAUSE = (
    "It is hereby ordered: Pursuant to section 3 of my Executive Order of February 1, 2025, titled “Imposing "
    "Duties to Address "
    "the Flow of Illicit Drugs Across Our Northern Border”, the additional 25 percent ad valorem rate of "
    "duty shall be paused and "
    "will not take effect until March 4, 2025, at 12:01 am eastern time. Tariffs on Canada wait. THE WHITE "
    "HOUSE, February 3, 2025."
)
CANADA_TITLE = "Imposing Duties to Address the Flow of Illicit Drugs Across Our Northern Border"


def _at(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).astimezone(UTC)


def test_an_event_carries_what_the_face_needs(papers: Papers, japan_order: str) -> None:
    (event,) = papers.see(
        papers.post("Implementing The United States–Japan Agreement", japan_order, "2025-09-04T16:47:16-04:00")
    )
    assert event.key == "order:2025-09-04-implementing-united-states-japan-agreement:signed"
    assert event.headline == (
        "Executive order signed: Implementing The United States–Japan Agreement "
        "(Japan; deal carried out; 15%; from 2025-08-07; amends EO 14326)"
    )
    assert event.countries == ("JP",)
    assert event.rate_change
    assert event.urgent
    for name in ("title", "number", "action", "rates", "effective", "signed", "amends", "summary"):
        assert name in event.details
    assert event.details["effective"] == "2025-08-07"
    assert "\n" not in event.headline


def test_an_order_comes_into_force_at_one_past_midnight_in_new_york(papers: Papers) -> None:
    papers.see(papers.post(CANADA_TITLE, CANADA, "2025-02-01T20:36:00-05:00"))
    assert not papers.see(now=_at("2025-02-04T00:00:30-05:00"))
    events = papers.see(now=_at("2025-02-04T00:01:10-05:00"))
    assert [(event.stage, event.rate_change) for event in events] == [("in_force", True)]
    assert not papers.see(now=_at("2025-02-04T00:02:10-05:00"))


def test_a_paused_order_is_not_told_to_come_into_force(papers: Papers) -> None:
    papers.see(papers.post(CANADA_TITLE, CANADA, "2025-02-01T20:36:00-05:00"))
    events = papers.see(
        papers.post("Progress on the Situation at Our Northern Border", PAUSE, "2025-02-03T19:27:00-05:00")
    )
    assert events[0].details["action"] == "suspend"
    assert events[0].details["until"] == "2025-03-04"
    assert not papers.see(now=_at("2025-02-04T00:01:10-05:00"))


def test_a_backdated_order_has_no_day_of_force_to_come(papers: Papers, japan_order: str) -> None:
    papers.see(papers.post("Implementing The United States–Japan Agreement", japan_order, "2025-09-04T16:47:16-04:00"))
    assert not papers.see(now=_at("2025-09-05T00:01:10-04:00"))


def test_hundreds_of_old_posts_coming_back_are_history(papers: Papers, japan_order: str) -> None:
    old = papers.post("Implementing The United States–Japan Agreement", japan_order, "2025-09-04T16:47:16-04:00")
    assert not papers.see(old, now=_at("2026-03-01T12:00:00-05:00"))
    assert len(papers.known) == 1


def test_a_later_stage_of_an_order_known_from_history_is_news(papers: Papers, japan_order: str) -> None:
    post = papers.post("Implementing The United States–Japan Agreement", japan_order, "2025-08-20T16:47:16-04:00")
    papers.see(post, now=_at("2025-09-08T12:00:00-04:00"))
    document = papers.document(
        "2025-17389", "Implementing the United States-Japan Agreement", "2025-09-09", signing_date="2025-09-04"
    )
    events = papers.see(document, now=_at("2025-09-09T06:30:00-04:00"))
    assert [event.stage for event in events] == ["published"]


def test_customs_guidance_is_the_last_stage_of_the_order_it_names(papers: Papers, japan_order: str) -> None:
    papers.see(papers.post("Implementing The United States–Japan Agreement", japan_order, "2025-09-04T16:47:16-04:00"))
    text = (
        "Executive Order 14345, “Implementing the United States–Japan Agreement”: use heading 9903.94.40 for "
        "autos of Japan."
    )
    first = papers.message(
        "66336270",
        "GUIDANCE: Implementing the United States-Japan Agreement, tariffs",
        text,
        "2025-09-15T17:00:00-04:00",
    )
    (event,) = papers.see(first)
    assert (event.thread, event.stage) == (papers.events[0].thread, "collected")
    assert event.headline.startswith("CSMS # 66336270: GUIDANCE")
    assert not papers.see(first)
    more = "This updates CSMS # 66336270. Executive Order 14345."
    again = papers.message(
        "66400000", "UPDATED GUIDANCE – Implementing the Agreement, tariffs", more, "2025-09-20T17:00:00-04:00"
    )
    (event,) = papers.see(again)
    assert event.thread == papers.events[0].thread


def test_customs_guidance_with_only_a_subject_finds_its_order_by_day_and_word(papers: Papers) -> None:
    title = "Regulating Imports with a Reciprocal Tariff to Rectify Trade Practices"
    text = (
        "I hereby order: All imports are subject to an additional ad valorem rate of duty of 10 percent on or "
        "after 12:01 a.m. eastern time on April 5, 2025, and country rates on or after 12:01 a.m. eastern time "
        "on April 9, 2025."
    )
    papers.see(papers.post(title, text, "2025-04-02T17:37:00-04:00"))
    subject = "GUIDANCE – Reciprocal Tariffs, April 5 and April 9, 2025, Effective Dates"
    (event,) = papers.see(papers.message("64680374", subject, "", "2025-04-08T10:11:00-04:00"))
    assert event.thread == papers.events[0].thread


def test_customs_messages_about_machines_stay_silent(papers: Papers) -> None:
    assert not papers.see(
        papers.message(
            "69268077", "ACE CERTIFICATION scheduled maintenance", "The system is down.", "2026-07-16T10:00:00-04:00"
        )
    )
    assert not papers.known


def test_a_notice_that_carries_an_order_out_answers_in_its_thread(papers: Papers, japan_order: str) -> None:
    papers.see(papers.post("Implementing The United States–Japan Agreement", japan_order, "2025-09-04T16:47:16-04:00"))
    papers.see(
        papers.document(
            "2025-17389",
            "Implementing the United States-Japan Agreement",
            "2025-09-09",
            signing_date="2025-09-04",
            executive_order_number="14345",
        )
    )
    title = "Implementing Certain Tariff-Related Elements of the U.S.-Japan Agreement"
    told = {
        "document_number": "2025-17908",
        "publication_date": "2025-09-16",
        "type": "Notice",
        "agencies": "commerce-department",
    }
    text = "This notice implements Executive Order 14345 of September 4, 2025."
    at = _at("2025-09-16T12:00:00+00:00")
    notice = Item(
        ItemKind.AGENCY_NOTICE,
        "federal_register_notices",
        "2025-17908",
        "https://www.federalregister.gov/d/2025-17908",
        title,
        text,
        at,
        fields=told,
    )
    (event,) = papers.see(notice)
    assert event.thread == papers.events[0].thread
    assert event.key != papers.events[0].key
    assert event.details["action"] == "implement"


def test_a_trade_deal_is_announced_once_for_statement_and_fact_sheet(papers: Papers) -> None:
    sheet = {"category": "Fact Sheets"}
    first = papers.post(
        "Fact Sheet: The United States and Indonesia Reach Historic Trade Deal",
        "Indonesia will pay a 19 percent tariff.",
        "2025-07-22T15:26:00-04:00",
        fields=sheet,
    )
    second = papers.post(
        "Joint Statement on Framework for United States-Indonesia Agreement on Reciprocal Trade",
        "Indonesia and the United States agree on trade.",
        "2025-07-22T15:30:00-04:00",
        fields={"category": "Briefings & Statements"},
    )
    papers.see(first)
    papers.see(second)
    assert {(event.stage, event.key) for event in papers.events} == {("announced", papers.events[0].key)}


def test_a_fact_sheet_about_an_order_makes_no_alert_of_its_own(papers: Papers) -> None:
    sheet = papers.post(
        "Fact Sheet: President Donald J. Trump Increases Section 232 Tariffs on Steel",
        "50 percent.",
        "2025-06-03T17:28:00-04:00",
        fields={"category": "Fact Sheets"},
    )
    assert not papers.see(sheet)


def test_a_withdrawn_filing_tells_nothing(papers: Papers) -> None:
    filing = papers.filing(
        "2025-99999", "Adjusting Imports of Copper", "2025-09-05T11:15:00-04:00", "2025-09-09", withdrawn="1"
    )
    assert not papers.see(filing)


def test_every_item_gets_a_reason(papers: Papers, japan_order: str) -> None:
    papers.see(
        papers.post("Nominations Sent to the Senate", "Names.", "2025-09-04T10:00:00-04:00"),
        papers.post("Implementing The United States–Japan Agreement", japan_order, "2025-09-04T16:47:16-04:00"),
        papers.document("2025-11111", "National School Choice Week, 2025", "2025-09-04"),
    )
    assert len(papers.reasons) == 3
    assert all(papers.reasons.values())


def test_the_detector_is_a_pure_decision(japan_order: str) -> None:
    post = Papers().post("Implementing The United States–Japan Agreement", japan_order, "2025-09-04T16:47:16-04:00")
    now = _at("2025-09-04T16:52:00-04:00")
    assert OrdersDetector().detect([post], {}, now) == OrdersDetector().detect([post], {}, now)


def test_a_document_that_comes_again_with_its_number_filled_in_is_told_once(papers: Papers, japan_order: str) -> None:
    title = "Implementing the United States-Japan Agreement"
    papers.see(papers.post(title, japan_order, "2025-09-04T16:47:16-04:00"))
    assert papers.see(papers.document("2025-17389", title, "2025-09-09", signing_date="2025-09-04"))
    later = {"signing_date": "2025-09-04", "executive_order_number": "14345"}
    assert not papers.see(papers.document("2025-17389", title, "2025-09-09", **later))
    assert papers.known[papers.events[0].thread]["number"] == "14345"


def test_a_foreign_ministry_that_comments_on_tariffs_makes_no_order(papers: Papers) -> None:
    at = _at("2025-08-07T10:00:00+09:00")
    page = "https://japan.kantei.go.jp/news/1"
    title = "Prime Minister's remarks on the U.S. tariff measures"
    assert not papers.see(Item(ItemKind.AGENCY_NOTICE, "feed:kantei-en", page, page, title, "Tariffs on Japan.", at))
    page = "https://ustr.gov/1"
    title = "USTR Announces Section 301 Tariffs on Goods of Ruritania"
    (event,) = papers.see(Item(ItemKind.AGENCY_NOTICE, "ustr", page, page, title, "", at))
    assert event.stage == "announced"
