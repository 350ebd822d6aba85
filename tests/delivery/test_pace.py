"""Telegram's pace is kept, lane by lane."""

from __future__ import annotations

import asyncio
import time

import pytest
from telegram.error import RetryAfter

from jobs.delivery.limiter import Limits, NotSent, Pace, counts
from jobs.delivery.outcomes import Do, outcome_of
from storage.messages import Lane


class Wire:
    """What would go out, and when."""

    def __init__(self, pace: Pace, latency: float = 0.0) -> None:
        self.pace = pace
        self.latency = latency
        self.out: list[tuple[float, int, Lane | None]] = []
        self.now = 0
        self.most = 0
        self.refuse: dict[int, list[int]] = {}

    async def send(self, chat: int, lane: Lane | None = Lane.NORMAL, endpoint: str = "sendMessage") -> None:
        async def callback() -> bool:
            self.now += 1
            self.most = max(self.most, self.now)
            self.out.append((time.monotonic(), chat, lane))
            await asyncio.sleep(self.latency)
            self.now -= 1
            if self.refuse.get(chat):
                raise RetryAfter(self.refuse[chat].pop(0))
            return True

        await self.pace.process_request(callback, (), {}, endpoint, {"chat_id": chat}, lane)

    def most_in(self, seconds: float) -> int:
        times = [at for at, _, _ in self.out]
        return max(sum(1 for other in times if at <= other < at + seconds) for at in times)


async def finish(pace: Pace, *sends) -> None:
    await asyncio.gather(*sends)
    await pace.shutdown()


async def test_no_second_holds_more_than_the_limit_not_even_the_first():
    wire = Wire(Pace(Limits(per_second=30)), latency=0.005)
    started = time.monotonic()
    await finish(wire.pace, *(wire.send(chat) for chat in range(1, 71)))
    assert wire.most_in(1.0) <= 30
    assert wire.most_in(0.1) <= 9, "no burst in the first instant either"
    assert 2.0 < time.monotonic() - started < 4.0


async def test_a_reply_passes_a_waiting_broadcast_and_urgent_passes_normal_and_normal_passes_digests():
    wire = Wire(Pace(Limits(per_second=30)))
    waiting = [asyncio.create_task(wire.send(chat, Lane.DIGEST)) for chat in range(100, 110)]
    waiting += [asyncio.create_task(wire.send(chat, Lane.NORMAL)) for chat in range(200, 210)]
    waiting += [asyncio.create_task(wire.send(chat, Lane.URGENT)) for chat in range(300, 310)]
    await asyncio.sleep(0)
    asked = time.monotonic()
    await wire.send(1, None)
    assert time.monotonic() - asked < 0.3
    await finish(wire.pace, *waiting)
    lanes = [lane for _, _, lane in wire.out if lane is not None]
    assert lanes == sorted(lanes)


async def test_one_chat_gets_one_message_a_second_and_a_reply_may_come_in_a_burst():
    wire = Wire(Pace())
    await finish(wire.pace, *(wire.send(1) for _ in range(2)), *(wire.send(2, None) for _ in range(3)))
    alerts = [at for at, chat, _ in wire.out if chat == 1]
    replies = [at for at, chat, _ in wire.out if chat == 2]
    assert alerts[1] - alerts[0] >= 1.0
    assert replies[2] - replies[0] < 0.6


async def test_a_group_gets_twenty_a_minute_and_others_do_not_wait_for_it():
    wire = Wire(Pace(Limits(per_second=1000, per_chat_seconds=0)))
    for _ in range(20):
        await wire.send(-5)
    late = asyncio.create_task(wire.send(-5))
    await wire.send(6)
    assert 55 < wire.pace.wait_for(-5, Lane.NORMAL) <= 61
    assert wire.pace.wait_for(6, Lane.NORMAL) == 0
    await wire.pace.shutdown()
    with pytest.raises(NotSent):
        await late
    assert outcome_of(NotSent()).do is Do.RETRY, "who waited when the bot closed was not sent to"


async def test_a_429_makes_one_chat_wait_a_reply_waits_it_out_and_an_alert_is_put_back():
    wire = Wire(Pace(Limits(per_chat_seconds=0)))
    wire.refuse = {1: [1], 2: [1]}
    with pytest.raises(RetryAfter):
        await wire.send(1)
    asked = time.monotonic()
    await wire.send(3)
    assert time.monotonic() - asked < 0.5, "others go on"
    await wire.send(2, None)
    assert 0.9 < time.monotonic() - asked < 2.5
    await wire.pace.shutdown()


async def test_three_chats_that_complain_in_a_row_slow_everybody_down():
    wire = Wire(Pace(Limits(per_chat_seconds=0)))
    wire.refuse = {1: [1], 2: [1], 3: [1]}
    for chat in (1, 2, 3):
        with pytest.raises(RetryAfter):
            await wire.send(chat)
    asked = time.monotonic()
    await wire.send(4)
    assert time.monotonic() - asked > 0.8
    await wire.pace.shutdown()


async def test_requests_in_flight_are_bounded_and_two_places_are_kept_for_replies():
    wire = Wire(Pace(Limits(per_second=1000, in_flight=6)), latency=0.2)
    sends = [asyncio.create_task(wire.send(chat)) for chat in range(1, 20)]
    await asyncio.sleep(0.1)
    assert wire.now == 4
    asked = time.monotonic()
    await wire.send(99, None)
    assert time.monotonic() - asked < 0.4
    await finish(wire.pace, *sends)
    assert wire.most <= 6


async def test_a_send_cancelled_while_it_waits_gives_its_place_back():
    wire = Wire(Pace(Limits(per_second=1000, in_flight=4)), latency=0.05)
    sends = [asyncio.create_task(wire.send(chat)) for chat in range(1, 20)]
    await asyncio.sleep(0.02)
    for task in sends[5:]:
        task.cancel()
    await asyncio.gather(*sends, return_exceptions=True)
    await asyncio.wait_for(finish(wire.pace, *(wire.send(chat) for chat in range(30, 40))), 3)


def test_what_makes_or_changes_messages_counts_and_nothing_else():
    assert counts("sendMessage")
    assert counts("editMessageText")
    assert not counts("sendChatAction")
    assert not counts("answerCallbackQuery")
    assert not counts("getChatMember")


async def test_workers_share_the_bots_rate():
    wire = Wire(Pace(Limits(per_second=30)))
    wire.pace.share(3)
    started = time.monotonic()
    await finish(wire.pace, *(wire.send(chat) for chat in range(1, 16)))
    assert wire.most_in(1.0) <= 10
    assert time.monotonic() - started > 1.0
