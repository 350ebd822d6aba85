"""The words that carry a trip (訪米, ワシントンに向け出発, 米国を訪問, 帰国), and sentences."""

from __future__ import annotations

import re
from functools import cache

from jobs.detect.trips.japanese.offices import KANJI, KATAKANA
from jobs.detect.trips.japanese.people import places
from jobs.detect.trips.places import visit_characters


@cache
def patterns() -> list[tuple[str, re.Pattern[str]]]:
    place = places()[0].pattern
    char = "".join(visit_characters())
    to = rf"(?P<place>{place})(?:(?:首都|市内|近郊|州|国内|特別区|D\.?C\.?|DC|・[{KATAKANA}]+|\([^)]{{1,12}}\)){{0,2}})"
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
                rf"{to}(?:など|等)?(?:を|に|への|へ|の|公式|訪問|、){{0,2}}(?:電撃|公式|再|初|相次いで|緊急|国賓として|公賓として)?(?P<verb>訪問|訪れ|出張|訪ね"
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
                rf"{to}(?:の|に|へ|郊外の|国際|近郊の)?(?:[{KATAKANA}{KANJI}]{{0,8}}(?:空港|基地)(?:に"
                rf"|へ))?(?P<verb>到着|入り(?!口|込)|着い|着き|降り立|着陸)"
            ),
        ),
        ("home", re.compile(r"(?P<verb>帰国|帰途|帰路|帰任|帰京)")),
        (
            "leavebare",
            re.compile(
                rf"[{KANJI}{KATAKANA}]{{2,8}}?空港(?:を|から)[^。]{{0,14}}?(?P<verb>出発|発った|発ち|たった|飛び立)"
            ),
        ),
        (
            "stay",
            re.compile(
                rf"{to}(?:での|の|に|で)?(?P<verb>滞在)|(?P<verb2>滞在)(?=(?:日程|期間)?を?(?:1日|一日|2日|数日|急きょ"
                rf"|急遽)?(?:延長|延ばし|短縮))"
            ),
        ),
        ("meet", re.compile(rf"{to}(?:市内|市|のホテル|の[{KATAKANA}{KANJI}]{{1,10}})?で(?!の(?:一般|講演))")),
    ]


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
