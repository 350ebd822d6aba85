"""`tariffwire db ...`, `export` and `import`: the operator's care for what is kept."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import orjson

from storage.database import Database, DatabaseFault
from storage.keep import backup, restore
from storage.migrate import upgrade
from storage.portable import export_all, import_all
from tariffwire.settings import Fault, Settings


@contextmanager
def _sentences() -> Iterator[None]:
    """A fault of the database as the one sentence the command line says."""
    try:
        yield
    except DatabaseFault as fault:
        raise Fault(str(fault)) from None


async def upgrade_database(settings: Settings) -> None:
    """Bring the database to this version, and say which."""
    with _sentences():
        version = await upgrade(settings.database)
    print(f"The database is at version {version}.")


async def backup_database(settings: Settings, path: Path) -> None:
    """Copy it to a file."""
    with _sentences():
        await backup(settings.database, path)
    print(f"Copied to {path}.")


async def restore_database(settings: Settings, path: Path) -> None:
    """Put a copy in its place."""
    with _sentences():
        await restore(settings.database, path)
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
