"""One process on one SQLite file: the second is refused politely. The lock dies with its holder, even by kill -9."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from storage.database import DatabaseFault, read_url, sqlite_path

INSTEAD = "stop it first, or set DATABASE_URL to PostgreSQL to run several"


@contextmanager
def alone_on(url: str, role: str, *, instead: str = INSTEAD) -> Iterator[None]:
    """Hold the SQLite file of ``url`` for this process while the block runs; does nothing on PostgreSQL.

    Args:
        url: DATABASE_URL.
        role: what this process does ("run", "bot", "jobs"), told to the one that is refused.
        instead: what the one that is refused can do.

    Raises:
        DatabaseFault: another process holds it; the sentence names it. Or nothing can be written there.
    """
    path = sqlite_path(read_url(url))
    if path is None:
        yield
        return
    with _lock_file(path) as file:
        if not _take(file):
            file.seek(0)
            holder = file.read(200).strip() or "unknown"
            raise DatabaseFault(
                "locked",
                f"Another tariffwire ({holder}) already works on {path}: {instead}.",
            )
        file.seek(0)
        file.truncate()
        file.write(f"{role}, process {os.getpid()}")
        file.flush()
        try:
            yield
        finally:
            file.seek(0)
            file.truncate()
            file.flush()


def _lock_file(path: Path) -> IO[str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.with_name(path.name + ".lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise DatabaseFault(
            "unreachable",
            f"Nothing can be written in {path.parent} ({error.strerror}): set TARIFFWIRE_HOME to a folder of yours.",
        ) from None


def _take(file: IO[str]) -> bool:
    try:
        import fcntl
    except ImportError:
        return _take_on_windows(file)
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _take_on_windows(file: IO[str]) -> bool:
    import msvcrt  # only there; flock only elsewhere

    try:
        file.seek(1_000_000)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False
    return True
