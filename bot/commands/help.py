"""/help and /start: what can be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk import Command
from bot.render.phrases import phrase
from bot.request import Reply, Request, say

if TYPE_CHECKING:
    from bot.desk import Desk


async def handle(request: Request, words: str, desk: Desk) -> Reply:
    """The commands with an example each."""
    return say(phrase("help", request.lang))


COMMAND = Command("help", handle, menu=("What I can do", "使い方"))
