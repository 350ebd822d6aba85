"""Public inspection: what the Federal Register will publish, hours to days before it does.

The order number is first known here, and only inside the title ("... (EO 13942)"). A document filed at 16:15 stands in
that day's and the next day's list; ``filed_at`` and ``publication_date`` become null when an agency withdraws.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from jobs.sources import Answer, Ask, Form, Reading, Rhythm
from jobs.sources.federal_register import (
    NEW_YORK,
    TRADE_AGENCIES,
    agencies,
    document_number,
    last_issue_due,
    page_of,
    preformatted,
    raw_text,
    rows_of,
    title_of,
)
from jobs.sources.feeds import instant
from jobs.sources.markup import line, plain
from storage.observations import Item, ItemKind

NAME = "public_inspection"
_INSTRUMENT = re.compile(
    r"\((?P<form>[A-Z][A-Za-z. ]{1,40}?)\.? (?:No\. )?(?P<number>\d{4}-\d{1,3}|\d{4,5})(?: of [^)]*)?\)\s*$"
)
_SIGNED = re.compile(r"\([^)]*\bof (?P<day>[A-Z][a-z]+ \d{1,2}, \d{4})\)\s*$")
_NUMBER_FIELD = {
    "EO": "executive_order_number",
    "E.O": "executive_order_number",
    "Executive Order": "executive_order_number",
    "Proc": "proclamation_number",
    "Proclamation": "proclamation_number",
    "Presidential Determination": "presidential_document_number",
}
_COPIED = ("filed_at", "filing_type", "publication_date", "type", "toc_doc", "raw_text_url", "editorial_note")

RHYTHM = Rhythm(allows_empty=True)


@dataclass(frozen=True, slots=True)
class PublicInspection:
    """``current.json`` under ``base`` (ends in /api/v1): presidential documents and the trade agencies' filings."""

    base: str
    name: str = NAME
    rhythm: Rhythm = RHYTHM

    def ask(self, now: datetime) -> tuple[Ask, ...]:
        """Today's list; a cached answer older than ten minutes is passed by (6,244 s were seen)."""
        url = f"{self.base.rstrip('/')}/public-inspection-documents/current.json"
        return (Ask(url, frozenset({Form.JSON}), stale_after=600.0),)

    def read(self, answer: Answer) -> Reading:
        """Filings; a filing without a title yet is skipped and comes at a later poll."""
        rows = rows_of(answer)["results"]
        mine = [row for row in rows if self._concerns(row)]
        items = [item for row in mine if (item := self._item(row))]
        return Reading(tuple(items), skipped=len(mine) - len(items), passed_over=len(rows) - len(mine))

    @staticmethod
    def _concerns(row: Mapping[str, Any]) -> bool:
        if row.get("type") == "Presidential Document":
            return True
        listed = row.get("agencies") or ()
        names = [one.get("raw_name") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        return "Presidential Documents" in names or not set(agencies(row).split(",")).isdisjoint(TRADE_AGENCIES)

    def _item(self, row: Mapping[str, Any]) -> Item | None:
        number = document_number(row.get("document_number"))
        title = title_of(row) or title_of({"title": row.get("toc_doc") or row.get("subject_1")})
        if number is None or not title:
            return None
        fields = {"document_number": number, "agencies": agencies(row), **self._instrument(title)}
        fields |= {name: line(row.get(name)) for name in _COPIED}
        if row.get("filed_at") is None and row.get("publication_date") is None:
            fields["withdrawn"] = "1"
        return Item(
            kind=ItemKind.INSPECTION_FILING,
            source=self.name,
            native_id=number,
            url=page_of(row, number),
            title=title,
            text=plain(row.get("excerpts")),
            published_at=instant(row.get("filed_at")),
            fields={name: value for name, value in fields.items() if value},
        )

    @staticmethod
    def _instrument(title: str) -> dict[str, str]:
        """Number and signing date that stand in brackets at the end of a title."""
        found: dict[str, str] = {}
        if (numbered := _INSTRUMENT.search(title)) and (field := _NUMBER_FIELD.get(numbered["form"])):
            found[field] = numbered["number"]
        if signed := _SIGNED.search(title):
            with contextlib.suppress(ValueError):
                found["signing_date"] = datetime.strptime(signed["day"], "%B %d, %Y").date().isoformat()  # noqa: DTZ007
        return found

    def detail(self, item: Item) -> Ask | None:
        """The filing's text (these addresses were not walled in October 2026)."""
        return raw_text(item)

    def read_detail(self, item: Item, answer: Answer) -> str:
        """The text as filed."""
        return preformatted(answer)

    def silence(self, newest: datetime | None, now: datetime) -> str | None:
        """Regular filings come at 08:45 New York time of every publishing day; at ten they are late.

        Trade agencies do not file every single day, so four days pass before a word is said.
        """
        if newest is None:
            return None
        due = last_issue_due(now, time(10))
        if (due - newest.astimezone(NEW_YORK).date()) <= timedelta(days=4):
            return None
        return f"no filing since {newest.astimezone(UTC):%Y-%m-%d}"

    def order(self, item: Item) -> tuple[int, ...] | None:
        """None: filings are withdrawn and return."""
        return None
