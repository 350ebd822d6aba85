"""How fast a rate answer is rendered in Japanese; measures, asserts nothing: ``pytest -m bench -s`` on this file."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest

from bot.render import japanese
from bot.render.rate import rate_message
from storage.facts import load_law
from storage.facts.lines import embedded_schedule
from tariff.answer import RateQuery
from tariff.engine import Engine

KNOWN = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.bench
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_rate_answers_rendered(lang: str) -> None:
    """CPU time per message: the first time each answer is met (nothing remembered) and again."""
    schedule = embedded_schedule()
    engine = Engine(load_law(), schedule)
    answers = [
        engine.answer(RateQuery(line.code, country, date(2026, 10, 1), KNOWN))
        for line in list(schedule.all_lines(date(2026, 10, 1)))[::7]
        for country in ("JP", "CN", "MX")
    ]
    japanese.in_language("warm", "ja")
    for meeting in ("first", "again"):
        taken = []
        for answer in answers:
            started = time.process_time()
            rate_message(answer, "", lang)
            taken.append(time.process_time() - started)
        taken.sort()
        print(
            f"\n{lang} {meeting}: {len(taken)} messages, median {taken[len(taken) // 2] * 1e3:.3f} ms, "
            f"99 of 100 under {taken[len(taken) * 99 // 100] * 1e3:.3f} ms, worst {taken[-1] * 1e3:.2f} ms"
        )
