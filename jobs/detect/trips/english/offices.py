"""Officials by office in an English sentence: "Japan's top tariff negotiator", "Trade Minister Don Farrell"."""

from __future__ import annotations

from jobs.detect.trips.english.mentions import FIRST, Cast, PersonMention, PlaceMention
from jobs.detect.trips.english.names import STARTERS, name_at
from jobs.detect.trips.english.tokens import Token
from jobs.detect.trips.english.words import (
    GROUP_HEADS,
    HEADS,
    MODIFIERS,
    NAME_PARTICLES,
    NOT_NAMES,
    PRESS_MODS,
    VERBS,
    word_set,
)
from jobs.detect.trips.officials import office_matches
from jobs.detect.trips.statement import Traveler

_BARE_HEADS = frozenset(
    {
        "team",
        "teams",
        "mission",
        "officials",
        "official",
        "representatives",
        "representative",
        "chief",
        "secretary",
        "leaders",
        "king",
        "chairman",
        "adviser",
        "advisor",
        "counselor",
        "counsellor",
        "diplomat",
        "emperor",
        "ministers",
        "delegates",
        "lawmakers",
        "general",
        "boss",
    }
)
"""Offices that mean nothing without a country or a subject before them."""


_BUSINESS = word_set(
    "trade tariff tariffs negotiating negotiators talks negotiation negotiations "
    "economic finance ministerial deal pact accord government duties high-level senior "
    "commerce export investment"
)


_BEFORE_VERBS = word_set(
    "to will would may might could can and who flies flying fly goes going go headed returns returned return"
)


def _led_by(tokens: list[Token], k: int) -> int | None:
    """Where the leader of a delegation is named: "led by chief negotiator Darpan Jain"."""
    if k + 1 < len(tokens) and tokens[k].word in {"led", "headed"} and tokens[k + 1].word == "by":
        return k + 2
    return None


def office_at(tokens: list[Token], i: int, places: dict[int, PlaceMention], cast: Cast) -> PersonMention | None:
    """An office that starts here: [country] [modifiers] head [of/for ...] [name]."""
    count = len(tokens)
    k = i
    country: str | None = None
    place = places.get(i)
    if place:
        if place.poss or place.adjective or place.place[1] is None or place.place[1] == "Brussels":
            country = place.place[0]
            k = place.j
        else:
            return None
    if not place and tokens[i].word not in MODIFIERS and tokens[i].word not in HEADS:
        return None
    if tokens[i].word in {"and", "&"}:
        return None
    if tokens[i].word in {"lead", "home"} and i and tokens[i - 1].word in _BEFORE_VERBS:
        return None  # "to lead a trade team", "is flying home"
    assisting = i > 0 and tokens[i - 1].word in {"assistant", "associate"}
    words: list[str] = []
    head: str | None = None
    while k < count and k - i < 12:
        word = tokens[k].word
        if word in HEADS and not (
            word == "chief" and k + 1 < count and (tokens[k + 1].word in HEADS or tokens[k + 1].word in MODIFIERS)
        ):
            head = word
            words.append(word)
            k += 1
            following = tokens[k].word if k < count else ""
            if following in HEADS and not tokens[k - 1].poss:
                continue
            if (
                following == "and"
                and k + 1 < count
                and (tokens[k + 1].word in MODIFIERS)
                and head in {"minister", "secretary", "negotiator"}
                and _head_soon(tokens, k + 1)
            ):
                words.append("and")
                k += 1
                head = None
                continue
            break
        if (
            word == ","
            and words
            and k + 1 < count
            and tokens[k + 1].word in MODIFIERS
            and _head_within(tokens, k + 1, 4)
        ):
            k += 1
            continue
        if word in MODIFIERS or (word == "'s"):
            words.append(word)
            k += 1
            continue
        break
    if head is None:
        return None
    if set(words) & PRESS_MODS:
        return None
    if head == "mission" and k < count and tokens[k].word == "to":
        return None  # a trade mission to Boston is a journey
    poss = tokens[k - 1].poss
    subject = [word for word in words[:-1] if word not in {"and", "new", "top", "senior"}]
    if head in _BARE_HEADS and not country and not subject:
        return None
    if not poss and k < count and tokens[k].word in {"of", "for"}:
        j = k + 1
        tail: list[str] = []
        while (
            j < count
            and j - k < 9
            and (
                tokens[j].word in MODIFIERS
                or tokens[j].word in {"the", ",", "trade", "and", "of", "for"}
                or j in places
            )
        ):
            if j in places and places[j].place[1] is None:
                if tail and "the" not in tail[-1:] and not places[j].adjective:
                    break
                country = country or places[j].place[0]
                tail.append(tokens[j].word)
                j = places[j].j
                continue
            if j in places:
                break
            tail.append(tokens[j].word)
            j += 1
        while tail and tail[-1] in {",", "and", "of", "for", "the"}:
            tail.pop()
            j -= 1
        if tail:
            words += tail
            poss = tokens[j - 1].poss
            k = j
    office = tuple(word for word in words if word not in {",", "&"})
    if any(_is_private(tokens, k, word) for word in (head,)):
        return None
    if head in GROUP_HEADS:
        at = _led_by(tokens, k)
        if at is not None and at < count:
            leader = name_at(tokens, at, cast) or office_at(tokens, at, places, cast)
            if leader and leader.who.name:
                return PersonMention(i, leader.j, leader.who, (), poss=leader.poss)
            fresh = _fresh_name(tokens, at, ("head", "of", "delegation"), country, cast, places)
            if fresh and " " in fresh[0].name:
                cast.name(fresh[0])
                return PersonMention(i, fresh[1], fresh[0], (), poss=tokens[fresh[1] - 1].poss)
        if not country and not set(subject) & _BUSINESS:
            return None
        if (
            head in {"team", "teams", "mission", "officials", "leaders", "representatives", "lawmakers"}
            and not set(words) & _BUSINESS
            and not {token.word for token in tokens} & _BUSINESS
        ):
            return None
    corporate = (
        head in {"president", "chief", "chairman", "boss", "leader", "director"}
        and not country
        and i > 0
        and tokens[i - 1].raw.isalpha()
        and tokens[i - 1].raw[0].isupper()
        and not tokens[i - 1].poss
        and tokens[i - 1].word not in NOT_NAMES
        and tokens[i - 1].word not in STARTERS
        and tokens[i - 1].word not in VERBS
        and tokens[i - 1].word not in FIRST
    )
    # a name after the office
    if not poss and k < count:
        named = name_at(tokens, k, cast)
        if named and not named.who.group:
            who = named.who
            if country is None or who.country is None or who.country == country or who.listed:
                return PersonMention(i, named.j, who, (), poss=named.poss)
        fresh = _fresh_name(tokens, k, office, country, cast, places)
        if corporate and (fresh is None or not fresh[0].listed):
            return None
        if fresh:
            who, j = fresh
            cast.name(who, office)
            return PersonMention(i, j, who, (), poss=tokens[j - 1].poss)
    group = head in GROUP_HEADS
    if (
        i > 0
        and not country
        and tokens[i - 1].word in {"the", "his", "her", "their", "its"}
        and not subject
        and not group
    ):
        return PersonMention(i, k, Traveler("", role=" ".join(office)), office, anaphor=True, poss=poss)
    if not country and not subject and not group:
        return PersonMention(
            i, k, Traveler("", role=" ".join(office)), office, anaphor=i > 0 and tokens[i - 1].word == "the", poss=poss
        )
    if not group and not assisting:
        resolved = cast.by_office(office, country)
        if resolved:
            return PersonMention(i, k, resolved, (), poss=poss)
    return PersonMention(i, k, Traveler("", role=_shown(office), country=country, group=group), office, poss=poss)


