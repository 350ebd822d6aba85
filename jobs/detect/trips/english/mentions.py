"""Mentions in a tokenized English sentence: persons, places, and the cast an item has named so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from jobs.detect.trips.english.tokens import Token
from jobs.detect.trips.officials import Roster, office_matches
from jobs.detect.trips.places import Place, english_demonyms, english_places
from jobs.detect.trips.statement import Traveler


@dataclass(frozen=True, slots=True)
class PersonMention:
    """Tokens ``i`` to ``j`` (exclusive) name a traveller. ``office``: words of the office when only the office
    stands there.
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
    unnamed: Traveler | None = None
    """The one official whom the headline names by office and country only."""

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


FIRST: dict[str, tuple[list[tuple[tuple[str, ...], Place]], list[tuple[tuple[str, ...], str]]]] = {}
for _words, _place in _PLACES.items():
    FIRST.setdefault(_words[0], ([], []))[0].append((_words, _place))
for _words, _code in _DEMONYMS.items():
    FIRST.setdefault(_words[0], ([], []))[1].append((_words, _code))
for _rows in FIRST.values():
    _rows[0].sort(key=lambda row: -len(row[0]))
    _rows[1].sort(key=lambda row: -len(row[0]))


def find_places(tokens: list[Token]) -> list[PlaceMention]:
    """Places and national adjectives, left to right, longest first."""
    found: list[PlaceMention] = []
    i = 0
    count = len(tokens)
    while i < count:
        token = tokens[i]
        rows = FIRST.get(token.word)
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
