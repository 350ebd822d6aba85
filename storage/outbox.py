"""The outbox: what is owed, who has taken it in hand, and what became of it.

A claim is one conditional UPDATE under a lease; on PostgreSQL the rows are picked with SKIP LOCKED. Of each chat only
the first due row can be claimed, and only while none of that chat is in hand: that is the order within a chat. A
lease whose holder died makes its rows due again, marked as a possible repeat, because nobody can know whether
Telegram got them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, and_, exists, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.chats import insert_into
from storage.columns import table_of
from storage.database import Database
from storage.messages import Lane
from storage.tables import OutboxRow, ThreadRoot

LEASE_SECONDS = 60.0
MOST_MERGED = 500

outbox = table_of(OutboxRow)
_roots = table_of(ThreadRoot)


@dataclass(frozen=True, slots=True)
class Owed:
    """A row in hand.

    Attributes:
        what: "alert", "edit", "notice" (a broadcast or a word of ours) or "doubt".
        created_at: when the event was recorded: lateness counts from here.
        held: why it waited ("quiet", "digest", "muted", "paused", "away", "retry"), "" when it did not.
        repeat: it may have been delivered before.
        repeats: how often it was sent again after an unknown outcome.
        attempts: how often it was claimed.
    """

    id: int
    chat_id: int
    key: str
    what: str
    event_id: int | None
    thread: str
    topic_id: int | None
    body: dict[str, Any] | None
    lane: Lane
    held: str
    repeat: bool
    repeats: int
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Root:
    """The first message of a thread in a chat; ``whole`` is False when it was part of a merged message (never
    edited).
    """

    message_id: int
    first_event_id: int
    last_event_id: int
    whole: bool


def due(table: FromClause, now: datetime) -> ColumnElement[bool]:
    """Rows somebody should send now: pending, or uncertain with a time for the one repetition."""
    return and_(table.c.state.in_(["pending", "uncertain"]), table.c.not_before <= now)


async def claim(
    db: Database, owner: str, now: datetime, limit: int, *, lease_seconds: float = LEASE_SECONDS
) -> list[Owed]:
    """Take up to ``limit`` due rows in hand, urgent lanes first, at most one of a chat.

    Args:
        owner: unique for the process; only it may settle the rows until the lease ends.
        now: decides what is due.
    """
    if limit < 1 or not await _anything_due(db, now):
        return []
    ahead = outbox.alias("ahead")
    blocked = exists().where(
        ahead.c.chat_id == outbox.c.chat_id,
        or_(
            ahead.c.state == "leased",
            and_(due(ahead, now), tuple_(ahead.c.lane, ahead.c.id) < tuple_(outbox.c.lane, outbox.c.id)),
        ),
    )
    async with db.write() as session:
        clock = await db.clock(session, now)
        picked: list[int] = []
        for lane in Lane:
            room = limit - len(picked)
            if room > 0:
                rows = await session.execute(
                    select(outbox.c.id)
                    .where(outbox.c.lane == int(lane), due(outbox, now), ~blocked)
                    .order_by(outbox.c.not_before, outbox.c.id)
                    .limit(room)
                    .with_for_update(skip_locked=True)
                )
                picked += rows.scalars()
        return await _lease(session, outbox.c.id.in_(picked), owner, clock, lease_seconds) if picked else []


async def claim_rest(
    db: Database,
    owner: str,
    now: datetime,
    first: Owed,
    stale_before: datetime,
    *,
    lease_seconds: float = LEASE_SECONDS,
) -> list[Owed]:
    """Take the other due alerts of ``first``'s chat and topic that waited too, to be told in one message with it."""
    digest = first.held == "digest"
    where = and_(
        due(outbox, now),
        outbox.c.chat_id == first.chat_id,
        outbox.c.what == "alert",
        outbox.c.topic_id.is_not_distinct_from(first.topic_id),
        outbox.c.held == "digest"
        if digest
        else and_(outbox.c.held != "digest", or_(outbox.c.held != "", outbox.c.created_at < stale_before)),
    )
    async with db.write() as session:
        clock = await db.clock(session, now)
        rows = (
            await session.execute(
                select(outbox.c.id)
                .where(where)
                .order_by(outbox.c.id)
                .limit(MOST_MERGED - 1)
                .with_for_update(skip_locked=True)
            )
        ).scalars()
        picked = list(rows)
        return await _lease(session, outbox.c.id.in_(picked), owner, clock, lease_seconds) if picked else []


async def renew(db: Database, owner: str, now: datetime, *, lease_seconds: float = LEASE_SECONDS) -> None:
    """Keep what ``owner`` has in hand; called while sends wait for Telegram's pace."""
    async with db.write() as session:
        clock = await db.clock(session, now)
        await session.execute(
            update(outbox)
            .where(outbox.c.state == "leased", outbox.c.lease_owner == owner)
            .values(lease_until=clock + timedelta(seconds=lease_seconds))
        )


