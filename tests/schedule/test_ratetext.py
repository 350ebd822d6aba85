from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tariff.ratetext import plain, read_rate, read_special


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("Free", "0"),
        ("2.5%", "2.5"),
        (" 15 % ", "15"),
        ("Free, under bond, as prescribed in U.S. note 1 to this subchapter", "0"),
    ],
)
def test_a_percentage_of_the_whole_value_is_plain(text: str, percent: str) -> None:
    rate = read_rate(text)
    assert rate.is_plain
    assert rate.percent == Decimal(percent)


def test_a_third_is_kept_to_far_more_than_a_cent_on_a_shipment() -> None:
    percent = read_rate("33 1/3%").percent
    assert percent is not None
    assert abs(percent * 3 - 100) < Decimal("0.000000001")


@pytest.mark.parametrize(
    ("text", "usd", "unit", "on", "percent"),
    [
        ("4.4¢/kg", "0.044", "kg", None, None),
        ("$1.509/kg", "1.509", "kg", None, None),
        ("68¢/head", "0.68", "head", None, None),
        ("0.8¢ each + 5.4%", "0.008", "each", None, "5.4"),
        ("40¢/kg +10.4%", "0.40", "kg", None, "10.4"),
        ("$1.13/m<sup style='font-size: 9.75px;'>3</sup>", "1.13", "m3", None, None),
        ("84¢/bbl", "0.84", "bbl", None, None),
        ("18.9¢/pf.liter", "0.189", "pf. liter", None, None),
        ("0.18¢/line/ gross + 2.5%", "0.0018", "line/gross", None, "2.5"),
        ("19.2¢/1000", "0.192", "1000", None, None),
        ("10¢/1,000 pins + 3.5%", "0.10", "1,000 pins", None, "3.5"),
        ("$2.50/thou- sand + 40%", "2.50", "thousand", None, "40"),
        ("8.8¢/kg on drained weight", "0.088", "kg", "drained weight", None),
        ("33.9¢/kg of total sugars + 5.1%", "0.339", "kg", "total sugars", "5.1"),
        ("86.1¢/m2of recording surface", "0.861", "m2", "recording surface", None),
        ("$1.76/t, including weight of container", "1.76", "t", "weight including container", None),
    ],
)
def test_an_amount_per_unit_keeps_its_unit_and_what_it_is_charged_on(
    text: str, usd: str, unit: str, on: str | None, percent: str | None
) -> None:
    rate = read_rate(text)
    (part,) = rate.specific
    assert rate.understood
    assert (part.usd, part.unit, part.on) == (Decimal(usd), unit, on)
    assert rate.percent == (None if percent is None else Decimal(percent))
    assert not rate.is_plain


def test_a_watch_keeps_every_percentage_with_the_part_it_is_charged_on() -> None:
    rate = read_rate("40¢ each + 8.5% on the case + 2.8% on the strap, band or bracelet + 5.3% on the battery")
    assert [(str(part.percent), part.on) for part in rate.parts] == [
        ("8.5", "case"),
        ("2.8", "strap, band or bracelet"),
        ("5.3", "battery"),
    ]
    assert rate.percent is None, "three percentages of three values are no percentage of the whole"
    assert rate.percent_on is not None
    assert not rate.sums_with_value_per_unit


def test_jewels_are_a_second_unit_that_a_value_per_watch_cannot_sum() -> None:
    rate = read_rate("45¢ each + 6.4% + 2.5¢/jewel")
    assert [part.unit for part in rate.specific] == ["each", "jewel"]
    assert rate.understood
    assert not rate.sums_with_value_per_unit
    over = read_rate("57¢ each + 3.7¢/jewel over 7 + 4.9% on the case")
    assert over.specific[1].on == "jewels over 7"


def test_a_percentage_of_one_component_is_not_plain() -> None:
    rate = read_rate("2.5% on the value of the lead content")
    assert (rate.percent, rate.percent_on) == (Decimal("2.5"), "value of the lead content")
    assert not rate.is_plain
    assert not rate.sums_with_value_per_unit


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The rate applicable to each garment in the ensemble if separately entered",
        "See 9903.88.15",
        "3.6606¢/kg less 0.020668¢/kg for each degree under 100 degrees but not less than 3.143854¢/kg",
        "6% + 2.3¢/jewel + 0.2¢ for each other piece or part, but if consisting in part of a plate the total duty",
        "The duty rate provided in such subheading minus 2.0%",
        "Free, for such temporary periods as the Secretary of the Treasury by regulation may prescribe",
        "37% /",
        "5% but not less than 2¢/kg",
        "10% on goods under 5 kg",
        "15% + something new",
        "10% on the value less the case",
        "5¢/kg on the weight but not the container",
        "The duty provided in the applicable subheading + 25%",
    ],
)
def test_a_text_with_one_unread_word_is_kept_as_printed_and_never_summed(text: str) -> None:
    rate = read_rate(text)
    assert not rate.understood
    assert rate.text == text
    assert (rate.percent, rate.specific, rate.is_free) == (None, (), False)


def test_a_special_cell_gives_each_rate_its_own_programmes() -> None:
    free, korea, reference = read_special("Free (BH,CL, OM) 10¢/kg (KR) See 9823.04.01-9823.04.54 (S+)")
    assert (free.rate.is_free, free.programs) == (True, ("BH", "CL", "OM"))
    assert (korea.rate.specific[0].usd, korea.programs) == (Decimal("0.1"), ("KR",))
    assert (reference.rate.understood, reference.rate.text) == (False, "See 9823.04.01-9823.04.54")
    assert reference.programs == ("S+",)


@pytest.mark.parametrize(
    ("text", "programs"),
    [
        ("Free (A*,AU,BH,CL,CO,D,E IL,JO)", [("A*", "AU", "BH", "CL", "CO", "D", "E", "IL", "JO")]),
        ("Free (MA,.OM,P)", [("MA", "OM", "P")]),
        ("Free (A+,AU)25% (KR)", [("A+", "AU"), ("KR",)]),
        ("Free (CO) See 9919.04.50 (PA (PE)", [("CO",), ("PA", "PE")]),
        ("Free (AU) A duty upon the value (see U.S. note 3 of this subchapter) (B,C,)", [("AU",), ("B", "C")]),
        ("Free", [()]),
        ("", []),
    ],
)
def test_programme_lists_with_the_printers_slips_lose_no_country(text: str, programs: list[tuple[str, ...]]) -> None:
    assert [special.programs for special in read_special(text)] == programs


def test_markup_and_entities_are_no_difference() -> None:
    assert plain("Of <i>Camelidae</i>, not  over <il>4.75 mm</il>&nbsp;") == "Of Camelidae, not over 4.75 mm"
    assert plain(None) == ""
    assert plain("valued < $5 & over") == "valued < $5 & over"


@given(
    cents=st.decimals(min_value="0.01", max_value="99.99", places=2),
    percent=st.decimals(min_value="0.1", max_value="99.9", places=1),
    spaces=st.sampled_from([" + ", "+", " +", "+ "]),
)
def test_a_compound_rate_loses_neither_half(cents: Decimal, percent: Decimal, spaces: str) -> None:
    rate = read_rate(f"{cents}¢/kg{spaces}{percent}%")
    assert rate.understood
    assert rate.specific[0].usd == cents / 100
    assert rate.percent == percent
    assert rate.sums_with_value_per_unit


@given(st.text(max_size=40))
def test_no_text_makes_the_reader_fail_and_what_it_understands_has_a_rate(text: str) -> None:
    rate = read_rate(text)
    assert not rate.understood or rate.percent is not None or rate.specific or rate.parts
    read_special(text)
