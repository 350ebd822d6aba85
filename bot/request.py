"""What a person asked and what goes back, the same in Telegram and in the terminal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from storage.messages import Message


class RightsUnknown(Exception):
    """Telegram did not say whether somebody administers a group."""


async def _nobody() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks and where.

    Attributes:
        chat_id: Telegram chat id; 0 for a question from the command line that belongs to no chat.
        thread_id: forum topic, None outside topics.
        user_id: Telegram user id; None for channel posts.
        chat_type: "private", "group", "supergroup", "channel", "terminal", "script".
        title: chat title or user's first name, for the operators' own lists only.
        lang: two-letter language to answer in.
        zone: the chat's own time zone.
        is_chat_admin: asks whether this user administers the chat; only groups need it. Raises ``RightsUnknown``.
        is_operator: listed in TARIFFWIRE_ADMINS.
    """

    chat_id: int
    thread_id: int | None = None
    user_id: int | None = None
    chat_type: str = "private"
    title: str = ""
    lang: str = "en"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    is_chat_admin: Callable[[], Awaitable[bool]] = _nobody
    is_operator: bool = False

    @property
    def is_group(self) -> bool:
        """True where several people share the chat's alerts."""
        return self.chat_type in ("group", "supergroup")


@dataclass(frozen=True, slots=True)
class Request:
    """One question or command.

    Attributes:
        text: as typed, or the callback of a button (which is itself a command).
        asker: who and where.
        now: the clock of the question, aware: "now" in it means this instant, nothing later is known.
        is_callback: came from a button.
    """

    text: str
    asker: Asker
    now: datetime
    is_callback: bool = False

    @property
    def lang(self) -> str:
        """Language of the answer."""
        return self.asker.lang


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: messages for people and one record for scripts (``ask --json``).

    Attributes:
        messages: sent in order.
        record: keys of the ``ask --json`` contract that this answer fills; the rest are null.
        documents: file name -> content, for /mydata.
        in_place: where a button asked for it, the message under the button becomes this one instead of a new message.
    """

    messages: tuple[Message, ...]
    record: Mapping[str, Any] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    in_place: bool = False


def say(html: str, kind: str = "help", **record: Any) -> Reply:
    """A reply of one plain message."""
    return Reply((Message(html),), {"kind": kind, **record})
