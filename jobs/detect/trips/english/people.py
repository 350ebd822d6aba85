"""All officials of an English sentence, names and offices joined."""

from __future__ import annotations

from dataclasses import replace

from jobs.detect.trips.english.mentions import Cast, PersonMention, PlaceMention
from jobs.detect.trips.english.names import bare_name, name_at, name_before
from jobs.detect.trips.english.offices import office_at
from jobs.detect.trips.english.tokens import Token
from jobs.detect.trips.english.words import (
    FORMER,
)
from jobs.detect.trips.statement import Traveler


def find_people(tokens: list[Token], places: list[PlaceMention], cast: Cast) -> list[PersonMention]:
    """Officials, left to right; appositions ("Akazawa, Japan's tariff negotiator,") are one mention."""
    by_start = {place.i: place for place in places}
    cast.countries |= {place.place[0] for place in places}
    found: list[PersonMention] = []
    i = 0
    count = len(tokens)
    while i < count:
        mention = office_at(tokens, i, by_start, cast) or name_at(tokens, i, cast)
        if mention is None and i == 0 and cast.unnamed is not None:
            mention = bare_name(tokens, by_start, cast.unnamed)
        if mention is None:
            i += 1
            continue
        if not mention.anaphor and _is_former(tokens, mention.i):
            i = mention.j
            continue
        if (
            mention.poss
            and mention.who.name
            and mention.j < count
            and tokens[mention.j].word in {"delegation", "team", "party", "entourage"}
        ):
            mention = replace(mention, j=mention.j + 1, poss=tokens[mention.j].poss)
        if mention.office and not mention.anaphor and not mention.who.group and not mention.poss:
            before = name_before(tokens, mention.i, by_start)
            if before and not (found and found[-1].j > before[1]):
                named = Traveler(before[0], None, mention.who.role, mention.who.country)
                cast.name(named, mention.office)
                mention = PersonMention(before[1], mention.j, named)
        previous = found[-1] if found else None
        if previous and _apposed(tokens, previous, mention):
            found[-1] = _join(previous, mention, cast)
        else:
            found.append(mention)
        who = found[-1].who
        cast.name(who, found[-1].office)
        if mention.j - mention.i > 1 and who.name:
            cast.in_full.add(who.name)
        i = mention.j
    return found


def _is_former(tokens: list[Token], i: int) -> bool:
    return any(tokens[k].word in FORMER for k in range(max(0, i - 2), i)) or (
        i > 0 and tokens[i - 1].word.startswith("ex-")
    )


def _apposed(tokens: list[Token], left: PersonMention, right: PersonMention) -> bool:
    gap = [token.word for token in tokens[left.j : right.i]]
    between = {",", "the", "a", "an", "who", "is", "'s", "assistant", "associate"}
    if left.poss or not gap or gap[0] != "," or not set(gap) <= between or len(gap) > 4:
        return False
    named_left, named_right = bool(left.who.name) and not left.office, bool(right.who.name) and not right.office
    if set(gap) & {"assistant", "associate"}:
        return True
    if named_left == named_right and left.who.name != right.who.name:
        return False
    if left.who.country and right.who.country and left.who.country != right.who.country:
        return False
    closing = tokens[right.j].word if right.j < len(tokens) else "."
    return closing not in {"and"} or left.who.name == right.who.name


def _join(left: PersonMention, right: PersonMention, cast: Cast) -> PersonMention:
    named, office = (left, right) if left.who.name and not left.office else (right, left)
    who = named.who
    if not who.listed:
        who = replace(who, country=who.country or office.who.country, role=who.role or office.who.role)
        cast.named = [(known, said) for known, said in cast.named if known.name != who.name]
        cast.surnames = {word: known for word, known in cast.surnames.items() if known.name != who.name}
    return PersonMention(left.i, right.j, who, (), poss=right.poss)
