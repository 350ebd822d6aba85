"""The watch: which sources are due, what they say, what of it is new, what that means; one transaction for all.

Phases of one poll: ask and read (``jobs.polls``), sort out new, edited and history (``jobs.novelty``), detect
(``jobs.conclusions``), record. What decides is pure; here it is put together.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from jobs.conclusions import Conclusions, conclude, detect_all
from jobs.detect import Detector, Findings
from jobs.fetch import Asker
from jobs.novelty import Novelty, one_of_each, sort_out
from jobs.polls import Poll, poll, with_full_text
from jobs.source_reports import bulk_report, report
from jobs.sources import Source, Trouble
from storage.database import Database, DatabaseFault
from storage.events import NewEvent
from storage.item_store import keep_items, recall
from storage.messages import Clock
from storage.record import known_subjects, record
from storage.source_state import (
    LEASE,
    SourceState,
    answered,
    begin,
    claim_due,
    failed,
    keep_state,
    one_at_a_time,
    to_tell,
)

MARK_TIME = timedelta(minutes=1)
"""How often the detectors are asked what the passing of time alone changes."""
MANY = 20
"""Items from which detection leaves the event loop, so that replies do not wait for it."""

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
        self._calendars: asyncio.Task[list[str | None]] | None = None
        """Reading the calendars of holidays takes half a second once; a thread does it while the first answers come."""
        self._marked: datetime | None = None
        self._due: dict[str, datetime] = {}
        """When each source is due as far as this process knows, so that an idle tick asks the database nothing; a poll
        that could not be recorded is not repeated before its lease is over."""
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
        await begin(self._db, states, now)
        if self._calendars is None:
            work = asyncio.to_thread(lambda: [source.silence(now, now) for source in self._sources.values()])
            self._calendars = asyncio.create_task(work)
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
        free = [name for name in self._sources if name not in self._polls and self._due.get(name, now) <= now]
        if not free:
            return 0
        try:
            claims = await claim_due(self._db, free, now)
        except DatabaseFault as fault:
            return self._cannot_tick(fault)
        self.tally.database_fault = ""
        self._due.update(claims.later)
        for state in claims.due:
            self._due[state.name] = now + timedelta(seconds=LEASE)
            self._start(state.name, self._poll(self._sources[state.name], state))
        return len(claims.due)

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
                    found = detect_all(self._detectors, (), await known_subjects(session), now)
                if not found.events and not found.subjects:
                    return
                async with self._db.write() as session:
                    if not self._db.sqlite:
                        await one_at_a_time(session)
                        found = detect_all(self._detectors, (), await known_subjects(session), now)
                    await self._tell(session, found, now)
            self._db.bell.set()
        except DatabaseFault as fault:
            log.warning("the clock was not marked", fault=str(fault))
        except Exception:
            log.exception("the clock was not marked")

    async def _poll(self, source: Source, state: SourceState) -> None:
        """One source, start to finish; nothing it does may stop the other ones."""
        self.tally.polls += 1
        try:
            try:
                async with asyncio.timeout(LEASE * 0.75):
                    answer = await poll(self._asker, self._db, source, state, self._clock.now())
            except TimeoutError:
                await self._fault(source, state, "took too long with all its pages", None)
            except Trouble as trouble:
                await self._fault(source, state, trouble.fault, trouble.retry_after)
            else:
                await self._answered(source, state, answer)
        except DatabaseFault as fault:
            log.warning("poll not recorded", source=source.name, fault=str(fault))
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("poll failed", source=source.name)
            await self._fault(source, state, "met a fault of our own; the log has the details", None)

    async def _answered(self, source: Source, state: SourceState, answer: Poll) -> None:
        """From items to one transaction. One at a time: detectors see each other's conclusions."""
        now = self._clock.now()
        novelty = Novelty(newest_at=state.newest_at, peak=state.peak)
        if answer.items is not None:
            items = one_of_each(answer.items, now)
            novelty = sort_out(items, await recall(self._db, source.name, items), state, source.order, now)
            if novelty.new:
                news = await with_full_text(self._asker, source, now, novelty.news)
                novelty = replace(novelty, news=news)
        else:
            self.tally.unchanged += 1
        if self._calendars is not None:
            await self._calendars
        after, told = to_tell(self._after(source, state, answer, novelty, now))
        reports = [report(after, told, now)] if told else []
        if novelty.bulk:
            reports.append(bulk_report(after, novelty.bulk, now))
        async with self._turn:
            await self._record(after, novelty, reports, now)
        if answer.skipped:
            log.warning("rows skipped", source=source.name, rows=answer.skipped)
        for native_id, reason in novelty.reasons.items():
            log.debug("item", source=source.name, item=native_id, reason=reason)
        if novelty.news or novelty.history:
            log.info("read", source=source.name, news=len(novelty.news), history=len(novelty.history))

    def _after(self, source: Source, state: SourceState, answer: Poll, novelty: Novelty, now: datetime) -> SourceState:
        after = answered(state, now, source.silence(novelty.newest_at, now), self._jitter())
        published = [item.published_at for item in novelty.news if item.published_at and "edited" not in item.fields]
        return replace(
            after,
            fault=after.fault or answer.note,
            etag=answer.validators.etag,
            last_modified=answer.validators.last_modified,
            body_hash=answer.body_hash,
            newest_at=novelty.newest_at,
            peak=novelty.peak,
            baseline_done=True,
            new_item_at=now if novelty.new or not state.baseline_done else state.new_item_at,
            lag=max((now - max(published)).total_seconds(), 0.0) if published else state.lag,
        )

    async def _record(self, state: SourceState, novelty: Novelty, reports: Sequence[NewEvent], now: datetime) -> None:
        """Detect, and write everything in one transaction.

        On SQLite this is the only process and ``_turn`` keeps the answers apart, so detectors think before the write
        lock is taken; on PostgreSQL they think inside a transaction that the other workers' ones wait for.
        """
        drawn = Conclusions(Findings(), Findings())
        anything = bool(novelty.news or novelty.history)
        if anything and self._db.sqlite:
            async with self._db.read() as session:
                drawn = await self._conclude(session, novelty, now)
        async with self._db.write() as session:
            if anything and not self._db.sqlite:
                await one_at_a_time(session)
                drawn = await self._conclude(session, novelty, now)
            await keep_items(session, novelty.history, now, history=True)
            await keep_items(session, novelty.news, now)
            await keep_state(session, state)
            silent, told = drawn.silent, drawn.told
            if silent.events or silent.subjects:
                await record(session, silent.events, subjects=silent.subjects, now=now, announce=False)
            await self._tell(session, replace(told, events=(*told.events, *reports)), now)
        self._due[state.name] = state.next_due
        if told.events or told.doubts or reports:
            self._db.bell.set()
        self.tally.items += novelty.new
        self.tally.edits += len(novelty.news) - novelty.new
        self.tally.by_source[state.name] = self.tally.by_source.get(state.name, 0) + novelty.new

    async def _conclude(self, session: AsyncSession, novelty: Novelty, now: datetime) -> Conclusions:
        history, news = novelty.history, novelty.news
        known = await known_subjects(session)
        if len(history) + len(news) < MANY:
            return conclude(self._detectors, history, news, known, now)
        return await asyncio.to_thread(conclude, self._detectors, history, news, known, now)

    async def _tell(self, session: AsyncSession, found: Findings, now: datetime) -> None:
        if not found.events and not found.subjects and not found.doubts:
            return
        recorded = await record(session, found.events, subjects=found.subjects, doubts=found.doubts, now=now)
        self.tally.events += len(recorded.new)
        self.tally.doubts += len(recorded.doubts)

    async def _fault(self, source: Source, state: SourceState, fault: str, retry_after: float | None) -> None:
        """One more fault in a row; the third is reported."""
        now = self._clock.now()
        self.tally.faults += 1
        log.warning("source failed", source=source.name, fault=fault, in_a_row=state.failures + 1)
        after, told = to_tell(failed(state, now, fault, self._jitter(), retry_after))
        async with self._turn:
            await self._record(after, Novelty(), [report(after, told, now)] if told else [], now)
