"""What an item has said so far, carried from sentence to sentence in either language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from jobs.detect.trips.english.mentions import Cast
from jobs.detect.trips.places import Place
from jobs.detect.trips.statement import Status, Traveler


@dataclass(slots=True)
class Page:
    """What the item has said so far: whom it named, who travels, where to."""

    day: date
    cast: Cast
    travelers: tuple[Traveler, ...] = ()
    place: Place | None = None
    titled: tuple[Place, ...] = ()
    dropped_before: bool = False
    offices: set[int] = field(default_factory=set)
    title_day: date | None = None
    language: str = "en"
    title: str = ""
    body: str = ""
    talks_off: Status | None = None
    """Talks that are called off or put off in the item, wherever they were to be."""
