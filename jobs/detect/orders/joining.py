"""One order, many papers: finds the order a post, filing, document, correction or message belongs to, or says that
it is new.

A title never decides alone: the same title names different orders, and one order has several titles. Texts decide
first, then numbers, then a like title on the day of signing; whatever is not certain stays apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from typing import Any

from rapidfuzz import fuzz

from jobs.detect.orders.papers import Imprint
from jobs.detect.orders.vocabulary import countries_in, products_in
from jobs.detect.orders.wording import held_in, overlap, slug, title_words

THREAD = "order:"
_DOCUMENT_NUMBER = re.compile(r"(?:[A-Z]\d+-)?(\d{4})-(\d{1,6})$")
_PARTING_WORDS = frozenset(
    {
        *(
            "further",
            "amendment",
            "amendments",
            "additional",
            "second",
            "third",
            "extension",
            "extending",
            "northern",
            "southern",
        ),
        *(
            "continuation",
            "continuing",
            "temporary",
            "suspension",
            "suspending",
            "revocation",
            "ending",
            "imposing",
            "modifying",
        ),
    }
)
_TEXT_TWIN_DAYS = 10
_LATE_POST_DAYS = 5
_PUBLISHED_WITHIN_DAYS = 21
_LONG_TEXT = 12
_SAME_TEXT = 0.79
"""A text alone weighs a little less than a title; page breaks of the Register cost some sentences."""


@dataclass(slots=True)
class Order:
    """What is known of one order; stored as the subject of its thread.

    Attributes:
        thread: its key for ever.
        title: as first published.
        titles: every title seen, as words; the first is its own, later ones were found on copies of its text.
        instrument: "executive_order", "proclamation", "memorandum", "determination", "notice", "announcement",
            "guidance".
        number: order or proclamation number, known days after signing.
        signed: day of signing; ``signed_exact`` when text or Register state it rather than the day of posting.
        seen: day it was first seen published, New York.
        posted: instant of the first post, ISO.
        modified: publisher's last modification time seen, ISO.
        documents: Federal Register numbers without correction prefixes; ``corrections`` with them.
        pages: addresses and native ids of posts that show it now.
        sentences, annexes, codes: what its text held when last seen, for telling edits that matter.
        concerns, why: verdict of relevance; None = kept silently, so that its papers join nothing else.
        reading: ``Reading.as_json`` of its text, None before one was seen.
        stages: stage -> ISO instant at which it was told or taken as history.
        held_by: threads of later orders that suspend or end it.
        messages: CSMS numbers joined to it.
        parent: thread it belongs to for readers (a notice that carries out an order), else None.
    """

    thread: str
    title: str
    titles: list[str]
    instrument: str | None = None
    number: str | None = None
    signed: date | None = None
    signed_exact: bool = False
    seen: date | None = None
    posted: str | None = None
    modified: str | None = None
    documents: list[str] = field(default_factory=list)
    corrections: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    annexes: list[str] = field(default_factory=list)
    codes: int = 0
    concerns: str | None = None
    why: str = ""
    reading: dict[str, Any] | None = None
    stages: dict[str, str] = field(default_factory=dict)
    held_by: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    parent: str | None = None

    def as_subject(self) -> dict[str, Any]:
        """JSON-able state."""
        told = {name: getattr(self, name) for name in self.__slots__}
        told = {name: list(value) if isinstance(value, list) else value for name, value in told.items()}
        told["stages"] = dict(self.stages)
        for name in ("signed", "seen"):
            told[name] = told[name].isoformat() if told[name] else None
        return told

    @property
    def name(self) -> str | None:
        """ "EO 14345" or "Proclamation 11046" once the number is known."""
        if not self.number:
            return None
        return f"Proclamation {self.number}" if self.instrument == "proclamation" else f"EO {self.number}"


def order_from(subject: Mapping[str, Any]) -> Order:
    """The inverse of ``Order.as_subject``; parts that another version wrote are passed over."""
    told = {name: value for name, value in subject.items() if name in Order.__slots__}
    for name in ("signed", "seen"):
        told[name] = date.fromisoformat(told[name]) if told.get(name) else None
    return Order(**told)


def document_base(number: str) -> str:
    """ "R1-2026-03829" and "2026-3829" are papers of document "2026-03829"."""
    match = _DOCUMENT_NUMBER.search(number.strip())
    return f"{match[1]}-{int(match[2]):05d}" if match else number.strip()


def is_correction(number: str) -> bool:
    """Whether a Federal Register number carries a correction prefix (``C1-``, ``R1-``)."""
    return bool(re.match(r"[A-Z]\d+-\d{4}-", number.strip()))


def likeness(mine: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    """How surely two titles name the same paper, 0..1. Differences that part two orders (a country, a product,
    "further", a number) make it 0; spelling, a dropped word or a cut end lower it a little."""
    if mine == theirs or "".join(mine) == "".join(theirs):
        return 1.0
    shorter, longer = sorted((mine, theirs), key=len)
    if len(shorter) >= 6 and longer[: len(shorter)] == shorter:
        return 0.9
    if 2 * len(set(mine) & set(theirs)) < len(longer):
        return 0.0
    matched = 0
    for kind, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        ours, others = mine[a:b], theirs[c:d]
        if (
            kind == "equal"
            or (kind == "replace" and "".join(ours) == "".join(others))
            or (kind == "replace" and len(ours) == len(others) and all(map(_same_word, ours, others)))
        ):
            matched += len(ours)
        elif any(map(_parts_orders, (*ours, *others))) or len(ours) + len(others) > 3:
            return 0.0
    return matched / len(longer) if longer else 0.0


def _same_word(one: str, other: str) -> bool:
    if one[0].isdigit() or other[0].isdigit() or {one, other} & _PARTING_WORDS:
        return False
    if countries_in(one) or countries_in(other):
        return False
    return one[:4] == other[:4] or fuzz.ratio(one, other) >= 80


def _parts_orders(word: str) -> bool:
    return word in _PARTING_WORDS or word[0].isdigit() or bool(countries_in(word)) or bool(products_in(word))


class Ledger:
    """Every order known, indexed for joining; takes in what a batch adds.

    Reads subjects lazily: only those that are asked for are unpacked.
    """

    def __init__(self, known: Mapping[str, Mapping[str, Any]]) -> None:
        self._known = known
        self._opened: dict[str, Order] = {}
        self.changed: dict[str, None] = {}
        self._by_page: dict[str, str] = {}
        self._by_document: dict[str, str] = {}
        self._by_number: dict[tuple[bool, str], str] = {}
        self._by_day: dict[date, list[str]] = {}
        self._by_message: dict[str, str] = {}
        self._by_start: dict[str, list[str]] = {}
        for thread, subject in known.items():
            if thread.startswith(THREAD):
                self._index(
                    thread,
                    subject.get("pages", ()),
                    subject.get("documents", ()),
                    subject.get("number"),
                    subject.get("instrument"),
                    subject.get("signed") or subject.get("seen"),
                    subject.get("messages", ()),
                )
                begins = (subject.get("reading") or {}).get("effective")
                if begins:
                    self._by_start.setdefault(begins, []).append(thread)

    def _index(
        self,
        thread: str,
        pages: Iterable[str],
        documents: Iterable[str],
        number: str | None,
        instrument: str | None,
        day: str | None,
        messages: Iterable[str],
    ) -> None:
        for page in pages:
            self._by_page[page] = thread
        for document in documents:
            self._by_document[document] = thread
        for message in messages:
            self._by_message[message] = thread
        if number:
            self._by_number[instrument == "proclamation", number] = thread
        if day:
            threads = self._by_day.setdefault(date.fromisoformat(day), [])
            if thread not in threads:
                threads.append(thread)

    def open(self, thread: str) -> Order:
        """The order of a thread."""
        if thread not in self._opened:
            self._opened[thread] = order_from(self._known[thread])
        return self._opened[thread]

    def keep(self, order: Order) -> None:
        """Take in a new or changed order."""
        self._opened[order.thread] = order
        self.changed[order.thread] = None
        day = order.signed or order.seen
        self._index(
            order.thread,
            order.pages,
            order.documents,
            order.number,
            order.instrument,
            day.isoformat() if day else None,
            order.messages,
        )
        if order.reading and order.reading["effective"]:
            threads = self._by_start.setdefault(order.reading["effective"], [])
            if order.thread not in threads:
                threads.append(order.thread)

    def leave_page(self, order: Order, pages: Iterable[str]) -> None:
        """A page shows another document now."""
        for page in pages:
            if page in order.pages:
                order.pages.remove(page)
            self._by_page.pop(page, None)
        self.changed[order.thread] = None

    def new_thread(self, day: date, title: str) -> str:
        """A key no order has yet: day and first words of the title, for people to read."""
        thread = f"{THREAD}{day.isoformat()}-{slug(title_words(title))}"
        taken = 1
        while (name := thread if taken == 1 else f"{thread}-{taken}") in self._opened or name in self._known:
            taken += 1
        return name

    def subjects(self) -> dict[str, dict[str, Any]]:
        """State of every order that changed."""
        return {thread: self._opened[thread].as_subject() for thread in self.changed}

    def near(self, day: date, before: int, after: int) -> list[Order]:
        """Orders signed (or, failing that, first seen) from ``before`` days earlier to ``after`` days later."""
        threads: dict[str, None] = {}
        for offset in range(-before, after + 1):
            threads.update(dict.fromkeys(self._by_day.get(day + timedelta(days=offset), ())))
        return [self.open(thread) for thread in threads]

    def starting(self, first: date, last: date) -> list[Order]:
        """Orders whose stated first day of force lies between two days."""
        days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
        return [self.open(thread) for day in days for thread in self._by_start.get(day.isoformat(), ())]

    def by_document(self, number: str) -> Order | None:
        """The order a Federal Register number belongs to, corrections included."""
        thread = self._by_document.get(document_base(number))
        return self.open(thread) if thread else None

    def by_number(self, number: str, proclamation: bool) -> Order | None:
        """The order of an order or proclamation number."""
        thread = self._by_number.get((proclamation, number))
        return self.open(thread) if thread else None

    def by_page(self, *pages: str) -> Order | None:
        """The order a page showed when last seen."""
        thread = next((self._by_page[page] for page in pages if page in self._by_page), None)
        return self.open(thread) if thread else None

    def by_message(self, number: str) -> Order | None:
        """The order a CSMS message was joined to."""
        thread = self._by_message.get(number)
        return self.open(thread) if thread else None

    def twin_of(
        self, words: tuple[str, ...], sentences: frozenset[int], posted: datetime | None, day: date
    ) -> Order | None:
        """An order whose text this is, whatever page it stands on.

        White House posts appear under several addresses, and for some hours under the address of another order.
        Pipeline permits of one day share 0.89 of their sentences and are different papers, hence the bounds.
        """
        if len(sentences) < 4:
            return None
        best: tuple[float, Order] | None = None
        for order in self.near(day, _TEXT_TWIN_DAYS, _TEXT_TWIN_DAYS):
            theirs = frozenset(order.sentences)
            shared = overlap(sentences, theirs)
            same = shared >= 0.95 or (shared >= 0.9 and likeness(words, tuple(order.titles[0].split())) >= 0.95)
            if not same and shared >= 0.75 and len(sentences) >= 50 and posted and order.posted:
                minutes = abs((posted - datetime.fromisoformat(order.posted)).total_seconds()) / 60
                same = minutes <= 5 and max(held_in(sentences, theirs), held_in(theirs, sentences)) >= 0.9
            if same and (best is None or shared > best[0]):
                best = (shared, order)
        return best[1] if best else None

    def of_document(self, imprint: Imprint, published: date | None, sentences: frozenset[int]) -> Order | None:
        """The order a filing or Register document prints, when its own number is not known here yet.

        By order number; else by a like title on the day of signing; else by its text, where a title was changed.
        """
        instrument, number, signed = imprint.instrument, imprint.number, imprint.signed
        if number:
            order = self.by_number(number, instrument == "proclamation")
            if order:
                return order
        if signed:
            candidates = self.near(signed, 1, _LATE_POST_DAYS)
        elif published:
            candidates = self.near(published, _PUBLISHED_WITHIN_DAYS, 0)
        else:
            return None
        scored = []
        for order in candidates:
            if order.documents or (order.number and number and order.number != number):
                continue
            if order.instrument and instrument and order.instrument != instrument:
                continue
            if signed and not _signed_fits(order, signed):
                continue
            score = _best_likeness(imprint.words, order)
            if score < 0.8 and len(sentences) >= _LONG_TEXT and len(order.sentences) >= _LONG_TEXT:
                score = _SAME_TEXT * held_in(frozenset(order.sentences), sentences)
            if score >= 0.8 or score > _SAME_TEXT * 0.8:
                scored.append((score, order))
        scored.sort(key=lambda pair: -pair[0])
        if not scored or (len(scored) > 1 and scored[0][0] - scored[1][0] < 0.02):
            return None
        return scored[0][1]

    def of_post(self, words: tuple[str, ...], instrument: str | None, signed: date | None, day: date) -> Order | None:
        """The order a post shows that was filed or printed before it was posted."""
        found = [
            order
            for order in self.near(signed or day, _LATE_POST_DAYS, 1)
            if not order.pages
            and order.documents
            and not (order.instrument and instrument and order.instrument != instrument)
            and not (signed and order.signed_exact and order.signed != signed)
            and likeness(words, tuple(order.titles[0].split())) >= 0.9
        ]
        return found[0] if len(found) == 1 else None


def _signed_fits(order: Order, signed: date) -> bool:
    if order.signed is None:
        return order.seen is not None and timedelta(0) <= order.seen - signed <= timedelta(days=_LATE_POST_DAYS)
    if order.signed_exact:
        return abs(order.signed - signed) <= timedelta(days=1)
    return timedelta(days=-1) <= order.signed - signed <= timedelta(days=_LATE_POST_DAYS)


def _best_likeness(words: tuple[str, ...], order: Order) -> float:
    own, *borrowed = order.titles
    best = likeness(words, tuple(own.split()))
    for title in borrowed:
        best = max(best, likeness(words, tuple(title.split())) - 0.05)
    return best
