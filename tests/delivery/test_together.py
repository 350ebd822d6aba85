"""What happens at once is told at once: the rates of one midnight, the issues one order moves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jobs.delivery.schedule import TOGETHER, when
from storage.chats import ChatSettings
from storage.events import EventKind
from tests.delivery.conftest import START, event

CHAT = ChatSettings(1)


@pytest.mark.parametrize("kind", [EventKind.RATES, EventKind.ISSUES])
def test_a_rate_or_issue_waits_moments_for_the_others_of_its_kind(kind: EventKind) -> None:
    due = when(event(kind=kind), START, CHAT, START)
    assert (due.not_before, due.held) == (START + TOGETHER, "together")
    assert timedelta(seconds=5) <= TOGETHER <= timedelta(seconds=60)
    later = when(event(kind=kind), START, CHAT, START + timedelta(minutes=2))
    assert later.not_before == START + timedelta(minutes=2), "one that is late already waits no more"


@pytest.mark.parametrize("kind", [EventKind.ORDERS, EventKind.TRIPS, EventKind.SOURCES])
def test_orders_trips_and_sources_wait_for_nobody(kind: EventKind) -> None:
    assert when(event(kind=kind), START, CHAT, START).not_before == START


def test_an_urgent_one_waits_for_nobody() -> None:
    assert when(event(kind=EventKind.RATES, urgent=True), START, CHAT, START).not_before == START
