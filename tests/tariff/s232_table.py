"""Reads golden_s232.txt: what section 232 adds, by line, origin, stated facts and day, with its instrument."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

TABLE = Path(__file__).with_name("golden_s232.txt")


@dataclass(frozen=True)
class Step:
    """From ``day`` on section 232 adds ``percent``; ``open`` when a fact not stated would change that."""

    day: date
    percent: Decimal
    open: bool
    instrument: str


@dataclass(frozen=True)
class Row:
    """One line of the table for one origin; ``base`` and ``special`` are the rates of the schedule line."""

    code: str
    product: str
    base: Decimal
    special: Decimal
    origin: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]

    def on(self, day: date) -> Step | None:
        """The state of a day, None before the first."""
        past = [s for s in self.steps if s.day <= day]
        return past[-1] if past else None

    def __str__(self) -> str:
        facts = " ".join(f"{k}={v}" for k, v in self.facts)
        return f"{self.product} of {self.origin} {facts}".strip()


def rows(text: str | None = None) -> Iterator[Row]:
    """Every row of the table, one for each origin."""
    head: tuple[str, str, Decimal, Decimal] | None = None
    for line in (TABLE.read_text(encoding="utf-8") if text is None else text).splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            code, product, base, special = re.fullmatch(r"\[(.+)] (.+) \| base (\S+) special (\S+)", line).groups()  # type: ignore[union-attr]
            head = (code.replace(".", ""), product, Decimal(base), Decimal(special))
            continue
        assert head is not None, line
        who, _, states = line.partition(" : ")
        words = who.split()
        facts = tuple((w.split("=")[0], w.split("=")[1]) for w in words if "=" in w)
        steps = tuple(_step(s.strip()) for s in states.split(" ; "))
        assert [s.day for s in steps] == sorted({s.day for s in steps}), line
        for origin in (w for w in words if "=" not in w):
            yield Row(*head, origin, facts, steps)


def boundaries() -> list[date]:
    """Every day on which any row of the table changes, and the further days its header names."""
    further = re.search(r"^# Further boundaries: (.+)$", TABLE.read_text(encoding="utf-8"), re.M)
    assert further is not None
    return sorted({s.day for r in rows() for s in r.steps} | {date.fromisoformat(d) for d in further[1].split()})


def _step(text: str) -> Step:
    day, percent, instrument = text.split(" ", 2)
    return Step(date.fromisoformat(day), Decimal(percent.rstrip("?")), percent.endswith("?"), instrument)
