from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import orjson
import pytest

from jobs.hts_sync import sync_file
from jobs.hts_verify import Report, Verdict, verify, verify_file, verify_stored
from storage.schedule.release import ReleaseFault, Row
from tariff.law import Law
from tariff.measure import Exclusion, Rate, RateKind

DAY = date(2025, 9, 16)
SAME = "The duty provided in the applicable subheading"
TEN = Rate(RateKind.ADDITIONAL, Decimal(10))
FIFTEEN_ALL_IN = Rate(RateKind.CEILING, Decimal(15))


@pytest.fixture
def printed(make: SimpleNamespace) -> list[Row]:
    ceiling = "articles the product of Japan, with a rate of duty under column 1 {} 15 percent"
    listed = [
        ("9903.01.25", "Articles the product of any country", f"{SAME} + 10%"),
        (
            "9903.01.43",
            "Articles the product of Cameroon or Chad [Compiler's note: provision terminated.]",
            f"{SAME} + 11%",
        ),
        ("9903.02.30", "articles the product of Japan [Compiler's note: provision terminated.]", f"{SAME} + 15%"),
        ("9903.02.72", ceiling.format("equal to or greater than"), SAME),
        ("9903.02.73", ceiling.format("less than"), "15%"),
        ("9903.94.31", "Passenger vehicles of the United Kingdom", f"{SAME} + 7.5%"),
        ("9903.17.01", "A quota period", ""),
    ]
    rows: list[Row] = make.rows([make.printed(code, 0, words, rate, rate, SAME) for code, words, rate in listed])
    return rows


def verdicts(report: Report) -> dict[str, str]:
    return {finding.heading: finding.verdict.value for finding in report.findings}


def japan(facts: SimpleNamespace, **more: object) -> Law:
    replaces = Exclusion(frozenset({"ieepa-country"}), "replaces", "EO 14345 s.2(a)")
    return facts.law(
        facts.measure("ieepa-baseline", "9903.01.25", TEN, date(2025, 4, 5), None),
        facts.measure("ieepa-country", "9903.02.30", Rate(RateKind.ADDITIONAL, Decimal(15)), date(2025, 8, 7), {"JP"}),
        facts.measure(
            "ieepa-jp-ceiling",
            "9903.02.73",
            FIFTEEN_ALL_IN,
            date(2025, 8, 7),
            {"JP"},
            known=date(2025, 9, 4),
            heading_above="9903.02.72",
            excludes=(replaces,),
            **more,
        ),
    )


def test_headings_that_say_what_the_facts_say_agree(printed: list[Row], facts: SimpleNamespace) -> None:
    found = verdicts(verify(printed, japan(facts), "2025HTSRev23", DAY))
    assert found["9903.01.25"] == found["9903.02.72"] == found["9903.02.73"] == "agrees"


def test_a_heading_ended_in_print_whose_measure_was_replaced_is_ended_in_both(
    printed: list[Row], facts: SimpleNamespace
) -> None:
    report = verify(printed, japan(facts), "2025HTSRev23", DAY)
    (finding,) = [finding for finding in report.findings if finding.heading == "9903.02.30"]
    assert finding.verdict is Verdict.ENDED
    assert "ieepa-jp-ceiling" in finding.why


def test_another_percentage_differs_and_both_are_told(printed: list[Row], facts: SimpleNamespace) -> None:
    law = facts.law(facts.measure("s232-uk", "9903.94.31", TEN, date(2025, 6, 30), {"GB"}))
    (finding,) = verify(printed, law, "x", DAY).of(Verdict.DIFFERS)
    assert (finding.printed, finding.facts) == ("adds 7.5%", "adds 10%")
    assert "10%" in finding.why
    assert "7.5%" in finding.why


def test_another_kind_differs(printed: list[Row], facts: SimpleNamespace) -> None:
    law = facts.law(facts.measure("x", "9903.02.73", Rate(RateKind.ADDITIONAL, Decimal(15)), date(2025, 8, 7), {"JP"}))
    (finding,) = verify(printed, law, "x", DAY).of(Verdict.DIFFERS)
    assert "all-in" in finding.why


