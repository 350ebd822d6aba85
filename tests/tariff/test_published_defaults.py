"""What importers are told when they say nothing about the shipment: claims, negative conditions, layers on no value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from storage.facts.law import load_law
from tariff.answer import Answer, Kind, RateQuery, ShipmentFact
from tariff.engine import Engine
from tariff.rates import FREE, DutyRate
from tariff.schedule import Line, SpecialRate

KNOWN = datetime(2026, 10, 9, 12, tzinfo=UTC)


class OneRate:
    """Every line: base 2.5%, free under KORUS and USMCA."""

    def lines(self, code: str, on: date) -> Sequence[Line]:
        base = DutyRate("2.5%", Decimal("2.5"))
        return [Line(code, "a product", (), base, (SpecialRate(FREE, ("S", "KR")),), DutyRate("45%", Decimal(45)))]

    def known_until(self) -> date:
        return date(2026, 10, 9)


ENGINE = Engine(load_law(), OneRate())


def ask(code: str, origin: str, day: str, facts: Mapping[ShipmentFact, str] | None = None) -> Answer:
    return ENGINE.answer(RateQuery(code, origin, date.fromisoformat(day), KNOWN, facts or {}))


def totals(answer: Answer) -> list[str]:
    return [branch.outcome.total_text for branch in answer.branches]


def test_korean_cars_show_both_the_general_rate_and_the_rate_published_with_korus() -> None:
    answer = ask("87032301", "KR", "2025-06-20")
    assert answer.kind is Kind.DEPENDS
    assert totals(answer) == ["27.5%", "25%"]
    assert totals(ask("87083050", "KR", "2025-06-20")) == ["27.5%", "25%"]


def test_under_the_korean_ceiling_a_korus_claim_changes_nothing_and_is_not_asked() -> None:
    answer = ask("87032301", "KR", "2025-11-20")
    assert answer.kind is Kind.RATE
    assert answer.main is not None and answer.main.total_percent == 15


def test_goods_other_than_vehicles_keep_a_preference_as_a_sentence() -> None:
    answer = ask("62034207", "KR", "2025-09-20")
    assert answer.kind is Kind.RATE
    assert any("KORUS" in sentence for sentence in answer.caveats)


def test_old_vehicles_read_as_a_condition_that_holds() -> None:
    answer = ask("87032301", "JP", "2025-04-04")
    assert "If the vehicle is at least 25 years old, by calendar years (9903.94.04): 2.5%." in answer.caveats


def test_what_is_assumed_is_denied_in_words_of_its_own_not_as_a_clause_that_does_not_hold() -> None:
    steel = ask("73269086", "VN", "2025-07-01")
    assert "If the steel was melted and poured in the United States (9903.81.92): 2.5%." in steel.caveats
    uk = ask("87032301", "GB", "2025-07-10")
    assert [b.condition for b in uk.branches][1] == "outside the United Kingdom quota"


def test_a_layer_on_no_part_of_the_value_is_told_among_what_is_not_charged() -> None:
    wire = ask("74081160", "CL", "2025-08-05")
    assert wire.main is not None
    assert [c.percent for c in wire.main.components] == [Decimal("2.5"), 50]
    assert any(s.reason == "other duties are charged on the whole value" for s in wire.main.set_aside)
    light = ask("84501100", "KR", "2025-07-01", {ShipmentFact.METAL_PERCENT: "0"})
    assert light.main is not None
    assert all(c.percent for c in light.main.components)
    assert any(s.reason == "the metal content is 0% of the value" for s in light.main.set_aside)


def test_aircraft_are_taken_as_civil_and_the_military_case_is_shown() -> None:
    jet = ask("88024001", "FR", "2025-10-01")
    assert totals(jet) == ["2.5%", "15%"]
    before = ask("88024001", "FR", "2025-08-20")
    assert before.main is not None and before.main.total_percent == 15


def test_a_lamp_that_could_be_for_an_aircraft_is_not_taken_as_one() -> None:
    lamp = ask("94051160", "FR", "2025-10-01")
    assert lamp.kind is Kind.RATE
    assert lamp.main is not None and lamp.main.total_percent == 15
    assert "If the articles are for civil aircraft (general note 6): 2.5%." in lamp.caveats


def test_books_and_artworks_pay_no_emergency_duty_and_no_surcharge() -> None:
    for code in ("49019900", "97012100", "49119120"):
        for origin, day in (("CN", "2025-03-10"), ("CN", "2025-05-20"), ("BR", "2025-09-01"), ("CA", "2025-09-01")):
            answer = ask(code, origin, day)
            assert answer.main is not None
            assert not [c for c in answer.main.components if c.authority == "IEEPA"], (code, origin, day)
        surcharge = ask(code, "DE", "2026-03-01")
        assert surcharge.main is not None and surcharge.main.total_percent == Decimal("2.5")


def test_antiques_pay_unless_said_to_be_informational_materials() -> None:
    antique = ask("97069000", "IT", "2025-06-01")
    assert antique.main is not None and antique.main.total_percent == Decimal("12.5")
    said = ask("97069000", "IT", "2025-06-01", {ShipmentFact.END_USE: "informational"})
    assert said.main is not None and said.main.total_percent == Decimal("2.5")


def test_a_drink_or_cream_is_not_taken_as_metal_because_its_can_is_listed() -> None:
    beer = ask("22030000", "DE", "2025-09-20")
    assert totals(beer) == ["15%", "52.5%"]
    washer = ask("84501100", "KR", "2025-07-01")
    assert totals(washer) == ["52.5%", "12.5%"]


def test_a_cream_without_the_metal_is_no_derivative_and_pays_what_derivatives_do_not() -> None:
    assert ask("33049950", "BR", "2025-09-20").main.total_percent == Decimal("52.5")  # type: ignore[union-attr]
    tube = ask("33049950", "BR", "2025-09-20", {ShipmentFact.METAL_PERCENT: "10"})  # U.S. note 2(x)(vi): no 40% then
    assert tube.main is not None and tube.main.total_percent == Decimal("16.5")
