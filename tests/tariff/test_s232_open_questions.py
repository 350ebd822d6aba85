"""Facts that decide are asked for with both outcomes; facts that rarely matter are a sentence beside a plain number."""

from __future__ import annotations

from decimal import Decimal

from tariff.answer import Answer, Kind, ShipmentFact
from tests.tariff.s232_asking import ask, total


def outcomes(answer: Answer) -> set[Decimal | None]:
    return {branch.outcome.total_percent for branch in answer.branches}


def test_two_facts_of_which_neither_alone_changes_the_sum_are_asked_together() -> None:
    answer = ask("3004.90.92.01", "VN", "2026-08-15")  # patented, and of a company of Annex III
    assert answer.kind is Kind.DEPENDS and Decimal(100) in outcomes(answer)
    assert any("patented" in b.condition and "Annex III" in b.condition for b in answer.branches)


def test_a_question_that_only_some_ten_digit_numbers_raise_is_not_lost() -> None:
    answer = ask("3004.90.92", "CH", "2026-10-01")
    assert answer.kind is Kind.DEPENDS and outcomes(answer) >= {Decimal(0), Decimal(15)}
    assert {b.fact for b in answer.branches} >= {ShipmentFact.PATENTED}


def test_the_metal_share_decides_in_2025() -> None:
    answer = ask("8418.10.00", "VN", "2025-12-01")
    assert answer.kind is Kind.DEPENDS and ShipmentFact.METAL_PERCENT in {b.fact for b in answer.branches}


def test_a_brake_is_a_plain_number_with_a_sentence() -> None:
    answer = ask("8708.30.50.90", "CN", "2026-09-01")
    assert answer.kind is Kind.RATE
    assert any("part of a passenger vehicle" in c for c in answer.caveats)


def test_an_electric_motor_depends_on_being_a_vehicle_part() -> None:
    answer = ask("8501.32.45.00", "VN", "2025-09-01")
    assert answer.kind is Kind.DEPENDS and ShipmentFact.AUTO_PART in {b.fact for b in answer.branches}


def test_a_computer_is_no_vehicle_part_unless_said() -> None:
    plain = ask("8471.30.01", "VN", "2026-05-01")
    assert plain.kind in (Kind.RATE, Kind.EXEMPT)
    assert total(ask("8471.30.01", "VN", "2026-05-01", auto_part="yes")) == Decimal(25)


def test_a_parts_of_a_farm_tractor_line_asks_before_it_charges() -> None:
    answer = ask("8708.50.11.10", "VN", "2026-05-01")
    assert answer.kind is Kind.DEPENDS


def test_the_united_kingdom_car_quota_shows_both_sides() -> None:
    answer = ask("8703.23.01", "GB", "2026-09-01")
    assert answer.kind is Kind.DEPENDS and outcomes(answer) == {Decimal(10), Decimal("27.5")}


def test_an_unread_annex_is_said_and_not_summed_away() -> None:
    answer = ask("2804.61.00", "VN", "2026-12-10")
    assert answer.main is not None and answer.main.total_percent is None
    assert "USD 21/kg" in answer.main.total_text


def test_solar_modules_pay_a_minimum_price_and_an_ad_valorem_part_by_origin() -> None:
    for origin, percent in (("VN", 15), ("JP", 15), ("GB", 10)):  # Proclamation 11052 clauses 4 and 5
        answer = ask("8541.43.00", origin, "2026-12-10")
        assert answer.main is not None
        duties = {c.percent for c in answer.main.components if c.authority == "s.232"}
        assert duties == {None, Decimal(percent)}, origin
