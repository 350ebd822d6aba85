"""What an order does, read from its title and text: action, countries, products, rates, dates in force, what it amends.

Only what stands in the text is reported; what is not found stays empty. Amounts are percent points.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from jobs.detect.orders.dates import day_until, days_in_force
from jobs.detect.orders.vocabulary import countries_in, products_in

INSTRUMENT = re.compile(
    r"(Executive\s+[Oo]rder|EXECUTIVE ORDER|Proclamation|PROCLAMATION|E\.O\.|EO)\s+(?:No\.\s*)?(\d{4,5})\b"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document does.

    Attributes:
        action: impose, raise, lower, suspend, extend, exempt, end, implement, amend, investigate, negotiate, or state.
        countries: codes in order of weight; empty = worldwide or not said.
        products: product groups; empty = not limited.
        rates: percent points of duty stated in the operative part, without repetition.
        effective: first day of entry into force stated in the text (New York), None when not stated.
        effective_dates: every such day, ascending.
        until: last day or instant's day up to which a suspension is said to hold, None when not stated.
        amends: instruments changed, "EO 14257" or "Proclamation 10908".
        cites: instruments named otherwise.
        headings: HTS headings 9903.xx.xx named.
        rate_change: a rate somebody pays changes by it.
    """

    action: str
    countries: tuple[str, ...]
    products: tuple[str, ...]
    rates: tuple[float, ...]
    effective: date | None
    effective_dates: tuple[date, ...]
    until: date | None
    amends: tuple[str, ...]
    cites: tuple[str, ...]
    headings: tuple[str, ...]
    rate_change: bool

    def as_json(self) -> dict[str, Any]:
        """JSON-able, dates as ISO text."""
        told = asdict(self)
        told["effective"] = self.effective.isoformat() if self.effective else None
        told["until"] = self.until.isoformat() if self.until else None
        told["effective_dates"] = [day.isoformat() for day in self.effective_dates]
        return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}


def reading_from(told: Mapping[str, Any]) -> Reading:
    """The inverse of ``Reading.as_json``."""
    effective, until = told.get("effective"), told.get("until")
    return Reading(
        action=str(told.get("action", "state")),
        countries=tuple(told.get("countries", ())),
        products=tuple(told.get("products", ())),
        rates=tuple(told.get("rates", ())),
        effective=date.fromisoformat(effective) if effective else None,
        effective_dates=tuple(date.fromisoformat(day) for day in told.get("effective_dates", ())),
        until=date.fromisoformat(until) if until else None,
        amends=tuple(told.get("amends", ())),
        cites=tuple(told.get("cites", ())),
        headings=tuple(told.get("headings", ())),
        rate_change=bool(told.get("rate_change", False)),
    )


