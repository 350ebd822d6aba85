"""Edits to a post: told when they matter, asked when they are doubtful, silent otherwise."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from storage.observations import Item, ItemKind

from .conftest import Papers

TITLE = "Adjusting Imports of Copper into the United States"
CLAUSES = [
    f"Clause {word} of this proclamation concerns imports of copper and what they threaten."
    for word in ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta")
]
TEXT = (
    " ".join(CLAUSES)
    + " Imports of copper shall be subject to an additional ad valorem rate of duty of 50 percent on or "
    "after 12:01 a.m. eastern daylight time on August 1, 2025."
)


def _edited(papers: Papers, text: str, title: str = TITLE, modified: str = "2025-07-31T16:03:00-04:00") -> list[Any]:
    papers.see(papers.post(TITLE, TEXT, "2025-07-30T14:47:00-04:00"))
    at = datetime.fromisoformat(modified).astimezone(UTC)
    url = papers.post(TITLE, "", "2025-07-30T14:47:00-04:00").url
    return papers.see(papers.post(title, text, "2025-07-30T14:47:00-04:00", url=url, modified_at=at))


def test_an_annex_added_is_told_as_a_later_stage_of_the_same_order(papers: Papers) -> None:
    rows = " ".join(
        f"Heading {code} covers copper wire of a refined kind number {code}."
        for code in (
            "7408.11.30",
            "7408.11.60",
            "7409.11.10",
            "7411.10.10",
            "7412.20.00",
            "7413.00.10",
            "8544.42.90",
            "8544.49.20",
            "7407.10.15",
            "7407.21.15",
            "7406.10.00",
            "7419.20.00",
        )
    )
    events = _edited(papers, f"{TEXT} Annex: {rows}")
    assert [event.stage for event in events] == ["amended"]
    assert events[0].thread == papers.events[0].thread
    assert "annex added" in events[0].headline


def test_another_rate_or_day_is_told(papers: Papers) -> None:
    events = _edited(papers, TEXT.replace("50 percent", "30 percent"))
    assert [event.details["what"] for event in events] == ["rates changed"]
    assert events[0].details["rates"] == [30.0]


def test_replaced_text_is_told(papers: Papers) -> None:
    other = " ".join(
        f"Wholly different sentence about copper smelters number {n} and their furnaces." for n in "abcdefghij"
    )
    assert "text replaced" in _edited(papers, other)[0].headline


def test_spelling_quotes_markup_and_title_case_are_silent(papers: Papers) -> None:
    text = (
        TEXT.replace("Clause alpha", "<span>Clause</span> alpha")
        .replace("imports", "<em>imports</em>")
        .replace("threaten", "threaten ")
    )
    assert not _edited(papers, text, title="ADJUSTING IMPORTS OF COPPER INTO THE UNITED STATES")


def test_the_same_edit_is_told_once(papers: Papers) -> None:
    text = TEXT.replace("50 percent", "30 percent")
    assert _edited(papers, text)
    url = papers.post(TITLE, "", "2025-07-30T14:47:00-04:00").url
    at = datetime(2025, 7, 31, 21, 0, tzinfo=UTC)
    assert not papers.see(papers.post(TITLE, text, "2025-07-30T14:47:00-04:00", url=url, modified_at=at))


def test_a_longer_text_without_new_numbers_is_asked_and_not_told(papers: Papers) -> None:
    more = " ".join(
        f"A further sentence spells out what an older act said under letter {letter}." for letter in "abcdefghijklmn"
    )
    assert not _edited(papers, f"{TEXT} {more}")
    assert len(papers.doubts) == 1
    assert papers.doubts[0].proposal is not None
    assert "does the change matter?" in papers.doubts[0].reason


def test_the_recorded_edits_that_mattered_are_told_and_only_those(edit_history: list[dict[str, Any]]) -> None:
    papers, versions = Papers(), []
    for row in edit_history:
        for version in row["versions"]:
            modified = version["modified_time"]
            item = Item(
                ItemKind.WHITE_HOUSE_POST,
                "white_house",
                row["source_url"],
                row["source_url"],
                version["title"],
                version["markdown"],
                datetime.fromisoformat(version["published_time"]).astimezone(UTC),
                datetime.fromisoformat(modified).astimezone(UTC) if modified else None,
            )
            versions.append((datetime.fromisoformat(version["seen_at"]), item))
    for seen, item in sorted(versions, key=lambda pair: pair[0]):
        papers.see(item, now=seen)
    told = sorted(
        {
            (event.occurred_at.date().isoformat(), event.details["title"][:34])
            for event in papers.events
            if event.stage == "amended"
        }
    )
    assert told == [
        ("2025-04-02", "Regulating Imports with a Reciproc"),
        ("2025-04-03", "Regulating Imports with a Reciproc"),
        ("2025-07-31", "Adjusting Imports of Copper into t"),
        ("2025-11-20", "Modifying the Scope of the Recipro"),
        ("2026-02-11", "Ensuring Affordable Beef for the A"),
        ("2026-04-02", "Strengthening Actions Taken to Adj"),
        ("2026-08-03", "To Facilitate Positive Adjustment "),
        ("2026-08-14", "Adjusting Imports of Unmanned Airc"),
    ]
    assert [doubt.item.published_at.date().isoformat() for doubt in papers.doubts] == [
        "2025-02-12"
    ]  # aluminum, 14 February
