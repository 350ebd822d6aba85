"""The first start: what the embedded facts know of trips becomes what the detectors know, and alerts nobody."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from jobs.detect.trips.seeds import known_trips
from storage.database import Database
from storage.kept import keep, kept
from storage.record import known_subjects, record

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
