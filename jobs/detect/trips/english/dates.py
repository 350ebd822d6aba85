"""Dates in English sentences: found with their place in the sentence, resolved against the day of publication."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from jobs.detect.trips import days
from jobs.detect.trips.days import Leaning
from jobs.detect.trips.statement import Window
from storage.month_names import MONTHS

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday wed",
            "thursday thurs thur thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}

_M = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_W = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)\b\.?"
)
_N = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
_TO = r"\s*(?:-|–|—|to|through|thru|until|till|and|/)\s*(?:the\s+)?"

_DATE = re.compile(
    rf"""(?:
    (?P<iso>\b20\d\d-\d\d-\d\d\b)
  | \b(?P<m1>{_M})\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|%|:\d|\.\d)
    (?:{_TO}(?:(?P<m2>{_M})\s+)?(?P<d2>\d{{1,2}})(?:st
      |nd|rd|th)?(?!\d|%|:))?(?:,?\s*(?P<y1>20\d\d))?
  | \b(?P<e1>\d{{1,2}})(?:st|nd|rd|th)?
    (?:{_TO}(?P<e2>\d{{1,2}})(?:st|nd|rd|th)?)?\s+(?:of\s+)?(?P<em>{_M})(?:,?\s*(?P<y2>20\d\d))?
  | \bthe\s+(?P<o1>\d{{1,2}})(?:st|nd|rd|th)\b(?!\s+(?:round|time|visit|trip|anniversary
      |century|meeting|consecutive|week|straight|floor|amendment|district|day))(?:{_TO}(?P<o2>\d{{1,2}})(?:st
      |nd|rd|th)\b)?
  | \bweek\s+of\s+(?P<wm>{_M})\s+(?P<wd>\d{{1,2}})
  | \b(?:a|one)\s+week\s+from\s+(?P<wf>tomorrow|today|{_W})
  | \b(?:(?P<mod>this|next|last|coming|this\s+coming|following)\s+)?
    (?P<w1>{_W})(?:(?:{_TO})(?P<w2>{_W}))?(?P<wn>\s+(?:next
      |of)\s+(?:next\s+)?week)?
  | \b(?P<rel>day\s+after\s+tomorrow|today|tonight|tomorrow|yesterday|this\s+(?:morning|afternoon|evening)|overnight)\b
  | \b(?P<week>(?:later\s+|earlier\s+|late\s+)?this\s+week|(?:early\s+|late\s+|later\s+
      |(?:the\s+)?(?:first|second|latter)\s+half\s+of\s+|(?:the\s+)?(?:start|beginning
      |middle|end)\s+of\s+)?next\s+week|the\s+following\s+week|the\s+coming\s+week|last\s+week(?!\s+(?:of|in)\s+{_M})
      |(?:the\s+)?week\s+after\s+next|this\s+(?:coming\s+)?weekend|next\s+weekend|(?:at|over|during)\s+the\s+weekend|last\s+weekend
      |the\s+week\s+after)\b
  | \b(?P<month>(?:later\s+|earlier\s+)?this\s+month|(?:early\s+|late\s+|mid-?\s*)?next\s+month
      |last\s+month|end\s+of\s+(?:the|this)\s+month|end\s+of\s+next\s+month)\b
  | \bin\s+(?P<inn>{_N}|a)\s+(?P<inu>days?|weeks?)(?:'\s+time)?\b
  | \b(?P<bm>{_M})\s+(?P<by>20\d\d)\b
  | \b(?P<nth>first|second|third|fourth|last|final)\s+week\s+(?:of|in)\s+(?P<fm>{_M}|next\s+month|(?:this|the)\s+month)
  | \b(?:(?P<part>early|late|mid|beginning\s+of|start\s+of|end\s+of|the\s+end\s+of|middle\s+of)[\s-]+(?:in\s+)?
      |in\s+|this\s+|next\s+|until\s+|to\s+|for\s+|a\s+|an\s+|,\s*|of\s+)(?P<mm>{_M})(?!\s*\d{{1,2}}(?!\d))(?:\s+(?P<my>20\d\d))?
    )""",
    re.IGNORECASE | re.VERBOSE,
)

_REPORTED = re.compile(
    r"(?:\b(?:said|says|saying|told|announced|announces|confirmed|reported|reports|learned"
    r"|learnt|revealed|stated|disclosed|"
    r"quoted|wrote|posted|tweeted|declared|insisted|acknowledged|denied|statement"
    r"|interview|briefing|conference|report|sources?|"
    r"officials?|spokes(?:man|woman|person)|ministry|office|reporters|added|signalled"
    r"|signaled|hinted|suggested|agreed|approved|noted|explained)"
    r"(?:\s+(?:here|late|early|earlier|on|in|at|a|an|the|press|news|morning|afternoon"
    r"|evening|of|same|day))*\s*|\baccording\s+to\s+[\w\s.']{0,40})$",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\b(?:by|before|ahead\s+of|prior\s+to|after|following|deadline\s+(?:of|on|is)?"
    r"|effective|expires?(?:\s+on)?|as\s+of|dated|due\s+by|with\s+an?|upcoming"
    r"|on\s+or\s+before|signed|imposed|starting\s+on\s+all|call|took\s+effect"
    r"|take\s+effect|takes\s+effect|since\s+(?!early|late))\s*(?:the|his|its|an?|on|from"
    r"|midnight|early|late)?\s*$",
    re.IGNORECASE,
)
_SAID_AFTER = re.compile(
    r"\s*(?:(?:said|says|told|announced|confirmed|approved|cleared|denied|reported|agreed)\b|\s+that\b)", re.IGNORECASE
)
_AFTERWORDS = re.compile(
    r"\s*,?\s*(?:'s)?\s*(?:tariff|deadline|order|announcement|phone|call|ruling|decision"
    r"|agreement|election|vote|cutoff|deal\b|joint\s+statement|truce|proclamation|post\b)",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:until|till|through|return(?:ing|s)?(?:\s+(?:home|to\s+(?:Japan|Tokyo|Seoul"
    r"|Korea|Taipei|Taiwan|Brussels|Bern|Switzerland|Ottawa|Canada|India|Delhi|Beijing"
    r"|China|London|Bangkok|Brasilia|Mexico)))?(?:\s+on)?|back\s+home(?:\s+on)?"
    r"|be\s+back(?:\s+on)?|end(?:ing)?(?:\s+on)?|to\s+end(?:\s+on)?|into(?:\s+early)?"
    r"|lasts?\s+until)\s+(?:the\s+)?(?:early\s+)?$",
    re.IGNORECASE,
)
_LOOKS_AHEAD = re.compile(
    r"\b(?:due|set|scheduled|planned|slated|expected|meant|supposed|will|would)\b(?:\s+[a-z][\w-]*){0,3}\s+$",
    re.IGNORECASE,
)
_DURATION = re.compile(rf"(?<!\bby )\b(?P<n>{_N})[\s-]days?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression: characters ``start`` to ``end`` of its sentence. ``reported``: it dates a saying, not
    a journey;
    ``limit``: it dates something else (a deadline, an order); ``ends``: it is the last day of a stay; ``ahead``: the
    words before it look ahead ("due to begin", "will fly home on")."""

    start: int
    end: int
    match: re.Match[str]
    reported: bool
    limit: bool
    ends: bool
    ahead: bool = False

    @property
    def words(self) -> str:
        """As written."""
        return self.match.group(0)


