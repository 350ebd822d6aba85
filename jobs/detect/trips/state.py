"""The life of a trip: which known trip a statement speaks of, and what it changes.

Planned and confirmed are one step (*announced*), cancelled and postponed are one (*off*): outlets choose either word for one event.
A statement that repeats a step already told, or an older one, never moves a trip back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from jobs.detect.trips.officials import plain
from jobs.detect.trips.statement import Statement, Status, Traveler, Window

ANNOUNCED, OFF = "announced", "off"
_STEP = {Status.PLANNED: ANNOUNCED, Status.CONFIRMED: ANNOUNCED, Status.CANCELLED: OFF, Status.POSTPONED: OFF}
_RANK = {"considering": 0, "denied": 0, ANNOUNCED: 1, "rescheduled": 1, "departed": 2, "arrived": 3, "completed": 4}
_UNDER_WAY = frozenset({"departed", "arrived"})

SAME_TRIP_DAYS = 4
"""Two stated starts this near are one trip."""
QUIET_DAYS = 10
"""A statement without dates belongs to the traveller's last trip there if that was heard of this recently."""
FORGOTTEN_DAYS = 120
"""Nothing said this long after a trip's last news and days speaks of it."""
AGAIN_DAYS = 21
"""A new plan this soon after a trip was dropped is the same trip, rescheduled."""


def step_of(status: Status) -> str:
    """The step of a trip's life a status word belongs to."""
    return _STEP.get(status, status.value)


@dataclass(frozen=True, slots=True)
class Step:
    """A step a trip has taken: when it was said, the days it named, and the event that told it."""

    name: str
    status: str
    said_at: datetime
    start: date | None
    end: date | None
    key: str
    rough: bool = False


@dataclass(frozen=True, slots=True)
class Trip:
    """One trip of one traveller or group, as known.

    Attributes:
        thread: "trip:JP-US-AKAZAWA-2025-08-28": never changes.
        steps: oldest first; the last one is the state.
        start, end: the days now valid, or the dropped ones while the trip is off.
        cycle: how often it was rescheduled.
    """

    thread: str
    travelers: tuple[Traveler, ...]
    from_country: str | None
    to_country: str | None
    to_place: str | None
    start: date | None
    end: date | None
    steps: tuple[Step, ...] = ()
    cycle: int = 0

    @property
    def step(self) -> str:
        """Name of the last step."""
        return self.steps[-1].name if self.steps else ""

    @property
    def said_at(self) -> datetime:
        """When the last step was said."""
        return self.steps[-1].said_at if self.steps else datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Change:
    """What a statement changed. ``contradicts``: it does not follow from the state before; a person decides."""

    key: str
    status: Status
    previous_status: str | None
    previous_start: date | None
    start: date | None
    end: date | None
    contradicts: str = ""


def _who(traveler: Traveler) -> str:
    return plain(traveler.name or f"{traveler.country}:{traveler.role}")


def _shares_travelers(trip: Trip, statement: Statement) -> bool:
    if {_who(one) for one in trip.travelers} & {_who(one) for one in statement.travelers}:
        return True
    unnamed = not any(one.name for one in statement.travelers) or not any(one.name for one in trip.travelers)
    return unnamed and statement.from_country is not None and statement.from_country == trip.from_country


_IN_EUROPE = frozenset({"DE", "FR", "IT", "BE", "NL", "ES", "PL", "IE", "SE", "DK", "AT", "PT", "FI", "GR", "GB", "CH"})


def _same_destination(known: str | None, said: str | None) -> bool:
    """Whether two destinations can be one; "Europe" covers its countries, nothing stated covers all."""
    if known is None or said is None or known == said:
        return True
    return ("EU" in {known, said}) and bool({known, said} & _IN_EUROPE)


def _said(statement: Statement, now: datetime) -> datetime:
    return statement.said_at or now


def belongs(trip: Trip, statement: Statement, now: datetime) -> bool:
    """Whether a statement speaks of this trip."""
    if (
        trip.steps
        and abs((_said(statement, now) - trip.said_at).days) > FORGOTTEN_DAYS
        and not (trip.start and abs((_said(statement, now).date() - trip.start).days) < FORGOTTEN_DAYS)
    ):
        return False
    if not _same_destination(trip.to_country, statement.to_country):
        return False
    if not _shares_travelers(trip, statement):
        return False
    said = _said(statement, now)
    window = statement.window
    since = abs((said - trip.said_at).days) if trip.steps else 0
    name = step_of(statement.status)
    if name == "completed":
        begun = trip.start or trip.said_at.date()
        return begun <= said.date() + timedelta(1) and (said.date() - (trip.end or begun)).days <= QUIET_DAYS
    over = trip.step == "completed"
    if name in {"arrived", "departed"} and trip.start and said.date() < trip.start - timedelta(2) and not window.start:
        return False
    if window.start and trip.start:
        near = abs((window.start - trip.start).days) <= SAME_TRIP_DAYS or (
            window.rough and window.end is not None and window.start <= trip.start <= window.end
        )
        within = trip.end is not None and trip.start <= window.start <= trip.end
        if near or within:
            return not (
                over
                and name in {ANNOUNCED, "considering"}
                and window.start > (trip.end or trip.start)
                and not window.rough
            )
        if name in {"arrived"} and 0 <= (window.start - trip.start).days <= 7:
            return True
        if trip.step in {OFF, "considering", "denied", "postponed"} and name in {
            ANNOUNCED,
            "rescheduled",
            "considering",
            "departed",
            "arrived",
        }:
            return since <= AGAIN_DAYS
        if name in {"rescheduled", OFF} and trip.step not in {"completed"}:
            return abs((window.start - trip.start).days) <= AGAIN_DAYS
        if trip.steps and trip.steps[-1].name == ANNOUNCED and name == ANNOUNCED and said.date() <= trip.start:
            return abs((window.start - trip.start).days) <= 7
        return False
    if over and name in {ANNOUNCED, "considering", "departed"}:
        return False
    if trip.start and trip.start > said.date() + timedelta(QUIET_DAYS):
        return since <= QUIET_DAYS
    if trip.start and trip.step in {ANNOUNCED, "rescheduled"} and trip.start >= said.date() - timedelta(2):
        return True
    if name in {ANNOUNCED, "considering"} and trip.step in _UNDER_WAY:
        return since <= SAME_TRIP_DAYS
    return since <= QUIET_DAYS


