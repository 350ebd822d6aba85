"""One clean English line for a stage of an order."""

from __future__ import annotations

from datetime import date

from jobs.detect.orders.joining import Order
from jobs.detect.orders.reading import Reading
from jobs.detect.orders.vocabulary import country_name
from storage.events import Stage

_KINDS = {
    "executive_order": "Executive order",
    "proclamation": "Proclamation",
    "memorandum": "Memorandum",
    "determination": "Determination",
    "notice": "Notice",
    "announcement": "Announcement",
    "guidance": "Customs guidance",
}
_ACTIONS = {
    "impose": "duties imposed",
    "raise": "duties raised",
    "lower": "duties lowered",
    "suspend": "duties suspended",
    "extend": "extended",
    "exempt": "goods exempted",
    "end": "duties ended",
    "implement": "deal carried out",
    "amend": "amended",
    "investigate": "investigation ordered",
    "negotiate": "talks ordered",
}
_LONGEST_TITLE = 150


def headline(order: Order, reading: Reading, stage: Stage, what: str | None) -> str:
    """One line: "Executive order signed: TITLE (Japan; deal carried out; 15%; from 2025-08-07; amends EO 14257)"."""
    kind = _KINDS.get(order.instrument or "", "Order")
    named = order.name or kind
    title = (
        order.title if len(order.title) <= _LONGEST_TITLE else order.title[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
    )
    match stage:
        case Stage.ANNOUNCED:
            lands = ", ".join(map(country_name, reading.countries[:4]))
            return f"Announced: {title} ({lands})" if lands else f"Announced: {title}"
        case Stage.SIGNED:
            return f"{kind} signed: {title}{_terms(reading)}"
        case Stage.FILED:
            return f"Filed for publication: {_called(order, kind)}{title}"
        case Stage.PUBLISHED:
            return f"Published in the Federal Register: {_called(order, kind)}{title}{_terms(reading)}"
        case Stage.IN_FORCE:
            return f"{named} in force: {title}{_terms(reading, dated=False)}"
        case Stage.COLLECTED:
            return what or f"Customs guidance: {title}"
        case Stage.AMENDED:
            return f"{named} changed ({what}): {title}" if what else f"{named} changed: {title}"
        case _:
            return f"{named} ended: {title}"


def _called(order: Order, kind: str) -> str:
    return f"{order.name}, " if order.name else ("" if order.instrument == "notice" else f"{kind.lower()}, ")


def _terms(reading: Reading, *, dated: bool = True) -> str:
    terms = []
    if reading.countries:
        terms.append(", ".join(map(country_name, reading.countries[:4])))
    if reading.action in _ACTIONS:
        terms.append(_ACTIONS[reading.action])
    if reading.rates:
        terms.append(", ".join(f"{rate:g}%" for rate in reading.rates[:4]))
    if dated and reading.effective and reading.action not in {"state", "extend"}:
        terms.append(f"from {reading.effective.isoformat()}")
    if reading.until and reading.until > date.min:
        terms.append(f"until {reading.until.isoformat()}")
    if reading.amends:
        terms.append(f"amends {', '.join(reading.amends[:2])}")
    return f" ({'; '.join(terms)})" if terms else ""
