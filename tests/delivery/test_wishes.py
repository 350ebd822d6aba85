"""At the right time, in the right place, in the right form: what a chat wished, told through the courier with a fake
sender.
"""

from __future__ import annotations

import asyncio
from datetime import time, timedelta

import pytest

from jobs.delivery.courier import Courier
from jobs.delivery.parcel import Renderers
from storage.chats import chat_settings, mute, mute_chat, pause_chat, save_settings, silences, unmute
from storage.columns import table_of
from storage.doubts import decide, open_doubts
from storage.events import Citation, EventKind
from storage.messages import Lane
from storage.observations import Item, ItemKind
from storage.record import record
from storage.subscriptions import (
    MOST_PER_CHAT,
    Refused,
    Subscription,
    edit_subscription,
    pause_subscription,
    subscribe,
    subscriptions_of,
    unsubscribe,
)
from storage.tables import OutboxRow
from tests.delivery.conftest import START, Postbox, event

outbox = table_of(OutboxRow)


@pytest.fixture
def courier(db, postbox, clock):
    return Courier(db, postbox, Renderers(), clock, admins=(900,))


async def rows_of(db):
    async with db.read() as session:
        return (await session.execute(outbox.select().order_by(outbox.c.id))).all()


NIGHT = {"zone": "UTC", "quiet_from": time(11, 0), "quiet_to": time(19, 0)}
"""START is at noon."""


async def test_an_alert_in_quiet_hours_comes_after_them_and_says_how_late_it_is(
    db, courier, postbox, clock, chat, happen
):
    await chat(1, wish={}, **NIGHT)
    await happen(event())
    await courier.drain()
    assert postbox.sent == []
    clock.move(hours=6, minutes=59)
    await courier.drain()
    assert postbox.sent == []
    clock.move(minutes=1)
    await courier.drain()
    (text,) = postbox.texts(1)
    assert "7 h late" in text
    assert "quiet hours" in text


async def test_several_held_alerts_are_told_in_one_message(db, courier, postbox, clock, chat, happen):
    await chat(1, wish={}, **NIGHT, language="ja")
    for number in range(3):
        await happen(event(f"trip:{number}:planned"), at=START + timedelta(hours=number))
    await courier.drain()
    clock.move(hours=7)
    await courier.drain()
    (text,) = postbox.texts(1)
    assert "3件" in text
    assert "7時間" in text
    assert [row.state for row in await rows_of(db)] == ["sent"] * 3
    assert len({row.message_id for row in await rows_of(db)}) == 1


async def test_an_urgent_alert_passes_quiet_hours_in_the_urgent_lane(courier, postbox, chat, happen):
    await chat(1, wish={}, **NIGHT)
    await happen(event(urgent=True))
    await courier.drain()
    assert [one.lane for one in postbox.sent] == [Lane.URGENT]


async def test_quiet_hours_that_are_taken_back_let_held_alerts_go_at_once(db, courier, postbox, clock, chat, happen):
    settings = await chat(1, wish={}, **NIGHT)
    await happen(event())
    await courier.drain()
    from dataclasses import replace

    async with db.write() as session:
        await save_settings(session, replace(settings, quiet_from=None, quiet_to=None), clock.now())
    await courier.drain()
    assert len(postbox.sent) == 1


async def test_quiet_hours_set_after_the_fan_out_still_hold(db, courier, postbox, clock, chat, happen):
    settings = await chat(1, wish={})
    await happen(event())
    from dataclasses import replace

    from jobs.delivery.schedule import when
    from storage.fanout import spread

    await spread(db, clock.now(), when)
    async with db.write() as session:
        await save_settings(session, replace(settings, **NIGHT), clock.now())
    await courier.drain()
    assert postbox.sent == []
    clock.move(hours=7)
    await courier.drain()
    assert len(postbox.sent) == 1


async def test_a_muted_chat_gets_afterwards_what_came_meanwhile(db, courier, postbox, clock, chat, happen):
    await chat(1, wish={})
    async with db.write() as session:
        await mute_chat(session, 1, START + timedelta(hours=1), START)
    await happen(event("trip:1:planned", urgent=True))
    await happen(event("trip:2:planned"))
    await courier.drain()
    assert postbox.sent == []
    clock.move(hours=1)
    await courier.drain()
    assert len(postbox.sent) == 1
    assert "trip:1" in postbox.texts()[0]
    assert "trip:2" in postbox.texts()[0]


