"""USITC: the current release of the Harmonized Tariff Schedule.

Only the release's name is watched; the schedule itself is loaded by ``tariffwire sync hts``. A release may be posted
before, on or weeks after its legal date, and some change nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import orjson

from jobs.sources import Answer, Ask, Form, NoDetail, Reading, Rhythm, Trouble
from jobs.sources.markup import line
from storage.observations import Item, ItemKind

NAME = "usitc"
_RELEASE = re.compile(r"^(?P<year>20\d\d)HTS(?:(?P<basic>Basic)|Rev(?P<revision>\d{1,3}))(?P<part>[a-z]?)$", re.I)


def release_order(name: str) -> tuple[int, int] | None:
    """(year, revision) of a release name such as "2026HTSRev15"; the basic edition is revision 0."""
    found = _RELEASE.match(name)
    if found is None:
        return None
    return int(found["year"]), 0 if found["basic"] else int(found["revision"])


RHYTHM = Rhythm(slower=2.0)


@dataclass(frozen=True, slots=True)
class Usitc(NoDetail):
    """``currentRelease`` under ``base`` (ends in /reststop)."""

    base: str
    name: str = NAME
    rhythm: Rhythm = RHYTHM

    def ask(self, now: datetime) -> tuple[Ask, ...]:
        """The name of the current release."""
        return (
            Ask(f"{self.base.rstrip('/')}/currentRelease", frozenset({Form.JSON}), stale_after=3600.0, limit=65536),
        )

    def read(self, answer: Answer) -> Reading:
        """One item: the release."""
        try:
            body = orjson.loads(answer.text)
        except orjson.JSONDecodeError:
            raise Trouble("answered JSON that breaks off or is malformed") from None
        body = body[0] if isinstance(body, list) and body else body
        name = line(body.get("name")) if isinstance(body, dict) else ""
        place = release_order(name)
        if place is None:
            raise Trouble("names no release we know the form of")
        fields = {"release": name, "year": str(place[0]), "revision": str(place[1])}
        return Reading(
            (
                Item(
                    kind=ItemKind.HTS_RELEASE,
                    source=self.name,
                    native_id=name,
                    url="https://hts.usitc.gov/",
                    title=line(body.get("description")) or line(body.get("title")) or name,
                    fields=fields,
                ),
            )
        )

    def silence(self, newest: datetime | None, now: datetime) -> str | None:
        """Releases come when they come; months of quiet are natural."""
        return None

    def order(self, item: Item) -> tuple[int, ...] | None:
        """Releases only move forward; an earlier name is a stale cache."""
        return release_order(item.native_id)
