"""/subscribe and /unsubscribe as people use them: every form, every misunderstanding, in both languages."""

from datetime import timedelta

import pytest

from storage.events import EventKind
from storage.subscriptions import MOST_PER_CHAT, Subscription, subscribe
from tests.bot.conftest import NOW, order


def _told(entry: Subscription) -> tuple:
    return entry.kind, entry.country, entry.product, entry.stage, entry.only_rate_changes


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("orders japan", [(EventKind.ORDERS, "JP", "", "", False)]),
        ("orders", [(EventKind.ORDERS, "", "", "", False)]),
        ("japan", [(None, "JP", "", "", False)]),
        ("all", [(None, "", "", "", False)]),
        ("rates cars japan", [(EventKind.RATES, "JP", "car", "", False)]),
        ("rates 8703.23 korea", [(EventKind.RATES, "KR", "870323", "", False)]),
        ("rates 8703230140", [(EventKind.RATES, "", "8703230140", "", False)]),
        ("steel", [(None, "", "steel", "", False)]),
        ("orders japan signed", [(EventKind.ORDERS, "JP", "", "signed", False)]),
        ("orders in force eu", [(EventKind.ORDERS, "EU", "", "in_force", False)]),
        ("trips japan cancelled", [(EventKind.TRIPS, "JP", "", "cancelled", False)]),
        ("canceled trips", [(EventKind.TRIPS, "", "", "cancelled", False)]),
        ("postponed", [(EventKind.TRIPS, "", "", "postponed", False)]),
        ("orders japan only when a rate changes", [(EventKind.ORDERS, "JP", "", "", True)]),
        ("everything korea only when the rate changes", [(None, "KR", "", "", True)]),
        ("new orders for the EU", [(EventKind.ORDERS, "EU", "", "", False)]),
        ("alerts about tariffs on steel from korea", [(EventKind.RATES, "KR", "steel", "", False)]),
        ("ORDERS Japan", [(EventKind.ORDERS, "JP", "", "", False)]),
        ("orders new zealand", [(EventKind.ORDERS, "NZ", "", "", False)]),
        (
            "orders and trips japan",
            [(EventKind.ORDERS, "JP", "", "", False), (EventKind.TRIPS, "JP", "", "", False)],
        ),
        ("sources", [(EventKind.SOURCES, "", "", "", False)]),
        ("issues switzerland", [(EventKind.ISSUES, "CH", "", "", False)]),
        ("大統領令 日本", [(EventKind.ORDERS, "JP", "", "", False)]),
        ("日本の命令", [(EventKind.ORDERS, "JP", "", "", False)]),
        ("税率 自動車 日本", [(EventKind.RATES, "JP", "car", "", False)]),
        ("往来 日本 訪問取りやめ", [(EventKind.TRIPS, "JP", "", "cancelled", False)]),
        ("命令 日本 署名", [(EventKind.ORDERS, "JP", "", "signed", False)]),
        ("すべて", [(None, "", "", "", False)]),
    ],
)
async def test_what_is_asked_for_is_what_is_stored(person, words, wanted):
    told = await person.say(f"/subscribe {words}")
    assert [_told(entry) for entry in await person.alerts()] == wanted
    assert told.startswith("🔔 Subscribed: ")


async def test_a_product_keeps_the_headings_it_stands_for_and_is_shown_by_its_name(person, reader):
    assert "rates · passenger car · Japan" in await person.say("/subscribe rates autos japan")
    (entry,) = await person.alerts()
    assert "8703" in entry.prefixes
    assert "税率 · 乗用車 · 日本" in await reader.say("/subscribe rates autos japan")
    assert "税率 · 乗用車 · 日本" in await reader.say("/alerts")
    assert "8703.23" in await person.say("/subscribe rates 870323")


@pytest.mark.parametrize(
    ("words", "after"), [("rates glass japan", "Japan"), ("chips signed orders", "signed"), ("metal", "")]
)
async def test_an_ambiguous_product_is_asked_back_with_buttons_that_keep_the_rest_of_the_wish(person, words, after):
    told = await person.say(f"/subscribe {words}")
    assert "Which of these do you mean?" in told
    assert len(person.buttons()) >= 3
    assert await person.alerts() == []
    assert all(after in (button.callback or "") for button in person.buttons())
    assert "Subscribed" in await person.press(person.buttons()[1].text)
    (entry,) = await person.alerts()
    assert entry.product
    assert entry.stage == ("signed" if "signed" in words else "")
    assert entry.country == ("JP" if "japan" in words else "")


@pytest.mark.parametrize("words", ["zorblax", "hjkhjk hjkhjk", "🦄", "<b>", "'; DROP TABLE chats", "99", "x" * 3000])
async def test_nonsense_gets_one_helpful_line_and_stores_nothing(person, words):
    told = await person.say(f"/subscribe {words}")
    assert "/subscribe" in told
    assert await person.alerts() == []
    assert "Something went wrong" not in told


async def test_without_words_it_says_how_in_the_users_language(person, reader):
    for words in ("", " for the", " please", " new"):
        assert "Say what to watch" in await person.say(f"/subscribe{words}")
    assert await person.alerts() == []
    assert "何を監視しますか" in await reader.say("/subscribe")
    assert "品目や国が分かりません" in await reader.say("/subscribe ゾルブラックス")


