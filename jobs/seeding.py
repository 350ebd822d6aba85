"""The first start: what the embedded facts know is known, and the operators are told about the watch itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from jobs.detect.trips.seeds import known_trips
from storage.chats import ChatSettings, chat_settings, meet
from storage.database import Database
from storage.events import EventKind
from storage.kept import keep, kept
from storage.record import known_subjects, record
from storage.subscriptions import Subscription, subscribe

NEW_YORK = ZoneInfo("America/New_York")
KEPT = "subjects_seeded"


async def seed_subjects(db: Database, now: datetime) -> int:
    """Store the embedded trips as known, once for a database; what the watch has concluded itself stays.

    Returns:
        How many subjects were added.
    """
    async with db.read() as session:
        if await kept(session, KEPT):
            return 0
        there = await known_subjects(session)
    trips = known_trips(on=now.astimezone(NEW_YORK).date())
    fresh = {thread: state for thread, state in trips.items() if thread not in there}
    async with db.write() as session:
        await record(session, (), subjects=fresh, now=now, announce=False)
        await keep(session, KEPT, now.isoformat())
    return len(fresh)


OPERATORS = "operators_subscribed"


async def subscribe_operators(db: Database, operators: Iterable[int], now: datetime) -> None:
    """Let each operator's private chat hear of failing, silent and recovered sources; once, so that who ends that
    alert is not given it again at the next start."""
    async with db.read() as session:
        told = set(await kept(session, OPERATORS) or [])
    fresh = sorted(set(operators) - told)
    if not fresh:
        return
    async with db.write() as session:
        for chat_id in fresh:
            await meet(session, await chat_settings(session, chat_id) or ChatSettings(chat_id), now)
            await subscribe(session, Subscription(chat_id, EventKind.SOURCES), now)
        await keep(session, OPERATORS, sorted(told | set(fresh)))
