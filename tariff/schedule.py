"""Lines of the Harmonized Tariff Schedule and where an engine finds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, runtime_checkable

from tariff.rates import DutyRate


@dataclass(frozen=True, slots=True)
class SpecialRate:
    """One rate of the Special column and the programmes it is printed for, e.g. Free for ("AU", "KR", "S")."""

    rate: DutyRate
    programs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the schedule that carries a rate, its own or inherited (8 or 10 digits).

    Attributes:
        code: digits only, at printed length (8 or 10), e.g. "87032301" or "8703230140".
        description: the article description of this row alone, without markup.
        path: descriptions from the heading down to this row, for people.
        general: column 1 General (MFN).
        special: column 1 Special, one entry for each printed rate.
        other: column 2.
        units: units of quantity as printed.
        footnote_headings: 9903/9902 headings named in the footnotes of this line or of the row it inherits from.
        release: name of the official release the line was read from ("2026HTSRev10"), or "embedded".
    """

    code: str
    description: str
    path: tuple[str, ...]
    general: DutyRate
    special: tuple[SpecialRate, ...]
    other: DutyRate
    units: tuple[str, ...] = ()
    footnote_headings: tuple[str, ...] = ()
    release: str = "embedded"


class Schedule(Protocol):
    """Answers for base rates. Implementations are immutable and in memory: no query, no I/O."""

    def lines(self, code: str, on: date) -> Sequence[Line]:
        """Lines in force on a day (New York) for a code of 4 to 10 digits, digits only.

        The line itself when ``code`` names one; all 8-digit rate lines under it when the code is shorter; the
        line that covers it when the code is longer than what is printed. Empty when the schedule has no such code.
        """
        ...

    def known_until(self) -> date:
        """Last day for which the base rates are known to hold."""
        ...


@runtime_checkable
class StatisticalNumbers(Protocol):
    """What a schedule may also know: the 10-digit statistical numbers under a code. Lists of measures name them."""

    def numbers(self, code: str, on: date) -> Sequence[str]:
        """Numbers of 10 digits printed under a code of 8 digits on a day; empty when the schedule has none at hand."""
        ...
