"""The official releases themselves, where the samples lie beside the checkout."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from jobs.hts_history import AGREES, DIFFERS, counts, verify_steps
from jobs.hts_verify import PROGRAMMES, Verdict, verify_file
from storage.facts.base_changes import base_changes
from storage.facts.law import load_law
from storage.facts.lines import programme_names
from storage.facts.releases import day_in_force
from storage.schedule.inherit import headings_of_chapter_99, lines_of
from storage.schedule.release import Row, read_file, release_name
from storage.schedule.store import load_schedule
from tariff.chapter99 import Says, read_chapter
from tariff.ratetext import plain, read_rate, read_special

Find = Callable[[str], Path]
NEWEST = "full_schedule/hts_2026_rev_10.json.gz"


@cache
def newest(path: Path) -> list[Row]:
    return read_file(path)


def test_the_newest_release_has_every_line_with_a_general_and_a_column_2_rate(sample: Find) -> None:
    lines = [line for line in lines_of(newest(sample(NEWEST))) if line.code < "98"]
    assert len(lines) > 22_000
    assert [line.code for line in lines if not line.general or not line.other] == []


def test_a_heading_without_a_four_digit_row_still_has_its_lines(sample: Find) -> None:
    rows = newest(sample(NEWEST))
    printed = {row.code for row in rows if len(row.code) == 4}
    missing = {row.code[:4] for row in rows if len(row.code) >= 8} - printed
    schedule = load_schedule(sample(NEWEST))
    assert schedule is not None
    assert len(missing) > 200
    rated = {line.code[:4] for line in lines_of(rows)}
    assert all(schedule.lines(code, date(2026, 7, 1)) for code in missing & rated)


def test_almost_every_rate_text_of_the_newest_release_is_read_and_the_rest_is_kept(sample: Find) -> None:
    cells = [text for row in newest(sample(NEWEST)) if row.code < "99" for text in (row.general, row.other) if text]
    unread = Counter(text for text in cells if not read_rate(text).understood)
    assert sum(unread.values()) / len(cells) < 0.0075
    starts = ("The rate", "The duty", "A duty", "See ", "Free, for such")
    odd = [text for text in unread if not text.startswith(starts) and " less " not in text and "but if" not in text]
    assert odd == [], "every other form is understood"


def test_every_programme_of_the_special_column_is_a_known_code(sample: Find) -> None:
    specials = [row.special for row in newest(sample(NEWEST)) if row.code < "98" and row.special]
    codes = {code for text in specials for special in read_special(text) for code in special.programs}
    ended = {"J", "J*", "CA"}  # the Andean preference and the agreement before USMCA, still printed on a few lines
    assert codes - ended == programme_names().keys()
    assert all(special.programs for text in specials for special in read_special(text))


def test_headings_of_trade_actions_are_read_but_for_the_bare_rates(sample: Find) -> None:
    readings = read_chapter(headings_of_chapter_99(newest(sample(NEWEST))))
    actions = [reading for heading, reading in readings.items() if heading[:7] in PROGRAMMES]
    doubtful = {reading.heading for reading in actions if reading.doubts}
    assert len(actions) > 370
    assert doubtful == {
        "9903.76.21", "9903.76.22", "9903.76.23", "9903.76.24", "9903.82.22", "9903.94.32", "9903.94.33",
    }  # fmt: skip
    ceilings = [reading for reading in actions if reading.main.says is Says.CEILING]
    assert len(ceilings) == 20
    assert all(reading.twin for reading in ceilings)


@pytest.mark.slow
def test_the_newest_release_alone_answers_2025_as_the_release_of_then(sample: Find) -> None:
    day = date(2025, 12, 31)
    ours = load_schedule(sample(NEWEST))
    then = load_schedule(sample("full_schedule/hts_2025_rev_32.json.gz"))
    assert ours is not None
    assert then is not None
    compared = 0
    for line in then.rate_lines(day):
        if line.code < "98":
            (answered,) = ours.lines(line.code[:8], day)
            assert (answered.general, answered.special, answered.other) == (line.general, line.special, line.other)
            compared += 1
    assert compared > 11_000


@pytest.mark.slow
def test_no_general_or_column_2_rate_changed_over_all_official_releases(sample: Find) -> None:
    paths = sorted(
        sample("full_schedule").glob("*.json.gz"), key=lambda path: day_in_force(release_name(path.name) or "")
    )
    assert len(paths) == 16
    known = {(change.code, change.column): change for change in base_changes()}
    before: dict[str, tuple[str, str, str]] = {}
    found = set()
    for path in paths:
        now = {
            line.code[:8]: (line.general, line.special, line.other)
            for line in lines_of(read_file(path))
            if line.bears_rate and line.code < "99"
        }
        for code in now.keys() & before.keys():
            for column, was, reads in zip(("general", "special", "column_2"), before[code], now[code], strict=True):
                if was != reads:
                    change = known[code, column]
                    assert (change.before, change.after) == (was, reads)
                    assert (change.nature == "rate") == (
                        column == "special" and read_special(was) != read_special(reads)
                    )
                    found.add((code, column))
        before = now
    assert found == {key for key, change in known.items() if change.column != "line"}


def test_the_steps_between_all_44_releases_hold_no_other_base_rate_change(sample: Find) -> None:
    known = {(change.code, change.column): change for change in base_changes()}
    names = {"general": "general", "special": "special", "other": "column_2"}
    steps = set()
    with gzip.open(sample("revision_row_changes.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            steps.add(record["to"])
            code = (record["htsno"] or "").replace(".", "")
            if record["change"] != "changed" or code >= "99" or not code:
                continue
            for column, name in names.items():
                was, now = plain(record["before"].get(column)), plain(record["after"].get(column))
                if was != now:
                    change = known[code[:8], name]
                    assert (change.before, change.after) == (was, now)
                    assert change.first_seen_in == release_name(record["to"]) or change.nature == "wording"
    assert len(steps) > 35


def test_the_facts_explain_every_change_of_chapter_99_in_44_releases_but_the_heading_lost_by_mistake(
    sample: Find,
) -> None:
    with gzip.open(sample("full_schedule/hts_2025_basic.json.gz")) as body:
        first = json.load(body)
    with gzip.open(sample("revision_row_changes.jsonl.gz"), "rt", encoding="utf-8") as lines:
        steps = verify_steps(first, map(json.loads, lines), load_law())
    assert {(step.release, step.heading) for step in steps if step.verdict == DIFFERS} <= {
        ("2026HTSRev6", "9903.82.01")
    }
    found = counts(steps)
    assert found[AGREES] > 300
    print(found)


def test_the_facts_agree_with_the_newest_release(sample: Find) -> None:
    report = verify_file(sample(NEWEST))
    assert [finding for finding in report.findings if finding.verdict in {Verdict.DIFFERS, Verdict.NOT_PRINTED}] == []
    assert report.counts["agrees"] > 80
    assert report.counts["dead but printed"] > 78, "the emergency duties are still printed months after their end"


@pytest.mark.slow
def test_every_rate_text_of_all_releases_is_read_or_kept(sample: Find) -> None:
    cells, unread = 0, 0
    for path in sample("full_schedule").glob("*.json.gz"):
        for row in read_file(path):
            if row.code < "99":
                for text in (row.general, row.other):
                    cells += bool(text)
                    unread += bool(text) and not read_rate(text).understood
    assert cells > 360_000
    assert unread / cells < 0.0075
