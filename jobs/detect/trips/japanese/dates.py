"""Dates in Japanese sentences (after NFKC), resolved against the day of publication in Tokyo."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from jobs.detect.trips import days
from jobs.detect.trips.days import Leaning
from jobs.detect.trips.statement import Window

_WEEKDAYS = "月火水木金土日"
_TO = r"\s*(?:[~〜～\-–―ー]|から|より)\s*"
_NUM = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}

_DATE = re.compile(
    rf"""(?:
    (?P<y>20\d\d)年(?P<ym>\d{{1,2}})月(?P<yd>\d{{1,2}})日
  | (?P<slash>\d{{1,2}}/\d{{1,2}})(?!\d)
  | (?P<lead>今月|来月|先月|同月)?(?:(?P<m1>\d{{1,2}})月)?(?P<d1>\d{{1,2}})(?:日)?(?:\([^)]{{1,3}}\))?
    (?:{_TO}|(?<=\d)[、・](?=\d{{1,2}}(?:日|両日)))(?:(?P<m2>\d{{1,2}})月)?(?P<d2>\d{{1,2}})(?:日(?!間)|両日)(?P<madei>まで)?
  | (?P<lead2>今月|来月|先月|同月)?(?:(?P<m3>\d{{1,2}})月)?(?P<d3>\d{{1,2}})日(?!間|本|米|韓|中)(?P<made>まで)?
  | (?P<same>同日|同夜)(?:から(?:(?P<sm>\d{{1,2}})月)?(?P<sd>\d{{1,2}})日)?
  | (?P<rel>きょう|今日|本日|今夜|今朝|今晩|今夕|明日|あす|あした|明後日|あさって|昨日
      |きのう|昨夜|昨晩|今夜|一昨日|おととい|翌日)(?P<madec>まで)?
  | (?P<week>再来週|来週|翌週|今週|先週|次週)
    (?P<wpart>初め|前半|後半|半ば|末|中|にも)?(?:の?(?P<ww>[月火水木金土日])曜)?
  | (?P<weekend>週末|週明け)
  | (?P<month>再来月|来月|翌月|今月|先月)(?P<mpart>上旬|初旬|初め|中旬|半ば|下旬|末|後半|前半|中)?
  | (?P<mon>\d{{1,2}})月(?!\d)(?P<monpart>上旬|初旬|初め|中旬|半ば|下旬|末|後半|前半|中)?
  | (?P<wd>[月火水木金土日])曜日?
    )""",
    re.VERBOSE,
)
_REPORTED = re.compile(
    r"^(?:午前|午後|夜|夕|夕方|朝|未明|昼|深夜|早朝)?(?:、|に|の)?(?:[^。、訪渡出発着張行来]{0,14}(?:会見|閣議後|記者|取材"
    r"|分か(?:った|り)|わか(?:った|り)|明らかに|発表|表明|述べ|語っ|話し|伝え|報じ|国会|委員会|番組|演説|声明|電話|オンライン))"
)
_SPAN = re.compile(r"(?P<n>\d{1,2}|[一二三四五六七八九十])日間|(?P<p>\d)泊")


@dataclass(frozen=True, slots=True)
class DateMention:
    """As in English: place in the sentence, and whether it dates a saying or the last day."""

    start: int
    end: int
    match: re.Match[str]
    reported: bool
    limit: bool
    ends: bool


def find_dates(sentence: str) -> list[DateMention]:
    """Every date expression of one sentence, left to right."""
    found = []
    for match in _DATE.finditer(sentence):
        g = match.groupdict()
        after = sentence[match.end() : match.end() + 24]
        found.append(
            DateMention(
                match.start(),
                match.end(),
                match,
                reported=bool(_REPORTED.match(after))
                and not after.startswith(("から", "より", "まで", "に変更", "へ変更")),
                limit=sentence[: match.start()].endswith("日本時間")
                or bool(
                    re.match(
                        r"(?:に発表|に署名|の期限|期限|に発動|発動|に発効|に就任|の参院選|の衆院選|投開票|就任|の大統領令|まで(?:に|の期限))",
                        after,
                    )
                ),
                ends=bool(g["made"] or g["madec"]) and not g["d1"],
            )
        )
    return found


def day_count(sentence: str) -> int | None:
    """Length of a stay in days (3日間), None when not stated."""
    match = _SPAN.search(sentence)
    if not match:
        return None
    if match.group("p"):
        return int(match.group("p")) + 1
    word = match.group("n")
    return _NUM.get(word) or int(word)


def _part(word: str | None) -> str:
    if not word:
        return ""
    if word in {"上旬", "初旬", "初め", "前半"}:
        return "early"
    return "mid" if word in {"中旬", "半ば"} else "late" if word in {"下旬", "末", "後半"} else ""


def _numbered(day: date, lead: str | None, number: str | None, of_month: str, leaning: Leaning) -> date | None:
    if number:
        return days.month_day(day, int(number), int(of_month))
    if lead in {"来月", "先月", "今月"}:
        first = days.month(day, {"来月": 1, "先月": -1, "今月": 0}[lead]).start
        return days.month_day(first, first.month, int(of_month), first.year) if first else None
    return days.day_of_month(day, int(of_month), leaning)


def resolve(mention: DateMention, day: date, leaning: Leaning, same: date | None = None) -> Window:
    """Days meant by a mention; ``same`` is the day named before it in the sentence, for 同日."""
    g = mention.match.groupdict()
    if g["y"]:
        return Window(days.month_day(day, int(g["ym"]), int(g["yd"]), int(g["y"])))
    if g["slash"]:
        left, right = map(int, g["slash"].split("/"))
        return Window(days.month_day(day, left, right) if 1 <= left <= 12 else None)
    if g["d1"]:
        start = _numbered(day, g["lead"], g["m1"], g["d1"], leaning)
        end = _numbered(start or day, None, g["m2"], g["d2"], Leaning.AHEAD)
        return Window(start, end if start and end and end >= start else None)
    if g["d3"]:
        return Window(_numbered(day, g["lead2"], g["m3"], g["d3"], leaning))
    if g["same"]:
        start = same or day
        end = _numbered(start, None, g["sm"], g["sd"], Leaning.AHEAD) if g["sd"] else None
        return Window(start, end)
    if g["rel"]:
        word = g["rel"]
        shift = {
            "明日": 1,
            "あす": 1,
            "あした": 1,
            "明後日": 2,
            "あさって": 2,
            "昨日": -1,
            "きのう": -1,
            "昨夜": -1,
            "昨晩": -1,
            "一昨日": -2,
            "おととい": -2,
            "翌日": 1,
        }.get(word, 0)
        return Window(day + timedelta(shift))
    if g["week"]:
        offset = {"再来週": 2, "来週": 1, "翌週": 1, "次週": 1, "今週": 0, "先週": -1}[g["week"]]
        if g["ww"]:
            return Window(days.weekday_of_week(day, _WEEKDAYS.index(g["ww"]), offset))
        whole = days.week(day, offset)
        if g["wpart"] == "末" and whole.end:
            return Window(whole.end - timedelta(1), whole.end, rough=True)
        return whole
    if g["weekend"]:
        whole = days.week(day, 1 if g["weekend"] == "週明け" else 0)
        if g["weekend"] == "週末" and whole.end:
            return Window(whole.end - timedelta(1), whole.end, rough=True)
        return whole
    if g["month"]:
        return days.month(
            day, {"再来月": 2, "来月": 1, "翌月": 1, "今月": 0, "先月": -1}[g["month"]], _part(g["mpart"])
        )
    if g["mon"]:
        number = int(g["mon"])
        return (
            days.month_of(days.year_of_month(day, number), number, _part(g["monpart"]))
            if 1 <= number <= 12
            else Window()
        )
    if g["wd"]:
        return Window(days.weekday(day, _WEEKDAYS.index(g["wd"]), leaning))
    return Window()
