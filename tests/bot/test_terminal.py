"""The terminal chat: the same answers without a terminal, numbers for buttons, alerts as they come."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from bot.request import Asker, Request
from bot.terminal import CHAT_ID, TerminalSender, converse, to_plain
from storage.chats import ChatSettings, meet
from storage.record import record
from storage.sole import alone_on
from storage.subscriptions import Subscription, subscribe
from tariffwire.settings import Fault, Settings
from tariffwire.wiring import WallClock, run_terminal, wire_jobs
from tests.bot.conftest import NOW, order

NOWHERE = {
    "TARIFFWIRE_FEDERAL_REGISTER_URL": "",
    "TARIFFWIRE_WHITE_HOUSE_URL": "",
    "TARIFFWIRE_HTS_URL": "",
    "TARIFFWIRE_CSMS_URL": "",
    "TARIFFWIRE_USTR_URL": "",
    "TARIFFWIRE_FEEDS": "",
    "LC_ALL": "C.UTF-8",
}


@pytest.fixture
def chat(tmp_path, empty, monkeypatch, capsys):
    """Types lines into ``tariffwire chat`` and returns (exit status, what it printed)."""
    for name, value in (NOWHERE | {"TARIFFWIRE_HOME": str(tmp_path / "home")}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("tariffwire.wiring.logs.set_up", lambda **_: None)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "terminal.sqlite3").write_bytes(empty.read_bytes())

    async def talk(*lines: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        status = await run_terminal(Settings())
        return status, capsys.readouterr().out

    return talk


async def test_it_answers_what_the_other_faces_answer_without_a_terminal_and_ends_with_the_input(chat, desk):
    status, printed = await chat("/rate autos japan 2025-08-28", "日本車の関税は？")
    assert status == 0
    asker = Asker(CHAT_ID, user_id=CHAT_ID, chat_type="terminal")
    reply = await desk.answer(Request("/rate autos japan 2025-08-28", asker, datetime.now(UTC)))
    for line in to_plain(reply.messages[0].html).splitlines():
        assert line.split(" [http")[0][:40] in printed
    assert "27.5%" in printed


async def test_numbers_press_buttons_and_quit_ends(chat):
    _, printed = await chat("/rate autos japan", "1", "/alerts", "3", "99", "/QUIT", "/help")
    assert "🔔 Subscribed: rates" in printed
    assert "[1] ⏸ 1" in printed
    assert "no alerts yet" in printed
    assert "what US customs charges" not in printed, "nothing is read after /quit"


async def test_the_first_greeting_offers_the_official_schedule_while_none_is_loaded(chat, monkeypatch):
    _, printed = await chat("/quit")
    assert "tariffwire sync hts" in printed
    monkeypatch.setattr("tariffwire.wiring.embedded_schedule", lambda: None)
    _, printed = await chat("/quit")
    assert "tariffwire sync hts" not in printed


async def test_the_greeting_follows_the_language_of_the_system(chat, monkeypatch):
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    _, printed = await chat("/help")
    assert "端末版" in printed
    assert "米国税関" in printed


async def test_a_second_chat_beside_an_open_one_is_told_so_in_one_sentence(chat, tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'home' / 'terminal.sqlite3'}"
    with (
        alone_on(url, "terminal chat"),
        pytest.raises(Fault, match=r"^Another tariffwire \(terminal chat, process \d+\)") as told,
    ):
        await chat("/help")
    assert str(told.value).endswith("talk there, or end it with /quit.")
    assert (await chat("/quit"))[0] == 0


async def test_a_state_directory_that_cannot_be_written_is_one_sentence(chat, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("TARIFFWIRE_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(Fault, match=r"^Nothing can be written in .* set TARIFFWIRE_HOME to a folder of yours\.$"):
        await chat("/help")


async def test_odd_bytes_and_empty_lines_are_no_reason_to_stop(monkeypatch):
    asked = []

    async def answer(text, pressed):
        asked.append(text)
        from bot.request import say

        return say("ok")

    monkeypatch.setattr("sys.stdin", io.StringIO("steel\udcff\n\n   \n/help\n"))
    console = Console(file=io.StringIO())
    await asyncio.wait_for(converse(answer, console), 5)
    assert asked == ["steel\ufffd", "/help"]


async def test_alerts_appear_as_they_come(db, engine):
    printed = io.StringIO()
    console = Console(file=printed, highlight=False, soft_wrap=True)
    work = wire_jobs(db, TerminalSender(console), engine, {}, {}, clock=WallClock(), poll_seconds=60)
    async with db.write() as session:
        await meet(session, ChatSettings(CHAT_ID, kind="terminal"), NOW)
        await subscribe(session, Subscription(CHAT_ID), NOW)
    now = datetime.now(UTC)
    first = order("order:japan:signed", occurred_at=now, seen_at=now)
    later = order("order:japan:published", occurred_at=now, seen_at=now)
    for event in (first, later):
        async with db.write() as session:
            await record(session, [event], now=now)
        await work.courier.drain()
    await work.close()
    shown = printed.getvalue()
    assert "🔔 #1" in shown
    assert "Implementing the United States-Japan Agreement" in shown
    assert "🔔 #2 ↳ 1" in shown, "a later stage is a reply to the first alert"


@pytest.mark.slow
def test_a_pipe_of_any_bytes_is_answered_by_the_installed_command(tmp_path: Path):
    import os

    done = subprocess.run(
        [sys.executable, "-m", "tariffwire", "chat"],
        input=b"/rate autos japan 2025-08-28\nsteel \xff\xfe korea\n/help\n",
        env=os.environ | NOWHERE | {"TARIFFWIRE_HOME": str(tmp_path)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    printed = done.stdout.decode()
    assert "27.5%" in printed
    assert "what US customs charges" in printed
    assert b"Traceback" not in done.stderr
