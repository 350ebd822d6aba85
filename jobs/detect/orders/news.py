"""News about orders: which order a report, post or notice is about and what it says has happened to it.

Only what has been signed, filed or printed counts. An order that somebody promises, expects or asks for is no order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jobs.detect.orders import relevance
from jobs.detect.orders.dates import DATE, day_of, signed_on
from jobs.detect.orders.joining import document_base, likeness
from jobs.detect.orders.reading import INSTRUMENT, iso, read
from jobs.detect.orders.vocabulary import countries_in
from jobs.detect.orders.wording import clean_title, plain, title_words
from storage.facts.orders import KnownOrder, load_orders
from storage.observations import Item, ItemKind


@dataclass(frozen=True, slots=True)
class OrderNews:
    """What an item says about an order.

    Attributes:
        event: the same string for every report of the same event of the same order; signing, filing and publication are
            three events.
        status: "signed", "filed", "published" or "announced" (a trade deal without an act).
        order: "order_id", "title", "number", "action", "signed", "published", "effective", "countries", "products",
            "rates", "amends", "url" (of the order where known); JSON-able.
        confidence: 0..1.
        countries: of the order.
    """

    event: str
    status: str
    order: dict[str, Any]
    confidence: float
    countries: tuple[str, ...]

    def as_change(self) -> dict[str, Any]:
        """The change of ``detect --json``."""
        return {
            "kind": "order",
            "event": self.event,
            "status": self.status,
            "order": self.order,
            "confidence": round(self.confidence, 2),
        }


_ABOUT_DUTIES = re.compile(
    r"\btariffs?\b|\bdut(?:y|ies)\b|\breciprocal\b|\bsurcharge\b|\blevy\b|\blevies\b|\bimports?\b|関税|課徴金|追加税率",
    re.IGNORECASE,
)
_ACT = r"(?:executive\s+orders?|orders?|proclamations?|memorand(?:um|a)|executive\s+actions?|directive)"
_WHO = r"(?:trump|president|white\s+house|u\.?s\.?|washington|he|administration)"
_SIGNED = re.compile(
    rf"\b(?:signed|signs|inked|inks|issued|issues|has\s+issued|put\s+his\s+name\s+to|released|published)\b[^.]{{0,60}}?\b{_ACT}\b"
    rf"|\b{_ACT}\b[^.]{{0,50}}?\b(?:signed|issued|(?:he|trump)\s+(?:had\s+)?(?:signed|issued))\b"
    rf"|\btook\s+executive\s+action\b|\bin\s+an?\s+(?:executive\s+)?(?:order|proclamation)\b|\bby\s+(?:an?\s+)?(?:executive\s+)?order\s+of\b"
    rf"|\b(?:a|an|the|new)\s+(?:new\s+)?(?:executive\s+)?(?:order|proclamation)\b[^.]{{0,40}}?\b(?:extend(?:s|ed)|impos(?:es|ed)|add(?:s|ed)"
    rf"|lift(?:s|ed)|rescind(?:s|ed)|remov(?:es|ed)|end(?:s|ed)|lower(?:s|ed)|cut(?:s)?|rais(?:es|ed)|suspend(?:s|ed)|exempt(?:s|ed)|delay(?:s|ed))\b"
    rf"|大統領令(?:など)?に署名(?:した|し、|し）|、)|布告に署名(?:した|し、)|大統領令を(?:出した|発出した|発令した)",
    re.IGNORECASE,
)
_DID = re.compile(
    rf"^(?:{_WHO}\b[^.]{{0,20}}?\b)(?:imposes|slaps|hits|lifts|removes|extends|raises|doubles|cuts|lowers|exempts|suspends|scraps|ends|hikes|adds)\b",
    re.IGNORECASE,
)
_PROMISED = re.compile(
    r"\b(?:will|would|shall|may|might|could|should|expected\s+to|set\s+to|plans?\s+to|planning\s+to|promis\w+\s+to|agree\w*\s+to|pledg\w+\s+to"
    r"|prepar\w+\s+to|vow\w*\s+to|threaten\w*\s+to|about\s+to|due\s+to|intends?\s+to|wants?\s+to|ready\s+to|asked?\s+to|urg\w+\s+\w+\s+to"
    r"|before|until|unless|if|once)\s+(?:soon\s+|also\s+|be\s+|\w+\s+){0,3}?"
    r"(?:sign|signed|signs|issue|issued|amend|amended|change|modify|revise|impose|extend|lift|publish|published)\b"
    r"|\bset\s+to\s+be\s+amended\b|\byet\s+to\s+(?:sign|issue)\b|\bhas\s+not\s+(?:yet\s+)?(?:been\s+)?(?:signed|issued)\b|\bunsigned\b"
    r"|署名(?:する(?:方針|見通し|予定|見込み|意向)|へ|を求め|に至って(?:いな|おら))|修正する(?:と|方針|意向)|署名していない|出される見通し",
    re.IGNORECASE,
)
_BEFORE_PRINT = re.compile(
    r"\bpre-?post(?:s|ed)\b|\bpre-?publi(?:cation|shed|shes)\b|\bpublic\s+inspection\b|\b(?:put\s+up|posts?|posted|filed)\b[^.]{0,30}\bfederal\s+register\b"
    r"|\bfederal\s+register\b[^.]{0,60}\b(?:pre-?publi|advance\s+copy|unpublished)|\bpublication\s+is\s+(?:set|scheduled|due)\b|官報(?:に|で)事前(?:公表|公開)",
    re.IGNORECASE,
)
_PRINTED = re.compile(
    r"\bfederal\s+register,?\s+vol\b|\bpublish(?:ed|es)\b[^.]{0,40}\bfederal\s+register\b|\bfederal\s+register\b[^.]{0,30}\bpublish(?:es|ed)\b"
    r"|\bappeared\s+in\s+the\s+federal\s+register\b|官報(?:に|で)(?:掲載|公示|公表)",
    re.IGNORECASE,
)
_REGISTER_URL = re.compile(
    r"federalregister\.gov/(?:documents/\d{4}/\d\d/\d\d|d)/(?P<number>[A-Z]?\d*-?\d{4}-\d{4,6})", re.IGNORECASE
)
_INSPECTION_URL = re.compile(
    r"federalregister\.gov/public-inspection/(?:\d{4}-\d+|documents)?/?(?P<number>\d{4}-\d{4,6})?", re.IGNORECASE
)
_PRINTED_URL = re.compile(r"govinfo\.gov/\S*?FR-\d{4}-\d\d-\d\d/\S*?(?P<number>\d{4}-\d{4,6})", re.IGNORECASE)
_POST_URL = re.compile(
    r"whitehouse\.gov/(?P<part>presidential-actions|fact-sheets|briefings-statements|releases)/", re.IGNORECASE
)
_WEEKDAYS = {
    name: number
    for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
_WEEKDAY = re.compile(
    r"\b(?:on\s+)?(?P<name>monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b", re.IGNORECASE
)
_MONTH_DAY = re.compile(
    r"\b(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
    r"\.?\s+(?P<day>\d{1,2})\b(?!\d)",
    re.IGNORECASE,
)
_FAMILIES = (
    frozenset({"impose", "raise"}),
    frozenset({"end", "lower", "exempt", "suspend"}),
    frozenset({"suspend", "extend", "amend"}),
    frozenset({"implement", "lower", "amend"}),
)
_ACTION_WORDS = (
    (
        "end",
        r"\b(?:lift|remov|rescind|revok|scrap|eliminat|terminat|taken?\s+away|ends?\b|ended\b|ending\b)|撤廃|廃止|解除",
    ),
    ("extend", r"\bextend|\bprolong|\bholding\s+off|\bdelay|延長|延期"),
    ("suspend", r"\bsuspend|\bpaus|停止"),
    ("exempt", r"\bexempt|\bexclud|\bcarve|除外"),
    ("lower", r"\blower|\bcut(?:s|ting)?\b|\breduc|引き下げ"),
    ("raise", r"\brais|\bhik|\bdoubl|\bincreas|引き上げ"),
    ("impose", r"\bimpos|\bslap|\bhits?\b|\badd(?:s|ed|ing|itional)?\b|\banother\b|発動|課す|課した"),
    ("implement", r"\bimplement|\bseal|\bfinali[sz]|実施"),
    ("amend", r"\bchang|\bmodif|\bamend|修正"),
)
_ACTION_PATTERNS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _ACTION_WORDS)
_NAMED_TITLE = re.compile(
    r"^(?:executive order(?: \d{4,5})?|proclamation(?: \d{4,5})?|house document [\d-]+|presidential action)\s*[:–-]\s*",
    re.IGNORECASE,
)
_TITLE_NOTE = re.compile(r"\s*\([^()]*\d{4}\)\s*$|\s+[|–-]\s+[^|–-]{3,40}$")
_NEAR_DAYS = 10


def detect_order_news(item: Item, known: Sequence[KnownOrder] | None = None) -> OrderNews | None:
    """What an item of any kind says about an order, None when nothing has happened to one.

    Args:
        item: news, or an official page given as plain news; recognised by kind, source or address.
        known: orders to recognise it among; the embedded table when None. Only those known by the item's own day are
            used.
    """
    title, text = clean_title(item.title), plain(item.text)
    whole = f"{title}. {text}"
    if not _could_be(whole, item.url):
        return None
    day = item.on_day()
    orders = load_orders() if known is None else known
    official = _official(item, title, text)
    if official is _SILENT:
        return None
    if official:
        status, number, confidence = official
    else:
        said = _status(title, whole)
        confidence = 0.8
        if not said:
            said, confidence = _by_title(title, day, orders)
        if not said:
            return None
        status, number = said, None
    return _make(item, title, text, status, number, confidence, day, orders)


def order_changes(item: Item) -> list[dict[str, Any]]:
    """The order changes of ``detect --json`` for one item; empty when nothing happened to an order."""
    found = detect_order_news(item)
    return [found.as_change()] if found else []


_SILENT = ("", None, 0.0)


def _could_be(whole: str, url: str) -> bool:
    return (
        bool(_ABOUT_DUTIES.search(whole))
        or "whitehouse.gov" in url
        or "federalregister.gov" in url
        or "govinfo.gov" in url
    )


def _official(item: Item, title: str, text: str) -> tuple[str, str | None, float] | None:
    """Status and document number of an official page; ``_SILENT`` for one of no concern; None for anything else."""
    url = item.url
    if match := _PRINTED_URL.search(url) or _REGISTER_URL.search(url):
        concerns = relevance.of_presidential(_bare_title(title), text) or relevance.of_notice(_bare_title(title), text)
        return ("published", document_base(match["number"]), 0.95) if concerns else _SILENT
    if _INSPECTION_URL.search(url) or item.kind is ItemKind.INSPECTION_FILING:
        match = _INSPECTION_URL.search(url)
        concerns = relevance.of_presidential(title, text) or relevance.of_notice(title, text)
        return ("filed", match["number"] if match else None, 0.95) if concerns else _SILENT
    if item.kind is ItemKind.FEDERAL_REGISTER_DOCUMENT:
        concerns = relevance.of_presidential(title, text)
        return ("published", item.fields.get("document_number"), 0.95) if concerns else _SILENT
    post = _POST_URL.search(url)
    if post and post["part"] == "presidential-actions":
        return ("signed", None, 0.95) if relevance.of_presidential(title, text) else _SILENT
    if post:
        deal = relevance.of_presidential(title, "")
        return ("announced", None, 0.8) if deal.concerns == "deal" else _SILENT
    return None


def _status(title: str, whole: str) -> str | None:
    """What a report says has happened, None when nothing or when it is only promised."""
    if _BEFORE_PRINT.search(whole):
        return "filed"
    if _PRINTED.search(whole):
        return "published"
    acts = [match.span() for match in _SIGNED.finditer(whole)]
    promises = [match.span() for match in _PROMISED.finditer(whole)]
    for first, last in acts:
        if not any(begin <= last and first <= end for begin, end in promises):
            return "signed"
    if not promises and _DID.search(title) and re.search(rf"\b{_ACT}\b|大統領令|布告", whole, re.IGNORECASE):
        return "signed"
    return None


def _by_title(title: str, day: date | None, orders: Sequence[KnownOrder]) -> tuple[str | None, float]:
    """A page that carries the very title of an order tells of its signing."""
    words = title_words(_bare_title(title))
    for order in orders:
        if order.title_is_ours or (day and not timedelta(0) <= day - order.known_from <= timedelta(days=_NEAR_DAYS)):
            continue
        if len(words) >= 4 and likeness(words, title_words(order.title)) >= 0.9:
            return "signed", 0.7
    return None, 0.0


def _bare_title(title: str) -> str:
    return _TITLE_NOTE.sub("", _NAMED_TITLE.sub("", title))


def _make(
    item: Item,
    title: str,
    text: str,
    status: str,
    number: str | None,
    confidence: float,
    day: date | None,
    orders: Sequence[KnownOrder],
) -> OrderNews:
    whole = f"{title}. {text}"
    stated = signed_on(text) or _stated_day(whole, day)
    reading = read(title, text, stated or day)
    action = _action_said(title)
    if not action:
        action = (
            reading.action if reading.action not in {"state", "amend"} else _action_said(text[:400]) or reading.action
        )
    countries = tuple(dict.fromkeys([*countries_in(title), *reading.countries, *countries_in(text[:600])]))
    countries = tuple(code for code in countries if code != "US")
    order = _which(whole, title, number, status, action, countries, stated, day, orders)
    if order:
        number_known = order.published is not None and day is not None and order.published <= day
        told: dict[str, Any] = {
            "order_id": order.id,
            "title": order.title,
            "number": order.name if order.number and (number_known or day is None or order.number in whole) else None,
            "document": order.document if status == "published" or number_known else None,
            "action": order.action,
            "signed": iso(order.signed),
            "published": iso(order.published) if status == "published" or number_known else None,
            "effective": iso(order.effective),
            "countries": list(order.countries),
            "products": list(order.products),
            "rates": list(reading.rates),
            "amends": list(reading.amends),
            "url": order.url,
        }
        return OrderNews(f"order:{order.id}:{status}", status, told, min(1.0, confidence + 0.1), order.countries)
    lands = countries[:3]
    when = stated or day
    name = f"{when.isoformat() if when else 'undated'}:{'+'.join(sorted(lands)) or 'world'}:{_family(action)}"
    if number:
        name = f"fr-{number}"
    told = {
        "order_id": name,
        "title": _bare_title(title),
        "number": next((f"{kind} {figure}" for kind, figure in INSTRUMENT.findall(title)), None),
        "document": number,
        "action": action,
        "signed": iso(stated) if status == "signed" else None,
        "published": iso(day) if status == "published" else None,
        "effective": iso(reading.effective),
        "countries": list(lands),
        "products": list(reading.products),
        "rates": list(reading.rates),
        "amends": list(reading.amends),
        "url": item.url,
    }
    return OrderNews(f"order:{name}:{status}", status, told, confidence, lands)


def _which(
    whole: str,
    title: str,
    number: str | None,
    status: str,
    action: str,
    countries: tuple[str, ...],
    stated: date | None,
    day: date | None,
    orders: Sequence[KnownOrder],
) -> KnownOrder | None:
    """The order meant: by document number, by its own number, by title, or as the only fitting one of those days."""
    if number:
        return next((order for order in orders if order.document == number), None)
    anchor = stated or day
    near = [order for order in orders if anchor is None or _in_time(order, status, anchor, day)]
    words = title_words(_bare_title(title))
    for order in near:
        if len(words) >= 4 and not order.title_is_ours and likeness(words, title_words(order.title)) >= 0.85:
            return order
    figures = {figure for _, figure in INSTRUMENT.findall(whole)}
    numbered = [order for order in near if order.number and order.number in figures]
    if len(numbered) == 1:
        return numbered[0]
    if anchor is None:
        return None
    fitting = []
    for order in near:
        if bool(order.countries) != bool(countries) or (countries and not set(order.countries) & set(countries)):
            continue
        if status in {"filed", "published"} and order.kind != "notice" and not order.published:
            continue
        alike = action in {"", "state", order.action} or any({order.action, action} <= family for family in _FAMILIES)
        if alike:
            overlap = len(set(order.countries) & set(countries))
            fitting.append((order.action == action, overlap, -abs((order.known_from - anchor).days), order))
    if not fitting:
        return None
    fitting.sort(key=lambda one: one[:3], reverse=True)
    if len(fitting) > 1 and fitting[0][:3] == fitting[1][:3]:
        return None
    return fitting[0][3]


def _in_time(order: KnownOrder, status: str, anchor: date, day: date | None) -> bool:
    if status in {"published", "filed"}:
        printed = order.published or order.known_from
        return timedelta(days=-3) <= (day or anchor) - printed <= timedelta(days=_NEAR_DAYS)
    return timedelta(days=-1) <= anchor - order.known_from <= timedelta(days=_NEAR_DAYS)


def _action_said(words: str) -> str:
    """The action the words of a report name; "" when they name none."""
    return next((name for name, pattern in _ACTION_PATTERNS if pattern.search(words)), "")


def _family(action: str) -> str:
    return {"raise": "impose", "lower": "relief", "end": "relief", "exempt": "relief", "extend": "suspend"}.get(
        action, action
    )


def _stated_day(whole: str, day: date | None) -> date | None:
    """The day a report gives for what happened, seen from its own day: a date, "Wednesday", "Aug. 6"."""
    for match in DATE.finditer(whole):
        found = day_of(match)
        if found and (day is None or timedelta(days=-1) <= day - found <= timedelta(days=60)):
            return found
    if day is None:
        return None
    act = _SIGNED.search(whole) or _BEFORE_PRINT.search(whole) or _PRINTED.search(whole)
    near = whole[max(0, act.start() - 80) : act.end() + 80] if act else whole
    if weekday := _WEEKDAY.search(near):
        return day - timedelta(days=(day.weekday() - _WEEKDAYS[weekday["name"].lower()]) % 7)
    for match in _MONTH_DAY.finditer(near):
        month = next(
            number for number, name in enumerate(_MONTH_STARTS, start=1) if match["month"].lower().startswith(name)
        )
        for year in (day.year, day.year - 1):
            try:
                found = date(year, month, int(match["day"]))
            except ValueError:
                continue
            if timedelta(0) <= day - found <= timedelta(days=30):
                return found
    return None


_MONTH_STARTS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
