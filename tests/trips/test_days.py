"""Days as they stand in the news, resolved against the day of publication."""

from __future__ import annotations

from datetime import date

import pytest

from jobs.detect.trips.days import Leaning
from jobs.detect.trips.english import dates as english
from jobs.detect.trips.japanese import dates as japanese

WEDNESDAY = date(2025, 8, 27)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("will leave on Thursday", "2025-08-28", None),
        ("from Thursday to Saturday", "2025-08-28", "2025-08-30"),
        ("from August 28 to 30", "2025-08-28", "2025-08-30"),
        ("July 30-August 2", "2025-07-30", "2025-08-02"),
        ("on 3 September", "2025-09-03", None),
        ("next Tuesday", "2025-09-02", None),
        ("next week", "2025-09-01", "2025-09-07"),
        ("early next week", "2025-09-01", "2025-09-03"),
        ("in the second half of next week", "2025-09-04", "2025-09-07"),
        ("on the 28th", "2025-08-28", None),
        ("on the 2nd", "2025-09-02", None),
        ("tomorrow", "2025-08-28", None),
        ("in late September", "2025-09-21", "2025-09-30"),
        ("next month", "2025-09-01", "2025-09-30"),
        ("on January 6", "2026-01-06", None),
    ],
)
def test_english_days_lie_ahead_of_a_plan(words: str, start: str, end: str | None) -> None:
    window = english.resolve(english.find_dates(words)[0], WEDNESDAY, Leaning.AHEAD)
    assert (window.start, window.end) == (date.fromisoformat(start), date.fromisoformat(end) if end else None)


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("on Monday", "2025-08-25"),
        ("on Thursday", "2025-08-21"),
        ("the 26th", "2025-08-26"),
        ("yesterday", "2025-08-26"),
    ],
)
def test_english_days_lie_behind_a_fact(words: str, start: str) -> None:
    assert english.resolve(english.find_dates(words)[0], WEDNESDAY, Leaning.BACK).start == date.fromisoformat(start)


@pytest.mark.parametrize(
    "words",
    [
        "officials said on Tuesday",
        "he announced Wednesday",
        "on Tuesday approved",
        "before the August 1 deadline",
        "after the April 2 tariffs",
    ],
)
def test_days_of_sayings_and_of_deadlines_are_not_days_of_travel(words: str) -> None:
    mention = english.find_dates(words)[0]
    assert mention.reported or mention.limit


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("28日から30日まで", "2025-08-28", "2025-08-30"),
        ("9月4~6日の日程で", "2025-09-04", "2025-09-06"),
        ("来週", "2025-09-01", "2025-09-07"),
        ("来週火曜", "2025-09-02", None),
        ("あす", "2025-08-28", None),
        ("きょうから", "2025-08-27", None),
        ("来月中旬", "2025-09-11", "2025-09-20"),
        ("2日から", "2025-09-02", None),
    ],
)
def test_japanese_days_lie_ahead_of_a_plan(words: str, start: str, end: str | None) -> None:
    window = japanese.resolve(japanese.find_dates(words)[0], WEDNESDAY, Leaning.AHEAD)
    assert (window.start, window.end) == (date.fromisoformat(start), date.fromisoformat(end) if end else None)


def test_the_same_day_in_japanese_is_the_day_named_before_it() -> None:
    saying, span = japanese.find_dates("28日、同日から30日まで")
    day = japanese.resolve(saying, WEDNESDAY, Leaning.AHEAD).start
    window = japanese.resolve(span, WEDNESDAY, Leaning.AHEAD, day)
    assert (window.start, window.end) == (date(2025, 8, 28), date(2025, 8, 30))
