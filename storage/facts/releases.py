"""When each official release of the schedule came into force (the day on its change record)."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache

from storage.facts.reading import FACTS


@cache
def releases() -> dict[str, date]:
    """Official name ("2026HTSRev10") to the day its change record is dated, in order of days."""
    with (FACTS / "hts_releases.csv").open(encoding="utf-8", newline="") as lines:
        return {row["release"]: date.fromisoformat(row["in_force"]) for row in csv.DictReader(lines)}


def day_in_force(release: str) -> date | None:
    """The day (New York) a release came into force; None when the table does not know it."""
    return releases().get(release)
