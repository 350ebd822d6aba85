"""Russian goods of U.S. note 30 pay 35 or 70 percent in lieu of column 2, whatever column 2 prints."""

from datetime import UTC, date, datetime
from decimal import Decimal

from storage.facts import load_law
from storage.facts.lines import embedded_schedule
from tariff.answer import RateQuery
from tariff.engine import Engine


def test_a_russian_car_pays_35_in_lieu_of_column_2_and_the_automobile_duty_on_top() -> None:
    engine = Engine(load_law(), embedded_schedule())
    answer = engine.answer(RateQuery("87032301", "RU", date(2025, 6, 1), datetime(2025, 6, 2, tzinfo=UTC)))
    assert answer.main is not None
    assert answer.main.total_percent == Decimal(60)
    assert "9903.90.08" in (answer.main.components[0].note or "")


def test_belarus_keeps_column_2_itself() -> None:
    engine = Engine(load_law(), embedded_schedule())
    answer = engine.answer(RateQuery("87032301", "BY", date(2025, 6, 1), datetime(2025, 6, 2, tzinfo=UTC)))
    assert answer.main is not None
    assert answer.main.total_percent == Decimal(35)
