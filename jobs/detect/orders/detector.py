"""The orders detector: posts, filings, Register documents, schedule releases and customs messages become stages of orders."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz

from jobs.detect import Doubt, Findings, Subject
from jobs.detect.orders import relevance
from jobs.detect.orders.edits import TEXT_ADDED, Content, code_mark, what_changed
from jobs.detect.orders.headline import headline
from jobs.detect.orders.joining import Ledger, Order, document_base, is_correction, likeness
from jobs.detect.orders.reading import (
    DATE,
    INSTRUMENT,
    Reading,
    day_of,
    read,
    reading_from,
    short_instrument,
    signed_on,
)
from jobs.detect.orders.wording import annex_links, clean_title, fingerprints, held_in, plain, title_words
from storage.events import Citation, EventKind, NewEvent, Stage
from storage.observations import Item, ItemKind

NEW_YORK = ZoneInfo("America/New_York")
FRESH = timedelta(days=6)
"""A paper older than this when first seen is history, not news: posts come up to 4 days late, bulk re-publication comes."""

_LATER = {Stage.ANNOUNCED: 0, Stage.SIGNED: 1, Stage.FILED: 2, Stage.PUBLISHED: 3}
"""The order of papers: an earlier one that turns up after a later one tells nothing new."""

_POST_KIND = re.compile(r"fact[\s-]?sheets?|briefings?|statements?|articles?|releases?|remarks", re.IGNORECASE)
_COMPANION = re.compile(
    r"^fact sheet: president\b|^president (?:donald|trump)\b|^readout\b|^first lady\b", re.IGNORECASE
)
_DEAL_NEWS = re.compile(
    r"\btrade deals?\b|\btrade and investment agreement\b|^joint (?:statement|fact sheet)\b|^agreement between\b|\breach\w*\b.*\bdeal\b"
    r"|\bdeal on (?:economic|trade)\b|\bframework\b.*\bagreement\b",
    re.IGNORECASE,
)
_FILED_SUFFIX = re.compile(
    r"\s*\(\s*(?P<kind>Executive Order|Proclamation|Memorandum|Notice|Presidential Determination|Order)"
    r"(?:\s+(?:No\.\s*)?(?P<number>[\d-]+))?(?:\s+of)?\s+(?P<when>[A-Z][a-z]+ \d{1,2}, \d{4})\s*\)\s*$"
)
_CSMS = re.compile(r"CSMS\s*#?\s*(?P<number>\d{7,9})", re.IGNORECASE)
_CSMS_DUTY = re.compile(
    r"\btariffs?\b|\bduties\b|\bduty\b|\bsection (?:232|301|122|338|201)\b|\bieepa\b|\bde minimis\b|\breciprocal\b|\bquota\b",
    re.IGNORECASE,
)
_ORDER_OF = re.compile(
    r"\b(?:Executive\s+Order|Proclamation|order|proclamation)\s+(?:\d{4,5}\s+)?of\s+(?P<when>[A-Z][a-z]+\s+\d{1,2},\s+\d{4}),?\s+"
    r"(?:titled\s+|entitled\s+)?[(“\"](?P<title>[^()“”\"]{12,260})[)”\"]"
)
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
class _Paper:
    """One item made ready: words, plain text and days."""

    item: Item
    title: str
    words: tuple[str, ...]
    text: str
    day: date
    at: datetime


class OrdersDetector:
    """Decides which papers concern tariffs, trade deals or a watched country, joins them, and tells each stage once."""

    name = "orders"
    reads = frozenset(
        {
            ItemKind.WHITE_HOUSE_POST,
            ItemKind.FEDERAL_REGISTER_DOCUMENT,
            ItemKind.INSPECTION_FILING,
            ItemKind.CSMS_MESSAGE,
            ItemKind.HTS_RELEASE,
            ItemKind.AGENCY_NOTICE,
        }
    )

    def detect(self, items: Sequence[Item], known: Mapping[str, Subject], now: datetime) -> Findings:
        """Decide; see ``jobs.detect.Detector``. With no items it tells only what comes into force at ``now``."""
        decision = _Decision(Ledger(known), now)
        for item in items:
            if item.kind in self.reads:
                decision.take(item)
        decision.come_into_force()
        return decision.findings()


class _Decision:
    """One batch in the making."""

    def __init__(self, ledger: Ledger, now: datetime) -> None:
        self.ledger = ledger
        self.now = now
        self.events: dict[str, NewEvent] = {}
        self.reasons: dict[str, str] = {}
        self.doubts: list[Doubt] = []

    def findings(self) -> Findings:
        return Findings(tuple(self.events.values()), self.ledger.subjects(), tuple(self.doubts), self.reasons)

    def take(self, item: Item) -> None:
        paper = _paper(item, self.now)
        match item.kind:
            case ItemKind.WHITE_HOUSE_POST:
                reason = self._post(paper)
            case ItemKind.FEDERAL_REGISTER_DOCUMENT:
                reason = self._document(paper, Stage.PUBLISHED)
            case ItemKind.INSPECTION_FILING:
                reason = self._document(paper, Stage.FILED)
            case ItemKind.CSMS_MESSAGE:
                reason = self._message(paper)
            case ItemKind.HTS_RELEASE:
                reason = self._release(paper)
            case _:
                reason = self._announcement(paper)
        self.reasons[item.native_id] = reason

    # -- White House -------------------------------------------------------------------------------------------------

    def _post(self, paper: _Paper) -> str:
        item = paper.item
        category = item.fields.get("category", "")
        if _POST_KIND.search(category) or paper.title.lower().startswith(("fact sheet", "joint statement", "readout")):
            return self._announcement(paper)
        if relevance.is_ceremony(paper.title) and "hereby order" not in paper.text:
            return "a nomination, permit or day of observance"
        sentences = fingerprints(paper.text)
        pages = tuple(page for page in (item.url, item.native_id) if page)
        twin = self.ledger.twin_of(paper.words, sentences, item.published_at, paper.day)
        shown = self.ledger.by_page(*pages)
        if twin and twin is not shown:
            return self._copy(twin, shown, paper, pages)
        if shown and (twin is shown or not _is_swap(shown, paper.words, sentences)):
            return self._edited(shown, paper, sentences, pages)
        if shown:
            self.ledger.leave_page(shown, pages)
        signed = signed_on(paper.text)
        if signed and not timedelta(0) <= paper.day - signed <= timedelta(days=30):
            signed = None
        instrument = _instrument_of(category, paper)
        filed = self.ledger.of_post(paper.words, instrument, signed, paper.day)
        order = filed or Order(
            thread=self.ledger.new_thread(signed or paper.day, paper.title),
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
        self._hold(order, paper, sentences)
        self.ledger.keep(order)
        if order.concerns:
            self._mark_held(order, paper.text)
        return self._tell(order, Stage.SIGNED, paper)

    def _copy(self, twin: Order, shown: Order | None, paper: _Paper, pages: tuple[str, ...]) -> str:
        if shown:
            self.ledger.leave_page(shown, pages)
        twin.pages.extend(page for page in pages if page not in twin.pages)
        title = " ".join(paper.words)
        if title not in twin.titles:
            twin.titles.append(title)
        self.ledger.keep(twin)
        if twin.concerns and Stage.SIGNED in twin.stages and twin.stages[Stage.SIGNED] != "history":
            return self._tell(twin, Stage.SIGNED, paper, again=True)
        return "a copy of an order already known"

    def _edited(self, order: Order, paper: _Paper, sentences: frozenset[int], pages: tuple[str, ...]) -> str:
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
        self._hold(order, paper, sentences)
        self.ledger.keep(order)
        if became:
            return self._tell(order, Stage.SIGNED, paper)
        if not changes:
            return "an edit without consequence"
        if item.modified_at and self.now - item.modified_at > FRESH:
            return "an old edit"
        paper = replace(paper, at=item.modified_at or self.now)
        what = ", ".join(changes)
        mark = "annex-added" if changes == ("annex added",) else hash_of(sentences, content.annexes)
        if changes == (TEXT_ADDED,):
            return self._ask(order, paper, mark)
        return self._tell(order, Stage.AMENDED, paper, mark=f"edited-{mark}", what=what)

    def _ask(self, order: Order, paper: _Paper, mark: str) -> str:
        """A longer text without new numbers, rates or dates: the operators see it, the chats only if they approve."""
        self._tell(order, Stage.AMENDED, paper, mark=f"edited-{mark}", what=TEXT_ADDED)
        proposal = self.events.pop(f"{order.thread}:edited-{mark}", None)
        self.doubts.append(
            Doubt(
                key=f"{order.thread}:edited-{mark}",
                reason=f"The White House made the text of '{order.title}' longer without new rates, numbers or dates; "
                "does the change matter?",
                item=paper.item,
                proposal=proposal,
            )
        )
        return "doubt: a longer text"

    def _hold(self, order: Order, paper: _Paper, sentences: frozenset[int]) -> None:
        """Remember what the post holds now."""
        content = _content(paper, sentences, order)
        order.sentences = sorted(content.sentences)
        order.annexes = sorted(content.annexes)
        order.codes = content.codes
        order.modified = paper.item.modified_at.isoformat() if paper.item.modified_at else order.modified
        if content.reading:
            order.reading = content.reading

    def _mark_held(self, order: Order, text: str) -> None:
        """Note on earlier orders that this one suspends or ends them, so that they are not told to come into force."""
        reading = _reading(order)
        if reading.action not in {"suspend", "end", "extend"}:
            return
        held = [self.ledger.by_number(name.split()[-1], name.startswith("P")) for name in reading.amends]
        for match in _ORDER_OF.finditer(text):
            when = DATE.search(match["when"])
            day = day_of(when) if when else None
            if day:
                held.append(self._titled(title_words(match["title"]), day))
        for earlier in held:
            if earlier and earlier is not order and order.thread not in earlier.held_by:
                earlier.held_by.append(order.thread)
                self.ledger.keep(earlier)

    def _titled(self, words: tuple[str, ...], day: date) -> Order | None:
        """The order of that day whose title comes nearest; orders are quoted by titles that were corrected later."""
        quoted = " ".join(words)
        scored = [
            (max(fuzz.ratio(quoted, title) for title in order.titles), order) for order in self.ledger.near(day, 0, 0)
        ]
        score, order = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        return order if score >= 88 else None

    # -- Federal Register --------------------------------------------------------------------------------------------

    def _document(self, paper: _Paper, stage: Stage) -> str:
        fields = paper.item.fields
        number = fields.get("document_number") or paper.item.native_id
        of = fields.get("correction_of", "")
        base = document_base(of.rstrip("/").rsplit("/", 1)[-1].split(".")[0]) if of else document_base(number)
        correction = bool(of) or is_correction(number)
        words, instrument, order_number, signed = _printed(paper)
        order = self.ledger.by_document(base)
        if not order:
            published = _day(fields.get("publication_date")) or paper.day
            order = self.ledger.of_document(words, instrument, order_number, signed, published)
        presidential = _is_presidential(paper, instrument)
        verdict = (
            relevance.of_presidential(paper.title, paper.text)
            if presidential
            else relevance.of_notice(paper.title, paper.text, fields.get("agencies", ""))
        )
        if not order:
            if not verdict and not presidential:
                return verdict.why
            order = Order(
                thread=self.ledger.new_thread(signed or paper.day, paper.title),
                title=paper.title,
                titles=[" ".join(words)],
                instrument=instrument if presidential else "notice",
                seen=paper.day,
            )
        if not order.concerns and verdict:
            order.concerns, order.why = verdict.concerns, verdict.why
        if order_number:
            order.number = order_number
        if instrument and presidential:
            order.instrument = instrument
        if signed:
            order.signed, order.signed_exact = signed, True
        if base not in order.documents:
            order.documents.append(base)
        new_correction = correction and number not in order.corrections
        if new_correction:
            order.corrections.append(number)
        if order.concerns and order.reading is None:
            order.reading = read(paper.title, paper.text, order.signed).as_json()
            order.parent = None if presidential else self._parent(paper)
        self.ledger.keep(order)
        if correction:
            if not new_correction:
                return "a correction already told"
            return self._tell(order, Stage.AMENDED, paper, mark=f"correction-{number}", what=f"correction {number}")
        return self._tell(order, stage, paper)

    def _parent(self, paper: _Paper) -> str | None:
        """The order a notice says it carries out, for readers' threads."""
        for kind, number in INSTRUMENT.findall(f"{paper.title} {paper.text[:6000]}"):
            order = self.ledger.by_number(number, kind.lower().startswith("p"))
            if order and order.concerns:
                return order.thread
        return None

    # -- Customs and the schedule ------------------------------------------------------------------------------------

    def _message(self, paper: _Paper) -> str:
        match = _CSMS.search(f"{paper.item.title} {paper.item.native_id} {paper.text[:200]}")
        number = paper.item.fields.get("csms_number") or (match["number"] if match else paper.item.native_id)
        title = re.sub(r"^\s*CSMS\s*#?\s*\d+\s*[-–:]*\s*", "", paper.title)
        updated = title.upper().startswith("UPDATED")
        if not _CSMS_DUTY.search(title) and not ("9903." in paper.text and _CSMS_DUTY.search(paper.text)):
            return "a customs message without duties"
        if self.ledger.by_message(number):
            return "a customs message already joined"
        earlier = self._updated_message(paper, number) if updated else None
        order = earlier or self._order_meant(paper)
        if not order:
            order = Order(
                thread=self.ledger.new_thread(paper.day, f"customs guidance {title}"),
                title=title,
                titles=[" ".join(title_words(title))],
                instrument="guidance",
                seen=paper.day,
                concerns="tariff",
                why="customs guidance on duties",
                reading=read(title, paper.text).as_json(),
            )
        order.messages.append(number)
        self.ledger.keep(order)
        again = Stage.COLLECTED in order.stages
        if again and not updated:
            return self._tell(order, Stage.COLLECTED, paper, again=True)
        mark = f"{Stage.COLLECTED}-{number}" if again else None
        what = f"CSMS # {number}: {title}"
        return self._tell(order, Stage.COLLECTED, paper, mark=mark, what=what)

    def _updated_message(self, paper: _Paper, number: str) -> Order | None:
        """The order of the message an UPDATED GUIDANCE names."""
        for other in _CSMS.findall(paper.text):
            if other != number and (order := self.ledger.by_message(other)):
                return order
        return None

    def _order_meant(self, paper: _Paper) -> Order | None:
        """The newest order a customs message or schedule release names by number, document or title, or by its headings."""
        named: dict[str, Order] = {}
        text = f"{paper.title} {paper.text[:20_000]}"
        for kind, number in INSTRUMENT.findall(text):
            order = self.ledger.by_number(number, kind.lower().startswith("p"))
            if order:
                named[order.thread] = order
        for number in re.findall(r"\b20\d\d-\d{5}\b", text):
            if order := self.ledger.by_document(number):
                named[order.thread] = order
        joined = " ".join(title_words(text))
        headings = frozenset(re.findall(r"\b9903\.\d\d\.\d\d\b", text))
        for order in self.ledger.near(paper.day, 120, 2):
            if order.concerns != "tariff" or order.instrument == "guidance":
                continue
            if len(order.titles[0].split()) >= 5 and order.titles[0] in joined:
                named[order.thread] = order
            elif headings and headings & set(_reading(order).headings):
                named.setdefault(order.thread, order)
        fitting = [order for order in named.values() if order.concerns and order.signed and order.signed <= paper.day]
        fitting = [order for order in fitting if paper.day - (order.signed or paper.day) <= timedelta(days=200)]
        if not fitting:
            return None
        return max(fitting, key=lambda order: (order.signed or date.min, len(headings & set(_reading(order).headings))))

    def _release(self, paper: _Paper) -> str:
        order = self._order_meant(paper) if paper.text else None
        if not order:
            return "a schedule release that names no order; its rates are compared elsewhere"
        reading = _reading(order)
        if reading.effective and reading.effective > paper.day:
            return "in the schedule before it is in force"
        return self._tell(order, Stage.IN_FORCE, paper, what=f"in the tariff schedule: {paper.title}")

    # -- Announcements -----------------------------------------------------------------------------------------------

    def _announcement(self, paper: _Paper) -> str:
        """Fact sheets, joint statements, an agency's press: they announce deals; about an order they only add a source."""
        verdict = relevance.of_presidential(paper.title, "")
        if verdict.concerns not in {"tariff", "deal"} and not _DEAL_NEWS.search(paper.title):
            verdict = relevance.of_notice(paper.title, paper.text)
            if not verdict:
                return "an announcement about something else"
        reading = read(paper.title, paper.text)
        companion = self._companion(paper, reading)
        if companion:
            stage = next(iter(companion.stages), Stage.SIGNED)
            if companion.stages.get(stage) == "history":
                return "about an order already known"
            return self._tell(companion, Stage(stage), paper, again=True)
        if _COMPANION.search(paper.title) and not _DEAL_NEWS.search(paper.title):
            return "a fact sheet; the order itself is awaited"
        if not _DEAL_NEWS.search(paper.title) and verdict.concerns != "tariff":
            return "an announcement without a deal"
        pages = [page for page in (paper.item.url, paper.item.native_id) if page]
        if self.ledger.by_page(*pages):
            return "an announcement already told"
        order = Order(
            thread=self.ledger.new_thread(paper.day, paper.title),
            title=paper.title,
            titles=[" ".join(paper.words)],
            instrument="announcement",
            seen=paper.day,
            pages=pages,
            concerns=verdict.concerns or "deal",
            why=verdict.why,
            reading=replace(reading, rate_change=False).as_json(),
        )
        self.ledger.keep(order)
        return self._tell(order, Stage.ANNOUNCED, paper)

    def _companion(self, paper: _Paper, reading: Reading) -> Order | None:
        """The order or announcement of these days that this announcement is about."""
        bare = title_words(re.sub(r"(?i)^fact sheet:\s*(?:president (?:donald j\. )?trump)?", "", paper.title))
        for order in self.ledger.near(paper.day, 2, 1):
            if not order.concerns:
                continue
            if paper.item.url in order.pages:
                return order
            countries = set(_reading(order).countries)
            same_land = bool(countries) and countries & set(reading.countries)
            common = set(bare) & set(order.titles[0].split())
            if order.instrument == "announcement":
                if countries and set(reading.countries) == countries:
                    return order
            elif len(common) >= 4 or (same_land and len(common) >= 2):
                return order
        return None

    # -- Telling -----------------------------------------------------------------------------------------------------

    def _tell(
        self,
        order: Order,
        stage: Stage,
        paper: _Paper,
        *,
        mark: str | None = None,
        what: str | None = None,
        again: bool = False,
    ) -> str:
        """Make the event of a stage, or say why there is none. ``again`` adds a citation to the event told before."""
        if not order.concerns:
            return order.why or "of no concern"
        fresh = self.now - paper.at <= FRESH
        if not again and mark is None:
            if stage in order.stages:
                return f"{stage} was told before"
            order.stages[stage] = paper.at.isoformat() if fresh else "history"
            self.ledger.keep(order)
            if stage in _LATER and any(_LATER[Stage(told)] > _LATER[stage] for told in order.stages if told in _LATER):
                return f"{stage}, but a later stage is known"
        if not fresh:
            return "history: first seen long after it was published"
        reading = _reading(order)
        thread = order.parent or order.thread
        key = f"{order.thread}:{mark or stage}"
        told = self.events.get(key)
        citation = _citation(paper, self.now)
        if told:
            if all(citation.url != one.url for one in told.citations):
                self.events[key] = replace(told, citations=(*told.citations, citation))
            return f"{stage}, one more source"
        self.events[key] = NewEvent(
            key=key,
            kind=EventKind.ORDERS,
            thread=thread,
            stage=stage,
            headline=headline(order, reading, stage, what),
            occurred_at=paper.at,
            seen_at=self.now,
            citations=(citation,),
            countries=reading.countries,
            products=reading.products,
            rate_change=reading.rate_change and stage in {Stage.SIGNED, Stage.IN_FORCE},
            urgent=reading.rate_change and stage in {Stage.SIGNED, Stage.IN_FORCE},
            details=_details(order, reading, what),
        )
        return str(stage)

    def come_into_force(self) -> None:
        """Orders whose stated day has come, unless a later order suspended or ended them."""
        today = self.now.astimezone(NEW_YORK).date()
        for order in self.ledger.starting(today - timedelta(days=2), today):
            reading = _reading(order)
            begins = reading.effective
            if not begins or not order.concerns or not reading.rate_change or Stage.IN_FORCE in order.stages:
                continue
            if (
                reading.action in {"suspend", "extend"}
                or order.parent
                or order.instrument in {"announcement", "guidance"}
                or order.held_by
            ):
                continue
            instant = datetime.combine(begins, time(0, 1), NEW_YORK)
            if not timedelta(0) <= self.now - instant <= timedelta(days=2):
                continue
            told = datetime.fromisoformat(order.posted) if order.posted else _start_of(order.signed or begins)
            if instant - told < timedelta(days=1):
                continue  # the alert about the signing has just said so
            page = next((page for page in order.pages if page.startswith("http")), "")
            item = Item(
                ItemKind.WHITE_HOUSE_POST,
                "white_house",
                order.thread,
                page,
                order.title,
                published_at=instant.astimezone(UTC),
            )
            self._tell(order, Stage.IN_FORCE, _paper(item, self.now))


