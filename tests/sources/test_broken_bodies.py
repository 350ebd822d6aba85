"""Whatever a source serves, its reader answers items or trouble, and nothing else; quickly."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.fetch import decode, form_of
from jobs.sources import Answer, Form, Source, Trouble
from jobs.sources.feeds import Feed
from jobs.sources.registry import build_sources
from tests.sources.bodies import document, listing, post, rss, rss_item

T0 = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)
ADDRESSES = dict.fromkeys(("federal_register", "white_house", "hts", "csms", "ustr"), "https://x/feed/")
SOURCES = build_sources(ADDRESSES, {"x": "https://x/rss"})
WELL = [
    rss(post(1, "Order", T0, "text & more"), rss_item("No id")),
    listing(document("2026-1", "A", "2026-09-30"), document("R1-2026-1", "A", "2026-09-30", type="Notice")),
    b'{"name":"2026HTSRev15","description":"x"}',
    b'GDWidgets[0].update([{"subject": "CSMS # 69302472 - x", "pub_date": "07/21/2026 05:26 PM EDT", "href": "x"}])',
    b'<!DOCTYPE html><li class="wp-block-post post-1"><h2><a href="/presidential-actions/x">X</a></h2></li>',
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def reads(source: Source, body: bytes) -> None:
    try:
        text = decode(body, "")
        form = form_of(text)
        if form is not None:
            for item in source.read(Answer("https://x/", form, text, {}, T0)).items:
                assert item.native_id and item.title and item.source == source.name
    except Trouble:
        pass


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@quick
@given(st.sampled_from(WELL), st.data())
def test_a_damaged_body_is_items_or_trouble(source, body, data):
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(start + 40, len(body))))
    reads(source, body[:start] + data.draw(st.binary(max_size=12)) + body[end:])


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@quick
@given(st.sampled_from(sorted(document("2026-1", "A", "2026-09-30"))), VALUES)
def test_a_field_of_another_type_is_items_or_trouble(source, name, value):
    reads(source, json.dumps({"count": 1, "results": [document("2026-1", "A", "2026-09-30") | {name: value}]}).encode())
    reads(source, json.dumps({name: value, "count": value, "results": value}).encode())
    reads(source, json.dumps([{"subject": value, "pub_date": value, "href": value, "name": value}]).encode())
    reads(
        source,
        json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"id": value, "title": value}]}).encode(),
    )


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@pytest.mark.parametrize(
    "body",
    [
        b"<rss>" + b"<a>" * 200_000,
        b"<rss><channel>" + b"<item><title>" * 50_000,
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"<!-- " * 100_000,
        b"<?x " * 100_000,
        b"GDWidgets[0].update(" * 50_000,
        b"<rss><channel><item><title>" + b"&amp;lt;" * 100_000 + b"</title></item></channel></rss>",
        b"<rss><channel><item><title>x</title><description>"
        + b"&lt;p &lt;" * 100_000
        + b"</description></item></channel></rss>",
        b"<rss><channel><item><title>x</title><pubDate>" + b"1 " * 100_000 + b"</pubDate></item></channel></rss>",
        b"<!DOCTYPE html>" + b"<a href='/press-office/press-releases/" * 20_000,
        b"<rss><channel><item><title>x</title><description>"
        + b"The post " * 60_000
        + b"</description></item></channel></rss>",
        b"<rss><channel><item><title>x</title><description>"
        + b" \n" * 200_000
        + b"</description></item></channel></rss>",
    ],
    ids=lambda body: body[:40].decode(),
)
def test_a_body_made_to_be_slow_is_not(source, body):
    began = time.perf_counter()
    reads(source, body)
    assert time.perf_counter() - began < 3.0


def test_a_link_that_is_no_address_costs_its_item_and_not_the_feed() -> None:
    feed = Feed("feed:x", "https://example.org/feed")
    items = "".join(
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid></item>"
        for title, link in (("Bad", "http://["), ("Good", "https://example.org/good"))
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>A</title>{items}</channel></rss>'
    reading = feed.read(Answer("https://example.org/feed", Form.FEED, body, {}, T0))
    assert [item.title for item in reading.items] == ["Good"]
    assert reading.skipped == 1
