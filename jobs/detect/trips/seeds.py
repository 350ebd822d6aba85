"""The embedded history of trips as subjects the detector goes on with; told to nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from jobs.detect import Subject
from jobs.detect.trips.officials import roster
from jobs.detect.trips.statement import Status, Traveler
from jobs.detect.trips.trip import Step, Trip, step_of, to_subject
from storage.facts import trips as facts


def known_trips(on: date | None = None) -> dict[str, Subject]:
    """Thread -> subject for every embedded trip; threads are ``trip:`` and the facts' own id, in capitals.

    Args:
        on: only what was known by this day; None = everything.
    """
    trips = (_trip(fact, on) for fact in facts.load_trips())
    return {trip.thread: to_subject(trip) for trip in trips if trip.steps}


def _trip(fact: facts.Trip, on: date | None) -> Trip:
    thread = f"trip:{fact.id.upper()}"
    listed = {person.name_en: person.country for person in roster().people}
    travelers = tuple(
        Traveler(who.name, who.name_ja, who.role, listed.get(who.name, fact.from_country), listed=who.name in listed)
        for who in fact.travelers
    )
    trip = Trip(thread, travelers, fact.from_country, fact.to_country, fact.to_place, None, None)
    for report in fact.history:
        if on is not None and report.day > on:
            break
        name = step_of(Status(report.status))
        number = sum(step.name == name for step in trip.steps)
        said = datetime.combine(report.day, time(), UTC)
        start = report.start or trip.start or (report.day if name in {"departed", "arrived"} else None)
        step = Step(
            name, report.status, said, start, report.end, f"{thread}#{name}{f'-{number + 1}' if number else ''}"
        )
        trip = replace(
            trip,
            start=start if name != "completed" else trip.start or start,
            end=report.end or trip.end,
            steps=(*trip.steps, step),
            cycle=trip.cycle + (name == "rescheduled"),
        )
    return trip
