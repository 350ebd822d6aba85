"""The Telegram face: python-telegram-bot around the same handlers, and the sender that delivery uses.

Measured behaviour this rests on: one 404 or 401 ends polling for good while ``updater.running`` stays True;
``initialize()`` raises when Telegram is unreachable; ``concurrent_updates`` is off by default; requests in flight must
be bounded outside httpx, whose pool is quadratic in them.
"""

from __future__ import annotations

import asyncio
import io
import logging
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import stamina
from telegram import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
    Update,
)
from telegram import Message as TelegramMessage
from telegram.constants import ParseMode
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BaseRateLimiter,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    ExtBot,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from bot.faults import where
from bot.render.phrases import phrase
from storage.messages import Address, Lane, Message

log = logging.getLogger(__name__)

STALE_AFTER = timedelta(minutes=10)
"""A command older than this was typed during an outage; its sender has long given up."""

ALLOWED_UPDATES = ["message", "channel_post", "callback_query", "my_chat_member"]
CONNECTIONS = 32
"""More than the limiter lets out at once, so that the pool is never what is waited for."""

Handle = Callable[[Update, str, bool], Awaitable[None]]


def markup(message: Message) -> InlineKeyboardMarkup | None:
    """The buttons of a message as Telegram takes them."""
    rows = [
        [
            InlineKeyboardButton(button.text, url=button.url)
            if button.url
            else InlineKeyboardButton(button.text, callback_data=button.callback)
            for button in row
        ]
        for row in message.buttons
        if row
    ]
    return InlineKeyboardMarkup(rows) if rows else None


class TelegramSender:
    """A ``storage.messages.Sender`` over the Bot API. Raises python-telegram-bot's own exceptions."""

    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot

    async def send(self, to: Address, message: Message, lane: Lane) -> int:
        """sendMessage; returns its message_id. A missing message to reply to does not stop the send."""
        sent = await self._bot.send_message(
            chat_id=to.chat_id,
            text=message.html,
            parse_mode=ParseMode.HTML,
            message_thread_id=to.thread_id,
            reply_parameters=ReplyParameters(to.reply_to, allow_sending_without_reply=True) if to.reply_to else None,
            reply_markup=markup(message),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            rate_limit_args=lane,
        )
        return sent.message_id

    async def edit(self, to: Address, message_id: int, message: Message, lane: Lane) -> None:
        """editMessageText; "not modified" is success."""
        try:
            await self._bot.edit_message_text(
                chat_id=to.chat_id,
                message_id=message_id,
                text=message.html,
                parse_mode=ParseMode.HTML,
                reply_markup=markup(message),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                rate_limit_args=lane,
            )
        except BadRequest as error:
            if "not modified" not in error.message.lower():
                raise


@dataclass(slots=True)
class Health:
    """Progress of the connection: when getUpdates last succeeded (monotonic seconds), and the last fault in words."""

    last_poll: float = 0.0
    fault: str | None = None
    polls: int = 0

    def seconds_since_poll(self) -> float | None:
        """Seconds since Telegram last answered a poll; None before the first."""
        return time.monotonic() - self.last_poll if self.polls else None


def readable(body: bytes) -> bytes:
    """The answer to getUpdates with every update that cannot be read emptied to its number, so that it is confirmed and
    never asked again: the library raises on the first one, and writes the whole answer, chats and all, into the log.
    """
    try:
        answer = orjson.loads(body)
        updates = answer["result"]
        if not isinstance(updates, list):
            return body
    except (ValueError, KeyError, TypeError):
        return body
    sound = [update if _can_be_read(update) else {"update_id": update["update_id"]} for update in updates]
    return body if sound == updates else orjson.dumps(answer | {"result": sound})


def _can_be_read(update: dict[str, Any]) -> bool:
    try:
        Update.de_json(update, None)
    except Exception as error:  # whatever a shape nobody foresaw raises
        log.warning("an update could not be read and is left out (%s at %s)", type(error).__name__, where(error))
        return False
    return True


class _PollRequest(HTTPXRequest):
    """getUpdates' own connections; notes each success, which is the only honest sign of health."""

    def __init__(self, health: Health, **options: Any) -> None:
        super().__init__(connection_pool_size=4, **options)
        self._health = health

    async def do_request(self, *arguments: Any, **options: Any) -> tuple[int, bytes]:
        code, body = await super().do_request(*arguments, **options)
        if code == 200 and body.lstrip().startswith(b"{"):  # not some gateway's page
            self._health.last_poll = time.monotonic()
            self._health.polls += 1
            self._health.fault = None
            body = readable(body)
        return code, body


