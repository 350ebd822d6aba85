"""Chapter 99 headings read by fixed patterns into typed readings, or marked for a person with the reason.

A reading says what the printed text says. It creates no duty by itself: headings stay printed after collection ended,
so facts say what is owed and readings verify them. Patterns were drawn from all 16 full releases of 2025 and 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from tariff.origins import COLUMN_2, read_names
from tariff.ratetext import plain, read_rate


class Says(StrEnum):
    """What a rate cell says."""

    ADDS = "adds"  # "The duty provided in the applicable subheading + 25%"
    ADDS_ON_PART = "adds on part"  # "... + a duty of 25% upon the value of the non-U.S. content"
    ADDS_NOTHING = "adds nothing"  # "The duty provided in the applicable subheading", "No change"
    CEILING = "ceiling"  # bare "15%" for goods whose own rate is "less than 15 percent": the total, all-in
    IN_PLACE = "in place"  # a bare rate without those words: it may replace the base or be all-in; a person decides
    BLANK = "blank"  # nothing printed
    UNREAD = "unread"  # none of the patterns


class Cell(NamedTuple):
    """One rate cell. ``percent`` in percent points; ``part`` the value it is charged on when not the whole."""

    says: Says
    percent: Decimal | None = None
    part: str | None = None


class GateKind(StrEnum):
    """How a date bounds a heading. Days are New York; a printed 12:01 a.m. is the start of the day."""

    FROM = "from"  # first day
    BEFORE = "before"  # first day after it
    THROUGH = "through"  # last day
    LOADED_BEFORE = "loaded before"  # in transit: loaded before that day
    EXPORTED_BEFORE = "exported before"
    NAMED = "named"  # a date in another role


class Gate(NamedTuple):
    """A date in a heading's text. ``excepts`` is True when goods within it are taken out ("Except for goods ...")."""

    kind: GateKind
    day: date
    excepts: bool = False


class Ended(NamedTuple):
    """A compiler's note that the provision ended. ``how``: terminated, suspended, expired, deleted."""

    how: str
    source: str | None
    as_of: date | None


