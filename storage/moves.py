"""A chat as a whole: it moves to a new id, takes its belongings along, or is forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.chats import insert_into
from storage.columns import table_of
from storage.tables import Chat, Digest, Fanout, Mute, OutboxRow, SubscriptionRow, ThreadRoot

_chats = table_of(Chat)
_roots = table_of(ThreadRoot)
_fanouts = table_of(Fanout)
_BELONGINGS: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (table_of(SubscriptionRow), ("kind", "country", "product", "stage", "only_rate_changes")),
    (table_of(Mute), ("scope", "value")),
    (table_of(Digest), ("local_date",)),
    (table_of(OutboxRow), ("key",)),
)
"""What belongs to a chat, and what is unique in it."""


async def migrate_chat(session: AsyncSession, old: int, new: int, now: datetime) -> None:
    """A group became a supergroup: everything of ``old`` is ``new``'s from here on, in this one transaction.

    The group's settings win, since the supergroup's are no older than Telegram's word that the bot is in it; of what
    both asked for, ``new``'s stays. First messages of threads are forgotten, since the supergroup numbers its
    messages anew. A fan-out that has already passed the new id is taken back to it: rows are unique, so nothing
    doubles.
    """
    if old == new:
        return
    insert = insert_into(session)
    row = (await session.execute(select(_chats).where(_chats.c.chat_id == old))).first()
    if row is not None:
        columns: dict[str, Any] = dict(row._mapping) | {"chat_id": new, "kind": "supergroup", "active": True}
        columns |= {"inactive_reason": None, "inactive_since": None}
        await session.execute(
            insert(_chats).values(**columns).on_conflict_do_update(index_elements=["chat_id"], set_=columns)
        )
        await session.execute(delete(_chats).where(_chats.c.chat_id == old))
    else:
        await session.execute(
            insert(_chats).values(**_new_chat(new), created_at=now).on_conflict_do_nothing(index_elements=["chat_id"])
        )
    for table, unique in _BELONGINGS:
        twin = table.alias("twin")
        same = [twin.c[name] == table.c[name] for name in unique]
        await session.execute(
            delete(table).where(
                table.c.chat_id == old, select(twin.c.chat_id).where(twin.c.chat_id == new, *same).exists()
            )
        )
        await session.execute(update(table).where(table.c.chat_id == old).values(chat_id=new))
    await session.execute(delete(_roots).where(_roots.c.chat_id == old))
    await session.execute(
        update(_fanouts).where(_fanouts.c.done.is_(False), _fanouts.c.cursor >= new).values(cursor=new - 1)
    )


async def export_chat(session: AsyncSession, chat_id: int) -> dict[str, Any]:
    """Everything kept about a chat, JSON-able (/mydata)."""
    row = (await session.execute(select(_chats).where(_chats.c.chat_id == chat_id))).first()
    kept: dict[str, Any] = {"chat": None if row is None else _plain(row._mapping)}
    for table, _ in _BELONGINGS:
        rows = await session.execute(select(table).where(table.c.chat_id == chat_id).limit(10_000))
        kept[str(table.name)] = [_plain(row._mapping) for row in rows]
    roots = await session.execute(select(_roots).where(_roots.c.chat_id == chat_id))
    kept["thread_roots"] = [_plain(row._mapping) for row in roots]
    return kept


async def erase_chat(session: AsyncSession, chat_id: int) -> int:
    """Forget a chat: settings, subscriptions, mutes, what was and is owed (/forget). Returns how many rows went."""
    count = 0
    for table in (*(table for table, _ in _BELONGINGS), _roots, _chats):
        number = select(func.count()).select_from(table).where(table.c.chat_id == chat_id)
        count += (await session.execute(number)).scalar_one()
        await session.execute(delete(table).where(table.c.chat_id == chat_id))
    return count


def _new_chat(chat_id: int) -> dict[str, Any]:
    return {
        "chat_id": chat_id,
        "kind": "supergroup",
        "title": "",
        "language": "en",
        "zone": "UTC",
        "urgent_passes": True,
        "digest": "off",
        "digest_at": "08:00",
        "digest_weekday": 0,
        "paused": False,
        "admins_only": True,
        "active": True,
    }


def _plain(row: Any) -> dict[str, Any]:
    return {str(name): value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
