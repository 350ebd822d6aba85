"""How fast questions are read; measures, asserts nothing: ``pytest -m bench -s`` on this file."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.understand import read

CLOCK = datetime(2026, 10, 10, 16, 0, tzinfo=UTC)
TABLES = Path(__file__).parents[1] / "understand"


def _phrases() -> list[str]:
    lines = [
        line for name in ("rates.txt", "asks_back.txt") for line in (TABLES / name).read_text("utf-8").splitlines()
    ]
    return [line.split("|")[0].strip() for line in lines if line and not line.startswith("#")]


@pytest.mark.bench
def test_five_thousand_different_questions() -> None:
    """CPU time per question, warm; each question is made unique so that no cache of whole texts could help."""
    phrases = _phrases()
    read("cars japan", clock=CLOCK)
    questions = [f"{phrases[i % len(phrases)]} {'' if i < len(phrases) else i}" for i in range(5000)]
    taken = []
    for question in questions:
        started = time.process_time()
        read(question, clock=CLOCK)
        taken.append(time.process_time() - started)
    taken.sort()
    total = sum(taken)
    print(
        f"\n5000 questions in {total:.2f} s CPU: mean {total / 5:.3f} ms, median {taken[2500] * 1e3:.3f} ms, "
        f"p99 {taken[4950] * 1e3:.3f} ms, worst {taken[-1] * 1e3:.2f} ms"
    )


@pytest.mark.bench
def test_import_and_first_question_in_a_fresh_process() -> None:
    """CPU time of a new interpreter: the import, and the first question, which loads the vocabulary."""
    code = (
        "import time; a = time.process_time(); import storage.facts; b = time.process_time()\n"
        "from bot.understand import read; c = time.process_time()\n"
        "from datetime import datetime, UTC; read('cars japan', clock=datetime.now(UTC)); d = time.process_time()\n"
        "print(f'facts {1e3 * (b - a):.0f} ms, import {1e3 * (c - b):.0f} ms, first question {1e3 * (d - c):.0f} ms')"
    )
    for _ in range(3):
        print(
            "\n"
            + subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
        )
