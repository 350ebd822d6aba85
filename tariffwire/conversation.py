"""From a Telegram update to the desk and back: who asks, in which language, with which rights."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

import structlog
from telegram import Chat as TelegramChat
from telegram import ChatMember, Update, User
from telegram.error import TelegramError

from bot.desk import Desk
from bot.request import Asker, Reply, Request, RightsUnknown
from bot.telegram import Face
from jobs.delivery.outcomes import Do, outcome_of
from jobs.delivery.parts import parts_of, plain_message
from storage.chats import ChatSettings, chat_settings, deactivate, meet, wake
from storage.database import Database, DatabaseFault
from storage.messages import Message
from storage.moves import migrate_chat

log = structlog.get_logger("conversation")

ADMIN_CACHE_SECONDS = 60.0
_ADMINISTERS = (ChatMember.ADMINISTRATOR, ChatMember.OWNER)
_GONE = (ChatMember.LEFT, ChatMember.BANNED)
ATTEMPTS = 3
"""How often an answer is tried whose request certainly never reached Telegram."""


class Conversation:
    """Handles updates of one bot.

    Args:
        desk: answers.
        db: chats.
        operators: Telegram user ids of TARIFFWIRE_ADMINS.
        now: the clock.
    """

    def __init__(self, desk: Desk, db: Database, operators: frozenset[int], now: Callable[[], datetime]) -> None:
        self._desk = desk
        self._db = db
        self._operators = operators
        self._now = now
        self._admins: dict[tuple[int, int], tuple[float, bool]] = {}
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self.face: Face | None = None

    async def handle(self, update: Update, text: str, is_callback: bool) -> None:
        """Answer one question where it was asked."""
        face, chat = self.face, update.effective_chat
        if face is None or chat is None:
            return
        turn = self._turns.setdefault(chat.id, asyncio.Lock())
        async with turn:  # what one chat says is answered in the order it was said
            asker = await self._asker(face, chat, update)
            reply = await self._desk.answer(Request(text, asker, self._now(), is_callback))
        try:
            await _send(face, update, reply, is_callback=is_callback)
        except TelegramError as error:
            outcome = outcome_of(error)
            log.warning("an answer could not be sent", outcome=outcome.do.value, reason=outcome.reason)

    async def membership(self, update: Update) -> None:
        """The bot was added, removed, blocked, unblocked, or a group became a supergroup."""
        try:
            await self._membership(update)
        except DatabaseFault as fault:
            log.error("a change of membership was not recorded", fault=str(fault))

    async def _membership(self, update: Update) -> None:
        message, chat, now = update.effective_message, update.effective_chat, self._now()
        if message is not None and chat is not None and (message.migrate_to_chat_id or message.migrate_from_chat_id):
            old = message.migrate_from_chat_id or chat.id
            new = message.migrate_to_chat_id or chat.id
            async with self._db.write() as session:
                await wake(session, old, now)  # Telegram may have told that the bot left the old group
                await migrate_chat(session, old, new, now)
            self._db.bell.set()
            return
        change = update.my_chat_member
        if change is None:
            return
        async with self._db.write() as session:
            if change.new_chat_member.status in _GONE:
                await deactivate(session, change.chat.id, f"the bot is {change.new_chat_member.status} there", now)
            else:
                await meet(session, _first(change.chat, change.from_user), now)
                await wake(session, change.chat.id, now)
        self._db.bell.set()

    async def _asker(self, face: Face, chat: TelegramChat, update: Update) -> Asker:
        user, message = update.effective_user, update.effective_message
        known = None
        try:
            async with self._db.read() as session:
                known = await chat_settings(session, chat.id)
        except DatabaseFault as fault:
            log.error("settings of a chat could not be read; answering with the defaults", fault=str(fault))
        settings = known or _first(chat, user)
        topic = (
            message.message_thread_id if message is not None and getattr(message, "is_topic_message", False) else None
        )
        return Asker(
            chat_id=chat.id,
            thread_id=topic,
            user_id=user.id if user is not None else None,
            chat_type=str(chat.type),
            title=settings.title,
            lang=settings.language,
            zone=ZoneInfo(settings.tz.key),
            is_chat_admin=partial(self._administers, face, chat, update),
            is_operator=user is not None and user.id in self._operators,
        )

    async def _administers(self, face: Face, chat: TelegramChat, update: Update) -> bool:
        """Whether the asker administers the group; an anonymous administrator speaks as the group itself."""
        message, user = update.effective_message, update.effective_user
        if (
            message is not None
            and update.callback_query is None
            and message.sender_chat is not None
            and message.sender_chat.id == chat.id
        ):
            return True
        if user is None:
            return False
        kept = self._admins.get((chat.id, user.id))
        if kept is not None and time.monotonic() - kept[0] < ADMIN_CACHE_SECONDS:
            return kept[1]
        try:
            member = await face.app.bot.get_chat_member(chat.id, user.id)
        except TelegramError as error:
            log.warning("could not ask who administers a group", error=type(error).__name__)
            raise RightsUnknown from None
        if len(self._admins) > 10_000:
            self._admins.clear()
        self._admins[chat.id, user.id] = (time.monotonic(), member.status in _ADMINISTERS)
        return member.status in _ADMINISTERS


def _first(chat: TelegramChat, user: User | None) -> ChatSettings:
    """Settings of a chat met for the first time: the language of who speaks, the zone that goes with it."""
    code = (user.language_code or "en") if user is not None else "en"
    japanese = code.startswith("ja")
    return ChatSettings(
        chat_id=chat.id,
        kind=str(chat.type),
        title=_title(chat),
        language="ja" if japanese else "en",
        zone="Asia/Tokyo" if japanese else "UTC",
    )


def _title(chat: TelegramChat) -> str:
    """A public channel is known by its name, so that others can be sent there; everybody else by their title."""
    if chat.type == TelegramChat.CHANNEL and chat.username:
        return f"@{chat.username}"
    return (chat.title or chat.first_name or "")[:255]


async def _send(face: Face, update: Update, reply: Reply, *, is_callback: bool) -> None:
    parts = [part for message in reply.messages for part in parts_of(message)]
    if is_callback and reply.in_place and len(parts) == 1 and await face.replace(update, parts[0]):
        return
    for part in parts:
        await _insist(face, update, part)
    for document in reply.documents.items():
        await face.reply(update, reply.messages[0], document=document)


async def _insist(face: Face, update: Update, message: Message) -> None:
    """Send a part of an answer; what certainly never reached Telegram is tried again, what it cannot read goes plain.

    Raises:
        TelegramError: it could not be sent, or nobody knows.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await face.reply(update, message)
        except TelegramError as error:
            do = outcome_of(error).do
            if attempt == ATTEMPTS or do not in (Do.RETRY, Do.PLAIN):
                raise
            if do is Do.PLAIN:
                message = plain_message(message)
            else:
                await asyncio.sleep(attempt)
    return None
