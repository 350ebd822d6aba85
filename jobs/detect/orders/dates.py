"""Days that official texts state: of signing, of entry into force, of the end of a suspension."""

from __future__ import annotations

import re
from datetime import date, timedelta

_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}
DATE = re.compile(
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December)"
    r"\s+(?P<day>\d{1,2}),?\s+(?P<year>20\d\d)"
)
_TIME = (
    r"(?:\d{1,2}:\d\d\s*a\.?\s*m\.?,?\s*(?:eastern|new york)?(?:\s+(?:daylight|standard))?(?:\s+time)?,?"
    r"\s*(?:\(?E[DS]T\)?)?,?\s*(?:on\s+)?)?"
)
_BEGINS = re.compile(
    r"(?:on\s+(?:or|and)\s+after|effective(?:\s+as\s+of|\s+on|\s+at)?|beginning(?:\s+at|\s+on)?|as\s+of|starting(?:\s+at|\s+on)?)"
    r"[\s,]+" + _TIME + r"$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\buntil\s+" + _TIME + r"$", re.IGNORECASE)
_DAYS_AFTER = re.compile(
    r"(?:\b(?P<number>\d{1,3})|\((?P<bracket>\d{1,3})\))\s+days?\s+after\s+(?:the\s+)?(?:date\s+of\s+(?:this|the)|this|issuance|signing)\b",
    re.IGNORECASE,
)
_LEADS_IN = re.compile(r"on\s+or\s+after|effective", re.IGNORECASE)
_LOOK_BACK = 100
_BACKDATED_DAYS = 200
_AHEAD_DAYS = 800

_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_ORDINAL_NAMES = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth"),
    *("nineteenth", "twentieth"),
)
_ORDINALS = {word: number for number, word in enumerate(_ORDINAL_NAMES, start=1)}
_ORDINALS |= {f"twenty {word}": 20 + number for number, word in enumerate(_ORDINAL_NAMES[:9], start=1)}
_ORDINALS |= {"thirtieth": 30, "thirty first": 31}
_YEARS = {
    f"two thousand {word}": 2000 + number for word, number in (("eighteen", 18), ("nineteen", 19), ("twenty", 20))
}
_YEARS |= {f"two thousand twenty {unit}": 2020 + number for number, unit in enumerate(_UNITS, start=1)}
_DAY_IN_WORDS = re.compile(
    r"this\s+(?P<ordinal>[a-z]+(?:[\s‐‑-]*[a-z]+)?)\s+day\s+of\s+(?P<month>[a-z]+),?\s+in\s+the\s+year\s+of\s+our\s+lord\s+"
    r"(?P<year>two\s+thousand(?:\s+and)?\s+[a-z]+(?:[\s‐‑-]*(?:one|two|three|four|five|six|seven|eight|nine)\b)?)",
    re.IGNORECASE,
)


def day_of(match: re.Match[str]) -> date | None:
    """The day a ``DATE`` match names, None for an impossible one."""
    try:
        return date(int(match["year"]), MONTHS[match["month"].lower()], int(match["day"]))
    except ValueError:
        return None


def signed_on(text: str) -> date | None:
    """The day of signing a presidential document states at its end: "THE WHITE HOUSE, September 4, 2025." or "this
    twentieth day of February, in the year of our Lord two thousand twenty-six"."""
    at = text.rfind("WHITE HOUSE")
    if at >= 0 and (match := DATE.search(text, at, at + 60)):
        return day_of(match)
    in_words = _DAY_IN_WORDS.search(text) if "our lord" in text.lower() else None
    if not in_words:
        return None
    day = _ORDINALS.get(_bare(in_words["ordinal"]))
    month = MONTHS.get(in_words["month"].lower())
    year = _YEARS.get(_bare(in_words["year"]).replace("thousand and", "thousand"))
    try:
        return date(year, month, day) if year and month and day else None
    except ValueError:
        return None


def _bare(words: str) -> str:
    return " ".join(re.findall(r"[a-z]+", words.lower()))


def days_in_force(text: str, signed: date | None) -> tuple[date, ...]:
    """Days of entry into force a text states, ascending; relative ones counted from the signing."""
    found = set()
    for match in DATE.finditer(text):
        if _BEGINS.search(text, max(0, match.start() - _LOOK_BACK), match.start()) and (day := day_of(match)):
            found.add(day)
    if signed is None:
        return tuple(sorted(found))
    for match in _DAYS_AFTER.finditer(text):
        if _LEADS_IN.search(text, max(0, match.start() - _LOOK_BACK), match.start()):
            found.add(signed + timedelta(days=int(match["number"] or match["bracket"])))
    low, high = signed - timedelta(days=_BACKDATED_DAYS), signed + timedelta(days=_AHEAD_DAYS)
    return tuple(sorted(day for day in found if low <= day <= high))


def day_until(text: str) -> date | None:
    """The last day "until" which something is said to hold; a day with an hour ("12:01 a.m. eastern") before one
    without."""
    timed: list[date] = []
    plain: list[date] = []
    for match in DATE.finditer(text):
        lead = _ENDS.search(text, max(0, match.start() - _LOOK_BACK), match.start())
        if lead and (day := day_of(match)):
            (timed if "eastern" in lead[0].lower() else plain).append(day)
    return max(timed or plain, default=None)
