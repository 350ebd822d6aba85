"""/alerts: list, edit, pause and delete this chat's alerts, by command and by buttons.

People name an alert by its place in the list (``/alerts delete 2``), buttons by its row (``/alerts delete #57``), so
that a button under an old list never means another alert.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from bot.commands._chat import first_settings, number_of, refusal
from bot.commands._wish import STAGES, describe, stage_name
from bot.commands.mute import silence_lines, thread_name
from bot.desk import Command
from bot.render.phrases import phrase
from bot.render.words import country, escape
from bot.request import Reply, Request, say
from storage.chats import chat_settings, meet, pause_chat, silences
from storage.messages import Button, Message
from storage.subscriptions import (
    Subscription,
    edit_subscription,
    pause_subscription,
    subscriptions_of,
    unsubscribe,
)

if TYPE_CHECKING:
    from bot.desk import Desk

PAGE = 10

Change = Callable[[AsyncSession, Subscription, str], Awaitable[Subscription | None]]


async def handle(request: Request, words: str, desk: Desk) -> Reply:
    """``/alerts``, ``/alerts page 2``, ``/alerts edit 2``, ``/alerts pause|resume|delete|rate 2``,
    ``/alerts stage 2 signed``, and ``/alerts pause|resume`` for all of them."""
    if desk.database is None:
        return say(phrase("sub.none", request.lang))
    action, *rest = words.casefold().split(None, 2) or [""]
    if action in ("pause", "resume") and not rest:
        return await _pause_all(request, desk, paused=action == "pause")
    if action == "page" and rest:
        return await listed(request, desk, page=number_of(rest[0]) or 1)
    if action == "edit" and rest:
        return await _edit(request, desk, rest[0])
    if action in _CHANGES and rest:
        return await _change(request, desk, action, rest[0], rest[1] if len(rest) > 1 else "")
    return await listed(request, desk)


def _named(mine: list[Subscription], name: str) -> tuple[int, Subscription] | None:
    """(place in the list from 1, alert) by place or by "#row"; None when it is not there."""
    number = number_of(name.removeprefix("#"))
    for place, entry in enumerate(mine, start=1):
        if number == (entry.id if name.startswith("#") else place):
            return place, entry
    return None


async def _pause(session: AsyncSession, entry: Subscription, words: str) -> Subscription | None:
    await pause_subscription(session, entry.chat_id, entry.id or 0, paused=True)
    return None


async def _resume(session: AsyncSession, entry: Subscription, words: str) -> Subscription | None:
    await pause_subscription(session, entry.chat_id, entry.id or 0, paused=False)
    return None


async def _delete(session: AsyncSession, entry: Subscription, words: str) -> Subscription | None:
    await unsubscribe(session, entry.chat_id, entry.id)
    return None


async def _toggle_rate(session: AsyncSession, entry: Subscription, words: str) -> Subscription | None:
    return await edit_subscription(session, replace(entry, only_rate_changes=not entry.only_rate_changes))


async def _set_stage(session: AsyncSession, entry: Subscription, words: str) -> Subscription | None:
    wanted = words.strip().replace(" ", "_")
    known = STAGES.get(entry.kind, ()) if entry.kind else ()
    return await edit_subscription(session, replace(entry, stage=wanted if wanted in known else ""))


_CHANGES: dict[str, Change] = {
    "pause": _pause,
    "resume": _resume,
    "delete": _delete,
    "rate": _toggle_rate,
    "stage": _set_stage,
}


async def _change(request: Request, desk: Desk, action: str, name: str, words: str) -> Reply:
    assert desk.database is not None
    denied = await refusal(request, desk)
    if denied is not None:
        return denied
    edited = None
    async with desk.database.write() as session:
        await meet(session, first_settings(request.asker), request.now)
        found = _named(await subscriptions_of(session, request.asker.chat_id), name)
        if found is not None:
            edited = await _CHANGES[action](session, found[1], words)
    if found is None:
        return say(phrase("sub.no_match", request.lang))
    if edited is not None:
        return await _edit(request, desk, f"#{edited.id}")
    if action == "delete" and not request.is_callback:
        return say(phrase("sub.removed", request.lang, what=escape(describe(found[1], request.lang))))
    return await listed(request, desk, page=(found[0] - 1) // PAGE + 1)


async def _pause_all(request: Request, desk: Desk, *, paused: bool) -> Reply:
    assert desk.database is not None
    denied = await refusal(request, desk)
    if denied is not None:
        return denied
    async with desk.database.write() as session:
        chat = await meet(session, first_settings(request.asker), request.now)
        await pause_chat(session, chat.chat_id, paused=paused, now=request.now)
    if not paused:
        desk.database.bell.set()
    return await listed(request, desk)


async def _edit(request: Request, desk: Desk, name: str) -> Reply:
    """One alert with a button for everything that can be changed about it."""
    assert desk.database is not None
    lang = request.lang
    async with desk.database.read() as session:
        mine = await subscriptions_of(session, request.asker.chat_id)
    found = _named(mine, name)
    if found is None:
        return say(phrase("sub.no_match", lang))
    place, entry = found
    row = f"#{entry.id}"
    mark = "☑" if entry.only_rate_changes else "☐"
    rows: list[tuple[Button, ...]] = [
        (Button(f"{mark} {phrase('sub.only_rates', lang)}", callback=f"/alerts rate {row}"),)
    ]
    stages = STAGES.get(entry.kind, ()) if entry.kind else ()
    if stages:
        options = [("", phrase("sub.any_stage", lang)), *((stage, stage_name(stage, lang)) for stage in stages)]
        buttons = [
            Button(f"{'● ' if stage == entry.stage else ''}{label}", callback=f"/alerts stage {row} {stage}".strip())
            for stage, label in options
        ]
        rows += [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    toggle = "resume" if entry.paused else "pause"
    rows.append(
        (
            Button(phrase(f"sub.{toggle}", lang), callback=f"/alerts {toggle} {row}"),
            Button(phrase("sub.delete", lang), callback=f"/alerts delete {row}"),
            Button(f"↩ {phrase('sub.list', lang)}", callback=f"/alerts page {(place - 1) // PAGE + 1}"),
        )
    )
    text = f"<b>{place}. {escape(describe(entry, lang))}</b>\n{phrase('sub.edit_how', lang)}"
    return Reply((Message(text, tuple(rows)),), {"kind": "help"}, in_place=True)


async def listed(request: Request, desk: Desk, page: int = 1) -> Reply:
    """A page of the chat's alerts and what is muted, with buttons; an old list is replaced by the new one."""
    assert desk.database is not None
    lang, chat_id = request.lang, request.asker.chat_id
    async with desk.database.read() as session:
        chat = await chat_settings(session, chat_id)
        mine = await subscriptions_of(session, chat_id)
        quiet = (await silences(session, [chat_id], request.now)).get(chat_id, [])
        names = {
            one.value: country(one.value, lang) if one.scope == "country" else await thread_name(session, one.value)
            for one in quiet
        }
    if not mine:
        return replace(say(f"{phrase('sub.none', lang)}\n{phrase('sub.how', lang)}"), in_place=True)
    pages = -(-len(mine) // PAGE)
    page = min(max(page, 1), pages)
    lines = [f"<b>{phrase('sub.list', lang)}</b>" + (f" {page}/{pages}" if pages > 1 else "")]
    rows: list[tuple[Button, ...]] = []
    for place, entry in list(enumerate(mine, start=1))[(page - 1) * PAGE : page * PAGE]:
        lines.append(f"{place}. {escape(describe(entry, lang))}")
        toggle = ("▶", "resume") if entry.paused else ("⏸", "pause")
        rows.append(
            (
                Button(f"{toggle[0]} {place}", callback=f"/alerts {toggle[1]} #{entry.id}"),
                Button(f"✎ {place}", callback=f"/alerts edit #{entry.id}"),
                Button(f"🗑 {place}", callback=f"/alerts delete #{entry.id}"),
            )
        )
    lines += silence_lines(chat, request)
    lines += [f"🔕 {escape(names[one.value])}" for one in quiet]
    if pages > 1:
        rows.append(
            tuple(
                Button(str(at) if at != page else f"· {at} ·", callback=f"/alerts page {at}")
                for at in _near(page, pages)
            )
        )
    silent = bool(quiet) or (chat is not None and chat.muted_until is not None and chat.muted_until > request.now)
    hush = [Button("🔕 1 h", callback="/mute 1h"), Button("🔕 1 d", callback="/mute 1d")]
    rows.append((*hush, Button("🔔", callback="/mute off")) if silent else tuple(hush))
    return Reply((Message("\n".join(lines), tuple(rows)),), {"kind": "help"}, in_place=True)


def _near(page: int, pages: int) -> list[int]:
    """The pages worth a button: first, last, and those around this one."""
    return sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)})


COMMAND = Command("alerts", handle, menu=("Your alerts", "登録中の通知"), aliases=("list",))
