"""CBP Cargo Systems Messaging Service: the GovDelivery widget, JSONP, about the last hundred messages.

The bulletin id in the address is the message number in lower-case hexadecimal (42178c8 = CSMS 69302472; nine recorded
pairs agree), so a message is known by its number even when the subject lacks it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urljoin, urlsplit

import orjson
from selectolax.lexbor import LexborHTMLParser

from jobs.sources import Answer, Ask, Form, Reading, Rhythm, Trouble, quiet_too_long
from jobs.sources.markup import line, plain
from storage.observations import Item, ItemKind

NAME = "csms"
_CALL = re.compile(r"\.update\s*\(")
_SUBJECT = re.compile(r"^\s*CSMS\s*#?\s*(?P<number>\d{6,9})\s*[-–—:]\s*(?P<title>.+)$", re.S)
_BULLETIN = re.compile(r"(?:/bulletins/(?:gd/)?(?:[A-Z]+-)?|USDHSCBP-)(?P<hex>[0-9a-f]{6,8})(?=$|[/?#])")
_REPLACES = re.compile(r"^\s*UPDATED\b", re.I)
_STAMP = re.compile(r"^\s*(\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d{2} [AP]M)\s*(EST|EDT)?\s*$", re.I)
_ZONES = {"EST": timezone(timedelta(hours=-5)), "EDT": timezone(timedelta(hours=-4))}


def posted(stamp: object) -> datetime | None:
    """ "07/21/2026 05:26 PM EDT" as an instant; None when unreadable. Without a zone it is read as EST."""
    found = _STAMP.match(str(stamp or ""))
    if found is None:
        return None
    try:
        local = datetime.strptime(found[1].upper(), "%m/%d/%Y %I:%M %p")  # noqa: DTZ007 (the zone is attached below)
    except ValueError:
        return None
    return local.replace(tzinfo=_ZONES[(found[2] or "EST").upper()]).astimezone(UTC)


def number_of(subject: str, href: str) -> int | None:
    """Message number: from the subject, else from the bulletin id in the address."""
    if stated := _SUBJECT.match(subject):
        return int(stated["number"])
    if bulletin := _BULLETIN.search(href):
        return int(bulletin["hex"], 16)
    return None


RHYTHM = Rhythm(quiet=timedelta(days=7))


@dataclass(frozen=True, slots=True)
class Csms:
    """The widget at ``url``; a plain JSON list at that address is read as well."""

    url: str
    name: str = NAME
    rhythm: Rhythm = RHYTHM

    def ask(self, now: datetime) -> tuple[Ask, ...]:
        """The widget."""
        return (Ask(self.url, frozenset({Form.SCRIPT, Form.JSON})),)

    def read(self, answer: Answer) -> Reading:
        """Messages that have a number; other bulletins of the account are passed over."""
        rows = self._rows(answer.text)
        items = [item for row in rows if (item := self._item(row))]
        return Reading(tuple(items), passed_over=len(rows) - len(items))

    @staticmethod
    def _rows(text: str) -> list[Mapping[str, Any]]:
        call = _CALL.search(text[:2000])
        body = text[call.end() :].rstrip().rstrip(";").rstrip().removesuffix(")") if call else text
        try:
            rows = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise Trouble("answered a list that breaks off or is malformed") from None
        if not isinstance(rows, list):
            raise Trouble("answered something other than a list of messages")
        return [row for row in rows if isinstance(row, dict)]

    def _item(self, row: Mapping[str, Any]) -> Item | None:
        subject, href = line(row.get("subject")), line(row.get("href"))
        number = number_of(subject, href)
        if number is None or not subject:
            return None
        stated = _SUBJECT.match(subject)
        title = stated["title"].strip() if stated else subject
        fields = {"csms_number": str(number)}
        if _REPLACES.match(title):
            fields["replaces_earlier"] = "1"
        return Item(
            kind=ItemKind.CSMS_MESSAGE,
            source=self.name,
            native_id=str(number),
            url=f"https://content.govdelivery.com/accounts/USDHSCBP/bulletins/{number:x}",
            title=title,
            published_at=posted(row.get("pub_date")),
            fields=fields,
        )

    def detail(self, item: Item) -> Ask | None:
        """The bulletin, at the widget's host: it names the headings of chapter 99; the widget holds subjects only."""
        return Ask(urljoin(self.url, urlsplit(item.url).path), frozenset({Form.PAGE}), conditional=False)

    def read_detail(self, item: Item, answer: Answer) -> str:
        """The bulletin's text. Its page was never recorded: the narrowest part that is there is taken."""
        page = LexborHTMLParser(answer.text)
        for part in ("#bulletin_body", ".bulletin_body", "#main_content", "main", "article", "body"):
            body = page.css_first(part)
            if body is not None and "CSMS" in (text := plain(body.html)):
                return text
        return ""

    def silence(self, newest: datetime | None, now: datetime) -> str | None:
        """Messages come every working day; a week without one is a broken widget."""
        return quiet_too_long(self.rhythm, newest, now)

    def order(self, item: Item) -> tuple[int, ...] | None:
        """None: numbers are drawn when a draft begins, so a later message may carry a lower one."""
        return None
