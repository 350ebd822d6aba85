"""The watch list of officials: names in both scripts and roles by date, from ``people.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from storage.facts.reading import FactsFault, as_day, read_yaml


@dataclass(frozen=True, slots=True)
class Role:
    """An office held, from its first day to the day of handing over; None = not known to have begun or ended."""

    title_en: str
    title_ja: str
    from_: date | None
    to: date | None

    def held_on(self, day: date) -> bool:
        """Whether the office was held on that day; the day of handing over belongs to the successor."""
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day < self.to)


@dataclass(frozen=True, slots=True)
class Person:
    """One official.

    Attributes:
        id: stable, for keys ("akazawa").
        name_en, name_ja: full names.
        aliases_en, aliases_ja: further spellings and unambiguous short forms ("Akazawa", "赤沢経済再生相").
        country: ISO 3166-1 alpha-2 or "EU"; whom the person speaks for.
        roles: offices by date.
    """

    id: str
    name_en: str
    aliases_en: tuple[str, ...]
    name_ja: str
    aliases_ja: tuple[str, ...]
    country: str
    roles: tuple[Role, ...]

    def role_on(self, day: date) -> Role | None:
        """The office held on that day, None when none is known."""
        return next((role for role in self.roles if role.held_on(day)), None)

    @property
    def names(self) -> tuple[str, ...]:
        """Every written form in both scripts."""
        return (self.name_en, *self.aliases_en, self.name_ja, *self.aliases_ja)


def _read_person(record: Mapping[str, Any]) -> Person:
    roles = []
    for title_en, title_ja, first, last in record["r"]:
        role = Role(str(title_en), str(title_ja), as_day(first), as_day(last))
        if role.from_ and role.to and role.from_ >= role.to:
            raise FactsFault(f"people.yaml: {record['id']} leaves '{title_en}' before taking it up; correct the dates.")
        roles.append(role)
    return Person(
        id=str(record["id"]),
        name_en=str(record["en"]),
        aliases_en=tuple(map(str, record["en_also"])),
        name_ja=str(record["ja"]),
        aliases_ja=tuple(map(str, record["ja_also"])),
        country=str(record["country"]),
        roles=tuple(roles),
    )


@cache
def load_people() -> tuple[Person, ...]:
    """Read and check the watch list; read once per process.

    Raises:
        FactsFault: with one sentence when an id or a written name stands twice or a role's dates are turned round.
    """
    people = tuple(_read_person(record) for record in read_yaml("people.yaml")["people"])
    owner: dict[str, str] = {}
    for person in people:
        for name in {person.id, *person.names}:
            if owner.setdefault(name, person.id) != person.id:
                raise FactsFault(
                    f"people.yaml: '{name}' is given to {owner[name]} and to {person.id}; leave it to one."
                )
    return people
