"""A measure: one duty, ceiling, exemption or ban of US law as a value that the engine can apply.

A record of ``storage/facts/measures`` becomes one or more :class:`Measure` objects (one for each period and, where the
rate differs by origin, one for each origin) that share the record's ``id``. Percentages are percent points of the
customs value. Days are days of entry in New York: a boundary date is the first day of the new state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import NamedTuple

from tariff.answer import Instrument, ShipmentFact


class RateKind(StrEnum):
    """What a measure does to the bill."""

    ADDITIONAL = "additional"  # adds percent points on the value, or on a portion of it
    CEILING = "ceiling"  # "15% all-in": adds max(0, percent - base)
    EXEMPTION = "exemption"  # adds nothing and excludes what it names
    PROHIBITION = "prohibition"  # the goods may not be entered
    SPECIFIC = "specific"  # an amount that is no percentage (minimum import price); ``text`` says it
    UNKNOWN = "unknown"  # something is owed but the facts do not say how much; ``text`` says what is known
    NOTE = "note"  # never charged; its caveat is shown for its goods and origins


class Ask(StrEnum):
    """How much an unstated fact of the shipment matters to the reader."""

    BRANCH = "branch"  # the answer becomes "depends" when the outcome differs
    CAVEAT = "caveat"  # the answer stays a plain number and says the other outcome in a sentence
    NEVER = "never"  # used when stated, otherwise not mentioned


class Match(StrEnum):
    """How a scope covers a code."""

    NONE = "none"
    FULL = "full"
    LINES = "lines"  # only some 10-digit lines under the code
    ARTICLE = "article"  # only an article described in words within the subheading
    UNCERTAIN = "uncertain"  # the list was not read or is not final


class AsOf(NamedTuple):
    """The two times of a question: the day of entry, and the day whose knowledge is used (New York)."""

    on: date
    known: date


@dataclass(frozen=True, slots=True)
class Period:
    """When a measure (or one entry of a list) holds, and when anyone could know it.

    Attributes:
        start, end: first day of the state, first day after it (None: open). New York.
        known_from: first day the text was public.
        end_known: first day the end was public; before it the period counts as open.
        known_to: first day this version was superseded by another text (a start moved, a step delayed); from then
            on the version is not used at all.
        start_at, end_at: the instants as printed.
    """

    start: date
    known_from: date
    start_at: datetime
    end: date | None = None
    end_known: date | None = None
    known_to: date | None = None
    end_at: datetime | None = None

    def known(self, known: date) -> bool:
        """Whether this version of the text is the one to use with the knowledge of a day."""
        return known >= self.known_from and (self.known_to is None or known < self.known_to)

    def end_as_known(self, known: date) -> date | None:
        """The end as it could be known on a day."""
        return self.end if self.end is not None and (self.end_known is None or known >= self.end_known) else None

    def holds(self, day: AsOf) -> bool:
        """Whether it is in force on a day with the knowledge of a day."""
        if not self.known(day.known) or day.on < self.start:
            return False
        end = self.end_as_known(day.known)
        return end is None or day.on < end


@dataclass(frozen=True, slots=True)
class Condition:
    """A fact of the shipment that a measure requires.

    ``op`` is one of ``is``, ``is_not``, ``at_least``, ``under`` (numbers), ``before`` (ISO dates).
    ``unless_said`` is the value assumed when the asker said nothing; None means the condition is then not met.
    ``otherwise`` says in words what is true when the condition is not met ("outside the quota").
    """

    fact: ShipmentFact
    op: str
    value: str
    words: str
    ask: Ask = Ask.BRANCH
    unless_said: str | None = None
    otherwise: str | None = None

    def met(self, facts: Mapping[ShipmentFact, str]) -> bool:
        """Whether the stated facts (or the assumed value) meet the condition. Unreadable values do not."""
        said = facts.get(self.fact, self.unless_said)
        if said is None:
            return False
        said = said.strip().lower()
        wanted = self.value.lower()
        if self.op == "is":
            return said == wanted
        if self.op == "is_not":
            return said != wanted
        if self.op == "before":
            return said < wanted
        number = as_number(said)
        if number is None:
            return False
        return number >= Decimal(wanted) if self.op == "at_least" else number < Decimal(wanted)


@dataclass(frozen=True, slots=True)
class Portion:
    """The part of the customs value a rate is charged on.

    ``percent_of(facts)`` is the share in percent points: the fact itself ("metal content") or, with ``rest``, what
    is left of 100 ("non-U.S. content"). ``default`` is the FACT's value when nothing is said. Below ``at_least`` the
    fact counts as 0; it never counts for more than ``at_most``. ``containers``: chapters whose goods hold the metal
    only as a can, tube or cylinder; nothing said, none is assumed there.
    """

    fact: ShipmentFact
    words: str
    default: Decimal
    rest: bool = False
    at_least: Decimal = Decimal(0)
    at_most: Decimal = Decimal(100)
    ask: Ask = Ask.BRANCH
    containers: frozenset[str] = frozenset()

    def percent_of(self, facts: Mapping[ShipmentFact, str]) -> Decimal:
        """Share of the customs value, 0 to 100."""
        said = as_number(facts.get(self.fact, ""))
        value = self.default if said is None else min(max(said, Decimal(0)), Decimal(100))
        if value < self.at_least:
            value = Decimal(0)
        value = min(value, self.at_most)
        return Decimal(100) - value if self.rest else value

    def of_nothing(self, facts: Mapping[ShipmentFact, str]) -> bool:
        """Whether goods that are mostly sold without the metal have none: a cream in a glass jar is no derivative.

        Elsewhere a share of 0 stands for the lower end of what listed goods can have.
        """
        return not self.rest and not self.default and not self.percent_of(facts)


@dataclass(frozen=True, slots=True)
class Rate:
    """What is charged. ``percent`` is None for prohibitions, notes, specific and unknown amounts.

    Attributes:
        special_counts: for a ceiling: a claimed Special rate is the base (KORUS); otherwise column 1 General.
        minimum_percent: the layer is never less than this (USMCA mobile equipment: at least 15).
        text: what the layer is, where a percentage does not say it.
    """

    kind: RateKind
    percent: Decimal | None = None
    portion: Portion | None = None
    special_counts: bool = False
    minimum_percent: Decimal | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """While the measure that carries it applies, the measures named do not; with the clause that says so.

    Attributes:
        what: measure ids, programmes or groups.
        relation: "excludes" | "exempts" | "replaces" (a replaced measure is not shown as set aside).
        their_part: only the portion this measure is charged on is freed; the rest still pays.
        only_if_charged: the exclusion needs more than 0 to be owed under this measure.
        since, until, known_from: days that bound the rule itself, when they differ from the measure's.
    """

    what: frozenset[str]
    relation: str
    clause: str
    their_part: bool = False
    only_if_charged: bool = False
    since: date | None = None
    until: date | None = None
    known_from: date | None = None

    def names(self, measure: Measure) -> bool:
        """Whether a measure is among those that give way: by its id, or, if it charges anything, by a group.

        A programme's own exemptions are not set aside with its duties.
        """
        if measure.id in self.what:
            return True
        return measure.rate.kind not in (RateKind.EXEMPTION, RateKind.NOTE) and not measure.groups.isdisjoint(self.what)

    def holds(self, day: AsOf) -> bool:
        """Whether the rule itself is in force on a day with the knowledge of a day."""
        return (
            (self.since is None or day.on >= self.since)
            and (self.until is None or day.on < self.until)
            and (self.known_from is None or day.known >= self.known_from)
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """Products in and out: names of lists, and HTS prefixes (digits) written in the record itself.

    ``everything`` means every product. ``unknown`` in words: why the scope cannot be read from the facts (the goods
    matched are then uncertain).
    """

    everything: bool = False
    lists: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    out_lists: tuple[str, ...] = ()
    out_codes: tuple[str, ...] = ()
    unknown: str | None = None


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One line of a product list: an HTS prefix at printed length with its period.

    ``article``: only this article within the subheading. ``uncertain``: why it may not be on the list; ``expected``
    says which way an answer leans while that is open.
    """

    code: str
    period: Period | None = None
    article: str | None = None
    uncertain: str | None = None
    expected: bool = True


