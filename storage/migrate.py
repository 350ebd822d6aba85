"""Bringing a database to this version's tables, and drafting the next step when tables change.

``python -m storage.migrate "what changed"`` compares the tables with the steps so far and drafts a new one.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from storage.database import DatabaseFault, fault_of, one_connection_engine, place_of, read_url, sqlite_path

_LOCK = 0x7A11FF


async def upgrade(url: str) -> str:
    """Bring the database at ``url`` to this version's tables; makes it when there is none. Returns the step it is at.

    Raises:
        DatabaseFault: it does not answer, or a newer version wrote it.
    """
    made = read_url(url)
    if (path := sqlite_path(made)) is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = one_connection_engine(made)
    try:
        async with engine.begin() as connection:
            if made.get_backend_name() == "postgresql":
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            return await connection.run_sync(_upgrade, made)
    except (OSError, TimeoutError, SQLAlchemyError) as error:
        raise fault_of(error, made) from error
    finally:
        await engine.dispose()


async def version(url: str) -> str | None:
    """The step the database is at; None when it has no tables yet.

    Raises:
        DatabaseFault: it does not answer.
    """
    made = read_url(url)
    if (path := sqlite_path(made)) is not None and not path.exists():
        return None
    engine = one_connection_engine(made)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_version)
    except (OSError, TimeoutError, SQLAlchemyError) as error:
        raise fault_of(error, made) from error
    finally:
        await engine.dispose()


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection, url: URL) -> str:
    from alembic import command  # a quarter of a second of import that most commands do not need
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(files("storage") / "migrations"))
    config.attributes["connection"] = connection
    steps = ScriptDirectory.from_config(config)
    newest = steps.get_current_head()
    found = _version(connection)
    if found is not None and found not in {step.revision for step in steps.walk_revisions()}:
        raise DatabaseFault(
            "newer",
            f"The database {place_of(url)} was written by a newer version (step {found}): run that "
            "version, or restore an older backup.",
        )
    command.upgrade(config, "head")
    return newest or ""


async def draft(message: str) -> Path | None:
    """Write the step from the newest migration to the tables as they are; for developers. None when nothing changed."""
    from alembic import command
    from alembic.config import Config
    from alembic.operations.ops import MigrationScript

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'draft.sqlite3'}"
        await upgrade(url)
        engine = one_connection_engine(read_url(url))
        written: list[Path] = []

        def write(connection: Connection) -> None:
            config = Config()
            config.set_main_option("script_location", str(files("storage") / "migrations"))
            config.attributes["connection"] = connection

            def only_changes(_context: object, _revision: object, directives: list[MigrationScript]) -> None:
                operations = directives[0].upgrade_ops
                if operations is not None and operations.is_empty():
                    directives.clear()

            number = f"{len(list(_versions().glob('[0-9]*.py'))) + 1:04d}"
            made = command.revision(
                config, message, autogenerate=True, rev_id=number, process_revision_directives=only_changes
            )
            written.extend(Path(step.path) for step in (made if isinstance(made, list) else [made]) if step)

        async with engine.begin() as connection:
            await connection.run_sync(write)
        await engine.dispose()
    return written[0] if written else None


def _versions() -> Path:
    return Path(str(files("storage") / "migrations" / "versions"))


if __name__ == "__main__":
    os.umask(0o022)
    path = asyncio.run(draft(" ".join(sys.argv[1:]) or "tables change"))
    sys.stdout.write(f"{path or 'nothing changed'}\n")
