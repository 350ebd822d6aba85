"""Federal Register documents: presidential documents, and what the trade agencies publish.

Silent faults of the search (server code of January 2025, probes of October 2026): ``per_page`` outside 2-2000 becomes
20, ``page`` above 50 becomes 1, both without an error; ``total_pages`` stops at 50. So only ``next_page_url`` is
followed, and a page that repeats the one before ends it. Documents are keyed by ``document_number``: a correction
("R1-2026-03829") takes over the number and title of the order it republishes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import orjson
from selectolax.lexbor import LexborHTMLParser

from jobs.sources import Answer, Ask, Form, Reading, Rhythm, Trouble, quiet_too_long
from jobs.sources.markup import line, plain
from storage.observations import Item, ItemKind

NEW_YORK = ZoneInfo("America/New_York")
PER_PAGE = 250
TRADE_AGENCIES = (
    "trade-representative-office-of-united-states",
    "international-trade-administration",
    "international-trade-commission",
    "u-s-customs-and-border-protection",
    "industry-and-security-bureau",
)
TEXT_WORTHY = frozenset(TRADE_AGENCIES) - {"international-trade-administration", "international-trade-commission"} | {
    "executive-office-of-the-president"
}
"""Whose documents are worth a request for their text; the other two file antidumping cases by the dozen a day."""
FIELDS = (
    "abstract",
    "action",
    "agencies",
    "citation",
    "correction_of",
    "dates",
    "disposition_notes",
    "docket_ids",
    "document_number",
    "effective_on",
    "executive_order_number",
    "html_url",
    "presidential_document_number",
    "proclamation_number",
    "publication_date",
    "raw_text_url",
    "signing_date",
    "subtype",
    "title",
    "toc_doc",
    "type",
)
"""Without ``fields[]`` a search row says nothing about presidential documents. Unknown names answer 400."""

_COPIED = (
    "executive_order_number",
    "proclamation_number",
    "presidential_document_number",
    "signing_date",
    "publication_date",
    "effective_on",
    "subtype",
    "type",
    "citation",
    "action",
    "dates",
    "disposition_notes",
    "raw_text_url",
    "toc_doc",
)
_NUMBER = re.compile(r"^(?:[A-Z]{1,3}\d{1,2}-)?(?:\d{4}|[A-Z]\d)-\d{1,6}$")
_BROKEN_HYPHEN = re.compile(r"(?<=\w)- (?=[A-Z][a-z])")


@lru_cache(maxsize=8)
def _closed(year: int) -> frozenset[date]:
    import holidays  # half a second the first time: the watch calls this once in a thread before it polls

    return frozenset(holidays.country_holidays("US", categories=("public",), years=(year,)))


def publishing_day(day: date) -> bool:
    """Whether a Federal Register issue is due: Monday to Friday, not a federal holiday (44 U.S.C. 1504)."""
    return day.weekday() < 5 and day not in _closed(day.year)


def last_issue_due(now: datetime, ready: time) -> date:
    """The newest day whose issue must be out at ``now``; ``ready`` is New York time of day."""
    here = now.astimezone(NEW_YORK)
    day = here.date() if here.time() >= ready else here.date() - timedelta(days=1)
    while not publishing_day(day):
        day -= timedelta(days=1)
    return day


def noon(day: str | None) -> datetime | None:
    """A publisher's date as an instant: noon in New York, so that its UTC day is the same day."""
    if not day:
        return None
    try:
        return datetime.combine(date.fromisoformat(day[:10]), time(12), NEW_YORK).astimezone(UTC)
    except ValueError:
        return None


