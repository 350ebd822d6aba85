"""Dates of fact files: instants as printed, days of entry in New York, and when each became known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from tariff.measure import Period

NEW_YORK = ZoneInfo("America/New_York")
PERIOD_KEYS = frozenset({"from", "to", "to_known", "known", "superseded"})


def as_instant(value: Any) -> datetime:
    """An aware instant from what YAML gives for a date or date-time (a bare date is midnight in New York)."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"'{value}' needs a UTC offset")
        return value
    if isinstance(value, date):
        return datetime.combine(value, time(0), NEW_YORK)
    raise ValueError(f"'{value}' is not a date")


def read_period(fields: Mapping[str, Any]) -> Period:
    """The five dates of a measure or of a list section.

    Raises:
        ValueError: an end without the day it became known, or an end that is not after the start and not void.
    """
    start = as_instant(fields["from"])
    end = None if fields.get("to") is None else as_instant(fields["to"])
    known = new_york_day(fields["known"])
    if end is not None and fields.get("to_known") is None:
        raise ValueError("'to' needs 'to_known', the day the end became public")
    if end is not None and end < start:
        raise ValueError("'to' lies before 'from'")
    for instant in (start, end):
        if instant is not None and not 2015 <= instant.year <= 2035:
            raise ValueError(f"the year {instant.year} is not plausible")
    return Period(
        start.astimezone(NEW_YORK).date(),
        known,
        start,
        None if end is None else end.astimezone(NEW_YORK).date(),
        None if end is None else new_york_day(fields["to_known"]),
        None if fields.get("superseded") is None else new_york_day(fields["superseded"]),
        end,
    )


def new_york_day(value: Any) -> date:
    return as_instant(value).astimezone(NEW_YORK).date()
