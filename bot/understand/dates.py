"""Dates people write, in English and Japanese: a small grammar, so that "june 2025" is never June 20.

Conventions (New York days):
    a month, quarter or year     its last day (the state of the law when it had passed), or the day of the clock when that lies inside;
                                 the whole stretch stands in ``period``
    "last september"             the latest September that is over
    "april 2" without a year     the nearest of this year's and last year's; next year's when the question speaks of the future
    8/28, 8/28/2025              month first, as in the United States, unless that is impossible (28/8/2025)
    before D, until D            the day before D;  after D: the day after;  since, from, as of, by D: D itself
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.understand.question import Period

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sept sep", "october oct",
         "november nov", "december dec"),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MISSPELT = {
    "janurary": 1,
    "febuary": 2,
    "feburary": 2,
    "agust": 8,
    "augst": 8,
    "setpember": 9,
    "septemeber": 9,
    "ocotber": 10,
    "novemeber": 11,
    "decemeber": 12,
}
_MONTHS |= _MISSPELT
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19[89]|20[0-4])\d)"
_WEEKDAYS = {
    name: i for i, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}

_FUTURE = re.compile(r"\b(?:will|going to|next|upcoming|scheduled|planned|from now)\b|来|今後|予定|これから")
_PAST = re.compile(r"\b(?:was|were|did|paid|had|ago|cost|charged)\b|でした|だった|かかった|払った")
_BEFORE = re.compile(r"(?:\bbefore|\bprior to|\buntil|\bup to|\btill)\s+(?:the\s+)?$")
_AFTER = re.compile(r"\b(?:after|following)\s+(?:the\s+)?$")
_AROUND = re.compile(r"\bbefore (?:and|or|vs\.?) (?:after|on or after)\s+(?:the\s+)?$")
_SINCE = re.compile(r"\b(?:since|starting|from)\s+(?:the\s+)?$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A date found in the text.

    Attributes:
        on: the day it stands for by the conventions above.
        period: first and last day where the words name a stretch, else None.
        text: the words.
        start, end: where they stand.
        since: True for "since ..." and "...以降": an opening, not a day.
        year_only: True for a bare year, which may be the age of a car as well.
        around: the day before and the day itself for "before and after D".
    """

    on: date
    period: Period | None
    text: str
    start: int
    end: int
    since: bool = False
    year_only: bool = False
    around: tuple[date, ...] = ()


def _month(year: int, month: int) -> Period:
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _shift(year: int, month: int, by: int) -> tuple[int, int]:
    total = year * 12 + month - 1 + by
    return total // 12, total % 12 + 1


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Reader:
    text: str
    today: date

    @property
    def future(self) -> bool:
        return bool(_FUTURE.search(self.text))

    @property
    def past(self) -> bool:
        return bool(_PAST.search(self.text))

    def nearest(self, month: int, day: int) -> date | None:
        options = [
            d for y in (self.today.year - 1, self.today.year, self.today.year + 1) if (d := _make(y, month, day))
        ]
        if not options:
            return None
        if self.past and not self.future:
            return max((d for d in options if d <= self.today), default=options[0])
        if self.future and not self.past:
            return min((d for d in options if d >= self.today), default=options[-1])
        return min(
            (d for d in options if d.year <= self.today.year or (d - self.today).days <= 60),
            key=lambda d: abs((d - self.today).days),
        )

    def month_near(self, month: int) -> Period:
        if self.future and not self.past:
            year = self.today.year if month >= self.today.month else self.today.year + 1
        elif self.past or month > self.today.month + 2:
            year = self.today.year if month <= self.today.month else self.today.year - 1
        else:
            year = self.today.year
        return _month(year, month)

    def last_month_named(self, month: int) -> Period:
        return _month(self.today.year if month < self.today.month else self.today.year - 1, month)

    def stretch(self, match: re.Match[str], period: Period, *, year_only: bool = False) -> Mention:
        inside = period.first <= self.today <= period.last
        return Mention(
            self.today if inside else period.last,
            period,
            match.group().strip(),
            match.start(),
            match.end(),
            year_only=year_only,
        )

    def day(self, match: re.Match[str], on: date | None) -> Mention | None:
        return Mention(on, None, match.group().strip(), match.start(), match.end()) if on else None

    def week(self, match: re.Match[str], by: int) -> Mention:
        monday = self.today - timedelta(days=self.today.weekday()) + timedelta(weeks=by)
        return self.stretch(match, Period(monday, monday + timedelta(days=6)))

    def ago(self, match: re.Match[str]) -> Mention | None:
        words = {
            "a": 1,
            "an": 1,
            "one": 1,
            "two": 2,
            "three": 3,
            "four": 4,
            "five": 5,
            "six": 6,
            "couple of": 2,
            "a couple of": 2,
        }
        raw = match["n"]
        number = words[raw] if raw in words else int(raw)
        unit = match["unit"][0]
        if unit in "d日":
            return self.day(match, self.today - timedelta(days=min(number, 9999)))
        if unit in "w週":
            return self.day(match, self.today - timedelta(weeks=min(number, 999)))
        months = number * (12 if unit in "y年" else 1)
        year, month = _shift(self.today.year, self.today.month, -min(months, 1200))
        return self.day(match, date(year, month, min(self.today.day, monthrange(year, month)[1])))

    def part_of(self, period: Period, word: str | None) -> Period:
        """Narrow a month or year to its beginning, middle or end."""
        if not word:
            return period
        span = (period.last - period.first).days + 1
        third = span // 3
        if word in ("early", "beginning of", "start of", "初め", "初旬", "上旬", "頭", "年初"):
            return Period(period.first, period.first + timedelta(days=third - 1))
        if word in ("mid", "mid-", "middle of", "中旬", "半ば"):
            return Period(period.first + timedelta(days=third), period.first + timedelta(days=2 * third - 1))
        return Period(period.first + timedelta(days=2 * third), period.last)

    def relative(self, match: re.Match[str]) -> Mention | None:
        word, unit = match["rel"], match["unit"]
        by = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}[word]
        if unit == "week":
            return self.week(match, by)
        if unit == "month":
            return self.stretch(match, _month(*_shift(self.today.year, self.today.month, by)))
        if unit == "year":
            year = self.today.year + by
            return self.stretch(match, Period(date(year, 1, 1), date(year, 12, 31)))
        if unit in _WEEKDAYS:
            return self.weekday(match, unit, by)
        month = _MONTHS[unit]
        if by < 0:
            return self.stretch(match, self.last_month_named(month))
        if by > 0:
            return self.stretch(
                match, _month(self.today.year if month > self.today.month else self.today.year + 1, month)
            )
        return self.stretch(match, _month(self.today.year, month))

    def weekday(self, match: re.Match[str], name: str, by: int) -> Mention | None:
        back = (self.today.weekday() - _WEEKDAYS[name]) % 7
        if by > 0:
            return self.day(match, self.today + timedelta(days=(7 - back) or 7))
        return self.day(match, self.today - timedelta(days=back or (7 if by < 0 else 0)))


