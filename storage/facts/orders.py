"""The tariff orders and notices of 2025-01-20 .. 2026-10-09 as a table, from ``orders.csv``: what ``/orders``
answers from before the watch has seen anything itself."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from storage.facts.reading import FACTS, FactsFault, as_day

KINDS = frozenset({"executive_order", "proclamation", "memorandum", "notice"})
KNOWN_UNTIL = date(2026, 10, 9)
"""Last day the table was checked for; later orders come from the watch."""


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """One order or notice, as known on a day.

    Attributes:
        id: stable ("eo-14345", "proc-10908", "fr-2025-21940", "memo-2025-04-11").
        kind: executive_order, proclamation, memorandum or notice.
        number: order or proclamation number; "" where none is known (or none was yet on that day).
        title: as published; where ``title_is_ours``, a description because the printed title was not at hand.
        signed: day of signing, None for notices.
        published: Federal Register day, None when not known (yet).
        effective: first entry date concerned as stated in the text, may lie before the signing; None when not stated.
        countries: ISO codes or "EU"; empty = worldwide.
        products: product groups; empty = not limited.
        action: impose, raise, lower, suspend, extend, exempt, end, implement, amend, investigate, negotiate or state.
        what: one line, without hindsight.
        document, citation: Federal Register document number and citation, "" when not known.
        url: page of the document.
    """

    id: str
    kind: str
    number: str
    title: str
    signed: date | None
    published: date | None
    effective: date | None
    countries: tuple[str, ...]
    products: tuple[str, ...]
    action: str
    what: str
    document: str
    citation: str
    url: str
    title_is_ours: bool

    @property
    def known_from(self) -> date:
        """First day anybody could read it: the day of signing of what the White House posts, else of publication."""
        first = self.signed or self.published
        if first is None:
            raise FactsFault(f"orders.csv: {self.id} has neither a signing nor a publication day; add one.")
        return first

    @property
    def name(self) -> str:
        """ "EO 14345", "Proclamation 10908", or the document number, or the kind."""
        if self.number:
            return f"{'Proclamation' if self.kind == 'proclamation' else 'EO'} {self.number}"
        return f"FR {self.document}" if self.document else self.kind


def _read_order(row: Mapping[str, str]) -> KnownOrder:
    order = KnownOrder(
        id=row["id"],
        kind=row["kind"],
        number=row["number"],
        title=row["title"],
        signed=as_day(row["signed"]),
        published=as_day(row["published"]),
        effective=as_day(row["effective"]),
        countries=tuple(row["countries"].split()),
        products=tuple(part for part in row["products"].split(",") if part),
        action=row["action"],
        what=row["what"],
        document=row["document"],
        citation=row["citation"],
        url=row["url"],
        title_is_ours=row["title_basis"] == "described",
    )
    if order.kind not in KINDS or not order.url.startswith("https://"):
        raise FactsFault(f"orders.csv: {order.id} has an unknown kind or no address; correct the row.")
    if order.signed and order.published and order.published < order.signed:
        raise FactsFault(f"orders.csv: {order.id} is published before it is signed; correct the dates.")
    return order


@cache
def load_orders() -> tuple[KnownOrder, ...]:
    """Every row, oldest first, hindsight included; for answers use ``known_orders``.

    Raises:
        FactsFault: with one sentence when a row breaks a promise about itself.
    """
    with (FACTS / "orders.csv").open(encoding="utf-8", newline="") as lines:
        orders = tuple(_read_order(row) for row in csv.DictReader(lines))
    ids = [order.id for order in orders]
    for name in ids:
        if ids.count(name) > 1:
            raise FactsFault(f"orders.csv: {name} stands twice; give one of them another id.")
    return tuple(sorted(orders, key=lambda order: (order.known_from, order.id)))


def known_orders(country: str | None, as_of: date, limit: int = 10) -> list[KnownOrder]:
    """Orders known on a day, newest first; numbers and publication days only where they were known by then.

    Args:
        country: ISO 3166-1 alpha-2 or "EU": orders about it and worldwide ones; None for all.
        as_of: the day.
        limit: at most so many.
    """
    found = []
    for order in reversed(load_orders()):
        if order.known_from > as_of or (country and order.countries and country not in order.countries):
            continue
        if order.published is None or order.published <= as_of:
            found.append(order)
        else:
            found.append(replace(order, number="", published=None, document="", citation=""))
        if len(found) == limit:
            break
    return found


def orders_known_until() -> date:
    """Day of the newest order of all: answers about later days must name it."""
    return load_orders()[-1].known_from
