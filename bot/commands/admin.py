"""/admin: the operators' room. Filled from the storage's figures; see the functions it calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk import Command
from bot.render.phrases import phrase
from bot.request import Reply, Request, say

if TYPE_CHECKING:
    from bot.desk import Desk


async def handle(request: Request, words: str, desk: Desk) -> Reply:
    """Operators only."""
    if not request.asker.is_operator:
        return say(phrase("admin.only", request.lang))
    return say("–")


COMMAND = Command("admin", handle)
