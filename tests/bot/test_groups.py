"""Groups, forum topics, channels, and chats that move, leave and come back."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from storage.events import EventKind
from tests.bot.conftest import order
from tests.bot.face import GROUP, channel_post, membership, running, until
from tests.botapi.faults import answer
from tests.botapi.server import BotApi


@pytest.fixture
async def bot(db, engine):
    async with BotApi() as api, running(db, engine, api) as bot:
        yield bot
        assert api.violations == []


def _fresh(key="order:japan:signed", **changes):
    now = datetime.now(UTC)
    return order(key, occurred_at=now, seen_at=now, **changes)


async def test_members_ask_but_only_administrators_subscribe_and_telegram_is_asked_once_a_minute(bot):
    bot.api.admins[GROUP] = {11}
    assert "only its administrators" in await bot.ask(GROUP, "/subscribe orders japan", user_id=12)
    assert "15%" in await bot.ask(GROUP, "/rate autos japan 2026-01-10", user_id=12)
    assert "Subscribed" in await bot.ask(GROUP, "/subscribe orders japan", user_id=11)
    assert "Subscribed" in await bot.ask(GROUP, "/subscribe trips japan", user_id=11)
    assert bot.api.calls["getChatMember"] == 2
    await bot.happen(_fresh())
    await until(lambda: any("Implementing" in text for text in bot.api.texts(GROUP)))


async def test_an_anonymous_administrator_speaks_as_the_group(bot):
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    as_group = {"from": anonymous, "sender_chat": {"id": GROUP, "type": "supergroup", "title": "Group"}}
    assert "Subscribed" in await bot.ask(GROUP, "/subscribe orders japan", **as_group)
    as_channel = {"from": anonymous, "sender_chat": {"id": -100999, "type": "channel", "title": "Other"}}
    assert "only its administrators" in await bot.ask(GROUP, "/subscribe trips japan", **as_channel)


async def test_a_fault_while_asking_who_administers_is_said_and_not_remembered(bot):
    bot.api.admins[GROUP] = {11}
    bot.api.faults.append(answer(500, "Internal Server Error", method="getChatMember"))
    assert "Telegram did not tell me" in await bot.ask(GROUP, "/subscribe orders japan", user_id=11)
    assert "Subscribed" in await bot.ask(GROUP, "/subscribe orders japan", user_id=11)


async def test_a_member_cannot_press_an_administrators_buttons(bot):
    bot.api.admins[GROUP] = {11}
    await bot.ask(GROUP, "/subscribe orders japan", user_id=11)
    await bot.ask(GROUP, "/alerts", user_id=11)
    assert "only its administrators" in await bot.press(GROUP, "🗑 1", user_id=12)
    assert len(await bot.alerts(GROUP)) == 1


async def test_answers_stay_in_the_topic_of_the_question_and_alerts_go_where_they_were_asked_for(bot):
    bot.api.topics[GROUP] = {77, 78}
    bot.api.admins[GROUP] = {11}
    inside = {"message_thread_id": 77, "is_topic_message": True, "user_id": 11}
    await bot.ask(GROUP, "/subscribe orders japan", **inside)
    await bot.ask(GROUP, "/rate autos japan", message_thread_id=78, is_topic_message=True, user_id=12)
    await bot.ask(GROUP, "/rate autos japan", user_id=12)
    assert [one.thread_id for one in bot.api.messages if one.chat_id == GROUP] == [77, 78, None]
    await bot.happen(_fresh())
    await until(lambda: "Implementing" in bot.api.texts(GROUP)[-1])
    assert bot.api.messages[-1].thread_id == 77


async def test_a_button_in_a_topic_is_answered_in_it(bot):
    bot.api.topics[GROUP] = {77}
    await bot.ask(GROUP, "/rate autos japan", message_thread_id=77, is_topic_message=True)
    bot.api.admins[GROUP] = {1}
    assert "Subscribed" in await bot.press(GROUP, "🔔", user_id=1)
    assert bot.api.messages[-1].thread_id == 77
    assert (await bot.alerts(GROUP))[0].topic_id == 77


async def test_a_question_in_a_closed_topic_is_answered_at_the_root(bot):
    bot.api.closed_topics[GROUP] = {77}
    assert "15%" in await bot.ask(
        GROUP, "/rate autos japan 2026-01-10", message_thread_id=77, is_topic_message=True, user_id=12
    )
    assert bot.api.messages[-1].thread_id is None


async def test_a_channels_own_post_subscribes_the_channel(bot):
    bot.api.update(channel_post=channel_post("/subscribe orders japan"))
    await until(lambda: bool(bot.api.texts(-100888)))
    assert "Subscribed" in bot.api.texts(-100888)[0]
    (entry,) = await bot.alerts(-100888)
    assert (entry.kind, entry.country) == (EventKind.ORDERS, "JP")
    await bot.happen(_fresh())
    await until(lambda: len(bot.api.texts(-100888)) == 2)
    assert "@tariffs_japan" in await bot.ask(5, "/subscribe orders japan")


async def test_other_posts_of_a_channel_and_their_copies_in_its_group_are_left_alone(bot):
    bot.api.update(channel_post=channel_post("Good morning, Japan pays 15%"))
    bot.api.say(GROUP, "/subscribe orders japan", is_automatic_forward=True, user_id=777000)
    await bot.settled()
    assert bot.api.texts(-100888) == bot.api.texts(GROUP) == []


@pytest.mark.parametrize("order_of_news", ["migrate", "left first", "joined first", "one side only"])
async def test_a_group_that_becomes_a_supergroup_keeps_everything(bot, order_of_news):
    old, new = -55, -10055
    bot.api.admins[old] = bot.api.admins[new] = {11}
    for words in ("/subscribe orders japan", "/zone Tokyo", "/quiet 22-7", "/mute korea", "/language ja"):
        await bot.ask(old, words, user_id=11)
    await bot.ask(old, "/alerts pause", user_id=11)
    await bot.happen(_fresh(headline="The order held back meanwhile"))
    head = {"date": int(time.time()), "from": {"id": 11, "is_bot": False, "first_name": "A", "language_code": "en"}}
    to = {"message_id": 50, "chat": {"id": old, "type": "group", "title": "G"}, "migrate_to_chat_id": new} | head
    since = {
        "message_id": 1,
        "chat": {"id": new, "type": "supergroup", "title": "G"},
        "migrate_from_chat_id": old,
    } | head
    left = {"my_chat_member": membership(old, "left", kind="group", user=11)}
    joined = {"my_chat_member": membership(new, "administrator", kind="supergroup", user=11)}
    joined["my_chat_member"]["new_chat_member"] |= _RIGHTS
    for update in {
        "migrate": [{"message": to}, {"message": since}],
        "left first": [left, {"message": to}, {"message": since}, joined],
        "joined first": [joined, {"message": since}, left, {"message": to}],
        "one side only": [{"message": since}],
    }[order_of_news]:
        bot.api.update(**update)
        await bot.settled()
    chat = await bot.settings(new)
    assert (chat.zone, chat.language, chat.active, chat.kind) == ("Asia/Tokyo", "ja", True, "supergroup")
    assert f"{chat.quiet_from:%H:%M}" == "22:00"
    assert [entry.country for entry in await bot.alerts(new)] == ["JP"]
    assert await bot.settings(old) is None
    assert "韓国" in await bot.ask(new, "/alerts", user_id=12)
    await bot.ask(new, "/alerts resume", user_id=11)
    await bot.courier.drain()
    told = [one.text for one in bot.api.messages if "Implementing" in one.text]
    assert len(told) == 1, "what was owed to the group is owed to the supergroup"


async def test_a_bot_that_is_blocked_is_quiet_and_a_start_brings_what_was_missed_within_a_day(bot):
    await bot.ask(5, "/subscribe orders japan")
    await bot.happen(_fresh("order:before:signed"))
    await until(lambda: len(bot.api.texts(5)) == 2)
    await bot.ask(5, "/mute 1d")
    await bot.happen(_fresh("order:missed:signed", headline="The missed order"))
    bot.api.update(my_chat_member=membership(5, "kicked"))
    await bot.settled()
    chat = await bot.settings(5)
    assert not chat.active
    assert len(await bot.alerts(5)) == 1
    assert not any("missed" in one.html for one in bot.api.messages)
    bot.api.update(my_chat_member=membership(5, "member"))
    await bot.settled()
    await bot.ask(5, "/start")
    await bot.ask(5, "/mute off")
    await bot.courier.drain()
    assert any("missed" in one.html for one in bot.api.messages if one.chat_id == 5)
    assert (await bot.settings(5)).active


async def test_a_chat_met_by_being_added_speaks_the_language_of_who_added_the_bot(bot):
    bot.api.update(my_chat_member=membership(GROUP, "member", kind="supergroup", user=11))
    await bot.settled()
    assert (await bot.settings(GROUP)).language == "ja"
    assert "日本" in await bot.ask(GROUP, "/rate autos japan", user_id=12, lang="en")


_RIGHTS = dict.fromkeys(
    (
        "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
        "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
        "can_edit_stories", "can_delete_stories",
    ),
    False,
)  # fmt: skip
