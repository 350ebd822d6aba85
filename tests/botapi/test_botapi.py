"""The stand-in is as strict as Telegram, and our outcome table knows every recorded error body."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from jobs.delivery.outcomes import Do, outcome_of
from tests.botapi.faults import answer, flood, moved
from tests.botapi.methods import METHODS, parameters
from tests.botapi.server import BotApi

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples" / "telegram"
recorded = pytest.mark.skipif(not SAMPLES.exists(), reason="the recorded samples of Telegram are not here")


@pytest.fixture
async def api():
    async with BotApi(per_second=30) as server:
        yield server


@pytest.fixture
async def bot(api):
    async with Bot(api.token, base_url=api.base_url, request=HTTPXRequest(read_timeout=1.0)) as made:
        yield made


@recorded
def test_the_methods_and_their_parameters_are_those_of_the_specification():
    whole = json.loads(gzip.decompress((SAMPLES / "bot_api_10.1_2026-06-11.json.gz").read_bytes()))["methods"]
    for method in METHODS:
        fields = {field["name"]: field["required"] for field in whole[method].get("fields", [])}
        assert parameters(method) == fields, method


EXPECTED = {
    "bad-request-button-url-invalid": Do.PLAIN,
    "bad-request-chat-not-found": Do.GONE,
    "bad-request-entities-too-long": Do.SPLIT,
    "bad-request-group-chat-migrated": Do.MOVED,
    "bad-request-group-deactivated": Do.GONE,
    "bad-request-message-cant-be-edited": Do.DONE,
    "bad-request-message-not-modified": Do.DONE,
    "bad-request-message-text-is-empty": Do.DEAD,
    "bad-request-message-to-edit-not-found": Do.DONE,
    "bad-request-not-enough-rights-text": Do.GONE,
    "bad-request-peer-id-invalid": Do.GONE,
    "bad-request-reply-message-not-found": Do.UNREPLIED,
    "bad-request-user-not-found": Do.GONE,
    "forbidden-bot-blocked-by-user": Do.GONE,
    "forbidden-bot-cant-send-messages-to-bots": Do.GONE,
    "forbidden-bot-not-member-channel": Do.GONE,
    "forbidden-bot-not-member-supergroup": Do.GONE,
    "forbidden-bot-was-kicked": Do.GONE,
    "forbidden-cant-initiate-conversation": Do.GONE,
    "forbidden-user-is-deactivated": Do.GONE,
    "too-many-requests": Do.WAIT,
    "unauthorized": Do.STOP,
    "conflicted-terminated-by-other-long-poll": Do.RETRY,
    "webhook-is-active": Do.RETRY,
}


@recorded
@pytest.mark.parametrize("name", sorted(EXPECTED))
async def test_every_recorded_error_body_leads_to_the_action_of_the_table(api, bot, name):
    body = json.loads((SAMPLES / "error_bodies" / f"{name}.json").read_text())
    api.faults.append(answer(body["error_code"], body["description"], parameters=body.get("parameters")))
    with pytest.raises(TelegramError) as caught:
        await bot.send_message(1, "15%")
    assert outcome_of(caught.value).do is EXPECTED[name]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<b>open", "can't find end tag"),
        ("<table>x</table>", "unsupported start tag"),
        ("<b><i>x</b></i>", "unmatched end tag"),
        ("x" * 4097, "message is too long"),
        ("📦" * 2049, "message is too long"),
        ("<b> </b>", "message text is empty"),
        ("<b>x</b>" * 101, "entities too long"),
    ],
)
async def test_what_telegram_does_not_take_is_refused(bot, text, says):
    with pytest.raises(BadRequest) as caught:
        await bot.send_message(1, text, parse_mode="HTML")
    assert says in caught.value.message.lower()


async def test_buttons_are_held_to_their_limits(bot):
    for button in (InlineKeyboardButton("x", callback_data="x" * 65), InlineKeyboardButton("x", url="ftp://x")):
        with pytest.raises(BadRequest, match=r"(?i)button"):
            await bot.send_message(1, "x", reply_markup=InlineKeyboardMarkup([[button]]))


async def test_a_reply_to_nothing_an_edit_of_nothing_and_an_edit_to_the_same_are_refused(bot):
    with pytest.raises(BadRequest, match=r"(?i)replied not found"):
        await bot.send_message(1, "x", reply_to_message_id=77)
    with pytest.raises(BadRequest, match=r"(?i)edit not found"):
        await bot.edit_message_text("x", 1, 77)
    sent = await bot.send_message(1, "x")
    with pytest.raises(BadRequest, match=r"(?i)not modified"):
        await bot.edit_message_text("x", 1, sent.message_id)
    assert (await bot.edit_message_text("y", 1, sent.message_id)).text == "y"


async def test_the_thirty_first_message_of_a_second_is_refused(api, bot):
    refused = 0
    for number in range(40):
        try:
            await bot.send_message(number + 1, "x")
        except RetryAfter:
            refused += 1
    assert len(api.messages) + refused == 40
    assert api.floods == refused


async def test_updates_are_polled_confirmed_and_fought_over_as_with_telegram(api, bot):
    import asyncio

    api.say(5, "/start")
    (update,) = await bot.get_updates(timeout=0)
    assert update.message.text == "/start"
    assert await bot.get_updates(offset=update.update_id + 1, timeout=0) == ()
    first = asyncio.create_task(bot.get_updates(offset=update.update_id + 1, timeout=1))
    await asyncio.sleep(0.1)
    api.press(5, 1, "rate:8703")
    assert (await first)[0].callback_query.data == "rate:8703"
    later = update.update_id + 2
    first = asyncio.create_task(bot.get_updates(offset=later, timeout=1))
    await asyncio.sleep(0.1)
    async with Bot(api.token, base_url=api.base_url) as second:
        await second.get_updates(offset=later, timeout=0)
    with pytest.raises(Conflict):
        await first


async def test_tokens_faults_and_migrations_come_as_pythons_exceptions(api, bot):
    api.faults += [flood(3), moved(-5, -1005), answer(403, "Forbidden: bot was blocked by the user", chat_id=9)]
    with pytest.raises(RetryAfter):
        await bot.send_message(1, "x")
    with pytest.raises(ChatMigrated):
        await bot.send_message(-5, "x")
    with pytest.raises(Forbidden):
        await bot.send_message(9, "x")
    with pytest.raises(InvalidToken):
        await Bot("1:WRONG-TOKEN-of-somebody", base_url=api.base_url).get_me()
    assert api.violations == []
