"""Events: what changed in the world, once, with all its sources. Shared by the watch, the delivery and the face."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class EventKind(StrEnum):
    """What a chat can subscribe to. The values are the words people type."""

    ORDERS = "orders"
    RATES = "rates"
    TRIPS = "trips"
    ISSUES = "issues"
    SOURCES = "sources"


class Stage(StrEnum):
    """Steps of an order or measure; ``collected`` is the last. Trips use their own status words instead."""

    ANNOUNCED = "announced"
    SIGNED = "signed"
    FILED = "filed"
    PUBLISHED = "published"
    IN_FORCE = "in_force"
    COLLECTED = "collected"
    AMENDED = "amended"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an event was seen. Times are aware, UTC.

    Attributes:
        source: the source's registered name ("white_house", "federal_register", "feed:japan-times").
        url: address of the document itself.
        title: its title as published.
        published_at: time claimed by the publisher, None when it gives none.
        seen_at: time our watch first saw it.
    """

    source: str
    url: str
    title: str
    published_at: datetime | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event as a detector makes it, before it is stored.

    Attributes:
        key: unique for ever; a second event with the same key is the same event and only adds citations.
        kind: subscription kind.
        thread: what later stages share ("order:2025-09-04-japan-agreement", "trip:JP-US-AKAZAWA-2025-10");
            later events of a thread are replies to the first alert of that thread in a chat.
        stage: a ``Stage`` value or, for trips, a trip status ("cancelled").
        headline: one English line, plain text, no markup.
        countries: ISO 3166-1 alpha-2 codes (or "EU") concerned; empty = worldwide.
        products: product words or HTS prefixes concerned ("autos", "8703"); empty = not limited to products. With
            prefixes marked "!" ("!8703") it concerns every other product too, but not these.
        rate_change: True when a rate somebody pays changes by it.
        urgent: True when it may pass quiet hours.
        details: JSON-able facts by kind, rendered by the face in the chat's language. Orders: "title", "number",
            "action", "rates", "effective", "signed", "amends", "summary". Trips: "travelers" (list of
            {"name", "name_ja", "role"}), "to_country", "to_place", "start", "end", "previous_start", "previous_status",
            "reported_by". Rates: "product", "country", "before", "after", "heading". Issues: "issue", "title",
            "status", "what". Sources: "source", "state", "since", "fault".
        occurred_at: when it happened or was published; aware, UTC.
        seen_at: when the watch saw it; aware, UTC.
        citations: at least one.
    """

    key: str
    kind: EventKind
    thread: str
    stage: str
    headline: str
    occurred_at: datetime
    seen_at: datetime
    citations: tuple[Citation, ...]
    countries: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    rate_change: bool = False
    urgent: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as the memory keeps it.

    Attributes:
        id: number by which operators and buttons name it.
        event: as first recorded, with every citation known by now.
        recorded_at: when it was committed; aware, UTC.
    """

    id: int
    event: NewEvent
    recorded_at: datetime
