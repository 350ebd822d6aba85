"""The way in: one question to one typed query.

tidy -> command -> what the text says (``heard``) -> kind of question -> query, or a question back
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.understand import intent, origins, replies
from bot.understand.heard import Heard, hear
from bot.understand.intent import Wants
from bot.understand.question import (
    ChangesQuestion,
    Choice,
    HelpQuestion,
    Hit,
    IssuesQuestion,
    Missing,
    OrdersQuestion,
    Product,
    Question,
    RateQuestion,
    TripsQuestion,
)
from bot.understand.spelling import plain, tidy
from bot.understand.words import Vocabulary, vocabulary
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


_MADE_AT = re.compile(
    r"\b(?:made|built|assembled|produced|manufactured)\s+(?:in|at|by the plant in)\s+(?:the\s+)?(\w+)"
)


@dataclass
class _Reading:
    tidied: str
    today: date
    japanese: bool
    search: Search | None
    book: Vocabulary
    after: RateQuestion | Missing | None = None
    command: Wants | None = None
    assumed: list[str] = field(default_factory=list)
    heard: Heard = field(init=False)

    def result(self) -> Question:
        text = plain(self.tidied)
        if (match := intent.COMMAND.match(text)) is not None:
            if match["name"] not in intent.COMMANDS:
                return replies.NO_COMMAND
            self.command = intent.COMMANDS[match["name"]]
            self.tidied, text = self.tidied[match.end() :], text[match.end() :]
        if self.command is Wants.HELP:
            return HelpQuestion()
        if self.command is None and intent.OUTBOUND.search(text):
            return replies.OUTWARD
        self.heard = hear(self.tidied, text, self.today, command=self.command is not None)
        if self.command is None and origins.charged_by_another(text, self.heard.origins):
            return replies.OUTWARD
        return self._question()

    def _question(self) -> Question:
        has_product = bool(self.heard.thing.products or self.heard.numbers)
        wants = self.command or intent.wanted(
            self.heard.text,
            has_person=self.heard.person is not None,
            has_product=has_product,
            has_origin=bool(self.heard.countries),
        )
        if wants is Wants.HELP:
            return HelpQuestion()
        country = self.heard.countries[0] if len(self.heard.countries) == 1 else None
        product = self.heard.thing.products[0] if len(self.heard.thing.products) == 1 else None
        if wants is Wants.ORDERS:
            return OrdersQuestion(country, product, self._since())
        if wants is Wants.TRIPS:
            return TripsQuestion(country, self.heard.person, self.heard.on, self.heard.period)
        if wants is Wants.ISSUES:
            return IssuesQuestion(country, self.heard.on)
        if wants is Wants.CHANGES:
            since, until = self._stretch()
            return ChangesQuestion(country, product, since, until)
        return self._rate()

    def _since(self) -> date | None:
        if not self.heard.days:
            return None
        first = self.heard.days[0]
        return first.period.first if first.period else first.on

    def _stretch(self) -> tuple[date | None, date | None]:
        if not self.heard.days:
            return None, None
        first = self.heard.days[0]
        since = first.period.first if first.period else first.on
        if len(self.heard.days) > 1:
            last = self.heard.days[-1]
            return since, last.period.last if last.period else last.on
        if first.since:
            return since, None
        until = first.period.last if first.period else first.on
        return since, min(until, self.today) if first.period else until

    def _completed(self) -> RateQuestion | None:
        """The question before, with what was said now in its place."""
        before, thing = self.after, self.heard.thing
        if (
            before is None
            or self.command is not None
            or thing.unknown
            or thing.general
            or len(thing.products) > 1
            or len(self.heard.countries) > 1
        ):
            return None
        has_product, has_country = bool(thing.products or self.heard.numbers), bool(self.heard.countries)
        if has_product and has_country:
            return None
        if not (has_product or has_country or self.heard.claims.facts or self.heard.days):
            return None
        product, ask = self._product(self.heard.claims.facts) if has_product else (before.product, None)
        country = self.heard.countries[0] if has_country else before.country
        if ask is not None or country is None:
            return None
        if isinstance(before, Missing):
            before = RateQuestion(product, (), country, before.on)
        if self.heard.days:
            before = replace(
                before, on=self.heard.on, on_text=self.heard.on_text, period=self.heard.period, compare=self._compare()
            )
        return replace(
            before,
            product=product,
            codes=product.codes if product else (),
            country=country,
            facts={**before.facts, **self.heard.claims.facts},
            value_unit=self.heard.claims.value_unit or before.value_unit,
            corrected=self.heard.corrected,
            text=self.heard.text,
        )

    def _rate(self) -> Question:
        if (completed := self._completed()) is not None:
            return completed
        if (
            self.heard.claims.facts
            and not self.heard.thing.products
            and not self.heard.countries
            and not self.heard.numbers
            and not self.heard.thing.unknown
            and not self.command
        ):
            return replies.FACT_ALONE
        if (refusal := self._refusal()) is not None:
            return refusal
        facts = self.heard.claims.facts
        product, ask = self._product(facts)
        if ask is not None:
            return ask
        country, ask = self._country(product, facts)
        if ask is not None:
            return ask
        raised = intent.flags(self.heard.text)
        one_layer = len({(one.name, one.programme) for one in self.heard.layers}) == 1 and "asks_stacking" not in raised
        layer = self.heard.layers[0] if one_layer else None
        if not self.heard.days and (vague := intent.VAGUE_TIME.search(self.heard.text)) is not None:
            self._assume(
                f"“{vague.group()}” names no day; this is the day of the question.",
                f"「{vague.group()}」は日付が定まらないため、質問時点の税率です。",
            )
        if self.heard.thing.unread:
            left = ", ".join(self.heard.thing.unread)
            self._assume(f"Not taken into account: “{left}”.", f"「{left}」は考慮していません。")
        return RateQuestion(
            product=product,
            codes=product.codes if product else (),
            country=country,
            on=self.heard.on,
            on_text=self.heard.on_text,
            period=self.heard.period,
            compare=self._compare(),
            facts=facts,
            value_unit=self.heard.claims.value_unit,
            authority=layer.name if layer else None,
            programme=layer.programme if layer else None,
            asked_percent=self.heard.claims.asked_percent,
            corrected=self.heard.corrected,
            assumed=tuple(self.assumed),
            unread=self.heard.thing.unread,
            text=self.heard.text,
            **raised,
        )

    def _assume(self, english: str, local: str) -> None:
        self.assumed.append(local if self.japanese else english)

    def _assume_origin(self, code: str, word: str) -> None:
        country = self.book.countries[code]
        self._assume(
            f"Taken as made in {country.name_en}: “{word}”.", f"「{word}」から{country.name_ja}製とみなしました。"
        )

    def _made_somewhere_unknown(self) -> bool:
        """ "built in Spartanburg": a place that is not known must not give way to the maker's home."""
        place = _MADE_AT.search(self.heard.text)
        return place is not None and place.group(1) in self.heard.thing.unread

    def _compare(self) -> tuple[date, ...]:
        days = [day for mention in self.heard.days for day in ((mention.around or ()) or (mention.on,))]
        return tuple(dict.fromkeys(days)) if len(set(days)) > 1 else ()

    def _refusal(self) -> Question | None:
        if (
            any(n.special for n in self.heard.numbers)
            and not self.heard.thing.products
            and len(self.heard.numbers) == 1
        ):
            return replies.SPECIAL_HEADING
        if any(n.bad for n in self.heard.numbers) and not self.heard.thing.products:
            return replies.BAD_NUMBER
        if self.heard.origins and not self.heard.countries and any(o.rank == 3 for o in self.heard.origins):
            return replies.MADE_IN_USA
        return None

    def _product(self, facts: Mapping[ShipmentFact, str]) -> tuple[Product | None, Question | None]:
        """The product asked about, None for general goods; or the question that has to be asked back."""
        country = self.heard.countries[0] if len(self.heard.countries) == 1 else None
        good = [n.digits for n in self.heard.numbers if not n.bad and not n.special]
        if good:
            name = self.heard.thing.products[0] if len(self.heard.thing.products) == 1 else None
            digits = list(dict.fromkeys(good))
            if len(digits) > 1:
                options = [Product(f"hts:{d}", d, d, (d,)) for d in digits]
                return None, replies.choice_of_products(
                    options, country, self.heard.on, facts, self.book, japanese=self.japanese
                )
            return Product(
                f"hts:{digits[0]}",
                name.name_en if name else digits[0],
                name.name_ja if name else digits[0],
                (digits[0],),
            ), None
        if self.heard.chapters and not self.heard.thing.products:
            return self._chapter(self.heard.chapters[0])
        thing = self.heard.thing
        if self.heard.thing.brand is not None and self.heard.thing.brand.maker:
            self.heard.claims.facts.setdefault(ShipmentFact.MAKER, self.heard.thing.brand.maker)
        if len(thing.products) > 1:
            return None, replies.choice_of_products(
                thing.products, country, self.heard.on, facts, self.book, japanese=self.japanese
            )
        if thing.products:
            return self._of_origin(self._in_quota(thing.products[0]), country), None
        if thing.unknown:
            return self._searched(thing.unknown, country, facts)
        if not thing.general and not self.heard.countries and not self.heard.layers and not self.command:
            return None, replies.NOTHING
        if not thing.general and not self.heard.countries and self.command:
            return None, replies.NOTHING
        return None, None

    def _in_quota(self, product: Product) -> Product:
        """The line within the quota, where the asker says so and the schedule has one of its own."""
        if self.heard.claims.facts.get(ShipmentFact.WITHIN_QUOTA) != "yes":
            return product
        return self.book.products.get(f"{product.id}_in_quota", product)

    def _of_origin(self, product: Product, country: str | None) -> Product:
        """Irish whiskey and Scotch have a line of their own."""
        if product.id == "whisky" and country in ("GB", "IE"):
            return self.book.products["scotch"]
        return product

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
                        replies.as_command(code, country, self.heard.on, facts, self.book, japanese=self.japanese),
                    )
                    for code, hit in list(lines.items())[:4]
                )
                return None, Choice(
                    f"“{unknown}” may be one of these lines of the schedule:",
                    f"「{unknown}」は次のどれですか。",
                    options,
                )
        sure = self.command is not None or country is not None or intent.RATE_WORDS.search(self.heard.text)
        return None, replies.missing_product(unknown, country, self.heard.on) if sure else replies.NOTHING

    def _country(
        self, product: Product | None, facts: Mapping[ShipmentFact, str]
    ) -> tuple[str | None, Question | None]:
        if len(self.heard.countries) == 1:
            return self.heard.countries[0], None
        if len(self.heard.countries) > 1:
            return None, replies.choice_of_countries(
                self.heard.countries, product, self.heard.on, facts, self.book, japanese=self.japanese
            )
        brand = self.heard.thing.brand
        if brand is not None:
            foreign = [o for o in brand.origins if o != "US"]
            if self._made_somewhere_unknown():
                return None, replies.missing_country(product, self.heard.on)
            if brand.assume_home and foreign:
                self._assume_origin(foreign[0], self.heard.thing.brand_name or "")
                return foreign[0], None
            return None, replies.choice_of_countries(
                foreign, product, self.heard.on, facts, self.book, japanese=self.japanese
            )
        for part in self.heard.parts:
            if (code := self.book.implied.get(part.key)) is not None:
                self._assume_origin(code, part.text)
                return code, None
        if intent.EVERYWHERE.search(self.heard.text) or (self.heard.layers and product is not None):
            return None, None
        return None, replies.missing_country(product, self.heard.on)
