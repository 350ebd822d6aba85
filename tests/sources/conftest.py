"""Fixtures of the watch: a site on loopback, a database, an asker, and a watch over them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from jobs.fetch import Asker
from jobs.sources import Source
from jobs.watch import Watch
from storage.database import Database
from tests.sources.served import Bench, EveryItem, HandClock, Site


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    server = await asyncio.start_server(made.handle, "127.0.0.1", 0)
    made.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield made
    server.close()


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2026, 9, 30, 15, 0, tzinfo=UTC))


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    import storage.item_store
    import storage.source_state
    import storage.tables  # noqa: F401

    made = Database(f"sqlite+aiosqlite:///{tmp_path / 'watch.sqlite3'}")
    async with made.engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield made
    await made.close()


@pytest.fixture
async def asker(clock: HandClock) -> AsyncIterator[Asker]:
    made = Asker(clock.now, seconds=0.5)
    yield made
    await made.aclose()


@pytest.fixture
def bench(db: Database, asker: Asker, clock: HandClock) -> Callable[[Sequence[Source]], Bench]:
    def make(sources: Sequence[Source]) -> Bench:
        detector = EveryItem()
        watch = Watch(db, sources, [detector], asker, clock, poll_seconds=300, jitter=lambda: 0.0)
        return Bench(watch, clock, db, detector)

    return make
