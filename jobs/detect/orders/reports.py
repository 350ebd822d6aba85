"""The language in which news tells of orders, in English and Japanese: done, printed, filed, or only promised.

A sentence counts when it says that a US act about duties has been done, by a US actor, lately. Promises, wishes, court
cases about an order and the acts of other governments do not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from jobs.detect.orders.dates import DATE, MONTHS, day_of

_ACT = r"(?:executive\s+orders?|orders?|proclamations?|memorand(?:um|a)|executive\s+actions?|directive)"
DUTIES = re.compile(
    r"\btariffs?\b|\bdut(?:y|ies)\b|\breciprocal\b|\bsurcharge\b|\blevy\b|\blevies\b|\bimports?\b|\bgoods\b"
    r"|\bde minimis\b|関税|課徴金|追加税率",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:signed|signs|inked|inks|issued|issues|put\s+his\s+name\s+to|released|published)\b[^.]{0,60}?"
    rf"\b{_ACT}\b(?!\s+for\s+\d)"
    rf"|\b{_ACT}\b[^.]{{0,50}}?\b(?:signed|issued)\b"
    r"|\btook\s+executive\s+action\b|\bproclaimed\b|\bin\s+an?\s+(?:executive\s+)?(?:order|proclamation)\b"
    r"|\bby\s+(?:an?\s+)?(?:executive\s+)?order\s+of\b"
    r"|\b(?:a|an|the|new|trump|president)\s+(?:new\s+)?(?:executive\s+)?(?:order|proclamation)\b[^.]{0,40}?"
    r"\b(?:extend(?:s|ed)|impos(?:es|ed)|add(?:s|ed)|lift(?:s|ed)|rescind(?:s|ed)|remov(?:es|ed)|end(?:s|ed)|lower(?:s|ed)"
    r"|cuts?|rais(?:es|ed)|suspend(?:s|ed)|exempt(?:s|ed)|delay(?:s|ed))\b"
    r"|(?:大統領令|布告|文書)(?:など)?に署名(?:した|し、|し）|、|$|」)|署名(?:した|し、)|大統領令を(?:出した|発出した|発令した)|布告を出した",
    re.IGNORECASE,
)
_DEED = re.compile(
    r"^(?:trump|president\b.{0,20}?|(?:the\s+)?white\s+house|u\.?s\.?|washington|(?:the\s+)?administration)\s+(?:\w+\s+)?"
    r"(?:imposes|slaps|hits|lifts|removes|extends|raises|doubles|cuts|lowers|exempts|suspends|scraps|ends|hikes|adds|puts|slashes"
    r"|delays)\b",
    re.IGNORECASE,
)
_PROMISED = re.compile(
    r"\b(?:will|would|shall|may|might|could|should|expected\s+to|set\s+to|plans?\s+to|planning\s+to|promis\w+\s+to|agree\w*\s+to"
    r"|pledg\w+\s+to|prepar\w+\s+to|vow\w*\s+to|threaten\w*\s+to|about\s+to|due\s+to|intends?\s+to|wants?\s+to|ready\s+to"
    r"|asked?\s+to|urg\w+\s+\w+\s+to|before|until|unless|if|once|to)\s+(?:soon\s+|also\s+|be\s+|\w+\s+){0,3}?"
    r"(?:sign|signed|signs|issue|issued|amend|amended|change|modify|revise|impose|extend|lift|publish|published)\b"
    r"|\bset\s+to\s+be\s+amended\b|\byet\s+to\s+(?:sign|issue)\b|\bhas\s+not\s+(?:yet\s+)?(?:been\s+)?(?:signed|issued)\b"
    r"|\bunsigned\b|\bno\s+(?:document|order|text)\s+has\b"
    r"|署名(?:する(?:方針|見通し|予定|見込み|意向)|へ|を求め|に至って(?:いな|おら))|修正する(?:と|方針|意向)|署名していない"
    r"|出される見通し|署名するよう",
    re.IGNORECASE,
)
_FILED = re.compile(
    r"\bpre-?post(?:s|ed)\b|\bpre-?publi(?:cation|shed|shes)\b|\bpublic\s+inspection\b"
    r"|\b(?:put\s+up|posts?|posted|filed)\b[^.]{0,30}\bfederal\s+register\b"
    r"|\bfederal\s+register\b[^.]{0,60}\b(?:advance\s+copy|unpublished)|\bpublication\s+is\s+(?:set|scheduled|due)\b"
    r"|官報(?:に|で)事前(?:公表|公開)",
    re.IGNORECASE,
)
_PRINTED = re.compile(
    r"\bfederal\s+register,?\s+vol\b|\bpublish(?:ed|es)\b[^.]{0,50}\bfederal\s+register\b"
    r"|\bfederal\s+register\b[^.]{0,30}\bpublish(?:es|ed)\b|\bappear(?:ed|s)\s+in\s+the\s+federal\s+register\b"
    r"|官報(?:に|で)(?:掲載|公示|公表)",
    re.IGNORECASE,
)
_US = re.compile(
    r"\btrump\b|\bpresident\b|white house|\bwashington\b|\bustr\b|\btrade representative\b|\bcommerce department\b"
    r"|\badministration\b|\bexecutive (?:order|action)\b|\bfederal register\b|\bproclamation\b"
    r"|米|トランプ|大統領|ホワイトハウス",
    re.IGNORECASE,
)
_US_SHORT = re.compile(r"\bU\.?S\.?\b|\bHe\b")
_OTHERS = re.compile(
    r"\b(?:ottawa|beijing|new delhi|brussels|seoul|tokyo|brasilia|london|bern|taipei|mexico city|state council|mofcom"
    r"|parliament|canada|china|india|mexico|japan|korea|brazil|the eu|european commission|switzerland|taiwan|vietnam"
    r"|company|airline|board)\s+"
    r"(?:orders\b|(?:\w+\s+){0,2}?(?:signed|signs|issued|issues|published|released|releases|inks|inked|imposes)\b)",
    re.IGNORECASE,
)
_CASES = re.compile(
    r"\b(?:sue|sues|sued|lawsuits?|court|courts|judges?|plaintiffs?|ruling|rulings"
    r"|years? on|anniversary|analysis|explainer"
    r"|fact[ -]check)\b|\?$"
    r"|提訴|最高裁|判決|解説",
    re.IGNORECASE,
)
_IN_MONTH = re.compile(
    r"\bin\s+(?P<month>January|February|March|April|May|June|July|August|September|October|November|December)\b(?!\s+\d)"
)
_SENTENCE = re.compile(r"(?<=[.!?。])\s+|(?<=。)|\n")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(r"\b(?P<name>monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b", re.IGNORECASE)
_DONE_ON = re.compile(
    r"\b(?:signed|issued|published|released|posted|inked|action)\b[^.]{0,25}?" + _WEEKDAY.pattern, re.IGNORECASE
)
_MONTH_STARTS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_DAY = re.compile(
    r"\b(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?\s+(?P<day>\d{1,2})\b(?!\d)",
    re.IGNORECASE,
)
_JA_DAY = re.compile(r"(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日")
_LATELY = timedelta(days=12)


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says: "signed", "filed" or "published"; the sentence that says so; the day it gives for it."""

    status: str
    sentence: str
    on: date | None


