"""What the face's tests share: a migrated database, a desk over the real facts, and a person who types and presses."""

from __future__ import annotations

import asyncio
import shutil
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.commands import BY_WORD
from bot.desk import Desk
from bot.request import Asker, Reply, Request
from bot.terminal import to_plain
from storage.chats import chat_settings
from storage.database import Database
from storage.events import Citation, EventKind, NewEvent
from storage.facts import load_law
from storage.facts.lines import embedded_schedule
from storage.messages import Button
from storage.migrate import upgrade
from storage.record import record
from storage.subscriptions import Subscription, subscriptions_of
from tariff.engine import Engine
from tests.botapi.markup import parse, units

NOW = datetime(2025, 9, 10, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True, scope="session")
def _one_ssl_context() -> Iterator[None]:
    """Loading the authorities' certificates takes longer than a test; nothing here is encrypted."""
    with pytest.MonkeyPatch.context() as patch:
        context = ssl.create_default_context()
        patch.setattr("httpx._transports.default.create_ssl_context", lambda **_: context)
        yield


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine(load_law(), embedded_schedule())


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without rows; tests copy it."""
    path = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    asyncio.run(upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
async def db(tmp_path: Path, empty: Path) -> AsyncIterator[Database]:
    path = tmp_path / "memory.sqlite3"
    shutil.copyfile(empty, path)
    database = Database(f"sqlite+aiosqlite:///{path}", lasting=False)
    yield database
    await database.close()


@pytest.fixture
def desk(db: Database, engine: Engine) -> Desk:
    return Desk(engine, law=engine.law, database=db, commands=BY_WORD)


@dataclass(repr=False)
class Person:
    """Types commands and presses buttons; every answer is checked to be what Telegram takes."""

    desk: Desk
    asker: Asker = field(default_factory=lambda: Asker(42, user_id=42, zone=ZoneInfo("UTC")))
    now: datetime = NOW
    reply: Reply = field(default_factory=lambda: Reply(()))

    async def say(self, text: str, *, pressed: bool = False) -> str:
        assert self.desk.database is not None
        async with self.desk.database.read() as session:
            chat = await chat_settings(session, self.asker.chat_id)
        if chat is not None:
            self.asker = _as(self.asker, lang=chat.language, zone=chat.tz)
        self.reply = await self.desk.answer(Request(text, self.asker, self.now, pressed))
        for message in self.reply.messages:
            shown, entities = parse(message.html)
            assert shown.strip()
            assert units(shown) <= 4096
            assert entities <= 100
            assert len(self.buttons()) <= 100
            assert all(len(button.callback.encode()) <= 64 for button in self.buttons() if button.callback)
        return "\n".join(to_plain(message.html) for message in self.reply.messages)

    def buttons(self) -> list[Button]:
        return [button for message in self.reply.messages for row in message.buttons for button in row]

    async def press(self, label: str) -> str:
        """Press the button whose label holds these words."""
        found = next((button for button in self.buttons() if label in button.text), None)
        assert found is not None, f"no button {label!r} among {[button.text for button in self.buttons()]}"
        return await self.say(found.callback or "", pressed=True)

    async def alerts(self) -> list[Subscription]:
        assert self.desk.database is not None
        async with self.desk.database.read() as session:
            return await subscriptions_of(session, self.asker.chat_id)

    async def settings(self) -> Any:
        assert self.desk.database is not None
        async with self.desk.database.read() as session:
            return await chat_settings(session, self.asker.chat_id)


def _as(asker: Asker, **changes: Any) -> Asker:
    from dataclasses import replace

    return replace(asker, **changes)


@pytest.fixture
def person(desk: Desk) -> Person:
    return Person(desk)


@pytest.fixture
def reader(desk: Desk) -> Person:
    """The same in Japanese, in Tokyo."""
    return Person(desk, Asker(43, user_id=43, lang="ja", zone=ZoneInfo("Asia/Tokyo")))


@pytest.fixture
def operator(desk: Desk) -> Person:
    return Person(desk, Asker(7, user_id=7, is_operator=True))


def order(key: str = "order:japan:signed", *, days_ago: float = 1, **changes: Any) -> NewEvent:
    """An order as the watch records it."""
    at = NOW - timedelta(days=days_ago)
    url = f"https://www.federalregister.gov/d/{key.replace(':', '-')}"
    values: dict[str, Any] = {
        "key": key,
        "kind": EventKind.ORDERS,
        "thread": key.rsplit(":", 1)[0],
        "stage": key.rsplit(":", 1)[-1],
        "headline": f"Implementing the United States-Japan Agreement ({key})",
        "occurred_at": at,
        "seen_at": at,
        "citations": (Citation("white_house", url, "Implementing", at, at),),
        "countries": ("JP",),
        "details": {"title": "Implementing the United States-Japan Agreement", "action": "implement"},
    }
    return NewEvent(**(values | changes))


@pytest.fixture
def happen(db: Database) -> Callable[..., Any]:
    """Record events as the watch does."""

    async def make(*events: NewEvent, at: datetime | None = None, **rest: Any) -> Any:
        async with db.write() as session:
            return await record(session, events, now=at or events[0].seen_at, **rest)

    return make
