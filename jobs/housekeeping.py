"""Keeping house: what is settled long ago is let go, in small transactions, so that the database stays small."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from storage.columns import table_of
from storage.database import Database
from storage.item_store import forget_texts
from storage.tables import Broadcast, Digest, DoubtRow, Fanout, Mute, OutboxRow

SETTLED = timedelta(days=90)
"""Outbox rows are kept this long after they were settled: for /mydata, /admin and replay. Events are kept for ever."""
PRESS = timedelta(days=30)
"""Texts of press items are kept this long; their rows stay, so that an old item is never news again."""
BATCH = 2000

_outbox = table_of(OutboxRow)
_mutes = table_of(Mute)
_digests = table_of(Digest)
_fanouts = table_of(Fanout)
_doubts = table_of(DoubtRow)
_broadcasts = table_of(Broadcast)


async def keep_house(db: Database, now: datetime) -> dict[str, int]:
    """Delete what is past its time. Returns how many rows of each table went."""
    long_ago = now - SETTLED
    rules = (
        (
            _outbox,
            _outbox.c.id,
            _outbox.c.state.in_(["sent", "dead", "muted", "uncertain"]) & (_outbox.c.settled_at < long_ago),
        ),
        (_mutes, _mutes.c.id, _mutes.c.until < now),
        (_fanouts, _fanouts.c.id, _fanouts.c.done & (_fanouts.c.started_at < long_ago)),
        (_doubts, _doubts.c.key, (_doubts.c.state != "open") & (_doubts.c.decided_at < long_ago)),
        (_broadcasts, _broadcasts.c.id, _broadcasts.c.created_at < long_ago),
    )
    gone: dict[str, int] = {}
    for table, key, past in rules:
        while True:
            async with db.write() as session:
                batch = (await session.execute(select(key).where(past).limit(BATCH))).scalars().all()
                if batch:
                    await session.execute(delete(table).where(key.in_(batch)))
            gone[table.name] = gone.get(table.name, 0) + len(batch)
            if len(batch) < BATCH:
                break
    async with db.write() as session:
        days = await session.execute(
            delete(_digests).where(_digests.c.local_date < long_ago.date()).returning(_digests.c.chat_id)
        )
        gone["digests"] = len(days.all())
    gone["texts"] = await forget_texts(db, now - PRESS)
    return gone
