"""The table of published answers, asked in plain words: what importers were told at the time is told here too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.commands import BY_WORD
from bot.desk import Desk
from bot.request import Asker, Request
from storage.facts import load_law
from storage.facts.lines import embedded_schedule
from tariff.engine import Engine
from tariffwire.ask import NEW_YORK, clock_of, record

TABLE = Path(__file__).with_name("published_answers.txt")


def rows() -> Iterator[tuple[str, str, str, str]]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            question, clock, total, who = line.split(" | ")
            yield question, clock, total, who


def totals(answer: dict[str, Any]) -> str:
    """The total of an answer as the table writes it: outcomes with the default first, or one total."""
    if answer["kind"] == "depends":
        return " / ".join(outcome["total"] for outcome in answer["outcomes"])
    if answer["total_percent"] is not None:
        return f"{answer['total_percent']:g}%"
    said = next(line for line in answer["text"].splitlines() if " in all" in line or "no additional duty" in line)
    return said.split(" in all")[0].split(": no additional")[0]  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def desk() -> Desk:
    engine = Engine(load_law(), embedded_schedule())
    return Desk(engine, law=engine.law, search=None, commands=BY_WORD)


@pytest.mark.parametrize(("question", "clock", "total", "who"), list(rows()), ids=lambda value: str(value)[:50])
async def test_a_published_answer_is_given(desk: Desk, question: str, clock: str, total: str, who: str) -> None:
    assert totals(await ask(desk, question, clock)) == total, who


async def test_a_layer_asked_by_name_over_a_base_that_is_not_known_is_told_not_denied(desk: Desk) -> None:
    answer = await ask(desk, "does the reciprocal tariff apply to Japan?", "2025-09-20")
    assert answer["text"].startswith("Reciprocal duty, Japan 15% ceiling: up to 15% together with the base duty")


async def ask(desk: Desk, question: str, clock: str) -> dict[str, Any]:
    lang = "en" if question.isascii() else "ja"
    asker = Asker(chat_id=0, chat_type="script", lang=lang, zone=NEW_YORK)
    return record(await desk.answer(Request(question, asker, clock_of(clock))), None)


def test_the_table_is_worth_its_name() -> None:
    table = list(rows())
    assert len(table) >= 150
    assert len({(question, clock) for question, clock, _, _ in table}) == len(table)
    assert all(who.strip() for *_, who in table)
    assert sum(not question.isascii() for question, *_ in table) >= 15