_ACTIONS_BY_TITLE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (action, re.compile(pattern, re.IGNORECASE))
    for action, pattern in (
        ("impose", r"\bsuspending duty-free|\bsuspension of duty-free"),
        ("suspend", r"^temporary suspension\b|^suspend|\bpaus(?:e|ing)\b|^progress on the situation"),
        ("exempt", r"\bduty[- ]free importation\b|^modifying the scope\b|\bexempt|\bclarification of exceptions\b"),
        ("end", r"^ending\b|^terminat|^revo[ck]|^rescin|^repeal|\btermination of\b"),
        ("extend", r"^(?:further )?extend|^continu|^extension\b"),
        ("implement", r"\bimplement(?:s|ed|ing)?\b.{0,80}\b(?:agreement|agreenent|deal|framework|terms|elements)\b"),
        ("lower", r"\b(?:reduction|reduc\w+|lower\w*)\b.{0,40}\b(?:tariffs?|duties|rates?)\b"),
        (
            "investigate",
            r"^addressing the threat to national security|\bsection 232 actions on\b|\binitiation of\b"
            r"|\binvestigations? (?:on|of|into)\b.{0,20}$",
        ),
        ("negotiate", r"\bdirects? negotiations\b"),
        (
            "amend",
            r"^(?:further )?(?:amend|modif|adjusting the tariff regimes|strengthening actions)|^amendments?\b"
            r"|^technical",
        ),
        (
            "impose",
            r"\bimpos|\bregulating imports\b|\badjust\w* imports\b|\bpositive adjustment\b"
            r"|\bnotice of actions?\b|^actions? by",
        ),
    )
)
_RATE = re.compile(r"(?<![\d.$])(?P<rate>\d{1,3}(?:\.\d{1,2})?)(?:\s|-)?(?:[Pp]ercent\b|per\s+cent\b|%|pc\b)")
_RATE_WORDS = re.compile(
    r"ad valorem|\bdut(?:y|ies)\b|\btariffs?\b|\bsurcharge\b|\brates? (?:of|from|to)\b|\bin lieu of\b"
    r"|\blevy\b|\bimports\b|\bgoods\b",
    re.IGNORECASE,
)
_NOT_A_RATE = re.compile(
    r"\bdeficit\b|\bdeclin|\bcapacity\b|\bproduction\b|\bgdp\b|\bgross domestic\b|\bsimple average\b"
    r"|\breliance\b|\bshare of\b"
    r"|\bthreshold\b|\bpopulation\b|\bgrew\b|\bgrown\b|\bof the (?:value|total|aggregate)\b"
    r"|\bpercent of (?:the|an|all|its|such|that)\b"
    r"|\bmore than\b|\bapproximately\b|\bnearly\b|\bexceed|\bimport share\b|\bthat is (?:less than"
    r"|at least)\b|\bpercentage points\b|\brecommended\b",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    r"from\s+(\d{1,3}(?:\.\d+)?)(?:\s*(?:percent|%))?(?:\s+ad\s+valorem)?\s+to\s+(\d{1,3}(?:\.\d+)?)\s*(?:percent|%)",
    re.IGNORECASE,
)
_STRUCK = re.compile(
    r"(?:striking|deleting)\W+(?:the\W+words?\W+)?(\d{1,3}(?:\.\d+)?)\s?(?:percent"
    r"|%)[^.;]{0,50}?inserting\W+(?:in lieu thereof\W+)?"
    r"(?:the\W+words?\W+)?(\d{1,3}(?:\.\d+)?)\s?(?:percent|%)",
    re.IGNORECASE,
)
_GOODS_OF = re.compile(
    r"(?:products?|articles?(?:\s+(?:that\s+are|the)\s+products?)?|goods|imports?|tariffs?\s+on|duties\s+on|duty\s+on|tariff\s+on)"
    r"\s+(?:of|from|on)?\s*(?:the\s+)?(?P<land>[A-Z][\w’']*(?:[\s’'-]+(?:of\s+|Republic\s+of\s+)?[A-Z][\w’']*){0,4})"
)
_CHANGES = re.compile(
    r"\b(?:amend\w*|modif\w+|revok\w+|rescind\w*|suspend\w*|terminat\w+|supersed\w+|increas\w+|reduc\w+|eliminat\w+"
    r"|delet\w+|adjust\w*|extend\w*|replac\w+|withdraw\w*|paus\w+)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:is|are|shall\s+be)\s+(?:hereby\s+)?(?:further\s+)?"
    r"(?:amended|modified|revoked|rescinded|suspended|terminated|superseded|deleted|extended|replaced|increased|reduced)\b",
    re.IGNORECASE,
)
_ONLY_GROUNDS = re.compile(r"emergenc|threat|found in|necessary", re.IGNORECASE)
_HEADING = re.compile(r"\b9903\.\d\d(?:\.\d\d)?\b")
_OPERATIVE = re.compile(
    r"now,? therefore|do (?:hereby )?proclaim as follows|\bsec(?:tion)?\s*\.?\s*2\s*\.|(?:hereby order|hereby ordered)",
    re.IGNORECASE,
)
_INVESTIGATES = re.compile(
    r"shall (?:initiate|commence) an investigation|investigation under section 232", re.IGNORECASE
)
_GOES_ON = re.compile(
    r"(?:continue|extend|maintain)\w* (?:the|its|this) suspension|shall continue to be suspended", re.IGNORECASE
)
_DELAYS = re.compile(r"\b(?:delay|postpon|defer)\w*\b[^.;]{0,60}\bincrease", re.IGNORECASE)
_NEGOTIATES = re.compile(r"enter into negotiations with|pursue negotiations? of", re.IGNORECASE)
_ENDS = re.compile(r"shall no longer be (?:subject|in effect)|shall be eliminated|is hereby terminated")
_IMPOSES = re.compile(
    r"(?<!not )(?<!not be )(?:subject to an? additional|shall be subject to [^.;]{0,60}(?:dut|tariff|percent)"
    r"|hereby impose|imposition of tariffs)"
)
_MOST_COUNTRIES = 6
_LONGEST_READ = 40_000


def read(title: str, text: str, signed: date | None = None) -> Reading:
    """Read one document.

    Args:
        title: as published.
        text: plain text (see ``wording.plain``); "" reads the title alone.
        signed: day of signing, to resolve "7 days after the date of this order".
    """
    text = text[:_LONGEST_READ].replace("a.m.", "am").replace("a. m.", "am")
    operative = _operative_part(text)
    part = len(operative) < len(text)
    effective_dates = days_in_force(operative, signed) or (days_in_force(text, signed) if part else ())
    rates = _rates(operative) or _rates(text if part else title)
    action = _action(title, text, operative, bool(effective_dates or rates))
    amends = _amended(title, operative) or (_amended("", text) if part else ())
    if action == "end" and not amends:
        amends = _instruments(text)
    cites = tuple(name for name in _instruments(text) if name not in amends)
    countries = _countries(title, operative, action)
    changes = action in {"impose", "raise", "lower", "suspend", "exempt", "end"} or (
        action in {"amend", "implement"} and bool(rates or effective_dates)
    )
    return Reading(
        action=action,
        countries=countries,
        products=products_in(title),
        rates=rates,
        effective=effective_dates[0] if effective_dates else None,
        effective_dates=effective_dates,
        until=day_until(operative) if action in {"suspend", "extend"} else None,
        amends=amends,
        cites=cites[:12],
        headings=tuple(dict.fromkeys(_HEADING.findall(text)))[:40],
        rate_change=changes,
    )


