"""Dates people write, in English and Japanese: a small grammar, so that "june 2025" is never June 20.

Conventions (New York days):
    a month, quarter or year     its last day (the state of the law when it had passed), or the day of the
    clock when that lies inside;
                                 the whole stretch stands in ``period``
    "last september"             the latest September that is over
    "april 2" without a year     the nearest of this year's and last year's; next year's when the question
    speaks of the future
    8/28, 8/28/2025              month first, as in the United States, unless that is impossible (28/8/2025)
    before D, until D            the day before D;  after D: the day after;  since, from, as of, by D: D itself
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.understand import date_forms as forms
from bot.understand.question import Period


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
        return bool(forms.FUTURE.search(self.text))

    @property
    def past(self) -> bool:
        return bool(forms.PAST.search(self.text))

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
        if unit in forms.WEEKDAYS:
            return self.weekday(match, unit, by)
        month = forms.MONTHS[unit]
        if by < 0:
            return self.stretch(match, self.last_month_named(month))
        if by > 0:
            return self.stretch(
                match, _month(self.today.year if month > self.today.month else self.today.year + 1, month)
            )
        return self.stretch(match, _month(self.today.year, month))

    def weekday(self, match: re.Match[str], name: str, by: int) -> Mention | None:
        back = (self.today.weekday() - forms.WEEKDAYS[name]) % 7
        if by > 0:
            return self.day(match, self.today + timedelta(days=(7 - back) or 7))
        return self.day(match, self.today - timedelta(days=back or (7 if by < 0 else 0)))


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
    month = (forms.MONTHS.get(raw_month) or (int(raw_month) if raw_month.isdigit() else None)) if raw_month else None
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


def _read_word(match: re.Match[str], reader: _Reader) -> Mention | None:
    word, today = match["word"], reader.today
    if word in forms.DAYS:
        return reader.day(match, today + timedelta(days=forms.DAYS[word]))
    if word in forms.WEEKS:
        return reader.week(match, forms.WEEKS[word])
    if word in forms.MONTHS_AWAY:
        return reader.stretch(match, _month(*_shift(today.year, today.month, forms.MONTHS_AWAY[word])))
    year = today.year + forms.YEARS_AWAY[word]
    return reader.stretch(match, Period(date(year, 1, 1), date(year, 12, 31)))


def _with_preposition(mention: Mention, text: str) -> Mention:
    ahead, behind = text[: mention.start], text[mention.end : mention.end + 6].lstrip()
    first = mention.period.first if mention.period else mention.on
    last = mention.period.last if mention.period else mention.on
    if found := forms.AROUND.search(ahead):
        days = (first - timedelta(days=1), last)
        words = text[found.start() : mention.end].strip()
        return replace(mention, on=last, text=words, start=found.start(), around=days, year_only=False)
    found, ja = forms.BEFORE.search(ahead), forms.BEFORE_JA.match(behind)
    if found or ja:
        start = found.start() if found else mention.start
        words = text[start : mention.end].strip() + (ja.group() if ja and not found else "")
        return replace(mention, on=first - timedelta(days=1), period=None, text=words, start=start, year_only=False)
    if found := forms.AFTER.search(ahead):
        return replace(
            mention,
            on=last + timedelta(days=1),
            period=None,
            text=text[found.start() : mention.end].strip(),
            start=found.start(),
            year_only=False,
        )
    if (found := forms.SINCE.search(ahead)) or behind.startswith(("以降", "以来", "から")):
        since = bool(found and not found.group().startswith("from")) or bool(behind)
        start = found.start() if found else mention.start
        return replace(mention, on=first, text=mention.text, start=start, since=since, year_only=False)
    return mention


def find(text: str, today: date) -> list[Mention]:
    """All dates in plain text, in the order written, none overlapping.

    ``today`` is the day of the clock in New York.
    """
    if not (any(c.isdigit() for c in text) or forms.WORDLIKE.search(text)):
        return []
    reader = _Reader(text, today)
    taken: list[tuple[int, int]] = []
    found: list[Mention] = []
    for pattern, rule in forms.RULES:
        for match in pattern.finditer(text):
            if any(match.start() < e and s < match.end() for s, e in taken):
                continue
            mention = _read_one(rule, match, reader)
            if mention is None:
                continue
            taken.append((mention.start, mention.end))
            found.append(_with_preposition(mention, text))
    return sorted(found, key=lambda m: m.start)
