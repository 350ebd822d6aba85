"""Reading keeps its promises beyond single phrases: follow-ups, the search, doubt, hostile text."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understand import Choice, Missing, NotUnderstood, RateQuestion, read, replies
from bot.understand.words import vocabulary
from tariff.answer import ShipmentFact

CLOCK = datetime(2026, 10, 10, 16, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    code: str
    description: str


def _search(*lines: Line) -> tuple[list[str], object]:
    asked: list[str] = []

    def search(words: str) -> Sequence[Line]:
        asked.append(words)
        return lines

    return asked, search


def _rate(question: str, **more: object) -> RateQuestion:
    got = read(question, clock=CLOCK, **more)  # type: ignore[arg-type]
    assert isinstance(got, RateQuestion), got
    return got


# -- the clock


def test_the_day_of_a_question_is_the_day_in_new_york() -> None:
    late = datetime(2025, 8, 29, 2, 0, tzinfo=UTC)  # still August 28 in New York
    assert _rate_at("cars from Japan today", late).on == date(2025, 8, 28)
    tokyo = datetime(2025, 8, 29, 9, 0, tzinfo=timezone(timedelta(hours=9)))
    assert _rate_at("昨日の日本車", tokyo).on == date(2025, 8, 27)


def _rate_at(question: str, clock: datetime) -> RateQuestion:
    got = read(question, clock=clock)
    assert isinstance(got, RateQuestion)
    return got


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        read("cars japan", clock=datetime(2026, 10, 10))  # noqa: DTZ001


# -- follow-ups


def test_a_country_alone_completes_a_question_that_lacked_it() -> None:
    missing = read("cars on 2025-08-28", clock=CLOCK)
    assert isinstance(missing, Missing)
    got = _rate("Japan", after=missing)
    assert (got.product and got.product.id, got.country, got.on) == ("car", "JP", date(2025, 8, 28))


def test_a_product_alone_completes_a_question_that_lacked_it() -> None:
    missing = read("widgets from Japan", clock=CLOCK)
    assert isinstance(missing, Missing)
    got = _rate("steel", after=missing)
    assert (got.product and got.product.id, got.country) == ("steel", "JP")


def test_a_fact_alone_is_added_to_the_question_before() -> None:
    before = _rate("washing machines from Mexico on 2026-05-01")
    got = _rate("metal 40%", after=before)
    assert got.facts == {ShipmentFact.METAL_PERCENT: "40"}
    assert (got.product, got.country, got.on) == (before.product, "MX", date(2026, 5, 1))
    assert _rate("usmca", after=got).facts == {ShipmentFact.METAL_PERCENT: "40", ShipmentFact.USMCA: "yes"}


def test_another_country_or_day_alone_replaces_that_of_the_question_before() -> None:
    before = _rate("cars from Japan on 2025-08-28")
    assert _rate("and from Korea?", after=before).country == "KR"
    assert _rate("and on 2025-09-16?", after=before).on == date(2025, 9, 16)


def test_a_whole_question_owes_nothing_to_the_one_before() -> None:
    before = _rate("cars from Mexico usmca on 2025-08-28")
    got = _rate("beef from Australia", after=before)
    assert (got.product and got.product.id, got.country, got.on, got.facts) == ("beef", "AU", None, {})


def test_a_command_owes_nothing_to_the_question_before() -> None:
    before = _rate("cars from Mexico")
    assert _rate("/rate japan", after=before).product is None


# -- words nobody knows


def test_the_search_is_asked_only_for_what_the_vocabulary_does_not_know() -> None:
    asked, search = _search(Line("87032301", "cars"))
    _rate("cars from Japan", search=search)
    assert asked == []


def test_a_single_line_found_is_taken_and_said() -> None:
    asked, search = _search(Line("9705310000", "Numismatic tokens"), Line("97053100", "Numismatic tokens"))
    got = _rate("duty on numismatics from Greece", search=search)
    assert asked == ["numismatics"]
    assert got.codes == ("97053100",)
    assert got.product is not None
    assert got.product.name_en == "Numismatic tokens"
    assert "97053100" in got.assumed[0]


def test_several_lines_found_become_a_choice_that_reads_without_one() -> None:
    _, search = _search(
        *(Line(code, f"line {code}") for code in ("84798995", "73269086", "39269099", "44219998", "82055955"))
    )
    got = read("widgets from Greece on 2025-08-28", clock=CLOCK, search=search)
    assert isinstance(got, Choice)
    assert len(got.options) == 4
    first = _rate(got.options[0][1])
    assert (first.codes, first.country, first.on) == (("84798995",), "GR", date(2025, 8, 28))


def test_a_search_without_a_hit_says_which_word_is_not_known() -> None:
    _, search = _search()
    got = read("duty on flibbertigibbets from Greece", clock=CLOCK, search=search)
    assert isinstance(got, Missing)
    assert got.unknown == "flibbertigibbets"
    assert "flibbertigibbets" in got.prompt_en
    assert "flibbertigibbets" in got.prompt_ja


def test_a_word_nobody_knows_is_never_taken_for_goods_in_general() -> None:
    got = read("tariff on zorblax from Japan", clock=CLOCK)
    assert isinstance(got, Missing)


def test_a_modifier_is_never_taken_for_the_thing_it_modifies() -> None:
    for phrase in ("rice frobnicators from Japan", "steel gizmos from Japan", "coffee zorblaxes from Japan"):
        assert isinstance(read(phrase, clock=CLOCK), Missing), phrase


def test_words_left_aside_are_told() -> None:
    assert _rate("vintage zorblax cars from Japan").unread == ("vintage", "zorblax")
    assert "zorblax" in _rate("vintage zorblax cars from Japan").assumed[0]
    assert "考慮していません" in _rate("ゾルブラックス日本車").assumed[0]


# -- choices


def test_every_option_of_every_choice_leads_to_one_product_in_both_languages() -> None:
    for word in vocabulary().choices:
        for lang in ("en", "ja"):
            got = read(f"/rate {word} japan", clock=CLOCK, lang=lang)
            if not isinstance(got, Choice):
                continue  # a word that stands only for the Japanese ones
            chosen = [_rate(question).product for _, question in got.options]
            assert len({p.id for p in chosen if p}) == len(got.options), (word, lang)


def test_every_product_is_reached_by_its_first_words() -> None:
    """What a button sends is read as the product the button names."""
    book = vocabulary()
    for key, product in book.products.items():
        for japanese in (False, True):
            word = replies.word_for(product, book, japanese=japanese)
            got = _rate(f"/rate {word} {'日本' if japanese else 'Japan'}")
            assert got.product is not None, word
            assert got.product.id == key, word


def test_a_choice_keeps_the_day_and_the_facts() -> None:
    got = read("parts from Mexico usmca 2025-08-28", clock=CLOCK)
    assert isinstance(got, Choice)
    first = _rate(got.options[0][1])
    assert first.facts == {ShipmentFact.USMCA: "yes"}
    assert first.on == date(2025, 8, 28)


# -- hostile text


def test_a_very_long_text_is_refused_at_once() -> None:
    started = time.perf_counter()
    got = read("cars from japan " * 20_000, clock=CLOCK)
    assert got == replies.TOO_LONG
    assert time.perf_counter() - started < 0.1


def test_more_than_600_characters_are_no_question_even_when_they_hold_one() -> None:
    assert read("cars from Japan. " + "The talks went on and on. " * 30, clock=CLOCK) == replies.TOO_LONG
    assert _rate("cars from Japan" + " please" * 80).country == "JP"


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b\u200b", "\u202e", "\x00\x00", "。", "？"])
def test_nothing_in_says_what_to_ask(text: str) -> None:
    assert read(text, clock=CLOCK) == replies.NOTHING


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert read(text, clock=CLOCK) is not None


_PIECES = (
    "cars steel beef from japan the eu 8703.23.01 2025-08-28 usmca 40% metal and of for parts 日本 の 車 鉄鋼 "
    "8月28日 🇯🇵 🚗 / - . , ? $25 per kg section 232 last september DE IN made in /rate /orders 9903.94.41 not "
    "within quota before after trips akazawa what changed"
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PIECES.split()), max_size=14).map(" ".join))
def test_any_mixture_of_known_words_is_read_and_choices_never_lead_in_circles(text: str) -> None:
    got = read(text, clock=CLOCK)
    if isinstance(got, Choice):
        assert 2 <= len(got.options) <= 6
        for _, question in got.options:
            assert not isinstance(read(question, clock=CLOCK), NotUnderstood), question


def test_pathological_repetition_stays_quick() -> None:
    for text in (
        "a" * 600,
        "1" * 600,
        "不" * 600,
        "cars and " * 66,
        "%" * 600,
        "in " * 200,
        "2025 " * 120,
        "() " * 200,
        "non not " * 75,
    ):
        started = time.process_time()
        read(text, clock=CLOCK)
        assert time.process_time() - started < 0.25, text[:10]
