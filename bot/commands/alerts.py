"""/alerts: list, mute, pause and delete this chat's alerts, by command and by buttons. /mute beside it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from bot.commands._chat import first_settings, refusal
from bot.commands.subscribe import describe
from bot.desk import Command
from bot.render.phrases import phrase
from bot.render.words import country, escape, instant
from bot.request import Reply, Request, say
from bot.understand import read
from bot.understand.question import Missing, RateQuestion
from storage.chats import ChatSettings, chat_settings, meet, mute, mute_chat, pause_chat, silences, unmute
from storage.messages import Button, Message
from storage.subscriptions import pause_subscription, subscription, subscriptions_of, unsubscribe

if TYPE_CHECKING:
    from bot.desk import Desk

_SPAN = re.compile(r"(\d+)\s*(h|hour|hours|d|day|days|時間|日)", re.IGNORECASE)


async def handle(request: Request, words: str, desk: Desk) -> Reply:
    """``/alerts``; buttons send ``/alerts pause 12``, ``/alerts resume 12``, ``/alerts delete 12`` with row numbers."""
    if desk.database is None:
        return say(phrase("sub.none", request.lang))
    action, _, number = words.partition(" ")
    if action in ("pause", "resume", "delete") and number.strip().isdigit():
        denied = await _change(request, desk, action, int(number))
        if denied is not None:
            return denied
    elif action in ("pause", "resume") and not number.strip():
        denied = await _pause_all(request, desk, paused=action == "pause")
        if denied is not None:
            return denied
    return await _list(request, desk)


async def _change(request: Request, desk: Desk, action: str, number: int) -> Reply | None:
    assert desk.database is not None
    chat_id = request.asker.chat_id
    async with desk.database.write() as session:
        chat = await meet(session, first_settings(request.asker), request.now)
        denied = await refusal(request, admins_only=chat.admins_only)
        if denied is not None:
            return denied
        if await subscription(session, chat_id, number) is None:
            return say(phrase("sub.no_match", request.lang))
        if action == "delete":
            await unsubscribe(session, chat_id, number)
        else:
            await pause_subscription(session, chat_id, number, paused=action == "pause")
    return None


async def _pause_all(request: Request, desk: Desk, *, paused: bool) -> Reply | None:
    assert desk.database is not None
    async with desk.database.write() as session:
        chat = await meet(session, first_settings(request.asker), request.now)
        denied = await refusal(request, admins_only=chat.admins_only)
        if denied is None:
            await pause_chat(session, chat.chat_id, paused=paused, now=request.now)
    return denied


async def _list(request: Request, desk: Desk) -> Reply:
    assert desk.database is not None
    lang = request.lang
    async with desk.database.read() as session:
        chat = await chat_settings(session, request.asker.chat_id)
        mine = await subscriptions_of(session, request.asker.chat_id)
        quiet = (await silences(session, [request.asker.chat_id], request.now)).get(request.asker.chat_id, [])
    if not mine:
        return say(f"{phrase('sub.none', lang)}\n{phrase('sub.how', lang)}")
    lines = [f"<b>{phrase('sub.list', lang)}</b>"]
    rows: list[tuple[Button, ...]] = []
    for position, entry in enumerate(mine, start=1):
        lines.append(f"{position}. {escape(describe(entry, lang))}")
        toggle = ("▶", "resume") if entry.paused else ("⏸", "pause")
        rows.append(
            (
                Button(f"{toggle[0]} {position}", callback=f"/alerts {toggle[1]} {entry.id}"),
                Button(f"🗑 {position}", callback=f"/alerts delete {entry.id}"),
            )
        )
    lines += _silence_lines(chat, request, lang)
    lines += [
        f"🔕 {escape(country(entry.value, lang) if entry.scope == 'country' else entry.value)}" for entry in quiet
    ]
    rows.append((Button("🔕 1 h", callback="/mute 1h"), Button("🔕 1 d", callback="/mute 1d")))
    return Reply((Message("\n".join(lines), tuple(rows[:50])),), {"kind": "help"})


def _silence_lines(chat: ChatSettings | None, request: Request, lang: str) -> list[str]:
    if chat is None:
        return []
    lines = []
    if chat.paused:
        lines.append(f"⏸ {phrase('sub.paused', lang)} · /alerts resume")
    if chat.muted_until is not None and chat.muted_until > request.now:
        lines.append(f"🔕 → {instant(chat.muted_until, chat.tz, lang)} · /mute off")
    return lines


async def handle_mute(request: Request, words: str, desk: Desk) -> Reply:
    """``/mute 1h``, ``/mute 1d``, ``/mute japan``, ``/mute off``, ``/mute off japan``; a button mutes a thread."""
    lang = request.lang
    if desk.database is None:
        return say(phrase("sub.none", lang))
    wanted = words.strip()
    async with desk.database.write() as session:
        chat = await meet(session, first_settings(request.asker), request.now)
        denied = await refusal(request, admins_only=chat.admins_only)
        if denied is not None:
            return denied
        off = wanted.casefold().startswith("off")
        wanted = wanted[3:].strip() if off else wanted
        span = _SPAN.fullmatch(wanted)
        if wanted.startswith("thread:"):
            thread = wanted.removeprefix("thread:")
            await _silence(session, chat.chat_id, "thread", thread, request.now, off=off)
        elif off and not wanted:
            await mute_chat(session, chat.chat_id, None, request.now)
        elif span is not None:
            hours = int(span.group(1)) * (24 if span.group(2).casefold()[0] in "d日" else 1)
            await mute_chat(session, chat.chat_id, request.now + timedelta(hours=min(hours, 24 * 365)), request.now)
        else:
            code = _country(wanted, request)
            if not code:
                return say(phrase("mute.how", lang))
            await _silence(session, chat.chat_id, "country", code, request.now, off=off)
            wanted = country(code, lang)
    return say(phrase("mute.off" if off else "mute.on", lang, what=escape(wanted or phrase("sub.everything", lang))))


async def _silence(session: AsyncSession, chat_id: int, scope: str, value: str, now: datetime, *, off: bool) -> None:
    if off:
        await unmute(session, chat_id, scope, value)
    else:
        await mute(session, chat_id, scope, value, until=None, now=now)


def _country(words: str, request: Request) -> str:
    question = read(f"/rate {words}", clock=request.now, lang=request.lang)
    if isinstance(question, RateQuestion | Missing):
        return question.country or ""
    return ""


COMMAND = Command("alerts", handle, menu=("Your alerts", "登録中の通知"), aliases=("list",))
MUTE = Command("mute", handle_mute, menu=("Mute: /mute 1h", "ミュート：/mute 1h"))
