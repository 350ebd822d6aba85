"""The life of a trip: which known trip a statement speaks of, and what it changes.

Planned and confirmed are one step (*announced*), cancelled and postponed are one (*off*): outlets choose either
word for one event.
A statement that repeats a step already told, or an older one, never moves a trip back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from jobs.detect.trips.belonging import SAME_TRIP_DAYS, said_at
from jobs.detect.trips.statement import Statement, Status, Traveler, Window
from jobs.detect.trips.trip import ANNOUNCED, OFF, Change, Step, Trip, sharply_known, step_of

_RANK = {"considering": 0, "denied": 0, ANNOUNCED: 1, "rescheduled": 1, "departed": 2, "arrived": 3, "completed": 4}


def told_before(trip: Trip, statement: Statement, now: datetime) -> Step | None:
    """The step a statement repeats, None when it tells something new."""
    name = step_of(statement.status)
    said = said_at(statement, now)
    for step in reversed(trip.steps):
        if step.name == name and _same_days(step, statement) and not _dropped_anew(step, statement, said):
            return step
    if name == "rescheduled":
        return next(
            (s for s in reversed(trip.steps) if s.name == ANNOUNCED and trip.cycle and _same_days(s, statement)), None
        )
    if name == ANNOUNCED:
        moved = next((s for s in reversed(trip.steps) if s.name == "rescheduled" and _same_days(s, statement)), None)
        if moved and (statement.window.start or said >= moved.said_at):
            return moved
    return None


def _dropped_anew(step: Step, statement: Statement, said: datetime) -> bool:
    """Whether a trip that was put off is put off once more: days later, and another, later day is dropped.

    Pichai, April 2025: on the 16th not on the 17th, on the 21st not on the 23rd either.
    """
    start = statement.window.start
    if step.name != OFF or start is None or step.start is None or statement.window.rough:
        return False
    waited = said - step.said_at
    if step.rough:  # put off to a week that is dropped as well
        return waited >= timedelta(days=3) and start >= step.start > step.said_at.date()
    return waited >= timedelta(days=2) and start - step.start >= timedelta(days=3)


def _same_days(step: Step, statement: Statement) -> bool:
    start = statement.window.start
    if start is None or step.start is None or statement.window.rough:
        return True
    if step.rough and step.end and step.start - timedelta(1) <= start <= step.end + timedelta(1):
        return True
    if step.name in {"departed", "arrived", "completed", "considering", OFF}:
        return abs((start - step.start).days) <= 7
    # outlets name the day of the flight or that of the talks: not a new date by itself
    apart = 1 if step.name == "rescheduled" or statement.status is Status.RESCHEDULED else SAME_TRIP_DAYS
    return abs((start - step.start).days) <= apart


def advance(trip: Trip, statement: Statement, now: datetime) -> tuple[Trip, Change | None]:
    """Applies a statement to the trip it belongs to.

    Returns:
        The trip as now known, and the change to tell; None when the statement repeats or is older than what is known.
    """
    name = step_of(statement.status)
    said = said_at(statement, now)
    if told_before(trip, statement, now):
        return _filled(trip, statement), None
    status = statement.status
    contradicts = ""
    older = bool(trip.steps) and said < trip.said_at
    current = trip.step
    if trip.steps:
        if current == OFF and name == ANNOUNCED:
            if not _after(trip, statement, said):
                return trip, None
            status, name = Status.RESCHEDULED, "rescheduled"
        elif current == OFF and name in {"departed", "arrived", "completed"}:
            if older:
                return trip, None
            if (said - trip.said_at) < timedelta(days=2):
                contradicts = (
                    f"reported as {status.value} although it was called off on {trip.said_at.date().isoformat()}"
                )
        elif current in {ANNOUNCED, "rescheduled"} and name == ANNOUNCED:
            if older:
                return trip, None
            status, name = Status.RESCHEDULED, "rescheduled"
            if not statement.again:
                contradicts = f"reported for {statement.window.start} although it was to begin on {trip.start}"
        elif name in {OFF, "denied", "rescheduled"} and current in {"departed", "arrived", "completed"}:
            if older or current == "completed":
                return trip, None
            if name != "rescheduled":
                contradicts = f"reported as {status.value} although it was reported as {current}"
        elif name in _RANK and current in _RANK and _RANK[name] < _RANK[current] and name != "denied":
            return _filled(trip, statement), None
        elif (
            (name == "considering" and current in {ANNOUNCED, "rescheduled"})
            or (older and name in _RANK and current in _RANK and _RANK[name] <= _RANK[current])
            or (older and name == OFF)
        ):
            return trip, None
    cycle = trip.cycle + (1 if name == "rescheduled" else 0)
    key = f"{trip.thread}#{name}"
    taken = {step.key for step in trip.steps}
    number = 2
    base = key
    while key in taken:
        key = f"{base}-{number}"
        number += 1
    start, end = _days_after(trip, statement, name)
    step = Step(name, status.value, said, start, end, key, statement.window.rough)
    previous = trip.steps[-1].status if trip.steps else None
    changed = replace(
        trip,
        travelers=_united(trip.travelers, statement.travelers),
        to_country=trip.to_country or statement.to_country,
        to_place=trip.to_place or statement.to_place,
        from_country=trip.from_country or statement.from_country,
        start=start if name != "completed" else trip.start,
        end=end or trip.end,
        steps=(*trip.steps, step),
        cycle=cycle,
    )
    previous_start = trip.start if trip.start and trip.start != start else None
    return changed, Change(key, status, previous, previous_start, start, end, contradicts)


def _after(trip: Trip, statement: Statement, said: datetime) -> bool:
    """Whether a plan told for a dropped trip is a new one and not an echo of the plan that was dropped."""
    start = statement.window.start
    if said < trip.said_at:
        return False
    if start and trip.start:
        return start > trip.start + timedelta(1) and start >= said.date() - timedelta(1)
    return statement.again or (said - trip.said_at) >= timedelta(days=2)


def _days_after(trip: Trip, statement: Statement, name: str) -> tuple[date | None, date | None]:
    window = statement.window
    if window.start and not (window.rough and trip.start and name in {OFF, "denied"}):
        return window.start, window.end
    if name == "rescheduled":
        return window.start, window.end
    if name in {"departed", "arrived"}:
        known = trip.start if sharply_known(trip) else None
        seen = statement.seen_on if name == "arrived" else None
        start = window.start or (min(known, seen) if known and seen else known or seen) or trip.start
        return start, window.end or trip.end
    return trip.start or window.start, window.end or trip.end


def _filled(trip: Trip, statement: Statement) -> Trip:
    """A repeat may say what was missing: the city, the last day, a sharp start for a rough one."""
    window = statement.window
    start, end = trip.start, trip.end
    if start is None and window.start and step_of(statement.status) in {ANNOUNCED, "rescheduled", OFF}:
        start = window.start
    if end is None and window.end and not window.rough and start and window.end >= start:
        end = window.end
    return replace(
        trip,
        to_place=trip.to_place or statement.to_place,
        start=start,
        end=end,
        travelers=_united(trip.travelers, statement.travelers),
    )


def _united(known: tuple[Traveler, ...], said: tuple[Traveler, ...]) -> tuple[Traveler, ...]:
    """Known travellers, with an unnamed one replaced by the name that came later."""
    named = [one for one in said if one.name]
    if named and not any(one.name for one in known):
        return said
    return known


def known_days(trip: Trip, statement: Statement) -> Window:
    """The statement's days, completed from the trip where it states none."""
    window = statement.window
    if window.start:
        return window
    if (
        statement.status is Status.ARRIVED
        and statement.seen_on
        and (trip.start is None or not sharply_known(trip) or trip.start > statement.seen_on)
    ):
        return Window(statement.seen_on, window.end)
    return Window(trip.start, window.end or trip.end)
