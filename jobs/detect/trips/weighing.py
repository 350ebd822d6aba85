"""Claims of one item weighed against each other: one statement a trip."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from jobs.detect.trips.belonging import same_destination
from jobs.detect.trips.claims import Claim
from jobs.detect.trips.officials import plain
from jobs.detect.trips.page import Page
from jobs.detect.trips.places import ZONES, Place
from jobs.detect.trips.statement import DROPPED, Statement, Status, Traveler, Window

SURE = 0.6
"""Statements below this confidence are for a person to decide."""


FIRM = 0.9
"""From this strength a claim says outright that a trip is put off or dropped ("will not travel" says less)."""

_LATER = re.compile(
    r"\b(?:new|fresh|later|another|future|alternative|revised) (?:dates?|times?|schedule)|re-?schedul"
    r"|\bdefer|\bpostpone|\b(?:put|push)\w* (?:off|back)|\blater (?:this|in the) (?:month|year)",
    re.IGNORECASE,
)

_PROGRESS = {Status.PLANNED: 1, Status.CONFIRMED: 1, Status.DEPARTED: 2, Status.ARRIVED: 3, Status.COMPLETED: 4}


def weigh(claims: list[Claim], page: Page, published_at: datetime | None) -> list[Statement]:
    """Groups claims that speak of one trip and makes one statement of each group."""
    groups: list[list[Claim]] = []
    namesakes = page.cast.namesakes - page.cast.in_full
    for claim in sorted(_identified(claims, page), key=lambda one: one.weak_tense):
        if namesakes & {who.name for who in claim.travelers}:
            continue
        for group in groups:
            if _same_trip(group, claim):
                group.append(claim)
                break
        else:
            groups.append([claim])
    told = [
        (min(claim.sentence for claim in group), statement)
        for group in groups
        if (statement := _state(group, page, published_at))
    ]
    return [one for _, one in sorted(told, key=lambda pair: (pair[1].confidence < SURE, pair[0], -pair[1].confidence))]


def _identified(claims: list[Claim], page: Page) -> list[Claim]:
    """Offices without a name become the person of the item who holds them."""
    result = []
    for claim in claims:
        claimed = [_without_headline_words(who, claim, page) for who in claim.travelers]
        travelers = [_in_full(who, page) if who.name or not who.role else _named(who, claim, page) for who in claimed]
        travelers = [_told_by_name(who, claim, claims, page) for who in travelers]
        travelers = [_at_home(who, claim, page) for who in travelers]
        claim = replace(claim, travelers=tuple({one.label: one for one in travelers}.values()))  # noqa: PLW2901
        if claim.place and travelers[0].listed and travelers[0].country == claim.place[0]:
            if claim.status is not Status.ARRIVED:
                continue
            abroad = next((one.place for one in claims if one.place and one.place[0] != claim.place[0]), None)
            if abroad is None:
                continue
            claim = replace(claim, place=abroad, status=Status.COMPLETED)  # noqa: PLW2901 - landed at home
        result.append(claim)
    return result


def _at_home(who: Traveler, claim: Claim, page: Page) -> Traveler:
    """A named traveller of no stated country belongs to the one other country that the item names."""
    homes = page.cast.countries - {claim.place[0] if claim.place else ""}
    if who.listed or who.country or not who.name or len(homes) != 1:
        return who
    return replace(who, country=next(iter(homes)))


def _told_by_name(who: Traveler, claim: Claim, claims: list[Claim], page: Page) -> Traveler:
    """An office of the headline is the person the story names, also when the list still has somebody else in it."""
    if claim.sentence or not who.listed or page.language == "ja" or _in_text(who, page):
        return who
    others = {
        one.name: one
        for told in claims
        for one in told.travelers
        if told.sentence and one.name and one.country == who.country and _in_text(one, page)
    }
    return next(iter(others.values())) if len(others) == 1 else who


def _in_text(who: Traveler, page: Page) -> bool:
    text = plain(page.title) + " " + page.body
    return any(word in text for word in plain(who.name).split() if len(word) > 2) or (who.name_ja or "?") in text


def _without_headline_words(who: Traveler, claim: Claim, page: Page) -> Traveler:
    """In a headline in title case a verb may stand where a name would: "Trade Minister Intensifies Outreach"."""
    if claim.sentence or who.listed or not who.name.isascii() or not who.role or not page.body:
        return who
    if any(word in page.body for word in who.name.lower().split()):
        return who
    words = [word for word in page.title.split() if word[:1].isalpha()]
    in_title_case = sum(word[0].isupper() for word in words) >= 0.6 * len(words)
    if not in_title_case:
        return who
    page.cast.named = [(known, office) for known, office in page.cast.named if known.name != who.name]
    return replace(who, name="")


def _in_full(who: Traveler, page: Page) -> Traveler:
    """A bare surname on no list becomes the full name that the item gives elsewhere ("Gan", "Gan Kim Yong")."""
    if who.listed or " " in who.name:
        return who
    if not who.name.isascii():
        longer = {known.name for known in page.cast.surnames.values() if known.name.startswith(who.name)} - {who.name}
        return replace(who, name=longer.pop()) if len(longer) == 1 else who
    word = who.name.lower()
    full = [
        one
        for one, _ in page.cast.named
        if " " in one.name and word in one.name.lower().split() and who.country in {None, one.country}
    ]
    return full[0] if len(full) == 1 else who


def _named(who: Traveler, claim: Claim, page: Page) -> Traveler:
    """The person an office or a delegation stands for, as far as the item and the list tell."""
    homes = page.cast.countries - {claim.place[0] if claim.place else ""}
    if who.group:
        if who.country is None and len(homes) == 1:
            who = replace(who, country=next(iter(homes)))
        return _lead_of(page, who.country) or who
    office = tuple((who.role or "").lower().split())
    found = page.cast.by_office(office, who.country)
    if found is None and who.country is None:
        holders = [one for code in homes if (one := page.cast.by_office(office, code))]
        found = holders[0] if len(holders) == 1 else None
    return found or who


def _lead_of(page: Page, country: str | None) -> Traveler | None:
    """Who leads a delegation of a country when the item names one official of it below the head of government."""
    if country is None:
        return None
    named = [
        who
        for who, _ in page.cast.named
        if who.country == country
        and not re.search(r"\b(?:prime minister|president|premier)$|spokes|cabinet secretary", who.role or "")
    ]
    return named[0] if len(named) == 1 else None


def _same_people(left: tuple[Traveler, ...], right: tuple[Traveler, ...]) -> bool:
    names_left = {who.name for who in left if who.name}
    names_right = {who.name for who in right if who.name}
    if names_left and names_right:
        return bool(names_left & names_right)
    countries_left = {who.country for who in left}
    countries_right = {who.country for who in right}
    return bool(countries_left & countries_right) or None in countries_left | countries_right


def _same_trip(group: list[Claim], claim: Claim) -> bool:
    named = [one for one in group if any(who.name for who in one.travelers)]
    places = {one.place[0] for one in group if one.place}
    if claim.place and places and not any(same_destination(claim.place[0], place) for place in places):
        return False
    return any(_same_people(one.travelers, claim.travelers) for one in (named or group))


def _weight(claim: Claim) -> float:
    position = {0: 1.2, 1: 1.4, 2: 0.9}.get(claim.sentence, 0.55 if claim.sentence <= 5 else 0.3)
    change = 1.25 if claim.status in {Status.CANCELLED, Status.POSTPONED, Status.RESCHEDULED, Status.DENIED} else 1.0
    return claim.strength * position * change * (0.6 if claim.weak_tense else 1.0)


def _state(group: list[Claim], page: Page, published_at: datetime | None) -> Statement | None:
    told = [claim for claim in group if claim.status is not None and not claim.backdrop]
    background = [claim for claim in group if claim.backdrop and claim.status]
    plans = [claim for claim in group if claim.status is None]
    if not told and plans:
        fallen = page.talks_off or Status.PLANNED
        told = [replace(plan, status=fallen) for plan in plans if plan.window and not background]
        plans = []
    if not told:
        return None
    main = max(told, key=_weight)
    early = [claim for claim in told if claim.sentence <= 2] or told
    status = main.status
    assert status is not None
    dropping = [
        claim for claim in early if claim.status in {Status.CANCELLED, Status.POSTPONED} and claim.strength >= 0.6
    ]
    again = page.dropped_before or any(claim.status in {Status.CANCELLED, Status.POSTPONED} for claim in background)
    if dropping:
        main = next((claim for claim in dropping if claim.sentence == 1), dropping[0])
        status = main.status
        firm = next((one for one in dropping if one.status is Status.POSTPONED and one.strength >= FIRM), None)
        if status is Status.CANCELLED and main.strength < FIRM and (firm or _LATER.search(main.quote)):
            status = Status.POSTPONED  # "will not travel next week as planned" under "trip pushed back"
    elif status in _PROGRESS:
        furthest = [claim for claim in early if claim.status in _PROGRESS and not claim.weak_tense]
        if furthest:
            main = max(
                furthest,
                key=lambda claim: (_PROGRESS[claim.status] if claim.status else 0, claim.strength, claim.sentence == 1),
            )
            status = main.status
        ahead = next((one for one in early if _still_ahead(one, page.day)), None)
        if (
            status is Status.ARRIVED
            and ahead
            and all(one.sentence == 0 and one.weak_tense for one in told if one.status is Status.ARRIVED)
        ):
            main, status = ahead, Status.PLANNED  # "Vietnam's minister in US for talks": they begin tomorrow
    assert status is not None
    window = _dates(main, status, told, plans)
    if status is Status.POSTPONED:
        window = next((claim.window for claim in early if claim.fresh_dates and claim.window.start), window)
    if status is Status.POSTPONED or status is Status.CANCELLED:
        new = [
            claim
            for claim in told
            if claim.status in {Status.PLANNED, Status.RESCHEDULED} and claim.window.start and claim is not main
        ]
        exact = [
            claim
            for claim in new
            if not claim.window.rough and claim.sentence <= 1 and claim.window.start and claim.window.start > page.day
        ]
        if exact and status is Status.POSTPONED and (window.start is None or exact[0].window.start != window.start):
            status, window = Status.RESCHEDULED, exact[0].window
    if status is Status.PLANNED and again:
        status = Status.RESCHEDULED
    if status is Status.PLANNED and any(
        (claim.office or claim.sentence + 1 in page.offices) and claim.status is Status.PLANNED for claim in early
    ):
        status = Status.CONFIRMED
    if (
        status is Status.CONSIDERING
        and any(claim.status is Status.PLANNED and claim.sentence <= 1 and claim.strength >= 0.85 for claim in told)
        and main.sentence > 1
    ):
        status = Status.PLANNED
    if (
        status in {Status.PLANNED, Status.CONFIRMED}
        and window.start is None
        and page.title_day
        and page.title_day >= page.day
    ):
        window = Window(page.title_day)
    if status is Status.DEPARTED and window.start is None:
        window = Window(page.day, window.end)
    travelers = _travelers(main, told, plans)
    place = main.place or next((claim.place for claim in [*told, *plans] if claim.place), None)
    if place and place[0] == "EU":
        place = next((claim.place for claim in told if claim.place and claim.place[0] != "EU"), place)
    if place and place[1] is None:
        city = next(
            (claim.place for claim in told if claim.place and claim.place[0] == place[0] and claim.place[1]), None
        )
        place = city or place
    confidence = min(0.99, main.strength + 0.04 * (len(told) - 1))
    if travelers and not travelers[0].listed:
        confidence -= 0.05 if travelers[0].name else 0.15
        if travelers[0].country is None:
            confidence -= 0.1 if travelers[0].name else 0.3
    if place is None:
        confidence -= 0.2
    return Statement(
        travelers,
        place[0] if place else None,
        status,
        place[1] if place else None,
        window,
        round(max(0.05, confidence), 2),
        published_at,
        main.quote,
        again,
        _seen_on(travelers, place, page.day, published_at) if status is Status.ARRIVED else None,
    )


def _still_ahead(claim: Claim, day: date) -> bool:
    return (
        claim.status is Status.PLANNED
        and claim.sentence == 1
        and claim.window.start is not None
        and claim.window.start > day
    )


_ASIA = frozenset({"JP", "KR", "TW", "CN", "IN", "TH", "VN", "ID", "MY", "SG", "PH", "AU", "NZ"})


def _seen_on(travelers: tuple[Traveler, ...], place: Place | None, day: date, published_at: datetime | None) -> date:
    """The day at the destination when an arrival was news: Asia's papers report an American day on the next date."""
    if published_at is not None and place and place[0] in ZONES and (published_at.hour, published_at.minute) != (0, 0):
        return published_at.astimezone(ZoneInfo(ZONES[place[0]])).date()
    across = place is not None and place[0] in {"US", "CA", "MX", "BR"} and travelers[0].country in _ASIA
    return day - timedelta(1) if across else day


