"""What the asker says about the shipment: facts that decide between outcomes, each with where it stands in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.understand.dates import Mention
from bot.understand.words import Means, vocabulary
from tariff.answer import ShipmentFact


@dataclass(slots=True)
class Claims:
    """Facts found, the unit of ``VALUE_PER_UNIT``, a rate the asker named, and the spans that are used up.

    ``perhaps_metal`` is "40% steel": a share of metal when the goods are something else, with the span of the
    metal's name.
    """

    facts: dict[ShipmentFact, str] = field(default_factory=dict)
    value_unit: str | None = None
    asked_percent: Decimal | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)
    perhaps_metal: tuple[str, int, int] | None = None

    def put(self, fact: ShipmentFact, value: str, match: re.Match[str]) -> None:
        """Keep a fact; the first statement of it stands."""
        self.facts.setdefault(fact, value)
        self.spans.append(match.span())


_N = r"(?P<n>\d{1,3}(?:\.\d+)?)\s*(?:%|percent|per cent|pct|パーセント)"
_METAL = r"(?:metal|steel|iron|aluminum|aluminium|copper|鉄鋼|鉄|鋼|アルミニウム|アルミ|銅|金属)"
_CONTENT = r"(?:content|by value|share|value|portion|含有率|含有量|含有|使用率|比率|の割合)"

_F = ShipmentFact
_YES_NO: tuple[tuple[ShipmentFact, str, str], ...] = (
    (
        _F.USMCA,
        "no",
        r"\b(?:non|not|no|without|isn't|isnt|doesn't|doesnt|does not|do not|fails?|outside|except|"
        r"un)[\s-]+(?:\w+\s+){0,3}?(?:usmca|cusma|t-?mec)"
        r"(?:[\s-]+(?:compliant|qualifying|qualified|eligible|goods|origin))?|usmca[\s-]+(?:non-?compliant|no\b|not\b)|usmca(?:非適合|不適合|対象外|非適用|では?ない|なし|不使用|を使わ)",
    ),
    (
        _F.USMCA,
        "yes",
        r"\b(?:usmca|cusma|t-mec|tmec|umsca|uscma)(?:[\s-]+(?:compliant|qualifying|qualified|qualifies|"
        r"eligible|goods|origin|certified|certificate|yes|claim(?:ed)?))?"
        r"|usmca(?:適合|適格|原産|適用)",
    ),
    (
        _F.PREFERENCE,
        "no",
        r"\b(?:without|no|not under|not|non)[\s-]+(?:claiming\s+)?(?:the\s+)?(?:korus|fta|free trade "
        r"agreement|trade preference|preference)\b",
    ),
    (
        _F.PREFERENCE,
        "yes",
        r"\b(?:korus(?:\s+fta)?|(?:under|with|claiming|qualif\w+ (?:for|under)|via) (?:the |a |an "
        r")?(?:\w+ )?(?:fta|free trade agreement|cafta(?:-dr)?|agoa|gsp))\b"
        r"|米韓fta|fta適用|fta税率|日米貿易協定",
    ),
    (
        _F.WITHIN_QUOTA,
        "no",
        r"\b(?:over|out of|outside|above|beyond|exceed(?:s|ing)|not in|not within)[\s-]+(?:the\s+|"
        r"of\s+|-)?quota\b|枠外|二次税率",
    ),
    (_F.WITHIN_QUOTA, "yes", r"\b(?:in|within|under|inside)[\s-]+(?:the\s+)?quota\b|枠内|一次税率|関税割当内"),
    (_F.CIVIL_AIRCRAFT, "no", r"\b(?:not for|non)[\s-]+civil aircraft\b"),
    (
        _F.CIVIL_AIRCRAFT,
        "yes",
        r"\b(?:for (?:use in |use on )?(?:a |the )?civil(?:ian)? (?:aircraft|aviation|airplanes?)|"
        r"civil aircraft (?:use|agreement))\b|民間航空機用",
    ),
    (
        _F.AUTO_PART,
        "no",
        r"\b(?:not (?:a |an |for )?(?:auto(?:motive)?|car|vehicle)s?(?: parts?)?|not for (?:a |the "
        r")?(?:cars?|vehicles?|autos?)|non[\s-]automotive)\b|自動車用でない|自動車用ではない",
    ),
    (
        _F.AUTO_PART,
        "yes",
        r"\b(?:(?:for use in|used in|for) (?:a |the )?(?:passenger (?:cars?|vehicles?)|light trucks?|"
        r"automobiles?)|as (?:an )?auto(?:motive)? parts?|automotive use)\b|自動車用として",
    ),
    (
        _F.PATENTED,
        "no",
        r"\b(?:non[\s-]patented|unpatented|not patented|off[\s-]patent|generic)\b|後発|ジェネリック|"
        r"特許切れ",
    ),
    (_F.PATENTED, "yes", r"\b(?:patented|on[\s-]patent|brand[\s-]?name|branded)\b|特許(?:医薬品|薬|品)?(?!切)|先発"),
    (
        _F.END_USE,
        "us_data_center",
        r"\b(?:for|in|used in|destined for) (?:a |an |the )?(?:u\.?s\.? |american )?data ?cent(?:er|"
        r"re)s?\b|データセンター(?:用|向け)",
    ),
    # The product's own words: looked at, not used up.
    (_F.END_USE, "ship_to_shore_crane", r"(?=\b(?:ship[\s-]to[\s-]shore|sts)[\s-]+(?:gantry[\s-]+)?cranes?\b)"),
    (_F.END_USE, "intermodal_chassis", r"(?=\b(?:intermodal|container)[\s-]+chassis\b)|(?=コンテナ(?:用)?シャーシ)"),
    (_F.END_USE, "transshipped", r"\btrans-?shipped\b|迂回輸出|積み替え"),
    (_F.END_USE, "repair", r"\b(?:for (?:repairs?|replacement)|(?:repair|replacement) use)\b|修理用"),
    (_F.END_USE, "research", r"\bfor (?:research(?: and development)?|r&d|r ?and ?d)\b|研究開発用"),
)
_YES_NO_RULES = tuple((fact, value, re.compile(pattern)) for fact, value, pattern in _YES_NO)

_METAL_CONTENT = tuple(
    re.compile(p)
    for p in (
        _N + r"\s*(?:of\s+(?:the\s+)?(?:value|it)\s+is\s+)?" + _METAL + r"[\s-]*" + _CONTENT,
        r"(?:"
        + _METAL
        + r")[\s-]*(?:"
        + _CONTENT
        + r")?\s*(?:is|of|:|=|が|は|の)?\s*"
        + _N
        + r"(?!\s*(?:tariff|dut(?:y|ies)|rate|関税))(?=\s*(?:$|[,.;)、。?!？]|"
        + _CONTENT
        + r"|by|and|from|in|の))",
        r"\b(?:contain(?:s|ing)?|with|is)\s+(?:about\s+)?" + _N + r"\s*" + _METAL + r"\b(?!\s*(?:tariff|dut|rate))",
        r"\b" + _N + r"\s*metal\b(?!\s*(?:tariff|dut|rate))",
    )
)
_US_CONTENT = tuple(
    re.compile(p)
    for p in (
        r"(?:\bu\.?s\.?a?\b|\bamerican\b|\bunited states\b|米国|アメリカ)[\s-]*(?:content|parts|value|"
        r"部品比率|部品|コンテンツ|含有率)\s*(?:is|of|:|=|が|は)?\s*" + _N,
        _N + r"\s*(?:of\s+)?(?:u\.?s\.?a?\b|american|united states|米国)[\s-]*(?:content|parts|value|made)",
    )
)
_MONEY = re.compile(
    r"(?:usd|us\$|\$)\s*(?P<v>\d[\d,]*(?:\.\d+)?)(?:\s*(?:usd|dollars?))?\s*(?:/|per|a|an|each)\s*(?P<u>kg|kilos?|kilograms?|kilo|lbs?|pounds?|g|grams?|tonnes?|tons?|t|liters?|litres?|l|gallons?|"
    r"each|pieces?|pcs?|units?|items?|pairs?|prs?|dozen|doz|m2|square meters?|barrels?|bbl|head|"
    r"bottles?|watch|car|no)?\b"
    r"|(?P<v2>\d[\d,]*(?:\.\d+)?)\s*(?:usd|dollars?|ドル)\s*(?:/|per|a)\s*(?P<u2>kg|kilo|kilogram|lb|pound|liter|litre|l|each|piece|unit|pair|dozen|barrel)s?\b"
    r"|(?:1|一)?\s*(?P<u3>キロ|kg|リットル|個|台|足|本)\s*(?:あたり|当たり)?\s*(?P<v3>\d[\d,]*(?:\.\d+)?)\s*ドル"
)
_UNITS: dict[str, tuple[str, Decimal]] = {
    "kg": ("kg", Decimal(1)),
    "kilo": ("kg", Decimal(1)),
    "kilogram": ("kg", Decimal(1)),
    "キロ": ("kg", Decimal(1)),
    "lb": ("kg", Decimal("0.45359237")),
    "pound": ("kg", Decimal("0.45359237")),
    "g": ("kg", Decimal("0.001")),
    "gram": ("kg", Decimal("0.001")),
    "tonne": ("t", Decimal(1)),
    "ton": ("t", Decimal(1)),
    "t": ("t", Decimal(1)),
    "liter": ("liter", Decimal(1)),
    "litre": ("liter", Decimal(1)),
    "l": ("liter", Decimal(1)),
    "リットル": ("liter", Decimal(1)),
    "gallon": ("liter", Decimal("3.785411784")),
    "each": ("each", Decimal(1)),
    "piece": ("each", Decimal(1)),
    "pc": ("each", Decimal(1)),
    "unit": ("each", Decimal(1)),
    "item": ("each", Decimal(1)),
    "個": ("each", Decimal(1)),
    "台": ("each", Decimal(1)),
    "本": ("each", Decimal(1)),
    "watch": ("each", Decimal(1)),
    "car": ("each", Decimal(1)),
    "no": ("each", Decimal(1)),
    "pair": ("pair", Decimal(1)),
    "pr": ("pair", Decimal(1)),
    "足": ("pair", Decimal(1)),
    "dozen": ("dozen", Decimal(1)),
    "doz": ("dozen", Decimal(1)),
    "m2": ("m2", Decimal(1)),
    "square meter": ("m2", Decimal(1)),
    "barrel": ("barrel", Decimal(1)),
    "bbl": ("barrel", Decimal(1)),
    "head": ("head", Decimal(1)),
}
_AGE = re.compile(
    r"\b(?:at least |over |more than )?(?P<n>\d{1,3})[\s-]*(?:years?|yrs?|yo|y/o)[\s-]*(?:old|"
    r"or older)?\b(?!\s*(?:ago|back|deal|term))|(?:製造|初度登録)?から?(?P<n2>\d{1,3})年(?:落ち|"
    r"経過|前の車|以上前)"
)
_MODEL_YEAR = re.compile(
    r"\b(?:model year|my)\s*(?P<y>(?:19|20)\d\d)\b|\b(?P<y2>(?:19|20)\d\d)[\s-]model(?:[\s-]year)?\b|"
    r"(?P<y3>(?:19|20)\d\d)年(?:式|型|モデル)"
)
_METAL_FROM = (
    re.compile(
        r"\b(?:melted(?:\s+and\s+poured)?|smelted(?:\s+and\s+cast)?|poured)\s+in\s+(?:the\s+)?(?P<place>[a-z]+(?:\s[a-z]+)?)\b"
    ),
    re.compile(r"\b(?P<place>[a-z]+(?:\s[a-z]+)?)[\s-]+(?:melted(?:[\s-]and[\s-]poured)?|smelted)\b"),
)
_LOADED_AHEAD = re.compile(
    r"\b(?:loaded|laden|shipped|sailed|departed|left port|on the water|on a ship|on board|in transit|"
    r"embarked)\b[^.;?]{0,28}$"
)
_LOADED_BEHIND = re.compile(r"^\s*(?:に|付で)?\s*(?:船積み|積載|積み込|出港|出航|船に積)")
_PERCENT = re.compile(_N)
_PERHAPS = re.compile(_N + r"\s*(?P<metal>" + _METAL + r")(?!\s*(?:tariff|dut|rate|levy|関税|の関税))")


def _metal_origin(found: Claims, text: str) -> None:
    for ahead, rule in enumerate(_METAL_FROM):
        for match in rule.finditer(text):
            words = match["place"].split()
            for size in (2, 1):
                phrase = " ".join(words[-size:] if ahead else words[:size])
                sense = vocabulary().latin.get(phrase)
                if phrase in ("us", "u s", "usa") or (sense and sense.means in (Means.COUNTRY, Means.PLACE)):
                    found.put(_F.METAL_ORIGIN, sense.value if sense else "US", match)
                    return


def _value(found: Claims, text: str) -> None:
    if not (match := _MONEY.search(text)):
        return
    raw, unit = match["v"] or match["v2"] or match["v3"], match["u"] or match["u2"] or match["u3"]
    if unit is None:
        if not re.search(r"each\s*$", match.group()):
            return
        unit = "each"
    known = _UNITS.get(unit) or _UNITS.get(unit.rstrip("s"))
    if known is None:
        return
    name, factor = known
    amount = Decimal(raw.replace(",", "")) / factor
    found.put(_F.VALUE_PER_UNIT, f"{amount.quantize(Decimal('0.0001')).normalize():f}", match)
    found.value_unit = name


def _age(found: Claims, text: str, year: int, mentions: Sequence[Mention]) -> None:
    if match := _AGE.search(text):
        number = match["n"] or match["n2"]
        if re.search(r"old|or older|落ち|経過|以上前|前の車", match.group()) or re.search(
            r"\b(?:over|at least|more than)\b", match.group()
        ):
            found.put(_F.VEHICLE_AGE, str(int(number)), match)
            return
    if match := _MODEL_YEAR.search(text):
        built = int(match["y"] or match["y2"] or match["y3"])
        if 1900 < built <= year:
            found.put(_F.VEHICLE_AGE, str(year - built), match)
            return
    for mention in mentions:
        if mention.year_only and mention.on.year <= 2017:
            found.facts.setdefault(_F.VEHICLE_AGE, str(year - mention.on.year))


def find(text: str, mentions: Sequence[Mention], year: int) -> Claims:
    """Facts stated in plain text.

    Args:
        text: the plain question.
        mentions: dates found in it; the caller has to drop those ``loading_day`` takes.
        year: year of entry, for the age of a vehicle.
    """
    found = Claims()
    for fact, value, rule in _YES_NO_RULES:
        if fact not in found.facts and (match := rule.search(text)):
            found.put(fact, value, match)
    for rules, fact in ((_US_CONTENT, _F.US_CONTENT_PERCENT), (_METAL_CONTENT, _F.METAL_PERCENT)):
        for rule in rules:
            match = rule.search(text)
            if match and Decimal(match["n"]) <= 100 and not _inside(match, found.spans):
                found.put(fact, f"{Decimal(match['n']).normalize():f}", match)
                break
    if _F.METAL_PERCENT not in found.facts and (match := _PERHAPS.search(text)):
        found.perhaps_metal = (f"{Decimal(match['n']).normalize():f}", *match.span("metal"))
    _metal_origin(found, text)
    _value(found, text)
    _age(found, text, year, mentions)
    for match in _PERCENT.finditer(text):
        if not _inside(match, found.spans):
            found.asked_percent = found.asked_percent if found.asked_percent is not None else Decimal(match["n"])
            found.spans.append(match.span())
    return found


def _inside(match: re.Match[str], spans: Sequence[tuple[int, int]]) -> bool:
    return any(match.start() < end and start < match.end() for start, end in spans)


def loading_day(text: str, mentions: Sequence[Mention]) -> Mention | None:
    """The date the goods were loaded on their vessel, where one is given as such."""
    for mention in mentions:
        if _LOADED_AHEAD.search(text[: mention.start]) or _LOADED_BEHIND.search(text[mention.end :]):
            return mention
    return None
