"""Officials by name in an English sentence, and namesakes who are none."""

from __future__ import annotations

from jobs.detect.trips.english.mentions import FIRST, Cast, PersonMention, PlaceMention
from jobs.detect.trips.english.tokens import Token
from jobs.detect.trips.english.words import (
    FUNCTION_WORDS,
    HEADS,
    MODIFIERS,
    NAME_PARTICLES,
    NOT_NAMES,
    VERBS,
    word_set,
)
from jobs.detect.trips.officials import Roster
from jobs.detect.trips.statement import Traveler

_TITLES = frozenset({"mr", "mrs", "ms", "dr", "sir", "lord", "madam"})


def name_at(tokens: list[Token], i: int, cast: Cast) -> PersonMention | None:
    token = tokens[i]
    if not token.raw[0].isupper():
        return None
    for words, person in cast.roster.english.get(token.word, ()):
        j = i + len(words)
        if len(words) == 1 or tuple(t.word.replace(".", "") for t in tokens[i:j]) == words:
            if (
                (len(words) == 1 and _namesake(tokens, i))
                or _civil(tokens, i, j)
                or Roster.left_office(person, cast.day)
            ):
                cast.namesakes.add(person.name_en)
                return None
            return PersonMention(i, j, cast.roster.traveler(person, cast.day), poss=tokens[j - 1].poss)
    known = cast.surnames.get(token.word)
    if known and len(token.word) > 1 and not (token.word == "he" and (i == 0 or not tokens[i - 1].raw[0].isupper())):
        return PersonMention(i, i + 1, known, poss=token.poss)
    short = _by_surname(tokens, i, cast)
    if short:
        return PersonMention(i, i + 1, short, poss=token.poss)
    if token.word in _TITLES and i + 1 < len(tokens):
        j = i + 2 if tokens[i + 1].word == "." else i + 1
        if j < len(tokens):
            known = cast.surnames.get(tokens[j].word)
            if known:
                return PersonMention(i, j + 1, known, poss=tokens[j].poss)
    return None


_CIVIL = word_set(
    "singer actor actress rapper idol trainee player striker midfielder goalkeeper pitcher golfer boxer footballer "
    "coach director filmmaker novelist author poet professor pianist violinist dancer comedian model entrepreneur "
    "student chef architect designer lawyer surgeon photographer youtuber swimmer skater cellist conductor"
)


def _civil(tokens: list[Token], i: int, j: int) -> bool:
    """Whether a trade that is no office stands beside the name: "Kim Jung-kwan, a K-pop trainee,"."""
    if i and tokens[i - 1].word in _CIVIL:
        return True
    if j >= len(tokens) or tokens[j].word != ",":
        return False
    apposed = []
    for token in tokens[j + 1 : j + 6]:
        if token.word in {",", "who", "said", "will", "and"}:
            break
        apposed.append(token.word)
    return bool(set(apposed) & _CIVIL) and not set(apposed) & {"minister", "secretary", "president"}


def _by_surname(tokens: list[Token], i: int, cast: Cast) -> Traveler | None:
    """A bare surname of a listed official whose country the item names: "Hayashi said", "Pichai awaits a reply"."""
    word = tokens[i].word
    holders = cast.roster.surnames.get(word)
    if (
        not holders
        or len(word) < 4
        or word in FIRST
        or word in VERBS
        or not tokens[i].raw[1:].islower()
        or _namesake(tokens, i)
    ):
        return None
    if (
        i + 1 < len(tokens)
        and tokens[i + 1].raw[0].isupper()
        and tokens[i + 1].word not in VERBS
        and tokens[i + 1].word not in NOT_NAMES
        and tokens[i + 1].raw.isalpha()
    ):
        return None
    serving = [person for person in holders if person.country in cast.countries and person.role_on(cast.day)]
    return cast.roster.traveler(serving[0], cast.day) if len(serving) == 1 else None


STARTERS = word_set(
    "meanwhile however but and while when as after if since though although earlier "
    "later today yesterday then both neither according once still why how what with for "
    "in on at by from said says top chief breaking watch exclusive live"
)


def _namesake(tokens: list[Token], i: int) -> bool:
    """Whether another given name stands before a bare surname ("Kenji Akazawa"); not judged in headlines in
    title case."""
    if i == 0:
        return False
    previous = tokens[i - 1]
    if not (previous.raw[0].isupper() and previous.raw[1:].islower() and previous.raw.isalpha()) or previous.poss:
        return False
    word = previous.word
    if (
        word in HEADS
        or word in MODIFIERS
        or word in NOT_NAMES
        or word in _TITLES
        or word in FIRST
        or word in VERBS
        or word in STARTERS
        or word.endswith(
            ("ly", "minister", "ministre", "ministro", "menteri", "president", "presidente", "kommissar", "kanzler")
        )
    ):
        return False
    letters = [token for token in tokens if token.raw[0].isalpha()]
    return sum(token.raw[0].isupper() for token in letters) < 0.6 * len(letters)


_BODIES = word_set(
    "news times post daily herald tribune journal agency house senate congress capitol media radio airport street "
    "square hall airlines airways steel motors group holdings asia africa talks no what there these those our"
)


def bare_name(tokens: list[Token], places: dict[int, PlaceMention], office: Traveler) -> PersonMention | None:
    """A name that opens a sentence without its office, which the headline gave: "Muhammad Aurangzeb departed ..."."""
    j = 0
    while j < len(tokens) and j < 5:
        token = tokens[j]
        if token.word in NAME_PARTICLES and 0 < j < len(tokens) - 1:
            j += 1
            continue
        if (
            not token.raw[0].isupper()
            or not token.raw.replace("-", "").replace("'", "").isalpha()
            or token.raw.isupper()
            or token.word in NOT_NAMES | HEADS | MODIFIERS | STARTERS | FUNCTION_WORDS | _BODIES | _TITLES
            or j in places
            or token.word in VERBS
        ):
            break
        j += 1
        if token.poss:
            break
    if not 2 <= j <= 4 or j >= len(tokens) or tokens[j].raw[0].isupper():
        return None
    name = " ".join(token.raw for token in tokens[:j])
    return PersonMention(0, j, Traveler(name, None, office.role, office.country), poss=tokens[j - 1].poss)


def name_before(tokens: list[Token], i: int, places: dict[int, PlaceMention]) -> tuple[str, int] | None:
    """An unlisted name in front of its office: "Cecilie Myrseth, Norway's minister of trade and industry,"."""
    j = i - 1
    if j >= 0 and tokens[j].word in {"the", "a"}:
        j -= 1
    if j < 2 or tokens[j].word != ",":
        return None
    begin = j
    while begin > 0 and j - begin < 4:
        token = tokens[begin - 1]
        if (
            not (token.raw[0].isupper() and token.raw.replace("-", "").replace("'", "").isalpha())
            or token.poss
            or token.word in NOT_NAMES
            or token.word in HEADS
            or token.word in MODIFIERS
            or begin - 1 in places
        ):
            break
        begin -= 1
    if j - begin < 2 or (begin > 0 and tokens[begin - 1].raw[0].isalnum() and tokens[begin - 1].raw[0].isupper()):
        return None
    return " ".join(token.raw for token in tokens[begin:j]), begin
