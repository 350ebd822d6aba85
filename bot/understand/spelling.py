"""One spelling for many: width, case, accents, plural, British or American. Lengths stay, so spans stay."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

_FLAG_A = 0x1F1E6
_ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
_SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
_WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"

_PUNCTUATION = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-"}
)


def tidy(question: str) -> str:
    """Full width to half width, flags to ISO codes (" JP "), one kind of dash and quote, white space collapsed."""
    text = question
    for flag in (_ENGLAND, _SCOTLAND, _WALES):
        text = text.replace(flag, " GB ")
    text = re.sub(
        r"([\U0001F1E6-\U0001F1FF])([\U0001F1E6-\U0001F1FF])",
        lambda m: f" {chr(ord(m[1]) - _FLAG_A + 65)}{chr(ord(m[2]) - _FLAG_A + 65)} ",
        text,
    )
    text = unicodedata.normalize("NFKC", text).translate(_PUNCTUATION)
    text = "".join(c for c in text if c.isspace() or not unicodedata.category(c).startswith("C"))
    text = text.replace("\ufe0f", "")
    return re.sub(r"\s+", " ", text).strip()


@lru_cache(maxsize=4096)
def _plain_char(char: str) -> str:
    lower = char.lower()
    if ord(char) < 0x80:
        return lower
    if ord(char) < 0x250:
        base = unicodedata.normalize("NFD", lower)[0]
        return {"ø": "o", "ł": "l", "đ": "d", "ß": "s", "æ": "a", "ı": "i"}.get(base, base)
    return lower if len(lower) == 1 else char


def plain(tidied: str) -> str:
    """Lower case without accents on Latin letters. The same length as what is given."""
    return "".join(map(_plain_char, tidied))


class Token(NamedTuple):
    """A Latin word or number, or one character of anything else. ``start`` and ``end`` are positions in the text."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """True for Latin words and numbers."""
        return self.text[0].isascii()


_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[a-z](?:\.[a-z])+\.?|[^\sa-z0-9]")
_DOTTED = re.compile(r"\b(?:[a-z]\.){1,4}[a-z]\b\.?")


def tokens(text: str) -> list[Token]:
    """Tokens of plain text. "u.s." is one word, "t-shirt" two, every kanji, kana, emoji and sign its own."""
    dotted = {m.start(): m for m in _DOTTED.finditer(text)}
    found: list[Token] = []
    at = 0
    while match := _TOKEN.search(text, at):
        if (whole := dotted.get(match.start())) is not None:
            found.append(Token(whole.group().replace(".", ""), whole.start(), whole.end()))
            at = whole.end()
            continue
        word = match.group()
        if "'" in word and len(word) > 1:
            word = word.replace("'", "")
        found.append(Token(word, match.start(), match.end()))
        at = match.end()
    return found


@cache
def _spellings() -> tuple[dict[str, str], frozenset[str]]:
    """``spellings.txt``: word -> how the vocabulary spells it, and the words ending in s that stay whole."""
    lines = (files("storage") / "facts" / "words" / "spellings.txt").read_text("utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    known = dict(word.split("=") for word in words if "=" in word)
    return known, frozenset(word for word in words if "=" not in word)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """American singular of a plain Latin word: "tyres" -> "tire". Consistent rather than linguistic."""
    known, whole = _spellings()
    if (better := known.get(word)) is not None:
        return better
    if len(word) <= 3 or word in whole or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        one = word[:-3] + "y"
    elif word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        one = word[:-2]
    elif word.endswith(("ss", "us", "is")):
        return word
    else:
        one = word[:-1]
    return known.get(one, one)


def stems(phrase: str) -> str:
    """Blank-separated stems of a phrase, the key under which the vocabulary keeps it."""
    return " ".join(stem(t.text) for t in tokens(plain(tidy(phrase))) if t.is_word and t.text[0].isalnum())
