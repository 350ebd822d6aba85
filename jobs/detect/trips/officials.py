"""Whom a trip belongs to: names of the watch list in both scripts, and offices ("the EU trade chief", 通商担当相) on
a day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cache

from jobs.detect.trips.statement import Traveler
from storage.facts.people import Person, Role, load_people

_TOPICS: dict[str, str] = {
    "trade": "trade",
    "tariff": "trade",
    "tariffs": "trade",
    "negotiator": "trade",
    "negotiators": "trade",
    "commerce": "commerce",
    "business": "commerce",
    "economy": "economy",
    "economic": "economy",
    "revitalization": "economy",
    "revitalisation": "economy",
    "finance": "finance",
    "treasury": "finance",
    "exchequer": "finance",
    "foreign": "foreign",
    "external": "foreign",
    "state": "foreign",
    "industry": "industry",
    "industrial": "industry",
    "agriculture": "farm",
    "agricultural": "farm",
    "farm": "farm",
    "defense": "defense",
    "defence": "defense",
    "policy": "policy",
    "energy": "energy",
    "security": "security",
    "interior": "interior",
    "health": "health",
}
_RANKS = {
    "president": "president",
    "premier": "premier",
    "pm": "premier",
    "chancellor": "premier",
    "taoiseach": "premier",
    "prime": "premier",
    "ambassador": "ambassador",
    "leader": "leader",
    "governor": "governor",
    "senator": "senator",
    "chair": "chair",
    "director": "director",
    "director-general": "director",
    "counselor": "adviser",
    "adviser": "adviser",
    "spokesperson": "spokesperson",
}
_JUNIOR = frozenset({"deputy", "vice", "assistant", "vice-minister", "undersecretary"})
_WORD = re.compile(r"[a-z][a-z\-]*")


def plain(text: str) -> str:
    """Lower case without accents, for comparing names."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize(
        "NFKD", text.replace("đ", "d").replace("Đ", "D").replace("ø", "o").replace("ł", "l")
    )
    return "".join(char for char in decomposed if not unicodedata.combining(char)).lower()


def _signature(words: Iterable[str]) -> tuple[frozenset[str], str, bool]:
    """Topics, rank ("premier", "minister") and juniority of an office's words."""
    listed = list(words)
    topics = frozenset(_TOPICS[word] for word in listed if word in _TOPICS)
    rank = next((_RANKS[word] for word in listed if word in _RANKS), "minister")
    return topics, rank, bool(_JUNIOR & set(listed))


def office_matches(words: Iterable[str], title: str) -> bool:
    """Whether an office as written may be the office named ``title``: rank, juniority and a topic in common.

    A press title is looser than the official one: "trade chief" is a trade commissioner, "economy minister" may
    be the minister for
    economic revitalization or the one of economy, trade and industry; "leader" is whoever heads the government
    or the state.
    """
    listed = tuple(words)
    return any(_one_office_matches(listed, part) for part in title.lower().split(" and ")) or _one_office_matches(
        listed, title.lower()
    )


def _one_office_matches(words: tuple[str, ...], title: str) -> bool:
    topics, rank, junior = _signature(words)
    held_topics, held_rank, held_junior = _signature(_WORD.findall(title))
    if rank == "leader":
        return held_rank in {"premier", "president"} and not held_junior
    if rank != held_rank:
        return False
    if rank in {"premier", "president"}:
        return junior == held_junior
    if junior != held_junior and rank != "ambassador" and not (held_junior and "negotiator" in words):
        return False
    return bool(topics & held_topics) or rank in {"ambassador", "governor", "senator"}


def _title_in(title: str, day: date) -> str:
    """A title without the parts that name another year ("finance minister and president of the confederation in
    2025")."""
    parts = title.split(" and ")
    kept = [
        part for part in parts if not (year := re.search(r"\bin (20\d\d)$", part)) or int(year.group(1)) == day.year
    ]
    return " and ".join(kept)


class Roster:
    """The watch list, indexed for looking up names and offices."""

    def __init__(self, people: tuple[Person, ...]) -> None:
        self.people = people
        self.english: dict[str, list[tuple[tuple[str, ...], Person]]] = {}
        self.surnames: dict[str, list[Person]] = {}
        for person in people:
            for name in (person.name_en, *person.aliases_en):
                words = tuple(plain(name.replace("’", "'")).replace(".", "").split())
                self.english.setdefault(words[0], []).append((words, person))
                dashless = tuple(" ".join(words).replace("-", " ").split())
                if dashless != words:
                    self.english.setdefault(dashless[0], []).append((dashless, person))
            self.surnames.setdefault(self.surname(person), []).append(person)
            if person.country in {"TH", "ID", "MY", "VN", "KH", "LA", "MM"}:  # called by the given name
                given = plain(person.name_en).split()
                self.surnames.setdefault(given[0] if person.country != "VN" else given[-1], []).append(person)
        for names in self.english.values():
            names.sort(key=lambda pair: -len(pair[0]))
        self.by_country: dict[str, list[Person]] = {}
        for person in people:
            self.by_country.setdefault(person.country, []).append(person)

    @staticmethod
    def surname(person: Person) -> str:
        """Family name in lower case: first word for Chinese and Korean names, last for others."""
        words = plain(person.name_en).split()
        return words[0] if person.country in {"CN", "TW", "KR", "KP"} else words[-1]

    @staticmethod
    def left_office(person: Person, day: date) -> bool:
        """Whether every office of a listed person has ended by that day: a private traveller."""
        return bool(person.roles) and all(role.to is not None and role.to <= day for role in person.roles)

    def traveler(self, person: Person, day: date) -> Traveler:
        """A listed person with the office held on that day."""
        role = person.role_on(day)
        return Traveler(person.name_en, person.name_ja, role.title_en if role else None, person.country, listed=True)

    def holder(self, country: str, words: Iterable[str], day: date) -> Person | None:
        """The one listed person of a country whose office on that day fits the words; None when none or several do."""
        listed = tuple(words)
        fitting = [
            (person, role)
            for person in self.by_country.get(country, ())
            for role in person.roles
            if role.held_on(day) and office_matches(listed, _title_in(role.title_en, day))
        ]
        if not fitting:
            return None
        people = {person.id: person for person, _ in fitting}
        if len(people) == 1:
            return fitting[0][0]
        best = sorted(fitting, key=lambda pair: -self._closeness(listed, pair[1]))
        if self._closeness(listed, best[0][1]) > self._closeness(listed, best[1][1]) or best[0][0].id == best[1][0].id:
            return best[0][0]
        return None

    @staticmethod
    def _closeness(words: tuple[str, ...], role: Role) -> int:
        title = set(_WORD.findall(role.title_en.lower()))
        negotiating = bool({"negotiator", "envoy", "chief", "negotiators"} & set(words)) and "negotiator" in title
        return len({word for word in words if word in title}) + 2 * negotiating


@cache
def roster() -> Roster:
    """The roster of the embedded watch list; built once per process."""
    return Roster(load_people())
