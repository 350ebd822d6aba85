"""A rate answer as people read it: the number first, every layer cited, everything from outside escaped."""

from datetime import UTC, date, datetime
from decimal import Decimal

from bot.render.rate import rate_message
from bot.request import Asker, Request
from bot.terminal import to_plain
from storage.facts import load_law
from storage.facts.lines import embedded_schedule
from tariff.answer import (
    Answer,
    Branch,
    Component,
    Instrument,
    Kind,
    Outcome,
    RateQuery,
    ScheduledChange,
    SetAside,
    ShipmentFact,
)
from tariff.engine import Engine
from tariffwire.answering import desk_over

QUERY = RateQuery("87032301", "JP", date(2025, 9, 16), datetime(2025, 9, 16, 12, tzinfo=UTC))
NOTICE = Instrument("90 FR 44638", "https://www.federalregister.gov/d/2025-17908?a=1&b=2", None, date(2025, 9, 16))
BASE = Component("base", "MFN duty", "MFN", "8703.23.01", Decimal("2.5"), None, NOTICE)
CEILING = Component(
    "autos-jp", "Section 232 autos, Japan", "s.232", "9903.94.41", Decimal("12.5"), None, NOTICE,
    datetime(2025, 9, 16, 4, 1, tzinfo=UTC),
)  # fmt: skip
MAIN = Outcome(
    (BASE, CEILING),
    (SetAside("recip", "Reciprocal duty", "IEEPA", "9903.02.73", "s.232 autos applies", NOTICE),),
    Decimal(15),
    Decimal("12.5"),
    "15%",
)


def test_the_total_comes_first_and_each_layer_has_heading_instrument_date_and_link() -> None:
    message = rate_message(Answer(Kind.RATE, QUERY, MAIN, knowledge_until=date(2026, 10, 9)), "passenger car", "en")
    lines = to_plain(message.html).splitlines()
    assert lines[0] == "passenger car from Japan, 16 Sep 2025 8703.23.01"
    assert lines[2] == "15% in all"
    layer = next(line for line in lines if "9903.94.41" in line)
    assert "12.5%" in layer and "90 FR 44638" in layer and "16 Sep 2025" in layer
    assert "federalregister.gov/d/2025-17908" in layer
    assert any("Reciprocal duty" in line and "s.232 autos applies" in line for line in lines)
    assert "Facts reach to 9 Oct 2026." in lines


def test_words_from_outside_cannot_carry_markup() -> None:
    message = rate_message(Answer(Kind.NOT_FOUND, QUERY, None, reason="<b>x</b> & <script>"), "<i>car</i>", "en")
    assert "<script>" not in message.html and "<i>car</i>" not in message.html
    assert "&lt;script&gt;" in message.html


def test_the_address_of_a_source_is_escaped_inside_its_link() -> None:
    message = rate_message(Answer(Kind.RATE, QUERY, MAIN), "", "en")
    assert 'href="https://www.federalregister.gov/d/2025-17908?a=1&amp;b=2"' in message.html


def test_depends_shows_every_outcome_and_a_button_for_each_fact() -> None:
    other = Outcome((BASE,), (), Decimal("2.5"), Decimal(0), "2.5%")
    answer = Answer(
        Kind.DEPENDS,
        QUERY,
        MAIN,
        branches=(
            Branch("no USMCA claim", ShipmentFact.USMCA, "no", MAIN),
            Branch("USMCA claimed", ShipmentFact.USMCA, "yes", other),
        ),
    )
    message = rate_message(answer, "car", "en")
    text = to_plain(message.html)
    assert "no USMCA claim: 15%" in text and "USMCA claimed: 2.5%" in text
    callbacks = [button.callback for row in message.buttons for button in row]
    assert "/rate 87032301 JP 2025-09-16 usmca=yes" in callbacks
    assert all(len(callback.encode()) <= 64 for callback in callbacks if callback)


def test_what_was_charged_that_day_is_told_beside_the_final_rate() -> None:
    charged = Outcome((BASE,), (), Decimal("17.5"), Decimal(15), "17.5%")
    text = to_plain(rate_message(Answer(Kind.RATE, QUERY, MAIN, as_charged=charged), "", "en").html)
    assert "As charged that day" in text and "17.5%" in text


def test_the_next_change_and_the_caveats_are_shown_in_japanese_too() -> None:
    answer = Answer(
        Kind.RATE,
        QUERY,
        MAIN,
        caveats=("quota",),
        next_change=ScheduledChange(datetime(2026, 2, 24, 5, tzinfo=UTC), "ends", "MFN", None),
    )
    text = to_plain(rate_message(answer, "乗用車", "ja").html)
    assert "日本産 乗用車、2025年9月16日" in text
    assert "次の予定：ends → MFN税率（2026年2月24日）" in text and "⚠ quota" in text


async def test_a_japanese_sentence_in_an_english_chat_is_answered_in_japanese() -> None:
    desk = desk_over(Engine(load_law(), embedded_schedule()))
    reply = await desk.answer(
        Request("日本車の関税は？", Asker(0, chat_type="script"), datetime(2026, 9, 1, tzinfo=UTC))
    )
    assert "合計" in reply.messages[0].html


async def test_an_unknown_line_is_told_the_way_to_the_whole_schedule_while_only_the_embedded_lines_answer() -> None:
    desk = desk_over(Engine(load_law(), embedded_schedule()))
    asked = Request("/rate 7318.15.20 taiwan", Asker(0, chat_type="script"), datetime(2026, 9, 1, tzinfo=UTC))
    assert "tariffwire sync hts" in (await desk.answer(asked)).messages[0].html
