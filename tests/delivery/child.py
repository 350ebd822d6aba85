"""A whole delivery in a process of its own, to be killed: a source is read, its event recorded, fanned out and sent.

It dies by SIGKILL at its ``kill_at``-th step; steps are the instants just before and just after every commit, every
send and every answer, so that between two of them nothing lasting happens.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.telegram import TelegramSender
from jobs.delivery.courier import Courier
from jobs.delivery.limiter import Limits, Pace
from jobs.delivery.parcel import Renderers
from storage.chats import ChatSettings, insert_into, meet
from storage.columns import table_of
from storage.database import Database
from storage.messages import Address, Lane, Message
from storage.record import record
from storage.subscriptions import Subscription, subscribe
from storage.tables import Setting
from tests.delivery.conftest import event

_settings = table_of(Setting)


@dataclass
class Orders:
    """What the child does.

    Attributes:
        kill_at: the step at which it kills itself; 0 = never.
        steps_file: where it writes how many steps it took when it ends by itself.
        stories: keys of the events its source publishes; it records those it has not read.
        until_killed: keep running after everything was sent.
    """

    url: str
    base_url: str
    token: str
    kill_at: int = 0
    steps_file: Path | None = None
    stories: tuple[str, ...] = ("trip:1:cancelled",)
    batch: int = 1000
    until_killed: bool = False
    limits: Limits = field(default_factory=lambda: Limits(per_second=1000, per_chat_seconds=0))
    urgent: bool = False
    alone: bool | None = None
    lease_seconds: float = 60.0


class Steps:
    def __init__(self, kill_at: int) -> None:
        self.kill_at = kill_at
        self.taken = 0

    def __call__(self) -> None:
        self.taken += 1
        if self.taken == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


class SteppedDatabase(Database):
    """Steps before and after each commit."""

    steps: Steps

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        async with super().write() as session:
            yield session
            await session.flush()
            self.steps()
        self.steps()


class SteppedSender:
    """Steps before each send and after each answer."""

    def __init__(self, inner: TelegramSender, steps: Steps) -> None:
        self._inner = inner
        self._steps = steps

    async def send(self, to: Address, message: Message, lane: Lane) -> int:
        self._steps()
        number = await self._inner.send(to, message, lane)
        self._steps()
        return number

    async def edit(self, to: Address, message_id: int, message: Message, lane: Lane) -> None:
        self._steps()
        await self._inner.edit(to, message_id, message, lane)
        self._steps()


class Now:
    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def read_source(db: Database, stories: tuple[str, ...], *, urgent: bool) -> None:
    """What the watch does: the state of the source and the events it leads to are one transaction."""
    async with db.read() as session:
        seen = (await session.execute(_settings.select().where(_settings.c.name == "source"))).first()
    read = set(seen.value) if seen else set()
    for number, key in enumerate(key for key in stories if key not in read):
        now = datetime.now(UTC)
        made = event(key, occurred_at=now, seen_at=now, urgent=urgent, thread=key.split(":")[0] + ":thread")
        read.add(key)
        async with db.write() as session:
            insert = insert_into(session)
            await session.execute(
                insert(_settings)
                .values(name="source", value=sorted(read))
                .on_conflict_do_update(index_elements=["name"], set_={"value": sorted(read)})
            )
            await record(session, [made], now=now)
        if number % 10 == 9:
            await asyncio.sleep(0)


async def deliver(orders: Orders) -> None:
    steps = Steps(orders.kill_at)
    db = SteppedDatabase(orders.url)
    db.steps = steps
    request = HTTPXRequest(connection_pool_size=32, read_timeout=5.0)
    bot = ExtBot(orders.token, base_url=orders.base_url, request=request, rate_limiter=Pace(orders.limits))
    async with bot:
        sender = SteppedSender(TelegramSender(bot), steps)
        courier = Courier(
            db, sender, Renderers(), Now(), in_flight=orders.limits.in_flight, alone=orders.alone,
            lease_seconds=orders.lease_seconds,
        )  # fmt: skip
        await read_source(db, orders.stories, urgent=orders.urgent)
        if orders.until_killed:
            await courier.run()
        await courier.drain()
    await db.close()
    if orders.steps_file is not None:
        orders.steps_file.write_text(str(steps.taken))


def main(orders: Orders) -> None:
    """Entry of the process."""
    asyncio.run(deliver(orders))


async def audience(db: Database, count: int) -> None:
    """Chats 1..count, each wanting everything."""
    early = datetime.now(UTC) - timedelta(days=1)
    async with db.write() as session:
        for number in range(1, count + 1):
            await meet(session, ChatSettings(number), early)
            await subscribe(session, Subscription(number), early)
