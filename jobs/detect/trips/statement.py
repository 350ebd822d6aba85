"""What one news item says about one trip: the values that pass between the grammars and the state machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Status(StrEnum):
    """The words a statement or a trip can carry.

    *planned*: sources or the traveller name a trip; *confirmed*: an office of either side announced it or a
    parliament cleared
    it; *departed*: left, or leaving at the airport; *arrived*: is there; *completed*: back, leaving for home,
    or concluded;
    *postponed*: will not take place then but is meant to; *rescheduled*: has a new date, or a stay was
    extended; *cancelled*:
    dropped; *considering*: may travel; *denied*: the traveller's side says there is no such trip.
    """

    PLANNED = "planned"
    CONFIRMED = "confirmed"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    COMPLETED = "completed"
    POSTPONED = "postponed"
    RESCHEDULED = "rescheduled"
    CANCELLED = "cancelled"
    CONSIDERING = "considering"
    DENIED = "denied"


DROPPED = frozenset({Status.CANCELLED, Status.POSTPONED, Status.DENIED})
"""States in which the dates named are those that no longer hold."""


@dataclass(frozen=True, slots=True)
class Traveler:
    """An official or a delegation, as named.

    Attributes:
        name: English name of the watch list when known, else as written; "" when only the role is known.
        name_ja: Japanese name of the watch list, None when not listed.
        role: office on the day of the item, or as written; None when not stated.
        country: ISO 3166-1 alpha-2 or "EU"; None when the item does not say.
        listed: on the watch list.
        group: a delegation rather than a person.
    """

    name: str
    name_ja: str | None = None
    role: str | None = None
    country: str | None = None
    listed: bool = False
    group: bool = False

    @property
    def label(self) -> str:
        """What people read: the name, else the role."""
        return self.name or self.role or ""


@dataclass(frozen=True, slots=True)
class Window:
    """Days of a trip, inclusive; either end None when not stated. ``rough`` when resolved from a week or a month."""

    start: date | None = None
    end: date | None = None
    rough: bool = False

    def __bool__(self) -> bool:
        return self.start is not None or self.end is not None


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence's claim about one trip of one traveller or of several who go together.

    Attributes:
        travelers: at least one.
        to_country: ISO 3166-1 alpha-2 or "EU"; None only for statements whose trip must be found among the known ones.
        to_place: city or region, None when not stated.
        status: see ``Status``.
        window: the dates the item states for it; dropped ones for cancelled, postponed and denied.
        confidence: 0 to 1; below ``weighing.SURE`` a person decides.
        said_at: the publisher's time, None when the item has none.
        quote: the sentence that carries it.
        seen_on: the local day an undated arrival was reported as a fact; the journey began on it or before.
        again: True when the item itself says that an earlier plan was dropped (a new date after a cancellation).
    """

    travelers: tuple[Traveler, ...]
    to_country: str | None
    status: Status
    to_place: str | None = None
    window: Window = field(default_factory=Window)
    confidence: float = 0.9
    said_at: datetime | None = None
    quote: str = ""
    again: bool = False
    seen_on: date | None = None

    @property
    def from_country(self) -> str | None:
        """Whom the travellers speak for, when known."""
        return next((person.country for person in self.travelers if person.country), None)
