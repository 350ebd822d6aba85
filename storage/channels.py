"""Topic channels: one send reaches any number of readers, so a channel that mirrors a wish is offered before a
subscription.

A channel is a chat like any other: an operator adds the bot as its administrator and subscribes it. Telegram counts
it as one chat, which is how audiences beyond 30 messages a second are served.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.chats import ChatSettings, read_chat
from storage.columns import table_of
from storage.subscriptions import Subscription, read_subscription
from storage.tables import Chat, SubscriptionRow

_chats = table_of(Chat)
_subs = table_of(SubscriptionRow)


async def channels_for(session: AsyncSession, wish: Subscription) -> list[ChatSettings]:
    """Channels that can be reached and tell all that ``wish`` asks for, the narrowest first."""
    rows = await session.execute(
        select(_subs)
        .join(_chats, _chats.c.chat_id == _subs.c.chat_id)
        .where(_chats.c.kind == "channel", _chats.c.active)
    )
    mirrors = [one for one in map(read_subscription, rows) if covers(one, wish)]
    mirrors.sort(
        key=lambda one: -sum(map(bool, (one.kind, one.country, one.product, one.stage, one.only_rate_changes)))
    )
    found: dict[int, ChatSettings] = {}
    for one in mirrors:
        row = (await session.execute(select(_chats).where(_chats.c.chat_id == one.chat_id))).one()
        found.setdefault(one.chat_id, read_chat(row))
    return list(found.values())


def covers(broad: Subscription, narrow: Subscription) -> bool:
    """Whether everything ``narrow`` asks for is told by ``broad`` too."""
    return (
        not broad.paused
        and broad.kind in (None, narrow.kind)
        and broad.country in ("", narrow.country)
        and broad.product.casefold() in ("", narrow.product.casefold())
        and broad.stage in ("", narrow.stage)
        and (not broad.only_rate_changes or narrow.only_rate_changes)
    )
