"""What the law says is said in Japanese, with its figures, dates and citations, and nothing is lost."""

from __future__ import annotations

import ast
import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from bot.render import japanese
from bot.render.japanese import amount_in_language, in_language, label_in_language, name_in_language, said
from bot.render.rate import rate_message
from bot.terminal import to_plain
from storage.facts import load_law
from storage.facts.issues import issues_as_of
from storage.facts.lines import embedded_schedule
from storage.facts.orders import load_orders
from storage.facts.trips import trips_as_of
from tariff.answer import Answer, Outcome, RateQuery
from tariff.engine import Engine

TARIFF = Path(__file__).parents[2] / "tariff"
COMPOSING = ("base", "caveats", "engine", "outcome", "scope", "stacking")
KNOWN = datetime(2026, 11, 24, tzinfo=UTC)
DAYS = (date(2025, 3, 20), date(2025, 8, 28), date(2026, 3, 10), date(2026, 10, 1))
COUNTRIES = ("JP", "CN", "MX", "CA", "DE", "KR", "GB", "CH", "IN", "BR", "VN", "RU", "TW")


# --- the tables


def test_every_measure_has_a_japanese_name_and_no_name_is_of_a_measure_that_is_gone() -> None:
    measures = {measure.id for measure in load_law().measures}
    assert measures - japanese.names_by_id().keys() == set()
    assert japanese.names_by_id().keys() - measures == set()


def _numbers(text: str) -> set[str]:
    """Figures of a text: English months as numbers, no commas in thousands, billions in the hundred millions of 億."""
    for number, month in enumerate(calendar.month_name):
        if month:
            text = re.sub(rf"\b{month}\b", f" {number} ", text)
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    text = re.sub(r"(\d+) billion", lambda found: f"{int(found[1]) * 10}億", text)
    return {figure.lstrip("0") or "0" for figure in re.findall(r"\d+(?:\.\d+)?", text.replace("-", " "))}


def test_a_japanese_name_says_the_same_figures_as_the_english_one() -> None:
    names = japanese.names_by_id()
    wrong = [
        (measure.name, names[measure.id])
        for measure in load_law().measures
        if not _numbers(measure.name) <= _numbers(names[measure.id])
    ]
    assert wrong == []


def test_a_japanese_text_says_the_same_figures_as_the_english_one() -> None:
    spelled = {*map(str, range(1, 11)), "300"}  # "three plaintiffs" are 3者, "USD 30 billion" is 300億ドル
    for english, written in japanese.texts().items():
        assert _numbers(english) - _numbers(written) == set(), english
        assert _numbers(written) - _numbers(english) <= spelled, written


def test_a_pattern_fills_the_same_slots_in_both_languages() -> None:
    for pattern in japanese.patterns():
        asked = {name for name, _ in pattern.slots}
        filled = set(re.findall(r"\{(\w+)\}", pattern.japanese))
        assert asked == filled, pattern


# --- the sentences of the law


@cache
def _written() -> str:
    """Every English sentence that has a Japanese form, slots cut out."""
    cut = ["\n".join(pattern.literals) for pattern in japanese.patterns()]
    return "\n".join([*cut, *japanese.texts(), *japanese.names()])


def _composed(module: str) -> Iterator[tuple[int, str]]:
    """Fixed words of the sentences a module puts together: two words or more, no docstrings, no faults."""
    tree = ast.parse((TARIFF / f"{module}.py").read_text(encoding="utf-8"))
    silent = {id(node) for raised in ast.walk(tree) if isinstance(raised, ast.Raise) for node in ast.walk(raised)}
    silent |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in silent:
            continue
        if re.search(r"[A-Za-z]+ [A-Za-z]+", node.value):
            yield node.lineno, node.value.strip()


@pytest.mark.parametrize("module", COMPOSING)
def test_every_sentence_the_engine_composes_has_a_japanese_form(module: str) -> None:
    missing = [(line, words) for line, words in _composed(module) if words not in _written()]
    assert missing == [], f"tariff/{module}.py says what bot/render/japanese_patterns.tsv does not know"


def _facts() -> dict[str, tuple[str, ...]]:
    law = load_law()
    issues = issues_as_of(date.max)
    trips = trips_as_of(None, None, date.max)
    return {
        "issues": tuple({text for one in issues for text in (one.title, one.summary, one.status)}),
        "developments": tuple({text for one in issues for entry in one.history for text in (entry.what, entry.status)}),
        "known orders": tuple({order.what for order in load_orders() if order.what}),
        "trips": tuple({entry.what for trip in trips for entry in trip.history if entry.what}),
        "places": tuple({trip.to_place for trip in trips if trip.to_place}),
        "caveats": tuple({words for m in law.measures for words in m.caveats}),
        "conditions": tuple({words for m in law.measures for c in m.when for words in (c.words, c.otherwise) if words}),
        "shares": tuple({m.rate.portion.words for m in law.measures if m.rate.portion}),
        "notices": tuple({notice.text for notice in law.notices}),
        "orders": tuple({text for o in law.remedies for text in (o.product, o.kinds, o.note) if text}),
        "agreements": tuple({preference.name for preference in law.preferences.values()}),
    }


KINDS = ("issues", "developments", "known orders", "trips", "places", "caveats", "conditions", "shares", "notices")


