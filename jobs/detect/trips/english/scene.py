"""One English sentence being read: its tokens and mentions, and what is near a word in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from jobs.detect.trips.claims import Claim
from jobs.detect.trips.days import Leaning
from jobs.detect.trips.english import dates as dates_en
from jobs.detect.trips.english.mentions import PersonMention, PlaceMention
from jobs.detect.trips.english.modes import AHEAD, Mode
from jobs.detect.trips.english.tokens import Token
from jobs.detect.trips.english.words import (
    EXPECTING,
    FUNCTION_WORDS,
    OFFICES,
    PHRASAL,
    REMOTE,
    REPORTING,
    TRIP_NOUNS,
    VERBS,
    Verb,
    lemma,
)
from jobs.detect.trips.page import Page
from jobs.detect.trips.places import Place
from jobs.detect.trips.statement import Status, Traveler, Window


@dataclass(slots=True)
class Scene:
    """One sentence with its mentions, and the claims read from it so far.

    Attributes:
        index: 0 is the headline.
        inside: positions of tokens that belong to a person or a place.
        office: an office announced or confirmed something in it.
        modes: how the verbs read so far were meant, for "... and meet".
    """

    text: str
    index: int
    tokens: list[Token]
    people: list[PersonMention]
    places: list[PlaceMention]
    words: frozenset[str]
    page: Page
    inside: frozenset[int]
    office: bool = False
    claims: list[Claim] = field(default_factory=list)
    modes: dict[int, Mode] = field(default_factory=dict)
    found_dates: list[dates_en.DateMention] | None = None

    @property
    def dates(self) -> list[dates_en.DateMention]:
        """Date expressions; looked for when a claim first needs them."""
        if self.found_dates is None:
            self.found_dates = dates_en.find_dates(self.text)
        return self.found_dates


def remote(scene: Scene, k: int) -> bool:
    """Whether what token ``k`` tells is done by phone, video or letter."""
    if {"person", "in-person"} & scene.words:
        return False
    near = scene.tokens[max(0, k - 10) : k + 15]
    words = {token.word for token in near}
    if words & (REMOTE - {"call", "calls", "called", "letter"}):
        return True
    return bool({"call", "letter"} & {token.word for token in scene.tokens[max(0, k - 2) : k + 5]})


def phrasal_at(scene: Scene, k: int) -> tuple[Verb, str, int] | None:
    known = lemma(scene.tokens[k].word)
    if not known or known[0] not in PHRASAL:
        return None
    for particles, verb in PHRASAL[known[0]]:
        if not particles:
            return verb, known[1], k
        reach = 9 if verb in {Verb.CANCEL, Verb.POSTPONE, Verb.MOVE, Verb.CONCLUDE} else 2
        for j in range(k + 1, min(len(scene.tokens), k + 1 + reach)):
            if scene.tokens[j].word in {",", ";", ".", ":"}:
                break
            if (
                scene.tokens[j].word == particles[0]
                and tuple(t.word for t in scene.tokens[j : j + len(particles)]) == particles
            ):
                if particles == ("to",) and not any(
                    scene.tokens[x].word in TRIP_NOUNS for x in range(max(0, k - 24), j)
                ):
                    continue
                if verb is Verb.LEAVE and known[0] == "set" and j != k + 1:
                    continue
                return verb, known[1], j
    return None


def stands_alone(scene: Scene, place: PlaceMention) -> bool:
    """Whether a place stands for itself, not as an adjective ("US car market")."""
    if place.poss or place.adjective:
        return False
    if place.place[1] is not None or place.j >= len(scene.tokens):
        return True
    following = scene.tokens[place.j]
    if scene.tokens[place.i].raw.replace(".", "") not in {"US", "EU", "UK"}:
        return True
    if not following.raw[0].isalpha() or following.raw[0].isdigit():
        return True
    return (
        following.word in FUNCTION_WORDS
        or following.word in EXPECTING
        or following.word.endswith("ly")
        or following.word in VERBS
    )


def place_right(
    scene: Scene, k: int, reach: int, prepositions: frozenset[str] | None, direct: bool = False
) -> PlaceMention | None:
    for place in scene.places:
        if place.i <= k or place.i - k > reach:
            continue
        start = place.i - 1
        while start > k and scene.tokens[start].word in {
            "the",
            "both",
            "nearby",
            "downtown",
            "central",
            "neighboring",
            "neighbouring",
            "back",
            "south",
            "san",
        }:
            start -= 1
        before = scene.tokens[start].word
        if start == k:
            if direct and (stands_alone(scene, place) or (not place.adjective and not place.poss)):
                return place
            continue
        if any(scene.tokens[x].word in {";", ":"} for x in range(k, place.i)):
            return None
        if (
            prepositions
            and before in prepositions
            and not place.adjective
            and not (place.poss and place.place[1] is None)
        ):
            if not stands_alone(scene, place) and before in {"in", "at", "on"}:
                continue
            return place
        listed = {token.word for token in scene.tokens[max(k, place.i - 4) : place.i]}
        if (
            prepositions
            and before in {"and", ","}
            and place.place[1]
            and listed & {"to", "for"} & prepositions
            and place.i - k < 9
        ):
            return place
    return None


def days(scene: Scene, k: int, leaning: Leaning, since: bool = False, reports: bool = False) -> Window:
    """The days told with token ``k``: nearest date after it in the sentence, else before it; reports and limits
    left out."""
    usable = [
        d
        for d in scene.dates
        if (not d.reported or reports)
        and not (
            d.match.group("y1") and dates_en.resolve(d, scene.page.day, leaning).start == scene.page.day
        )  # a dateline
        and not (leaning is Leaning.BACK and _of_what_follows(scene, k, d))
        and (not d.limit or (since and "since" in scene.text[max(0, d.start - 8) : d.start].lower()))
    ]
    here = scene.tokens[k].start
    end: date | None = None
    chosen: dates_en.DateMention | None = None
    ranked = sorted(usable, key=lambda d: (d.start - here) if d.start >= here else 15 + 1.5 * (here - d.end))
    for mention in ranked:
        if mention.ends:
            end = (
                end
                or dates_en.resolve(mention, scene.page.day, Leaning.AHEAD).end
                or dates_en.resolve(mention, scene.page.day, Leaning.AHEAD).start
            )
            continue
        if chosen is None:
            chosen = mention
    if chosen is None:
        return Window(None, end)
    if chosen.ahead and leaning is not Leaning.AHEAD and scene.page.day not in _both_ways(chosen, scene.page.day):
        leaning = Leaning.AHEAD
    window = dates_en.resolve(chosen, scene.page.day, leaning)
    if window.rough:
        sharper = next(
            (
                d
                for d in ranked
                if d is not chosen
                and not d.ends
                and abs(d.start - chosen.start) < 60
                and not dates_en.resolve(d, scene.page.day, leaning).rough
            ),
            None,
        )
        if sharper:
            fine = dates_en.resolve(sharper, scene.page.day, leaning)
            if fine.start and window.start and window.end and window.start <= fine.start <= window.end:
                window = fine
            elif chosen.match.group("week") and sharper.match.group("w1") and window.start and fine.start:
                window = Window(window.start + timedelta(fine.start.weekday()))
    if window.start and not window.rough and window.end is None:
        length = dates_en.day_count(scene.text)
        if length and 1 < length < 15:
            window = Window(window.start, window.start + timedelta(length - 1))
        elif end and window.start and end >= window.start:
            window = Window(window.start, end)
    return window


def _of_what_follows(scene: Scene, k: int, mention: dates_en.DateMention) -> bool:
    """ "is on his way to Moscow, where he will meet aides on Wednesday": the day of the meeting, not of the flight."""
    between = scene.text[scene.tokens[k].end : mention.start]
    return bool(re.search(r"\b(?:where|when|and|who)\b[^.;]{0,30}\b(?:will|is to|are to|is due|is set)\b", between))


def _both_ways(mention: dates_en.DateMention, day: date) -> set[date | None]:
    return {dates_en.resolve(mention, day, leaning).start for leaning in (Leaning.BACK, Leaning.AHEAD)}


def office_speaks(scene: Scene) -> bool:
    tokens = scene.tokens
    for mention in scene.people:
        if re.search("cabinet secretary|spokes", mention.who.role or "") and any(
            token.word in REPORTING for token in tokens[mention.j : mention.j + 3]
        ):
            return True
    for k, token in enumerate(tokens):
        if token.word in {"announced", "announces", "confirmed", "confirms", "approved", "cleared"}:
            return True
        if token.word in {"source", "sources", "anonymity"}:
            return False
        if token.word in {"said", "says"} and any(place.j == k and place.place[1] for place in scene.places):
            return True  # "Seoul said"
        if token.word in {"said", "says"} and any(
            t.word in OFFICES for t in tokens[max(0, k - 4) : k] + tokens[k + 1 : k + 3]
        ):
            return True
    return False


def claim(
    scene: Scene,
    k: int,
    who: tuple[Traveler, ...],
    place: Place | None,
    status: Status | None,
    mode: Mode,
    strength: float,
    leaning: Leaning,
    *,
    backdrop: bool = False,
    weak: bool = False,
) -> None:
    since = status in {Status.ARRIVED, Status.COMPLETED}
    window = days(scene, k, leaning, since, scene.tokens[k].word in {"told", "tells", "speaking", "spoke", "said"})
    if (
        status is Status.RESCHEDULED
        and window.end
        and re.search(r"\bfrom\s+[A-Z]?[a-z]*\.?\s*\d+[^.;]*\bto\b", scene.text)
    ):
        window = Window(window.end)  # "moved from October 12 to October 19"
    if (
        status in {Status.ARRIVED, Status.DEPARTED, Status.COMPLETED}
        and window.start
        and window.start > scene.page.day + timedelta(1)
    ):
        return  # a day ahead belongs to something else in the sentence
    if status in {Status.ARRIVED, Status.DEPARTED, Status.COMPLETED} and not backdrop:
        old = window.start is not None and (window.end or window.start) < scene.page.day - timedelta(6)
        backdrop = old or long_ago(scene, k)
    if status in {Status.CANCELLED, Status.POSTPONED} and not backdrop:
        old = window.start is not None and (window.end or window.start) < scene.page.day - timedelta(2)
        backdrop = old or earlier(scene, k)
    scene.claims.append(
        Claim(
            who,
            place,
            status,
            scene.index,
            strength,
            window,
            backdrop,
            scene.office and mode in AHEAD | {Mode.PRESENT, Mode.ONGOING, Mode.PAST},
            False,
            weak,
            scene.text,
        )
    )


def long_ago(scene: Scene, k: int) -> bool:
    near = scene.text[max(0, scene.tokens[k].start - 40) : scene.tokens[k].end + 70].lower()
    return bool(
        re.search(
            r"\b(?:last (?:month|year|week|summer|spring|fall|autumn|winter|january|february|march|april|may|june|july"
            r"|august|september|october|november|december)|(?:months?|years?"
            r"|weeks?) (?:ago|earlier|after|since)|in (?:19|20)\d\d\b|earlier this (?:year|month)"
            r"|previous(?:ly)?|has (?:\w+ )?visited|times since|decade|once visited|visited twice)",
            near,
        )
    )


def earlier(scene: Scene, k: int) -> bool:
    near = scene.text[max(0, scene.tokens[k].start - 60) : scene.tokens[k].end + 80].lower()
    return bool(
        re.search(
            r"\b(?:last week|last month|(?:days?|weeks?|months?|years?) (?:ago|earlier)"
            r"|earlier this month|planned for last|previously|a (?:day|week) after"
            r"|earlier (?:cancel|call|postpone)|trip follows|follows)",
            near,
        )
    )
