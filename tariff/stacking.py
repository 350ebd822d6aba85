"""Which measures apply together: scope, facts of the shipment, and who gives way to whom.

A measure that is itself set aside sets nothing aside. The rules are data (``Measure.excludes``), each with its clause;
this module only follows them and keeps the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tariff.answer import ShipmentFact
from tariff.measure import Ask, AsOf, Condition, Exclusion, Match, Measure, RateKind
from tariff.scope import Coverage, Hits, coverage


@dataclass(frozen=True, slots=True)
class Candidate:
    """A measure that could reach one product and origin on some day."""

    measure: Measure
    hits: Mapping[str, Hits]
    code: str

    def coverage(self, day: AsOf) -> Coverage:
        """How its scope covers the product on a day."""
        return coverage(self.measure.scope, self.hits, self.code, day)


@dataclass(frozen=True, slots=True)
class Fork:
    """A question that is open: the outcome may differ when it is answered the other way.

    Attributes:
        key: what it is about: a fact, or the scope of a measure (measure ids).
        ask: how much it matters (see :class:`~tariff.measure.Ask`).
        fact, value: the fact and the value that goes the other way; None for a question of scope.
        condition: in words, when the other way is true.
        default: in words, what is assumed.
    """

    key: str
    ask: Ask
    fact: ShipmentFact | None
    value: str | None
    condition: str
    default: str


@dataclass(frozen=True, slots=True)
class Applied:
    """A measure that applies.

    ``share`` is the part of the customs value it is charged on, percent points: its own portion less what other
    measures freed from it.
    """

    measure: Measure
    cover: Coverage
    share: Decimal


@dataclass(frozen=True, slots=True)
class Freed:
    """A measure that would apply but gives way to another.

    ``shadowed``: another measure stands in its place anyway (a country rate for the baseline), so that it is not worth
    telling.
    """

    measure: Measure
    by: Measure
    rule: Exclusion
    shadowed: bool


@dataclass(frozen=True, slots=True)
class Stack:
    """What applies, what gave way, and what is open. ``numbers``: 10-digit numbers whose outcome may differ."""

    applied: tuple[Applied, ...]
    freed: tuple[Freed, ...]
    forks: tuple[Fork, ...]
    numbers: tuple[str, ...] = ()


_SHARES = {
    ShipmentFact.METAL_PERCENT: "metal content",
    ShipmentFact.STEEL_PERCENT: "steel content",
    ShipmentFact.ALUMINUM_PERCENT: "aluminum content",
    ShipmentFact.COPPER_PERCENT: "copper content",
    ShipmentFact.US_CONTENT_PERCENT: "U.S. content",
}


@dataclass(slots=True)
class _Forks:
    """Collects open questions, one for each key."""

    found: dict[str, Fork] = field(default_factory=dict)

    def condition(self, condition: Condition, facts: Mapping[ShipmentFact, str], met: bool) -> None:
        if condition.fact in facts or condition.ask is Ask.NEVER:
            return
        key = f"{condition.fact}:{condition.op}:{condition.value}"
        value = _other_value(condition, met)
        says, assumed = condition.words, condition.otherwise or f"not: {condition.words}"
        if met:
            says, assumed = condition.otherwise or f"this does not hold ({condition.words})", condition.words
        self.found.setdefault(key, Fork(key, condition.ask, condition.fact, value, says, assumed))

    def portion(self, measure: Measure, facts: Mapping[ShipmentFact, str]) -> None:
        portion = measure.rate.portion
        if portion is None or portion.fact in facts or portion.ask is Ask.NEVER:
            return
        other = Decimal(0) if portion.default > 50 else min(portion.at_most, Decimal(100))
        key = f"{portion.fact}:share"
        fact = _SHARES.get(portion.fact, portion.fact.value)
        self.found.setdefault(
            key,
            Fork(
                key,
                portion.ask,
                portion.fact,
                str(other),
                f"the {fact} is {other}% of the value (in between in proportion)",
                f"the {fact} is taken as {portion.default}% of the value",
            ),
        )

    def scope(self, measure: Measure, cover: Coverage, *, taken: bool) -> None:
        """A question of scope: an article in words, or a list that was not read. 10-digit numbers are no question
        here: the engine asks each of them."""
        heading = measure.heading or measure.name
        if cover.match is Match.ARTICLE:
            says, assumed, ask = f"the article is: {cover.words} ({heading})", f"not: {cover.words}", Ask.CAVEAT
        else:
            says = f"the product is {'not ' if taken else ''}on the list of {measure.name} ({heading})"
            assumed, ask = f"{measure.name}: {cover.words}", Ask.BRANCH
        key = scope_key(measure, cover)
        self.found.setdefault(key, Fork(key, ask, None, None, says, assumed))


def stack(
    candidates: Iterable[Candidate],
    day: AsOf,
    facts: Mapping[ShipmentFact, str],
    flipped: frozenset[str] = frozenset(),
    base_percent: Decimal | None = None,
) -> Stack:
    """Applies the rules to the candidates of one product and origin on one day with the knowledge of a day.

    Args:
        candidates: measures that could reach the product and origin.
        facts: what is known about the shipment.
        flipped: keys of scope forks to be taken the other way than by default.
        base_percent: base duty, for rules that ask whether anything is owed.
    """
    forks = _Forks()
    numbers: set[str] = set()
    standing: list[tuple[Measure, Coverage]] = []
    for candidate in candidates:
        measure = candidate.measure
        if not measure.period.holds(day):
            continue
        cover = candidate.coverage(day)
        if cover.match is Match.NONE:
            continue
        numbers.update(cover.numbers)
        if cover.match is not Match.FULL and not _takes(measure, cover, forks, flipped):
            continue
        met = True
        for condition in measure.when:
            this = condition.met(facts)
            forks.condition(condition, facts, this)
            met = met and this
        if not met:
            continue
        forks.portion(measure, facts)
        standing.append((measure, cover))
    applied, freed = _Precedence(standing, day, facts, base_percent).settle()
    return Stack(applied, freed, tuple(forks.found.values()), tuple(sorted(numbers)))


def _takes(measure: Measure, cover: Coverage, forks: _Forks, flipped: frozenset[str]) -> bool:
    """Whether a product that is covered only in part or perhaps is taken as covered; a ban needs certainty."""
    taken = cover.expected and measure.rate.kind is not RateKind.PROHIBITION
    if cover.match is Match.LINES:
        return cover.expected
    forks.scope(measure, cover, taken=taken)
    return taken != (scope_key(measure, cover) in flipped)


def scope_key(measure: Measure, cover: Coverage) -> str:
    """What identifies one question of scope: the same words in one programme are one question."""
    return f"scope:{measure.programme}:{cover.match}:{cover.words}"


class _Precedence:
    """Decides, for measures that all reach the goods, which give way."""

    def __init__(
        self,
        standing: Sequence[tuple[Measure, Coverage]],
        day: AsOf,
        facts: Mapping[ShipmentFact, str],
        base_percent: Decimal | None,
    ) -> None:
        self.standing, self.facts = standing, facts
        self.base_percent = base_percent
        self.rules = [(measure, rule) for measure, _ in standing for rule in measure.excludes if rule.holds(day)]
        self.verdict: dict[int, tuple[Measure, Exclusion] | None] = {}
        self.deciding: set[int] = set()

    def settle(self) -> tuple[tuple[Applied, ...], tuple[Freed, ...]]:
        applied, freed = [], []
        for measure, cover in self.standing:
            if (by := self.freed_by(measure)) is not None:
                freed.append(Freed(measure, *by, self.shadowed(measure)))
            else:
                applied.append(Applied(measure, cover, self.share(measure)))
        return tuple(applied), tuple(freed)

    def freed_by(self, measure: Measure) -> tuple[Measure, Exclusion] | None:
        """The measure and the rule that set this one aside, or None when it applies."""
        key = id(measure)
        if key in self.verdict:
            return self.verdict[key]
        if key in self.deciding:  # two measures that exclude each other: the first asked about stands
            return None
        self.deciding.add(key)
        found = None
        for other, rule in self.rules:
            if other is measure or rule.their_part or not rule.names(measure):
                continue
            if rule.only_if_charged and not self.charges(other):
                continue
            if other.rate.portion is not None and other.rate.portion.of_nothing(self.facts):
                continue
            if self.freed_by(other) is None:
                found = (other, rule)
                break
        self.deciding.discard(key)
        self.verdict[key] = found
        return found

    def shadowed(self, measure: Measure) -> bool:
        """Whether a standing measure replaces this one, itself set aside or not."""
        return any(
            rule.relation == "replaces" and other is not measure and rule.names(measure) for other, rule in self.rules
        )

    def share(self, measure: Measure) -> Decimal:
        """Percent points of the value a measure is charged on."""
        share = Decimal(100) if measure.rate.portion is None else measure.rate.portion.percent_of(self.facts)
        for other, rule in self.rules:
            if not rule.their_part or other is measure or not rule.names(measure):
                continue
            if self.freed_by(other) is None and other.rate.portion is not None:
                share -= other.rate.portion.percent_of(self.facts)
            elif self.freed_by(other) is None:
                share = Decimal(0)
        return max(share, Decimal(0))

    def charges(self, measure: Measure) -> bool:
        """Whether more than nothing is owed under a measure."""
        rate = measure.rate
        if rate.kind is RateKind.CEILING:
            return rate.percent is not None and (self.base_percent is None or self.base_percent < rate.percent)
        if rate.kind is RateKind.ADDITIONAL:
            share = Decimal(100) if rate.portion is None else rate.portion.percent_of(self.facts)
            return bool(rate.percent) and share > 0
        return rate.kind in (RateKind.SPECIFIC, RateKind.UNKNOWN, RateKind.PROHIBITION)


def _other_value(condition: Condition, met: bool) -> str:
    if not met:
        if condition.op == "before":
            return "0001-01-01"
        if condition.op == "under":
            return str(Decimal(condition.value) - 1)
        return "other" if condition.op == "is_not" else condition.value
    if condition.op == "before":
        return condition.value
    if condition.op == "at_least":
        return "0"
    if condition.op in ("is_not", "under"):
        return condition.value
    return {"yes": "no", "no": "yes"}.get(condition.value, "other")
