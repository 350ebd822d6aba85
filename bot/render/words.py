"""How days, instants, percentages and countries are written for people."""

from __future__ import annotations

import html
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime

from bot.render.phrases import phrase

NEW_YORK = ZoneInfo("America/New_York")


def escape(text: str) -> str:
    """Text from outside, safe inside Telegram's HTML (only < > & count there; quotes for attributes)."""
    return html.escape(text, quote=True)


def link(url: str, text: str) -> str:
    """A link, or the bare text when the address is not http(s)."""
    if not url.startswith(("https://", "http://")):
        return escape(text)
    return f'<a href="{escape(url)}">{escape(text)}</a>'


def bracketed(text: str, lang: str) -> str:
    """Text in brackets after other text: " (text)", "（text）"."""
    return f"（{text}）" if lang == "ja" else f" ({text})"


def colon(lang: str) -> str:
    """What stands between a head and what it says: ": ", "："."""
    return "：" if lang == "ja" else ": "


def percent(value: Decimal) -> str:
    """Percent points for people: ``Decimal("15.0")`` -> "15%"."""
    text = f"{value.quantize(Decimal('0.001')):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def day(value: date, lang: str) -> str:
    """A day: "28 Aug 2025", "2025年8月28日"."""
    if lang == "ja":
        return f"{value.year}年{value.month}月{value.day}日"
    return str(format_date(value, "d MMM yyyy", locale="en_GB")).replace("Sept", "Sep")


def new_york_day(value: datetime, lang: str) -> str:
    """The New York day of an instant: legal dates are New York dates."""
    return day(value.astimezone(NEW_YORK).date(), lang)


def instant(value: datetime, zone: ZoneInfo, lang: str) -> str:
    """An instant in a chat's own zone: "4 Sep 2025, 20:31 (EDT)"."""
    local = value.astimezone(zone)
    if lang == "ja":
        return f"{local.month}月{local.day}日 {local:%H:%M}"
    text = str(format_datetime(local, "d MMM yyyy, HH:mm", locale="en_GB")).replace("Sept", "Sep")
    return f"{text} ({local.tzname()})"


@cache
def country(code: str, lang: str) -> str:
    """Name of a country by ISO code; "EU" too; the code itself when unknown."""
    if code == "EU":
        return "EU" if lang == "ja" else "the EU"
    if code == "ZZ":
        return "国の指定なし" if lang == "ja" else "any origin"
    locale = Locale.parse("ja" if lang == "ja" else "en")
    name = str(locale.territories.get(code, code))
    if lang == "en":
        return {
            "HK": "Hong Kong",
            "MO": "Macau",
            "US": "the United States",
            "GB": "the United Kingdom",
            "CZ": "Czechia",
            "MM": "Myanmar",
        }.get(code, name)
    return {
        "GB": "英国",
        "US": "米国",
        "HK": "香港",
        "MO": "マカオ",
        "MM": "ミャンマー",
        "CD": "コンゴ民主共和国",
        "CG": "コンゴ共和国",
    }.get(code, name)


def ago(then: datetime | None, now: datetime, lang: str) -> str:
    """How long ago, coarse: "5 min ago"."""
    if then is None:
        return phrase("never", lang)
    minutes = max(0, int((now - then).total_seconds() // 60))
    if minutes < 120:
        return phrase("ago.minutes", lang, n=minutes)
    if minutes < 60 * 48:
        return phrase("ago.hours", lang, n=minutes // 60)
    return phrase("ago.days", lang, n=minutes // 1440)


def dotted(code: str) -> str:
    """An HTS code as printed: "8703230140" -> "8703.23.01.40"."""
    parts = [code[:4], code[4:6], code[6:8], code[8:10]]
    return ".".join(part for part in parts if part)
