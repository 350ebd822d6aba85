"""Customs messages (CSMS) and releases of the tariff schedule: the last stages of an order."""

from __future__ import annotations

import re
from datetime import date, timedelta

from jobs.detect.orders.dates import DATE, day_of
from jobs.detect.orders.desk import Desk, reading_of
from jobs.detect.orders.joining import Order
from jobs.detect.orders.papers import Paper
from jobs.detect.orders.reading import INSTRUMENT, read
from jobs.detect.orders.vocabulary import countries_in
from jobs.detect.orders.wording import title_words
from storage.events import Stage

_CSMS = re.compile(r"CSMS\s*#?\s*(?P<number>\d{7,9})", re.IGNORECASE)
_CSMS_DUTY = re.compile(
    r"\btariffs?\b|\bduties\b|\bduty\b|\bsection (?:232|301|122|338|201)\b|\bieepa\b|\bde minimis\b"
    r"|\breciprocal\b|\bquota\b",
    re.IGNORECASE,
)

_CUSTOMS_WORDS = frozenset(
    {"guidance", "updated", "duties", "additional", "tariffs", "tariff", "effective", "dates", "united", "states"}
)
_NAMED_DAYS = timedelta(days=200)
_HINTED_DAYS = 60


def take_message(desk: Desk, paper: Paper) -> str:
    """Join a customs message to the order it collects; the reason for what was told."""
    match = _CSMS.search(f"{paper.item.title} {paper.item.native_id} {paper.text[:200]}")
    number = paper.item.fields.get("csms_number") or (match["number"] if match else paper.item.native_id)
    title = re.sub(r"^\s*CSMS\s*#?\s*\d+\s*[-–:]*\s*", "", paper.title)
    updated = title.upper().startswith("UPDATED")
    if not _CSMS_DUTY.search(title) and not ("9903." in paper.text and _CSMS_DUTY.search(paper.text)):
        return "a customs message without duties"
    if desk.ledger.by_message(number):
        return "a customs message already joined"
    earlier = _updated_message(desk, paper, number) if updated else None
    order = earlier or _order_meant(desk, paper)
    if not order:
        order = Order(
            thread=desk.ledger.new_thread(paper.day, f"customs guidance {title}"),
            title=title,
            titles=[" ".join(title_words(title))],
            instrument="guidance",
            seen=paper.day,
            concerns="tariff",
            why="customs guidance on duties",
            reading=read(title, paper.text).as_json(),
        )
    order.messages.append(number)
    desk.ledger.keep(order)
    again = Stage.COLLECTED in order.stages
    if again and not updated:
        return desk.tell(order, Stage.COLLECTED, paper, again=True)
    mark = f"{Stage.COLLECTED}-{number}" if again else None
    what = f"CSMS # {number}: {title}"
    return desk.tell(order, Stage.COLLECTED, paper, mark=mark, what=what)


def _updated_message(desk: Desk, paper: Paper, number: str) -> Order | None:
    """The order of the message an UPDATED GUIDANCE names."""
    for other in _CSMS.findall(paper.text):
        if other != number and (order := desk.ledger.by_message(other)):
            return order
    return None


def _order_meant(desk: Desk, paper: Paper) -> Order | None:
    """The newest order a customs message or schedule release names by number, document or title, or by its headings."""
    named: dict[str, Order] = {}
    text = f"{paper.title} {paper.text[:20_000]}"
    for kind, number in INSTRUMENT.findall(text):
        order = desk.ledger.by_number(number, kind.lower().startswith("p"))
        if order:
            named[order.thread] = order
    for number in re.findall(r"\b20\d\d-\d{5}\b", text):
        if order := desk.ledger.by_document(number):
            named[order.thread] = order
    joined = " ".join(title_words(text))
    dates = {day_of(match) for match in DATE.finditer(text)}
    headings = frozenset(re.findall(r"\b9903\.\d\d\.\d\d\b", text))
    for order in desk.ledger.near(paper.day, 120, 2):
        if order.concerns not in {"tariff", "deal"} or order.instrument == "guidance":
            continue
        long = len(order.titles[0].split()) >= 5 or (order.signed in dates and len(order.titles[0].split()) >= 3)
        if long and order.titles[0] in joined:
            named[order.thread] = order
        elif headings and headings & set(reading_of(order).headings):
            named.setdefault(order.thread, order)
    fitting = [order for order in named.values() if order.concerns and order.signed and order.signed <= paper.day]
    fitting = [order for order in fitting if paper.day - (order.signed or paper.day) <= _NAMED_DAYS]
    if not fitting:
        return _order_hinted(desk, paper)
    return max(fitting, key=lambda order: (order.signed or date.min, len(headings & set(reading_of(order).headings))))


def _order_hinted(desk: Desk, paper: Paper) -> Order | None:
    """The order that a message fits by its date in force, country and words, when it is the only one that fits best."""
    dates = {day for match in DATE.finditer(paper.title) if (day := day_of(match))}
    countries = set(countries_in(paper.title))
    words = {word for word in paper.words if len(word) >= 5} - _CUSTOMS_WORDS
    scored = []
    for order in desk.ledger.near(paper.day, _HINTED_DAYS, 1):
        if order.concerns not in {"tariff", "deal"} or order.instrument in {"guidance", "announcement", "notice"}:
            continue
        reading = reading_of(order)
        score = 3 * bool(dates & set(reading.effective_dates)) + 2 * bool(countries & set(reading.countries))
        score += len(words & set(order.titles[0].split()))
        score += bool(reading.effective and abs((reading.effective - paper.day).days) <= 5)
        if countries and reading.countries and not countries & set(reading.countries):
            continue
        scored.append((score, order))
    scored.sort(key=lambda pair: -pair[0])
    if not scored or scored[0][0] < 3 or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return None
    return scored[0][1]


def take_release(desk: Desk, paper: Paper) -> str:
    """Tell that an order stands in the tariff schedule, when a release names it; the reason for what was told."""
    order = _order_meant(desk, paper) if paper.text else None
    if not order:
        return "a schedule release that names no order; its rates are compared elsewhere"
    reading = reading_of(order)
    if reading.effective and reading.effective > paper.day:
        return "in the schedule before it is in force"
    return desk.tell(order, Stage.IN_FORCE, paper, what=f"in the tariff schedule: {paper.title}")
