"""Days before the first loaded release: the same lines with the rates that are known to have been others then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from storage.facts.base_changes import BaseChange, base_changes
from storage.schedule.book import BookRelease
from storage.schedule.inherit import PrintedLine

COMPARED_FROM = date(2025, 1, 1)


def with_earlier_rates(
    releases: Sequence[tuple[BookRelease, Iterable[PrintedLine]]],
) -> list[tuple[BookRelease, Iterable[PrintedLine]]]:
    """Put a release before the first one when rates changed before it, so that older days are answered rightly.

    General and column 2 changed in no rate (``storage.facts.base_changes``), Special cells did; the rest of a line
    reads as in the first release.
    """
    if not releases:
        return []
    (first, printed), later = releases[0], releases[1:]
    lines = list(printed)
    steps: list[tuple[BookRelease, Iterable[PrintedLine]]] = [(first, lines)]
    changes = [change for change in base_changes() if change.nature == "rate" and change.since <= first.in_force]
    for since in sorted({change.since for change in changes}, reverse=True):
        if since < first.in_force:
            steps.insert(0, (first._replace(in_force=since), lines))
        cells = {(change.code, change.column): change for change in changes if change.since == since}
        lines = [_before(line, cells) for line in lines]
    if len(steps) > 1 or changes:
        name = f"{first.name} with the rates before {min(change.since for change in changes).isoformat()}"
        steps.insert(0, (BookRelease(name, COMPARED_FROM, first.checked), lines))
    return [*steps, *later]


def _before(line: PrintedLine, cells: Mapping[tuple[str, str], BaseChange]) -> PrintedLine:
    change = cells.get((line.code[:8], "special"))
    if change is None or line.special != change.after:
        return line
    return line._replace(special=change.before)
