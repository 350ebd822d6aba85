"""The vocabulary is sound: codes exist, nothing is claimed twice, every country and product has its words."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import pycountry
import pytest
import yaml
from babel import Locale

from bot.understand.spelling import plain, stems, tidy
from bot.understand.words import Means, clashes, vocabulary

SHARED = Path(__file__).parents[2].parent / "shared"
SCHEDULE = SHARED / "samples" / "usitc_hts" / "full_schedule" / "hts_2026_rev_10.json.gz"
PRODUCTS = SHARED / "facts" / "products.yaml"
NEGOTIATIONS = SHARED / "facts" / "negotiations.yaml"

needs_schedule = pytest.mark.skipif(not SCHEDULE.exists(), reason=f"the official schedule is not at {SCHEDULE}")
needs_facts = pytest.mark.skipif(not PRODUCTS.exists(), reason=f"the researched facts are not at {PRODUCTS}")


@cache
def _rate_lines() -> dict[str, str]:
    """8-digit lines that carry a rate, chapters 1-97, with the General rate without blanks."""
    lines: dict[str, str] = {}
    for row in json.loads(gzip.decompress(SCHEDULE.read_bytes())):
        code = row["htsno"].replace(".", "")
        if len(code) >= 8 and code[:2] not in ("98", "99") and row["general"].strip():
            lines.setdefault(code[:8], "".join(row["general"].split()))
    return lines


def test_no_phrase_is_claimed_by_two_rows() -> None:
    assert clashes() == ()


def test_the_vocabulary_is_as_broad_as_promised() -> None:
    book = vocabulary()
    english = [key for key, sense in book.latin.items() if sense.means is Means.PRODUCT]
    japanese = [key for key, sense in book.other.items() if sense.means is Means.PRODUCT]
    assert len(english) >= 1500
    assert len(japanese) >= 600
    assert len(book.products) >= 292


def test_every_product_has_a_representative_line_names_and_a_group() -> None:
    for product in vocabulary().products.values():
        assert len(product.codes[0]) in (8, 10), product  # 10 where lists of duties name the number
        assert all(code.isdigit() and len(code) in (2, 4, 6, 8, 10) for code in product.codes), product
        assert product.name_en and product.name_ja and product.group, product


def test_choices_and_makes_point_at_products_and_countries_that_exist() -> None:
    book = vocabulary()
    for key, choice in book.choices.items():
        assert 2 <= len(choice.products) <= 5, key
        assert set(choice.products) <= set(book.products), key
    for key, brand in book.brands.items():
        assert brand.product in book.products, key
        assert brand.origins and set(brand.origins) <= set(book.countries), key
    assert set(book.implied.values()) <= set(book.countries)


def test_the_first_word_of_every_product_means_that_product() -> None:
    book = vocabulary()
    for key, (english, _) in book.first_word.items():
        assert book.latin[stems(english)].value == key, english


def test_every_country_of_the_standard_is_known_by_its_names_and_codes() -> None:
    book = vocabulary()
    for country in pycountry.countries:
        assert book.alpha[country.alpha_2] == book.alpha[country.alpha_3] == country.alpha_2
        assert book.countries[country.alpha_2].alpha3 == country.alpha_3
        name = getattr(country, "common_name", None) or country.name.split(",")[0].split(" (")[0]
        if country.alpha_2 not in ("CD", "CG", "VG", "VI"):  # "Congo" and "Virgin Islands" alone are two countries each
            assert book.latin[stems(name)].value == country.alpha_2, name


def test_every_country_is_known_by_its_japanese_name() -> None:
    book = vocabulary()
    for code, name in Locale("ja").territories.items():
        if len(code) == 2 and code.isalpha() and pycountry.countries.get(alpha_2=code):
            key = plain(tidy(name)).replace(" ", "")
            assert book.other[key].value == code, name


def test_the_european_union_has_27_members() -> None:
    assert sum(country.in_eu for country in vocabulary().countries.values() if country.code != "EU") == 27


@needs_schedule
def test_every_code_of_the_vocabulary_is_in_the_schedule() -> None:
    lines = _rate_lines()
    prefixes = {code[:length] for code in lines for length in (2, 4, 6, 8)}
    missing = [(p.id, code) for p in vocabulary().products.values() for code in p.codes if code[:8] not in prefixes]
    assert missing == []


@needs_schedule
def test_a_word_that_covers_different_rates_says_so() -> None:
    by_chapter: dict[str, list[tuple[str, str]]] = {}
    for code, rate in _rate_lines().items():
        by_chapter.setdefault(code[:2], []).append((code, rate))
    for product in vocabulary().products.values():
        covering = tuple(code[:8] for code in product.codes)
        chapters = {code[:2] for code in covering}
        rates = {rate for chapter in chapters for code, rate in by_chapter[chapter] if code.startswith(covering)}
        assert product.broad or len(rates) == 1, product


@needs_schedule
def test_every_heading_of_the_schedule_is_a_heading_here() -> None:
    assert {code[:4] for code in _rate_lines()} <= vocabulary().headings


# Words of the facts that are no use alone, and why.
_NOT_WORDS = {
    "Prius type": "a description",
    "battery electric pickup or truck": "a description",
    "milling machines and machining centres": "a description",
    "genmaicha or flavoured matcha": "a description",
    "furikake type seasoning": "a description",
    "olive oil under 18 kg": "a description",
    "AT": "Austria, and a preposition",
    "GOES": "a verb",
    "die": "a verb",
    "figure": "a number",
    "china": "the country",
}
_ELSEWHERE = {
    ("shovel", "84295210"): "the garden tool",
    ("plate", "81089060"): "a choice",
    ("works truck", "84272080"): "heading 8709",
}


def _facts() -> list[dict[str, Any]]:
    loaded: dict[str, Any] = yaml.load(
        PRODUCTS.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    products: list[dict[str, Any]] = loaded["products"]
    return products


@needs_facts
def test_every_line_of_the_researched_products_is_covered_by_a_word() -> None:
    covered = {code for p in vocabulary().products.values() for code in p.codes}
    assert [p["hts8_digits"] for p in _facts() if not any(p["hts8_digits"].startswith(code) for code in covered)] == []


@needs_facts
def test_every_synonym_of_the_researched_products_is_known_and_leads_to_their_line_or_chapter() -> None:
    """Words that stand for several lines lead to one of the same chapter; a choice names it among its options."""
    book = vocabulary()
    unknown, astray = [], []
    for product in _facts():
        for word in [*product.get("synonyms_en", []), *product.get("names_ja", [])]:
            if word in _NOT_WORDS or (word, product["hts8_digits"]) in _ELSEWHERE:
                continue
            text = plain(tidy(word.split(" (")[0].split("(")[0]))
            sense = book.latin.get(stems(text)) if text.isascii() else book.other.get(text.replace(" ", ""))
            if sense is None or sense.means not in (Means.PRODUCT, Means.CHOICE, Means.BRAND):
                unknown.append(word)
                continue
            ids = {
                Means.PRODUCT: lambda value: (value,),
                Means.CHOICE: lambda value: book.choices[value].products,
                Means.BRAND: lambda value: (book.brands[value].product,),
            }[sense.means](sense.value)
            if not any(code[:2] == product["hts8_digits"][:2] for key in ids for code in book.products[key].codes):
                astray.append((word, product["hts8_digits"], ids))
    assert unknown == []
    assert astray == []


@needs_facts
def test_every_watched_official_is_known_by_name_in_both_languages() -> None:
    book = vocabulary()
    watched = yaml.load(NEGOTIATIONS.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))[
        "watch_list"
    ]
    for person in watched:
        assert book.latin[stems(person["name"])].value == person["name"]
        name = plain(tidy(person["name_ja"].split("（")[0])).replace(" ", "")
        assert book.other[name].value == person["name"]
