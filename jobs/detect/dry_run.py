"""The dry run behind ``tariffwire detect``: items in, changes out, one JSON object a line; nothing is stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from jobs.detect.trips.detector import press_home, report
from jobs.detect.trips.reading import read_item
from jobs.detect.trips.state import known_days
from jobs.detect.trips.trip import Trip
from jobs.detect.trips.weighing import SURE
from storage.observations import Item, ItemKind

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Days before and after a publication are reckoned; years at the ends of the calendar leave no room for that."""


class BadLine(ValueError):
    """A line that is no item; the message is one sentence for the reader of the answer."""


def detect_lines(lines: Iterable[str]) -> Iterator[str]:
    """Answers one line an item, in order.

    Args:
        lines: each {"id", "source", "url", "title", "text", "published_at", "lang"}; all but the id
            may be missing or null.

    Yields:
        {"id", "changes": [{"kind": "trip" | "order", "event", "status", "travelers", "to_country", "to_place",
        "planned_start", "planned_end", "order", "confidence"}]}; for a line that cannot be read {"id", "changes": [],
        "error"}. Trips are
        remembered from line to line, so reports of one event carry one ``event``.
    """
    trips: dict[str, Trip] = {}
    clock = datetime.now(UTC)
    for line in lines:
        if not line.strip():
            continue
        name: Any = None
        try:
            item = _item(line)
            name = item.get("id")
            published = _published(item.get("published_at"))
            clock = published or clock
            changes = [*_trip_changes(item, published, clock, trips), *_order_changes(item, published)]
        except BadLine as fault:
            yield json.dumps({"id": _id_of(line), "changes": [], "error": str(fault)}, ensure_ascii=False)
            continue
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as fault:
            # one unreadable item must not take the answers of all later ones with it
            told = f"This item could not be read ({type(fault).__name__}); report it with the item."
            yield json.dumps({"id": _id_of(line), "changes": [], "error": told}, ensure_ascii=False)
            continue
        yield json.dumps({"id": name, "changes": changes}, ensure_ascii=False)


def _item(line: str) -> Mapping[str, Any]:
    try:
        item = json.loads(line)
    except ValueError as fault:
        raise BadLine("This line is not JSON; write one object a line.") from fault
    if not isinstance(item, dict):
        raise BadLine("This line is not a JSON object; write one object a line.")
    if not item.get("title") and not item.get("text"):
        raise BadLine("This item has neither a title nor a text; give at least one.")
    for field in ("title", "text", "url", "source", "lang"):
        if item.get(field) is not None and not isinstance(item[field], str):
            raise BadLine(f"The field '{field}' is not text; write it as a string.")
    return item


def _id_of(line: str) -> Any:
    try:
        item = json.loads(line)
    except ValueError:
        return None
    return item.get("id") if isinstance(item, dict) else None


def _published(value: Any) -> datetime | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise BadLine("The field 'published_at' is not text; write an ISO date or time.")
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError as fault:
        read = _as_feeds_write_it(value)
        if read is None:
            told = f"'{value[:40]}' is not an ISO date or time; write for example 2025-08-28T01:30:00Z."
            raise BadLine(told) from fault
        moment = read
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise BadLine(f"The year {moment.year} of 'published_at' is out of reach; write one from 1900 to 2200.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _as_feeds_write_it(value: str) -> datetime | None:
    """The form of RSS feeds (RFC 2822): "Wed, 27 Aug 2025 10:00:00 GMT"; None when it is not that either."""
    try:
        return parsedate_to_datetime(value)
    except ValueError:
        return None


def _trip_changes(
    item: Mapping[str, Any], published: datetime | None, clock: datetime, trips: dict[str, Trip]
) -> list[dict[str, Any]]:
    statements = read_item(
        item.get("title") or "",
        item.get("text") or "",
        item.get("lang") or "en",
        published,
        clock.date(),
        press_home(item.get("url") or ""),
    )
    changes = []
    for statement in statements:
        if statement.confidence < SURE:
            continue
        placed = report(statement, trips, clock)
        trips[placed.trip.thread] = placed.trip
        status = placed.status
        days = known_days(placed.trip, statement)
        changes.append(
            {
                "kind": "trip",
                "event": placed.key,
                "status": status.value,
                "travelers": [who.label for who in statement.travelers],
                "to_country": statement.to_country or placed.trip.to_country,
                "to_place": statement.to_place or placed.trip.to_place,
                "planned_start": _iso(days.start),
                "planned_end": _iso(days.end),
                "order": None,
                "confidence": statement.confidence,
            }
        )
    return changes


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _order_changes(item: Mapping[str, Any], published: datetime | None) -> list[dict[str, Any]]:
    """Orders told by the same item, in the shape of a change."""
    from jobs.detect.orders import order_changes

    read = Item(
        kind=ItemKind.NEWS,
        source=item.get("source") or "",
        native_id=str(item.get("id")),
        url=item.get("url") or "",
        title=item.get("title") or "",
        text=item.get("text") or "",
        published_at=published,
        lang=item.get("lang") or "en",
    )
    empty: dict[str, Any] = {
        "travelers": [],
        "to_country": None,
        "to_place": None,
        "planned_start": None,
        "planned_end": None,
    }
    return [{**empty, **change} for change in order_changes(read)]
