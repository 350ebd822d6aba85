"""Forum topics: where a chat's alerts go, and what happens when a topic is closed."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.columns import table_of
from storage.tables import Chat, OutboxRow, SubscriptionRow

_chats = table_of(Chat)
_subs = table_of(SubscriptionRow)
_outbox = table_of(OutboxRow)


async def leave_topic(session: AsyncSession, chat_id: int, topic_id: int) -> bool:
    """The topic is closed or gone: everything that went there goes to the chat's root. True when anything did."""
    left = await session.execute(
        update(_chats)
        .where(_chats.c.chat_id == chat_id, _chats.c.topic_id == topic_id)
        .values(topic_id=None)
        .returning(_chats.c.chat_id)
    )
    moved = await session.execute(
        update(_subs)
        .where(_subs.c.chat_id == chat_id, _subs.c.topic_id == topic_id)
        .values(topic_id=None)
        .returning(_subs.c.id)
    )
    await session.execute(
        update(_outbox)
        .where(
            _outbox.c.chat_id == chat_id, _outbox.c.topic_id == topic_id, _outbox.c.state.in_(["pending", "uncertain"])
        )
        .values(topic_id=None)
    )
    return bool(left.all()) or bool(moved.all())


async def use_topic(session: AsyncSession, chat_id: int, topic_id: int | None) -> None:
    """Send the chat's alerts to this topic (None = its root) from now on."""
    await session.execute(update(_chats).where(_chats.c.chat_id == chat_id).values(topic_id=topic_id))
