"""White House posts: new orders, copies under further addresses, pages that change hands, and edits."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from rapidfuzz import fuzz

from jobs.detect import Doubt
from jobs.detect.orders import relevance
from jobs.detect.orders.announcements import announces, take_announcement
from jobs.detect.orders.dates import DATE, day_of, signed_on
from jobs.detect.orders.desk import FRESH, Desk, reading_of
from jobs.detect.orders.edits import TEXT_ADDED, Content, code_mark, what_changed
from jobs.detect.orders.joining import Order, likeness
from jobs.detect.orders.papers import Paper, instrument_of
from jobs.detect.orders.reading import read
from jobs.detect.orders.wording import annex_links, fingerprints, held_in, title_words
from storage.events import Stage

_ORDER_OF = re.compile(
    r"\b(?:Executive\s+Order|Proclamation|order|proclamation)\s+(?:\d{4,5}\s+)?of\s+(?P<when>[A-Z][a-z]+\s+\d{1,2},\s+\d{4}),?\s+"
    r"(?:titled\s+|entitled\s+)?[(“\"](?P<title>[^()“”\"]{12,260})[)”\"]"
)


def take_post(desk: Desk, paper: Paper) -> str:
    """Join a post to its order, or see what became of the page it stands on; the reason for what was told."""
    item = paper.item
    category = item.fields.get("category", "")
    if announces(category, paper.title):
        return take_announcement(desk, paper)
    if "nomination" in category.lower():
        return "a nomination"
    if relevance.is_ceremony(paper.title) and "hereby order" not in paper.text:
        return "a nomination, permit or day of observance"
    sentences = fingerprints(paper.text)
    pages = tuple(page for page in (item.url, item.native_id) if page)
    twin = desk.ledger.twin_of(paper.words, sentences, item.published_at, paper.day)
    shown = desk.ledger.by_page(*pages)
    if twin and twin is not shown:
        return _copy(desk, twin, shown, paper, pages)
    if shown and (twin is shown or not _is_swap(shown, paper.words, sentences)):
        return _edited(desk, shown, paper, sentences, pages)
    if shown:
        desk.ledger.leave_page(shown, pages)
    signed = signed_on(paper.text)
    if signed and not timedelta(0) <= paper.day - signed <= timedelta(days=30):
        signed = None
    instrument = instrument_of(category, paper)
    filed = desk.ledger.of_post(paper.words, instrument, signed, paper.day)
    order = filed or Order(
        thread=desk.ledger.new_thread(signed or paper.day, paper.title),
        title=paper.title,
        titles=[" ".join(paper.words)],
        instrument=instrument,
        signed=signed or paper.day,
        signed_exact=signed is not None,
        seen=paper.day,
    )
    verdict = relevance.of_presidential(paper.title, paper.text)
    if verdict or order.concerns is None:
        order.concerns, order.why = verdict.concerns, verdict.why
    order.posted = order.posted or (item.published_at.isoformat() if item.published_at else None)
    order.pages.extend(page for page in pages if page not in order.pages)
    _hold(desk, order, paper, sentences)
    desk.ledger.keep(order)
    if order.concerns:
        _mark_held(desk, order, paper.text)
    return desk.tell(order, Stage.SIGNED, paper)


def _copy(desk: Desk, twin: Order, shown: Order | None, paper: Paper, pages: tuple[str, ...]) -> str:
    if shown:
        desk.ledger.leave_page(shown, pages)
    twin.pages.extend(page for page in pages if page not in twin.pages)
    title = " ".join(paper.words)
    if title not in twin.titles:
        twin.titles.append(title)
    desk.ledger.keep(twin)
    if twin.concerns and Stage.SIGNED in twin.stages and twin.stages[Stage.SIGNED] != "history":
        return desk.tell(twin, Stage.SIGNED, paper, again=True)
    return "a copy of an order already known"


def _edited(desk: Desk, order: Order, paper: Paper, sentences: frozenset[int], pages: tuple[str, ...]) -> str:
    item = paper.item
    order.pages.extend(page for page in pages if page not in order.pages)
    if (title := " ".join(paper.words)) not in order.titles:
        order.titles.append(title)
    modified = item.modified_at.isoformat() if item.modified_at else None
    moved = modified != order.modified or modified is None
    verdict = relevance.of_presidential(paper.title, paper.text)
    became = verdict.concerns if verdict and not order.concerns else None
    if became:
        order.concerns, order.why = verdict.concerns, verdict.why
    content = _content(paper, sentences, order)
    changes = what_changed(order, content) if order.concerns and moved else ()
    _hold(desk, order, paper, sentences)
    desk.ledger.keep(order)
    if became:
        return desk.tell(order, Stage.SIGNED, paper)
    if not changes:
        return "an edit without consequence"
    if item.modified_at and desk.now - item.modified_at > FRESH:
        return "an old edit"
    paper = replace(paper, at=item.modified_at or desk.now)
    what = ", ".join(changes)
    mark = "annex-added" if changes == ("annex added",) else hash_of(sentences, content.annexes)
    if changes == (TEXT_ADDED,):
        return _ask(desk, order, paper, mark)
    return desk.tell(order, Stage.AMENDED, paper, mark=f"edited-{mark}", what=what)


def _ask(desk: Desk, order: Order, paper: Paper, mark: str) -> str:
    """A longer text without new numbers, rates or dates: the operators see it, the chats only if they approve."""
    desk.tell(order, Stage.AMENDED, paper, mark=f"edited-{mark}", what=TEXT_ADDED)
    proposal = desk.events.pop(f"{order.thread}:edited-{mark}", None)
    desk.doubts.append(
        Doubt(
            key=f"{order.thread}:edited-{mark}",
            reason=f"The White House made the text of '{order.title}' longer without new rates, numbers or dates; "
            "does the change matter?",
            item=paper.item,
            proposal=proposal,
        )
    )
    return "doubt: a longer text"


def _hold(desk: Desk, order: Order, paper: Paper, sentences: frozenset[int]) -> None:
    """Remember what the post holds now."""
    content = _content(paper, sentences, order)
    order.sentences = sorted(content.sentences)
    order.annexes = sorted(content.annexes)
    order.codes = content.codes
    order.modified = paper.item.modified_at.isoformat() if paper.item.modified_at else order.modified
    if content.reading:
        order.reading = content.reading


def _mark_held(desk: Desk, order: Order, text: str) -> None:
    """Note on earlier orders that this one suspends or ends them, so that they are not told to come into force."""
    reading = reading_of(order)
    if reading.action not in {"suspend", "end", "extend"}:
        return
    held = [desk.ledger.by_number(name.split()[-1], name.startswith("P")) for name in reading.amends]
    for match in _ORDER_OF.finditer(text):
        when = DATE.search(match["when"])
        day = day_of(when) if when else None
        if day:
            held.append(_titled(desk, title_words(match["title"]), day))
    for earlier in held:
        if earlier and earlier is not order and order.thread not in earlier.held_by:
            earlier.held_by.append(order.thread)
            desk.ledger.keep(earlier)


def _titled(desk: Desk, words: tuple[str, ...], day: date) -> Order | None:
    """The order of that day whose title comes nearest; orders are quoted by titles that were corrected later."""
    quoted = " ".join(words)
    scored = [
        (max(fuzz.ratio(quoted, title) for title in order.titles), order) for order in desk.ledger.near(day, 0, 0)
    ]
    score, order = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return order if score >= 88 else None


def _is_swap(shown: Order, words: tuple[str, ...], sentences: frozenset[int]) -> bool:
    """Whether a page shows another document now, rather than an edited one."""
    old = frozenset(shown.sentences)
    if not old or not sentences:
        return False
    kept = max(held_in(old, sentences), held_in(sentences, old))
    return kept < 0.3 and likeness(words, tuple(shown.titles[0].split())) < 0.8


def _content(paper: Paper, sentences: frozenset[int], order: Order) -> Content:
    annexes = annex_links(paper.item.text) | frozenset(paper.item.fields.get("annexes", "").split())
    if not order.concerns:
        return Content(sentences, annexes, 0, None)
    signed = order.signed if order.signed_exact else signed_on(paper.text) or order.signed
    return Content(sentences, annexes, code_mark(paper.text), read(paper.title, paper.text, signed).as_json())


def hash_of(sentences: frozenset[int], annexes: frozenset[str]) -> str:
    """Short mark of a state of a text, the same on every machine."""
    import zlib

    packed = ",".join(map(str, sorted(sentences))) + "|" + "|".join(sorted(annexes))
    return f"{zlib.crc32(packed.encode()):08x}"
