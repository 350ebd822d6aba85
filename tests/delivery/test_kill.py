"""kill -9 at every step between detection and the recorded outcome, and at random times in a broadcast: nothing is
lost, and twice comes only what was in flight at the kill.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import multiprocessing.forkserver
import os
import random
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from jobs.delivery.limiter import Limits
from storage.columns import table_of
from storage.database import Database
from storage.tables import OutboxRow
from tests.botapi.server import BotApi
from tests.delivery.child import Orders, audience, main

outbox = table_of(OutboxRow)
STORIES = ("trip:1:planned", "trip:1:cancelled")


@pytest.fixture(scope="module")
def processes():
    root = str(Path(__file__).parents[2])
    kept = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = root if kept is None else f"{root}{os.pathsep}{kept}"  # the server imports once for all
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.delivery.child"])
    multiprocessing.forkserver.ensure_running()
    yield context
    if kept is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = kept


@pytest.fixture
async def api():
    async with BotApi(latency=0.002) as server:
        yield server


async def run(processes, orders: Orders) -> int:
    child = processes.Process(target=main, args=(orders,))
    child.start()
    await asyncio.to_thread(child.join, 60)
    assert not child.is_alive()
    return child.exitcode


async def states(db: Database) -> Counter[str]:
    async with db.read() as session:
        return Counter((await session.execute(outbox.select().with_only_columns(outbox.c.state))).scalars())


async def one_kill(processes, db: Database, orders: Orders, api: BotApi, kill_at: int, chats: int) -> int:
    """Run, kill at one step, run again to the end; returns how many were sent twice."""
    api.messages.clear()
    assert await run(processes, replace(orders, kill_at=kill_at)) == -9
    before = Counter((one.chat_id, one.as_sent.split("trip:")[1]) for one in api.messages)
    assert await run(processes, orders) == 0
    told = Counter(
        (one.chat_id, one.as_sent.split("trip:")[1].split("\n")[0]) for one in api.messages if "trip:" in one.as_sent
    )
    assert set(told) == {(chat, key.removeprefix("trip:")) for chat in range(1, chats + 1) for key in STORIES}, "lost"
    assert set(await states(db)) == {"sent"}
    twice = [pair for pair, count in told.items() if count > 1]
    assert all(told[pair] == 2 for pair in twice)
    assert all(before[pair] == 1 for pair in twice), "only what was on its way at the kill is sent twice"
    for pair in twice:
        again = [one for one in api.messages if one.chat_id == pair[0] and pair[1] in one.as_sent][-1]
        assert "repeat" in again.as_sent, "and it says so"
    return len(twice)


async def every_kill(processes, tmp_path: Path, empty: Path, api: BotApi, chats: int, points: slice) -> tuple[int, int]:
    import shutil

    def fresh(number: int) -> str:
        path = tmp_path / f"{number}.sqlite3"
        shutil.copyfile(empty, path)
        return f"sqlite+aiosqlite:///{path}"

    counted = tmp_path / "steps"
    limits = Limits(per_second=1000, per_chat_seconds=0, in_flight=4)
    db = Database(fresh(0))
    await audience(db, chats)
    await db.close()
    orders = Orders(fresh(0), api.base_url, api.token, stories=STORIES, batch=2, limits=limits)
    db = Database(orders.url)
    await audience(db, chats)
    assert await run(processes, replace(orders, steps_file=counted)) == 0
    await db.close()
    total = int(counted.read_text())
    doubled = 0
    kills = list(range(1, total + 1))[points]
    for kill_at in kills:
        url = fresh(kill_at)
        db = Database(url)
        await audience(db, chats)
        twice = await one_kill(processes, db, replace(orders, url=url), api, kill_at, chats)
        await db.close()
        assert twice <= limits.in_flight
        doubled += twice
    return len(kills), doubled


async def test_a_process_killed_between_any_two_steps_loses_nothing(processes, tmp_path, empty, api):
    kills, doubled = await every_kill(processes, tmp_path, empty, api, chats=2, points=slice(2, None, 6))
    print(f"{kills} kills, 0 lost, {doubled} sent twice")
    assert kills >= 5


@pytest.mark.slow
async def test_a_process_killed_at_every_single_step_loses_nothing(processes, tmp_path, empty, api):
    kills, doubled = await every_kill(processes, tmp_path, empty, api, chats=4, points=slice(None))
    print(f"{kills} kills at {kills} steps, 0 lost, {doubled} sent twice")
    assert kills >= 40
    assert 0 < doubled <= kills * 4


async def broadcast_with_kills(
    processes, db: Database, api: BotApi, chats: int, kills: int, seed: int
) -> dict[str, int]:
    await audience(db, chats)
    limits = Limits(per_second=1000, per_chat_seconds=0, in_flight=16)
    orders = Orders(str(db.url), api.base_url, api.token, stories=("trip:1:cancelled",), limits=limits)
    chance = random.Random(seed)
    killed_at: list[float] = []
    while len(killed_at) < kills:
        child = processes.Process(target=main, args=(replace(orders, until_killed=True),))
        child.start()
        until = len(api.messages) + chance.randint(3, max(4, chats // kills))
        while len(api.messages) < min(until, chats) and child.is_alive():
            await asyncio.sleep(0.002)
        await asyncio.sleep(chance.uniform(0, 0.02))
        child.kill()
        killed_at.append(time.monotonic())
        await asyncio.to_thread(child.join)
        if (await states(db))["sent"] >= chats:
            break
    assert await run(processes, orders) == 0
    assert await states(db) == {"sent": chats}
    times: dict[int, list[float]] = {}
    for one in api.messages:
        times.setdefault(one.chat_id, []).append(one.at)
    assert set(times) == set(range(1, chats + 1)), "lost"
    twice = [sent for sent in times.values() if len(sent) > 1]
    for sent in twice:
        for first in sent[:-1]:
            assert any(-1.0 < kill - first < 3.0 for kill in killed_at), "a repeat of something no kill interrupted"
    extra = sum(len(sent) - 1 for sent in times.values())
    assert extra <= len(killed_at) * limits.in_flight
    return {"chats": chats, "kills": len(killed_at), "lost": 0, "twice": extra}


async def test_a_broadcast_killed_at_random_times_loses_nothing(processes, db, api):
    print(await broadcast_with_kills(processes, db, api, chats=150, kills=3, seed=7))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_a_long_broadcast_killed_again_and_again_loses_nothing(processes, db, api, seed):
    figures = await broadcast_with_kills(processes, db, api, chats=1500, kills=25, seed=seed)
    print(figures)
    assert figures["kills"] >= 5
