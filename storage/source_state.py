"""What is known of each source's health, and the pure transitions between its states.

A source is ``new`` until it first answers, then ``ok``, ``failing`` from the third fault in a row, ``silent`` when it
answers but has had nothing new for unnaturally long, ``off`` when it is no longer configured. Operators hear of
failing, of silence, and of the recovery from either; never of a single hiccup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Text, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from storage.columns import Instant, table_of
from storage.database import Database

TELL_AFTER = 3
"""Faults in a row before the operators hear of it."""
LONGEST_BACK_OFF = 3600.0
MOST_BACK_OFF = 8
"""Times the interval that a failing source is asked slower at most, so that its recovery is seen soon."""
WATCHED_BEFORE_SILENCE = timedelta(hours=2)
"""A fresh watch does not call a source silent before it has itself watched it this long."""


LEASE = 120.0
"""Seconds a poll may take, all pages included, before another worker may ask the source."""
_WATCH_LOCK = 0x7A51FF


class Condition(StrEnum):
    """State of a source."""

    NEW = "new"
    OK = "ok"
    FAILING = "failing"
    SILENT = "silent"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source's state. Times are aware, UTC; durations seconds.

    Attributes:
        name: registered name.
        condition: see ``Condition``.
        since: when the condition began.
        interval: how often it is asked when it is well.
        quiet: longest natural time without anything new, None when it has none.
        watching_since: when it was first asked.
        asked_at, succeeded_at: last request, last usable answer (304 included).
        new_item_at: when the last new item was seen.
        newest_at: publisher's time of the newest item (when it was seen, if it carries none).
        lag: seconds from publication to our seeing it, of the last new item.
        failures: faults in a row; ``fault`` is the last one, one clause.
        etag, last_modified: validators of the last usable answer.
        body_hash: of the last usable body, so that the same bytes are not read twice.
        peak: highest sort key of an item, for sources that only move forward.
        next_due: when to ask next.
        baseline_done: whether the first, silent reading has been stored.
        told: the condition the operators last heard of.
    """

    name: str
    next_due: datetime
    since: datetime
    interval: float
    condition: Condition = Condition.NEW
    quiet: float | None = None
    watching_since: datetime | None = None
    asked_at: datetime | None = None
    succeeded_at: datetime | None = None
    new_item_at: datetime | None = None
    newest_at: datetime | None = None
    lag: float | None = None
    failures: int = 0
    fault: str = ""
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    peak: tuple[int, ...] | None = None
    baseline_done: bool = False
    told: Condition = Condition.OK


@dataclass(frozen=True, slots=True)
class Claims:
    """Sources to ask now, and when the other ones will be due."""

    due: Sequence[SourceState]
    later: Mapping[str, datetime]


class SourceStateRow(SQLModel, table=True):
    """A ``SourceState`` as stored."""

    __tablename__ = "source_states"

    name: str = Field(primary_key=True)
    condition: str
    since: datetime = Field(sa_type=Instant)
    interval: float
    quiet: float | None = None
    watching_since: datetime | None = Field(default=None, sa_type=Instant)
    asked_at: datetime | None = Field(default=None, sa_type=Instant)
    succeeded_at: datetime | None = Field(default=None, sa_type=Instant)
    new_item_at: datetime | None = Field(default=None, sa_type=Instant)
    newest_at: datetime | None = Field(default=None, sa_type=Instant)
    lag: float | None = None
    failures: int = 0
    fault: str = Field(default="", sa_type=Text)
    etag: str | None = Field(default=None, sa_type=Text)
    last_modified: str | None = Field(default=None, sa_type=Text)
    body_hash: str | None = None
    peak: str = ""
    next_due: datetime = Field(sa_type=Instant, index=True)
    baseline_done: bool = False
    told: str = "ok"


_states = table_of(SourceStateRow)
_ALL = select(_states)
_KEEP = (
    update(_states)
    .where(_states.c.name == bindparam("this"))
    .values({column.name: bindparam(column.name) for column in _states.c})
)


def delay(interval: float, failures: int, jitter: float, retry_after: float | None = None) -> float:
    """Seconds until the next request.

    Args:
        interval: the source's own, seconds.
        failures: faults in a row; each doubles the wait, up to eight intervals or an hour.
        jitter: 0-1, spreads requests by up to a tenth so that restarted workers do not ask in step.
        retry_after: what the source asked for; never asked earlier than that.
    """
    doubled = interval * min(1 << min(max(failures - 1, 0), 10), MOST_BACK_OFF)
    waited = max(interval, min(doubled, LONGEST_BACK_OFF))
    return max(waited, retry_after or 0.0) * (1 + 0.1 * jitter)


def failed(state: SourceState, now: datetime, fault: str, jitter: float, retry_after: float | None) -> SourceState:
    """After a fault: one more in a row, asked slower, ``failing`` from the third on."""
    failures = state.failures + 1
    failing = failures >= TELL_AFTER
    return replace(
        state,
        asked_at=now,
        watching_since=state.watching_since or now,
        failures=failures,
        fault=fault,
        condition=Condition.FAILING if failing else state.condition,
        since=now if failing and state.condition is not Condition.FAILING else state.since,
        next_due=now + timedelta(seconds=delay(state.interval, failures, jitter, retry_after)),
    )


