"""The polite asker: one conditional GET, with limits on time, size and redirects, and every fault as one clause."""

from __future__ import annotations

import asyncio
import codecs
import ipaddress
import re
import zlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx

from jobs.sources import Answer, Ask, Form, Trouble

AGENT = "Tariffwire/0.1 (watches customs notices; asks conditionally, at most once in a few minutes)"
REDIRECTS = 5
SECONDS = 30.0
LONGEST_WAIT = 6 * 3600.0
AT_ONCE = 8
AT_ONCE_PER_HOST = 4

_ACCEPT = {
    Form.JSON: "application/json",
    Form.SCRIPT: "application/javascript, text/javascript",
    Form.FEED: "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9",
    Form.PAGE: "text/html",
    Form.TEXT: "text/plain",
}
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.I)
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.I)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
"""The supersets that browsers read under these names; Japanese pages labelled Shift_JIS hold NEC and IBM characters."""
_SAMPLE = re.compile(r"^[\s\ufeff]*(?:<\?xml[^>]*\?>\s*)?(?:<!--.{0,4000}?-->\s*|<\?[^>]{0,500}\?>\s*)*", re.S)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The source said 304: nothing to read. ``etag`` and ``last_modified`` stay as they were."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes the next request conditional; kept with the source's state."""

    etag: str | None = None
    last_modified: str | None = None


def shown(url: str) -> str:
    """An address fit for logs: no user name, password, parameters or fragment."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit((parts.scheme, host + port, parts.path, "", ""))


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header in either form, at most six hours; None when unreadable."""
    if not value:
        return None
    value = value.strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d+)?", value):
        return min(float(value), LONGEST_WAIT)
    try:
        when = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(max((when - now).total_seconds(), 0.0), LONGEST_WAIT)


def _codec(name: str) -> str | None:
    try:
        canonical = codecs.lookup(name).name
    except LookupError:
        return None
    return _WIDER.get(canonical, canonical)


