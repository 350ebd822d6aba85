"""Recording what was found: the event, its citations, what is known of its subject, the doubts, and the beginning of
its fan-out stand in ONE transaction with whatever else the caller writes in it (the source's state, the items).

So there is no instant at which a source counts as read while its event is not yet owed to anybody: a process killed
before the commit has read nothing, and reads it again; one killed after it owes every alert.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import event_rows
from storage.chats import insert_into
from storage.columns import table_of
from storage.events import Citation, NewEvent, StoredEvent
from storage.observations import Item
from storage.tables import DoubtRow, Fanout, SubjectRow

_fanouts = table_of(Fanout)
_subjects = table_of(SubjectRow)
_doubts = table_of(DoubtRow)


class DoubtLike(Protocol):
    """What a detector would not decide by itself; see ``jobs.detect.Doubt``."""

    @property
    def key(self) -> str:
        """Unique: the same doubt is asked once."""
        ...

    @property
    def reason(self) -> str:
        """One sentence for the operator."""
        ...

    @property
    def item(self) -> Item:
        """The evidence."""
        ...

    @property
    def proposal(self) -> NewEvent | None:
        """What an approval publishes."""
        ...


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a recording changed.

    Attributes:
        new: events nobody had recorded before; each is owed to whoever subscribed.
        cited_again: events known already that got further citations, with just those.
        doubts: keys of doubts asked for the first time.
    """

    new: tuple[StoredEvent, ...] = ()
    cited_again: tuple[tuple[StoredEvent, tuple[Citation, ...]], ...] = ()
    doubts: tuple[str, ...] = ()


async def record(
    session: AsyncSession,
    events: Sequence[NewEvent],
    *,
    subjects: Mapping[str, Mapping[str, Any]] | None = None,
    doubts: Sequence[DoubtLike] = (),
    now: datetime,
    announce: bool = True,
) -> Recorded:
    """Store findings inside the caller's write transaction.

    Args:
        session: of ``Database.write()``; nothing is committed here.
        events: in order. A second event with a known key only adds citations.
        subjects: new state by thread.
        doubts: for the operators.
        now: aware; becomes ``recorded_at``.
        announce: False for a baseline or for history: the events are known from now on, and alert nobody.

    Returns:
        What was new. After the commit, ring ``Database.bell`` so that the courier looks at once.
    """
    insert = insert_into(session)
    new: list[StoredEvent] = []
    again: list[tuple[StoredEvent, tuple[Citation, ...]]] = []
    for event in events:
        made = await session.execute(
            insert(event_rows.events)
            .values(**event_rows.event_values(event), recorded_at=now)
            .on_conflict_do_nothing(index_elements=["key"])
            .returning(event_rows.events.c.id)
        )
        number = made.scalar_one_or_none()
        if number is not None:
            await _cite(session, number, event.citations)
            if announce:
                await session.execute(insert(_fanouts).values(event_id=number, started_at=now))
            new.append(StoredEvent(number, event, now))
            continue
        known = await event_rows.by_key(session, event.key)
        if known is None:
            raise RuntimeError(f"event {event.key!r} is there and is not")
        if fresh := await _cite(session, known.id, event.citations):
            again.append((known, fresh))
    for thread, state in (subjects or {}).items():
        await session.execute(
            insert(_subjects)
            .values(thread=thread, state=dict(state), updated_at=now)
            .on_conflict_do_update(index_elements=["thread"], set_={"state": dict(state), "updated_at": now})
        )
    asked = [doubt.key for doubt in doubts if await _ask(session, doubt, now)]
    return Recorded(tuple(new), tuple(again), tuple(asked))


async def known_subjects(session: AsyncSession) -> dict[str, dict[str, Any]]:
    """Every subject by its thread, as the detectors take it."""
    rows = await session.execute(select(_subjects.c.thread, _subjects.c.state))
    return {row.thread: row.state for row in rows}


async def _cite(session: AsyncSession, number: int, cited: Sequence[Citation]) -> tuple[Citation, ...]:
    insert = insert_into(session)
    fresh = []
    for citation in cited:
        made = await session.execute(
            insert(event_rows.citations)
            .values(**event_rows.citation_values(citation, number))
            .on_conflict_do_nothing(index_elements=["event_id", "source", "url"])
            .returning(event_rows.citations.c.id)
        )
        if made.first() is not None:
            fresh.append(citation)
    return tuple(fresh)


async def _ask(session: AsyncSession, doubt: DoubtLike, now: datetime) -> bool:
    insert = insert_into(session)
    made = await session.execute(
        insert(_doubts)
        .values(
            key=doubt.key,
            id=doubt_number(doubt.key),
            reason=doubt.reason,
            item=_item_to_json(doubt.item),
            proposal=event_rows.event_to_json(doubt.proposal) if doubt.proposal else None,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(_doubts.c.key)
    )
    return made.first() is not None


def doubt_number(key: str) -> str:
    """A short name of a doubt that fits into a button (callback data holds 64 bytes)."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _item_to_json(item: Item) -> dict[str, Any]:
    return {
        "kind": item.kind.value,
        "source": item.source,
        "native_id": item.native_id,
        "url": item.url,
        "title": item.title,
        "text": item.text[:4000],
        "published_at": item.published_at.isoformat() if item.published_at else None,
        "lang": item.lang,
    }
