"""What an order does, read from its words."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from jobs.detect.orders.dates import signed_on
from jobs.detect.orders.reading import read, reading_from
from jobs.detect.orders.wording import plain
from storage.facts.orders import load_orders
from storage.observations import Item


def test_the_japan_order_is_read_in_full(japan_order: str) -> None:
    reading = read("Implementing the United States-Japan Agreement", japan_order, date(2025, 9, 4))
    assert reading.action == "implement"
    assert reading.countries == ("JP",)
    assert reading.rates == (15.0,)
    assert reading.effective == date(2025, 8, 7)
    assert reading.amends == ("EO 14326",)
    assert reading.rate_change
    assert reading_from(reading.as_json()) == reading


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("THE WHITE HOUSE, September 4, 2025.", date(2025, 9, 4)),
        (
            "set my hand this twentieth day of February, in the year of our Lord two thousand twenty-six, and",
            date(2026, 2, 20),
        ),
        ("this thirty-first day of July, in the year of our Lord two thousand twenty-five, and of", date(2025, 7, 31)),
        ("this first day of June, in the year of our Lord two thousand twenty- six, and of", date(2026, 6, 1)),
        ("this second day of May, in the year of our Lord two thousand and twenty-five", date(2025, 5, 2)),
        ("no date at all", None),
    ],
)
def test_the_day_of_signing_is_read_in_figures_and_in_words(words: str, day: date | None) -> None:
    assert signed_on(words) == day


def test_days_counted_from_the_order_are_resolved() -> None:
    text = (
        "Sec. 2. The duty applies to goods entered on or after 12:01 a.m. eastern daylight time 21 days after "
        "the date of this order."
    )
    assert read("Addressing Threats", text, date(2025, 8, 6)).effective == date(2025, 8, 27)


def test_a_day_something_ends_before_is_no_day_of_force() -> None:
    text = "goods entered before 12:01 a.m. eastern daylight time on October 5, 2025, and loaded before August 7, 2025"
    assert read("Further Modifying the Reciprocal Tariff Rates", text, date(2025, 7, 31)).effective is None


@pytest.mark.parametrize(
    ("text", "action", "rates"),
    [
        (
            "is hereby amended by striking the words “10 percent” and inserting in lieu thereof the words "
            "“20 percent”.",
            "raise",
            (20.0,),
        ),
        ("the additional ad valorem rate of duty shall increase from 25 percent to 35 percent", "raise", (35.0,)),
        ("the rate shall be reduced from 20 percent to 10 percent ad valorem", "lower", (10.0,)),
        ("shall no longer be subject to the additional ad valorem rate of duty of 25 percent", "end", (25.0,)),
        (
            "headings 9903.01.43 and 9903.01.62 are hereby suspended until 12:01 a.m. eastern time on "
            "November 10, 2025",
            "suspend",
            (),
        ),
    ],
)
def test_an_amendment_says_which_way_the_rate_goes(text: str, action: str, rates: tuple[float, ...]) -> None:
    reading = read("Further Amendment to Duties Addressing the Supply Chain", text, date(2025, 8, 1))
    assert reading.action == action
    assert reading.rates[:1] == rates


def test_percentages_that_are_no_duties_are_left_out() -> None:
    text = (
        "The deficit has grown by over 40 percent. Capacity utilization fell to 39 percent of production. "
        "China holds a 15 "
        "percent import share. Imports shall be subject to an additional ad valorem rate of duty of 10 percent."
    )
    assert read("Imposing Duties", text).rates == (10.0,)


def test_a_delayed_increase_is_not_told_as_an_increase() -> None:
    text = (
        "I determined to delay for an additional year the increase in the duty rates. I stated that the duty "
        "rate would "
        "increase from 25 percent to 30 percent."
    )
    assert read("Amendments to Adjusting Imports of Timber and Lumber", text).action == "extend"


def test_grounds_are_not_taken_for_amendments() -> None:
    text = (
        "Sec. 2. I may modify this order to deal with the emergency declared in Executive Order 14257. "
        "Proclamation 10908 is hereby amended."
    )
    assert read("Implementing an Agreement", text).amends == ("Proclamation 10908",)


def test_orders_that_only_ask_for_a_report_change_no_rate() -> None:
    reading = read(
        "Addressing the Threat to National Security from Imports of Copper",
        "The Secretary of Commerce shall initiate an investigation under section 232 of the Trade Expansion Act.",
    )
    assert (reading.action, reading.rate_change, reading.products) == ("investigate", False, ("copper",))


_FACTS = {
    "imposing-duties-to-address-the-synthetic-opioid-supply-chain": ("impose", ("CN",), 10.0, date(2025, 2, 4)),
    "/adjusting-imports-of-autom": ("impose", (), 25.0, date(2025, 4, 3)),
    "addressing-threats-to-the-us/": ("impose", ("BR",), 40.0, date(2025, 8, 6)),
    "government-of-the-russian-federation-04b2": ("end", ("IN", "RU"), 25.0, date(2026, 2, 7)),
    "modifying-reciprocal-tariff-rates-to-reflect-discussions": ("lower", ("CN",), 10.0, date(2025, 5, 14)),
    "implementing-the-united-states-japan-agreement": ("implement", ("JP",), 15.0, date(2025, 8, 7)),
    "imposing-a-temporary-import-surcharge": ("impose", (), 10.0, date(2026, 2, 24)),
    "northern-border-9350": ("raise", ("CA",), 35.0, date(2025, 8, 1)),
    "with-respect-to-dairy": ("impose", ("CA",), 50.0, date(2026, 8, 19)),
    "modifying-the-scope-of-tariffs-on-the-government-of-brazil": ("exempt", ("BR",), None, date(2025, 11, 13)),
}


@pytest.mark.parametrize("slug", sorted(_FACTS))
def test_recorded_orders_are_read_as_the_facts_have_them(slug: str, recorded_posts: list[Item]) -> None:
    post = next((one for one in recorded_posts if slug in one.url), None)
    assert post is not None
    text = plain(post.text)
    reading = read(post.title, text, signed_on(text) or post.on_day())
    action, countries, rate, effective = _FACTS[slug]
    assert reading.action == action
    assert reading.countries == countries
    assert rate is None or rate in reading.rates
    assert effective in reading.effective_dates


def test_readings_agree_with_the_table_of_known_orders(recorded_posts: list[Item]) -> None:
    posts = {post.url: post for post in recorded_posts}
    known = [order for order in load_orders() if order.url in posts]
    assert len(known) >= 70
    right: Counter[str] = Counter()
    for order in known:
        text = plain(posts[order.url].text)
        reading = read(posts[order.url].title, text, signed_on(text) or order.signed)
        right["signed"] += signed_on(text) in (None, order.signed)
        right["action"] += reading.action == order.action
        right["countries"] += set(reading.countries) == set(order.countries)
        right["effective"] += reading.effective == order.effective
    share = {name: count / len(known) for name, count in right.items()}
    assert share["signed"] == 1.0
    assert share["action"] >= 0.9, share
    assert share["countries"] >= 0.95, share
    assert share["effective"] >= 0.85, share
