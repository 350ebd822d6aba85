"""/subscribe and /unsubscribe: alerts in the subject's own words: kind, country, product, stage, rate changes only."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from bot.commands._chat import first_settings, number_of, refusal
from bot.commands._wish import ANY, describe, read_wish
from bot.desk import Command
from bot.render.alert import brief_line
from bot.render.phrases import phrase
from bot.render.words import escape
from bot.request import Reply, Request, say
from storage.channels import channels_for
from storage.chats import ChatSettings, meet
from storage.messages import Button, Message
from storage.portable import preview
from storage.subscriptions import (
    MOST_PER_CHAT,
    Refused,
    Subscription,
    subscribe,
    subscriptions_of,
    unsubscribe,
)

if TYPE_CHECKING:
    from bot.desk import Desk

PREVIEW_DAYS = 30
MOST_SHOWN = 5


async def handle(request: Request, words: str, desk: Desk) -> Reply:
    """Store a subscription and show what the last thirty days would have sent."""
    lang = request.lang
    if desk.database is None or not words.strip():
        return say(phrase("sub.how", lang))
    wish = read_wish(words, request)
    if wish.unread is not None:
        return wish.unread
    denied = await refusal(request, desk)
    if denied is not None:
        return denied
    async with desk.database.write() as session:
        chat = await meet(session, first_settings(request.asker), request.now)
        before = {entry.id for entry in await subscriptions_of(session, chat.chat_id)}
        stored: list[Subscription] = []
        full = False
        for one in wish.of(request):
            try:
                stored.append(await subscribe(session, one, request.now))
            except Refused:
                full = True
    async with desk.database.read() as session:
        lines = [
            phrase("sub.already" if one.id in before else "sub.added", lang, what=escape(describe(one, lang)))
            for one in stored
        ]
        lines += [phrase("sub.too_many", lang, count=MOST_PER_CHAT)] if full else []
        lines += [escape(note) for note in wish.notes]
        lines += await _would_have(session, stored, chat, request) if stored else []
        private = request.asker.chat_type == "private"
        channels = await channels_for(session, stored[0]) if private and len(stored) == 1 else []
    public = next((channel.title for channel in channels if channel.title.startswith("@")), None)
    if public is not None:
        lines.append(phrase("sub.channel", lang, channel=escape(public)))
    rows = tuple(
        (
            Button(phrase("sub.edit", lang), callback=f"/alerts edit #{one.id}"),
            Button(phrase("sub.delete", lang), callback=f"/alerts delete #{one.id}"),
        )
        for one in stored
        if len(stored) == 1
    )
    return Reply((Message("\n".join(lines), rows),), {"kind": "help"})


async def _would_have(
    session: AsyncSession, stored: list[Subscription], chat: ChatSettings, request: Request
) -> list[str]:
    """What the last thirty days would have sent. What happened earlier and was only recorded lately is history."""
    since = request.now - timedelta(days=PREVIEW_DAYS)
    past = {
        event.id: event
        for wish in stored
        for event, _ in await preview(session, wish, request.now, days=PREVIEW_DAYS)
        if event.event.occurred_at >= since
    }
    if not past:
        return [phrase("sub.preview_none", request.lang)]
    newest = sorted(past.values(), key=lambda event: event.event.occurred_at, reverse=True)
    lines = [phrase("sub.preview", request.lang, count=len(past))]
    lines += [f"• {brief_line(event, chat)}" for event in newest[:MOST_SHOWN]]
    return lines + ([f"… +{len(past) - MOST_SHOWN}"] if len(past) > MOST_SHOWN else [])


async def handle_unsubscribe(request: Request, words: str, desk: Desk) -> Reply:
    """``/unsubscribe all``, ``/unsubscribe 3`` (number of /alerts), or the words it was made with."""
    lang = request.lang
    if desk.database is None:
        return say(phrase("sub.none", lang))
    denied = await refusal(request, desk)
    if denied is not None:
        return denied
    chat_id = request.asker.chat_id
    async with desk.database.write() as session:
        mine = await subscriptions_of(session, chat_id)
        if not mine:
            return say(phrase("sub.none", lang))
        if words.strip().casefold() in ANY:
            count = await unsubscribe(session, chat_id)
            return say(phrase("sub.removed_all", lang, count=count))
        gone = _chosen(mine, words, request)
        for entry in gone:
            await unsubscribe(session, chat_id, entry.id)
    if not gone and not words.strip():
        return await desk.commands["alerts"].handle(request, "", desk)
    if not gone:
        return say(phrase("sub.no_match", lang))
    return say("\n".join(phrase("sub.removed", lang, what=escape(describe(entry, lang))) for entry in gone))


def _chosen(mine: list[Subscription], words: str, request: Request) -> list[Subscription]:
    """Those that say everything the words say; none when the words say nothing."""
    position = number_of(words)
    if position is not None and position <= MOST_PER_CHAT:
        return [mine[position - 1]] if 0 < position <= len(mine) else []
    if not words.strip():
        return mine if len(mine) == 1 else []
    wish = read_wish(words, request)
    if wish.unread is not None:
        return []
    asked = wish.of(request)[0]
    return [
        entry
        for entry in mine
        if (wish.kinds == (None,) or entry.kind in wish.kinds)
        and asked.country in ("", entry.country)
        and asked.product in ("", entry.product)
        and asked.stage in ("", entry.stage)
        and (entry.only_rate_changes or not asked.only_rate_changes)
    ]


COMMAND = Command("subscribe", handle, menu=("Alerts: /subscribe orders japan", "通知の登録"), aliases=("sub", "watch"))
UNSUBSCRIBE = Command(
    "unsubscribe", handle_unsubscribe, menu=("Remove alerts", "通知の解除"), aliases=("unsub", "unwatch")
)
