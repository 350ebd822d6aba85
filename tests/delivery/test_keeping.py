"""The database itself: refused politely when it must be, one sentence for each fault, whole after a backup and a
restore.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
import textwrap
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from jobs.delivery.courier import Courier
from jobs.delivery.parcel import Renderers
from jobs.housekeeping import keep_house
from storage.all_tables import metadata
from storage.chats import ChatSettings, chat_settings, meet
from storage.columns import table_of
from storage.database import Database, DatabaseFault, one_connection_engine, read_url
from storage.events import EventKind
from storage.figures import dead_chats, figures, replay, stop_broadcast, unsure
from storage.keep import backup, restore
from storage.leases import give_back, hold, present
from storage.migrate import upgrade, version
from storage.moves import erase_chat, export_chat, migrate_chat
from storage.portable import export_all, import_all, preview
from storage.sole import alone_on
from storage.subscriptions import Refused, Subscription, subscribe, subscriptions_of
from storage.tables import OutboxRow, Setting
from tests.delivery.conftest import START, Postbox, event

outbox = table_of(OutboxRow)
settings = table_of(Setting)
ROOT = Path(__file__).parents[2]


def url_of(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def another_process(body: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(body)], capture_output=True, text=True, cwd=ROOT, check=False, timeout=30
    )


def test_a_second_process_on_one_sqlite_file_is_refused_in_one_sentence(tmp_path):
    url = url_of(tmp_path / "x.sqlite3")
    asking = f"""
        from storage.sole import alone_on
        from storage.database import DatabaseFault
        try:
            with alone_on({url!r}, "jobs"):
                print("in")
        except DatabaseFault as fault:
            print(fault)
    """
    with alone_on(url, "run"):
        refused = another_process(asking)
        assert refused.stdout.startswith("Another tariffwire (run, process ")
        assert "DATABASE_URL" in refused.stdout
        assert refused.stderr == ""
    assert another_process(asking).stdout == "in\n"


def test_the_lock_of_a_killed_process_is_free_at_once(tmp_path):
    url = url_of(tmp_path / "x.sqlite3")
    another_process(f"""
        import os, signal
        from storage.sole import alone_on
        with alone_on({url!r}, "run"):
            os.kill(os.getpid(), signal.SIGKILL)
    """)
    with alone_on(url, "run"):
        pass


async def test_twenty_writers_at_once_lose_no_update(db):
    async with db.write() as session:
        await session.execute(settings.insert().values(name="count", value=0))

    other = Database(str(db.url))

    async def add(through: Database) -> None:
        for _ in range(10):
            async with through.write() as session:
                count = (await session.execute(settings.select().where(settings.c.name == "count"))).one().value
                await asyncio.sleep(0)
                await session.execute(settings.update().where(settings.c.name == "count").values(value=count + 1))

    await asyncio.gather(*(add(through) for _ in range(10) for through in (db, other)))
    async with other.read() as session:
        assert (await session.execute(settings.select())).one().value == 200
    await other.close()


async def test_a_write_inside_a_write_is_a_fault_of_ours_and_not_a_deadlock(db):
    async with db.write():
        with pytest.raises(RuntimeError, match="pass the session on"):
            async with db.write():
                pass


async def test_a_locked_database_is_one_sentence_and_delivery_goes_on_when_it_is_free(db, clock, postbox, chat, happen):
    await chat(1, wish={})
    await happen(event())
    impatient = Database(str(db.url), busy_milliseconds=50)
    courier = Courier(impatient, postbox, Renderers(), clock)
    held = sqlite3.connect(db.url.database, isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    task = asyncio.create_task(courier.run())
    await asyncio.sleep(0.4)
    assert "held by another process" in courier.health.database
    held.execute("COMMIT")
    held.close()
    for _ in range(100):
        if postbox.sent:
            break
        await asyncio.sleep(0.05)
    await courier.stop()
    await task
    await impatient.close()
    assert len(postbox.sent) == 1


async def test_an_answer_that_came_while_the_database_was_locked_is_recorded_and_not_sent_again(
    db, clock, chat, happen
):
    """The worst moment: Telegram has answered, and the answer cannot be written for a while."""
    await chat(1, wish={})
    await happen(event())
    impatient = Database(str(db.url), busy_milliseconds=50)

    class Locking(Postbox):
        async def send(self, to, message, lane):
            number = await super().send(to, message, lane)
            self.held = sqlite3.connect(db.url.database, isolation_level=None)
            self.held.execute("BEGIN IMMEDIATE")
            return number

    postbox = Locking()
    courier = Courier(impatient, postbox, Renderers(), clock)
    task = asyncio.create_task(courier.drain())
    await asyncio.sleep(0.5)
    assert not task.done()
    postbox.held.execute("COMMIT")
    postbox.held.close()
    await task
    await courier.drain()
    await impatient.close()
    assert len(postbox.sent) == 1


async def test_a_full_disk_is_one_sentence_and_nothing_is_lost_when_there_is_room_again(
    db, clock, postbox, chat, happen
):
    await chat(1, wish={})
    await happen(event())
    async with db.read() as session:
        pages = (await session.execute(text("PRAGMA page_count"))).scalar_one()
    full = Database(str(db.url))
    limit = {"pages": pages}

    from sqlalchemy import event as listener

    @listener.listens_for(full.engine.sync_engine, "begin")
    def _small(connection):
        connection.exec_driver_sql(f"PRAGMA max_page_count={limit['pages']}")

    with pytest.raises(DatabaseFault, match="full") as caught:
        async with full.write() as session:
            await session.execute(settings.insert().values(name="big", value="x" * 200_000))
    assert caught.value.passing
    limit["pages"] = 1_000_000
    await Courier(full, postbox, Renderers(), clock).drain()
    await full.close()
    assert len(postbox.sent) == 1


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "does not answer"),
        ("mysql://x@y/z", "only sqlite"),
        ("nonsense", "not a database address"),
    ],
)
async def test_a_database_that_cannot_be_used_is_one_sentence(url, says):
    with pytest.raises(DatabaseFault, match=says) as caught:
        async with Database(url).read():
            pass
    assert "Traceback" not in str(caught.value)


async def test_a_file_that_is_no_database_and_one_without_tables_are_one_sentence(tmp_path):
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"this is not a database, however long it may be" * 50)
    with pytest.raises(DatabaseFault, match="restore the last backup"):
        await upgrade(url_of(broken))
    bare = Database(url_of(tmp_path / "bare.sqlite3"))
    with pytest.raises(DatabaseFault, match="db upgrade"):
        async with bare.read() as session:
            await session.execute(settings.select())
    await bare.close()


async def test_a_database_of_a_newer_version_is_refused(tmp_path, empty):
    path = tmp_path / "newer.sqlite3"
    path.write_bytes(empty.read_bytes())
    with sqlite3.connect(path) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.close()
    with pytest.raises(DatabaseFault, match="newer version") as caught:
        await upgrade(url_of(path))
    assert caught.value.kind == "newer"


async def test_the_migrations_make_exactly_the_tables_of_this_version(tmp_path):
    url = url_of(tmp_path / "fresh.sqlite3")
    await upgrade(url)
    assert await version(url) == await upgrade(url), "and a second time changes nothing"
    engine = one_connection_engine(read_url(url))

    def differences(connection):
        known = set(metadata.tables) | {"alembic_version"}
        found = compare_metadata(MigrationContext.configure(connection), metadata)
        return [one for one in found if not (one[0] == "remove_table" and one[1].name not in known)]

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_a_restored_backup_sends_what_is_younger_than_a_day_marked_and_nothing_older(
    db, clock, postbox, chat, happen, tmp_path
):
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    await chat(1, wish={})
    await happen(event("trip:old:planned"), at=now - timedelta(days=3))
    await happen(event("trip:new:planned"), at=now - timedelta(hours=2))
    from jobs.delivery.schedule import when
    from storage.fanout import spread

    while (await spread(db, now, when)).more:
        pass
    copy = tmp_path / "copy.backup"
    await backup(str(db.url), copy)
    clock.at = now
    await Courier(db, postbox, Renderers(), clock).drain()
    assert len(postbox.sent) == 1, "both in one message: they waited"
    await db.close()

    told = await restore(str(db.url), copy, now=now + timedelta(minutes=5))
    assert "1 alerts it owed are sent, marked" in told
    assert "1 were older than a day" in told
    clock.at = now + timedelta(minutes=6)
    courier = Courier(db, postbox, Renderers(), clock)
    await courier.drain()
    assert len(postbox.sent) == 2
    assert "repeat" in postbox.texts()[-1]
    assert "trip:old" not in postbox.texts()[-1]
    between = event("trip:between:planned", occurred_at=now + timedelta(minutes=1))
    after = event("trip:after:planned", occurred_at=now + timedelta(minutes=6))
    for one in (between, after):
        await happen(one, at=clock.now())
        await courier.drain()
    assert "repeat" in postbox.texts()[-2]
    assert "repeat" not in postbox.texts()[-1]


async def test_an_older_backup_is_migrated_and_a_bad_one_changes_nothing(db, chat, tmp_path):
    await chat(1, wish={})
    before = Path(db.url.database).read_bytes()
    bad = tmp_path / "bad.backup"
    bad.write_bytes(before[: len(before) // 2])
    with pytest.raises(DatabaseFault, match="use another one"):
        await restore(str(db.url), bad)
    with pytest.raises(DatabaseFault, match="no backup"):
        await restore(str(db.url), tmp_path / "none")
    with pytest.raises(DatabaseFault, match="never overwrites"):
        await backup(str(db.url), bad)
    async with db.read() as session:
        assert len(await subscriptions_of(session, 1)) == 1
    with alone_on(str(db.url), "run"), pytest.raises(DatabaseFault, match="already works on"):
        await restore(str(db.url), bad)


async def test_subscriptions_survive_the_loss_of_a_bot_as_json(db, chat, tmp_path, empty):
    await chat(
        1, wish={"kind": EventKind.ORDERS, "country": "JP", "product": "autos", "prefixes": ("8703",)}, language="ja"
    )
    await chat(-1002, wish={"topic_id": 4}, kind="supergroup", zone="Asia/Tokyo", digest="weekly")
    async with db.read() as session:
        kept = json.loads(json.dumps(await export_all(session, START)))
    path = tmp_path / "other.sqlite3"
    path.write_bytes(empty.read_bytes())
    other = Database(url_of(path))
    for _ in range(2):
        async with other.write() as session:
            assert await import_all(session, kept, START) == (2, 2)
    async with other.read() as session:
        again = await export_all(session, START)
    assert again == kept
    for bad in ({}, {"format": kept["format"], "chats": [{"zone": "UTC"}]}):
        with pytest.raises(Refused):
            async with other.write() as session:
                await import_all(session, bad, START)
    await other.close()


async def test_a_new_subscription_shows_what_the_last_month_would_have_sent(db, happen):
    await happen(event("trip:old:planned"), at=START - timedelta(days=31))
    await happen(event("trip:1:planned"), event("order:1:signed", kind=EventKind.ORDERS), at=START - timedelta(days=3))
    async with db.read() as session:
        shown = await preview(session, Subscription(1, EventKind.TRIPS, "JP"), START)
    assert [(stored.event.key, why) for stored, why in shown] == [("trip:1:planned", "it concerns JP")]


async def test_a_chat_can_see_and_erase_all_that_is_kept_about_it(db, clock, postbox, chat, happen):
    await chat(1, wish={"country": "JP"}, title="Mine")
    await chat(2, wish={})
    await happen(event())
    await Courier(db, postbox, Renderers(), clock).drain()
    async with db.write() as session:
        kept = json.loads(json.dumps(await export_chat(session, 1)))
        assert kept["chat"]["title"] == "Mine"
        assert [len(kept[name]) for name in ("subscriptions", "outbox", "thread_roots")] == [1, 1, 1]
        assert await erase_chat(session, 1) == 4
        assert await chat_settings(session, 1) is None
        empty = await export_chat(session, 1)
        assert [value for value in empty.values() if value] == []
        assert len(await subscriptions_of(session, 2)) == 1


async def test_a_migration_takes_everything_along_and_a_fan_out_under_way_misses_nobody(
    db, clock, postbox, chat, happen
):
    from jobs.delivery.schedule import when
    from storage.fanout import spread

    for number in (-50, -40, -30, 5):
        await chat(number, wish={}, kind="group")
    await happen(event())
    await spread(db, clock.now(), when, batch=2)
    async with db.write() as session:
        await meet(session, ChatSettings(-1009, kind="supergroup"), START)
        await subscribe(session, Subscription(-1009), START - timedelta(days=1))
        await migrate_chat(session, -30, -1009, START)
    while (await spread(db, clock.now(), when, batch=2)).more:
        pass
    await Courier(db, postbox, Renderers(), clock).drain()
    assert sorted(one.to.chat_id for one in postbox.sent) == [-1009, -50, -40, 5]


async def test_fan_out_goes_in_batches_that_never_cut_a_chat_in_two(db, clock, postbox, chat, happen):
    for number in range(1, 8):
        await chat(number, wish={})
        async with db.write() as session:
            for product in ("autos", "steel", "copper"):
                await subscribe(session, Subscription(number, product=product), START - timedelta(hours=1))
    await happen(event())
    from jobs.delivery.schedule import when
    from storage.fanout import spread

    batches = 0
    while (done := await spread(db, clock.now(), when, batch=5)).more:
        batches += 1
        assert done.rows <= 5
    assert batches >= 6
    await Courier(db, postbox, Renderers(), clock).drain()
    assert sorted(one.to.chat_id for one in postbox.sent) == list(range(1, 8))


async def test_the_operators_see_figures_and_can_replay_one_alert(db, clock, postbox, chat, happen):
    await chat(1, wish={})
    await chat(2, wish={}, title="Lost")
    from telegram.error import Forbidden

    postbox.faults = [
        lambda to, _: Forbidden("Forbidden: bot was blocked by the user") if to.chat_id == 2 else None
    ] * 2
    await happen(event())
    courier = Courier(db, postbox, Renderers(), clock)
    await courier.drain()
    async with db.read() as session:
        seen = await figures(session, clock.now())
        assert (seen.states, seen.due, seen.sent_last_day, seen.inactive_chats) == ({"sent": 1, "dead": 1}, 0, 1, 1)
        assert seen.median_seconds == 0
        assert [(one.chat_id, one.subscriptions) for one in await dead_chats(session)] == [(2, 1)]
        assert [one.chat_id for one in await unsure(session)] == [2]
    async with db.write() as session:
        assert await replay(session, 1, clock.now()) == 0, "a chat that is gone is not tried again"
        assert await replay(session, 1, clock.now(), chat_id=1) == 1
    await courier.drain()
    assert "repeat" in postbox.texts(1)[-1]
    async with db.write() as session:
        assert await stop_broadcast(session, 77, clock.now()) == 0


async def test_what_was_settled_long_ago_is_let_go_and_what_is_owed_is_kept(db, clock, postbox, chat, happen):
    from datetime import time

    await chat(1, wish={})
    await chat(2, wish={}, quiet_from=time(0, 0), quiet_to=time(23, 59))
    await happen(event())
    await Courier(db, postbox, Renderers(), clock).drain()
    assert (await keep_house(db, START + timedelta(days=89)))["outbox"] == 0
    assert (await keep_house(db, START + timedelta(days=91)))["outbox"] == 1
    async with db.read() as session:
        assert [row.state for row in await session.execute(outbox.select())] == ["pending"]


async def test_a_named_lease_has_one_holder_until_it_runs_out(db):
    assert await hold(db, "tick", "a", START, 10)
    assert not await hold(db, "tick", "b", START + timedelta(seconds=9), 10)
    assert await hold(db, "tick", "a", START + timedelta(seconds=9), 10)
    assert await hold(db, "tick", "b", START + timedelta(seconds=19), 10)
    await give_back(db, "tick", "b")
    assert await hold(db, "tick", "a", START + timedelta(seconds=19), 10)


async def test_workers_know_how_many_they_are_and_forget_who_died(db):
    assert await present(db, "courier", "a", START, 60) == 1
    assert await present(db, "courier", "b", START, 60) == 2
    assert await present(db, "courier", "a", START + timedelta(seconds=40), 60) == 2
    assert await present(db, "courier", "a", START + timedelta(seconds=61), 60) == 1
