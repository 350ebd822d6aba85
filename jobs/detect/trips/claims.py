"""Claims: what single sentences say, before they are weighed against each other in ``reading``."""

from __future__ import annotations

from dataclasses import dataclass, field

from jobs.detect.trips.places import Place
from jobs.detect.trips.statement import Status, Traveler, Window


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence's claim.

    Attributes:
        travelers: at least one.
        place: where to; None when only the traveller is clear.
        status: None for a claim that only dates a plan ("had been due to leave on Thursday").
        sentence: 0 is the headline.
        strength: 0 to 1: how directly the words say it.
        window: days stated with it.
        backdrop: told as background ("after cancelling a trip last week", "had visited in May").
        office: an office announced or confirmed it.
        fresh_dates: the dates are new ones after a change.
        weak_tense: a headline present that may be plan or fact ("heads to Washington").
        quote: the sentence.
    """

    travelers: tuple[Traveler, ...]
    place: Place | None
    status: Status | None
    sentence: int
    strength: float
    window: Window = field(default_factory=Window)
    backdrop: bool = False
    office: bool = False
    fresh_dates: bool = False
    weak_tense: bool = False
    quote: str = ""
