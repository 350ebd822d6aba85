"""/start, /help, /mydata, /forget, /sources, unknown commands, and what is never answered or logged."""

import logging
from datetime import timedelta

import orjson
import pytest

from bot.commands import BY_WORD
from bot.desk import Command
from bot.render.phrases import phrase
from bot.request import Asker
from storage.chats import deactivate
from storage.source_state import Condition
from tests.bot.conftest import NOW, Person


async def test_a_start_greets_tells_the_id_and_offers_buttons_that_work(person, reader):
    assert "Your Telegram id: 42" in await person.say("/start")
    assert "あなたのTelegram ID" in await reader.say("/start")
    for button in person.buttons():
        told = await person.say(button.callback or "", pressed=True)
        assert "do not know" not in told
        await person.say("/start")


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("sub_orders_japan", "Subscribed: orders · Japan"),
        ("sub_rates_8703.23_japan", "8703.23"),
        ("sub_rates_zorblax", "I do not know “zorblax”"),
        ("sub_", "Say what to watch"),
        ("x" * 64, "Hello"),
        ("../../", "Hello"),
    ],
)
async def test_a_deep_link_subscribes_or_greets_and_never_fails(person, link, told):
    assert told in await person.say(f"/start {link}")


async def test_a_start_wakes_a_chat_that_could_not_be_reached(person, db):
    await person.say("/subscribe orders japan")
    async with db.write() as session:
        await deactivate(session, 42, "bot was blocked by the user", NOW)
    assert not (await person.settings()).active
    await person.say("/start")
    assert (await person.settings()).active
    assert len(await person.alerts()) == 1


async def test_help_names_every_command_of_the_menu(person, reader):
    english, japanese = await person.say("/help"), await reader.say("/help")
    for name in (
        "rate",
        "orders",
        "trips",
        "issues",
        "changes",
        "subscribe",
        "alerts",
        "settings",
        "sources",
        "mydata",
    ):
        assert f"/{name}" in english
        assert f"/{name}" in japanese


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/subscibe orders", "Did you mean /subscribe?"),
        ("/setings", "Did you mean /settings?"),
        ("/xyzzy", "I do not know /xyzzy"),
        ("/foo_bar2 x", "I do not know /foo_bar2"),
        ("/<b>", ""),
        ("/", ""),
        ("//", ""),
        ("/adminn", "I do not know /adminn"),
    ],
)
async def test_an_unknown_command_is_answered_with_the_nearest_one(person, typed, told):
    answer = await person.say(typed)
    assert told in answer
    assert "Something went wrong" not in answer
    assert "/admin?" not in answer


@pytest.mark.parametrize(
    "typed", ["/rate\nautos japan", "/RATE autos japan", "／rate autos japan", "/rate@some_bot autos japan"]
)
async def test_a_command_is_recognised_however_it_is_typed(person, typed):
    assert "Japan" in await person.say(typed)


async def test_another_bots_command_in_a_group_is_met_with_silence(desk):
    member = Person(desk, Asker(-5, user_id=9, chat_type="supergroup"))
    assert await member.say("/weather tokyo") == ""
    assert "I do not know /weather" in await member.say("/weather@tariffwire_bot")


async def test_mydata_is_everything_kept_about_the_chat_as_json(person):
    await person.say("/subscribe orders japan")
    await person.say("/mute korea")
    assert "everything kept" in await person.say("/mydata")
    ((name, text),) = person.reply.documents.items()
    assert name.endswith(".json")
    kept = orjson.loads(text)
    assert kept["chat"]["chat_id"] == 42
    assert kept["subscriptions"][0]["country"] == "JP"
    assert kept["mutes"][0]["value"] == "KR"


async def test_forget_asks_first_then_erases_everything_even_the_last_question(person):
    await person.say("/subscribe orders japan")
    await person.say("/rate steel")
    assert "for good" in await person.say("/forget")
    assert "for good" in await person.say("/forget perhaps")
    assert len(await person.alerts()) == 1
    assert "Nothing about this chat is kept" in await person.press("erase")
    assert await person.settings() is None
    assert await person.alerts() == []
    assert person.desk._last == {}
    await person.say("/mydata")
    kept = orjson.loads(person.reply.documents["tariffwire-mydata.json"])
    assert kept["chat"] is None
    assert not any(kept[name] for name in kept if name != "chat")


async def test_sources_tell_state_success_and_fault_with_everything_escaped(person, reader, db):
    from storage.source_state import SourceState, begin, keep_state

    assert "No source has been asked yet" in await person.say("/sources")
    states = (
        SourceState("white_house", NOW, NOW, 300, succeeded_at=NOW - timedelta(minutes=5), condition=Condition.OK),
        SourceState("csms", NOW, NOW, 300, condition=Condition.FAILING, fault="<html> 503 & more"),
    )
    await begin(db, states, NOW)
    async with db.write() as session:
        for state in states:
            await keep_state(session, state)
    told = await person.say("/sources")
    assert "🟢 white_house: ok, last success 5 min ago" in told
    assert "🔴 csms: failing, last success never" in told
    assert "<html> 503 & more" in told
    assert "取得失敗" in await reader.say("/sources")


async def test_a_fault_of_ours_is_one_sentence_and_its_words_stay_out_of_the_log(person, caplog):
    secret = "123456:AAAA-the-token-of-this-bot-0123456789"

    async def broken(request, words, desk):
        raise RuntimeError(f"parameters: {request.text} {secret}")

    person.desk.commands = {**BY_WORD, "broken": Command("broken", broken)}
    with caplog.at_level(logging.DEBUG):
        assert "Something went wrong on my side" in await person.say("/broken my private question")
    assert secret not in caplog.text
    assert "private question" not in caplog.text
    assert "RuntimeError" in caplog.text
    assert "test_house_commands.py" in caplog.text


async def test_a_huge_text_is_answered_quickly_in_one_message(person):
    told = await person.say("steel " * 20_000)
    assert told
    assert "Something went wrong" not in told


@pytest.mark.parametrize("name", sorted({command.name for command in BY_WORD.values()}))
async def test_no_command_fails_on_any_words_in_either_language(desk, name):
    fault = {lang: phrase("fault", lang) for lang in ("en", "ja")}
    for lang in ("en", "ja"):
        who = Person(desk, Asker(44, user_id=44, lang=lang, is_operator=True))
        for words in ("", "🦄 ﷽ \u202e <b>&amp;", "9" * 200, "-1 -1", "japan japan japan", "\n\n"):
            assert fault[lang] not in await who.say(f"/{name} {words}")
