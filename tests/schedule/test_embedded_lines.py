from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from storage.facts.base_changes import base_changes
from storage.facts.lines import embedded_schedule, plain_names, programme_names
from storage.facts.releases import day_in_force, releases
from tariff.rates import DutyRate

JULY = date(2026, 7, 1)
PRODUCTS = Path(__file__).parents[2].parent / "shared" / "facts" / "products.yaml"


def test_the_292_checked_lines_and_those_drawn_by_word_are_all_answered() -> None:
    lines = list(embedded_schedule().rate_lines(JULY))
    assert len(plain_names(by_word=False)) == 292
    assert len(lines) == len(plain_names()) > 900
    assert {line.release for line in lines} == {"embedded"}
    assert all(line.general.text and line.other.text and line.path for line in lines)


def test_a_car_is_two_and_a_half_percent_and_ten_in_column_2() -> None:
    (line,) = embedded_schedule().lines("8703230140", JULY)
    assert (line.code, line.general.percent, line.other.percent) == ("87032301", Decimal("2.5"), Decimal(10))
    assert line.units == ("No.",)


def test_korean_beef_paid_its_last_step_until_the_end_of_2025() -> None:
    rates = {
        day: next(s.rate.text for s in embedded_schedule().lines("02013080", day)[0].special if "KR" in s.programs)
        for day in (date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    }
    assert list(rates.values()) == ["1.7%", "1.7%", "Free"]


def test_every_programme_code_printed_has_a_name() -> None:
    printed = {
        code for line in embedded_schedule().rate_lines(JULY) for special in line.special for code in special.programs
    }
    assert printed <= programme_names().keys()


def test_the_reach_is_the_day_the_facts_end() -> None:
    assert embedded_schedule().known_until() == date(2026, 10, 10)


def test_releases_come_in_order_and_start_with_2025() -> None:
    days = list(releases().values())
    assert days == sorted(days)
    assert next(iter(releases())) == "2025HTSBasic"
    assert day_in_force("2025HTSRev14") == date(2025, 6, 6), "the date of the official change record"
    assert day_in_force("2031HTSRev1") is None


def test_no_general_or_column_2_rate_is_recorded_as_changed() -> None:
    changed = [change for change in base_changes() if change.nature == "rate"]
    assert {change.column for change in changed} == {"special"}
    assert {change.since for change in changed} == {date(2026, 1, 1)}
    assert len(changed) == 151


def same(rate: DutyRate, fact: dict[str, object]) -> bool:
    """Whether our reading of a text is the structured rate somebody else made of it by hand."""
    parts = fact.get("components") or [fact]
    assert isinstance(parts, list)
    amounts = sorted(round(float(p["usd"]), 6) for p in parts if "usd" in p)
    percents = sorted(float(p["percent"]) for p in parts if "percent" in p)
    ours = sorted(float(p.percent) for p in rate.parts) or ([float(rate.percent)] if rate.percent is not None else [])
    close = (
        all(abs(a - b) < 0.001 for a, b in zip(ours, percents, strict=True)) if len(ours) == len(percents) else False
    )
    return rate.understood and close and sorted(round(float(p.usd), 6) for p in rate.specific) == amounts


def test_every_figure_of_the_product_facts_is_carried_over(sample: Callable[[str], Path]) -> None:
    if not PRODUCTS.exists():
        pytest.skip("the product facts are not beside this checkout")
    products = yaml.load(PRODUCTS.read_bytes(), Loader=yaml.CSafeLoader)["products"]
    assert len(products) == 292
    for product in products:
        (line,) = embedded_schedule().lines(product["hts8_digits"], JULY)
        assert line.general.text == product["mfn_general"]["text"]
        assert line.other.text == product["column_2"]["text"]
        assert same(line.general, product["mfn_general"]), product["hts8"]
        assert same(line.other, product["column_2"]), product["hts8"]
        programs = [tuple(entry["codes"]) for entry in product["special"].get("programs") or []]
        assert [special.programs for special in line.special] == programs, product["hts8"]
        assert line.units == tuple(product["unit"] or ())
