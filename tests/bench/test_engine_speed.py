"""How long the law takes to load and an answer takes, and the share of plain numbers. Run with ``-m bench -s``."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from storage.facts.law import FACTS, load_law, read_law
from storage.schedule.store import load_schedule
from tariff.answer import Kind, RateQuery
from tariff.engine import Engine

RELEASE = Path(__file__).parents[2].parent / "shared/samples/usitc_hts/full_schedule/hts_2026_rev_10.json.gz"
ORIGINS = ("JP", "DE", "KR", "GB", "CN", "HK", "CA", "MX", "CH", "BR", "IN", "VN", "TW", "RU", "KE", "AU")
DAYS = ("2025-03-20", "2025-05-01", "2025-08-28", "2025-10-20", "2025-12-10", "2026-03-10", "2026-05-10", "2026-08-01")
pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(not RELEASE.exists(), reason="no recorded release beside the checkout"),
]


def test_loading_the_law_and_answering_over_a_whole_release() -> None:
    began = time.process_time()
    read_law(FACTS)
    print(f"\nlaw read in {time.process_time() - began:.3f} s of processor time")
    schedule = load_schedule(RELEASE)
    assert schedule is not None
    engine = Engine(load_law(), schedule)
    codes = sorted({line.code[:8] for line in schedule.rate_lines(date(2026, 6, 10)) if line.code < "98"})
    chosen = random.Random(1)
    known = datetime(2026, 10, 9, tzinfo=UTC)
    queries = [
        RateQuery(chosen.choice(codes), chosen.choice(ORIGINS), date.fromisoformat(chosen.choice(DAYS)), known)
        for _ in range(3000)
    ]
    for name in ("cold", "warm"):
        began = time.process_time()
        answers = [engine.answer(query) for query in queries]
        print(f"{name}: {(time.process_time() - began) / len(queries) * 1000:.2f} ms an answer")
    plain, asked = Counter[str](), Counter[str]()
    for answer in answers:
        asked[answer.query.country] += 1
        number = answer.main is not None and answer.main.total_percent is not None
        plain[answer.query.country] += answer.kind is not Kind.DEPENDS and number
    print("plain numbers:", ", ".join(f"{c} {plain[c] / asked[c]:.0%}" for c in ORIGINS))
    print(f"all: {sum(plain.values()) / len(answers):.0%}")
