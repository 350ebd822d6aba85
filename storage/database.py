"""The database: SQLite in WAL mode inside the process, or PostgreSQL for replicas. One sentence for each thing that
fails.

Write transactions on SQLite begin IMMEDIATE: a deferred one that read first and writes later fails at once with
"database is locked" if another wrote meanwhile, whatever the timeout, and read-modify-write under the defaults
silently loses updates. ``synchronous=FULL``: an answer of Telegram that was recorded stays recorded through a power
cut, so nothing is sent twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import event, func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

BUSY_MILLISECONDS = 10_000
_WRITES = "tariffwire_writes"

FaultKind = Literal["locked", "full", "unreachable", "newer", "older", "damaged", "address", "other"]


class DatabaseFault(Exception):
    """The database cannot do what was asked; the text is one sentence that says what to do next.

    Attributes:
        kind: what is wrong.
        passing: True when waiting and trying again may help (locked, full, unreachable).
    """

    def __init__(self, kind: FaultKind, sentence: str) -> None:
        super().__init__(sentence)
        self.kind: FaultKind = kind
        self.passing = kind in {"locked", "full", "unreachable"}


class Database:
    """Sessions of one database. ``read()`` for questions, ``write()`` for one transaction that commits or leaves
    nothing.

    Args:
        busy_milliseconds: how long a writer waits for another one (SQLite).
        lasting: False for a database that is thrown away after the play: transactions stay what they are, only the
            disk is not waited for (SQLite).
    """

    def __init__(self, url: str, *, busy_milliseconds: int = BUSY_MILLISECONDS, lasting: bool = True) -> None:
        self.url = read_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = (
            _sqlite_engine(self.url, busy_milliseconds, lasting) if self.sqlite else _postgres_engine(self.url)
        )
        self._writing = self._engine.execution_options(**{_WRITES: True})
        self._turn = asyncio.Lock()
        self._holder: asyncio.Task[Any] | None = None
        self.bell = asyncio.Event()
        """Rung after something new is owed to somebody, so that the courier of this process need not wait for its
        next look.
        """

    @property
    def engine(self) -> AsyncEngine:
        """The engine itself, for migrations and tests."""
        return self._engine

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session that only reads.

        Raises:
            DatabaseFault: one sentence.
        """
        async with _sentences(self.url), AsyncSession(self._engine, expire_on_commit=False) as session:
            await _connected(session, self.url)
            yield session
            await session.rollback()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One write transaction: commits at the end of the block, rolls back on any exception. Must not be nested.

        Raises:
            DatabaseFault: one sentence; nothing was written.
        """
        if self._holder is not None and self._holder is asyncio.current_task():
            raise RuntimeError("write() inside write(): pass the session on instead")
        if not self.sqlite:
            async with _sentences(self.url), AsyncSession(self._writing, expire_on_commit=False) as session:
                await _connected(session, self.url)
                yield session
                await session.commit()
            return
        async with self._turn:
            self._holder = asyncio.current_task()
            try:
                async with _sentences(self.url), AsyncSession(self._writing, expire_on_commit=False) as session:
                    await _connected(session, self.url)
                    yield session
                    await session.commit()
            finally:
                self._holder = None

    async def clock(self, session: AsyncSession, now: datetime) -> datetime:
        """The instant leases are counted in: PostgreSQL's own, so that hosts with different clocks agree; else
        ``now``.
        """
        if self.sqlite:
            return now
        stamp: datetime = (await session.execute(select(func.clock_timestamp()))).scalar_one()
        return stamp

    async def close(self) -> None:
        """Give back every connection."""
        await self._engine.dispose()


def read_url(url: str) -> URL:
    """Understand a DATABASE_URL; plain ``postgresql://`` and ``sqlite://`` get their async drivers.

    Raises:
        DatabaseFault: not an address we can use.
    """
    try:
        made = make_url(url)
    except ArgumentError:
        raise DatabaseFault(
            "address",
            "DATABASE_URL is not a database address: use sqlite+aiosqlite:///PATH or postgresql+asyncpg://USER@HOST/NAME.",
        ) from None
    if made.drivername in {"postgresql", "postgres"}:
        made = made.set(drivername="postgresql+asyncpg")
    if made.drivername == "sqlite":
        made = made.set(drivername="sqlite+aiosqlite")
    if made.drivername not in {"sqlite+aiosqlite", "postgresql+asyncpg"}:
        raise DatabaseFault(
            "address",
            f"DATABASE_URL asks for {made.drivername}: only sqlite+aiosqlite and postgresql+asyncpg are supported.",
        )
    return made


def sqlite_path(url: URL) -> Path | None:
    """The file of a SQLite address; None for PostgreSQL and for a database in memory."""
    if (
        url.get_backend_name() != "sqlite"
        or not url.database
        or url.database == ":memory:"
        or "mode=memory" in url.database
    ):
        return None
    return Path(url.database.removeprefix("file:"))


def _sqlite_engine(url: URL, busy_milliseconds: int, lasting: bool) -> AsyncEngine:
    if (path := sqlite_path(url)) is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseFault(
                "unreachable",
                f"The folder {path.parent} cannot be made ({error.strerror}): set TARIFFWIRE_HOME to one that can.",
            ) from None
    engine = create_async_engine(url, connect_args={"timeout": busy_milliseconds / 1000, "isolation_level": None})

    @event.listens_for(engine.sync_engine, "connect")
    def _open(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", f"synchronous={'FULL' if lasting else 'OFF'}", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres_engine(url: URL) -> AsyncEngine:
    query = dict(url.query)
    options: dict[str, Any] = {"timeout": 10}
    if "host" in query:
        options["host"] = query.pop("host")
        url = url.set(query=query)
    return create_async_engine(url, connect_args=options, pool_size=8, max_overflow=8, pool_pre_ping=True)


def one_connection_engine(url: URL) -> AsyncEngine:
    """An engine that keeps nothing open; for migrations and backups."""
    if url.get_backend_name() == "sqlite":
        return create_async_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_MILLISECONDS / 1000})
    query = dict(url.query)
    options: dict[str, Any] = {"timeout": 10}
    if "host" in query:
        options["host"] = query.pop("host")
        url = url.set(query=query)
    return create_async_engine(url, poolclass=NullPool, connect_args=options)


async def _connected(session: AsyncSession, url: URL) -> None:
    """Open the connection now, so that what only a connection raises is told apart from the body's own errors."""
    try:
        await session.connection()
    except (OSError, TimeoutError) as error:
        raise fault_of(error, url) from error


