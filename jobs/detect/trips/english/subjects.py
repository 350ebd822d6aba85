"""Whose journey it is: the official a verb or a trip noun belongs to."""

from __future__ import annotations

import re

from jobs.detect.trips.english.mentions import PersonMention
from jobs.detect.trips.english.scene import Scene
from jobs.detect.trips.english.words import PRONOUNS, REPORTING, word_set
from jobs.detect.trips.places import Place
from jobs.detect.trips.statement import Traveler

_NOT_SUBJECT_AFTER = word_set(
    "with by from against between for of than under via told alongside versus vs met "
    "meet meets meeting hosting host hosts see sees seeing to greet greets phone"
)


def fits(scene: Scene, who: Traveler, to_country: str | None) -> bool:
    return bool(who.label) and (to_country is None or who.country is None or who.country != to_country)


def resolve(scene: Scene, mention: PersonMention) -> Traveler | None:
    if not mention.anaphor:
        return mention.who
    found = scene.page.cast.by_office(mention.office, None) if mention.office else None
    return found or (scene.page.travelers[0] if scene.page.travelers else None)


def group_left(scene: Scene, at: int, to_country: str | None) -> tuple[Traveler, ...]:
    """The mention with this position in the list and those joined to it by "and" or commas, in order."""
    people = scene.people
    who = resolve(scene, people[at])
    if who is None or not fits(scene, who, to_country):
        return ()
    group = [who]
    j = at
    while j > 0:
        gap = {token.word for token in scene.tokens[people[j - 1].j : people[j].i]} - {"von", "der", "van", "den"}
        if (
            not gap
            or not gap <= {"and", ",", "&", "with", "alongside", "the", "both"}
            or not gap & {"and", ",", "&", "with", "alongside"}
            or people[j - 1].poss
        ):
            break
        if gap == {","} and j == at and not (scene.index == 0 and people[j - 1].i == 0 and not people[j].office):
            break
        other = resolve(scene, people[j - 1])
        if other is None or not fits(scene, other, to_country):
            break
        group.insert(0, other)
        j -= 1
    return tuple({one.label: one for one in group}.values())


def subject(scene: Scene, k: int, to_country: str | None, first: bool = False) -> tuple[Traveler, ...]:
    """Who does what token ``k`` says. ``first``: a participle after "after/before/while" takes the sentence's
    subject."""
    people = [at for at, mention in enumerate(scene.people) if mention.j <= k]
    second: list[tuple[Traveler, ...]] = []
    speaker = quoted(scene, k, to_country)
    if speaker:
        return speaker
    if first and not people:
        for at in range(len(scene.people)):
            group = group_left(scene, at, to_country)
            if group:
                return group
    for at in people if first else reversed(people):
        mention = scene.people[at]
        group = group_left(scene, at, to_country)
        if not group:
            continue
        if mention.poss:
            second.append(group)
            continue
        leader = at
        while (
            leader > 0
            and scene.people[leader].who not in (group[0],)
            and resolve(scene, scene.people[leader]) != group[0]
        ):
            leader -= 1
        before = scene.tokens[scene.people[leader].i - 1].word if scene.people[leader].i else ""
        if before in {"the", "a", "an"} and scene.people[leader].i > 1:
            before = scene.tokens[scene.people[leader].i - 2].word
        if (
            before in _NOT_SUBJECT_AFTER
            and not first
            and not (before in {"of", "for"} and scene.tokens[k].word.endswith("ing") and k - mention.j <= 1)
        ):
            second.append(group)
            continue
        if only_speaks(scene, mention, k) and (
            scene.page.travelers and scene.page.travelers[0].name != mention.who.name
        ):
            second.append(group)
            continue
        return group
    carried = tuple(who for who in scene.page.travelers if fits(scene, who, to_country))
    pronoun = any(token.word in PRONOUNS | {"his", "her", "their"} for token in scene.tokens[:k])
    if carried and (pronoun or not second) and not (second and not carried[0].name and second[0][0].name):
        return carried
    return second[0] if second else carried


def quoted(scene: Scene, k: int, to_country: str | None) -> tuple[Traveler, ...]:
    """Who says "I" or "we" about token ``k``: the official quoted in the same sentence."""
    if not any(
        token.raw in {"I", "We", "I'm", "I'll", "We'll"} or token.word in {"i'll", "i'm", "we'll"}
        for token in scene.tokens[max(0, k - 6) : k]
    ):
        return ()
    for at, mention in enumerate(scene.people):
        around = {
            token.word
            for token in [*scene.tokens[max(0, mention.i - 2) : mention.i], *scene.tokens[mention.j : mention.j + 3]]
        }
        if around & (REPORTING | {"tells", "added", "adds", "wrote"}):
            return group_left(scene, at, to_country)
    return tuple(who for who in scene.page.travelers if fits(scene, who, to_country))


def only_speaks(scene: Scene, mention: PersonMention, k: int) -> bool:
    role = (mention.who.role or "").lower()
    if not re.search(r"cabinet secretary|spokes|press", role):
        return False
    return any(
        token.word in REPORTING | {"spoke", "added"} for token in scene.tokens[mention.j : min(k, mention.j + 4)]
    )


def companions(scene: Scene, k: int, who: tuple[Traveler, ...], to_country: str | None) -> tuple[Traveler, ...]:
    """Adds "... with Industry Minister Kim Jung-kwan" after the verb when both speak for the same country."""
    extra = []
    for mention in scene.people:
        if mention.i <= k or not mention.i or mention.anaphor:
            continue
        if (
            scene.tokens[mention.i - 1].word in {"with", "alongside", "by"}
            and mention.who.country
            and mention.who.country == who[0].country
            and fits(scene, mention.who, to_country)
        ):
            extra.append(mention.who)
    return tuple({one.label: one for one in (*who, *extra)}.values())


def known_abroad(scene: Scene, who: tuple[Traveler, ...]) -> Place | None:
    trip = next((p.place for p in scene.places if p.place[0] != who[0].country), None)
    return trip or (scene.page.place if scene.page.place and scene.page.place[0] != who[0].country else None)


def other_country(scene: Scene, who: Traveler) -> Place | None:
    """The one foreign country the headline names, when it names one."""
    codes = {place[0] for place in scene.page.titled if place[0] != who.country}
    return (codes.pop(), None) if len(codes) == 1 else None
