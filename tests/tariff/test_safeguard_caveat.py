"""Lines that name an agricultural safeguard say so, and say that it is not in the total."""

from datetime import UTC, date, datetime

from storage.facts import load_law
from storage.facts.lines import embedded_schedule
from tariff.answer import RateQuery
from tariff.engine import Engine


def _caveats(code: str) -> str:
    engine = Engine(load_law(), embedded_schedule())
    return " ".join(engine.answer(RateQuery(code, "JP", date(2026, 9, 1), datetime(2026, 9, 1, tzinfo=UTC))).caveats)


def test_beef_over_quota_names_the_agricultural_safeguard_and_a_car_does_not() -> None:
    assert "agricultural safeguard" in _caveats("02013080")
    assert "agricultural safeguard" not in _caveats("87032301")
