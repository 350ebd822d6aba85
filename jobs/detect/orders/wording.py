"""Titles and texts made comparable: what two printings of one document still share when markup, quotes and case
differ."""

from __future__ import annotations

import html
import re
import unicodedata
import zlib
from collections.abc import Iterable

_TAG = re.compile(r"<[^>]{1,400}>")
_LINK = re.compile(r"\[([^\]]*)\]\((?:[^()\s]|\([^()\s]*\))*\)")
_SPACE = re.compile(r"\s+")
_ESCAPE = re.compile(r"\\([()\[\]*_\-.#])")
_HYPHEN_BREAK = re.compile(r"(?<=[a-z])- (?=[A-Z])(?!And\b|Or\b|To\b)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_ANNEX = re.compile(r"https?://[^\s)\"'>]+?/wp-content/uploads/[^\s)\"'>]+\.pdf", re.IGNORECASE)
_NOTHING_WORDS = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "into", "of", "on", "the", "to", "with"])
_SMALL_WORDS = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "nor", "of", "on", "or", "the", "to", "with"]
)
_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789."
_DROPPED = bytes(code for code in range(256) if code not in _LETTERS)
_TO_FULL_STOP = bytes.maketrans(b";:", b"..")


def plain(text: str) -> str:
    """Text without tags, Markdown marks, link targets and doubled blanks. Plain text comes out as it went in."""
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "*" in text:
        text = text.replace("*", "")
    if "&" in text:
        text = html.unescape(text)
    return " ".join(text.split())


def clean_title(title: str) -> str:
    """A title for people: one line, entities decoded, a title in capitals put into title case."""
    title = " ".join(html.unescape(title).split())
    title = _HYPHEN_BREAK.sub("-", title)
    if title.isupper():
        words = title.casefold().split(" ")
        title = " ".join(w if n and w in _SMALL_WORDS else w[:1].upper() + w[1:] for n, w in enumerate(words))
    return title


def title_words(title: str) -> tuple[str, ...]:
    """The words of a title that count: lower case, no accents, no punctuation, broken hyphenation mended.

    The Federal Register and the White House differ byte for byte in half of all titles: curly quotes, dashes, "to/To",
    "Tariff/Tariffs", and "Duty- Free" where a line was broken.
    """
    title = _HYPHEN_BREAK.sub("-", html.unescape(title))
    title = unicodedata.normalize("NFKD", title.replace("’", "").replace("'", ""))
    title = title.encode("ascii", "replace").decode().replace("?", " ").casefold()
    return tuple(word for word in _NOT_WORD.split(title) if word and word not in _NOTHING_WORDS)


def fingerprints(plain_text: str) -> frozenset[int]:
    """A number for each sentence of some length; case, blanks and punctuation do not matter."""
    packed = plain_text.lower().encode("ascii", "ignore").translate(_TO_FULL_STOP)
    sentences = packed.translate(None, _DROPPED).split(b".")
    return frozenset(zlib.crc32(sentence) for sentence in sentences if len(sentence) >= 24)


def annex_links(text: str) -> frozenset[str]:
    """Addresses of the files attached to a White House post, as far as the text still carries them."""
    return frozenset(_ANNEX.findall(text)) if "/wp-content/" in text else frozenset()


def overlap(mine: frozenset[int], theirs: frozenset[int]) -> float:
    """Share of sentences two texts have in common, 0..1 (intersection over union)."""
    if not mine or not theirs:
        return 0.0
    common = len(mine & theirs)
    return common / (len(mine) + len(theirs) - common)


def held_in(mine: frozenset[int], theirs: frozenset[int]) -> float:
    """Share of my sentences that stand in the other text, 0..1."""
    return len(mine & theirs) / len(mine) if mine else 0.0


def slug(words: Iterable[str], limit: int = 6) -> str:
    """The first words of a title for a readable key; a name, never a means to find anything."""
    return "-".join(list(words)[:limit]) or "untitled"
