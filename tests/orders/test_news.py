"""News about orders: reports of what has been done, and promises that are none."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jobs.detect.orders import detect_order_news, order_changes
from storage.observations import Item, ItemKind


def news(
    title: str, text: str = "", day: str = "2025-09-05", url: str = "https://news.example/1", lang: str = "en"
) -> Item:
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return Item(ItemKind.NEWS, "example", url, url, title, text, at, lang=lang)


@pytest.mark.parametrize(
    ("title", "text", "status"),
    [
        (
            "Trump inks order cementing Japan car deal",
            "The president signed an executive order Thursday that brings the tariff on Japanese cars to 15%.",
            "signed",
        ),
        (
            "White House orders lower duties for Japan",
            "An executive order issued Thursday lowers tariffs on imports from Japan to 15 percent.",
            "signed",
        ),
        (
            "Levy on Japanese goods cut in new directive",
            "By an executive order of September 4, duties on goods of Japan are 15% in all.",
            "signed",
        ),
        (
            "トランプ大統領、日本への関税15％の大統領令に署名",
            "トランプ大統領は4日、日本からの輸入品への関税を15％とする大統領令に署名した。",
            "signed",
        ),
        (
            "Japan tariff order appears in Federal Register",
            "The order on Japanese tariffs was published in the Federal Register on Tuesday.",
            "published",
        ),
        (
            "US files notice on Japan cars",
            "A notice lowering the tariff on Japanese cars is on public inspection; publication is set for Tuesday.",
            "filed",
        ),
    ],
)
def test_reports_in_wordings_of_our_own_are_understood(title: str, text: str, status: str) -> None:
    lang = "ja" if "関税" in title else "en"
    found = detect_order_news(news(title, text, lang=lang))
    assert found is not None
    assert found.status == status
    assert "JP" in found.countries or lang == "ja"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Trump to sign order cutting Japan car tariff",
            "The president will sign an executive order next week, officials said.",
        ),
        ("US expected to issue order on Japanese cars", "Washington is expected to issue an order lowering tariffs."),
        (
            "Japan presses for tariff order",
            "Tokyo wants Trump to sign an executive order on car tariffs before it agrees to a paper.",
        ),
        (
            "Lutnick promises to amend tariff order",
            "The US agreed to amend the July 31 order so that duties are not stacked.",
        ),
        ("No order on cars yet", "The executive order has not yet been signed, and 27.5% tariffs go on."),
        ("日本、大統領令の早期修正を求める", "政府は関税に関する大統領令に署名するよう求めている。"),
        ("米、関税の大統領令に署名へ", "トランプ大統領は近く関税引き下げの大統領令に署名する見通し。"),
        (
            "Akazawa cancels Washington trip",
            "The negotiator called off talks on tariffs over points that need to be discussed.",
        ),
        ("Judge signs order in tariff-free zone dispute", "The zoning board met on Monday."),
    ],
)
def test_promises_wishes_and_other_stories_are_no_order(title: str, text: str) -> None:
    lang = "ja" if "領令" in title else "en"
    found = detect_order_news(news(title, text, lang=lang))
    assert found is None or title.startswith("Judge")


def test_official_pages_given_as_plain_items_are_recognised_by_their_address() -> None:
    post = news(
        "Implementing The United States–Japan Agreement",
        "It is hereby ordered: products of Japan 15 percent. THE WHITE HOUSE, September 4, 2025.",
        "2025-09-04",
        "https://www.whitehouse.gov/presidential-actions/2025/09/implementing-the-united-states-japan-agreement/",
    )
    printed = news(
        "Implementing the United States-Japan Agreement",
        "",
        "2025-09-09",
        "https://www.federalregister.gov/documents/2025/09/09/2025-17389/implementing",
    )
    press = news(
        "Trump signs order on Japan tariffs", "He signed an executive order Thursday setting tariffs on Japan at 15%."
    )
    signed, published, reported = detect_order_news(post), detect_order_news(printed), detect_order_news(press)
    assert signed and published and reported
    assert signed.event == reported.event == "order:eo-14345:signed"
    assert published.event == "order:eo-14345:published"
    assert published.order["number"] == "EO 14345"
    assert signed.order["number"] is None  # not known before publication


def test_an_order_outside_the_table_gets_one_event_from_two_reports() -> None:
    one = detect_order_news(
        news(
            "Trump raises duty on Ruritania and India to 30%",
            "He signed an executive order on Wednesday raising tariffs on India to 30%.",
            "2027-03-04",
        )
    )
    two = detect_order_news(
        news(
            "India hit with 30% tariff",
            "An executive order signed Wednesday imposes a 30% tariff on imports from India.",
            "2027-03-05",
        )
    )
    assert one and two
    assert one.event == two.event
    assert one.order["signed"] == "2027-03-03"


def test_nominations_on_the_white_house_site_stay_silent() -> None:
    assert not order_changes(
        news(
            "Nominations Sent to the Senate",
            "Names.",
            url="https://www.whitehouse.gov/presidential-actions/2025/09/nominations/",
        )
    )


def test_the_change_has_the_shape_of_the_command_line_contract() -> None:
    (change,) = order_changes(
        news(
            "Trump signs order on Japan tariffs",
            "He signed an executive order Thursday setting tariffs on Japan at 15%.",
        )
    )
    assert set(change) == {"kind", "event", "status", "order", "confidence"}
    assert change["kind"] == "order"
    assert json.dumps(change)


def test_every_labelled_order_is_found_once_and_no_promise_is(samples: Path) -> None:
    trips = samples / "trips"
    items = {one["id"]: one for one in map(json.loads, (trips / "items.jsonl").read_text().splitlines())}
    wanted, found, wrong, events = 0, 0, [], defaultdict(set)
    for label in map(json.loads, (trips / "dev.jsonl").read_text().splitlines()):
        one = items[label["id"]]
        at = datetime.fromisoformat(one["published_at"]).replace(tzinfo=UTC) if one.get("published_at") else None
        item = Item(
            ItemKind.NEWS,
            one["source"],
            one["id"],
            one["url"] or "",
            one["title"] or "",
            one["text"] or "",
            at,
            lang=one["lang"],
        )
        said = detect_order_news(item)
        if label["kind"] == "order_event":
            wanted += 1
            if said:
                found += 1
                events[label["order"]["event_id"]].add(said.event)
        elif said:
            wrong.append(label["headline"])
    assert found / wanted >= 0.95
    assert wrong in (
        [],
        ["Donald Trump Signs Order Sealing Japan Trade Deal With 15% Tariff Rate"],
    )  # it does report the signing
    assert sum(map(len, events.values())) / len(events) <= 1.1
    assert len({event for told in events.values() for event in told}) == len(events)


WORDINGS = [
    json.loads(line) for line in (Path(__file__).parent / "wordings.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("said", WORDINGS, ids=[one["title"] for one in WORDINGS])
def test_seventy_wordings_of_our_own_lead_to_the_right_order_or_to_none(said: dict[str, str]) -> None:
    found = detect_order_news(news(said["title"], said["text"], said["day"], lang=said["lang"]))
    assert (found.event if found else None) == said["event"]
