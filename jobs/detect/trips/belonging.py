"""Which known trip a statement speaks of, or that it begins a new one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from jobs.detect.trips.officials import plain
from jobs.detect.trips.statement import Statement, Traveler
from jobs.detect.trips.trip import ANNOUNCED, OFF, Trip, step_of

_UNDER_WAY = frozenset({"departed", "arrived"})


SAME_TRIP_DAYS = 4
"""Two stated starts this near are one trip."""


QUIET_DAYS = 10
"""A statement without dates belongs to the traveller's last trip there if that was heard of this recently."""


FORGOTTEN_DAYS = 120
"""Nothing said this long after a trip's last news and days speaks of it."""


AGAIN_DAYS = 21
"""A new plan this soon after a trip was dropped is the same trip, rescheduled."""


def _who(traveler: Traveler) -> str:
    return plain(traveler.name or f"{traveler.country}:{traveler.role}")


def _shares_travelers(trip: Trip, statement: Statement) -> bool:
    if {_who(one) for one in trip.travelers} & {_who(one) for one in statement.travelers}:
        return True
    unnamed = not any(one.name for one in statement.travelers) or not any(one.name for one in trip.travelers)
    return unnamed and statement.from_country is not None and statement.from_country == trip.from_country


_IN_EUROPE = frozenset({"DE", "FR", "IT", "BE", "NL", "ES", "PL", "IE", "SE", "DK", "AT", "PT", "FI", "GR", "GB", "CH"})


def same_destination(known: str | None, said: str | None) -> bool:
    """Whether two destinations can be one; "Europe" covers its countries, nothing stated covers all."""
    if known is None or said is None or known == said:
        return True
    return ("EU" in {known, said}) and bool({known, said} & _IN_EUROPE)


def said_at(statement: Statement, now: datetime) -> datetime:
    return statement.said_at or now


def belongs(trip: Trip, statement: Statement, now: datetime) -> bool:
    """Whether a statement speaks of this trip."""
    if (
        trip.steps
        and abs((said_at(statement, now) - trip.said_at).days) > FORGOTTEN_DAYS
        and not (trip.start and abs((said_at(statement, now).date() - trip.start).days) < FORGOTTEN_DAYS)
    ):
        return False
    if not same_destination(trip.to_country, statement.to_country):
        return False
    if not _shares_travelers(trip, statement):
        return False
    said = said_at(statement, now)
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
            told_in_time = trip.start >= said.date() - timedelta(3)  # what was to begin days ago is not dropped now
            return told_in_time and abs((window.start - trip.start).days) <= AGAIN_DAYS
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
    said = said_at(statement, now)

    def nearness(trip: Trip) -> tuple[int, float, float]:
        window, silent = statement.window, abs((said - trip.said_at).total_seconds())
        if window.start and trip.start:
            inside = window.rough and window.end is not None and window.start <= trip.start <= window.end
            return (
                0,
                0 if inside else abs((window.start - trip.start).days),
                silent,
            )  # "late August" fits all its days
        return (1, silent, 0)

    return min(fitting, key=nearness, default=None)


def new_trip(statement: Statement, now: datetime) -> Trip:
    """A trip not heard of before, without steps."""
    said = said_at(statement, now).date()
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
