"""A source on loopback that can misbehave, recorded bodies, and a clock moved by hand."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from jobs.detect import Findings
from jobs.watch import Watch
from storage.columns import table_of
from storage.database import Database
from storage.events import Citation, EventKind, NewEvent
from storage.observations import Item, ItemKind
from storage.tables import EventRow, Fanout

SHARED = Path(__file__).parents[2].parent / "shared"
SAMPLES = SHARED / "samples"


def sample(path: str) -> bytes:
    """A recorded body; skips the test where the recordings are not at hand."""
    file = SAMPLES / path
    if not file.exists():
        pytest.skip(f"recorded bodies are not at hand ({path})")
    raw = file.read_bytes()
    return gzip.decompress(raw) if path.endswith(".gz") else raw


@dataclass
class Reply:
    """What the served address answers."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/octet-stream"
    drip: float = 0.0
    cut: int | None = None


@dataclass
class Request:
    path: str
    query: str
    headers: dict[str, str]


class Site:
    """One HTTP server on loopback: path -> reply, or a function of the request."""

    def __init__(self) -> None:
        self.pages: dict[str, Reply | Callable[[Request], Reply]] = {}
        self.requests: list[Request] = []
        self.base = ""

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            target = head.split(" ", 2)[1]
            path, _, query = target.partition("?")
            lines = [line.partition(": ") for line in head.split("\r\n")[1:] if line]
            request = Request(path, query, {name.lower(): value for name, _, value in lines})
            self.requests.append(request)
            page = self.pages.get(path, Reply(b"not here", 404))
            reply = page(request) if callable(page) else page
            headers = {
                "Content-Type": reply.content_type,
                "Content-Length": str(len(reply.body)),
                "Connection": "close",
            }
            headers |= reply.headers
            lines_out = [f"HTTP/1.1 {reply.status} Status", *(f"{name}: {value}" for name, value in headers.items())]
            writer.write(("\r\n".join(lines_out) + "\r\n\r\n").encode("latin-1"))
            body = reply.body if reply.status != 304 else b""
            if reply.cut is not None:
                body = body[: reply.cut]
            if reply.drip:
                for byte in body:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(reply.drip)
            else:
                writer.write(body)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


class HandClock:
    """A clock moved by hand."""

    def __init__(self, start: datetime) -> None:
        self.at = start

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    def move(self, **amount: float) -> None:
        self.at += timedelta(**amount)


class EveryItem:
    """A detector that calls every item a change, so that tests see what reaches detectors."""

    name = "every_item"
    reads = frozenset(ItemKind)

    def __init__(self) -> None:
        self.seen: list[Item] = []
        self.calls = 0

    def detect(self, items, known, now):
        self.seen += items
        self.calls += 1
        events = tuple(
            NewEvent(
                key=f"{item.source}:{item.native_id}:{item.fields.get('previous_hash', '')}",
                kind=EventKind.ORDERS,
                thread=f"order:{item.native_id}",
                stage="amended" if "edited" in item.fields else "signed",
                headline=item.title,
                occurred_at=item.published_at or now,
                seen_at=now,
                citations=(Citation(item.source, item.url, item.title, item.published_at, now),),
            )
            for item in items
        )
        return Findings(events=events, subjects={event.thread: {"title": event.headline} for event in events})


@dataclass
class Bench:
    """A watch with everything around it."""

    watch: Watch
    clock: HandClock
    db: Database
    detector: EveryItem

    async def poll(self, **later: float) -> list[str]:
        """Let the interval pass (or ``later``), poll what is due, and return the headlines that now alert somebody."""
        self.clock.move(**(later or {"seconds": 330}))
        before = {headline for headline, _ in await self.alerts()}
        await self.watch.settle()
        return [headline for headline, _ in await self.alerts() if headline not in before]

    async def alerts(self) -> list[tuple[str, str]]:
        """(headline, kind) of every event that is owed to subscribers, in order."""
        events, fanouts = table_of(EventRow), table_of(Fanout)
        async with self.db.read() as session:
            rows = await session.execute(
                select(events.c.headline, events.c.kind)
                .join(fanouts, fanouts.c.event_id == events.c.id)
                .order_by(events.c.id)
            )
            return [(row.headline, row.kind) for row in rows]
