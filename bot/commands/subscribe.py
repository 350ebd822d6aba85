"""/subscribe and /unsubscribe: alerts in the subject's own words: kind, country, product, stage, rate changes only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.commands._chat import first_settings, refusal
from bot.desk import Command
from bot.render.phrases import phrase
from bot.render.words import country as country_name
from bot.render.words import dotted, escape
from bot.request import Reply, Request, say
from bot.understand import read
from bot.understand.question import Choice, Missing, Product, RateQuestion
from storage.channels import channel_for
from storage.chats import meet
from storage.event_rows import recent
from storage.events import EventKind, Stage
from storage.messages import Button, Message
from storage.subscriptions import Refused, Subscription, matches, subscribe, subscriptions_of, unsubscribe

if TYPE_CHECKING:
    from bot.desk import Desk

_KINDS = {
    "order": EventKind.ORDERS,
    "orders": EventKind.ORDERS,
    "命令": EventKind.ORDERS,
    "大統領令": EventKind.ORDERS,
    "rate": EventKind.RATES,
    "rates": EventKind.RATES,
    "税率": EventKind.RATES,
    "関税": EventKind.RATES,
    "trip": EventKind.TRIPS,
    "trips": EventKind.TRIPS,
    "往来": EventKind.TRIPS,
    "訪米": EventKind.TRIPS,
    "issue": EventKind.ISSUES,
    "issues": EventKind.ISSUES,
    "論点": EventKind.ISSUES,
    "source": EventKind.SOURCES,
    "sources": EventKind.SOURCES,
    "監視": EventKind.SOURCES,
}
_ANY = frozenset({"all", "everything", "any", "すべて", "全部"})
_TRIP_STAGES = (
    "considering",
    "planned",
    "confirmed",
    "departed",
    "arrived",
    "completed",
    "postponed",
    "rescheduled",
    "cancelled",
    "denied",
)
_STAGES = {stage.replace("_", " "): stage for stage in (*(str(stage) for stage in Stage), *_TRIP_STAGES)}
_ONLY_RATES = re.compile(r"\bonly (?:when )?(?:the |a )?rates?(?: changes?)?\b|税率変更のみ", re.IGNORECASE)

PREVIEW_DAYS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked to be told, before it belongs to a chat. ``unread`` is a question to send back instead."""

    kind: EventKind | None = None
    country: str = ""
    product: Product | None = None
    stage: str = ""
    only_rate_changes: bool = False
    unread: Reply | None = None

    def of(self, request: Request) -> Subscription:
        """The wish as a subscription of the asking chat."""
        product = "" if self.product is None else self.product.id.removeprefix("hts:")
        return Subscription(
            chat_id=request.asker.chat_id,
            kind=self.kind,
            country=self.country,
            product=product,
            prefixes=self.product.codes if self.product else (),
            stage=self.stage,
            only_rate_changes=self.only_rate_changes,
            topic_id=request.asker.thread_id,
        )


def read_wish(words: str, request: Request) -> Wish:
    """Read what follows /subscribe. Pure."""
    only = bool(_ONLY_RATES.search(words))
    rest = _ONLY_RATES.sub(" ", words)
    kind: EventKind | None = None
    stage = ""
    for spoken, value in _STAGES.items():
        if re.search(rf"\b{spoken}\b", rest, re.IGNORECASE):
            stage, rest = value, re.sub(rf"\b{spoken}\b", " ", rest, flags=re.IGNORECASE)
    left = []
    for word in rest.split():
        known = _KINDS.get(word.casefold())
        if known is not None and kind is None:
            kind = known
        elif word.casefold() not in _ANY and word.casefold() not in ("for", "from", "on", "in", "of", "and"):
            left.append(word)
    if not left:
        return Wish(kind, "", None, stage, only)
    question = read("/rate " + " ".join(left), clock=request.now, lang=request.lang)
    match question:
        case RateQuestion():
            return Wish(kind, question.country or "", question.product, stage, only)
        case Missing(what="country"):
            return Wish(kind, "", question.product, stage, only)
        case Missing(what="product") if question.unknown is None:
            return Wish(kind, question.country or "", None, stage, only)
        case Choice():
            rows = tuple(
                (Button(label, callback=callback),)
                for label, _ in question.options
                if len((callback := f"/subscribe {kind or ''} {label}").encode()) <= 64
            )
            prompt = question.prompt_ja if request.lang == "ja" else question.prompt_en
            return Wish(unread=Reply((Message(escape(prompt), rows),), {"kind": "help"}))
        case _:
            return Wish(unread=say(phrase("sub.how", request.lang)))


