"""What became of a send, and what to do about it: a table of data and one pure function.

The descriptions are Telegram's own (recorded error bodies and the server's source, Bot API 10.0); they change between
versions, so class, code and parameters decide first and the text only loosely. Whether the server had the request is
read from the cause of python-telegram-bot's NetworkError: a connect or pool timeout never sent it, a read timeout may
have been delivered. The Bot API has no idempotency key (tdlib/telegram-bot-api#126): one duplicate for each unknown
outcome is the floor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from jobs.delivery.limiter import NotSent, seconds_of


class Do(StrEnum):
    """What the courier does next."""

    RETRY = "retry"
    """Not delivered, nothing is wrong with chat or message: again with back-off."""
    WAIT = "wait"
    """Not delivered: this chat must wait as long as Telegram says."""
    DOUBT = "doubt"
    """Unknown: state uncertain, and the repetition policy."""
    GONE = "gone"
    """Not delivered: the chat cannot be reached; deactivate it, keep what it asked for."""
    MOVED = "moved"
    """Not delivered: the group has a new id; re-key it, send again."""
    ROOT = "root"
    """Not delivered: the topic is closed or gone; send to the chat's root, tell the chat."""
    UNREPLIED = "unreplied"
    """Not delivered: the message to reply to is gone; send without."""
    PLAIN = "plain"
    """Not delivered: Telegram cannot read the markup; send as plain text."""
    SPLIT = "split"
    """Not delivered: too long; send in smaller parts."""
    DONE = "done"
    """An edit that changed nothing, or whose message is gone: nothing left to do."""
    STOP = "stop"
    """The token is not accepted: send nothing, burn no attempts, report unhealthy, look again later."""
    FAULT = "fault"
    """Our own code failed before anything is known: again with long pauses, and dead after a dozen."""
    DEAD = "dead"
    """Not delivered and never will be: Telegram refuses this very message."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to do about a send that raised.

    Attributes:
        wait: seconds Telegram asked for, with WAIT.
        new_chat_id: with MOVED.
        reason: one phrase for the operator; holds no chat contents, no token.
    """

    do: Do
    reason: str
    wait: float = 0.0
    new_chat_id: int | None = None


GONE_CHATS = (
    "chat not found",
    "chat_not_found",
    "peer_id_invalid",
    "group is deactivated",
    "user not found",
    "have no access",
    "not enough rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_send_plain_forbidden",
    "chat_admin_required",
    "user_is_blocked",
    "input_user_deactivated",
    "channel_private",
    "user_is_bot",
)

BAD_REQUESTS: tuple[tuple[tuple[str, ...], Do], ...] = (
    (
        ("message is not modified", "message to edit not found", "message can't be edited", "message_id_invalid"),
        Do.DONE,
    ),
    (("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid", "thread not found"), Do.ROOT),
    (("reply message not found", "message to be replied not found", "replied message not found"), Do.UNREPLIED),
    (
        ("message is too long", "message_too_long", "entities too long", "entities_too_long", "text is too long"),
        Do.SPLIT,
    ),
    (("can't parse entities", "unsupported start tag", "entity_bounds_invalid", "button_", "reply_markup_"), Do.PLAIN),
    (GONE_CHATS, Do.GONE),
)
"""Loose marks in the description of a 400, first match decides; anything else kills this one message."""

NEVER_SENT = (httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ConnectError, httpx.UnsupportedProtocol, httpx.ProxyError)
"""Causes with which no byte of the request reached the server."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """What is done once with a send whose outcome is unknown.

    Attributes:
        after: how long to wait before it is sent once more, marked; None = it stays uncertain for the operators.
    """

    after: timedelta | None


REPETITION = {"urgent": Repetition(timedelta(seconds=5)), "other": Repetition(timedelta(hours=1))}
"""The one stated policy for unknown outcomes: urgent once more at once, the rest once more after an hour; both marked
as a possible repeat. A second unknown outcome is left to the operators (/admin lists them and can replay).
"""

BACKOFF = (1, 2, 5, 15, 30, 60, 120, 300)
"""Seconds before the next attempt of something that was not sent; the last one repeats for ever: an outage of
Telegram or of our own network loses nothing.
"""


def outcome_of(error: BaseException) -> Outcome:
    """Sort what a send raised. Pure; never raises."""
    if isinstance(error, NotSent):
        return Outcome(Do.RETRY, "not sent: the bot was closing")
    if isinstance(error, RetryAfter):
        return Outcome(Do.WAIT, "Telegram asks this chat to wait", wait=seconds_of(error))
    if isinstance(error, ChatMigrated):
        return Outcome(Do.MOVED, "the group became a supergroup", new_chat_id=error.new_chat_id)
    if isinstance(error, Forbidden):
        return Outcome(Do.GONE, _short(error.message))
    if isinstance(error, InvalidToken | EndPointNotFound):
        return Outcome(Do.STOP, "Telegram does not accept the token or the address")
    if isinstance(error, BadRequest):
        return _bad_request(error.message)
    if isinstance(error, NetworkError):
        return _network(error)
    if isinstance(error, Conflict):
        return Outcome(Do.RETRY, "another process uses this bot's token")
    if isinstance(error, TelegramError | TimeoutError | httpx.HTTPError | OSError):
        return Outcome(Do.DOUBT, f"no readable answer ({type(error).__name__})")
    return Outcome(Do.FAULT, f"our own fault ({type(error).__name__})")


def backoff(attempts: int) -> timedelta:
    """How long to wait before attempt ``attempts`` + 1."""
    return timedelta(seconds=BACKOFF[min(max(attempts, 1), len(BACKOFF)) - 1])


def _bad_request(description: str) -> Outcome:
    text = description.casefold().replace("’", "'")
    for marks, do in BAD_REQUESTS:
        if any(mark in text for mark in marks):
            return Outcome(do, _short(description))
    return Outcome(Do.DEAD, _short(description))


def _network(error: NetworkError) -> Outcome:
    cause = error.__cause__
    text = error.message.casefold()
    if "too many requests" in text:
        seconds = re.search(r"retry after (\d+)", text)
        return Outcome(Do.WAIT, "Telegram asks this chat to wait", wait=float(seconds[1]) if seconds else 5.0)
    if isinstance(cause, NEVER_SENT):
        return Outcome(Do.RETRY, f"not sent: no connection ({type(cause).__name__})")
    if isinstance(error, TimedOut) and "pool timeout" in text:
        return Outcome(Do.RETRY, "not sent: no free connection")
    if "(413)" in text or "request entity too large" in text:
        return Outcome(Do.SPLIT, "the request was too large")
    name = type(cause).__name__ if cause is not None else "an error of the server"
    return Outcome(Do.DOUBT, f"the answer was lost ({name})")


def _short(description: str) -> str:
    """The description without the server's class in front, and no longer than an operator reads."""
    return re.sub(r"^(\[Error\]: )?(Bad Request|Forbidden): ", "", description)[:120]
