"""Dates in words mean one day, by conventions that are written down; the whole stretch is kept beside it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.dates import Mention, find

TODAY = date(2026, 10, 10)  # a Saturday


def _one(text: str, today: date = TODAY) -> Mention:
    mentions = find(text, today)
    assert len(mentions) == 1, mentions
    return mentions[0]


@pytest.mark.parametrize(
    ("text", "on", "first", "last"),
    [
        ("may 2025", "2025-05-31", "2025-05-01", "2025-05-31"),
        ("june 2025", "2025-06-30", "2025-06-01", "2025-06-30"),
        ("february 2024", "2024-02-29", "2024-02-01", "2024-02-29"),
        ("2025年9月", "2025-09-30", "2025-09-01", "2025-09-30"),
        ("last september", "2026-09-30", "2026-09-01", "2026-09-30"),
        ("last october", "2025-10-31", "2025-10-01", "2025-10-31"),
        ("october 2026", "2026-10-10", "2026-10-01", "2026-10-31"),
        ("this month", "2026-10-10", "2026-10-01", "2026-10-31"),
        ("next month", "2026-11-30", "2026-11-01", "2026-11-30"),
        ("来月", "2026-11-30", "2026-11-01", "2026-11-30"),
        ("先月", "2026-09-30", "2026-09-01", "2026-09-30"),
        ("去年", "2025-12-31", "2025-01-01", "2025-12-31"),
        ("in 2025", "2025-12-31", "2025-01-01", "2025-12-31"),
        ("in 2026", "2026-10-10", "2026-01-01", "2026-12-31"),
        ("last week", "2026-10-04", "2026-09-28", "2026-10-04"),
        ("先週", "2026-10-04", "2026-09-28", "2026-10-04"),
        ("q3 2025", "2025-09-30", "2025-07-01", "2025-09-30"),
        ("early august 2025", "2025-08-10", "2025-08-01", "2025-08-10"),
        ("end of august 2025", "2025-08-31", "2025-08-21", "2025-08-31"),
        ("2025年8月末", "2025-08-31", "2025-08-21", "2025-08-31"),
    ],
)
def test_a_stretch_means_its_last_day_or_the_day_of_the_clock_inside_it(
    text: str, on: str, first: str, last: str
) -> None:
    mention = _one(text)
    assert mention.period is not None
    assert (str(mention.on), str(mention.period.first), str(mention.period.last)) == (on, first, last)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("on april 2", "2026-04-02"),
        ("what did it cost on december 5", "2025-12-05"),
        ("what will it cost on december 5", "2026-12-05"),
        ("8月28日", "2026-08-28"),
        ("令和7年8月28日", "2025-08-28"),
        ("yesterday", "2026-10-09"),
        ("昨日", "2026-10-09"),
        ("明日", "2026-10-11"),
        ("3日前", "2026-10-07"),
        ("2 months ago", "2026-08-10"),
        ("一昨日", "2026-10-08"),
        ("last friday", "2026-10-09"),
        ("before 2025-08-07", "2025-08-06"),
        ("until august 7, 2025", "2025-08-06"),
        ("2025年8月7日より前", "2025-08-06"),
        ("after september 2025", "2025-10-01"),
        ("3/4/2025", "2025-03-04"),
        ("28.8.2025", "2025-08-28"),
        ("2025-08-28t10:00z", "2025-08-28"),
        ("sept. 16, 2025", "2025-09-16"),
        ("the 5th of november 2025", "2025-11-05"),
    ],
)
def test_a_day_in_words_is_that_day(text: str, on: str) -> None:
    assert str(_one(text).on) == on


@pytest.mark.parametrize(
    "text",
    ["may apply", "march on", "the second car", "2025-13-45", "8703.23.01", "2009.11.00", "$2025"],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert [m for m in find(text, TODAY) if not m.year_only] == []


def test_a_day_that_does_not_exist_is_read_as_its_month_and_the_words_say_so() -> None:
    mention = _one("31 september 2025")
    assert (mention.on, mention.text) == (date(2025, 9, 30), "september 2025")


def test_since_is_an_opening_and_starts_at_the_first_day() -> None:
    mention = _one("since august 2025")
    assert mention.since
    assert mention.on == date(2025, 8, 1)


def test_before_and_after_a_day_names_both_sides_of_it() -> None:
    assert _one("before and after september 16, 2025").around == (date(2025, 9, 15), date(2025, 9, 16))


@given(st.dates(date(2018, 1, 1), date(2029, 12, 31)))
def test_a_written_date_is_read_back_in_every_form(day: date) -> None:
    month = f"{day:%B}".lower()
    for text in (
        day.isoformat(),
        f"{day:%Y%m%d}" if day.year >= 2020 else day.isoformat(),
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month} {day.year}",
        f"{day.month}/{day.day}/{day.year}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
    ):
        assert _one(f"cars japan {text}").on == day, text


@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.integers(1, 12))
def test_last_month_by_name_is_always_over_and_never_more_than_a_year_back(today: date, month: int) -> None:
    name = f"{date(2025, month, 1):%B}".lower()
    mention = _one(f"last {name}", today)
    assert mention.period is not None
    assert mention.period.last < today
    assert today - mention.period.last <= timedelta(days=366)
