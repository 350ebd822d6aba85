"""Issues, trips and orders as of a day know nothing later."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest

from storage.facts import issues as issues_module
from storage.facts.issues import issue_as_of, issues_as_of, issues_known_until, open_issues
from storage.facts.orders import known_orders, load_orders
from storage.facts.people import load_people
from storage.facts.reading import FactsFault
from storage.facts.trips import load_trips, trips_as_of

STORY = date(2025, 8, 28)


def test_the_story_of_28_august_left_five_things_open() -> None:
    open_ids = {issue.id for issue in open_issues("JP", STORY)}
    assert {
        "jp-auto-order",
        "jp-no-stacking",
        "jp-investment-returns",
        "jp-investment-document",
        "jp-written-confirmation",
    } <= open_ids


def test_each_of_them_says_later_how_it_ended() -> None:
    for name in (
        "jp-auto-order",
        "jp-no-stacking",
        "jp-investment-returns",
        "jp-investment-document",
        "jp-written-confirmation",
    ):
        then, later = issue_as_of(name, STORY), issue_as_of(name, date(2025, 10, 1))
        assert then and later
        assert then.resolved_by is None
        assert then.is_open
        assert later.resolved_by
        assert not later.is_open


def test_no_part_of_an_issue_speaks_of_a_later_day() -> None:
    day = date(2025, 4, 1)
    while day < date(2026, 10, 10):
        for issue in issues_as_of(day):
            assert all(entry.day <= day for entry in issue.history)
            assert issue.is_open or issue.resolved_by
        day += timedelta(days=9)


def test_summaries_and_titles_of_august_do_not_know_september() -> None:
    told = " ".join(f"{issue.title} {issue.summary} {issue.latest.what}" for issue in open_issues("JP", STORY))
    for later in ("14345", "2025-09", "September", "memorandum of understanding of", "Supreme Court", "2026", "refund"):
        assert later not in told, later


def test_an_issue_is_unknown_before_its_first_report() -> None:
    assert issue_as_of("jp-no-stacking", date(2025, 8, 5)) is None
    assert issue_as_of("s122-surcharge", date(2026, 2, 1)) is None


def test_every_entry_keeps_its_source_and_confidence() -> None:
    entries = [entry for issue in issues_as_of(date(2026, 10, 9)) for entry in issue.history]
    assert len(entries) > 100
    assert {entry.confidence for entry in entries} == {"official", "press"}
    assert all(entry.source.startswith("http") for entry in entries)
    assert issues_known_until() == date(2026, 10, 2)


def test_background_is_no_open_issue() -> None:
    assert not [issue for issue in open_issues("JP", STORY) if issue.background]


def test_a_broken_record_is_refused_with_one_sentence() -> None:
    good = {"date": "2025-01-02", "status": "open", "what": "x", "confidence": "press", "source": "https://a"}
    record = {"id": "x", "parties": ["JP"], "title": "t", "opened_on": "2025-01-01", "summary": [], "history": [good]}
    with pytest.raises(FactsFault, match="empty or out of order"):
        issues_module._read_issue(record)
    record["summary"] = [{"from": "2025-01-02", "text": "s"}]
    with pytest.raises(FactsFault, match="names no source"):
        issues_module._read_issue({**record, "history": [{**good, "source": ""}]})


def test_the_cancelled_trip_reads_as_it_stood_each_day() -> None:
    states = {}
    for day in (date(2025, 8, 26), date(2025, 8, 27), STORY, date(2025, 9, 3), date(2025, 9, 6)):
        trip = next(one for one in trips_as_of("JP", "Akazawa", day) if one.id == "jp-us-akazawa-10")
        states[day.isoformat()] = (trip.status, trip.stay[0])
    assert states == {
        "2025-08-26": ("considering", None),
        "2025-08-27": ("confirmed", date(2025, 8, 28)),
        "2025-08-28": ("considering", None),
        "2025-09-03": ("rescheduled", date(2025, 9, 4)),
        "2025-09-06": ("completed", date(2025, 9, 4)),
    }


@pytest.mark.parametrize("name", ["akazawa", "Ryosei Akazawa", "赤沢亮正", "赤澤亮正", "赤沢経済再生相"])
def test_a_traveller_is_found_under_every_name(name: str) -> None:
    assert {trip.travelers[0].name for trip in trips_as_of(None, name, date(2026, 10, 9))} == {"Ryosei Akazawa"}


def test_trips_and_people_agree_on_names() -> None:
    known = {person.name_en for person in load_people()}
    travelers = {traveler.name for trip in load_trips() for traveler in trip.travelers}
    assert travelers <= known, travelers - known


def test_offices_change_hands_on_one_day() -> None:
    akazawa = next(person for person in load_people() if person.id == "akazawa")
    before, after = akazawa.role_on(date(2025, 10, 20)), akazawa.role_on(date(2025, 10, 21))
    assert before and after
    assert (before.title_ja, after.title_ja) == ("経済再生相", "経産相")


def test_orders_know_their_number_only_from_publication() -> None:
    on_day = next(order for order in known_orders("JP", date(2025, 9, 5)) if order.id == "eo-14345")
    printed = next(order for order in known_orders("JP", date(2025, 9, 9)) if order.id == "eo-14345")
    assert (on_day.number, on_day.document) == ("", "")
    assert (printed.number, printed.document) == ("14345", "2025-17389")


def test_orders_come_newest_first_and_none_from_the_future() -> None:
    orders = known_orders("JP", STORY, limit=5)
    assert len(orders) == 5
    assert all(order.known_from <= STORY for order in orders)
    assert [order.known_from for order in orders] == sorted((order.known_from for order in orders), reverse=True)
    assert all(not order.countries or "JP" in order.countries for order in orders)


def test_the_table_reaches_from_january_2025_to_the_edge_of_the_facts() -> None:
    orders = load_orders()
    assert len(orders) >= 90
    assert orders[0].known_from == date(2025, 1, 20)
    assert orders[-1].known_from >= date(2026, 9, 8)


def test_facts_load_fast() -> None:
    code = (
        "import time, yaml, csv, storage.facts.reading;"
        "from storage.facts import issues, trips, people, orders;"
        "from datetime import date; t = time.process_time();"
        "issues.open_issues('JP', date(2025, 8, 28)); t1 = time.process_time();"
        "trips.load_trips(); people.load_people(); orders.load_orders(); print(t1 - t, time.process_time() - t1)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert float(told[0]) < 0.15  # 15 ms on an idle machine
    assert float(told[1]) < 0.3
