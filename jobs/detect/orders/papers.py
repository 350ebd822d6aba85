"""Items made ready for deciding: clean title, words, plain text, the day in New York, and what kind of paper it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from jobs.detect.orders.dates import DATE, day_of
from jobs.detect.orders.wording import clean_title, plain, title_words
from storage.observations import Item

NEW_YORK = ZoneInfo("America/New_York")

_FILED_SUFFIX = re.compile(
    r"\s*\(\s*(?P<kind>Executive Order|Proclamation|Memorandum|Notice|Presidential Determination|Order)"
    r"(?:\s+(?:No\.\s*)?(?P<number>[\d-]+))?(?:\s+of)?\s+(?P<when>[A-Z][a-z]+ \d{1,2}, \d{4})\s*\)\s*$"
)
_HEAD = re.compile(
    r"(?P<kind>Executive Order|Proclamation) (?P<number>\d{4,5}) of (?P<when>[A-Z][a-z]+ \d{1,2}, \d{4})"
)
_HEAD_LENGTH = 700
_ORDERS = re.compile(r"\bhereby\b[^.:;]{0,60}\border(?:ed)?\s*:|\bI order as follows", re.IGNORECASE)
_INSTRUMENTS = {
    "executive order": "executive_order",
    "executive orders": "executive_order",
    "proclamation": "proclamation",
    "proclamations": "proclamation",
    "memorandum": "memorandum",
    "presidential memoranda": "memorandum",
    "determination": "determination",
    "presidential determination": "determination",
    "notice": "notice",
    "presidential order": "memorandum",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One item made ready: words, plain text and days."""

    item: Item
    title: str
    words: tuple[str, ...]
    text: str
    day: date
    at: datetime


def paper_of(item: Item, now: datetime) -> Paper:
    at = item.published_at or _noon(item.fields.get("publication_date")) or _noon(item.fields.get("filed_at")) or now
    title = clean_title(item.title)
    text = plain(item.text) if item.text else ""
    return Paper(item, title, title_words(title), text, at.astimezone(NEW_YORK).date(), at)


def start_of(day: date) -> datetime:
    """Midnight in New York."""
    return datetime.combine(day, time(0), NEW_YORK)


def _noon(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at if at.tzinfo else datetime.combine(at.date(), time(12), NEW_YORK).astimezone(UTC)


def day_in(value: str | None) -> date | None:
    """The day of an ISO date or time; None for nothing or something else."""
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a filing or Register document says of itself.

    Attributes:
        title: without the bracket that filings append ("... (Executive Order 14345 of September 4, 2025)").
        words: of that title.
        instrument: "executive_order", "proclamation", ...; None when not said.
        number: order or proclamation number, None when not said.
        signed: day of signing, None when not said.
    """

    title: str
    words: tuple[str, ...]
    instrument: str | None
    number: str | None
    signed: date | None


def imprint_of(paper: Paper) -> Imprint:
    """Read the fields, the bracket behind the title, and the head of the text, in this order of trust.

    An agency's notice names the orders it carries out; their numbers are not its own.
    """
    fields = paper.item.fields
    if not is_presidential(paper, _INSTRUMENTS.get(fields.get("subtype", "").lower())):
        return Imprint(paper.title, paper.words, None, None, day_in(fields.get("signing_date")))
    title, kind, number, signed = paper.title, fields.get("subtype", ""), None, day_in(fields.get("signing_date"))
    if suffix := _FILED_SUFFIX.search(title):
        title = title[: suffix.start()]
        kind = kind or suffix["kind"]
        if suffix["kind"] in {"Executive Order", "Proclamation"}:
            number = suffix["number"]
        when = DATE.search(suffix["when"])
        signed = signed or (day_of(when) if when else None)
    elif head := _HEAD.search(paper.text[:_HEAD_LENGTH].partition("By the authority")[0]):
        kind, number = kind or head["kind"], head["number"]
        when = DATE.search(head["when"])
        signed = signed or (day_of(when) if when else None)
    number = fields.get("executive_order_number") or fields.get("proclamation_number") or number
    instrument = _INSTRUMENTS.get(kind.lower())
    if fields.get("executive_order_number"):
        instrument = "executive_order"
    elif fields.get("proclamation_number"):
        instrument = "proclamation"
    return Imprint(title, title_words(title), instrument, number, signed)


def is_presidential(paper: Paper, instrument: str | None) -> bool:
    """Whether a filing or document is the President's rather than an agency's."""
    fields = paper.item.fields
    kind = f"{fields.get('type', '')} {fields.get('category', '')}".lower()
    if "presidential" in kind or "presdocu" in kind or instrument in {"executive_order", "proclamation", "memorandum"}:
        return True
    if "notice" in kind or "rule" in kind:
        return False
    agencies = fields.get("agencies", "").lower().replace("-", " ")
    return "executive office of the president" in agencies or "presidential documents" in agencies


def instrument_of(category: str, paper: Paper) -> str | None:
    """What kind of act a White House post shows, by its category, else by the words of enactment."""
    named = next((kind for word, kind in _INSTRUMENTS.items() if word in category.lower()), None)
    if named:
        return named
    head = paper.text[:1500].lower()
    if _ORDERS.search(paper.text):
        return "executive_order"
    if "a proclamation" in head or "do hereby proclaim" in paper.text.lower():
        return "proclamation"
    if "memorandum" in head or "determination" in paper.title.lower():
        return "determination" if "determination" in paper.title.lower() else "memorandum"
    return None