async def test_a_stage_that_the_kind_never_has_is_answered_with_those_it_has(person):
    told = await person.say("/subscribe orders japan cancelled")
    assert "The stages of orders are" in told
    assert "signed" in told
    assert "no stages" in await person.say("/subscribe sources signed")
    assert await person.alerts() == []


async def test_words_that_were_left_aside_are_told(person):
    assert "zorblax" in await person.say("/subscribe rates zorblax cars japan")
    assert len(await person.alerts()) == 1


async def test_the_same_again_is_said_to_be_there_already_and_a_paused_one_is_woken(person):
    await person.say("/subscribe orders japan")
    await person.say("/alerts pause 1")
    assert "You already have this alert" in await person.say("/subscribe orders japan")
    (entry,) = await person.alerts()
    assert not entry.paused


async def test_the_hundred_and_first_is_refused_in_one_sentence(person, reader, db):
    async with db.write() as session:
        for chat in (42, 43):
            for number in range(MOST_PER_CHAT):
                await subscribe(session, Subscription(chat, product=f"{1000 + number}"), NOW)
    told = await person.say("/subscribe orders japan")
    assert f"{MOST_PER_CHAT} alerts at most" in told
    assert len(told.splitlines()) == 1
    assert "100件まで" in await reader.say("/subscribe orders japan")
    assert len(await person.alerts()) == MOST_PER_CHAT


async def test_a_new_subscription_shows_what_the_last_thirty_days_would_have_sent(person, reader, happen):
    await happen(order("order:a:signed", days_ago=3))
    await happen(order("order:b:signed", days_ago=29))
    await happen(order("order:c:signed", days_ago=31))
    await happen(order("order:d:signed", countries=("KR",)))
    told = await person.say("/subscribe orders japan")
    assert "it would have sent 2." in told
    assert "Implementing the United States-Japan Agreement" in told
    assert "過去30日なら2件" in await reader.say("/subscribe orders japan")
    assert "nothing" in await person.say("/subscribe orders japan only when a rate changes")


async def test_history_recorded_today_is_not_shown_as_news_of_the_last_month(person, happen):
    await happen(order("order:old:signed", days_ago=200), at=NOW - timedelta(hours=1), announce=False)
    assert "would have sent nothing" in await person.say("/subscribe orders japan")


async def test_a_long_preview_is_cut_and_says_how_many_more(person, happen):
    for number in range(9):
        await happen(order(f"order:{number}:signed", days_ago=number + 1))
    told = await person.say("/subscribe orders japan")
    assert "it would have sent 9." in told
    assert "… +4" in told


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("1", {"JP trips", "KR orders", "steel"}),
        ("4", {"JP orders", "JP trips", "KR orders"}),
        ("japan", {"KR orders", "steel"}),
        ("orders", {"JP trips", "steel"}),
        ("trips japan", {"JP orders", "KR orders", "steel"}),
        ("steel", {"JP orders", "JP trips", "KR orders"}),
        ("all", set()),
        ("すべて", set()),
        ("all alerts", set()),
        ("5", {"JP orders", "JP trips", "KR orders", "steel"}),
        ("0", {"JP orders", "JP trips", "KR orders", "steel"}),
        ("²", {"JP orders", "JP trips", "KR orders", "steel"}),
        ("-1", {"JP orders", "JP trips", "KR orders", "steel"}),
        ("9" * 30, {"JP orders", "JP trips", "KR orders", "steel"}),
        ("for the", {"JP orders", "JP trips", "KR orders", "steel"}),
        ("zorblax", {"JP orders", "JP trips", "KR orders", "steel"}),
    ],
)
async def test_unsubscribe_removes_exactly_what_was_named(person, words, left):
    for wish in ("orders japan", "trips japan", "orders korea", "steel"):
        await person.say(f"/subscribe {wish}")
    before = len(await person.alerts())
    told = await person.say(f"/unsubscribe {words}")
    names = {f"{entry.country} {entry.kind}" if entry.country else entry.product for entry in await person.alerts()}
    assert names == left
    assert ("Removed" in told) is (len(left) < before)
    assert "Something went wrong" not in told


async def test_unsubscribe_without_words_removes_the_only_one_and_else_shows_the_list(person):
    assert "no alerts yet" in await person.say("/unsubscribe")
    await person.say("/subscribe orders japan")
    assert "Removed: orders · Japan" in await person.say("/unsubscribe")
    await person.say("/subscribe orders japan")
    await person.say("/subscribe orders korea")
    assert "Your alerts" in await person.say("/unsubscribe")
    assert len(await person.alerts()) == 2


async def test_the_button_under_a_rate_answer_subscribes_to_just_that(person):
    await person.say("/rate autos japan")
    assert "Subscribed: rates · " in await person.press("🔔")
    (entry,) = await person.alerts()
    assert entry.country == "JP"


async def test_a_subscription_is_undone_by_the_button_under_it(person):
    await person.say("/subscribe orders japan")
    await person.press("Delete")
    assert await person.alerts() == []


async def test_a_public_channel_with_the_same_alerts_is_offered_to_private_chats_only(person, db):
    from storage.chats import ChatSettings, meet

    async with db.write() as session:
        await meet(session, ChatSettings(-100777, kind="channel", title="@tariffs_japan"), NOW)
        await subscribe(session, Subscription(-100777, EventKind.ORDERS, "JP"), NOW)
    assert "@tariffs_japan" in await person.say("/subscribe orders japan")
    assert "@tariffs_japan" not in await person.say("/subscribe orders")
