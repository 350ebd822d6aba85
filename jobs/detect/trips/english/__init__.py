"""English sentences about journeys -> claims.

Each verb or trip noun is read with its mode (will, may, had, "was to", "no plans to"), its traveller (the nearest
official to the left who does not already live where the trip goes), its destination and its dates.
"""

from __future__ import annotations

from jobs.detect.trips.claims import Claim
from jobs.detect.trips.english import encounters, journeys, modes, motion, presence, trip_nouns
from jobs.detect.trips.english.mentions import PersonMention, find_places
from jobs.detect.trips.english.people import find_people
from jobs.detect.trips.english.scene import Scene, office_speaks, phrasal_at
from jobs.detect.trips.english.tokens import tokenize
from jobs.detect.trips.english.words import CUES, ING, TALKS_NOUNS, TRIP_NOUNS, VERBS, Verb
from jobs.detect.trips.page import Page
from jobs.detect.trips.statement import Traveler


def read_sentence(text: str, index: int, page: Page) -> list[Claim]:
    """Claims of one sentence; ``page`` remembers whom and where for the next."""
    tokens = tokenize(text)
    places = find_places(tokens)
    people = find_people(tokens, places, page.cast)
    words = frozenset(token.word for token in tokens)
    if index == 0:
        page.titled = tuple(place.place for place in places)
        page.cast.unnamed = _only_office(people)
    if not words & CUES:
        _remember(page, people, None)
        return []
    covered = [(mention.i, mention.j) for mention in people]
    free = [place for place in places if not any(i <= place.i < j for i, j in covered)]
    inside = {k for i, j in covered for k in range(i, j)} | {k for place in free for k in range(place.i, place.j)}
    scene = Scene(text, index, tokens, people, free, words, page, frozenset(inside))
    scene.office = office_speaks(scene)
    claims = read(scene)
    if scene.office and not claims:
        page.offices.add(index)
    _remember(page, people, claims[0] if claims else None)
    return claims


def _only_office(people: list[PersonMention]) -> Traveler | None:
    """ "Pakistan finance minister flies to Washington": the next sentence gives the name alone."""
    offices = [m.who for m in people if not m.who.name and m.who.role and m.who.country and not m.who.group]
    return offices[0] if len(offices) == 1 else None


def _remember(page: Page, people: list[PersonMention], claim: Claim | None) -> None:
    if claim:
        page.travelers = claim.travelers
        page.place = claim.place or page.place
    elif people and not page.travelers:
        named = [mention.who for mention in people if mention.who.label and not mention.anaphor]
        page.travelers = tuple(named[:1])


def read_verb(scene: Scene, k: int, verb: Verb, form: str) -> None:
    if verb in {Verb.GO, Verb.LEAVE, Verb.VISIT, Verb.ARRIVE, Verb.RETURN, Verb.STAY}:
        mode = modes.mode_of(scene, k, form)
        scene.modes[k] = mode
        motion.motion(scene, k, verb, mode, form)
    elif verb is Verb.MEET:
        mode = modes.mode_of(scene, k, form)
        scene.modes.setdefault(k, mode)
        encounters.meet(scene, k, mode)
    elif verb is Verb.HOST:
        encounters.host(scene, k, modes.mode_of(scene, k, form))
    elif verb is Verb.SEND:
        encounters.send(scene, k, modes.mode_of(scene, k, form), form)
    elif verb in {Verb.CANCEL, Verb.POSTPONE}:
        journeys.plans_to(scene, k, verb, modes.mode_of(scene, k, form))
    elif verb is Verb.CONCLUDE:
        encounters.conclude(scene, k, modes.mode_of(scene, k, form))
    elif verb is Verb.MAKE and scene.tokens[k].word in {"take", "takes", "taking"}:
        motion.taken(scene, k, modes.mode_of(scene, k, form))
    elif verb is Verb.MAKE and scene.tokens[k].word in {"lead", "leads", "led", "leading"}:
        motion.lead(scene, k, modes.mode_of(scene, k, form))


def read(scene: Scene) -> list[Claim]:
    k = 0
    tokens = scene.tokens
    while k < len(tokens):
        if k in scene.inside:
            k += 1
            continue
        word = tokens[k].word
        phrasal = phrasal_at(scene, k)
        if phrasal:
            verb, form, _ = phrasal
            read_verb(scene, k, verb, form)
            k += 1
            continue
        if word in TRIP_NOUNS and trip_nouns.is_noun(scene, k):
            if word in {"stopover", "layover", "stop-over"} and scene.words & {"trip", "visit", "tour", "journey"}:
                k += 1
                continue
            journeys.trip_noun(scene, k)
        elif word in TALKS_NOUNS and trip_nouns.is_noun(scene, k):
            encounters.talks_noun(scene, k)
            if word == "meeting":
                read_verb(scene, k, Verb.MEET, ING)
        elif word in VERBS:
            for verb, form in VERBS[word]:
                read_verb(scene, k, verb, form)
        elif word == "in" or (word == "at" and k + 1 < len(tokens)):
            presence.presence(scene, k)
        elif word == "off":
            presence.off_to(scene, k)
        elif word == "back":
            presence.is_back(scene, k)
        elif word in {"route", "way"}:
            presence.on_the_way(scene, k)
        k += 1
    return scene.claims