@asynccontextmanager
async def _sentences(url: URL) -> AsyncIterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise fault_of(error, url) from error
    except DBAPIError as error:
        known = fault_of(error, url)
        if known.kind == "other":
            raise
        raise known from error


def place_of(url: URL) -> str:
    """Where a database is, for people; never with its password."""
    path = sqlite_path(url)
    if path is not None:
        return str(path)
    if url.get_backend_name() == "sqlite":
        return "memory"
    return f"{url.host or url.query.get('host') or 'localhost'}:{url.port or 5432}/{url.database}"


_MARKS: tuple[tuple[tuple[str, ...], FaultKind, str], ...] = (
    (
        ("database is locked", "database table is locked", "deadlock detected", "could not serialize", "lock timeout"),
        "locked",
        "The database {place} is held by another process: close the other program (a second run, a viewer); "
        "this one keeps trying.",
    ),
    (
        ("database or disk is full", "no space left", "disk full", "could not extend file"),
        "full",
        "The disk that holds the database {place} is full: free some space; nothing recorded so far is lost, "
        "and this keeps trying.",
    ),
    (
        ("no such table", "no such column", "undefinedtable", "undefinedcolumn", "does not exist"),
        "older",
        "The database {place} has not been prepared for this version: run `tariffwire db upgrade`.",
    ),
    (
        ("malformed", "not a database", "disk i/o error", "corrupt"),
        "damaged",
        "The database {place} cannot be read, the file is damaged: restore the last backup with "
        "`tariffwire db restore PATH`.",
    ),
    (
        ("readonly database", "read-only"),
        "unreachable",
        "The database {place} may not be written: give this user write permission to the file and its folder.",
    ),
    (
        ("unable to open database file",),
        "unreachable",
        "The database {place} cannot be opened: check that the folder exists and that this user may write there.",
    ),
    (
        ("password authentication failed", "invalidpassword", "invalidauthorization", "no pg_hba"),
        "unreachable",
        "PostgreSQL at {place} refuses the user or password: correct DATABASE_URL.",
    ),
)


def fault_of(error: BaseException, url: URL) -> DatabaseFault:
    """The one sentence for an error of a driver."""
    text = f"{type(error).__name__} {error} {getattr(error, 'orig', '')!r}".lower()
    place = place_of(url)
    for words, kind, sentence in _MARKS:
        if any(word in text for word in words):
            return DatabaseFault(kind, sentence.format(place=place))
    gone = isinstance(error, OSError | TimeoutError | InterfaceError) or getattr(error, "connection_invalidated", False)
    if gone or "connect" in text or "shutting down" in text or "starting up" in text:
        return DatabaseFault(
            "unreachable", f"The database {place} does not answer: start it or correct DATABASE_URL; this keeps trying."
        )
    return DatabaseFault(
        "other", f"The database {place} failed ({type(getattr(error, 'orig', error)).__name__}): see the log."
    )