async def recover(db: Database, owner: str, now: datetime, *, alone: bool) -> int:
    """Make due again what a dead process had in hand, marked as a possible repeat. Returns how many.

    Args:
        owner: never loses its own rows, even when its clock jumped past their leases.
        alone: True when no other process can be alive (SQLite at start): then leases need not run out.
    """
    stale = and_(outbox.c.state == "leased", outbox.c.lease_owner != owner)
    async with db.read() as session:
        if (await session.execute(select(outbox.c.id).where(stale).limit(1))).first() is None:
            return 0
    async with db.write() as session:
        clock = await db.clock(session, now)
        rows = await session.execute(
            update(outbox)
            .where(stale if alone else and_(stale, outbox.c.lease_until <= clock))
            .values(
                state="uncertain",
                not_before=now,
                repeat=True,
                reason="the process ended before the outcome was recorded",
                lease_owner=None,
                lease_until=None,
            )
            .returning(outbox.c.id)
        )
        return len(rows.all())


async def next_due(db: Database) -> datetime | None:
    """The earliest instant at which anything becomes due; None when nothing is owed."""
    async with db.read() as session:
        statement = (
            select(outbox.c.not_before)
            .where(outbox.c.state.in_(["pending", "uncertain"]), outbox.c.not_before.is_not(None))
            .order_by(outbox.c.not_before)
            .limit(1)
        )
        return (await session.execute(statement)).scalar()


async def roots_of(
    session: AsyncSession, chat_ids: Sequence[int], threads: Sequence[str]
) -> dict[tuple[int, str], Root]:
    """First messages of these threads in these chats, by (chat, thread)."""
    if not threads:
        return {}
    rows = await session.execute(select(_roots).where(_roots.c.chat_id.in_(chat_ids), _roots.c.thread.in_(threads)))
    return {
        (row.chat_id, row.thread): Root(row.message_id, row.first_event_id, row.last_event_id, row.whole)
        for row in rows
    }


async def settle_sent(
    session: AsyncSession, rows: Sequence[Owed], message_id: int, now: datetime, *, reason: str = ""
) -> None:
    """Telegram answered with a message id: the rows are done, whoever holds their lease by now."""
    await session.execute(
        update(outbox)
        .where(outbox.c.id.in_([row.id for row in rows]))
        .values(state="sent", message_id=message_id, settled_at=now, reason=reason, **_FREE)
    )


async def settle(
    session: AsyncSession, rows: Sequence[Owed], owner: str, state: str, now: datetime, **values: Any
) -> None:
    """Write another outcome; only while ``owner`` still holds the rows.

    Args:
        state: pending, uncertain, dead or muted.
        values: further columns (``not_before``, ``reason``, ``held``, ``repeat``, ``repeats``).
    """
    done = state in {"dead", "muted"} or (state == "uncertain" and values.get("not_before") is None)
    columns = (
        {"state": state, "settled_at": now if done else None} | _FREE | ({"not_before": None} if done else {}) | values
    )
    await session.execute(
        update(outbox).where(outbox.c.id.in_([row.id for row in rows]), outbox.c.lease_owner == owner).values(**columns)
    )


async def hold_chat(session: AsyncSession, chat_id: int, until: datetime) -> None:
    """Let nothing of a chat overtake a row that has to wait: everything due earlier waits until the same instant."""
    await session.execute(
        update(outbox)
        .where(
            outbox.c.chat_id == chat_id,
            outbox.c.state.in_(["pending", "uncertain"]),
            outbox.c.not_before < until,
        )
        .values(not_before=until)
    )


async def plant(session: AsyncSession, chat_id: int, row: Owed, message_id: int, *, whole: bool) -> None:
    """Remember the thread's first message in a chat, or that a later stage has been told."""
    insert = insert_into(session)
    await session.execute(
        insert(_roots)
        .values(
            chat_id=chat_id,
            thread=row.thread,
            message_id=message_id,
            topic_id=row.topic_id,
            first_event_id=row.event_id,
            last_event_id=row.event_id,
            whole=whole,
        )
        .on_conflict_do_update(index_elements=["chat_id", "thread"], set_={"last_event_id": row.event_id})
    )


async def uproot(session: AsyncSession, chat_id: int, thread: str) -> None:
    """The thread's first message is gone (deleted by somebody): the next one becomes the first."""
    await session.execute(_roots.delete().where(_roots.c.chat_id == chat_id, _roots.c.thread == thread))


_FREE: dict[str, Any] = {"lease_owner": None, "lease_until": None}


async def _anything_due(db: Database, now: datetime) -> bool:
    async with db.read() as session:
        for lane in Lane:
            where = and_(outbox.c.lane == int(lane), due(outbox, now))
            if (await session.execute(select(outbox.c.id).where(where).limit(1))).first() is not None:
                return True
    return False


async def _lease(
    session: AsyncSession, which: ColumnElement[bool], owner: str, clock: datetime, lease_seconds: float
) -> list[Owed]:
    rows = await session.execute(
        update(outbox)
        .where(which, outbox.c.state.in_(["pending", "uncertain"]))
        .values(
            state="leased",
            lease_owner=owner,
            lease_until=clock + timedelta(seconds=lease_seconds),
            attempts=outbox.c.attempts + 1,
        )
        .returning(*outbox.c)
    )
    return sorted((_read(row) for row in rows), key=lambda row: (row.lane, row.id))


def _read(row: Row[Any]) -> Owed:
    return Owed(
        id=row.id,
        chat_id=row.chat_id,
        key=row.key,
        what=row.what,
        event_id=row.event_id,
        thread=row.thread,
        topic_id=row.topic_id,
        body=row.body,
        lane=Lane(row.lane),
        held=row.held,
        repeat=row.repeat,
        repeats=row.repeats,
        attempts=row.attempts,
        created_at=row.created_at,
    )
