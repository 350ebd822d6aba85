"""The Telegram face in this process: Face, Conversation and Courier in one event loop, against a stand-in Bot API."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.commands import BY_WORD
from bot.desk import Desk
from bot.telegram import Face
from jobs.delivery.courier import Courier
from jobs.delivery.limiter import Limits, Pace
from storage.chats import chat_settings
from storage.database import Database
from storage.events import NewEvent
from storage.record import record
from storage.subscriptions import Subscription, subscriptions_of
from tariff.engine import Engine
from tariffwire.conversation import Conversation
from tariffwire.wiring import RENDERERS, WallClock
from tests.botapi.server import BotApi

OPERATOR = 7
GROUP = -1005
QUICK = Limits(per_chat_seconds=0.0, per_group_minute=1000)
"""Telegram's limits are tests/delivery's business."""


async def until(true: Callable[[], Any], seconds: float = 5.0) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.005)


@dataclass(repr=False)
class Bot:
    """The running bot, and what its tests look at."""

    api: BotApi
    db: Database
    face: Face
    talk: Conversation
    desk: Desk
    courier: Courier

    async def happen(self, *events: NewEvent) -> None:
        """The watch records events, and the courier delivers what is due."""
        async with self.db.write() as session:
            await record(session, events, now=datetime.now(UTC))
        await self.courier.drain()

    async def ask(self, chat: int, text: str, *, answers: int = 1, **who: Any) -> str:
        """Say something and wait for the answer."""
        before = len(self.api.texts(chat))
        self.api.say(chat, text, **who)
        return await self._answer(chat, before + answers)

    async def press(self, chat: int, label: str, **who: Any) -> str:
        """Press a button of the newest message that has one of this label; returns that message as it is afterwards,
        or the new one."""
        found = next(
            (one, button["callback_data"])
            for one in reversed(self.api.messages)
            if one.chat_id == chat
            for row in one.buttons
            for button in row
            if label in button["text"]
        )
        before, edits = len(self.api.texts(chat)), found[0].edits
        self.api.press(chat, found[0].message_id, found[1], **who)
        await until(lambda: len(self.api.texts(chat)) > before or found[0].edits > edits)
        return self.api.texts(chat)[-1] if len(self.api.texts(chat)) > before else found[0].text

    async def settled(self) -> None:
        """Wait until everything said so far was taken and is done with."""
        await self.ask(900_000 + len(self.api.messages), "/help")
        await until(lambda: self.face.app.update_processor.current_concurrent_updates == 0)

    async def alerts(self, chat: int) -> list[Subscription]:
        async with self.db.read() as session:
            return await subscriptions_of(session, chat)

    async def settings(self, chat: int) -> Any:
        async with self.db.read() as session:
            return await chat_settings(session, chat)

    async def _answer(self, chat: int, count: int) -> str:
        await until(lambda: len(self.api.texts(chat)) >= count)
        return self.api.texts(chat)[-1]


@asynccontextmanager
async def running(db: Database, engine: Engine, api: BotApi, *, limits: Limits = QUICK) -> AsyncIterator[Bot]:
    """A bot that polls the stand-in and delivers alerts."""
    pace = Pace(limits)
    desk = Desk(engine, law=engine.law, database=db, commands=BY_WORD)
    talk = Conversation(desk, db, frozenset({OPERATOR}), lambda: datetime.now(UTC))
    face = Face(api.token, api.base_url, talk.handle, talk.membership, pace, pause=0.02)
    talk.face = face
    courier = Courier(db, face.sender, RENDERERS, WallClock(), admins=frozenset({OPERATOR}), pace=pace)
    await face.start()
    try:
        yield Bot(api, db, face, talk, desk, courier)
    finally:
        api.faults.clear()
        await face.stop()


def channel_post(text: str, chat: int = -100888, **rest: Any) -> dict[str, Any]:
    """A post of a channel, as its administrators write it: without a sender."""
    return {
        "message_id": 1,
        "date": int(time.time()),
        "chat": {"id": chat, "type": "channel", "title": "Tariffs", "username": "tariffs_japan"},
        "sender_chat": {"id": chat, "type": "channel", "title": "Tariffs"},
        "text": text,
    } | rest


def membership(chat: int, status: str, *, kind: str = "private", user: int | None = None) -> dict[str, Any]:
    """my_chat_member: what became of the bot in a chat."""
    from tests.botapi.server import BOT

    who = {"id": user or abs(chat), "is_bot": False, "first_name": "A", "language_code": "ja"}
    named = {"first_name": "A"} if kind == "private" else {"title": "Group"}
    gone = {"until_date": 0} if status == "kicked" else {}
    return {
        "chat": {"id": chat, "type": kind} | named,
        "from": who,
        "date": int(time.time()),
        "old_chat_member": {"status": "member", "user": BOT},
        "new_chat_member": {"status": status, "user": BOT} | gone,
    }
