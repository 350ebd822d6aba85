"""/mute: nothing for a time, or nothing about a country or a thread."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from bot.commands._chat import first_settings, refusal
from bot.desk import Command
from bot.render.phrases import phrase
from bot.render.words import country, escape, instant
from bot.request import Reply, Request, say
from bot.understand import read
from bot.understand.question import Missing, RateQuestion
from storage.chats import ChatSettings, meet, mute, mute_chat, silences, unmute
from storage.event_rows import recent
from storage.messages import Button, Message

if TYPE_CHECKING:
    from bot.desk import Desk

LONGEST = timedelta(days=365)
_SPAN = re.compile(r"(?<![\d-])(\d{1,4})\s*(hours?|hrs?|h|days?|d|weeks?|w|時間|日間?|週間?)(?![a-z])", re.IGNORECASE)
_UNITS = {"h": 1, "時": 1, "d": 24, "日": 24, "w": 168, "週": 168}
_OFF = ("off", "解除", "オフ")
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


def silence_lines(chat: ChatSettings | None, request: Request) -> list[str]:
    """What holds everything back in a chat, in lines with the command that ends it."""
    if chat is None:
        return []
    lines = []
    if chat.paused:
        lines.append(f"⏸ {phrase('sub.paused', request.lang)} · /alerts resume")
    if chat.muted_until is not None and chat.muted_until > request.now:
        lines.append(f"🔕 → {instant(chat.muted_until, chat.tz, request.lang)} · /mute off")
    return lines


async def thread_name(session: AsyncSession, thread: str) -> str:
    """The newest headline of a thread; its key where nothing is recorded of it. Plain text."""
    newest = await recent(session, _BEGINNING, thread=thread, limit=1)
    return newest[0].event.headline[:120] if newest else thread


async def handle(request: Request, words: str, desk: Desk) -> Reply:
    """``/mute 1h``, ``/mute 1d``, ``/mute japan``, ``/mute japan 2d``; ``/mute off`` ends all of it,
    ``/mute off japan`` just that. A button under an alert mutes its thread."""
    lang = request.lang
    if desk.database is None:
        return say(phrase("sub.none", lang))
    wanted = words.strip()
    off = wanted.casefold().startswith(_OFF)
    if off:
        wanted = re.sub(r"^(?:off|解除|オフ)", "", wanted, flags=re.IGNORECASE).strip()
    until, what = _span(wanted, request.now)
    scope, value = _scope(what, request)
    if not off and not scope and (what or until is None):
        return say(phrase("mute.how", lang))
    if off and what and not scope:
        return say(phrase("mute.how", lang))
    denied = await refusal(request, desk)
    if denied is not None:
        return denied
    async with desk.database.write() as session:
        chat = await meet(session, first_settings(request.asker), request.now)
        name = await thread_name(session, value) if scope == "thread" else country(value, lang) if scope else ""
        if off:
            await _end(session, chat, scope, value, request.now)
        elif scope:
            await mute(session, chat.chat_id, scope, value, until=until, now=request.now)
        else:
            await mute_chat(session, chat.chat_id, until, request.now)
    if off:
        desk.database.bell.set()
    spoken = escape(name or phrase("sub.everything", lang))
    if until is not None and not off:
        spoken = phrase("mute.until", lang, what=spoken, until=instant(until, chat.tz, lang))
    said = phrase("mute.off" if off else "mute.on", lang, what=spoken)
    back = f"/mute off {'thread:' + value if scope == 'thread' else value}".strip()
    rows = () if off or len(back.encode()) > 64 else ((Button(phrase("mute.end", lang), callback=back),),)
    return Reply((Message(said, rows),), {"kind": "help"})


async def _end(session: AsyncSession, chat: ChatSettings, scope: str, value: str, now: datetime) -> None:
    if scope:
        await unmute(session, chat.chat_id, scope, value)
        return
    await mute_chat(session, chat.chat_id, None, now)
    for one in (await silences(session, [chat.chat_id], now)).get(chat.chat_id, []):
        await unmute(session, chat.chat_id, one.scope, one.value)


def _span(words: str, now: datetime) -> tuple[datetime | None, str]:
    """(until when, what else the words say); a span of nothing counts as none."""
    found = None if words.startswith("thread:") else _SPAN.search(words)
    if found is None or not int(found[1]):
        return None, words
    hours = int(found[1]) * _UNITS[found[2].casefold()[0]]
    rest = f"{words[: found.start()]} {words[found.end() :]}"
    return now + min(timedelta(hours=hours), LONGEST), re.sub(r"\b(?:for|in)\b", " ", rest).strip()


def _scope(words: str, request: Request) -> tuple[str, str]:
    """("thread" or "country", which); ("", "") when the words name neither."""
    if words.startswith("thread:"):
        return "thread", words.removeprefix("thread:")
    if not words:
        return "", ""
    question = read(f"/rate {words}", clock=request.now, lang=request.lang)
    code = question.country if isinstance(question, RateQuestion | Missing) else None
    return ("country", code) if code else ("", "")


COMMAND = Command("mute", handle, menu=("Mute: /mute 1h", "ミュート：/mute 1h"))
