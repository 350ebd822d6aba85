"""Rate text of the schedule read into ``DutyRate``; what cannot be read completely is kept as printed.

Source of the forms: every text of the General, Special and Column 2 columns of the official releases of 2025 and 2026.
"""

from __future__ import annotations

import html
import re
from decimal import Decimal
from functools import lru_cache

from tariff.rates import DutyRate, PercentPart, SpecificPart
from tariff.schedule import SpecialRate

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SPACE = re.compile(r"\s+")
_NUMBER = r"\d{1,6}(?:\.\d+)?(?: \d/\d)?"

_PERCENT = re.compile(rf"(?P<points>{_NUMBER}) ?(?:%|percent)(?: ?(?:on|of) ?(?:the )?(?P<on>[a-z][a-z,. ]*))?")
_PERCENT_ON_GLUED = re.compile(r"\bthe(?=battery\b|case\b|movement\b)")
_MONEY = re.compile(
    rf"(?:\$(?P<dollars>{_NUMBER})|(?P<cents>{_NUMBER}) ?¢)"
    r"(?: ?/ ?(?P<per>1000|1,000(?: pins)?|thou- sand|m[23]|[a-z][a-z.]*(?: ?/ ?[a-z]+| (?:kg|m|liter))?)"
    r"|(?P<each> each))"
    r"(?P<rest>.*)"
)
_ON = re.compile(r",? ?(?:on|of) (?:the )?(?P<on>[a-z][a-z ]*)")
_OVER = re.compile(r" over (?P<count>\d+)")
_INCLUDING = ", including weight of container"
_UNDER_BOND = re.compile(
    r"free, under bond(?:, as prescribed in u\.s\. note [0-9]+ to this subchapter)?", re.IGNORECASE
)
_UNIT_SPELLING = {"thou- sand": "thousand", "pf.liter": "pf. liter", "line/ gross": "line/gross", "1,000": "1000"}

# What a part of the article may not be called: a condition or a cap would be lost by reading on.
_CONDITION = re.compile(r"\b(?:less|minus|but|not|except|whichever|exceed|minimum|maximum|under|if)\b")
_IF_ANY = ", if any"

_BRACKET = re.compile(r"\((?P<inside>[^()]*)\)?")
_PROGRAM = re.compile(r"[A-Z]{1,2}[+*]?")


def plain(text: str | None) -> str:
    """Text without markup, entities and surplus white space; "" for None.

    The official files show the same rate with and without ``<sup>``, ``<i>`` or ``<il>`` from one release to the
    next, so nothing may be compared before this.
    """
    if not text:
        return ""
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub("", text))
    return _SPACE.sub(" ", text).strip()


@lru_cache(maxsize=8192)
def read_rate(text: str | None) -> DutyRate:
    """The rate that ``text`` states.

    Args:
        text: a cell of a rate column, or the rate inside a Special cell; markup is allowed.

    Returns:
        A ``DutyRate`` with amounts in USD and percent points. ``understood`` is False for blank cells, for
        references ("See 9903...", "The rate applicable to ...") and for every text of which a single word could not
        be read.
    """
    printed = plain(text)
    if printed.lower() == "free" or _UNDER_BOND.fullmatch(printed):
        return DutyRate(text=printed, percent=Decimal(0))
    percents: list[PercentPart] = []
    specific: list[SpecificPart] = []
    for part in re.split(r" ?\+ ?", printed):
        if (percentage := _read_percent(part)) is not None:
            percents.append(percentage)
        elif (amount := _read_amount(part)) is not None:
            specific.append(amount)
        else:
            return DutyRate(text=printed, understood=False)
    if len(percents) > 1:
        named = "; ".join(part.on or "value" for part in percents)
        return DutyRate(text=printed, percent_on=named, specific=tuple(specific), parts=tuple(percents))
    only = percents[0] if percents else None
    return DutyRate(
        text=printed,
        percent=only.percent if only else None,
        percent_on=only.on if only else None,
        specific=tuple(specific),
    )


@lru_cache(maxsize=8192)
def read_special(text: str | None) -> tuple[SpecialRate, ...]:
    """The rates of a Special cell, in printed order, each with its programme codes.

    "Free (AU,KR) 2.9% (JP) See 9823.01.01 (S+)" gives three. A rate printed without programmes has an empty tuple.
    """
    printed = plain(text)
    rates: list[SpecialRate] = []
    start = 0
    for found in _BRACKET.finditer(printed):
        codes = tuple(code for code in re.split(r"[\s,.]+", found["inside"]) if code)
        if not all(_PROGRAM.fullmatch(code) for code in codes):
            continue  # a bracket of the rate's own wording: "(see U.S. note 3 of this subchapter)"
        rate_text = printed[start : found.start()].strip()
        start = found.end()
        if not rate_text and rates:  # "(PA (PE)": a list the printer closed one code too early
            last = rates.pop()
            rates.append(SpecialRate(rate=last.rate, programs=last.programs + codes))
            continue
        rates.append(SpecialRate(rate=read_rate(rate_text), programs=codes))
    if rest := printed[start:].strip():
        rates.append(SpecialRate(rate=read_rate(rest), programs=()))
    return tuple(rates)


def _read_percent(part: str) -> PercentPart | None:
    found = _PERCENT.fullmatch(_PERCENT_ON_GLUED.sub("the ", part.removesuffix(_IF_ANY)))
    if found is None:
        return None
    on = found["on"]
    if on is not None and _CONDITION.search(on):
        return None
    return PercentPart(percent=_number(found["points"]), on=on.strip() if on else None)


def _read_amount(part: str) -> SpecificPart | None:
    found = _MONEY.fullmatch(part)
    if found is None:
        return None
    usd = _number(found["dollars"]) if found["dollars"] else _number(found["cents"]) / 100
    unit = "each" if found["each"] else found["per"].strip()
    rest = found["rest"]
    on: str | None = None
    if rest == _INCLUDING:
        on = "weight including container"
    elif over := _OVER.fullmatch(rest):
        on = f"{unit}s over {over['count']}"
    elif base := _ON.fullmatch(rest):
        on = base["on"]
        if _CONDITION.search(on):
            return None
    elif rest:
        return None
    return SpecificPart(usd=usd, unit=_UNIT_SPELLING.get(unit, unit), on=on)


def _number(text: str) -> Decimal:
    """ "33 1/3" is 33.333...; the fraction is kept to the precision of the decimal context."""
    whole, _, fraction = text.partition(" ")
    value = Decimal(whole)
    if fraction:
        above, below = fraction.split("/")
        value += Decimal(above) / Decimal(below)
    return value
