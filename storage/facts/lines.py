"""The embedded lines: base rates of 292 representative products, for answers without a loaded release."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from storage.facts.reading import FACTS, FactsFault, as_day, read_yaml
from storage.schedule.book import BookRelease, compile_book
from storage.schedule.inherit import PrintedLine
from storage.schedule.memory import InMemorySchedule

EMBEDDED = "embedded"


@cache
def embedded_schedule() -> InMemorySchedule:
    """The embedded lines as a schedule; ``Line.release`` is "embedded", codes have 8 digits.

    Source: HTS 2026 Revision 10, and 2025 Revision 32 for the Special rates of 2025 (``lines.yaml``).

    Raises:
        FactsFault: a row of lines.csv cannot be used.
    """
    about = lines_about()
    reach = as_day(about["known_until"])
    if reach is None:
        raise FactsFault("lines.yaml does not say how far the lines are known; set known_until.")
    rows = [(date.fromisoformat(row["from"]), row) for row in _rows()]
    releases = []
    for day in sorted({day for day, _ in rows}):
        latest: dict[str, PrintedLine] = {}
        for since, row in sorted(rows, key=lambda pair: pair[0]):
            if since <= day:
                latest[row["code"]] = _line(row)
        releases.append((BookRelease(EMBEDDED, day, reach), latest.values()))
    return InMemorySchedule(compile_book(releases))


@cache
def lines_about() -> Mapping[str, Any]:
    """Edition, reach and sources of the embedded lines, as written in lines.yaml."""
    return read_yaml("lines.yaml")


def programme_names() -> Mapping[str, str]:
    """Codes of the Special column ("KR") to their programme ("Korea")."""
    names: Mapping[str, str] = lines_about()["programmes"]
    return names


@cache
def plain_names(*, by_word: bool = True) -> Mapping[str, str]:
    """8-digit code to the plain name of the product, for people; without ``by_word`` the hand-checked lines only."""
    return {row["code"]: row["name"] for row in _rows(by_word=by_word)}


def _rows(*, by_word: bool = True) -> Iterator[dict[str, str]]:
    """The hand-checked lines, then those drawn from the official releases for the words people use.

    Source of the second: HTS 2025 Revision 32 and 2026 Revision 10, read by ``tests/schedule/draw_lines_by_word.py``.
    """
    for name in ("lines.csv", "lines_by_word.csv")[: 2 if by_word else 1]:
        with (FACTS / name).open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def _line(row: Mapping[str, str]) -> PrintedLine:
    code = row["code"]
    if len(code) != 8 or not code.isdigit():
        raise FactsFault(f"lines.csv names the code {code!r}; write the 8 digits of the rate line without dots.")
    return PrintedLine(
        code=code,
        path=tuple(row["path"].split(" > ")),
        general=row["general"],
        special=row["special"],
        other=row["column_2"],
        units=tuple(unit for unit in row["units"].split(" | ") if unit),
        footnote_headings=tuple(row["footnote_headings"].split()),
        bears_rate=True,
    )
