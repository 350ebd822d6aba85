"""The life of a trip: each case is a short history of statements."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from jobs.detect.trips.belonging import find, new_trip
from jobs.detect.trips.state import advance, told_before
from jobs.detect.trips.statement import Statement, Status, Traveler, Window
from jobs.detect.trips.trip import from_subject, to_subject

AKAZAWA = Traveler("Ryosei Akazawa", "赤沢亮正", "minister", "JP", listed=True)
YEO = Traveler("Yeo Han-koo", "呂翰九", "trade minister", "KR", listed=True)


def said(
    status: Status,
    at: str,
    start: str | None = None,
    end: str | None = None,
    *,
    who: Traveler = AKAZAWA,
    to: str = "US",
    again: bool = False,
    rough: bool = False,
) -> Statement:
    return Statement(
        (who,),
        to,
        status,
        window=Window(date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None, rough),
        said_at=datetime.fromisoformat(at).replace(tzinfo=UTC),
        again=again,
    )


def told(*statements: Statement) -> list[tuple[str, str]]:
    """The changes a history makes: (status, key without the thread's date)."""
    trips = {}
    changes = []
    for statement in statements:
        now = statement.said_at
        assert now
        trip = find(trips.values(), statement, now) or new_trip(statement, now)
        trip, change = advance(trip, statement, now)
        trips[trip.thread] = trip
        if change:
            changes.append((change.status.value, change.key))
    return changes


def test_several_outlets_about_one_cancellation_are_one_change_whichever_verb_they_choose() -> None:
    changes = told(
        said(Status.CONFIRMED, "2025-08-27", "2025-08-28", "2025-08-30"),
        said(Status.CANCELLED, "2025-08-28T01:00:00", "2025-08-28"),
        said(Status.POSTPONED, "2025-08-28T02:00:00", "2025-08-28", "2025-08-30"),
        said(Status.CANCELLED, "2025-08-29T09:00:00"),
    )
    assert [status for status, _ in changes] == ["confirmed", "cancelled"]


def test_a_trip_runs_from_plan_to_return_under_one_thread() -> None:
    changes = told(
        said(Status.PLANNED, "2025-09-03", "2025-09-04", "2025-09-06"),
        said(Status.DEPARTED, "2025-09-04", "2025-09-04"),
        said(Status.ARRIVED, "2025-09-05", "2025-09-04"),
        said(Status.COMPLETED, "2025-09-06", "2025-09-06"),
    )
    assert [status for status, _ in changes] == ["planned", "departed", "arrived", "completed"]
    assert len({key.split("#")[0] for _, key in changes}) == 1


def test_a_later_report_of_an_older_state_never_moves_the_trip_back() -> None:
    changes = told(
        said(Status.PLANNED, "2025-09-03", "2025-09-04"),
        said(Status.ARRIVED, "2025-09-05", "2025-09-04"),
        said(Status.DEPARTED, "2025-09-05T12:00:00", "2025-09-04"),
        said(Status.PLANNED, "2025-09-05T13:00:00", "2025-09-04"),
    )
    assert [status for status, _ in changes] == ["planned", "arrived"]


def test_a_plan_printed_before_the_cancellation_but_read_after_it_changes_nothing() -> None:
    changes = told(
        said(Status.PLANNED, "2025-08-26", "2025-08-28"),
        said(Status.CANCELLED, "2025-08-28T01:00:00", "2025-08-28"),
        said(Status.CONFIRMED, "2025-08-27", "2025-08-28"),
    )
    assert [status for status, _ in changes] == ["planned", "cancelled"]


def test_new_dates_after_a_cancellation_are_the_same_trip_rescheduled() -> None:
    changes = told(
        said(Status.CONFIRMED, "2025-08-27", "2025-08-28"),
        said(Status.CANCELLED, "2025-08-28", "2025-08-28"),
        said(Status.PLANNED, "2025-09-03", "2025-09-04", "2025-09-06"),
        said(Status.DEPARTED, "2025-09-04", "2025-09-04"),
    )
    assert [status for status, _ in changes] == ["confirmed", "cancelled", "rescheduled", "departed"]
    assert len({key.split("#")[0] for _, key in changes}) == 1


def test_the_echo_of_the_dropped_plan_on_the_day_of_the_cancellation_is_no_new_plan() -> None:
    changes = told(
        said(Status.CONFIRMED, "2025-08-27", "2025-08-28"),
        said(Status.CANCELLED, "2025-08-28T01:00:00", "2025-08-28"),
        said(Status.PLANNED, "2025-08-28T03:00:00", "2025-08-28"),
    )
    assert [status for status, _ in changes] == ["confirmed", "cancelled"]


def test_a_plan_that_echoes_a_cancelled_trip_first_heard_of_today_is_no_new_plan() -> None:
    changes = told(
        said(Status.CANCELLED, "2025-08-28T01:00:00", "2025-08-28"),
        said(Status.PLANNED, "2025-08-28T03:00:00", "2025-08-28"),
        said(Status.PLANNED, "2025-08-28T04:00:00"),
    )
    assert [status for status, _ in changes] == ["cancelled"]


def test_a_cancellation_printed_before_the_new_plan_but_read_after_it_changes_nothing() -> None:
    changes = told(
        said(Status.PLANNED, "2025-08-26", "2025-08-28"),
        said(Status.RESCHEDULED, "2025-08-29", "2025-09-04"),
        said(Status.POSTPONED, "2025-08-28"),
    )
    assert [status for status, _ in changes] == ["planned", "rescheduled"]


def test_next_month_is_another_trip() -> None:
    changes = told(
        said(Status.PLANNED, "2025-06-04", "2025-06-05"),
        said(Status.COMPLETED, "2025-06-08", "2025-06-08"),
        said(Status.PLANNED, "2025-07-10", "2025-07-14"),
    )
    assert [status for status, _ in changes] == ["planned", "completed", "planned"]
    assert len({key.split("#")[0] for _, key in changes}) == 2


def test_the_next_plan_told_while_the_traveller_is_still_away_begins_a_new_trip() -> None:
    changes = told(
        said(Status.ARRIVED, "2025-05-23", "2025-05-23"),
        said(Status.PLANNED, "2025-05-24", "2025-05-30"),
    )
    assert len({key.split("#")[0] for _, key in changes}) == 2


def test_a_sharp_date_inside_a_week_already_told_is_no_news() -> None:
    changes = told(
        said(Status.PLANNED, "2025-05-15", "2025-05-19", "2025-05-25", rough=True),
        said(Status.PLANNED, "2025-05-21", "2025-05-23", "2025-05-25"),
    )
    assert [status for status, _ in changes] == ["planned"]


def test_the_day_of_the_flight_and_that_of_the_talks_are_one_plan() -> None:
    changes = told(
        said(Status.PLANNED, "2025-05-27", "2025-05-29"),
        said(Status.CONFIRMED, "2025-05-28", "2025-05-31"),
    )
    assert [status for status, _ in changes] == ["planned"]


def test_another_week_named_without_a_word_of_change_is_left_to_a_person() -> None:
    plan = said(Status.PLANNED, "2025-05-20", "2025-05-29")
    other = said(Status.PLANNED, "2025-05-21", "2025-06-04")
    trip, _ = advance(new_trip(plan, datetime(2025, 5, 20, tzinfo=UTC)), plan, datetime(2025, 5, 20, tzinfo=UTC))
    _, change = advance(trip, other, datetime(2025, 5, 21, tzinfo=UTC))
    assert change
    assert "was to begin on 2025-05-29" in change.contradicts


def test_two_officials_travel_apart_even_to_the_same_place() -> None:
    changes = told(
        said(Status.PLANNED, "2025-10-15", "2025-10-16"),
        said(Status.CANCELLED, "2025-10-15T10:00:00", "2025-10-16", who=YEO),
    )
    assert len({key.split("#")[0] for _, key in changes}) == 2


@pytest.mark.parametrize("hours", [3, 40])
def test_a_departure_right_after_a_cancellation_is_left_to_a_person(hours: int) -> None:
    plan = said(Status.PLANNED, "2025-08-27", "2025-08-28")
    dropped = said(Status.CANCELLED, "2025-08-28", "2025-08-28")
    trip = new_trip(plan, datetime(2025, 8, 27, tzinfo=UTC))
    trip, _ = advance(trip, plan, datetime(2025, 8, 27, tzinfo=UTC))
    trip, _ = advance(trip, dropped, datetime(2025, 8, 28, tzinfo=UTC))
    later = datetime(2025, 8, 28, tzinfo=UTC) + timedelta(hours=hours)
    gone = said(Status.DEPARTED, later.isoformat()[:19], "2025-08-28")
    _, change = advance(trip, gone, later)
    assert change
    assert change.contradicts


def test_a_dropped_trip_keeps_the_days_that_were_given_up_and_says_what_it_was_before() -> None:
    plan = said(Status.CONFIRMED, "2025-08-27", "2025-08-28", "2025-08-30")
    trip, _ = advance(new_trip(plan, datetime(2025, 8, 27, tzinfo=UTC)), plan, datetime(2025, 8, 27, tzinfo=UTC))
    _, change = advance(trip, said(Status.CANCELLED, "2025-08-28"), datetime(2025, 8, 28, tzinfo=UTC))
    assert change
    assert (change.previous_status, change.start, change.end) == ("confirmed", date(2025, 8, 28), date(2025, 8, 30))


def test_new_dates_tell_the_old_ones() -> None:
    plan = said(Status.CONFIRMED, "2025-08-27", "2025-08-28")
    trip, _ = advance(new_trip(plan, datetime(2025, 8, 27, tzinfo=UTC)), plan, datetime(2025, 8, 27, tzinfo=UTC))
    _, change = advance(
        trip, said(Status.RESCHEDULED, "2025-08-27T10:00:00", "2025-09-04"), datetime(2025, 8, 27, tzinfo=UTC)
    )
    assert change
    assert (change.previous_start, change.start) == (date(2025, 8, 28), date(2025, 9, 4))


def test_a_trip_put_off_once_more_days_later_for_a_later_day_is_told_again_and_its_echo_is_not() -> None:
    assert [
        name
        for name, _ in told(
            said(Status.PLANNED, "2025-04-14", "2025-04-17"),
            said(Status.POSTPONED, "2025-04-16", "2025-04-17"),
            said(Status.POSTPONED, "2025-04-18", "2025-04-17"),
            said(Status.POSTPONED, "2025-04-21", "2025-04-23"),
            said(Status.POSTPONED, "2025-04-22", "2025-04-23"),
        )
    ].count("postponed") == 2


def test_a_trip_survives_being_stored() -> None:
    plan = said(Status.PLANNED, "2025-08-27", "2025-08-28", "2025-08-30")
    trip, _ = advance(new_trip(plan, datetime(2025, 8, 27, tzinfo=UTC)), plan, datetime(2025, 8, 27, tzinfo=UTC))
    assert from_subject(to_subject(trip)) == trip
    assert told_before(from_subject(to_subject(trip)), plan, datetime(2025, 8, 27, tzinfo=UTC))