def find_dates(sentence: str) -> list[DateMention]:
    """Every date expression of one sentence, left to right."""
    found = []
    for match in _DATE.finditer(sentence):
        word = match.group("w1")
        if word and not word[0].isupper() and len(word) <= 3:
            continue
        if (
            word
            and word.rstrip(".") in {"Sun", "Sat", "Mon", "Wed"}
            and sentence[match.end() : match.end() + 1].isalpha()
        ):
            continue
        before = sentence[max(0, match.start() - 70) : match.start()]
        found.append(
            DateMention(
                match.start(),
                match.end(),
                match,
                reported=bool(_REPORTED.search(before)) or bool(_SAID_AFTER.match(sentence, match.end())),
                limit=bool(_LIMIT.search(before)) or bool(_AFTERWORDS.match(sentence, match.end())),
                ends=bool(_UNTIL.search(before)),
                ahead=bool(_LOOKS_AHEAD.search(before)),
            )
        )
    return found


def day_count(sentence: str) -> int | None:
    """Length of a stay in days ("a three-day visit"), None when not stated."""
    match = _DURATION.search(sentence)
    if not match:
        return None
    word = match.group("n").lower()
    return _NUMBERS.get(word) or int(word)


def _month_number(text: str) -> int:
    return MONTHS[text.lower().rstrip(".")]


def _weekday_number(text: str) -> int:
    return _WEEKDAYS[text.lower().rstrip(".")]


