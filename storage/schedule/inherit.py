"""From printed rows to lines that carry a rate: descriptions down the indents, rates down from the 8-digit row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from storage.schedule.release import Row, dotted
from tariff.chapter99 import HeadingText

_HEADINGS = re.compile(r"\b(99\d\d\.\d\d\.\d\d)(?:\s*-\s*(99\d\d\.\d\d\.\d\d))?")


class PrintedLine(NamedTuple):
    """A row of 8 or 10 digits with the rate it carries, its own or inherited. Texts as printed, markup removed."""

    code: str
    path: tuple[str, ...]
    general: str
    special: str
    other: str
    units: tuple[str, ...]
    footnote_headings: tuple[str, ...]
    bears_rate: bool


def lines_of(rows: Sequence[Row]) -> Iterator[PrintedLine]:
    """Every row of 8 or 10 digits that carries a rate, in printed order.

    A 10-digit row without a rate takes each blank column from the nearest row above it (by indent) that shares its
    first 8 digits; subheadings of chapter 98 stand under each other's indents and inherit nothing. Units go the other
    way: they are printed on the 10-digit rows, and an 8-digit row shows those all of its own have in common.
    """
    units = _units_below(rows)
    above: list[Row] = []
    for row in rows:
        while above and above[-1].indent >= row.indent:
            above.pop()
        if len(row.code) >= 8:
            source = _rate_row(row, above)
            if source is not None or row.has_rate:
                yield _line(row, above, source, units)
        above.append(row)


def _rate_row(row: Row, above: Sequence[Row]) -> Row | None:
    if len(row.code) != 10:
        return None
    for candidate in reversed(above):
        if candidate.has_rate and candidate.code[:8] == row.code[:8]:
            return candidate
    return None


def _units_below(rows: Sequence[Row]) -> Mapping[str, tuple[str, ...]]:
    """Units printed alike on every 10-digit row under the same 8 digits."""
    common: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if len(row.code) == 10 and row.units:
            known = common.setdefault(row.code[:8], row.units)
            if known != row.units:
                common[row.code[:8]] = tuple(unit for unit in known if unit in row.units)
    return common


def _line(
    row: Row, above: Sequence[Row], source: Row | None, units_below: Mapping[str, tuple[str, ...]]
) -> PrintedLine:
    path = (*(step.description for step in above if step.description), row.description)
    units = row.units or (units_below.get(row.code, ()) if source is None else source.units)
    notes = row.footnotes + source.footnotes if source else row.footnotes
    return PrintedLine(
        code=row.code,
        path=path,
        general=row.general or (source.general if source else ""),
        special=row.special or (source.special if source and not row.general else ""),
        other=row.other or (source.other if source else ""),
        units=units,
        footnote_headings=named_headings(notes),
        bears_rate=source is None,
    )


def headings_of_chapter_99(rows: Sequence[Row]) -> Iterator[HeadingText]:
    """The 9903 headings as printed, each with the descriptions of the label rows it stands under."""
    above: list[Row] = []
    for row in rows:
        while above and above[-1].indent >= row.indent:
            above.pop()
        if len(row.code) == 8 and row.code.startswith("9903"):
            path = (*(step.description for step in above), row.description)
            yield HeadingText(dotted(row.code), path, row.general, row.special, row.other)
        above.append(row)


def named_headings(notes: Sequence[str]) -> tuple[str, ...]:
    """Chapter 99 headings that footnotes name, in order, ranges given as "first-last"."""
    found: dict[str, None] = {}
    for note in notes:
        for first, last in _HEADINGS.findall(note):
            found[f"{first}-{last}" if last else first] = None
    return tuple(found)
