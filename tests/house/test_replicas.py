"""Replicas: `tariffwire bot` and two `tariffwire jobs` on one PostgreSQL; every alert once."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from tariffwire.stage import Stage
from tests.botapi.server import TOKEN, BotApi
from tests.delivery.postgres import drop, fresh_database, server
from tests.house.test_service import NOW, OLD_ORDER, OLD_POST, ORDER, SOURCES, _publish, _until

pytestmark = pytest.mark.slow


async def test_one_bot_and_two_workers_on_postgresql_answer_and_alert_once(tmp_path: Path) -> None:
    with server() as at:
        database = await fresh_database(at)
        try:
            await _replicas(tmp_path, database.render_as_string(hide_password=False))
        finally:
            await drop(at, database)


async def _replicas(tmp_path: Path, url: str) -> None:
    stage = Stage()
    async with stage.open(), BotApi() as api:
        _publish(stage, "white_house", OLD_POST)
        _publish(stage, "federal_register", OLD_ORDER)
        _publish(stage, "feed:news")
        urls = stage.urls(SOURCES)
        env = os.environ | {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api.base_url,
            "DATABASE_URL": url,
            "TARIFFWIRE_HOME": str(tmp_path),
            "TARIFFWIRE_FEDERAL_REGISTER_URL": urls["federal_register_url"],
            "TARIFFWIRE_WHITE_HOUSE_URL": urls["white_house_url"],
            "TARIFFWIRE_HTS_URL": "",
            "TARIFFWIRE_CSMS_URL": "",
            "TARIFFWIRE_USTR_URL": "",
            "TARIFFWIRE_FEEDS": f"news={urls['feeds']['news']}",
            "TARIFFWIRE_POLL_SECONDS": "1",
        }
        log = (tmp_path / "log").open("ab")
        processes = [
            await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tariffwire", role, env=env, cwd=tmp_path, stdout=log, stderr=log
            )
            for role in ("bot", "jobs", "jobs")
        ]
        try:
            for chat in range(100, 120):
                api.say(chat, "/subscribe orders japan")
            await _until(lambda: len({one.chat_id for one in api.messages}) == 20, 60)
            await _until(lambda: stage.asked.get("white_house", 0) > 2, 60)
            answered = len(api.messages)
            _publish(stage, "white_house", {**ORDER, "published_at": NOW.isoformat()})
            await _until(lambda: len(api.messages) >= answered + 20, 60)
            await asyncio.sleep(3)
            told = [one.chat_id for one in api.messages if "Implementing" in one.text]
            assert sorted(told) == list(range(100, 120))
        finally:
            for process in processes:
                process.send_signal(signal.SIGTERM)
            codes = await asyncio.gather(*(asyncio.wait_for(process.wait(), 15) for process in processes))
            log.close()
        assert codes == [0, 0, 0]
        assert "Traceback" not in (tmp_path / "log").read_text()
