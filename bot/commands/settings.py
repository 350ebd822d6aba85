"""/settings, /language, /zone, /quiet, /urgent, /digest, /topic: how a chat wants to be spoken to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING

from bot.commands._chat import first_settings, refusal
from bot.commands.zones import near, zone_of
from bot.desk import Command
from bot.render.phrases import LANGUAGES, phrase
from bot.render.words import escape
from bot.request import Asker, Reply, Request, say
from storage.chats import ChatSettings, chat_settings, meet, save_settings
from storage.messages import Button, Message

if TYPE_CHECKING:
    from bot.desk import Desk

_HOUR = r"(\d{1,2})(?:[:.時](\d{2})?)?\s*(am|pm)?分?"
_QUIET = re.compile(rf"{_HOUR}\s*(?:-|–|〜|～|~|to|until|till|から)\s*{_HOUR}(?:まで)?", re.IGNORECASE)
_AT = re.compile(_HOUR, re.IGNORECASE)
_OFF = frozenset({"off", "none", "no", "オフ", "なし"})
_ON = frozenset({"on", "yes", "オン", "あり"})
_RHYTHMS = {"daily": "daily", "weekly": "weekly", "毎日": "daily", "日次": "daily", "毎週": "weekly", "週次": "weekly"}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAYS_JA = "月火水木金土日"


async def handle(request: Request, words: str, desk: Desk) -> Reply:
    """Show the settings and how to change each."""
    chat = None
    if desk.database is not None:
        async with desk.database.read() as session:
            chat = await chat_settings(session, request.asker.chat_id)
    return _shown(chat or first_settings(request.asker), request.asker)


def _shown(chat: ChatSettings, asker: Asker) -> Reply:
    lang = chat.language
    quiet = (
        f"{chat.quiet_from:%H:%M}-{chat.quiet_to:%H:%M}" if chat.quiet_from and chat.quiet_to else phrase("off", lang)
    )
    lines = [
        f"<b>{phrase('settings.title', lang)}</b>",
        phrase("settings.language", lang, value=chat.language),
        phrase("settings.zone", lang, value=escape(chat.zone)),
        phrase("settings.quiet", lang, value=quiet),
        phrase("settings.urgent", lang, value=phrase("on" if chat.urgent_passes else "off", lang)),
        phrase("settings.digest", lang, value=_rhythm(chat)),
    ]
    if asker.is_group:
        lines.append(phrase("settings.topic", lang, value=chat.topic_id or "–"))
    elif asker.chat_type == "private":
        lines.append(phrase("your_id", lang, id=asker.user_id or "–"))
    other = "en" if lang == "ja" else "ja"
    urgent = "off" if chat.urgent_passes else "on"
    rows = (
        (
            Button("English" if other == "en" else "日本語", callback=f"/language {other}"),
            Button(phrase(f"settings.urgent_{urgent}", lang), callback=f"/urgent {urgent}"),
        ),
        tuple(
            Button(
                f"{'● ' if chat.digest == rhythm else ''}{phrase(f'digest.{rhythm}', lang)}",
                callback=f"/digest {rhythm}",
            )
            for rhythm in ("off", "daily", "weekly")
        ),
    )
    return Reply((Message("\n".join(lines), rows),), {"kind": "help"}, in_place=True)


def _rhythm(chat: ChatSettings) -> str:
    """ "daily 08:00", "weekly Mon 08:00"."""
    spoken = phrase(f"digest.{chat.digest}", chat.language)
    if chat.digest == "off":
        return spoken
    if chat.digest == "weekly":
        at = chat.digest_weekday
        spoken += f" {_WEEKDAYS_JA[at] if chat.language == 'ja' else _WEEKDAYS[at].title()}"
    return f"{spoken} {chat.digest_at:%H:%M}"


async def _save(
    request: Request, desk: Desk, change: Callable[[ChatSettings], ChatSettings], what: Callable[[ChatSettings], str]
) -> Reply:
    if desk.database is None:
        return say(phrase("settings.no_chat", request.lang))
    denied = await refusal(request, desk)
    if denied is not None:
        return denied
    async with desk.database.write() as session:
        chat = change(await meet(session, first_settings(request.asker), request.now))
        await save_settings(session, chat, request.now)
    desk.database.bell.set()
    if request.is_callback:
        return _shown(chat, request.asker)
    return say(phrase("settings.saved", chat.language, what=escape(what(chat))))


async def handle_language(request: Request, words: str, desk: Desk) -> Reply:
    """``/language ja``"""
    spoken = words.casefold().strip()
    wanted = {"english": "en", "japanese": "ja", "日本語": "ja", "英語": "en", "jp": "ja"}.get(spoken, spoken)
    if wanted not in LANGUAGES:
        return say(phrase("settings.language_bad", request.lang))
    return await _save(request, desk, lambda chat: replace(chat, language=wanted), lambda chat: wanted)


async def handle_zone(request: Request, words: str, desk: Desk) -> Reply:
    """``/zone Asia/Tokyo``, ``/zone tokyo``, ``/zone 東京``, ``/zone UTC+9``."""
    zone = zone_of(words) if words.strip() else None
    if zone is None:
        text = phrase("settings.zone_bad", request.lang, value=escape(words[:40] or "?"))
        rows = tuple((Button(name, callback=f"/zone {name}"),) for name in (near(words) if words.strip() else ()))
        return Reply((Message(text, rows),), {"kind": "help"})
    return await _save(request, desk, lambda chat: replace(chat, zone=zone), lambda chat: zone)


async def handle_quiet(request: Request, words: str, desk: Desk) -> Reply:
    """``/quiet 22:00-07:00`` in the chat's own zone, ``/quiet 10pm-7am``, ``/quiet off``."""
    spoken = words.casefold().strip()
    if spoken in _OFF:
        return await _save(
            request,
            desk,
            lambda chat: replace(chat, quiet_from=None, quiet_to=None),
            lambda chat: phrase("quiet.off", chat.language),
        )
    hours = _read_hours(spoken)
    if hours is None:
        return say(phrase("settings.quiet_bad", request.lang))
    start, end = hours
    return await _save(
        request,
        desk,
        lambda chat: replace(chat, quiet_from=start, quiet_to=end),
        lambda chat: phrase("quiet.on", chat.language, hours=f"{start:%H:%M}-{end:%H:%M}", zone=chat.zone),
    )