def hash_of(sentences: frozenset[int], annexes: frozenset[str]) -> str:
    """Short mark of a state of a text, the same on every machine."""
    import zlib

    packed = ",".join(map(str, sorted(sentences))) + "|" + "|".join(sorted(annexes))
    return f"{zlib.crc32(packed.encode()):08x}"


def _paper(item: Item, now: datetime) -> _Paper:
    at = item.published_at or _noon(item.fields.get("publication_date")) or _noon(item.fields.get("filed_at")) or now
    title = clean_title(item.title)
    text = plain(item.text) if item.text else ""
    return _Paper(item, title, title_words(title), text, at.astimezone(NEW_YORK).date(), at)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(0), NEW_YORK)


def _noon(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at if at.tzinfo else datetime.combine(at.date(), time(12), NEW_YORK).astimezone(UTC)


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


def _printed(paper: _Paper) -> tuple[tuple[str, ...], str | None, str | None, date | None]:
    """Title words, kind, order number and day of signing of a filing or Register document."""
    fields = paper.item.fields
    title, kind, number, signed = paper.title, fields.get("subtype", ""), None, _day(fields.get("signing_date"))
    if suffix := _FILED_SUFFIX.search(title):
        title = title[: suffix.start()]
        kind = kind or suffix["kind"]
        if suffix["kind"] in {"Executive Order", "Proclamation"}:
            number = suffix["number"]
        when = DATE.search(suffix["when"])
        signed = signed or (day_of(when) if when else None)
    number = fields.get("executive_order_number") or fields.get("proclamation_number") or number
    instrument = _INSTRUMENTS.get(kind.lower())
    if fields.get("executive_order_number"):
        instrument = "executive_order"
    elif fields.get("proclamation_number"):
        instrument = "proclamation"
    return title_words(title), instrument, number, signed


def _is_presidential(paper: _Paper, instrument: str | None) -> bool:
    fields = paper.item.fields
    kind = f"{fields.get('type', '')} {fields.get('category', '')}".lower()
    if "presidential" in kind or "presdocu" in kind or instrument in {"executive_order", "proclamation", "memorandum"}:
        return True
    if "notice" in kind or "rule" in kind:
        return False
    agencies = fields.get("agencies", "").lower()
    return "executive office of the president" in agencies or "presidential documents" in agencies


def _instrument_of(category: str, paper: _Paper) -> str | None:
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


def _is_swap(shown: Order, words: tuple[str, ...], sentences: frozenset[int]) -> bool:
    """Whether a page shows another document now, rather than an edited one."""
    old = frozenset(shown.sentences)
    if not old or not sentences:
        return False
    kept = max(held_in(old, sentences), held_in(sentences, old))
    return kept < 0.3 and likeness(words, tuple(shown.titles[0].split())) < 0.8


def _content(paper: _Paper, sentences: frozenset[int], order: Order) -> Content:
    annexes = annex_links(paper.item.text) | frozenset(paper.item.fields.get("annexes", "").split())
    if not order.concerns:
        return Content(sentences, annexes, 0, None)
    signed = order.signed if order.signed_exact else signed_on(paper.text) or order.signed
    return Content(sentences, annexes, code_mark(paper.text), read(paper.title, paper.text, signed).as_json())


def _reading(order: Order) -> Reading:
    return reading_from(order.reading or {})


def _citation(paper: _Paper, now: datetime) -> Citation:
    item = paper.item
    return Citation(item.source, item.url, paper.title, item.published_at, now)


def _details(order: Order, reading: Reading, what: str | None) -> dict[str, object]:
    told = reading.as_json()
    return {
        "title": order.title,
        "number": order.name,
        "instrument": order.instrument,
        "action": reading.action,
        "rates": told["rates"],
        "effective": told["effective"],
        "until": told["until"],
        "signed": order.signed.isoformat() if order.signed else None,
        "amends": told["amends"],
        "headings": told["headings"],
        "documents": [*order.documents, *order.corrections],
        "concerns": order.concerns,
        "what": what,
        "summary": headline(order, reading, Stage.SIGNED, None),
    }


__all__ = ["FRESH", "OrdersDetector", "short_instrument"]
