"""The base duty: which column of the schedule, which preference, and its ad valorem equivalent.

Column 2 applies to the origins of general note 3(b) (Cuba, North Korea; Russia and Belarus since 2022-04-09, Pub. L.
117-110). A Special rate is used only when the asker claims it: it is a claim on the entry, not a property of the goods.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from tariff.answer import ShipmentFact
from tariff.in_lieu import in_lieu_of_column_2
from tariff.law import Law
from tariff.measure import as_number
from tariff.rates import DutyRate
from tariff.schedule import Line

HTS_URL = "https://hts.usitc.gov/"


@dataclass(frozen=True, slots=True)
class Base:
    """The base duty as charged.

    Attributes:
        authority: "MFN", "column 2", "USMCA" or the agreement's name.
        line: the line of the schedule; None for general goods.
        rate: as printed; None for general goods (the base is not known).
        percent: percent points of the customs value, with the ad valorem equivalent of specific parts where a value
            per unit was given; None when it cannot be put as one number.
        note: how an equivalent was worked out, else None.
    """

    authority: str
    line: Line | None
    rate: DutyRate | None
    percent: Decimal | None
    note: str | None = None

    @property
    def text(self) -> str:
        """The base as people read it."""
        return self.authority if self.rate is None else self.rate.text or "no rate printed"

    @property
    def at_least(self) -> Decimal | None:
        """A percentage the base cannot be below (the ad valorem part of a compound rate)."""
        if self.percent is not None:
            return self.percent
        if self.rate is None or not self.rate.understood or self.rate.percent_on is not None:
            return None
        return self.rate.percent


def base_duty(law: Law, line: Line | None, country: str, facts: Mapping[ShipmentFact, str]) -> Base:
    """The base duty of a line for an origin, with the claims the asker made."""
    column2 = country in law.column2
    claimed = None if column2 else claimed_program(law, country, facts)
    if line is None:
        return Base("column 2" if column2 else claimed or "MFN", None, None, None)
    if column2:
        in_lieu = in_lieu_of_column_2(line, country)
        if in_lieu is not None:
            heading, rate = in_lieu
            priced = _priced("column 2", line, rate, facts)
            return replace(priced, note=f"{rate.text} under heading {heading} in lieu of column 2 (U.S. note 30)")
        return _priced("column 2", line, line.other, facts)
    if claimed is not None and (special := special_rate(law, line, country)) is not None:
        return _priced(claimed, line, special, facts)
    return _priced("MFN", line, line.general, facts)


def claimed_program(law: Law, country: str, facts: Mapping[ShipmentFact, str]) -> str | None:
    """Name of the agreement the asker claims, or None."""
    preference = law.preferences.get(country)
    if preference is None:
        return None
    fact = ShipmentFact.USMCA if preference.name == "USMCA" else ShipmentFact.PREFERENCE
    return preference.name if facts.get(fact, "").strip().lower() == "yes" else None


def special_rate(law: Law, line: Line, country: str) -> DutyRate | None:
    """The Special rate an origin may claim on a line, or None when none is printed for it."""
    preference = law.preferences.get(country)
    if preference is None:
        return None
    for special in line.special:
        if not preference.programs.isdisjoint(special.programs):
            return special.rate
    return None


def _priced(authority: str, line: Line, rate: DutyRate, facts: Mapping[ShipmentFact, str]) -> Base:
    if rate.is_plain:
        return Base(authority, line, rate, rate.percent)
    value = as_number(facts.get(ShipmentFact.VALUE_PER_UNIT))
    if value is None or value <= 0 or not rate.sums_with_value_per_unit:
        return Base(authority, line, rate, None)
    specific = sum((part.usd for part in rate.specific), Decimal(0))
    percent = (rate.percent or Decimal(0)) + (specific / value * 100).quantize(Decimal("0.01"))
    unit = rate.specific[0].unit
    return Base(authority, line, rate, percent.normalize(), f"{rate.text} on USD {value}/{unit}")
