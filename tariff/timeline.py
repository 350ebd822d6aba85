"""Since when, and until when: the boundaries of the measures that concern one product and origin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tariff.measure import Measure, Period
from tariff.stacking import Candidate

_DAY_BREAK = timedelta(minutes=90)


@dataclass(frozen=True, slots=True)
class Boundary:
    """A day on which something may change; ``at`` is the instant as printed where there is one."""

    day: date
    at: datetime | None


def boundaries(candidates: Iterable[Candidate], known: date) -> list[Boundary]:
    """Every boundary that could be known on a day, oldest first, one for each day."""
    found: dict[date, datetime | None] = {}
    for candidate in candidates:
        for day, at in _of(candidate, known):
            found[day] = found.get(day) or at
    return [Boundary(day, found[day]) for day in sorted(found)]


def in_the_middle_of(day: date, measures: Iterable[Measure], known: date) -> list[Measure]:
    """Measures that begin or end later than the first moments of a day."""
    return [
        m
        for m in measures
        if m.period.known(known) and any(_late(at) and when == day for when, at in _ends(m.period, known))
    ]


def _of(candidate: Candidate, known: date) -> Iterator[tuple[date, datetime | None]]:
    measure = candidate.measure
    if not measure.period.known(known):
        return
    yield from _ends(measure.period, known)
    for rule in measure.excludes:
        for day in (rule.since, rule.until):
            if day is not None:
                yield day, None
    for hits in candidate.hits.values():
        for entry in (*hits.covering, *hits.finer):
            if entry.period is not None and entry.period.known(known):
                yield from _ends(entry.period, known)


def _ends(period: Period, known: date) -> Iterator[tuple[date, datetime | None]]:
    yield period.start, period.start_at
    end = period.end_as_known(known)
    if end is not None:
        yield end, period.end_at


def _late(at: datetime | None) -> bool:
    """Later than 1:30 in the morning: the convention "a boundary date is the first day of the new state" hides it."""
    return at is not None and timedelta(hours=at.hour, minutes=at.minute) > _DAY_BREAK
