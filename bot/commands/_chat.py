"""What the commands about a chat's own alerts and settings share: who may change them, and the chat's row."""

from __future__ import annotations

from bot.render.phrases import phrase
from bot.request import Asker, Reply, Request, say
from storage.chats import ChatSettings


async def refusal(request: Request, *, admins_only: bool = True) -> Reply | None:
    """None when the asker may change this chat's alerts and settings, else the sentence that says why not."""
    asker = request.asker
    if asker.is_group and admins_only and not asker.is_operator and not await asker.is_chat_admin():
        return say(phrase("sub.admin_only", request.lang))
    return None


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
