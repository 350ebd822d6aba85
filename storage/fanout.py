"""Fan-out: from one event to one outbox row for each chat that asked, in batches that each commit by themselves.

A batch and the cursor that says how far it came are one transaction, and (chat, key) is unique: killed anywhere, the
walk goes on where it stopped and owes nothing twice. On PostgreSQL the batch locks the fan-out's row with SKIP
LOCKED, so several workers spread different events, never the same batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import event_rows
from storage.chats import ChatSettings, Silence, insert_into, read_chat, silences
from storage.columns import table_of
from storage.database import Database
from storage.events import NewEvent, StoredEvent
from storage.messages import Lane
from storage.subscriptions import Subscription, matches, read_subscription, silenced
from storage.tables import Broadcast, Chat, DoubtRow, Fanout, OutboxRow, Setting, SubscriptionRow

BATCH = 1000

_fanouts = table_of(Fanout)
_chats = table_of(Chat)
_subs = table_of(SubscriptionRow)
_outbox = table_of(OutboxRow)
_broadcasts = table_of(Broadcast)
_doubts = table_of(DoubtRow)
_settings = table_of(Setting)


@dataclass(frozen=True, slots=True)
class Due:
    """When something may be sent, in which lane, and why it waits ("" = it does not)."""

    not_before: datetime
    lane: Lane
    held: str = ""


When = Callable[[NewEvent, datetime, ChatSettings, datetime], Due]
"""(event, recorded at, chat, now) -> due; see ``jobs.delivery.schedule.when``."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What one batch did: rows added, and whether anything is left to spread."""

    rows: int
    more: bool


