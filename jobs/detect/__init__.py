"""Detectors: pure deciders from items and what is already known to changes and doubts.

A detector touches no database, network or clock; it can be read, tested and replayed from values alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from storage.events import NewEvent
from storage.observations import Item, ItemKind

Subject = Mapping[str, Any]
"""JSON-able state of one order, trip or issue, keyed by its thread (``order:...``, ``trip:...``, ``issue:...``)."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something the detector would not decide by itself; goes to the operators with the evidence.

    Attributes:
        key: unique, so that the same doubt is asked once.
        reason: one sentence for the operator.
        item: the evidence.
        proposal: the event that an approval publishes, or None when there is only something to look at.
    """

    key: str
    reason: str
    item: Item
    proposal: NewEvent | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What a detector concludes from one batch.

    Attributes:
        events: changes to announce, in order.
        subjects: new state for every subject that changed.
        doubts: for the operators.
        reasons: why each item led to nothing, an event or a doubt: native id -> one phrase; for logs and ``detect``.
    """

    events: tuple[NewEvent, ...] = ()
    subjects: Mapping[str, Subject] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)


class Detector(Protocol):
    """One kind of change, one file."""

    name: str
    reads: frozenset[ItemKind]

    def detect(self, items: Sequence[Item], known: Mapping[str, Subject], now: datetime) -> Findings:
        """Decide. ``items`` are new or edited observations, oldest first; ``known`` maps threads to subjects."""
        ...
