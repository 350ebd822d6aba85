"""The vocabulary: tables of ``storage/facts/words`` in memory, longest match first.

Every Latin phrase is kept by its stems ("auto part"), every Japanese one by its characters. One phrase has one
sense; what has
several is in ``ambiguous.txt``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from bot.understand.question import Product
from bot.understand.spelling import plain, stem, stems, tidy


class Means(StrEnum):
    """What a phrase stands for; the value beside it is an id, an ISO code or a full name."""

    PRODUCT = "product"
    CHOICE = "choice"
    BRAND = "brand"
    COUNTRY = "country"
    PLACE = "place"
    PERSON = "person"
    GENERAL = "general"
    FILLER = "filler"


class Sense(NamedTuple):
    """One meaning of a phrase."""

    means: Means
    value: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country of origin; ``code`` is ISO 3166-1 alpha-2, or "EU"."""

    code: str
    alpha3: str
    in_eu: bool
    name_en: str
    name_ja: str


@dataclass(frozen=True, slots=True)
class Brand:
    """A make: its product, likely origins (home first), and the maker where a company agreement decides."""

    product: str
    origins: tuple[str, ...]
    assume_home: bool
    maker: str | None


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A word that means several products; ids, the commonest first."""

    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All tables.

    ``latin`` by stems, ``other`` by characters; the ``*_reach`` say how long a phrase may be by its first
    part.
    """

    products: dict[str, Product]
    first_word: dict[str, tuple[str, str]]
    brands: dict[str, Brand]
    choices: dict[str, Ambiguous]
    countries: dict[str, Country]
    alpha: dict[str, str]
    plain_alpha2: frozenset[str]
    word_alpha3: frozenset[str]
    implied: dict[str, str]
    latin: dict[str, Sense]
    other: dict[str, Sense]
    latin_reach: dict[str, int]
    other_reach: dict[str, int]
    filler: frozenset[str]
    filler_other: frozenset[str]
    filler_other_reach: int
    only_as: dict[str, frozenset[str]]
    real_words: frozenset[str]
    spellings: tuple[str, ...]
    headings: frozenset[str]


_WORDS: Traversable = files("storage") / "facts" / "words"
_PRODUCT_FILES = ("vehicles", "metals", "machinery", "food", "goods")

GENERAL_EN = (
    "goods, everything, all goods, all imports, all products, general goods, most goods, most products, any goods, "
    "anything, all items, other goods, general merchandise, imports in general, imported goods, merchandise, "
    "other products, all exports, across the board, package, parcel, small parcel, postal package, low value package, "
    "low value shipment, gift, postal item"
)
GENERAL_JA = (
    "全品目, 全商品, 製品全般, 輸入品全般, 輸入品, 一般品目, すべての品目, 全ての製品, 一般の品目, 全品, "
    "あらゆる製品, 物品, 商品"
)


def _rows(name: str, columns: int) -> Iterator[list[str]]:
    """Rows of a table as cells; section lines "[group]" come as one cell.

    Raises ValueError naming a row that is short.
    """
    path = _WORDS.joinpath(*name.split("/"))
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            yield [line.strip("[] ")]
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) < columns:
            raise ValueError(
                f"words/{name} line {number}: {columns} columns divided by '|' are needed, found {len(cells)}."
            )
        yield cells


def _phrases(cell: str) -> list[str]:
    return [phrase for part in cell.split(",") if (phrase := part.strip())]


