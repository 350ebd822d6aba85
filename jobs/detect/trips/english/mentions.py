"""Who and where in a tokenized English sentence: officials by name or office, and places."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from jobs.detect.trips.english.tokens import Token
from jobs.detect.trips.english.words import (
    FORMER,
    GROUP_HEADS,
    HEADS,
    MODIFIERS,
    NAME_PARTICLES,
    NOT_NAMES,
    PRESS_MODS,
    VERBS,
    word_set,
)
from jobs.detect.trips.officials import Roster, office_matches
from jobs.detect.trips.places import Place, english_demonyms, english_places
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
_TITLES = frozenset({"mr", "mrs", "ms", "dr", "sir", "lord", "madam"})


@dataclass(frozen=True, slots=True)
class PersonMention:
    """Tokens ``i`` to ``j`` (exclusive) name a traveller. ``office``: words of the office when only the office stands there.
    ``anaphor``: "the minister", to be read as whoever was meant before."""

    i: int
    j: int
    who: Traveler
    office: tuple[str, ...] = ()
    anaphor: bool = False
    poss: bool = False


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """Tokens ``i`` to ``j`` (exclusive) name a place; ``poss``: "Japan's"; ``adjective``: "Japanese"."""

    i: int
    j: int
    place: Place
    poss: bool = False
    adjective: bool = False


@dataclass(slots=True)
class Cast:
    """Whom an item has named so far; what a later "he", "the minister" or bare surname means."""

    day: date
    roster: Roster
    surnames: dict[str, Traveler] = field(default_factory=dict)
    named: list[tuple[Traveler, tuple[str, ...]]] = field(default_factory=list)
    namesakes: set[str] = field(default_factory=set)
    in_full: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)

    def name(self, who: Traveler, office: tuple[str, ...] = ()) -> None:
        """Remember someone named in full or by surname."""
        if who.group or not who.name:
            return
        words = who.name.lower().split()
        for word in (words[0], words[-1]) if not who.listed else (self.surname(who),):
            self.surnames.setdefault(word, who)
        if all(known.name != who.name for known, _ in self.named):
            self.named.append((who, office))

    @staticmethod
    def surname(who: Traveler) -> str:
        """Family name of a listed person."""
        words = who.name.lower().split()
        return words[0] if who.country in {"CN", "TW", "KR", "KP"} else words[-1]

    def by_office(self, office: tuple[str, ...], country: str | None) -> Traveler | None:
        """Someone named in the item, or the holder on the list, who fits an office; None when nobody does."""
        for who, said in self.named:
            if country and who.country and who.country != country:
                continue
            if (said and office_matches(office, " ".join(said))) or (who.role and office_matches(office, who.role)):
                return who
        if country:
            person = self.roster.holder(country, office, self.day)
            if person:
                return self.roster.traveler(person, self.day)
        return None


_PLACES = english_places()
_DEMONYMS = english_demonyms()
_FIRST: dict[str, tuple[list[tuple[tuple[str, ...], Place]], list[tuple[tuple[str, ...], str]]]] = {}
for _words, _place in _PLACES.items():
    _FIRST.setdefault(_words[0], ([], []))[0].append((_words, _place))
for _words, _code in _DEMONYMS.items():
    _FIRST.setdefault(_words[0], ([], []))[1].append((_words, _code))
for _rows in _FIRST.values():
    _rows[0].sort(key=lambda row: -len(row[0]))
    _rows[1].sort(key=lambda row: -len(row[0]))


def find_places(tokens: list[Token]) -> list[PlaceMention]:
    """Places and national adjectives, left to right, longest first."""
    found: list[PlaceMention] = []
    i = 0
    count = len(tokens)
    while i < count:
        token = tokens[i]
        rows = _FIRST.get(token.word)
        hit: PlaceMention | None = None
        if rows is None and "-" in token.word and token.raw[0].isupper():
            head, _, tail = token.word.partition("-")
            if (
                (tail == "bound" and (head,) in _PLACES)
                or head == "u.s."
                or (head in {"us", "japan", "china", "korea", "eu", "taiwan"} and tail == "bound")
            ):
                hit = PlaceMention(i, i + 1, _PLACES[(head,)], adjective=True)
        if rows is not None and token.raw[0].isupper():
            for words, place in rows[0]:
                if len(words) == 1 or tuple(t.word for t in tokens[i : i + len(words)]) == words:
                    if token.word == "us" and token.raw != "US":
                        break
                    hit = PlaceMention(i, i + len(words), place, poss=tokens[i + len(words) - 1].poss)
                    break
            if hit is None:
                for words, code in rows[1]:
                    if len(words) == 1 or tuple(t.word for t in tokens[i : i + len(words)]) == words:
                        hit = PlaceMention(i, i + len(words), (code, None), adjective=True)
                        break
        if hit:
            found.append(hit)
            i = hit.j
        else:
            i += 1
    return found


def find_people(tokens: list[Token], places: list[PlaceMention], cast: Cast) -> list[PersonMention]:
    """Officials, left to right; appositions ("Akazawa, Japan's tariff negotiator,") are one mention."""
    by_start = {place.i: place for place in places}
    cast.countries |= {place.place[0] for place in places}
    found: list[PersonMention] = []
    i = 0
    count = len(tokens)
    while i < count:
        mention = _office_at(tokens, i, by_start, cast) or _name_at(tokens, i, cast)
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
            before = _name_before(tokens, mention.i, by_start)
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
    if left.poss or not gap or gap[0] != "," or not set(gap) <= {",", "the", "a", "who", "is", "'s"} or len(gap) > 4:
        return False
    named_left, named_right = bool(left.who.name) and not left.office, bool(right.who.name) and not right.office
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


def _name_at(tokens: list[Token], i: int, cast: Cast) -> PersonMention | None:
    token = tokens[i]
    if not token.raw[0].isupper():
        return None
    for words, person in cast.roster.english.get(token.word, ()):
        j = i + len(words)
        if len(words) == 1 or tuple(t.word.replace(".", "") for t in tokens[i:j]) == words:
            if (len(words) == 1 and _namesake(tokens, i)) or Roster.left_office(person, cast.day):
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


def _by_surname(tokens: list[Token], i: int, cast: Cast) -> Traveler | None:
    """A bare surname of a listed official whose country the item names: "Hayashi said", "Pichai awaits a reply"."""
    word = tokens[i].word
    holders = cast.roster.surnames.get(word)
    if (
        not holders
        or len(word) < 4
        or word in _FIRST
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


_STARTERS = word_set(
    "meanwhile however but and while when as after if since though although earlier "
    "later today yesterday then both neither according once still why how what with for "
    "in on at by from said says top chief breaking watch exclusive live"
)


def _namesake(tokens: list[Token], i: int) -> bool:
    """Whether another given name stands before a bare surname ("Kenji Akazawa"); not judged in headlines in title case."""
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
        or word in _FIRST
        or word in VERBS
        or word in _STARTERS
        or word.endswith(
            ("ly", "minister", "ministre", "ministro", "menteri", "president", "presidente", "kommissar", "kanzler")
        )
    ):
        return False
    letters = [token for token in tokens if token.raw[0].isalpha()]
    return sum(token.raw[0].isupper() for token in letters) < 0.6 * len(letters)


def _led_by(tokens: list[Token], k: int) -> int | None:
    """Where the leader of a delegation is named: "led by chief negotiator Darpan Jain"."""
    if k + 1 < len(tokens) and tokens[k].word in {"led", "headed"} and tokens[k + 1].word == "by":
        return k + 2
    return None


def _office_at(tokens: list[Token], i: int, places: dict[int, PlaceMention], cast: Cast) -> PersonMention | None:
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
        if not country and not set(subject) & _BUSINESS:
            return None
        if (
            head in {"team", "teams", "mission", "officials", "leaders", "representatives", "lawmakers"}
            and not set(words) & _BUSINESS
            and not {token.word for token in tokens} & _BUSINESS
        ):
            return None
        at = _led_by(tokens, k)
        if at is not None and at < count:
            leader = _name_at(tokens, at, cast) or _office_at(tokens, at, places, cast)
            if leader and leader.who.name:
                return PersonMention(i, leader.j, leader.who, (), poss=leader.poss)
    corporate = (
        head in {"president", "chief", "chairman", "boss", "leader", "director"}
        and not country
        and i > 0
        and tokens[i - 1].raw.isalpha()
        and tokens[i - 1].raw[0].isupper()
        and not tokens[i - 1].poss
        and tokens[i - 1].word not in NOT_NAMES
        and tokens[i - 1].word not in _STARTERS
        and tokens[i - 1].word not in VERBS
        and tokens[i - 1].word not in _FIRST
    )
    # a name after the office
    if not poss and k < count:
        named = _name_at(tokens, k, cast)
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
    if not group:
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


def _name_before(tokens: list[Token], i: int, places: dict[int, PlaceMention]) -> tuple[str, int] | None:
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
            if (country is None or person.country == country) and len(words) == 1:
                role = person.role_on(cast.day)
                if (role and office_matches(office, role.title_en)) or (
                    country == person.country and any(office_matches(office, r.title_en) for r in person.roles)
                ):
                    return cast.roster.traveler(person, cast.day), j
    if len(words) == 1 and len(words[0]) < 2:
        return None
    return Traveler(" ".join(words), None, _shown(office), country), j
