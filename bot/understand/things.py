"""Which product is meant: the head of the noun phrase, not just any word of it.

"steel bolts" are bolts, "tires for trucks" truck tires, "parts of cars" car parts, "cans of beer" beer, "日本車の部品"
car parts. A word
nobody knows at the head ("steel widgets") is never read as its modifier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.understand.question import Product
from bot.understand.scan import JOINS, Part
from bot.understand.spelling import stems
from bot.understand.words import Brand, Means, Vocabulary, vocabulary

_PACKAGES = frozenset(
    [
        "container",
        "box",
        "case",
        "bottle",
        "can",
        "glass",
        "bag",
        "pallet",
        "crate",
        "cup",
        "carton",
        "pack",
        "package",
        "roll",
        "sheet",
        "piece",
        "set",
        "pair",
        "coil",
        "barrel",
        "drum",
        "ton",
        "tonne",
        "kg",
        "kilo",
        "pound",
        "load",
        "shipload",
        "truckload",
        "batch",
        "lot",
        "bar",
        "tube",
        "jar",
        "tin",
        "slice",
        "import",
        "product",
        "kind",
        "type",
        "part",
        "shipment",
    ]
)
_PARTS_OF = {
    "passenger_vehicles": "auto_parts",
    "trucks": "truck_parts",
    "buses": "auto_parts",
    "aircraft_drones": "aircraft_parts",
    "motorcycles": "motorcycle_parts",
    "bicycles": "bicycle_parts",
    "machine_tools": "machine_tool_parts",
    "construction_machinery": "construction_parts",
    "engines": "engine_parts",
    "furniture": "furniture_parts",
    "computers": "computer_parts",
    "semiconductor_equipment": "chip_equipment_parts",
    "footwear": "shoe_parts",
    "machinery": "machine_parts",
    "robots_machinery": "machine_parts",
    "auto_parts": "auto_parts",
}
_PART_WORDS = frozenset({"part", "spare part", "component", "部品", "パーツ", "accessory"})
_MATERIAL_GROUPS = frozenset(
    {
        "steel",
        "aluminium",
        "copper",
        "other_metals",
        "precious",
        "wood",
        "textiles",
        "plastics",
        "ceramics",
        "building",
        "minerals",
        "pulp",
        "energy",
    }
    | {"bags", "textile_fibre", "semiconductors", "passenger_vehicles", "electronics", "chemicals", "batteries"}
)
_GENERIC = frozenset({"machinery", "machine_parts", "electronics", "food", "home_appliance", "energy"})
_MATERIALS = frozenset(
    {
        "steel",
        "aluminum",
        "copper",
        "metal",
        "lumber",
        "plastics",
        "leather",
        "raw_cotton",
        "rubber",
        "wool",
        "silk",
        "stainless",
    }
)
_WEAK_MODIFIER = frozenset(
    [
        "organic",
        "fresh",
        "frozen",
        "new",
        "used",
        "luxury",
        "premium",
        "cheap",
        "small",
        "large",
        "big",
        "best",
        "brand",
        "average",
        "typical",
        "regular",
        "standard",
        "genuine",
        "imported",
        "raw",
        "dried",
        "bulk",
        "whole",
    ]
)


@dataclass(frozen=True, slots=True)
class Thing:
    """What a question is about.

    Attributes:
        products: one product, or the several the asker must choose among; empty for general goods or nothing.
        brand: the make that was named.
        unknown: the words at the head of the phrase that are not known.
        unread: content words that were left aside.
        general: goods in general were named ("everything").
        joined: the products were named side by side ("steel and cars").
    """

    products: tuple[Product, ...] = ()
    brand: Brand | None = None
    brand_name: str | None = None
    unknown: str | None = None
    unread: tuple[str, ...] = ()
    general: bool = False
    joined: bool = False


@dataclass(slots=True)
class _Phrase:
    """Neighbouring parts without a filler between; ``link`` is what stood before it."""

    parts: list[Part] = field(default_factory=list)
    link: list[str] = field(default_factory=list)
    behind: str = ""


def _phrases(parts: Sequence[Part]) -> list[_Phrase]:
    found: list[_Phrase] = []
    current = _Phrase()
    link: list[str] = []
    for part in parts:
        content = part.is_thing or part.unknown
        if part.unknown and not current.parts and part.text.endswith("ed"):
            continue  # a participle that opens a phrase or stands alone: "transshipped", "refurbished"
        if content:
            if not current.parts:
                current = _Phrase(link=link)
                link = []
            current.parts.append(part)
            continue
        if part.means(Means.FILLER) and part.text in _WEAK_MODIFIER and not current.parts:
            continue
        if current.parts:
            current.behind = part.text
            found.append(current)
            current = _Phrase()
        link.append(part.text)
    if current.parts:
        found.append(current)
    return found


class _Chooser:
    def __init__(self, book: Vocabulary) -> None:
        self.book = book

    def of_part(self, part: Part) -> tuple[Product, ...]:
        assert part.sense is not None
        if part.means(Means.PRODUCT):
            return (self.book.products[part.sense.value],)
        if part.means(Means.BRAND):
            return (self.book.products[self.book.brands[part.sense.value].product],)
        return tuple(self.book.products[p] for p in self.book.choices[part.sense.value].products)

    def joined_lookup(self, *words: str) -> Product | None:
        key = stems(" ".join(words))
        sense = self.book.latin.get(key)
        return self.book.products[sense.value] if sense and sense.means is Means.PRODUCT else None

    def parts_of(self, whole: Product) -> Product | None:
        if (found := self.joined_lookup(self.book.first_word[whole.id][0], "part")) is not None:
            return found
        return self.book.products.get(_PARTS_OF.get(whole.group, ""))

    def head(self, phrase: _Phrase) -> Thing:
        """Read one phrase."""
        things = [p for p in phrase.parts if p.is_thing]
        aside: list[str] = []
        brand_part = next((p for p in things if p.means(Means.BRAND)), None)
        brand = self.book.brands[brand_part.sense.value] if brand_part and brand_part.sense else None
        brand_name = brand_part.text if brand_part else None
        while len(phrase.parts) > 1 and phrase.parts[-1].unknown and phrase.parts[-1].text.endswith("ed") and things:
            # a participle, not a thing: "toys transshipped", "cans smelted"
            aside.append(phrase.parts.pop().text)
        last = phrase.parts[-1]
        if last.unknown:
            if things and brand_part is things[-1]:
                # "toyota yaris": a make with a model nobody listed is still the make's product
                return Thing(
                    self.of_part(things[-1]), brand, brand_name, None, tuple(p.text for p in phrase.parts if p.unknown)
                )
            return Thing(unknown=" ".join(p.text for p in phrase.parts), brand=brand, brand_name=brand_name)
        unread = tuple(p.text for p in phrase.parts if p.unknown) + tuple(aside)
        if last.key in _PART_WORDS and len(things) > 1:
            whole = next((t for t in reversed(things[:-1]) if not t.means(Means.CHOICE)), None)
            whole_products = self.of_part(whole) if whole else self.of_part(things[-2])
            if (found := self.parts_of(whole_products[0])) is not None:
                return Thing((found,), brand, brand_name, None, unread)
        if last.means(Means.CHOICE) and len(phrase.parts) > 1 and phrase.parts[-2].unknown:
            # "argan oil": the word before says which oil, and nobody here knows it
            return Thing(unknown=" ".join(p.text for p in phrase.parts), brand=brand, brand_name=brand_name)
        products = self.of_part(last)
        before = things[-2] if len(things) > 1 else None
        if before is not None and before.means(Means.PRODUCT) and products[0].id in _GENERIC and len(products) == 1:
            # "MRI machine", "rice food": the word before is the thing
            return Thing(self.of_part(before), brand, brand_name, None, unread)
        if before is not None and before.means(Means.PRODUCT) and not last.means(Means.BRAND):
            modifier = self.of_part(before)[0]
            if modifier.group not in _MATERIAL_GROUPS and not _covers(modifier, products[0]):
                unread += (before.text,)
        if len(things) > 1 and not last.means(Means.BRAND):
            whole_phrase = self.joined_lookup(*(t.text for t in things if not t.means(Means.BRAND)))
            if whole_phrase is not None:
                products = (whole_phrase,)
                unread = tuple(word for word in unread if before is None or word != before.text)
        if last.means(Means.BRAND) and len(things) > 1:
            named = next((t for t in reversed(things) if t.means(Means.PRODUCT)), None)
            if named is not None:
                products = self.of_part(named)
        return Thing(products, brand, brand_name, None, unread)


def _covers(wide: Product, narrow: Product) -> bool:
    return wide.id != narrow.id and any(narrow.codes[0].startswith(code) for code in wide.codes)


def _merge(first: Thing, second: Thing, products: tuple[Product, ...], *, joined: bool = False) -> Thing:
    return Thing(
        products,
        first.brand or second.brand,
        first.brand_name or second.brand_name,
        None,
        first.unread + second.unread,
        joined=joined,
    )


def _related(chooser: _Chooser, left: _Phrase, a: Thing, right: _Phrase, b: Thing) -> Thing:
    """Two phrases with something between them."""
    link = [w for w in right.link if w not in ("the", "a", "an", "japanese")]
    last_left = left.parts[-1]
    if a.products == b.products:
        return _merge(a, b, a.products)
    if "of" in link[:1]:
        if last_left.key in _PART_WORDS and b.products and (found := chooser.parts_of(b.products[0])) is not None:
            return _merge(b, a, (found,))
        if last_left.key in _PACKAGES or last_left.weak:
            return _merge(b, a, b.products)
        if (found := chooser.joined_lookup(right.parts[-1].text, left.parts[-1].text)) is not None:
            return _merge(a, b, (found,))
        return _merge(a, b, a.products)
    if link[:1] == ["for"] or link[:2] == ["used", "in"] or link[:2] == ["used", "on"]:
        if last_left.key in _PART_WORDS and b.products and (found := chooser.parts_of(b.products[0])) is not None:
            return _merge(b, a, (found,))
        if (found := chooser.joined_lookup(right.parts[-1].text, left.parts[-1].text)) is not None:
            return _merge(a, b, (found,))
        return _merge(a, b, a.products)
    if "の" in link:
        if right.parts[-1].key in _PART_WORDS and a.products and (found := chooser.parts_of(a.products[0])) is not None:
            return _merge(a, b, (found,))
        return _merge(b, a, b.products)
    if last_left.weak != right.parts[-1].weak:
        return _merge(a, b, b.products if last_left.weak else a.products)
    if not a.products or not b.products:
        return _merge(a, b, a.products or b.products)
    if len(a.products) == len(b.products) == 1:
        if _covers(a.products[0], b.products[0]) and a.products[0].broad:
            return _merge(b, a, b.products)
        if _covers(b.products[0], a.products[0]) and b.products[0].broad:
            return _merge(a, b, a.products)
    elif len(a.products) != len(b.products):
        one, many = (a, b) if len(a.products) < len(b.products) else (b, a)
        if one.products[0] in many.products or not any(w in JOINS for w in link):
            return _merge(one, many, one.products)
    if link == ["in"]:
        return _merge(a, b, a.products)  # "beer in aluminum cans"
    if any(w in JOINS for w in link):
        return _merge(a, b, tuple(dict.fromkeys(a.products + b.products)), joined=True)
    if a.brand is not None and b.brand is None:
        return _merge(b, a, b.products)  # "does Toyota pay duty on steel"
    if any(w in ("in", "with", "containing", "made", "using", "から") for w in link) and b.products[0].id in _MATERIALS:
        return _merge(a, b, a.products)
    if a.products[0].id in _MATERIALS and b.products[0].id not in _MATERIALS:
        return _merge(b, a, b.products)
    if b.products[0].id in _MATERIALS and a.products[0].id not in _MATERIALS:
        return _merge(a, b, a.products)
    return _merge(a, b, tuple(dict.fromkeys(a.products + b.products)), joined=True)


def find(parts: Sequence[Part]) -> Thing:
    """What the parts of a question say about the product."""
    chooser = _Chooser(vocabulary())
    general = any(p.means(Means.GENERAL) for p in parts)
    phrases = _phrases(parts)
    if not phrases:
        return Thing(general=general)
    strong = [p for p in phrases if not all(q.weak for q in p.parts)]
    if strong and len(strong) < len(phrases):
        # an everyday word counts only where nothing better is named; "case of wine", "box of shoes"
        phrases = strong if not any("of" in p.link[:1] for p in strong) else phrases
    read = [chooser.head(p) for p in phrases]
    unknown = [t.unknown for t in read if t.unknown]
    if len(read) > 1 and unknown and any(t.products for t in read):
        kept = [(p, t) for p, t in zip(phrases, read, strict=True) if t.products]
        unread = tuple(word for phrase in unknown for word in phrase.split())
        phrases, read = [p for p, _ in kept], [t for _, t in kept]
    else:
        unread = ()
    result, at = read[0], phrases[0]
    for phrase, thing in zip(phrases[1:], read[1:], strict=True):
        if result.joined:
            result = _merge(result, thing, tuple(dict.fromkeys(result.products + thing.products)), joined=True)
        else:
            result = _related(chooser, at, result, phrase, thing)
        at = phrase
    if not result.products and unknown:
        return Thing(
            unknown=" ".join(dict.fromkeys(unknown)), brand=result.brand, brand_name=result.brand_name, general=general
        )
    return Thing(
        result.products,
        result.brand,
        result.brand_name,
        result.unknown,
        result.unread + unread,
        general and not result.products,
        result.joined,
    )