def find(trips: Iterable[Trip], statement: Statement, now: datetime) -> Trip | None:
    """The known trip a statement speaks of: the latest that fits; None when it tells of a new one."""
    fitting = [trip for trip in trips if belongs(trip, statement, now)]
    said = _said(statement, now)

    def nearness(trip: Trip) -> tuple[int, float]:
        if statement.window.start and trip.start:
            return (0, abs((statement.window.start - trip.start).days))
        return (1, abs((said - trip.said_at).total_seconds()))

    return min(fitting, key=nearness, default=None)


def new_trip(statement: Statement, now: datetime) -> Trip:
    """A trip not heard of before, without steps."""
    said = _said(statement, now).date()
    lead = statement.travelers[0]
    name = re.sub(r"[^A-Za-z0-9]+", "", plain(_surname(lead)).upper()) or _who(lead)
    start = statement.window.start or said
    thread = f"trip:{statement.from_country or 'XX'}-{statement.to_country or 'XX'}-{name.upper()}-{start.isoformat()}"
    return Trip(
        thread, statement.travelers, statement.from_country, statement.to_country, statement.to_place, None, None
    )


def _surname(traveler: Traveler) -> str:
    if not traveler.name:
        return traveler.role or "delegation"
    words = traveler.name.split()
    if len(words) > 1 and traveler.country in {"KR", "CN", "TW"}:
        return words[0] + "".join(word[:1] for word in words[1:]) if traveler.country == "KR" else words[0]
    return words[-1]


def told_before(trip: Trip, statement: Statement, now: datetime) -> Step | None:
    """The step a statement repeats, None when it tells something new."""
    name = step_of(statement.status)
    said = _said(statement, now)
    for step in reversed(trip.steps):
        if step.name == name and _same_days(step, statement):
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


def _same_days(step: Step, statement: Statement) -> bool:
    start = statement.window.start
    if start is None or step.start is None or statement.window.rough:
        return True
    if step.rough and step.end and step.start - timedelta(1) <= start <= step.end + timedelta(1):
        return True
    if step.name in {"departed", "arrived", "completed", "considering", OFF}:
        return abs((start - step.start).days) <= 7
    return abs((start - step.start).days) <= 1


def advance(trip: Trip, statement: Statement, now: datetime) -> tuple[Trip, Change | None]:
    """Applies a statement to the trip it belongs to.

    Returns:
        The trip as now known, and the change to tell; None when the statement repeats or is older than what is known.
    """
    name = step_of(statement.status)
    said = _said(statement, now)
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


# -- as subjects -------------------------------------------------------------------------------------------------------


def to_subject(trip: Trip) -> dict[str, Any]:
    """JSON-able form kept by storage under the trip's thread."""
    return {
        "thread": trip.thread,
        "travelers": [
            {
                "name": one.name,
                "name_ja": one.name_ja,
                "role": one.role,
                "country": one.country,
                "listed": one.listed,
                "group": one.group,
            }
            for one in trip.travelers
        ],
        "from_country": trip.from_country,
        "to_country": trip.to_country,
        "to_place": trip.to_place,
        "status": trip.steps[-1].status if trip.steps else None,
        "start": trip.start.isoformat() if trip.start else None,
        "end": trip.end.isoformat() if trip.end else None,
        "cycle": trip.cycle,
        "steps": [
            {
                "name": step.name,
                "status": step.status,
                "said_at": step.said_at.isoformat(),
                "start": step.start.isoformat() if step.start else None,
                "end": step.end.isoformat() if step.end else None,
                "key": step.key,
                "rough": step.rough,
            }
            for step in trip.steps
        ],
    }


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def from_subject(subject: Mapping[str, Any]) -> Trip:
    """The inverse of ``to_subject``."""
    return Trip(
        thread=subject["thread"],
        travelers=tuple(Traveler(**one) for one in subject["travelers"]),
        from_country=subject["from_country"],
        to_country=subject["to_country"],
        to_place=subject["to_place"],
        start=_date(subject["start"]),
        end=_date(subject["end"]),
        steps=tuple(
            Step(
                step["name"],
                step["status"],
                datetime.fromisoformat(step["said_at"]),
                _date(step["start"]),
                _date(step["end"]),
                step["key"],
                bool(step.get("rough")),
            )
            for step in subject["steps"]
        ),
        cycle=subject["cycle"],
    )


def sharply_known(trip: Trip) -> bool:
    """Whether a day was named for the start, not only a week or a month."""
    return any(step.start == trip.start and not step.rough for step in trip.steps)


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
