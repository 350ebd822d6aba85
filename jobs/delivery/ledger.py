"""The ledger: outcomes are written in the order they come, and those that come while one commit is under way share
the next.

Each commit waits for the disk; at Telegram's paid rate one for each message would be the limit, so they share.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database

Entry = Callable[[AsyncSession], Awaitable[None]]


class Ledger:
    """``enter`` returns once the entry is committed."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[tuple[Entry, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def enter(self, entry: Entry) -> None:
        """Write one entry.

        Raises:
            DatabaseFault: nothing of it was written; enter it again.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write(), name="delivery-ledger")
        await done

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await self._commit([entry for entry, _ in batch])
            except Exception as error:
                if len(batch) == 1:
                    _tell(batch[0][1], error)
                    continue
                for entry, done in batch:  # one of them spoils the rest: each by itself
                    try:
                        await self._commit([entry])
                    except Exception as own:
                        _tell(done, own)
                    else:
                        _tell(done, None)
            else:
                for _, done in batch:
                    _tell(done, None)

    async def _commit(self, entries: list[Entry]) -> None:
        async with self._db.write() as session:
            for entry in entries:
                await entry(session)


def _tell(done: asyncio.Future[None], error: Exception | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
