"""Faults to script: what goes wrong, for which requests, how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class Fault:
    """One scripted fault.

    Attributes:
        kind: "answer" (an error body), "lost" (done, then the connection is cut), "half" (done, half the answer comes),
            "silent" (nothing comes; ``done`` says whether it was done), "cut" (the connection is cut, nothing was
            done), "page" (an HTML page with ``code``; ``done`` says whether it was done).
        method: None = any but getUpdates and getMe.
        chat_id: None = any.
        times: how often it strikes; None = until removed.
        seconds: it strikes only that long after the first request it meets; None = for ever.
        chance: probability that it strikes.
    """

    kind: str = "answer"
    code: int = 500
    description: str = "Internal Server Error"
    parameters: dict[str, Any] | None = None
    method: str | None = None
    chat_id: int | None = None
    times: int | None = 1
    seconds: float | None = None
    chance: float = 1.0
    done: bool = False
    since: float | None = None


def answer(code: int, description: str, *, times: int | None = 1, **rest: Any) -> Fault:
    """An error body as the server writes it."""
    return Fault("answer", code, description, times=times, **rest)


def flood(seconds: int, *, times: int | None = 1, **rest: Any) -> Fault:
    """429 for so many seconds."""
    told = {"retry_after": seconds}
    return Fault("answer", 429, f"Too Many Requests: retry after {seconds}", told, times=times, **rest)


def moved(old: int, new: int) -> Fault:
    """The group has become a supergroup, for ever."""
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return Fault("answer", 400, text, {"migrate_to_chat_id": new}, chat_id=old, times=None)


FORBIDDEN = (
    "Forbidden: bot was blocked by the user",
    "Forbidden: bot can't send messages to bots",
    "Forbidden: bot is not a member of the channel chat",
    "Forbidden: bot is not a member of the group chat",
    "Forbidden: bot is not a member of the supergroup chat",
    "Forbidden: bot was kicked from the channel chat",
    "Forbidden: bot was kicked from the group chat",
    "Forbidden: bot was kicked from the supergroup chat",
    "Forbidden: the group chat was deleted",
    "Forbidden: bot can't initiate conversation with a user",
    "Forbidden: user is deactivated",
)
"""Every recorded 403 (error bodies, and the server's own strings, version 10.0)."""

BAD_REQUESTS_GONE = (
    "Bad Request: chat not found",
    "Bad Request: group is deactivated",
    "Bad Request: PEER_ID_INVALID",
    "[Error]: Bad Request: user not found",
    "Bad Request: have no access to the user",
    "Bad Request: not enough rights to send text messages to the chat",
    "Bad Request: CHAT_WRITE_FORBIDDEN",
)
"""Recorded 400s that mean the chat cannot be written to."""
