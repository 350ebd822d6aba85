"""Days and weeks relative to the day of publication; shared by both languages."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from enum import Enum

from jobs.detect.trips.statement import Window


class Leaning(Enum):
    """Which way an unfinished date ("Thursday", "the 28th") is completed."""

    AHEAD = 1
    BACK = -1
    NEAR = 0


def weekday(day: date, number: int, leaning: Leaning) -> date:
    """The date of a bare weekday name (0 = Monday)."""
    ahead = (number - day.weekday()) % 7
    if leaning is Leaning.AHEAD or ahead == 0:
        return day + timedelta(ahead)
    if leaning is Leaning.BACK:
        return day + timedelta(ahead - 7)
    return day + timedelta(ahead if ahead <= 4 else ahead - 7)


def week(day: date, offset: int) -> Window:
    """Monday to Sunday of this week (0), the following (1), the one before (-1)."""
    monday = day - timedelta(day.weekday()) + timedelta(7 * offset)
    return Window(monday, monday + timedelta(6), rough=True)


def weekday_of_week(day: date, number: int, offset: int) -> date:
    """The weekday inside a calendar week counted from this one."""
    return day - timedelta(day.weekday()) + timedelta(7 * offset + number)


def month(day: date, offset: int, part: str = "") -> Window:
    """A month counted from this one; ``part`` is "", "early", "mid", "late" or "first week" to "last week"."""
    index = day.year * 12 + day.month - 1 + offset
    return month_of(index // 12, index % 12 + 1, part)


def month_of(year: int, number: int, part: str = "") -> Window:
    """A calendar month or a part of it."""
    last = calendar.monthrange(year, number)[1]
    first, final = {
        "early": (1, 10),
        "mid": (11, 20),
        "late": (21, last),
        "first week": (1, 7),
        "second week": (8, 14),
        "third week": (15, 21),
        "fourth week": (22, 28),
        "last week": (last - 6, last),
        "final week": (last - 6, last),
    }.get(part, (1, last))
    return Window(date(year, number, first), date(year, number, final), rough=True)


def year_of_month(day: date, number: int) -> int:
    """The year that brings a month named without one nearest to the day of publication."""
    return min(
        (day.year - 1, day.year, day.year + 1), key=lambda year: abs((year * 12 + number) - (day.year * 12 + day.month))
    )


def month_day(day: date, number: int, of_month: int, year: int | None = None) -> date | None:
    """A month and day, in the year nearest to the day of publication unless one is written; None if there is no
    such day."""
    years = [year] if year else [day.year - 1, day.year, day.year + 1]
    found = []
    for candidate in years:
        try:
            found.append(date(candidate, number, of_month))
        except ValueError:
            continue
    return min(found, key=lambda one: abs((one - day).days), default=None)


def day_of_month(day: date, of_month: int, leaning: Leaning) -> date | None:
    """A day named by its number alone ("the 28th", 28日)."""
    candidates = []
    for offset in (-1, 0, 1):
        index = day.year * 12 + day.month - 1 + offset
        try:
            candidates.append(date(index // 12, index % 12 + 1, of_month))
        except ValueError:
            continue
    if leaning is Leaning.AHEAD:
        candidates = [one for one in candidates if one >= day - timedelta(1)] or candidates
    elif leaning is Leaning.BACK:
        candidates = [one for one in candidates if one <= day + timedelta(1)] or candidates
    return min(candidates, key=lambda one: abs((one - day).days), default=None)