@pytest.mark.parametrize("what", [*KINDS, "orders", "agreements"])
def test_the_texts_of_the_facts_are_written_in_japanese(what: str) -> None:
    texts = _facts()[what]
    left = [text for text in texts if said(text).left]
    assert len(left) <= len(texts) * 0.05, left


def test_acts_and_clauses_are_cited_the_japanese_way() -> None:
    law = load_law()
    cited = {m.instrument.label for m in law.measures} | {rule.clause for m in law.measures for rule in m.excludes}
    left = [text for text in cited if japanese._cite(text).left]
    assert len(left) <= len(cited) * 0.05, left


# --- whole answers


def _sentences(answer: Answer) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every English sentence of an answer, with what stays English of it."""
    for caveat in answer.caveats:
        yield caveat, said(caveat).left
    if answer.reason:
        yield answer.reason, said(answer.reason).left
    if answer.next_change:
        yield answer.next_change.what, said(answer.next_change.what).left
    for branch in answer.branches:
        yield branch.condition, said(branch.condition).left
    shown = answer.main or (answer.branches[0].outcome if answer.branches else None)
    if shown is not None:
        yield from _layers(shown)


def _layers(outcome: Outcome) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield outcome.total_text, japanese._amount(outcome.total_text).left
    for component in outcome.components:
        yield component.name, said(component.name).left
        yield component.instrument.label, japanese._cite(component.instrument.label).left
        if component.note:
            yield component.note, said(component.note).left
    for entry in outcome.set_aside:
        yield entry.name, said(entry.name).left
        yield entry.reason, said(entry.reason).left


def _grid() -> Iterable[Answer]:
    schedule = embedded_schedule()
    engine = Engine(load_law(), schedule)
    codes = ["", "8703", "7604", "9999", *(line.code for line in schedule.all_lines(DAYS[1]))][::5]
    for number, code in enumerate(codes):
        for country in COUNTRIES:
            yield engine.answer(RateQuery(code, country, DAYS[(number + ord(country[0])) % len(DAYS)], KNOWN))


def test_what_answers_say_is_japanese() -> None:
    told = 0
    left: dict[str, int] = {}
    for answer in _grid():
        for sentence, english in _sentences(answer):
            told += 1
            if english:
                left.setdefault(sentence, 0)
                left[sentence] += 1
    assert told > 2000
    share = 1 - sum(left.values()) / told
    assert share >= 0.95, (share, sorted(left, key=lambda sentence: -left[sentence])[:20])


def test_the_seed_question_is_answered_without_an_english_sentence() -> None:
    engine = Engine(load_law(), embedded_schedule())
    answer = engine.answer(RateQuery("87032301", "JP", date(2025, 8, 28), KNOWN))
    text = to_plain(rate_message(answer, "乗用車", "ja").html)
    assert "合計 27.5%" in text and "布告10908号、90 FR 14705" in text and "9903.94.01" in text
    assert "232条 自動車（日本：上限15%）が始まります；232条 自動車が終わります → 15%（2025年9月16日）" in text
    without_links = re.sub(r"\[[^\]]*\]", "", text)
    assert not re.search(r"[A-Za-z]{3,} [a-z]{2,}", without_links), without_links


# --- how a sentence is turned


def test_what_has_no_japanese_form_stays_whole_in_english() -> None:
    assert in_language("Ask your broker about the yellow form.", "ja") == "Ask your broker about the yellow form."
    assert name_in_language("brand-new-duty", "Brand new duty", "ja") == "Brand new duty"
    assert label_in_language("Letter of the Secretary, 90 FR 1", "ja") == "Letter of the Secretary, 90 FR 1"


def test_a_known_sentence_around_an_unknown_condition_keeps_the_condition_in_english() -> None:
    spoken = said("If the moon is full: 12.5%.")
    assert spoken.text == "the moon is full場合：12.5%。"
    assert spoken.left == ("the moon is full",)


def test_an_assumption_ends_where_the_next_begins() -> None:
    assert in_language("as asked (not: with thermal imaging; no USMCA claim)", "ja") == (
        "ご質問のとおり（「熱画像装置つきである」にあたらない；USMCAの適用なし）"
    )


def test_dates_totals_and_acts_are_written_the_japanese_way() -> None:
    assert in_language("The base rate is from a schedule that reaches 2026-10-10.", "ja") == (
        "基本税率は2026年10月10日までの税率表によります。"
    )
    assert amount_in_language("max(MFN, 15%) + 10%", "ja") == "MFN税率と15%の高い方 ＋ 10%"
    assert amount_in_language("$1.53 each + 4.2% on the case", "ja") == "$1.53/個 ＋ 4.2%（ケース部分）"
    assert in_language("22.4¢/liter on USD 10/liter", "ja") == "22.4¢/リットル（単価 USD 10/リットル）"
    assert label_in_language("HTSUS 2026HTSRev10 with the rates before 2026-01-01", "ja") == (
        "HTSUS 2026HTSRev10（2026年1月1日より前の税率）"
    )
    assert label_in_language("EO 14345, FR 2025-17389", "ja") == "大統領令14345号、FR 2025-17389"
    assert label_in_language("EO 14289 s.3(a)(ii) as amended", "ja") == "大統領令14289号第3条(a)(ii)（改正後）"