def answered(state: SourceState, now: datetime, silence: str | None, jitter: float) -> SourceState:
    """After a usable answer: ``ok``, or ``silent`` when ``silence`` says why and we have watched it long enough."""
    watching = state.watching_since or now
    silent = silence is not None and now - watching >= WATCHED_BEFORE_SILENCE
    condition = Condition.SILENT if silent else Condition.OK
    return replace(
        state,
        asked_at=now,
        succeeded_at=now,
        watching_since=watching,
        failures=0,
        fault=silence or "" if silent else "",
        condition=condition,
        since=state.since if state.condition is condition else now,
        next_due=now + timedelta(seconds=delay(state.interval, 0, jitter)),
    )


def to_tell(state: SourceState) -> tuple[SourceState, Condition | None]:
    """Whether the operators must hear of this state: the condition to report once, and the state that remembers it.

    ``ok`` is reported as the recovery from a condition that had been told.
    """
    news = Condition.OK if state.condition is Condition.NEW else state.condition
    if news is state.told or news is Condition.OFF:
        return state, None
    return replace(state, told=news), news


def _row(state: SourceState) -> dict[str, Any]:
    values = {name: getattr(state, name) for name in SourceState.__slots__}
    return {
        **values,
        "condition": state.condition.value,
        "told": state.told.value,
        "peak": ",".join(map(str, state.peak or ())),
    }


def _state(row: Any) -> SourceState:
    values = dict(row._mapping)
    peak = tuple(int(part) for part in values.pop("peak").split(",") if part) or None
    condition, told = Condition(values.pop("condition")), Condition(values.pop("told"))
    return SourceState(**values, condition=condition, told=told, peak=peak)


async def keep_state(session: AsyncSession, state: SourceState) -> None:
    """Write one state inside the caller's transaction."""
    await session.execute(_KEEP, {"this": state.name, **_row(state)})


async def one_at_a_time(session: AsyncSession) -> None:
    """On PostgreSQL: wait until no other worker is between reading what is known and recording what it concluded.

    Two workers that conclude from the same knowledge would each overwrite the other's subjects.
    """
    await session.execute(select(func.pg_advisory_xact_lock(_WATCH_LOCK)))


async def source_states(db: Database) -> list[SourceState]:
    """Every source ever watched, by name; for ``/sources`` and ``doctor``."""
    async with db.read() as session:
        rows = await session.execute(select(_states).order_by(_states.c.name))
        return [_state(row) for row in rows]


async def begin(db: Database, states: Sequence[SourceState], now: datetime) -> None:
    """At start: add sources not met before, take over new intervals, ask everything soon, switch absent ones off.

    A source asked less than one interval ago, one that is waiting out faults, and one that another worker may be asking
    at this moment keep their time.
    """
    async with db.write() as session:
        insert = sqlite_insert if db.sqlite else pg_insert
        for state in states:
            await session.execute(insert(_states).values(**_row(state)).on_conflict_do_nothing())
        stored = {row.name: _state(row) for row in await session.execute(select(_states))}
        wanted = {state.name: state for state in states}
        for name, known in stored.items():
            if name not in wanted:
                after = (
                    known if known.condition is Condition.OFF else replace(known, condition=Condition.OFF, since=now)
                )
            else:
                after = _resumed(known, wanted[name], now)
            if after != known:
                await keep_state(session, after)


def _resumed(known: SourceState, wanted: SourceState, now: datetime) -> SourceState:
    after = replace(known, interval=wanted.interval, quiet=wanted.quiet)
    if known.condition is Condition.OFF:
        after = replace(
            after, condition=Condition.NEW, since=now, next_due=now, failures=0, fault="", told=Condition.OK
        )
    far = after.next_due - now > timedelta(seconds=LEASE)
    if far and not after.failures and known.asked_at is not None:
        after = replace(after, next_due=max(now, known.asked_at + timedelta(seconds=wanted.interval)))
    return after


async def claim_due(db: Database, names: Sequence[str], now: datetime) -> Claims:
    """Take the sources that are due.

    On PostgreSQL each is taken by one worker only: its due time moves a lease ahead until the poll is
    recorded. A worker that dies in between loses nothing: the source is due again when the lease is over. On SQLite
    there is one process, which keeps account itself.
    """
    async with db.read() as session:
        rows = [_state(row) for row in await session.execute(_ALL) if row.name in names]
    due = [state for state in rows if state.next_due <= now]
    later = {state.name: state.next_due for state in rows if state.next_due > now}
    if not due or db.sqlite:
        return Claims(due, later)
    async with db.write() as session:
        claimed = await session.execute(
            update(_states)
            .where(_states.c.name.in_([state.name for state in due]), _states.c.next_due <= now)
            .values(next_due=now + timedelta(seconds=LEASE))
            .returning(*_states.c)
        )
        return Claims([_state(row) for row in claimed], later)
