"""Load an official release of the schedule: from USITC, or from a file somebody saved."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import orjson

from storage.database import Database
from storage.facts.releases import day_in_force
from storage.schedule.book import BookRelease
from storage.schedule.release import LARGEST_BODY, ReleaseFault, Row, read_body, read_file, release_name
from storage.schedule.store import mark_checked, save_release

NEW_YORK = ZoneInfo("America/New_York")
EXPORT = {"from": "0100", "to": "9999", "format": "JSON", "styles": "false"}
_PATIENCE = httpx.Timeout(30.0, read=180.0)


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did.

    Attributes:
        release: official name, "2026HTSRev10".
        in_force: day (New York) from which it answers.
        rows: rows of the release; 0 when it was stored already and not downloaded again.
        changed: rows that differ from the release before it.
        seconds: how long it took.
        new: False when the same release was stored already.
        note: what the operator should know, one sentence, or "".
    """

    release: str
    in_force: date
    rows: int
    changed: int
    seconds: float
    new: bool = True
    note: str = ""


def sync_file(
    database_url: str, path: Path | str, release: str | None = None, in_force: date | None = None
) -> SyncReport:
    """Load a release file, plain or gzip. For the command line: opens and closes the database itself.

    Args:
        database_url: as in the settings; the database must have been prepared (``db upgrade``).
        path: the file, a bare JSON list as published.
        release: official name; by default read from the file name ("hts_2026_rev_10.json.gz").
        in_force: day (New York); by default from the table of releases.

    Raises:
        ReleaseFault: the file is no whole release, or its name is not known; one sentence.
        DatabaseFault: one sentence; nothing was stored.
    """
    return asyncio.run(_sync_file(database_url, Path(path), release, in_force))


async def _sync_file(database_url: str, path: Path, release: str | None, in_force: date | None) -> SyncReport:
    started = time.perf_counter()
    name = release_name(release or path.name)
    if name is None:
        raise ReleaseFault(
            f"The name of the release is not in {path.name}; say it with --release 2026HTSRev10, "
            "or name the file like hts_2026_rev_10.json."
        )
    rows = await asyncio.to_thread(read_file, path)
    now = datetime.now(UTC)
    day, note = _day(name, in_force, now)
    database = Database(database_url)
    try:
        return await _save(database, BookRelease(name, day, day), rows, "file", now, started, note)
    finally:
        await database.close()


async def sync_official(
    database_url: str, base_url: str, http: httpx.AsyncClient, *, again: bool = False
) -> SyncReport:
    """Load the release in force from USITC. Opens and closes the database itself.

    Args:
        database_url: as in the settings.
        base_url: ends in /reststop.
        http: a client; it is not closed.
        again: download even when the release is stored already.

    Raises:
        ReleaseFault: USITC did not answer, or not with a whole release; one sentence.
        DatabaseFault: one sentence; nothing was stored.
    """
    database = Database(database_url)
    try:
        return await sync(database, base_url, http, datetime.now(UTC), again=again)
    finally:
        await database.close()


async def sync(
    database: Database, base_url: str, http: httpx.AsyncClient, now: datetime, *, again: bool = False
) -> SyncReport:
    """Load the release in force into an open database; see ``sync_official``.

    1. Ask which release is in force. 2. If it is stored, only note that it was in force today. 3. Download the whole
    schedule. 4. Ask again: a release that changed meanwhile makes the download worthless, which is tried once more.
    5. Store, in one transaction.
    """
    started = time.perf_counter()
    base = base_url.rstrip("/")
    today = now.astimezone(NEW_YORK).date()
    name = await _current_release(base, http)
    if not again and await mark_checked(database, name, today, now):
        day, _ = _day(name, None, now)
        return SyncReport(name, day, 0, 0, time.perf_counter() - started, new=False, note="It was loaded already.")
    for _ in range(2):
        rows = await asyncio.to_thread(read_body, await _download(f"{base}/exportList", EXPORT, http))
        after = await _current_release(base, http)
        if after == name:
            break
        name = after
    else:
        raise ReleaseFault("USITC changed the release during the download, twice; run the sync again in a few minutes.")
    day, note = _day(name, None, now)
    return await _save(database, BookRelease(name, day, max(day, today)), rows, base, now, started, note)


async def _save(
    database: Database,
    release: BookRelease,
    rows: list[Row],
    source: str,
    now: datetime,
    started: float,
    note: str,
) -> SyncReport:
    saved = await save_release(database, release, rows, source, now)
    if not saved.new:
        note = "It was loaded already."
    return SyncReport(
        release.name, release.in_force, saved.rows, saved.changed, time.perf_counter() - started, saved.new, note
    )


def _day(name: str, said: date | None, now: datetime) -> tuple[date, str]:
    """Day in force and, when it had to be assumed, the sentence that says so."""
    if said is not None:
        return said, ""
    if (known := day_in_force(name)) is not None:
        return known, ""
    today = now.astimezone(NEW_YORK).date()
    return today, f"The day {name} came into force is not in the table of releases; {today.isoformat()} is taken."


async def _current_release(base: str, http: httpx.AsyncClient) -> str:
    body = await _download(f"{base}/currentRelease", {}, http)
    try:
        answer = orjson.loads(body)
        name = release_name(answer["name"])
    except (orjson.JSONDecodeError, KeyError, TypeError) as fault:
        raise ReleaseFault("USITC did not say which release is in force; try again later, or use --file.") from fault
    if name is None:
        raise ReleaseFault(f"USITC names a release of an unknown form, {answer['name']!r}; use --file and --release.")
    return name


async def _download(url: str, parameters: dict[str, str], http: httpx.AsyncClient) -> bytes:
    """The body of a 200 answer, at most ``LARGEST_BODY``."""
    try:
        async with http.stream("GET", url, params=parameters, timeout=_PATIENCE) as answer:
            if answer.status_code != httpx.codes.OK:
                raise ReleaseFault(
                    f"USITC answered {answer.status_code} for {answer.url.path}; try again later, or use --file."
                )
            parts: list[bytes] = []
            size = 0
            async for part in answer.aiter_bytes():
                size += len(part)
                if size > LARGEST_BODY:
                    raise ReleaseFault("USITC's answer is far larger than a release; check TARIFFWIRE_HTS_URL.")
                parts.append(part)
            promised = answer.headers.get("content-length", "")
            if promised.isdigit() and "content-encoding" not in answer.headers and size < int(promised):
                raise ReleaseFault("The download broke off; run the sync again.")
            return b"".join(parts)
    except httpx.HTTPError as fault:
        raise ReleaseFault(
            f"USITC does not answer ({type(fault).__name__}); check the network and TARIFFWIRE_HTS_URL, or use --file."
        ) from fault
