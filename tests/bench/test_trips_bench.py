"""Items a second through the detection of trips and through the whole dry run, on one core. Measures; asserts
no time."""

from __future__ import annotations

import json
import time
from datetime import date, datetime
from pathlib import Path

import pytest
import yaml

from jobs.detect.dry_run import detect_lines
from jobs.detect.trips import read_item

pytestmark = pytest.mark.bench

TRIPS = Path(__file__).parents[1] / "trips"


def _items() -> list[dict[str, str]]:
    items = []
    for name in ("wordings.yaml", "wordings_second.yaml", "wordings_third.yaml"):
        for item in yaml.safe_load((TRIPS / name).read_text(encoding="utf-8"))["items"]:
            at = item["at"].isoformat() if isinstance(item["at"], date | datetime) else item["at"]
            items.append(
                {
                    "id": item["id"],
                    "title": item["title"],
                    "text": item["text"],
                    "published_at": at,
                    "lang": item["lang"],
                    "url": "",
                    "source": "bench",
                }
            )
    return items


def test_items_a_second_in_english_and_japanese() -> None:
    items = _items()
    for item in items[:50]:
        read_item(item["title"], item["text"], item["lang"], None, date(2026, 4, 1))
    best = 0.0
    for _ in range(5):
        begun = time.process_time()
        for item in items:
            read_item(item["title"], item["text"], item["lang"], None, date(2026, 4, 1))
        best = max(best, len(items) / (time.process_time() - begun))
    print(f"\ntrips: {best:.0f} items a second (best of 5, {len(items)} items)")
    assert best > 0


def test_lines_a_second_through_the_dry_run() -> None:
    lines = [json.dumps(item) for item in _items()] * 4
    list(detect_lines(lines[:50]))
    best = 0.0
    for _ in range(3):
        begun = time.process_time()
        count = sum(1 for _ in detect_lines(lines))
        best = max(best, count / (time.process_time() - begun))
    print(f"\ndry run with orders: {best:.0f} lines a second (best of 3, {len(lines)} lines)")
    assert best > 0
