"""What the watch promises: a silent first poll, each change once, trouble told, recovery without a restart."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

import jobs.polls
import jobs.watch
from jobs.conclusions import conclude, detect_each
from jobs.sources.federal_register import presidential, trade_notices
from jobs.sources.feeds import Feed
from jobs.sources.public_inspection import PublicInspection
from jobs.sources.usitc import Usitc
from jobs.sources.white_house import WhiteHouse
from jobs.watch import Watch
from storage.columns import table_of
from storage.database import DatabaseFault
from storage.item_store import ItemVersion, SourceItem, forget_texts
from storage.observations import Item, ItemKind
from storage.source_state import Condition, SourceState, source_states
from storage.tables import DoubtRow, SubjectRow
from tests.sources.bodies import document, listing, post, rss, rss_item
from tests.sources.served import Bench, EveryItem, Reply, sample

T0 = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)
LONG = "By the authority vested in me as President by the Constitution and the laws of the United States. " * 6
HTML = Reply(b"<!DOCTYPE html><html><title>Request Access</title></html>", content_type="text/html")


def at(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


async def state(b: Bench, name: str = "white_house") -> SourceState:
    return next(state for state in await source_states(b.db) if state.name == name)


async def count(b: Bench, model) -> int:
    async with b.db.read() as session:
        return (await session.execute(select(func.count()).select_from(table_of(model)))).scalar_one()


@pytest.fixture
def house(site, bench) -> Bench:
    return bench([WhiteHouse(site.base + "/feed/")])


# New, once


async def test_the_first_poll_alerts_nobody_and_the_next_post_alerts_once(site, house):
    first = post(1, "Old Order", T0, "By the authority vested in me")
    site.pages["/feed/"] = Reply(rss(first), headers={"ETag": '"a"'})
    assert await house.poll() == []
    site.pages["/feed/"] = Reply(rss(post(2, "New Order", at(1), "Section 1."), first))
    assert await house.poll() == ["New Order"]
    assert await house.poll() == []


async def test_the_baseline_is_known_to_detectors_although_it_alerts_nobody(site, house):
    site.pages["/feed/"] = Reply(rss(post(1, "Old Order", T0, "text")))
    await house.poll()
    assert await house.alerts() == [] and await count(house, SubjectRow) == 1


async def test_the_first_poll_comes_at_start_and_not_one_interval_later(site, house):
    site.pages["/feed/"] = Reply(rss(post(1, "Old Order", T0, "text")))
    assert await house.watch.tick() == 1
    await house.watch.drain()
    assert len(site.requests) == 1
    assert await house.watch.tick() == 0


async def test_a_new_watch_over_the_same_memory_makes_no_second_baseline(site, house, bench):
    first = post(1, "Old Order", T0, "text")
    site.pages["/feed/"] = Reply(rss(first))
    await house.poll()
    site.pages["/feed/"] = Reply(rss(post(2, "Posted While We Were Down", at(1), "text"), first))
    again = bench([WhiteHouse(site.base + "/feed/")])
    assert await again.poll() == ["Posted While We Were Down"]


async def test_the_federal_register_and_the_white_house_run_side_by_side(site, bench):
    site.pages["/feed/"] = Reply(rss(post(1, "Old Order", T0, "text")))
    site.pages["/api/v1/documents.json"] = Reply(listing(document("2026-01001", "Old", "2026-09-29")))
    b = bench([WhiteHouse(site.base + "/feed/"), presidential(site.base + "/api/v1")])
    assert await b.poll() == []
    site.pages["/api/v1/documents.json"] = Reply(
        listing(document("2026-01002", "Newer", "2026-09-30"), document("2026-01001", "Old", "2026-09-29"))
    )
    assert await b.poll() == ["Newer"]


async def test_a_change_is_recorded_well_under_a_second_after_it_is_served(site, house):
    posts = [post(n, f"Order {n}", at(-n), LONG * 30) for n in range(1, 30)]
    site.pages["/feed/"] = Reply(rss(*posts))
    await house.poll()
    took = []
    for number in (91, 92, 93):
        posts = [post(number, f"Order {number}", at(number), LONG), *posts[:-1]]
        site.pages["/feed/"] = Reply(rss(*posts))
        began = time.perf_counter()
        assert await house.poll() == [f"Order {number}"]
        took.append(time.perf_counter() - began)
    assert min(took) < 1.0


# Unchanged costs nothing


class Unreadable(WhiteHouse):
    """A source whose reader must not be called."""

    def read(self, answer):
        raise AssertionError("read although nothing changed")


@pytest.mark.parametrize("how", ["304", "same bytes"])
async def test_an_unchanged_answer_is_not_read(site, house, bench, how):
    body = rss(post(1, "Old Order", T0, "text"))
    site.pages["/feed/"] = lambda request: (
        Reply(status=304)
        if how == "304" and "if-none-match" in request.headers
        else Reply(body, headers={"ETag": '"a"'})
    )
    await house.poll()
    b = bench([Unreadable(site.base + "/feed/")])
    await b.poll()
    assert (await state(b)).condition is Condition.OK and b.watch.tally.unchanged == 1


async def test_validators_survive_a_restart(site, house, bench):
    site.pages["/feed/"] = Reply(rss(post(1, "Old", T0, "text")), headers={"ETag": '"a"'})
    await house.poll()
    await bench([WhiteHouse(site.base + "/feed/")]).poll()
    assert site.requests[-1].headers["if-none-match"] == '"a"'


# Edits


async def test_a_changed_text_is_an_edit_of_the_same_post(site, house):
    site.pages["/feed/"] = Reply(rss(post(1, "Copper", T0, "Section 1. Copper.")))
    await house.poll()
    site.pages["/feed/"] = Reply(rss(post(1, "Copper", T0, "Section 1. Copper.</p><p>ANNEX I: 7408, 7409")))
    assert await house.poll() == ["Copper"]
    item = house.detector.seen[-1]
    assert item.fields["edited"] == "1" and item.fields["previous_chars"] == "18"
    assert item.fields["kept_percent"] == "100" and item.text.endswith("ANNEX I: 7408, 7409")
    assert await count(house, SourceItem) == 1 and await count(house, ItemVersion) == 1


async def test_a_swapped_text_shows_how_little_was_kept(site, house):
    site.pages["/feed/"] = Reply(rss(post(1, "Modifying Duties", T0, "Addressing threats by the Government of Iran")))
    await house.poll()
    site.pages["/feed/"] = Reply(rss(post(1, "Modifying Duties", T0, "Duties on goods from Russia")))
    await house.poll()
    assert int(house.detector.seen[-1].fields["kept_percent"]) < 30


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("the “reciprocal” duty – 15%", 'the "reciprocal" duty - 15%'),
        ("Of <i>Camelidae</i> hair", "Of Camelidae hair"),
        ("ｆｕｌｌ width", "full width"),
        ("Section 1.  A", "Section&nbsp;1. A"),
    ],
)
async def test_typography_and_markup_are_no_edit(site, house, before, after):
    site.pages["/feed/"] = Reply(rss(post(1, "X", T0, before)))
    await house.poll()
    site.pages["/feed/"] = Reply(rss(post(1, "X", T0, after)))
    assert await house.poll() == []


async def test_a_stale_cache_that_alternates_versions_tells_the_edit_once(site, house):
    one, two = Reply(rss(post(1, "X", T0, "first text"))), Reply(rss(post(1, "X", T0, "second text")))
    site.pages["/feed/"] = one
    await house.poll()
    told = []
    for reply in (two, one, two, one):
        site.pages["/feed/"] = reply
        await house.poll()
        told.append(len(house.detector.seen))
    assert told[0] == told[-1] == 2


async def test_a_correction_is_a_document_of_its_own_and_not_an_edit(site, bench):
    b = bench([presidential(site.base)])
    order = document("2026-03829", "Imposing Duties", "2026-02-25", executive_order_number="14388")
    site.pages["/documents.json"] = Reply(listing(order))
    await b.poll()
    again = document("R1-2026-03829", "Imposing Duties", "2026-04-09", executive_order_number="14388")
    site.pages["/documents.json"] = Reply(listing(again, order))
    await b.poll()
    assert b.detector.seen[-1].native_id == "R1-2026-03829" and "edited" not in b.detector.seen[-1].fields


# One document, several names


async def test_the_same_document_under_a_second_address_is_told_once(site, house):
    site.pages["/feed/"] = Reply(rss(post(1, "Maritime Dominance", T0, LONG)))
    await house.poll()
    twin = post(2, "Maritime Dominance", at(2), LONG, slug="maritimedominance")
    site.pages["/feed/"] = Reply(rss(twin, post(1, "Maritime Dominance", T0, LONG)))
    assert await house.poll() == []


async def test_another_document_of_the_same_title_is_told(site, house):
    site.pages["/feed/"] = Reply(rss(post(1, "Amendment to Duties", T0, LONG)))
    await house.poll()
    other = post(2, "Amendment to Duties", at(2), LONG + "Section 2 differs.", slug="amendment-to-duties-0c3c")
    site.pages["/feed/"] = Reply(rss(other, post(1, "Amendment to Duties", T0, LONG)))
    await house.poll()
    assert house.detector.seen[-1].native_id == "2"


async def test_a_story_that_comes_back_under_a_new_id_is_told_once(site, bench):
    b = bench([Feed("feed:x", site.base + "/rss")])
    site.pages["/rss"] = Reply(rss(rss_item("Start", "https://x/0", at=T0)))
    await b.poll()
    site.pages["/rss"] = Reply(rss(rss_item("Akazawa scraps trip", "https://x/1", "id-1", at(1))))
    assert await b.poll() == ["Akazawa scraps trip"]
    site.pages["/rss"] = Reply(rss(rss_item("Akazawa scraps trip", "https://x/2", "id-2", at(1))))
    assert await b.poll() == []


# Republication in bulk


async def test_a_hundred_old_posts_at_once_are_history_and_the_new_one_among_them_is_news(site, house):
    old = [post(n, f"Order {n}", T0 - timedelta(days=10 + n), f"text {n}") for n in range(100)]
    site.pages["/feed/"] = Reply(rss(post(1000, "Latest", T0, "text")))
    await house.poll()
    site.pages["/feed/"] = Reply(rss(post(1001, "Truly New", at(1), "text"), *old))
    told = await house.poll()
    assert "Truly New" in told and "Order 1" not in told
    assert [line for line in told if "100 old items" in line]
    assert await house.poll() == []


async def test_one_old_post_that_appears_late_is_news(site, house):
    site.pages["/feed/"] = Reply(rss(post(1, "Latest", T0, "text")))
    await house.poll()
    site.pages["/feed/"] = Reply(rss(post(2, "Posted Four Days Late", at(-96), "x"), post(1, "Latest", T0, "text")))
    assert await house.poll() == ["Posted Four Days Late"]


async def test_short_stories_republished_with_new_ids_and_dates_are_history(site, bench):
    b = bench([Feed("feed:x", site.base + "/rss")])
    titles = [f"Story number {n} about tariffs" for n in range(40)]
    site.pages["/rss"] = Reply(rss(*(rss_item(t, f"https://x/{n}", f"a{n}", at(-n)) for n, t in enumerate(titles))))
    await b.poll()
    site.pages["/rss"] = Reply(rss(*(rss_item(t, f"https://x/n/{n}", f"b{n}", at(1)) for n, t in enumerate(titles))))
    assert [line for line in await b.poll() if "Story" in line] == []


async def test_an_undated_feed_whose_every_key_changes_is_history(site, bench):
    b = bench([Feed("feed:x", site.base + "/rss")])
    site.pages["/rss"] = Reply(rss(*(rss_item(f"Story {n}", f"https://x/{n}") for n in range(30))))
    await b.poll()
    site.pages["/rss"] = Reply(rss(*(rss_item(f"Tale {n}", f"https://y/{n}") for n in range(30))))
    assert all("without dates" in line for line in await b.poll())


async def test_an_undated_feed_tells_each_new_item(site, bench):
    b = bench([Feed("feed:x", site.base + "/rss")])
    known = [rss_item(f"Story {n}", f"https://x/{n}") for n in range(30)]
    site.pages["/rss"] = Reply(rss(*known))
    await b.poll()
    site.pages["/rss"] = Reply(rss(rss_item("Akazawa to fly", "https://x/99"), *known[:-1]))
    assert await b.poll() == ["Akazawa to fly"]


async def test_markup_that_changes_on_every_post_at_once_alerts_nobody(site, house):
    site.pages["/feed/"] = Reply(rss(*(post(n, f"Order {n}", at(-n), "text") for n in range(20))))
    await house.poll()
    site.pages["/feed/"] = Reply(rss(*(post(n, f"Order {n}", at(-n), "text. Share this.") for n in range(20))))
    told = await house.poll()
    assert len(told) == 1 and "20 of 20 known items changed at once" in told[0]


async def test_the_posts_of_a_week_of_our_own_absence_are_news(site, house):
    site.pages["/feed/"] = Reply(rss(post(1, "Latest", T0, "text")))
    await house.poll()
    site.pages["/feed/"] = Reply(rss(*(post(n, f"Order {n}", at(24 * n / 4), f"text {n}") for n in range(2, 28))))
    assert len(await house.poll(days=7)) == 26


async def test_a_time_in_the_future_is_not_believed(site, house):
    site.pages["/feed/"] = Reply(rss(post(1, "Latest", T0, "text")))
    await house.poll()
    site.pages["/feed/"] = Reply(rss(post(2, "From 2030", datetime(2030, 1, 1, tzinfo=UTC), "x")))
    assert await house.poll() == ["From 2030"]
    assert house.detector.seen[-1].published_at is None
    assert (await state(house)).newest_at == house.clock.now()


# Trouble, told and over


FAULTS = {
    "HTML": HTML,
    "502": Reply(b"Bad gateway", 502),
    "empty": Reply(rss()),
    "entities": Reply(b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'b'>]><rss><channel/></rss>"),
    "gzip bomb": Reply(gzip.compress(b" " * 30_000_000), headers={"Content-Encoding": "gzip"}),
    "circles": Reply(b"", 302, headers={"Location": "/feed/"}),
    "slow": Reply(b"<rss>" + b" " * 1000, drip=0.05),
    "cut": Reply(rss(post(5, "Five", T0, "x")), cut=200),
    "nothing": Reply(b""),
    "JSON": Reply(b'{"error": "try later"}'),
    "not a feed": Reply(b"<?xml version='1.0'?><rss><channel>"),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_three_faults_in_a_row_are_told_once_and_recovery_too_without_a_restart(site, house, fault):
    known = post(1, "Known", T0, "text")
    site.pages["/feed/"] = Reply(rss(known), headers={"ETag": '"a"'})
    await house.poll()
    site.pages["/feed/"] = FAULTS[fault]
    house.watch._asker._seconds = 0.3 if fault == "slow" else 5.0
    told = [await house.poll(hours=1) for _ in range(4)]
    assert [len(lines) for lines in told] == [0, 0, 1, 0]
    assert "white_house has failed 3 times in a row" in told[2][0]
    assert (await state(house)).condition is Condition.FAILING
    house.watch._asker._seconds = 5.0
    site.pages["/feed/"] = Reply(rss(post(2, "Meanwhile", at(1), "text"), known))
    assert await house.poll(hours=2) == ["Meanwhile", "white_house works again."]
    assert (await state(house)).failures == 0


async def test_two_faults_are_nobodys_business(site, house):
    site.pages["/feed/"] = Reply(rss(post(1, "Known", T0, "text")))
    await house.poll()
    site.pages["/feed/"] = HTML
    assert await house.poll(hours=1) == await house.poll(hours=1) == []
    site.pages["/feed/"] = Reply(rss(post(1, "Known", T0, "text")))
    assert await house.poll(hours=1) == []


async def test_an_empty_search_is_trouble_but_no_filings_are_not(site, bench):
    b = bench([presidential(site.base), PublicInspection(site.base)])
    site.pages["/documents.json"] = Reply(b'{"count":0,"description":"Documents"}')
    site.pages["/public-inspection-documents/current.json"] = Reply(b'{"count":0,"results":[]}')
    await b.poll()
    assert (await state(b, "federal_register")).fault == "answered an empty list"
    assert (await state(b, "public_inspection")).condition is Condition.OK


async def test_yesterdays_list_forgets_nothing_and_tells_nothing(site, house):
    old, new = post(1, "Old", T0, "text"), post(2, "New", at(1), "text")
    site.pages["/feed/"] = Reply(rss(old))
    await house.poll()
    told = []
    for body in (rss(new, old), rss(old), rss(new, old)):
        site.pages["/feed/"] = Reply(body)
        told += await house.poll()
    assert told == ["New"]


async def test_a_release_from_a_stale_cache_is_not_news(site, bench):
    b = bench([Usitc(site.base)])
    told = []
    for name in ("2026HTSRev15", "2026HTSRev14", "2026HTSRev16", "2026HTSRev15", "2026HTSRev16"):
        site.pages["/currentRelease"] = Reply(json.dumps({"name": name, "description": name}).encode())
        told += await b.poll(hours=1)
    assert told == ["2026HTSRev16"]


async def test_the_listing_page_stands_in_for_a_broken_feed_without_telling_twice(site, bench):
    b = bench([WhiteHouse(site.base + "/actions/feed/")])
    old = post(1, "Old", T0, LONG)
    site.pages["/actions/feed/"] = Reply(rss(old))
    await b.poll()
    site.pages["/actions/feed/"] = Reply(b"", 404)
    row = '<li class="wp-block-post post-{}"><h2 class="wp-block-post-title"><a href="{}">{}</a></h2></li>'
    base = "https://www.whitehouse.gov/presidential-actions/2026/09/"
    rows = row.format(2, base + "new/", "New") + row.format(1, base + "old/", "Old")
    site.pages["/actions/"] = Reply(f"<!DOCTYPE html><ul>{rows}</ul>".encode())
    assert await b.poll() == ["New"]
    assert (await state(b)).condition is Condition.OK and "read from another" in (await state(b)).fault
    site.pages["/actions/feed/"] = Reply(rss(post(2, "New", at(1), "The full text", slug="new"), old))
    await b.poll()
    assert [(item.native_id, item.fields.get("edited")) for item in b.detector.seen] == [
        ("1", None),
        ("2", None),
        ("2", "1"),
    ]


async def test_a_baseline_from_the_listing_page_stays_silent_when_the_texts_arrive(site, bench):
    b = bench([WhiteHouse(site.base + "/actions/feed/")])
    site.pages["/actions/"] = Reply(
        b'<!DOCTYPE html><ul><li class="wp-block-post"><h2 class="wp-block-post-title"><a href='
        b'"https://www.whitehouse.gov/presidential-actions/2026/09/old/">Old</a></h2></li></ul>'
    )
    await b.poll()
    site.pages["/actions/feed/"] = Reply(rss(post(1, "Old", T0, LONG, slug="old")))
    assert await b.poll() == [] and await b.poll() == []
    assert await count(b, SourceItem) == 1


async def test_a_missing_issue_is_told_to_the_operators_and_so_is_its_arrival(site, bench, clock):
    clock.at = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)  # 8 in the morning in New York
    b = bench([trade_notices(site.base)])
    site.pages["/documents.json"] = Reply(listing(document("2026-1", "A", "2026-09-29", type="Notice")))
    assert await b.poll(minutes=1) == []
    assert await b.poll(hours=1) == []
    told = await b.poll(hours=2)
    assert told == [
        "federal_register_notices answers but is unnaturally silent: "
        "no issue of 2026-09-30 although it is a publishing day."
    ]
    assert await b.poll(hours=1) == []
    site.pages["/documents.json"] = Reply(listing(document("2026-2", "B", "2026-09-30", type="Notice")))
    assert await b.poll(hours=1) == ["B", "federal_register_notices works again."]


async def test_retry_after_is_obeyed(site, house):
    site.pages["/feed/"] = Reply(b"", 429, headers={"Retry-After": "3600"})
    await house.poll()
    await house.poll(minutes=50)
    assert len(site.requests) == 1
    await house.poll(minutes=11)
    assert len(site.requests) == 2


async def test_paging_faults_neither_loop_nor_lose(site, bench):
    pages = {"1": ("2026-1", "2"), "2": ("2026-2", "3"), "3": ("2026-1", "4")}

    def page(request) -> Reply:
        here = request.query.rpartition("page=")[2] if "&page=" in f"&{request.query}" else "1"
        number, following = pages[here if here in pages else "1"]
        return Reply(listing(document(number, number, "2026-09-30"), following=f"http://x/y?page={following}"))

    site.pages["/documents.json"] = page
    b = bench([presidential(site.base)])
    await b.poll()
    assert await count(b, SourceItem) == 2 and len(site.requests) == 3


# Nothing lost


async def test_a_poll_cut_before_its_record_is_read_again(site, house, monkeypatch):
    site.pages["/feed/"] = Reply(rss(post(1, "Old", T0, "text")))
    await house.poll()
    site.pages["/feed/"] = Reply(rss(post(2, "New", at(1), "text")), headers={"ETag": '"b"'})

    class Killed(BaseException):
        pass

    async def killed(*_args, **_kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(jobs.watch, "record", killed)
        with pytest.raises(Killed):
            await house.poll()
    assert (await state(house)).etag is None
    assert await house.poll(minutes=10) == ["New"]


async def test_a_detector_that_breaks_costs_only_its_item_and_that_becomes_a_doubt(site, bench):
    class Fragile(EveryItem):
        name = "fragile"

        def detect(self, items, known, now):
            if any(item.title == "Poison" for item in items):
                raise ZeroDivisionError
            return super().detect(items, known, now)

    b = bench([WhiteHouse(site.base + "/feed/")])
    b.watch._detectors = (Fragile(),)
    site.pages["/feed/"] = Reply(rss(post(1, "Old", T0, "text")))
    await b.poll()
    site.pages["/feed/"] = Reply(rss(post(2, "Poison", at(1), "x"), post(3, "Good", at(2), "y")))
    assert await b.poll() == ["Good"]
    assert await count(b, DoubtRow) == 1
    assert await b.poll() == []


async def test_a_reader_that_breaks_is_the_sources_fault_and_stops_no_other(site, bench):
    class Broken(WhiteHouse):
        def read(self, answer):
            raise KeyError("x")

    b = bench([Broken(site.base + "/feed/"), replace_name(Feed("feed:x", site.base + "/rss"))])
    site.pages["/feed/"] = Reply(rss(post(1, "Old", T0, "text")))
    site.pages["/rss"] = Reply(rss(rss_item("A", "https://x/1", at=T0)))
    await b.poll()
    assert "does not understand" in (await state(b)).fault
    assert (await state(b, "feed:y")).condition is Condition.OK


def replace_name(feed: Feed) -> Feed:
    return replace(feed, name="feed:y")


async def test_a_slow_source_holds_up_no_other(site, bench):
    site.pages["/feed/"] = Reply(b"<rss>" + b" " * 1000, drip=0.05)
    site.pages["/rss"] = Reply(rss(rss_item("A", "https://x/1", at=T0)))
    b = bench([WhiteHouse(site.base + "/feed/"), Feed("feed:x", site.base + "/rss")])
    began = time.perf_counter()
    await b.watch.tick()
    while (await state(b, "feed:x")).succeeded_at is None:
        assert time.perf_counter() - began < 4.0
        await b.clock.sleep(0)
        await asyncio.sleep(0.01)
    await b.watch.drain(0.05)


async def test_an_idle_tick_asks_the_database_nothing(site, house, monkeypatch):
    site.pages["/feed/"] = Reply(rss(post(1, "Old", T0, "text")))
    await house.poll()

    async def asked(*_args):
        raise AssertionError("asked although nothing was due")

    monkeypatch.setattr(jobs.watch, "claim_due", asked)
    assert await house.watch.tick() == 0


async def test_a_poll_that_could_not_be_recorded_is_repeated_after_its_lease_and_not_at_every_tick(
    site, house, monkeypatch
):
    site.pages["/feed/"] = Reply(rss(post(1, "Old", T0, "text")))

    async def locked(*_args, **_kwargs):
        raise DatabaseFault("locked", "The database is held by another process.")

    with monkeypatch.context() as patch:
        patch.setattr(jobs.watch, "keep_state", locked)
        for _ in range(5):
            await house.poll(seconds=1)
    assert len(site.requests) == 1
    await house.poll(seconds=130)
    assert len(site.requests) == 2 and (await state(house)).baseline_done


async def test_a_source_taken_out_of_the_settings_is_off_and_comes_back(site, house, bench):
    site.pages["/feed/"] = Reply(rss(post(1, "Old", T0, "text")))
    await house.poll()
    await bench([]).watch.begin()
    assert (await state(house)).condition is Condition.OFF
    site.pages["/feed/"] = Reply(rss(post(2, "New", at(1), "text")))
    assert await bench([WhiteHouse(site.base + "/feed/")]).poll() == ["New"]


async def test_credentials_in_an_address_reach_no_log_and_no_report(site, bench, caplog, capsys):
    caplog.set_level(logging.DEBUG, logger="watch")
    secret = site.base.replace("http://", "http://user:hunter2@") + "/rss?token=t0ps3cret"
    b = bench([Feed("feed:x", secret)])
    site.pages["/rss"] = Reply(b"", 500)
    told = [line for _ in range(4) for line in await b.poll(hours=1)]
    everything = caplog.text + "".join(capsys.readouterr()) + " ".join(told) + repr(await source_states(b.db))
    assert "hunter2" not in everything and "t0ps3cret" not in everything and told


def test_a_batch_that_works_is_given_whole():
    items = [Item(ItemKind.NEWS, "feed:x", str(n), "https://x", f"T{n}") for n in range(3)]
    assert len(detect_each(EveryItem(), items, {}, T0).events) == 3


# Recorded sequences


async def test_recorded_edits_of_posts_are_seen_as_edits_and_never_as_new_posts(site, house):
    lines = sample("whitehouse/presidential_actions_edit_history.jsonl.gz").decode().splitlines()
    histories = [json.loads(line)["versions"] for line in lines]
    words = [{" ".join(re.findall(r"\w+", version["markdown"])) for version in versions} for versions in histories]
    chosen = [versions for versions, texts in zip(histories, words, strict=True) if len(texts) > 1][:8]
    longest = max(len(versions) for versions in chosen)
    for step in range(longest):
        posts = []
        for number, versions in enumerate(chosen):
            version = versions[min(step, len(versions) - 1)]
            posts.append(post(number, version["title"], T0, version["markdown"].replace("\n", "<br>"), f"s{number}"))
        site.pages["/feed/"] = Reply(rss(*posts))
        await house.poll()
    assert await count(house, SourceItem) == len(chosen)
    edits = [item for item in house.detector.seen if "edited" in item.fields]
    assert {item.native_id for item in edits} == {str(n) for n in range(len(chosen))}


async def test_the_recorded_day_of_filings_after_the_day_before_tells_only_what_is_new(site, bench):
    b = bench([PublicInspection(site.base)])
    page = "/public-inspection-documents/current.json"
    site.pages[page] = Reply(sample("federal_register/public_inspection_search_2020-08.json.gz"))
    await b.poll()
    site.pages[page] = Reply(sample("federal_register/public_inspection_current_2020-08-12.json.gz"))
    told = await b.poll()
    assert len(told) == 10 and any("National Guard" in line for line in told)
    assert await b.poll() == []


def test_the_watch_takes_a_polling_interval():
    assert Watch.__init__.__kwdefaults__["poll_seconds"] == 300.0


# Further pages and full texts


async def test_posts_that_left_the_first_page_while_we_were_away_are_fetched_from_the_next(site, house):
    posts = {n: post(n, f"Order {n}", at(n), LONG + str(n)) for n in range(1, 41)}
    site.pages["/feed/"] = Reply(rss(posts[1]))
    await house.poll()

    def page(request) -> Reply:
        by_page = {"": 40, "paged=2": 30, "paged=3": 20, "paged=4": 10}
        newest = by_page.get(request.query)
        return Reply(rss(*(posts[newest - n] for n in range(10)))) if newest else Reply(b"", 404)

    site.pages["/feed/"] = page
    assert sorted(await house.poll(days=3)) == sorted(f"Order {n}" for n in range(2, 41))
    assert [request.query for request in site.requests[1:]] == ["", "paged=2", "paged=3", "paged=4"]


async def test_a_feed_without_earlier_pages_is_read_all_the_same(site, house):
    site.pages["/feed/"] = Reply(rss(post(1, "Old", T0, "text")))
    await house.poll()
    site.pages["/feed/"] = lambda request: (
        Reply(b"", 404) if request.query else Reply(rss(*(post(n, f"New {n}", at(n), str(n)) for n in range(2, 14))))
    )
    assert len(await house.poll()) == 12 and site.requests[-1].query == "paged=2"


async def test_the_text_of_a_new_document_is_fetched_and_its_absence_later_is_no_edit(site, bench):
    raw = site.base + "/full_text/2026-2.txt"
    old = document("2026-1", "Old", "2026-09-29", raw_text_url=site.base + "/full_text/2026-1.txt")
    new = document("2026-2", "New", "2026-09-30", raw_text_url=raw)
    site.pages["/full_text/2026-2.txt"] = Reply(b"<html><body><pre>[Federal Register] Section 1. Duties.</pre></html>")
    site.pages["/documents.json"] = Reply(listing(old))
    b = bench([presidential(site.base)])
    await b.poll()
    site.pages["/documents.json"] = Reply(listing(new, old))
    assert await b.poll() == ["New"]
    assert b.detector.seen[-1].text == "[Federal Register] Section 1. Duties."
    site.pages["/documents.json"] = Reply(listing(old, new))
    assert await b.poll() == [] and len(b.detector.seen) == 2
    site.pages["/documents.json"] = Reply(listing({**new, "executive_order_number": "14432"}, old))
    await b.poll()
    assert b.detector.seen[-1].fields["executive_order_number"] == "14432" and b.detector.seen[-1].text
    assert len(site.asked("/full_text/2026-1.txt")) == 0 and len(site.asked("/full_text/2026-2.txt")) == 1


@pytest.mark.parametrize(
    "reply",
    [HTML, Reply(b"", 500), Reply(b"<pre>" + b"x" * 1000, drip=0.05)],
)
async def test_a_document_whose_text_cannot_be_had_is_told_without_it(site, bench, reply, monkeypatch):
    monkeypatch.setattr(jobs.polls, "DETAIL_SECONDS", 0.3)
    site.pages["/documents.json"] = Reply(listing(document("2026-1", "Old", "2026-09-29")))
    b = bench([presidential(site.base)])
    await b.poll()
    site.pages["/t"] = reply
    new = document("2026-2", "New", "2026-09-30", raw_text_url=site.base + "/t")
    site.pages["/documents.json"] = Reply(listing(new))
    assert await b.poll() == ["New"] and b.detector.seen[-1].text == ""


async def test_full_texts_are_asked_on_the_sources_own_host_only(site, bench):
    site.pages["/documents.json"] = Reply(listing(document("2026-1", "Old", "2026-09-29")))
    b = bench([presidential(site.base)])
    await b.poll()
    elsewhere = site.base.replace("127.0.0.1", "localhost") + "/t"
    site.pages["/documents.json"] = Reply(listing(document("2026-2", "New", "2026-09-30", raw_text_url=elsewhere)))
    assert await b.poll() == ["New"] and site.asked("/t") == []


async def test_fifty_posts_dated_before_our_last_look_are_history_even_if_newer_than_all_we_knew(site, house):
    site.pages["/feed/"] = Reply(rss(post(0, "The Only One", at(-24 * 200), "text")))
    await house.poll()
    many = [post(n, f"Order {n}", at(-24 * 100 + n), f"text {n}") for n in range(1, 61)]
    site.pages["/feed/"] = Reply(rss(*many))
    assert [line for line in await house.poll() if line.startswith("Order")] == []


async def test_detectors_are_told_that_time_passes_without_news(site, house):
    site.pages["/feed/"] = Reply(rss(post(1, "Old", T0, "text")), headers={"ETag": '"a"'})
    await house.poll()
    before = house.detector.calls
    await house.poll(seconds=61)
    assert house.detector.calls == before + 1
    await house.poll(seconds=5)
    assert house.detector.calls == before + 1


async def test_a_database_that_cannot_be_reached_at_start_is_waited_for(site, house, monkeypatch):
    site.pages["/feed/"] = Reply(rss(post(1, "Old", T0, "text")))

    async def locked(*_args):
        raise DatabaseFault("locked", "The database is held by another process.")

    with monkeypatch.context() as patch:
        patch.setattr(jobs.watch, "begin", locked)
        assert await house.watch.tick() == 0 and house.watch.tally.database_fault
    assert await house.watch.tick() == 1
    await house.watch.drain()
    assert (await state(house)).baseline_done and not house.watch.tally.database_fault


async def test_what_a_database_refuses_is_taken_out_of_an_item(site, bench):
    b = bench([presidential(site.base)])
    site.pages["/documents.json"] = Reply(listing(document("2026-1", "Old", "2026-09-29")))
    await b.poll()
    strange = document("2026-2", "New\u0000 \u001bOrder", "2026-09-30", html_url="https://x/?" + "y" * 5000)
    site.pages["/documents.json"] = Reply(listing(strange))
    assert await b.poll() == ["New Order"]
    assert len(b.detector.seen[-1].url) < 2000


async def test_a_further_page_that_fails_costs_only_itself_and_is_read_next_time(site, bench):
    first, second = document("2026-1", "First", "2026-09-29"), document("2026-2", "Second", "2026-09-30")
    third = document("2026-3", "Third", "2026-09-30")
    following = "https://www.federalregister.gov/api/v1/documents.json?page=2"
    broken = True

    def page(request) -> Reply:
        if not request.query.startswith("page=2"):
            return Reply(listing(second, first, following=following))
        return Reply(b"", 500) if broken else Reply(listing(third))

    b = bench([presidential(site.base)])
    site.pages["/documents.json"] = Reply(listing(first))
    await b.poll()
    site.pages["/documents.json"] = page
    assert await b.poll() == ["Second"]
    assert "further page answered 500" in (await state(b, "federal_register")).fault
    broken = False
    assert await b.poll() == ["Third"]


async def test_a_first_reading_that_misses_a_page_is_none(site, bench):
    site.pages["/documents.json"] = lambda request: (
        Reply(b"", 500)
        if request.query.startswith("page=2")
        else Reply(listing(document("2026-1", "First", "2026-09-29"), following="https://x/?page=2"))
    )
    b = bench([presidential(site.base)])
    await b.poll()
    assert not (await state(b, "federal_register")).baseline_done and await count(b, SourceItem) == 0


def test_what_time_alone_changes_is_told_even_when_history_comes_in_at_that_moment():
    class Midnight(EveryItem):
        def detect(self, items, known, now):
            if "order:old" in known and known["order:old"].get("in_force"):
                return super().detect(items, known, now)
            due = super().detect([Item(ItemKind.NEWS, "clock", "old", "https://x", "In force now")], known, now)
            found = super().detect(items, known, now)
            return replace(
                found, events=(*due.events, *found.events), subjects={**found.subjects, "order:old": {"in_force": True}}
            )

    past = Item(ItemKind.NEWS, "feed:x", "1", "https://x", "History")
    drawn = conclude([Midnight()], [past], [], {}, T0)
    assert [event.headline for event in drawn.told.events] == ["In force now"]
    assert [event.headline for event in drawn.silent.events] == ["History"]


async def test_a_press_item_whose_text_was_let_go_is_still_known(site, bench):
    b = bench([Feed("feed:x", site.base + "/rss"), WhiteHouse(site.base + "/feed/")])
    site.pages["/feed/"] = Reply(rss(post(1, "Order", T0, LONG)))
    stories = [rss_item(f"Story {n}", f"https://x/{n}", f"id{n}", at(-n), LONG) for n in range(3)]
    site.pages["/rss"] = Reply(rss(*stories))
    await b.poll()
    assert await forget_texts(b.db, b.clock.now() + timedelta(seconds=1), batch=2) == 3
    site.pages["/rss"] = Reply(rss(*stories, title="Touched"))
    assert await b.poll() == []
    async with b.db.read() as session:
        rows = await session.execute(select(table_of(SourceItem).c.title, table_of(SourceItem).c.text))
        kept = {row.title: len(row.text) for row in rows}
    assert kept["Story 1"] == 0 and kept["Order"] > 400
