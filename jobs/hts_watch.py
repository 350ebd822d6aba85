"""The scheduled look at the official schedule: a new release is loaded, compared, and what it means is recorded."""

from __future__ import annotations

import asyncio

import httpx
import structlog

from jobs.detect import Findings
from jobs.hts_changes import Release, changes_of_release
from jobs.hts_sync import SyncReport, sync
from storage.database import Database
from storage.messages import Clock
from storage.record import record
from storage.schedule.release import ReleaseFault
from storage.schedule.store import release_rows, stored_releases
from tariff.law import Law

log = structlog.get_logger("schedule")


async def look_for_release(db: Database, base_url: str, law: Law, clock: Clock) -> SyncReport | None:
    """Load a release that came out since the last look, and file what it changes.

    Only where a release was loaded before: the first load is the operator's (``tariffwire sync hts``), because it is
    large and there is nothing to compare it with.

    Returns:
        The report of a new release, after which answers should use the schedule anew; None when there is none.
    """
    before = await stored_releases(db)
    if not before:
        return None
    try:
        async with httpx.AsyncClient() as http:
            report = await sync(db, base_url, http, clock.now())
    except ReleaseFault as fault:
        log.warning("the schedule was not looked at", fault=str(fault))
        return None
    if not report.new:
        return None
    found = await _changes(db, before[-1].name, report, law, clock)
    async with db.write() as session:
        recorded = await record(session, found.events, doubts=found.doubts, now=clock.now())
    if recorded.new or recorded.doubts:
        db.bell.set()
    log.info("new release", release=report.release, changed=report.changed, events=len(recorded.new))
    return report


async def _changes(db: Database, before: str, report: SyncReport, law: Law, clock: Clock) -> Findings:
    old = await release_rows(db, before)
    new = await release_rows(db, report.release)
    if old is None or new is None:
        return Findings()
    older = Release(old[0], report.in_force, old[1])
    newer = Release(new[0], report.in_force, new[1])
    return await asyncio.to_thread(changes_of_release, older, newer, law, clock.now())
