"""Every answer Telegram can give, through python-telegram-bot and the limiter: the right state, and the process goes
on.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.telegram import TelegramSender
from jobs.delivery.courier import Courier
from jobs.delivery.limiter import Limits, Pace
from jobs.delivery.parcel import Renderers
from storage.chats import chat_settings, wake
from storage.columns import table_of
from storage.events import EventKind
from storage.messages import Message
from storage.subscriptions import subscriptions_of
from storage.tables import OutboxRow
from tests.botapi.faults import BAD_REQUESTS_GONE, FORBIDDEN, Fault, answer, flood, moved
from tests.botapi.server import BotApi
from tests.delivery.conftest import event

outbox = table_of(OutboxRow)


@pytest.fixture
async def api():
    async with BotApi() as server:
        yield server
        assert server.violations == []


@pytest.fixture
async def bot(api):
    quick = HTTPXRequest(read_timeout=0.4, connect_timeout=0.4, write_timeout=0.4)
    made = ExtBot(api.token, base_url=api.base_url, request=quick, rate_limiter=Pace(Limits(per_chat_seconds=0)))
    await made.initialize()
    yield made
    await made.shutdown()


@pytest.fixture
def courier(db, bot, clock):
    return Courier(db, TelegramSender(bot), Renderers(), clock)


async def rows_of(db, chat_id=None):
    async with db.read() as session:
        found = (await session.execute(outbox.select().order_by(outbox.c.id))).all()
    return [row for row in found if chat_id in (None, row.chat_id)]


async def only_row(db):
    (row,) = await rows_of(db)
    return row


async def test_an_answered_send_is_recorded_with_its_message_id(db, api, courier, chat, happen):
    await chat(1, wish={})
    await happen(event())
    await courier.drain()
    row = await only_row(db)
    assert (row.state, row.message_id) == ("sent", api.messages[0].message_id)


async def test_a_429_makes_only_its_own_chat_wait(db, api, courier, chat, happen, clock):
    await chat(1, wish={})
    await chat(2, wish={})
    api.faults.append(flood(1, chat_id=1))
    await happen(event())
    await courier.drain()
    assert [one.chat_id for one in api.messages] == [2]
    waiting = (await rows_of(db, 1))[0]
    assert waiting.state == "pending"
    assert waiting.not_before == clock.now() + timedelta(seconds=1)
    clock.move(seconds=1)
    await courier.drain()
    assert api.texts(1) == ["Headline of trip:1:cancelled"]


@pytest.mark.parametrize("description", FORBIDDEN)
async def test_a_chat_that_refuses_us_is_deactivated_and_keeps_its_subscriptions(
    db, api, courier, chat, happen, clock, description
):
    await chat(1, wish={})
    api.faults.append(answer(403, description))
    await happen(event())
    await happen(event("trip:2:planned"))
    await courier.drain()
    assert [row.state for row in await rows_of(db)] == ["dead", "dead"]
    async with db.write() as session:
        gone = await chat_settings(session, 1)
        assert not gone.active
        assert gone.inactive_reason
        assert len(await subscriptions_of(session, 1)) == 1
        assert await wake(session, 1, clock.now()) == 1, "the other alert of that day follows when the chat comes back"
    await courier.drain()
    assert "Headline of trip:2:planned" in api.texts(1)[0]


@pytest.mark.parametrize("description", BAD_REQUESTS_GONE)
async def test_a_400_that_means_the_chat_is_gone_deactivates_it(db, api, courier, chat, happen, description):
    await chat(1, wish={})
    api.faults.append(answer(400, description))
    await happen(event())
    await courier.drain()
    assert (await only_row(db)).state == "dead"
    async with db.read() as session:
        assert not (await chat_settings(session, 1)).active


async def test_a_group_turned_supergroup_gets_its_alert_under_the_new_id_and_keeps_everything(
    db, api, courier, chat, happen
):
    await chat(-5, wish={"kind": EventKind.TRIPS}, kind="group", language="ja")
    api.faults.append(moved(-5, -1001234567890))
    await happen(event())
    await courier.drain()
    assert [one.chat_id for one in api.messages] == [-1001234567890]
    async with db.read() as session:
        assert await chat_settings(session, -5) is None
        new = await chat_settings(session, -1001234567890)
        assert (new.kind, new.language) == ("supergroup", "ja")
        assert len(await subscriptions_of(session, -1001234567890)) == 1


@pytest.mark.parametrize("urgent", [True, False])
@pytest.mark.parametrize(
    ("fault", "delivered"),
    [
        (Fault("lost"), True),
        (Fault("half"), True),
        (Fault("silent", done=True), True),
        (Fault("silent", done=False), False),
        (Fault("cut"), False),
        (Fault("page", 502, done=False), False),
        (Fault("page", 200, done=True), True),
        (answer(500, "Internal Server Error: restart"), False),
    ],
    ids=["lost", "half", "silent-done", "silent", "cut", "502", "page-for-json", "500"],
)
async def test_an_unknown_outcome_is_uncertain_and_repeated_once_marked(
    db, api, courier, chat, happen, clock, fault, delivered, urgent
):
    await chat(1, wish={})
    api.faults.append(Fault(**{**vars(fault), "since": None, "times": 1}))
    await happen(event(urgent=urgent))
    await courier.drain()
    row = await only_row(db)
    assert row.state == "uncertain"
    assert row.not_before == clock.now() + (timedelta(seconds=5) if urgent else timedelta(hours=1))
    assert len(api.messages) == int(delivered)
    clock.move(hours=1)
    await courier.drain()
    assert (await only_row(db)).state == "sent"
    assert "repeat" in api.texts()[-1]
    clock.move(days=1)
    await courier.drain()
    assert len(api.messages) == int(delivered) + 1


async def test_a_second_unknown_outcome_is_left_to_the_operators(db, api, courier, chat, happen, clock):
    await chat(1, wish={})
    api.faults.append(Fault("silent", times=None))
    await happen(event(urgent=True))
    await courier.drain()
    clock.move(seconds=5)
    await courier.drain()
    clock.move(days=2)
    await courier.drain()
    row = await only_row(db)
    assert (row.state, row.not_before, api.calls["sendMessage"]) == ("uncertain", None, 2)


async def test_a_refused_connection_is_retried_with_back_off_and_in_order(db, api, courier, chat, happen, clock):
    await chat(1, wish={})
    await happen(event("trip:1:planned"))
    await happen(event("trip:2:planned"))
    await api.stop()
    for _ in range(3):
        await courier.drain()
        clock.move(seconds=3)
    assert [row.state for row in await rows_of(db)] == ["pending", "pending"]
    await api.start()
    clock.move(seconds=60)
    await courier.drain()
    assert [text.split()[2] for text in api.texts()] == ["trip:1:planned", "trip:2:planned"]


async def test_a_404_for_a_minute_burns_no_attempts_and_ends_by_itself(db, api, courier, chat, happen, clock):
    await chat(1, wish={})
    await happen(event())
    api.faults.append(answer(404, "Not Found", times=None))
    for _ in range(4):
        await courier.drain()
        clock.move(seconds=20)
    row = await only_row(db)
    assert (row.state, row.attempts) == ("pending", 0)
    assert courier.health.refused_since is not None
    assert api.calls["sendMessage"] <= 3, "nothing is hammered meanwhile"
    api.faults.clear()
    clock.move(seconds=40)
    await courier.drain()
    assert (await only_row(db)).state == "sent"
    assert courier.health.well


async def test_a_closed_topic_falls_back_to_the_root_once_and_the_chat_is_told(db, api, courier, chat, happen, clock):
    api.topics[-100777] = {9}
    api.closed_topics[-100777] = {9}
    await chat(-100777, wish={}, kind="supergroup", topic_id=9)
    await happen(event("trip:1:planned"))
    await courier.drain()
    clock.move(seconds=5)
    await courier.drain()
    assert [(one.thread_id, one.text.split()[0]) for one in api.messages] == [(None, "Headline"), (None, "The")]
    await happen(event("trip:2:planned"))
    await courier.drain()
    assert api.messages[-1].thread_id is None
    assert api.calls["sendMessage"] == 4


async def test_markup_telegram_cannot_read_is_sent_as_plain_text(db, api, bot, clock, chat, happen):
    await chat(1, wish={})
    await happen(event())
    broken = Renderers(alert=lambda stored, chat: Message("<b>half &lt; open"))
    await Courier(db, TelegramSender(bot), broken, clock).drain()
    assert api.texts() == ["half < open"]


async def test_an_alert_longer_than_a_message_arrives_whole_in_parts(db, api, bot, clock, chat, happen):
    await chat(1, wish={})
    await happen(event())
    lines = [f"line {number} of <b>many</b> &amp; more" for number in range(400)]
    long = Renderers(alert=lambda stored, chat: Message("\n".join(lines)))
    await Courier(db, TelegramSender(bot), long, clock).drain()
    assert len(api.messages) > 1
    shown = "\n".join(api.texts()).split("\n")
    assert shown == [f"line {number} of many & more" for number in range(400)]


async def test_a_part_refused_in_the_middle_does_not_repeat_the_parts_before_it(db, api, bot, clock, chat, happen):
    await chat(1, wish={})
    await happen(event())
    long = Renderers(alert=lambda stored, chat: Message("\n".join("x" * 99 for _ in range(100))))
    courier = Courier(db, TelegramSender(bot), long, clock)
    first = api._sendMessage
    count = 0

    def refuse_second(fields):
        nonlocal count
        count += 1
        if count == 2:
            api.faults[:] = []
            from tests.botapi.server import Refused

            raise Refused(429, "Too Many Requests: retry after 1", {"retry_after": 1})
        return first(fields)

    api._sendMessage = refuse_second
    await courier.drain()
    assert len(api.messages) == 1
    clock.move(seconds=3)
    await courier.drain()
    assert sum(len(text.split("\n")) for text in api.texts()) == 100


async def test_a_renderer_that_fails_loses_no_alert(db, api, bot, clock, chat, happen):
    def explode(stored, chat):
        raise KeyError("status")

    await chat(1, wish={})
    await happen(event())
    await Courier(db, TelegramSender(bot), Renderers(alert=explode), clock).drain()
    assert api.texts() == ["Headline of trip:1:cancelled"]


async def test_a_refusal_nobody_knows_kills_one_message_and_not_the_chat(db, api, courier, chat, happen):
    await chat(1, wish={})
    api.faults.append(answer(400, "Bad Request: SOMETHING_NEW_IN_2027"))
    await happen(event())
    await courier.drain()
    row = await only_row(db)
    assert (row.state, row.reason.upper()) == ("dead", "SOMETHING_NEW_IN_2027")
    async with db.read() as session:
        assert (await chat_settings(session, 1)).active


async def test_the_loop_survives_everything_at_once_and_delivers_in_the_end(db, api, bot, chat, happen):
    """Faults of every kind at random for a while, on the real loop and clock: every chat is told in the end."""
    from tests.delivery.conftest import Hands

    class Running(Hands):
        """Real time, a hundred times as fast."""

        def __init__(self):
            super().__init__()
            self.start = asyncio.get_running_loop().time()

        def now(self):
            return self.at + timedelta(seconds=100 * (asyncio.get_running_loop().time() - self.start))

    for number in range(1, 41):
        await chat(number, wish={})
    for kind in ("lost", "half", "cut", "page"):
        api.faults.append(Fault(kind, 502, times=None, seconds=1.5, chance=0.15))
    api.faults += [flood(1, times=5, chance=0.3), answer(500, "Internal Server Error", times=5, chance=0.3)]
    courier = Courier(db, TelegramSender(bot), Renderers(), Running(), pace=None)
    task = asyncio.create_task(courier.run())
    await happen(event(urgent=True))
    db.bell.set()
    until = asyncio.get_running_loop().time() + 15
    while asyncio.get_running_loop().time() < until:
        states = {row.state for row in await rows_of(db)}
        left = [row for row in await rows_of(db) if row.state != "sent" and row.not_before is not None]
        if states and not left:
            break
        await asyncio.sleep(0.1)
    await courier.stop()
    await task
    told = {one.chat_id for one in api.messages}
    twice_unknown = {row.chat_id for row in await rows_of(db) if row.state == "uncertain"}
    assert told | twice_unknown == set(range(1, 41))
    assert len(api.messages) - len(told) <= len(api.lost_answers)
