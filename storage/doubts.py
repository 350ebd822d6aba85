"""Doubts: what the watch would not decide by itself, and the operators' answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.columns import table_of
from storage.event_rows import event_from_json
from storage.events import NewEvent
from storage.record import Recorded, record
from storage.tables import DoubtRow

_doubts = table_of(DoubtRow)


@dataclass(frozen=True, slots=True)
class OpenDoubt:
    """A doubt as kept. ``id`` fits into a button; ``state`` is open, approved or rejected."""

    id: str
    key: str
    reason: str
    item: dict[str, Any]
    proposal: NewEvent | None
    state: str
    created_at: datetime


async def doubt(session: AsyncSession, number: str) -> OpenDoubt | None:
    """One doubt by its short name."""
    row = (await session.execute(select(_doubts).where(_doubts.c.id == number))).first()
    return None if row is None else _read(row)


async def open_doubts(session: AsyncSession, limit: int = 50) -> list[OpenDoubt]:
    """Undecided ones, oldest first."""
    rows = await session.execute(
        select(_doubts).where(_doubts.c.state == "open").order_by(_doubts.c.created_at).limit(limit)
    )
    return [_read(row) for row in rows]


async def decide(
    session: AsyncSession, number: str, *, approve: bool, by: int, now: datetime, headline: str | None = None
) -> Recorded | None:
    """Settle a doubt once; an approval publishes its proposal, under another headline where one is given, in the same
    transaction.

    Returns:
        What was recorded (nothing, for a rejection); None when it was decided before or is not known: the first
        answer stands.
    """
    row = (
        await session.execute(
            update(_doubts)
            .where(_doubts.c.id == number, _doubts.c.state == "open")
            .values(state="approved" if approve else "rejected", decided_at=now, decided_by=by)
            .returning(*_doubts.c)
        )
    ).first()
    if row is None:
        return None
    proposal = _read(row).proposal
    if not approve or proposal is None:
        return Recorded()
    if headline is not None:
        proposal = replace(proposal, headline=headline)
    return await record(session, [proposal], now=now)


def _read(row: Row[Any]) -> OpenDoubt:
    return OpenDoubt(
        id=row.id,
        key=row.key,
        reason=row.reason,
        item=row.item,
        proposal=event_from_json(row.proposal) if row.proposal else None,
        state=row.state,
        created_at=row.created_at,
    )
