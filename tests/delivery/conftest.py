"""What the delivery's tests share: a fresh database, a clock that is moved by hand, and a recording sender."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.chats import ChatSettings, meet
from storage.database import Database, read_url
from storage.events import Citation, EventKind, NewEvent
from storage.messages import Address, Lane, Message
from storage.migrate import upgrade
from storage.record import record
from storage.subscriptions import Subscription, subscribe
from tests.delivery.postgres import drop, fresh_database

_prepared: dict[str, str] = {}
START = datetime(2025, 8, 28, 12, 0, tzinfo=UTC)


class Hands:
    """A clock moved by hand."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    def move(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class Sent:
    to: Address
    message: Message
    lane: Lane
    id: int


@dataclass
class Postbox:
    """A sender that records; ``faults`` are raised in turn, None lets one through, a callable decides."""

    sent: list[Sent] = field(default_factory=list)
    edits: list[tuple[Address, int, Message]] = field(default_factory=list)
    faults: list[Any] = field(default_factory=list)
    count: int = 0

    async def send(self, to: Address, message: Message, lane: Lane) -> int:
        if self.faults:
            fault = self.faults.pop(0)
            if callable(fault):
                fault = fault(to, message)
            if fault is not None:
                raise fault
        self.count += 1
        self.sent.append(Sent(to, message, lane, self.count))
        return self.count

    async def edit(self, to: Address, message_id: int, message: Message, lane: Lane) -> None:
        self.edits.append((to, message_id, message))

    def texts(self, chat_id: int | None = None) -> list[str]:
        return [one.message.html for one in self.sent if chat_id in (None, one.to.chat_id)]


def event(key: str = "trip:1:cancelled", **changes: Any) -> NewEvent:
    """An event with sensible parts."""
    values: dict[str, Any] = {
        "key": key,
        "kind": EventKind.TRIPS,
        "thread": key.rsplit(":", 1)[0],
        "stage": key.rsplit(":", 1)[-1],
        "headline": f"Headline of {key}",
        "occurred_at": START,
        "seen_at": START,
        "citations": (Citation("feed:paper", f"https://news.example/{key}", "Title", START, START),),
        "countries": ("JP", "US"),
    }
    return NewEvent(**(values | changes))


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without rows; tests copy it."""
    path = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    asyncio.run(upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
async def db(tmp_path: Path, empty: Path) -> AsyncIterator[Database]:
    """SQLite; PostgreSQL when DATABASE_URL names one."""
    if os.environ.get("DATABASE_URL", "").startswith("postgresql"):
        at = read_url(os.environ["DATABASE_URL"])
        if "template" not in _prepared:
            made = await fresh_database(at)
            await upgrade(made.render_as_string(hide_password=False))
            _prepared["template"] = str(made.database)
        url = await fresh_database(at, _prepared["template"])
        database = Database(url.render_as_string(hide_password=False))
        yield database
        await database.close()
        await drop(at, url)
        return
    path = tmp_path / "memory.sqlite3"
    shutil.copyfile(empty, path)
    database = Database(f"sqlite+aiosqlite:///{path}")
    yield database
    await database.close()


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def chat(db: Database) -> Callable[..., Any]:
    """Make a chat with one subscription."""

    async def make(chat_id: int, *, wish: dict[str, Any] | None = None, **settings: Any) -> ChatSettings:
        async with db.write() as session:
            made = await meet(session, ChatSettings(chat_id, **settings), START - timedelta(days=1))
            if wish is not None:
                await subscribe(session, Subscription(chat_id, **wish), START - timedelta(days=1))
        return made

    return make


@pytest.fixture
def happen(db: Database) -> Callable[..., Any]:
    """Record events."""

    async def make(*events: NewEvent, at: datetime = START) -> Any:
        async with db.write() as session:
            return await record(session, events, now=at)

    return make
