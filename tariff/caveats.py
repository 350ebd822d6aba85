"""What a reader must be told besides the number: orders that are not computed, doubts, and where the knowledge ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from tariff.answer import RateQuery
from tariff.law import Law, Notice, RemedyOrder
from tariff.measure import Measure, RateKind
from tariff.schedule import Line
from tariff.stacking import Stack

_FREE = (RateKind.EXEMPTION, RateKind.NOTE)


def caveats(
    law: Law,
    query: RateQuery,
    line: Line | None,
    stack: Stack,
    *,
    known: date,
    base_known_until: date,
    late: Sequence[Measure] = (),
) -> tuple[str, ...]:
    """Sentences for one answer, without repetition. ``known``: the day whose knowledge is used."""
    banned = [a for a in stack.applied if a.measure.rate.kind is RateKind.PROHIBITION]
    if banned:  # nothing else is charged, so nothing else is said about charges
        stack = Stack(tuple(banned), stack.freed, ())
    code = query.code if line is None or len(query.code) > len(line.code) else line.code
    sentences: dict[str, None] = {}
    for sentence in (
        *_of_measures(stack),
        *_late(late),
        *_remedies(law.remedies, code, query),
        *_safeguards(line),
        *_notices(law.notices, code, query, stack, known),
        *_edge(law, query, line, base_known_until),
    ):
        sentences.setdefault(sentence)
    return tuple(sentences)


def _of_measures(stack: Stack) -> Iterator[str]:
    for applied in stack.applied:
        yield from applied.measure.caveats


def _late(measures: Sequence[Measure]) -> Iterator[str]:
    for measure in measures:
        at = measure.period.start_at
        yield f"{measure.name} changes during that day ({at:%H:%M %Z}); the answer is for the end of the day."


def _remedies(orders: Iterable[RemedyOrder], code: str, query: RateQuery) -> Iterator[str]:
    for order in orders:
        if order.since is not None and query.on < order.since:
            continue
        if query.country in order.countries and any(code.startswith(c) for c in order.codes if code):
            note = f" {order.note}" if order.note else ""
            yield (
                f"{order.kinds} may be due on {order.product}: the rate depends on producer and exporter "
                f"and is not in this total.{note}"
            )


def _safeguards(line: Line | None) -> Iterator[str]:
    """Additional duties of subchapter IV of chapter 99, by price or volume of a year's imports over the quota."""
    if line is not None and any(heading.startswith("9904.") for heading in line.footnote_headings):
        yield (
            "An agricultural safeguard duty (chapter 99, subchapter IV) may be added to entries over the quota; "
            "it depends on price and volume and is not in this total."
        )


def _notices(notices: Iterable[Notice], code: str, query: RateQuery, stack: Stack, known: date) -> Iterator[str]:
    charged = {g for a in stack.applied if a.measure.rate.kind not in _FREE for g in a.measure.groups}
    named = charged | {g for f in stack.freed for g in f.measure.groups}
    for notice in notices:
        if known < notice.known or query.on < notice.since or (notice.until is not None and query.on >= notice.until):
            continue
        if notice.countries is not None and query.country not in notice.countries:
            continue
        if notice.general_goods and code:
            continue
        if notice.codes and not any(code.startswith(c) for c in notice.codes):
            continue
        if not notice.touches or not (charged if notice.charged_only else named).isdisjoint(notice.touches):
            yield notice.text


def _edge(law: Law, query: RateQuery, line: Line | None, base_known_until: date) -> Iterator[str]:
    if query.on < law.knowledge_from:
        yield f"The facts begin on {law.knowledge_from}; duties that ended before then are not known here."
    if query.on > law.knowledge_until:
        yield (
            f"The facts reach {law.knowledge_until}; for {query.on} this is what was scheduled by then. "
            "Check for later notices before relying on it."
        )
    if line is not None and query.on > base_known_until:
        yield f"The base rate is from a schedule that reaches {base_known_until}."
