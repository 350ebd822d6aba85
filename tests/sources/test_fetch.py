"""The asker: polite, bounded in time and size, and every fault one clause."""

from __future__ import annotations

import gzip
import time
import zlib
from datetime import UTC, datetime

import pytest

from jobs.fetch import Answer, Asker, Unchanged, Validators, decode, form_of, retry_after, shown
from jobs.sources import Ask, Form, Trouble
from tests.sources.served import Reply

JSON = frozenset({Form.JSON})
FEED = frozenset({Form.FEED})
NOW = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)


async def fault(asker, ask: Ask) -> str:
    with pytest.raises(Trouble) as caught:
        await asker.get(ask)
    return caught.value.fault


async def test_validators_are_sent_back_and_a_304_is_no_answer(site, asker):
    site.pages["/x"] = lambda request: (
        Reply(status=304)
        if request.headers.get("if-none-match") == '"v1"'
        else Reply(b"{}", headers={"ETag": '"v1"', "Last-Modified": "Wed, 30 Sep 2026 12:00:00 GMT"})
    )
    answer, validators = await asker.get(Ask(site.base + "/x", JSON))
    assert isinstance(answer, Answer) and validators == Validators('"v1"', "Wed, 30 Sep 2026 12:00:00 GMT")
    answer, again = await asker.get(Ask(site.base + "/x", JSON), validators)
    assert isinstance(answer, Unchanged) and again == validators
    assert site.requests[1].headers["if-modified-since"] == "Wed, 30 Sep 2026 12:00:00 GMT"


async def test_a_gzip_bomb_is_met_at_the_limit_and_not_in_memory(site, asker):
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    bomb = b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(300)) + packer.flush()
    site.pages["/x"] = Reply(bomb, headers={"Content-Encoding": "gzip"})
    began = time.perf_counter()
    assert "more than 8 MB" in await fault(asker, Ask(site.base + "/x", JSON))
    assert time.perf_counter() - began < 4.0


async def test_a_body_packed_twice_is_refused(site, asker):
    site.pages["/x"] = Reply(gzip.compress(gzip.compress(b"{}")), headers={"Content-Encoding": "gzip, gzip"})
    assert "did not ask for" in await fault(asker, Ask(site.base + "/x", JSON))


async def test_gzip_is_asked_for_and_read(site, asker):
    site.pages["/x"] = Reply(gzip.compress(b'{"a": 1}'), headers={"Content-Encoding": "gzip"})
    answer, _ = await asker.get(Ask(site.base + "/x", JSON))
    assert answer.text == '{"a": 1}' and site.requests[0].headers["accept-encoding"] == "gzip"


async def test_a_large_plain_body_is_refused(site, asker):
    site.pages["/x"] = Reply(b"[" + b" " * 2000 + b"]")
    assert "more than" in await fault(asker, Ask(site.base + "/x", JSON, limit=1000))


async def test_a_body_that_drips_ends_at_the_time_limit(site, asker):
    site.pages["/x"] = Reply(b'{"a": "' + b"x" * 1000 + b'"}', drip=0.05)
    asker._seconds = 0.5
    began = time.perf_counter()
    assert "longer than 0.5 seconds" in await fault(asker, Ask(site.base + "/x", JSON))
    assert time.perf_counter() - began < 4.0


@pytest.mark.parametrize("packed", [False, True])
async def test_a_body_that_breaks_off_is_no_answer(site, asker, packed):
    body = b'{"a": 1, "b": [1, 2, 3, 4, 5, 6, 7, 8, 9]}'
    headers = {"Content-Encoding": "gzip"} if packed else {}
    site.pages["/x"] = Reply(gzip.compress(body) if packed else body, headers=headers, cut=20)
    assert "broke off" in await fault(asker, Ask(site.base + "/x", JSON))


async def test_redirects_are_followed_but_not_in_circles(site, asker):
    site.pages["/x"] = Reply(status=301, headers={"Location": "/y"})
    site.pages["/y"] = Reply(b"{}")
    answer, _ = await asker.get(Ask(site.base + "/x", JSON))
    assert answer.url == site.base + "/y"
    site.pages["/y"] = Reply(status=302, headers={"Location": "/x"})
    assert "circles" in await fault(asker, Ask(site.base + "/x", JSON))


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("file:///etc/passwd", "not http"),
        ("ftp://example.org/x", "not http"),
        ("", "without an address"),
        ("https://unblock.federalregister.gov/", "blocked clients"),
    ],
)
async def test_redirects_elsewhere_are_refused(site, asker, target, said):
    site.pages["/x"] = Reply(status=302, headers={"Location": target} if target else {})
    assert said in await fault(asker, Ask(site.base + "/x", JSON))


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        (
            b"<!DOCTYPE html><html><title>Federal Register :: Request Access</title>",
            "text/html",
            "HTML instead of json",
        ),
        (b"<html><body>down</body></html>", "application/json", "HTML instead of json"),
        (b"", "application/json", "answered nothing"),
        (b"Service temporarily unavailable", "text/plain", "something unreadable instead of json"),
        (b"<rss version='2.0'/>", "application/json", "feed instead of json"),
    ],
)
async def test_a_body_of_another_form_is_no_answer_whatever_its_label(site, asker, body, content_type, said):
    site.pages["/x"] = Reply(body, content_type=content_type)
    assert said in await fault(asker, Ask(site.base + "/x", JSON))


