"""The midnight on which rates change: each change once, with all origins, heard by exactly who asked for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from jobs.in_force import boundary_days, rates_in_force
from storage.events import EventKind, NewEvent
from storage.facts import load_law
from storage.facts.lines import embedded_schedule
from storage.subscriptions import Subscription, matches
from tariff.answer import RateQuery
from tariff.engine import Engine

AUGUST = datetime(2025, 8, 7, 4, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(load_law(), embedded_schedule())


@pytest.fixture(scope="module")
def events(engine: Engine) -> tuple[NewEvent, ...]:
    return rates_in_force(engine, date(2025, 8, 6), AUGUST).events


def test_a_change_that_is_the_same_for_several_origins_is_one_event(events: tuple[NewEvent, ...]) -> None:
    general = [event for event in events if event.details["product"] == "general goods"]
    origins = [code for event in general for code in event.countries]
    assert len(origins) == len(set(origins))
    changes = [(event.details["before"], event.details["after"]) for event in general]
    assert len(changes) == len(set(changes))
    assert next(event for event in general if "JP" in event.countries).details["after"] == "MFN + 15%"
    assert next(event for event in general if "CH" in event.countries).countries == ("CH",)


def test_goods_that_keep_their_rate_that_night_are_not_told(events: tuple[NewEvent, ...]) -> None:
    assert {event.details["product"] for event in events} == {"general goods", "beef"}


@pytest.mark.parametrize(
    ("wish", "heard"),
    [
        (Subscription(1, EventKind.RATES, country="JP"), {"general goods", "beef"}),
        (Subscription(1, EventKind.RATES, "JP", "car", ("87032301", "8703")), set()),
        (Subscription(1, EventKind.RATES, "JP", "steel", ("72083900", "72", "7301")), set()),
        (Subscription(1, EventKind.RATES, "JP", "beef", ("02013080", "0201", "0202")), {"beef"}),
        (Subscription(1, EventKind.RATES, "JP", "toy", ("95030000", "9503")), {"general goods"}),
        (Subscription(1, EventKind.RATES, "JP", "870323", ()), set()),
        (Subscription(1, EventKind.RATES, "JP", "620342", ()), {"general goods"}),
        (Subscription(1, EventKind.RATES, "CA"), set()),
    ],
)
def test_a_product_hears_its_own_line_and_goods_without_a_sector_hear_the_general_one(
    wish: Subscription, heard: set[str], events: tuple[NewEvent, ...]
) -> None:
    assert {event.details["product"] for event in events if matches(wish, event)} == heard


def test_what_is_told_is_what_the_engine_answers_the_day_before_and_that_day(
    engine: Engine, events: tuple[NewEvent, ...]
) -> None:
    for event in events:
        code = "02013080" if event.details["product"] == "beef" else ""
        for country in event.countries:
            before = engine.answer(RateQuery(code, country, date(2025, 8, 6), AUGUST))
            after = engine.answer(RateQuery(code, country, date(2025, 8, 7), AUGUST))
            assert before.main
            assert after.main
            assert (before.main.total_text, after.main.total_text) == (event.details["before"], event.details["after"])


def test_nothing_is_missed_though_only_what_a_turning_measure_touches_is_asked(engine: Engine) -> None:
    first, now = date(2025, 7, 20), datetime(2025, 9, 20, 12, tzinfo=UTC)
    told = rates_in_force(engine, first, now).events
    days = boundary_days(engine.law, first, now.date(), now.date())
    assert len(days) > 5
    for country, code, product in (
        ("JP", "87032301", "passenger cars"),
        ("IN", "", "general goods"),
        ("BR", "", "general goods"),
        ("CN", "74081130", "copper (wire)"),
    ):
        changed = {
            day
            for day in days
            if _total(engine, code, country, day, now) != _total(engine, code, country, day - timedelta(days=1), now)
        }
        found = {
            event.occurred_at.date()
            for event in told
            if event.details["product"] == product and country in event.countries
        }
        assert found == changed
        assert changed


def _total(engine: Engine, code: str, country: str, day: date, now: datetime) -> str | None:
    answer = engine.answer(RateQuery(code, country, day, now))
    return answer.main.total_text if answer.main else None
