from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tariff.chapter99 import (
    Cell,
    Ended,
    Gate,
    GateKind,
    HeadingText,
    Reading,
    Says,
    expand,
    read_cell,
    read_chapter,
    read_heading,
)
from tariff.origins import EU_MEMBERS

ADDS_NOTHING = "The duty provided in the applicable subheading"


def heading(description: str, general: str = f"{ADDS_NOTHING} + 25%", code: str = "9903.01.01") -> Reading:
    return read_heading(HeadingText(code, (description,), general, general, "No change"))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        (f"{ADDS_NOTHING} + 25%", Cell(Says.ADDS, Decimal(25))),
        (f"{ADDS_NOTHING} plus 7.5%", Cell(Says.ADDS, Decimal("7.5"))),
        (f"{ADDS_NOTHING} +10%", Cell(Says.ADDS, Decimal(10))),
        ("The duty provided inthe applicable subheading+ 25%.", Cell(Says.ADDS, Decimal(25))),
        (f"{ADDS_NOTHING} + a duty of 25%", Cell(Says.ADDS, Decimal(25))),
        (
            f"{ADDS_NOTHING} + a duty of 25% upon the value of the non-U.S. content",
            Cell(Says.ADDS_ON_PART, Decimal(25), "non-U.S. content"),
        ),
        (
            f"{ADDS_NOTHING} + a duty of 50% upon the value of the aluminum content.",
            Cell(Says.ADDS_ON_PART, Decimal(50), "aluminum content"),
        ),
        (f"{ADDS_NOTHING} + 200% (AU, BH, CL)", Cell(Says.ADDS, Decimal(200))),
        (ADDS_NOTHING, Cell(Says.ADDS_NOTHING, Decimal(0))),
        ("The duty provided for in the applicable subheading.", Cell(Says.ADDS_NOTHING, Decimal(0))),
        ("no change", Cell(Says.ADDS_NOTHING, Decimal(0))),
        ("No change.", Cell(Says.ADDS_NOTHING, Decimal(0))),
        ("200%", Cell(Says.IN_PLACE, Decimal(200))),
        ("", Cell(Says.BLANK)),
        (":", Cell(Says.BLANK)),
        (f"{ADDS_NOTHING} + 25% or 10%, whichever is lower", Cell(Says.UNREAD)),
    ],
)
def test_every_form_of_a_rate_cell_is_read(text: str, cell: Cell) -> None:
    assert read_cell(text) == cell


CEILING = "Passenger vehicles that are products of Japan, with an ad valorem rate of duty under column 1 {} 15 percent"


def test_a_bare_rate_is_a_ceiling_only_with_the_words_less_than_and_knows_its_twin() -> None:
    read = read_chapter(
        [
            HeadingText("9903.94.40", (CEILING.format("equal to or greater than"),), ADDS_NOTHING, ADDS_NOTHING, ""),
            HeadingText("9903.94.41", (CEILING.format("less than"),), "15%", "15%", ""),
        ]
    )
    below, above = read["9903.94.41"], read["9903.94.40"]
    assert (below.main, below.twin, below.threshold) == (Cell(Says.CEILING, Decimal(15)), "9903.94.40", Decimal(15))
    assert (above.main.says, above.twin, above.at_or_above) == (Says.ADDS_NOTHING, "9903.94.41", True)
    assert not below.doubts + above.doubts


def test_a_bare_rate_without_those_words_needs_a_person() -> None:
    read = heading("Wood products of Japan as provided for in subdivisions (d) and (f) of U.S. note 37", "15%")
    assert read.main.says is Says.IN_PLACE
    assert any("less than" in doubt for doubt in read.doubts)


def test_a_ceiling_of_another_percentage_than_its_words_needs_a_person() -> None:
    assert heading(CEILING.format("less than"), "10%").doubts


def test_a_ceiling_without_its_other_branch_needs_a_person() -> None:
    read = read_chapter([HeadingText("9903.94.41", (CEILING.format("less than"),), "15%", "15%", "")])
    assert any("other branch" in doubt for doubt in read["9903.94.41"].doubts)


def test_exceptions_are_listed_with_their_ranges_expanded() -> None:
    read = heading(
        "Articles the product of any country, except for products described in headings 9903.01.30–9903.01.33, "
        "9903.02.78, and9903.96.01, and except as provided for inheadings 9903.01.34 and 9903.02.01, as in note 2(a)"
    )
    assert read.exceptions == (
        "9903.01.30",
        "9903.01.31",
        "9903.01.32",
        "9903.01.33",
        "9903.02.78",
        "9903.96.01",
        "9903.01.34",
        "9903.02.01",
    )
    assert expand("9903.01.90", "9903.02.05") == ("9903.01.90", "9903.02.05")


