"""What people type is read as they mean it: two tables of phrases, read on 10 October 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.understand import (
    ChangesQuestion,
    Choice,
    HelpQuestion,
    IssuesQuestion,
    Missing,
    NotUnderstood,
    OrdersQuestion,
    Product,
    Question,
    RateQuestion,
    TripsQuestion,
    read,
    replies,
)

CLOCK = datetime(2026, 10, 10, 16, 0, tzinfo=UTC)
FLAGS = ("retroactive", "change", "exempt", "refund", "since", "stacking", "deal")


def _table(name: str, columns: int) -> list[list[str]]:
    rows = []
    for line in (Path(__file__).parent / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            cells = [cell.strip() for cell in line.rsplit("|", columns - 1)]
            assert len(cells) == columns, line
            rows.append(cells)
    return rows


RATES = _table("rates.txt", 5)
OTHERS = _table("asks_back.txt", 3)


def _product(product: Product | None) -> str:
    if product is None:
        return "general"
    return product.id.removeprefix("hts:")


def _pairs(more: str) -> tuple[dict[str, str], set[str]]:
    """ "country=JP product=car since" -> named values (which may hold blanks) and bare words."""
    named: dict[str, str] = {}
    bare: set[str] = set()
    last = None
    for word in more.split():
        key, equals, value = word.partition("=")
        if equals:
            named[key], last = value, key
        elif last in ("person", "unknown", "maker", "authority") and key not in (*FLAGS, "assumed"):
            named[last] += f" {key}"
        else:
            bare.add(key)
            last = None
    return named, bare


def test_the_tables_hold_at_least_250_phrases() -> None:
    assert len({row[0] for row in RATES + OTHERS}) >= 250
    assert len({row[0] for row in RATES + OTHERS}) == len(RATES + OTHERS), "a phrase stands twice"


@pytest.mark.parametrize(("phrase", "product", "country", "on", "more"), RATES, ids=[row[0] for row in RATES])
def test_a_question_about_a_rate_is_read(phrase: str, product: str, country: str, on: str, more: str) -> None:
    got = read(phrase, clock=CLOCK)
    assert isinstance(got, RateQuestion), got
    assert (_product(got.product), got.country or "-", str(got.on or "-")) == (product, country, on)
    assert got.codes == (got.product.codes if got.product else ())
    named, bare = _pairs(more)
    extra = {"asked", "authority", "programme", "unit", "corrected", "unread", "compare"}
    assert {fact.value: value for fact, value in got.facts.items()} == {
        k: v for k, v in named.items() if k not in extra
    }
    assert got.asked_percent == (Decimal(named["asked"]) if "asked" in named else None)
    if "authority" in named:
        assert (got.authority, got.programme) == (named["authority"], named.get("programme"))
    else:
        assert got.authority is None or "stacking" in bare
    assert got.value_unit == named.get("unit")
    assert [typed for typed, _ in got.corrected] == ([named["corrected"]] if "corrected" in named else [])
    assert (
        list(got.compare) == [date.fromisoformat(d) for d in named["compare"].split(",")]
        if "compare" in named
        else not got.compare
    )
    assert {flag for flag in FLAGS if getattr(got, f"asks_{flag}")} == bare - {"assumed"}
    assert bool(got.assumed) == ("assumed" in bare or bool(got.unread))


_KINDS: dict[str, type] = {
    "orders": OrdersQuestion,
    "trips": TripsQuestion,
    "issues": IssuesQuestion,
    "changes": ChangesQuestion,
    "help": HelpQuestion,
    "choice": Choice,
    "missing": Missing,
}
_REFUSALS: dict[str, NotUnderstood] = {
    "nothing": replies.NOTHING,
    "command": replies.NO_COMMAND,
    "special": replies.SPECIAL_HEADING,
    "number": replies.BAD_NUMBER,
    "usa": replies.MADE_IN_USA,
    "outward": replies.OUTWARD,
    "fact": replies.FACT_ALONE,
}


def _option(question: str) -> set[str]:
    got = read(question, clock=CLOCK)
    assert isinstance(got, RateQuestion | Missing), f"an option asks back again: {question!r} -> {got}"
    return {_product(got.product), got.country or "-"}


def _fields(got: Question) -> dict[str, str]:
    fields = {}
    for name in ("country", "person", "on", "since", "until", "unknown"):
        value = getattr(got, name, None)
        if value is not None:
            fields[name] = str(value)
    product = getattr(got, "product", None)
    if product is not None:
        fields["product"] = _product(product)
    return fields


@pytest.mark.parametrize(("phrase", "kind", "details"), OTHERS, ids=[row[0] for row in OTHERS])
def test_other_questions_are_told_apart_and_doubt_asks_back(phrase: str, kind: str, details: str) -> None:
    got = read(phrase, clock=CLOCK)
    if kind in _REFUSALS:
        assert got == _REFUSALS[kind]
        return
    assert isinstance(got, _KINDS[kind]), got
    if isinstance(got, Choice):
        assert len(got.options) == len(details.split())
        for wanted, (_, question) in zip(details.split(), got.options, strict=True):
            assert wanted in _option(question)
    elif isinstance(got, Missing):
        what, _, rest = details.partition(" ")
        assert (got.what, _fields(got)) == (what, _pairs(rest)[0])
    elif not isinstance(got, HelpQuestion):
        assert _fields(got) == _pairs(details)[0]


@pytest.mark.parametrize("refusal", [*_REFUSALS.values(), replies.TOO_LONG], ids=lambda r: r.line_en[:30])
def test_every_refusal_is_one_line_in_each_language_that_says_what_to_do(refusal: NotUnderstood) -> None:
    for line in (refusal.line_en, refusal.line_ja):
        assert "\n" not in line
        assert len(line) < 240
    assert any("\u3040" <= c <= "\u30ff" for c in refusal.line_ja)
    assert "/" in refusal.line_en
