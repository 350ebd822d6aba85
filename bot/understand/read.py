"""The way in: one question to one typed query.

    tidy -> command -> layers named (section 232 ...) -> dates -> claims -> HTS numbers -> ISO codes -> words
    -> kind -> query

Each step blanks what it has read, so that the next one cannot read it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.understand import claims as claim_words
from bot.understand import dates, intent, numbers, origins, replies, things
from bot.understand.intent import Wants
from bot.understand.question import (
    ChangesQuestion,
    Choice,
    HelpQuestion,
    Hit,
    IssuesQuestion,
    Missing,
    OrdersQuestion,
    Period,
    Product,
    Question,
    RateQuestion,
    TripsQuestion,
)
from bot.understand.scan import Part, scan
from bot.understand.spelling import plain, tidy
from bot.understand.words import Means, Sense, Vocabulary, vocabulary
from tariff.answer import ShipmentFact

NEW_YORK = ZoneInfo("America/New_York")
LONGEST = 600  # characters; a longer text is a pasted article, not a question

Search = Callable[[str], Sequence[Hit]]


def read(
    question: str,
    *,
    clock: datetime,
    lang: str | None = None,
    search: Search | None = None,
    after: RateQuestion | Missing | None = None,
) -> Question:
    """Read one question.

    Args:
        question: what was typed, a command or a sentence, English or Japanese.
        clock: "now" of the question, aware; days are New York days.
        lang: "ja" or "en" for the labels of a choice; None takes the language of the question.
        search: full-text search over the schedule, asked only for words the vocabulary does not know.
        after: the question before in this chat: a country, a product, a day or a fact alone completes it.

    Returns:
        A typed query. Every text has one; nothing is raised for what a user types.

    Raises:
        ValueError: ``clock`` has no time zone.
    """
    if clock.tzinfo is None:
        raise ValueError("The clock of a question needs a time zone.")
    tidied = tidy(question[: LONGEST * 4])
    if len(tidied) > LONGEST or len(question) > LONGEST * 4:
        return replies.TOO_LONG
    if not tidied:
        return replies.NOTHING
    japanese = lang == "ja" if lang else any("\u3040" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" for c in tidied)
    reading = _Reading(tidied, clock.astimezone(NEW_YORK).date(), japanese, search, vocabulary(), after)
    return reading.result()


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


@dataclass
class _Reading:
    tidied: str
    today: date
    japanese: bool
    search: Search | None
    book: Vocabulary
    after: RateQuestion | Missing | None = None
    text: str = ""
    command: Wants | None = None
    assumed: list[str] = field(default_factory=list)

    def result(self) -> Question:
        text = plain(self.tidied)
        if (match := intent.COMMAND.match(text)) is not None:
            if match["name"] not in intent.COMMANDS:
                return replies.NO_COMMAND
            self.command = intent.COMMANDS[match["name"]]
            self.tidied, text = self.tidied[match.end() :], text[match.end() :]
        self.text = text
        if self.command is Wants.HELP:
            return HelpQuestion()
        if self.command is None and intent.OUTBOUND.search(text):
            return replies.OUTWARD
        self.layers = intent.authorities(text)
        rest = _blank(text, [layer.span for layer in self.layers])
        self._read_dates(rest)
        rest = _blank(rest, [(m.start, m.end) for m in self.mentions])
        self.claims = claim_words.find(rest, self.mentions, (self.on or self.today).year)
        if self.loaded is not None:
            self.claims.facts[ShipmentFact.LOADED_ON] = self.loaded.on.isoformat()
        rest = _blank(rest, self.claims.spans)
        self.chapters = numbers.chapters(rest)
        rest = _blank(rest, [(start, end) for _, start, end in self.chapters])
        self.numbers = numbers.find(rest)
        rest = _blank(rest, [(n.start, n.end) for n in self.numbers])
        self._read_words(rest)
        return self._question()

    # -- reading

    def _read_dates(self, text: str) -> None:
        self.mentions = dates.find(text, self.today)
        self.loaded = claim_words.loading_day(text, self.mentions)
        asked = [m for m in self.mentions if m is not self.loaded and not (m.year_only and m.on.year <= 2017)]
        self.asked_days = asked
        self.on: date | None = asked[0].on if asked else None
        self.on_text: str | None = asked[0].text if asked else None
        self.period: Period | None = asked[0].period if asked else None

    def _read_words(self, rest: str) -> None:
        parts, fixed, self.corrected = scan(rest)
        words = [w for w in rest.split() if w]
        loose = self.command is not None or len(words) <= 4
        named = origins.named(fixed, parts)
        if not self.corrected:
            known = any(o.code != "US" for o in named)
            codes = origins.iso_codes(
                _blank(self.tidied, [(i, i + 1) for i, c in enumerate(rest) if c == " "]), loose=loose, known=known
            )
            codes = [c for c in codes if not any(p.start <= c.start and c.end <= p.end and p.is_thing for p in parts)]
            if codes:
                parts = [p for p in parts if not any(c.start < p.end and p.start < c.end for c in codes)]
                spans = {(o.start, o.end) for o in codes}
                named = [o for o in named if (o.start, o.end) not in spans] + codes
                ranked = [origins.Origin(c.code, _code_rank(fixed, c), c.start, c.end, c.text) for c in codes]
                named = [o for o in named if o not in codes] + ranked
        goods = origins.goods_not_country(named)
        if goods:
            parts = [
                Part(Sense(Means.PRODUCT, goods[p.start]), p.text, p.key, p.start, p.end) if p.start in goods else p
                for p in parts
            ]
            named = [o for o in named if o.start not in goods]
        parts = self._metal_share(parts)
        self.parts = parts
        self.origins = named
        self.countries = origins.choose(named)
        self.person = next((p.sense.value for p in parts if p.sense is not None and p.means(Means.PERSON)), None)
        self.thing = things.find(parts)

    def _metal_share(self, parts: list[Part]) -> list[Part]:
        """ "washing machine, 40% steel": the steel is a share of the machine, not a second product."""
        if self.claims.perhaps_metal is None:
            return parts
        value, start, end = self.claims.perhaps_metal
        if not any(p.is_thing and not p.weak and (p.end <= start or p.start >= end) for p in parts):
            return parts
        self.claims.facts[ShipmentFact.METAL_PERCENT] = value
        if self.claims.asked_percent == Decimal(value):
            self.claims.asked_percent = None
        return [p for p in parts if p.end <= start or p.start >= end]

    # -- deciding

    def _question(self) -> Question:
        has_product = bool(self.thing.products or self.numbers)
        wants = self.command or intent.wanted(
            self.text, has_person=self.person is not None, has_product=has_product, has_origin=bool(self.countries)
        )
        if wants is Wants.HELP:
            return HelpQuestion()
        country = self.countries[0] if len(self.countries) == 1 else None
        product = self.thing.products[0] if len(self.thing.products) == 1 else None
        if wants is Wants.ORDERS:
            return OrdersQuestion(country, product, self._since())
        if wants is Wants.TRIPS:
            return TripsQuestion(country, self.person, self.on, self.period)
        if wants is Wants.ISSUES:
            return IssuesQuestion(country, self.on)
        if wants is Wants.CHANGES:
            since, until = self._stretch()
            return ChangesQuestion(country, product, since, until)
        return self._rate()

    def _since(self) -> date | None:
        if not self.asked_days:
            return None
        first = self.asked_days[0]
        return first.period.first if first.period else first.on

    def _stretch(self) -> tuple[date | None, date | None]:
        if not self.asked_days:
            return None, None
        first = self.asked_days[0]
        since = first.period.first if first.period else first.on
        if len(self.asked_days) > 1:
            last = self.asked_days[-1]
            return since, last.period.last if last.period else last.on
        if first.since:
            return since, None
        until = first.period.last if first.period else first.on
        return since, min(until, self.today) if first.period else until

    def _completed(self) -> RateQuestion | None:
        """The question before, with what was said now in its place."""
        before, thing = self.after, self.thing
        if (
            before is None
            or self.command is not None
            or thing.unknown
            or thing.general
            or len(thing.products) > 1
            or len(self.countries) > 1
        ):
            return None
        has_product, has_country = bool(thing.products or self.numbers), bool(self.countries)
        if has_product and has_country:
            return None
        if not (has_product or has_country or self.claims.facts or self.asked_days):
            return None
        product, ask = self._product(self.claims.facts) if has_product else (before.product, None)
        country = self.countries[0] if has_country else before.country
        if ask is not None or country is None:
            return None
        if isinstance(before, Missing):
            before = RateQuestion(product, (), country, before.on)
        if self.asked_days:
            before = replace(before, on=self.on, on_text=self.on_text, period=self.period, compare=self._compare())
        return replace(
            before,
            product=product,
            codes=product.codes if product else (),
            country=country,
            facts={**before.facts, **self.claims.facts},
            value_unit=self.claims.value_unit or before.value_unit,
            corrected=self.corrected,
            text=self.text,
        )

    def _rate(self) -> Question:
        if (completed := self._completed()) is not None:
            return completed
        if (
            self.claims.facts
            and not self.thing.products
            and not self.countries
            and not self.numbers
            and not self.thing.unknown
            and not self.command
        ):
            return replies.FACT_ALONE
        if (refusal := self._refusal()) is not None:
            return refusal
        facts = self.claims.facts
        product, ask = self._product(facts)
        if ask is not None:
            return ask
        country, ask = self._country(product, facts)
        if ask is not None:
            return ask
        raised = intent.flags(self.text)
        one_layer = len({(one.name, one.programme) for one in self.layers}) == 1 and "asks_stacking" not in raised
        layer = self.layers[0] if one_layer else None
        if not self.asked_days and (vague := intent.VAGUE_TIME.search(self.text)) is not None:
            self._assume(
                f"“{vague.group()}” names no day; this is the day of the question.",
                f"「{vague.group()}」は日付が定まらないため、質問時点の税率です。",
            )
        if product is not None and self.thing.unread:
            left = ", ".join(self.thing.unread)
            self._assume(f"Not taken into account: “{left}”.", f"「{left}」は考慮していません。")
        return RateQuestion(
            product=product,
            codes=product.codes if product else (),
            country=country,
            on=self.on,
            on_text=self.on_text,
            period=self.period,
            compare=self._compare(),
            facts=facts,
            value_unit=self.claims.value_unit,
            authority=layer.name if layer else None,
            programme=layer.programme if layer else None,
            asked_percent=self.claims.asked_percent,
            corrected=self.corrected,
            assumed=tuple(self.assumed),
            unread=self.thing.unread,
            text=self.text,
            **raised,
        )

    def _assume(self, english: str, local: str) -> None:
        self.assumed.append(local if self.japanese else english)

    def _assume_origin(self, code: str, word: str) -> None:
        country = self.book.countries[code]
        self._assume(
            f"Taken as made in {country.name_en}: “{word}”.", f"「{word}」から{country.name_ja}製とみなしました。"
        )

    def _compare(self) -> tuple[date, ...]:
        days = [day for mention in self.asked_days for day in ((mention.around or ()) or (mention.on,))]
        return tuple(dict.fromkeys(days)) if len(set(days)) > 1 else ()

    def _refusal(self) -> Question | None:
        if any(n.special for n in self.numbers) and not self.thing.products and len(self.numbers) == 1:
            return replies.SPECIAL_HEADING
        if any(n.bad for n in self.numbers) and not self.thing.products:
            return replies.BAD_NUMBER
        if self.origins and not self.countries and any(o.rank == 3 for o in self.origins) and self.thing.brand is None:
            return replies.MADE_IN_USA
        return None

    def _product(self, facts: Mapping[ShipmentFact, str]) -> tuple[Product | None, Question | None]:
        """The product asked about, None for general goods; or the question that has to be asked back."""
        country = self.countries[0] if len(self.countries) == 1 else None
        good = [n.digits for n in self.numbers if not n.bad and not n.special]
        if good:
            name = self.thing.products[0] if len(self.thing.products) == 1 else None
            digits = list(dict.fromkeys(good))
            if len(digits) > 1:
                options = [Product(f"hts:{d}", d, d, (d,)) for d in digits]
                return None, replies.choice_of_products(
                    options, country, self.on, facts, self.book, japanese=self.japanese
                )
            return Product(
                f"hts:{digits[0]}",
                name.name_en if name else digits[0],
                name.name_ja if name else digits[0],
                (digits[0],),
            ), None
        if self.chapters and not self.thing.products:
            return self._chapter(self.chapters[0][0])
        thing = self.thing
        if self.thing.brand is not None and self.thing.brand.maker:
            self.claims.facts.setdefault(ShipmentFact.MAKER, self.thing.brand.maker)
        if len(thing.products) > 1:
            return None, replies.choice_of_products(
                thing.products, country, self.on, facts, self.book, japanese=self.japanese
            )
        if thing.products:
            return self._in_quota(thing.products[0]), None
        if thing.unknown:
            return self._searched(thing.unknown, country, facts)
        if not thing.general and not self.countries and not self.layers and not self.command:
            return None, replies.NOTHING
        if not thing.general and not self.countries and self.command:
            return None, replies.NOTHING
        return None, None

    def _in_quota(self, product: Product) -> Product:
        """The line within the quota, where the asker says so and the schedule has one of its own."""
        if self.claims.facts.get(ShipmentFact.WITHIN_QUOTA) != "yes":
            return product
        return self.book.products.get(f"{product.id}_in_quota", product)

    def _chapter(self, chapter: str) -> tuple[Product | None, Question | None]:
        first = next((p for p in self.book.products.values() if p.codes[0].startswith(chapter) and p.broad), None)
        first = first or next((p for p in self.book.products.values() if p.codes[0].startswith(chapter)), None)
        if first is None:
            return None, replies.BAD_NUMBER
        return Product(
            f"chapter:{chapter}",
            f"chapter {chapter}",
            f"第{chapter}類",
            (first.codes[0], chapter),
            first.group,
            broad=True,
        ), None

    def _searched(
        self, unknown: str, country: str | None, facts: Mapping[ShipmentFact, str]
    ) -> tuple[Product | None, Question | None]:
        if self.search is not None and any(c.isalpha() for c in unknown) and len(unknown) >= 3:
            lines: dict[str, Hit] = {}
            for hit in self.search(unknown):
                lines.setdefault(hit.code[:8], hit)
            if len(lines) == 1:
                code, hit = next(iter(lines.items()))
                self._assume(
                    f"Line {code} of the schedule, found for “{unknown}”.",
                    f"「{unknown}」で見つかった関税表の {code} です。",
                )
                return Product(f"hts:{code}", hit.description, hit.description, (code,)), None
            if lines:
                options = tuple(
                    (
                        f"{hit.description} ({code})",
                        replies.as_command(code, country, self.on, facts, self.book, japanese=self.japanese),
                    )
                    for code, hit in list(lines.items())[:4]
                )
                return None, Choice(
                    f"“{unknown}” may be one of these lines of the schedule:",
                    f"「{unknown}」は次のどれですか。",
                    options,
                )
        sure = self.command is not None or country is not None or intent.RATE_WORDS.search(self.text)
        return None, replies.missing_product(unknown, country, self.on) if sure else replies.NOTHING

    def _country(
        self, product: Product | None, facts: Mapping[ShipmentFact, str]
    ) -> tuple[str | None, Question | None]:
        if len(self.countries) == 1:
            return self.countries[0], None
        if len(self.countries) > 1:
            return None, replies.choice_of_countries(
                self.countries, product, self.on, facts, self.book, japanese=self.japanese
            )
        brand = self.thing.brand
        if brand is not None:
            foreign = [o for o in brand.origins if o != "US"]
            if brand.assume_home and foreign:
                self._assume_origin(foreign[0], self.thing.brand_name or "")
                return foreign[0], None
            return None, replies.choice_of_countries(
                foreign, product, self.on, facts, self.book, japanese=self.japanese
            )
        for part in self.parts:
            if (code := self.book.implied.get(part.key)) is not None:
                self._assume_origin(code, part.text)
                return code, None
        if intent.EVERYWHERE.search(self.text) or (self.layers and product is not None):
            return None, None
        return None, replies.missing_country(product, self.on)


def _code_rank(text: str, code: origins.Origin) -> float:
    return origins.rank(text, Part(Sense(Means.COUNTRY, code.code), code.text, code.text, code.start, code.end))
