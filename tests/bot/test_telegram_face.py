"""The Telegram face against everything Telegram and people do to it. In one process with the stand-in."""

from __future__ import annotations

import asyncio
import logging
import time
from types import SimpleNamespace

import orjson
import pytest
from structlog.testing import capture_logs

from bot.commands import BY_WORD
from bot.desk import Command
from bot.request import Reply, say
from bot.telegram import readable
from jobs.delivery.limiter import Limits
from storage.messages import Address, Lane, Message
from tests.bot.face import GROUP, running, until
from tests.botapi.faults import Fault, answer, flood
from tests.botapi.server import TOKEN, BotApi


@pytest.fixture
async def bot(db, engine):
    async with BotApi() as api, running(db, engine, api) as bot:
        yield bot
        assert api.violations == []


def _command(bot, name, handle):
    bot.desk.commands = {**BY_WORD, name: Command(name, handle)}


async def test_a_fault_in_a_handler_leaks_neither_text_nor_token(bot, caplog):
    async def broken(request, words, desk):
        raise RuntimeError(f"{request.text} {TOKEN}")

    _command(bot, "broken", broken)
    caplog.set_level(logging.DEBUG, "bot")
    assert "Something went wrong on my side" in await bot.ask(5, "/broken my private words")

    async def failing(update, text, is_callback):
        raise ValueError(f"{text} {TOKEN}")

    bot.face.handle = failing
    bot.api.say(5, "my private words")
    await until(lambda: "a question failed" in caplog.text)
    assert TOKEN not in "".join(bot.api.texts()) + caplog.text
    assert "private words" not in "".join(bot.api.texts()) + caplog.text
    assert "ValueError at" in caplog.text


async def test_the_first_answer_is_in_the_users_language_and_later_ones_in_the_chats_own(bot):
    assert "日本産" in await bot.ask(5, "/rate autos japan", lang="ja")
    assert "Saved: en" in await bot.ask(5, "/language en", lang="ja")
    assert "from Japan" in await bot.ask(5, "/rate autos japan", lang="ja")
    assert "from Japan" in await bot.ask(6, "/rate autos japan", lang="pt-br")


async def test_what_one_chat_says_is_answered_in_that_order(bot):
    async def slow(request, words, desk):
        await asyncio.sleep(float(words))
        return say(words)

    _command(bot, "slow", slow)
    for seconds in ("0.2", "0.1", "0"):
        bot.api.say(5, f"/slow {seconds}")
    bot.api.say(6, "/slow 0")
    await until(lambda: len(bot.api.texts(5)) == 3)
    assert bot.api.texts(5) == ["0.2", "0.1", "0"]
    assert bot.api.texts()[0] == "0", "another chat does not wait"


async def test_a_long_answer_is_cut_at_line_ends_with_its_tags_closed_and_its_buttons_last(bot):
    lines = [f"<b>{number}</b> " + "<i>word &amp; word</i> " * 4 for number in range(200)]

    async def long(request, words, desk):
        from storage.messages import Button

        return Reply((Message("\n".join(lines), ((Button("Go", callback="/help"),),)),))

    _command(bot, "long", long)
    bot.api.say(5, "/long")
    await until(lambda: any(one.buttons for one in bot.api.messages))
    parts = bot.api.messages
    assert len(parts) > 2
    assert all(not one.buttons for one in parts[:-1])
    shown = "\n".join(one.text for one in parts).splitlines()
    assert [line.split()[0] for line in shown] == [str(number) for number in range(200)]


async def test_every_open_issue_is_answered_whatever_its_length(bot):
    for words in ("", " japan", " 2025-08-28"):
        before = len(bot.api.texts(5))
        assert await bot.ask(5, f"/issues{words}")
        assert len(bot.api.texts(5)) > before


async def test_an_answer_telegram_cannot_read_is_sent_as_plain_text(bot):
    async def broken(request, words, desk):
        return Reply((Message("<b>15%</b> <table>x"),))

    _command(bot, "broken", broken)
    assert "15%" in await bot.ask(5, "/broken")


async def test_an_answer_that_never_reached_telegram_is_sent_again_and_one_that_may_have_is_not(bot):
    bot.api.faults.append(Fault("lost", method="sendMessage"))
    bot.api.say(5, "/help")
    await until(lambda: bot.api.struck["lost"] == 1)
    await bot.settled()
    assert len(bot.api.texts(5)) == 1


async def test_an_alert_list_is_changed_in_place_by_its_buttons(bot):
    await bot.ask(5, "/subscribe orders japan")
    await bot.ask(5, "/alerts")
    assert "paused" in await bot.press(5, "⏸ 1")
    assert "no alerts yet" in await bot.press(5, "🗑 1")
    assert len(bot.api.texts(5)) == 2
    assert len(bot.api.answered_callbacks) == 2


async def test_a_list_that_cannot_be_edited_any_more_is_sent_anew(bot):
    await bot.ask(5, "/subscribe orders japan")
    await bot.ask(5, "/alerts")
    bot.api.faults.append(answer(400, "Bad Request: message can't be edited", method="editMessageText"))
    assert "paused" in await bot.press(5, "⏸ 1")
    assert len(bot.api.texts(5)) == 3


