"""`tariffwire db ...`, `export` and `import`: the operator's care for what is kept."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import orjson

from storage.database import Database, DatabaseFault
from storage.keep import backup, restore
from storage.migrate import upgrade
from storage.portable import export_all, import_all
from tariffwire.settings import Fault, Settings


async def upgrade_database(settings: Settings) -> None:
    """Bring the database to this version, and say which."""
    try:
        version = await upgrade(settings.database)
    except DatabaseFault as fault:
        raise Fault(str(fault)) from None
    print(f"The database is at version {version}.")


async def backup_database(settings: Settings, path: Path) -> None:
    """Copy it to a file."""
    try:
        await backup(settings.database, path)
    except DatabaseFault as fault:
        raise Fault(str(fault)) from None
    print(f"Copied to {path}.")


async def restore_database(settings: Settings, path: Path) -> None:
    """Put a copy in its place."""
    try:
        await restore(settings.database, path)
    except DatabaseFault as fault:
        raise Fault(str(fault)) from None
    print(f"Restored from {path}.")


async def export_to(settings: Settings, path: str) -> None:
    """Every chat with its subscriptions, as JSON."""
    database = Database(settings.database)
    try:
        async with database.read() as session:
            kept = await export_all(session, datetime.now(UTC))
    except DatabaseFault as fault:
        raise Fault(str(fault)) from None
    finally:
        await database.close()
    text = orjson.dumps(kept, option=orjson.OPT_INDENT_2, default=str)
    if path == "-":
        sys.stdout.write(text.decode() + "\n")
        return
    try:
        Path(path).write_bytes(text + b"\n")  # noqa: ASYNC240
    except OSError as error:
        raise Fault(f"{path} cannot be written ({error.strerror}): name a file in a folder that exists.") from None


async def import_from(settings: Settings, path: str) -> None:
    """Subscriptions back from JSON."""
    try:
        raw = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")  # noqa: ASYNC240
        kept = orjson.loads(raw)
    except OSError as error:
        raise Fault(
            f"{path} cannot be read ({error.strerror}): give the file that `tariffwire export` wrote."
        ) from None
    except orjson.JSONDecodeError:
        raise Fault(f"{path} is not JSON: give the file that `tariffwire export` wrote.") from None
    database = Database(settings.database)
    try:
        await upgrade(settings.database)
        async with database.write() as session:
            chats, subscriptions = await import_all(session, kept, datetime.now(UTC))
    except (DatabaseFault, ValueError) as fault:
        raise Fault(str(fault)) from None
    finally:
        await database.close()
    print(f"{chats} chats and {subscriptions} subscriptions are here now.")
