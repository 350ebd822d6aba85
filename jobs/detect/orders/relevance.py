"""Does a document concern tariffs, trade deals or a watched country? With the reason, so that silence explains
itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jobs.detect.orders.vocabulary import WATCHED, countries_in


@dataclass(frozen=True, slots=True)
class Relevance:
    """A verdict.

    Attributes:
        concerns: "tariff" (a duty, its products or its collection), "deal" (a trade agreement), "country" (a watched
            country, no duty), or None.
        why: one phrase for logs and operators.
    """

    concerns: str | None
    why: str

    def __bool__(self) -> bool:
        return self.concerns is not None


_CEREMONY = re.compile(
    r"^(?:nominations?|appointments?|withdrawals?)\b|\bsent to the senate\b|transmitted to the senate"
    r"|\bpresidential (?:message|permit)\b|\bproclamation on\b.*\bday\b|\bclemency\b|\bpardons?\b|\bflying the flag\b"
    r"|\banniversary\b|\bbirthday\b|\b(?:week|day|month)s?,? (?:\d{4}|of\b.*\d{4})$|\b(?:day|week|month), u\.s\.a\."
    r"|^(?:honoring|death of)\b|\b(?:week|month) *$|\bappointments to\b|\bannounces\b.*\b(?:appointments?"
    r"|council|board)\b"
    r"|\bsigned (?:s|h)\. ?\w",
    re.IGNORECASE,
)
_TARIFF_TITLE = re.compile(
    r"\btariffs?\b|\b(?:additional|reduced|import|customs|countervailing|retaliatory) dut(?:y|ies)\b|\bduties\b"
    r"|\badjust\w* imports\b|\bimports? of\b|\bfrom imports\b|\bregulating imports\b|\bimport(?:s"
    r"|ed)? (?:surcharge|duty|articles)"
    r"|\bimported articles\b|\blow-value imports\b|\bde minimis\b|\bharmonized tariff\b|\bduty[- ]free\b"
    r"|\bpositive adjustment to competition\b|\bsection (?:232|301|338)\b|\bsection (?:122|201)\b.{0,40}\btrade act"
    r"|\bcustoms (?:enforcement|duties|modernization)\b|\bexcess capacity\b",
    re.IGNORECASE,
)
_DEAL_TITLE = re.compile(
    r"\btrade (?:agreements?|deals?|policy|framework|arrangement|win|and investment|and economic)\b"
    r"|\breciprocal(?:,? fair)?\b.{0,30}\btrade\b"
    r"|\bfair,? and balanced trade\b|\bbalanced,? and reciprocal\b|\beconomic prosperity deal\b|\bprosperity deal\b"
    r"|\busmca\b|\bunited states[–-]\w+ agreement\b|\beconomic and trade\b|\bfree trade\b",
    re.IGNORECASE,
)
_OTHER_TARIFFS = re.compile(
    r"\be-?tariff\b|\belectronic tariff\b|\btariff filings?\b|\brate filings?\b"
    r"|\bself-regulatory organizations?\b|\bferc\b",
    re.IGNORECASE,
)
_CASE_NOTICE = re.compile(
    r"\bantidumping\b|\bcountervailing\b|\bsunset review\b|\badministrative reviews?\b|\bscope ruling\b"
    r"|\bcircumvention\b"
    r"|\bsection 337\b|\bnotice of institution of investigation\b|\breceipt of complaint\b|\bforeign-trade zone\b",
    re.IGNORECASE,
)
_DUTY_PHRASES = (
    "ad valorem",
    "rate of duty",
    "rates of duty",
    "duty rate",
    "additional duties",
    "additional duty",
    "duty-free",
    "customs duties",
    "import duties",
    "duties on ",
    "duties imposed",
    "section 232",
    "import surcharge",
    "section 301 of the trade act",
    "unfair trade practices",
)
_ECONOMY = re.compile(r"\binvest|\btrade\b|\bexport|\bacqui|\bsanction|\beconomic\b", re.IGNORECASE)
_ENOUGH = 3
_MANY_MENTIONS = 10


def of_presidential(title: str, text: str) -> Relevance:
    """Judge a presidential document or White House post by title and, where there is one, plain text."""
    if _TARIFF_TITLE.search(title) and not _OTHER_TARIFFS.search(title):
        return Relevance("tariff", "the title speaks of duties or imports")
    if _CEREMONY.search(title):
        return Relevance(None, "a nomination, permit or day of observance")
    if _DEAL_TITLE.search(title):
        return Relevance("deal", "the title speaks of a trade agreement")
    body = text.lower()
    weight = _duty_weight(body)
    if weight >= _ENOUGH:
        return Relevance("tariff", f"the text speaks of duties (weight {weight})")
    named = [code for code in countries_in(title) if code in WATCHED and not _is_border_only(title, code)]
    if named:
        return Relevance("country", f"the title names {named[0]}")
    if body.count("china") + body.count("prc ") >= _MANY_MENTIONS and _ECONOMY.search(title):
        return Relevance("country", "an economic act much about China")
    if "acquisition" in title.lower() and WATCHED.intersection(countries_in(text)):
        return Relevance("country", "an acquisition by a firm of a watched country")
    return Relevance(None, "neither duties nor trade deals nor a watched country")


def of_notice(title: str, text: str, agencies: str = "") -> Relevance:
    """Judge an agency's notice or press item.

    Antidumping and countervailing cases are about single makers and come by the dozen every day; they stay silent.
    """
    if _CASE_NOTICE.search(title):
        return Relevance(None, "a trade-remedy case of single makers")
    if _OTHER_TARIFFS.search(title) or (agencies and not _is_trade_agency(agencies)):
        return Relevance(None, "not a trade agency's matter")
    if _TARIFF_TITLE.search(title):
        return Relevance("tariff", "the title speaks of duties or imports")
    if _DEAL_TITLE.search(title):
        return Relevance("deal", "the title speaks of a trade agreement")
    weight = _duty_weight(text.lower())
    if weight >= _ENOUGH and ("9903." in text or "ad valorem" in text):
        return Relevance("tariff", f"the text speaks of duties (weight {weight})")
    return Relevance(None, "neither duties nor trade deals")


def is_ceremony(title: str) -> bool:
    """Nominations, permits, days of observance: no order at all."""
    return bool(_CEREMONY.search(title)) and not _TARIFF_TITLE.search(title)


def _duty_weight(body: str) -> int:
    """How much a lower-case text speaks of duties; passing mentions stay below what counts as enough."""
    weight = min(body.count("tariff") - body.count("tariff act of 1930"), 3)
    weight += 2 * ("harmonized tariff schedule" in body or "htsus" in body)
    weight += sum(phrase in body for phrase in _DUTY_PHRASES)
    weight += "trade agreement" in body and "trade representative" in body
    return weight


def _is_border_only(title: str, code: str) -> bool:
    return code in {"CA", "MX"} and not re.search(r"canad|mexic", title, re.IGNORECASE)


def _is_trade_agency(agencies: str) -> bool:
    folded = agencies.lower()
    return any(
        name in folded
        for name in (
            "trade-representative",
            "trade representative",
            "commerce",
            "customs",
            "international-trade-administration",
        )
    ) or any(
        name in folded for name in ("homeland", "treasury", "industry-and-security", "executive office", "presidential")
    )
