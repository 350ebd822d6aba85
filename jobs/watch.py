"""The watch: which sources are due, what they say, what of it is new, what that means; one transaction for all.

Phases of one poll, each a method of ``Watch``: ask (fetch, read, follow pages), sort out (new, edited, history),
detect, record. What decides is pure and lives elsewhere: ``jobs.novelty``, ``jobs.detect``, ``storage.source_state``.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

import structlog

from jobs.detect import Detector, Doubt, Findings, Subject
from jobs.fetch import Asker, Unchanged, Validators, shown
from jobs.novelty import Novelty, one_of_each, sort_out
from jobs.sources import Answer, Ask, Reading, Source, Trouble
from storage.database import Database, DatabaseFault
from storage.events import Citation, EventKind, NewEvent
from storage.item_store import keep_items, recall
from storage.messages import Clock
from storage.observations import Item
from storage.record import known_subjects, record
from storage.source_state import (
    Condition,
    SourceState,
    answered,
    begin,
    claim_due,
    failed,
    keep_state,
    to_tell,
)

LEASE = 120.0
"""Seconds a poll may take, all pages included, before another worker may ask the source."""
MARK_TIME = timedelta(minutes=1)
"""How often the detectors are asked what the passing of time alone changes."""
MOST_PAGES = 10
MOST_DETAILS = 10
DETAIL_SECONDS = 5.0
"""Full texts are fetched for at most so many new items of a poll, and waited for so long."""
IN_A_THREAD = 256 * 1024
MANY = 20
"""Characters of body, and number of items, from which work leaves the event loop, so that replies do not wait."""

log = structlog.get_logger("watch")


@dataclass(slots=True)
class Tally:
    """Counts since the process began; the metrics read them."""

    polls: int = 0
    unchanged: int = 0
    faults: int = 0
    items: int = 0
    edits: int = 0
    events: int = 0
    doubts: int = 0
    last_tick: datetime | None = None
    database_fault: str = ""
    by_source: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Poll:
    """What asking one source brought: items, or nothing changed.

    Attributes:
        items: None when the source said or showed that nothing changed.
        skipped: rows that could not be read.
        validators, body_hash: for the next request.
        note: why the usual address was not the one read; "" when it was.
    """

    items: tuple[Item, ...] | None
    validators: Validators
    body_hash: str | None
    skipped: int = 0
    note: str = ""


class Watch:
    """Polls sources and records what changed. ``tick`` is cheap when nothing is due and may be called every second.

    Args:
        db: the memory.
        sources: see ``jobs.sources.registry.build_sources``.
        detectors: run in order over news; a later one sees what an earlier one concluded.
        asker: the polite asker.
        clock: where ``now`` comes from.
        poll_seconds: floor and default of the polling interval.
        jitter: 0-1, spreads requests; a fixed one makes stories repeatable.
    """

    def __init__(
        self,
        db: Database,
        sources: Sequence[Source],
        detectors: Sequence[Detector],
        asker: Asker,
        clock: Clock,
        *,
        poll_seconds: float = 300.0,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._db = db
        self._sources = {source.name: source for source in sources}
        self._detectors = tuple(detectors)
        self._asker = asker
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._jitter = jitter
        self._polls: dict[str, asyncio.Task[None]] = {}
        self._turn = asyncio.Lock()
        self._begun = False
        self._marked: datetime | None = None
        self.tally = Tally()

    async def begin(self) -> None:
        """Make every configured source known and due; switch off those no longer configured."""
        now = self._clock.now()
        states = [
            SourceState(
                name=source.name,
                next_due=now,
                since=now,
                interval=self._poll_seconds * source.rhythm.slower,
                quiet=source.rhythm.quiet.total_seconds() if source.rhythm.quiet else None,
            )
            for source in self._sources.values()
        ]
        await asyncio.to_thread(lambda: [source.silence(now, now) for source in self._sources.values()])
        await begin(self._db, states, now)
        self._begun = True

    async def tick(self) -> int:
        """Start a poll of every source that is due and not being polled; do not wait for them.

        Returns:
            How many were started.
        """
        now = self._clock.now()
        self.tally.last_tick = now
        try:
            if not self._begun:
                await self.begin()
        except DatabaseFault as fault:
            return self._cannot_tick(fault)
        if self._marked is None or now - self._marked >= MARK_TIME:
            self._marked = now
            self._start("the clock", self._mark_time(now))
        free = [name for name in self._sources if name not in self._polls]
        try:
            due = await claim_due(self._db, free, now, LEASE) if free else []
        except DatabaseFault as fault:
            return self._cannot_tick(fault)
        self.tally.database_fault = ""
        for state in due:
            self._start(state.name, self._poll(self._sources[state.name], state))
        return len(due)

    def _cannot_tick(self, fault: DatabaseFault) -> int:
        """Say so once, and try again at the next tick."""
        if self.tally.database_fault != str(fault):
            log.warning("cannot tick", fault=str(fault))
        self.tally.database_fault = str(fault)
        return 0

    def _start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        if name in self._polls:
            work.close()
            return
        task = asyncio.create_task(work, name=f"poll:{name}")
        self._polls[name] = task
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._polls.pop(task.get_name().removeprefix("poll:"), None)

    async def drain(self, seconds: float = 5.0) -> None:
        """Wait for polls under way; cancel those that take longer: cut before the record, they lose nothing."""
        under_way = list(self._polls.values())
        if not under_way:
            return
        _, late = await asyncio.wait(under_way, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def settle(self) -> None:
        """Tick, and wait until everything that was due has been recorded; for stories, replays and tests."""
        await self.tick()
        while self._polls:
            await asyncio.gather(*list(self._polls.values()))

    async def _mark_time(self, now: datetime) -> None:
        """Let the detectors see that time passes without news: an order comes into force, a trip's day is over."""
        try:
            async with self._turn:
                async with self._db.read() as session:
                    known: Mapping[str, Subject] = await known_subjects(session)
                found = [detect_each(detector, (), known, now) for detector in self._detectors]
                events = [event for one in found for event in one.events]
                subjects = {thread: state for one in found for thread, state in one.subjects.items()}
                if not events and not subjects:
                    return
                async with self._db.write() as session:
                    recorded = await record(session, events, subjects=subjects, now=now)
                self.tally.events += len(recorded.new)
            self._db.bell.set()
        except DatabaseFault as fault:
            log.warning("the clock was not marked", fault=str(fault))

    async def _poll(self, source: Source, state: SourceState) -> None:
        """One source, start to finish; nothing it does may stop the other ones."""
        self.tally.polls += 1
        try:
            try:
                async with asyncio.timeout(LEASE * 0.75):
                    poll = await self._ask(source, state)
            except TimeoutError:
                await self._fault(source, state, "took too long with all its pages", None)
            except Trouble as trouble:
                await self._fault(source, state, trouble.fault, trouble.retry_after)
            else:
                await self._answered(source, state, poll)
        except DatabaseFault as fault:
            log.warning("poll not recorded", source=source.name, fault=str(fault))
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("poll failed", source=source.name)
            await self._fault(source, state, "met a fault of our own; the log has the details", None)

    # ask

    async def _ask(self, source: Source, state: SourceState) -> Poll:
        """The first address that answers usably, with every page of it."""
        now = self._clock.now()
        asks = source.ask(now)
        first: Trouble | None = None
        for place, ask in enumerate(asks):
            try:
                poll = await self._ask_one(source, state, ask, conditional=place == 0)
            except Trouble as trouble:
                log.info("ask failed", source=source.name, url=shown(ask.url), fault=trouble.fault)
                first = first or trouble
                if trouble.retry_after is not None:
                    break  # the site asked us to wait, not to try its other door
            else:
                return replace(poll, note=f"its usual address {first.fault}; read from another" if first else "")
        raise first or Trouble("has no address")

    async def _ask_one(self, source: Source, state: SourceState, ask: Ask, *, conditional: bool) -> Poll:
        sent = Validators(state.etag, state.last_modified) if conditional and state.baseline_done else Validators()
        answer, validators = await self._asker.get(ask, sent)
        if isinstance(answer, Unchanged):
            self.tally.unchanged += 1
            return Poll(None, sent, state.body_hash)
        digest = blake2b(answer.text.encode("utf-8", errors="replace"), digest_size=16).hexdigest()
        if state.baseline_done and conditional and digest == state.body_hash:
            self.tally.unchanged += 1
            return Poll(None, validators, digest)
        reading = await self._read(source, answer)
        items, skipped = list(reading.items), reading.skipped
        ids = {item.native_id for item in items}
        others = reading.passed_over
        pages = 1
        while reading.more is not None and pages < MOST_PAGES:
            following, _ = await self._asker.get(reading.more)
            if isinstance(following, Unchanged):
                break
            reading = await self._read(source, following)
            fresh = [item for item in reading.items if item.native_id not in ids]
            if not fresh:
                break  # a page number past the limit silently becomes page 1
            ids.update(item.native_id for item in fresh)
            items += fresh
            skipped += reading.skipped
            others += reading.passed_over
            pages += 1
        if reading.older is not None and state.baseline_done and items:
            items += await self._while_we_were_away(source, reading.older, items)
        if not items and skipped:
            raise Trouble("lists items in a form we cannot read")
        if not items and not others and not source.rhythm.allows_empty:
            raise Trouble("answered an empty list")
        keep = validators if conditional else Validators()
        return Poll(tuple(items), keep, digest if conditional else None, skipped)

    async def _while_we_were_away(self, source: Source, older: Ask | None, items: Sequence[Item]) -> list[Item]:
        """Earlier pages, as long as nothing on the page before is known: a feed of 30 posts reaches back days only."""
        found: list[Item] = []
        page: Sequence[Item] = items
        for _ in range(MOST_PAGES):
            met = await recall(self._db, source.name, page)
            if older is None or met.same or met.known or met.by_url or met.by_likeness:
                break
            try:
                answer, _ = await self._asker.get(older)
                if isinstance(answer, Unchanged):
                    break
                reading = await self._read(source, answer)
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

    async def _with_detail(self, source: Source, base: str, items: Sequence[Item]) -> tuple[Item, ...]:
        """News with its full text where that stands on the source's own host; without it when that takes too long."""
        wanted: dict[str, Ask] = {}
        for item in items:
            ask = source.detail(item)
            if ask is not None and urlsplit(ask.url).hostname == urlsplit(base).hostname and len(wanted) < MOST_DETAILS:
                wanted[item.native_id] = ask
        if not wanted:
            return tuple(items)
        found: dict[str, str] = {}

        async def one(item: Item) -> None:
            try:
                answer, _ = await self._asker.get(wanted[item.native_id])
                if isinstance(answer, Answer):
                    found[item.native_id] = source.read_detail(item, answer)
            except Trouble as trouble:
                log.info("no full text", source=source.name, item=item.native_id, fault=trouble.fault)

        try:
            async with asyncio.timeout(DETAIL_SECONDS):
                await asyncio.gather(*(one(item) for item in items if item.native_id in wanted))
        except TimeoutError:
            log.info("full texts took too long", source=source.name)
        return tuple(replace(item, text=found.get(item.native_id) or item.text) for item in items)

    async def _read(self, source: Source, answer: Answer) -> Reading:
        try:
            if len(answer.text) < IN_A_THREAD:
                return source.read(answer)
            return await asyncio.to_thread(source.read, answer)
        except Trouble:
            raise
        except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
            log.exception("reader failed", source=source.name)
            raise Trouble(f"answered something its reader does not understand ({type(error).__name__})") from error

    # sort out, detect, record

    async def _answered(self, source: Source, state: SourceState, poll: Poll) -> None:
        """From items to one transaction. One at a time: detectors see each other's conclusions."""
        now = self._clock.now()
        novelty = Novelty(newest_at=state.newest_at, peak=state.peak)
        if poll.items is not None:
            items = one_of_each(poll.items, now)
            novelty = sort_out(items, await recall(self._db, source.name, items), state, source.order, now)
            if novelty.new:
                base = source.ask(now)[0].url
                novelty = replace(novelty, news=await self._with_detail(source, base, novelty.news))
        after, told = to_tell(self._after(source, state, poll, novelty, now))
        reports = [report(after, told, now)] if told else []
        if novelty.bulk:
            reports.append(bulk_report(after, novelty.bulk, now))
        async with self._turn:
            await self._record(after, novelty, reports, now)
        if poll.skipped:
            log.warning("rows skipped", source=source.name, rows=poll.skipped)
        for native_id, reason in novelty.reasons.items():
            log.debug("item", source=source.name, item=native_id, reason=reason)
        if novelty.news or novelty.history:
            log.info("read", source=source.name, news=len(novelty.news), history=len(novelty.history))

    def _after(self, source: Source, state: SourceState, poll: Poll, novelty: Novelty, now: datetime) -> SourceState:
        after = answered(state, now, source.silence(novelty.newest_at, now), self._jitter())
        published = [item.published_at for item in novelty.news if item.published_at and "edited" not in item.fields]
        return replace(
            after,
            fault=after.fault or poll.note,
            etag=poll.validators.etag,
            last_modified=poll.validators.last_modified,
            body_hash=poll.body_hash,
            newest_at=novelty.newest_at,
            peak=novelty.peak,
            baseline_done=True,
            new_item_at=now if novelty.new or not state.baseline_done else state.new_item_at,
            lag=max((now - max(published)).total_seconds(), 0.0) if published else state.lag,
        )

    async def _record(self, state: SourceState, novelty: Novelty, reports: Sequence[NewEvent], now: datetime) -> None:
        quiet = loud = Findings()
        if novelty.news or novelty.history:
            async with self._db.read() as session:
                known: Mapping[str, Subject] = await known_subjects(session)
            quiet = await self._detected(novelty.history, known, now)
            loud = await self._detected(novelty.news, {**known, **quiet.subjects}, now)
        async with self._db.write() as session:
            await keep_items(session, novelty.history, now, history=True)
            await keep_items(session, novelty.news, now)
            await keep_state(session, state)
            if quiet.events or quiet.subjects:
                await record(session, quiet.events, subjects=quiet.subjects, now=now, announce=False)
            if loud.events or loud.subjects or loud.doubts or reports:
                events = (*loud.events, *reports)
                recorded = await record(session, events, subjects=loud.subjects, doubts=loud.doubts, now=now)
                self.tally.events += len(recorded.new)
                self.tally.doubts += len(recorded.doubts)
        if loud.events or loud.doubts or reports:
            self._db.bell.set()
        self.tally.items += novelty.new
        self.tally.edits += len(novelty.news) - novelty.new
        self.tally.by_source[state.name] = self.tally.by_source.get(state.name, 0) + novelty.new

    async def _detected(self, items: Sequence[Item], known: Mapping[str, Subject], now: datetime) -> Findings:
        if len(items) < MANY:
            return self._detect(items, known, now)
        return await asyncio.to_thread(self._detect, items, known, now)

    def _detect(self, items: Sequence[Item], known: Mapping[str, Subject], now: datetime) -> Findings:
        """Every detector over the items of its kinds; what one concludes the next one knows."""
        events: dict[str, NewEvent] = {}
        subjects: dict[str, Subject] = {}
        doubts: list[Doubt] = []
        for detector in self._detectors:
            concerned = [item for item in items if item.kind in detector.reads]
            if not concerned:
                continue
            found = detect_each(detector, concerned, {**known, **subjects}, now)
            for event in found.events:
                events.setdefault(event.key, event)
            subjects.update(found.subjects)
            doubts.extend(found.doubts)
            for native_id, reason in found.reasons.items():
                log.debug("decided", detector=detector.name, item=native_id, reason=reason)
        return Findings(events=tuple(events.values()), subjects=subjects, doubts=tuple(doubts))

    async def _fault(self, source: Source, state: SourceState, fault: str, retry_after: float | None) -> None:
        """One more fault in a row; the third is reported."""
        now = self._clock.now()
        self.tally.faults += 1
        log.warning("source failed", source=source.name, fault=fault, in_a_row=state.failures + 1)
        after, told = to_tell(failed(state, now, fault, self._jitter(), retry_after))
        async with self._turn:
            await self._record(after, Novelty(), [report(after, told, now)] if told else [], now)