class HeadingText(NamedTuple):
    """A printed heading: dotted code, descriptions from its label row down, and the three rate cells."""

    heading: str
    path: tuple[str, ...]
    general: str
    special: str
    other: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a heading says.

    Attributes:
        heading: dotted ("9903.94.41").
        description: descriptions from the label row down, joined.
        general, special, other: the three cells.
        origins: ISO codes ("EU" beside its members); None when no origin is named.
        every_origin: True for "the product of any country".
        exceptions: headings that take precedence, ranges expanded.
        twin: for a ceiling the heading of the goods at or above it, and the other way round.
        at_or_above: True for the branch "equal to or greater than"; ``threshold`` is its percentage and the ceiling's.
        ended: the compiler's note, when there is one.
        gates: dates that bound it.
        conditions: words that make its scope depend on facts about the goods; see ``_CONDITIONS``.
        doubts: why a person has to look; empty when the patterns read all of it.
    """

    heading: str
    description: str
    general: Cell
    special: Cell
    other: Cell
    origins: frozenset[str] | None = None
    every_origin: bool = False
    exceptions: tuple[str, ...] = ()
    twin: str | None = None
    at_or_above: bool = False
    threshold: Decimal | None = None
    ended: Ended | None = None
    gates: tuple[Gate, ...] = ()
    conditions: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def main(self) -> Cell:
        """The cell that decides: General, unless only Special (USMCA goods of 9903.82.18) or column 2 charges."""
        quiet = {Says.ADDS_NOTHING, Says.BLANK}
        if self.general.says not in quiet:
            return self.general
        if self.special.says not in quiet:
            return self.special
        return self.other if self.general.says is Says.BLANK and self.other.says is not Says.BLANK else self.general


FIRST_YEAR, LAST_YEAR = 1975, 2040
"""A printed date outside is a misprint (one official record says 3025) and goes to a person."""

_APPLICABLE = r"the duty provided (?:for )?in ?the applicable subheadings?"
_NAMED_BASE = r"the duty provided in subheadings? [0-9., or]+"
_ADDS = re.compile(
    rf"(?:{_APPLICABLE}|{_NAMED_BASE}) ?(?:\+|plus) ?(?:a duty of )?(?P<percent>\d+(?:\.\d+)?) ?%"
    r"(?: upon the value of the (?P<part>[a-z][a-zA-Z. -]*?))?\.?",
    re.IGNORECASE,
)
_ADDS_NOTHING = re.compile(rf"(?:no change|{_APPLICABLE})\.?", re.IGNORECASE)
_PROGRAMS = re.compile(r" ?\([A-Z]{1,2}[+*]?(?:, ?[A-Z]{1,2}[+*]?)*\)$")
_THRESHOLD = re.compile(
    r"rates? of duty under column ?1(?:-General)?(?: or column 1-Special)?,? "
    r"(?P<side>less than|equal to or greater than|greater than or equal to) (?P<percent>\d+(?:\.\d+)?) percent"
)

_HEADING = r"99\d\d\.\d\d\.\d\d"
_EXCEPT_AS = r"products described in ?|as provided (?:for )?in ?|articles described in ?|provided (?:for )?in ?"
_EXCEPTIONS = re.compile(
    rf"[Ee]xcept (?:for |as )?(?:{_EXCEPT_AS})?(?:(?:sub)?headings? ?)?"
    rf"(?P<list>{_HEADING}(?:(?:[\s,–-]|and|or|(?:sub)?headings?)*{_HEADING})*)"
)
_HEADING_OR_RANGE = re.compile(rf"(?P<first>{_HEADING})(?: ?[–-] ?(?P<last>{_HEADING}))?")

_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
_DATE = rf"(?P<month>{'|'.join(_MONTHS)}) (?P<day>\d{{1,2}}), ?(?P<year>\d{{4}})"
_ANY_DATE = re.compile(_DATE)
_CLOCK = r"(?:12:01 a\.m\.,? eastern (?:standard|day ?light) time,? (?:on )?)?"
_LEADS: tuple[tuple[GateKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"{words} {_CLOCK}$", re.IGNORECASE))
    for kind, words in (
        (GateKind.LOADED_BEFORE, r"loaded onto a vessel(?:(?!entered|;).){0,160}?(?:prior to|before)"),
        (GateKind.EXPORTED_BEFORE, r"exported to the United States before"),
        (GateKind.FROM, r"(?:on or after|(?<!on or )after|beginning on|effective on)"),
        (GateKind.THROUGH, r"(?:through|on or before)"),
        (GateKind.BEFORE, r"(?:before|prior to)"),
    )
)

_APOSTROPHE = re.compile("[`‘’]")
_NOTE = re.compile(r"\[? ?Compiler['’]s note:?(?P<note>[^\]]*)\]?", re.IGNORECASE)
_HOW = re.compile(r"\b(terminated|suspended|expired|deleted|no longer in effect)\b", re.IGNORECASE)
_SOURCE = re.compile(r"\d+ (?:Fed\. Reg\.|FR) \d+")

_PRODUCT_OF = re.compile(r"(?P<not>\b(?:not|other than|excluding) (?:the )?)?\bproducts? of (?P<what>.{0,60})")
_OF = re.compile(r"\b(?:of|from) ")
_ANY_COUNTRY = re.compile(r"\b(?:of|from) any (?:other )?country\b")
_NOTE_3B = re.compile(r"any country identified in general note 3\(b\)")
_CAPITAL = re.compile(r"(?:the )?(?!United States)[A-Z]")

_CONDITIONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(words, re.IGNORECASE))
    for name, words in (
        ("quota", r"quota|aggregate quantity|in-quota|authorized (?:limited )?quantit"),
        ("content", r"\bcontent\b|do not contain any|weight of the applicable metal"),
        ("melt and pour", r"melted and poured|smelted|\bcast in\b"),
        ("civil aircraft", r"civil aircraft"),
        ("USMCA", r"general note 11|USMCA"),
        ("end use", r"for use in|for use by|for repairs|for research|pharmaceutical applications|attested|certif"),
        ("exclusion granted", r"exclusion granted|exclusions? that may be determined"),
        ("10 digits", r"statistical reporting number"),
        ("in transit", r"loaded onto a vessel"),
        ("transshipped", r"transshipped"),
    )
)


def read_heading(printed: HeadingText) -> Reading:
    """One heading by itself; ``read_chapter`` adds the twins."""
    text = _APOSTROPHE.sub("'", " ".join(plain(step) for step in printed.path)).replace("D'Ivoire", "d'Ivoire")
    doubts: list[str] = []
    threshold = _THRESHOLD.search(text)
    under = threshold["side"] == "less than" if threshold else False
    percent = Decimal(threshold["percent"]) if threshold else None
    cells = [read_cell(cell, percent if under else None) for cell in (printed.general, printed.special, printed.other)]
    for name, cell, raw in zip(("General", "Special", "Column 2"), cells, printed[2:], strict=True):
        if cell.says is Says.UNREAD:
            doubts.append(f"the {name} text is none of the known forms: {plain(raw)[:80]!r}")
    if cells[0].says is Says.IN_PLACE and cells[0].percent != 0:
        doubts.append("a bare rate without the words 'less than': it may be all-in or take the place of the base")
    body, ended = _without_note(text)
    gates, wrong = _gates(body)
    doubts.extend(wrong)
    origins, every, unknown = _origins(body)
    if unknown:
        doubts.append(f"an origin that is not in the list of names: {unknown!r}")
    return Reading(
        heading=printed.heading,
        description=text,
        general=cells[0],
        special=cells[1],
        other=cells[2],
        origins=origins,
        every_origin=every,
        exceptions=_exceptions(body),
        at_or_above=bool(threshold) and not under,
        threshold=percent,
        ended=ended,
        gates=gates,
        conditions=tuple(name for name, words in _CONDITIONS if words.search(body)),
        doubts=tuple(doubts),
    )


def read_chapter(headings: Iterable[HeadingText]) -> dict[str, Reading]:
    """All headings, by dotted code, in order. A ceiling whose twin is not printed is marked for a person."""
    readings = {printed.heading: read_heading(printed) for printed in headings}
    branches: dict[str, dict[bool, str]] = {}
    for reading in readings.values():
        if reading.threshold is not None:
            branches.setdefault(_branch_key(reading.description), {})[reading.at_or_above] = reading.heading
    for sides in branches.values():
        for above, heading in sides.items():
            twin = sides.get(not above)
            reading = readings[heading]
            if twin is not None:
                readings[heading] = replace(reading, twin=twin)
            elif not above:
                doubt = "a ceiling whose other branch ('equal to or greater than') is not printed"
                readings[heading] = replace(reading, doubts=(*reading.doubts, doubt))
    return readings


def read_cell(text: str, ceiling: Decimal | None = None) -> Cell:
    """A rate cell of chapter 99.

    Args:
        text: as printed.
        ceiling: the percentage of "less than N percent" in the heading's description, if it says so.
    """
    printed = _PROGRAMS.sub("", plain(text))
    if not printed or printed == ":":
        return Cell(Says.BLANK)
    if _ADDS_NOTHING.fullmatch(printed):
        return Cell(Says.ADDS_NOTHING, Decimal(0))
    if adds := _ADDS.fullmatch(printed):
        part = adds["part"]
        return Cell(Says.ADDS_ON_PART if part else Says.ADDS, Decimal(adds["percent"]), part)
    rate = read_rate(printed)
    if not rate.understood:
        return Cell(Says.UNREAD)
    if ceiling is not None and rate.is_plain and rate.percent == ceiling:
        return Cell(Says.CEILING, rate.percent)
    return Cell(Says.IN_PLACE, rate.percent if rate.is_plain else None)


def expand(first: str, last: str) -> tuple[str, ...]:
    """ "9903.01.30", "9903.01.33" to the four headings; only the two ends where the range crosses 9903.xx."""
    if first[:7] != last[:7] or first > last:
        return (first, last)
    return tuple(f"{first[:7]}.{number:02d}" for number in range(int(first[8:]), int(last[8:]) + 1))


def _exceptions(text: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for clause in _EXCEPTIONS.finditer(text):
        for item in _HEADING_OR_RANGE.finditer(clause["list"]):
            for heading in expand(item["first"], item["last"] or item["first"]):
                found[heading] = None
    return tuple(found)


def _gates(text: str) -> tuple[tuple[Gate, ...], list[str]]:
    gates: list[Gate] = []
    wrong: list[str] = []
    for found in _ANY_DATE.finditer(text):
        day = _day(found)
        if day is None:
            wrong.append(f"an impossible date: {found[0]!r}")
            continue
        before = text[: found.start()]
        kind = next((kind for kind, lead in _LEADS if lead.search(before)), GateKind.NAMED)
        clause = before[max(before.lower().rfind("except for goods"), 0) :].lower()
        excepts = clause.startswith("except for goods") and "articles the product" not in clause
        gates.append(Gate(kind, day, excepts))
    return tuple(gates), wrong


def _day(found: Mapping[str, str] | re.Match[str]) -> date | None:
    year = int(found["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, _MONTHS.index(found["month"]) + 1, int(found["day"]))
    except ValueError:
        return None


def _without_note(text: str) -> tuple[str, Ended | None]:
    """The text without compiler's notes, and the end that one of them tells."""
    ended: Ended | None = None
    for found in _NOTE.finditer(text):
        how = _HOW.search(found["note"])
        if how is None:
            continue
        source = _SOURCE.search(found["note"])
        as_of = _ANY_DATE.search(found["note"])
        ended = Ended(how[1].lower(), source[0] if source else None, _day(as_of) if as_of else None)
    return _NOTE.sub("", text).strip(), ended


