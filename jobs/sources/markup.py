"""Markup to plain text: what people would read, with paragraphs kept and table cells apart."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

_BLOCK = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|thead|tbody|blockquote|section|article|figure|hr|dl|dt|dd)\b[^<>]*>", re.I
)
_CELL = re.compile(r"</t[dh]\s*>", re.I)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_BLANK = re.compile(r"[^\S\n]{2,}|[^\S\n ]")
_LINES = re.compile(r" ?\n[ \n]*")
_LAYOUT = str.maketrans("\r\n\t", "   ")
"""In markup a line end is a blank like any other."""
_CELL_END = "\ue000"
_CELL_GAP = re.compile(f" ?{_CELL_END} ?")
_WP_TAIL = re.compile(r"The post .{0,600}? appeared first on .{0,200}$", re.S)


def plain(markup: object, without: str | None = None) -> str:
    """HTML (or text that may hold HTML) as text: one line a block, tabs between table cells, entities decoded.

    ``without`` is a CSS selector of what to leave out.
    """
    text = words(markup)
    if not text:
        return ""
    if without and without.strip(".#") in text:
        whole = LexborHTMLParser(text)
        for node in whole.css(without):
            node.decompose()
        text = (whole.body.html if whole.body is not None else "") or ""
    if "<" in text:
        text = _CELL.sub(_CELL_END, _BLOCK.sub("\n", text.translate(_LAYOUT)))
        tree = LexborHTMLParser(text)
        tree.strip_tags(["script", "style", "noscript", "template"])
        text = tree.body.text() if tree.body is not None else ""
    else:
        text = html.unescape(text)
    text = _BLANK.sub(" ", text.replace("\r", "\n"))
    text = _CELL_GAP.sub("\t", text)
    return _LINES.sub("\n", text).replace("\t\n", "\n").strip()


def words(value: object) -> str:
    """A JSON value that should be text: numbers as written, anything else that is no text as nothing."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def line(markup: object) -> str:
    """A title: markup removed, entities decoded (some feeds escape them once more than XML asks), on one line."""
    text = html.unescape(words(markup))
    return re.sub(r"\s+", " ", _TAG.sub("", text)).strip()


def without_wordpress_tail(text: str) -> str:
    """Drop "The post ... appeared first on ..." that WordPress appends to every item of a feed."""
    start = text.rfind("The post ")
    if start < 0 or not _WP_TAIL.match(text, start):
        return text.rstrip()
    return text[:start].rstrip()


def address(base: str, href: str) -> str:
    """``href`` against ``base``; "" for what is no address at all ("http://[", which the standard library refuses)."""
    try:
        joined = urljoin(base, href)
        urlsplit(joined)
    except ValueError:
        return ""
    return joined
