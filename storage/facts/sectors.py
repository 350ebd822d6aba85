"""Sectors as orders and people name them, with the HTS prefixes they stand for. See ``sectors.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from storage.facts.reading import read_yaml


@cache
def sectors() -> Mapping[str, tuple[str, ...]]:
    """Sector word -> HTS prefixes, digits only; empty for a sector that is no goods ("small parcels")."""
    return {word: tuple(row["prefixes"]) for word, row in read_yaml("sectors.yaml").items()}


@cache
def sector_names() -> Mapping[str, str]:
    """Sector word -> its Japanese name."""
    return {word: str(row["ja"]) for word, row in read_yaml("sectors.yaml").items()}


def with_prefixes(words: Iterable[str]) -> tuple[str, ...]:
    """Sector words followed by what they stand for, as an event names its products; empty stays empty (no limit)."""
    named = tuple(words)
    return tuple(dict.fromkeys([*named, *(prefix for word in named for prefix in sectors().get(word, ()))]))
