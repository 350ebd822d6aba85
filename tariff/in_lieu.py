"""Rates of chapter 99 that stand in lieu of column 2: products of Russia, U.S. note 30 to subchapter III.

Note 30(a) and (c): the listed articles of the Russian Federation pay 35 or 70 percent ad valorem "in lieu of the rates
of duty provided for such articles in column 2". The lists (note 30(b), (d)) are printed on the lines themselves as
footnotes "See 9903.90.08": each of the 552 and 127 subheadings listed in 2026 Revision 6 carries its footnote
(2803.00.00 carries one and is not in that list).
"""

from __future__ import annotations

from decimal import Decimal

from tariff.rates import DutyRate
from tariff.schedule import Line

_RUSSIA = {
    "9903.90.08": DutyRate(text="35%", percent=Decimal(35)),
    "9903.90.09": DutyRate(text="70%", percent=Decimal(70)),
}


def in_lieu_of_column_2(line: Line, country: str) -> tuple[str, DutyRate] | None:
    """The heading and the rate that take the place of column 2 for goods of an origin.

    Args:
        line: of any loaded release or embedded.
        country: ISO 3166-1 alpha-2 code of origin.

    Returns:
        None when column 2 itself is the rate. Entries under most of chapter 98 are outside these headings.
    """
    if country != "RU":
        return None
    for heading in line.footnote_headings:
        if heading in _RUSSIA:
            return heading, _RUSSIA[heading]
    return None
