"""Any RSS, Atom, RDF or JSON feed: news in English and Japanese, ministries, prime ministers' offices.

Habits met in the recorded feeds (see ``default_feeds.yaml`` for who shows which): no date, no id, ids that change while
the story stays, titles of the form "headline - outlet", dates of another zone's day, RSS behind a ``.rdf`` name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import fastfeedparser

from jobs.sources import Answer, Ask, Form, NoDetail, Reading, Rhythm, Trouble, quiet_too_long
from jobs.sources.markup import address, line, plain, words
from storage.observations import Item, ItemKind

MOST_ITEMS = 1000
_PROLOGUE = re.compile(r"\s*(?:<\?[^>]{0,500}\?>|<!--)")
_KANA = re.compile(r"[\u3040-\u30ff]")
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.S)
_BARE_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|[A-Za-z]\w{0,30};)")
_LANGUAGE = re.compile(r"<language>\s*([A-Za-z]{2})\b")
_TRACKING = re.compile(r"^(?:utm_\w+|source|oc|ref|cmpid|wgt_ref|fbclid|gclid)$")
_SOURCE_TAG = re.compile(r"<item\b.*?</item>", re.S)
_OUTLET = re.compile(r"<source\b[^>]{0,1000}>([^<]{1,200})</source>")


def refuse_entities(text: str) -> None:
    """Refuse a document type with an internal subset before the first element: no feed needs one, bombs do.

    Raises:
        Trouble: there is one.
    """
    position = 0
    while match := _PROLOGUE.match(text, position):
        if match.group().endswith("<!--"):
            end = text.find("-->", match.end())
            if end < 0:
                return
            position = end + 3
        else:
            position = match.end()
    start = text[position : position + 2000].lstrip()
    if start[:9].upper() == "<!DOCTYPE":
        upto = re.match(r"<!DOCTYPE[^>\[]*", start, re.I)
        if upto is None or start[upto.end() : upto.end() + 1] != ">":
            raise Trouble("declares entities of its own, as entity bombs do")


def mended(text: str) -> str:
    """A feed with its bare ampersands escaped: a lenient parser would drop them and cut addresses short."""
    parts = _CDATA.split(text)
    parts[::2] = [_BARE_AMPERSAND.sub("&amp;", part) if "&" in part else part for part in parts[::2]]
    return "".join(parts)


def entries_of(answer: Answer) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """Channel and entries of a feed body, whatever its dialect.

    Raises:
        Trouble: not a feed, or one that declares entities.
    """
    text = answer.text
    if answer.form is Form.FEED:
        refuse_entities(text)
        text = mended(re.sub(r"^\s*<\?xml[^>]{0,500}\?>", "", text, count=1))
    try:
        parsed = fastfeedparser.parse(text.lstrip().encode("utf-8", errors="replace"), include_media=False)
        entries = list(parsed.entries[:MOST_ITEMS])
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise Trouble(f"is not a feed that can be read ({type(error).__name__})") from None
    spoken = _LANGUAGE.search(text[:4000])
    return {"language": spoken.group(1) if spoken else None} | {k: v for k, v in parsed.feed.items() if v}, entries


def instant(value: object) -> datetime | None:
    """An ISO 8601 time as the feed library gives it; None when absent, unreadable or before 1990."""
    if not isinstance(value, str) or not value:
        return None
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        return None
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    return when if when.year >= 1990 else None


def canonical(url: str) -> str:
    """An address as a key: https, no fragment, no tracking parameters, no final slash."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # "http://[": a guid may hold anything
        return url.strip()
    if not parts.netloc:
        return url.strip()
    kept = [(name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.match(name)]
    scheme = "https" if parts.scheme in ("http", "https") else parts.scheme
    return urlunsplit((scheme, parts.netloc.lower(), parts.path.rstrip("/"), urlencode(kept), ""))


def key_of(entry: Mapping[str, Any], title: str) -> str:
    """The feed's own id when it is one, else the canonical address, else the title."""
    native, link = line(entry.get("id")), line(entry.get("link"))
    if native and native != link and not native.startswith(("http://", "https://")):
        return native[:500]
    if native.startswith(("http://", "https://")):
        return canonical(native)[:500]
    return (canonical(link) if link else f"title:{title}")[:500]


def _outlets(text: str) -> Iterator[str | None]:
    """The ``<source>`` of each RSS item in order; the feed library drops it."""
    for item in _SOURCE_TAG.finditer(text):
        found = _OUTLET.search(item.group())
        yield line(found.group(1)) if found else None


def body_of(entry: Mapping[str, Any]) -> str:
    """The fullest text an entry carries, as plain text."""
    content = entry.get("content") or ()
    values = [words(part.get("value")) for part in content if isinstance(part, Mapping)]
    return plain(max([*values, words(entry.get("description"))], key=len))


RHYTHM = Rhythm(quiet=timedelta(days=14))


@dataclass(frozen=True, slots=True)
class Feed(NoDetail):
    """One configured feed.

    Attributes:
        name: registered name, "feed:japan-times".
        url: its address.
        rhythm: see ``Rhythm``.
        lang: two-letter code of its items; None = what the feed says, else by the script of each title.
        outlet: who publishes it, shown to people; None = the feed's own title.
        kind: what its items are.
        agent: User-Agent for feeds that refuse plain clients.
    """

    name: str
    url: str
    rhythm: Rhythm = RHYTHM
    lang: str | None = None
    outlet: str | None = None
    kind: ItemKind = ItemKind.NEWS
    agent: str | None = None

    def ask(self, now: datetime) -> tuple[Ask, ...]:
        """The feed, conditionally."""
        return (Ask(self.url, frozenset({Form.FEED, Form.JSON}), agent=self.agent),)

    def read(self, answer: Answer) -> Reading:
        """Entries with a title; an entry without one is skipped."""
        channel, entries = entries_of(answer)
        outlets: Iterable[str | None] = ()
        if "<source" in answer.text and answer.form is Form.FEED:
            outlets = list(_outlets(answer.text))
            if len(list(outlets)) != len(entries):
                outlets = ()
        named = dict(enumerate(outlets))
        items = [item for n, entry in enumerate(entries) if (item := self._item(channel, entry, named.get(n)))]
        return Reading(tuple(items), skipped=len(entries) - len(items))

    def _item(self, channel: Mapping[str, Any], entry: Mapping[str, Any], outlet: str | None) -> Item | None:
        title = line(entry.get("title"))
        if outlet and title.endswith(f" - {outlet}"):
            title = title[: -len(outlet) - 3].rstrip()
        link = line(entry.get("link"))
        if link and not (link := address(self.url, link)):
            return None
        if not title or (link and not link.startswith(("http://", "https://"))):
            return None
        text = body_of(entry)
        fields = {"outlet": outlet or self.outlet or line(channel.get("title")) or self.name.removeprefix("feed:")}
        tags = [line(str(tag.get("term"))) for tag in entry.get("tags") or () if tag.get("term")]
        if tags:
            fields["category"] = ", ".join(dict.fromkeys(tags))[:300]
        return Item(
            kind=self.kind,
            source=self.name,
            native_id=key_of(entry, title),
            url=link or self.url,
            title=title,
            text="" if text in (title, f"{title} {outlet}") else text,
            published_at=instant(entry.get("published")) or instant(entry.get("updated")),
            modified_at=instant(entry.get("updated")),
            lang=self.lang or self._spoken(channel, title + text[:200]),
            fields=fields,
        )

    @staticmethod
    def _spoken(channel: Mapping[str, Any], sample: str) -> str:
        if _KANA.search(sample):
            return "ja"
        stated = str(channel.get("language") or "")[:2].lower()
        if re.fullmatch("[a-z]{2}", stated):
            return stated
        return "ja" if _IDEOGRAPH.search(sample) else "en"

    def silence(self, newest: datetime | None, now: datetime) -> str | None:
        """Old addresses that answer 200 with stale articles for ever (www3.nhk.or.jp since October 2025)."""
        return quiet_too_long(self.rhythm, newest, now)

    def order(self, item: Item) -> tuple[int, ...] | None:
        """Feeds have none."""
        return None