def decode(body: bytes, content_type: str) -> str:
    """Text of a body: byte-order mark, then header, then declaration; a body that is valid UTF-8 beyond ASCII is UTF-8.

    The last rule is for servers that label UTF-8 as ISO-8859-1: text of another encoding practically never passes as
    UTF-8. A label the bytes contradict is passed over.

    Raises:
        Trouble: more than one character in a hundred cannot be read under any label.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, errors="replace")
    head = body[:2048]
    labels = [found.group(1) for found in [_HEADER_CHARSET.search(content_type)] if found]
    labels += [found.group(1).decode("ascii") for found in (_DECLARED.search(head), _META.search(head)) if found]
    if not body.isascii():
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    elif b"\x1b" not in body and b"\x00" not in head:
        return body.decode("ascii")
    names = [name for name in map(_codec, labels) if name]
    if b"\x00" in head[:4]:
        names.insert(0, "utf-16-be" if head[:1] == b"\x00" else "utf-16-le")
    for name in names:
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    text = body.decode(names[0] if names and names[0] != "ascii" else "utf-8", errors="replace")
    if text.count("\ufffd") * 100 > len(text):
        raise Trouble("serves characters that fit no encoding it names")
    return text


def form_of(text: str) -> Form | None:
    """What a body is by its first characters, None when it is none of the forms."""
    start = _SAMPLE.sub("", text[:8192], count=1)
    low = start[:400].lower()
    if low.startswith(("<!doctype html", "<html", "<head", "<body")):
        return Form.PAGE
    if low.startswith("<!doctype"):
        return Form.FEED if re.search(r"<(?:rss|feed|rdf:rdf)\b", text[:65536], re.I) else Form.PAGE
    if re.match(r"<(?:rss|feed|rdf:rdf|\w+:(?:rss|feed)|channel)\b", low):
        return Form.FEED
    if low.startswith(("{", "[")):
        return Form.JSON
    if re.match(r"[\w$.\[\]]{1,60}\s*\(", start):
        return Form.SCRIPT
    if low.startswith("<"):
        return Form.PAGE
    return None


def _private(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _next_hop(url: str, location: str | None) -> str:
    if not location:
        raise Trouble("answered a redirect without an address")
    try:
        target = urljoin(url, location)
        here, there = urlsplit(url), urlsplit(target)
    except ValueError:
        raise Trouble("redirects to something that is no address") from None
    if there.scheme not in ("http", "https") or not there.hostname:
        raise Trouble("redirects to something that is not http or https")
    if there.hostname.startswith("unblock."):
        raise Trouble("sends us to its page for blocked clients")
    if _private(there.hostname) and not _private(here.hostname or ""):
        raise Trouble("redirects to a private address")
    return target


async def _unpacked(response: httpx.Response, limit: int) -> bytes:
    """The body, inflated step by step so that a bomb is met at ``limit`` and not in memory."""
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise Trouble(f"packs its answer in a way we did not ask for ({packing[:40]})")
    inflate = None if packing in ("", "identity") else zlib.decompressobj(zlib.MAX_WBITS | 32)
    parts: list[bytes] = []
    size = wire = 0
    async for raw in response.aiter_raw():
        wire += len(raw)
        chunk = raw
        if inflate is not None:
            try:
                chunk = inflate.decompress(raw, limit - size + 1)
            except zlib.error:
                raise Trouble("answered gzip that cannot be unpacked") from None
        size += len(chunk)
        if size > limit or wire > limit or (inflate is not None and inflate.unconsumed_tail):
            raise Trouble(f"answered more than {limit // (1024 * 1024)} MB, which it never does when it is well")
        parts.append(chunk)
    if inflate is not None and not inflate.eof:
        raise Trouble("broke off in the middle of its answer")
    return b"".join(parts)


class Asker:
    """Asks sources, bounded overall and for each host. One for the process; close it with ``aclose``.

    Args:
        now: where the present instant comes from.
        seconds: time limit of one request, redirects and body included.
        transport: for tests.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        seconds: float = SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._now = now
        self._seconds = seconds
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(min(15.0, seconds), connect=min(10.0, seconds), pool=seconds),
            follow_redirects=False,
            transport=transport,
            limits=httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE),
        )
        self._hosts: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE_PER_HOST))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def get(self, ask: Ask, validators: Validators = Validators()) -> tuple[Answer | Unchanged, Validators]:
        """One answer of the form asked for, and what to send next time.

        Raises:
            Trouble: anything else: no connection, too slow, too large, another status, another form.
        """
        answer, fresh = await self._once(ask, validators)
        if ask.stale_after is not None and isinstance(answer, Answer):
            age = answer.headers.get("age", "")
            if age.isdigit() and int(age) > ask.stale_after:
                past_cache = replace(ask, params=(*ask.params, ("_", str(int(self._now().timestamp())))))
                answer, fresh = await self._once(past_cache, Validators())
        return answer, fresh

    async def _once(self, ask: Ask, validators: Validators) -> tuple[Answer | Unchanged, Validators]:
        headers = {
            "User-Agent": ask.agent or AGENT,
            "Accept": ", ".join(_ACCEPT[form] for form in sorted(ask.forms)) + ", */*;q=0.1",
            "Accept-Encoding": "gzip",
        }
        if ask.conditional and validators.etag:
            headers["If-None-Match"] = validators.etag
        if ask.conditional and validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        try:
            async with asyncio.timeout(self._seconds):
                return await self._follow(ask, headers, validators)
        except TimeoutError:
            raise Trouble(f"took longer than {self._seconds:g} seconds") from None
        except httpx.TimeoutException:
            raise Trouble("did not answer in time") from None
        except httpx.ConnectError:
            raise Trouble("cannot be reached") from None
        except (httpx.RemoteProtocolError, httpx.ReadError):
            raise Trouble("broke off in the middle of its answer") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Trouble(f"cannot be asked ({type(error).__name__})") from None

    async def _follow(
        self, ask: Ask, headers: Mapping[str, str], validators: Validators
    ) -> tuple[Answer | Unchanged, Validators]:
        url = str(httpx.URL(ask.url).copy_merge_params(list(ask.params))) if ask.params else ask.url
        for _ in range(REDIRECTS + 1):
            async with self._response(url, headers) as response:
                if response.status_code in (301, 302, 303, 307, 308):
                    url = _next_hop(url, response.headers.get("location"))
                    continue
                return await self._judged(ask, response, validators)
        raise Trouble("redirects in circles")

    @asynccontextmanager
    async def _response(self, url: str, headers: Mapping[str, str]) -> AsyncIterator[httpx.Response]:
        async with self._hosts[urlsplit(url).netloc], self._client.stream("GET", url, headers=headers) as response:
            yield response

    async def _judged(
        self, ask: Ask, response: httpx.Response, validators: Validators
    ) -> tuple[Answer | Unchanged, Validators]:
        now = self._now()
        status = response.status_code
        if status == 304:
            return Unchanged(at=now), validators
        if status != 200:
            wait = retry_after(response.headers.get("retry-after"), now) if status in (403, 429, 503) else None
            wait = 0.0 if status == 429 and wait is None else wait
            raise Trouble(f"answered {status} {response.reason_phrase}".rstrip(), retry_after=wait)
        body = await _unpacked(response, ask.limit)
        text = decode(body, response.headers.get("content-type", ""))
        if not text.strip():
            raise Trouble("answered nothing")
        form = form_of(text)
        if form not in ask.forms and Form.TEXT in ask.forms:
            form = Form.TEXT
        if form is None or form not in ask.forms:
            wanted = " or ".join(sorted(ask.forms))
            raise Trouble(
                f"answered {'HTML' if form is Form.PAGE else form or 'something unreadable'} instead of {wanted}"
            )
        fresh = Validators(response.headers.get("etag"), response.headers.get("last-modified"))
        seen = {name.lower(): value for name, value in response.headers.items()}
        final = str(response.url)
        return Answer(url=shown(final), form=form, text=text, headers=seen, at=self._now(), asked=final), fresh
