"""The product lists against the texts they were read from. Needs the shared material; skipped without it."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from storage.facts.law import load_law
from tariff.measure import AsOf

SHARED = Path(__file__).parents[2].parent / "shared"
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the shared material is not beside this checkout")
LATEST = date(2026, 10, 9)
CHINA_LISTS = {
    "9903.88.01": ("s301-cn-list1", r"^\(b\) Heading 9903\.88\.01 applies", r"^\(c\) For the purposes of heading"),
    "9903.88.02": ("s301-cn-list2", r"^\(d\) Heading 9903\.88\.02 applies", r"^\(e\) For the purposes of heading"),
    "9903.88.03": ("s301-cn-list3", r"^\(f\) Heading 9903\.88\.03 applies", r"^\(g\) For the purposes of heading"),
    "9903.88.15": (
        "s301-cn-list4a",
        r"^\(s\) Heading 9903\.88\.15 applies",
        r"^\(ii\) the following products of China",
    ),
    "9903.91.01": ("s301-cn-review-25", r"^\(b\) Heading 9903\.91\.01 applies", r"^\(c\) Heading 9903\.91\.02"),
}


def listed(name: str, on: date, known: date = LATEST) -> set[str]:
    entries = load_law().lists[name].entries
    return {e.code for e in entries if e.period is None or e.period.holds(AsOf(on, known))}


@cache
def official_lists() -> dict[str, Any]:
    with (SHARED / "facts" / "exemption-lists.yaml").open("rb") as file:
        return {x["id"]: x for x in yaml.load(file, Loader=yaml.CSafeLoader)["lists"]}


def codes_on(list_id: str, day: str) -> set[str]:
    found = set()
    for period in official_lists()[list_id]["periods"]:
        start, end = period["effective_from"][:10], (period["effective_to"] or "9999")[:10]
        if start <= day < end:
            found |= {c.replace(".", "") for c in period.get("codes", [])}
    return found


@pytest.mark.parametrize(
    ("day", "count"),
    [("2025-04-05", 1048), ("2025-08-01", 972), ("2025-09-08", 1003), ("2025-10-14", 845), ("2025-11-13", 1082)],
)
def test_annex_ii_has_the_printed_number_of_codes_on_each_of_its_dates(day: str, count: int) -> None:
    codes = listed("ieepa-annex2", date.fromisoformat(day))
    assert len(codes) == count
    assert codes == codes_on("annex2-reciprocal", day)


def test_annex_ii_as_signed_had_1039_codes() -> None:
    assert len(listed("ieepa-annex2", date(2025, 4, 6), known=date(2025, 4, 6))) == 1039


@pytest.mark.parametrize(
    ("name", "list_id", "day"),
    [
        ("ieepa-eu-natural-resources", "eu-natural-resources", "2025-10-01"),
        ("ieepa-eu-civil-aircraft", "eu-civil-aircraft", "2025-10-01"),
        ("ieepa-eu-pharma-inputs", "eu-pharma-inputs", "2025-10-01"),
        ("ieepa-kr-civil-aircraft", "kr-civil-aircraft", "2025-12-01"),
        ("ieepa-ch-li-natural-resources", "ch-li-natural-resources", "2025-12-01"),
        ("ieepa-br-exempt", "br-exempt", "2025-09-01"),
        ("ieepa-br-exempt", "br-exempt", "2025-12-01"),
        ("s122-exempt", "s122-listed", "2026-03-01"),
        ("s122-civil-aircraft", "s122-civil-aircraft", "2026-03-01"),
    ],
)
def test_a_list_read_in_the_notes_is_carried_over_whole(name: str, list_id: str, day: str) -> None:
    assert listed(name, date.fromisoformat(day)) == codes_on(list_id, day)


@cache
def notes() -> list[str]:
    with gzip.open(SHARED / "samples" / "usitc_hts" / "chapter_99_notes_2026_rev_6.txt.gz") as file:
        return file.read().decode("latin-1").split("\n")


def printed(start: str, stop: str) -> set[str]:
    """Codes printed in the notes between two lines."""
    lines = notes()
    first = next(i for i, line in enumerate(lines) if re.search(start, line))
    last = next(i for i in range(first + 1, len(lines)) if re.search(stop, lines[i]))
    found = re.findall(r"(?<![\d.])(\d{4}\.\d{2}\.\d{2}(?:\d{2})?)(?![\d.])", "\n".join(lines[first:last]))
    return {c.replace(".", "") for c in found if not c.startswith("99")}


def footnotes(release: str) -> dict[str, set[str]]:
    """8-digit codes by the China heading that their footnotes name."""
    with gzip.open(SHARED / "samples" / "usitc_hts" / "full_schedule" / f"hts_{release}.json.gz") as file:
        rows = json.load(file)
    found: dict[str, set[str]] = {}
    for row in rows:
        code = row["htsno"].replace(".", "")
        if len(code) >= 8 and not code.startswith(("98", "99")):
            for note in row["footnotes"] or ():
                for heading in re.findall(r"9903\.(?:88|91)\.\d\d", note["value"] or ""):
                    found.setdefault(heading, set()).add(code[:8])
    return found


@pytest.mark.parametrize("heading", CHINA_LISTS)
def test_the_china_lists_are_those_of_notes_20_and_31(heading: str) -> None:
    name, start, stop = CHINA_LISTS[heading]
    assert listed(name, date(2026, 4, 23)) == printed(start, stop)


@pytest.mark.parametrize("release", ["2025_basic", "2026_rev_10"])
def test_the_china_lists_agree_with_the_footnotes_of_the_schedule(release: str) -> None:
    day = date(2025, 1, 2) if release == "2025_basic" else date(2026, 6, 8)
    named = footnotes(release)
    only_listed: Counter[str] = Counter()
    for heading, (name, _, _) in CHINA_LISTS.items():
        ours = {c[:8] for c in listed(name, day)}
        in_parts = {"49019900", "85176200", "94016960", "94017100", "63079098"}  # named as parts of subheadings
        only_listed.update(ours - named[heading] - in_parts)
        extra = named[heading] - ours - in_parts - ({"85076000"} if heading == "9903.88.15" else set())
        assert not extra, f"{heading}: footnoted but not listed {sorted(extra)[:5]}"
    assert set(only_listed) <= {"04032050", "73063010"}, sorted(only_listed)[:10]


def test_the_china_lists_differ_from_the_independent_transcription_only_where_it_is_explained() -> None:
    path = SHARED / "samples" / "usitc_hts" / "independent_lists" / "s301_product_lists.csv.gz"
    with gzip.open(path, "rt") as file:
        theirs: dict[str, set[str]] = {}
        for row in csv.DictReader(file):
            theirs.setdefault(row["ch99_code"], set()).add(row["hts8"])
    surplus = {}
    for heading, (name, _, _) in CHINA_LISTS.items():
        ours = {e.code[:8] for e in load_law().lists[name].entries}
        # 8507.60.00 and 6307.90.98 are on ours with the dates and the 10-digit numbers that the transcription lacks
        assert ours - theirs[heading] <= {"85076000", "63079098"}, heading
        surplus[heading] = {c for c in theirs[heading] - ours if not c.startswith("9802")}
    assert surplus["9903.88.01"] == surplus["9903.88.02"] == surplus["9903.91.01"] == set()
    assert surplus["9903.88.15"] == {"49019900", "63079098", "85176200", "94016960", "94017100"}  # parts of subheadings
    # Their List 3 holds 284 numbers that neither note 20(f) nor a footnote of any release names.
    assert not surplus["9903.88.03"] & footnotes("2026_rev_10")["9903.88.03"]


def test_the_s122_list_is_the_independent_one_less_what_it_mixes_in() -> None:
    path = SHARED / "samples" / "usitc_hts" / "independent_lists" / "s122_exempt_products.csv"
    theirs = {row["hts8"] for row in csv.DictReader(path.open(encoding="utf-8"))}
    ours = {c[:8] for c in listed("s122-exempt", date(2026, 3, 1))}
    assert not ours - theirs
    mixed = {c[:8] for name in ("s122-civil-aircraft", "s122-articles") for c in listed(name, date(2026, 3, 1))}
    assert theirs - ours - mixed <= {"90314970"}


def test_the_brazil_list_has_the_printed_number_of_codes_and_keeps_10_digits() -> None:
    codes = listed("s301-br-exempt", date(2026, 8, 1))
    assert len(codes) == 864
    assert {c for c in codes if len(c) == 10} == {"0409000005", "4407990295", "8422409181", "8505110070", "8537109170"}


def test_every_listed_code_stands_in_the_schedule_of_2026() -> None:
    with gzip.open(SHARED / "samples" / "usitc_hts" / "full_schedule" / "hts_2026_rev_10.json.gz") as file:
        rows = {row["htsno"].replace(".", "") for row in json.load(file)}
    prefixes = {code[:n] for code in rows for n in (2, 4, 6, 8, 10)}
    for name in (
        "s301-fl-exempt",
        "s301-br-exempt",
        "s338-ca-alcohol",
        "s338-ca-dairy",
        "s338-ca-vehicles",
        "s301-fl-ch",
    ):
        lost = {e.code for e in load_law().lists[name].entries} - prefixes
        assert not lost, f"{name}: {sorted(lost)[:5]}"


@pytest.mark.parametrize(
    ("name", "august", "september"),
    [("s338-ca-alcohol", 63, 101), ("s338-ca-dairy", 52, 52), ("s338-ca-vehicles", 439, 513)],
)
def test_the_section_338_lists_have_the_printed_numbers_of_codes(name: str, august: int, september: int) -> None:
    assert len(listed(name, date(2026, 9, 1))) == august
    assert len(listed(name, date(2026, 9, 20))) == september


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("s301-fl-exempt", 863),
        ("s301-br-exempt", 864),
        ("s301-fl-gb", 49),
        ("s301-fl-eu", 43),
        ("s301-fl-ch", 134),
    ],
)
def test_the_exemption_lists_of_2026_have_the_reported_numbers_of_codes(name: str, count: int) -> None:
    assert len(listed(name, LATEST)) == count
