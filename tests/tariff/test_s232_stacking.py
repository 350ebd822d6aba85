"""What a section 232 duty keeps away, and what stays on top, by era; each case with the clause it rests on."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tariff.answer import Kind
from tests.tariff.s232_asking import aside, ask, parts, total


def test_a_car_that_pays_section_232_pays_no_reciprocal_duty() -> None:
    answer = ask("8703.23.01", "JP", "2025-08-28")  # 9903.01.33
    assert total(answer) == Decimal("27.5")
    assert "IEEPA" in aside(answer)


def test_chinese_cars_pay_fentanyl_and_section_301_on_top() -> None:
    answer = ask("8703.80.00", "CN", "2025-12-01")  # EO 14289 names only Canada and Mexico
    assert parts(answer) == {"IEEPA": Decimal(10), "s.232": Decimal(25), "s.301": Decimal(100)}


def test_the_order_of_precedence_reaches_back_to_the_first_cars_but_they_were_charged_both() -> None:
    answer = ask("8703.23.01", "MX", "2025-04-10", usmca="no")  # EO 14289 of 2025-04-29, back to 2025-03-04
    assert total(answer) == Decimal("27.5")
    assert answer.as_charged is not None and answer.as_charged.total_percent == Decimal("52.5")
    assert total(ask("8703.23.01", "MX", "2025-04-10", known="2025-04-10", usmca="no")) == Decimal("52.5")


def test_from_june_2025_metals_displace_the_canada_and_mexico_fentanyl_duty() -> None:
    answer = ask("7208.51.00", "CA", "2025-07-20", usmca="no")  # Proclamation 10947 clause 5
    assert parts(answer) == {"s.232": Decimal(50)}


@pytest.mark.parametrize(("origin", "code"), [("CA", "7208.51.00"), ("MX", "7606.12.30"), ("MX", "9403.10.00")])
def test_until_june_2025_goods_that_paid_the_fentanyl_duty_paid_no_metals_duty(origin: str, code: str) -> None:
    answer = ask(code, origin, "2025-03-20", usmca="no")  # EO 14289 s.3(a)(ii), back to 2025-03-04
    assert parts(answer) == {"IEEPA": Decimal(25)}
    assert answer.as_charged is not None and answer.as_charged.total_percent == Decimal(50)
    assert parts(ask(code, origin, "2025-05-20", usmca="no")) == {"IEEPA": Decimal(25)}
    assert parts(ask(code, origin, "2025-05-20", usmca="yes", metal_percent="100")) == {"s.232": Decimal(25)}


@pytest.mark.parametrize("origin", ["CA", "MX"])
def test_usmca_does_not_free_steel(origin: str) -> None:
    assert parts(ask("7208.51.00", origin, "2025-09-01", usmca="yes")) == {"s.232": Decimal(50)}
    assert parts(ask("7208.51.00", origin, "2026-09-20", usmca="yes")) == {"s.232": Decimal(50)}


def test_the_rest_of_the_value_pays_the_reciprocal_duty_when_metals_are_charged_on_content() -> None:
    answer = ask("8418.10.00", "TW", "2025-09-01", metal_percent="30")  # Proclamation 10947 clause 6
    assert parts(answer) == {"s.232": Decimal(15), "IEEPA": Decimal(14)}  # 50% of 30%, 20% of 70%


def test_brazils_forty_points_do_not_reach_a_metal_derivative_at_all() -> None:
    answer = ask("8418.10.00", "BR", "2025-09-01", metal_percent="30")  # U.S. note 2(x)(vi)
    assert parts(answer) == {"s.232": Decimal(15), "IEEPA": Decimal(7)}  # the 10% baseline on 70%


def test_from_april_2026_the_whole_value_pays_one_metals_heading_and_no_surcharge() -> None:
    answer = ask("8418.10.00", "TW", "2026-05-01", metal_percent="30")  # U.S. note 16(a), 9903.03.06
    assert parts(answer) == {"s.232": Decimal(25)}
    assert "s.122" in aside(answer)


def test_too_little_metal_is_no_section_232_good_and_pays_the_surcharge() -> None:
    answer = ask("8418.10.00", "TW", "2026-05-01", end_use="metal_under_15_percent")  # 9903.82.03
    assert parts(answer) == {"s.122": Decimal(10)}


def test_section_232_goods_are_outside_the_forced_labor_duty() -> None:
    answer = ask("8457.10.00", "VN", "2026-08-01")  # 9903.05.90, U.S. note 52(f)
    assert total(answer) == Decimal(15)
    assert parts(answer) == {"MFN": Decimal("4.2"), "s.232": Decimal("10.8")}


def test_section_301_on_china_adds_to_every_metals_duty() -> None:
    assert parts(ask("7208.51.00", "CN", "2026-09-01")) == {"s.232": Decimal(50), "s.301": Decimal(25)}


def test_automobile_duties_displace_metals_duties() -> None:
    before = ask("8708.10.30.30", "VN", "2026-05-01", auto_part="no")
    after = ask("8708.10.30.30", "VN", "2026-05-01", auto_part="yes")  # U.S. note 33(f)(1)
    assert parts(before)["s.232"] == parts(after)["s.232"] == Decimal(25)
    assert {c.heading for c in before.main.components if c.authority == "s.232"} == {"9903.82.09"}  # type: ignore[union-attr]
    assert {c.heading for c in after.main.components if c.authority == "s.232"} == {"9903.94.05"}  # type: ignore[union-attr]


def test_a_usmca_part_escapes_the_metals_duty_only_from_november_2025() -> None:
    said = {"usmca": "yes", "metal_percent": "80"}
    before = ask("8708.29.51.60", "MX", "2025-10-31", **said)  # CSMS 65054270: more than 0% must be owed
    after = ask("8708.29.51.60", "MX", "2025-11-01", **said)  # Proclamation 10984 clause 9
    assert parts(before) == {"s.232": Decimal(40)}
    assert parts(after) == {}


def test_wood_keeps_away_fentanyl_of_canada() -> None:
    answer = ask("4407.11.00", "CA", "2025-12-01", usmca="no")  # Proclamation 10976 clause 6
    assert parts(answer) == {"s.232": Decimal(10)}


def test_drones_pay_their_duty_on_top_of_all_others_and_the_open_point_shows_both_sums() -> None:
    answer = ask("8806.24.00", "CN", "2026-10-01")  # Proclamation 11055 clause 3; note 52(f) does not name the headings
    assert parts(answer)["s.232"] == Decimal(100) and parts(answer)["s.301"] == Decimal("37.5")
    assert answer.kind is Kind.DEPENDS
    assert {b.outcome.total_percent for b in answer.branches} == {Decimal("137.5"), Decimal(125)}


def test_steel_and_aluminum_content_is_never_charged_twice() -> None:
    answer = ask("8418.10.00", "VN", "2025-12-01", metal_percent="100")  # on both lists
    assert parts(answer)["s.232"] == Decimal(50)


def test_copper_content_and_the_rest_are_split() -> None:
    answer = ask("7408.11.30", "CL", "2025-09-01", metal_percent="60")  # Proclamation 10962 clause 4
    assert parts(answer) == {"s.232": Decimal(30), "IEEPA": Decimal(4)}
