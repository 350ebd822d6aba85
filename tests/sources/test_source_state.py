"""A source's conditions: pure transitions, told once each way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from storage.source_state import Condition, SourceState, answered, begin, delay, failed, source_states, to_tell

NOW = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)
FRESH = SourceState("x", next_due=NOW, since=NOW, interval=300)


def test_a_failing_source_is_asked_slower_each_time_but_at_least_every_eight_intervals():
    assert [delay(300, n, 0) for n in range(7)] == [300, 300, 600, 1200, 2400, 2400, 2400]
    assert delay(1, 99, 0) == 8
    assert delay(1800, 9, 0) == 3600 and delay(7200, 9, 0) == 7200


@given(st.floats(1, 7200), st.integers(0, 10_000), st.floats(0, 1), st.floats(0, 21600))
def test_nobody_is_asked_sooner_than_the_interval_or_than_it_asked_us_to_wait(interval, failures, jitter, wait):
    assert delay(interval, failures, jitter, wait) >= max(interval, wait)


@given(st.lists(st.booleans(), max_size=40))
def test_operators_hear_of_each_failure_once_and_of_each_recovery_once(outcomes):
    state, told, row = FRESH, [], 0
    for n, good in enumerate(outcomes):
        now = NOW + timedelta(hours=n)
        state = answered(state, now, None, 0.0) if good else failed(state, now, "answered 500", 0.0, None)
        row = 0 if good else row + 1
        state, news = to_tell(state)
        told += [news] if news else []
        assert (state.condition is Condition.FAILING) == (row >= 3)
        assert state.failures == row
    assert told == [Condition.FAILING, Condition.OK] * (len(told) // 2) + [Condition.FAILING] * (len(told) % 2)


def test_the_fault_and_its_beginning_are_kept_while_it_lasts():
    state = FRESH
    for hour in range(5):
        state = failed(state, NOW + timedelta(hours=hour), f"fault {hour}", 0.0, None)
    assert state.since == NOW + timedelta(hours=2) and state.fault == "fault 4" and state.succeeded_at is None


def test_a_source_is_not_called_silent_before_it_was_watched_for_two_hours():
    early = answered(replace(FRESH, watching_since=NOW), NOW + timedelta(hours=1), "no issue", 0.0)
    late = answered(early, NOW + timedelta(hours=2), "no issue", 0.0)
    assert early.condition is Condition.OK and late.condition is Condition.SILENT and late.fault == "no issue"
    assert answered(late, NOW + timedelta(hours=3), None, 0.0).condition is Condition.OK


async def test_states_are_stored_as_they_are(db):
    full = SourceState(
        name="usitc",
        next_due=NOW,
        since=NOW,
        interval=600.5,
        condition=Condition.SILENT,
        quiet=86400.0,
        watching_since=NOW,
        newest_at=NOW,
        lag=1.5,
        failures=2,
        fault="x",
        etag='W/"é"',
        body_hash="ab",
        peak=(2026, 15),
        baseline_done=True,
        told=Condition.FAILING,
    )
    await begin(db, [full], NOW)
    assert await source_states(db) == [full]


async def test_a_restart_keeps_the_wait_of_a_failing_source_and_takes_over_a_shorter_interval(db):
    later = NOW + timedelta(hours=1)
    failing = replace(FRESH, failures=4, next_due=later, asked_at=NOW)
    well = replace(FRESH, name="y", next_due=later, asked_at=NOW, interval=3600)
    taken = replace(FRESH, name="z", next_due=NOW + timedelta(seconds=115), asked_at=NOW - timedelta(hours=1))
    await begin(db, [failing, well, taken], NOW)
    again = [FRESH, replace(FRESH, name="y", interval=10), replace(FRESH, name="z")]
    await begin(db, again, NOW + timedelta(seconds=5))
    states = {state.name: state for state in await source_states(db)}
    assert states["x"].next_due == later and states["y"].next_due == NOW + timedelta(seconds=10)
    assert states["z"].next_due == taken.next_due
