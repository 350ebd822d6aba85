from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from jobs.hts_changes import Release, base_rate_changes, changes_of_release, heading_changes, special_changes
from storage.events import EventKind
from tariff.measure import Exclusion, Rate, RateKind

NOW = datetime(2025, 9, 16, 18, tzinfo=UTC)
SAME = "The duty provided in the applicable subheading"
TEN = Rate(RateKind.ADDITIONAL, Decimal(10))
CEILING = "articles the product of Japan, with a rate of duty under column 1 {} 15 percent"


class Releases:
    """An old and a new release that differ in the rows given."""

    def __init__(self, make: SimpleNamespace) -> None:
        self.make = make

    def heading(self, code: str, words: str, rate: str) -> Any:
        return self.make.printed(code, 0, words, rate, rate, SAME)

    def pair(self, old: list[Any], new: list[Any]) -> tuple[Release, Release]:
        base = self.make.small()
        return (
            Release("2025HTSRev22", date(2025, 9, 8), self.make.rows(base + old)),
            Release("2025HTSRev23", date(2025, 9, 16), self.make.rows(base + new)),
        )


@pytest.fixture
def releases(make: SimpleNamespace) -> Releases:
    return Releases(make)


def test_a_release_that_changes_nothing_gives_nothing(releases: Releases, facts: SimpleNamespace) -> None:
    findings = changes_of_release(*releases.pair([], []), facts.law(), NOW)
    assert (findings.events, findings.doubts) == ((), ())


def test_markup_and_wording_alone_change_nothing(releases: Releases, facts: SimpleNamespace) -> None:
    old = [
        releases.heading("9903.01.26", "Articles the product of <i>Canada</i>, as provided in note 2", f"{SAME} + 10%")
    ]
    new = [releases.heading("9903.01.26", "Articles the product of Canada, as set out in note 2", f"{SAME} +10%.")]
    assert changes_of_release(*releases.pair(old, new), facts.law(), NOW).doubts == ()


def test_an_agreed_ceiling_is_one_event_for_both_its_branches(releases: Releases, facts: SimpleNamespace) -> None:
    new = [
        releases.heading("9903.02.72", CEILING.format("equal to or greater than"), SAME),
        releases.heading("9903.02.73", CEILING.format("less than"), "15%"),
    ]
    rate = Rate(RateKind.CEILING, Decimal(15))
    law = facts.law(
        facts.measure(
            "jp-ceiling",
            "9903.02.73",
            rate,
            date(2025, 8, 7),
            {"JP"},
            known=date(2025, 9, 4),
            heading_above="9903.02.72",
        )
    )
    findings = changes_of_release(*releases.pair([], new), law, NOW)
    (event,) = findings.events
    assert findings.doubts == ()
    assert (event.kind, event.stage, event.countries, event.rate_change) == (EventKind.RATES, "in_force", ("JP",), True)
    assert event.details["heading"] == "9903.02.73"
    assert "15% all-in" in event.headline
    assert event.details["country"] == "JP"
    assert event.details["effective"] == "2025-08-07"
    assert event.occurred_at.tzinfo is not None
    assert event.citations


def test_the_rows_of_a_country_table_are_one_event_for_all_its_countries(
    releases: Releases, facts: SimpleNamespace
) -> None:
    new = [
        releases.heading("9903.02.26", "articles the product of India", f"{SAME} + 25%"),
        releases.heading("9903.02.27", "articles the product of Indonesia", f"{SAME} + 19%"),
    ]
    law = facts.law(
        facts.measure("t", "9903.02.26", Rate(RateKind.ADDITIONAL, Decimal(25)), date(2025, 8, 7), {"IN"}),
        facts.measure("t", "9903.02.27", Rate(RateKind.ADDITIONAL, Decimal(19)), date(2025, 8, 7), {"ID"}),
    )
    (event,) = changes_of_release(*releases.pair([], new), law, NOW).events
    assert event.countries == ("ID", "IN")
    assert event.details["headings"] == {"9903.02.26": "adds 25%", "9903.02.27": "adds 19%"}
    assert "country" not in event.details, "a single country would be told as the only one"


