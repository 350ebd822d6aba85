"""Fixtures of the watch: a site on loopback, a database, an asker, and a watch over them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine

from jobs.fetch import Asker
from jobs.sources import Source
from jobs.watch import Watch
from storage.all_tables import metadata
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


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with every table, made once and copied for each test."""
    path = tmp_path_factory.mktemp("memory") / "empty.sqlite3"
    engine = create_engine(f"sqlite:///{path}")
    metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
async def db(tmp_path: Path, empty_database: Path) -> AsyncIterator[Database]:
    path = shutil.copy(empty_database, tmp_path / "watch.sqlite3")
    made = Database(f"sqlite+aiosqlite:///{path}")
    yield made
    await made.close()


@pytest.fixture
async def asker(clock: HandClock) -> AsyncIterator[Asker]:
    made = Asker(clock.now, seconds=5.0, transport=httpx.AsyncHTTPTransport(verify=False))  # no CA files to load
    yield made
    await made.aclose()


@pytest.fixture
def bench(db: Database, asker: Asker, clock: HandClock) -> Callable[[Sequence[Source]], Bench]:
    def make(sources: Sequence[Source]) -> Bench:
        detector = EveryItem()
        watch = Watch(db, sources, [detector], asker, clock, poll_seconds=300, jitter=lambda: 0.0)
        return Bench(watch, clock, db, detector)

    return make