def rows_of(answer: Answer) -> Mapping[str, Any]:
    """The object a Federal Register address answers.

    Raises:
        Trouble: not JSON, not an object, or an error body ({"errors": ...}, {"status": 500, "message": ...}).
    """
    try:
        body = orjson.loads(answer.text)
    except orjson.JSONDecodeError:
        raise Trouble("answered JSON that breaks off or is malformed") from None
    if not isinstance(body, dict):
        raise Trouble("answered JSON of another shape")
    if "errors" in body and "results" not in body:
        raise Trouble(f"refused a condition of the search ({', '.join(map(str, body['errors']))[:80]})")
    if "status" in body and "message" in body:
        raise Trouble(f"answered an error ({line(str(body['message']))[:80]})")
    if "count" not in body and "results" not in body:
        raise Trouble("answered JSON of another shape")
    rows = body.get("results") or []
    if not isinstance(rows, list):
        raise Trouble("answered JSON of another shape")
    return {**body, "results": [row for row in rows if isinstance(row, dict)]}


def document_number(value: object) -> str | None:
    """A document number with its zero padding removed: "2012-07333" and "2012-7333" are one document."""
    text = str(value or "").strip()
    return text if _NUMBER.match(text) else None


def unpadded(number: str) -> str:
    """The number without zero padding, for comparing inspection with publication."""
    head, _, tail = number.rpartition("-")
    return f"{head}-{tail.lstrip('0') or '0'}"


def agencies(row: Mapping[str, Any]) -> str:
    """Slugs of a row's agencies, comma separated; the name where there is no slug."""
    listed = row.get("agencies")
    found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    slugs = [line(one.get("slug") or one.get("name") or one.get("raw_name")) for one in found]
    return ",".join(dict.fromkeys(slug for slug in slugs if slug))


def page_of(row: Mapping[str, Any], number: str) -> str:
    """Address of a document for people."""
    stated = line(row.get("html_url"))
    return stated if stated.startswith(("http://", "https://")) else f"https://www.federalregister.gov/d/{number}"


def title_of(row: Mapping[str, Any]) -> str:
    """The title with broken hyphenation mended ("Duty- Free")."""
    return _BROKEN_HYPHEN.sub("-", line(row.get("title")))


RHYTHM = Rhythm(quiet=timedelta(days=21))


def raw_text(item: Item) -> Ask | None:
    """Where a document's text stands, when the row itself brought none and it is worth asking for."""
    url = item.fields.get("raw_text_url", "")
    agencies_of = set(item.fields.get("agencies", "").split(","))
    worth = item.kind is ItemKind.FEDERAL_REGISTER_DOCUMENT or not agencies_of.isdisjoint(TEXT_WORTHY)
    if item.text or not worth or not url.startswith(("http://", "https://")):
        return None
    return Ask(url, frozenset({Form.PAGE, Form.TEXT}), conditional=False)


def preformatted(answer: Answer) -> str:
    """A document's text; "" for the HTML page that asks suspect clients for access."""
    if answer.form is Form.PAGE:
        body = LexborHTMLParser(answer.text).css_first("pre")
        return body.text().strip() if body is not None else ""
    return answer.text.strip()


