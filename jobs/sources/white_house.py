"""White House presidential actions: the WordPress feed, and the listing page when the feed fails.

A post's key is its WordPress post id, because one document appears under several addresses and one address has shown
the text of another document (2026-02-06, ``modifying-duties-...-russian-federation``). The feed's ``pubDate`` is an
editorial time and does not move when the text is changed. The ETag is site-wide: a 200 with no new post is usual.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from jobs.sources import Answer, Ask, Form, Reading, Rhythm, Trouble, quiet_too_long
from jobs.sources.feeds import canonical, entries_of, instant
from jobs.sources.markup import address, line, plain, without_wordpress_tail
from storage.observations import Item, ItemKind

NAME = "white_house"
FULL_PAGE = 10
"""A page of the feed holds thirty posts; one shorter than this is the last, or no page of that feed."""
_POST_ID = re.compile(r"[?&]p=(\d+)$")
_PAGED = re.compile(r"[?&]paged=(\d+)")
_POST_CLASS = re.compile(r"\bpost-(\d+)\b")
_ATTACHED = re.compile(r"""<a\b[^<>]*?\bhref=["']?(https?://[^"'\s<>]+\.pdf)(?=["'?#\s>])""", re.I)
_TOPPER = ".wp-block-whitehouse-topper"
_GENERAL = {"presidential actions", "news", "briefings & statements"}


def slug(url: str) -> str:
    """Last part of a post's address."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


def attached(markup: str) -> str:
    """Addresses of the PDFs a post links to, blank-separated, sorted: annexes come as files, and come later."""
    return " ".join(sorted(set(map(html.unescape, _ATTACHED.findall(markup)))))


RHYTHM = Rhythm(quiet=timedelta(days=12))


@dataclass(frozen=True, slots=True)
class WhiteHouse:
    """The feed at ``url`` (a whole address) and the listing above it."""

    url: str
    name: str = NAME
    rhythm: Rhythm = RHYTHM

    def ask(self, now: datetime) -> tuple[Ask, ...]:
        """The feed; then the listing page it belongs to, when the address shows which that is."""
        feed = Ask(self.url, frozenset({Form.FEED}))
        page = re.sub(r"feed/?$", "", self.url)
        if page == self.url:
            return (feed,)
        return feed, Ask(page, frozenset({Form.PAGE}), conditional=False)

    def read(self, answer: Answer) -> Reading:
        """Posts of the feed or of the listing page."""
        return self._listing(answer) if answer.form is Form.PAGE else self._feed(answer)

    def detail(self, item: Item) -> Ask | None:
        """The post itself, for posts met on the listing page, which carries no text."""
        return None if item.text else Ask(item.url, frozenset({Form.PAGE}), conditional=False)

    def read_detail(self, item: Item, answer: Answer) -> str:
        """The post's body without the head of the page."""
        page = LexborHTMLParser(answer.text)
        for part in (".entry-content", "article", "main"):
            body = page.css_first(part)
            if body is not None:
                return plain(body.html, without=_TOPPER)
        return ""

    def _feed(self, answer: Answer) -> Reading:
        _, entries = entries_of(answer)
        items = []
        for entry in entries:
            link, title = str(entry.get("link") or ""), line(entry.get("title"))
            post = _POST_ID.search(str(entry.get("id") or ""))
            if not title or not link.startswith(("http://", "https://")):
                continue
            content = "".join(part.get("value") or "" for part in entry.get("content") or ())
            text = without_wordpress_tail(plain(content, without=_TOPPER))
            tags = [line(str(tag.get("term") or "")) for tag in entry.get("tags") or ()]
            special = [tag for tag in tags if tag and tag.lower() not in _GENERAL]
            fields = {"slug": slug(link), "category": (special or tags or [""])[0], "annexes": attached(content)}
            items.append(
                Item(
                    kind=ItemKind.WHITE_HOUSE_POST,
                    source=self.name,
                    native_id=post.group(1) if post else canonical(link),
                    url=link,
                    title=title,
                    text=text or without_wordpress_tail(plain(entry.get("description"))),
                    published_at=instant(entry.get("published")),
                    modified_at=instant(entry.get("updated")),
                    fields={name: value for name, value in fields.items() if value},
                )
            )
        return Reading(tuple(items), older=self._older(answer, len(entries)), skipped=len(entries) - len(items))

    def _older(self, answer: Answer, entries: int) -> Ask | None:
        """The feed's next page: WordPress gives older posts under ``?paged=N`` and 404 past the end."""
        page = int(found.group(1)) if (found := _PAGED.search(answer.asked)) else 1
        if entries < FULL_PAGE:
            return None
        return Ask(self.url, frozenset({Form.FEED}), (("paged", str(page + 1)),), conditional=False)

    def _listing(self, answer: Answer) -> Reading:
        page = LexborHTMLParser(answer.text)
        posts = page.css("li.wp-block-post") or page.css("li.post")
        items = [item for post in posts if (item := self._listed(post, answer.url))]
        if not items:
            raise Trouble("serves a page without the list of posts")
        return Reading(tuple(items), skipped=len(posts) - len(items))

    def _listed(self, post: LexborNode, base: str) -> Item | None:
        anchor = post.css_first(".wp-block-post-title a[href]") or post.css_first("h2 a[href]")
        if anchor is None:
            return None
        link, title = address(base, anchor.attributes.get("href") or ""), line(anchor.text())
        stamp = post.css_first("time[datetime]")
        when = instant(stamp.attributes.get("datetime")) if stamp else None
        category = post.css_first(".taxonomy-category a")
        native = _POST_CLASS.search(post.attributes.get("class") or "")
        if not title or not link.startswith(("http://", "https://")):
            return None
        fields = {"slug": slug(link), "category": line(category.text()) if category else "", "listed": "1"}
        return Item(
            kind=ItemKind.WHITE_HOUSE_POST,
            source=self.name,
            native_id=native.group(1) if native else canonical(link),
            url=link,
            title=title,
            published_at=when.astimezone(UTC) if when else None,
            fields={name: value for name, value in fields.items() if value},
        )

    def silence(self, newest: datetime | None, now: datetime) -> str | None:
        """The longest quiet from January 2025 to August 2026 was ten days, over Christmas."""
        return quiet_too_long(self.rhythm, newest, now)

    def order(self, item: Item) -> tuple[int, ...] | None:
        """Posts have none: ids are given when a draft begins."""
        return None