async def spread(db: Database, now: datetime, when: When, *, batch: int = BATCH) -> Spread:
    """Do one batch of the oldest open fan-out.

    Args:
        batch: how many subscriptions (or chats) are read; bounds the transaction.
    """
    if not await _anything(db):
        return Spread(0, more=False)
    async with db.write() as session:
        open_one = (
            await session.execute(
                select(_fanouts)
                .where(_fanouts.c.done.is_(False))
                .order_by(_fanouts.c.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
        ).first()
        if open_one is None:
            return Spread(0, more=False)
        if open_one.event_id is not None:
            rows, cursor = await _event_batch(session, open_one, now, when, batch)
        else:
            rows, cursor = await _broadcast_batch(session, open_one, now, batch)
        added = await owe(session, rows)
        await session.execute(
            update(_fanouts)
            .where(_fanouts.c.id == open_one.id)
            .values(done=cursor is None, cursor=open_one.cursor if cursor is None else cursor)
        )
    return Spread(added, more=True)


async def owe(session: AsyncSession, rows: list[dict[str, Any]]) -> int:
    """Add outbox rows; those that are there already stay as they are. Returns how many were new."""
    if not rows:
        return 0
    insert = insert_into(session)
    added = 0
    for start in range(0, len(rows), 500):
        made = await session.execute(
            insert(_outbox)
            .values(rows[start : start + 500])
            .on_conflict_do_nothing(index_elements=["chat_id", "key"])
            .returning(_outbox.c.id)
        )
        added += len(made.all())
    return added


def row_for(chat_id: int, key: str, due: Due, now: datetime, **rest: Any) -> dict[str, Any]:
    """Columns of a new outbox row; every row has the same keys, so that many go in one statement."""
    columns: dict[str, Any] = {
        "chat_id": chat_id,
        "key": key,
        "what": "alert",
        "event_id": None,
        "thread": "",
        "topic_id": None,
        "body": None,
        "lane": int(due.lane),
        "state": "pending",
        "not_before": due.not_before,
        "held": due.held,
        "repeat": False,
        "repeats": 0,
        "attempts": 0,
        "reason": "",
        "created_at": now,
        "settled_at": None,
    }
    return columns | rest


async def _anything(db: Database) -> bool:
    async with db.read() as session:
        return (
            await session.execute(select(_fanouts.c.id).where(_fanouts.c.done.is_(False)).limit(1))
        ).first() is not None


async def _event_batch(
    session: AsyncSession, fanout: Row[Any], now: datetime, when: When, batch: int
) -> tuple[list[dict[str, Any]], int | None]:
    stored = (await event_rows.load(session, [fanout.event_id])).get(fanout.event_id)
    if stored is None:
        return [], None
    found = (
        await session.execute(
            select(_subs)
            .where(
                _subs.c.kind.in_([stored.event.kind.value, ""]),
                _subs.c.chat_id > fanout.cursor,
                _subs.c.created_at <= stored.recorded_at,
            )
            .order_by(_subs.c.chat_id, _subs.c.id)
            .limit(batch)
        )
    ).all()
    by_chat = [
        (chat, [read_subscription(row) for row in rows]) for chat, rows in groupby(found, lambda row: row.chat_id)
    ]
    if len(found) == batch and len(by_chat) > 1:
        by_chat.pop()  # the limit may have cut this chat's subscriptions; it is the first of the next batch
    wanting = [(chat, [one for one in wishes if matches(one, stored.event)]) for chat, wishes in by_chat]
    chats = await _active(session, [chat for chat, wishes in wanting if wishes])
    muted = await silences(session, list(chats), now)
    repeat = await _may_repeat(session, stored)
    rows = [
        _alert_row(stored, chats[chat], wishes, muted.get(chat, ()), now, when, repeat=repeat)
        for chat, wishes in wanting
        if wishes and chat in chats
    ]
    return rows, (by_chat[-1][0] if len(found) == batch else None)


def _alert_row(
    stored: StoredEvent,
    chat: ChatSettings,
    wishes: list[Subscription],
    muted: Iterable[Silence],
    now: datetime,
    when: When,
    *,
    repeat: bool,
) -> dict[str, Any]:
    threads = [one.value for one in muted if one.scope == "thread"]
    countries = [one.value for one in muted if one.scope == "country"]
    heard = [one for one in wishes if not silenced(one, stored.event, threads, countries)]
    row = row_for(
        chat.chat_id,
        f"event:{stored.id}",
        when(stored.event, stored.recorded_at, chat, now),
        now,
        event_id=stored.id,
        thread=stored.event.thread,
        topic_id=next((one.topic_id for one in heard if one.topic_id is not None), None),
        created_at=stored.recorded_at,
        repeat=repeat,
    )
    return row if heard else row | {"state": "muted", "settled_at": now, "not_before": None}


async def _active(session: AsyncSession, chat_ids: list[int]) -> dict[int, ChatSettings]:
    rows = await session.execute(select(_chats).where(_chats.c.chat_id.in_(chat_ids), _chats.c.active))
    return {row.chat_id: read_chat(row) for row in rows}


async def _broadcast_batch(
    session: AsyncSession, fanout: Row[Any], now: datetime, batch: int
) -> tuple[list[dict[str, Any]], int | None]:
    message = (
        await session.execute(
            select(_broadcasts).where(_broadcasts.c.id == fanout.broadcast_id, _broadcasts.c.state == "confirmed")
        )
    ).first()
    if message is None:
        return [], None
    found = (
        await session.execute(
            select(_chats.c.chat_id, _chats.c.topic_id)
            .where(_chats.c.active, _chats.c.chat_id > fanout.cursor)
            .order_by(_chats.c.chat_id)
            .limit(batch)
        )
    ).all()
    rows = [
        row_for(
            chat.chat_id,
            f"broadcast:{message.id}",
            Due(now, Lane.NORMAL),
            now,
            what="notice",
            topic_id=chat.topic_id,
            body={"html": message.html},
        )
        for chat in found
    ]
    return rows, (found[-1].chat_id if len(found) == batch else None)


async def ask_operators(db: Database, admins: Iterable[int], now: datetime) -> int:
    """Owe every open doubt to every operator, once each. Returns how many rows were new."""
    operators = sorted(set(admins))
    if not operators:
        return 0
    asked = (
        select(_outbox.c.id)
        .where(_outbox.c.chat_id.in_(operators), _outbox.c.key == "doubt:" + _doubts.c.id)
        .correlate(_doubts)
        .exists()
    )
    statement = select(_doubts.c.id).where(_doubts.c.state == "open", ~asked).limit(200)
    async with db.read() as session:
        doubts = (await session.execute(statement)).scalars().all()
    if not doubts:
        return 0
    async with db.write() as session:
        return await owe(
            session,
            [
                row_for(admin, f"doubt:{doubt}", Due(now, Lane.URGENT), now, what="doubt", body={"doubt": doubt})
                for doubt in doubts
                for admin in operators
            ],
        )


async def _may_repeat(session: AsyncSession, stored: StoredEvent) -> bool:
    """After a restore: what happened between the backup and the restore may have been alerted by the lost database."""
    restored = (await session.execute(select(_settings.c.value).where(_settings.c.name == "restored"))).scalar()
    if not restored:
        return False
    taken, at = (datetime.fromisoformat(restored[name]) for name in ("backup", "at"))
    return taken <= stored.event.occurred_at <= at
