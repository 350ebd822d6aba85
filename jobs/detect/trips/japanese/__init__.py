"""Japanese sentences about journeys -> claims.

The word that carries the trip (訪米, ワシントンに向け出発, 米国を訪問, 帰国) is found first; what stands after it, up to the end of its clause, says
whether it is planned, done, dropped, put off or only thought of.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from jobs.detect.trips.claims import Claim
from jobs.detect.trips.days import Leaning
from jobs.detect.trips.japanese import dates as dates_ja
from jobs.detect.trips.officials import office_matches, roster
from jobs.detect.trips.page import Page
from jobs.detect.trips.places import Place, japanese_places, visit_characters
from jobs.detect.trips.statement import Status, Traveler, Window

_KATAKANA = r"ァ-ヶー・"
_KANJI = r"一-鿿々ヶ"
_OFFICES: dict[str, str] = {
    "首相": "prime minister",
    "総理": "prime minister",
    "総理大臣": "prime minister",
    "大統領": "president",
    "副大統領": "vice president",
    "国家主席": "president",
    "主席": "president",
    "総統": "president",
    "副首相": "deputy prime minister",
    "副総理": "vice premier",
    "外相": "foreign minister",
    "外務大臣": "foreign minister",
    "外務相": "foreign minister",
    "外交部長": "foreign minister",
    "外務長官": "foreign minister",
    "国務長官": "secretary of state",
    "財務相": "finance minister",
    "財務大臣": "finance minister",
    "財務長官": "secretary of the treasury",
    "経産相": "minister of economy trade and industry",
    "経済産業相": "minister of economy trade and industry",
    "経済産業大臣": "minister of economy trade and industry",
    "経産大臣": "minister of economy trade and industry",
    "経済再生相": "minister for economic revitalization",
    "経済再生担当相": "minister for economic revitalization",
    "経済再生担当大臣": "minister for economic revitalization",
    "経済財政相": "minister for economic policy",
    "経済安保相": "economic security minister",
    "商務長官": "secretary of commerce",
    "商務相": "commerce minister",
    "商務部長": "commerce minister",
    "商工相": "commerce minister",
    "通商相": "trade minister",
    "貿易相": "trade minister",
    "通商代表": "trade representative",
    "USTR代表": "trade representative",
    "通商担当相": "trade minister",
    "通商本部長": "trade minister",
    "通商交渉本部長": "trade minister",
    "産業通商資源相": "industry minister",
    "産業相": "industry minister",
    "産業通商相": "industry minister",
    "経済相": "economy minister",
    "経済大臣": "economy minister",
    "農相": "agriculture minister",
    "農水相": "agriculture minister",
    "農林水産相": "agriculture minister",
    "農務長官": "secretary of agriculture",
    "防衛相": "defense minister",
    "国防相": "defense minister",
    "国防長官": "secretary of defense",
    "官房長官": "chief cabinet secretary",
    "総務相": "minister of internal affairs",
    "国交相": "transport minister",
    "厚労相": "health minister",
    "環境相": "environment minister",
    "欧州委員": "trade commissioner",
    "欧州委員長": "president of the European Commission",
    "委員長": "president",
    "政策室長": "presidential chief of staff for policy",
    "安保室長": "national security adviser",
    "交渉官": "negotiator",
    "首席交渉官": "chief negotiator",
    "特使": "special envoy",
    "大使": "ambassador",
    "長官": "secretary",
    "大臣": "minister",
    "担当相": "minister",
    "担当大臣": "minister",
    "副大臣": "vice minister",
    "次官": "vice minister",
    "審議官": "senior deputy minister",
    "政務官": "parliamentary vice minister",
    "財務官": "vice finance minister for international affairs",
    "書記長": "general secretary",
    "行政院長": "premier",
    "副院長": "vice premier",
    "行政院副院長": "vice premier",
    "経済部長": "economy minister",
    "経済商務相": "commerce minister",
    "企画財政相": "finance minister",
    "王": "king",
    "国王": "king",
    "天皇": "emperor",
    "幹事長": "secretary-general",
    "州知事": "governor",
    "調整相": "coordinating minister",
    "担当閣僚": "minister",
    "担当委員": "trade commissioner",
    "文科相": "education minister",
    "法相": "justice minister",
    "国土交通相": "transport minister",
    "厚生労働相": "health minister",
    "デジタル相": "digital minister",
    "科技相": "science minister",
    "投資相": "investment minister",
    "エネルギー相": "energy minister",
    "運輸相": "transport minister",
    "内相": "interior minister",
    "首席代表": "chief representative",
    "次長": "vice minister",
    "交渉代表": "trade representative",
}
_OFFICE = "|".join(sorted(_OFFICES, key=len, reverse=True))
_GROUPS = r"(?:代表団|交渉団|使節団|訪問団|訪米団|交渉チーム|実務者|政府高官|閣僚団|議員団|特使団|交渉担当者)"

_DONE = r"(?:した|し、|して(?!い(?:る予定|く))|し(?=[^たてよ])|する$)"


@cache
def _places() -> tuple[re.Pattern[str], dict[str, Place]]:
    table = japanese_places()
    return re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True))), table


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    place = _places()[0].pattern
    char = "".join(visit_characters())
    to = (
        rf"(?P<place>{place})(?:(?:首都|市内|近郊|州|国内|特別区|D\.?C\.?|DC|・[{_KATAKANA}]+|\([^)]{{1,12}}\)){{0,2}})"
    )
    return [
        (
            "trip",
            re.compile(
                rf"(?:今回の|次の)?(?:再|初|公式|電撃)?(?:訪(?P<visit>[{char}])(?!問|客)|渡(?P<cross>[米英仏独欧韓中台])(?!航"
                rf"|り)|来(?P<come>日)(?!本)|(?P<abroad>外遊|海外出張))"
            ),
        ),
        (
            "visit",
            re.compile(
                rf"{to}(?:など|等)?(?:を|に|への|へ|の|公式|訪問|、){{0,2}}(?:電撃|公式|再|初|相次いで|緊急)?(?P<verb>訪問|訪れ|出張|訪ね"
                rf"|歴訪|立ち寄|視察|派遣|遊説)"
            ),
        ),
        (
            "leave",
            re.compile(
                rf"(?:{to}(?:に|へ|への|を)?(?:向け|向かって|向けて|向かい|飛び)?(?:、|て)?[^。、]{{0,12}}?(?P<verb>出発|旅立"
                rf"|発(?:った|つ(?!表)|ち、)|飛び立|離陸|出国)|{to.replace('<place>', '<place2>')}(?:に"
                rf"|へ)(?P<verb2>向か(?!って右|い合)|飛ん|飛び|赴|急行|行[くきっ]|渡航))"
            ),
        ),
        (
            "arrive",
            re.compile(
                rf"{to}(?:の|に|へ|郊外の|国際|近郊の)?(?:[{_KATAKANA}{_KANJI}]{{0,8}}(?:空港|基地)(?:に"
                rf"|へ))?(?P<verb>到着|入り(?!口|込)|着い|着き|降り立|着陸)"
            ),
        ),
        ("home", re.compile(r"(?P<verb>帰国|帰途|帰路|帰任|帰京)")),
        (
            "leavebare",
            re.compile(
                rf"[{_KANJI}{_KATAKANA}]{{2,8}}?空港(?:を|から)[^。]{{0,14}}?(?P<verb>出発|発った|発ち|たった|飛び立)"
            ),
        ),
        (
            "stay",
            re.compile(
                rf"{to}(?:での|の|に|で)?(?P<verb>滞在)|(?P<verb2>滞在)(?=(?:日程|期間)?を?(?:1日|一日|2日|数日|急きょ"
                rf"|急遽)?(?:延長|延ばし|短縮))"
            ),
        ),
        ("meet", re.compile(rf"{to}(?:市内|市|のホテル|の[{_KATAKANA}{_KANJI}]{{1,10}})?で(?!の(?:一般|講演))")),
    ]


_CANCEL = r"取りやめ|取り止め|とりやめ|中止|キャンセル|断念|見合わせ(?:る|た)(?=.{0,6}(?:方針|こと|と発表))|白紙|撤回"
_POSTPONE = r"延期|先送り|見送[りっるら]|見合わせ|後ろ倒し|延ばす|ずれ込"
_TAILS: list[tuple[str, re.Pattern[str]]] = [
    (
        "no_plans",
        re.compile(
            r"(?:(?:する)?(?:予定|計画|考え|つもり)(?:は|も)(?:ない|ありません|なく|なし)|(?:予定|計画)はない|を否定|(?:の|する)事実はない"
            r"|報道(?:は|を)?(?:事実ではない|否定)|することはない)"
        ),
    ),
    (
        "undecided_cancel",
        re.compile(
            rf"(?:{_CANCEL}|{_POSTPONE})(?:も|を|する(?:こと|方向|可能性|か))[^。]{{0,6}}(?:検討|視野|可能性|示唆)"
        ),
    ),
    ("cancel", re.compile(_CANCEL)),
    ("postpone", re.compile(_POSTPONE)),
    (
        "reschedule",
        re.compile(
            r"日程(?:を)?(?:再設定|変更|組み直)|日程を[^。]{0,10}(?:変更|前倒し|改め)|前倒し|繰り上げ|延長|仕切り直し|(?:日|に)変更"
        ),
    ),
    (
        "hypothetical",
        re.compile(
            r"(?:実現)?(?:すれば|した場合|するなら|なら(?!ない)|しても|すべき|できれば|を(?:招待|要請|求め|歓迎|促)|するよう(?:招|求|要請)|に招)"
        ),
    ),
    (
        "consider",
        re.compile(
            r"(?:を|も|も含め|する(?:方向で|こと(?:も|を)|可能性|必要|か(?:どうか)?|意欲|の(?:も|が))(?:を|が|も)?|したい|に意欲|も視野"
            r"|も辞さ)?(?:[^。、]{0,14}(?:検討|判断(?:する|へ|し)|模索|可能性|意欲|視野に|必要(?:がある|性|だ)|探[るっ]|打診|示唆|意思を示"
            r"|したい(?:考え|意向|と)|かもしれない|辞さない|未定|流動的|決まっていない|望[みむん]|期待))"
        ),
    ),
    (
        "future",
        re.compile(
            r"(?:へ(?:$|[。、」\s\d]|[^の])|する(?:予定|方針|方向|意向|見通し|見込み|計画|運び|と(?:発表|明らか|表明|述べ|話|語|伝え|報じ"
            r"|いう|し(?:た|て))|こと(?:を(?:決|明|発|表|正|固|確)|が(?:[^。]{0,25}(?:分か|わか|明らか|決ま))|に(?:し|な|決))"
            r"|ため(?:の)?(?:調整|準備|最終)|ほか|考え|公算|段取り)|の?(?:予定|方針|見通し|見込み|計画|日程|意向|調整|準備|運び)(?:だ|を|で|し"
            r"|が|に|と|です|。|$|、)|する。|する$|します|する(?=[」。\s])|し、[^。]{0,40}(?:臨む|会談する|協議する|求める|行う|出席する"
            r"|会う)|に出席する|を(?:調整|予定|計画|発表|表明)|で調整|が(?:決まった|決定|固まった|予定)|られる予定|を前に|に先立ち|に向け(?:て|、))"
        ),
    ),
    ("during", re.compile(r"中(?:の|に|で|だ|、|$)|先(?:の|で)|していた|している|し(?:ており|て(?:お|い)る|ている)")),
    (
        "done",
        re.compile(
            r"(?:した|し、|して|しました|たった|った|いた|れた|の途についた|に就いた|し[^よ]|ち、|り、|い、|き、|れ、)"
        ),
    ),
]
_WILL_END = re.compile(
    r"(?:臨む|会談する|協議する|求める|行う|出席する|会う|予定|見通し|方針|伝える|訴える|働きかける|目指す|話し合う|意見交換する|詰める|続ける|視察する"
    r"|署名する)(?:こと|予定|方針|見通し|見込み|と|。|$|[^。]{0,14}$)"
)
_DROPPED_BEFORE = re.compile(
    r"(?:先週|先月|前回|当初|直前|一度|いったん|\d日)[^。]{0,24}(?:取りやめ|取り止め|とりやめ|中止|見送|延期|断念|キャンセル)|当初[^。]{0,20}(?:予定|計画)(?:だった|していた)"
)
_ADVANCED = re.compile(
    r"(?:先月|先週|昨年|去年|前回|以前|かつて|当初|これまで|\d+月(?:末|下旬|上旬|中旬)?には?(?!も)|前日|月末に?も)[^。]{0,30}$"
)
_REMOTE = re.compile(r"電話|オンライン|テレビ会議|ビデオ|リモート|書簡|電話会談")
_FORMER = re.compile(r"(?:元|前|故)$")
_OFFICE_SAYS = re.compile(
    r"発表|明らかにし|正式に|表明した|政府は|外務省は|商務省は|ホワイトハウスは|大統領府は|官房長官は|報道官|閣議で|了承|承認"
)
_CLAUSE = re.compile(r"[。！!？?]")


def split_japanese(line: str, headline: bool = False) -> list[str]:
    """Sentences of a line; a full stop inside 「」 does not end one. In a headline a space ends a clause."""
    pieces: list[str] = []
    depth = 0
    start = 0
    for at, char in enumerate(line):
        if char in "「『(":
            depth += 1
        elif char in "」』)":
            depth = max(0, depth - 1)
        elif (char in "。!?！？" or (headline and char in " 　")) and depth == 0:
            pieces.append(line[start : at + 1].strip())
            start = at + 1
    rest = line[start:].strip()
    if rest:
        pieces.append(rest)
    return [piece for piece in pieces if piece]


# -- people ------------------------------------------------------------------------------------------------------------


@cache
def _names() -> tuple[re.Pattern[str], dict[str, Traveler | str]]:
    table: dict[str, str] = {}
    for person in roster().people:
        for name in (person.name_ja, *person.aliases_ja):
            table[name.replace("（", "(").replace("）", ")")] = person.id
        family = _family(person.name_ja)
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


def _family(name: str) -> str:
    """Family name of a Japanese full name: the first two characters, one for names of three characters that are written so."""
    return name[:2] if len(name) >= 4 else name[:1] if len(name) == 3 and name[0] in "林" else name[:2]


_TITLED = re.compile(
    rf"(?P<country>米|日本|日|韓国|韓|中国|中|台湾|EU|欧州連合|英国|英|カナダ|加|インド|印|タイ|スイス|ドイツ|独|フランス|仏|イタリア|伊"
    rf"|豪|メキシコ|ブラジル|ベトナム|インドネシア|フィリピン|マレーシア|シンガポール|アイルランド|南アフリカ|オーストラリア|スペイン|ロシア|露)?の?"
    rf"(?P<name>(?:[{_KATAKANA}]{{2,20}}"
    rf"|[{_KANJI}]{{1,5}}?(?:\([{_KATAKANA}]+\))?)?)[ 　]?(?P<country2>米|韓国|中国|台湾|英|カナダ|加"
    rf"|インド|タイ|スイス|独|仏|伊|豪|EU)?(?P<office>(?:(?:経済再生|経済安全保障|通商|貿易|関税交渉|関税|経済財政|少子化|デジタル"
    rf"|経済・財務|経済産業|産業|農務|財務|商務|エネルギー|企画財政)(?:・|兼)?)?(?:{_OFFICE}))(?!府|令|選|室|補佐|夫人|経験者|級|会合"
    rf"|会談|省|報道官|公邸|官邸|候補|就任|談話)"
)
_SHI = re.compile(rf"(?P<name>[{_KATAKANA}]{{2,16}}|[{_KANJI}]{{1,4}})氏")


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
            and re.match(rf"[{_KANJI}]", sentence[match.start() - 1])
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
    for match in re.finditer(_GROUPS, sentence):
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
    pattern, table = _places()
    last = None
    for match in pattern.finditer(text):
        last = table[match.group(0)][0]
    return last


def _titled(match: re.Match[str], sentence: str, page: Page) -> Traveler | None:
    office = match.group("office")
    english = _english_office(office)
    written = match.group("country") or match.group("country2")
    name = match.group("name") or ""
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
    if name:
        known = page.cast.surnames.get(name)
        if known:
            return known
        jp = not re.match(rf"[{_KATAKANA}]", name)
        for person in roster().people:
            family = (
                _family(person.name_ja)
                if person.country == "JP"
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


def _english_office(office: str) -> str:
    for length in range(len(office)):
        title = _OFFICES.get(office[length:])
        if title:
            prefix = office[:length]
            if title in {"minister"} and prefix:
                topic = next(
                    (
                        word
                        for key, word in (
                            ("通商", "trade"),
                            ("貿易", "trade"),
                            ("関税", "tariff"),
                            ("経済", "economy"),
                            ("産業", "industry"),
                            ("財務", "finance"),
                        )
                        if key in prefix
                    ),
                    "",
                )
                return f"{topic} minister".strip()
            return title
    return office


# -- claims ------------------------------------------------------------------------------------------------------------


def read_sentence(sentence: str, index: int, page: Page) -> list[Claim]:
    """Claims of one sentence; ``page`` remembers whom and where for the next."""
    people = find_people(sentence, page)
    for _, _, who in people:
        if who.listed and who.name_ja:
            page.cast.surnames.setdefault(
                _family(who.name_ja) if who.country == "JP" else who.name_ja.split("・")[-1], who
            )
    claims = _claims(sentence, index, page, people)
    if _DROPPED_BEFORE.search(sentence) and not any(
        claim.status in {Status.CANCELLED, Status.POSTPONED} and not claim.backdrop for claim in claims
    ):
        page.dropped_before = True
    if not claims and _OFFICE_SAYS.search(sentence):
        page.offices.add(index)
    if claims:
        page.travelers = claims[0].travelers
        page.place = claims[0].place or page.place
    elif people and not page.travelers:
        page.travelers = (people[0][2],)
    return claims


def _claims(sentence: str, index: int, page: Page, people: list[tuple[int, int, Traveler]]) -> list[Claim]:
    if not re.search(
        "訪|渡[米英仏独欧韓中台]|来日|外遊|出張|出発|到着|着い|着き|入り|帰国|帰途|帰路|滞在|空港|向か|飛|赴|派遣|で|発った|立ち寄",
        sentence,
    ):
        return []
    claims: list[Claim] = []
    taken: list[tuple[int, int]] = []
    for kind, pattern in _patterns():
        at = 0
        while match := pattern.search(sentence, at):
            at = match.end()
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            claim = _claim(kind, match, sentence, index, page, people)
            if claim:
                claims.append(claim)
                if kind != "meet":
                    taken.append(match.span())
            elif match.groupdict().get("place"):
                at = match.end("place")  # the first place was the starting point: "仁川国際空港から米国へ出国"
    return claims


def _place_of(kind: str, match: re.Match[str]) -> Place | None:
    g = match.groupdict()
    if kind == "trip":
        char = g.get("visit") or g.get("cross") or g.get("come")
        return (visit_characters()[char], None) if char else None
    name = next((value for key, value in g.items() if key.startswith("place") and value), None)
    return _places()[1][name] if name else None


def _status(kind: str, tail: str, match: re.Match[str], head: str) -> tuple[Status | None, float, bool]:
    """Status, strength and whether it is only background, from what follows the trip word."""
    found: dict[str, int] = {}
    for name, pattern in _TAILS:
        hit = pattern.search(tail)
        if hit:
            found[name] = hit.start()
    near = {name: at for name, at in found.items() if at < 45}
    if "no_plans" in near:
        return Status.DENIED, 0.9, False
    if "undecided_cancel" in near:
        return Status.CONSIDERING, 0.8, False
    for name, status in (
        ("cancel", Status.CANCELLED),
        ("postpone", Status.POSTPONED),
        ("reschedule", Status.RESCHEDULED),
    ):
        if (
            name in near
            and (near[name] < 26 or "を" in tail[: near[name]])
            and not re.search(r"[。]", tail[: near[name]])
        ):
            if name == "reschedule" and kind in {"home"}:
                continue
            if re.match(
                r"(?:取りやめ|取り止め|中止|延期|見送り|キャンセル)(?:は|について|を巡|を受け|の理由|に関し|に伴|の赤|した赤)|(?:取りやめ|中止|延期)の[^こ]",
                tail[near[name] :],
            ):
                return status, 0.5, False
            if re.search(r"(?:検討|模索|可能性|示唆|考え)", tail[near[name] : near[name] + 14]) and not re.search(
                r"考えを示し", tail
            ):
                return Status.CONSIDERING, 0.8, False
            return status, 0.95, False
    return _plain_status(kind, tail, match, head, near)


def _plain_status(
    kind: str, tail: str, match: re.Match[str], head: str, near: dict[str, int]
) -> tuple[Status | None, float, bool]:
    verb = match.groupdict().get("verb") or match.groupdict().get("verb2") or ""
    if "hypothetical" in near and near["hypothetical"] <= 3:
        return None, 0.0, True
    if kind == "home":
        if re.match(r"(?:した|し、|して|しました|の途|に就|に着|後|直後|$|。|、)", tail) and not tail.startswith(
            "後の"
        ):
            return Status.COMPLETED, 0.9, False
        return (Status.COMPLETED, 0.5, True) if tail.startswith("し") else (None, 0.3, True)
    if kind in {"leave", "leavebare"}:
        if (
            verb.startswith(("向か", "赴", "行", "飛"))
            and re.match(
                r"(?:う|く|んで行く|ぶ)?(?:予定|方針|見通し|意向|。|$|、|こと|と|とみられ|可能性)|う|く|ぶ", tail
            )
            and not re.match(r"(?:った|んだ|いた)", tail)
        ):
            return (
                (Status.CONSIDERING, 0.8, False)
                if "consider" in near and near["consider"] < 12
                else (Status.PLANNED, 0.85, False)
            )
        if re.match(r"(?:する(?!$)|す|の予定|予定|へ|を予定|できな)", tail) or (tail[:1] == "つ"):
            if re.match(r"する(?:のを前に|前に|直前|にあたり|に先立ち|際)", tail) or re.match(
                r"(?:前|に先立ち|直前|を前)", tail
            ):
                return Status.DEPARTED, 0.7, False
            return (
                (Status.CONSIDERING, 0.8, False)
                if "consider" in near and near["consider"] < 12
                else (Status.PLANNED, 0.85, False)
            )
        if tail.startswith(("前", "直前")) and not head.endswith("今回"):
            return (None, 0.3, True) if tail.startswith("直前") else (Status.DEPARTED, 0.7, False)
        return Status.DEPARTED, 0.92, False
    if kind == "arrive":
        if re.match(r"(?:する(?!$)|予定|の予定|く予定|き次第|を?予定)", tail) or (
            re.match(r"(?:し|り)?、", tail) and _WILL_END.search(tail)
        ):
            return Status.PLANNED, 0.85, False
        return Status.ARRIVED, 0.9, False
    if kind == "stay":
        return (Status.ARRIVED, 0.8, False) if re.match(r"(?:中|し|して)", tail) else (None, 0.2, True)
    if kind == "meet":
        return _meeting_status(tail)
    if verb == "派遣":
        return (
            (Status.DEPARTED, 0.6, False)
            if re.match(r"(?:した|し、)", tail)
            else (Status.CONSIDERING, 0.8, False)
            if "consider" in near
            else (Status.PLANNED, 0.8, False)
        )
    if verb == "訪れ":
        tail = (
            {"た": "した", "、": "し、", "て": "して", "る": "する"}.get(tail[:1], "") + tail[1:]
            if tail[:1] in "た、てる"
            else tail
        )
    if re.match(r"(?:中(?!止)|先(?:の|で))", tail):
        return Status.ARRIVED, 0.55, True
    if re.match(r"(?:した(?!い)|しました|し(?:、|て(?!い(?:く|る予定))|[^よたな、て])|の途)", tail):
        if re.match(r"し(?:、|て)", tail) and _WILL_END.search(tail):
            return Status.PLANNED, 0.85, False
        if re.match(r"した(?:際|とき|時|場合|ばかり|経緯|後(?!、))", tail):
            return Status.ARRIVED, 0.4, True
        if re.match(r"したい", tail):
            return Status.CONSIDERING, 0.8, False
        return Status.ARRIVED, 0.85, False
    if re.match(r"(?:に(?:出た|出て|出発|発った|旅立)|へ出発)", tail):
        return Status.DEPARTED, 0.9, False
    if re.match(r"を?(?:前|控え|目前)", tail):
        return Status.PLANNED, 0.5, False
    consider, future = near.get("consider", 99), near.get("future", 99)
    if re.match(r"(?:を?終え|から戻|から帰)", tail):
        return Status.COMPLETED, 0.85, False
    if consider < 30 and not re.search(r"(?:調整に入|方向で(?:最終)?調整|予定|方針を固め|へ。|日程)", tail[:34]):
        if re.search(r"(?:招待|要請|歓迎|期待|望)", tail[:24]):
            return None, 0.2, True
        return Status.CONSIDERING, 0.85, False
    if (
        future < 32
        or re.match(r"(?:へ|$|。|、|し$)", tail)
        or tail[:1] in {"」"}
        or re.match(r"(?:する|の(?:日程|方針|意向|方向|予定|見通し))", tail)
    ):
        return Status.PLANNED, 0.85, False
    return None, 0.3, True


def _meeting_status(tail: str) -> tuple[Status | None, float, bool]:
    if _REMOTE.search(tail[:60]):
        return None, 0.0, True
    hit = re.search(r"(?:会談|協議|交渉|面会|会合|会見|記者団|署名|講演|対面|意見交換)(?P<rest>[^。]{0,40})", tail[:70])
    if not hit or re.match(r"(?:開かれる|開催される|行われる|予定される|開く予定の)", tail):
        return None, 0.0, True
    rest = hit.group("rest")
    if re.match(r"(?:の|を|する)?(?:[^。]{0,12}(?:中止|取りやめ|延期|見送))", rest):
        return None, 0.0, True
    if re.search(
        r"(?:する(?:予定|方針|見通し|方向|こと|。|$|と)|予定|見通し|臨む|調整|開く(?:。|$|予定)|へ$|行う(?:。|$|予定|方向|こと)|開催へ)",
        rest,
    ) and not re.match(r"(?:した|し、|に応じ|を行った|を開いた)", rest):
        return Status.PLANNED, 0.7, False
    if re.search(
        r"(?:した|し、|行った|行い|開いた|開き|に臨んだ|に述べ|に語|に対し|に応じ|終え|続け|された|に明ら)", rest
    ):
        return Status.ARRIVED, 0.75, False
    return None, 0.0, True


def _claim(
    kind: str, match: re.Match[str], sentence: str, index: int, page: Page, people: list[tuple[int, int, Traveler]]
) -> Claim | None:
    head, tail = sentence[: match.start()], sentence[match.end() :]
    place = _place_of(kind, match)
    if (
        place
        and place[0] == "US"
        and match.group(0).startswith("米")
        and re.match(r"米(?:関税|軍|側|政府|大統領|国務|財務|商務|通商)", match.group(0))
    ):
        return None
    status, strength, backdrop = _status(kind, tail, match, head)
    if status is None and not backdrop:
        return None
    if strength < 0.3:
        return None
    if kind == "meet" and (_REMOTE.search(sentence) or place is None):
        return None
    travelers = _who(kind, match, sentence, page, people, place)
    if not travelers:
        return None
    if kind in {"home", "leavebare", "stay"} and place is None:
        place = _abroad(sentence, travelers[0], page)
    if kind == "meet" and (travelers[0].country is None or place is None):
        return None
    if place and kind == "arrive" and travelers[0].country == place[0] and "空港" in match.group(0) + tail[:4]:
        status, kind, place = Status.COMPLETED, "home", _abroad(sentence, travelers[0], page)
    if place and travelers[0].country == place[0]:
        return None
    if travelers[0].country is None and kind == "home":
        return None
    if (
        _ADVANCED.search(head[-40:])
        and status in {Status.CANCELLED, Status.POSTPONED, Status.ARRIVED, Status.COMPLETED, Status.DEPARTED}
        and re.search(r"(?:先月|先週|昨年|去年|前回|以前|かつて|当初|これまで|月末)", head[-40:])
    ):
        backdrop = True
    if (
        status in {Status.CANCELLED, Status.POSTPONED}
        and re.search(
            r"(?:取りやめ|中止し|中止と|見送って|延期して|見送り)(?:ていた|いた|となり|た後|た経緯)|てい(?:た|て)(?:。|が|$)",
            tail[:30],
        )
        and index > 0
    ):
        backdrop = True
    window = _window(match, sentence, page, status)
    if (
        status in {Status.CANCELLED, Status.POSTPONED}
        and window.start
        and (window.end or window.start) < page.day - timedelta(2)
    ):
        backdrop = True
    if (
        status in {Status.ARRIVED, Status.DEPARTED, Status.COMPLETED}
        and window.start
        and (window.end or window.start) < page.day - timedelta(6)
    ):
        backdrop = True
    office = bool(_OFFICE_SAYS.search(sentence)) and status is Status.PLANNED
    return Claim(travelers, place, status, index, strength, window, backdrop, office, False, False, sentence)


def _who(
    kind: str,
    match: re.Match[str],
    sentence: str,
    page: Page,
    people: list[tuple[int, int, Traveler]],
    place: Place | None,
) -> tuple[Traveler, ...]:
    to = place[0] if place else None
    fits = [row for row in people if to is None or row[2].country != to]
    left = [row for row in fits if row[1] <= match.start()]
    right = [row for row in fits if row[0] >= match.end() and row[0] - match.end() < 12]
    marked = [
        row
        for row in left
        if re.match(r"[^。、]{0,3}?(?:は|が|も|の|、|ら)", sentence[row[1] : row[1] + 4])
        and not re.match(r"(?:と(?!と)|に|へ|を)", sentence[row[1] : row[1] + 2])
    ]
    if re.match(r"(?:中|した|する)(?:の)?", sentence[match.end() :]) and right and right[0][0] - match.end() <= 4:
        return (right[0][2],)
    pool = marked or [
        row
        for row in left
        if not re.match(r"(?:と(?!と)(?:の)?(?:会|協|電|面)|に対|への|を)", sentence[row[1] : row[1] + 4])
    ]
    if pool:
        chosen = pool[-1]
        if re.search(r"官房長官|報道官", sentence[chosen[0] : chosen[1] + 4]) and len(pool) > 1:
            chosen = pool[-2]
        elif (
            re.search(r"官房長官|報道官", sentence[chosen[0] : chosen[1] + 4])
            and page.travelers
            and page.travelers[0].name != chosen[2].name
            and (to is None or page.travelers[0].country != to)
        ):
            return page.travelers
        group = [chosen[2]]
        at = people.index(chosen)
        while (
            at > 0
            and people[at - 1] in fits
            and re.fullmatch(r"(?:と|、|・|や|,|および|及び)", sentence[people[at - 1][1] : people[at][0]])
            and people[at - 1][2].country == chosen[2].country
        ):
            at -= 1
            group.insert(0, people[at][2])
        return tuple({one.label: one for one in group}.values())
    carried = tuple(who for who in page.travelers if to is None or who.country != to)
    if carried and not left:
        return carried
    if right and kind == "trip":
        return (right[0][2],)
    return carried


def _abroad(sentence: str, who: Traveler, page: Page) -> Place | None:
    pattern, table = _places()
    for match in pattern.finditer(sentence):
        place = table[match.group(0)]
        following = sentence[match.end() : match.end() + 3]
        if (
            place[0] != who.country
            and (len(match.group(0)) > 1 or following.startswith(("国", "で", "に", "へ")))
            and re.match(r"(?:から|で|に|へ|を|の|、|など)", following)
        ):
            return place
    visit = re.search("[訪渡](.)", sentence)
    if visit and visit.group(1) in visit_characters() and visit_characters()[visit.group(1)] != who.country:
        return (visit_characters()[visit.group(1)], None)
    return page.place if page.place and page.place[0] != who.country else None


def _window(match: re.Match[str], sentence: str, page: Page, status: Status | None) -> Window:
    leaning = {
        Status.DEPARTED: Leaning.BACK,
        Status.ARRIVED: Leaning.BACK,
        Status.COMPLETED: Leaning.BACK,
        Status.CANCELLED: Leaning.NEAR,
        Status.POSTPONED: Leaning.NEAR,
    }.get(status or Status.PLANNED, Leaning.AHEAD)
    found = dates_ja.find_dates(sentence)
    same: date | None = None
    best: tuple[float, Window] | None = None
    end: date | None = None
    for mention in found:
        window = dates_ja.resolve(mention, page.day, leaning, same)
        if mention.match.group("same") is None and window.start:
            same = window.start
        if mention.ends:
            end = end or window.start
            continue
        if mention.reported or mention.limit or not window.start:
            continue
        if status is Status.RESCHEDULED and re.match(
            r"(?:から)?(?:の予定|として(?:い)?た|に予定)", sentence[mention.end : mention.end + 8]
        ):
            continue
        gap = match.start() - mention.end
        if status is Status.RESCHEDULED and gap < 0:
            gap = 0  # the new day follows: 訪米を16日に変更
        cost = float(gap) if gap >= 0 else 14.0 - gap
        between = sentence[mention.end : match.start()] if gap >= 0 else sentence[match.end() : mention.start]
        cost += 25 * between.count("。") + 8 * between.count("、")
        if re.match(
            r"(?:から|より|に|の日程|午前|午後|まで|~|、|夜|夕|朝|出発|昼|未明|予定|へ|の便)",
            sentence[mention.end : mention.end + 3],
        ):
            cost -= 6
        if sentence[mention.end : mention.end + 2].startswith(("から", "より", "出発")):
            cost -= 8
        if status in {Status.CANCELLED, Status.POSTPONED} and re.match(
            r"(?:から|に)?(?:も)?(?:予定|計画|組んで)", sentence[mention.end : mention.end + 6]
        ):
            cost -= 20  # the day that is given up: 21日に予定していた訪問を来週以降に延期
        if best is None or cost < best[0]:
            best = (cost, window)
    if best is None:
        return Window(None, end)
    window = best[1]
    if window.start and not window.rough and window.end is None:
        length = dates_ja.day_count(sentence)
        if length and 1 < length < 15:
            return replace(window, end=window.start + timedelta(length - 1))
        if end and end >= window.start:
            return replace(window, end=end)
    return window
