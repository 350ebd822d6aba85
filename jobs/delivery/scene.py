"""What must be known to deliver some rows, read in one go; and the pure decision what to do with each of them now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from jobs.delivery.parcel import STALE
from jobs.delivery.schedule import digest_date, when
from storage import event_rows, outbox
from storage.chats import ChatSettings, Silence, settings_of, silences
from storage.database import Database
from storage.digests import digest_told
from storage.doubts import OpenDoubt, doubt
from storage.events import StoredEvent
from storage.outbox import Owed, Root
from storage.subscriptions import Subscription, silenced

LONGEST_WAIT = 1.5
"""A chat that must wait longer than this for Telegram's pace gets its row put back, so that others are sent
meanwhile.
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """One row's surroundings as they are now.

    Attributes:
        stored: the row's event.
        root: the thread's first message in the chat, and ``first`` the event it told.
        told: the chat had a digest on this local date already.
        asked: the doubt the row asks about.
    """

    chat: ChatSettings
    stored: StoredEvent | None = None
    root: Root | None = None
    first: StoredEvent | None = None
    muted: tuple[Silence, ...] = ()
    told: bool = False
    asked: OpenDoubt | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """``do`` is "send", "merge" (send with whatever else waited in this chat), "pending" (put back) or "muted"."""

    do: str
    values: dict[str, Any] = field(default_factory=dict)


async def look(db: Database, rows: Sequence[Owed], now: datetime) -> dict[int, Scene]:
    """The scenes of ``rows`` by row id, in one read."""
    if not rows:
        return {}
    chats = [row.chat_id for row in rows]
    async with db.read() as session:
        settings = await settings_of(session, chats)
        roots = await outbox.roots_of(session, chats, [row.thread for row in rows if row.thread])
        firsts = [root.first_event_id for root in roots.values()]
        events = await event_rows.load(session, [*(row.event_id for row in rows if row.event_id), *firsts])
        muted = await silences(session, [row.chat_id for row in rows if row.what == "alert"], now)
        told, asked = {}, {}
        for row in rows:
            if row.held == "digest" and row.chat_id in settings:
                day = digest_date(settings[row.chat_id], now)
                told[row.id] = await digest_told(session, row.chat_id, day)
            if row.what == "doubt":
                asked[row.id] = await doubt(session, (row.body or {}).get("doubt", ""))
    scenes = {}
    for row in rows:
        root = roots.get((row.chat_id, row.thread))
        scenes[row.id] = Scene(
            chat=settings.get(row.chat_id) or ChatSettings(row.chat_id),
            stored=events.get(row.event_id or 0),
            root=root,
            first=events.get(root.first_event_id) if root else None,
            muted=tuple(muted.get(row.chat_id, ())),
            told=told.get(row.id, False),
            asked=asked.get(row.id),
        )
    return scenes


def decide(row: Owed, scene: Scene, now: datetime, wait: float = 0.0) -> Verdict:
    """What to do with a row in hand. Pure.

    Args:
        wait: seconds the chat must wait for Telegram's pace.
    """
    if row.what == "alert" and scene.stored is not None:
        if any(one.scope == "thread" and one.value == row.thread for one in scene.muted):
            return Verdict("muted", {"reason": "the thread is muted"})
        countries = [one.value for one in scene.muted if one.scope == "country"]
        if countries and silenced(Subscription(row.chat_id), scene.stored.event, (), countries):
            return Verdict("muted", {"reason": "the country is muted"})
        due = when(scene.stored.event, scene.stored.recorded_at, scene.chat, now)
        not_before = due.not_before
        if scene.told and due.held == "digest":
            not_before = when(scene.stored.event, now, scene.chat, now).not_before
        if not_before > now:
            return Verdict("pending", {"not_before": not_before, "held": due.held, "lane": int(due.lane)})
    if wait > LONGEST_WAIT:
        return Verdict("pending", {"not_before": now + timedelta(seconds=wait), "attempts": row.attempts - 1})
    waited = row.held not in ("", "retry") or now - row.created_at >= STALE
    return Verdict("merge" if row.what == "alert" and waited and not row.body else "send")
