"""What orders call a sector and what people subscribe to meet in the prefixes of the tariff schedule."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.commands._wish import read_wish
from bot.request import Asker, Request
from jobs.detect.orders.detector import OrdersDetector
from jobs.detect.orders.vocabulary import PRODUCTS
from storage.events import NewEvent
from storage.facts.sectors import sector_names, sectors, with_prefixes
from storage.observations import Item, ItemKind
from storage.subscriptions import Subscription, matches

NOW = datetime(2026, 3, 1, 15, tzinfo=UTC)


def wish(words: str) -> Subscription:
    request = Request(f"/subscribe {words}", Asker(1, lang="en"), NOW)
    (subscription,) = read_wish(words, request).of(request)
    return subscription


def order(title: str, text: str = "") -> NewEvent:
    item = Item(
        ItemKind.WHITE_HOUSE_POST,
        "white_house",
        "1",
        "https://www.whitehouse.gov/x/",
        title,
        text=text or "A PROCLAMATION. NOW, THEREFORE, do hereby proclaim: a 50 percent tariff on imports.",
        published_at=NOW,
        fields={"category": "Proclamations"},
    )
    (event,) = OrdersDetector().detect([item], {}, NOW).events
    return event


def test_every_sector_that_is_read_from_titles_has_prefixes_and_a_japanese_name() -> None:
    assert set(PRODUCTS) == set(sectors()) == set(sector_names())


def test_prefixes_are_digits_and_an_unlimited_order_stays_unlimited() -> None:
    assert all(prefix.isdigit() and 2 <= len(prefix) <= 10 for found in sectors().values() for prefix in found)
    assert with_prefixes(()) == ()
    assert with_prefixes(("copper",)) == ("copper", "74")


@pytest.mark.parametrize(
    ("title", "heard", "not_heard"),
    [
        (
            "Adjusting Imports of Automobiles and Automobile Parts Into the United States",
            ("autos", "cars japan", "auto parts", "8703.23.01", "870323", "8708"),
            ("steel", "copper", "pharmaceuticals", "beef", "7208.10.15"),
        ),
        (
            "Adjusting Imports of Steel into The United States",
            ("steel", "7208.10.15", "steel korea"),
            ("aluminum", "cars"),
        ),
        ("Adjusting Imports of Copper into the United States", ("copper", "7408"), ("steel", "autos japan")),
        (
            "Adjusting Imports of Timber, Lumber, and Their Derivative Products into the United States",
            ("lumber", "4407"),
            ("steel", "cars"),
        ),
        ("Adjusting Imports of Semiconductors into the United States", ("semiconductors", "8542"), ("cars", "beef")),
        ("Adjusting Imports of Pharmaceuticals into the United States", ("pharmaceuticals", "medicines"), ("steel",)),
        (
            "Modifying the Scope of the Reciprocal Tariff with Respect to Certain Agricultural Products",
            ("beef", "coffee brazil"),
            ("steel", "cars"),
        ),
        ("Imposing a Temporary Import Surcharge to Address Payments Problems", ("steel", "cars japan", "coffee"), ()),
    ],
)
def test_an_order_is_heard_by_who_subscribed_to_its_goods_and_by_nobody_else(
    title: str, heard: tuple[str, ...], not_heard: tuple[str, ...]
) -> None:
    event = order(title)
    assert [words for words in heard if not matches(wish(f"orders {words}"), event)] == []
    assert [words for words in not_heard if matches(wish(f"orders {words}"), event)] == []
