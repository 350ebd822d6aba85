"""Promises that hold for every product, origin, day and clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from storage.facts.law import load_law
from tariff.answer import Answer, Kind, Outcome, RateQuery, ShipmentFact
from tariff.engine import Engine
from tariff.measure import RateKind
from tariff.rates import DutyRate, SpecificPart
from tariff.schedule import Line, SpecialRate

NEW_YORK = ZoneInfo("America/New_York")
LAW = load_law()
BASES = (
    DutyRate("Free", Decimal(0)),
    DutyRate("2.5%", Decimal("2.5")),
    DutyRate("6.4%", Decimal("6.4")),
    DutyRate("15%", Decimal(15)),
    DutyRate("32%", Decimal(32)),
    DutyRate("4.4¢/kg", None, None, (SpecificPart(Decimal("0.044"), "kg"),)),
    DutyRate("1¢/kg + 8%", Decimal(8), None, (SpecificPart(Decimal("0.01"), "kg"),)),
    DutyRate("See 9999", understood=False),
)
FREE = SpecialRate(DutyRate("Free", Decimal(0)), ("S", "S+", "KR", "JP", "AU", "P"))


class AnySchedule:
    """Every 8- or 10-digit code is a line; its base goes round the forms of rates."""

    def lines(self, code: str, on: date) -> Sequence[Line]:
        base = BASES[int(code[:8]) % len(BASES)]
        return [Line(code, "a product", (), base, (FREE,), DutyRate("45%", Decimal(45)))]

    def known_until(self) -> date:
        return date(2030, 1, 1)


ENGINE = Engine(LAW, AnySchedule())
LISTED = sorted({e.code for products in LAW.lists.values() for e in products.entries if len(e.code) >= 8})
ORIGINS = "JP DE EU KR GB CN HK MO CA MX CH LI BR IN VN TW RU BY CU NI AU KE JO EC SV".split()  # noqa: SIM905

codes = st.one_of(
    st.sampled_from(LISTED), st.sampled_from(["84431500", "15141900", "64029190", "87032301", "72083900"])
)
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
queries = st.builds(
    lambda code, country, on, clock: RateQuery(code, country, on, datetime.combine(clock, time(18), UTC)),
    codes,
    st.sampled_from(ORIGINS),
    days,
    st.dates(date(2025, 1, 1), date(2026, 12, 31)),
)


def outcomes(answer: Answer) -> list[Outcome]:
    found = [answer.main, answer.as_charged, *(b.outcome for b in answer.branches)]
    return [o for o in found if o is not None]


@settings(max_examples=250, deadline=None)
@given(queries)
def test_components_sum_to_the_total_and_the_additional_part(query: RateQuery) -> None:
    for outcome in outcomes(ENGINE.answer(query)):
        parts = [c.percent for c in outcome.components]
        if outcome.total_percent is None:
            assert None in parts or outcome.prohibited
        else:
            assert outcome.total_percent == sum((p for p in parts if p is not None), Decimal(0))
            assert None not in parts
        more = [c.percent for c in outcome.components if c.measure != "base"]
        if outcome.additional_percent is not None:
            assert outcome.additional_percent == sum((p for p in more if p is not None), Decimal(0))
        assert all(p is None or p >= 0 for p in parts)
        assert outcome.total_text


@settings(max_examples=250, deadline=None)
@given(queries)
def test_a_total_with_a_ceiling_is_never_below_the_ceiling_nor_below_the_base(query: RateQuery) -> None:
    for outcome in outcomes(ENGINE.answer(query)):
        base = outcome.components[0].percent if outcome.components else None
        for component in outcome.components:
            ceilings = {
                m.rate.percent
                for m in LAW.measure(component.measure)
                if m.rate.kind is RateKind.CEILING and component.heading in (m.heading, m.heading_above)
            }
            if "of the value" in (component.note or ""):  # charged on a part of the value only
                continue
            if ceilings and outcome.total_percent is not None:
                assert outcome.total_percent >= min(c for c in ceilings if c is not None)
        if base is not None and outcome.total_percent is not None:
            assert outcome.total_percent >= base


@settings(max_examples=250, deadline=None)
@given(queries)
def test_no_measure_is_used_that_became_known_later(query: RateQuery) -> None:
    clock = query.known.astimezone(NEW_YORK).date()
    for outcome in outcomes(ENGINE.answer(query)):
        for name in [c.measure for c in outcome.components] + [s.measure for s in outcome.set_aside]:
            versions = LAW.measure(name)
            assert name == "base" or any(v.period.known(clock) for v in versions), name


@settings(max_examples=120, deadline=None)
@given(queries)
def test_every_layer_cites_its_instrument(query: RateQuery) -> None:
    for outcome in outcomes(ENGINE.answer(query)):
        for component in outcome.components:
            assert component.instrument.label
            assert component.instrument.url.startswith("https://")
            assert component.name
            assert component.authority


@settings(max_examples=120, deadline=None)
@given(queries)
def test_an_answer_that_depends_shows_the_assumed_outcome_first_and_the_others_after_it(query: RateQuery) -> None:
    answer = ENGINE.answer(query)
    if answer.kind is not Kind.DEPENDS:
        assert not answer.branches
        return
    assert answer.main == answer.branches[0].outcome
    assert any(b.outcome.total_text != answer.main.total_text for b in answer.branches[1:])


@settings(max_examples=120, deadline=None)
@given(queries)
def test_stating_the_fact_a_branch_names_gives_the_outcome_of_that_branch(query: RateQuery) -> None:
    for branch in ENGINE.answer(query).branches:
        if branch.fact is None or branch.value is None or ", and " in branch.condition:
            continue
        told = ENGINE.answer(RateQuery(query.code, query.country, query.on, query.known, {branch.fact: branch.value}))
        assert told.main == branch.outcome


@settings(max_examples=120, deadline=None)
@given(queries)
def test_what_was_charged_is_what_a_clock_of_that_day_answers(query: RateQuery) -> None:
    answer = ENGINE.answer(query)
    if answer.as_charged is None:
        return
    then = datetime.combine(query.on, time(23, 59), NEW_YORK)
    assert then < query.known
    assert ENGINE.answer(RateQuery(query.code, query.country, query.on, then)).main == answer.as_charged


@settings(max_examples=100, deadline=None)
@given(queries)
def test_the_total_is_the_same_on_every_day_since_it_is_in_force_and_changes_at_the_next_change(
    query: RateQuery,
) -> None:
    answer = ENGINE.answer(query)
    assert answer.main is not None
    if answer.in_force_since is not None:
        since = answer.in_force_since.astimezone(NEW_YORK).date()
        assert since <= query.on
        first = ENGINE.answer(RateQuery(query.code, query.country, since, query.known)).main
        assert first is not None
        assert first.total_text == answer.main.total_text
    if answer.next_change is not None:
        at = answer.next_change.at.astimezone(NEW_YORK).date()
        assert at > query.on
        later = ENGINE.answer(RateQuery(query.code, query.country, at, query.known)).main
        assert later is not None
        assert later.total_text == answer.next_change.total_text != answer.main.total_text


def test_a_value_per_unit_turns_a_specific_duty_into_a_percentage_and_fills_the_ceiling() -> None:
    facts = {ShipmentFact.VALUE_PER_UNIT: "2"}
    code = "84431501"  # a line without lists whose base here is 4.4¢/kg
    known = datetime(2026, 10, 9, tzinfo=UTC)
    told = ENGINE.answer(RateQuery(code, "JP", date(2025, 10, 1), known, facts)).main
    untold = ENGINE.answer(RateQuery(code, "JP", date(2025, 10, 1), known)).main
    assert told is not None
    assert untold is not None
    assert [c.percent for c in told.components] == [Decimal("2.2"), Decimal("12.8")]
    assert told.total_percent == 15
    assert untold.total_percent is None
    assert untold.total_text == "max(4.4¢/kg, 15%)"
