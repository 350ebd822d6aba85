"""One poll: ask a source, read what it answers, follow its pages, fetch full texts. Nothing here decides or stores."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from urllib.parse import urlsplit

import structlog

from jobs.fetch import Asker, Unchanged, Validators, shown
from jobs.sources import Answer, Ask, Reading, Source, Trouble
from storage.database import Database
from storage.item_store import recall
from storage.observations import Item
from storage.source_state import SourceState

MOST_PAGES = 10
MOST_DETAILS = 10
DETAIL_SECONDS = 5.0
"""Full texts are fetched for at most so many new items of a poll, and waited for so long."""
DETAIL_SPACING = 0.2
"""Seconds between them: federalregister.gov asks for no more than five requests a second."""
IN_A_THREAD = 256 * 1024
"""Characters of body from which reading leaves the event loop, so that replies do not wait for it."""

log = structlog.get_logger("watch")


@dataclass(frozen=True, slots=True)
class Poll:
    """What asking one source brought: items, or nothing changed.

    Attributes:
        items: None when the source said or showed that nothing changed.
        validators, body_hash: for the next request.
        skipped: rows that could not be read.
        note: what was not as usual although it went well; "" when nothing.
    """

    items: tuple[Item, ...] | None
    validators: Validators
    body_hash: str | None
    skipped: int = 0
    note: str = ""


async def poll(asker: Asker, db: Database, source: Source, state: SourceState, now: datetime) -> Poll:
    """The first of a source's addresses that answers usably, with every page of it.

    Raises:
        Trouble: none does; the first one's fault.
    """
    first: Trouble | None = None
    for place, ask in enumerate(source.ask(now)):
        try:
            if place == 0:
                return await _usual(asker, db, source, state, ask)
            answer, _ = await asker.get(ask)
            if first is None or isinstance(answer, Unchanged):
                continue
            items, skipped, note = await _pages(asker, source, state, await _read(source, answer))
            note = note or f"its usual address {first.fault}; read from another"
            return Poll(tuple(items), Validators(), None, skipped, note)
        except Trouble as trouble:
            log.info("ask failed", source=source.name, url=shown(ask.url), fault=trouble.fault)
            first = first or trouble
            if trouble.retry_after is not None:
                break  # the site asked us to wait, not to try its other door
    raise first or Trouble("has no address")


async def _usual(asker: Asker, db: Database, source: Source, state: SourceState, ask: Ask) -> Poll:
    """The usual address, conditionally; an unchanged body is not read."""
    sent = Validators(state.etag, state.last_modified) if state.baseline_done else Validators()
    answer, validators = await asker.get(ask, sent)
    if isinstance(answer, Unchanged):
        return Poll(None, sent, state.body_hash)
    digest = blake2b(answer.text.encode("utf-8", errors="replace"), digest_size=16).hexdigest()
    if state.baseline_done and digest == state.body_hash:
        return Poll(None, validators, digest)
    reading = await _read(source, answer)
    items, skipped, note = await _pages(asker, source, state, reading)
    if reading.older is not None and state.baseline_done and items:
        items += await _while_we_were_away(asker, db, source, reading.older, items)
    whole = None if reading.more else digest  # a page further on may change while the first does not
    return Poll(tuple(items), Validators() if note else validators, whole, skipped, note)


async def _pages(asker: Asker, source: Source, state: SourceState, reading: Reading) -> tuple[list[Item], int, str]:
    """Items of a reading and the pages after it, rows skipped, and a note when a page could not be had.

    The first, silent reading must be whole, or what it missed would later pass for news.
    """
    items, skipped, others, note = list(reading.items), reading.skipped, reading.passed_over, ""
    ids = {item.native_id for item in items}
    for _ in range(MOST_PAGES - 1):
        if reading.more is None:
            break
        try:
            answer, _ = await asker.get(reading.more)
            if isinstance(answer, Unchanged):
                break
            reading = await _read(source, answer)
        except Trouble as trouble:
            if not state.baseline_done:
                raise
            note = f"a further page {trouble.fault}"
            break
        fresh = [item for item in reading.items if item.native_id not in ids]
        if not fresh:
            break  # a page number past the limit silently becomes page 1
        ids.update(item.native_id for item in fresh)
        items += fresh
        skipped += reading.skipped
        others += reading.passed_over
    if not items and skipped:
        raise Trouble("lists items in a form we cannot read")
    if not items and not others and not source.rhythm.allows_empty:
        raise Trouble("answered an empty list")
    return items, skipped, note


async def _while_we_were_away(
    asker: Asker, db: Database, source: Source, older: Ask | None, items: Sequence[Item]
) -> list[Item]:
    """Earlier pages, as long as nothing on the page before is known: a feed of 30 posts reaches back days only."""
    found: list[Item] = []
    page: Sequence[Item] = items
    for _ in range(MOST_PAGES):
        met = await recall(db, source.name, page)
        if older is None or met.same or met.known or met.by_url or met.by_likeness:
            break
        try:
            answer, _ = await asker.get(older)
            if isinstance(answer, Unchanged):
                break
            reading = await _read(source, answer)
        except Trouble as trouble:
            log.info("no earlier page", source=source.name, fault=trouble.fault)
            break
        ids = {item.native_id for item in (*items, *found)}
        page = [item for item in reading.items if item.native_id not in ids]
        if not page:
            break
        found += page
        older = reading.older
    return found


async def _read(source: Source, answer: Answer) -> Reading:
    try:
        if len(answer.text) < IN_A_THREAD:
            return source.read(answer)
        return await asyncio.to_thread(source.read, answer)
    except Trouble:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        log.exception("reader failed", source=source.name)
        raise Trouble(f"answered something its reader does not understand ({type(error).__name__})") from error


async def with_full_text(asker: Asker, source: Source, now: datetime, items: Sequence[Item]) -> tuple[Item, ...]:
    """News with its full text where that stands on the source's own host; without it when that takes too long."""
    host = urlsplit(source.ask(now)[0].url).hostname
    wanted: dict[str, Ask] = {}
    for item in items:
        ask = source.detail(item)
        if ask is not None and urlsplit(ask.url).hostname == host and len(wanted) < MOST_DETAILS:
            wanted[item.native_id] = ask
    if not wanted:
        return tuple(items)
    found: dict[str, str] = {}

    async def one(item: Item, place: int) -> None:
        try:
            await asyncio.sleep(place * DETAIL_SPACING)
            answer, _ = await asker.get(wanted[item.native_id])
            if isinstance(answer, Answer):
                found[item.native_id] = source.read_detail(item, answer)
        except Trouble as trouble:
            log.info("no full text", source=source.name, item=item.native_id, fault=trouble.fault)

    try:
        async with asyncio.timeout(DETAIL_SECONDS):
            asked = (item for item in items if item.native_id in wanted)
            await asyncio.gather(*(one(item, place) for place, item in enumerate(asked)))
    except TimeoutError:
        log.info("full texts took too long", source=source.name)
    return tuple(replace(item, text=found.get(item.native_id) or item.text) for item in items)
