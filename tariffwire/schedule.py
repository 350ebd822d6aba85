"""`tariffwire sync hts` and `tariffwire verify hts`."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import orjson

from jobs.hts_sync import SyncReport, sync_file, sync_official
from storage.database import DatabaseFault
from storage.facts import FactError
from storage.migrate import upgrade
from storage.schedule.release import ReleaseFault
from tariffwire.settings import Fault, Settings


async def sync_release(settings: Settings, file: Path | None, release: str | None) -> None:
    """Load a release and say what came of it."""
    try:
        await upgrade(settings.database)
        if file is not None:
            report = await asyncio.to_thread(sync_file, settings.database, file, release)
        elif settings.tariffwire_hts_url:
            async with httpx.AsyncClient() as http:
                report = await sync_official(settings.database, settings.tariffwire_hts_url, http)
        else:
            raise Fault("TARIFFWIRE_HTS_URL is empty (off): set it, or give a release with --file.")
    except (ReleaseFault, DatabaseFault) as fault:
        raise Fault(str(fault)) from None
    print(_said(report))


def _said(report: SyncReport) -> str:
    if not report.new:
        return f"{report.release} was loaded already. {report.note}".strip()
    differ = "" if report.changed == report.rows else f"{report.changed:,} differ from the release before, "
    return (
        f"{report.release}: {report.rows:,} rows loaded, {differ}in force from {report.in_force}, "
        f"{report.seconds:.1f} s. {report.note}".strip()
    )


async def verify_release(settings: Settings, file: Path | None, *, as_json: bool) -> None:
    """Print the comparison of chapter 99 with the facts."""
    from jobs.hts_verify import verify_file, verify_stored

    try:
        if file is not None:
            report = await asyncio.to_thread(verify_file, file)
        else:
            report = await asyncio.to_thread(verify_stored, settings.database)
    except (ReleaseFault, DatabaseFault, FactError) as fault:
        raise Fault(str(fault)) from None
    print(orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2).decode() if as_json else report.text())
