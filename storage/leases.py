"""Named leases: which of several workers ticks. One conditional statement, alike on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.columns import table_of
from storage.database import Database
from storage.tables import Lease

_leases = table_of(Lease)


async def hold(db: Database, name: str, owner: str, now: datetime, seconds: float) -> bool:
    """Take or keep the lease ``name`` for ``owner``.

    Args:
        now: aware; on PostgreSQL the server's clock is used instead, so that hosts agree.
        seconds: how long it lasts without being renewed.

    Returns:
        True when ``owner`` holds it now.
    """
    async with db.write() as session:
        clock = await db.clock(session, now)
        until = clock + timedelta(seconds=seconds)
        insert = sqlite_insert if db.sqlite else pg_insert
        made = await session.execute(
            insert(_leases)
            .values(name=name, owner=owner, until=until)
            .on_conflict_do_nothing()
            .returning(_leases.c.name)
        )
        if made.first() is not None:
            return True
        taken = await session.execute(
            update(_leases)
            .where(_leases.c.name == name, or_(_leases.c.owner == owner, _leases.c.until <= clock))
            .values(owner=owner, until=until)
            .returning(_leases.c.name)
        )
        return taken.first() is not None


async def present(db: Database, group: str, owner: str, now: datetime, seconds: float) -> int:
    """Say that ``owner`` is at work, for so many seconds. Returns how many of the group are, ``owner`` included."""
    await hold(db, f"{group}:{owner}", owner, now, seconds)
    async with db.write() as session:
        clock = await db.clock(session, now)
        ours = _leases.c.name.startswith(f"{group}:", autoescape=True)
        await session.execute(delete(_leases).where(ours, _leases.c.until <= clock))
        return int((await session.execute(select(func.count()).select_from(_leases).where(ours))).scalar_one())


async def give_back(db: Database, name: str, owner: str) -> None:
    """Let another take it at once."""
    async with db.write() as session:
        await session.execute(delete(_leases).where(_leases.c.name == name, _leases.c.owner == owner))
