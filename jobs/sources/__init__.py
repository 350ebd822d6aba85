"""Sources: one file each, all of one shape. How to ask, how to read, how to recognise trouble.

A source touches no network, database or clock: ``ask`` says what to request, ``read`` turns an answer into items,
``silence`` says when its quiet is unnatural. The asking itself is ``jobs.fetch``; what becomes of the items,
``jobs.watch``. A new source is one file here and one line in ``registry.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from storage.observations import Item


class Trouble(Exception):
    """An answer that cannot be used. The text is one clause for the operator ("answered HTML instead of JSON").

    Attributes:
        retry_after: seconds the source asked us to wait, None when it said nothing.
    """

    def __init__(self, fault: str, *, retry_after: float | None = None) -> None:
        super().__init__(fault)
        self.fault = fault
        self.retry_after = retry_after


class Form(StrEnum):
    """What the body must look like; checked by its first bytes, because content types lie in both directions.

    ``TEXT`` is whatever is none of the others asked for.
    """

    JSON = "json"
    SCRIPT = "script"
    FEED = "feed"
    PAGE = "page"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request.

    Attributes:
        url: http or https address without the parameters.
        forms: what the body may be.
        params: query parameters, in order; a name may repeat.
        conditional: send the stored ETag and Last-Modified.
        stale_after: seconds of ``Age`` beyond which a shared cache is passed by with a throw-away parameter
            (federalregister.gov says ``no-store`` and yet answers from a cache up to 6,244 s old); None = never.
        limit: most bytes of body accepted after decompression.
        agent: User-Agent for sources that refuse plain clients; None = our own name.
    """

    url: str
    forms: frozenset[Form]
    params: tuple[tuple[str, str], ...] = ()
    conditional: bool = True
    stale_after: float | None = None
    limit: int = 8 * 1024 * 1024
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A usable answer: status 200, of one of the forms asked for, decoded.

    Attributes:
        url: final address after redirects, without user name and password.
        form: which of the forms it turned out to be.
        text: the body; encoding taken from byte-order mark, then header, then declaration.
        headers: lower-case names.
        at: when it arrived; aware, UTC.
        asked: the address as asked, parameters included; never logged.
    """

    url: str
    form: Form
    text: str
    headers: Mapping[str, str]
    at: datetime
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one answer holds.

    Attributes:
        items: in any order; the watch sorts.
        more: next page to ask, None on the last.
        older: an earlier page, asked only when nothing on this one is known: we were away longer than it reaches.
        skipped: rows that could not be read (no key, no title); counted, never fatal while others can.
        passed_over: rows that are well but not this source's business (another agency, another topic).
    """

    items: tuple[Item, ...]
    more: Ask | None = None
    older: Ask | None = None
    skipped: int = 0
    passed_over: int = 0


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a source is worth asking and how long its quiet is natural.

    Attributes:
        slower: times the configured polling interval; 1 = every interval.
        quiet: longest natural time without anything new; None = never suspicious.
        allows_empty: an empty list is natural (no filings today, a search without hits).
    """

    slower: float = 1.0
    quiet: timedelta | None = None
    allows_empty: bool = False


class Source(Protocol):
    """The one shape. ``name`` is the registered name that citations and ``/sources`` show."""

    @property
    def name(self) -> str: ...

    @property
    def rhythm(self) -> Rhythm: ...

    def ask(self, now: datetime) -> tuple[Ask, ...]:
        """What to request, the usual address first, fallbacks after it."""
        ...

    def read(self, answer: Answer) -> Reading:
        """Items of one answer.

        Raises:
            Trouble: the body is not what this source serves when it is well.
        """
        ...

    def detail(self, item: Item) -> Ask | None:
        """Where the full text of a new item stands, None when the item has it or there is none.

        Asked only on the host the source itself is asked at, and only for news; the item goes on without it when that
        takes too long.
        """
        ...

    def read_detail(self, item: Item, answer: Answer) -> str:
        """The full text from the answer to ``detail``; "" when the answer does not hold it."""
        ...

    def silence(self, newest: datetime | None, now: datetime) -> str | None:
        """One clause when the newest item ever seen is unnaturally old at ``now``, else None.

        ``newest`` is the publisher's time of the newest item, or when it was first seen if it carries none.
        """
        ...

    def order(self, item: Item) -> tuple[int, ...] | None:
        """Sort key of items that only ever move forward (schedule releases), None when items have no such order.

        An item below the highest key seen is a stale cache's answer, not news.
        """
        ...


class NoDetail:
    """For sources whose items carry everything there is to read."""

    def detail(self, item: Item) -> Ask | None:
        """Nothing further to ask."""
        return None

    def read_detail(self, item: Item, answer: Answer) -> str:
        """Never asked."""
        return ""


def quiet_too_long(rhythm: Rhythm, newest: datetime | None, now: datetime) -> str | None:
    """The silence rule of sources that keep no calendar: nothing new for longer than ``rhythm.quiet``."""
    if rhythm.quiet is None or newest is None or now - newest <= rhythm.quiet:
        return None
    return f"its newest item is of {newest:%Y-%m-%d}, {(now - newest).days} days ago"
