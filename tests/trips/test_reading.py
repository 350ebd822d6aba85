"""Single promises of the reading of an item."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from jobs.detect.trips import Statement, read_item
from jobs.detect.trips.places import in_japanese
from jobs.detect.trips.weighing import SURE

FRIDAY = datetime(2026, 6, 5, tzinfo=UTC)


def read(title: str, text: str = "", lang: str = "en", at: datetime | None = FRIDAY) -> list[Statement]:
    return read_item(title, text, lang, at, date(2026, 6, 5))


@pytest.mark.parametrize(
    "text",
    [
        "Chinese Vice Premier He Lifeng held talks by video with US officials in Washington on Friday.",
        "Ryosei Akazawa met Howard Lutnick by telephone and signed a paper in Washington by link.",
        "赤沢亮正経産相は5日、ワシントンでの会合にオンラインで参加し、ラトニック商務長官と協議した。",
    ],
)
def test_a_meeting_by_phone_or_video_is_no_trip_even_when_a_city_is_named(text: str) -> None:
    assert not read("Talks", text, "ja" if "赤沢" in text else "en")


def test_links_and_archive_captions_around_a_story_are_not_read() -> None:
    text = (
        "Customs duties brought in 31 billion dollars in May, the Treasury said in its monthly statement.\n"
        "Read more: Ryosei Akazawa cancels his trip to Washington planned for Friday.\n"
        "Minister Ryosei Akazawa arrives in Washington for talks on Thursday. (file photo)\n"
        "Related stories\n"
        "EU trade chief Maros Sefcovic flies to Washington"
    )
    assert not read("Tariff revenue hits record", text)


def test_a_return_from_nowhere_named_is_too_little_to_be_sure() -> None:
    (statement,) = read("Akazawa speaks", "Ryosei Akazawa returned home on Thursday and spoke to reporters.")
    assert statement.confidence < SURE


def test_a_former_minister_and_a_namesake_travel_privately() -> None:
    assert not read(
        "Ishiba to lecture in Boston", "Former Prime Minister Shigeru Ishiba will travel to Boston next week."
    )
    assert not read("Growers abroad", "Agronomist Kenji Akazawa will travel to Washington next week.")


def test_an_office_without_a_name_is_whoever_holds_it_that_day() -> None:
    for day, name in (("2025-09-01", "Shigeru Ishiba"), ("2026-06-01", "Sanae Takaichi")):
        at = datetime.fromisoformat(day).replace(tzinfo=UTC)
        (statement,) = read_item("Japan's prime minister to visit Washington", "", "en", at, at.date())
        assert [who.name for who in statement.travelers] == [name]


def test_a_name_on_no_list_is_given_as_written_with_its_office_and_country() -> None:
    (statement,) = read("Visit", "Norway's trade minister Cecilie Myrseth will travel to Washington on Monday.")
    (who,) = statement.travelers
    assert (who.name, who.country, who.listed) == ("Cecilie Myrseth", "NO", False)


def test_the_days_of_a_bare_time_are_those_of_the_travellers_home() -> None:
    at = datetime(2026, 6, 4, 22, 30, tzinfo=UTC)  # Friday morning in Tokyo
    (statement,) = read("Departure", "Japan's Ryosei Akazawa will leave for Washington tomorrow.", at=at)
    assert statement.window.start == date(2026, 6, 6)


def test_an_arrival_without_a_day_is_dated_at_the_destination() -> None:
    at = datetime(2026, 6, 5, 1, 0, tzinfo=UTC)  # still Thursday in Washington
    (statement,) = read("Arrival", "Japan's Ryosei Akazawa has arrived in Washington.", at=at)
    assert statement.seen_on == date(2026, 6, 4)


def test_a_trip_told_as_dropped_last_week_is_rescheduled_by_its_new_date() -> None:
    (statement,) = read(
        "赤沢氏、あらためて訪米へ",
        "赤沢亮正経産相が8日に訪米することが分かった。先週は出発直前に取りやめていた。",
        "ja",
    )
    assert statement.status == "rescheduled"
    assert statement.window.start == date(2026, 6, 8)


def test_an_empty_item_says_nothing() -> None:
    assert read("", "") == []


def test_nobody_arrives_in_two_countries_on_one_day() -> None:
    (statement,) = read(
        "Upon Arrival in Washington, Minister Kim Jung-kwan Says He Will Meet Lutnick on the 29th",
        "Kim Jung-kwan, who had been on a business trip to Canada, arrived at Dulles airport on the 28th.",
        at=datetime(2026, 1, 29, 4, 17, tzinfo=UTC),
    )
    assert (statement.to_country, statement.to_place) == ("US", "Washington, D.C.")


def test_places_are_written_in_japanese_where_the_papers_have_a_form_for_them() -> None:
    assert in_japanese("Washington, D.C.") == "ワシントン"
    assert in_japanese("Gyeongju") == "慶州"
    assert in_japanese("Palm Beach") is None
