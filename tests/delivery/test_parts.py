"""A message that is too long arrives whole, in parts Telegram can read."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from jobs.delivery.parts import LIMIT, parts_of, plain_message, split
from storage.messages import Button, Message
from tests.botapi.markup import parse, units

words = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="<>&"), min_size=1, max_size=12)


@st.composite
def marked_up(draw, depth=0):
    """Random HTML of Telegram's subset."""
    parts = []
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["word", "word", "line", "entity", "tag" if depth < 3 else "word"]))
        if kind == "word":
            parts.append(draw(words) + " ")
        elif kind == "line":
            parts.append("\n")
        elif kind == "entity":
            parts.append(draw(st.sampled_from(["&amp;", "&lt;", "&gt;", "&quot;", "&#128226;"])))
        else:
            tag = draw(st.sampled_from(["b", "i", "code", "blockquote", 'a href="https://e.example/?a=1&amp;b=2"']))
            parts.append(f"<{tag}>{draw(marked_up(depth + 1))}</{tag.split()[0]}>")
    return "".join(parts)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(marked_up(), st.integers(8, 60))
def test_every_part_can_be_parsed_is_short_enough_and_nothing_is_lost(text, limit):
    parts = split(text, limit)
    shown = [parse(part)[0] for part in parts]
    assert all(units(one) <= limit for one in shown)
    assert squeezed("".join(shown)) == squeezed(parse(text)[0])


def test_the_cut_is_at_a_line_end_and_tags_are_closed_and_opened_again():
    assert split("<b>one\ntwo</b>\nthree", 7) == ["<b>one</b>", "<b>two</b>", "three"] or split(
        "<b>one\ntwo</b>\nthree", 7
    ) == ["<b>one\ntwo</b>", "three"]
    link = '<a href="https://e.example">' + "word " * 10 + "</a>"
    assert all(part.startswith('<a href="https://e.example">') and part.endswith("</a>") for part in split(link, 20))


def test_length_is_counted_in_utf16_units_after_parsing():
    assert len(split("📦" * 2048)) == 1
    assert len(split("📦" * 2049)) == 2
    assert len(split("&amp;" * LIMIT)) == 1
    assert len(split("<b>x</b>" * 60)) == 1


def test_more_than_a_hundred_entities_are_spread_over_parts():
    parts = split("\n".join(f"<b>{number}</b>" for number in range(250)))
    assert len(parts) == 3
    assert all(parse(part)[1] <= 100 for part in parts)


def test_buttons_stay_with_the_last_part():
    message = Message("\n".join("x" * 90 for _ in range(100)), ((Button("Mute", callback="mute"),),))
    parts = parts_of(message)
    assert len(parts) == 3
    assert [bool(part.buttons) for part in parts] == [False, False, True]


def test_a_message_that_fits_is_left_alone():
    message = Message("<b>15%</b> on cars", ((Button("More", callback="more"),),))
    assert parts_of(message) == (message,)


def test_the_plain_form_keeps_the_address_of_links_and_escapes_the_rest():
    message = plain_message(Message('<a href="https://e.example">15%</a> &lt;b&gt;', ((Button("x", url="http://y"),),)))
    assert message == Message("15% (https://e.example) &lt;b&gt;")
