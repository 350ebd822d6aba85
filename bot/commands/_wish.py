"""What a person wants to be told, read from words and told in words: kind, country, product, stage, rate changes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.render.phrases import phrase
from bot.render.words import country as country_name
from bot.render.words import dotted, escape
from bot.request import Reply, Request, say
from bot.understand import read
from bot.understand.question import Choice, Missing, Product, RateQuestion
from bot.understand.words import vocabulary
from storage.events import EventKind, Stage
from storage.messages import Button, Message
from storage.subscriptions import Subscription

_KINDS = {
    "order": EventKind.ORDERS,
    "orders": EventKind.ORDERS,
    "命令": EventKind.ORDERS,
    "大統領令": EventKind.ORDERS,
    "rate": EventKind.RATES,
    "rates": EventKind.RATES,
    "tariff": EventKind.RATES,
    "tariffs": EventKind.RATES,
    "税率": EventKind.RATES,
    "関税": EventKind.RATES,
    "trip": EventKind.TRIPS,
    "trips": EventKind.TRIPS,
    "visit": EventKind.TRIPS,
    "visits": EventKind.TRIPS,
    "往来": EventKind.TRIPS,
    "訪米": EventKind.TRIPS,
    "issue": EventKind.ISSUES,
    "issues": EventKind.ISSUES,
    "論点": EventKind.ISSUES,
    "source": EventKind.SOURCES,
    "sources": EventKind.SOURCES,
    "監視": EventKind.SOURCES,
}
ANY = frozenset({"all", "everything", "any", "すべて", "全部", "全て"})
_IDLE = frozenset(
    ["the", "a", "an", "to", "about", "me", "tell", "please", "executive", "alert", "alerts", "news", "stage", "only"]
)
_JOINS = frozenset({"and", "or", "of", "for", "from", "in", "on", "with", "の", "と", "を", "に", "new"})
"""Words that mean something between two others ("parts of cars"), nothing at the edge ("orders for Japan")."""
TRIP_STAGES = (
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
STAGES: dict[EventKind, tuple[str, ...]] = {
    EventKind.ORDERS: tuple(str(stage) for stage in Stage),
    EventKind.RATES: tuple(str(stage) for stage in Stage),
    EventKind.TRIPS: TRIP_STAGES,
}
"""Stages a subscription of a kind can be narrowed to."""

_ONLY_RATES = re.compile(
    r"\bonly (?:when )?(?:the |a )?rates?(?: chang(?:es?|ing))?\b|\brate changes only\b|税率が?(?:変更|変わるとき)のみ",
    re.IGNORECASE,
)


def stage_name(stage: str, lang: str) -> str:
    """A stage or a trip status in words."""
    return phrase(f"stage.{stage}" if stage in set(Stage) else f"trip.{stage}", lang)


def _stage_words() -> dict[str, str]:
    words = {stage.replace("_", " "): stage for stage in (*(str(stage) for stage in Stage), *TRIP_STAGES)}
    japanese = {stage_name(stage, "ja"): stage for stage in words.values()}
    return (
        words
        | {"canceled": "cancelled", "called off": "cancelled", "中止": "cancelled", "延期": "postponed"}
        | japanese
    )


_STAGES = _stage_words()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked to be told, before it belongs to a chat.

    Attributes:
        kinds: one subscription for each; (None,) = every kind.
        notes: what of the words was taken for granted or left aside, for people.
        unread: a question to send back instead.
    """

    kinds: tuple[EventKind | None, ...] = (None,)
    country: str = ""
    product: Product | None = None
    stage: str = ""
    only_rate_changes: bool = False
    notes: tuple[str, ...] = ()
    unread: Reply | None = None

    @property
    def empty(self) -> bool:
        """Everything is meant."""
        return self.kinds == (None,) and not (self.country or self.product or self.stage or self.only_rate_changes)

    def of(self, request: Request) -> list[Subscription]:
        """The wish as subscriptions of the asking chat."""
        return [
            Subscription(
                chat_id=request.asker.chat_id,
                kind=kind,
                country=self.country,
                product="" if self.product is None else self.product.id.removeprefix("hts:"),
                prefixes=self.product.codes if self.product else (),
                stage=self.stage,
                only_rate_changes=self.only_rate_changes,
                topic_id=request.asker.thread_id,
            )
            for kind in self.kinds
        ]


