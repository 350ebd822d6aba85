"""Digests sent: once for a chat and a local date, whatever the clocks do that night."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.chats import insert_into
from storage.columns import table_of
from storage.tables import Digest

_digests = table_of(Digest)


async def digest_told(session: AsyncSession, chat_id: int, day: date) -> bool:
    """Whether the chat had its digest of that local date."""
    where = (_digests.c.chat_id == chat_id) & (_digests.c.local_date == day)
    return (await session.execute(select(_digests.c.chat_id).where(where))).first() is not None


async def keep_digest(session: AsyncSession, chat_id: int, day: date, alerts: int, message_id: int) -> None:
    """Remember that it was sent."""
    insert = insert_into(session)
    await session.execute(
        insert(_digests)
        .values(chat_id=chat_id, local_date=day, alerts=alerts, message_id=message_id)
        .on_conflict_do_update(
            index_elements=["chat_id", "local_date"],
            set_={"alerts": _digests.c.alerts + alerts, "message_id": message_id},
        )
    )
