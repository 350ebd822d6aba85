"""What changed in base rates between the official releases of 2025 and 2026, as found by comparing them.

All 44 releases from 2025 Basic to 2026 Revision 10 were compared in chapters 1-98. General and column 2 differ in no
rate (two misprints were corrected, one line missing from 2025 Basic was restored); 151 Special cells took the yearly
step of a trade agreement on 2026-01-01.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from storage.facts.reading import FACTS


class BaseChange(NamedTuple):
    """One cell that reads differently from a release on.

    Attributes:
        code: 8 digits.
        column: "general", "special", "column_2", or "line" for a whole line (then the cells are its General rate).
        before, after: as printed; "" where there was no line.
        last_seen_in, first_seen_in: releases, and ``since`` the day the second came into force.
        nature: "rate" when somebody pays another rate by it, "wording" for a corrected misprint, "added".
    """

    code: str
    column: str
    before: str
    after: str
    last_seen_in: str
    first_seen_in: str
    since: date
    nature: str


@cache
def base_changes() -> Sequence[BaseChange]:
    """Every difference found, in order of releases."""
    with (FACTS / "base_changes.csv").open(encoding="utf-8", newline="") as file:
        return [
            BaseChange(
                code=row["code"],
                column=row["column"],
                before=row["before"],
                after=row["after"],
                last_seen_in=row["last_seen_in"],
                first_seen_in=row["first_seen_in"],
                since=date.fromisoformat(row["from"]),
                nature=row["nature"],
            )
            for row in csv.DictReader(file)
        ]