@dataclass(slots=True, repr=False)
class Face:
    """The Telegram application and its running state.

    Args:
        token: bot token.
        api_url: base_url of a Bot API server (".../bot").
        handle: called for each question: (update, text, is_callback).
        on_membership: called when the bot is added, removed, blocked or unblocked.
        rate_limiter: lanes limiter below Telegram's limits.
        menu: (command, description) by language.
        pause: seconds before Telegram is asked again after a fault; doubled up to half a minute.
    """

    token: str
    api_url: str
    handle: Handle
    on_membership: Callable[[Update], Awaitable[None]]
    rate_limiter: BaseRateLimiter[Any] | None
    menu: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    pause: float = 1.0
    health: Health = field(default_factory=Health)
    app: Application[Any, Any, Any, Any, Any, Any] = field(init=False)
    _stopping: asyncio.Event = field(init=False)
    _poller: asyncio.Task[None] | None = field(init=False, default=None)
    _apologised: dict[int, float] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        builder = (
            ApplicationBuilder()
            .token(self.token)
            .base_url(self.api_url)
            .request(HTTPXRequest(connection_pool_size=CONNECTIONS, pool_timeout=30.0))
            .get_updates_request(_PollRequest(self.health))
            .concurrent_updates(256)
            .job_queue(None)
            .updater(None)
        )
        if self.rate_limiter is not None:
            builder = builder.rate_limiter(self.rate_limiter)
        self.app = builder.build()
        self._stopping = asyncio.Event()
        questions = filters.TEXT & (filters.UpdateType.MESSAGE | filters.UpdateType.CHANNEL_POST)
        self.app.add_handler(MessageHandler(questions | filters.StatusUpdate.MIGRATE, self._on_message))
        self.app.add_handler(CallbackQueryHandler(self._on_button))
        self.app.add_handler(ChatMemberHandler(self._on_member, ChatMemberHandler.MY_CHAT_MEMBER))
        self.app.add_error_handler(self._on_error)

    @property
    def sender(self) -> TelegramSender:
        """The sender that delivery uses."""
        return TelegramSender(self.app.bot)

    async def start(self, *, webhook: tuple[str, str] | None = None) -> None:
        """Connect (waiting as long as Telegram is unreachable), then poll or set the webhook.

        Args:
            webhook: (public URL, secret) instead of polling.
        """
        await self.connect()
        if self._stopping.is_set():
            return
        await self.app.start()
        await self._publish_menu()
        if webhook is not None:
            await self._set_webhook(*webhook)
        else:
            self._poller = asyncio.create_task(self._poll(), name="telegram-poll")

    async def connect(self) -> None:
        """Wait until Telegram answers getMe."""
        pause = self.pause
        while not self._stopping.is_set():
            try:
                await self.app.initialize()
            except InvalidToken:
                self.health.fault = "Telegram does not know the token (401 or 404): check TELEGRAM_BOT_TOKEN"
                log.warning("%s; asking again in %.0f s", self.health.fault, pause)
            except TelegramError as error:
                self.health.fault = f"Telegram is not reachable ({type(error).__name__})"
                log.warning("%s; asking again in %.0f s", self.health.fault, pause)
            else:
                return
            await self._pause(pause)
            pause = min(pause * 2, 60.0)

    async def _publish_menu(self) -> None:
        """Commands in Telegram's menu; a fault here must not keep the bot from answering."""
        for lang, commands in self.menu.items():
            try:
                await self.app.bot.set_my_commands(
                    [BotCommand(name, text) for name, text in commands], language_code=None if lang == "en" else lang
                )
            except TelegramError as error:
                log.warning("the command menu was not set (%s); the commands work all the same", type(error).__name__)

    async def _set_webhook(self, url: str, secret: str) -> None:
        async for attempt in stamina.retry_context(on=NetworkError, attempts=None, timeout=None, wait_max=60):
            with attempt:
                await self.app.bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES)

    async def _poll(self) -> None:
        """getUpdates for ever: an own loop, because the library's ends for good on a single 401 or 404."""
        offset: int | None = None
        pause = self.pause
        cleared = False
        while not self._stopping.is_set():
            try:
                if not cleared:
                    await self._clear_webhook()
                    cleared = True
                updates = await self.app.bot.get_updates(
                    offset=offset, timeout=25, read_timeout=10, allowed_updates=ALLOWED_UPDATES
                )
            except RetryAfter as error:
                wait = error.retry_after
                await self._pause(wait.total_seconds() if isinstance(wait, timedelta) else float(wait))
            except TimedOut:
                continue  # a quiet long poll cut by something in between
            except Exception as error:  # the loop outlives whatever happens in it
                cleared = cleared and not isinstance(error, Conflict)
                told = _reason(error) if isinstance(error, TelegramError) else where(error)
                self.health.fault = f"{type(error).__name__}: {told}"
                log.warning("polling: %s; asking again in %.0f s", self.health.fault, pause)
                await self._pause(pause)
                pause = min(pause * 2, 30.0)
            else:
                pause = self.pause
                for update in updates:
                    await self.app.update_queue.put(update)
                    offset = update.update_id + 1

    async def _clear_webhook(self) -> None:
        """A webhook left from another set-up would refuse every poll with 409."""
        try:
            await self.app.bot.delete_webhook(drop_pending_updates=False)
        except NetworkError as error:
            if not isinstance(error, BadRequest):
                raise
        except TelegramError as error:
            log.info("the old webhook could not be cleared (%s)", type(error).__name__)

    async def feed(self, body: dict[str, Any]) -> None:
        """Take one update from the webhook."""
        if not isinstance(body.get("update_id"), int) or not _can_be_read(body):
            return  # an error answer would make Telegram send it for ever
        await self.app.update_queue.put(Update.de_json(body, self.app.bot))

    async def stop(self) -> None:
        """Stop polling, finish what was taken, close connections; bounded by the container's grace of ten seconds."""
        self._stopping.set()
        if self._poller is not None:
            self._poller.cancel()
            await asyncio.gather(self._poller, return_exceptions=True)
        if self.app.running:
            try:
                await asyncio.wait_for(self.app.stop(), timeout=6)
            except TimeoutError:
                log.warning("some questions were still being answered when the bot stopped")
        try:
            await self.app.shutdown()
        except (TelegramError, RuntimeError) as error:
            log.debug("shutdown: %s", type(error).__name__)

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), timeout=seconds)
        except TimeoutError:
            return

    async def _on_message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None:
            return
        if message.migrate_to_chat_id or message.migrate_from_chat_id:
            await self.on_membership(update)
            return
        if datetime.now(UTC) - message.date > STALE_AFTER:
            await self._apologise(update)
            return
        if message.is_automatic_forward:
            return  # the channel's own post in its discussion group: it was handled in the channel
        text = message.text or ""
        if update.effective_chat is not None and update.effective_chat.type != "private":
            heard = self._said_to_me(message, text)
            if heard is None:
                return
            text = heard
        await self.handle(update, text, False)

    def _said_to_me(self, message: TelegramMessage, text: str) -> str | None:
        """In a group or channel: the text without the bot's name, None when it was said to somebody else."""
        me = self.app.bot
        name = re.compile(rf"@{re.escape(me.username)}\b", re.IGNORECASE)
        if text.startswith(("/", "／")):
            first, *rest = text.split(None, 1)
            if "@" in first and not name.search(first):
                return None
            return " ".join((first, *(name.sub("", part).strip() for part in rest)))
        replied = message.reply_to_message
        to_me = replied is not None and replied.from_user is not None and replied.from_user.id == me.id
        return name.sub("", text).strip() if to_me or name.search(text) else None

    async def _apologise(self, update: Update) -> None:
        """What was typed during an outage is not answered late; a private chat is told so once an hour at most."""
        chat, user = update.effective_chat, update.effective_user
        now = time.monotonic()
        if chat is None or chat.type != "private" or now < self._apologised.get(chat.id, -3600.0) + 3600:
            return
        if len(self._apologised) > 10_000:
            self._apologised.clear()
        self._apologised[chat.id] = now
        lang = "ja" if user is not None and (user.language_code or "").startswith("ja") else "en"
        try:
            await self.reply(update, Message(phrase("stale", lang)))
        except TelegramError as error:
            log.info("an apology could not be sent (%s)", type(error).__name__)

    async def _on_button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None:
            return
        try:
            await query.answer()
        except BadRequest as error:
            if "too old" in error.message.lower():
                await self._apologise(update)
                return
        except TelegramError as error:
            log.info("a button was not acknowledged (%s)", type(error).__name__)
        if query.data:
            await self.handle(update, query.data, True)

    async def _on_member(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        await self.on_membership(update)

    async def _on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        error = context.error
        log.error("a question failed: %s at %s", type(error).__name__, where(error) if error is not None else "?")

    async def reply(self, update: Update, message: Message, *, document: tuple[str, str] | None = None) -> None:
        """Answer where the question was asked, ahead of every broadcast."""
        origin = update.effective_message
        chat = update.effective_chat
        if chat is None:
            return
        thread = origin.message_thread_id if origin is not None and origin.is_topic_message else None
        if document is not None:
            name, content = document
            await self.app.bot.send_document(
                chat.id,
                io.BytesIO(content.encode()),
                filename=name,
                message_thread_id=thread,
                rate_limit_args=Lane.REPLY,
            )
            return
        reply_to = origin.message_id if origin is not None and chat.type in ("group", "supergroup") else None
        try:
            await self.sender.send(Address(chat.id, thread, reply_to), message, Lane.REPLY)
        except BadRequest as error:
            if thread is None or not any(mark in error.message.lower() for mark in ("topic", "thread")):
                raise
            await self.sender.send(Address(chat.id, None, reply_to), message, Lane.REPLY)  # the topic was closed

    async def replace(self, update: Update, message: Message) -> bool:
        """Let the message under the pressed button become this one; False when Telegram does not allow it any more."""
        origin, chat = update.effective_message, update.effective_chat
        if origin is None or chat is None:
            return False
        try:
            await self.sender.edit(Address(chat.id), origin.message_id, message, Lane.REPLY)
        except BadRequest:
            return False
        return True


def _reason(error: TelegramError) -> str:
    """Telegram's own words about a fault, which never hold the token (addresses do, and are not shown)."""
    return error.message if not isinstance(error, NetworkError) or isinstance(error, BadRequest) else "connection"
