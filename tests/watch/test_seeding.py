"""What the facts know of trips at the first start is known to the detectors, and is no news."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from jobs.seeding import seed_subjects, subscribe_operators
from storage.columns import table_of
from storage.database import Database
from storage.migrate import upgrade
from storage.record import known_subjects
from storage.subscriptions import subscriptions_of, unsubscribe
from storage.tables import EventRow, Fanout

AUGUST = datetime(2025, 8, 28, 3, tzinfo=UTC)


async def test_the_embedded_trips_are_known_once_and_alert_nobody(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'x.sqlite3'}"
    await upgrade(url)
    db = Database(url)
    first = await seed_subjects(db, AUGUST)
    assert first > 10
    assert await seed_subjects(db, AUGUST) == 0
    async with db.read() as session:
        assert len(await known_subjects(session)) == first
        for table in (EventRow, Fanout):
            assert (await session.execute(select(func.count()).select_from(table_of(table)))).scalar_one() == 0
    await db.close()


async def test_nothing_later_than_the_clock_is_seeded(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'x.sqlite3'}"
    await upgrade(url)
    db = Database(url)
    await seed_subjects(db, AUGUST)
    async with db.read() as session:
        threads = await known_subjects(session)
    assert not any("2026" in thread for thread in threads)
    await db.close()


async def test_an_operator_hears_of_the_sources_until_he_ends_it_himself(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'x.sqlite3'}"
    await upgrade(url)
    db = Database(url)
    await subscribe_operators(db, {7}, AUGUST)
    async with db.write() as session:
        assert [str(wish.kind) for wish in await subscriptions_of(session, 7)] == ["sources"]
        await unsubscribe(session, 7)
    await subscribe_operators(db, {7, 8}, AUGUST)
    async with db.read() as session:
        assert await subscriptions_of(session, 7) == []
        assert len(await subscriptions_of(session, 8)) == 1
    await db.close()
