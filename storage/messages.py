"""A message as the rooms hand it to each other: text with Telegram's HTML subset, and buttons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Protocol


class Lane(IntEnum):
    """Order in which waiting sends pass the limiter; a reply to a user is never behind a broadcast."""

    REPLY = 0
    URGENT = 1
    NORMAL = 2
    DIGEST = 3


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: either ``callback`` (1-64 bytes) or ``url``."""

    text: str
    callback: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent. ``html`` uses only ``<b> <i> <a href> <code> <blockquote>``; everything from outside is escaped."""

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """Where it is sent: Telegram chat id, forum topic, and the message it replies to."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None


class Sender(Protocol):
    """Sends one message; implemented for the Bot API by the face and for the terminal."""

    async def send(self, to: Address, message: Message, lane: Lane) -> int:
        """Send, return the message id. Raises the transport's own exception; see the outcome table of the delivery."""
        ...

    async def edit(self, to: Address, message_id: int, message: Message, lane: Lane) -> None:
        """Bring an earlier message to its current state."""
        ...


class Clock(Protocol):
    """Where ``now`` comes from at the edges; the pure core takes it as an argument."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait; a story's clock returns at once and moves on."""
        ...
