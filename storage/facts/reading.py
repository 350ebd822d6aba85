"""Reading fact files that lie beside this module. Facts are data; a wrong file is refused with one sentence."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # a PyYAML built without libyaml: the same documents, eight times slower
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

FACTS = Path(__file__).parent


class FactsFault(ValueError):
    """A fact file breaks a promise about itself; the message says which record and what to do."""


def read_yaml(name: str) -> dict[str, Any]:
    """One fact file as plain values.

    Raises:
        FactsFault: when the file is not a mapping.
    """
    read = yaml.load((FACTS / name).read_bytes(), Loader=_Loader)
    if not isinstance(read, dict):
        raise FactsFault(f"{name} does not hold a mapping; restore the file from the repository.")
    return read


def as_day(value: Any) -> date | None:
    """An ISO date or a YAML date as ``date``; None stays None."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return date.fromisoformat(str(value))
