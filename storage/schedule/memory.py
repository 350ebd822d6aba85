"""The schedule in memory: base rates of a day by dictionary, no query and no I/O."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from storage.schedule.book import Book, BookRelease, compile_book
from storage.schedule.inherit import PrintedLine
from tariff.ratetext import read_rate, read_special
from tariff.schedule import Line


class InMemorySchedule:
    """Implements ``tariff.schedule.Schedule`` over a book of releases; immutable.

    A line on a day is the one of the release in force that day: the last whose day has come. For days before the
    first loaded release that first release answers, and ``Line.release`` names it.
    """

    def __init__(self, book: Book, known_until: date | None = None) -> None:
        """``known_until``: last day the base rates are known to hold when that is later than the book itself says."""
        if not book.releases:
            raise ValueError("A schedule needs at least one release; load one with `tariffwire sync hts`.")
        self._book = book
        self._days = [release.in_force for release in book.releases]
        self._until = max([release.checked for release in book.releases] + ([known_until] if known_until else []))
        self._first: dict[str, int] = {}
        codes = book.codes
        for at in range(len(codes) - 1, -1, -1):
            self._first[codes[at]] = at
        bears = book.columns["bears_rate"]
        self._rate_codes = sorted({codes[at] for at in range(len(codes)) if bears[at]})
        self._made: dict[int, Line] = {}

    @classmethod
    def of(cls, release: BookRelease, lines: Iterable[PrintedLine]) -> InMemorySchedule:
        """A schedule of one release."""
        return cls(compile_book([(release, lines)]))

    @property
    def releases(self) -> tuple[BookRelease, ...]:
        """Loaded releases in order of the day they came into force."""
        return self._book.releases

    def known_until(self) -> date:
        """Last day for which the base rates are known to hold."""
        return self._until

    def release_on(self, on: date) -> BookRelease:
        """The release that answers for a day."""
        return self._book.releases[self._number(on)]

    def lines(self, code: str, on: date) -> Sequence[Line]:
        """See ``tariff.schedule.Schedule.lines``."""
        if not code.isdigit() or not 4 <= len(code) <= 10:
            return ()
        number = self._number(on)
        exact = self._version(code, number)
        if exact is not None:
            return (exact,)
        if len(code) <= 8:
            return tuple(self._under(code, number))
        for length in (8, 10):  # a longer code than is printed: the line that covers it
            covering = self._version(code[:length], number)
            if covering is not None:
                return (covering,)
        return tuple(
            line for line in self._under(code[:8], number) if len(line.code) == 10 and line.code.endswith("00")
        )

    def numbers(self, code: str, on: date) -> Sequence[str]:
        """The 10-digit statistical numbers printed under a code on a day; empty when none are."""
        number = self._number(on)
        codes = self._book.codes
        found: dict[str, None] = {}
        for at in range(bisect_left(codes, code), len(codes)):
            if not codes[at].startswith(code):
                break
            if len(codes[at]) == 10 and self._row(codes[at], number) is not None:
                found.setdefault(codes[at])
        return tuple(found)

    def rate_lines(self, on: date) -> Iterator[Line]:
        """Every line that bears a rate of its own on a day, by code."""
        yield from self._under("", self._number(on))

    def all_lines(self, on: date) -> Iterator[Line]:
        """Every line of 8 or 10 digits on a day, by code."""
        number = self._number(on)
        for code in self._first:
            line = self._version(code, number)
            if line is not None:
                yield line

    def descriptions(self, on: date) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
        """Code and description path of every rate line on a day, and the descriptions of the 10-digit rows below it.

        By code; rates are not read for it.
        """
        number = self._number(on)
        node, bears = self._book.columns["node"], self._book.columns["bears_rate"]
        below: dict[str, list[int]] = {}
        bearing: list[tuple[str, int]] = []
        for code in self._first:
            at = self._row(code, number)
            if at is None:
                continue
            if bears[at]:
                bearing.append((code, node[at]))
            else:
                below.setdefault(code[:8], []).append(node[at])
        for code, step in sorted(bearing):
            own = self._book.path(step)
            under: dict[str, None] = {}
            for lower in below.get(code[:8], ()):
                under.update(dict.fromkeys(self._book.path(lower)[len(own) :]))
            yield code, own, tuple(under)

    def _number(self, on: date) -> int:
        return max(bisect_right(self._days, on) - 1, 0)

    def _under(self, prefix: str, number: int) -> Iterator[Line]:
        for at in range(bisect_left(self._rate_codes, prefix), len(self._rate_codes)):
            code = self._rate_codes[at]
            if not code.startswith(prefix):
                return
            line = self._version(code, number)
            if line is not None and self._bears_rate(code, number):
                yield line

    def _row(self, code: str, number: int) -> int | None:
        at = self._first.get(code)
        if at is None:
            return None
        codes, first, last = self._book.codes, self._book.columns["first"], self._book.columns["last"]
        while at < len(codes) and codes[at] == code:
            if first[at] <= number <= last[at]:
                return at
            at += 1
        return None

    def _bears_rate(self, code: str, number: int) -> bool:
        at = self._row(code, number)
        return at is not None and bool(self._book.columns["bears_rate"][at])

    def _version(self, code: str, number: int) -> Line | None:
        at = self._row(code, number)
        if at is None:
            return None
        line = self._made.get(at)
        if line is None or line.release != self._book.releases[number].name:
            line = self._made[at] = self._line(at, self._book.releases[number].name)
        return line

    def _line(self, at: int, release: str) -> Line:
        texts, columns = self._book.texts, self._book.columns
        path = self._book.path(columns["node"][at])
        return Line(
            code=self._book.codes[at],
            description=path[-1] if path else "",
            path=path,
            general=read_rate(texts[columns["general"][at]]),
            special=read_special(texts[columns["special"][at]]),
            other=read_rate(texts[columns["other"][at]]),
            units=_split(texts[columns["units"][at]]),
            footnote_headings=_split(texts[columns["headings"][at]]),
            release=release,
        )


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()
