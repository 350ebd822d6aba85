"""Time zones as people name them: IANA names, cities in English and Japanese, countries with one zone, UTC+9."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from rapidfuzz import process

_NICKNAMES = {
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "est": "America/New_York",
    "edt": "America/New_York",
    "et": "America/New_York",
    "eastern": "America/New_York",
    "washington": "America/New_York",
    "washington dc": "America/New_York",
    "ct": "America/Chicago",
    "cdt": "America/Chicago",
    "central": "America/Chicago",
    "mt": "America/Denver",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "pt": "America/Los_Angeles",
    "pacific": "America/Los_Angeles",
    "san francisco": "America/Los_Angeles",
    "seattle": "America/Los_Angeles",
    "boston": "America/New_York",
    "miami": "America/New_York",
    "houston": "America/Chicago",
    "dallas": "America/Chicago",
    "beijing": "Asia/Shanghai",
    "shenzhen": "Asia/Shanghai",
    "china": "Asia/Shanghai",
    "delhi": "Asia/Kolkata",
    "new delhi": "Asia/Kolkata",
    "mumbai": "Asia/Kolkata",
    "osaka": "Asia/Tokyo",
    "nagoya": "Asia/Tokyo",
    "yokohama": "Asia/Tokyo",
    "大阪": "Asia/Tokyo",
    "名古屋": "Asia/Tokyo",
    "ワシントン": "America/New_York",
    "busan": "Asia/Seoul",
    "geneva": "Europe/Zurich",
    "frankfurt": "Europe/Berlin",
    "munich": "Europe/Berlin",
    "hamburg": "Europe/Berlin",
    "germany": "Europe/Berlin",
    "hanoi": "Asia/Ho_Chi_Minh",
    "デリー": "Asia/Kolkata",
    "gmt": "UTC",
    "utc": "UTC",
    "z": "UTC",
}
_NEVER = frozenset({"factory", "localtime", "posixrules"})
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?00)?", re.IGNORECASE)


def zone_of(words: str) -> str | None:
    """IANA name of the zone that is meant, None when it is not clear."""
    return _by_offset(words) or _known().get(_plain(words))


def near(words: str) -> list[str]:
    """Up to three zones whose names come close, best first."""
    table, typed = _known(), _plain(words)
    found = process.extract(typed, list(table), limit=8, score_cutoff=80) if len(typed) > 3 else []
    return list(dict.fromkeys(table[spoken] for spoken, _, _ in found))[:3]


def _by_offset(words: str) -> str | None:
    """Whole hours only: "UTC+9" is Etc/GMT-9, whose sign POSIX turned around."""
    found = _OFFSET.fullmatch(words.strip())
    if found is None:
        return None
    name = f"Etc/GMT{'-' if found[1] == '+' else '+'}{int(found[2])}"
    return "UTC" if int(found[2]) == 0 else name if name in available_timezones() else None


@cache
def _known() -> dict[str, str]:
    """Plain spelling -> IANA name. What means two zones is left out, except where one is an old name of the other."""
    aliases = get_global("zone_aliases")
    told: dict[str, set[str]] = {}
    exact: dict[str, str] = {}
    japanese = Locale.parse("ja").time_zones
    for name in available_timezones():
        if name.casefold() in _NEVER:
            continue
        canonical = str(aliases.get(name, name))
        exact[_plain(name)] = canonical if "/" not in name else name
        if "/" in name:
            told.setdefault(_plain(name.rsplit("/", 1)[1]), set()).add(canonical)
            city = dict(japanese.get(name, {})).get("city")
            told.setdefault(_plain(str(city)), set()).add(canonical) if city else None
    for lang in ("en", "ja"):
        names = Locale.parse(lang).territories
        for code, zones in get_global("territory_zones").items():
            if len(zones) == 1 and code in names:
                told.setdefault(_plain(str(names[code])), set()).add(str(zones[0]))
    clear = {spoken: next(iter(zones)) for spoken, zones in told.items() if len(zones) == 1}
    return clear | exact | _NICKNAMES


def _plain(words: str) -> str:
    """ "São_Paulo" -> "sao paulo"; Japanese stays."""
    decomposed = unicodedata.normalize("NFKD", words.strip().casefold().replace("_", " "))
    bare = re.sub("[\u0300-\u036f]", "", decomposed)  # accents of Latin letters, not the marks of kana
    return re.sub(r"\s+(?:time|時間)$", "", unicodedata.normalize("NFC", bare))
