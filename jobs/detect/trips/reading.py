"""One item -> statements: the claims of its sentences weighed against each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from jobs.detect.trips import english, japanese, latin
from jobs.detect.trips.claims import Claim
from jobs.detect.trips.days import Leaning
from jobs.detect.trips.english import dates as dates_en
from jobs.detect.trips.english.mentions import Cast, find_places
from jobs.detect.trips.english.people import find_people
from jobs.detect.trips.english.tokens import clean, split_english, story_lines, tokenize
from jobs.detect.trips.japanese.carriers import split_japanese
from jobs.detect.trips.officials import plain, roster
from jobs.detect.trips.page import Page
from jobs.detect.trips.places import ZONES
from jobs.detect.trips.statement import Statement, Status
from jobs.detect.trips.weighing import weigh

MOST_SENTENCES = 40


_SIGNS_JA = re.compile(
    "訪|渡[米英仏独欧韓中台]|来日|外遊|出張|出発|出国|空港|赴|到着|着い|入り|帰国|帰途|滞在|向か|派遣|で|発った|立ち寄|飛"
)


def read_item(
    title: str, text: str, lang: str, published_at: datetime | None, assumed_day: date, home: str | None = None
) -> list[Statement]:
    """What an item says about officials' trips.

    Args:
        title, text: as published, markup removed.
        lang: "ja" reads Japanese; anything else reads with the English grammar, which is silent on other languages.
        published_at: the publisher's time, None when unknown.
        assumed_day: the day dates are resolved against when ``published_at`` is None.
        home: country whose press this is, for the zone of the day; None = by language.

    Returns:
        One statement a trip and group of travellers, the item's main one first.
    """
    title, text = clean(title), clean(text)
    is_japanese = lang == "ja" or (lang not in {"zh", "ko"} and _has_kana(title + text[:200]))
    if is_japanese and not _SIGNS_JA.search(title) and not _SIGNS_JA.search(text):
        return []
    if (
        home is None
        and not is_japanese
        and published_at is not None
        and (published_at.hour, published_at.minute) != (0, 0)
    ):
        home = _press_home(title, text, published_at.date())
    zone = ZONES.get(home or ("JP" if is_japanese else "US"), "UTC")
    day = _day(published_at, zone) or assumed_day
    page = Page(day, Cast(day, roster()), language=lang, title=title, body=plain(text))
    claims: list[Claim] = []
    split = split_japanese if is_japanese else latin.split if lang in latin.LANGUAGES else split_english
    read = (
        japanese.read_sentence
        if is_japanese
        else latin.read_sentence
        if lang in latin.LANGUAGES
        else english.read_sentence
    )
    for part in split_japanese(_headline(title), headline=True) if is_japanese else [_headline(title)]:
        claims += read(part, 0, page)
    page.title_day = _title_day(title, day) if not is_japanese else None
    count = 0
    for line in story_lines(text):
        for sentence in split(line):
            count += 1
            if count > MOST_SENTENCES:
                break
            claims += read(sentence, count, page)
    if not is_japanese and all(claim.sentence for claim in claims):
        claims += read(_headline(title), 0, page)  # whom a bare surname of the headline means, the story has told
    statements = weigh(claims, page, published_at)
    return [one for one in statements if one.travelers and not _elsewhere(one, statements)]


def _elsewhere(one: Statement, statements: Sequence[Statement]) -> bool:
    """Whether a surer statement has the same traveller arrive in another country that day ("who had been on a business
    trip to Canada, arrived at Dulles airport on the 28th")."""
    return one.status is Status.ARRIVED and any(
        other.status is Status.ARRIVED
        and other.travelers[:1] == one.travelers[:1]
        and other.to_country not in (None, one.to_country)
        and other.window.start == one.window.start
        and other.confidence > one.confidence
        for other in statements
    )


def _title_day(title: str, day: date) -> date | None:
    """The one day a headline names in full ("Itinerary for Monday, April 20"), None otherwise."""
    starts = {
        window.start
        for mention in dates_en.find_dates(title)
        if not mention.limit and (window := dates_en.resolve(mention, day, Leaning.AHEAD)).start and not window.rough
    }
    return starts.pop() if len(starts) == 1 else None


def _press_home(title: str, text: str, day: date) -> str | None:
    """Whose day the item counts in when its address does not say: the first listed official's country."""
    tokens = tokenize(title + ". " + text[:300])
    people = find_people(tokens, find_places(tokens), Cast(day, roster()))
    return next((mention.who.country for mention in people if mention.who.listed), None)


def _has_kana(text: str) -> bool:
    return any("ぁ" <= char <= "ヿ" for char in text)


def _day(published_at: datetime | None, zone: str) -> date | None:
    if published_at is None:
        return None
    if (published_at.hour, published_at.minute, published_at.second) == (0, 0, 0):
        return published_at.date()  # a bare date, as many feeds and archives give it
    return published_at.astimezone(ZoneInfo(zone)).date()


def _headline(title: str) -> str:
    """Without what outlets put around it: "(LEAD)", "(UPDATE 1)", "BREAKING:", " - Outlet"."""
    title = re.sub(
        r"^\s*(?:\((?:\d+\w*\s+)?(?:LEAD|URGENT|News Focus|Yonhap Interview)[^)]*\)"
        r"|BREAKING(?: NEWS)?:|UPDATE\s*\d*[:-]|EXCLUSIVE:|WATCH:|LIVE:|【[^】]{1,8}】|<独自>"
        r"|\[[^\]]{1,10}\])\s*",
        "",
        title,
    )
    return re.sub(r"\s+(?:-|\||–|—)\s+[^-|–—]{2,40}$", "", title) if len(title) > 40 else title
