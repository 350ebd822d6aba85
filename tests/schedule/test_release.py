from __future__ import annotations

import gzip
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from storage.schedule.release import ReleaseFault, read_body, read_file, release_name


def test_empty_written_in_any_way_is_empty(make: SimpleNamespace) -> None:
    ways = [("", []), (None, None), (" ", [" "]), ("\n", ["\n", None])]
    read = [
        make.rows([make.printed("0101.21.00", 1, "Males", text, units=units, footnotes=None, additionalDuties=text)])[0]
        for text, units in ways
    ]
    assert len(set(read)) == 1
    assert read[0].units == ()
    assert not read[0].has_rate


def test_markup_that_comes_and_goes_between_releases_changes_no_row(make: SimpleNamespace) -> None:
    styled = make.printed(
        "0101.21.00", 1, "Of <i>Equus</i>&nbsp;caballus,  m<sup style='x'>3</sup>", "$1.13/m<sup>3</sup>"
    )
    clean = make.printed("0101.21.00", 1, "Of Equus caballus, m3", "$1.13/m3 ")
    assert make.rows([styled]) == make.rows([clean])


def test_the_live_api_with_suffixes_and_markers_reads_like_the_file(make: SimpleNamespace) -> None:
    file = make.printed(
        "8517.62.00.90", 3, "Other", units=["No."], footnotes=[{"columns": ["general"], "value": "See 9903.88.03."}]
    )
    live = {
        "htsno": "8517.62.00.90",
        "statisticalSuffix": "90",
        "description": "Other",
        "indent": "3",
        "general": "",
        "units": ["No."],
        "footnotes": [{"columns": ["general"], "marker": "1", "value": "See 9903.88.03.", "type": "endnote"}],
    }
    short = {**live, "htsno": "8517.62.00"}
    assert make.rows([file]) == make.rows([live]) == make.rows([short])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (b"<!DOCTYPE html><html><title>Maintenance</title>", "web page"),
        (b"\xef\xbb\xbf  <html>", "web page"),
        (b'[{"htsno": "0101"}, {"htsn', "broken or incomplete"),
        (b"", "broken or incomplete"),
        (b'{"error": "none"}', "not a list"),
        (b"[1, 2, 3]", "not a list"),
        (b"[]", "only 0 rows"),
        (b"\x1f\x8b\xffgarbage", "damaged"),
    ],
)
def test_what_is_no_release_is_refused_in_one_sentence(wrong: bytes, words: str) -> None:
    with pytest.raises(ReleaseFault, match=words) as refused:
        read_body(wrong)
    assert str(refused.value).count("\n") == 0


def test_half_a_release_is_refused(make: SimpleNamespace) -> None:
    half = make.whole(make.small())[:20_000]
    with pytest.raises(ReleaseFault, match="only 20,000 rows"):
        read_body(json.dumps(half).encode())


def test_a_gzip_file_cut_off_is_refused(make: SimpleNamespace) -> None:
    cut = gzip.compress(make.body(make.small()))[:-20]
    with pytest.raises(ReleaseFault, match="ends too early"):
        read_body(cut, fewest_rows=0)


def test_a_gzip_bomb_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.schedule.release.LARGEST_BODY", 1_000_000)
    with pytest.raises(ReleaseFault, match="larger than"):
        read_body(gzip.compress(b" " * 5_000_000))


def test_a_schedule_without_chapter_99_is_refused(make: SimpleNamespace, small_is_whole: None) -> None:
    goods = [row for row in make.small() if not row["htsno"].startswith("9903")]
    with pytest.raises(ReleaseFault, match="no heading 9903"):
        read_body(make.body([*goods, *goods]))


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReleaseFault, match="check the path"):
        read_file(tmp_path / "nothing.json")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("hts_2026_rev_10.json.gz", "2026HTSRev10"),
        ("hts_2025_basic.json.gz", "2025HTSBasic"),
        ("2026HTSRev15", "2026HTSRev15"),
        ("2026HTSBasic", "2026HTSBasic"),
        ("2026_rev_9", "2026HTSRev9"),
        ("hts.json", None),
    ],
)
def test_the_name_of_a_release_is_read_from_a_file_name(text: str, name: str | None) -> None:
    assert release_name(text) == name
