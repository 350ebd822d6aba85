from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from storage.facts.lines import embedded_schedule
from tariff.in_lieu import in_lieu_of_column_2

JUNE = date(2026, 6, 1)


def test_a_russian_car_pays_35_percent_in_lieu_of_the_10_of_column_2() -> None:
    (car,) = embedded_schedule().lines("87032301", JUNE)
    assert car.other.percent == Decimal(10)
    found = in_lieu_of_column_2(car, "RU")
    assert found is not None
    assert (found[0], found[1].percent) == ("9903.90.08", Decimal(35))


@pytest.mark.parametrize("country", ["BY", "CU", "KP", "DE"])
def test_the_note_is_about_russia_alone(country: str) -> None:
    (car,) = embedded_schedule().lines("87032301", JUNE)
    assert in_lieu_of_column_2(car, country) is None


def test_a_line_without_the_footnote_keeps_column_2() -> None:
    (beef,) = embedded_schedule().lines("02013080", JUNE)
    assert in_lieu_of_column_2(beef, "RU") is None


def test_metals_of_note_30_d_pay_70_percent() -> None:
    rates = {
        found[1].percent
        for line in embedded_schedule().rate_lines(JUNE)
        if line.code.startswith(("72", "73", "76")) and (found := in_lieu_of_column_2(line, "RU"))
    }
    assert rates <= {Decimal(35), Decimal(70)}
    assert Decimal(70) in rates