def _origins(text: str) -> tuple[frozenset[str] | None, bool, str | None]:
    """Origins named, whether every origin is, and words that look like an origin but are not known."""
    if _NOTE_3B.search(text):
        return COLUMN_2, False, None
    if _ANY_COUNTRY.search(text):
        return None, True, None
    named: frozenset[str] = frozenset()
    unknown: str | None = None
    denied: set[int] = set()
    for found in _PRODUCT_OF.finditer(text):
        if found["not"]:
            denied.add(found.start("what"))
            continue
        countries, _ = read_names(text, found.start("what"))
        named |= countries
        if not countries and _CAPITAL.match(found["what"]):
            unknown = found["what"].split(",")[0]
    if not named:
        for found in _OF.finditer(text):
            if found.end() not in denied:
                named |= read_names(text, found.end())[0]
    return named or None, False, unknown if not named else None


def _branch_key(description: str) -> str:
    """The same for both branches of a ceiling: letters and digits of the description without its threshold words."""
    key = re.sub(r"[^a-z0-9]", "", description.lower())
    key = re.sub(
        r"rateofdutyundercolumn1.{0,30}?(?:lessthan|equaltoorgreaterthan|greaterthanorequalto)\d+percent", "", key
    )
    return re.sub(r"asspecifiedin|asprovidedforin|asprovidedfor|providedforin|providedfor", "", key)