async def test_a_muted_thread_or_country_is_not_told_and_the_rest_is(db, courier, postbox, clock, chat, happen):
    await chat(1, wish={})
    async with db.write() as session:
        await mute(session, 1, "thread", "trip:1", until=None, now=START)
        await mute(session, 1, "country", "KR", until=START + timedelta(hours=1), now=START)
    await happen(event("trip:1:planned"))
    await happen(event("trip:2:planned", countries=("KR",)))
    await happen(event("trip:3:planned", countries=("KR", "JP")))
    await courier.drain()
    assert [row.state for row in await rows_of(db)] == ["muted", "muted", "sent"]
    clock.move(hours=1)
    await happen(event("trip:4:planned", countries=("KR",)), at=clock.now())
    await courier.drain()
    assert "trip:4" in postbox.texts()[-1]
    async with db.write() as session:
        assert await unmute(session, 1, "thread", "trip:1")
        assert await silences(session, [1], clock.now()) == {}


async def test_a_paused_chat_gets_one_message_when_it_resumes(db, courier, postbox, clock, chat, happen):
    await chat(1, wish={})
    async with db.write() as session:
        await pause_chat(session, 1, paused=True, now=START)
    for number in range(4):
        await happen(event(f"trip:{number}:planned"))
    await courier.drain()
    clock.move(days=20)
    await courier.drain()
    assert postbox.sent == []
    async with db.write() as session:
        await pause_chat(session, 1, paused=False, now=clock.now())
    await courier.drain()
    assert len(postbox.sent) == 1
    assert "4 alerts" in postbox.texts()[0]


async def test_a_daily_digest_holds_the_alerts_of_the_day_and_comes_once_a_local_date(
    db, courier, postbox, clock, chat, happen
):
    await chat(1, wish={}, zone="Asia/Tokyo", digest="daily", digest_at=time(8, 0))  # START is 21:00 there
    await happen(event("trip:1:planned"))
    await happen(event("trip:2:planned"), at=START + timedelta(hours=5))
    await courier.drain()
    clock.move(hours=10, minutes=59)
    await courier.drain()
    assert postbox.sent == []
    clock.move(minutes=1)
    await courier.drain()
    assert len(postbox.sent) == 1
    assert "Digest</b> · 2 alerts" in postbox.texts()[0]
    assert "late" not in postbox.texts()[0]
    settings = await settings_of(db)
    from dataclasses import replace

    async with db.write() as session:  # the digest is moved to later on the same day
        await save_settings(session, replace(settings, digest_at=time(20, 0)), clock.now())
    await happen(event("trip:3:planned"), at=clock.now())
    await courier.drain()
    clock.move(hours=13)
    await courier.drain()
    assert len(postbox.sent) == 1, "a second digest on one local date"
    clock.move(days=1)
    await courier.drain()
    assert "trip:3" in postbox.texts()[-1]


async def settings_of(db, chat_id=1):
    async with db.read() as session:
        return await chat_settings(session, chat_id)


async def test_later_stages_reply_to_the_first_message_which_is_edited_to_the_current_state(
    courier, postbox, clock, chat, happen
):
    await chat(1, wish={})
    await chat(2, wish={"stage": "cancelled"})
    await happen(event("trip:1:planned"))
    await courier.drain()
    clock.move(hours=1)
    await happen(event("trip:1:cancelled"), at=clock.now())
    await courier.drain()
    first, second, other = postbox.sent[0], *sorted(postbox.sent[1:], key=lambda one: one.to.chat_id)
    assert (first.to.reply_to, second.to.reply_to, other.to.reply_to) == (None, first.id, None)
    ((where, number, message),) = postbox.edits
    assert (where.chat_id, number) == (1, first.id)
    assert "Headline of trip:1:planned" in message.html
    assert "Headline of trip:1:cancelled" in message.html


async def test_alerts_of_one_chat_come_in_order(db, clock, chat, happen):
    class Uneven(Postbox):
        """The first answers take longest."""

        async def send(self, to, message, lane):
            await asyncio.sleep(max(0.0, 0.05 - 0.01 * int(message.html.split("Headline of trip:")[1][0])))
            return await super().send(to, message, lane)

    postbox = Uneven()
    courier = Courier(db, postbox, Renderers(), clock)
    await chat(1, wish={})
    await chat(2, wish={})
    for number in range(5):
        await happen(event(f"trip:{number}:planned"))
    await courier.drain()
    for one in (1, 2):
        assert [text.split("Headline of trip:")[1][0] for text in postbox.texts(one)] == ["0", "1", "2", "3", "4"]


