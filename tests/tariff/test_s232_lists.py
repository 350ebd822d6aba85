"""The product lists of section 232: complete against the printed notes, never shortened, each used by a measure."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from storage.facts.law import load_law
from tariff.measure import AsOf

SHARED = Path(__file__).parents[2].parent / "shared" / "samples" / "usitc_hts"
NOTES = SHARED / "chapter_99_notes_2026_rev_6.txt.gz"
CODE = re.compile(r"(?<![\d.])(\d{4}(?:\.\d{2}(?:\.\d{2}(?:\.?\d{2})?)?)?)(?!\d|\.\d)")
printed = pytest.mark.skipif(not NOTES.exists(), reason="the printed notes of 2026 Revision 6 are not at hand")

# list(s) -> where the printed list begins and ends; 2026-04-10 is a day on which the notes of Revision 6 held
PRINTED = {
    "s232-autos-33b": (
        r"^33\. \(a\)",
        r"^\(b\) The rates of duty set forth in headings 9903\.94\.01",
        r"^\(c\) Heading",
    ),
    "s232-auto-parts-33g-vehicle s232-auto-parts-33g-dual": (r"^33\. \(a\)", r"^\(g\) Subject to", r"^\(h\) Heading"),
    "s232-uk-cars-33i": (r"^33\. \(a\)", r"^\(i\) Heading 9903\.94\.31", r"The aggregate annual"),
    "s232-uk-parts-33j-vehicle s232-uk-parts-33j-dual": (
        r"^33\. \(a\)",
        r"^\(j\) Heading 9903\.94\.32",
        r"^Any automotive part",
    ),
    "s232-mhdv-38b": (r"^38\.", r"^\s+\(b\) The rate of duty set forth", r"^\s+\(c\) Heading 9903\.74\.02"),
    "s232-buses-38c": (r"^38\.", r"^\s+\(c\) Heading 9903\.74\.02", r"^\(d\) Heading"),
    "s232-mhdv-parts-38i-shared s232-mhdv-parts-38i-truck s232-mhdv-parts-38i-dual": (
        r"^38\.",
        r"^\(i\) The rates of duty",
        r"^\(j\) Heading",
    ),
    "s232-wood-37b": (r"^37\.", r"^\(b\) The rates of duty", r"^\(c\) Heading"),
    "s232-wood-37d": (r"^37\.", r"^\(d\) The rates of duty", r"^\(e\) Except"),
    "s232-wood-37f": (r"^37\.", r"^\(f\) Except", r"^\(g\) Heading"),
    "s232-metals-16c-i": (r"^16\. \(a\)", r"\(i\) Articles of aluminum", r"\(ii\) Derivative"),
    "s232-metals-16c-ii": (r"^16\. \(a\)", r"\(ii\) Derivative aluminum", r"\(iii\) Articles of steel"),
    "s232-metals-16c-vi": (r"^16\. \(a\)", r"^\(vi\) Derivative aluminum", r"\(vii\) Derivative steel"),
    "s232-metals-16c-vii": (r"^16\. \(a\)", r"\(vii\) Derivative steel", r"^\(viii\) Articles of copper"),
    "s232-metals-16c-viii": (r"^16\. \(a\)", r"^\(viii\) Articles of copper", r"^\(ix\)"),
    "s232-metals-16c-ix": (r"^16\. \(a\)", r"^\(ix\) Derivative aluminum", r"^\(x\)"),
    "s232-metals-16c-x": (r"^16\. \(a\)", r"^\(x\) Derivative steel", r"^\(d\) Headings"),
}


@cache
def note_lines() -> list[str]:
    return gzip.decompress(NOTES.read_bytes()).decode("utf-8", "replace").splitlines()


def codes_between(note: str, begin: str, end: str) -> set[str]:
    """Codes printed after the line that begins a list, up to the line that ends it."""
    lines = note_lines()
    at = next(i for i, line in enumerate(lines) if re.search(note, line))
    first = next(i for i in range(at, len(lines)) if re.search(begin, lines[i]))
    last = next(i for i in range(first + 1, len(lines)) if re.search(end, lines[i]))
    text = [x for x in lines[first + 1 : last] if "eading" not in x and "Harmonized" not in x and "Annotated" not in x]
    found = {re.sub(r"\D", "", code) for line in text for code in CODE.findall(line)}
    return {code for code in found if not code.startswith(("98", "99"))}


def codes_on(names: Iterable[str], day: date) -> set[str]:
    """Codes of our lists that hold on a day."""
    lists = load_law().lists
    return {
        e.code
        for n in names
        for e in lists[n].entries
        if e.period is None or e.period.holds(AsOf(day, date(2026, 10, 10)))
    }


@printed
@pytest.mark.parametrize("names", PRINTED)
def test_a_list_holds_exactly_what_the_note_prints(names: str) -> None:
    official = codes_between(*PRINTED[names])
    if "33g" in names:
        official -= {"8471"}  # computers: named in the measure itself
    assert codes_on(names.split(), date(2026, 4, 10)) == official


@printed
def test_the_aluminum_derivatives_of_2025_are_those_of_note_19() -> None:
    official = codes_between(r"^19\. \(a\)", r"^\(k\) The rates of duty in heading", r"^For any derivative aluminum")
    ours = codes_on(["s232-aluminum-2025-derivatives-content"], date(2026, 4, 1))
    assert ours - official == {"9401999081"}  # split on 2025-07-01
    assert official <= ours and len(official) == 224


def test_the_parts_of_a_printed_list_do_not_overlap_and_add_up() -> None:
    lists = load_law().lists
    for names, count in (
        (("s232-auto-parts-33g-vehicle", "s232-auto-parts-33g-dual"), 129),
        (("s232-uk-parts-33j-vehicle", "s232-uk-parts-33j-dual"), 267),
        (("s232-mhdv-parts-38i-shared", "s232-mhdv-parts-38i-truck", "s232-mhdv-parts-38i-dual"), 182),
        (("s232-copper-36b-chapter-74", "s232-copper-36b-other"), 80),
        (("s232-pharma-40c",), 131),
        (("s232-metals-16c-xi",), 28),
    ):
        codes = [e.code for n in names for e in lists[n].entries]
        assert len(codes) == len(set(codes)) == count, names


def test_ten_digit_scope_was_not_cut_to_eight() -> None:
    lists = load_law().lists
    assert all(len(e.code) == 10 for e in lists["s232-pharma-40c"].entries)
    content = {e.code for e in lists["s232-steel-2025-derivatives-content"].entries}
    assert not {"21069099", "30049092", "87012100"} & content  # the annex names single numbers of these lines


def test_no_line_of_the_2026_metals_lists_stands_in_two_tiers() -> None:
    tiers = (
        ["s232-metals-16c-i", "s232-metals-16c-ii", "s232-metals-16c-iii", "s232-metals-16c-iv", "s232-metals-16c-v"],
        ["s232-metals-16c-vi", "s232-metals-16c-vii", "s232-metals-16c-viii"],
        ["s232-metals-16c-ix", "s232-metals-16c-x"],
        ["s232-metals-16c-xi"],
    )
    for day in (date(2026, 4, 10), date(2026, 6, 8)):
        sets = [codes_on(t, day) for t in (tiers if day >= date(2026, 6, 8) else tiers[:3])]
        for i, one in enumerate(sets):
            for other in sets[i + 1 :]:
                assert not [a for a in one for b in other if a.startswith(b) or b.startswith(a)]


def test_every_list_is_used() -> None:
    law = load_law()
    used = {name for m in law.measures for name in (*m.scope.lists, *m.scope.out_lists)}
    assert {name for name in law.lists if name.startswith("s232-")} <= used
