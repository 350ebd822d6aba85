"""One spelling for many: width, case, accents, plural, British or American. Lengths stay, so spans stay."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_FLAG_A = 0x1F1E6
_ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
_SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
_WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"

_PUNCTUATION = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "・": " "}
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


_BRITISH = {
    "aluminium": "aluminum", "tyre": "tire", "tyres": "tire", "jewellery": "jewelry", "jewelleries": "jewelry", "fibre": "fiber", "fibres": "fiber",
    "fibreglass": "fiberglass", "colour": "color", "colouring": "coloring", "grey": "gray", "centre": "center", "mould": "mold", "moulds": "mold",
    "moulding": "molding", "sulphate": "sulfate", "sulphur": "sulfur", "sulphuric": "sulfuric", "galvanised": "galvanized", "stabiliser": "stabilizer",
    "fertiliser": "fertilizer", "fertilisers": "fertilizer", "plough": "plow", "flavour": "flavor", "flavoured": "flavored", "cheque": "check",
    "yoghurt": "yogurt", "yoghurts": "yogurt", "lorries": "lorry", "pyjamas": "pajamas", "windscreens": "windscreen", "signalling": "signaling",
    "caesium": "cesium", "programme": "program", "metre": "meter", "litre": "liter", "upholstered": "upholstered", "moisturiser": "moisturizer",
    "automobil": "automobile", "vehicule": "vehicle", "aluminio": "aluminum", "acier": "steel",
}  # fmt: skip

_IRREGULAR = {
    "knives": "knife", "shelves": "shelf", "wolves": "wolf", "loaves": "loaf", "leaves": "leaf", "calves": "calf", "geese": "goose", "teeth": "tooth",
    "feet": "foot", "mice": "mouse", "tomatoes": "tomato", "potatoes": "potato", "mangoes": "mango", "buses": "bus", "gases": "gas", "lenses": "lens",
    "women": "womens", "woman": "womens", "men": "mens", "children": "children", "ties": "tie", "pies": "pie", "movies": "movie", "cookies": "cookie",
    "brownies": "brownie", "hoodies": "hoodie", "smoothies": "smoothie", "axes": "axe", "hatches": "hatch", "caches": "cache", "avocadoes": "avocado",
    "halves": "half", "scarves": "scarf", "hooves": "hoof", "chassis": "chassis", "whiskies": "whisky", "whiskeys": "whiskey", "dies": "die",
    "torpedoes": "torpedo", "volcanoes": "volcano", "quizzes": "quiz", "prunes": "prune", "tequilas": "tequila", "zippers": "zipper",
}  # fmt: skip

_WHOLE = frozenset(
    [
        "glasses",
        "news",
        "gas",
        "bus",
        "lens",
        "swiss",
        "us",
        "this",
        "his",
        "brass",
        "chess",
        "canvas",
        "plus",
        "minus",
        "versus",
        "ross",
        "pus",
        "is",
        "was",
        "as",
        "has",
        "does",
        "always",
        "across",
        "less",
        "business",
        "access",
        "process",
        "address",
        "express",
        "press",
        "mattress",
        "series",
        "species",
        "analysis",
        "basis",
        "previous",
        "various",
        "gps",
        "abs",
        "hbs",
        "hts",
        "dress",
        "cross",
        "class",
        "mass",
        "grass",
        "loss",
        "boss",
        "miss",
        "pass",
        "bass",
        "compass",
        "harness",
        "cas",
        "usda",
        "asus",
        "asics",
        "hermes",
        "mercedes",
        "laos",
        "cyprus",
        "belarus",
        "honduras",
        "philippines",
        "netherlands",
        "texas",
        "ulsan",
        "mauritius",
        "barbados",
        "bahamas",
        "maldives",
        "emirates",
        "wales",
        "cis",
        "eus",
        "fuss",
        "citrus",
        "hummus",
        "virus",
        "apparatus",
        "octopus",
        "sales",
        "iveco",
        "rolls",
        "airbus",
    ]
)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """American singular of a plain Latin word: "tyres" -> "tire". Consistent rather than linguistic."""
    if (british := _BRITISH.get(word)) is not None:
        return british
    if (irregular := _IRREGULAR.get(word)) is not None:
        return irregular
    if len(word) <= 3 or word in _WHOLE or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        one = word[:-3] + "y"
    elif word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        one = word[:-2]
    elif word.endswith(("ss", "us", "is")):
        return word
    else:
        one = word[:-1]
    return _BRITISH.get(one, one)


def stems(phrase: str) -> str:
    """Blank-separated stems of a phrase, the key under which the vocabulary keeps it."""
    return " ".join(stem(t.text) for t in tokens(plain(tidy(phrase))) if t.is_word and t.text[0].isalnum())
