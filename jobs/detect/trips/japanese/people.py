"""Whom a Japanese sentence names: listed officials in every written form, others by name and office, delegations."""

from __future__ import annotations

import re
from functools import cache

from jobs.detect.trips.japanese.offices import GROUPS, KANJI, KATAKANA, OFFICE, english_office
from jobs.detect.trips.officials import office_matches, roster
from jobs.detect.trips.page import Page
from jobs.detect.trips.places import Place, japanese_places
from jobs.detect.trips.statement import Traveler


@cache
def places() -> tuple[re.Pattern[str], dict[str, Place]]:
    table = japanese_places()
    return re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True))), table


_FORMER = re.compile(r"(?:元|前|故)$")


@cache
def _names() -> tuple[re.Pattern[str], dict[str, Traveler | str]]:
    table: dict[str, str] = {}
    for person in roster().people:
        for name in (person.name_ja, *person.aliases_ja):
            table[name.replace("（", "(").replace("）", ")")] = person.id
        family = family_name(person.name_ja)
        if family and person.country in {"JP"}:
            for role in person.roles:
                table.setdefault(family + role.title_ja, person.id)
        elif "・" in person.name_ja:
            last = person.name_ja.split("・")[-1]
            if len(last) >= 3:
                for role in person.roles:
                    table.setdefault(last + role.title_ja, person.id)
    pattern = re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)))
    return pattern, dict(table)


def family_name(name: str) -> str:
    """Family name of a Japanese full name: the first two characters, one for names of three characters that are
    written so."""
    return name[:2] if len(name) >= 4 else name[:1] if len(name) == 3 and name[0] in "林" else name[:2]


_TITLED = re.compile(
    rf"(?P<country>米|日本|日|韓国|韓|中国|中|台湾|EU|欧州連合|英国|英|カナダ|加|インドネシア|インド(?!ネシア)|印|タイ|スイス|ドイツ|独|フランス|仏|イタリア|伊"
    rf"|豪|メキシコ|ブラジル|ベトナム|インドネシア|フィリピン|マレーシア|シンガポール|アイルランド|南アフリカ|オーストラリア|スペイン|ロシア|露)?の?"
    rf"(?P<name>(?:[{KATAKANA}]{{2,20}}"
    rf"|[{KANJI}]{{1,5}}?(?:\([{KATAKANA}]+\))?)?)[ 　]?(?P<country2>米|韓国|中国|台湾|英|カナダ|加"
    rf"|インドネシア|インド|タイ|スイス|独|仏|伊|豪|EU)?(?P<office>(?:(?:経済再生|経済安全保障|通商|貿易|関税交渉|関税|経済財政|少子化|デジタル"
    rf"|経済・財務|経済産業|産業|農務|財務|商務|エネルギー|企画財政)(?:・|兼)?)?(?:{OFFICE}))(?!府|令|選|室|補佐|夫人|経験者|級|会合"
    rf"|会談|省|報道官|公邸|官邸|候補|就任|談話)"
)


_SHI = re.compile(rf"(?P<name>[{KATAKANA}]{{2,16}}|[{KANJI}]{{1,4}})氏")


def find_people(sentence: str, page: Page) -> list[tuple[int, int, Traveler]]:
    """Officials of one Japanese sentence: start, end, who."""
    day = page.day
    found: list[tuple[int, int, Traveler]] = []
    pattern, table = _names()
    people = {person.id: person for person in roster().people}
    for match in pattern.finditer(sentence):
        before = sentence[max(0, match.start() - 3) : match.start()]
        after = sentence[match.end() : match.end() + 3]
        if roster().left_office(people[str(table[match.group(0)])], day):
            page.cast.namesakes.add(people[str(table[match.group(0)])].name_en)
            continue
        if after.startswith(("前首相", "元", "前大統", "政権", "関税", "外交", "内閣", "流")) or _FORMER.search(before):
            continue
        if (
            match.start()
            and len(match.group(0)) <= 2
            and re.match(rf"[{KANJI}]", sentence[match.start() - 1])
            and sentence[match.start() - 1] not in "の、は米日韓"
        ):
            continue
        person = people[str(table[match.group(0)])]
        found.append((match.start(), match.end(), roster().traveler(person, day)))
    for match in _TITLED.finditer(sentence):
        if any(start < match.end() and match.start() < end for start, end, _ in found):
            continue
        who = _titled(match, sentence, page)
        if who:
            found.append((match.start(), match.end(), who))
    for match in re.finditer(GROUPS, sentence):
        before = sentence[max(0, match.start() - 14) : match.start()]
        country = _country_before(before)
        if country and not any(start <= match.start() < end for start, end, _ in found):
            found.append((match.start(), match.end(), Traveler("", role="delegation", country=country, group=True)))
    for match in _SHI.finditer(sentence):
        if any(start <= match.start() < end for start, end, _ in found):
            continue
        known = page.cast.surnames.get(match.group("name"))
        if known:
            found.append((match.start(), match.end(), known))
    found.sort(key=lambda row: row[0])
    return _merge(found, sentence)