def read_wish(words: str, request: Request) -> Wish:
    """Read what follows /subscribe. Pure."""
    only = bool(_ONLY_RATES.search(words))
    rest = _ONLY_RATES.sub(" ", words)
    stage, rest = _take_stage(rest)
    kinds, left, anything = _take_kinds(rest)
    if stage in TRIP_STAGES and not kinds:
        kinds = (EventKind.TRIPS,)
    for kind in kinds:
        if stage and stage not in STAGES.get(kind, ()):
            return Wish(unread=say(_stages_of(kind, request.lang)))
    found = Wish(kinds or (None,), stage=stage, only_rate_changes=only)
    if not left:
        return Wish(unread=say(phrase("sub.how", request.lang))) if found.empty and not anything else found
    question = read("/rate " + " ".join(left), clock=request.now, lang=request.lang)
    match question:
        case RateQuestion():
            return replace(
                found, country=question.country or "", product=question.product, notes=tuple(question.assumed)
            )
        case Missing(what="country"):
            return replace(found, product=question.product)
        case Missing(what="product") if question.unknown is None:
            return replace(found, country=question.country or "")
        case Missing():
            word = escape((question.unknown or "")[:40])
            return Wish(unread=say(phrase("sub.unknown", request.lang, word=word)))
        case Choice():
            return Wish(unread=_choose(question, found, request.lang))
        case _:
            return Wish(unread=say(phrase("sub.how", request.lang)))


def _take_stage(words: str) -> tuple[str, str]:
    for spoken in sorted(_STAGES, key=len, reverse=True):
        mark = rf"\b{re.escape(spoken)}\b" if spoken.isascii() else re.escape(spoken)
        if re.search(mark, words, re.IGNORECASE):
            return _STAGES[spoken], re.sub(mark, " ", words, count=1, flags=re.IGNORECASE)
    return "", words


def _take_kinds(words: str) -> tuple[tuple[EventKind, ...], list[str], bool]:
    """(kinds named, words left, whether "everything" was said)."""
    kinds: dict[EventKind, None] = {}
    anything = False
    for spoken in sorted((word for word in (*_KINDS, *ANY) if not word.isascii()), key=len, reverse=True):
        if spoken in words:
            words = words.replace(spoken, " ")
            anything = anything or spoken in ANY
            if spoken in _KINDS:
                kinds[_KINDS[spoken]] = None
    left = []
    for word in re.split(r"[\s,、・]+", words):
        spoken = word.casefold()
        if (kind := _KINDS.get(spoken)) is not None:
            kinds[kind] = None
        elif spoken in ANY:
            anything = True
        elif word and spoken not in _IDLE:
            left.append(word)
    while left and left[-1].casefold() in _JOINS:
        left.pop()
    while left and left[0].casefold() in _JOINS - {"new"}:
        left.pop(0)
    return tuple(kinds), left, anything


def _stages_of(kind: EventKind, lang: str) -> str:
    known = ", ".join(stage.replace("_", " ") for stage in STAGES.get(kind, ()))
    name = phrase(f"kind.{kind}", lang)
    return phrase("sub.stages", lang, kind=name, stages=known) if known else phrase("sub.no_stages", lang, kind=name)


def _choose(question: Choice, found: Wish, lang: str) -> Reply:
    """Several meanings: a button for each, that subscribes to just that one."""
    before = " ".join(kind for kind in found.kinds if kind)
    after = " ".join(
        filter(None, (found.stage.replace("_", " "), "only when a rate changes" if found.only_rate_changes else ""))
    )
    rows: list[tuple[Button, ...]] = []
    lines = [escape(question.prompt_ja if lang == "ja" else question.prompt_en)]
    for label, text in question.options:
        command = " ".join(filter(None, ("/subscribe", before, text.removeprefix("/rate").strip(), after)))
        lines.append(f"• {escape(label)}: <code>{escape(command)}</code>")
        if len(command.encode()) <= 64:
            rows.append((Button(label, callback=command),))
    return Reply((Message("\n".join(lines), tuple(rows)),), {"kind": "help"})


def product_name(word: str, lang: str) -> str:
    """A subscription's product for people: its name, or an HTS code with dots; plain text."""
    if word.isdigit():
        return dotted(word)
    known = vocabulary().products.get(word)
    if known is None:
        return word
    return known.name_ja if lang == "ja" and known.name_ja else known.name_en


def describe(wish: Subscription, lang: str) -> str:
    """A subscription in words, plain text: "rates · passenger car · Japan · only when a rate changes"."""
    parts = [phrase(f"kind.{wish.kind}", lang) if wish.kind else phrase("sub.everything", lang)]
    if wish.product:
        parts.append(product_name(wish.product, lang))
    if wish.country:
        parts.append(country_name(wish.country, lang))
    if wish.stage:
        parts.append(stage_name(wish.stage, lang) if wish.stage in (*Stage, *TRIP_STAGES) else wish.stage)
    if wish.only_rate_changes:
        parts.append(phrase("sub.only_rates", lang))
    if wish.paused:
        parts.append(phrase("sub.paused", lang))
    return " · ".join(parts)
