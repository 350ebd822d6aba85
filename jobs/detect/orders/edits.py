"""Did an edit to a post matter? Compares what its text held before and holds now."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import Any

from jobs.detect.orders.joining import Order
from jobs.detect.orders.wording import held_in

_CODE = re.compile(r"\b\d{4}\.\d{2}(?:\.\d{2}(?:\.?\d{2})?)?\b")
_MUCH_ADDED = 10
_REPLACED_BELOW = 0.5
_TEASER = 4


@dataclass(frozen=True, slots=True)
class Content:
    """What a text holds that an edit could change.

    Attributes:
        sentences: one number a sentence.
        annexes: addresses of attached files.
        codes: a number for the set of tariff codes named; 0 when none is.
        reading: ``Reading.as_json``; None when the text was not read.
    """

    sentences: frozenset[int]
    annexes: frozenset[str]
    codes: int
    reading: dict[str, Any] | None


def code_mark(plain_text: str) -> int:
    """A number for the set of tariff codes a text names; 0 when it names none."""
    codes = sorted(set(_CODE.findall(plain_text)))
    return zlib.crc32(" ".join(codes).encode()) or 1 if codes else 0


TEXT_ADDED = "text added"
"""Alone it is doubtful: a clause spelled out or a real change; an operator looks."""


def what_changed(before: Order, after: Content) -> tuple[str, ...]:
    """The changes that matter, in words; empty for spelling, markup, numbering and links moved about."""
    found = []
    old = frozenset(before.sentences)
    if len(old) < _TEASER:
        return ()  # a listing or a teaser stood there before; now the text is there
    added = after.sentences - old
    if after.sentences and held_in(old, after.sentences) < _REPLACED_BELOW:
        found.append("text replaced")
    old_annexes = frozenset(before.annexes)
    if after.annexes and after.annexes != old_annexes:
        if not old_annexes or len(after.annexes) > len(old_annexes):
            found.append("annex added")
        elif after.annexes - old_annexes:
            found.append("annex replaced")
    if after.codes and before.codes and after.codes != before.codes:
        found.append("tariff numbers changed")
    elif after.codes and not before.codes and len(added) >= _MUCH_ADDED:
        found.append("annex added")
    if before.reading and after.reading:
        if sorted(before.reading["rates"]) != sorted(after.reading["rates"]):
            found.append("rates changed")
        if before.reading["effective_dates"] != after.reading["effective_dates"]:
            found.append("dates changed")
    if not found and len(added) >= max(_MUCH_ADDED, len(old) // 10):
        found.append(TEXT_ADDED)
    return tuple(dict.fromkeys(found))
