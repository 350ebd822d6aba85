"""Answers: one product, one origin, one day, one state of knowledge -> a breakdown that sums and cites.

The engine decides nothing about law by itself: scope is in ``scope``, precedence in ``stacking``, ceilings and sums in
``outcome``, dates in ``timeline``; the rules are data. Here the pieces meet: the base duty, the two times, the open
questions, and what the reader must be told besides the number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from tariff.answer import Answer, Branch, Kind, Outcome, RateQuery, ScheduledChange, ShipmentFact
from tariff.base import Base, base_duty, special_rate
from tariff.caveats import caveats
from tariff.law import Law
from tariff.measure import Ask, AsOf, Measure, RateKind
from tariff.outcome import outcome, percent_text
from tariff.schedule import Line, Schedule, StatisticalNumbers
from tariff.scope import ScopeIndex, dotted, reaches
from tariff.stacking import Candidate, Fork, Stack, stack
from tariff.timeline import Boundary, boundaries, in_the_middle_of

__all__ = ["Engine", "Law"]

NEW_YORK = ZoneInfo("America/New_York")
MOST_BRANCHES = 8


@dataclass(frozen=True, slots=True)
class _Product:
    """A line of the schedule (None: general goods) with the measures that could reach it from one origin."""

    code: str
    line: Line | None
    country: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class _Result:
    outcome: Outcome
    stack: Stack
    base: Base


class Engine:
    """Immutable; compiled once from a law and a schedule. An answer needs no query and no I/O."""

    def __init__(self, law: Law, schedule: Schedule) -> None:
        self.law, self.schedule = law, schedule
        self._scopes = ScopeIndex(law.lists)
        self._numbers = schedule.numbers if isinstance(schedule, StatisticalNumbers) else _no_numbers
        self._of_country = lru_cache(maxsize=512)(self._find_of_country)
        self._candidates = lru_cache(maxsize=65536)(self._find_candidates)

    def answer(self, query: RateQuery) -> Answer:
        """The whole answer to one question. See :class:`~tariff.answer.Answer`."""
        known = query.known.astimezone(NEW_YORK).date()
        day = AsOf(query.on, known)
        if query.country == "US":
            return _not_found(query, "Goods of U.S. origin are not imports of a foreign product; name the origin.")
        if query.code.startswith("99"):
            return _not_found(
                query, "Headings of chapter 99 are duties, not products; ask with the product's own number."
            )
        if query.code == "":
            return self._one(query, self._product("", None, query.country), day)
        lines = self.schedule.lines(query.code, query.on)
        if not lines:
            return _not_found(
                query,
                f"The schedule at hand has no line {dotted(query.code)} on {query.on}; "
                "check the number, or ask with 4 to 10 digits of another.",
            )
        if len(lines) == 1:
            return self._one(query, self._product(query.code, lines[0], query.country), day)
        return self._several(query, lines, day)

    def _one(self, query: RateQuery, asked: _Product, day: AsOf) -> Answer:
        product, main, numbers = self._by_number(asked, day, query.facts)
        branches, sentences = self._branches(product, day, query.facts, main, numbers)
        marks = boundaries(product.candidates, day.known)
        then = AsOf(day.on, min(day.known, day.on))
        charged = None if then == day else self._result(product, then, query.facts).outcome
        if charged is not None and _same(charged, main.outcome):
            charged = None
        return Answer(
            Kind.DEPENDS if branches else _kind(main),
            query,
            main.outcome,
            branches,
            charged,
            self._since(product, day, query.facts, main, marks).at if marks else None,
            self._next(product, day, query.facts, main, marks),
            (*sentences, *self._caveats(query, product.line, main.stack, day, product.candidates)),
            self.law.knowledge_until,
        )

    def _caveats(
        self, query: RateQuery, line: Line | None, applied: Stack, day: AsOf, candidates: Sequence[Candidate] = ()
    ) -> tuple[str, ...]:
        return caveats(
            self.law,
            query,
            line,
            applied,
            known=day.known,
            base_known_until=self.schedule.known_until(),
            late=in_the_middle_of(day.on, (c.measure for c in candidates), day.known),
        )

    def _several(self, query: RateQuery, lines: Sequence[Line], day: AsOf) -> Answer:
        """A short code: one answer when every line under it agrees, otherwise the outcomes with their lines."""
        found: dict[str, list[tuple[Line, _Result]]] = {}
        for line in lines:
            product = self._product(line.code, line, query.country)
            result = self._result(product, day, query.facts)
            found.setdefault(result.outcome.total_text, []).append((line, result))
        if len(found) == 1:
            return self._alike(query, next(iter(found.values())), day)
        groups = sorted(found.values(), key=len, reverse=True)
        branches = tuple(
            Branch(_line_names([line for line, _ in group]), None, None, group[0][1].outcome) for group in groups
        )
        note = f"{dotted(query.code)} covers {len(lines)} lines with {len(found)} outcomes{_span(found)}; "
        note += "ask with 8 or 10 digits."
        claims = self._claims(self._product(lines[0].code, lines[0], query.country), query.facts, groups[0][0][1].stack)
        if any(fork.fact is ShipmentFact.USMCA for fork in claims):
            note += " USMCA goods may pay less: say whether it is claimed."
        return Answer(
            Kind.DEPENDS,
            query,
            None,
            branches[:MOST_BRANCHES],
            caveats=(note, *self._caveats(query, lines[0], groups[0][0][1].stack, day)),
            knowledge_until=self.law.knowledge_until,
        )

    def _alike(self, query: RateQuery, group: Sequence[tuple[Line, _Result]], day: AsOf) -> Answer:
        """Every line under a short code comes to the same total: the answer of the line whose layers most share."""
        layers = Counter(_layers(result) for _, result in group)
        most, _ = layers.most_common(1)[0]
        line = next(line for line, result in group if _layers(result) == most)
        answer = self._one(query, self._product(line.code, line, query.country), day)
        note = f"All {len(group)} lines under {dotted(query.code)} come to the same."
        if len(layers) > 1:
            note = f"All {len(group)} lines under {dotted(query.code)} come to the same total, by different layers; "
            note += f"the breakdown is that of {dotted(line.code)}."
        return replace(answer, caveats=(*answer.caveats, note))

    def _by_number(
        self, product: _Product, day: AsOf, facts: Mapping[ShipmentFact, str]
    ) -> tuple[_Product, _Result, list[Branch]]:
        """Where lists name 10-digit numbers under an 8-digit code: the outcome of the others, and a branch for each
        different one; when every number is named, the most frequent outcome leads."""
        main = self._result(product, day, facts)
        named = main.stack.numbers
        if not named or product.line is None or len(product.code) >= 10:
            return product, main, []
        printed = self._numbers(product.code, day.on) or named
        others = [n for n in printed if n not in named]
        groups: dict[str, list[tuple[_Product, _Result]]] = {}
        for number in printed:
            if number in named:
                one = self._product(number, product.line, product.country)
                result = self._result(one, day, facts)
                groups.setdefault(result.outcome.total_text, []).append((one, result))
        if others or printed is named:
            groups.setdefault(main.outcome.total_text, []).append((product, main))
            lead = main.outcome.total_text
        else:
            lead = max(groups, key=lambda text: len(groups[text]))
            product, main = groups[lead][0]
        branches = [
            Branch(f"the 10-digit number is {_names(p.code for p, _ in group)}", None, None, group[0][1].outcome)
            for text, group in groups.items()
            if text != lead
        ]
        like_lead = [one for text, group in groups.items() if text == lead for one in group]
        return product, main, [*branches, *self._asked_of_numbers(like_lead, main, day, facts)]

    def _asked_of_numbers(
        self, numbers: Sequence[tuple[_Product, _Result]], main: _Result, day: AsOf, facts: Mapping[ShipmentFact, str]
    ) -> list[Branch]:
        """Questions that only some 10-digit numbers raise (a patented medicine), where their answer changes the sum."""
        asked = {fork.key for fork in main.stack.forks}
        found: dict[tuple[str, str], tuple[Fork, Outcome, list[str]]] = {}
        for product, result in numbers:
            for fork in result.stack.forks:
                if fork.ask is not Ask.BRANCH or fork.key in asked:
                    continue
                other = self._flip(product, day, facts, fork).outcome
                if not _same(other, main.outcome):
                    found.setdefault((fork.key, other.total_text), (fork, other, []))[2].append(product.code)
        return [
            Branch(f"the 10-digit number is {_names(codes)}, and {fork.condition}", fork.fact, fork.value, other)
            for fork, other, codes in found.values()
        ]

    def _branches(
        self,
        product: _Product,
        day: AsOf,
        facts: Mapping[ShipmentFact, str],
        main: _Result,
        numbers: list[Branch],
    ) -> tuple[tuple[Branch, ...], tuple[str, ...]]:
        """Outcomes that differ when an open question is answered the other way: as branches or as sentences."""
        branches = numbers
        sentences: list[str] = []
        assumed = ["another 10-digit number"] if branches else []
        forks = _distinct((*self._claims(product, facts, main.stack), *main.stack.forks))
        quiet: list[tuple[Fork, _Result]] = []
        for fork in forks:
            other = self._flip(product, day, facts, fork)
            if _same(other.outcome, main.outcome):
                if fork.ask is Ask.BRANCH:
                    quiet.append((fork, other))
                continue
            if fork.ask is not Ask.BRANCH:
                sentences.append(f"If {fork.condition}: {other.outcome.total_text}.")
                continue
            assumed.append(fork.default)
            branches.append(Branch(fork.condition, fork.fact, fork.value, other.outcome))
            new = [f for f in other.stack.forks if f.ask is Ask.BRANCH and all(f.key != g.key for g in forks)]
            for inner in _distinct(new):
                deeper = self._flip(product, day, facts, fork, inner)
                if not _same(deeper.outcome, other.outcome):
                    branches.append(
                        Branch(f"{fork.condition}, and {inner.condition}", inner.fact, inner.value, deeper.outcome)
                    )
        branches += self._only_together(product, day, facts, main, quiet)
        if branches:
            said = f"as asked ({'; '.join(assumed)})" if assumed else "as asked"
            branches.insert(0, Branch(said, None, None, main.outcome))
        return tuple(branches[:MOST_BRANCHES]), tuple(sentences)

    def _only_together(
        self,
        product: _Product,
        day: AsOf,
        facts: Mapping[ShipmentFact, str],
        main: _Result,
        quiet: Sequence[tuple[Fork, _Result]],
    ) -> list[Branch]:
        """Two facts of which neither alone changes the sum (a patented medicine, of a company on a list)."""
        branches = []
        for i, (fork, other) in enumerate(quiet):
            told = {f.key for f in main.stack.forks} | {fork.key}
            new = [f for f in other.stack.forks if f.ask is Ask.BRANCH and f.key not in told]
            for second in _distinct((*(f for f, _ in quiet[i + 1 :]), *new)):
                both = self._flip(product, day, facts, fork, second)
                if not _same(both.outcome, main.outcome):
                    words = f"{fork.condition}, and {second.condition}"
                    branches.append(Branch(words, second.fact, second.value, both.outcome))
        return branches

    def _claims(self, product: _Product, facts: Mapping[ShipmentFact, str], applied: Stack) -> list[Fork]:
        """The preference an origin could claim for a line and nobody mentioned."""
        preference = self.law.preferences.get(product.country)
        if preference is None or product.country in self.law.column2:
            return []
        usmca = preference.name == "USMCA"
        fact = ShipmentFact.USMCA if usmca else ShipmentFact.PREFERENCE
        if fact in facts:
            return []
        if not usmca and (product.line is None or special_rate(self.law, product.line, product.country) is None):
            return []
        words = f"the goods qualify for {preference.name} and claim it"
        asked = usmca or any(a.measure.programme in self.law.preference_asked for a in applied.applied)
        ask = Ask.BRANCH if asked else Ask.CAVEAT
        return [Fork(f"{fact}:is:yes", ask, fact, "yes", words, f"no {preference.name} claim")]

    def _flip(self, product: _Product, day: AsOf, facts: Mapping[ShipmentFact, str], *forks: Fork) -> _Result:
        said = {**facts, **{f.fact: f.value for f in forks if f.fact is not None and f.value is not None}}
        flipped = frozenset(f.key for f in forks if f.fact is None)
        return self._result(product, day, said, flipped)

    def _result(
        self, product: _Product, day: AsOf, facts: Mapping[ShipmentFact, str], flipped: frozenset[str] = frozenset()
    ) -> _Result:
        base = base_duty(self.law, product.line, product.country, facts)
        applied = stack(product.candidates, day, facts, flipped, base.percent)
        return _Result(outcome(applied, base), applied, base)

    def _since(
        self,
        product: _Product,
        day: AsOf,
        facts: Mapping[ShipmentFact, str],
        main: _Result,
        marks: Sequence[Boundary],
    ) -> Boundary:
        """The boundary at which the total became what it is; without one, a boundary without an instant."""
        past = [m for m in marks if m.day <= day.on]
        for i in range(len(past) - 1, -1, -1):
            before = past[i - 1].day if i else date.min
            if not _same(self._result(product, AsOf(before, day.known), facts).outcome, main.outcome):
                return past[i]
        return Boundary(date.min, None)

    def _next(
        self,
        product: _Product,
        day: AsOf,
        facts: Mapping[ShipmentFact, str],
        main: _Result,
        marks: Sequence[Boundary],
    ) -> ScheduledChange | None:
        """The first boundary after the day asked at which the total changes."""
        for mark in marks:
            if mark.day <= day.on or mark.at is None:
                continue
            then = self._result(product, AsOf(mark.day, day.known), facts)
            if _same(then.outcome, main.outcome):
                continue
            now = {a.measure.id: a.measure for a in main.stack.applied}
            later = {a.measure.id: a.measure for a in then.stack.applied}
            starts = [m for i, m in later.items() if i not in now or now[i] is not m]
            ends = [m for i, m in now.items() if i not in later]
            starts, ends = _telling(starts), _telling(ends)
            words = [f"{m.name} starts" for m in starts] + [f"{m.name} ends" for m in ends]
            instrument = (starts or ends)[0].instrument if starts or ends else None
            return ScheduledChange(mark.at, "; ".join(words), then.outcome.total_text, instrument)
        return None

    def _product(self, code: str, line: Line | None, country: str) -> _Product:
        asked = code if line is None or len(code) >= len(line.code) else line.code
        return _Product(asked, line, country, self._candidates(asked, country))

    def _find_candidates(self, code: str, country: str) -> tuple[Candidate, ...]:
        hits = self._scopes.hits(code) if code else {}
        return tuple(
            Candidate(m.of_goods(code), {n: hits[n] for n in (*m.scope.lists, *m.scope.out_lists) if n in hits}, code)
            for m in self._of_country(country)
            if reaches(m.scope, hits, code)
        )

    def _find_of_country(self, country: str) -> tuple[Measure, ...]:
        return tuple(m for m in self.law.measures if m.reaches(country))


def _same(one: Outcome, other: Outcome) -> bool:
    return one.total_text == other.total_text and one.prohibited == other.prohibited


def _kind(main: _Result) -> Kind:
    """Exempt: nothing beyond the base is charged because a list or a claim frees the goods from what others pay."""
    charged = any(c.percent != 0 for c in main.outcome.components if c.measure != "base")
    freed = any(f.rule.relation == "exempts" and (not f.by.scope.everything or f.by.when) for f in main.stack.freed)
    return Kind.EXEMPT if freed and not charged and not main.outcome.prohibited else Kind.RATE


def _distinct(forks: Iterable[Fork]) -> list[Fork]:
    """One fork for each fact and value, whichever measure asked first."""
    found: dict[object, Fork] = {}
    for fork in forks:
        found.setdefault(fork.key if fork.fact is None else (fork.fact, fork.value), fork)
    return list(found.values())


def _telling(measures: list[Measure]) -> list[Measure]:
    """Duties before exemptions: an exemption is named only where no duty changes."""
    return [m for m in measures if m.rate.kind not in (RateKind.EXEMPTION, RateKind.NOTE)] or measures


def _no_numbers(code: str, on: date) -> Sequence[str]:
    return ()


def _layers(result: _Result) -> tuple[str, ...]:
    return tuple(a.measure.id for a in result.stack.applied)


def _span(groups: Mapping[str, Sequence[tuple[Line, _Result]]]) -> str:
    """From the lowest to the highest total, where every outcome is a number."""
    totals = [group[0][1].outcome.total_percent for group in groups.values()]
    known = [t for t in totals if t is not None]
    return f", {percent_text(min(known))} to {percent_text(max(known))}" if len(known) == len(totals) else ""


def _names(codes: Iterable[str]) -> str:
    names = [dotted(code) for code in codes]
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")


def _line_names(lines: Sequence[Line]) -> str:
    names = [dotted(line.code) for line in lines[:4]]
    more = f" and {len(lines) - 4} more lines" if len(lines) > 4 else ""
    return ", ".join(names) + more


def _not_found(query: RateQuery, reason: str) -> Answer:
    return Answer(Kind.NOT_FOUND, query, None, reason=reason)