_PART = r"(?:(?P<part>early|mid-?|middle of|late|end of|the end of|beginning of|start of)[ -]+)?"
_RULES: list[tuple[re.Pattern[str], str]] = [
    (re.compile(r"(?<![\d.])" + _YEAR + r"[-/.](?P<month>1[0-2]|0?[1-9])[-/.](?P<day>[0-3]?\d)(?![\d.]\d)(?:t[\d:]+z?)?"), "ymd"),
    (re.compile(r"(?<![\d.])(?P<year>20[2-3]\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\d)"), "ymd"),
    (re.compile(r"(?P<year>(?:19|20)\d\d)\s*年\s*(?P<month>1[0-2]|0?[1-9])\s*月\s*(?P<day>[0-3]?\d)\s*日"), "ymd"),
    (re.compile(r"令和\s*(?P<reiwa>\d{1,2})\s*年\s*(?P<month>1[0-2]|0?[1-9])\s*月\s*(?P<day>[0-3]?\d)\s*日"), "ymd"),
    (re.compile(r"(?P<year>(?:19|20)\d\d)\s*年\s*(?P<month>1[0-2]|0?[1-9])\s*月(?P<part>末|初め|初旬|上旬|中旬|半ば|下旬|頭)?"), "month"),
    (re.compile(r"令和\s*(?P<reiwa>\d{1,2})\s*年\s*(?P<month>1[0-2]|0?[1-9])\s*月(?P<part>末|初旬|上旬|中旬|下旬)?"), "month"),
    (re.compile(r"(?P<rel>昨年|去年|前年|今年|来年)の?\s*(?P<month>1[0-2]|0?[1-9])\s*月(?:\s*(?P<day>[0-3]?\d)\s*日)?(?P<part>末|初旬|上旬|中旬|下旬)?"), "ja_year_month"),
    (re.compile(r"(?P<month>1[0-2]|0?[1-9])\s*月\s*(?P<day>[0-3]?\d)\s*日"), "md"),
    (re.compile(r"(?<!\d)(?P<month>1[0-2]|0?[1-9])\s*月(?P<part>末|初め|初旬|上旬|中旬|半ば|下旬)?(?!間|分|前)"), "bare_month"),
    (re.compile(r"(?P<year>(?:19|20)\d\d)\s*年(?P<part>末|初め|半ば)?"), "year"),
    (re.compile(r"(?P<n>\d+)\s*(?P<unit>日|週間|か月|カ月|ヶ月|ヵ月|箇月|月|年)前"), "ago"),
    (re.compile(r"(?P<word>一昨日|おととい|昨日|きのう|本日|今日|きょう|明日|あした|明後日|先々週|先週|今週|来週|先々月|先月|今月|来月|一昨年|おととし|昨年|去年|今年|来年)"), "ja_word"),
    (re.compile(r"\b" + _MONTH + r"\s*" + _DAY + r"\b(?:\s*,?\s*(?:of\s+)?" + _YEAR + r"\b)?"), "md"),
    (re.compile(r"\b" + _DAY + r"\s+(?:of\s+)?" + _MONTH + r"(?:\s*,?\s*" + _YEAR + r"\b)?"), "md"),
    (re.compile(r"\b" + _PART + _MONTH + r"[\s,]*(?:of\s+)?(?:'(?P<short>\d\d)|" + _YEAR + r")\b"), "month"),
    (re.compile(r"\b" + _YEAR + r"[\s,-]+" + _MONTH), "month"),
    (re.compile(r"\b(?P<rel>last|past|previous|this|current|next|coming) (?P<unit>week|month|year|" + "|".join(_WEEKDAYS) + "|" + "|".join(_MONTHS) + r")\b"), "relative"),
    (re.compile(r"\b(?P<n>\d+|a couple of|couple of|an?|one|two|three|four|five|six) (?P<unit>day|week|month|year)s? (?:ago|back|earlier)\b"), "ago"),
    (re.compile(r"\b(?P<word>day before yesterday|yesterday|tomorrow|day after tomorrow|today|tonight|right now|just now)\b"), "en_word"),
    (re.compile(r"\bq(?P<q>[1-4])[\s-]*(?:of\s+)?" + _YEAR + r"\b|\b(?P<q2>first|second|third|fourth) quarter of (?P<year2>20\d\d)\b"), "quarter"),
    (re.compile(r"\b(?P<month>1[0-2]|0?[1-9])/(?P<day>[0-3]?\d)/(?P<year>20\d\d)\b"), "ymd"),
    (re.compile(r"\b(?P<day>1[3-9]|2\d|3[01])[/.](?P<month>1[0-2]|0?[1-9])[/.](?P<year>20\d\d)\b"), "ymd"),
    (re.compile(r"(?<![\d/$.])(?P<month>1[0-2]|0?[1-9])/(?P<day>[0-3]?\d)(?![\d/%])"), "md"),
    (re.compile(r"\bliberation day\b"), "liberation"),
    (re.compile(r"\b" + _PART + r"(?P<month>january|february|april|june|july|august|september|october|november|december|febuary|setpember)\b"), "bare_month"),
    (re.compile(r"(?:(?<=\bin )|(?<=\bsince )|(?<=\buntil )|(?<=\bby )|(?<=\bduring )|(?<=\bof )|(?<=\bbefore )|(?<=\bafter )|(?<=\bearly )|(?<=\blate ))(?P<month>may|march|mar|jan|feb|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?"), "bare_month"),
    (re.compile(r"\b(?:on|since) (?P<unit>" + "|".join(_WEEKDAYS) + r")\b"), "on_weekday"),
    (re.compile(r"\b" + _PART + r"(?P<year>20[12]\d|19[89]\d)\b(?!\s*(?:kg|usd|dollars|pieces|units|\.|cc\b|%|/))(?<!\$\d{4})"), "year"),
]  # fmt: skip


