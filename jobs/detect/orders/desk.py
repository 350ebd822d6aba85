"""Where one batch is decided: the ledger of orders, the clock, and what is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from jobs.detect import Doubt, Findings
from jobs.detect.orders.headline import headline
from jobs.detect.orders.joining import Ledger, Order
from jobs.detect.orders.papers import Paper
from jobs.detect.orders.reading import Reading, reading_from
from storage.events import Citation, EventKind, NewEvent, Stage
from storage.facts.sectors import with_prefixes

FRESH = timedelta(days=6)
"""A paper older than this when first seen is history, not news: posts come up to 4 days late, bulk re-publication
comes. One that the watch found newer than all its source had shown (``fields["newest"]``) is news whatever its date."""

_PAPERS = {Stage.ANNOUNCED: 0, Stage.SIGNED: 1, Stage.FILED: 2, Stage.PUBLISHED: 3}
"""The order of papers: an earlier one that turns up after a later one tells nothing new."""


class Desk:
    """One batch in the making: what is known, what is told, and why."""

    def __init__(self, ledger: Ledger, now: datetime) -> None:
        self.ledger = ledger
        self.now = now
        self.events: dict[str, NewEvent] = {}
        self.reasons: dict[str, str] = {}
        self.doubts: list[Doubt] = []

    def findings(self) -> Findings:
        """What the batch concludes."""
        return Findings(tuple(self.events.values()), self.ledger.subjects(), tuple(self.doubts), self.reasons)

    def tell(
        self,
        order: Order,
        stage: Stage,
        paper: Paper,
        *,
        mark: str | None = None,
        what: str | None = None,
        again: bool = False,
    ) -> str:
        """Make the event of a stage, or say why there is none. ``again`` adds a citation to the event told before."""
        if not order.concerns:
            return order.why or "of no concern"
        fresh = self.now - paper.at <= FRESH or "newest" in paper.item.fields
        if not again and mark is None:
            if stage in order.stages:
                return f"{stage} was told before"
            order.stages[stage] = paper.at.isoformat() if fresh else "history"
            self.ledger.keep(order)
            if stage in _PAPERS and any(
                _PAPERS[Stage(told)] > _PAPERS[stage] for told in order.stages if told in _PAPERS
            ):
                return f"{stage}, but a later stage is known"
        if not fresh:
            return "history: first seen long after it was published"
        reading = reading_of(order)
        thread = order.parent or order.thread
        key = f"{order.thread}:{mark or stage}"
        told = self.events.get(key)
        citation = _citation(paper, self.now)
        if told:
            if all(citation.url != one.url for one in told.citations):
                self.events[key] = replace(told, citations=(*told.citations, citation))
            return f"{stage}, one more source"
        self.events[key] = NewEvent(
            key=key,
            kind=EventKind.ORDERS,
            thread=thread,
            stage=stage,
            headline=headline(order, reading, stage, what),
            occurred_at=paper.at,
            seen_at=self.now,
            citations=(citation,),
            countries=reading.countries,
            products=with_prefixes(reading.products),
            rate_change=reading.rate_change and stage in {Stage.SIGNED, Stage.IN_FORCE},
            urgent=reading.rate_change and stage in {Stage.SIGNED, Stage.IN_FORCE},
            details=_details(order, reading, what),
        )
        return str(stage)


def reading_of(order: Order) -> Reading:
    return reading_from(order.reading or {})


def _citation(paper: Paper, now: datetime) -> Citation:
    item = paper.item
    return Citation(item.source, item.url, paper.title, item.published_at, now)


def _details(order: Order, reading: Reading, what: str | None) -> dict[str, object]:
    told = reading.as_json()
    return {
        "title": order.title,
        "number": order.name,
        "instrument": order.instrument,
        "action": reading.action,
        "rates": told["rates"],
        "effective": told["effective"],
        "effective_dates": told["effective_dates"],
        "until": told["until"],
        "signed": order.signed.isoformat() if order.signed else None,
        "amends": told["amends"],
        "headings": told["headings"],
        "documents": [*order.documents, *order.corrections],
        "concerns": order.concerns,
        "what": what,
        "summary": headline(order, reading, Stage.SIGNED, None),
    }
