"""Section 232 against the table written from the instruments: the day before and the day of every boundary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from storage.facts.law import load_law
from tariff.answer import Kind, Outcome, RateQuery, ShipmentFact
from tariff.engine import Engine
from tariff.rates import DutyRate
from tariff.schedule import Line, SpecialRate
from tests.tariff.s232_table import Row, boundaries, rows

ALL_ROWS = list(rows())
KNOWN = datetime(2026, 10, 10, 12, tzinfo=UTC)


class TableSchedule:
    """The lines of the table with the base rates it gives."""

    def __init__(self) -> None:
        programs = ("S", "S+", "KR")
        self.by_code = {
            r.code: Line(r.code, r.product, (), rate(r.base), (SpecialRate(rate(r.special), programs),), rate(r.base))
            for r in ALL_ROWS
        }

    def lines(self, code: str, on: date) -> Sequence[Line]:
        return [self.by_code[code]]

    def known_until(self) -> date:
        return date(2028, 12, 31)


def rate(percent: Decimal) -> DutyRate:
    return DutyRate(f"{percent}%", percent)


def added(outcome: Outcome) -> Decimal | None:
    """Percent points that section 232 adds in an outcome; None when a part of it is no percentage."""
    parts = [c.percent for c in outcome.components if c.authority == "s.232"]
    return None if None in parts else sum((p for p in parts if p is not None), Decimal(0))


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(load_law(), TableSchedule())


def check(engine: Engine, row: Row, days: Iterable[date]) -> None:
    """The percent points of section 232, and whether the answer shows another outcome, on each of the days."""
    facts = {ShipmentFact(name): value for name, value in row.facts}
    for day in days:
        answer = engine.answer(RateQuery(row.code, row.origin, day, KNOWN, facts))
        step = row.on(day)
        want, is_open, why = (step.percent, step.open, step.instrument) if step else (Decimal(0), False, "not in force")
        assert answer.main is not None
        assert added(answer.main) == want, f"{row} on {day}: {why}"
        outcomes = {added(branch.outcome) for branch in answer.branches}
        if is_open:
            assert answer.kind is Kind.DEPENDS, f"{row} on {day} must depend: {why}"
            assert outcomes - {want}, f"{row} on {day} must show the other outcome: {why}"
        else:
            assert not outcomes - {want}, f"{row} on {day} shows {outcomes} though nothing is open: {why}"


@pytest.mark.parametrize("row", ALL_ROWS, ids=str)
def test_section_232_adds_what_the_instrument_says_before_of_and_after_each_step(engine: Engine, row: Row) -> None:
    days = {step.day + timedelta(days=d) for step in row.steps for d in (-1, 0, 1)}
    check(engine, row, sorted(day for day in days if day >= date(2025, 1, 1)))


@pytest.mark.slow
@pytest.mark.parametrize("row", ALL_ROWS, ids=str)
def test_section_232_adds_what_the_instruments_say_on_every_boundary_of_any_programme(engine: Engine, row: Row) -> None:
    days = {mark + timedelta(days=d) for mark in boundaries() for d in (-1, 0)}
    check(engine, row, sorted(day for day in days if day >= date(2025, 1, 1)))


def test_every_row_that_is_open_has_rows_that_state_the_fact_with_both_outcomes() -> None:
    for row in ALL_ROWS:
        for step in (s for s in row.steps if s.open):
            stated = [r.on(step.day) for r in ALL_ROWS if r.code == row.code and set(r.facts) > set(row.facts)]
            percents = {Decimal(0) if s is None else s.percent for s in stated}
            assert percents - {step.percent}, f"{row} from {step.day}"


def test_the_table_covers_a_dozen_origins() -> None:
    assert {r.origin for r in ALL_ROWS} >= {"JP", "DE", "KR", "GB", "CN", "CA", "MX", "CH", "TW", "BR", "IN", "VN"}
