from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from storage.schedule.book import BookFault, BookRelease, compile_book, pack, unpack
from storage.schedule.inherit import PrintedLine, lines_of
from storage.schedule.memory import InMemorySchedule
from storage.schedule.release import Row

JULY = date(2026, 7, 1)
RELEASE = BookRelease("2026HTSRev10", date(2026, 6, 8), date(2026, 6, 30))


def schedule_of(rows: list[Row]) -> InMemorySchedule:
    return InMemorySchedule.of(RELEASE, lines_of(rows))


def test_a_ten_digit_line_inherits_rate_footnotes_and_path_from_its_eight_digit_row(rows: list[Row]) -> None:
    (line,) = schedule_of(rows).lines("8703230140", JULY)
    assert line.general.text == "2.5%"
    assert [special.programs for special in line.special] == [("AU", "KR", "S")]
    assert line.footnote_headings == ("9903.88.01",)
    assert line.path == (
        "Motor cars and other motor vehicles:",
        "Other vehicles, with only spark-ignition engines:",
        "Of a cylinder capacity exceeding 1,500 cc",
        "New:",
        "Minivans",
    )
    assert line.release == "2026HTSRev10"


def test_a_row_that_prints_one_column_inherits_only_the_others(rows: list[Row]) -> None:
    (line,) = schedule_of(rows).lines("9006591520", JULY)
    assert (line.general.text, line.special, line.other.text) == ("Free", (), "20%")


def test_a_line_of_chapter_98_takes_nothing_from_the_line_it_is_indented_under(rows: list[Row]) -> None:
    (line,) = schedule_of(rows).lines("98230302", JULY)
    assert line.general.text == "76.9¢/kg"


def test_a_statistical_line_takes_no_rate_of_another_subheading(make: SimpleNamespace) -> None:
    astray = make.printed("9823.03.05.10", 2, "A line whose own subheading is not printed")
    assert schedule_of(make.rows([*make.small()[:-1], astray])).lines("9823030510", JULY) == ()


def test_units_of_the_ten_digit_rows_stand_on_the_eight_digit_line_too(rows: list[Row]) -> None:
    schedule = schedule_of(rows)
    assert schedule.lines("87032301", JULY)[0].units == ("No.",)
    assert schedule.lines("04069097", JULY)[0].units == ("kg", "kg cmsc")


def test_a_short_code_gives_every_rate_line_under_it_and_nothing_else(rows: list[Row]) -> None:
    schedule = schedule_of(rows)
    assert [line.code for line in schedule.lines("8703", JULY)] == ["87032301"]
    assert [line.code for line in schedule.lines("9823", JULY)] == ["98230301", "98230302"]
    assert schedule.lines("8704", JULY) == ()


def test_a_line_printed_with_ten_digits_answers_to_its_eight(rows: list[Row]) -> None:
    schedule = schedule_of(rows)
    assert [line.code for line in schedule.lines("01013000", JULY)] == ["0101300000"]
    assert [line.code for line in schedule.lines("0101300090", JULY)] == ["0101300000"]


def test_a_code_longer_than_what_is_printed_gets_the_line_that_covers_it(rows: list[Row]) -> None:
    schedule = schedule_of(rows)
    assert [line.code for line in schedule.lines("8703230199", JULY)] == ["87032301"]
    assert schedule.lines("8703230299", JULY) == ()


def test_what_is_no_code_gives_nothing(rows: list[Row]) -> None:
    schedule = schedule_of(rows)
    for code in ("", "87", "870", "8703.23", "abcd", "87032301401"):
        assert schedule.lines(code, JULY) == ()


def test_each_day_is_answered_by_the_release_in_force_that_day(make: SimpleNamespace) -> None:
    old, new = make.small(), make.small()
    new[7]["special"] = "Free (AU,KR,S,JP)"
    releases = [
        (BookRelease("2025HTSRev32", date(2025, 12, 5), date(2025, 12, 31)), lines_of(make.rows(old))),
        (BookRelease("2026HTSBasic", date(2026, 1, 1), date(2026, 1, 15)), lines_of(make.rows(new))),
        (RELEASE, lines_of(make.rows(old))),
    ]
    schedule = InMemorySchedule(unpack(pack(compile_book(releases))))
    answers = {
        day: (line.release, "JP" in line.special[0].programs)
        for day in (date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 7), date(2026, 6, 8))
        for line in schedule.lines("87032301", day)
    }
    assert answers == {
        date(2025, 1, 1): ("2025HTSRev32", False),
        date(2025, 12, 31): ("2025HTSRev32", False),
        date(2026, 1, 1): ("2026HTSBasic", True),
        date(2026, 6, 7): ("2026HTSBasic", True),
        date(2026, 6, 8): ("2026HTSRev10", False),
    }
    assert schedule.known_until() == date(2026, 6, 30)


def test_a_line_that_went_away_is_found_only_on_its_days(make: SimpleNamespace) -> None:
    old = make.small()
    new = [row for row in make.small() if not row["htsno"].startswith("0101.30")]
    schedule = InMemorySchedule(
        compile_book(
            [
                (BookRelease("2025HTSBasic", date(2025, 1, 1), date(2025, 1, 1)), lines_of(make.rows(old))),
                (RELEASE, lines_of(make.rows(new))),
            ]
        )
    )
    assert schedule.lines("0101300000", date(2025, 6, 1))
    assert not schedule.lines("0101300000", JULY)
    assert not schedule.lines("0101", JULY)


texts = st.text(alphabet="abc %¢/\n", max_size=6)
printed_lines = st.builds(
    PrintedLine,
    code=st.sampled_from(["01012100", "0101210010", "01012900", "87032301", "8703230140"]),
    path=st.lists(texts, min_size=1, max_size=3).map(tuple),
    general=texts,
    special=texts,
    other=texts,
    units=st.just(()),
    footnote_headings=st.just(()),
    bears_rate=st.booleans(),
)


@given(st.lists(st.lists(printed_lines, max_size=5, unique_by=lambda line: line.code), min_size=1, max_size=4))
def test_a_packed_book_answers_every_release_exactly_as_it_was_printed(releases: list[list[PrintedLine]]) -> None:
    days = [date(2025, 1, 1 + number) for number in range(len(releases))]
    together = [(BookRelease(f"R{d}", d, d), lines) for d, lines in zip(days, releases, strict=True)]
    book = compile_book(together)
    one_by_one = compile_book(together[:1])
    for release in together[1:]:
        one_by_one = compile_book([release], onto=unpack(pack(one_by_one)))
    assert pack(one_by_one) == pack(book), "a release added later gives the same book"
    schedule = InMemorySchedule(unpack(pack(book)))
    for day, lines in zip(days, releases, strict=True):
        answered = {line.code: line for line in schedule.all_lines(day)}
        assert {code: (line.path, line.release) for code, line in answered.items()} == {
            line.code: (line.path, f"R{day}") for line in lines
        }


def test_a_damaged_block_is_refused() -> None:
    block = pack(compile_book([(RELEASE, [])]))
    for broken in (b"", b"HTSBOOK0" + block[8:], block[:-5], block[:8] + b"?" + block[9:]):
        try:
            unpack(broken)
        except BookFault:
            continue
        raise AssertionError(broken)
