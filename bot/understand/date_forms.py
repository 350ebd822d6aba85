"""The forms in which people write dates, English and Japanese, as tables; ``dates`` reads them."""

from __future__ import annotations

import re

from storage.month_names import MONTHS as ENGLISH

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
MONTHS: dict[str, int] = ENGLISH | _MISSPELT
_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19[89]|20[0-4])\d)"
WEEKDAYS = {
    name: i for i, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}

FUTURE = re.compile(r"\b(?:will|going to|next|upcoming|scheduled|planned|from now)\b|来|今後|予定|これから")
PAST = re.compile(r"\b(?:was|were|did|paid|had|ago|cost|charged)\b|でした|だった|かかった|払った")
BEFORE = re.compile(r"(?<!on or )(?:\bbefore|\bprior to|\buntil|\bup to|\btill)\s+(?:the\s+)?$")
BEFORE_JA = re.compile(r"(?:の(?:合意|発効|施行|署名|発表))?(?:より前|以前|まで|前|の前)(?!\d)")
AFTER = re.compile(r"(?<!on or )\b(?:after|following)\s+(?:the\s+)?$")
AROUND = re.compile(r"\bbefore (?:and|or|vs\.?) (?:after|on or after)\s+(?:the\s+)?$")
SINCE = re.compile(r"\b(?:since|starting|from)\s+(?:the\s+)?$")


