"""The trip detector: news and agency notices -> changes of officials' trips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from jobs.detect import Doubt, Findings, Subject
from jobs.detect.trips.belonging import find, new_trip
from jobs.detect.trips.places import in_japanese
from jobs.detect.trips.reading import read_item
from jobs.detect.trips.state import advance, told_before
from jobs.detect.trips.statement import Statement, Status, Traveler
from jobs.detect.trips.trip import Change, Trip, from_subject, step_of, to_subject
from jobs.detect.trips.weighing import SURE
from storage.events import Citation, EventKind, NewEvent
from storage.observations import Item, ItemKind

_URGENT = frozenset({Status.CANCELLED, Status.POSTPONED, Status.RESCHEDULED})
_SAYS = {
    Status.PLANNED: "plans to visit",
    Status.CONFIRMED: "confirmed to visit",
    Status.DEPARTED: "left for",
    Status.ARRIVED: "is in",
    Status.COMPLETED: "is back from",
    Status.POSTPONED: "postponed the visit to",
    Status.RESCHEDULED: "has new dates for",
    Status.CANCELLED: "cancelled the visit to",
    Status.CONSIDERING: "may visit",
    Status.DENIED: "denies a visit to",
}
_HOMES = {
    ".jp": "JP",
    ".kr": "KR",
    ".tw": "TW",
    ".cn": "CN",
    ".in": "IN",
    ".th": "TH",
    ".uk": "GB",
    ".ca": "CA",
    ".ch": "CH",
    ".eu": "EU",
    ".au": "AU",
}


def press_home(url: str) -> str | None:
    """Country whose press an address belongs to, None when it does not show."""
    host = url.split("//", 1)[-1].split("/", 1)[0].lower().split(":")[0]
    if any(
        name in host
        for name in ("japan", "jiji", "nippon", "yomiuri", "asahi", "kyodo", "nikkei", "mainichi", "livedoor")
    ):
        return "JP"
    if any(name in host for name in ("korea", "yna", "chosun", "yonhap", "joins")):
        return "KR"
    return next((code for ending, code in _HOMES.items() if host.endswith(ending)), None)


@dataclass(frozen=True, slots=True)
class Report:
    """A statement placed in the life of a trip: the event it tells or repeats, and the change when it is new."""

    statement: Statement
    trip: Trip
    key: str
    change: Change | None

    @property
    def status(self) -> Status:
        """The state told: a plan that repeats a new date is told as rescheduled."""
        if self.change:
            return self.change.status
        moved = any(step.key == self.key and step.name == "rescheduled" for step in self.trip.steps)
        return Status.RESCHEDULED if moved else self.statement.status


def report(statement: Statement, trips: Mapping[str, Trip], now: datetime) -> Report:
    """Finds the trip a statement speaks of, or begins one, and applies it."""
    trip = find(trips.values(), statement, now)
    if trip is None:
        trip = new_trip(statement, now)
        base, number = trip.thread, 2
        while trip.thread in trips:
            trip = replace(trip, thread=f"{base}-{number}")
            number += 1
    told = told_before(trip, statement, now)
    after, change = advance(trip, statement, now)
    if change:
        return Report(statement, after, change.key, change)
    key = told.key if told else _nearest_key(trip, statement)
    return Report(statement, after, key, None)


def _nearest_key(trip: Trip, statement: Statement) -> str:
    """The event an unmoved state is filed under: the step of that name, else a name of its own."""
    name = step_of(statement.status)
    return next((step.key for step in reversed(trip.steps) if step.name == name), f"{trip.thread}#{name}")


class TripDetector:
    """Reads news and ministries' notices; see ``Detector``."""

    name = "trips"
    reads = frozenset({ItemKind.NEWS, ItemKind.AGENCY_NOTICE})

    def detect(self, items: Sequence[Item], known: Mapping[str, Subject], now: datetime) -> Findings:
        """Decides what each item changes in the known trips (threads ``trip:...``)."""
        trips = {thread: from_subject(subject) for thread, subject in known.items() if thread.startswith("trip:")}
        changed: dict[str, Trip] = {}
        events: dict[str, NewEvent] = {}
        doubts: list[Doubt] = []
        reasons: dict[str, str] = {}
        for item in items:
            if item.kind not in self.reads:
                continue
            statements = read_item(
                item.title, item.text, item.lang, item.published_at, now.date(), press_home(item.url)
            )
            if not statements:
                reasons[item.native_id] = "no official's trip"
            for statement in statements:
                placed = report(statement, trips, now)
                doubt = _doubtful(placed)
                event = _event(placed, item, now)
                if doubt:
                    doubts.append(Doubt(f"{placed.key}@{item.source}:{item.native_id}", doubt, item, event))
                    reasons[item.native_id] = f"doubt: {doubt}"
                    continue
                trips[placed.trip.thread] = placed.trip
                changed[placed.trip.thread] = placed.trip
                if placed.change is None and not any(step.key == placed.key for step in placed.trip.steps):
                    reasons[item.native_id] = "older than what is known"
                    continue
                reasons[item.native_id] = placed.key
                told = events.get(placed.key)
                events[placed.key] = replace(told, citations=(*told.citations, *event.citations)) if told else event
        return Findings(
            tuple(events.values()),
            {thread: to_subject(trip) for thread, trip in changed.items()},
            tuple(doubts),
            reasons,
        )


def _doubtful(placed: Report) -> str:
    """Why a person should decide, "" when nobody needs to."""
    statement = placed.statement
    lead = statement.travelers[0]
    if placed.change and placed.change.contradicts:
        return f"{lead.label}: {placed.change.contradicts}."
    if statement.confidence < SURE:
        return f"{lead.label}: the wording leaves open whether a trip is meant."
    if not lead.listed and (not lead.name or lead.country is None):
        return f"{lead.label or 'A delegation'} is not on the watch list."
    if statement.to_country is None:
        return f"{lead.label}: the destination is not stated."
    return ""


def _names(travelers: tuple[Traveler, ...]) -> str:
    return " and ".join(one.label for one in travelers) or "A delegation"


def _event(placed: Report, item: Item, now: datetime) -> NewEvent:
    statement, trip = placed.statement, placed.trip
    change = placed.change
    status = placed.status
    where = statement.to_place or trip.to_place or statement.to_country or trip.to_country or "abroad"
    start = change.start if change else statement.window.start or trip.start
    end = change.end if change else statement.window.end or trip.end
    days = f" ({start.isoformat()}{' to ' + end.isoformat() if end else ''})" if start else ""
    return NewEvent(
        key=placed.key,
        kind=EventKind.TRIPS,
        thread=trip.thread,
        stage=status.value,
        headline=f"{_names(trip.travelers)} {_SAYS[status]} {where}{days}",
        occurred_at=item.published_at or now,
        seen_at=now,
        citations=(Citation(item.source, item.url, item.title, item.published_at, now),),
        countries=tuple(dict.fromkeys(code for code in (trip.from_country, trip.to_country) if code)),
        urgent=status in _URGENT,
        details={
            "travelers": [{"name": one.label, "name_ja": one.name_ja, "role": one.role} for one in trip.travelers],
            "to_country": trip.to_country,
            "to_place": trip.to_place,
            "to_place_ja": in_japanese(trip.to_place),
            "start": start.isoformat() if start else None,
            "end": end.isoformat() if end else None,
            "rough": statement.window.rough,
            "previous_start": change.previous_start.isoformat() if change and change.previous_start else None,
            "previous_status": change.previous_status if change else None,
            "reported_by": item.fields.get("outlet") or item.source,
            "confidence": statement.confidence,
        },
    )
