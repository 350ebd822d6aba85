"""Figures of the watch: what an unchanged poll costs, how fast bodies are read, how soon a change is recorded.

``python -m pytest tests/bench/test_watch_figures.py -m bench -s`` prints them; nothing here asserts a time.
"""

from __future__ import annotations

import asyncio
import shutil
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from jobs.fetch import Asker, decode, form_of
from jobs.novelty import one_of_each, sort_out
from jobs.sources import Answer, Source
from jobs.sources.federal_register import presidential
from jobs.sources.feeds import Feed
from jobs.sources.public_inspection import PublicInspection
from jobs.sources.white_house import WhiteHouse
from jobs.watch import Watch
from storage.all_tables import metadata
from storage.database import Database
from storage.item_store import content_hash, recall
from storage.source_state import SourceState
from tests.sources.bodies import post, rss, rss_item
from tests.sources.served import HandClock, Reply, Site, sample

pytestmark = pytest.mark.bench
T0 = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)
PARAGRAPH = "Section 1. Background. By the authority vested in me as President by the Constitution and the laws. " * 10


def spread(work: Callable[[], object], rounds: int = 15) -> str:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return f"{statistics.median(times):8.2f} ms [{min(times):.2f}-{max(times):.2f}]"


def full_feed(posts: int = 30) -> bytes:
    text = "</p><p>".join([PARAGRAPH] * 20)
    return rss(*(post(n, f"Order {n}", T0 - timedelta(hours=n), f"{n} {text}") for n in range(posts)))


def bodies() -> list[tuple[str, Source, bytes]]:
    base = "https://x/api/v1"
    news = rss(*(rss_item(f"Story {n}", f"https://x/{n}", f"id{n}", T0, PARAGRAPH) for n in range(100)))
    return [
        ("White House feed, 30 posts", WhiteHouse("https://x/feed/"), full_feed()),
        ("news feed, 100 items", Feed("feed:x", "https://x/"), news),
        (
            "Federal Register, 962 documents",
            presidential(base),
            sample("federal_register/presidential_documents_all_fields_2017-01_2020-08.json.gz"),
        ),
        (
            "public inspection, 100 filings",
            PublicInspection(base),
            sample("federal_register/public_inspection_current_2020-08-12.json.gz"),
        ),
    ]


def test_reading_speed() -> None:
    print()
    for name, source, body in bodies():

        def read(source: Source = source, body: bytes = body) -> object:
            text = decode(body, "")
            form = form_of(text)
            assert form is not None
            return source.read(Answer("https://x/", form, text, {}, T0))

        items = read().items  # type: ignore[attr-defined]
        hashing = spread(lambda items=items: [content_hash(item) for item in items])
        print(f"{name:34} {len(body) / 1000:8.0f} kB {len(items):4} items  read {spread(read)}  hash {hashing}")


@pytest.fixture
async def db(tmp_path: Path):
    path = tmp_path / "empty.sqlite3"
    engine = create_engine(f"sqlite:///{path}")
    metadata.create_all(engine)
    engine.dispose()
    made = Database(f"sqlite+aiosqlite:///{shutil.copy(path, tmp_path / 'watch.sqlite3')}")
    yield made
    await made.close()


async def test_an_unchanged_poll_and_a_change(db: Database) -> None:
    site, clock = Site(), HandClock(T0)
    server = await asyncio.start_server(site.handle, "127.0.0.1", 0)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    body = full_feed()
    site.pages["/feed/"] = lambda request: (
        Reply(status=304) if "if-none-match" in request.headers else Reply(body, headers={"ETag": '"a"'})
    )
    site.pages["/plain/"] = Reply(body)
    asker = Asker(clock.now)

    async def polls(path: str, times: int, before: Callable[[int], None] = lambda n: None) -> str:
        watch = Watch(db, [WhiteHouse(base + path)], [], asker, clock, poll_seconds=1, jitter=lambda: 0.0)
        took, cpu = [], []
        for n in range(times):
            before(n)
            clock.move(seconds=2)
            wall, used = time.perf_counter(), time.process_time()
            await watch.settle()
            took.append(1000 * (time.perf_counter() - wall))
            cpu.append(1000 * (time.process_time() - used))
        return (
            f"{statistics.median(took[1:]):7.1f} ms [{min(took[1:]):.1f}-{max(took[1:]):.1f}], "
            f"CPU {statistics.median(cpu[1:]):.1f} ms, read {watch.tally.polls - watch.tally.unchanged} of {times}"
        )

    print()
    print("304                     ", await polls("/feed/", 40))
    print("200 with the same bytes ", await polls("/plain/", 40))

    def touched(n: int) -> None:
        site.pages["/plain/"] = Reply(body.replace(b"<link>https://example.org/", b"<link>https://example.org/%d" % n))

    print("200, nothing new in it  ", await polls("/plain/", 40, touched))

    def grown(n: int) -> None:
        new = post(1000 + n, f"New {n}", T0 + timedelta(minutes=n), f"{n} {PARAGRAPH}").encode()
        site.pages["/plain/"] = Reply(body.replace(b"<item>", new + b"<item>", 1))

    print("200 with one new post   ", await polls("/plain/", 40, grown))
    await asker.aclose()
    server.close()


async def test_sorting_out_what_is_known(db: Database) -> None:
    items = one_of_each(
        presidential("https://x")
        .read(
            Answer(
                "https://x",
                form_of("{") or None,  # type: ignore[arg-type]
                sample("federal_register/presidential_documents_all_fields_2017-01_2020-08.json.gz").decode(),
                {},
                T0,
            )
        )
        .items,
        T0,
    )
    state = SourceState("federal_register", next_due=T0, since=T0, interval=300)
    began = time.perf_counter()
    known = await recall(db, "federal_register", items)
    novelty = sort_out(items, known, state, lambda _: None, T0)
    took = 1000 * (time.perf_counter() - began)
    print(f"\nrecall and sort out 962 unknown documents: {took:.0f} ms, {len(novelty.history)} to the baseline")