def _is_private(tokens: list[Token], k: int, head: str) -> bool:
    """Whether "president" or "chief" is a company's: "vice president of marketing at ..."."""
    if head not in {"president", "chief", "chairman"} or k + 1 >= len(tokens) or tokens[k].word not in {"of", "at"}:
        return False
    return tokens[k + 1].word in {"sales", "marketing", "operations", "the-company"} or tokens[k].word == "at"


def _head_soon(tokens: list[Token], k: int) -> bool:
    return any(token.word in HEADS for token in tokens[k : k + 3])


def _head_within(tokens: list[Token], k: int, reach: int) -> bool:
    """Whether only modifiers stand between here and the head of the office."""
    for token in tokens[k : k + reach]:
        if token.word in HEADS:
            return True
        if token.word not in MODIFIERS:
            return False
    return False


def _shown(office: tuple[str, ...]) -> str:
    return " ".join(office)


def _fresh_name(
    tokens: list[Token],
    k: int,
    office: tuple[str, ...],
    country: str | None,
    cast: Cast,
    places: dict[int, PlaceMention],
) -> tuple[Traveler, int] | None:
    """A name after an office that is on no list under this full form: by surname on the list, else as written."""
    j = k
    if (
        tokens[j].word == ","
        and j + 2 < len(tokens)
        and tokens[j + 1].raw[0].isupper()
        and tokens[j + 2].raw[0].isupper()
    ):
        end = j + 3
        if not (end < len(tokens) and tokens[end].word == ","):
            return None
        j += 1
    begin = j
    while j < len(tokens) and j - begin < 4:
        token = tokens[j]
        if not token.raw[0].isalpha():
            break
        if token.word in NAME_PARTICLES and j > begin - 1 and j + 1 < len(tokens) and tokens[j + 1].raw[0].isupper():
            j += 1
            continue
        if (
            not token.raw[0].isupper()
            or token.word in NOT_NAMES
            or (j in places)
            or (token.word in VERBS and j > begin)
            or (token.word in VERBS and token.word.endswith(("s", "ed", "ing")))
        ):
            break
        if token.word in MODIFIERS or token.word in HEADS:
            break
        j += 1
        if token.poss:
            break
    if j == begin:
        return None
    words = [token.raw for token in tokens[begin:j]]
    last = tokens[j - 1].word
    for key in (last, tokens[begin].word):
        for person in cast.roster.surnames.get(key, ()):
            initials = all(len(word.replace(".", "")) == 1 for word in words[:-1])
            if (country is None or person.country == country) and initials:
                role = person.role_on(cast.day)
                if (role and office_matches(office, role.title_en)) or (
                    country == person.country and any(office_matches(office, r.title_en) for r in person.roles)
                ):
                    return cast.roster.traveler(person, cast.day), j
    if len(words) == 1 and len(words[0]) < 2:
        return None
    return Traveler(" ".join(words), None, _shown(office), country), j