def test_what_one_act_did_is_one_event_told_by_what_it_charges(releases: Releases, facts: SimpleNamespace) -> None:
    new = [
        releases.heading("9903.94.90", "Passenger vehicles of Japan", f"{SAME} + 10%"),
        releases.heading("9903.96.90", "Articles of civil aircraft of Japan", SAME),
    ]
    law = facts.law(
        facts.measure("cars", "9903.94.90", TEN, date(2025, 9, 16), {"JP"}),
        facts.measure("aircraft", "9903.96.90", Rate(RateKind.EXEMPTION), date(2025, 9, 16), {"JP"}),
    )
    (event,) = changes_of_release(*releases.pair([], new), law, NOW).events
    assert event.headline == "cars: +10% (official schedule 2025HTSRev23)"
    assert event.details["measures"] == ["cars", "aircraft"]
    again = changes_of_release(*releases.pair([], new), law, NOW).events
    assert again[0].key == event.key, "the next release that prints it is the same event"


def test_a_heading_the_facts_do_not_know_is_no_event(releases: Releases, facts: SimpleNamespace) -> None:
    new = [releases.heading("9903.82.90", "Articles the product of Japan", f"{SAME} + 99%")]
    findings = changes_of_release(*releases.pair([], new), facts.law(), NOW)
    assert findings.events == ()
    (doubt,) = findings.doubts
    assert "9903.82.90 is new and adds 99%" in doubt.reason
    assert doubt.item.native_id == "2025HTSRev23"


def test_a_disagreement_is_a_doubt_that_tells_both_sides(releases: Releases, facts: SimpleNamespace) -> None:
    new = [releases.heading("9903.94.90", "Passenger vehicles", f"{SAME} + 25%")]
    law = facts.law(facts.measure("x", "9903.94.90", TEN, date(2025, 9, 1), None))
    findings = changes_of_release(*releases.pair([], new), law, NOW)
    assert findings.events == ()
    assert "10%" in findings.doubts[0].reason
    assert "25%" in findings.doubts[0].reason


def test_what_was_published_only_later_is_not_used(releases: Releases, facts: SimpleNamespace) -> None:
    new = [releases.heading("9903.94.90", "Passenger vehicles", f"{SAME} + 10%")]
    law = facts.law(facts.measure("x", "9903.94.90", TEN, date(2025, 9, 1), None, known=date(2025, 12, 1)))
    findings = changes_of_release(*releases.pair([], new), law, NOW)
    assert findings.events == ()
    assert "published later" in findings.doubts[0].reason


def test_a_bare_rate_is_asked_about_even_where_the_facts_know_the_heading(
    releases: Releases, facts: SimpleNamespace
) -> None:
    new = [releases.heading("9903.76.90", "Wood products of Japan", "15%")]
    law = facts.law(facts.measure("x", "9903.76.90", Rate(RateKind.CEILING, Decimal(15)), date(2025, 9, 1), {"JP"}))
    findings = changes_of_release(*releases.pair([], new), law, NOW)
    assert findings.events == ()
    assert "less than" in findings.doubts[0].reason


def test_an_old_measure_printed_late_alerts_nobody(releases: Releases, facts: SimpleNamespace) -> None:
    new = [releases.heading("9903.94.90", "Passenger vehicles", f"{SAME} + 10%")]
    law = facts.law(facts.measure("x", "9903.94.90", TEN, date(2025, 4, 1), None))
    findings = changes_of_release(*releases.pair([], new), law, NOW)
    assert (findings.events, findings.doubts) == ((), ())
    assert "2025-04-01" in findings.reasons["9903.94.90"]


def test_a_lost_heading_sends_the_whole_release_to_the_operators(releases: Releases, facts: SimpleNamespace) -> None:
    lost = releases.heading("9903.82.01", "Articles without metal", SAME)
    new = [releases.heading("9903.94.90", "Passenger vehicles", f"{SAME} + 10%")]
    law = facts.law(facts.measure("x", "9903.94.90", TEN, date(2025, 9, 1), None))
    findings = changes_of_release(*releases.pair([lost], new), law, NOW)
    assert findings.events == (), "the rest of such a release is not trusted either"
    (doubt,) = findings.doubts
    assert "no longer prints 9903.82.01" in doubt.reason


