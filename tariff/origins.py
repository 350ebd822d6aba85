"""Names of countries as chapter 99 words them, to ISO 3166-1 alpha-2 codes."""

from __future__ import annotations

import re
from collections.abc import Mapping

EU_MEMBERS = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()  # noqa: SIM905
)

COLUMN_2 = frozenset({"BY", "CU", "KP", "RU"})
"""General note 3(b) as printed since 2022; it changes by act of Congress only."""

_WORDED = """
AF Afghanistan|DZ Algeria|AO Angola|AR Argentina|AU Australia|BH Bahrain|BD Bangladesh|BY Belarus|BO Bolivia
BA Bosnia and Herzegovina|BW Botswana|BR Brazil|BN Brunei|KH Cambodia|CM Cameroon|CA Canada|TD Chad|CL Chile|CN China
CN the People's Republic of China|CO Colombia|CD Democratic Republic of the Congo|CR Costa Rica|CI Côte d'Ivoire
CU Cuba|DO Dominican Republic|EC Ecuador|SV El Salvador|GQ Equatorial Guinea|FK Falkland Islands|FJ Fiji|GH Ghana
GT Guatemala|GY Guyana|HN Honduras|HK Hong Kong|IS Iceland|IN India|ID Indonesia|IQ Iraq|IL Israel|JP Japan|JO Jordan
KZ Kazakhstan|KR South Korea|KR Republic of Korea|KR Korea|LA Laos|LS Lesotho|LY Libya|LI Liechtenstein|MO Macau
MG Madagascar|MW Malawi|MY Malaysia|MU Mauritius|MX Mexico|MD Moldova|MA Morocco|MZ Mozambique|MM Myanmar (Burma)
MM Burma|NA Namibia|NR Nauru|NZ New Zealand|NI Nicaragua|NG Nigeria|KP North Korea|MK North Macedonia|NO Norway
OM Oman|PK Pakistan|PA Panama|PG Papua New Guinea|PE Peru|PH Philippines|RU Russian Federation|RU Russia|RS Serbia
SG Singapore|ZA South Africa|LK Sri Lanka|CH Switzerland|SY Syria|TW Taiwan|TH Thailand|TT Trinidad and Tobago
TN Tunisia|TR Turkey|TR Türkiye|UG Uganda|UA Ukraine|GB United Kingdom|VU Vanuatu|VE Venezuela|VN Vietnam|VN Viet Nam
ZM Zambia|ZW Zimbabwe|DE Germany|FR France|ES Spain|IT Italy|AT Austria|BE Belgium|DK Denmark|FI Finland|GR Greece
IE Ireland|LU Luxembourg|NL Netherlands|PT Portugal|SE Sweden|PL Poland|CZ Czech Republic|HU Hungary|RO Romania
BG Bulgaria|HR Croatia|CY Cyprus|EE Estonia|LV Latvia|LT Lithuania|MT Malta|SK Slovakia|SK Slovak Republic|SI Slovenia
"""

CODES: Mapping[str, str] = {entry[3:]: entry[:2] for line in _WORDED.strip().splitlines() for entry in line.split("|")}

_EU = (
    r"(?:a )?member (?:nation|state|country|countr(?:y|ies))s? of the European Union|the European Union|European Union"
)
_NAMES = "|".join(re.escape(name) for name in sorted(CODES, key=len, reverse=True))
NAME = re.compile(rf"(?:the )?(?:(?P<eu>{_EU})|(?P<name>{_NAMES}))(?![A-Za-z])")


def read_names(text: str, start: int = 0) -> tuple[frozenset[str], int]:
    """Countries listed from ``start`` on ("Japan, the Republic of Korea, or Taiwan"), and where the list ends.

    The European Union stands as "EU" beside its members. Empty when the text at ``start`` names none we know.
    """
    found: set[str] = set()
    at = start
    while (name := NAME.match(text, at)) is not None:
        found |= {"EU", *EU_MEMBERS} if name["eu"] else {CODES[name["name"]]}
        end = name.end()
        joint = _JOINT.match(text, end)
        at = joint.end() if joint else end
        if not joint or NAME.match(text, at) is None:
            return frozenset(found), end
    return frozenset(found), start


_JOINT = re.compile(r",? ?(?:and|or|including|and of|or of)? ?(?=[A-Zat])")
