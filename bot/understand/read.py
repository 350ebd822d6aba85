"""The way in: one question to one typed query."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime

from bot.understand.question import (
    HelpQuestion,
    Hit,
    IssuesQuestion,
    Missing,
    NotUnderstood,
    OrdersQuestion,
    Product,
    Question,
    RateQuestion,
    TripsQuestion,
)

_COUNTRIES = {
    "japan": "JP",
    "japanese": "JP",
    "日本": "JP",
    "korea": "KR",
    "ulsan": "KR",
    "mexico": "MX",
    "メキシコ": "MX",
    "germany": "DE",
    "eu": "EU",
    "china": "CN",
    "swiss": "CH",
    "de": "DE",
}
_PRODUCTS = {
    "car": Product("car", "passenger car", "乗用車", ("87032301", "8703"), "passenger_vehicles"),
    "steel": Product("steel", "steel", "鉄鋼", ("72083900", "72", "73"), "steel", broad=True),
    "beef": Product("beef", "beef", "牛肉", ("02013080", "0201", "0202"), "meat"),
}
_WORDS = {
    "cars": "car",
    "autos": "car",
    "car": "car",
    "hyundai": "car",
    "車": "car",
    "steel": "steel",
    "beef": "beef",
    "牛肉": "beef",
}


def read(
    question: str,
    *,
    clock: datetime,
    lang: str | None = None,
    search: Callable[[str], Sequence[Hit]] | None = None,
) -> Question:
    """Read one question (thin: a dozen words; the vocabulary follows)."""
    text = unicodedata.normalize("NFKC", question).strip().casefold()
    if text.startswith("/help"):
        return HelpQuestion()
    country = next((c for w, c in _COUNTRIES.items() if w in text), None)
    day = re.search(r"\b(20\d\d)-(\d\d)-(\d\d)\b", text)
    on = date(*map(int, day.groups())) if day else None
    if text.startswith("/orders"):
        return OrdersQuestion(country)
    if text.startswith("/trips"):
        return TripsQuestion(country)
    if text.startswith("/issues"):
        return IssuesQuestion(country, on)
    code = re.search(r"\b\d{4}(?:\.?\d\d){0,3}\b", re.sub(r"20\d\d-\d\d-\d\d", "", text))
    if code:
        digits = code.group().replace(".", "")
        product: Product | None = Product(f"hts:{digits}", digits, digits, (digits,))
    else:
        product = next((_PRODUCTS[p] for w, p in _WORDS.items() if w in text), None)
    if country is None and product is None:
        return NotUnderstood("Ask for example: /rate cars japan", "例: /rate 車 日本")
    if country is None:
        return Missing("country", "Made in which country?", "原産国はどこですか。", product=product)
    return RateQuestion(product, product.codes if product else (), country, on, day.group() if day else None, text=text)