async def test_urgent_alerts_overtake_a_broadcast(db, postbox, clock, chat, happen):
    from storage.figures import confirm_broadcast, draft_broadcast

    for number in range(1, 30):
        await chat(number, wish={})
    async with db.write() as session:
        draft, reach = await draft_broadcast(session, "hello", by=5, now=START)
        assert reach == 29
        assert not await confirm_broadcast(session, draft, by=6, now=START)
        assert await confirm_broadcast(session, draft, by=5, now=START)
        assert not await confirm_broadcast(session, draft, by=5, now=START)
    courier = Courier(db, postbox, Renderers(), clock, in_flight=1)
    from jobs.delivery.schedule import when
    from storage.fanout import spread

    await spread(db, clock.now(), when)
    await happen(event(urgent=True))
    await courier.drain()
    assert [one.lane for one in postbox.sent] == [Lane.URGENT] * 29 + [Lane.NORMAL] * 29


async def test_a_second_event_with_the_same_key_adds_citations_and_alerts_nobody(db, courier, postbox, chat, happen):
    await chat(1, wish={})
    await happen(event())
    other = Citation("white_house", "https://wh.example/post", "Post", None, START)
    again = await happen(event(citations=(other, event().citations[0])))
    assert again.new == ()
    assert again.cited_again[0][1] == (other,)
    assert [one.source for one in again.cited_again[0][0].event.citations] == ["feed:paper"]
    await courier.drain()
    assert len(postbox.sent) == 1


async def test_a_baseline_is_remembered_and_alerts_nobody(db, courier, postbox, chat):
    await chat(1, wish={})
    async with db.write() as session:
        await record(session, [event()], now=START, announce=False)
    async with db.write() as session:
        assert (await record(session, [event()], now=START)).new == ()
    await courier.drain()
    assert postbox.sent == []


async def test_who_subscribes_after_an_event_does_not_get_it(db, courier, postbox, chat, happen):
    await chat(1)
    await happen(event())
    async with db.write() as session:
        await subscribe(session, Subscription(1), START + timedelta(seconds=1))
    await courier.drain()
    assert postbox.sent == []


async def test_a_topic_of_the_subscription_is_where_its_alerts_go(courier, postbox, chat, happen):
    await chat(-1001, wish={"topic_id": 7}, kind="supergroup", topic_id=3)
    await chat(-1002, wish={}, kind="supergroup", topic_id=3)
    await chat(-1003, wish={}, kind="supergroup", topic_id=1)
    await happen(event())
    await courier.drain()
    assert {one.to.chat_id: one.to.thread_id for one in postbox.sent} == {-1001: 7, -1002: 3, -1003: None}


class Doubtful:
    key = "doubt-about-trip"
    reason = "Two papers disagree <who> is right"
    item = Item(ItemKind.NEWS, "feed:paper", "1", "https://news.example/1", "Trip is off?")
    proposal = event("trip:9:cancelled")


async def test_a_doubt_is_asked_once_and_an_approval_publishes_it_once(db, courier, postbox, chat):
    await chat(1, wish={})
    for _ in range(2):
        async with db.write() as session:
            await record(session, [], doubts=[Doubtful()], now=START)
        await courier.drain()
    (asked,) = postbox.sent
    assert (asked.to.chat_id, asked.lane) == (900, Lane.URGENT)
    assert "&lt;who&gt;" in asked.message.html
    yes = asked.message.buttons[0][0].callback
    assert len(yes.encode()) <= 64
    async with db.write() as session:
        assert len(await open_doubts(session)) == 1
        made = await decide(session, yes.rsplit(":", 1)[1], approve=True, by=900, now=START)
        assert len(made.new) == 1
        assert await decide(session, yes.rsplit(":", 1)[1], approve=False, by=901, now=START) is None
    await courier.drain()
    assert postbox.texts(1) == ['<a href="https://news.example/trip:9:cancelled">Headline of trip:9:cancelled</a>']


