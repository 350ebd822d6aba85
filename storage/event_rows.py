"""Events between the types the rooms share and the rows of the memory; and the questions asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.columns import table_of
from storage.events import Citation, EventKind, NewEvent, StoredEvent
from storage.tables import CitationRow, EventRow

events = table_of(EventRow)
citations = table_of(CitationRow)

NOTHING_CITED = Citation("unknown", "", "", None, datetime.fromisoformat("1970-01-01T00:00:00+00:00"))


def event_values(event: NewEvent) -> dict[str, Any]:
    """Columns of an event, without number and time of recording."""
    return {
        "key": event.key,
        "kind": event.kind.value,
        "thread": event.thread,
        "stage": event.stage,
        "headline": event.headline,
        "occurred_at": event.occurred_at,
        "seen_at": event.seen_at,
        "countries": list(event.countries),
        "products": list(event.products),
        "rate_change": event.rate_change,
        "urgent": event.urgent,
        "details": dict(event.details),
    }


def citation_values(citation: Citation, event_id: int) -> dict[str, Any]:
    """Columns of a citation."""
    return {
        "event_id": event_id,
        "source": citation.source,
        "url": citation.url,
        "title": citation.title,
        "published_at": citation.published_at,
        "seen_at": citation.seen_at,
    }


async def load(session: AsyncSession, numbers: Iterable[int]) -> dict[int, StoredEvent]:
    """Events by number, each with all its citations."""
    wanted = sorted(set(numbers))
    if not wanted:
        return {}
    rows = (await session.execute(select(events).where(events.c.id.in_(wanted)))).all()
    return await _with_citations(session, rows)


async def recent(
    session: AsyncSession,
    since: datetime,
    *,
    kinds: Sequence[EventKind] = (),
    thread: str | None = None,
    limit: int = 500,
) -> list[StoredEvent]:
    """Events recorded since an instant, newest first."""
    statement = select(events).where(events.c.recorded_at >= since)
    if kinds:
        statement = statement.where(events.c.kind.in_([kind.value for kind in kinds]))
    if thread is not None:
        statement = statement.where(events.c.thread == thread)
    rows = (
        await session.execute(statement.order_by(events.c.recorded_at.desc(), events.c.id.desc()).limit(limit))
    ).all()
    found = await _with_citations(session, rows)
    return [found[row.id] for row in rows]


async def by_key(session: AsyncSession, key: str) -> StoredEvent | None:
    """The event of a key, if it was ever recorded."""
    row = (await session.execute(select(events).where(events.c.key == key))).first()
    return None if row is None else (await _with_citations(session, [row]))[row.id]


async def _with_citations(session: AsyncSession, rows: Sequence[Row[Any]]) -> dict[int, StoredEvent]:
    cited: dict[int, list[Citation]] = {}
    numbers = [row.id for row in rows]
    if numbers:
        found = await session.execute(
            select(citations).where(citations.c.event_id.in_(numbers)).order_by(citations.c.id)
        )
        for row in found:
            cited.setdefault(row.event_id, []).append(
                Citation(row.source, row.url, row.title, row.published_at, row.seen_at)
            )
    return {row.id: read_event(row, cited.get(row.id, ())) for row in rows}


def read_event(row: Row[Any], cited: Sequence[Citation] = ()) -> StoredEvent:
    """A row of ``events`` with its citations."""
    event = NewEvent(
        key=row.key,
        kind=EventKind(row.kind),
        thread=row.thread,
        stage=row.stage,
        headline=row.headline,
        occurred_at=row.occurred_at,
        seen_at=row.seen_at,
        citations=tuple(cited) or (NOTHING_CITED,),
        countries=tuple(row.countries),
        products=tuple(row.products),
        rate_change=row.rate_change,
        urgent=row.urgent,
        details=row.details,
    )
    return StoredEvent(row.id, event, row.recorded_at)


def event_to_json(event: NewEvent) -> dict[str, Any]:
    """For proposals kept with a doubt."""
    values = event_values(event)
    values["occurred_at"] = event.occurred_at.isoformat()
    values["seen_at"] = event.seen_at.isoformat()
    values["citations"] = [
        {
            "source": one.source,
            "url": one.url,
            "title": one.title,
            "published_at": one.published_at.isoformat() if one.published_at else None,
            "seen_at": one.seen_at.isoformat(),
        }
        for one in event.citations
    ]
    return values


def event_from_json(values: Mapping[str, Any]) -> NewEvent:
    """The inverse of ``event_to_json``."""
    return NewEvent(
        key=values["key"],
        kind=EventKind(values["kind"]),
        thread=values["thread"],
        stage=values["stage"],
        headline=values["headline"],
        occurred_at=datetime.fromisoformat(values["occurred_at"]),
        seen_at=datetime.fromisoformat(values["seen_at"]),
        citations=tuple(
            Citation(
                one["source"],
                one["url"],
                one["title"],
                datetime.fromisoformat(one["published_at"]) if one["published_at"] else None,
                datetime.fromisoformat(one["seen_at"]),
            )
            for one in values["citations"]
        ),
        countries=tuple(values["countries"]),
        products=tuple(values["products"]),
        rate_change=values["rate_change"],
        urgent=values["urgent"],
        details=values["details"],
    )
