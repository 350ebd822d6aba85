"""Names that fact files may use for what every programme shares: the EU, and portions of the customs value."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tariff.answer import ShipmentFact
from tariff.measure import Ask, Portion

EU = (
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
    "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
)  # fmt: skip

_ZERO, _HUNDRED = Decimal(0), Decimal(100)
# Food, drinks, chemicals, medicines, paints, cosmetics and cleaners: the listed metal is their can, tube or cylinder.
_CONTAINERS = frozenset(("04", "21", "22", "27", "28", "29", "30", "32", "33", "34", "35", "38"))
PORTIONS: Mapping[str, Portion] = {
    "metal_content": Portion(ShipmentFact.METAL_PERCENT, "metal content", _HUNDRED, containers=_CONTAINERS),
    "steel_content": Portion(ShipmentFact.STEEL_PERCENT, "steel content", _HUNDRED),
    "aluminum_content": Portion(ShipmentFact.ALUMINUM_PERCENT, "aluminum content", _HUNDRED),
    "copper_content": Portion(ShipmentFact.COPPER_PERCENT, "copper content", _HUNDRED),
    "non_us_content": Portion(ShipmentFact.US_CONTENT_PERCENT, "non-U.S. content", _ZERO, rest=True),
    "non_us_content_20": Portion(
        ShipmentFact.US_CONTENT_PERCENT,
        "non-U.S. content (U.S. content counts from 20%)",
        _ZERO,
        rest=True,
        at_least=Decimal(20),
        ask=Ask.NEVER,
    ),
    "non_us_content_max_40": Portion(
        ShipmentFact.US_CONTENT_PERCENT,
        "non-U.S. content (U.S. parts up to 40%)",
        _ZERO,
        rest=True,
        at_most=Decimal(40),
    ),
}
