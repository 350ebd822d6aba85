"""Draws ``storage/facts/lines_by_word.csv`` from two official releases: a rate line for each word of the vocabulary.

    python -m tests.schedule.draw_lines_by_word hts_2025_rev_32.json.gz hts_2026_rev_10.json.gz > FILE

The Special column changed on 2026-01-01 by staging of agreements: a line whose cell differs stands twice, once a year.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.understand.words import vocabulary
from storage.facts.lines import plain_names
from storage.schedule.inherit import PrintedLine, lines_of
from storage.schedule.release import read_file

FIELDS = ("code", "from", "name", "path", "units", "general", "special", "column_2", "footnote_headings", "confidence")


def wanted() -> dict[str, str]:
    """8-digit code -> plain name, of every word that the hand-checked lines do not carry."""
    have = plain_names(by_word=False)
    codes: dict[str, str] = {}
    for product in vocabulary().products.values():
        for code in product.codes:
            if len(code) >= 8 and code[:8] not in have:
                codes.setdefault(code[:8], product.name_en)
    return codes


def drawn(old: Path, new: Path) -> Iterator[tuple[str, ...]]:
    """Rows of the file, in order of code."""
    names = wanted()
    before, after = _rate_lines(old), _rate_lines(new)
    for code in sorted(names):
        if code not in after:
            continue
        first, line = before.get(code), after[code]
        if first is not None and first != line:
            yield _row(code, "2025-01-01", names[code], first)
            yield _row(code, "2026-01-01", names[code], line)
        else:
            yield _row(code, "2025-01-01", names[code], line)


def _rate_lines(path: Path) -> dict[str, PrintedLine]:
    """By 8 digits; a line that is not broken out is printed at 10 digits only ("8705.30.00.00")."""
    found: dict[str, PrintedLine] = {}
    for line in lines_of(read_file(path)):
        if line.bears_rate:
            found.setdefault(line.code[:8], line._replace(code=line.code[:8]))
    return found


def _row(code: str, since: str, name: str, line: PrintedLine) -> tuple[str, ...]:
    notes = " ".join(line.footnote_headings)
    path, units = " > ".join(line.path), " | ".join(line.units)
    return (code, since, name, path, units, line.general, line.special, line.other, notes, "primary")


if __name__ == "__main__":
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(FIELDS)
    table.writerows(drawn(Path(sys.argv[1]), Path(sys.argv[2])))
