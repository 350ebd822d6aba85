"""The detector as the watch uses it: items and known trips in, events, doubts and new state out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from jobs.detect import Findings
from jobs.detect.trips import TripDetector
from jobs.detect.trips.seeds import known_trips
from storage.observations import Item, ItemKind


def news(
    number: int,
    title: str,
    text: str = "",
    at: str | None = "2025-08-28T02:00:00",
    lang: str = "en",
    kind: ItemKind = ItemKind.NEWS,
    source: str = "feed:paper",
) -> Item:
    published = datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None
    return Item(kind, source, f"n{number}", f"https://paper.example/{number}", title, text, published, lang=lang)


def detect(
    *items: Item, known: Mapping[str, Any] | None = None, now: datetime = datetime(2025, 8, 28, 3, tzinfo=UTC)
) -> Findings:
    return TripDetector().detect(items, known or {}, now)


PLAN = news(
    1,
    "Akazawa to visit U.S. from Thursday",
    "Ryosei Akazawa will be in the United States from August 28 to 30.",
    "2025-08-27T03:00:00",
)
DROP = news(2, "Akazawa scraps Washington trip", "Minister Ryosei Akazawa has scrapped his trip to the United States.")
DROP_JA = news(
    3,
    "赤沢氏、訪米を取りやめ",
    "赤沢亮正経済再生担当相は28日、同日から予定していた訪米を急きょ取りやめた。",
    "2025-08-28T01:30:00",
    "ja",
    source="feed:ja",
)


def test_three_outlets_in_two_languages_make_one_urgent_event_with_three_citations() -> None:
    known = detect(PLAN).subjects
    second = news(
        4,
        "Japan's tariff envoy postpones US visit",
        "Akazawa put off his visit to Washington on Thursday.",
        source="feed:other",
    )
    found = detect(DROP, DROP_JA, second, known=known)
    (event,) = found.events
    assert event.urgent
    assert event.stage in {"cancelled", "postponed"}
    assert [citation.source for citation in event.citations] == ["feed:paper", "feed:ja", "feed:other"]
    assert event.details["start"] == "2025-08-28"
    assert event.details["previous_status"] in {"planned", "confirmed"}
    assert event.details["travelers"][0] == {
        "name": "Ryosei Akazawa",
        "name_ja": "赤沢亮正",
        "role": event.details["travelers"][0]["role"],
    }
    assert event.countries == ("JP", "US")


def test_a_report_read_a_day_later_adds_its_citation_to_the_same_key() -> None:
    first = detect(PLAN)
    dropped = detect(DROP, known=first.subjects)
    again = detect(DROP_JA, known=dropped.subjects, now=datetime(2025, 8, 29, tzinfo=UTC))
    assert again.events[0].key == dropped.events[0].key
    assert again.events[0].thread == first.events[0].thread


def test_phone_calls_tourists_and_old_trips_are_no_events_and_the_reason_is_kept() -> None:
    found = detect(
        news(5, "Akazawa, Lutnick talk by phone", "Akazawa spoke by telephone with Howard Lutnick on Wednesday."),
        news(6, "Tourists drop US trips", "Travellers cancelled visits to the United States."),
    )
    assert not found.events
    assert not found.doubts
    assert found.reasons == {"n5": "no official's trip", "n6": "no official's trip"}


def test_a_delegation_that_nobody_knows_goes_to_the_operators_with_a_proposal() -> None:
    found = detect(
        news(
            7,
            "Lesotho trade delegation leaves for Washington",
            "A Lesotho trade delegation left for Washington on Wednesday.",
        )
    )
    assert not found.events
    (doubt,) = found.doubts
    assert doubt.proposal
    assert doubt.proposal.stage == "departed"
    assert doubt.reason.endswith(".")
    assert not found.subjects


def test_wording_too_weak_to_be_sure_goes_to_the_operators_and_changes_nothing() -> None:
    found = detect(news(13, "Akazawa speaks", "Ryosei Akazawa returned home on Wednesday and spoke to reporters."))
    assert not found.events
    assert not found.subjects
    assert "wording" in found.doubts[0].reason


def test_a_departure_told_hours_after_the_cancellation_is_a_doubt_not_an_alert() -> None:
    known = detect(DROP, known=detect(PLAN).subjects).subjects
    gone = news(
        8,
        "Akazawa leaves for Washington",
        "Ryosei Akazawa left Haneda for Washington on Thursday.",
        "2025-08-28T09:00:00",
    )
    found = detect(gone, known=known, now=datetime(2025, 8, 28, 10, tzinfo=UTC))
    assert not found.events
    assert "called off" in found.doubts[0].reason


def test_an_item_without_a_date_is_read_as_of_now() -> None:
    found = detect(news(9, "Akazawa leaves for Washington", "Ryosei Akazawa left for Washington on Thursday.", None))
    assert found.events[0].details["start"] == "2025-08-28"


def test_the_watch_goes_on_from_the_embedded_history_of_trips() -> None:
    known = known_trips(on=date(2025, 8, 27))
    found = detect(
        news(14, "Akazawa postpones US visit", "Akazawa put off his visit to the United States on Thursday."),
        known=known,
    )
    (event,) = found.events
    assert event.thread in known
    assert not found.doubts


def test_agency_notices_are_read_and_other_kinds_are_not() -> None:
    notice = news(
        10,
        "Prime Minister Carney to travel to Washington",
        "Prime Minister Mark Carney will travel to Washington on September 2, his office announced.",
        kind=ItemKind.AGENCY_NOTICE,
    )
    order = news(
        11,
        "Carney to travel to Washington",
        "Mark Carney will travel to Washington on September 2.",
        kind=ItemKind.WHITE_HOUSE_POST,
    )
    assert [event.stage for event in detect(notice).events] == ["confirmed"]
    assert not detect(order).events


def test_one_story_about_two_ministers_tells_each_ones_state() -> None:
    found = detect(
        news(
            12,
            "Korean minister lands in US; colleague stays home",
            "Trade Minister Yeo Han-koo arrived in Washington on Wednesday. "
            "Industry Minister Kim Jung-kwan called off his own trip to the US.",
        )
    )
    assert {(event.details["travelers"][0]["name"], event.stage) for event in found.events} == {
        ("Yeo Han-koo", "arrived"),
        ("Kim Jung-kwan", "cancelled"),
    }