def resolve(mention: DateMention, day: date, leaning: Leaning) -> Window:
    """Days meant by a mention; an empty window for a day that does not exist."""
    g = mention.match.groupdict()
    if g["iso"]:
        try:
            return Window(date.fromisoformat(g["iso"]))
        except ValueError:
            return Window()
    if g["m1"] or g["em"]:
        year = int(g["y1"] or g["y2"] or 0) or None
        first_month = _month_number(g["m1"] or g["em"])
        start = days.month_day(day, first_month, int(g["d1"] or g["e1"]), year)
        last = g["d2"] or g["e2"]
        end = (
            days.month_day(start or day, _month_number(g["m2"]) if g["m2"] else first_month, int(last), year)
            if last
            else None
        )
        return Window(start, end if start and end and end >= start else None)
    if g["o1"]:
        start = days.day_of_month(day, int(g["o1"]), leaning)
        end = days.day_of_month(start, int(g["o2"]), Leaning.AHEAD) if g["o2"] and start else None
        return Window(start, end)
    if g["wm"]:
        first = days.month_day(day, _month_number(g["wm"]), int(g["wd"]))
        return days.week(first, 0) if first else Window()
    if g["wf"]:
        word = g["wf"].lower()
        base = (
            day
            if word == "today"
            else day + timedelta(1)
            if word == "tomorrow"
            else days.weekday(day, _weekday_number(word), Leaning.AHEAD)
        )
        return Window(base + timedelta(7))
    if g["w1"]:
        return _weekdays(g, day, leaning)
    if g["rel"]:
        word = g["rel"].lower()
        shift = 2 if word.startswith("day after") else {"tomorrow": 1, "yesterday": -1}.get(word, 0)
        return Window(day + timedelta(shift))
    if g["week"]:
        word = g["week"].lower()
        offset = (
            2
            if "after next" in word
            else -1
            if "last" in word
            else 1
            if re.search("next|following|coming w|week after", word)
            else 0
        )
        whole = days.week(day, offset)
        if offset == 0 and leaning is Leaning.AHEAD and day.weekday() == 6 and "weekend" not in word:
            return Window(day, day + timedelta(6), rough=True)
        if (
            offset == 1
            and whole.start
            and whole.end
            and (
                part := re.match(r"(?:the )?(early|first|start|beginning|late|later|second|latter|end|middle)\b", word)
            )
        ):
            if part.group(1) in {"early", "first", "start", "beginning"}:
                return Window(whole.start, whole.start + timedelta(2), rough=True)
            if part.group(1) == "middle":
                return Window(whole.start + timedelta(1), whole.start + timedelta(3), rough=True)
            return Window(whole.start + timedelta(3), whole.end, rough=True)
        if "the weekend" in word and leaning is Leaning.BACK and day.weekday() < 5:
            whole = days.week(day, -1)
        if "weekend" in word and whole.end:
            return Window(whole.end - timedelta(1), whole.end, rough=True)
        return whole
    if g["month"]:
        word = g["month"].lower()
        return days.month(day, -1 if "last" in word else 1 if "next" in word else 0, _part(word))
    if g["inn"]:
        word = g["inn"].lower()
        count = 1 if word == "a" else _NUMBERS.get(word) or int(word)
        if g["inu"].lower().startswith("week"):
            return days.week(day, count)
        return Window(day + timedelta(count), rough=True)
    if g["bm"]:
        return days.month_of(int(g["by"]), _month_number(g["bm"]))
    if g["fm"]:
        of_month = f"{(g['nth'] or '').lower()} week"
        if g["fm"].lower().startswith(("next", "this", "the")):
            return days.month(day, 1 if g["fm"].lower().startswith("next") else 0, of_month)
        number = _month_number(g["fm"])
        return days.month_of(days.year_of_month(day, number), number, of_month)
    if g["mm"]:
        number = _month_number(g["mm"])
        return days.month_of(
            int(g["my"] or 0) or days.year_of_month(day, number), number, _part((g["part"] or "").lower())
        )
    return Window()


def _part(words: str) -> str:
    """Which part of a month is meant: "early", "mid", "late" or all of it."""
    if re.match("early|begin|start", words):
        return "early"
    if "late " in words or words.startswith(("late", "end", "the end")):
        return "late" if not words.startswith("later") else ""
    return "mid" if words.startswith(("mid", "the middle")) else ""


def _weekdays(g: dict[str, str], day: date, leaning: Leaning) -> Window:
    number = _weekday_number(g["w1"])
    word = (g["mod"] or "").lower()
    if g["wn"] or word in {"next", "following"}:
        start = days.weekday_of_week(day, number, 1)
    elif word == "last":
        start = days.weekday(day - timedelta(1), number, Leaning.BACK)
    elif word:
        start = days.weekday(day, number, Leaning.AHEAD if leaning is not Leaning.BACK else Leaning.BACK)
    else:
        start = days.weekday(day, number, leaning)
    end = days.weekday(start, _weekday_number(g["w2"]), Leaning.AHEAD) if g["w2"] else None
    return Window(start, end)
