"""What a text says, part by part, before anybody decides what is asked.

    layers named (section 232 ...) -> dates -> claims -> HTS numbers -> typos -> words -> ISO codes -> origin, product

Each step blanks what it has read, so that the next one cannot read it again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.understand import claims as claim_words
from bot.understand import dates, intent, numbers, origins, things
from bot.understand.claims import Claims
from bot.understand.dates import Mention
from bot.understand.intent import Authority
from bot.understand.numbers import Number
from bot.understand.origins import Origin
from bot.understand.question import Period
from bot.understand.scan import Part, scan
from bot.understand.things import Thing
from bot.understand.words import Means, Sense
from tariff.answer import ShipmentFact


@dataclass(frozen=True, slots=True)
class Heard:
    """The findings.

    Attributes:
        text: plain text, without the command.
        layers: authorities named.
        days: dates asked about, in the order written (not the day of loading, not the year of an old car).
        claims: facts about the shipment and a rate that was named.
        chapters, numbers: HTS chapters and numbers.
        parts: words that were found, and those nobody knows.
        corrected: typos repaired, (as typed, as read).
        origins: everything that names a country; ``countries`` the origin meant, several where that is open.
        person: full name of an official, or None.
        thing: the product.
    """

    text: str
    layers: tuple[Authority, ...]
    days: tuple[Mention, ...]
    claims: Claims
    chapters: tuple[str, ...]
    numbers: tuple[Number, ...]
    parts: tuple[Part, ...]
    corrected: tuple[tuple[str, str], ...]
    origins: tuple[Origin, ...]
    countries: tuple[str, ...]
    person: str | None
    thing: Thing

    @property
    def on(self) -> date | None:
        """The first day asked about."""
        return self.days[0].on if self.days else None

    @property
    def on_text(self) -> str | None:
        """The words of that day."""
        return self.days[0].text if self.days else None

    @property
    def period(self) -> Period | None:
        """The stretch those words name, if any."""
        return self.days[0].period if self.days else None


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def hear(tidied: str, text: str, today: date, *, command: bool) -> Heard:
    """Take a text apart.

    Args:
        tidied: as typed, tidied.
        text: the same, plain; the same length.
        today: the day of the clock in New York.
        command: it followed a command, where short forms ("jp") are meant as codes.
    """
    layers = intent.authorities(text)
    rest = _blank(text, [layer.span for layer in layers])
    mentions = dates.find(rest, today)
    loaded = claim_words.loading_day(rest, mentions)
    days = tuple(m for m in mentions if m is not loaded and not (m.year_only and m.on.year <= 2017))
    rest = _blank(rest, [(m.start, m.end) for m in mentions])
    claims = claim_words.find(rest, mentions, (days[0].on if days else today).year)
    if loaded is not None:
        claims.facts[ShipmentFact.LOADED_ON] = loaded.on.isoformat()
    rest = _blank(rest, claims.spans)
    chapters = numbers.chapters(rest)
    rest = _blank(rest, [(start, end) for _, start, end in chapters])
    codes = numbers.find(rest)
    rest = _blank(rest, [(n.start, n.end) for n in codes])
    typed = _blank(tidied, [(i, i + 1) for i, char in enumerate(rest) if char == " "])
    loose = command or len(rest.split()) <= 4
    parts, fixed, typed, corrected = scan(rest, typed)
    parts, named = _places(parts, fixed, typed, loose=loose)
    parts = _metal_share(parts, claims)
    parts, left_out = _exclusions(parts, fixed)
    return Heard(
        text=text,
        layers=tuple(layers),
        days=days,
        claims=claims,
        chapters=tuple(chapter for chapter, _, _ in chapters),
        numbers=tuple(codes),
        parts=tuple(parts),
        corrected=corrected,
        origins=tuple(named),
        countries=tuple(origins.choose(named)),
        person=next((p.sense.value for p in parts if p.sense is not None and p.means(Means.PERSON)), None),
        thing=_without(things.find(parts), left_out),
    )


_EXCEPT = re.compile(
    r"\b(?:except(?:ing)?(?: for)?|excluding|other than|apart from|besides|but not|(?:everything|goods|all) but)"
    r"\s+(?:the\s+|on\s+|for\s+)?$"
)
_EXCEPT_BEHIND = re.compile(r"^\s?(?:以外|を除く|を除いた|は除く)")
_NON = re.compile(r"\bnon[\s-]$")


def _exclusions(parts: list[Part], text: str) -> tuple[list[Part], tuple[str, ...]]:
    """Goods left out ("everything except steel"), and goods negated ("non-electric cars"), which nobody knows."""
    kept, left_out = [], []
    for part in parts:
        if part.is_thing and (_EXCEPT.search(text[: part.start]) or _EXCEPT_BEHIND.match(text[part.end :])):
            left_out.append(f"except {part.text}")
        elif part.is_thing and _NON.search(text[: part.start]):
            kept.append(Part(None, f"non-{part.text}", "", part.start, part.end))
        else:
            kept.append(part)
    return kept, tuple(left_out)


def _without(thing: Thing, left_out: tuple[str, ...]) -> Thing:
    return replace(thing, unread=thing.unread + left_out) if left_out else thing


def _places(parts: list[Part], text: str, typed: str, *, loose: bool) -> tuple[list[Part], list[Origin]]:
    """Countries among the words and as ISO codes; "turkey" and "china" as goods where another country is named."""
    named = origins.named(text, parts)
    codes = origins.iso_codes(typed, loose=loose, known=any(o.code != "US" for o in named))
    codes = [c for c in codes if not any(p.start <= c.start and c.end <= p.end and p.is_thing for p in parts)]
    if codes:
        taken = {(c.start, c.end) for c in codes}
        parts = [p for p in parts if not any(c.start < p.end and p.start < c.end for c in codes)]
        named = [o for o in named if (o.start, o.end) not in taken]
        named += [Origin(c.code, origins.rank(text, _as_part(c)), c.start, c.end, c.text) for c in codes]
    if goods := origins.goods_not_country(named):
        parts = [
            Part(Sense(Means.PRODUCT, goods[p.start]), p.text, p.key, p.start, p.end) if p.start in goods else p
            for p in parts
        ]
        named = [o for o in named if o.start not in goods]
    return parts, named


def _as_part(code: Origin) -> Part:
    return Part(Sense(Means.COUNTRY, code.code), code.text, code.text, code.start, code.end)


def _metal_share(parts: list[Part], claims: Claims) -> list[Part]:
    """ "washing machine, 40% steel": the steel is a share of the machine, not a second product."""
    if claims.perhaps_metal is None:
        return parts
    value, start, end = claims.perhaps_metal
    if not any(p.is_thing and not p.weak and (p.end <= start or p.start >= end) for p in parts):
        return parts
    claims.facts[ShipmentFact.METAL_PERCENT] = value
    if claims.asked_percent == Decimal(value):
        claims.asked_percent = None
    return [p for p in parts if p.end <= start or p.start >= end]
