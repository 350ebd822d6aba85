"""What a person asked, as a typed query. Reading never guesses: what was assumed or left unread stands in the value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from tariff.answer import ShipmentFact


@dataclass(frozen=True, slots=True)
class Product:
    """An entry of the vocabulary, or a line named by its number.

    Attributes:
        id: stable id of the entry ("car", "steel"), or "hts:87032301" for a line the asker named by number or that
            was found by searching the schedule.
        name_en: plain name, lower case unless it is a proper noun.
        name_ja: plain name in Japanese.
        codes: HTS digits, no dots. The first is the 8-digit line that represents the word; the rest are prefixes of
            the whole group, so that an answer can say what the representative stands for.
        group: sector ("passenger_vehicles", "steel", ...), "" for lines named by number.
        broad: True when the word covers lines with different rates ("steel", "clothing"): an answer must say which
            line it used.
    """

    id: str
    name_en: str
    name_ja: str
    codes: tuple[str, ...]
    group: str = ""
    broad: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """Days a phrase covers ("May 2025" is May 1 to 31), first and last included, New York."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class RateQuestion:
    """What is charged on a product of a country on a day.

    Attributes:
        product: None asks about general goods: the country-wide layers only.
        codes: digits to look up, the representative line first; empty for general goods.
        country: ISO 3166-1 alpha-2 of origin or "EU"; None only where the asker wants all origins ("everyone",
            "section 232 rate on copper"): a worldwide measure.
        on: the day asked about, None for the day of the clock. A month or a year means its last day, or the day of
            the clock when that lies inside it; "before D" means the day before D.
        on_text: the words the day was read from ("last September"), None where none were written.
        period: the whole stretch when the words name one (month, year, week), so that an answer can say what changed
            inside it.
        compare: all days named, in the order written, where more than one was ("before and after Sep 16").
        facts: what was said about the shipment.
        value_unit: unit that ``facts[VALUE_PER_UNIT]`` (USD) is per: "kg", "liter", "each", ...; None where not given.
        authority: only this layer was asked about: "s.232", "s.301", "s.122", "s.338", "IEEPA", "MFN", "column 2",
            "AD/CVD", "de minimis".
        programme: narrower than the authority: "reciprocal", "fentanyl".
        asked_percent: a rate the asker named and wants confirmed ("does Japan get 15% on steel"), percent points.
        asks_retroactive, asks_change, asks_exempt, asks_refund, asks_since, asks_stacking, asks_deal: intent of the
            question, beside the number.
        corrected: (as typed, as read) for each typo that was repaired.
        assumed: sentences about what was taken for granted or left aside ("made in South Korea, the home of hyundai"),
            in the language of the question, to be shown with the answer.
        unread: content words that play no part in this reading ("zorblax cars"); ``assumed`` has a sentence on them.
        text: the question as it was read, normalised.
    """

    product: Product | None
    codes: tuple[str, ...]
    country: str | None
    on: date | None = None
    on_text: str | None = None
    period: Period | None = None
    compare: tuple[date, ...] = ()
    facts: Mapping[ShipmentFact, str] = field(default_factory=dict)
    value_unit: str | None = None
    authority: str | None = None
    programme: str | None = None
    asked_percent: Decimal | None = None
    asks_retroactive: bool = False
    asks_change: bool = False
    asks_exempt: bool = False
    asks_refund: bool = False
    asks_since: bool = False
    asks_stacking: bool = False
    asks_deal: bool = False
    corrected: tuple[tuple[str, str], ...] = ()
    assumed: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class OrdersQuestion:
    """Executive orders and other instruments. ``since`` None lists the newest."""

    country: str | None = None
    product: Product | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class TripsQuestion:
    """Trips of officials. ``person`` is the official's full English name; ``on`` None means upcoming and latest."""

    country: str | None = None
    person: str | None = None
    on: date | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class IssuesQuestion:
    """Open points of the negotiations, as they stood on a day (None: the day of the clock)."""

    country: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ChangesQuestion:
    """What changed between two days, both included. ``since`` None means a stretch the answer chooses."""

    country: str | None = None
    product: Product | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class HelpQuestion:
    """The asker wants to know what can be asked."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The words have several meanings. Each option is (label, question text that reads without a choice)."""

    prompt_en: str
    prompt_ja: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing is missing: "country" or "product". What was understood stands beside it, for buttons.

    Attributes:
        unknown: the word that was taken for a product but is not known, else None.
    """

    what: str
    prompt_en: str
    prompt_ja: str
    product: Product | None = None
    country: str | None = None
    on: date | None = None
    unknown: str | None = None


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """One helpful line in each language."""

    line_en: str
    line_ja: str


Question = (
    RateQuestion
    | OrdersQuestion
    | TripsQuestion
    | IssuesQuestion
    | ChangesQuestion
    | HelpQuestion
    | Choice
    | Missing
    | NotUnderstood
)


class Hit(Protocol):
    """A line found by the full-text search over the schedule, best first."""

    @property
    def code(self) -> str:
        """Digits, 4-10."""
        ...

    @property
    def description(self) -> str:
        """What the line is, for people."""
        ...