async def test_a_button_pressed_during_an_outage_is_apologised_for_not_obeyed(bot):
    await bot.ask(5, "/subscribe orders japan")
    await bot.ask(5, "/alerts")
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    bot.api.faults.append(answer(400, too_old, method="answerCallbackQuery"))
    assert "out of reach" in await bot.press(5, "🗑 1")
    assert len(await bot.alerts(5)) == 1


async def test_a_button_is_obeyed_when_only_its_acknowledgement_failed(bot):
    await bot.ask(5, "/subscribe orders japan")
    await bot.ask(5, "/alerts")
    bot.api.faults.append(answer(502, "Bad Gateway", method="answerCallbackQuery"))
    assert "no alerts yet" in await bot.press(5, "🗑 1")


async def test_a_button_of_a_message_too_old_to_see_is_obeyed(bot):
    who = {"id": 5, "is_bot": False, "first_name": "A", "language_code": "en"}
    old = {"chat": {"id": 5, "type": "private", "first_name": "A"}, "message_id": 3, "date": 0}
    bot.api.update(callback_query={"id": "9", "from": who, "message": old, "data": "/alerts", "chat_instance": "1"})
    await until(lambda: bool(bot.api.texts(5)))
    assert "no alerts yet" in bot.api.texts(5)[0]


async def test_stale_questions_are_apologised_for_once_and_in_private_only(bot, monkeypatch):
    monkeypatch.setattr("bot.telegram.time", SimpleNamespace(monotonic=lambda: 60.0))  # a machine just started
    before = int(time.time()) - 3600
    for text in ("/subscribe orders japan", "/rate autos japan", "hello"):
        bot.api.say(5, text, date=before)
    bot.api.say(GROUP, "/help", date=before)
    await until(lambda: bool(bot.api.texts(5)))
    await bot.settled()
    assert len(bot.api.texts(5)) == 1
    assert "out of reach when you wrote" in bot.api.texts(5)[0]
    assert bot.api.texts(GROUP) == []
    assert await bot.alerts(5) == []


async def test_what_is_no_question_is_ignored_and_the_next_question_answered(bot):
    chat = {"id": 5, "type": "private", "first_name": "A"}
    head = {"message_id": 9, "date": int(time.time()), "chat": chat, "from": chat | {"is_bot": False}}
    bot.api.update(edited_message=head | {"text": "/help", "edit_date": int(time.time())})
    bot.api.update(message=head | {"sticker": {}, "new_chat_title": "x"})
    bot.api.update(message=head | {"photo": [], "caption": "/help"})
    bot.api.update(a_kind_of_next_year={"anything": 1})
    bot.api.update(message_reaction={"chat": chat, "message_id": 1, "date": 1, "old_reaction": [], "new_reaction": []})
    bot.api.update(poll={"id": "1"})
    bot.api.update()
    bot.api.say(GROUP, "/rate@another_bot autos japan")
    bot.api.say(GROUP, "What is the tariff on Japanese beef?")
    bot.api.say(GROUP, "/weather")
    assert "what US customs charges" in await bot.ask(5, "/help")
    await bot.settled()
    assert len(bot.api.texts(5)) == 1
    assert bot.api.texts(GROUP) == []


async def test_an_update_that_cannot_be_read_is_left_out_and_its_contents_stay_out_of_the_log(bot, caplog):
    bot.api.update(message={"text": "my private words", "date": "yesterday"})
    bot.api.update(message="my private words")
    assert "what US customs charges" in await bot.ask(5, "/help")
    assert "could not be read" in caplog.text
    assert "private words" not in caplog.text
    await bot.face.feed({"update_id": 5, "message": {"text": "my private words"}})
    await bot.face.feed({"message": 5})
    assert "private words" not in caplog.text


def test_an_answer_of_sound_updates_is_passed_on_untouched():
    body = orjson.dumps({"ok": True, "result": [{"update_id": 1}, {"update_id": 2, "new_kind": {}}]})
    assert readable(body) is body
    for other in (b"<html>", b"[]", b'{"ok": true, "result": true}', b""):
        assert readable(other) is other


@pytest.mark.parametrize(
    "words", ["@tariffwire_test_bot autos japan 2026-01-10", "@Tariffwire_Test_BOT tariff on autos from japan"]
)
async def test_in_a_group_the_bot_answers_to_its_name_however_it_is_written(bot, words):
    assert "15%" in await bot.ask(GROUP, words)
    assert "15%" in await bot.ask(GROUP, "/rate@Tariffwire_Test_Bot autos japan 2026-01-10")


async def test_in_a_group_a_reply_to_the_bot_is_a_question_and_answered_as_a_reply(bot):
    from tests.botapi.server import BOT

    chat = {"id": GROUP, "type": "supergroup", "title": "Group"}
    said = {"message_id": 1, "date": int(time.time()), "chat": chat, "from": BOT, "text": "x"}
    assert "15%" in await bot.ask(GROUP, "autos japan 2026-01-10", reply_to_message=said)
    assert "I do not know" in await bot.ask(GROUP, "/weather@tariffwire_test_bot")