def test_hundreds_of_changed_headings_are_one_doubt(releases: Releases, facts: SimpleNamespace) -> None:
    many = [
        releases.heading(f"9903.{chapter}.{number:02d}", "Articles the product of Japan", f"{SAME} + 10%")
        for chapter in ("01", "02")
        for number in range(10, 99)
        if (chapter, number) != ("01", 25)
    ]
    law = facts.law(facts.measure("x", "9903.02.26", TEN, date(2025, 9, 1), {"JP"}))
    assert changes_of_release(*releases.pair([], many[-100:]), law, NOW).events, "a hundred are still believed"
    findings = changes_of_release(*releases.pair([], many), law, NOW)
    assert findings.events == ()
    (doubt,) = findings.doubts
    assert "177 headings of chapter 99 changed" in doubt.reason


def test_changed_base_rates_are_asked_about(make: SimpleNamespace, facts: SimpleNamespace) -> None:
    old, new = make.small(), make.small()
    new[7]["general"] = "25%"
    releases = [Release(name, date(2026, 1, 1), make.rows(rows)) for name, rows in (("A", old), ("B", new))]
    findings = changes_of_release(releases[0], releases[1], facts.law(), NOW)
    assert findings.events == ()
    assert "8703.23.01 General: '2.5%' became '25%'" in findings.doubts[0].reason


def test_a_line_printed_with_two_more_digits_is_the_same_line(make: SimpleNamespace) -> None:
    old, new = make.small(), make.small()
    new[1]["htsno"] = "0101.30.00"
    assert base_rate_changes(make.rows(old), make.rows(new)) == []


def test_special_rates_are_compared_by_what_they_grant(make: SimpleNamespace) -> None:
    old, spaced, changed = make.small(), make.small(), make.small()
    spaced[7]["special"] = "Free (AU, KR,S)"
    changed[7]["special"] = "Free (AU,KR,S,JP)"
    assert special_changes(make.rows(old), make.rows(spaced)) == []
    assert len(special_changes(make.rows(old), make.rows(changed))) == 1


def test_an_end_marked_in_print_is_an_event_only_when_the_facts_have_it(
    releases: Releases, facts: SimpleNamespace
) -> None:
    old = [releases.heading("9903.01.84", "articles the product of India", f"{SAME} + 25%")]
    new = [
        releases.heading(
            "9903.01.84", "articles the product of India [Compiler's note: provision terminated.]", f"{SAME} + 25%"
        )
    ]
    rate = Rate(RateKind.ADDITIONAL, Decimal(25))
    open_ended = facts.law(facts.measure("in", "9903.01.84", rate, date(2025, 8, 27), {"IN"}))
    ended = facts.law(facts.measure("in", "9903.01.84", rate, date(2025, 8, 27), {"IN"}, end=date(2025, 9, 10)))
    replaced = facts.law(
        *open_ended.measures,
        facts.measure(
            "new",
            "9903.01.99",
            rate,
            date(2025, 9, 10),
            {"IN"},
            excludes=(Exclusion(frozenset({"in"}), "replaces", "s.2"),),
        ),
    )
    pair = releases.pair(old, new)
    assert [doubt.reason.count("in force") for doubt in changes_of_release(*pair, open_ended, NOW).doubts] == [1]
    (event,) = changes_of_release(*pair, ended, NOW).events
    assert (event.stage, event.details["before"], event.details["after"]) == ("ended", "+25%", "ended 2025-09-10")
    quiet = changes_of_release(*pair, replaced, NOW)
    assert (quiet.events, quiet.doubts) == ((), ())


def test_heading_changes_name_what_is_new_gone_and_different(releases: Releases) -> None:
    old, new = releases.pair(
        [
            releases.heading("9903.01.26", "Articles the product of Canada", SAME),
            releases.heading("9903.01.27", "Articles the product of Mexico", f"{SAME} + 10%"),
        ],
        [
            releases.heading("9903.01.27", "Articles the product of Mexico", f"{SAME} + 25%"),
            releases.heading("9903.01.28", "Articles the product of any country", SAME),
        ],
    )
    assert [change.says for change in heading_changes(old.rows, new.rows)] == [
        "9903.01.26 is no longer printed",
        "9903.01.27 adds 10% before and adds 25% now",
        "9903.01.28 is new and adds nothing",
    ]
