"""The embedded law: every measure file and product list, read strictly and put together once.

``law.yaml`` holds what belongs to no programme: how far the facts reach, column 2, preferences, notices. Antidumping
and countervailing orders are in ``remedies.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from storage.facts.faults import FactError
from storage.facts.product_lists import digits, read_list
from storage.facts.schema import read_measures
from storage.facts.shorthands import EU
from tariff.law import Law, Notice, Preference, RemedyOrder
from tariff.measure import Measure, ProductList

FACTS = Path(__file__).parent

_Base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """YAML with the booleans of version 1.2 only: NO is Norway, on is a word, yes is what an importer says."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in _Base.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


@cache
def load_law() -> Law:
    """The whole law, validated; read once in a process.

    Raises:
        FactError: one sentence that names the file, the measure and the field.
    """
    return read_law(FACTS)


def read_law(folder: Path) -> Law:
    """The law in a folder laid out like this one (measures/, lists/, law.yaml, remedies.yaml)."""
    measures = tuple(_measures(folder / "measures"))
    lists = {path.stem: _list(path) for path in sorted((folder / "lists").glob("*.txt"))}
    general = _yaml(folder / "law.yaml")
    _check(measures, lists)
    try:
        return Law(
            measures=measures,
            lists=lists,
            knowledge_from=_day(general["knowledge_from"]),
            knowledge_until=_day(general["knowledge_until"]),
            column2=frozenset(general["column2"]),
            preferences={
                country: Preference(row["name"], frozenset(row["programs"]))
                for row in general["preferences"]
                for country in row["countries"]
            },
            preference_asked=frozenset(general["preference_asked"]),
            notices=tuple(_notice(row) for row in general["notices"]),
            remedies=tuple(_remedy(row) for row in _yaml(folder / "remedies.yaml")["orders"]),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise FactError(f"law.yaml or remedies.yaml: {fault!r} is missing or not of the expected form.") from None


def _measures(folder: Path) -> Iterator[Measure]:
    for path in sorted(folder.glob("*.yaml")):
        yield from read_measures(f"measures/{path.name}", _yaml(path))


def _list(path: Path) -> ProductList:
    return read_list(path.stem, path.read_text(encoding="utf-8"))


def _yaml(path: Path) -> Any:
    try:
        return yaml.load(path.read_bytes(), Loader=_Loader)  # noqa: S506 - a safe loader
    except FileNotFoundError:
        raise FactError(f"{path.name} is missing beside {path.parent.name}; restore it from the repository.") from None
    except yaml.YAMLError as fault:
        raise FactError(f"{path.name}: not readable as YAML ({' '.join(str(fault).split())}).") from None


def _check(measures: tuple[Measure, ...], lists: Mapping[str, ProductList]) -> None:
    """What one file cannot know: names that refer to other files."""
    names = {name for m in measures for name in m.groups}
    first: dict[str, str] = {}
    for measure in measures:
        if first.setdefault(measure.id, measure.programme) != measure.programme:
            raise FactError(
                f"measure {measure.id}: the id is used in both {first[measure.id]} and {measure.programme}."
            )
        for used in (*measure.scope.lists, *measure.scope.out_lists):
            if used not in lists:
                raise FactError(f"{measure.programme}, measure {measure.id}, field products: no list lists/{used}.txt.")
        for rule in measure.excludes:
            if unknown := rule.what - names:
                raise FactError(
                    f"{measure.programme}, measure {measure.id}, field excludes.what: "
                    f"'{sorted(unknown)[0]}' is no measure, programme or group."
                )


def _notice(row: Mapping[str, Any]) -> Notice:
    return Notice(
        text=row["text"],
        source=row["source"],
        known=_day(row["known"]),
        since=_day(row["since"]),
        until=None if row.get("until") is None else _day(row["until"]),
        countries=None if row.get("countries", "all") == "all" else _countries(row["countries"]),
        touches=frozenset(row.get("touches") or ()),
        codes=tuple(digits(c) for c in row.get("codes") or ()),
        charged_only=row.get("charged_only", True),
        general_goods=row.get("general_goods", False),
    )


def _countries(names: Iterable[str]) -> frozenset[str]:
    return frozenset(c for n in names for c in ((*EU, "EU") if n == "EU" else (n,)))


def _remedy(row: Mapping[str, Any]) -> RemedyOrder:
    return RemedyOrder(
        row["product"],
        tuple(digits(c) for c in row["codes"]),
        _countries(row["countries"]),
        row["kinds"],
        None if row.get("since") is None else _day(row["since"]),
        row.get("note"),
    )


def _day(value: date | datetime | str) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(value)
