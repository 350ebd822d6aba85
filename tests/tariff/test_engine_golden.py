"""The country-wide programmes against the table written from the instruments, and the two times of an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from storage.facts.law import load_law
from tariff.answer import RateQuery, ShipmentFact
from tariff.engine import Engine
from tariff.rates import DutyRate
from tariff.schedule import Line, SpecialRate
from tests.tariff.s232_table import Row, rows

TABLE = Path(__file__).with_name("golden_country_wide.txt").read_text(encoding="utf-8")
ALL_ROWS = list(rows(TABLE))
KNOWN = datetime(2026, 10, 9, 12, tzinfo=UTC)
NO_NUMBER_FROM = {"22042150": date(2026, 9, 29), "85423100": date(2027, 6, 23)}  # import ban; rise not yet announced
EARLIEST, LATEST = date(2025, 1, 1), date(2028, 6, 1)


class TableSchedule:
    """The lines of the table with the base rates it gives; column 2 is twice the General rate."""

    def __init__(self) -> None:
        self.by_code = {
            r.code: Line(
                r.code,
                r.product,
                (),
                rate(r.base),
                (SpecialRate(rate(r.special), ("S", "S+", "KR")),),
                rate(2 * r.base),
            )
            for r in ALL_ROWS
        }

    def lines(self, code: str, on: date) -> Sequence[Line]:
        return [self.by_code[code]] if code in self.by_code else []

    def known_until(self) -> date:
        return date(2028, 12, 31)


def rate(percent: Decimal) -> DutyRate:
    return DutyRate(f"{percent}%", percent)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(load_law(), TableSchedule())


def check(engine: Engine, row: Row, days: Iterable[date]) -> None:
    facts = {ShipmentFact(name): value for name, value in row.facts}
    for day in days:
        answer = engine.answer(RateQuery(row.code, row.origin, day, KNOWN, facts))
        step = row.on(day)
        want, why = (step.percent, step.instrument) if step else (Decimal(0), "nothing in force")
        assert answer.main is not None
        assert answer.main.additional_percent == want, f"{row} on {day}: {why}"


def days_around(marks: Iterable[date]) -> list[date]:
    return sorted(
        {m + timedelta(days=d) for m in marks for d in (-1, 0, 1) if EARLIEST <= m + timedelta(days=d) <= LATEST}
    )


@pytest.mark.parametrize("row", ALL_ROWS, ids=str)
def test_the_country_wide_duties_are_what_the_instruments_say_around_each_step(engine: Engine, row: Row) -> None:
    check(engine, row, days_around(step.day for step in row.steps))


@pytest.mark.parametrize("row", ALL_ROWS, ids=str)
def test_the_country_wide_duties_change_on_no_other_boundary(engine: Engine, row: Row) -> None:
    further = re.search(r"^# Further boundaries: (.+)$", TABLE, re.MULTILINE)
    assert further is not None
    steps = {s.day for r in ALL_ROWS for s in r.steps}
    days = days_around({*steps, *map(date.fromisoformat, further[1].split())})
    check(engine, row, [day for day in days if day < NO_NUMBER_FROM.get(row.code, LATEST)])


CHARGED = [
    # code, origin, day of entry, total as the law stands, total as charged then, why
    ("15141900", "JP", "2025-08-28", "15", "21.4", "EO 14345 of 2025-09-04 reached back to 2025-08-07"),
    ("15141900", "JP", "2025-09-03", "15", "21.4", "the day before EO 14345"),
    ("15141900", "JP", "2025-09-04", "15", None, "the day EO 14345 was signed"),
    ("64029190", "JP", "2025-08-28", "20", "35", "base above the ceiling: nothing is left of the 15"),
    ("15141900", "KR", "2025-11-20", "15", "21.4", "90 FR 55964 of 2025-12-04 reached back to 2025-11-14"),
    ("15141900", "KR", "2025-12-04", "15", None, "published"),
    ("84431500", "CH", "2025-11-20", "15", "39", "90 FR 59281 of 2025-12-18 reached back to 2025-11-14"),
    ("45049000", "PT", "2025-09-10", "0", "15", "90 FR 46136 of 2025-09-25 reached back to 2025-09-01"),
    ("84713001", "JP", "2025-04-06", "0", "10", "memorandum of 2025-04-11 reached back to 2025-04-05"),
    ("84713001", "VN", "2025-04-09", "0", "46", "memorandum of 2025-04-11"),
    ("09012100", "BR", "2025-11-13", "0", "50", "EO 14360 and EO 14361 were signed later"),
    ("09012100", "BR", "2025-11-15", "0", "40", "EO 14360 was known, EO 14361 was not"),
    ("84431500", "VN", "2025-08-28", "20", None, "nothing came later"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "origin", "day", "stands", "charged", "why"), CHARGED)
def test_a_retroactive_act_shows_what_was_charged_then(
    engine: Engine, code: str, origin: str, day: str, stands: str, charged: str | None, why: str
) -> None:
    answer = engine.answer(RateQuery(code, origin, date.fromisoformat(day), KNOWN))
    assert answer.main is not None
    assert answer.main.total_percent == Decimal(stands), why
    then = None if answer.as_charged is None else answer.as_charged.total_percent
    assert then == (None if charged is None else Decimal(charged)), why


@pytest.mark.parametrize(("code", "origin", "day", "stands", "charged", "why"), CHARGED)
def test_a_clock_that_stands_on_the_day_knows_only_what_was_charged(
    engine: Engine, code: str, origin: str, day: str, stands: str, charged: str | None, why: str
) -> None:
    clock = datetime.fromisoformat(f"{day}T20:00:00+00:00")
    answer = engine.answer(RateQuery(code, origin, date.fromisoformat(day), clock))
    assert answer.main is not None
    assert answer.main.total_percent == Decimal(charged or stands), why
    assert answer.as_charged is None


FORESEEN = [
    # what somebody asking on a day could expect of a later day
    ("84431500", "VN", "2025-04-03", "2025-05-01", "46", "Annex I stood without an end"),
    ("84431500", "VN", "2025-05-01", "2025-07-20", "46", "the suspension of EO 14266 ended on 2025-07-09"),
    ("84431500", "VN", "2025-07-08", "2025-07-20", "10", "EO 14316 had put it off to 2025-08-01"),
    ("84431500", "VN", "2025-07-08", "2025-08-05", "46", "EO 14316"),
    ("84431500", "VN", "2025-08-01", "2025-08-05", "10", "EO 14326: the new rates from 2025-08-07"),
    ("84431500", "CN", "2025-06-01", "2025-09-01", "79", "EO 14298: 34% again from 2025-08-12"),
    ("84431500", "CN", "2025-09-01", "2025-09-02", "55", "EO 14334 had renewed the truce"),
    ("84431500", "CA", "2025-02-02", "2025-02-10", "25", "EO 14193 before the pause"),
    ("84431500", "CA", "2025-02-03", "2025-02-10", "0", "EO 14197 of that day paused it"),
    ("84431500", "JP", "2026-02-19", "2026-03-01", "15", "the day before the ruling"),
    ("84431500", "JP", "2026-02-20", "2026-03-01", "10", "EO 14389 and Proclamation 11012"),
    ("95030000", "CA", "2026-08-10", "2026-08-20", "60", "Proclamation 11048 before it was put off"),
    ("95030000", "CA", "2026-08-18", "2026-08-20", "10", "Proclamation 11056"),
    ("95030000", "CA", "2026-08-18", "2026-08-22", "60", "Proclamation 11056"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "origin", "clock", "day", "total", "why"), FORESEEN)
def test_nothing_published_after_the_clock_is_used(
    engine: Engine, code: str, origin: str, clock: str, day: str, total: str, why: str
) -> None:
    facts = {ShipmentFact.USMCA: "no"} if origin == "CA" else {}
    known = datetime.fromisoformat(f"{clock}T20:00:00+00:00")
    answer = engine.answer(RateQuery(code, origin, date.fromisoformat(day), known, facts))
    assert answer.main is not None
    assert answer.main.total_percent == Decimal(total), why


@pytest.mark.parametrize(
    ("origin", "day", "text"),
    [
        ("JP", "2025-08-06", "MFN + 10%"),
        ("JP", "2025-08-28", "max(MFN, 15%)"),
        ("KR", "2025-11-13", "MFN + 15%"),
        ("KR", "2025-11-14", "max(MFN, 15%)"),
        ("IN", "2025-09-01", "MFN + 50%"),
        ("CN", "2025-04-20", "MFN + 145%"),
        ("RU", "2026-03-01", "column 2 + 10%"),
        ("KE", "2026-08-01", "MFN"),
    ],
)
def test_general_goods_are_answered_on_top_of_a_base_that_is_not_known(
    engine: Engine, origin: str, day: str, text: str
) -> None:
    answer = engine.answer(RateQuery("", origin, date.fromisoformat(day), KNOWN))
    assert answer.main is not None
    assert answer.main.total_text == text
    assert answer.main.total_percent is None


def test_listed_canadian_alcohol_may_not_be_imported_since_2026_09_29(engine: Engine) -> None:
    before = engine.answer(RateQuery("22042150", "CA", date(2026, 9, 28), KNOWN)).main
    after = engine.answer(RateQuery("22042150", "CA", date(2026, 9, 29), KNOWN)).main
    assert before is not None
    assert after is not None
    assert (before.prohibited, after.prohibited) == (False, True)
    assert after.total_percent is None


def test_the_rise_of_the_chip_duty_without_an_amount_is_no_number(engine: Engine) -> None:
    before = engine.answer(RateQuery("85423100", "CN", date(2027, 6, 22), KNOWN)).main
    after = engine.answer(RateQuery("85423100", "CN", date(2027, 6, 23), KNOWN)).main
    assert before is not None
    assert after is not None
    assert before.total_percent == 50
    assert after.total_percent is None
    assert "to be announced" in after.total_text