def test_an_origin_missing_on_either_side_differs(printed: list[Row], facts: SimpleNamespace) -> None:
    more = facts.law(facts.measure("x", "9903.02.73", FIFTEEN_ALL_IN, date(2025, 8, 7), {"JP", "KR"}))
    assert "KR" in verify(printed, more, "x", DAY).of(Verdict.DIFFERS)[0].why
    rate = Rate(RateKind.ADDITIONAL, Decimal(11))
    fewer = facts.law(facts.measure("x", "9903.01.43", rate, date(2025, 4, 9), {"CM"}))
    rows = [row._replace(description=row.description.split(" [")[0]) for row in printed]
    assert "TD" in verify(rows, fewer, "x", DAY).of(Verdict.DIFFERS)[0].why


def test_what_ended_but_is_printed_without_a_mark_is_dead_but_printed(
    printed: list[Row], facts: SimpleNamespace
) -> None:
    law = facts.law(facts.measure("x", "9903.01.25", TEN, date(2025, 4, 5), None, end=date(2025, 9, 1)))
    (finding,) = verify(printed, law, "x", DAY).of(Verdict.DEAD)
    assert "2025-09-01" in finding.why


def test_an_end_nobody_knew_yet_is_no_end(printed: list[Row], facts: SimpleNamespace) -> None:
    early = facts.measure(
        "x", "9903.01.25", TEN, date(2025, 4, 5), None, end=date(2025, 9, 1), end_known=date(2025, 10, 1)
    )
    assert verdicts(verify(printed, facts.law(early), "x", DAY))["9903.01.25"] == "agrees"


def test_an_end_in_print_that_the_facts_do_not_have_differs(printed: list[Row], facts: SimpleNamespace) -> None:
    rate = Rate(RateKind.ADDITIONAL, Decimal(11))
    law = facts.law(facts.measure("x", "9903.01.43", rate, date(2025, 4, 9), {"CM", "TD"}))
    (finding,) = verify(printed, law, "x", DAY).of(Verdict.DIFFERS)
    assert "terminated" in finding.why


def test_a_fact_in_force_that_is_not_printed_is_found(printed: list[Row], facts: SimpleNamespace) -> None:
    law = facts.law(facts.measure("x", "9903.82.01", TEN, date(2025, 4, 5), None))
    (finding,) = verify(printed, law, "x", DAY).of(Verdict.NOT_PRINTED)
    assert (finding.heading, finding.measures) == ("9903.82.01", ("x",))


def test_a_fact_of_later_is_printed_ahead(printed: list[Row], facts: SimpleNamespace) -> None:
    law = facts.law(facts.measure("x", "9903.01.25", TEN, date(2026, 1, 1), None, known=date(2025, 9, 1)))
    assert verdicts(verify(printed, law, "x", DAY))["9903.01.25"] == "printed ahead"


def test_a_heading_no_fact_names_is_not_modelled_and_every_heading_is_counted_once(
    printed: list[Row], facts: SimpleNamespace
) -> None:
    report = verify(printed, japan(facts), "2025HTSRev23", DAY)
    assert {finding.heading for finding in report.of(Verdict.NOT_MODELLED)} == {
        "9903.01.43",
        "9903.94.31",
        "9903.17.01",
    }
    assert sum(report.counts.values()) == len(printed)


def test_the_report_is_readable_and_json(printed: list[Row], facts: SimpleNamespace) -> None:
    report = verify(printed, japan(facts), "2025HTSRev23", DAY)
    assert "2025HTSRev23, in force 2025-09-16" in report.text()
    assert "section 232 automobiles" in report.text()
    read = orjson.loads(orjson.dumps(report.as_json()))
    assert read["counts"]["agrees"] == 3
    assert len(read["headings"]) == len(printed)


def test_a_loaded_release_is_compared_as_of_its_day_and_none_loaded_is_one_sentence(
    database_url: str, release_file: Path
) -> None:
    with pytest.raises(ReleaseFault, match="tariffwire sync hts"):
        verify_stored(database_url)
    sync_file(database_url, release_file, release="2031HTSRev2", in_force=date(2026, 3, 1))
    report = verify_stored(database_url)
    assert (report.release, report.day) == ("2031HTSRev2", date(2026, 3, 1))
    assert verdicts(report)["9903.01.25"] == "dead but printed"
    assert verify_file(release_file).day == date(2026, 6, 8)