def _travelers(main: Claim, told: list[Claim], plans: list[Claim]) -> tuple[Traveler, ...]:
    travelers = main.travelers
    if not any(who.name for who in travelers):
        named = next((claim.travelers for claim in [*told, *plans] if any(who.name for who in claim.travelers)), None)
        travelers = named or travelers
    for claim in told:
        if (
            len(claim.travelers) > len(travelers)
            and {who.label for who in travelers} <= {who.label for who in claim.travelers}
            and claim.status is main.status
        ):
            travelers = claim.travelers
    return travelers


def _dates(main: Claim, status: Status, told: list[Claim], plans: list[Claim]) -> Window:
    """The dates of the main claim, else those of the sentences that tell the same thing, else of the old plan
    for a dropped trip."""
    if main.window.start and not main.window.rough:
        window = main.window
        if window.end is None:
            end = next(
                (
                    claim.window.end
                    for claim in [*told, *plans]
                    if claim.window.start == window.start and claim.window.end
                ),
                None,
            )
            if end:
                window = replace(window, end=end)
        return window
    if status in DROPPED or status is Status.CANCELLED:
        candidates = [
            claim.window for claim in [*[c for c in told if c.status in DROPPED], *plans] if claim.window.start
        ] or [
            claim.window
            for claim in told
            if claim.status in {Status.CONSIDERING, Status.PLANNED if status is Status.CANCELLED else None}
            and claim.window.start
        ]
    else:
        same = (
            {Status.PLANNED, Status.CONFIRMED, Status.CONSIDERING, Status.RESCHEDULED}
            if status in {Status.PLANNED, Status.CONFIRMED, Status.CONSIDERING, Status.RESCHEDULED}
            else {status}
        )
        candidates = [claim.window for claim in told if claim.status in same and claim.window.start]
        if status in {Status.ARRIVED, Status.DEPARTED} and not candidates:
            candidates = [
                claim.window
                for claim in told
                if claim.status in {Status.ARRIVED, Status.DEPARTED} and claim.window.start
            ]
    sharp = next((window for window in candidates if not window.rough), None)
    narrowest = min(
        (window for window in [main.window, *candidates] if window.start and window.end),
        key=lambda window: (window.end - window.start).days if window.start and window.end else 0,
        default=None,
    )
    return sharp or narrowest or (main.window if main.window.start else next(iter(candidates), main.window))
