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
from jobs.detect.orders.reports import DUTIES, read_report
from jobs.detect.orders.vocabulary import countries_in, countries_in_ja, products_in
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
    ("lower", r"\blower|\bcut(?:s|ting)?\b|\breduc|\bslash|\bhalv|引き下げ"),
    ("raise", r"\brais|\bhik|\bdoubl|\bincreas|引き上げ"),
    (
        "impose",
        r"\bimpos|\bputs?\b|\bfaces?\b|\bslap|\bhits?\b|\badd(?:s|ed|ing|itional)?\b|\banother\b|発動|課す|課した",
    ),
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
_FITS = 2.5
_COMMON_WORDS = frozenset(
    {
        *(
            "tariff",
            "tariffs",
            "duty",
            "duties",
            "order",
            "executive",
            "trump",
            "president",
            "imports",
            "import",
            "goods",
        ),
        *("united", "states", "signed", "notice", "certain", "additional", "new", "all", "his", "that", "has", "will"),
    }
)


def detect_order_news(item: Item, known: Sequence[KnownOrder] | None = None) -> OrderNews | None:
    """What an item of any kind says about an order, None when nothing has happened to one.

    Args:
        item: news, or an official page given as plain news; recognised by kind, source or address.
        known: orders to recognise it among; the embedded table when None. Only those known by the item's own day are
            used.
    """
    title, text = clean_title(item.title), plain(item.text)
    if not DUTIES.search(title) and not DUTIES.search(text) and not _is_official(item.url):
        return None
    day = item.on_day()
    orders = load_orders() if known is None else known
    official = _official(item, title, text)
    if official is _SILENT:
        return None
    if official:
        status, number, confidence = official
        return _make(item, title, text, status, number, confidence, signed_on(text), orders)
    report = read_report(title, text, day)
    if report:
        return _make(item, title, text, report.status, None, 0.8, report.on, orders)
    if _has_title_of_order(title, day, orders):
        return _make(item, title, text, "signed", None, 0.7, read_day(text), orders)
    return None


def order_changes(item: Item) -> list[dict[str, Any]]:
    """The order changes of ``detect --json`` for one item; empty when nothing happened to an order."""
    found = detect_order_news(item)
    return [found.as_change()] if found else []


_SILENT = ("", None, 0.0)


def _is_official(url: str) -> bool:
    return any(host in url for host in ("whitehouse.gov", "federalregister.gov", "govinfo.gov"))


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


def _has_title_of_order(title: str, day: date | None, orders: Sequence[KnownOrder]) -> bool:
    """A page that carries the very title of an order tells of its signing."""
    words = title_words(_bare_title(title))
    for order in orders:
        if order.title_is_ours or (day and not timedelta(0) <= day - order.known_from <= timedelta(days=_NEAR_DAYS)):
            continue
        if len(words) >= 4 and likeness(words, title_words(order.title)) >= 0.9:
            return True
    return False


def read_day(text: str) -> date | None:
    """The first full date of a text."""
    match = DATE.search(text)
    return day_of(match) if match else None


def _bare_title(title: str) -> str:
    return _TITLE_NOTE.sub("", _NAMED_TITLE.sub("", title))


def _make(
    item: Item,
    title: str,
    text: str,
    status: str,
    number: str | None,
    confidence: float,
    stated: date | None,
    orders: Sequence[KnownOrder],
) -> OrderNews:
    whole = f"{title}. {text}"
    day = item.on_day()
    reading = read(title, text, stated or day)
    action = _action_said(title)
    if not action:
        said = _action_said(text[:400])
        action = said or reading.action if reading.action in {"state", "amend"} else reading.action
    named = countries_in_ja(whole[:600]) if item.lang == "ja" else countries_in(text[:600])
    countries = tuple(dict.fromkeys([*countries_in(title), *reading.countries, *named]))
    products = products_in(title) or products_in(text[:400])
    order = _which(whole, title, number, status, action, countries, products, stated, day, orders)
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
    about = "+".join(sorted(lands)) or "+".join(sorted(products)).replace(" ", "-") or "world"
    name = f"{when.isoformat() if when else 'undated'}:{about}:{_family(action)}"
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
        "products": list(products),
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
    products: tuple[str, ...],
    stated: date | None,
    day: date | None,
    orders: Sequence[KnownOrder],
) -> KnownOrder | None:
    """The order meant: by document number, by title, by its own number, or as the one that fits best in those days."""
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
    spoken = set(title_words(whole[:500])) - _COMMON_WORDS
    scored = []
    for order in near:
        score = _fit(order, status, action, set(countries), set(products), spoken)
        if score is not None:
            scored.append((score, -abs((order.known_from - anchor).days), order))
    scored.sort(key=lambda one: one[:2], reverse=True)
    if not scored or scored[0][0] < _FITS or (len(scored) > 1 and scored[0][:2] == scored[1][:2]):
        return None
    return scored[0][2]


def _fit(
    order: KnownOrder, status: str, action: str, countries: set[str], products: set[str], spoken: set[str]
) -> float | None:
    """How well an order fits what is said of it; None when something speaks against it."""
    if status in {"filed", "published"} and order.kind != "notice" and not order.published:
        return None
    lands, goods = set(order.countries), set(order.products)
    if lands and countries and not lands & countries:
        return None
    if goods and products and not goods & products:
        return None
    if lands and not countries:
        return None
    score = 2.0 * len(lands & countries) + 3.0 * bool(goods & products)
    if countries and not lands and not goods & products:
        score -= 2.0  # a country is named, the order is worldwide
    if order.action == action:
        score += 2.0
    elif action in {"", "state"} or any({order.action, action} <= family for family in _FAMILIES):
        score += 1.0
    elif not goods & products:
        return None
    score += 0.5 * min(3, len(spoken & set(title_words(f"{order.title} {order.what}"))))
    return score + (1.0 if order.kind == "notice" and status in {"filed", "published"} else 0.0)


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
