"""/settings, /language, /zone, /quiet, /digest, /topic: how a chat wants to be spoken to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from bot.commands._chat import first_settings, refusal
from bot.desk import Command
from bot.render.phrases import LANGUAGES, phrase
from bot.render.words import escape
from bot.request import Reply, Request, say
from storage.chats import ChatSettings, chat_settings, meet, save_settings

if TYPE_CHECKING:
    from bot.desk import Desk

_QUIET = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*[-–〜~から]+\s*(\d{1,2})(?::(\d{2}))?")


async def handle(request: Request, words: str, desk: Desk) -> Reply:
    """Show the settings and how to change each."""
    lang = request.lang
    chat = None
    if desk.database is not None:
        async with desk.database.read() as session:
            chat = await chat_settings(session, request.asker.chat_id)
    chat = chat or first_settings(request.asker)
    quiet = (
        f"{chat.quiet_from:%H:%M}-{chat.quiet_to:%H:%M}" if chat.quiet_from and chat.quiet_to else phrase("off", lang)
    )
    lines = [
        f"<b>{phrase('settings.title', lang)}</b>",
        phrase("settings.language", lang, value=chat.language),
        phrase("settings.zone", lang, value=escape(chat.zone)),
        phrase("settings.quiet", lang, value=quiet),
        phrase("settings.digest", lang, value=chat.digest),
        phrase("your_id", lang, id=request.asker.user_id or "–"),
    ]
    return say("\n".join(lines))


async def _save(
    request: Request, desk: Desk, change: Callable[[ChatSettings], ChatSettings], what: str, lang: str | None = None
) -> Reply:
    if desk.database is None:
        return say(phrase("not_understood", request.lang))
    async with desk.database.write() as session:
        chat = await meet(session, first_settings(request.asker), request.now)
        denied = await refusal(request, admins_only=chat.admins_only)
        if denied is not None:
            return denied
        await save_settings(session, change(chat), request.now)
    return say(phrase("settings.saved", lang or request.lang, what=escape(what)))


async def handle_language(request: Request, words: str, desk: Desk) -> Reply:
    """``/language ja``"""
    wanted = {"english": "en", "japanese": "ja", "日本語": "ja", "英語": "en"}.get(
        words.casefold(), words.casefold()[:2]
    )
    if wanted not in LANGUAGES:
        return say(phrase("settings.language_bad", request.lang))
    return await _save(request, desk, lambda chat: replace(chat, language=wanted), wanted, wanted)


async def handle_zone(request: Request, words: str, desk: Desk) -> Reply:
    """``/zone Asia/Tokyo``; the city alone is enough when it is unique."""
    wanted = words.strip().replace(" ", "_")
    names = {name.casefold(): name for name in available_timezones()}
    cities = [name for name in names.values() if "/" in name and name.rsplit("/", 1)[1].casefold() == wanted.casefold()]
    name = names.get(wanted.casefold()) or (cities[0] if len(cities) == 1 else None)
    if not wanted or name is None:
        return say(phrase("settings.zone_bad", request.lang, value=escape(words[:40] or "?")))
    zone = ZoneInfo(name).key
    return await _save(request, desk, lambda chat: replace(chat, zone=zone), zone)


async def handle_quiet(request: Request, words: str, desk: Desk) -> Reply:
    """``/quiet 22:00-07:00`` in the chat's own zone, ``/quiet off``."""
    if words.casefold() in ("off", "none", "オフ"):
        return await _save(
            request, desk, lambda chat: replace(chat, quiet_from=None, quiet_to=None), phrase("off", request.lang)
        )
    hours = _read_hours(words.strip())
    if hours is None:
        return say(phrase("settings.quiet_bad", request.lang))
    start, end = hours
    spoken = f"{start:%H:%M}-{end:%H:%M}"
    return await _save(request, desk, lambda chat: replace(chat, quiet_from=start, quiet_to=end), spoken)


def _read_hours(words: str) -> tuple[time, time] | None:
    found = _QUIET.fullmatch(words)
    if found is None:
        return None
    try:
        start = time(int(found.group(1)), int(found.group(2) or 0))
        end = time(int(found.group(3)), int(found.group(4) or 0))
    except ValueError:
        return None
    return None if start == end else (start, end)


async def handle_digest(request: Request, words: str, desk: Desk) -> Reply:
    """``/digest off|daily|weekly``"""
    wanted = words.casefold().strip()
    if wanted not in ("off", "daily", "weekly"):
        return say(phrase("settings.digest_bad", request.lang))
    return await _save(request, desk, lambda chat: replace(chat, digest=wanted), wanted)


async def handle_topic(request: Request, words: str, desk: Desk) -> Reply:
    """``/topic`` inside a forum topic: alerts come here; outside one: to the chat's root."""
    topic = request.asker.thread_id
    return await _save(request, desk, lambda chat: replace(chat, topic_id=topic), f"topic {topic or '–'}")


COMMAND = Command("settings", handle, menu=("Language, zone, quiet hours", "言語・時間帯・おやすみ時間"))
LANGUAGE = Command("language", handle_language, aliases=("lang",))
ZONE = Command("zone", handle_zone, aliases=("timezone", "tz"))
QUIET = Command("quiet", handle_quiet)
DIGEST = Command("digest", handle_digest)
TOPIC = Command("topic", handle_topic)