def _merge(found: list[tuple[int, int, Traveler]], sentence: str) -> list[tuple[int, int, Traveler]]:
    """A name followed by its office is one mention."""
    merged: list[tuple[int, int, Traveler]] = []
    for start, end, who in found:
        if (
            merged
            and start - merged[-1][1] <= 3
            and not sentence[merged[-1][1] : start].strip("()・ 　米")
            and merged[-1][2].country == who.country
            and "と" not in sentence[merged[-1][1] : start]
        ):
            merged[-1] = (merged[-1][0], end, merged[-1][2] if merged[-1][2].listed else who)
            continue
        if (
            merged
            and who.group
            and sentence[merged[-1][1] : start] in {"ら", "らの", "率いる", "が率いる", "の率いる", "を団長とする"}
        ):
            merged[-1] = (merged[-1][0], end, merged[-1][2])
            continue
        merged.append((start, end, who))
    return merged


_COUNTRY_CHARS = {
    "日": "JP",
    "米": "US",
    "韓": "KR",
    "中": "CN",
    "英": "GB",
    "加": "CA",
    "印": "IN",
    "独": "DE",
    "仏": "FR",
    "伊": "IT",
    "豪": "AU",
    "露": "RU",
    "欧州連合": "EU",
}


def _country_before(text: str) -> str | None:
    pattern, table = places()
    last = None
    for match in pattern.finditer(text):
        last = table[match.group(0)][0]
    return last


def _titled(match: re.Match[str], sentence: str, page: Page) -> Traveler | None:
    office = match.group("office")
    english = english_office(office)
    written = match.group("country") or match.group("country2")
    name = match.group("name") or ""
    if name in {"経済", "財務", "通商", "産業", "農業", "外務", "国防", "防衛", "貿易", "商務", "首席", "筆頭"}:
        name = ""
    country = None
    if written:
        country = _COUNTRY_CHARS.get(written) or (japanese_places().get(written) or (None, None))[0]
    for prefix in (
        "同国",
        "両",
        "各",
        "首脳",
        "閣僚",
        "主要",
        "関係",
        "同",
        "駐",
        "副",
        "次期",
        "元",
        "前",
        "現職",
        "歴代",
        "現",
        "は",
        "新",
        "女性",
        "初",
        "担当",
    ):
        if name == prefix:
            return None
        if re.search(r"[前元故]首?$|[前元故]大?$", name):
            return None
        if name.startswith(prefix) and prefix in {"次期", "元", "前"} and len(name) > len(prefix):
            return None
    if _FORMER.search(sentence[max(0, match.start() - 1) : match.start()]):
        return None
    words = tuple(english.lower().split())
    if name in {"兼", "及び", "兼任"}:
        return None  # 副首相兼企画財政相: one person's second office
    if name:
        known = page.cast.surnames.get(name)
        if known:
            return known
        jp = not re.match(rf"[{KATAKANA}]", name)
        for person in roster().people:
            family = (
                family_name(person.name_ja)
                if person.country == "JP"
                else person.name_ja.split("・")[0]
                if person.country in {"TH", "ID", "MY"} and "・" in person.name_ja and person.name_ja.startswith(name)
                else person.name_ja.split("・")[-1]
                if "・" in person.name_ja
                else person.name_ja[:1]
            )
            if person.name_ja == name or (family == name and (country is None or person.country == country)):
                role = person.role_on(page.day)
                if role and office_matches(words, role.title_en):
                    who = roster().traveler(person, page.day)
                    page.cast.surnames.setdefault(name, who)
                    return who
        if country is None and (jp and len(name) <= 5 and not _looks_chinese(sentence, match.start())):
            country = _country_before(sentence[max(0, match.start() - 8) : match.start()]) or "JP"
        elif country is None:
            country = _country_before(sentence[max(0, match.start() - 8) : match.start()])
        who = Traveler(name, None, english, country)
        page.cast.surnames.setdefault(name, who)
        return who
    if len(office) <= 1 or office in {"大臣", "長官", "委員長", "大使", "次官", "担当相"}:
        return None
    if country is None:
        country = _country_before(sentence[max(0, match.start() - 6) : match.start()])
    if country is None:
        meant = next((who for who in page.travelers if who.role and office_matches(words, who.role)), None)
        if meant:
            return meant
    if country is None and office in {
        "首相",
        "外相",
        "官房長官",
        "経産相",
        "財務相",
        "経済再生相",
        "経済再生担当相",
        "農相",
        "防衛相",
        "総理",
    }:
        country = "JP"
    if country:
        held = roster().holder(country, words, page.day)
        if held:
            return roster().traveler(held, page.day)
        return Traveler("", None, english, country)
    return None


def _looks_chinese(sentence: str, at: int) -> bool:
    return bool(re.search(r"(?:中国|台湾|韓国)[^。、]{0,8}$", sentence[max(0, at - 12) : at]))
