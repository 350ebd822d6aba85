"""Releases in the database: stored by difference, compiled into the book, loaded at start.

``load_schedule`` reads an SQLite file directly and read-only, since it is on the way of every start.
"""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.columns import table_of
from storage.database import Database, read_url, sqlite_path
from storage.facts.lines import lines_about
from storage.facts.reading import as_day
from storage.facts.releases import day_in_force
from storage.schedule.book import Book, BookFault, BookRelease, compile_book, pack, unpack
from storage.schedule.earlier import with_earlier_rates
from storage.schedule.inherit import lines_of
from storage.schedule.memory import InMemorySchedule
from storage.schedule.release import Row, read_file, release_name
from storage.schedule.tables import HtsBook, HtsLine, HtsRelease

_RELEASE, _LINE, _BOOK = table_of(HtsRelease), table_of(HtsLine), table_of(HtsBook)
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving a release did: ``new`` is False when the same rows were stored already; ``changed`` counts the rows
    that are not in the release before it, or the other way round (all of them for the first)."""

    new: bool
    rows: int
    changed: int


async def save_release(
    database: Database, release: BookRelease, rows: Sequence[Row], source: str, now: datetime
) -> Saved:
    """Store a release and the book that includes it, in one short transaction.

    The same rows under the same name again only move ``checked``; other rows under a stored name replace it.

    Args:
        database: opened, prepared for this version.
        release: name, day in force, last day on which it was known to be the one in force.
        rows: in printed order.
        source: address it came from, or "file".
        now: aware.

    Raises:
        DatabaseFault: one sentence; nothing was written.
    """
    digests = await asyncio.to_thread(lambda: [_digest(row) for row in rows])
    whole = hashlib.sha256("".join(digests).encode()).hexdigest()
    while True:
        async with database.read() as session:
            stored = await _stored(session)
            known = {line.id: line.digest for line in await session.execute(select(_LINE.c.id, _LINE.c.digest))}
            block = (await session.execute(select(_BOOK.c.block))).scalar()
        same = stored.get(release.name)
        if same is not None and same.digest == whole and same.in_force == release.in_force:
            await mark_checked(database, release.name, release.checked, now)
            return Saved(new=False, rows=len(rows), changed=0)
        changed = len(rows)
        before = _latest([other for other in stored.values() if other.name != release.name], release.in_force)
        if before is not None:
            old, new = Counter(known[number] for number in _sequence(before.sequence)), Counter(digests)
            changed = max((old - new).total(), (new - old).total())
        if (book := _continued(block, stored, release)) is None:
            others = await _releases_with_rows(database, release.name)
            made = await asyncio.to_thread(_packed_book, [*others, (release, rows)])
        else:
            made = await asyncio.to_thread(_packed_continuation, book, release, rows)
        async with database.write() as session:
            if set(await _stored(session)) != set(stored):
                continue  # another process stored a release meanwhile; its release belongs into the book too
            await session.execute(delete(_RELEASE).where(_RELEASE.c.name == release.name))
            ids = await _store_rows(session, dict(zip(digests, rows, strict=True)))
            await session.execute(
                insert(_RELEASE).values(
                    name=release.name,
                    in_force=release.in_force,
                    checked_on=max(release.in_force, release.checked),
                    rows=len(rows),
                    digest=whole,
                    source=source,
                    loaded_at=now,
                    sequence=_packed_sequence([ids[digest] for digest in digests]),
                )
            )
            await _write_book(session, made, now)
        return Saved(new=True, rows=len(rows), changed=changed)


async def mark_checked(database: Database, name: str, on: date, now: datetime) -> bool:
    """Note that ``name`` was the release in force on a day; False when it is not stored."""
    async with database.write() as session:
        stored = await _stored(session)
        if name not in stored:
            return False
        block = (await session.execute(select(_BOOK.c.block))).scalar()
        if stored[name].checked_on >= on and block is not None:
            return True
        await session.execute(_RELEASE.update().where(_RELEASE.c.name == name).values(checked_on=on))
        try:
            book = unpack(block) if block is not None else await _compiled(session)
        except BookFault:
            book = await _compiled(session)
        releases = tuple(
            kept._replace(checked=max(kept.checked, on)) if kept.name == name else kept for kept in book.releases
        )
        await _write_book(session, pack(replace(book, releases=releases)), now)
    return True


async def stored_releases(database: Database) -> tuple[BookRelease, ...]:
    """What is loaded, in order of the day in force."""
    async with database.read() as session:
        stored = await _stored(session)
    return tuple(BookRelease(release.name, release.in_force, release.checked_on) for release in stored.values())


async def release_rows(database: Database, name: str | None = None) -> tuple[str, list[Row]] | None:
    """Name and rows of a stored release, of the newest one for None; None when there is none."""
    async with database.read() as session:
        stored = await _stored(session)
        wanted = stored.get(name) if name is not None else next(reversed(stored.values()), None)
        if wanted is None:
            return None
        rows = await _all_rows(session)
    return wanted.name, [rows[number] for number in _sequence(wanted.sequence)]


async def read_schedule(database: Database) -> InMemorySchedule | None:
    """The stored schedule in memory; None when no release is loaded. Works on both databases."""
    async with database.read() as session:
        block = (await session.execute(select(_BOOK.c.block))).scalar()
        if block is not None:
            try:
                return _in_memory(unpack(block))
            except BookFault:
                pass  # another version wrote it: made anew here, stored at the next sync
        book = await _compiled(session)
    return _in_memory(book) if book.releases else None


def load_schedule(where: str | Path) -> InMemorySchedule | None:
    """The stored schedule in memory.

    Args:
        where: a database URL of the settings, or the path of an SQLite file or of a release file (.json, .json.gz).

    Returns:
        None when no release has been loaded there (the embedded lines answer then).
    """
    text = str(where)
    if "://" not in text:
        file = Path(text)
        return _of_release_file(file) if file.name.endswith((".json", ".json.gz")) else _of_sqlite(file)
    if (path := sqlite_path(read_url(text))) is not None:
        return _of_sqlite(path)
    return asyncio.run(_of_url(text))


def _in_memory(book: Book) -> InMemorySchedule:
    """Base rates are known to hold for as long as the comparison of later releases reaches, see lines.yaml."""
    return InMemorySchedule(book, known_until=as_day(lines_about()["known_until"]))


def _of_sqlite(path: Path) -> InMemorySchedule | None:
    if not path.exists():
        return None
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        found = connection.execute("SELECT block FROM hts_book").fetchone()
    except sqlite3.OperationalError:  # no such table: a database from before the schedule, or an empty file
        return None
    finally:
        connection.close()
    if found is None:
        return None
    try:
        return _in_memory(unpack(found[0]))
    except BookFault:
        return asyncio.run(_of_url(f"sqlite+aiosqlite:///{path}"))


async def _of_url(url: str) -> InMemorySchedule | None:
    database = Database(url)
    try:
        return await read_schedule(database)
    finally:
        await database.close()


def _of_release_file(path: Path) -> InMemorySchedule:
    name = release_name(path.name) or path.name
    day = day_in_force(name) or date(2025, 1, 1)
    return _in_memory(_compile([(BookRelease(name, day, day), read_file(path))]))


def _digest(row: Row) -> str:
    return hashlib.blake2b(orjson.dumps(tuple(row)), digest_size=16).hexdigest()


async def _stored(session: AsyncSession) -> dict[str, Any]:
    """Rows of the release table by name, in order of the day in force."""
    found = await session.execute(select(_RELEASE).order_by(_RELEASE.c.in_force, _RELEASE.c.id))
    return {release.name: release for release in found}


def _latest(releases: Iterable[Any], by: date) -> Any | None:
    return max((r for r in releases if r.in_force <= by), key=lambda r: (r.in_force, r.id), default=None)


async def _store_rows(session: AsyncSession, rows: Mapping[str, Row]) -> dict[str, int]:
    """Ids by digest; rows not seen before are added."""
    known = {found.digest: found.id for found in await session.execute(select(_LINE.c.id, _LINE.c.digest))}
    fresh = [
        {"digest": digest, **row._asdict(), "units": list(row.units), "footnotes": list(row.footnotes)}
        for digest, row in rows.items()
        if digest not in known
    ]
    for start in range(0, len(fresh), _BATCH):
        await session.execute(insert(_LINE), fresh[start : start + _BATCH])
    if fresh:
        known = {found.digest: found.id for found in await session.execute(select(_LINE.c.id, _LINE.c.digest))}
    return known


async def _write_book(session: AsyncSession, block: bytes, now: datetime) -> None:
    await session.execute(delete(_BOOK))
    await session.execute(insert(_BOOK).values(id=1, block=block, made_at=now))


async def _compiled(session: AsyncSession) -> Book:
    stored = await _stored(session)
    rows = await _all_rows(session) if stored else {}
    return _compile(
        [
            (BookRelease(r.name, r.in_force, r.checked_on), [rows[number] for number in _sequence(r.sequence)])
            for r in stored.values()
        ]
    )


def _continued(block: bytes | None, stored: Mapping[str, Any], release: BookRelease) -> Book | None:
    """The stored book when ``release`` comes after everything in it; None when the book has to be made anew."""
    if block is None or not stored or release.name in stored:
        return None
    try:
        book = unpack(block)
    except BookFault:
        return None
    inside = list(dict.fromkeys(kept.name for kept in book.releases if kept.name in stored))
    return book if inside == list(stored) and book.releases[-1].in_force <= release.in_force else None


async def _releases_with_rows(database: Database, but: str) -> list[tuple[BookRelease, list[Row]]]:
    """Every stored release but one, with its rows."""
    async with database.read() as session:
        stored = await _stored(session)
        rows = await _all_rows(session) if stored else {}
    return [
        (BookRelease(r.name, r.in_force, r.checked_on), [rows[number] for number in _sequence(r.sequence)])
        for r in stored.values()
        if r.name != but
    ]


def _packed_continuation(book: Book, release: BookRelease, rows: Sequence[Row]) -> bytes:
    return pack(compile_book([(release, lines_of(rows))], onto=book))


def _packed_book(releases: Sequence[tuple[BookRelease, Sequence[Row]]]) -> bytes:
    return pack(_compile(sorted(releases, key=lambda pair: pair[0].in_force)))


def _compile(releases: Iterable[tuple[BookRelease, Sequence[Row]]]) -> Book:
    return compile_book(with_earlier_rates([(release, lines_of(rows)) for release, rows in releases]))


async def _all_rows(session: AsyncSession) -> dict[int, Row]:
    found = await session.execute(select(_LINE))
    return {
        line.id: Row(
            line.code,
            line.indent,
            line.description,
            tuple(line.units),
            line.general,
            line.special,
            line.other,
            tuple(line.footnotes),
            line.additional,
        )
        for line in found
    }


def _packed_sequence(ids: Sequence[int]) -> bytes:
    steps = array("i", (after - before for before, after in pairwise([0, *ids])))
    return zlib.compress(steps.tobytes(), 9)


def _sequence(packed: bytes) -> list[int]:
    steps = array("i")
    steps.frombytes(zlib.decompress(packed))
    return list(accumulate(steps))
