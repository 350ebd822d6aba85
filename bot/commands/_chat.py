"""What the commands about a chat's own alerts and settings share: who may change them, and the chat's row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render.phrases import phrase
from bot.request import Asker, Reply, Request, RightsUnknown, say
from storage.chats import ChatSettings, chat_settings

if TYPE_CHECKING:
    from bot.desk import Desk

LONGEST_NUMBER = 15


async def refusal(request: Request, desk: Desk) -> Reply | None:
    """None when the asker may change this chat's alerts and settings, else the sentence that says why not.

    Asked before a write transaction is begun: Telegram may take its time to answer, and no other chat waits for it.
    """
    asker = request.asker
    if not asker.is_group or asker.is_operator:
        return None
    if desk.database is not None:
        async with desk.database.read() as session:
            chat = await chat_settings(session, asker.chat_id)
        if chat is not None and not chat.admins_only:
            return None
    try:
        if await asker.is_chat_admin():
            return None
    except RightsUnknown:
        return say(phrase("sub.admin_unknown", request.lang))
    return say(phrase("sub.admin_only", request.lang))


def first_settings(asker: Asker) -> ChatSettings:
    """Settings a chat starts with."""
    return ChatSettings(
        chat_id=asker.chat_id,
        kind=asker.chat_type,
        title=asker.title,
        language=asker.lang,
        zone=asker.zone.key,
        topic_id=asker.thread_id,
    )


def number_of(text: str) -> int | None:
    """A number as typed, or None; never one that no database could hold."""
    bare = text.strip()
    sign = bare[:1] == "-"
    digits = bare[1:] if sign else bare
    if not (digits.isascii() and digits.isdigit()) or len(digits) > LONGEST_NUMBER:
        return None
    return -int(digits) if sign else int(digits)
