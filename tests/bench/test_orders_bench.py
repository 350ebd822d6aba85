"""How many items a second the detection of orders, order news and issues takes in on one core. Run with ``-m bench
-s``."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jobs.detect.issues import IssuesDetector
from jobs.detect.orders import OrdersDetector, order_changes
from storage.observations import Item, ItemKind

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples"
pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(not SAMPLES.exists(), reason="the recorded samples are not beside the checkout"),
]


def _posts() -> list[Item]:
    found = []
    with gzip.open(SAMPLES / "whitehouse" / "presidential_actions_fulltext_2025-01_2026-08.jsonl.gz", "rt") as lines:
        for line in lines:
            row = json.loads(line)
            meta = row["meta"]
            at = datetime.fromisoformat(meta["published_time"]).astimezone(UTC)
            url = meta["source_url"]
            found.append(Item(ItemKind.WHITE_HOUSE_POST, "white_house", url, url, meta["title"], row["markdown"], at))
    return found


def _news() -> list[Item]:
    found = []
    for line in (SAMPLES / "trips" / "items.jsonl").read_text().splitlines():
        one = json.loads(line)
        at = datetime.fromisoformat(one["published_at"]).replace(tzinfo=UTC) if one.get("published_at") else None
        text, title = one["text"] or "", one["title"] or ""
        found.append(Item(ItemKind.NEWS, one["source"], one["id"], one["url"] or "", title, text, at, lang=one["lang"]))
    return found


def _rate(count: int, work: Callable[[], object]) -> float:
    """Best of three, in items a second of processor time."""
    best = 0.0
    for _ in range(3):
        begun = time.process_time()
        work()
        best = max(best, count / (time.process_time() - begun))
    return best


def test_items_a_second() -> None:
    posts, news = _posts(), _news()
    now = datetime(2026, 10, 1, tzinfo=UTC)
    orders, issues = OrdersDetector(), IssuesDetector()
    known = orders.detect(posts, {}, now).subjects
    figures = {
        "orders, White House posts of 7 kB": _rate(len(posts), lambda: orders.detect(posts, {}, now)),
        "order news": _rate(len(news), lambda: [order_changes(item) for item in news]),
        "issues, posts and news": _rate(len(posts + news), lambda: issues.detect(posts + news, {}, now)),
        f"ticks with {len(known)} orders known": _rate(
            100, lambda: [orders.detect((), known, now) for _ in range(100)]
        ),
    }
    for name, figure in figures.items():
        print(f"{name}: {figure:,.0f} a second")
    assert len(known) > 300