def detect_each(detector: Detector, items: Sequence[Item], known: Mapping[str, Subject], now: datetime) -> Findings:
    """A detector's findings; when it breaks on a batch, item by item, so that one item costs only itself.

    An item it breaks on becomes a doubt: nothing is dropped.
    """
    try:
        return detector.detect(items, known, now)
    except Exception:
        log.exception("detector failed on a batch", detector=detector.name, items=len(items))
    events: list[NewEvent] = []
    subjects: dict[str, Subject] = {}
    doubts: list[Doubt] = []
    for item in items:
        try:
            found = detector.detect([item], {**known, **subjects}, now)
        except Exception as error:
            key = f"unread:{detector.name}:{item.source}:{item.native_id}"
            reason = f"The {detector.name} detector broke on this item ({type(error).__name__}); read it yourself."
            doubts.append(Doubt(key, reason, item))
            continue
        events += found.events
        subjects.update(found.subjects)
        doubts += found.doubts
    return Findings(events=tuple(events), subjects=subjects, doubts=tuple(doubts))


def report(state: SourceState, condition: Condition, now: datetime) -> NewEvent:
    """A source's change of condition as an event for the operators."""
    said = {
        Condition.FAILING: f"{state.name} has failed {state.failures} times in a row: {state.fault}.",
        Condition.SILENT: f"{state.name} answers but is unnaturally silent: {state.fault}.",
        Condition.OK: f"{state.name} works again.",
    }
    return _source_event(state, condition.value, said.get(condition, state.name), state.fault, now)


def bulk_report(state: SourceState, bulk: str, now: datetime) -> NewEvent:
    """Something held to be history in bulk, told so that a wrong guess is noticed."""
    return _source_event(state, "bulk", f"{state.name}: {bulk}; stored as history, nobody was alerted.", bulk, now)


def _source_event(state: SourceState, stage: str, headline: str, fault: str, now: datetime) -> NewEvent:
    return NewEvent(
        key=f"source:{state.name}:{stage}:{now.isoformat(timespec='seconds')}",
        kind=EventKind.SOURCES,
        thread=f"source:{state.name}",
        stage=stage,
        headline=headline,
        occurred_at=now,
        seen_at=now,
        citations=(Citation(state.name, "", headline, None, now),),
        details={"source": state.name, "state": stage, "since": state.since.isoformat(), "fault": fault},
    )


def next_wake(states: Sequence[SourceState], now: datetime) -> timedelta:
    """How long until the first source is due, never negative; for a replay's clock."""
    return max(min((state.next_due for state in states), default=now) - now, timedelta())
