"""Alerts as a trade desk reads them: what happened first, nothing twice, dates and places in the chat's language."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.render.alert import alert_message, brief_line
from bot.terminal import to_plain
from storage.chats import ChatSettings
from storage.events import Citation, EventKind, NewEvent, StoredEvent

AT = datetime(2025, 9, 4, 20, 47, tzinfo=UTC)
EN = ChatSettings(1, language="en", zone="America/New_York")
JA = ChatSettings(2, language="ja", zone="Asia/Tokyo")
TITLE = "Implementing The United States–Japan Agreement"
DETAILS: dict[str, Any] = {
    "title": TITLE,
    "number": "EO 14345",
    "instrument": "executive_order",
    "action": "implement",
    "rates": [15.0, 27.5],
    "effective": "2025-08-07",
    "effective_dates": ["2025-08-07", "2025-09-16"],
    "signed": "2025-09-04",
    "amends": ["EO 14257", "Proclamation 10908"],
    "summary": f"Executive order signed: {TITLE} (Japan; deal carried out; 15%; from 2025-08-07)",
}
ORDER = NewEvent(
    key="order:x:signed",
    kind=EventKind.ORDERS,
    thread="order:x",
    stage="signed",
    headline=f"Executive order signed: {TITLE}",
    occurred_at=AT,
    seen_at=AT,
    citations=(Citation("white_house", "https://www.whitehouse.gov/x/", TITLE, AT, AT),),
    countries=("JP",),
    products=("autos", "8703"),
    details=DETAILS,
)
RATE = replace(
    ORDER,
    key="rate:x",
    kind=EventKind.RATES,
    stage="in_force",
    details={
        "product": "passenger cars",
        "product_ja": "乗用車",
        "before": "27.5%",
        "after": "15%",
        "heading": "9903.94.41",
    },
)


def told(event: NewEvent, chat: ChatSettings) -> str:
    return to_plain(alert_message(StoredEvent(1, event, AT), chat).html)


def test_an_order_says_number_countries_goods_action_rates_days_and_what_it_changes() -> None:
    lines = told(ORDER, EN).splitlines()
    assert lines[0] == f"📜 Signed · executive order {TITLE} (EO 14345)"
    assert lines[1:5] == [
        "🌐 Japan · autos",
        "Deal carried out · rates stated: 15%, 27.5%",
        "Back to 7 Aug 2025 · some parts from 16 Sep 2025",
        "Changes EO 14257, Proclamation 10908",
    ]
    assert lines[-1].endswith("4 Sep 2025, 16:47 (EDT)")


def test_in_japanese_only_titles_and_numbers_stay_english() -> None:
    text = told(ORDER, JA).replace(TITLE, "").replace("https://www.whitehouse.gov/x/", "")
    assert set(re.findall(r"[A-Za-z]{2,}", text)) == {"EO", "Proclamation"}
    for said in (
        "署名 · 大統領令",
        "🌐 日本 · 自動車",
        "合意を実施",
        "2025年8月7日にさかのぼって適用",
        "ホワイトハウス",
        "9月5日 05:47",
    ):
        assert said in text


@pytest.mark.parametrize("chat", [EN, JA])
def test_a_title_is_said_once_and_a_later_stage_never_calls_itself_signed(chat: ChatSettings) -> None:
    cited = Citation("federal_register", "https://www.federalregister.gov/d/1", TITLE.replace("–", "-"), AT, AT)
    text = told(replace(ORDER, stage="published", citations=(cited,)), chat)
    assert text.replace("–", "-").count(TITLE.replace("–", "-")) == 1
    assert "signed" not in text.lower()
    assert "署名" not in text


def test_an_issue_of_the_federal_register_has_a_date_and_no_hour() -> None:
    cited = Citation(
        "federal_register", "https://www.federalregister.gov/d/1", TITLE, datetime(2025, 9, 9, 16, tzinfo=UTC), AT
    )
    last = told(replace(ORDER, stage="published", citations=(cited,)), EN).splitlines()[-1]
    assert last.endswith("· 9 Sep 2025")


def test_an_edit_says_what_was_edited_and_when_it_was_seen_not_when_the_post_was_made() -> None:
    seen = datetime(2025, 9, 5, 13, 0, tzinfo=UTC)
    event = replace(
        ORDER,
        stage="amended",
        citations=(replace(ORDER.citations[0], seen_at=seen),),
        details=DETAILS | {"what": "annex added, rates changed"},
    )
    assert "Changed (annex added, rates changed)" in told(event, EN)
    assert told(event, EN).splitlines()[-1].endswith("edit seen 5 Sep 2025, 09:00 (EDT)")
    assert "変更（附属書を追加、税率を変更）" in told(event, JA)


def test_what_is_left_out_of_a_long_list_is_counted() -> None:
    amends = [f"EO {number}" for number in range(14193, 14206)]
    assert "EO 14200 +5" in told(replace(ORDER, details=DETAILS | {"amends": amends}), EN)


@pytest.mark.parametrize("chat", [EN, JA])
@pytest.mark.parametrize("kind", list(EventKind))
def test_everything_from_outside_is_escaped(kind: EventKind, chat: ChatSettings) -> None:
    evil = "<u>&\"'</u>"
    texts = (
        "title number instrument action effective signed until what summary to_place to_place_ja to_country start "
        "reported_by product product_ja before after heading issue status source state fault"
    )
    details: dict[str, Any] = dict.fromkeys(texts.split(), evil)
    details |= {"rates": [evil], "amends": [evil], "travelers": [{"name": evil, "name_ja": evil, "role": evil}]}
    cited = (
        Citation(evil, f"https://example.org/{evil}", evil, AT, AT),
        Citation("feed:x", "javascript:1", evil, AT, AT),
    )
    event = replace(
        ORDER, kind=kind, stage="cancelled", headline=evil, countries=(evil,), citations=cited, details=details
    )
    stored = StoredEvent(1, event, AT)
    for html in (alert_message(stored, chat).html, brief_line(stored, chat)):
        assert "<u>" not in html
        assert '&"' not in html
        assert "javascript:" not in html
        assert re.sub(r"</?(?:b|i|code|blockquote)>|<a href=\"[^\"<>]*\">|</a>", "", html).count("<") == 0


def test_many_rates_are_one_line_each_with_their_instrument() -> None:
    facts = Citation("facts", "https://www.federalregister.gov/d/2025-17908", "90 FR 44638", None, AT)
    line = brief_line(StoredEvent(1, replace(RATE, citations=(facts,)), AT), EN)
    assert to_plain(line).startswith("💱 passenger cars · 🌐 Japan: 27.5% → 15% 9903.94.41 (90 FR 44638")
    assert "乗用車 · 🌐 日本：" in to_plain(brief_line(StoredEvent(1, RATE, AT), JA))


@pytest.mark.parametrize(("state", "mark"), [("failing", "🔴"), ("silent", "🔴"), ("ok", "🟢"), ("bulk", "🔴")])
def test_the_state_of_a_source_is_one_line_in_the_chats_language(state: str, mark: str) -> None:
    event = replace(
        ORDER,
        kind=EventKind.SOURCES,
        stage=state,
        citations=(Citation("white_house", "", "", None, AT),),
        details={"source": "white_house", "state": state, "fault": "answered 503"},
    )
    assert told(event, EN).strip().splitlines()[0].startswith(f"{mark} White House")
    assert told(event, JA).strip().splitlines()[0].startswith(f"{mark} ホワイトハウス")
    assert len(told(event, EN).strip().splitlines()) == 1
