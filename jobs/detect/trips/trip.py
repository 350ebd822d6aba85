"""A trip as known: its steps, days and travellers, and its form in storage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from jobs.detect.trips.statement import Status, Traveler

ANNOUNCED, OFF = "announced", "off"


_STEP = {Status.PLANNED: ANNOUNCED, Status.CONFIRMED: ANNOUNCED, Status.CANCELLED: OFF, Status.POSTPONED: OFF}


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
