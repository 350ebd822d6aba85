"""Backup and restore of the whole database.

A restored database has forgotten what was sent after the backup was made, so restoring also settles what it owes:
rows older than a day die ("older than the promise allows"), younger ones are sent again marked as a possible repeat;
and events that happened between backup and restore are alerted with the same mark, since the lost database may have
told them already.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import or_, select, update
from sqlalchemy.engine import URL

from storage.chats import insert_into
from storage.columns import table_of
from storage.database import Database, DatabaseFault, place_of, read_url, sqlite_path
from storage.migrate import upgrade
from storage.sole import alone_on
from storage.tables import OutboxRow, Setting

PROMISE = timedelta(days=1)
"""What a restored database owes is sent when it is younger than this at the time of the restore."""

_outbox = table_of(OutboxRow)
_settings = table_of(Setting)


async def backup(url: str, path: Path) -> None:
    """Write a consistent copy of the database to ``path``, while others go on using it.

    Raises:
        DatabaseFault: it cannot be read, or the copy not written; one sentence.
    """
    made = read_url(url)
    if await asyncio.to_thread(path.exists):
        raise DatabaseFault("other", f"{path} exists already: choose another name, a backup never overwrites.")
    await _mark(url, "backup", {"at": datetime.now(UTC).isoformat()})
    if (file := sqlite_path(made)) is None:
        await _postgres_tool(made, "pg_dump", ["--format=custom", "--no-owner", f"--file={path}"])
        return
    await asyncio.to_thread(_copy, file, path)


async def restore(url: str, path: Path, *, now: datetime | None = None) -> str:
    """Put a backup in the database's place, bring it to this version, and settle what it owes. Returns a sentence.

    Raises:
        DatabaseFault: the backup cannot be read, or a process still works on the database; nothing was changed.
    """
    made = read_url(url)
    if not await asyncio.to_thread(path.exists):
        raise DatabaseFault("other", f"There is no backup {path}: name a file made by `tariffwire db backup`.")
    if (file := sqlite_path(made)) is None:
        await _postgres_tool(made, "pg_restore", ["--clean", "--if-exists", "--no-owner", str(path)])
        await upgrade(url)
        return await settle_restored(url, now or datetime.now(UTC))
    with alone_on(url, "restore"):
        fresh = file.with_name(file.name + ".restoring")
        await asyncio.to_thread(_copy_checked, path, fresh)
        fresh_url = f"sqlite+aiosqlite:///{fresh}"
        try:
            await upgrade(fresh_url)
            told = await settle_restored(fresh_url, now or datetime.now(UTC))
        except BaseException:
            _remove(fresh)
            raise
        await asyncio.to_thread(_swap, fresh, file)
    return told


async def settle_restored(url: str, now: datetime) -> str:
    """Apply the rule for a restored database (see above). Returns a sentence for the operator."""
    db = Database(url)
    try:
        async with db.write() as session:
            mark = (await session.execute(select(_settings.c.value).where(_settings.c.name == "backup"))).scalar()
            taken = datetime.fromisoformat(mark["at"]) if mark else now
            owed = or_(
                _outbox.c.state.in_(["pending", "leased"]),
                (_outbox.c.state == "uncertain") & _outbox.c.not_before.is_not(None),
            )
            reason = f"restored from a backup of {taken:%Y-%m-%d %H:%M} UTC"
            free = {"lease_owner": None, "lease_until": None}
            old = await session.execute(
                update(_outbox)
                .where(owed, _outbox.c.created_at < now - PROMISE)
                .values(state="dead", settled_at=now, not_before=None, reason=f"{reason}: older than a day", **free)
                .returning(_outbox.c.id)
            )
            dropped = len(old.all())
            young = await session.execute(
                update(_outbox)
                .where(owed)
                .values(state="pending", repeat=True, reason=reason, **free)
                .returning(_outbox.c.id)
            )
            again = len(young.all())
            insert = insert_into(session)
            value = {"backup": taken.isoformat(), "at": now.isoformat()}
            await session.execute(
                insert(_settings)
                .values(name="restored", value=value)
                .on_conflict_do_update(index_elements=["name"], set_={"value": value})
            )
    finally:
        await db.close()
    return (
        f"Restored the backup of {taken:%Y-%m-%d %H:%M} UTC: {again} alerts it owed are sent, marked as "
        "possible repeats; "
        f"{dropped} were older than a day and are not sent. "
        "What happened since the backup is alerted again, marked."
    )


async def _mark(url: str, name: str, value: dict[str, str]) -> None:
    db = Database(url)
    try:
        async with db.write() as session:
            insert = insert_into(session)
            await session.execute(
                insert(_settings)
                .values(name=name, value=value)
                .on_conflict_do_update(index_elements=["name"], set_={"value": value})
            )
    finally:
        await db.close()


def _copy(source: Path, target: Path) -> None:
    """SQLite's own backup: consistent under writes, and without a write-ahead log beside it."""
    try:
        with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as original, sqlite3.connect(target) as copy:
            original.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        original.close()
        copy.close()
    except (sqlite3.Error, OSError) as error:
        _remove(target)
        raise DatabaseFault(
            "other", f"The backup {target} could not be written ({error}): check space and rights."
        ) from None


def _copy_checked(source: Path, target: Path) -> None:
    try:
        shutil.copyfile(source, target)
        with sqlite3.connect(target) as copy:
            answer = copy.execute("PRAGMA integrity_check").fetchone()
            known = copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        copy.close()
    except (sqlite3.Error, OSError) as error:
        _remove(target)
        raise DatabaseFault("damaged", f"The backup {source} cannot be read ({error}): use another one.") from None
    if answer != ("ok",) or known != (1,):
        _remove(target)
        raise DatabaseFault("damaged", f"{source} is not a whole backup of this program: use another one.")


def _swap(fresh: Path, file: Path) -> None:
    with sqlite3.connect(fresh) as last:
        last.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    last.close()
    for tail in ("-wal", "-shm"):
        file.with_name(file.name + tail).unlink(missing_ok=True)
    fresh.replace(file)
    _remove(fresh)


def _remove(path: Path) -> None:
    for tail in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + tail).unlink(missing_ok=True)


async def _postgres_tool(url: URL, tool: str, arguments: list[str]) -> None:
    """PostgreSQL's own tools do it right; the password goes through the environment, never on the command line."""
    program = shutil.which(tool)
    if program is None:
        raise DatabaseFault(
            "other", f"{tool} is not installed here: install PostgreSQL's client programs, or run it on the server."
        )
    environment = dict(os.environ)
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    where = ["--dbname", url.database or "postgres"]
    host = url.host or url.query.get("host")
    where += ["--host", str(host)] if host else []
    where += ["--port", str(url.port)] if url.port else []
    where += ["--username", url.username] if url.username else []
    process = await asyncio.create_subprocess_exec(
        program, *where, *arguments, env=environment, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    if process.returncode:
        line = said.decode(errors="replace").strip().splitlines()
        raise DatabaseFault(
            "other", f"{tool} on {place_of(url)} failed: {line[-1][:200] if line else 'no reason given'}."
        )
