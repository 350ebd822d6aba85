"""HTS numbers in a question, as people type them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understand.words import vocabulary

_NAMED = re.compile(
    r"\b(?:htsus|hts|hs|heading|subheading|tariff (?:line|code)|code|line|item)s?\s*(?:codes?|"
    r"numbers?|no\.?|lines?|#)?\s*[:#]?\s*(?P<n>\d{4}(?:[. ]?\d{2}(?!\d?%)){0,3}|\d+)(?![\d%])(?!\.\d)"
    r"|(?P<n2>\d{4}(?:[. ]?\d{2}){0,3})\s*(?:番|号|類)"
)
_BARE = re.compile(
    r"(?<![\d.$,/%#-])(?P<n>\d{4}(?:[. ]?\d{2}(?![\d%])|\d{2}){0,3})(?![\d%]|\.\d|,\d|/\d|-\d)(?!\s*(?:%|"
    r"usd|dollars?|ドル|円|kg|cc\b|pieces|units|mm\b|年))"
)
_CHAPTER = re.compile(r"\b(?:chapters?|hts|hs)\s*(?P<c>\d{1,2})\b(?![.\d%])|第\s*(?P<c2>\d{1,2})\s*類")


@dataclass(frozen=True, slots=True)
class Number:
    """An HTS number (digits) and where it stands.

    ``bad``: it was called a code but cannot be one; ``special``: 98 or 99.
    """

    digits: str
    start: int
    end: int
    bad: bool = False
    special: bool = False


def _check(digits: str, start: int, end: int, *, named: bool) -> Number | None:
    if digits[:2] in ("98", "99") and len(digits) >= 4 and len(digits) % 2 == 0:
        return (
            Number(digits, start, end, special=True) if named or len(digits) >= 6 or digits.startswith("9903") else None
        )
    if len(digits) not in (4, 6, 8, 10) or digits[:4] not in vocabulary().headings:
        return Number(digits, start, end, bad=True) if named else None
    return Number(digits, start, end)


def find(text: str) -> list[Number]:
    """HTS numbers in plain text from which dates and amounts are blanked.

    A bare number counts only when its heading exists.
    """
    found: list[Number] = []
    for rule, named in ((_NAMED, True), (_BARE, False)):
        for match in rule.finditer(text):
            raw = match["n"] or (match["n2"] if named else "")
            if any(match.start() < n.end and n.start < match.end() for n in found):
                continue
            digits = re.sub(r"\D", "", raw)
            number = _check(digits, match.start(), match.end(), named=named)
            if number is None and not named and " " in raw:
                first = raw.split(" ")[0]
                number = _check(re.sub(r"\D", "", first), match.start(), match.start() + len(first), named=False)
            if number is not None:
                found.append(number)
    return sorted(found, key=lambda n: n.start)


def chapters(text: str) -> list[tuple[str, int, int]]:
    """Chapters named as such ("chapter 72"): two digits and the span."""
    return [((m["c"] or m["c2"]).zfill(2), m.start(), m.end()) for m in _CHAPTER.finditer(text)]