def _year_of(match: re.Match[str], today: date) -> int | None:
    groups = match.groupdict()
    if groups.get("reiwa"):
        return 2018 + int(groups["reiwa"])
    if groups.get("short"):
        return 2000 + int(groups["short"])
    if year := groups.get("year"):
        return int(year)
    if rel := groups.get("rel"):
        return today.year + {"昨年": -1, "去年": -1, "前年": -1, "今年": 0, "来年": 1}[rel]
    return None


def _read_one(rule: str, match: re.Match[str], reader: _Reader) -> Mention | None:
    today, groups = reader.today, match.groupdict()
    part = groups.get("part")
    part = part.removeprefix("the ") if part else None
    year = _year_of(match, today) if rule not in ("relative", "quarter") else None
    raw_month = groups.get("month")
    month = (_MONTHS.get(raw_month) or (int(raw_month) if raw_month.isdigit() else None)) if raw_month else None
    if rule == "ymd" and year and month:
        return reader.day(match, _make(year, month, int(match["day"])))
    if rule == "md" and month:
        day = int(match["day"])
        return reader.day(match, _make(year, month, day) if year else reader.nearest(month, day))
    if rule == "ja_year_month" and year and month:
        if groups["day"]:
            return reader.day(match, _make(year, month, int(groups["day"])))
        return reader.stretch(match, reader.part_of(_month(year, month), part))
    if rule == "month" and year and month:
        return reader.stretch(match, reader.part_of(_month(year, month), part))
    if rule == "bare_month" and month:
        return reader.stretch(match, reader.part_of(reader.month_near(month), part))
    if rule == "year" and year:
        whole = Period(date(year, 1, 1), date(year, 12, 31))
        return reader.stretch(match, reader.part_of(whole, part), year_only=not part)
    if rule == "ago":
        return reader.ago(match)
    if rule == "relative":
        return reader.relative(match)
    if rule == "on_weekday":
        return reader.weekday(match, match["unit"], 0)
    if rule == "quarter":
        number = int(groups["q"]) if groups["q"] else ("first", "second", "third", "fourth").index(groups["q2"]) + 1
        of = int(groups["year"] or groups["year2"])
        return reader.stretch(match, Period(date(of, 3 * number - 2, 1), _month(of, 3 * number).last))
    if rule == "liberation":
        return reader.day(match, date(2025, 4, 2))
    return _read_word(match, reader) if rule in ("ja_word", "en_word") else None


