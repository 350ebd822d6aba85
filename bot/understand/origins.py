"""Which country the goods come from: everything named in the text, weighed by how it is said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.understand.scan import Part
from bot.understand.words import Means, vocabulary

_MADE = (
    r"(?:made|built|assembled|produced|manufactured|grown|brewed|distilled|caught|raised|harvested|bottled|roasted"
    r"|woven|sewn|mined|origin(?:ating|ated)?|products?|sourced|imported|imports?|import)"
)
_MADE_IN = re.compile(
    r"\b" + _MADE + r"(?:\s+\w+){0,2}?\s+(?:in|from|of|at)(?:\s+the)?$|\bcountry of origin:?$|\borigin:?$"
)
_THROUGH = re.compile(
    r"\b(?:via|through|trans-?ship\w*(?:\s+\w+)?|ship\w* (?:from|via|through)|rout\w+ (?:through|"
    r"via)|transit\w*(?:\s+\w+)?|by way of|exported from)(?:\s+the)?$"
)
_FROM = re.compile(r"\b(?:from|out of|of)(?:\s+the)?$")
_TO = re.compile(
    r"\b(?:exports?|exported|exporting|ship|shipped|sent|send|sell|sold|bound|to|into)\s+(?:to|into|for)?(?:\s+the)?$"
)
_AT = re.compile(r"\b(?:in|at)$")
_MADE_BEHIND = re.compile(
    r"^[\s-]*(?:made|built|assembled|produced|origin|manufactured|brewed|grown|sourced)\b|^\s?(?:製|産|原産|で製造|で生産|で組み立て|で作|生まれ|国産)"
)
_FROM_BEHIND = re.compile(r"^\s?(?:から|より)")
_THROUGH_BEHIND = re.compile(r"^\s?(?:経由|を経由|を通じて)")
_TO_BEHIND = re.compile(r"^\s?(?:向け|へ|に輸出|への輸出)")

# Two readings of one word: the bird when another country is named, the tableware likewise.
_ALSO_GOODS = {"turkey": "turkey_meat", "china": "porcelain"}


@dataclass(frozen=True, slots=True)
class Origin:
    """A country in the text; ``rank`` 3 made there, 2 from there, 1 named, below 1 on the way or the destination."""

    code: str
    rank: float
    start: int
    end: int
    text: str


_CODE = re.compile(r"(?<![A-Za-z0-9$.])([A-Za-z]{2,3})(?![A-Za-z0-9.'])")


def iso_codes(tidied: str, *, loose: bool, known: bool) -> list[Origin]:
    """ISO codes in the text as typed.

    ``loose`` (a command, a few words) takes lower case too; ``known``: a country is named already.
    """
    book = vocabulary()
    alpha = book.alpha
    letters = [c for c in tidied if c.isalpha() and c.isascii()]
    shouting = len(letters) > 6 and sum(c.isupper() for c in letters) > 0.8 * len(letters)
    found: list[Origin] = []
    matches = list(_CODE.finditer(tidied))
    for match in matches:
        raw = match[1]
        code = raw.upper()
        code = "GB" if code == "UK" else code
        if code not in alpha or code in ("US", "USA"):
            continue
        last = not tidied[match.end() :].strip(" ?!.")
        if raw.isupper() and not shouting:
            safe = code in book.plain_alpha2 if len(code) == 2 else code not in book.word_alpha3
            if not safe and (known or not (last or loose)):
                continue
        elif raw.isupper() or loose:
            if (len(code) == 2 and code not in book.plain_alpha2) or (
                len(code) == 3 and (code in book.word_alpha3 or not loose)
            ):
                continue
            if not (last or loose) or (known and not raw.isupper()):
                continue
        else:
            continue
        found.append(Origin(alpha[code], 2.0, match.start(), match.end(), raw))
    return found


def rank(text: str, part: Part) -> float:
    """How surely a country or place is the origin, by the words around it; see ``Origin``."""
    ahead, behind = text[: part.start].rstrip(" '\""), text[part.end :]
    if _THROUGH.search(ahead) or _THROUGH_BEHIND.search(behind):
        return 0.2
    if _MADE_IN.search(ahead) or _MADE_BEHIND.search(behind):
        return 3.0
    if part.means(Means.PLACE):
        return 2.5 if _AT.search(ahead) or _FROM.search(ahead) else 1.5
    if _FROM.search(ahead) or _FROM_BEHIND.search(behind):
        return 2.0
    if _TO.search(ahead) or _TO_BEHIND.search(behind):
        return 0.6
    return 1.0


_NOT_FROM = re.compile(
    r"\b(?:not|outside|except|excluding|other than)\s+(?:of\s+)?(?:made|built|produced|coming|imported)?\s*"
    r"(?:in|from|of)?\s*(?:the\s+)?$"
)
_NOT_BEHIND = re.compile(r"^\s?(?:以外|を除く|ではな)")
_JOINED = re.compile(r"^\s*(?:and|or|vs\.?|versus|&|/|,|と|や|、)\s*(?:the\s+)?$")


def named(text: str, parts: Sequence[Part]) -> list[Origin]:
    """Countries and places among the parts of plain text, the United States included.

    "from Germany and Italy": both from there.
    """
    found: list[Origin] = []
    for part in parts:
        if part.sense is None or not part.means(Means.COUNTRY, Means.PLACE):
            continue
        if _NOT_FROM.search(text[: part.start]) or _NOT_BEHIND.match(text[part.end :]):
            continue  # "not made in China", "中国以外"
        weight = rank(text, part)
        if found and weight == 1 and found[-1].rank > 1 and _JOINED.match(text[found[-1].end : part.start]):
            weight = found[-1].rank
        found.extend(Origin(code, weight, part.start, part.end, part.text) for code in part.sense.value.split())
    return found


def choose(origins: Sequence[Origin]) -> list[str]:
    """The origin meant: one code, several where the asker has to choose, none where none is named.

    The United States never counts.
    """
    foreign = [o for o in origins if o.code != "US"]
    if not foreign:
        return []
    best = max(o.rank for o in foreign)
    if best < 1:
        onward = [o for o in foreign if o.rank > 0.5]
        foreign = onward or foreign
        best = max(o.rank for o in foreign)
    codes = list(dict.fromkeys(o.code for o in foreign if o.rank == best))
    if len(codes) > 1 and "EU" in codes:
        members = [c for c in codes if c != "EU" and vocabulary().countries[c].in_eu]
        if members:
            codes = [c for c in codes if c != "EU"]
    return codes


def goods_not_country(origins: Sequence[Origin]) -> dict[int, str]:
    """Words such as "turkey" that are goods here, because another country is named: start position -> product id."""
    doubtful = [o for o in origins if o.text in _ALSO_GOODS and o.rank == 1]
    others = [o for o in origins if o.text not in _ALSO_GOODS and o.code != "US"]
    if not doubtful or not others or max(o.rank for o in others) < max(d.rank for d in doubtful):
        return {}
    return {d.start: _ALSO_GOODS[d.text] for d in doubtful}


_TARIFFS_ON = re.compile(r"^(?:'s|s)?\s+(?:\w+\s+)?(?:tariffs?|dut(?:y|ies)|levies)\s+(?:on|against)\s+(?:the\s+)?$")


def charged_by_another(text: str, origins: Sequence[Origin]) -> bool:
    """Whether another country than the United States charges: "EU tariffs on Chinese cars"."""
    foreign = sorted((o for o in origins if o.code != "US"), key=lambda o: o.start)
    return any(one.code != two.code and _TARIFFS_ON.match(text[one.end : two.start]) for one, two in pairwise(foreign))
