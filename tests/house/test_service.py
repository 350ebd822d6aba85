"""The whole service as an operator runs it: a process, a Bot API server, sources on loopback."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tariffwire.stage import Stage
from tariffwire.story import Step
from tests.botapi.faults import answer
from tests.botapi.server import TOKEN, BotApi

SOURCES = ("white_house", "federal_register", "feed:news")
LINK = "https://www.whitehouse.gov/presidential-actions/2025/09/implementing-the-united-states-japan-agreement/"
NOW = datetime.now(UTC)
OLD_POST = {
    "id": "41001",
    "title": "Nominations Sent to the Senate",
    "url": "https://www.whitehouse.gov/presidential-actions/2025/09/nominations/",
    "category": "Nominations & Appointments",
    "published_at": (NOW - timedelta(days=3)).isoformat(),
    "text": "A nomination.",
}
ORDER = {
    "id": "42117",
    "title": "Implementing The United States–Japan Agreement",
    "url": LINK,
    "published_at": NOW.isoformat(),
    "text": "By the authority vested in me as President, including the International Emergency Economic Powers Act and "
    "section 232 of the Trade Expansion Act of 1962, I hereby order: for a product of Japan the sum of its Column 1 "
    "Duty Rate and the additional ad valorem rate of duty shall be 15 percent. Automobiles of Japan pay 15 percent.",
}
OLD_ORDER = {
    "id": "2025-15010",
    "document_number": "2025-15010",
    "executive_order_number": "14326",
    "title": "Further Modifying the Reciprocal Tariff Rates",
    "signing_date": (NOW - timedelta(days=20)).date().isoformat(),
    "publication_date": (NOW - timedelta(days=14)).date().isoformat(),
}


def _publish(stage: Stage, source: str, *items: dict[str, str]) -> None:
    stage.apply(Step(at=datetime.now(UTC), source=source, publish=items))


async def _until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.05)


@asynccontextmanager
async def _running(api: BotApi, stage: Stage, home: Path, **more: str) -> AsyncIterator[asyncio.subprocess.Process]:
    urls = stage.urls(SOURCES)
    env = os.environ | {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": api.base_url,
        "TARIFFWIRE_HOME": str(home),
        "TARIFFWIRE_FEDERAL_REGISTER_URL": urls["federal_register_url"],
        "TARIFFWIRE_WHITE_HOUSE_URL": urls["white_house_url"],
        "TARIFFWIRE_HTS_URL": "",
        "TARIFFWIRE_CSMS_URL": "",
        "TARIFFWIRE_USTR_URL": "",
        "TARIFFWIRE_FEEDS": f"news={urls['feeds']['news']}",
        "TARIFFWIRE_POLL_SECONDS": "1",
        "TARIFFWIRE_ADMINS": "7",
        **more,
    }
    with (home / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tariffwire", "run", env=env, cwd=home, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 10)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    async with stage.open():
        _publish(stage, "white_house", OLD_POST)
        _publish(stage, "federal_register", OLD_ORDER)
        _publish(stage, "feed:news")
        yield stage


async def test_an_order_reaches_the_subscribed_chat_and_only_it_and_a_restart_loses_and_repeats_nothing(
    tmp_path: Path, stage: Stage
) -> None:
    async with BotApi() as api:
        async with _running(api, stage, tmp_path) as process:
            api.say(42, "/start")
            await _until(lambda: bool(api.texts(42)))
            api.say(42, "/subscribe orders japan")
            api.say(43, "/subscribe orders switzerland")
            await _until(lambda: len(api.texts(42)) >= 2 and bool(api.texts(43)))
            await _until(lambda: stage.asked.get("white_house", 0) > 2 and stage.asked.get("federal_register", 0) > 3)
            before = len(api.texts(42)), len(api.texts(43))
            _publish(stage, "white_house", ORDER)
            await _until(lambda: len(api.texts(42)) > before[0])
            assert "Implementing The United States–Japan Agreement" in api.texts(42)[-1]
            await asyncio.sleep(
                1
            )  # the answer of that send is recorded; kills in between are tests/delivery's business
            process.send_signal(signal.SIGKILL)
            await process.wait()
        number = {**OLD_ORDER, "id": "2025-17389", "document_number": "2025-17389", "executive_order_number": "14345"}
        number |= {"title": "Implementing the United States-Japan Agreement"}
        number |= {
            "signing_date": NOW.date().isoformat(),
            "publication_date": (NOW + timedelta(days=1)).date().isoformat(),
        }
        _publish(stage, "federal_register", number)
        async with _running(api, stage, tmp_path):
            await _until(lambda: any("14345" in text for text in api.texts(42)))
        told = [one for one in api.messages if one.chat_id == 42 and "Agreement" in one.text]
        assert len(told) == 2, [one.text for one in told]
        assert told[1].reply_to == told[0].message_id
        assert len(api.texts(43)) == before[1]
        log = (tmp_path / "log").read_text()
        assert TOKEN not in log and "Traceback" not in log


async def test_a_rate_is_answered_in_telegram_with_buttons_and_in_the_users_language(
    tmp_path: Path, stage: Stage
) -> None:
    async with BotApi() as api, _running(api, stage, tmp_path):
        api.say(5, "/rate autos japan 2025-08-28")
        api.say(6, "日本車の関税は？", lang="ja")
        await _until(lambda: bool(api.texts(5)) and bool(api.texts(6)))
        assert "27.5%" in api.texts(5)[0] and "9903.94.01" in api.texts(5)[0]
        assert "日本" in api.texts(6)[0] and "15%" in api.texts(6)[0]
        watch = next(button for one in api.messages if one.chat_id == 5 for row in one.buttons for button in row)
        api.press(5, 1, watch["callback_data"])
        await _until(lambda: len(api.texts(5)) > 1)
        assert "Subscribed" in api.texts(5)[1]


@pytest.mark.slow
async def test_sigterm_ends_the_service_in_order_within_ten_seconds(tmp_path: Path, stage: Stage) -> None:
    async with BotApi() as api, _running(api, stage, tmp_path) as process:
        api.say(5, "/help")
        await _until(lambda: bool(api.texts(5)))
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 10) == 0


@pytest.mark.slow
async def test_a_second_process_on_the_same_file_refuses_in_one_sentence(tmp_path: Path, stage: Stage) -> None:
    async with BotApi() as api, _running(api, stage, tmp_path):
        api.say(5, "/help")
        await _until(lambda: bool(api.texts(5)))
        async with _running(api, stage, tmp_path) as second:
            assert await asyncio.wait_for(second.wait(), 20) == 2
        assert "already works on" in (tmp_path / "log").read_text()


@pytest.mark.slow
async def test_telegram_answering_404_for_a_while_does_not_end_polling(tmp_path: Path, stage: Stage) -> None:
    async with BotApi() as api, _running(api, stage, tmp_path) as process:
        api.say(5, "/help")
        await _until(lambda: bool(api.texts(5)))
        api.faults.append(answer(404, "Not Found", times=None))
        await asyncio.sleep(2.2)
        api.faults.clear()
        api.say(5, "/help")
        await _until(lambda: len(api.texts(5)) > 1, 40)
        assert process.returncode is None


@pytest.mark.slow
async def test_a_webhook_takes_updates_only_with_its_secret_and_the_status_pages_answer(
    tmp_path: Path, stage: Stage
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    update = {
        "update_id": 1,
        "message": {
            "message_id": 1,
            "date": int(datetime.now(UTC).timestamp()),
            "chat": {"id": 5, "type": "private", "first_name": "A"},
            "from": {"id": 5, "is_bot": False, "first_name": "A"},
            "text": "/rate autos japan 2025-08-28",
        },
    }
    hook = {"TELEGRAM_WEBHOOK_URL": f"{base}/hook", "TELEGRAM_WEBHOOK_SECRET": "the-secret_of-this-hook"}
    async with (
        BotApi() as api,
        _running(api, stage, tmp_path, TARIFFWIRE_METRICS_PORT=str(port), **hook),
        httpx.AsyncClient(base_url=base) as web,
    ):
        await _until_answering(web)
        secret = {"X-Telegram-Bot-Api-Secret-Token": "the-secret_of-this-hook"}
        assert (await web.post("/hook", json=update)).status_code == 403
        assert (await web.post("/hook", json=update, headers=secret)).status_code == 200
        await _until(lambda: bool(api.texts(5)))
        assert "27.5%" in api.texts(5)[0]
        assert (await web.get("/livez")).text == "alive\n"
        assert "tariffwire_outbox" in (await web.get("/metrics")).text
        async with asyncio.timeout(30):
            while "white_house" not in (await web.get("/status")).json()["sources"]:
                await asyncio.sleep(0.2)
    assert "the-secret_of-this-hook" not in (tmp_path / "log").read_text()


async def _until_answering(web: httpx.AsyncClient) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                if (await web.get("/livez")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.1)


@pytest.mark.slow
async def test_recorded_bodies_of_another_year_alert_when_they_are_newer_than_all_the_watch_knows(
    tmp_path: Path, stage: Stage
) -> None:
    old = {**OLD_POST, "id": "1", "published_at": "2025-08-30T15:00:00+00:00"}
    _publish(stage, "white_house", old)
    stage.serving["white_house"].items = [old]
    stage.serving["federal_register"].items = [
        {**OLD_ORDER, "signing_date": "2025-07-31", "publication_date": "2025-08-06"}
    ]
    async with BotApi() as api, _running(api, stage, tmp_path):
        api.say(42, "/subscribe orders japan")
        await _until(lambda: bool(api.texts(42)))
        await _until(lambda: stage.asked.get("white_house", 0) > 1 and stage.asked.get("federal_register", 0) > 3)
        _publish(stage, "white_house", {**ORDER, "published_at": "2025-09-04T20:47:16+00:00"})
        await _until(lambda: any("United States–Japan Agreement" in text for text in api.texts(42)))
        number = {**OLD_ORDER, "id": "2025-17389", "document_number": "2025-17389", "executive_order_number": "14345"}
        number |= {"title": "Implementing the United States-Japan Agreement"}
        number |= {"signing_date": "2025-09-04", "publication_date": "2025-09-09"}
        _publish(stage, "federal_register", number)
        await _until(lambda: any("14345" in text for text in api.texts(42)))