@dataclass(frozen=True, slots=True)
class ProductList:
    """A named list of HTS prefixes (``storage/facts/lists/NAME.txt``)."""

    name: str
    title: str
    entries: tuple[ListEntry, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """One version of one measure, ready to apply. See the module docstring.

    Attributes:
        countries: ISO codes it reaches ("EU" stands beside its members); None is every origin.
        heading: the 9903 heading; for a ceiling the heading of the branch that adds something.
        heading_above: for a ceiling: the heading when the base is at or above it and nothing is added.
        caveats: sentences to show whenever the measure is charged (or, for a note, in scope).
        open_ended_doubt: sentence shown when the day asked is later than the facts reach and this measure may change.
    """

    id: str
    programme: str
    name: str
    authority: str
    instrument: Instrument
    period: Period
    rate: Rate
    scope: Scope
    countries: frozenset[str] | None
    countries_out: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    heading: str | None = None
    heading_above: str | None = None
    when: tuple[Condition, ...] = ()
    excludes: tuple[Exclusion, ...] = ()
    caveats: tuple[str, ...] = ()
    confidence: str = "primary"
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    tags: frozenset[str] = field(default=frozenset())

    def reaches(self, country: str) -> bool:
        """Whether goods of an origin are within the measure."""
        return (self.countries is None or country in self.countries) and country not in self.countries_out

    def of_goods(self, code: str) -> Measure:
        """The measure as it is applied to goods of a code: what is assumed of a portion depends on the goods."""
        portion = self.rate.portion
        if portion is None or code[:2] not in portion.containers:
            return self
        return replace(self, rate=replace(self.rate, portion=replace(portion, default=Decimal(0))))


def as_number(said: str | None) -> Decimal | None:
    """A number the asker stated ("40", "40%"), or None when it cannot be read."""
    try:
        return Decimal((said or "").strip().rstrip("%").strip())
    except InvalidOperation:
        return None
