"""Words of the field: watched countries, product groups, and the forms in which official texts write them."""

from __future__ import annotations

import re

COUNTRIES: dict[str, str] = {
    "JP": r"japan(?:ese)?|nippon",
    "KR": r"south korean?|republic of korea|korean?|u\.s\.-korea",
    "EU": r"european union|\beu\b",
    "CN": r"china|chinese|people[’']?s republic of china|\bprc\b|hong kong",
    "TW": r"taiwan(?:ese)?",
    "IN": r"indian?(?:s)?",
    "CH": r"switzerland|swiss",
    "LI": r"liechtenstein",
    "GB": r"united kingdom|british|u\.?k\.?|great britain",
    "CA": r"canada|canadian|northern border",
    "MX": r"mexic(?:o|an)|southern border",
    "BR": r"brazil(?:ian)?",
    "VN": r"viet ?nam(?:ese)?",
    "TH": r"thai(?:land)?",
    "ID": r"indonesian?",
    "MY": r"malaysian?",
    "KH": r"cambodian?",
    "PH": r"philippines?|filipino",
    "SG": r"singapore",
    "AU": r"australian?",
    "AR": r"argentin(?:a|e|ian)",
    "IL": r"israeli?",
    "ZA": r"south african?",
    "RU": r"russian?(?: federation)?",
    "IR": r"iran(?:ian)?",
    "CU": r"cuban?",
    "VE": r"venezuelan?",
    "NI": r"nicaraguan?",
    "EC": r"ecuador",
    "SV": r"el salvador",
    "GT": r"guatemala",
    "BD": r"bangladesh",
    "JO": r"jordan(?:ian)?",
    "MK": r"north macedonia",
    "MA": r"morocc(?:o|an)",
    "TR": r"t[uü]rk(?:ey|iye|ish)",
    "NO": r"norw(?:ay|egian)",
    "DE": r"german(?:y)?",
    "FR": r"france|french",
    "IT": r"ital(?:y|ian)",
    "IE": r"(?<!northern )ireland|irish",
    "ES": r"spain|spanish",
}
"""Country code -> how English texts name it. Order settles nothing; longest match does."""

WATCHED = frozenset(["JP", "KR", "EU", "CN", "TW", "IN", "CH", "GB", "CA", "MX", "BR", "VN", "TH", "ID"])
"""Countries whose affairs the product follows even where no duty is touched."""

_JAPANESE = {
    "JP": "日本|日米",
    "KR": "韓国|米韓",
    "EU": "欧州|ＥＵ|EU",
    "CN": "中国|米中",
    "TW": "台湾",
    "IN": "インド(?!ネシア)",
    "CH": "スイス",
    "GB": "英国|イギリス",
    "CA": "カナダ",
    "MX": "メキシコ",
    "BR": "ブラジル",
    "VN": "ベトナム",
    "TH": "タイ(?:王国|へ|から|製|の|、)",
    "ID": "インドネシア",
    "RU": "ロシア",
    "IR": "イラン",
}
_COUNTRY_JA = {code: re.compile(pattern) for code, pattern in _JAPANESE.items()}

DEMONYM_OF: dict[str, str] = {
    "JP": "Japan",
    "KR": "Korea",
    "EU": "EU",
    "CN": "China",
    "TW": "Taiwan",
    "IN": "India",
    "CH": "Switzerland",
    "GB": "UK",
    "CA": "Canada",
    "MX": "Mexico",
    "BR": "Brazil",
    "VN": "Vietnam",
    "TH": "Thailand",
    "ID": "Indonesia",
    "RU": "Russia",
    "IR": "Iran",
    "CU": "Cuba",
    "VE": "Venezuela",
    "IL": "Israel",
    "LI": "Liechtenstein",
    "MY": "Malaysia",
    "KH": "Cambodia",
    "AR": "Argentina",
    "ZA": "South Africa",
    "MA": "Morocco",
}
"""Short English names for headlines; a code without one is shown as the code."""

_COUNTRY = re.compile(
    r"(?<![a-z])(?:" + "|".join(f"(?P<{code}>{pattern})" for code, pattern in COUNTRIES.items()) + r")(?![a-z])",
    re.IGNORECASE,
)

PRODUCTS: dict[str, str] = {
    "steel": r"steel|鉄鋼",
    "aluminum": r"alumin(?:i)?um|アルミ",
    "copper": r"copper|銅",
    "trucks": r"heavy-duty vehicles?|heavy trucks?|\btrucks?\b|トラック",
    "buses": r"\bbus(?:es)?\b",
    "autos": r"automobiles?|passenger vehicles?|motor vehicles?|\bautos?\b|\bcars?\b|automotive|自動車|日本車|乗用車",
    "auto parts": r"automobile parts?|auto parts?|vehicle parts?",
    "lumber": r"timber|lumber|wood products?|木材",
    "furniture": r"furniture|kitchen cabinets?|vanit(?:y|ies)|家具",
    "semiconductors": r"semiconductors?|microchips?|\bchips?\b|半導体",
    "pharmaceuticals": r"pharmaceuticals?|medicines?|医薬品",
    "critical minerals": r"critical minerals?|rare earths?",
    "polysilicon": r"polysilicon",
    "drones": r"unmanned aircraft|\bdrones?\b",
    "aircraft": r"commercial aircraft|civil aircraft|jet engines?|aircraft and engine parts",
    "robotics": r"robotics?|industrial machinery",
    "wind turbines": r"wind turbines?",
    "medical devices": r"medical devices?|personal protective equipment",
    "quartz": r"quartz surface products?",
    "ships and cranes": r"maritime|ship-to-shore cranes?|shipbuilding|port cranes?",
    "small parcels": r"de minimis|low-value imports?",
    "agricultural products": r"agricultural products?|\bcoffee\b|bananas?|tomatoes|農産物|コーヒー",
    "beef": r"\bbeef\b|牛肉",
    "dairy": r"\bdairy\b|cheese",
    "alcohol": r"alcoholic beverages?|wine|spirits|whisky|whiskey",
    "fertilizer": r"fertilizers?|potash|phosphate",
    "seafood": r"seafood|\bfish\b",
    "energy": r"crude oil|natural gas|petroleum",
    "oil": r"(?:russian|venezuelan|cuban|iranian) (?:federation )?oil",
}
"""Product group -> how titles and texts name it."""

_PRODUCT = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in PRODUCTS.items()}


def countries_in(text: str) -> tuple[str, ...]:
    """Codes of the countries a text names, in order of first mention."""
    found: dict[str, None] = {}
    for match in _COUNTRY.finditer(text):
        if match.lastgroup:
            found.setdefault(match.lastgroup)
    return tuple(found)


def countries_in_ja(text: str) -> tuple[str, ...]:
    """Codes of the countries a Japanese text names."""
    return tuple(code for code, pattern in _COUNTRY_JA.items() if pattern.search(text))


def products_in(text: str) -> tuple[str, ...]:
    """Product groups a text names."""
    found = [name for name, pattern in _PRODUCT.items() if pattern.search(text)]
    if "trucks" in found and "autos" in found and not re.search(r"automobile|passenger|\bcars?\b", text, re.IGNORECASE):
        found.remove("autos")
    return tuple(found)


def country_name(code: str) -> str:
    """Short English name for a headline."""
    return DEMONYM_OF.get(code, code)