async def test_a_huge_text_is_answered(bot):
    assert await bot.ask(5, "steel " * 600)
    assert await bot.ask(5, "/rate " + "x" * 4000)
    assert await bot.ask(5, "📦" * 2000)


@pytest.mark.parametrize(
    "fault",
    [
        answer(401, "Unauthorized", times=3, method="getUpdates"),
        answer(404, "Not Found", times=3, method="getUpdates"),
        answer(409, "Conflict: terminated by other getUpdates request", times=3, method="getUpdates"),
        answer(409, "Conflict: can't use getUpdates method while webhook is active", method="getUpdates"),
        answer(502, "Bad Gateway", times=3, method="getUpdates"),
        flood(0, times=2, method="getUpdates"),
        Fault("page", code=502, times=2, method="getUpdates"),
        Fault("page", code=200, times=2, method="getUpdates"),
        Fault("half", method="getUpdates"),
        Fault("cut", times=2, method="getUpdates"),
    ],
    ids=lambda fault: f"{fault.kind} {fault.code} {fault.description[:20]}",
)
async def test_polling_recovers_by_itself_from_every_answer(bot, fault):
    await bot.ask(5, "/help")
    kind = fault.kind if fault.kind != "answer" else str(fault.code)
    wanted = fault.times
    bot.api.faults.append(fault)
    await bot.ask(6, "/help")  # the poll that was waiting ends with this
    await until(lambda: bot.api.struck[kind] >= wanted)
    assert "what US customs charges" in await bot.ask(7, "/help")
    assert bot.face.health.fault is None
    assert len(bot.api.texts(5)) == len(bot.api.texts(6)) == len(bot.api.texts(7)) == 1


async def test_a_poll_that_is_never_answered_is_given_up_and_asked_again(db, engine, monkeypatch):
    from telegram.ext import ExtBot

    asked = ExtBot.get_updates

    async def impatient(self, **options):
        return await asked(self, **(options | {"timeout": 0, "read_timeout": 0.2}))

    monkeypatch.setattr(ExtBot, "get_updates", impatient)
    async with BotApi() as api, running(db, engine, api) as bot:
        api.faults.append(Fault("silent", times=2, method="getUpdates"))
        await until(lambda: api.struck["silent"] == 2)
        assert "what US customs charges" in await bot.ask(5, "/help")


async def test_the_bot_starts_when_telegram_comes_back(db, engine):
    api = BotApi()
    await api.start()
    await api.stop()
    waiting = running(db, engine, api)
    starting = asyncio.create_task(waiting.__aenter__())
    await asyncio.sleep(0.15)
    assert not starting.done()
    await api.start()
    bot = await asyncio.wait_for(starting, 5)
    try:
        assert await bot.ask(5, "/help")
    finally:
        await waiting.__aexit__(None, None, None)
        await api.stop()


async def test_a_question_during_a_broadcast_is_answered_ahead_of_it(db, engine):
    async with BotApi(per_second=30) as api, running(db, engine, api, limits=Limits()) as bot:
        waiting = [
            asyncio.create_task(bot.face.sender.send(Address(1000 + number), Message("News"), Lane.NORMAL))
            for number in range(75)
        ]
        await until(lambda: len(api.texts()) > 3)
        asked = time.monotonic()
        await bot.ask(5, "/help")
        assert time.monotonic() - asked < 1.0
        assert len(api.texts()) < 60, "the broadcast was still on"
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert api.floods == 0


async def test_mydata_comes_as_a_document(bot):
    await bot.ask(5, "/subscribe orders japan")
    assert "everything kept" in await bot.ask(5, "/mydata")
    await until(lambda: bool(bot.api.documents))
    (chat, content) = bot.api.documents[0]
    assert chat == 5
    assert orjson.loads(content)["subscriptions"][0]["country"] == "JP"


async def test_a_chat_that_left_before_it_was_answered_is_one_line_in_the_log(bot, caplog):
    bot.api.faults.append(answer(403, "Forbidden: bot was blocked by the user", chat_id=5))
    with capture_logs() as told:
        bot.api.say(5, "/help")
        await bot.settled()
    assert [line["event"] for line in told] == ["an answer could not be sent"]
    assert "a question failed" not in caplog.text


async def test_a_locked_database_still_answers_rates(bot, monkeypatch):
    from contextlib import asynccontextmanager

    from storage.database import DatabaseFault

    @asynccontextmanager
    async def locked():
        raise DatabaseFault("locked", "The database is locked.")
        yield

    monkeypatch.setattr(bot.db, "read", locked)
    monkeypatch.setattr(bot.db, "write", locked)
    assert "15%" in await bot.ask(5, "/rate autos japan 2026-01-10")
    assert "Something went wrong" in await bot.ask(5, "/alerts")