def _read_hours(words: str) -> tuple[time, time] | None:
    found = _QUIET.fullmatch(words)
    if found is None:
        return None
    start, end = _time(*found.groups()[:3]), _time(*found.groups()[3:])
    return None if start is None or end is None or start == end else (start, end)


def _time(hour: str, minute: str | None, half: str | None) -> time | None:
    """A wall time; None when there is no such time."""
    at = int(hour)
    if half is not None:
        if not 1 <= at <= 12:
            return None
        at = at % 12 + (12 if half.casefold() == "pm" else 0)
    at = 0 if at == 24 and not int(minute or 0) else at
    return time(at, int(minute or 0)) if at < 24 and int(minute or 0) < 60 else None


async def handle_urgent(request: Request, words: str, desk: Desk) -> Reply:
    """``/urgent on``: urgent alerts pass quiet hours and digests; ``/urgent off``: they wait like the others."""
    spoken = words.casefold().strip()
    if spoken not in _ON | _OFF:
        return say(phrase("settings.urgent_bad", request.lang))
    passes = spoken in _ON
    return await _save(
        request,
        desk,
        lambda chat: replace(chat, urgent_passes=passes),
        lambda chat: phrase("urgent.on" if passes else "urgent.off", chat.language),
    )


async def handle_digest(request: Request, words: str, desk: Desk) -> Reply:
    """``/digest off``, ``/digest daily 7:30``, ``/digest weekly fri 18:00``, in the chat's own zone."""
    spoken = words.casefold().replace(" at ", " ").split()
    if not spoken or (spoken[0] not in _RHYTHMS and spoken[0] not in _OFF):
        return say(phrase("settings.digest_bad", request.lang))
    rhythm = _RHYTHMS.get(spoken[0], "off")
    at: time | None = None
    weekday: int | None = None
    for word in spoken[1:]:
        day = _weekday(word)
        hour = _AT.fullmatch(word)
        if day is not None and rhythm == "weekly":
            weekday = day
        elif hour is not None and (read_time := _time(*hour.groups())) is not None:
            at = read_time
        else:
            return say(phrase("settings.digest_bad", request.lang))

    def change(chat: ChatSettings) -> ChatSettings:
        return replace(
            chat,
            digest=rhythm,
            digest_at=chat.digest_at if at is None else at,
            digest_weekday=chat.digest_weekday if weekday is None else weekday,
        )

    return await _save(
        request, desk, change, lambda chat: phrase("digest.saved", chat.language, value=_rhythm(chat), zone=chat.zone)
    )


def _weekday(word: str) -> int | None:
    if word[:3] in _WEEKDAYS:
        return _WEEKDAYS.index(word[:3])
    return (
        _WEEKDAYS_JA.index(word[0])
        if word in (*_WEEKDAYS_JA, *(f"{day}曜" for day in _WEEKDAYS_JA), *(f"{day}曜日" for day in _WEEKDAYS_JA))
        else None
    )


async def handle_topic(request: Request, words: str, desk: Desk) -> Reply:
    """``/topic`` inside a forum topic: alerts come here; outside one: to the chat's root."""
    if not request.asker.is_group:
        return say(phrase("topic.only_groups", request.lang))
    topic = request.asker.thread_id
    return await _save(
        request,
        desk,
        lambda chat: replace(chat, topic_id=topic),
        lambda chat: phrase("topic.here" if topic else "topic.root", chat.language),
    )


COMMAND = Command("settings", handle, menu=("Language, zone, quiet hours", "言語・時間帯・おやすみ時間"))
LANGUAGE = Command("language", handle_language, aliases=("lang",))
ZONE = Command("zone", handle_zone, aliases=("timezone", "tz"))
QUIET = Command("quiet", handle_quiet)
URGENT = Command("urgent", handle_urgent)
DIGEST = Command("digest", handle_digest)
TOPIC = Command("topic", handle_topic)
