"""Full-text search over the descriptions of a loaded schedule.

The index lives in memory beside the schedule (SQLite's FTS5 on a private connection), so it is the same whichever
database keeps the releases, needs no table of its own, and can never lag behind a sync. It is built on first use.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from storage.schedule.memory import InMemorySchedule

_WORD = re.compile(r"[0-9a-zA-Z\u00c0-\u024f]+")
_NOT_GOODS = ("98", "99")  # special classification and temporary provisions: no place to find a product


class Hit(NamedTuple):
    """A line found: digits at printed length, its own description, and the descriptions from the heading down."""

    code: str
    description: str
    path: tuple[str, ...]


class DescriptionSearch:
    """Search over the rate lines of one day. Safe to call from several threads."""

    def __init__(self, schedule: InMemorySchedule, on: date) -> None:
        """``on``: the day whose lines are searched."""
        self._schedule = schedule
        self._on = on
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._paths: dict[str, tuple[str, ...]] = {}

    def search(self, text: str, limit: int = 10) -> list[Hit]:
        """Rate lines whose descriptions contain every word of ``text`` (stems, then beginnings), best first.

        When no line has all the words, lines with any of them; empty for a text without letters or digits.
        """
        words = _WORD.findall(text)
        if not words:
            return []
        with self._lock:
            connection = self._connection or self._build()
            for query in _queries(words):
                found = connection.execute(
                    "SELECT code FROM lines WHERE lines MATCH ? ORDER BY bm25(lines, 0, 10, 3, 1, 0.5), code LIMIT ?",
                    (query, limit),
                ).fetchall()
                if found:
                    return [Hit(code, self._paths[code][-1], self._paths[code]) for (code,) in found]
        return []

    def _build(self) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        connection.execute(
            "CREATE VIRTUAL TABLE lines USING fts5("
            "code UNINDEXED, own, heading, path, below, tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        connection.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?)", self._records())
        self._connection = connection
        return connection

    def _records(self) -> Iterator[tuple[str, str, str, str, str]]:
        for code, path, below in self._schedule.descriptions(self._on):
            if not code.startswith(_NOT_GOODS):
                self._paths[code] = path
                yield code, path[-1], path[0], " ".join(path), " ".join(below)


def _queries(words: Sequence[str]) -> Iterator[str]:
    """From strict to loose. Words are quoted: nothing a person types is read as query syntax."""
    quoted = [f'"{word}"' for word in words]
    yield " ".join(quoted)
    yield " ".join(f"{word}*" for word in quoted)
    if len(words) > 1:
        yield " OR ".join(quoted)
        yield " OR ".join(f"{word}*" for word in quoted)
