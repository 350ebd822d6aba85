"""The book: every loaded release in one compact block, each line once with the releases it held for.

Consecutive releases share almost every line, so a line is stored with the first and the last release (by number in
order of date) in which it read exactly so. The block is what a process loads at start: columns of numbers into a list
of texts, compressed. It is derived from the stored releases and can be made anew at any time.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import orjson

from storage.schedule.inherit import PrintedLine

FORMAT = 1
_MAGIC = b"HTSBOOK1"
_NONE = 0xFFFFFFFF
_COLUMNS = ("node", "general", "special", "other", "units", "headings", "bears_rate", "first", "last")


class BookFault(ValueError):
    """The block is not a book of this format; it has to be made anew from the stored releases."""


class BookRelease(NamedTuple):
    """A release in the book: official name, the day it came into force (New York), and the last day it was known to."""

    name: str
    in_force: date
    checked: date


@dataclass(frozen=True, slots=True)
class Book:
    """Columns of one row a line version, sorted by code and then by release.

    Attributes:
        releases: in order of the day in force; ``first`` and ``last`` number into it.
        texts: every distinct text; the other columns number into it.
        codes: digits of each line version.
        columns: by name; "node" numbers into ``parents`` and ``descriptions``.
        parents: for each step of a description path the step above it, ``NO_PARENT`` at a heading.
        descriptions: for each step its text.
    """

    releases: tuple[BookRelease, ...]
    texts: list[str]
    codes: list[str]
    columns: dict[str, array[int]]
    parents: array[int]
    descriptions: array[int]

    def path(self, node: int) -> tuple[str, ...]:
        """Descriptions from the heading down to a step."""
        steps: list[str] = []
        while node != _NONE:
            steps.append(self.texts[self.descriptions[node]])
            node = self.parents[node]
        return tuple(reversed(steps))


def compile_book(releases: Sequence[tuple[BookRelease, Iterable[PrintedLine]]], onto: Book | None = None) -> Book:
    """One book from releases in order of the day in force; lines are read once, in that order.

    Args:
        releases: with their lines.
        onto: a book of earlier releases that they continue.
    """
    texts = {text: number for number, text in enumerate(onto.texts)} if onto else {}
    nodes = (
        {step: number for number, step in enumerate(zip(onto.parents, onto.descriptions, strict=True))} if onto else {}
    )
    versions: dict[str, list[list[int]]] = {}
    if onto is not None:
        for code, *version in zip(onto.codes, *(onto.columns[name] for name in _COLUMNS), strict=True):
            versions.setdefault(code, []).append(version)
    earlier = onto.releases if onto else ()
    for number, (_, lines) in enumerate(releases, start=len(earlier)):
        for line in lines:
            node = _NONE
            for step in line.path:
                node = nodes.setdefault((node, texts.setdefault(step, len(texts))), len(nodes))
            state = [
                node,
                *(
                    texts.setdefault(text, len(texts))
                    for text in (
                        line.general,
                        line.special,
                        line.other,
                        "\n".join(line.units),
                        "\n".join(line.footnote_headings),
                    )
                ),
                int(line.bears_rate),
            ]
            known = versions.setdefault(line.code, [])
            if known and known[-1][:7] == state and known[-1][8] == number - 1:
                known[-1][8] = number
            else:
                known.append([*state, number, number])
    columns = {name: array("I") for name in _COLUMNS}
    codes: list[str] = []
    for code in sorted(versions):
        for version in versions[code]:
            codes.append(code)
            for name, value in zip(_COLUMNS, version, strict=True):
                columns[name].append(value)
    return Book(
        releases=(*earlier, *(release for release, _ in releases)),
        texts=list(texts),
        codes=codes,
        columns=columns,
        parents=array("I", (parent for parent, _ in nodes)),
        descriptions=array("I", (text for _, text in nodes)),
    )


def pack(book: Book) -> bytes:
    """The book as one block."""
    head = orjson.dumps(
        {
            "format": FORMAT,
            "releases": [[r.name, r.in_force.isoformat(), r.checked.isoformat()] for r in book.releases],
            "texts": book.texts,
            "codes": book.codes,
            "nodes": len(book.parents),
        }
    )
    arrays = [*(book.columns[name] for name in _COLUMNS), book.parents, book.descriptions]
    body = b"".join(_little(numbers).tobytes() for numbers in arrays)
    return _MAGIC + zlib.compress(len(head).to_bytes(8, "little") + head + body, 6)


def unpack(block: bytes) -> Book:
    """The book of a block. Raises ``BookFault`` when it is damaged or of another format."""
    if not block.startswith(_MAGIC):
        raise BookFault("The stored schedule has another format; it is made anew from its releases.")
    try:
        view = memoryview(zlib.decompress(memoryview(block)[len(_MAGIC) :]))
        length = int.from_bytes(view[:8], "little")
        head = orjson.loads(view[8 : 8 + length])
        at = 8 + length
        lines, nodes = len(head["codes"]), head["nodes"]
        arrays: list[array[int]] = []
        for count in [lines] * len(_COLUMNS) + [nodes] * 2:
            numbers = array("I")
            numbers.frombytes(view[at : at + 4 * count])
            at += 4 * count
            arrays.append(_little(numbers))
        if at != len(view):
            raise BookFault("The stored schedule is damaged; it is made anew from its releases.")
        releases = tuple(
            BookRelease(name, date.fromisoformat(day), date.fromisoformat(checked))
            for name, day, checked in head["releases"]
        )
    except (zlib.error, orjson.JSONDecodeError, KeyError, ValueError) as fault:
        raise BookFault("The stored schedule is damaged; it is made anew from its releases.") from fault
    *columns, parents, descriptions = arrays
    return Book(
        releases=releases,
        texts=head["texts"],
        codes=head["codes"],
        columns=dict(zip(_COLUMNS, columns, strict=True)),
        parents=parents,
        descriptions=descriptions,
    )


def _little(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers = array("I", numbers)
        numbers.byteswap()
    return numbers