_PART = r"(?:(?P<part>early|mid-?|middle of|late|end of|the end of|beginning of|start of)[ -]+)?"
RULES: list[tuple[re.Pattern[str], str]] = [
    (re.compile(r"\b" + _DAY + r"-" + _MONTH + r"-" + _YEAR + r"\b"), "md"),
    (
        re.compile(
            r"(?<![\d.])" + _YEAR + r"[-/.](?P<month>1[0-2]|0?[1-9])[-/.](?P<day>[0-3]?\d)(?![\d.]\d)(?:t[\d:]+z?)?"
        ),
        "ymd",
    ),
    (re.compile(r"(?<![\d.])(?P<year>20[2-3]\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\d)"), "ymd"),
    (re.compile(r"(?P<year>(?:19|20)\d\d)\s*年\s*(?P<month>1[0-2]|0?[1-9])\s*月\s*(?P<day>[0-3]?\d)\s*日"), "ymd"),
    (re.compile(r"令和\s*(?P<reiwa>\d{1,2})\s*年\s*(?P<month>1[0-2]|0?[1-9])\s*月\s*(?P<day>[0-3]?\d)\s*日"), "ymd"),
    (
        re.compile(
            r"(?P<year>(?:19|20)\d\d)\s*年\s*(?P<month>1[0-2]|0?[1-9])\s*月(?P<part>末|初め|初旬|上旬|"
            r"中旬|半ば|下旬|頭)?"
        ),
        "month",
    ),
    (
        re.compile(
            r"令和\s*(?P<reiwa>\d{1,2})\s*年\s*(?P<month>1[0-2]|0?[1-9])\s*月(?P<part>末|初旬|上旬|中旬|"
            r"下旬)?"
        ),
        "month",
    ),
    (
        re.compile(
            r"(?P<rel>昨年|去年|前年|今年|来年)の?\s*(?P<month>1[0-2]|0?[1-9])\s*月(?:\s*(?P<day>[0-3]?\d)\s*日)?(?P<part>末|"
            r"初旬|上旬|中旬|下旬)?"
        ),
        "ja_year_month",
    ),
    (re.compile(r"(?P<month>1[0-2]|0?[1-9])\s*月\s*(?P<day>[0-3]?\d)\s*日"), "md"),
    (
        re.compile(
            r"(?<!\d)(?P<month>1[0-2]|0?[1-9])\s*月(?P<part>末|初め|初旬|上旬|中旬|半ば|下旬)?(?!間|分|"
            r"前)"
        ),
        "bare_month",
    ),
    (re.compile(r"(?P<year>(?:19|20)\d\d)\s*年(?P<part>末|初め|半ば)?"), "year"),
    (re.compile(r"(?P<n>\d+)\s*(?P<unit>日|週間|か月|カ月|ヶ月|ヵ月|箇月|月|年)前"), "ago"),
    (
        re.compile(
            r"(?P<word>一昨日|おととい|昨日|きのう|本日|今日|きょう|明日|あした|明後日|先々週|先週|今週|"
            r"来週|先々月|先月|今月|来月|一昨年|おととし|昨年|去年|今年|来年)"
        ),
        "ja_word",
    ),
    (re.compile(r"\b" + _MONTH + r"\s*" + _DAY + r"\b(?:\s*,?\s*(?:of\s+)?" + _YEAR + r"\b)?"), "md"),
    (re.compile(r"\b" + _DAY + r"\s+(?:of\s+)?" + _MONTH + r"(?:\s*,?\s*" + _YEAR + r"\b)?"), "md"),
    (re.compile(r"\b" + _PART + _MONTH + r"[\s,]*(?:of\s+)?(?:'(?P<short>\d\d)|" + _YEAR + r")\b"), "month"),
    (re.compile(r"\b" + _YEAR + r"[\s,-]+" + _MONTH), "month"),
    (re.compile(r"\b" + _MONTH + r"[-/]" + _YEAR + r"\b"), "month"),
    (re.compile(r"(?<![\d./-])(?P<year>20[123]\d)[-/](?P<month>1[0-2]|0[1-9])(?![\d./-])"), "month"),
    (re.compile(r"(?<![\d./-])(?P<month>1[0-2]|0?[1-9])/(?P<year>20[123]\d)(?![\d./-])"), "month"),
    (
        re.compile(
            r"\b(?P<rel>last|past|previous|this|current|next|coming) (?P<unit>week|month|year|"
            + "|".join(WEEKDAYS)
            + "|"
            + "|".join(MONTHS)
            + r")\b"
        ),
        "relative",
    ),
    (
        re.compile(
            r"\b(?P<n>\d+|a couple of|couple of|an?|one|two|three|four|five|six) (?P<unit>day|week|month|"
            r"year)s? (?:ago|back|earlier)\b"
        ),
        "ago",
    ),
    (
        re.compile(
            r"\b(?P<word>day before yesterday|yesterday|tomorrow|day after tomorrow|today|tonight|right "
            r"now|just now)\b"
        ),
        "en_word",
    ),
    (
        re.compile(
            r"\bq(?P<q>[1-4])[\s-]*(?:of\s+)?"
            + _YEAR
            + r"\b|\b(?P<q2>first|second|third|fourth) quarter of (?P<year2>20\d\d)\b"
        ),
        "quarter",
    ),
    (re.compile(r"\b(?P<month>1[0-2]|0?[1-9])/(?P<day>[0-3]?\d)/(?P<year>20\d\d)\b"), "ymd"),
    (re.compile(r"\b(?P<day>1[3-9]|2\d|3[01])[/.](?P<month>1[0-2]|0?[1-9])[/.](?P<year>20\d\d)\b"), "ymd"),
    (re.compile(r"(?<![\d/$.])(?P<month>1[0-2]|0?[1-9])/(?P<day>[0-3]?\d)(?![\d/%])"), "md"),
    (re.compile(r"\bliberation day\b"), "liberation"),
    (
        re.compile(
            r"\b"
            + _PART
            + r"(?P<month>january|february|april|june|july|august|september|october|november|december|febuary|"
            r"setpember)\b"
        ),
        "bare_month",
    ),
    (
        re.compile(
            r"(?:(?<=\bin )|(?<=\bsince )|(?<=\buntil )|(?<=\bby )|(?<=\bduring )|(?<=\bof )|(?<=\bbefore "
            r")|(?<=\bafter )|(?<=\bearly )|(?<=\blate ))(?P<month>may|march|mar|jan|feb|apr|jun|jul|aug|"
            r"sept|sep|oct|nov|dec)\b\.?"
        ),
        "bare_month",
    ),
    (re.compile(r"\b(?:on|since) (?P<unit>" + "|".join(WEEKDAYS) + r")\b"), "on_weekday"),
    (
        re.compile(
            r"\b"
            + _PART
            + r"(?P<year>20[123]\d|19[89]\d)\b(?!\s*(?:kg|usd|dollars|pieces|units|\.|cc\b|%|/))(?<!\$\d{4})"
        ),
        "year",
    ),
]


DAYS = {
    "一昨日": -2,
    "おととい": -2,
    "day before yesterday": -2,
    "昨日": -1,
    "きのう": -1,
    "yesterday": -1,
    "本日": 0,
    "今日": 0,
    "きょう": 0,
    "today": 0,
    "tonight": 0,
    "right now": 0,
    "just now": 0,
    "明日": 1,
    "あした": 1,
    "tomorrow": 1,
    "明後日": 2,
    "day after tomorrow": 2,
}
WEEKS = {"先々週": -2, "先週": -1, "今週": 0, "来週": 1}
MONTHS_AWAY = {"先々月": -2, "先月": -1, "今月": 0, "来月": 1}
YEARS_AWAY = {"一昨年": -2, "おととし": -2, "昨年": -1, "去年": -1, "今年": 0, "来年": 1}


WORDLIKE = re.compile(
    r"day|week|month|year|ago|now|liberation|quarter|jan|feb|mar|apr|may|jun|jul|aug|agust|sep|oct|nov|dec|日|週|月|年|おととい|きのう|きょう|あした|おととし"
)
