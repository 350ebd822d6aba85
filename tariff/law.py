"""The law as one immutable value: every measure, every product list, and how far the knowledge reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tariff.measure import Measure, ProductList


@dataclass(frozen=True, slots=True)
class Preference:
    """Agreements under which an origin may claim a Special rate.

    Attributes:
        name: as people call it ("USMCA", "KORUS").
        programs: symbols of the Special column that serve it ("S", "S+", "KR").
    """

    name: str
    programs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the reader that belongs to no single measure: a ruling, a doubt, a pending action.

    Attributes:
        text: the sentence to show.
        source: address.
        known: first day anyone could know it; before, it is not shown.
        since, until: days of entry it concerns, until exclusive (None: open).
        countries: origins it concerns; None is every origin.
        touches: programmes, groups or measure ids; shown when one of them is charged (or set aside, unless
            ``charged_only``). Empty: always for its countries.
        codes: HTS prefixes it concerns; empty is every product.
        general_goods: shown only to questions without a product.
    """

    text: str
    source: str
    known: date
    since: date
    until: date | None = None
    countries: frozenset[str] | None = None
    touches: frozenset[str] = frozenset()
    codes: tuple[str, ...] = ()
    charged_only: bool = True
    general_goods: bool = False


@dataclass(frozen=True, slots=True)
class RemedyOrder:
    """A known antidumping or countervailing duty order: named, never computed (case and exporter decide the rate)."""

    product: str
    codes: tuple[str, ...]
    countries: frozenset[str]
    kinds: str
    since: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Law:
    """Everything the engine needs besides the schedule.

    Attributes:
        knowledge_from, knowledge_until: first and last day the facts reach; answers for other days say so.
        column2: origins that pay column 2.
        preferences: by origin.
        preference_asked: programmes under whose duty a claimable Special rate is asked for (vehicles and their parts:
            published rates assume the claim); elsewhere the claim is a sentence.
    """

    measures: tuple[Measure, ...]
    lists: Mapping[str, ProductList]
    knowledge_from: date
    knowledge_until: date
    column2: frozenset[str]
    preferences: Mapping[str, Preference]
    notices: tuple[Notice, ...] = ()
    remedies: tuple[RemedyOrder, ...] = ()
    preference_asked: frozenset[str] = frozenset()

    def measure(self, measure_id: str) -> tuple[Measure, ...]:
        """All versions of one record, oldest first."""
        return tuple(sorted((m for m in self.measures if m.id == measure_id), key=lambda m: m.period.start))
