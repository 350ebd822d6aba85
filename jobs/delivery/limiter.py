"""Telegram's pace: one limiter for everything the bot sends, with lanes. A reply to a user is never behind a broadcast.

Limits (official FAQ; the server may refuse earlier): about 30 messages a second over all chats, 1 a second in one
chat with short bursts, 20 a minute in one group; edits count too. They are kept as strict windows. A leaky bucket of
the same figures lets twice as many through in its first period (64 in the first second were measured with the stock
limiter, and every surplus one is a 429), which is why no bucket library is used here.

When the server counted a message is known only within the request's duration: a process that was not scheduled for 30
ms, here or there, moves it. So an answered request counts from its answer less the shortest round trip seen lately:
the latest instant at which it can have been counted, and a message is let out only when thirty such instants lie a
second back.

A 429 makes only its own chat wait; everybody waits only when several chats in a row say so. Requests in flight are
bounded, because the HTTP client's pool slows down quadratically with them.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from telegram.error import RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from storage.messages import Lane

SLOWEST = 0.5
"""Most seconds by which an answer's lateness moves the instant its message was counted: a slow answer is not a late
count.
"""

Answer = bool | dict[str, Any] | list[dict[str, Any]]


class NotSent(TelegramError):
    """The limiter was closed before the request went out; nothing was delivered."""

    def __init__(self) -> None:
        super().__init__("closing: not sent")


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be sent.

    Attributes:
        per_second: messages over all chats; 30, or up to 1000 with paid broadcasts.
        per_chat_seconds: seconds between two messages to one chat; three replies may go in a burst.
        per_group_minute: messages in one group or channel.
        in_flight: requests at a time.
        margin: seconds by which every window is lengthened.
        reply_patience: seconds of 429 a reply waits out by itself; everything else goes back to the outbox.
    """

    per_second: int = 30
    per_chat_seconds: float = 1.0
    per_group_minute: int = 20
    in_flight: int = 16
    margin: float = 0.008
    reply_patience: float = 20.0


PAID = Limits(per_second=1000, in_flight=64)
"""With ``allow_paid_broadcast`` (0.1 Star a message above the free rate)."""


@dataclass(slots=True)
class _Chat:
    starts: deque[float] = field(default_factory=lambda: deque(maxlen=20))
    wait_until: float = 0.0

    def ready_at(self, lane: Lane, group: bool, limits: Limits) -> float:
        ready = self.wait_until
        if group and len(self.starts) >= limits.per_group_minute:
            ready = max(ready, self.starts[-limits.per_group_minute] + 60 + limits.margin)
        if lane is Lane.REPLY:  # short bursts pass
            if len(self.starts) >= 3:
                ready = max(ready, self.starts[-3] + 3 * limits.per_chat_seconds)
        elif self.starts:
            ready = max(ready, self.starts[-1] + limits.per_chat_seconds)
        return ready


@dataclass(slots=True)
class _Out:
    """A message on its way; ``at`` is when the server counted it, at the latest, as far as is known."""

    at: float


@dataclass(slots=True)
class _Waiting:
    chat: int | str | None
    go: asyncio.Future[_Out | None]


