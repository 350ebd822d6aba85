"""Each reader over small bodies of the real shape, and over recorded ones where they are at hand."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from jobs.fetch import decode, form_of
from jobs.sources import Answer, Trouble
from jobs.sources.csms import Csms, number_of, posted
from jobs.sources.federal_register import (
    FederalRegister,
    last_issue_due,
    presidential,
    publishing_day,
    trade_notices,
    unpadded,
)
from jobs.sources.feeds import Feed, refuse_entities
from jobs.sources.markup import plain
from jobs.sources.public_inspection import PublicInspection
from jobs.sources.registry import build_sources, default_feeds
from jobs.sources.usitc import Usitc, release_order
from jobs.sources.ustr import Ustr
from jobs.sources.white_house import WhiteHouse
from storage.observations import Item, ItemKind
from tests.sources.bodies import document, listing, post, rss, rss_item
from tests.sources.served import sample

T0 = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)
BASE = "https://www.federalregister.gov/api/v1"
ENTITIES = '<!DOCTYPE r [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>'


def answer(body: bytes, url: str = "https://example.org/x") -> Answer:
    text = decode(body, "")
    form = form_of(text)
    assert form is not None
    return Answer(url, form, text, {}, T0)


def read(source, body: bytes) -> tuple[Item, ...]:
    return source.read(answer(body)).items


# White House


def test_a_post_is_known_by_its_number_and_its_text_is_the_document_alone():
    body = rss(post(51617, "Modifying Duties", T0, "Section 1. <b>Background</b>.</p><p>Sec. 2."))
    (item,) = read(WhiteHouse("https://x/feed/"), body)
    assert item.native_id == "51617" and item.text == "Section 1. Background.\nSec. 2."
    assert item.fields == {"slug": "modifying-duties", "category": "Executive Orders"} and item.published_at == T0


def test_the_listing_page_gives_the_same_posts():
    page = b"""<!DOCTYPE html><ul><li class="wp-block-post post-51617 post type-post"><h2 class="wp-block-post-title">
    <a href="/presidential-actions/2026/09/x/">Modifying &amp; Amending</a></h2>
    <div class="taxonomy-category wp-block-post-terms"><a href="#">Executive Orders</a></div>
    <time datetime="2026-09-30T08:00:00-04:00">September 30</time></li></ul>"""
    (item,) = read(WhiteHouse("https://x/feed/"), page)
    assert (item.native_id, item.title, item.published_at) == ("51617", "Modifying & Amending", T0)
    assert item.fields["listed"] == "1"


def test_a_page_without_the_list_is_trouble():
    with pytest.raises(Trouble, match="without the list"):
        read(WhiteHouse("https://x/feed/"), b"<!DOCTYPE html><html><body>Maintenance</body></html>")


def test_the_observed_feed_items_are_read():
    for seen in json.loads(sample("whitehouse/feed_items_observed_2026.json")):
        if "link" not in seen:
            continue
        body = rss(rss_item(seen["title"], seen["link"], seen["guid"], T0, categories=tuple(seen["categories"])))
        (item,) = read(WhiteHouse("https://x/feed/"), body)
        assert seen["guid"].endswith(f"?p={item.native_id}") and item.fields["category"] == "Executive Orders"


# Federal Register


def test_a_search_asks_for_the_fields_that_rows_lack_by_default():
    (ask,) = presidential(BASE).ask(T0)
    assert ask.url == BASE + "/documents.json"
    assert ("fields[]", "executive_order_number") in ask.params and ("conditions[type][]", "PRESDOCU") in ask.params
    assert 2 <= int(dict(ask.params)["per_page"]) <= 2000


def test_a_correction_is_another_document_that_names_the_first():
    rows = listing(
        document("R1-2026-03829", "Imposing Duties", "2026-04-09", executive_order_number="14388"),
        document("C1-2026-03829", "Correction", "2026-04-08", correction_of=BASE + "/documents/2026-03829?x=1"),
        document("2026-03829", "Imposing Duties", "2026-02-25", executive_order_number="14388"),
    )
    items = read(presidential(BASE), rows)
    assert [item.native_id for item in items] == ["R1-2026-03829", "C1-2026-03829", "2026-03829"]
    assert [item.fields.get("correction_of") for item in items] == ["2026-03829", "2026-03829", None]


def test_rows_without_a_number_or_title_are_skipped_and_the_rest_is_read():
    reading = presidential(BASE).read(answer(listing(document("2026-1", "A", "2026-09-30"), {"title": "x"}, {})))
    assert len(reading.items) == 1 and reading.skipped == 2


def test_each_search_passes_over_what_belongs_to_the_other():
    body = listing(document("2026-1", "A", "2026-09-30"), document("2026-2", "B", "2026-09-30", type="Notice"))
    ours, theirs = presidential(BASE).read(answer(body)), trade_notices(BASE).read(answer(body))
    assert [item.native_id for item in ours.items] == ["2026-1"] and ours.passed_over == 1
    assert [item.native_id for item in theirs.items] == ["2026-2"]
    assert theirs.items[0].kind is ItemKind.AGENCY_NOTICE


@pytest.mark.parametrize(
    "body",
    [
        b'{"errors":{"presidential_document_type":"is not a valid field"}}',
        b'{"status":500,"message":"Internal Server Error"}',
        b'{"status":400,"message":"field x not valid"}',
        b'{"count":12,"results":[]}',
        b'{"results":{"a":1}}',
        b'["count"]',
        b'{"count": 3, "results": [{"docu',
        b"{}",
    ],
)
def test_error_bodies_and_broken_json_are_trouble(body):
    with pytest.raises(Trouble):
        read(presidential(BASE), body)


def test_the_next_page_is_asked_where_this_one_was():
    following = "https://elsewhere.example/api/v1/documents.json?page=2&fields%5B%5D=title&search_after_cursor=x"
    more = (
        presidential("http://127.0.0.1:8/api/v1")
        .read(answer(listing(document("2026-1", "A", "2026-09-30"), following=following)))
        .more
    )
    assert more is not None and more.url == "http://127.0.0.1:8/api/v1/documents.json"
    assert more.params == (("page", "2"), ("fields[]", "title"), ("search_after_cursor", "x"))


def test_every_recorded_presidential_document_is_read():
    body = sample("federal_register/presidential_documents_all_fields_2017-01_2020-08.json.gz")
    reading = presidential(BASE).read(answer(body))
    assert len(reading.items) == 962 and reading.skipped == 0
    by_number = {item.native_id: item for item in reading.items}
    assert by_number["R1-2017-02032"].fields["correction_of"] == "2017-02032"
    assert by_number["C1-2019-19930"].fields["correction_of"] == "2019-19930"
    orders = [item for item in reading.items if item.fields.get("subtype") == "Executive Order"]
    assert len(orders) == 180


def test_the_recorded_executive_orders_are_read():
    items = read(presidential(BASE), sample("federal_register/executive_orders_2025-01_2026-02.json"))
    assert len(items) == 231 and all(item.fields["executive_order_number"].isdigit() for item in items)


def test_every_recorded_answer_of_the_api_is_read_or_refused_without_breaking():
    for exchange in json.loads(sample("federal_register/http_exchanges_2015_2017.json.gz")):
        try:
            trade_notices(BASE).read(answer(exchange["body"].encode()))
        except Trouble:
            continue


def test_padding_does_not_make_two_documents():
    assert unpadded("2012-07333") == unpadded("2012-7333") == "2012-7333"


def test_issues_come_on_working_days_only():
    assert publishing_day(datetime(2026, 9, 30, tzinfo=UTC).date())
    assert not publishing_day(datetime(2026, 11, 26, tzinfo=UTC).date())  # Thanksgiving
    assert not publishing_day(datetime(2026, 10, 3, tzinfo=UTC).date())  # a Saturday


def test_a_missing_issue_is_a_silence_from_ten_in_the_morning_new_york_time():
    source = trade_notices(BASE)
    tuesday = datetime(2026, 9, 29, 16, tzinfo=UTC)
    assert source.silence(tuesday, datetime(2026, 9, 30, 13, 59, tzinfo=UTC)) is None
    assert "no issue of 2026-09-30" in (source.silence(tuesday, datetime(2026, 9, 30, 14, 1, tzinfo=UTC)) or "")
    friday = datetime(2026, 11, 25, 17, tzinfo=UTC)
    assert source.silence(friday, datetime(2026, 11, 26, 20, tzinfo=UTC)) is None
    assert last_issue_due(datetime(2026, 11, 29, 20, tzinfo=UTC), datetime(2026, 1, 1, 10, tzinfo=UTC).time()).day == 27


# Public inspection


def test_filings_of_the_president_and_trade_agencies_are_kept():
    reading = PublicInspection(BASE).read(
        answer(sample("federal_register/public_inspection_current_2020-08-12.json.gz"))
    )
    assert len(reading.items) + reading.passed_over == 100
    papers = [item for item in reading.items if item.fields["type"] == "Presidential Document"]
    assert len(papers) == 3 and all(item.fields["signing_date"] == "2020-08-07" for item in papers)
    assert papers[0].published_at == datetime(2020, 8, 11, 15, 15, tzinfo=UTC)


def test_the_order_number_is_taken_from_the_title():
    items = read(PublicInspection(BASE), sample("federal_register/public_inspection_search_2020-08.json.gz"))
    numbers = {item.native_id: item.fields.get("executive_order_number") for item in items}
    assert numbers["2020-17699"] == "13942" and numbers["2020-17700"] == "13943"


def test_no_filings_today_is_an_answer():
    reading = PublicInspection(BASE).read(answer(b'{"count":0,"results":[]}'))
    assert reading.items == () and PublicInspection(BASE).rhythm.allows_empty


def test_a_withdrawn_filing_says_so():
    row = {
        "document_number": "2026-19555",
        "title": "X (Presidential Determination No. 2026-25 of September 30, 2026)",
        "type": "Presidential Document",
        "filed_at": None,
        "publication_date": None,
        "editorial_note": "Withdrawn at the request of the agency.",
    }
    (item,) = read(PublicInspection(BASE), listing(row))
    assert item.fields["withdrawn"] == "1" and item.published_at is None
    assert item.fields["presidential_document_number"] == "2026-25" and item.fields["signing_date"] == "2026-09-30"


# USITC


def test_the_current_release_is_one_item():
    (item,) = read(Usitc("https://x/reststop"), sample("usitc_hts/current_release_2026-08-03.json"))
    assert item.native_id == "2026HTSRev15" and item.fields["revision"] == "15"


def test_releases_move_forward():
    assert release_order("2026HTSBasic") < release_order("2026HTSRev4") < release_order("2026HTSRev15")
    assert release_order("2025HTSRev32") < release_order("2026HTSBasic")


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"name": "maintenance"}', b'{"name": null}', b'{"name'])
def test_an_unknown_release_name_is_trouble(body):
    with pytest.raises(Trouble):
        read(Usitc("https://x/reststop"), body)


# CSMS


def test_every_recorded_bulletin_id_is_the_number_in_hexadecimal():
    for row in csv.DictReader(
        io.StringIO(sample("cbp_csms/csms_numbers_and_bulletin_ids.tsv").decode()), delimiter="\t"
    ):
        href = f"https://content.govdelivery.com/accounts/USDHSCBP/bulletins/{row['bulletin_id_hex']}?wgt_ref=x"
        assert number_of("GUIDANCE: a subject without a number", href) == int(row["csms_number"])


def test_the_widget_is_unwrapped_and_other_bulletins_are_passed_over():
    body = b"""GDWidgets[0].update([{"subject": "CSMS # 69302472 - UPDATED GUIDANCE \\u2013 Copper [9903.78.01]",
    "pub_date": "07/21/2026 05:26 PM EDT", "href": "https://content.govdelivery.com/bulletins/gd/USDHSCBP-42178c8?wgt_ref=x"},
    {"subject": "Weekly newsletter", "pub_date": "", "href": "https://example.org/"}]);"""
    reading = Csms("https://x/0.json").read(answer(body))
    (item,) = reading.items
    assert (item.native_id, item.title) == ("69302472", "UPDATED GUIDANCE – Copper [9903.78.01]")
    assert item.url.endswith("/bulletins/42178c8") and item.fields["replaces_earlier"] == "1"
    assert item.published_at == datetime(2026, 7, 21, 21, 26, tzinfo=UTC) and reading.passed_over == 1


def test_the_documented_shape_is_read():
    reading = Csms("https://x/0.json").read(answer(sample("cbp_csms/widget_feed_documented_shape.jsonp")))
    assert reading.passed_over == 1  # its subject and address hold placeholders


def test_posting_times_name_their_zone():
    assert posted("02/03/2025 07:25 PM EST") == datetime(2025, 2, 4, 0, 25, tzinfo=UTC)
    assert posted("04/08/2025 10:11 AM EDT") == datetime(2025, 4, 8, 14, 11, tzinfo=UTC)
    assert posted("yesterday") is None


@pytest.mark.parametrize("body", [b"GDWidgets[0].update([{", b"GDWidgets[0].update({})", b'{"error": 1}'])
def test_a_broken_widget_is_trouble(body):
    with pytest.raises(Trouble):
        read(Csms("https://x/0.json"), body)


# USTR


def test_ustr_is_read_as_a_feed_and_as_a_page():
    link = "https://ustr.gov/about/policy-offices/press-office/press-releases/2026/september/ustr-announces-section-301"
    (fed,) = read(Ustr("https://ustr.gov/rss.xml"), rss(rss_item("USTR Announces Section 301 Action", link, at=T0)))
    page = f"""<!DOCTYPE html><ul><li>September 30, 2026 <h3><a href="{link}">USTR Announces Section 301 Action</a></h3>
    </li><li><a href="/about">About us</a></li></ul>"""
    (listed,) = read(Ustr("https://ustr.gov/rss.xml"), page.encode())
    assert fed.native_id == listed.native_id and fed.title == listed.title
    assert listed.published_at is not None and listed.published_at.date() == T0.date()


def test_a_ustr_page_without_releases_is_trouble():
    with pytest.raises(Trouble, match="without the list"):
        read(Ustr("https://ustr.gov/rss.xml"), b"<!DOCTYPE html><html><body><a href='/'>Home</a></body></html>")


# Feeds

FEED = Feed("feed:x", "https://example.org/feed")


def test_a_feed_without_dates_or_ids_is_keyed_by_address_then_title():
    items = read(FEED, rss(rss_item("A", "http://Example.org/a/?utm_source=x&b=1#c"), rss_item("B")))
    assert [item.native_id for item in items] == ["https://example.org/a?b=1", "title:B"]
    assert [item.published_at for item in items] == [None, None]


def test_the_recorded_feeds_are_read():
    def of(name: str) -> tuple[Item, ...]:
        return read(replace(FEED, name="feed:y"), sample(f"news_feeds/{name}"))

    google = of("google_news_search_2026-09-25.xml")
    assert google[0].title == "Fall Related Emergency Visits for Older Adults Continue to Climb"
    assert google[0].fields["outlet"] == "countynewscenter.com" and google[0].text == ""
    assert google[1].published_at == datetime(2026, 9, 25, 16, 11, tzinfo=UTC)
    (nhk,) = of("nhk_news_2026-03-31_excerpt.xml")
    assert nhk.lang == "ja" and nhk.published_at == datetime(2026, 3, 30, 23, 32, 30, tzinfo=UTC)
    (nikkei,) = of("nikkei_asia_item_2026-09.rdf")
    assert nikkei.published_at is None and nikkei.lang == "en" and nikkei.native_id.endswith("-for-weapons")
    (meti,) = of("meti_release_atom_2026-10_excerpt.xml")
    assert meti.published_at == datetime(2026, 10, 7, 5, tzinfo=UTC) and meti.text.startswith("経済産業省")
    yahoo = of("yahoo_japan_topics_2022-07-27.xml")
    assert len(yahoo) == 8 and yahoo[0].native_id == "https://news.yahoo.co.jp/pickup/6433776"
    (old,) = of("yahoo_japan_topics_2018-04-13_excerpt.xml")
    assert old.native_id == "yahoo/news/topics/6278905"


def test_json_feeds_are_read():
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "T",
        "items": [
            {
                "id": "7",
                "url": "https://x/7",
                "title": "A",
                "content_html": "<p>b</p>",
                "date_published": "2026-09-30T12:00:00Z",
            }
        ],
    }
    (item,) = read(FEED, json.dumps(body).encode())
    assert (item.native_id, item.text, item.published_at) == ("7", "b", T0)


@pytest.mark.parametrize(
    "body",
    [
        f"<?xml version='1.0'?>{ENTITIES}<rss version='2.0'><channel><item><title>&b;</title></item></channel></rss>",
        f"<!-- {'x' * 9000} -->\n<?style a?>{ENTITIES}<rss version='2.0'/>",
        "<!DOCTYPE r SYSTEM 'http://x/y.dtd' [ <!ENTITY a SYSTEM 'file:///etc/passwd'> ]><rss/>",
        f"<!DOCTYPE {'x' * 5000} [<!ENTITY a 'b'>]><rss/>",
    ],
)
def test_entity_bombs_are_refused_before_they_are_parsed(body):
    with pytest.raises(Trouble, match="entities of its own"):
        refuse_entities(body)


def test_a_harmless_document_type_is_let_through():
    refuse_entities('<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://x/rss-0.91.dtd"><rss/>')
    refuse_entities("<rss><item><![CDATA[<!DOCTYPE r [<!ENTITY a 'b'>]>]]></item></rss>")


@pytest.mark.parametrize(
    "body",
    [b"<rss><channel>", b"<feed>", b'{"items": 3}', b'{"version": "https://jsonfeed.org/version/1", "items": [3]}'],
)
def test_broken_feeds_are_trouble_or_empty(body):
    with contextlib.suppress(Trouble):
        assert read(FEED, body) == ()


def test_an_old_address_with_stale_articles_is_a_silence():
    feed = Feed("feed:nhk-old", "http://www3.nhk.or.jp/rss/news/cat0.xml")
    assert feed.silence(T0 - timedelta(days=20), T0) == "its newest item is of 2026-09-10, 20 days ago"
    assert feed.silence(T0 - timedelta(days=2), T0) is None


# Registry


def test_empty_addresses_switch_sources_off():
    assert [source.name for source in build_sources({"white_house": "", "hts": "https://x/reststop"}, {})] == ["usitc"]
    assert [source.name for source in build_sources({}, {"nhk": "https://x/"})] == ["feed:nhk"]
    both = [source.name for source in build_sources({"federal_register": BASE}, {})]
    assert both == ["federal_register", "federal_register_notices", "public_inspection"]


def test_the_default_feeds_have_distinct_names_and_addresses():
    feeds = default_feeds()
    assert len({feed.name for feed in feeds}) == len({feed.url for feed in feeds}) == len(feeds) >= 12
    assert {feed.lang for feed in feeds} == {"en", "ja"}
    assert all(feed.url.startswith("https://") for feed in feeds)
    assert len(build_sources({}, None)) == len(feeds)


def test_every_source_has_the_one_shape():
    addresses = dict.fromkeys(("federal_register", "white_house", "hts", "csms", "ustr"), "https://x/feed/")
    for source in build_sources(addresses, None):
        assert source.ask(T0) and source.name and source.rhythm.slower >= 1
        assert isinstance(source, FederalRegister) or source.silence(None, T0) is None


# Markup


def test_markup_becomes_lines_and_cells_whatever_its_layout():
    row = "<tr>\n\t\t<td>9903.78.01</td>\n\t\t<td>Copper &amp;\n articles</td></tr>"
    table = f"<table>\n\t{row}\n<tr><td>x</td></tr></table>"
    assert plain(table) == "9903.78.01\tCopper & articles\nx"
    assert plain("a<br>b<script>alert(1)</script><style>p{}</style>") == "a\nb"
    assert plain("no markup &amp; two\n\nlines") == "no markup & two\nlines"
    assert plain(None) == plain("") == ""


def test_addresses_relative_to_the_feed_are_made_whole_and_strange_ones_left_out():
    items = read(FEED, rss(rss_item("A", "/a"), rss_item("B", "javascript:alert(1)"), rss_item("C", "mailto:x@y")))
    assert [item.url for item in items] == ["https://example.org/a"]


def test_bare_ampersands_do_not_cut_titles_and_addresses_short():
    body = rss(rss_item("A", "https://x/a")).replace(b"<title>A<", b"<title>A & B<").replace(b"/a<", b"/a?b=1&c=2<")
    (item,) = read(FEED, body)
    assert item.title == "A & B" and item.url == "https://x/a?b=1&c=2"


def test_a_title_in_ideographs_alone_is_japanese_unless_the_feed_says_otherwise():
    (plain_one,) = read(FEED, rss(rss_item("赤沢氏訪米", "https://x/a"), language=""))
    (stated,) = read(FEED, rss(rss_item("美國關稅", "https://x/a"), language="zh-TW"))
    assert (plain_one.lang, stated.lang) == ("ja", "zh")


def test_dates_of_rdf_feeds_are_read():
    body = """<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>朝日</title></channel>
    <item rdf:about="https://x/a"><title>A</title><link>https://x/a</link>
    <dc:date>2026-09-30T21:00:00+09:00</dc:date></item></rdf:RDF>"""
    (item,) = read(FEED, body.encode())
    assert item.published_at == T0


def test_texts_are_asked_of_those_whose_papers_are_worth_it():
    def asked(slug: str) -> bool:
        row = document(
            "2026-1", "A", "2026-09-30", type="Notice", agencies=[{"slug": slug}], raw_text_url="https://x/t"
        )
        source = trade_notices(BASE)
        (item,) = read(source, listing(row))
        return source.detail(item) is not None

    assert asked("trade-representative-office-of-united-states") and asked("u-s-customs-and-border-protection")
    assert not asked("international-trade-administration")


def test_the_files_a_post_links_to_are_kept_with_it_and_a_new_one_is_an_edit() -> None:
    from storage.item_store import content_hash

    def with_files(*files: str) -> Item:
        links = "".join(f'<a class="x" href="{file}">Annex</a>' for file in files)
        (item,) = read(WhiteHouse("https://x/feed/"), rss(post(7, "Copper", T0, f"As set forth in the Annex. {links}")))
        return item

    base = "https://www.whitehouse.gov/wp-content/uploads/2025/07"
    bare, one = with_files(), with_files(f"{base}/Annex-I.pdf")
    two = with_files(f"{base}/Annex-II.pdf?x=1&amp;y=2", f"{base}/Annex-I.pdf", "/contact", f"{base}/photo.jpg")
    assert "annexes" not in bare.fields
    assert two.fields["annexes"] == f"{base}/Annex-I.pdf {base}/Annex-II.pdf"
    assert len({content_hash(item) for item in (bare, one, two)}) == 3


@pytest.mark.parametrize("widget", ["https://content.govdelivery.com/w/0.json", "http://127.0.0.1:8000/csms/0.json"])
def test_a_customs_message_is_asked_for_where_the_widget_is_and_cited_where_people_find_it(widget: str) -> None:
    source = Csms(widget)
    page = "https://content.govdelivery.com/accounts/USDHSCBP/bulletins/42178c8"
    item = Item(ItemKind.CSMS_MESSAGE, "csms", "69302472", page, "x")
    asked = source.detail(item)
    assert asked
    assert asked.url == "/".join(widget.split("/")[:3]) + "/accounts/USDHSCBP/bulletins/42178c8"
