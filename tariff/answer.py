"""What the engine answers: a breakdown that sums, cites, and says what it does not know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """The nature of an answer, as ``ask --json`` prints it."""

    RATE = "rate"
    EXEMPT = "exempt"
    DEPENDS = "depends"
    NOT_FOUND = "not_found"


class ShipmentFact(StrEnum):
    """A fact about the shipment that decides between outcomes. Values are given as strings in ``RateQuery.facts``.

    The engine names the missing one, shows the outcomes, and accepts it in a second question.
    """

    USMCA = "usmca"  # "yes" | "no": qualifies for USMCA preference and claims it
    PREFERENCE = "preference"  # "yes" | "no": claims another agreement's Special rate (KORUS, US-Japan, AU, ...)
    METAL_PERCENT = "metal_percent"  # share of the value that is steel, aluminum or copper, percent points
    STEEL_PERCENT = "steel_percent"  # share of the value that is steel, percent points
    ALUMINUM_PERCENT = "aluminum_percent"  # share of the value that is aluminum, percent points
    COPPER_PERCENT = "copper_percent"  # share of the value that is copper, percent points
    US_CONTENT_PERCENT = "us_content_percent"  # approved U.S. content, percent points of the value
    LOADED_ON = "loaded_on"  # ISO date the goods were loaded on the final vessel (in-transit windows)
    VALUE_PER_UNIT = "value_per_unit"  # USD per unit of quantity: turns specific duties into percent
    CIVIL_AIRCRAFT = "civil_aircraft"  # "yes" | "no"
    WITHIN_QUOTA = "within_quota"  # "yes" | "no"
    VEHICLE_AGE = "vehicle_age"  # calendar years since manufacture
    AUTO_PART = "auto_part"  # "yes" | "no": really a part of a passenger vehicle or light truck
    METAL_ORIGIN = "metal_origin"  # ISO-3166 country of melt/pour or smelt, e.g. "US", "RU", "GB"
    PATENTED = "patented"  # "yes" | "no": patented pharmaceutical
    MAKER = "maker"  # manufacturer, where a company agreement decides
    END_USE = "end_use"  # free text key of a data-defined end use ("us_data_center", ...)


@dataclass(frozen=True, slots=True)
class RateQuery:
    """One question to the engine.

    Attributes:
        code: HTS digits (4-10), no dots; "" asks about general goods: the country-wide layers only, on top of a
            base that is not known ("MFN + 15", "max(MFN, 15)" in ``total_text``).
        country: ISO 3166-1 alpha-2 of origin; "EU" is expanded by the caller to a member or kept as the bloc.
        on: the day of entry (New York).
        known: the clock of the question, aware: nothing published later is used at all. The engine also works out
            ``as_charged`` with the knowledge of the day asked, where that differs.
        facts: what the asker said about the shipment.
    """

    code: str
    country: str
    on: date
    known: datetime
    facts: Mapping[ShipmentFact, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Instrument:
    """The act a layer rests on. ``label`` is what a lawyer would write ("Proclamation 10908, 90 FR 14705")."""

    label: str
    url: str
    signed: date | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """One layer that is charged.

    Attributes:
        measure: id of the measure, "base" for the schedule's own rate.
        name: short name for people ("Section 232 automobiles, Japan ceiling").
        authority: "MFN", "column 2", "USMCA", "s.232", "IEEPA", "s.122", "s.301", "s.338", ...
        heading: 9903.xx heading, or the HTS line for the base.
        percent: percent points of the customs value this layer adds in this outcome; None when it is a specific
            duty or cannot be put as a percentage.
        specific: the rate as printed where ``percent`` is None or incomplete ("4.4¢/kg"), else None.
        instrument: what it rests on.
        since: first instant it applied to this product and origin in this form.
        note: one sentence when the layer needs one (part of the value, ceiling branch), else None.
    """

    measure: str
    name: str
    authority: str
    heading: str | None
    percent: Decimal | None
    specific: str | None
    instrument: Instrument
    since: datetime | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """A measure that was looked at and does not apply, with the clause that says so."""

    measure: str
    name: str
    authority: str
    heading: str | None
    reason: str
    instrument: Instrument | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A sum. ``total_percent`` is None when a specific duty or an unknown part keeps it from being one number.

    ``total_text`` always states it for people: "15%", "4.4¢/kg + 15%", "25% to 27.5%".
    """

    components: tuple[Component, ...]
    set_aside: tuple[SetAside, ...]
    total_percent: Decimal | None
    additional_percent: Decimal | None
    total_text: str
    prohibited: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """One side of a "depends": the condition in words, the fact that selects it, and its outcome."""

    condition: str
    fact: ShipmentFact | None
    value: str | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ScheduledChange:
    """The next known change for this product and origin after the day asked."""

    at: datetime
    what: str
    total_text: str | None
    instrument: Instrument | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The engine's whole answer.

    Attributes:
        kind: rate, exempt (nothing is charged by any measure where one would expect it), depends, not_found.
        main: the outcome with what was said; for ``depends`` the outcome when no further fact is claimed, or None
            when no outcome is the natural default.
        branches: for ``depends``: every outcome with its condition, the default first.
        as_charged: what was charged on that day by what was known then, when it differs from ``main`` (retroactive
            acts, later refunds), else None.
        in_force_since: the instant since which the total has been what it is.
        next_change: scheduled change, or None when none is known.
        caveats: sentences the reader must see (quota, antidumping orders, knowledge edge, unknown scope).
        knowledge_until: last day the facts used reach.
        reason: for not_found: what is missing and what to ask instead.
    """

    kind: Kind
    query: RateQuery
    main: Outcome | None
    branches: tuple[Branch, ...] = ()
    as_charged: Outcome | None = None
    in_force_since: datetime | None = None
    next_change: ScheduledChange | None = None
    caveats: tuple[str, ...] = ()
    knowledge_until: date | None = None
    reason: str | None = None