@dataclass(frozen=True, slots=True)
class FederalRegister:
    """A search of documents under ``base`` (ends in /api/v1).

    Attributes:
        name: "federal_register" (presidential documents) or "federal_register_notices".
        conditions: of the search, besides the window of publication dates.
        presidential: which rows belong to this source; the other ones are passed over.
        window: how far back each request reaches.
    """

    base: str
    name: str
    conditions: tuple[tuple[str, str], ...]
    presidential: bool
    window: timedelta = timedelta(days=45)
    rhythm: Rhythm = RHYTHM

    def ask(self, now: datetime) -> tuple[Ask, ...]:
        """The newest of the window first; a cached answer older than ten minutes is passed by."""
        since = (now.astimezone(NEW_YORK) - self.window).date().isoformat()
        params = (
            *self.conditions,
            ("conditions[publication_date][gte]", since),
            ("order", "newest"),
            ("per_page", str(PER_PAGE)),
            *(("fields[]", field) for field in FIELDS),
        )
        json = frozenset({Form.JSON})
        return (
            Ask(f"{self.base.rstrip('/')}/documents.json", json, params, stale_after=600.0, limit=16 * 1024 * 1024),
        )

    def read(self, answer: Answer) -> Reading:
        """Documents of this search; rows without a document number or title are skipped."""
        body = rows_of(answer)
        rows = body["results"]
        if body.get("count") and not rows:
            raise Trouble(f"counts {body['count']} documents and lists none")
        mine = [row for row in rows if (row.get("type") in (None, "Presidential Document")) == self.presidential]
        items = [item for row in mine if (item := self._item(row))]
        return Reading(
            tuple(items),
            more=self._next(body),
            skipped=len(mine) - len(items),
            passed_over=len(rows) - len(mine),
        )

    def _next(self, body: Mapping[str, Any]) -> Ask | None:
        following = body.get("next_page_url")
        if not isinstance(following, str) or not following.startswith(("http://", "https://")):
            return None
        params = tuple(parse_qsl(urlsplit(following).query, keep_blank_values=True))
        return Ask(
            f"{self.base.rstrip('/')}/documents.json",
            frozenset({Form.JSON}),
            params,
            conditional=False,
            limit=16 * 1024 * 1024,
        )

    def _item(self, row: Mapping[str, Any]) -> Item | None:
        number, title = document_number(row.get("document_number")), title_of(row)
        if number is None or not title:
            return None
        fields = {"document_number": number, "agencies": agencies(row)}
        fields |= {name: line(row.get(name)) for name in _COPIED}
        fields["disposition_notes"] = plain(row.get("disposition_notes"))
        dockets = row.get("docket_ids")
        fields["docket_ids"] = ", ".join(map(line, dockets))[:300] if isinstance(dockets, list) else ""
        if corrected := self._corrected(row):
            fields["correction_of"] = corrected
        return Item(
            kind=ItemKind.FEDERAL_REGISTER_DOCUMENT if self.presidential else ItemKind.AGENCY_NOTICE,
            source=self.name,
            native_id=number,
            url=page_of(row, number),
            title=title,
            text=plain(row.get("abstract") or row.get("excerpts")),
            published_at=noon(fields["publication_date"]),
            fields={name: value for name, value in fields.items() if value},
        )

    @staticmethod
    def _corrected(row: Mapping[str, Any]) -> str | None:
        """Number of the document this one corrects: from the API address, else from the C1-/R1- prefix."""
        stated = line(row.get("correction_of"))
        if stated:
            return urlsplit(stated).path.rstrip("/").rpartition("/")[2].removesuffix(".json") or None
        prefixed = re.match(r"^[CRX]\d{1,2}-(\d{4}-\d+)$", str(row.get("document_number") or ""))
        return prefixed.group(1) if prefixed else None

    def detail(self, item: Item) -> Ask | None:
        """The document's text: abstracts of presidential documents are always null."""
        return raw_text(item)

    def read_detail(self, item: Item, answer: Answer) -> str:
        """The text inside the page's ``<pre>``."""
        return preformatted(answer)

    def silence(self, newest: datetime | None, now: datetime) -> str | None:
        """Trade agencies appear in every issue, so their rows witness it; presidents may pause.

        The site warns of a late issue after 08:00 New York time and imports until 21:00; ten o'clock is late.
        """
        if self.presidential:
            return quiet_too_long(self.rhythm, newest, now)
        due = last_issue_due(now, time(10))
        if newest is None or newest.astimezone(NEW_YORK).date() >= due:
            return None
        return f"no issue of {due:%Y-%m-%d} although it is a publishing day"

    def order(self, item: Item) -> tuple[int, ...] | None:
        """None: numbers of one day are published days apart."""
        return None


def presidential(base: str) -> FederalRegister:
    """Executive orders, proclamations, memoranda, notices, determinations."""
    return FederalRegister(base, "federal_register", (("conditions[type][]", "PRESDOCU"),), presidential=True)


def trade_notices(base: str) -> FederalRegister:
    """Notices and rules of the trade agencies."""
    slugs = tuple(("conditions[agencies][]", slug) for slug in TRADE_AGENCIES)
    return FederalRegister(base, "federal_register_notices", slugs, presidential=False, window=timedelta(days=21))