class Pace(BaseRateLimiter[Lane]):
    """Lanes for python-telegram-bot: ``Application.builder().rate_limiter(Pace())``, ``bot.send_message(...,
    rate_limit_args=Lane.NORMAL)``; without ``rate_limit_args`` a request is a reply."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._queues: dict[Lane, deque[_Waiting]] = {lane: deque() for lane in Lane}
        self._chats: dict[int | str, _Chat] = {}
        self._out: deque[_Out] = deque(maxlen=self.limits.per_second + self.limits.in_flight)
        self._trips: deque[float] = deque(maxlen=60)
        self._rate = self.limits.per_second
        self._next = 0.0
        self._everybody_until = 0.0
        self._complaints: deque[tuple[float, int | str]] = deque(maxlen=8)
        self._in_flight = 0
        self._wake = asyncio.Event()
        self._pump: asyncio.Task[None] | None = None
        self._closed = False

    async def initialize(self) -> None:
        """Open again after ``shutdown``."""
        self._closed = False

    async def shutdown(self) -> None:
        """Let nothing more out: who waits gets ``NotSent``."""
        self._closed = True
        for queue in self._queues.values():
            while queue:
                waiting = queue.popleft()
                if not waiting.go.done():
                    waiting.go.set_exception(NotSent())
        if self._pump is not None:
            self._wake.set()  # it ends by itself; a cancellation can be lost in wait_for (python/cpython#86296)
            await self._pump
            self._pump = None

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Lane | None,
    ) -> Answer:
        """Send when it is this request's turn; see ``telegram.ext.BaseRateLimiter.process_request``.

        Raises:
            NotSent: the bot is closing.
            telegram.error.RetryAfter: Telegram asks the chat to wait longer than a reply does by itself.
        """
        lane = Lane.REPLY if rate_limit_args is None else rate_limit_args
        chat = _chat_of(data.get("chat_id")) if counts(endpoint) else None
        patience = self.limits.reply_patience if lane is Lane.REPLY else 0.0
        while True:
            out = await self._turn(lane, chat)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as refused:
                seconds = seconds_of(refused)
                if chat is not None:
                    self._complained(chat, seconds)
                if seconds > patience:
                    raise
                patience -= seconds
                if chat is None:
                    await asyncio.sleep(seconds)
            finally:
                self._in_flight -= 1
                if out is not None:
                    self._came_back(out)
                self._wake.set()

    def wait_for(self, chat_id: int, lane: Lane) -> float:
        """Seconds until the chat itself may get its next message, 0 for at once; leaves other chats out of account."""
        chat = self._chats.get(chat_id)
        if chat is None:
            return 0.0
        return max(0.0, chat.ready_at(lane, chat_id < 0, self.limits) - asyncio.get_running_loop().time())

    def _came_back(self, out: _Out) -> None:
        """Correct when the server counted a message, now that its answer is there."""
        now = asyncio.get_running_loop().time()
        self._trips.append(now - out.at)
        out.at = min(max(out.at, now - min(self._trips)), out.at + SLOWEST)

    def share(self, workers: int) -> None:
        """Use one part in ``workers`` of the bot's rate: Telegram counts a bot, not its processes."""
        self._rate = max(1, self.limits.per_second // max(1, workers))

    async def _turn(self, lane: Lane, chat: int | str | None) -> _Out | None:
        if self._closed:
            raise NotSent
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._run(), name="telegram-pace")
        waiting = _Waiting(chat, asyncio.get_running_loop().create_future())
        self._queues[lane].append(waiting)
        self._wake.set()
        try:
            return await waiting.go
        except asyncio.CancelledError:
            if waiting.go.done() and not waiting.go.cancelled() and waiting.go.exception() is None:
                self._in_flight -= 1  # granted and cancelled in the same breath
                self._wake.set()
            raise

    async def _run(self) -> None:
        clock = asyncio.get_running_loop().time
        while not self._closed:
            self._wake.clear()
            pause = self._grant(clock())
            if pause is None:
                await self._wake.wait()
            elif pause > 0:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._wake.wait()

    def _grant(self, now: float) -> float | None:
        """Let out whoever may go. Returns seconds until somebody may; None when only a finished request can change
        that.
        """
        soonest: float | None = None
        for lane, queue in self._queues.items():
            for waiting in list(queue):
                if waiting.go.done():
                    queue.remove(waiting)
                    continue
                if self._in_flight >= self.limits.in_flight - (0 if lane is Lane.REPLY else 2):
                    break
                ready = self._ready_at(waiting.chat, lane, now)
                if ready <= now:
                    queue.remove(waiting)
                    waiting.go.set_result(self._start(waiting.chat, now))
                else:
                    soonest = ready if soonest is None else min(soonest, ready)
        return None if soonest is None else soonest - now

    def _ready_at(self, chat: int | str | None, lane: Lane, now: float) -> float:
        if chat is None:
            return now
        ready = max(self._next, self._everybody_until)
        if len(self._out) >= self._rate:
            counted = sorted((out.at for out in self._out), reverse=True)
            ready = max(ready, counted[self._rate - 1] + 1 + self.limits.margin)
        known = self._chats.get(chat)
        if known is not None:
            ready = max(ready, known.ready_at(lane, _is_group(chat), self.limits))
        return ready

    def _start(self, chat: int | str | None, now: float) -> _Out | None:
        self._in_flight += 1
        if chat is None:
            return None
        if len(self._chats) > 20_000:
            self._forget(now)
        spacing = (1 + self.limits.margin) / self._rate
        self._next = max(self._next, now - 4 * spacing) + spacing  # makes up for a late timer, never for idleness
        out = _Out(now)
        self._out.append(out)
        self._chats.setdefault(chat, _Chat()).starts.append(now)
        return out

    def _complained(self, chat: int | str, seconds: float) -> None:
        now = asyncio.get_running_loop().time()
        known = self._chats.setdefault(chat, _Chat())
        known.wait_until = max(known.wait_until, now + seconds)
        self._complaints.append((now, chat))
        if len({who for at, who in self._complaints if at > now - 5}) >= 3:
            self._everybody_until = max(self._everybody_until, now + min(seconds, 30.0))
            self._complaints.clear()

    def _forget(self, now: float) -> None:
        for chat, known in list(self._chats.items()):
            if known.wait_until < now and (not known.starts or known.starts[-1] < now - 60):
                del self._chats[chat]


def counts(endpoint: str) -> bool:
    """Whether Telegram counts a method against the message limits: everything that makes or changes a message."""
    return endpoint.startswith(("send", "edit", "copy", "forward", "stop")) and endpoint != "sendChatAction"


def _chat_of(value: object) -> int | str | None:
    if isinstance(value, str):
        return int(value) if value.lstrip("-").isdigit() else value
    return value if isinstance(value, int) else None


def _is_group(chat: int | str) -> bool:
    return isinstance(chat, str) or chat < 0


def seconds_of(refused: RetryAfter) -> float:
    """How long a 429 asks to wait; the public attribute warns that its type will change, the stock limiter reads this
    too.
    """
    return refused._retry_after.total_seconds()
