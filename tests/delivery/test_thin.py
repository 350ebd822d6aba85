"""The way through: an event is recorded and reaches who asked."""

from __future__ import annotations

from jobs.delivery.courier import Courier
from jobs.delivery.parcel import Renderers
from storage.events import EventKind
from tests.delivery.conftest import event


async def test_an_event_reaches_exactly_the_chats_that_asked_for_it(db, clock, postbox, chat, happen):
    await chat(1, wish={"kind": EventKind.TRIPS})
    await chat(2, wish={"kind": EventKind.ORDERS})
    await chat(3, wish={"country": "JP"})
    await chat(4, wish={"country": "KR"})
    await chat(5)
    await happen(event())
    courier = Courier(db, postbox, Renderers(), clock)
    await courier.drain()
    assert sorted(one.to.chat_id for one in postbox.sent) == [1, 3]
    await courier.drain()
    assert len(postbox.sent) == 2
