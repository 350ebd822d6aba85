"""Single values the house keeps between runs, by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.chats import insert_into
from storage.columns import table_of
from storage.tables import Setting

_settings = table_of(Setting)


async def kept(session: AsyncSession, name: str) -> Any:
    """The value kept under a name, None when there is none."""
    return (await session.execute(select(_settings.c.value).where(_settings.c.name == name))).scalar_one_or_none()


async def keep(session: AsyncSession, name: str, value: Any) -> None:
    """Keep a JSON-able value under a name, in the caller's transaction."""
    insert = insert_into(session)
    await session.execute(
        insert(_settings)
        .values(name=name, value=value)
        .on_conflict_do_update(index_elements=["name"], set_={"value": value})
    )
