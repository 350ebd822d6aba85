"""The day a rate changes: a boundary of the facts that the clock has just passed becomes a rate event.

The decision is pure: the same questions a person would ask, put to the engine for the day before and the day itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo

from jobs.detect import Doubt, Findings
from storage.database import Database
from storage.events import Citation, EventKind, NewEvent, Stage
from storage.facts.reading import read_yaml
from storage.kept import keep, kept
from storage.observations import Item, ItemKind
from storage.record import record
from tariff.answer import Answer, Component, RateQuery
from tariff.law import Law
from tariff.measure import Measure
from tariff.scope import ScopeIndex, reaches

NEW_YORK = ZoneInfo("America/New_York")
DAY_BREAK = time(0, 1)
"""Entries change their rate at 12:01 a.m. eastern time in nearly every instrument."""
KEPT = "rates_told_through"
LONGEST_LOOK_BACK = timedelta(days=7)
"""A watch that stood still longer tells only the last days: older changes are history, /changes lists them."""


class Rates(Protocol):
    """The engine."""

    law: Law

    def answer(self, query: RateQuery) -> Answer:
        """See ``tariff.engine.Engine.answer``."""
        ...


@dataclass(frozen=True, slots=True)
class Headline:
    """A product whose rate is watched. ``code`` is "" for general goods; see ``headline_rates.yaml``."""

    word: str
    name: str
    name_ja: str
    code: str
    prefixes: tuple[str, ...]


@cache
def headlines() -> tuple[tuple[Headline, ...], tuple[str, ...]]:
    """The watched products and origins."""
    raw = read_yaml("headline_rates.yaml")
    products = tuple(
        Headline(row["word"], row["name"], row["name_ja"], row["code"], tuple(row["prefixes"]))
        for row in raw["products"]
    )
    return products, tuple(raw["countries"])


@cache
def _own_rates() -> tuple[str, ...]:
    """What a change for general goods leaves alone: goods whose own change is told by itself, as exclusions."""
    products, _ = headlines()
    return tuple(f"!{prefix}" for product in products for prefix in product.prefixes)


def boundary_days(law: Law, after: date, until: date, known: date) -> list[date]:
    """Days in (after, until] on which some measure, as known on a day, begins or ends."""
    days = {day for measure in law.measures for day in _bounds(measure, known)}
    return sorted(day for day in days if after < day <= until)


def _bounds(measure: Measure, known: date) -> tuple[date, ...]:
    """Days on which a measure begins or ends, as known on a day."""
    period = measure.period
    if not period.known(known):
        return ()
    end = period.end_as_known(known)
    return (period.start,) if end is None else (period.start, end)


def rates_in_force(rates: Rates, after: date, now: datetime) -> Findings:
    """Rate events for the boundaries passed since a day.

    Args:
        rates: the engine.
        after: last New York day already told about.
        now: aware; nothing published later is used.

    Returns:
        One event for each product, day and change, with all origins it is the same for. A change later than the facts
        reach goes to the operators instead: a notice nobody has read into the facts may have put it off.
    """
    today, known = last_begun_day(now), now.astimezone(NEW_YORK).date()
    events: list[NewEvent] = []
    doubts: list[Doubt] = []
    products, countries = headlines()
    days = boundary_days(rates.law, after, today, known)
    for day in days:
        turning = [measure for measure in rates.law.measures if day in _bounds(measure, known)]
        for headline in products:
            hits = _indexed(rates.law).hits(headline.code) if headline.code else {}
            touching = [measure for measure in turning if reaches(measure.scope, hits, headline.code)]
            concerned = [code for code in countries if any(measure.reaches(code) for measure in touching)]
            for event in _changes_of(rates, headline, concerned, day, now):
                if day > rates.law.knowledge_until:
                    doubts.append(_doubt(event, rates.law.knowledge_until))
                else:
                    events.append(event)
    return Findings(tuple(events), {}, tuple(doubts))


_last_indexed: list[tuple[Law, ScopeIndex]] = []


def _indexed(law: Law) -> ScopeIndex:
    """The product lists of a law by prefix; the law changes with a release only, so the last index is kept."""
    if not _last_indexed or _last_indexed[0][0] is not law:
        _last_indexed[:] = [(law, ScopeIndex(law.lists))]
    return _last_indexed[0][1]


def last_begun_day(now: datetime) -> date:
    """The New York day whose first entries can have been made by now."""
    local = now.astimezone(NEW_YORK)
    return local.date() if local.time() >= DAY_BREAK else local.date() - timedelta(days=1)


def _changes_of(
    rates: Rates, headline: Headline, countries: Iterable[str], day: date, now: datetime
) -> Iterable[NewEvent]:
    alike: dict[tuple[str, str], list[tuple[str, Answer]]] = {}
    for country in countries:
        after = rates.answer(RateQuery(headline.code, country, day, now))
        if after.in_force_since is not None and after.in_force_since.astimezone(NEW_YORK).date() < day:
            continue  # the total is older than this day
        before = rates.answer(RateQuery(headline.code, country, day - timedelta(days=1), now))
        if before.main is None or after.main is None or before.main.total_text == after.main.total_text:
            continue
        alike.setdefault((before.main.total_text, after.main.total_text), []).append((country, after))
    for (was, becomes), concerned in alike.items():
        yield _event(headline, was, becomes, concerned, day, now)


def _event(
    headline: Headline, was: str, becomes: str, concerned: Sequence[tuple[str, Answer]], day: date, now: datetime
) -> NewEvent:
    codes = tuple(country for country, _ in concerned)
    components = concerned[0][1].main.components if concerned[0][1].main else ()
    newest = [component for component in components if component.since and component.since.date() == day]
    layer = _deciding(newest or components)
    at = datetime.combine(day, DAY_BREAK, NEW_YORK).astimezone(UTC)
    citations = [
        Citation("facts", part.instrument.url, part.instrument.label, None, now) for part in newest or components
    ]
    return NewEvent(
        key=f"rate:{day.isoformat()}:{headline.word}:{was}:{becomes}",
        kind=EventKind.RATES,
        thread=f"rate:{headline.word}:{'-'.join(codes)[:80]}:{day.isoformat()}",
        stage=Stage.IN_FORCE,
        headline=f"{headline.name} from {', '.join(codes)}: {was} → {becomes} from {day.isoformat()}",
        occurred_at=at,
        seen_at=now,
        citations=tuple(citations) or (Citation("facts", "", "facts", None, now),),
        countries=codes,
        products=(headline.word, *headline.prefixes) if headline.code else (headline.word, *_own_rates()),
        rate_change=True,
        details={
            "product": headline.name,
            "product_ja": headline.name_ja,
            "before": was,
            "after": becomes,
            "heading": layer.heading if layer else None,
        },
    )


def _deciding(components: Sequence[Component]) -> Component | None:
    return next((part for part in components if part.measure != "base"), components[0] if components else None)


def _doubt(event: NewEvent, reach: date) -> Doubt:
    item = Item(ItemKind.AGENCY_NOTICE, "facts", event.key, event.citations[0].url, event.headline)
    return Doubt(
        key=event.key,
        reason=f"The facts reach to {reach}; check that no later notice changed this before it is told.",
        item=item,
        proposal=event,
    )


async def tell_rates_in_force(db: Database, rates: Rates, now: datetime) -> int:
    """Tell what came into force since the last look; the first look is a baseline and tells nobody.

    Returns:
        How many events were recorded.
    """
    today = last_begun_day(now)
    async with db.read() as session:
        told = await kept(session, KEPT)
    through = date.fromisoformat(told) if told else today
    if told and through >= today:
        return 0
    found = rates_in_force(rates, max(through, today - LONGEST_LOOK_BACK), now)
    async with db.write() as session:
        recorded = await record(session, found.events, doubts=found.doubts, now=now)
        await keep(session, KEPT, today.isoformat())
    if recorded.new or recorded.doubts:
        db.bell.set()
    return len(recorded.new)
