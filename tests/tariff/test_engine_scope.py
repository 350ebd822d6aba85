"""Codes shorter or longer than a list prints, articles in words, lists nobody read, codes that name no product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from storage.facts.law import load_law
from tariff.answer import Answer, Kind, RateQuery, ShipmentFact
from tariff.engine import Engine
from tariff.rates import DutyRate, SpecificPart
from tariff.schedule import Line, SpecialRate

KNOWN = datetime(2026, 10, 9, 12, tzinfo=UTC)
FREE = DutyRate("Free", Decimal(0))
NUMBERS = {
    "44079902": ("4407990201", "4407990242", "4407990295"),
    "85176200": ("8517620010", "8517620020", "8517620090"),
    "04090000": ("0409000005", "0409000010"),
    "63079098": ("6307909842", "6307909870", "6307909891"),
}


class SmallSchedule:
    """A few lines: base Free but for trousers and cheese; the 10-digit numbers of four subheadings."""

    def lines(self, code: str, on: date) -> Sequence[Line]:
        if code.startswith("0000"):
            return []
        if code == "6203":
            return [line("62034207", "16.6"), line("62034245", "16.6"), line("62034325", "0")]
        if code == "9506":
            return [line("95061140", "0"), line("95063900", "0")]
        if code.startswith("2204"):
            wine = DutyRate("6.3¢/liter", None, None, (SpecificPart(Decimal("0.063"), "liter"),))
            return [Line(code, "wine", (), wine, (), wine)]
        return [line(code, "0")]

    def numbers(self, code: str, on: date) -> Sequence[str]:
        return NUMBERS.get(code, ())

    def known_until(self) -> date:
        return date(2026, 10, 9)


def line(code: str, percent: str) -> Line:
    base = DutyRate(f"{percent}%", Decimal(percent))
    return Line(code, "a product", (), base, (SpecialRate(FREE, ("S", "KR", "AU")),), DutyRate("45%", Decimal(45)))


ENGINE = Engine(load_law(), SmallSchedule())


def ask(code: str, origin: str, day: str, facts: Mapping[ShipmentFact, str] | None = None, at: str = "") -> Answer:
    known = datetime.fromisoformat(f"{at}T20:00:00+00:00") if at else KNOWN
    return ENGINE.answer(RateQuery(code, origin, date.fromisoformat(day), known, facts or {}))


def total(answer: Answer) -> str:
    assert answer.main is not None
    return answer.main.total_text


def test_an_exempt_ten_digit_number_does_not_exempt_its_eight_digit_subheading() -> None:
    whole = ask("44079902", "VN", "2026-08-01")
    assert whole.kind is Kind.DEPENDS
    assert total(whole) == "12.5%"
    assert [(b.condition, b.outcome.total_text) for b in whole.branches[1:]] == [
        ("the 10-digit number is 4407.99.02.95", "0%")
    ]
    assert total(ask("4407990295", "VN", "2026-08-01")) == "0%"
    assert total(ask("4407990201", "VN", "2026-08-01")) == "12.5%"
    assert ask("4407990201", "VN", "2026-08-01").kind is Kind.RATE


def test_only_certified_organic_honey_of_brazil_is_outside_the_s301_duty() -> None:
    assert total(ask("0409000005", "BR", "2026-08-01")) == "12.5%"
    assert total(ask("0409000010", "BR", "2026-08-01")) == "37.5%"


def test_where_lists_name_every_number_of_a_subheading_the_answer_is_one_of_them() -> None:
    answer = ask("85176200", "CN", "2026-03-01", {ShipmentFact.AUTO_PART: "no"})
    assert answer.kind is Kind.DEPENDS
    assert total(answer) == "25%"
    assert [b.outcome.total_text for b in answer.branches] == ["25%", "7.5%"]
    assert total(ask("8517620090", "CN", "2026-03-01", {ShipmentFact.AUTO_PART: "no"})) == "7.5%"


def test_face_masks_left_list_4a_and_other_made_up_textiles_did_not() -> None:
    assert total(ask("6307909870", "CN", "2026-08-01")) == "62.5%"
    assert total(ask("6307909891", "KR", "2026-08-01")) == "12.5%"


def test_an_article_in_words_is_a_sentence_and_not_an_exemption_of_the_subheading() -> None:
    answer = ask("08059001", "IL", "2026-03-01")
    assert answer.kind is Kind.RATE
    assert total(answer) == "10%"
    assert "If the article is: Etrogs (9903.03.04): 0%." in answer.caveats


def test_a_described_product_of_an_agreement_does_not_free_its_whole_subheading() -> None:
    extract = ask("13021991", "KH", "2026-08-01")
    assert (extract.kind, total(extract)) == (Kind.RATE, "10%")
    assert any(c.startswith("If the article is the one that U.S. note 52(j) describes") for c in extract.caveats)
    assert "If the article is argan oil: 0%." in ask("15159081", "MY", "2026-08-01").caveats
    assert total(ask("14011000", "MY", "2026-08-01")) == "0%"  # bamboos, on the list by number


def test_a_list_that_was_not_read_makes_the_answer_depend_and_says_so() -> None:
    answer = ask("61091000", "JO", "2026-08-01")
    assert answer.kind is Kind.DEPENDS
    assert {b.outcome.total_text for b in answer.branches} == {"0%", "10%"}
    assert "which ones was not carried over" in answer.branches[0].condition


def test_a_number_outside_the_customs_list_of_canadian_energy_is_charged_in_full_by_default() -> None:
    claim = {ShipmentFact.USMCA: "no"}
    assert total(ask("27011100", "CA", "2025-06-10", claim)) == "10%"
    answer = ask("27021000", "CA", "2025-06-10", claim)  # lignite: coal, but not on the list
    assert answer.kind is Kind.DEPENDS
    assert total(answer) == "25%"
    assert [b.outcome.total_text for b in answer.branches] == ["25%", "10%"]


def test_the_lines_added_to_the_canadian_lists_in_september_are_charged_from_their_day() -> None:
    claim = {ShipmentFact.USMCA: "yes", ShipmentFact.AUTO_PART: "no"}
    for code in ("04061064", "04069099", "94016120", "48026110"):
        assert total(ask(code, "CA", "2026-09-14", claim)) == "0%"
        assert total(ask(code, "CA", "2026-09-20", claim)) == "50%"
    assert total(ask("04061024", "CA", "2026-09-20", claim)) == "0%"
    assert total(ask("94016140", "CA", "2026-09-20", claim)) == "0%"


def test_a_short_code_names_its_lines_where_they_differ() -> None:
    answer = ask("6203", "JP", "2026-08-01")
    assert answer.kind is Kind.DEPENDS
    assert answer.main is None
    assert [(b.condition, b.outcome.total_text) for b in answer.branches] == [
        ("6203.42.07, 6203.42.45", "16.6%"),
        ("6203.43.25", "12.5%"),
    ]
    assert answer.caveats[0] == "6203 covers 3 lines with 2 outcomes, 12.5% to 16.6%; ask with 8 or 10 digits."


def test_a_short_code_whose_lines_agree_is_one_answer() -> None:
    answer = ask("9506", "VN", "2026-03-01")
    assert total(answer) == "10%"
    assert "All 2 lines under 9506 come to the same." in answer.caveats


@pytest.mark.parametrize(
    ("code", "origin", "words"),
    [
        ("00001111", "JP", "has no line 0000.11.11"),
        ("99030125", "JP", "chapter 99"),
        ("84713001", "US", "U.S. origin"),
    ],
)
def test_what_cannot_be_answered_says_what_to_ask_instead(code: str, origin: str, words: str) -> None:
    answer = ask(code, origin, "2026-08-01")
    assert answer.kind is Kind.NOT_FOUND
    assert answer.main is None
    assert answer.reason is not None
    assert words in answer.reason


def test_usmca_is_asked_and_accepted() -> None:
    open_answer = ask("15141900", "MX", "2025-09-01")
    assert open_answer.kind is Kind.DEPENDS
    assert [b.outcome.total_text for b in open_answer.branches] == ["25%", "0%"]
    assert (open_answer.branches[1].fact, open_answer.branches[1].value) == (ShipmentFact.USMCA, "yes")
    told = ask("15141900", "MX", "2025-09-01", {ShipmentFact.USMCA: "yes"})
    assert told.kind is Kind.EXEMPT
    assert any(s.measure == "ieepa-fent-mx" and "9903.01.04" in s.reason for s in told.main.set_aside)  # type: ignore[union-attr]


def test_another_preference_is_a_sentence_and_accepted() -> None:
    answer = ask("62034207", "AU", "2026-08-01")
    assert answer.kind is Kind.RATE
    told = ask("62034207", "AU", "2026-08-01", {ShipmentFact.PREFERENCE: "yes"})
    assert total(told) == "12.5%"


def test_us_content_of_a_fifth_frees_its_part_from_the_reciprocal_duty() -> None:
    assert total(ask("95061140", "VN", "2025-09-01", {ShipmentFact.US_CONTENT_PERCENT: "19"})) == "20%"
    assert total(ask("95061140", "VN", "2025-09-01", {ShipmentFact.US_CONTENT_PERCENT: "25"})) == "15%"
    assert total(ask("95061140", "VN", "2026-03-01", {ShipmentFact.US_CONTENT_PERCENT: "25"})) == "10%"


def test_goods_on_the_water_keep_the_earlier_rate_inside_the_window_only() -> None:
    inside = ask("95061140", "VN", "2025-10-04")
    assert any("loaded on the final vessel before 7 August 2025" in c and c.endswith(": 10%.") for c in inside.caveats)
    assert total(ask("95061140", "VN", "2025-10-04", {ShipmentFact.LOADED_ON: "2025-08-06"})) == "10%"
    assert total(ask("95061140", "VN", "2025-10-04", {ShipmentFact.LOADED_ON: "2025-08-07"})) == "20%"
    assert total(ask("95061140", "VN", "2025-10-05", {ShipmentFact.LOADED_ON: "2025-08-06"})) == "20%"


def test_bulk_spirits_are_not_banned_but_pay_the_duty() -> None:
    assert ask("22085000", "CA", "2026-10-01").main.prohibited  # type: ignore[union-attr]
    bulk = ask("22085000", "CA", "2026-10-01", {ShipmentFact.END_USE: "bulk", ShipmentFact.USMCA: "yes"})
    assert total(bulk) == "50%"


def test_a_known_antidumping_order_is_named_and_never_summed() -> None:
    answer = ask("07020020", "MX", "2026-03-01", {ShipmentFact.USMCA: "yes"})
    assert any(c.startswith("Antidumping duty may be due on fresh tomatoes") for c in answer.caveats)
    assert total(answer) == "0%"
    assert not any("tomatoes" in c for c in ask("07020020", "MX", "2025-07-13").caveats)


def test_a_day_after_the_facts_end_is_answered_with_the_edge_and_what_to_check() -> None:
    answer = ask("84261900", "CN", "2026-12-01")
    assert answer.knowledge_until == date(2026, 10, 9)
    assert any("The facts reach 2026-10-09" in c for c in answer.caveats)
    assert any("whether a later notice moved it was not seen" in c for c in answer.caveats)
    assert not any("The facts reach" in c for c in ask("84261900", "CN", "2026-10-09").caveats)


def test_the_ruling_is_not_mentioned_to_a_clock_that_stands_before_it() -> None:
    assert not any("Supreme Court" in c for c in ask("95061140", "VN", "2025-09-01", at="2025-09-01").caveats)
    assert any("Supreme Court" in c for c in ask("95061140", "VN", "2025-09-01").caveats)
    assert not any("Supreme Court" in c for c in ask("95061140", "KE", "2026-08-01").caveats)


def test_the_reason_of_a_measure_set_aside_names_the_heading_and_the_clause() -> None:
    answer = ask("84713001", "VN", "2025-09-01", {ShipmentFact.AUTO_PART: "no"})
    assert answer.kind is Kind.EXEMPT
    (aside,) = answer.main.set_aside  # type: ignore[union-attr]
    assert aside.measure == "ieepa-recip-country"
    assert "9903.01.32" in aside.reason
    assert "U.S. note 2(v)(iii)(a)" in aside.reason


def test_the_next_change_and_the_day_since_when_are_named() -> None:
    answer = ask("95061140", "VN", "2025-08-01", at="2025-08-01")
    assert answer.in_force_since is not None
    assert answer.in_force_since.date() == date(2025, 4, 10)
    assert answer.next_change is not None
    assert (answer.next_change.at.date(), answer.next_change.total_text) == (date(2025, 8, 7), "20%")
    assert "country rate starts" in answer.next_change.what


def test_a_question_without_a_product_is_told_what_products_change() -> None:
    general = ask("", "CN", "2026-08-01")
    assert total(general) == "MFN + 12.5%"
    assert any("s.301 list duty" in c for c in general.caveats)
    assert any("section 232" in c for c in general.caveats)
    assert not any("s.301 list duty" in c for c in ask("95061140", "CN", "2026-08-01").caveats)
    assert not any("s.338" in c for c in ask("", "CA", "2026-08-20").caveats)


def test_exempt_is_said_of_goods_that_a_list_or_a_claim_frees_and_not_of_an_origin() -> None:
    assert ask("08039000", "EC", "2026-03-01").kind is Kind.EXEMPT
    assert ask("15141900", "RU", "2025-09-01").kind is Kind.RATE
    assert ask("15141900", "KE", "2026-08-01").kind is Kind.RATE
