"""/alerts and /mute: listing, editing, pausing, deleting and muting by words and by buttons."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.request import Asker
from storage.chats import silences
from storage.events import EventKind
from storage.subscriptions import Subscription, subscribe
from tests.bot.conftest import NOW, Person, order


async def _silences(db, chat_id=42, now=NOW):
    async with db.read() as session:
        return [(one.scope, one.value) for one in (await silences(session, [chat_id], now)).get(chat_id, [])]


async def test_an_empty_list_says_how_to_fill_it(person, reader):
    told = await person.say("/alerts")
    assert "no alerts yet" in told
    assert "/subscribe orders japan" in told
    assert "登録はまだありません" in await reader.say("/alerts")


async def test_an_alert_is_paused_resumed_and_deleted_by_buttons_in_the_same_message(person):
    await person.say("/subscribe orders japan")
    await person.say("/alerts")
    assert "paused" in await person.press("⏸ 1")
    assert person.reply.in_place
    assert (await person.alerts())[0].paused
    assert "paused" not in await person.press("▶ 1")
    assert not (await person.alerts())[0].paused
    assert "no alerts yet" in await person.press("🗑 1")
    assert await person.alerts() == []


async def test_an_alert_is_narrowed_to_a_stage_and_to_rate_changes_by_buttons(person):
    await person.say("/subscribe orders japan")
    await person.say("/alerts")
    assert "What should it be narrowed to?" in await person.press("✎ 1")
    assert "only when a rate changes" in await person.press("only when a rate changes")
    assert any(button.text.startswith("☑") for button in person.buttons())
    assert "Signed" in await person.press("Signed")
    assert any(button.text == "● Signed" for button in person.buttons())
    (entry,) = await person.alerts()
    assert (entry.stage, entry.only_rate_changes, entry.country) == ("signed", True, "JP")
    await person.press("every stage")
    await person.press("only when a rate changes")
    (entry,) = await person.alerts()
    assert (entry.stage, entry.only_rate_changes) == ("", False)
    assert "Your alerts" in await person.press("↩")


async def test_trips_are_narrowed_to_their_own_statuses_and_issues_to_none(person):
    await person.say("/subscribe trips japan")
    await person.say("/alerts edit 1")
    await person.press("Trip cancelled")
    assert (await person.alerts())[0].stage == "cancelled"
    await person.say("/subscribe issues korea")
    await person.say("/alerts edit 2")
    assert not any("stage" in (button.callback or "") for button in person.buttons())


async def test_the_edit_view_is_in_japanese_for_a_japanese_chat(reader):
    await reader.say("/subscribe orders japan")
    assert "絞り込みを選んでください" in await reader.say("/alerts edit 1")
    assert "署名" in [button.text for button in reader.buttons()]


async def test_an_edit_that_makes_two_alerts_the_same_leaves_one(person):
    await person.say("/subscribe orders japan")
    await person.say("/subscribe orders japan signed")
    await person.say("/alerts edit 2")
    await person.press("every stage")
    assert len(await person.alerts()) == 1


async def test_numbers_typed_are_places_in_the_list_and_never_another_chats_alert(person, reader):
    await reader.say("/subscribe orders korea")
    await person.say("/subscribe orders japan")
    await person.say("/subscribe trips japan")
    assert "Removed: orders · Japan" in await person.say("/alerts delete 1")
    assert [entry.kind for entry in await person.alerts()] == [EventKind.TRIPS]
    theirs = (await reader.alerts())[0].id
    assert "no such alert" in await person.say(f"/alerts delete #{theirs}", pressed=True)
    assert "no such alert" in await person.say(f"/alerts edit #{theirs}", pressed=True)
    assert len(await reader.alerts()) == 1


@pytest.mark.parametrize(
    "words", ["delete 99", "delete ²", "pause " + "9" * 40, "delete #x", "edit -1", "stage 7 signed"]
)
async def test_an_alert_that_is_not_there_is_said_to_be_missing(person, words):
    await person.say("/subscribe orders japan")
    assert "no such alert" in await person.say(f"/alerts {words}")
    assert len(await person.alerts()) == 1


async def test_a_hundred_alerts_are_listed_in_pages_that_telegram_takes(person, db):
    async with db.write() as session:
        for number in range(100):
            wish = Subscription(
                42, EventKind.RATES, "JP", f"{870300 + number}", stage="in_force", only_rate_changes=True
            )
            await subscribe(session, wish, NOW)
    told = await person.say("/alerts")
    assert "1/10" in told
    assert "10. rates" in told
    assert "11. rates" not in told
    told = await person.press("2")
    told = await person.say("/alerts page 10", pressed=True)
    assert "100. rates" in told
    await person.press("⏸ 100")
    assert "paused" in (await person.say("/alerts page 10")).splitlines()[-1]


async def test_everything_is_paused_and_resumed(person):
    await person.say("/subscribe orders japan")
    assert "/alerts resume" in await person.say("/alerts pause")
    assert (await person.settings()).paused
    assert "/alerts resume" not in await person.say("/alerts resume")
    assert not (await person.settings()).paused


@pytest.mark.parametrize(
    ("words", "hours"),
    [("1h", 1), ("1d", 24), ("2 hours", 2), ("3 days", 72), ("1w", 168), ("3時間", 3), ("1日", 24), ("9999d", 8760)],
)
async def test_a_chat_is_muted_for_a_time_and_told_until_when(person, words, hours):
    told = await person.say(f"/mute {words}")
    assert (await person.settings()).muted_until == NOW + timedelta(hours=hours)
    assert "Muted: everything until" in told
    assert "No longer muted" in await person.press("Unmute")
    assert (await person.settings()).muted_until is None


async def test_the_end_of_a_mute_is_told_in_the_chats_own_zone(reader):
    assert "22:00まで" in await reader.say("/mute 1h")  # 12:00 UTC is 21:00 in Tokyo


async def test_a_country_is_muted_for_good_or_for_a_time_and_unmuted(person, db):
    assert "Muted: Japan" in await person.say("/mute japan")
    assert "Muted: South Korea until" in await person.say("/mute korea 2d")
    assert await _silences(db) == [("country", "JP"), ("country", "KR")]
    assert await _silences(db, now=NOW + timedelta(days=3)) == [("country", "JP")]
    assert "No longer muted: Japan" in await person.say("/mute off japan")
    assert await _silences(db) == [("country", "KR")]


async def test_a_thread_is_muted_by_the_button_under_its_alert_and_named_by_its_headline(person, db, happen):
    await happen(order("order:japan:signed", headline="Order <14345> is signed"))
    await person.say("/subscribe orders japan")
    assert "Muted: Order <14345> is signed" in await person.say("/mute thread:order:japan", pressed=True)
    assert await _silences(db) == [("thread", "order:japan")]
    assert "🔕 Order <14345> is signed" in await person.say("/alerts")


async def test_mute_off_ends_everything_that_is_muted_as_it_says(person, db):
    for words in ("1d", "japan", "thread:order:japan"):
        assert "/mute off ends it" in await person.say(f"/mute {words}")
    await person.say("/mute off")
    assert await _silences(db) == []
    assert (await person.settings()).muted_until is None


@pytest.mark.parametrize("words", ["", "0h", "banana", "never", "off banana", "1h banana", "-1h banana"])
async def test_a_mute_that_cannot_be_read_changes_nothing_and_says_how(person, db, words):
    assert "/mute 1h" in await person.say(f"/mute {words}")
    assert await _silences(db) == []
    chat = await person.settings()
    assert chat is None or chat.muted_until is None


async def test_what_is_muted_stands_in_the_list_with_a_button_that_ends_it(person, db):
    await person.say("/subscribe orders japan")
    await person.say("/alerts")
    await person.press("🔕 1 h")
    told = await person.say("/alerts")
    assert "/mute off" in told
    await person.press("🔔")
    assert (await person.settings()).muted_until is None


async def test_only_administrators_change_the_alerts_of_a_group_but_anybody_may_look(desk, db):
    asked = []

    async def no() -> bool:
        asked.append(db._holder)
        return False

    member = Person(desk, Asker(-5, user_id=9, chat_type="supergroup", is_chat_admin=no))
    async with db.write() as session:
        await subscribe(session, Subscription(-5, EventKind.ORDERS, "JP"), NOW)
    for words in (
        "/subscribe trips", "/unsubscribe all", "/alerts delete 1", "/alerts pause", "/alerts rate 1", "/mute 1h",
        "/zone Tokyo", "/quiet off", "/digest daily", "/urgent off", "/language ja", "/topic", "/mydata", "/forget yes",
    ):  # fmt: skip
        assert "only its administrators" in await member.say(words), words
    assert len(await member.alerts()) == 1
    assert asked == [None] * 14, "Telegram is asked before a write transaction, never inside one"
    assert "orders · Japan" in await member.say("/alerts")
    assert "15%" in await member.say("/rate autos japan 2026-01-10")


async def test_an_administrator_changes_them_and_a_chat_in_a_topic_is_subscribed_there(desk):
    async def yes() -> bool:
        return True

    admin = Person(desk, Asker(-5, thread_id=77, user_id=9, chat_type="supergroup", is_chat_admin=yes))
    assert "Subscribed" in await admin.say("/subscribe orders japan")
    assert (await admin.alerts())[0].topic_id == 77
    assert "come to this topic" in await admin.say("/topic")
    assert (await admin.settings()).topic_id == 77


async def test_when_telegram_does_not_say_who_administers_it_is_said_so(desk):
    from bot.request import RightsUnknown

    async def fault() -> bool:
        raise RightsUnknown

    someone = Person(desk, Asker(-5, user_id=9, chat_type="group", is_chat_admin=fault, zone=ZoneInfo("UTC")))
    assert "Telegram did not tell me" in await someone.say("/subscribe orders japan")
    assert await someone.alerts() == []