def read_report(title: str, text: str, day: date | None) -> Report | None:
    """What a report says has happened to an order about duties; None when nothing has.

    Args:
        title, text: plain.
        day: of the report, for "Wednesday"; None when unknown.
    """
    if _CASES.search(title):
        return None
    about_duties = bool(DUTIES.search(title))
    by_us = bool(_US.search(title) or _US_SHORT.search(title))
    if _OTHERS.search(title):
        return None
    sentences = [title, *_SENTENCE.split(text)]
    for pattern, status in ((_FILED, "filed"), (_PRINTED, "published"), (_DONE, "signed")):
        for sentence in sentences:
            if not _says(pattern, sentence) or not (about_duties or DUTIES.search(sentence)):
                continue
            if not (by_us or _US.search(sentence) or _US_SHORT.search(sentence)):
                continue
            on = _day_said(sentence, day) or (None if sentence is title else _day_said(text, day))
            if day and (_long_past(sentence, day) or (on and day - on > _LATELY)):
                continue
            if status == "signed" and sentence is title and not about_duties:
                continue
            return Report(status, sentence, on)
    deed = _DEED.search(title)
    if deed and about_duties and not _PROMISED.search(f"{title}. {text}"):
        named = re.search(rf"\b{_ACT}\b|大統領令|布告", text, re.IGNORECASE)
        if named:
            return Report("signed", title, _day_said(text, day))
    return None


def _says(pattern: re.Pattern[str], sentence: str) -> bool:
    """Whether a sentence says it as done: not promised, and not of another government."""
    promises = [match.span() for match in _PROMISED.finditer(sentence)]
    if _OTHERS.search(sentence) or sentence.endswith("?"):
        return False
    return any(
        not any(begin <= match.end() and match.start() <= end for begin, end in promises)
        for match in pattern.finditer(sentence)
    )


def _long_past(sentence: str, day: date) -> bool:
    month = _IN_MONTH.search(sentence)
    if month and MONTHS[month["month"].lower()] not in {day.month, (day - timedelta(days=7)).month}:
        return True
    return any((said := day_of(match)) and day - said > _LATELY for match in DATE.finditer(sentence))


def _day_said(words: str, day: date | None) -> date | None:
    """The day words give for what happened: a date, "Wednesday", "Aug. 6", 4日; seen from ``day``."""
    for match in DATE.finditer(words):
        found = day_of(match)
        if found and (day is None or timedelta(days=-1) <= day - found <= timedelta(days=60)):
            return found
    if day is None:
        return None
    if weekday := _DONE_ON.search(words) or _WEEKDAY.search(words):
        return day - timedelta(days=(day.weekday() - _WEEKDAYS.index(weekday["name"].lower())) % 7)
    for match in _MONTH_DAY.finditer(words):
        month = next(
            number for number, name in enumerate(_MONTH_STARTS, start=1) if match["month"].lower().startswith(name)
        )
        if found := _lately(day, month, int(match["day"])):
            return found
    for match in _JA_DAY.finditer(words):
        months = (
            [int(match["month"])] if match["month"] else [day.month, (day.replace(day=1) - timedelta(days=1)).month]
        )
        for month in months:
            if found := _lately(day, month, int(match["day"])):
                return found
    return None


def _lately(day: date, month: int, number: int) -> date | None:
    for year in (day.year, day.year - 1):
        try:
            found = date(year, month, number)
        except ValueError:
            continue
        if timedelta(0) <= day - found <= timedelta(days=30):
            return found
    return None
