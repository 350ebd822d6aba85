"""Trips of officials as data with history, from ``trips.yaml``: the seed of the trips the watch goes on with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from storage.facts.people import load_people
from storage.facts.reading import FactsFault, as_day, read_yaml

STATUSES = frozenset(
    {
        *("considering", "planned", "confirmed", "departed", "arrived", "completed"),
        *("postponed", "rescheduled", "cancelled", "denied"),
    }
)


@dataclass(frozen=True, slots=True)
class TripReport:
    """One dated entry. ``start``/``end`` are the days of the stay it speaks of, of the dropped one when called off."""

    day: date
    status: str
    start: date | None
    end: date | None
    what: str
    confidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Traveler:
    """A traveller with the role held at the time."""

    name: str
    name_ja: str | None
    role: str


@dataclass(frozen=True, slots=True)
class Trip:
    """A trip as known on a day.

    Attributes:
        id: stable ("jp-us-akazawa-10").
        travelers: who goes.
        from_country, to_country: ISO 3166-1 alpha-2 or "EU".
        to_place: city or region, None when not known.
        purpose: short and neutral.
        history: entries up to the day, oldest first; at least one.
        also_see: further pages about it.
    """

    id: str
    travelers: tuple[Traveler, ...]
    from_country: str
    to_country: str
    to_place: str | None
    purpose: str
    history: tuple[TripReport, ...]
    also_see: tuple[str, ...] = ()

    @property
    def latest(self) -> TripReport:
        """The newest entry known: the state of the trip."""
        return self.history[-1]

    @property
    def status(self) -> str:
        """Status word of the newest entry known."""
        return self.history[-1].status

    @property
    def stay(self) -> tuple[date | None, date | None]:
        """Start and end that still hold: those last stated, unless the trip was called off or denied since."""
        holds: tuple[date | None, date | None] = (None, None)
        for entry in self.history:
            if entry.status in {"cancelled", "postponed", "denied"}:
                holds = (None, None)
            elif entry.start:
                holds = (entry.start, entry.end)
        return holds


def _read_trip(record: Mapping[str, Any]) -> Trip:
    name = str(record["id"])
    history = []
    for entry in record["history"]:
        day = as_day(entry["date"])
        if day is None or entry["status"] not in STATUSES:
            raise FactsFault(f"trips.yaml: an entry of {name} has no date or an unknown status; correct it.")
        history.append(
            TripReport(
                day,
                str(entry["status"]),
                as_day(entry.get("start")),
                as_day(entry.get("end")),
                str(entry.get("what", "")),
                str(entry["confidence"]),
                str(entry["source"]),
            )
        )
    if not history or [entry.day for entry in history] != sorted(entry.day for entry in history):
        raise FactsFault(f"trips.yaml: the history of {name} is empty or out of order; sort it by date.")
    travelers = tuple(
        Traveler(str(one["name"]), str(one["name_ja"]) if one["name_ja"] else None, str(one["role"]))
        for one in record["travelers"]
    )
    place = record.get("place")
    return Trip(
        id=name,
        travelers=travelers,
        from_country=str(record["from"]),
        to_country=str(record["to"]),
        to_place=str(place) if place else None,
        purpose=str(record["purpose"]),
        history=tuple(history),
        also_see=tuple(map(str, record.get("also_see", ()))),
    )


@cache
def load_trips() -> tuple[Trip, ...]:
    """Every trip with its whole history; for answers use ``trips_as_of``.

    Raises:
        FactsFault: with one sentence when a record breaks a promise about itself.
    """
    trips = tuple(_read_trip(record) for record in read_yaml("trips.yaml")["trips"])
    ids = [trip.id for trip in trips]
    for name in ids:
        if ids.count(name) > 1:
            raise FactsFault(f"trips.yaml: {name} stands twice; give one of them another id.")
    return trips


def trips_as_of(country: str | None, person: str | None, as_of: date) -> list[Trip]:
    """Trips known on a day, the newest development first, each with the entries up to that day only.

    Args:
        country: ISO 3166-1 alpha-2 or "EU", either end of the trip; None for all.
        person: a name in either script, in full or as an alias, or a person's id ("akazawa"); None for all.
        as_of: the day.
    """
    names = _names_of(person) if person else None
    found = []
    for trip in load_trips():
        history = tuple(entry for entry in trip.history if entry.day <= as_of)
        if not history or (country and country not in (trip.from_country, trip.to_country)):
            continue
        if names is not None and not any(traveler.name.casefold() in names for traveler in trip.travelers):
            continue
        found.append(replace(trip, history=history, also_see=trip.also_see if history == trip.history else ()))
    return sorted(found, key=lambda trip: trip.latest.day, reverse=True)


def _names_of(person: str) -> frozenset[str]:
    asked = person.strip().casefold()
    for known in load_people():
        if asked == known.id or asked in {name.casefold() for name in known.names}:
            return frozenset({known.name_en.casefold(), *(alias.casefold() for alias in known.aliases_en)})
    return frozenset({asked})


def trips_known_until() -> date:
    """Date of the newest entry of all: answers about later days must name it."""
    return max(trip.latest.day for trip in load_trips())
