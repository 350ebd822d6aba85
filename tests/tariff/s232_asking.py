"""Asking the whole embedded law about lines whose base rate the test states."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from storage.facts.law import load_law
from tariff.answer import Answer, RateQuery, ShipmentFact
from tariff.engine import Engine
from tariff.rates import DutyRate
from tariff.schedule import Line, SpecialRate

BASES = {
    "87032301": "2.5",
    "87042101": "25",
    "8708305090": "2.5",
    "8708103030": "2.5",
    "84571000": "4.2",
}  # column 1 General; every other line of these tests is free


class StatedLines:
    """Any code is a line; its Special rate is free."""

    def lines(self, code: str, on: date) -> Sequence[Line]:
        percent = BASES.get(code, "0")
        general, free = DutyRate(f"{percent}%", Decimal(percent)), DutyRate("Free", Decimal(0))
        return [Line(code, code, (), general, (SpecialRate(free, ("S", "S+", "KR")),), general)]

    def known_until(self) -> date:
        return date(2028, 12, 31)


@cache
def engine() -> Engine:
    return Engine(load_law(), StatedLines())


def ask(code: str, origin: str, on: str, known: str = "2026-10-10", **facts: str) -> Answer:
    """An answer about a dotted code, with the knowledge of noon (UTC) of a day."""
    clock = datetime.combine(date.fromisoformat(known), datetime.min.time(), UTC).replace(hour=16)
    stated = {ShipmentFact(name): value for name, value in facts.items()}
    return engine().answer(RateQuery(code.replace(".", ""), origin, date.fromisoformat(on), clock, stated))


def total(answer: Answer) -> Decimal:
    assert answer.main is not None and answer.main.total_percent is not None
    return answer.main.total_percent


def parts(answer: Answer) -> dict[str, Decimal]:
    """Percent points by authority, without what adds nothing."""
    assert answer.main is not None
    found: dict[str, Decimal] = {}
    for component in answer.main.components:
        if component.percent:
            found[component.authority] = found.get(component.authority, Decimal(0)) + component.percent
    return found


def aside(answer: Answer) -> set[str]:
    """Authorities of what was set aside."""
    assert answer.main is not None
    return {s.authority for s in answer.main.set_aside}