@pytest.mark.parametrize(
    ("description", "origins"),
    [
        ("articles the product of Japan, as provided for in U.S. note 2", {"JP"}),
        ("articles the product of China and Hong Kong, as provided for in note 2", {"CN", "HK"}),
        ("articles the product of China, including Hong Kong and Macau, as provided", {"CN", "HK", "MO"}),
        ("articles the product of Brunei, Japan, or Malaysia, as provided for", {"BN", "JP", "MY"}),
        ("articles the product of the European Union or Jordan as provided", {"EU", "JO", *EU_MEMBERS}),
        ("articles the product of Myanmar (Burma) or Sri Lanka", {"MM", "LK"}),
        ("articles the product of Côte d`Ivoire or Namibia", {"CI", "NA"}),
        ("articles the product of Côte D’Ivoire", {"CI"}),
        ("the product of Japan, the Republic of Korea, Taiwan, or a member nation of the European Union, as", {
            "JP", "KR", "TW", "EU", *EU_MEMBERS,
        }),
        ("Articles of civil aircraft; their engines and parts of the United Kingdom, classified in", {"GB"}),
        ("articles the product of Trinidad and Tobago", {"TT"}),
        ("derivative articles the product of any country identified in general note 3(b)", {"BY", "CU", "KP", "RU"}),
    ],
)  # fmt: skip
def test_origins_are_those_the_words_name(description: str, origins: set[str]) -> None:
    read = heading(description)
    assert read.origins == origins
    assert not read.doubts


def test_any_country_is_every_origin_and_goods_alone_name_none() -> None:
    everywhere = heading("Articles the product of any country, as provided for")
    assert (everywhere.every_origin, everywhere.origins) == (True, None)
    steel = heading("Derivative products of iron or steel")
    assert (steel.every_origin, steel.origins, steel.doubts) == (False, None, ())


def test_an_origin_that_is_no_known_country_needs_a_person() -> None:
    assert any("Atlantis" in doubt for doubt in heading("Articles the product of Atlantis, as provided").doubts)


def test_the_absence_of_an_origin_is_no_origin() -> None:
    assert heading("cranes attested by the importer that they are not products of China").origins is None


@pytest.mark.parametrize(
    ("note", "ended"),
    [
        (
            "[Compiler's note: provision terminated. See 90 Fed. Reg. 37963.]",
            Ended("terminated", "90 Fed. Reg. 37963", None),
        ),
        (
            "[Compiler’s note: provision suspended. See 90 Fed. Reg. 50729.]",
            Ended("suspended", "90 Fed. Reg. 50729", None),
        ),
        (
            "[Compiler's note: provision terminated as of February 7, 2026.]",
            Ended("terminated", None, date(2026, 2, 7)),
        ),
    ],
)
def test_a_compilers_note_ends_a_heading_with_its_source(note: str, ended: Ended) -> None:
    read = heading(f"Articles the product of India {note}")
    assert read.ended == ended
    assert read.gates == (), "the day of the note is no day of the duty"


def test_date_gates_are_read_with_their_role() -> None:
    read = heading(
        "Effective with respect to entries on or after June 15, 2024 and through November 9, 2026, articles the "
        "product of China, as provided for in U.S. note 20"
    )
    assert read.gates == (
        Gate(GateKind.FROM, date(2024, 6, 15)),
        Gate(GateKind.THROUGH, date(2026, 11, 9)),
    )


def test_an_in_transit_window_is_told_from_its_exception() -> None:
    window = (
        "loaded onto a vessel at the port of loading and in transit on the final mode of transit before 12:01 a.m. "
        "eastern daylight time on August 7, 2025, and entered for consumption before 12:01 a.m. eastern daylight time "
        "on October 5, 2025"
    )
    out = heading(f"Except for goods {window}, articles the product of Japan, as provided for in note 2")
    within = heading(f"Articles the product of Japan that were {window}")
    for read, excepts in ((out, True), (within, False)):
        assert read.origins == {"JP"}
        assert read.gates == (
            Gate(GateKind.LOADED_BEFORE, date(2025, 8, 7), excepts),
            Gate(GateKind.BEFORE, date(2025, 10, 5), excepts),
        )


@pytest.mark.parametrize("wrong", ["January 1, 3025", "February 30, 2026", "May 5, 0202"])
def test_an_impossible_date_goes_to_a_person_and_gates_nothing(wrong: str) -> None:
    read = heading(f"Effective with respect to entries on or after {wrong}, articles the product of Japan")
    assert read.gates == ()
    assert any(wrong in doubt for doubt in read.doubts)


def test_a_label_row_above_gives_its_origin_and_date() -> None:
    read = read_heading(
        HeadingText(
            "9903.92.10",
            (
                "Effective with respect to entries, on or after September 27, 2024, articles the product of China:",
                "Cranes",
            ),
            f"{ADDS_NOTHING} + 25%",
            "",
            "",
        )
    )
    assert (read.origins, read.gates) == ({"CN"}, (Gate(GateKind.FROM, date(2024, 9, 27)),))


def test_goods_of_usmca_that_alone_pay_are_read_from_the_special_column() -> None:
    read = read_heading(HeadingText("9903.82.18", ("Certain articles",), "no change", f"{ADDS_NOTHING} + 25%", ""))
    assert read.main == Cell(Says.ADDS, Decimal(25))
