"""USTR press releases: the RSS feed where it exists, the HTML list where the address answers that instead.

Documented, never recorded: several projects call ``ustr.gov/rss.xml`` live, others found only the HTML list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from jobs.sources import Answer, Ask, Form, NoDetail, Reading, Rhythm, Trouble, quiet_too_long
from jobs.sources.feeds import Feed, canonical
from jobs.sources.markup import address, line
from storage.observations import Item, ItemKind

NAME = "ustr"
_RELEASE = re.compile(
    r"/(?:press-office/press-releases|about/policy-offices/press-office/[a-z-]+)/(?:\d{4}/)?[^#?]*[a-z0-9]-[^#?]*"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = re.compile(rf"\b((?:{_MONTHS}) \d{{1,2}}, \d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{4}})\b")


def _day(text: str) -> datetime | None:
    found = _DAY.search(text)
    for form in ("%B %d, %Y", "%m/%d/%Y"):
        try:
            return datetime.strptime(found[1], form).replace(hour=12, tzinfo=UTC) if found else None
        except ValueError:
            continue
    return None


RHYTHM = Rhythm(quiet=timedelta(days=21))


@dataclass(frozen=True, slots=True)
class Ustr(NoDetail):
    """Whatever ``url`` answers: a feed or the list of press releases."""

    url: str
    name: str = NAME
    rhythm: Rhythm = RHYTHM

    def ask(self, now: datetime) -> tuple[Ask, ...]:
        """The address as configured; then the list of press releases of the same site."""
        usual = Ask(self.url, frozenset({Form.FEED, Form.JSON, Form.PAGE}))
        page = urljoin(self.url, "/about/policy-offices/press-office/press-releases")
        return usual, Ask(page, frozenset({Form.PAGE}), conditional=False)

    def read(self, answer: Answer) -> Reading:
        """Press releases, from either form."""
        if answer.form is not Form.PAGE:
            feed = Feed(self.name, self.url, outlet="USTR", kind=ItemKind.AGENCY_NOTICE, lang="en")
            return feed.read(answer)
        items: dict[str, Item] = {}
        for anchor in LexborHTMLParser(answer.text).css("a[href]"):
            href, title = anchor.attributes.get("href") or "", line(anchor.text())
            if not _RELEASE.search(href) or len(title) < 15:
                continue
            url = address(answer.url, href)
            if not url:
                continue
            row = anchor.parent.parent if anchor.parent and anchor.parent.parent else anchor
            items.setdefault(
                canonical(url),
                Item(
                    kind=ItemKind.AGENCY_NOTICE,
                    source=self.name,
                    native_id=canonical(url),
                    url=url,
                    title=title,
                    published_at=_day(line(row.text(separator=" "))),
                    fields={"outlet": "USTR", "listed": "1"},
                ),
            )
        if not items:
            raise Trouble("serves a page without the list of press releases")
        return Reading(tuple(items.values()))

    def silence(self, newest: datetime | None, now: datetime) -> str | None:
        """Three weeks without a release are not natural."""
        return quiet_too_long(self.rhythm, newest, now)

    def order(self, item: Item) -> tuple[int, ...] | None:
        """Press releases have none."""
        return None
