"""Two times: what was charged by what was known, and what the law says today about that day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.tariff.s232_asking import ask, total


def test_european_cars_of_august_2025_were_charged_27_5_and_refunded_to_15() -> None:
    answer = ask("8703.23.01", "DE", "2025-08-15")  # published 2025-09-25, back to 2025-08-01
    assert total(answer) == Decimal(15)
    assert answer.as_charged is not None and answer.as_charged.total_percent == Decimal("27.5")
    assert total(ask("8703.23.01", "DE", "2025-08-15", known="2025-09-24")) == Decimal("27.5")
    assert total(ask("8703.23.01", "DE", "2025-08-15", known="2025-09-25")) == Decimal(15)


def test_japanese_cars_were_not_cut_retroactively() -> None:
    answer = ask("8703.23.01", "JP", "2025-09-15")
    assert total(answer) == Decimal("27.5") and answer.as_charged is None


def test_korean_parts_of_november_2025_were_charged_25_more() -> None:
    answer = ask("8708.30.50.90", "KR", "2025-11-15")  # published 2025-12-04, back to 2025-11-01
    assert total(answer) == Decimal(15)
    assert answer.as_charged is not None and answer.as_charged.total_percent == Decimal("27.5")


def test_taiwanese_wood_of_may_2026_was_charged_25() -> None:
    answer = ask("9403.40.90.60", "TW", "2026-05-10")  # published 2026-05-28, back to 2026-05-01
    assert total(answer) == Decimal(15)
    assert answer.as_charged is not None and answer.as_charged.total_percent == Decimal(25)


def test_the_furniture_increase_of_2026_was_the_law_until_new_years_eve() -> None:
    first = ask("9401.61.40.11", "VN", "2026-02-01", known="2025-12-30")
    assert total(first) == Decimal(30)
    assert total(ask("9401.61.40.11", "VN", "2026-02-01", known="2025-12-31")) == Decimal(25)
    assert total(ask("9403.40.90.60", "VN", "2027-01-01", known="2025-12-31", end_use="cabinet")) >= Decimal(50)


def test_before_proclamation_10947_nobody_could_know_fifty_percent() -> None:
    assert total(ask("7208.51.00", "VN", "2025-06-10", known="2025-06-02")) == Decimal(25)
    assert total(ask("7208.51.00", "VN", "2025-06-10", known="2025-06-03")) == Decimal(50)


def test_the_united_kingdom_pays_nothing_on_patented_medicines_from_the_first_day() -> None:
    said = {"patented": "yes", "maker": "annex_iii"}
    answer = ask("3004.90.92.01", "GB", "2026-08-01", **said)  # 91 FR 49406 of 2026-08-04
    assert total(answer) == Decimal(0)
    assert answer.as_charged is not None and answer.as_charged.total_percent == Decimal(10)


def test_the_next_step_is_told_with_its_day() -> None:
    change = ask("9403.40.90.60", "VN", "2026-10-01").next_change
    assert change is not None and change.at.date() == date(2027, 1, 1)
    change = ask("7208.51.00", "VN", "2025-04-01", known="2025-04-01").next_change
    assert change is None or change.at.date() != date(2025, 6, 4)


def test_the_end_of_the_temporary_tier_is_a_scheduled_change() -> None:
    change = ask("8457.10.00", "VN", "2026-09-01").next_change
    assert change is not None and change.at.date() == date(2028, 1, 1)
