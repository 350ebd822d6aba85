"""Japanese sentences about journeys -> claims.

The word that carries the trip (訪米, ワシントンに向け出発, 米国を訪問, 帰国) is found first; what stands after it, up
to the end of its clause, says whether it is planned, done, dropped, put off or only thought of.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from jobs.detect.trips.claims import Claim
from jobs.detect.trips.days import Leaning
from jobs.detect.trips.japanese import dates as dates_ja
from jobs.detect.trips.japanese.carriers import patterns
from jobs.detect.trips.japanese.people import family_name, find_people, places
from jobs.detect.trips.japanese.tails import REMOTE, status_of
from jobs.detect.trips.page import Page
from jobs.detect.trips.places import Place, visit_characters
from jobs.detect.trips.statement import Status, Traveler, Window

_DONE = r"(?:した|し、|して(?!い(?:る予定|く))|し(?=[^たてよ])|する$)"


_DROPPED_BEFORE = re.compile(
    r"(?:延期|先送り|見送)(?:され|し|に?なって|られ)て?いた|(?:先週|先月|前回|当初|直前|一度|いったん|\d日)[^。]{0,24}(?:取りやめ|取り止め|とりやめ|中止|見送|延期|断念|キャンセル)|当初[^。]{0,20}(?:予定|計画)(?:だった|していた)"
)


_ADVANCED = re.compile(
    r"(?:先月|先週|昨年|去年|前回|以前|かつて|当初|これまで|\d+月(?:末|下旬|上旬|中旬)?には?(?!も)|前日|月末に?も)[^。]{0,30}$"
)


_OFFICE_SAYS = re.compile(
    r"発表|明らかにし|正式に|表明した|政府は|外務省は|商務省は|ホワイトハウスは|大統領府は|官房長官は|報道官|閣議で|了承|承認"
)


_SOURCES_SAY = re.compile(
    r"(?:関係者|消息筋|外交筋|政府筋|同筋|高官|幹部)(?:ら)?(?:が|は|に|へ|によ)[^。]{0,24}"
    r"(?:明らか|分か|わか|語っ|話し|述べ|よると|取材)|取材で(?:分|わ)か"
)


_CLAUSE = re.compile(r"[。！!？?]")


def read_sentence(sentence: str, index: int, page: Page) -> list[Claim]:
    """Claims of one sentence; ``page`` remembers whom and where for the next."""
    people = find_people(sentence, page)
    for _, _, who in people:
        if who.listed and who.name_ja:
            page.cast.surnames.setdefault(
                family_name(who.name_ja) if who.country == "JP" else who.name_ja.split("・")[-1], who
            )
    claims = _claims(sentence, index, page, people)
    if _DROPPED_BEFORE.search(sentence) and not any(
        claim.status in {Status.CANCELLED, Status.POSTPONED} and not claim.backdrop for claim in claims
    ):
        page.dropped_before = True
    if not claims and _OFFICE_SAYS.search(sentence) and not _SOURCES_SAY.search(sentence):
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
    for kind, pattern in patterns():
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
    return places()[1][name] if name else None


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
    if kind == "leave" and re.match(r"(?:国際)?(?:空港)?(?:から|を)", sentence[match.end("place") :] if place else ""):
        onward = sentence[match.end("place") : match.end()]
        if match.group("place") and any(found.group(0) != "米" for found in places()[0].finditer(onward)):
            return None  # 羽田空港から韓国に向け出発: the search goes on with the second place
    place = _first_of_list(sentence, match, place)
    status, strength, backdrop = status_of(kind, tail, match, head)
    if status is None and not backdrop:
        return None
    if strength < 0.3:
        return None
    if kind == "meet" and (REMOTE.search(sentence) or place is None):
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
    office = bool(_OFFICE_SAYS.search(sentence)) and not _SOURCES_SAY.search(sentence) and status is Status.PLANNED
    if status is Status.DEPARTED and (ahead := _window(match, sentence, page, Status.PLANNED)).start:
        told = _window(match, sentence, page, status).start
        if told is not None and told > page.day and ahead.start == told:
            status, window = Status.PLANNED, ahead  # あす出発
    # headlines leave the tense out: "X来日、首相と会談" has come, "X訪米、会談へ" will
    open_tense = index == 0 and kind == "trip" and status is Status.PLANNED and tail[:1] == "、" and not window.start
    weak = open_tense and not re.search(r"へ(?:$|[。、」])|予定|調整|方針|見通し|意向|検討", tail)
    if weak:
        status = Status.ARRIVED
    return Claim(travelers, place, status, index, strength, window, backdrop, office, False, weak, sentence)


def _first_of_list(sentence: str, match: re.Match[str], place: Place | None) -> Place | None:
    """スペインと英国を訪問: the first country named stands for the journey."""
    name = match.groupdict().get("place")
    if place is None or name is None:
        return place
    pattern, table = places()
    at = match.start("place")
    while True:
        before = next(
            (
                found
                for found in pattern.finditer(sentence, max(0, at - 14), at)
                if re.fullmatch(r"(?:国|州|市)?(?:と|、|・|および|及び)", sentence[found.end() : at])
            ),
            None,
        )
        if before is None or len(before.group(0)) < 2:
            return place
        place, at = table[before.group(0)], before.start()


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
    pattern, table = places()
    for match in pattern.finditer(sentence):
        place = table[match.group(0)]
        following = sentence[match.end() : match.end() + 3]
        if (
            place[0] != who.country
            and (len(match.group(0)) > 1 or following.startswith(("国", "で", "に", "へ", "から")))
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