_DAYS = {
    "一昨日": -2, "おととい": -2, "day before yesterday": -2, "昨日": -1, "きのう": -1, "yesterday": -1, "本日": 0, "今日": 0, "きょう": 0, "today": 0,
    "tonight": 0, "right now": 0, "just now": 0, "明日": 1, "あした": 1, "tomorrow": 1, "明後日": 2, "day after tomorrow": 2,
}  # fmt: skip
_WEEKS = {"先々週": -2, "先週": -1, "今週": 0, "来週": 1}
_MONTHS_AWAY = {"先々月": -2, "先月": -1, "今月": 0, "来月": 1}
_YEARS_AWAY = {"一昨年": -2, "おととし": -2, "昨年": -1, "去年": -1, "今年": 0, "来年": 1}


def _read_word(match: re.Match[str], reader: _Reader) -> Mention | None:
    word, today = match["word"], reader.today
    if word in _DAYS:
        return reader.day(match, today + timedelta(days=_DAYS[word]))
    if word in _WEEKS:
        return reader.week(match, _WEEKS[word])
    if word in _MONTHS_AWAY:
        return reader.stretch(match, _month(*_shift(today.year, today.month, _MONTHS_AWAY[word])))
    year = today.year + _YEARS_AWAY[word]
    return reader.stretch(match, Period(date(year, 1, 1), date(year, 12, 31)))


def _with_preposition(mention: Mention, text: str) -> Mention:
    ahead, behind = text[: mention.start], text[mention.end : mention.end + 4].lstrip()
    first = mention.period.first if mention.period else mention.on
    last = mention.period.last if mention.period else mention.on
    if found := _AROUND.search(ahead):
        days = (first - timedelta(days=1), last)
        words = text[found.start() : mention.end].strip()
        return replace(mention, on=last, text=words, start=found.start(), around=days, year_only=False)
    if (found := _BEFORE.search(ahead)) or re.match(r"(?:より前|以前|まで|前)(?!\d)", behind):
        start = found.start() if found else mention.start
        words = text[start : mention.end].strip() + ("" if found else behind[:2])
        return replace(mention, on=first - timedelta(days=1), period=None, text=words, start=start, year_only=False)
    if found := _AFTER.search(ahead):
        return replace(
            mention,
            on=last + timedelta(days=1),
            period=None,
            text=text[found.start() : mention.end].strip(),
            start=found.start(),
            year_only=False,
        )
    if (found := _SINCE.search(ahead)) or behind.startswith(("以降", "以来", "から")):
        since = bool(found and not found.group().startswith("from")) or bool(behind)
        start = found.start() if found else mention.start
        return replace(mention, on=first, text=mention.text, start=start, since=since, year_only=False)
    return mention


def find(text: str, today: date) -> list[Mention]:
    """All dates in plain text, in the order written, none overlapping. ``today`` is the day of the clock in New York."""
    if not (any(c.isdigit() for c in text) or _WORDLIKE.search(text)):
        return []
    reader = _Reader(text, today)
    taken: list[tuple[int, int]] = []
    found: list[Mention] = []
    for pattern, rule in _RULES:
        for match in pattern.finditer(text):
            if any(match.start() < e and s < match.end() for s, e in taken):
                continue
            mention = _read_one(rule, match, reader)
            if mention is None:
                continue
            taken.append((mention.start, mention.end))
            found.append(_with_preposition(mention, text))
    return sorted(found, key=lambda m: m.start)


_WORDLIKE = re.compile(
    r"day|week|month|year|ago|now|liberation|quarter|jan|feb|mar|apr|may|jun|jul|aug|agust|sep|oct|nov|dec|日|週|月|年|おととい|きのう|きょう|あした|おととし"
)
