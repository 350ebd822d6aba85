"""Several workers on PostgreSQL: each source asked by one of them, nobody's conclusions overwritten."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.engine import URL

from jobs.detect import Findings
from jobs.sources.feeds import Feed
from jobs.sources.white_house import WhiteHouse
from storage.all_tables import metadata
from storage.database import Database
from storage.observations import ItemKind
from storage.record import known_subjects
from storage.source_state import source_states
from tests.delivery.postgres import drop, fresh_database, server
from tests.sources.bodies import post, rss, rss_item
from tests.sources.served import Reply

pytestmark = pytest.mark.slow
T0 = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def postgres() -> Iterator[URL]:
    with server() as at:
        yield at


@pytest.fixture
async def db(postgres: URL) -> AsyncIterator[Database]:
    url = await fresh_database(postgres)
    made = Database(url.render_as_string(hide_password=False))
    async with made.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    yield made
    await made.close()
    await drop(postgres, url)


async def test_two_workers_do_not_ask_the_same_source_twice(site, bench):
    site.pages["/feed/"] = Reply(rss(post(1, "Old", T0, "text")))
    one, other = bench([WhiteHouse(site.base + "/feed/")]), bench([WhiteHouse(site.base + "/feed/")])
    await one.watch.begin()
    await other.watch.begin()
    started = await asyncio.gather(one.watch.tick(), other.watch.tick())
    assert sorted(started) == [0, 1]
    await one.watch.drain()
    await other.watch.drain()
    assert len(site.requests) == 1


async def test_a_source_whose_worker_died_is_asked_again_after_its_lease(site, bench):
    site.pages["/feed/"] = Reply(b"<rss>" + b" " * 1000, drip=0.05)
    one, other = bench([WhiteHouse(site.base + "/feed/")]), bench([WhiteHouse(site.base + "/feed/")])
    await one.watch.tick()
    await one.watch.drain(0.05)
    site.pages["/feed/"] = Reply(rss(post(1, "Old", T0, "text")))
    await other.poll(seconds=60)
    assert len(site.requests) == 1
    await other.poll(seconds=61)
    assert (await source_states(other.db))[0].baseline_done


async def test_what_one_worker_concludes_the_other_one_knows(site, bench):
    class Counting:
        """Counts every item it meets into one subject; slow, so that two workers would think at the same time."""

        name = "counting"
        reads = frozenset({ItemKind.NEWS})
        thinking = most = 0
        guard = threading.Lock()

        def detect(self, items, known, now):
            if not items:
                return Findings()
            time.sleep(0.05)
            return Findings(subjects={"count": {"n": known.get("count", {"n": 0})["n"] + len(items)}})

    workers = []
    for name in ("a", "b", "c"):
        site.pages[f"/{name}"] = Reply(
            rss(*(rss_item(f"{name} {n}", f"https://x/{name}/{n}", at=T0) for n in range(30)))
        )
        worker = bench([Feed(f"feed:{name}", f"{site.base}/{name}")])
        worker.watch._detectors = (Counting(),)
        await worker.watch.begin()
        workers.append(worker)
    for worker in workers:  # each beginning switched the other ones' sources off; what is due stays due
        await worker.watch.begin()
    await asyncio.gather(*(worker.watch.settle() for worker in workers))
    async with workers[0].db.read() as session:
        assert (await known_subjects(session))["count"] == {"n": 90}
