"""Telegram channels that carry the same alerts: one send for any number of readers."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.columns import table_of
from storage.subscriptions import Subscription
from storage.tables import Chat, SubscriptionRow

_chats = table_of(Chat)
_subs = table_of(SubscriptionRow)


async def channel_for(session: AsyncSession, wish: Subscription) -> str | None:
    """The public name ("@name") of an active channel subscribed to the same, or None."""
    row = (
        await session.execute(
            select(_chats.c.title)
            .join(_subs, _subs.c.chat_id == _chats.c.chat_id)
            .where(
                _chats.c.kind == "channel",
                _chats.c.active,
                _chats.c.title.like("@%"),
                _chats.c.chat_id != wish.chat_id,
                _subs.c.kind == (wish.kind or ""),
                _subs.c.country == wish.country,
                _subs.c.product == wish.product,
                _subs.c.stage == wish.stage,
            )
            .limit(1)
        )
    ).first()
    return None if row is None else str(row.title)