def short_instrument(kind: str, number: str) -> str:
    """ "EO 14257" or "Proclamation 10908"."""
    return f"{'Proclamation' if kind.lower().startswith('p') else 'EO'} {number}"


def _instruments(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(short_instrument(kind, number) for kind, number in INSTRUMENT.findall(text)))


def _operative_part(text: str) -> str:
    match = _OPERATIVE.search(text)
    if not match:
        return text
    if "order" in match[0].lower():  # an order's first section is its story; its second begins to act
        second = _OPERATIVE.search(text, match.end())
        if second and second.start() < len(text) * 0.8:
            return text[second.start() :]
    return text[match.start() :]


def _action(title: str, text: str, operative: str, has_terms: bool) -> str:
    action = next((name for name, pattern in _ACTIONS_BY_TITLE if pattern.search(title)), "")
    if not operative or action not in {"impose", "amend", ""}:
        return action or "state"
    lowered = operative.lower()
    if action == "impose":
        if _INVESTIGATES.search(operative) and "shall be subject to" not in lowered and "ad valorem" not in lowered:
            return "investigate"
        if not has_terms and _NEGOTIATES.search(text):
            return "negotiate"
        increased = "increase the" in lowered and "imposing" not in title.lower()
        return (_direction(text) or action) if increased else action
    if action == "amend" and _DELAYS.search(text):
        return "extend"
    if not action and "stacking" in lowered and "ad valorem" not in lowered:
        return "amend"
    suspends = bool(re.search(r"\bsuspend(?:ed|ing)? (?:for|until)|shall be suspended|\bpaus(?:e|ed)\b", lowered))
    direction = _direction(text)
    if direction:
        return "amend" if suspends and direction == "raise" else direction
    if suspends:
        return "extend" if _GOES_ON.search(text) else "suspend"
    if "strengthening" not in title.lower() and _ENDS.search(lowered):
        return "end"
    if not action and has_terms and _IMPOSES.search(lowered):
        return "impose"
    if not action and "in-quota quantity" in lowered:
        return "amend"
    if not action and _INVESTIGATES.search(operative):
        return "investigate"
    return action or "state"


def _direction(text: str) -> str | None:
    """Whether the last change of a rate the text speaks of goes up or down: the story comes first, the act last."""
    steps = [*_FROM_TO.findall(text), *_STRUCK.findall(text)]
    steps = [(float(before), float(after)) for before, after in steps if before != after]
    if not steps:
        return None
    before, after = steps[-1]
    return "raise" if after > before else "lower"


def _rates(text: str) -> tuple[float, ...]:
    found: dict[float, None] = {}
    for _, after in [*_STRUCK.findall(text), *_FROM_TO.findall(text)][-2:]:
        found.setdefault(float(after))
    for match in _RATE.finditer(text):
        around = text[max(0, match.start() - 70) : match.end() + 45]
        near = text[max(0, match.start() - 30) : match.end() + 30]
        if _RATE_WORDS.search(around) and not _NOT_A_RATE.search(near):
            found.setdefault(float(match["rate"]))
    return tuple(found)[:8]


def _amended(title: str, operative: str) -> tuple[str, ...]:
    """Instruments of the title, and those a verb of changing governs, before or behind, in the same sentence."""
    names = dict.fromkeys(short_instrument(kind, number) for kind, number in INSTRUMENT.findall(title))
    for match in INSTRUMENT.finditer(operative):
        before = re.split(r"[.;]", operative[max(0, match.start() - 120) : match.start()])[-1]
        governed = _CHANGES.search(before)
        after = re.split(r"[.;]", operative[match.end() : match.end() + 170], maxsplit=1)[0]
        if (governed and not _ONLY_GROUNDS.search(before, governed.start())) or _CHANGED.search(after):
            names.setdefault(short_instrument(match[1], match[2]))
    return tuple(names)[:12]


def _countries(title: str, operative: str, action: str) -> tuple[str, ...]:
    """Countries of the title, and those whose goods the operative part treats, when they are few."""
    named = countries_in(title)
    weights: dict[str, int] = {}
    for match in _GOODS_OF.finditer(operative[:20_000]):
        for code in countries_in(match["land"]):
            ordered = "shall" in operative[match.end() : match.end() + 160]
            weights[code] = weights.get(code, 0) + 1 + ordered
    ranked = sorted(weights, key=lambda code: -weights[code])
    if named:
        least = 2 if action in {"impose", "raise", "lower", "end"} else 6
        goods = [code for code in ranked if code in named or weights[code] >= least]
        return tuple(dict.fromkeys([*goods, *named]))[:_MOST_COUNTRIES] if len(goods) <= 2 else named
    goods = [code for code in ranked if weights[code] >= 4]
    return tuple(goods) if len(goods) == 1 and action not in {"impose", "raise"} else ()


def iso(day: date | datetime | None) -> str | None:
    """ISO text of a day or instant, None for None."""
    return day.isoformat() if day else None
