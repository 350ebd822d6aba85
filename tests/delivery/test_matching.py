"""Exactly the right ones: what a subscription asks for and what an event is."""

from __future__ import annotations

import pytest

from storage.events import EventKind
from storage.subscriptions import Subscription, matches, silenced
from tests.delivery.conftest import event

ORDER = event(
    "order:1:signed",
    kind=EventKind.ORDERS,
    stage="signed",
    countries=("JP",),
    products=("autos", "8703"),
    rate_change=True,
)


@pytest.mark.parametrize(
    ("wish", "about", "yes"),
    [
        ({}, {}, True),
        ({"kind": EventKind.ORDERS}, {}, True),
        ({"kind": EventKind.TRIPS}, {}, False),
        ({"country": "JP"}, {}, True),
        ({"country": "KR"}, {}, False),
        ({"country": "KR"}, {"countries": ()}, True),
        ({"country": "DE"}, {"countries": ("EU",)}, True),
        ({"country": "GB"}, {"countries": ("EU",)}, False),
        ({"country": "EU"}, {"countries": ("DE",)}, True),
        ({"country": "EU"}, {"countries": ("CH",)}, False),
        ({"product": "autos"}, {}, True),
        ({"product": "AUTOS"}, {}, True),
        ({"product": "copper"}, {}, False),
        ({"product": "copper"}, {"products": ()}, True),
        ({"product": "8703.23.01"}, {}, True),
        ({"product": "87"}, {}, True),
        ({"product": "8704"}, {}, False),
        ({"product": "870"}, {"products": ("8703",)}, True),
        ({"product": "cars", "prefixes": ("8703",)}, {"products": ("870323",)}, True),
        ({"product": "cars", "prefixes": ("8703",)}, {"products": ("8708",)}, False),
        ({"stage": "signed"}, {}, True),
        ({"stage": "published"}, {}, False),
        ({"only_rate_changes": True}, {}, True),
        ({"only_rate_changes": True}, {"rate_change": False}, False),
        ({"paused": True}, {}, False),
        ({}, {"kind": EventKind.SOURCES}, False),
        ({"kind": EventKind.SOURCES}, {"kind": EventKind.SOURCES}, True),
        ({"kind": EventKind.ORDERS, "country": "JP", "product": "autos", "stage": "signed"}, {}, True),
        ({"kind": EventKind.ORDERS, "country": "JP", "product": "steel", "stage": "signed"}, {}, False),
    ],
)
def test_a_subscription_matches_what_it_says_and_nothing_else(wish, about, yes):
    from dataclasses import replace

    match = matches(Subscription(1, **wish), replace(ORDER, **about))
    assert bool(match) is yes
    assert match.reason


@pytest.mark.parametrize(
    ("wish", "threads", "countries", "silent"),
    [
        ({}, [ORDER.thread], [], True),
        ({}, ["order:2"], [], False),
        ({}, [], ["JP"], True),
        ({"country": "JP"}, [], ["JP"], True),
        ({}, [], ["KR"], False),
        ({"country": "JP"}, [], ["KR"], False),
    ],
)
def test_a_mute_silences_its_thread_or_its_country_only(wish, threads, countries, silent):
    assert silenced(Subscription(1, **wish), ORDER, threads, countries) is silent


def test_an_event_of_two_countries_is_heard_while_one_of_them_is_not_muted():
    both = event(countries=("JP", "KR"))
    assert not silenced(Subscription(1), both, [], ["JP"])
    assert silenced(Subscription(1), both, [], ["JP", "KR"])