async def test_a_feed_labelled_as_html_is_read_all_the_same(site, asker):
    site.pages["/x"] = Reply(b"<?xml version='1.0'?><rss version='2.0'/>", content_type="text/html")
    answer, _ = await asker.get(Ask(site.base + "/x", FEED))
    assert answer.form is Form.FEED


@pytest.mark.parametrize("status", [400, 403, 404, 410, 500, 502, 503])
async def test_other_statuses_are_faults_with_their_number(site, asker, status):
    site.pages["/x"] = Reply(b"{}", status=status)
    assert f"answered {status}" in await fault(asker, Ask(site.base + "/x", JSON))


async def test_retry_after_reaches_the_schedule(site, asker):
    site.pages["/x"] = Reply(b"", status=429, headers={"Retry-After": "120"})
    with pytest.raises(Trouble) as caught:
        await asker.get(Ask(site.base + "/x", JSON))
    assert caught.value.retry_after == 120


def test_retry_after_is_read_in_both_forms():
    assert retry_after("120", NOW) == 120
    assert retry_after("Wed, 30 Sep 2026 12:02:00 GMT", NOW) == 120
    assert retry_after("Wed, 30 Sep 2026 11:00:00 GMT", NOW) == 0
    assert retry_after("99999999", NOW) == 6 * 3600
    assert retry_after("soon", NOW) is None


async def test_nobody_at_the_address_is_one_clause(asker):
    assert await fault(asker, Ask("http://127.0.0.1:9/x", JSON)) == "cannot be reached"


async def test_a_cached_answer_that_is_too_old_is_passed_by(site, asker):
    site.pages["/x"] = lambda request: (
        Reply(b'{"fresh": true}') if "_=" in request.query else Reply(b'{"fresh": false}', headers={"Age": "6244"})
    )
    answer, _ = await asker.get(Ask(site.base + "/x", JSON, (("a", "1"),), stale_after=600))
    assert answer.text == '{"fresh": true}' and site.requests[1].query.startswith("a=1&_=")


def test_logs_show_no_user_name_password_or_parameters():
    assert shown("https://me:secret@example.org:8443/feed?token=abc#x") == "https://example.org:8443/feed"


JAPANESE = "赤沢氏、訪米を取りやめ①"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (JAPANESE.encode(), "text/xml; charset=ISO-8859-1"),
        (JAPANESE.encode(), "text/xml; charset=Shift_JIS"),
        (JAPANESE.encode("cp932"), "text/html; charset=Shift_JIS"),
        (b"<?xml version='1.0' encoding='Shift_JIS'?>" + JAPANESE.encode("cp932"), "text/xml"),
        (b"<?xml version='1.0' encoding='Shift_JIS'?>" + JAPANESE.encode("cp932"), "text/xml; charset=utf-8"),
        (b"<html><meta charset=shift_jis>" + JAPANESE.encode("cp932"), "text/html"),
        (JAPANESE.encode("utf-8-sig"), "text/xml; charset=Shift_JIS"),
        (JAPANESE.encode("utf-16"), "text/xml"),
        (JAPANESE.replace("①", "").encode("euc-jp"), "text/xml; charset=EUC-JP"),
        (JAPANESE.replace("①", "").encode("iso-2022-jp"), "text/html; charset=iso-2022-jp"),
    ],
)
def test_japanese_text_is_read_whatever_its_label(body, content_type):
    assert "赤沢氏、訪米を取りやめ" in decode(body, content_type)


def test_bytes_that_fit_no_encoding_are_a_fault():
    with pytest.raises(Trouble, match="fit no encoding"):
        decode(b"<rss>" + bytes(range(0x80, 0xFF)) * 3 + b"</rss>", "text/xml; charset=utf-8")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("  <?xml version='1.0'?><!-- c --><rss>", Form.FEED),
        ("<rdf:RDF xmlns='x'>", Form.FEED),
        ("<feed xmlns='http://www.w3.org/2005/Atom'>", Form.FEED),
        ("<?xml version='1.0'?><!DOCTYPE html><html>", Form.PAGE),
        ("<!DOCTYPE r [<!ENTITY a 'b'>]><rss>", Form.FEED),
        ("GDWidgets[0].update([])", Form.SCRIPT),
        ("[]", Form.JSON),
        ("Bad gateway", None),
    ],
)
def test_a_body_shows_its_form_by_its_first_characters(text, form):
    assert form_of(text) is form


async def test_a_redirect_from_the_world_into_this_network_is_refused():
    import httpx

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"Location": "http://169.254.169.254/latest/meta-data/"})

    asker = Asker(lambda: NOW, transport=httpx.MockTransport(answer))
    assert "private address" in await fault(asker, Ask("https://example.org/feed", FEED))
    await asker.aclose()


async def test_packed_bytes_that_end_too_early_are_no_answer_even_when_their_length_is_as_announced(site, asker):
    whole = gzip.compress(b'{"a": 1}' + b" " * 5000)
    site.pages["/x"] = Reply(whole[:-9], headers={"Content-Encoding": "gzip"})
    assert "broke off" in await fault(asker, Ask(site.base + "/x", JSON))
