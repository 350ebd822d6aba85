"""A rate of duty as the schedule prints it, kept whole: free, ad valorem, specific, compound.

Source of the forms: Harmonized Tariff Schedule of the United States, columns General, Special and 2.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SpecificPart:
    """An amount of money per unit of quantity, for example 4.4 cents per kilogram.

    Attributes:
        usd: USD per ``unit`` (cents are converted: "4.4¢/kg" is ``Decimal("0.044")``).
        unit: the unit as printed ("kg", "liter", "each", "t").
        on: what the amount is charged on when it is not the whole article ("gross weight"), else None.
    """

    usd: Decimal
    unit: str
    on: str | None = None


@dataclass(frozen=True, slots=True)
class PercentPart:
    """A percentage charged on one part of the article ("4.5% on the case" of a watch).

    Attributes:
        percent: percent points of the value of that part.
        on: the part as printed ("case", "strap, band or bracelet", "battery"), or None for the whole value.
    """

    percent: Decimal
    on: str | None = None


@dataclass(frozen=True, slots=True)
class DutyRate:
    """One column of one line of the schedule, or the rate of one measure.

    Attributes:
        text: the rate as printed, cleaned of markup and white space.
        percent: the ad valorem part in percent points of the customs value (``Decimal("2.5")``);
            ``Decimal(0)`` for "Free"; None where there is no ad valorem part or the text is not understood.
        percent_on: what the percentage is charged on when it is not the whole value ("case", "value of the
            lead content"), else None. With several ``parts`` it names them all and ``percent`` is None.
        specific: amounts per unit; empty for Free and pure ad valorem rates.
        understood: False when the text could not be read completely: the rate must then be shown as printed
            and never summed.
        parts: every percentage with the part it is charged on, when there are several (watches, clocks, rifles with
            sights); empty otherwise.
    """

    text: str
    percent: Decimal | None = None
    percent_on: str | None = None
    specific: tuple[SpecificPart, ...] = field(default=())
    understood: bool = True
    parts: tuple[PercentPart, ...] = field(default=())

    @property
    def is_free(self) -> bool:
        """True when nothing is charged."""
        return self.understood and not self.specific and self.percent == 0

    @property
    def is_plain(self) -> bool:
        """True when the rate is a single percentage of the whole customs value (Free included)."""
        return self.understood and not self.specific and self.percent is not None and self.percent_on is None

    @property
    def sums_with_value_per_unit(self) -> bool:
        """True when one customs value per unit turns the whole rate into one percentage.

        False for rates on a part of the article or of its weight (lead content, drained weight, the case) and for
        rates on two different units (each and per jewel): they take more facts than a value per unit.
        """
        return (
            self.understood
            and self.percent_on is None
            and not self.parts
            and all(part.on is None for part in self.specific)
            and len({part.unit for part in self.specific}) <= 1
        )


FREE = DutyRate(text="Free", percent=Decimal(0))
