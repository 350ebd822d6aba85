"""What the operators see and do (/admin): delivery in figures, uncertain sends, dead chats, replay, broadcast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.chats import insert_into
from storage.columns import table_of
from storage.tables import Broadcast, Chat, DoubtRow, EventRow, Fanout, OutboxRow, SubscriptionRow

_chats = table_of(Chat)
_subs = table_of(SubscriptionRow)
_outbox = table_of(OutboxRow)
_events = table_of(EventRow)
_fanouts = table_of(Fanout)
_doubts = table_of(DoubtRow)
_broadcasts = table_of(Broadcast)


@dataclass(frozen=True, slots=True)
class Figures:
    """Delivery at a glance.

    Attributes:
        states: rows of the outbox by state.
        held: pending rows that wait for quiet hours, digests, mutes or pauses.
        due: rows that could be sent now; ``oldest_due`` is the age of the oldest in seconds, None without any.
        sent_last_day: alerts sent in the last 24 hours.
        median_seconds, p95_seconds: from recording to Telegram's answer, of the last day's alerts nothing held back.
        spreading: fan-outs not finished.
        chats, inactive_chats, subscriptions, open_doubts: counts.
    """

    states: dict[str, int]
    held: int
    due: int
    oldest_due: float | None
    sent_last_day: int
    median_seconds: float | None
    p95_seconds: float | None
    spreading: int
    chats: int
    inactive_chats: int
    subscriptions: int
    open_doubts: int


@dataclass(frozen=True, slots=True)
class Unsure:
    """A row whose outcome is unknown or which died; for the operators."""

    id: int
    chat_id: int
    event_id: int | None
    headline: str
    state: str
    reason: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class DeadChat:
    """A chat Telegram says cannot be reached; its subscriptions are kept."""

    chat_id: int
    title: str
    reason: str
    since: datetime | None
    subscriptions: int


async def figures(session: AsyncSession, now: datetime) -> Figures:
    """Count. The latency is read from at most the last 5000 alerts."""
    states = {
        row.state: row.number
        for row in await session.execute(
            select(_outbox.c.state, func.count().label("number")).group_by(_outbox.c.state)
        )
    }
    waiting = _outbox.c.state.in_(["pending", "uncertain"])
    due = (
        await session.execute(
            select(func.count(), func.min(_outbox.c.not_before)).where(waiting, _outbox.c.not_before <= now)
        )
    ).one()
    since = now - timedelta(days=1)
    times = (
        await session.execute(
            select(_outbox.c.created_at, _outbox.c.settled_at, _outbox.c.held)
            .where(_outbox.c.state == "sent", _outbox.c.what == "alert", _outbox.c.settled_at > since)
            .order_by(_outbox.c.settled_at.desc())
            .limit(5000)
        )
    ).all()
    spans = sorted((row.settled_at - row.created_at).total_seconds() for row in times if not row.held)

    async def count(statement: object) -> int:
        return int((await session.execute(statement)).scalar_one())  # type: ignore[call-overload]

    sent = _outbox.c.state == "sent"
    return Figures(
        states=states,
        held=await count(
            select(func.count()).select_from(_outbox).where(waiting, _outbox.c.not_before > now, _outbox.c.held != "")
        ),
        due=due[0],
        oldest_due=(now - due[1]).total_seconds() if due[1] is not None else None,
        sent_last_day=await count(select(func.count()).select_from(_outbox).where(sent, _outbox.c.settled_at > since)),
        median_seconds=spans[len(spans) // 2] if spans else None,
        p95_seconds=spans[min(len(spans) - 1, int(len(spans) * 0.95))] if spans else None,
        spreading=await count(select(func.count()).select_from(_fanouts).where(_fanouts.c.done.is_(False))),
        chats=await count(select(func.count()).select_from(_chats)),
        inactive_chats=await count(select(func.count()).select_from(_chats).where(_chats.c.active.is_(False))),
        subscriptions=await count(select(func.count()).select_from(_subs)),
        open_doubts=await count(select(func.count()).select_from(_doubts).where(_doubts.c.state == "open")),
    )


async def unsure(session: AsyncSession, states: Sequence[str] = ("uncertain", "dead"), limit: int = 20) -> list[Unsure]:
    """Rows that did not end well, latest first."""
    rows = await session.execute(
        select(_outbox, _events.c.headline)
        .join(_events, _events.c.id == _outbox.c.event_id, isouter=True)
        .where(_outbox.c.state.in_(list(states)))
        .order_by(_outbox.c.id.desc())
        .limit(limit)
    )
    return [
        Unsure(row.id, row.chat_id, row.event_id, row.headline or row.key, row.state, row.reason, row.settled_at)
        for row in rows
    ]


async def dead_chats(session: AsyncSession, limit: int = 20) -> list[DeadChat]:
    """Chats that cannot be reached, latest first."""
    number = select(func.count()).select_from(_subs).where(_subs.c.chat_id == _chats.c.chat_id).scalar_subquery()
    rows = await session.execute(
        select(_chats, number.label("number"))
        .where(_chats.c.active.is_(False))
        .order_by(_chats.c.inactive_since.desc())
        .limit(limit)
    )
    return [DeadChat(row.chat_id, row.title, row.inactive_reason or "", row.inactive_since, row.number) for row in rows]


async def replay(session: AsyncSession, event_id: int, now: datetime, *, chat_id: int | None = None) -> int:
    """Owe one alert again to the chats that did not surely get it (uncertain or dead, and reachable now), marked.

    Args:
        chat_id: only this chat; and then even if it was sent.

    Returns:
        How many rows are due again. Also starts the fan-out again, for chats that have no row.
    """
    reachable = select(_chats.c.chat_id).where(_chats.c.active)
    states = ["uncertain", "dead", "sent"] if chat_id is not None else ["uncertain", "dead"]
    where = [_outbox.c.event_id == event_id, _outbox.c.what == "alert", _outbox.c.state.in_(states)]
    where.append(_outbox.c.chat_id == chat_id if chat_id is not None else _outbox.c.chat_id.in_(reachable))
    again = await session.execute(
        update(_outbox)
        .where(*where)
        .values(state="pending", not_before=now, settled_at=None, repeat=True, repeats=0, attempts=0, body=None)
        .returning(_outbox.c.id)
    )
    if chat_id is None:
        await session.execute(
            update(_fanouts).where(_fanouts.c.event_id == event_id).values(done=False, cursor=-(2**63))
        )
    return len(again.all())


async def draft_broadcast(session: AsyncSession, html: str, by: int, now: datetime) -> tuple[int, int]:
    """Keep an operator's message to everybody; nothing is sent before ``confirm_broadcast``.

    Returns:
        (its number, how many chats would get it).
    """
    made = await session.execute(
        _broadcasts.insert().values(html=html, by_user=by, created_at=now, state="draft").returning(_broadcasts.c.id)
    )
    number: int = made.scalar_one()
    count = (await session.execute(select(func.count()).select_from(_chats).where(_chats.c.active))).scalar_one()
    return number, count


async def confirm_broadcast(session: AsyncSession, number: int, by: int, now: datetime) -> bool:
    """Start it, once; only who drafted it may, and only within the hour. False when there is nothing to confirm."""
    done = await session.execute(
        update(_broadcasts)
        .where(
            _broadcasts.c.id == number,
            _broadcasts.c.by_user == by,
            _broadcasts.c.state == "draft",
            _broadcasts.c.created_at > now - timedelta(hours=1),
        )
        .values(state="confirmed")
        .returning(_broadcasts.c.id)
    )
    if done.first() is None:
        return False
    insert = insert_into(session)
    await session.execute(insert(_fanouts).values(broadcast_id=number, started_at=now))
    return True


async def stop_broadcast(session: AsyncSession, number: int, now: datetime) -> int:
    """Call a broadcast off: what is not sent yet is not. Returns how many rows that spares."""
    await session.execute(update(_broadcasts).where(_broadcasts.c.id == number).values(state="stopped"))
    await session.execute(update(_fanouts).where(_fanouts.c.broadcast_id == number).values(done=True))
    spared = await session.execute(
        update(_outbox)
        .where(
            _outbox.c.key == f"broadcast:{number}", or_(_outbox.c.state == "pending", _outbox.c.state == "uncertain")
        )
        .values(state="dead", reason="called off by an operator", settled_at=now, not_before=None)
        .returning(_outbox.c.id)
    )
    return len(spared.all())
