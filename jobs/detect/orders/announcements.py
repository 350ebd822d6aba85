"""Fact sheets, joint statements and agencies' press: they announce deals; about an order they only add a source."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from jobs.detect.orders import relevance
from jobs.detect.orders.desk import Desk, reading_of
from jobs.detect.orders.joining import Order
from jobs.detect.orders.papers import Paper
from jobs.detect.orders.reading import Reading, read
from jobs.detect.orders.vocabulary import countries_in
from jobs.detect.orders.wording import title_words
from storage.events import Stage

_POST_KIND = re.compile(r"fact[\s-]?sheets?|briefings?|statements?|articles?|releases?|remarks", re.IGNORECASE)
_COMPANION = re.compile(
    r"^fact sheet: president\b|^president (?:donald|trump)\b|^readout\b|^first lady\b", re.IGNORECASE
)
_DEAL_NEWS = re.compile(
    r"\btrade deals?\b|\btrade and investment agreement\b|^joint (?:statement|fact sheet)\b"
    r"|^agreement between\b|\breach\w*\b.*\bdeal\b"
    r"|\bdeal on (?:economic|trade)\b|\bframework\b.*\bagreement\b",
    re.IGNORECASE,
)


def announces(category: str, title: str) -> bool:
    """Whether a White House post is no order but a fact sheet, statement or release."""
    return bool(_POST_KIND.search(category)) or title.lower().startswith(("fact sheet", "joint statement", "readout"))


def _is_american(url: str) -> bool:
    """Only the US sets US duties; ministries elsewhere comment on them."""
    return (urlsplit(url).hostname or "").endswith(".gov")


def take_announcement(desk: Desk, paper: Paper) -> str:
    """Fact sheets, joint statements, an agency's press: they announce deals; about an order they only add a source."""
    verdict = relevance.of_presidential(paper.title, "")
    if verdict.concerns not in {"tariff", "deal"} and not _DEAL_NEWS.search(paper.title):
        verdict = relevance.of_notice(paper.title, paper.text)
        if not verdict:
            return "an announcement about something else"
    reading = read(paper.title, paper.text)
    if not reading.countries:
        lead = tuple(code for code in countries_in(paper.text[:500]) if code != "US")
        reading = replace(reading, countries=lead[:2])
    companion = _companion(desk, paper, reading)
    if companion:
        stage = next(iter(companion.stages), Stage.SIGNED)
        if companion.stages.get(stage) == "history":
            return "about an order already known"
        return desk.tell(companion, Stage(stage), paper, again=True)
    if _COMPANION.search(paper.title) and not _DEAL_NEWS.search(paper.title):
        return "a fact sheet; the order itself is awaited"
    if not _DEAL_NEWS.search(paper.title) and (verdict.concerns != "tariff" or not _is_american(paper.item.url)):
        return "an announcement without a deal"
    pages = [page for page in (paper.item.url, paper.item.native_id) if page]
    if desk.ledger.by_page(*pages):
        return "an announcement already told"
    order = Order(
        thread=desk.ledger.new_thread(paper.day, paper.title),
        title=paper.title,
        titles=[" ".join(paper.words)],
        instrument="announcement",
        seen=paper.day,
        pages=pages,
        concerns=verdict.concerns or "deal",
        why=verdict.why,
        reading=replace(reading, rate_change=False, amends=()).as_json(),
    )
    desk.ledger.keep(order)
    return desk.tell(order, Stage.ANNOUNCED, paper)


def _companion(desk: Desk, paper: Paper, reading: Reading) -> Order | None:
    """The order or announcement of these days that this announcement is about."""
    bare = title_words(re.sub(r"(?i)^fact sheet:\s*(?:president (?:donald j\. )?trump)?", "", paper.title))
    for order in desk.ledger.near(paper.day, 2, 1):
        if not order.concerns:
            continue
        if paper.item.url in order.pages:
            return order
        countries = set(reading_of(order).countries)
        same_land = bool(countries) and countries & set(reading.countries)
        common = set(bare) & set(order.titles[0].split())
        if order.instrument == "announcement":
            if countries and set(reading.countries) == countries:
                return order
        elif len(common) >= 4 or (same_land and len(common) >= 2):
            return order
    return None
