"""What a question costs the face: through the desk alone, and from Telegram's update to the delivered answer at 100
questions a second, in one process with the stand-in of the Bot API. ``pytest -m bench -s`` on this file.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from statistics import median

import pytest

from bot.commands import BY_WORD
from bot.desk import Desk
from bot.request import Asker, Request
from jobs.delivery.limiter import Limits
from storage.database import Database
from storage.facts import load_law
from storage.facts.lines import embedded_schedule
from storage.migrate import upgrade
from tariff.engine import Engine
from tests.bot.conftest import NOW
from tests.bot.face import running, until
from tests.botapi.server import BotApi

QUESTIONS = (
    "/rate autos japan",
    "/rate steel korea 2025-08-28",
    "日本車の関税は？",
    "what is the tariff on Japanese beef right now?",
    "/issues japan",
    "/orders japan",
    "/trips japan",
    "/alerts",
    "/settings",
    "/help",
)
PER_SECOND = 100
SECONDS = 10


@pytest.fixture
async def db(tmp_path: Path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'bench.sqlite3'}"
    await upgrade(url)
    database = Database(url)
    yield database
    await database.close()


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(load_law(), embedded_schedule())


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


@pytest.mark.bench
async def test_what_a_question_costs_at_the_desk(db, engine):
    desk = Desk(engine, law=engine.law, database=db, commands=BY_WORD)
    print()
    for question in (*QUESTIONS, "/subscribe orders japan"):
        times = []
        for number in range(40):
            request = Request(question, Asker(number + 1, user_id=number + 1), NOW)
            started = time.perf_counter()
            reply = await desk.answer(request)
            times.append(time.perf_counter() - started)
            assert reply.messages
        warm = times[5:]
        print(f"{question:50} median {median(warm) * 1000:6.1f} ms   p95 {_p95(warm) * 1000:6.1f} ms")


@pytest.mark.bench
async def test_a_hundred_questions_a_second_from_update_to_delivered_answer(db, engine):
    fast = Limits(per_second=1000, per_chat_seconds=0.0, in_flight=64)
    async with BotApi() as api, running(db, engine, api, limits=fast) as bot:
        for question in QUESTIONS:  # what is made at the first question is made
            await bot.ask(1, question)
        asked: dict[int, float] = {}
        started, cpu = time.perf_counter(), time.process_time()
        for number in range(PER_SECOND * SECONDS):
            chat = 1000 + number
            await asyncio.sleep(max(0.0, started + number / PER_SECOND - time.perf_counter()))
            asked[chat] = time.monotonic()
            api.say(chat, QUESTIONS[number % len(QUESTIONS)])
        await until(lambda: len({one.chat_id for one in api.messages if one.chat_id >= 1000}) == len(asked), 120)
        spent, took = time.process_time() - cpu, time.perf_counter() - started
        first: dict[int, float] = {}
        for one in api.messages:
            first.setdefault(one.chat_id, one.at)
        times = [first[chat] - at for chat, at in asked.items()]
        print(
            f"\n{len(asked)} questions in {took:.1f} s ({len(asked) / took:.0f}/s): answered after "
            f"{median(times) * 1000:.0f} ms in the median, {_p95(times) * 1000:.0f} ms p95, {max(times) * 1000:.0f} ms "
            f"worst; {spent / len(asked) * 1000:.1f} ms of CPU each, stand-in included"
        )
        assert len(first) == len(asked) + 1
