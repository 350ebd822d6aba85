"""Recording: what each outcome means for the rows and for the chat, in one transaction each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from jobs.delivery import wording
from jobs.delivery.outcomes import REPETITION, Do, Outcome, backoff
from jobs.delivery.parcel import Parcel
from jobs.delivery.schedule import digest_date
from storage.chats import deactivate
from storage.digests import keep_digest
from storage.fanout import Due, owe, row_for
from storage.messages import Lane
from storage.moves import migrate_chat
from storage.outbox import hold_chat, plant, roots_of, settle, settle_sent, uproot
from storage.topics import leave_topic

MOST_FAULTS = 12
"""Attempts after which a row that fails by our own fault is left to the operators."""
SHORTEST_PART = 500


async def record_sent(session: AsyncSession, parcel: Parcel, now: datetime) -> None:
    """Telegram answered: done. Later stages of a thread bring its first message to the current state."""
    message_id = parcel.first_id if parcel.first_id is not None else parcel.edits or 0
    await settle_sent(session, parcel.rows, message_id, now)
    chat_id = parcel.chat.chat_id
    alerts = [row for row in parcel.rows if row.what == "alert" and row.event_id is not None]
    roots = await roots_of(session, [chat_id], [row.thread for row in alerts])
    for row in alerts:
        root = roots.get((chat_id, row.thread))
        whole = not parcel.merged and len(parcel.parts) == 1
        await plant(session, chat_id, row, message_id, whole=whole)
        if root is not None and root.whole and (row.event_id or 0) > root.first_event_id:
            due = Due(now, Lane.DIGEST)
            edit = {"what": "edit", "event_id": row.event_id, "thread": row.thread, "topic_id": row.topic_id}
            await owe(session, [row_for(chat_id, f"edit:{row.event_id}", due, now, **edit)])
    if parcel.first.held == "digest":
        await keep_digest(session, chat_id, digest_date(parcel.chat, now), len(parcel.rows), message_id)


async def record_outcome(session: AsyncSession, parcel: Parcel, outcome: Outcome, owner: str, now: datetime) -> None:
    """Not delivered, or unknown: see ``Do`` for what each means."""
    row, chat_id, rows = parcel.first, parcel.chat.chat_id, parcel.rows
    body = (row.body or {}) | ({"done": parcel.done, "first_id": parcel.first_id} if parcel.done else {})
    again: dict[str, Any] = {"reason": outcome.reason, "body": body or None, "not_before": now}

    async def put_back(**values: Any) -> None:
        await settle(session, rows, owner, "pending", now, **(again | values))

    match outcome.do:
        case Do.RETRY:
            until = now + backoff(row.attempts)
            await put_back(not_before=until)
            await hold_chat(session, chat_id, until)
        case Do.WAIT:
            until = now + timedelta(seconds=outcome.wait)
            await put_back(not_before=until, attempts=max(0, row.attempts - 1))
            await hold_chat(session, chat_id, until)
        case Do.STOP:
            await put_back(not_before=now, attempts=max(0, row.attempts - 1))
        case Do.FAULT if row.attempts < MOST_FAULTS:
            await put_back(not_before=now + backoff(row.attempts + 2))
        case Do.DOUBT if row.what == "edit":  # doing it twice changes nothing
            await put_back(not_before=now + backoff(row.attempts))
        case Do.DOUBT:
            urgent = row.lane in (Lane.REPLY, Lane.URGENT)
            after = REPETITION["urgent" if urgent else "other"].after if row.repeats == 0 else None
            values = {"repeat": True, "repeats": row.repeats + 1, "not_before": None if after is None else now + after}
            await settle(session, rows, owner, "uncertain", now, **(again | values))
        case Do.MOVED if outcome.new_chat_id is not None:
            await put_back()
            await migrate_chat(session, chat_id, outcome.new_chat_id, now)
        case Do.GONE:
            await settle(session, rows, owner, "dead", now, reason=outcome.reason)
            await deactivate(session, chat_id, outcome.reason, now)
        case Do.ROOT if not body.get("root"):
            topic = parcel.address.thread_id
            await put_back(topic_id=None, body=body | {"root": True})
            if topic is not None and await leave_topic(session, chat_id, topic):
                due = Due(now, row.lane)
                words = {"what": "notice", "body": {"html": wording.word(parcel.chat, "topic_closed"), "root": True}}
                await owe(session, [row_for(chat_id, f"topic:{topic}:{now:%Y-%m-%d}", due, now, **words)])
        case Do.UNREPLIED if parcel.root is not None:
            await put_back()
            await uproot(session, chat_id, row.thread)
        case Do.PLAIN if not body.get("plain"):
            await put_back(body=body | {"plain": True})
        case Do.SPLIT if (limit := int(body.get("limit", 4096)) // 2) >= SHORTEST_PART and not parcel.edits:
            await put_back(body=body | {"limit": limit})
        case Do.DONE if row.what == "edit" or not parcel.parts:
            await settle_sent(session, rows, parcel.edits or 0, now, reason=outcome.reason)
        case _:
            await settle(session, rows, owner, "dead", now, reason=outcome.reason)
