"""Which products a measure covers: prefixes of the tariff schedule at the length they are printed.

A listed code covers everything under it. A code longer than the one asked covers only some lines of it, which is no
"yes": the answer then depends on the 10-digit number and names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tariff.measure import AsOf, ListEntry, Match, ProductList, Scope


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a scope covers a code on a day.

    Attributes:
        match: see :class:`~tariff.measure.Match`.
        words: the article, or why it is uncertain, or the 10-digit numbers in scope.
        since: first day the entry that decides has held (None: as long as the measure).
        expected: whether the product is taken as covered while that is open: a product on an unread list as the list
            leans; a subheading with some listed 10-digit numbers, or with a listed article, is not; a subheading
            with some excepted numbers is.
        numbers: 10-digit numbers that decide, for :attr:`Match.LINES`.
    """

    match: Match
    words: str = ""
    since: date | None = None
    expected: bool = True
    numbers: tuple[str, ...] = ()


NONE = Coverage(Match.NONE)
FULL = Coverage(Match.FULL)


@dataclass(frozen=True, slots=True)
class Hits:
    """Entries of one list that concern one code: those that cover it, and those finer than it."""

    covering: tuple[ListEntry, ...]
    finer: tuple[ListEntry, ...]

    def coverage(self, day: AsOf) -> Coverage:
        """The strongest coverage that holds on a day with the knowledge of a day."""
        best = NONE
        for entry in self.covering:
            if entry.period is not None and not entry.period.holds(day):
                continue
            since = None if entry.period is None else entry.period.start
            if entry.uncertain is not None:
                found = Coverage(Match.UNCERTAIN, entry.uncertain, since, entry.expected)
            elif entry.article is not None:
                found = Coverage(Match.ARTICLE, entry.article, since, expected=False)
            else:
                return Coverage(Match.FULL, "", since)
            if best.match is not Match.UNCERTAIN:
                best = found
        if best.match is not Match.UNCERTAIN:
            lines = [e for e in self.finer if e.period is None or e.period.holds(day)]
            if lines:
                return _lines({e.code for e in lines}, expected=False)
        return best


class ScopeIndex:
    """All product lists, indexed by prefix once."""

    def __init__(self, lists: Mapping[str, ProductList]) -> None:
        self._covering: dict[str, list[tuple[str, ListEntry]]] = {}
        self._finer: dict[str, list[tuple[str, ListEntry]]] = {}
        for name, products in lists.items():
            for entry in products.entries:
                self._covering.setdefault(entry.code, []).append((name, entry))
                if len(entry.code) > 8:
                    self._finer.setdefault(entry.code[:8], []).append((name, entry))

    def hits(self, code: str) -> dict[str, Hits]:
        """Entries that concern a code of 8 to 10 digits, by list."""
        covering: dict[str, list[ListEntry]] = {}
        finer: dict[str, list[ListEntry]] = {}
        for length in range(2, len(code) + 1):
            for name, entry in self._covering.get(code[:length], ()):
                covering.setdefault(name, []).append(entry)
        if len(code) <= 8:
            for name, entry in self._finer.get(code, ()):
                finer.setdefault(name, []).append(entry)
        return {
            name: Hits(tuple(covering.get(name, ())), tuple(finer.get(name, ())))
            for name in covering.keys() | finer.keys()
        }


def reaches(scope: Scope, hits: Mapping[str, Hits], code: str) -> bool:
    """Whether a scope can cover the code at any time (a quick filter)."""
    if scope.everything:
        return True
    return any(name in hits for name in scope.lists) or any(_touches(code, c) for c in scope.codes)


def coverage(scope: Scope, hits: Mapping[str, Hits], code: str, day: AsOf) -> Coverage:
    """How a scope covers a code on a day with the knowledge of a day. ``code`` "" stands for goods on no list."""
    inside = FULL if scope.everything else _listed(scope.lists, scope.codes, hits, code, day)
    if inside.match is Match.NONE:
        return NONE
    if scope.unknown is not None and inside.match is Match.FULL:
        inside = Coverage(Match.UNCERTAIN, scope.unknown, inside.since)
    if not scope.out_lists and not scope.out_codes:
        return inside
    outside = _listed(scope.out_lists, scope.out_codes, hits, code, day)
    if outside.match is Match.FULL:
        return NONE
    if outside.match is Match.LINES and inside.match is Match.FULL:
        return _lines(outside.numbers, expected=True)
    if outside.match is Match.UNCERTAIN and inside.match is Match.FULL:
        return Coverage(Match.UNCERTAIN, outside.words, inside.since, not outside.expected)
    return inside


def _listed(lists: Iterable[str], codes: Iterable[str], hits: Mapping[str, Hits], code: str, day: AsOf) -> Coverage:
    best = NONE
    for name in lists:
        if name in hits:
            found = hits[name].coverage(day)
            if found.match is Match.FULL:
                return found
            if found.match is not Match.NONE and best.match is not Match.UNCERTAIN:
                best = found
    lines = []
    for listed in codes:
        if code and code.startswith(listed):
            return FULL
        if code and len(code) >= 8 and listed.startswith(code):
            lines.append(listed)
    if lines and best.match is Match.NONE:
        return _lines(lines, expected=False)
    return best


def _lines(numbers: Iterable[str], *, expected: bool) -> Coverage:
    ordered = tuple(sorted(numbers))
    return Coverage(Match.LINES, ", ".join(map(dotted, ordered)), None, expected, ordered)


def _touches(code: str, listed: str) -> bool:
    return bool(code) and (code.startswith(listed) or (len(code) >= 8 and listed.startswith(code)))


def dotted(code: str) -> str:
    """The code as the schedule prints it: 8703.23.01.40."""
    cuts = [code[:4], code[4:6], code[6:8], code[8:10]]
    return ".".join(c for c in cuts if c)
