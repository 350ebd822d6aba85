from __future__ import annotations

from datetime import date

import pytest

from storage.facts.lines import embedded_schedule
from storage.schedule.book import BookRelease
from storage.schedule.inherit import lines_of
from storage.schedule.memory import InMemorySchedule
from storage.schedule.release import Row
from storage.schedule.search import DescriptionSearch

JULY = date(2026, 7, 1)


@pytest.fixture
def search(rows: list[Row]) -> DescriptionSearch:
    release = BookRelease("2026HTSRev10", date(2026, 6, 8), date(2026, 6, 8))
    return DescriptionSearch(InMemorySchedule.of(release, lines_of(rows)), JULY)


def test_words_are_found_in_any_form_and_order(search: DescriptionSearch) -> None:
    for text in ("motor car", "cars, motors", "CAR MOTOR", "motor ca"):
        assert [hit.code for hit in search.search(text)] == ["87032301"], text


def test_a_word_of_a_statistical_line_finds_the_rate_line_above_it(search: DescriptionSearch) -> None:
    (hit,) = search.search("minivan")
    assert (hit.code, hit.description) == ("87032301", "Of a cylinder capacity exceeding 1,500 cc")
    assert hit.path[0] == "Motor cars and other motor vehicles:"


def test_chapters_of_special_provisions_are_no_place_to_find_a_product(search: DescriptionSearch) -> None:
    assert search.search("goods of mexico") == [] or all(hit.code < "98" for hit in search.search("goods of mexico"))
    assert search.search("product country") == []


@pytest.mark.parametrize(
    "text", ["", "   ", "*", '"', "日本", '"; DROP TABLE lines; --', "NEAR(", "own:zebra NOT", "-"]
)
def test_what_a_person_types_is_never_query_syntax(search: DescriptionSearch, text: str) -> None:
    assert search.search(text) == []


def test_some_of_the_words_find_more_than_nothing(search: DescriptionSearch) -> None:
    assert [hit.code for hit in search.search("cheese unicorn")] == ["04069097"]


def test_the_embedded_lines_are_searchable_too() -> None:
    hits = DescriptionSearch(embedded_schedule(), JULY).search("boneless beef", limit=3)
    assert hits == [] or all(hit.code.startswith("02") for hit in hits)
    assert DescriptionSearch(embedded_schedule(), JULY).search("bovine boneless")