def describe(wish: Subscription, lang: str, product_name: str = "") -> str:
    """A subscription in words, plain text: "rates · autos · Japan · only when a rate changes"."""
    parts = [phrase(f"kind.{wish.kind}", lang) if wish.kind else phrase("sub.everything", lang)]
    if wish.product:
        parts.append(product_name or (dotted(wish.product) if wish.product.isdigit() else wish.product))
    if wish.country:
        parts.append(country_name(wish.country, lang))
    if wish.stage:
        spoken = f"stage.{wish.stage}" if wish.stage in set(Stage) else f"trip.{wish.stage}"
        parts.append(phrase(spoken, lang))
    if wish.only_rate_changes:
        parts.append(phrase("sub.only_rates", lang))
    if wish.paused:
        parts.append(phrase("sub.paused", lang))
    return " · ".join(parts)


async def handle(request: Request, words: str, desk: Desk) -> Reply:
    """Store a subscription and show what the last thirty days would have sent."""
    lang = request.lang
    if desk.database is None or not words.strip():
        return say(phrase("sub.how", lang))
    wish = read_wish(words, request)
    if wish.unread is not None:
        return wish.unread
    async with desk.database.write() as session:
        chat = await meet(session, first_settings(request.asker), request.now)
        denied = await refusal(request, admins_only=chat.admins_only)
        if denied is not None:
            return denied
        before = {entry.id for entry in await subscriptions_of(session, request.asker.chat_id)}
        try:
            stored = await subscribe(session, wish.of(request), request.now)
        except Refused as sentence:
            return say(escape(str(sentence)))
    what = escape(describe(stored, lang, _name(wish.product, lang)))
    lines = [phrase("sub.already" if stored.id in before else "sub.added", lang, what=what)]
    lines += await _would_have(stored, request.now, lang, desk)
    async with desk.database.read() as session:
        channel = await channel_for(session, stored)
    if channel is not None and request.asker.chat_type == "private":
        lines.append(phrase("sub.channel", lang, channel=escape(channel)))
    return say("\n".join(lines))


async def _would_have(stored: Subscription, now: datetime, lang: str, desk: Desk) -> list[str]:
    if desk.database is None:
        return []
    async with desk.database.read() as session:
        seen = await recent(session, now - PREVIEW_DAYS)
    past = [event.event for event in seen if matches(stored, event.event)]
    if not past:
        return [phrase("sub.preview_none", lang)]
    lines = [phrase("sub.preview", lang, count=len(past))]
    lines += [f"• {event.occurred_at:%Y-%m-%d} {escape(event.headline)}" for event in past[:5]]
    return lines


def _name(product: Product | None, lang: str) -> str:
    if product is None:
        return ""
    return product.name_ja if lang == "ja" and product.name_ja else product.name_en


async def handle_unsubscribe(request: Request, words: str, desk: Desk) -> Reply:
    """``/unsubscribe all``, ``/unsubscribe 3`` (number of /alerts), or the words it was made with."""
    lang = request.lang
    if desk.database is None:
        return say(phrase("sub.none", lang))
    async with desk.database.write() as session:
        chat = await meet(session, first_settings(request.asker), request.now)
        denied = await refusal(request, admins_only=chat.admins_only)
        if denied is not None:
            return denied
        mine = await subscriptions_of(session, request.asker.chat_id)
        if not mine:
            return say(phrase("sub.none", lang))
        if words.strip().casefold() in _ANY:
            count = await unsubscribe(session, request.asker.chat_id)
            return say(phrase("sub.removed_all", lang, count=count))
        gone = _chosen(mine, words, request)
        for entry in gone:
            await unsubscribe(session, request.asker.chat_id, entry.id)
    if not gone:
        return say(phrase("sub.no_match", lang))
    return say("\n".join(phrase("sub.removed", lang, what=escape(describe(entry, lang))) for entry in gone))


def _chosen(mine: list[Subscription], words: str, request: Request) -> list[Subscription]:
    if words.strip().isdigit():
        at = int(words) - 1
        return [mine[at]] if 0 <= at < len(mine) else []
    if not words.strip():
        return mine if len(mine) == 1 else []
    wish = read_wish(words, request)
    if wish.unread is not None:
        return []
    asked = wish.of(request)
    return [
        entry
        for entry in mine
        if (asked.kind in (None, entry.kind))
        and asked.country in ("", entry.country)
        and asked.product in ("", entry.product)
        and asked.stage in ("", entry.stage)
    ]


COMMAND = Command("subscribe", handle, menu=("Alerts: /subscribe orders japan", "通知の登録"), aliases=("sub", "watch"))
UNSUBSCRIBE = Command(
    "unsubscribe", handle_unsubscribe, menu=("Remove alerts", "通知の解除"), aliases=("unsub", "unwatch")
)