async def test_subscriptions_are_made_once_edited_paused_and_deleted_by_their_own_chat_only(db, chat):
    await chat(1)
    async with db.write() as session:
        one = await subscribe(session, Subscription(1, EventKind.ORDERS, "JP"), START)
        assert (await subscribe(session, Subscription(1, EventKind.ORDERS, "JP"), START)).id == one.id
        other = await subscribe(session, Subscription(1, EventKind.ORDERS, "KR"), START)
        from dataclasses import replace

        merged = await edit_subscription(session, replace(other, country="JP"))
        assert merged.id == one.id
        assert [wish.id for wish in await subscriptions_of(session, 1)] == [one.id]
        assert not await pause_subscription(session, 2, one.id, paused=True)
        assert await pause_subscription(session, 1, one.id, paused=True)
        assert await unsubscribe(session, 2, one.id) == 0
        assert await unsubscribe(session, 1, one.id) == 1


async def test_a_chat_cannot_have_more_subscriptions_than_it_could_ever_read(db, chat):
    await chat(1)
    async with db.write() as session:
        for number in range(MOST_PER_CHAT):
            await subscribe(session, Subscription(1, product=str(number)), START)
        with pytest.raises(Refused, match="delete one"):
            await subscribe(session, Subscription(1, product="one more"), START)


async def test_a_clock_that_jumps_back_or_forth_loses_and_doubles_nothing(db, courier, postbox, clock, chat, happen):
    await chat(1, wish={})
    await happen(event("trip:1:planned"))
    clock.move(hours=-3)  # before the event was recorded
    await courier.drain()
    clock.move(days=400)
    await courier.drain()
    await happen(event("trip:2:planned"), at=clock.now())
    clock.move(days=-399)
    await courier.drain()
    clock.move(days=400)
    await courier.drain()
    assert len(postbox.sent) == 2
    assert {row.state for row in await rows_of(db)} == {"sent"}


async def test_a_repeat_keeps_quiet_hours_too(db, courier, postbox, clock, chat, happen):
    from telegram.error import TimedOut

    settings = await chat(1, wish={})
    postbox.faults = [TimedOut()]
    await happen(event())
    await courier.drain()
    from dataclasses import replace

    async with db.write() as session:
        await save_settings(session, replace(settings, **NIGHT), clock.now())
    clock.move(hours=2)
    await courier.drain()
    assert postbox.sent == []
    clock.move(hours=5)
    await courier.drain()
    assert "repeat" in postbox.texts()[0]


async def test_a_later_stage_told_in_a_merged_message_still_brings_the_first_message_up_to_date(
    db, courier, postbox, clock, chat, happen
):
    from dataclasses import replace

    settings = await chat(1, wish={})
    await happen(event("trip:1:planned"))
    await courier.drain()
    async with db.write() as session:
        await save_settings(session, replace(settings, **NIGHT), clock.now())
    await happen(event("trip:1:cancelled"), event("trip:2:planned"))
    await courier.drain()
    clock.move(hours=7)
    await courier.drain()
    assert len(postbox.sent) == 2
    assert [number for _, number, _ in postbox.edits] == [postbox.sent[0].id]


async def test_what_follows_an_alert_that_could_not_be_sent_waits_for_it(db, courier, postbox, clock, chat, happen):
    import httpx
    from telegram.error import NetworkError

    refused = NetworkError("httpx.ConnectError")
    refused.__cause__ = httpx.ConnectError("refused")
    await chat(1, wish={})
    postbox.faults = [refused]
    await happen(event("trip:1:planned"), event("trip:2:planned"))
    await courier.drain()
    assert postbox.sent == []
    clock.move(seconds=1)
    await courier.drain()
    assert ["trip:1" in text for text in postbox.texts()] == [True, False]


async def test_a_channel_that_tells_all_that_is_wished_is_offered_and_gets_one_send(db, courier, postbox, chat, happen):
    from storage.channels import channels_for

    await chat(-100500, wish={"kind": EventKind.TRIPS, "country": "JP"}, kind="channel", title="Japan trips")
    await chat(-100501, wish={"kind": EventKind.TRIPS}, kind="channel", title="Trips")
    await chat(-100502, wish={"kind": EventKind.ORDERS}, kind="channel")
    async with db.read() as session:
        offered = await channels_for(session, Subscription(1, EventKind.TRIPS, "JP", product="autos"))
        assert [one.title for one in offered] == ["Japan trips", "Trips"]
        assert await channels_for(session, Subscription(1)) == []
    await happen(event())
    await courier.drain()
    assert sorted(one.to.chat_id for one in postbox.sent) == [-100501, -100500]