def _plain_text(name: str) -> list[str]:
    return [line for line in (_WORDS / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]


_ASCII_SIGNS = str.maketrans({"-": " ", "'": None, ".": None})


class _Builder:
    """Collects phrases; the first sense of a phrase stands, a second one is reported in ``clashes``."""

    def __init__(self) -> None:
        self.latin: dict[str, Sense] = {}
        self.other: dict[str, Sense] = {}
        self.clashes: list[str] = []

    def add(self, phrase: str, sense: Sense) -> None:
        if phrase.isascii():
            table, key = self.latin, " ".join(map(stem, phrase.lower().translate(_ASCII_SIGNS).split()))
        elif phrase[-1] >= "\u3000" and unicodedata.is_normalized("NFKC", phrase) and "\ufe0f" not in phrase:
            table, key = self.other, phrase.lower().replace(" ", "")
        else:
            text = plain(tidy(phrase))
            foreign = any(c >= "\u0250" for c in text)
            table, key = (self.other, text.replace(" ", "")) if foreign else (self.latin, stems(text))
        if table is self.other:
            if len(key) == 1 and sense.means is Means.COUNTRY:
                return  # 比, 西, 土 are words of their own; scan knows the safe ones
            if "・" in key:
                table.setdefault(key.replace("・", ""), sense)
        if not key:
            return
        if (known := table.setdefault(key, sense)) != sense:
            self.clashes.append(f"{phrase!r}: {known} and {sense}")

    def add_all(self, cell: str, sense: Sense) -> None:
        for phrase in _phrases(cell):
            self.add(phrase, sense)


def _load_products(build: _Builder) -> tuple[dict[str, Product], dict[str, tuple[str, str]]]:
    products: dict[str, Product] = {}
    first_word: dict[str, tuple[str, str]] = {}
    for name in _PRODUCT_FILES:
        group = ""
        for cells in _rows(f"products/{name}.txt", 6):
            if len(cells) == 1:
                group = cells[0]
                continue
            key, codes, name_en, name_ja, english, japanese = cells[:6]
            broad = key.endswith("*")
            key = key.rstrip("*")
            products[key] = Product(key, name_en, name_ja, tuple(codes.split()), group, broad)
            first_word[key] = (_phrases(english)[0], (_phrases(japanese) or _phrases(english))[0])
            build.add_all(english, Sense(Means.PRODUCT, key))
            build.add_all(japanese, Sense(Means.PRODUCT, key))
    return products, first_word


def _load_people(build: _Builder, filler: set[str]) -> None:
    """Officials of the watch list, by every name that means nothing else."""
    from storage.facts.people import load_people

    for person in load_people():
        sense = Sense(Means.PERSON, person.name_en)
        for name in person.names:
            text = plain(tidy(name))
            key = stems(text) if text.isascii() else text.replace(" ", "")
            if key and key not in filler and key not in build.latin and key not in build.other:
                build.add(name, sense)


def _reach(keys: dict[str, Sense], *, by_word: bool) -> dict[str, int]:
    reach: dict[str, int] = {}
    for key in keys:
        first = key.partition(" ")[0] if by_word else key[0]
        length = key.count(" ") + 1 if by_word else len(key)
        if reach.get(first, 0) < length:
            reach[first] = length
    return reach


def _correctable(latin: dict[str, Sense]) -> Iterator[str]:
    """Words a typo may be corrected into: every word of a product; names of countries and makes that are one word."""
    for key, sense in latin.items():
        if sense.means in (Means.PRODUCT, Means.CHOICE):
            yield from key.split()
        elif " " not in key and (sense.means is Means.COUNTRY or len(key) >= 6):
            yield key


@cache
def clashes() -> tuple[str, ...]:
    """Phrases that two rows claim for different things; the vocabulary keeps the first. Empty in a good vocabulary."""
    return tuple(_build()[1].clashes)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, loaded once. Raises ValueError for a table that cannot be read."""
    return _build()[0]


@cache
def _build() -> tuple[Vocabulary, _Builder]:
    build = _Builder()
    products, first_word = _load_products(build)
    choices: dict[str, Ambiguous] = {}
    for english, japanese, ids in _rows("ambiguous.txt", 3):
        key = (_phrases(english) or _phrases(japanese))[0]
        choices[key] = Ambiguous(tuple(ids.split()))
        build.add_all(english, Sense(Means.CHOICE, key))
        build.add_all(japanese, Sense(Means.CHOICE, key))
    countries: dict[str, Country] = {}
    alpha: dict[str, str] = {}
    for code, alpha3, union, name_en, name_ja, english, japanese in _rows("countries.txt", 7):
        countries[code] = Country(code, alpha3, union == "EU", name_en, name_ja)
        alpha[code] = code
        alpha[alpha3] = code
        sense = Sense(Means.COUNTRY, code)
        for cell in (name_en.replace("&", "and"), name_ja, english, japanese):
            build.add_all(cell, sense)
    for code, english, japanese in _rows("cities.txt", 3):
        build.add_all(english, Sense(Means.PLACE, code))
        build.add_all(japanese, Sense(Means.PLACE, code))
    brands: dict[str, Brand] = {}
    for cells in _rows("brands.txt", 4):
        english, japanese, product, origins = cells[:4]
        key = _phrases(english)[0]
        homes = origins.split()
        brands[key] = Brand(
            product,
            tuple(o.rstrip("*") for o in homes),
            not any(o.endswith("*") for o in homes),
            (cells[4] if len(cells) > 4 else "") or None,
        )
        build.add_all(english, Sense(Means.BRAND, key))
        build.add_all(japanese, Sense(Means.BRAND, key))
    build.add_all(GENERAL_EN, Sense(Means.GENERAL, ""))
    build.add_all(GENERAL_JA, Sense(Means.GENERAL, ""))
    implied_build = _Builder()
    for code, english, japanese in _rows("implied.txt", 3):
        implied_build.add_all(english, Sense(Means.COUNTRY, code))
        implied_build.add_all(japanese, Sense(Means.COUNTRY, code))
    implied = {key: sense.value for table in (implied_build.latin, implied_build.other) for key, sense in table.items()}
    filler_words = {stem(word.replace("'", "")) for line in _plain_text("filler.txt") for word in line.split()}
    _load_people(build, filler_words)
    common = {stem(word) for line in _plain_text("common_words.txt") for word in line.split()} - set(build.latin)
    iso = [line.partition(": ") for line in _plain_text("iso_codes.txt")]
    filler_other = frozenset(word for line in _plain_text("filler_ja.txt") for word in line.split())
    only_as = {stem_: frozenset(_phrases(forms)) for stem_, forms in _rows("only_as.txt", 2)}
    headings = frozenset(
        chapter + last
        for line in _plain_text("headings.txt")
        for chapter, _, rest in [line.partition(":")]
        for last in rest.split()
    )
    real = frozenset(
        word for name in ("schedule_words.txt", "real_words.txt") for line in _plain_text(name) for word in line.split()
    )
    parts = {word for word in _correctable(build.latin) if len(word) >= 4 and word.isalpha()}
    spellings = tuple(sorted(parts | {word for word in filler_words if len(word) >= 5}))
    book = Vocabulary(
        products,
        first_word,
        brands,
        choices,
        countries,
        alpha,
        frozenset(code for kind, _, codes in iso if kind == "plain" for code in codes.split()),
        frozenset(code for kind, _, codes in iso if kind == "word" for code in codes.split()),
        implied,
        build.latin,
        build.other,
        _reach(build.latin, by_word=True),
        _reach(build.other, by_word=False),
        frozenset(filler_words | common),
        filler_other,
        max(map(len, filler_other)),
        only_as,
        real,
        spellings,
        headings,
    )
    return book, build
