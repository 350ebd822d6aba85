"""What the law says, in Japanese: the names of measures, the sentences the engine composes, the texts of the facts.

The law speaks English (``tariff/``, ``storage/facts``). The face turns a sentence into Japanese only where a person
wrote the Japanese form: by a measure's id, by a composed sentence's pattern, or by exact text. Figures, headings, dates
and citations are carried over. What has no Japanese form stays in English, whole, and is named in :attr:`Said.left`;
nothing is guessed or dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from bot.render.words import day as day_text
from storage.facts.law import load_law

_HERE = Path(__file__).parent
_TEXTS = ("japanese_texts.tsv", "japanese_issues.tsv", "japanese_orders.tsv", "japanese_trips.tsv")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence for the reader. ``left``: pieces of it that stayed in English."""

    text: str
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A composed sentence. ``strict``: used only where every part of it is known.

    ``literals`` has one piece more than ``slots``: the fixed words before, between and after them.
    """

    literals: tuple[str, ...]
    slots: tuple[tuple[str, str], ...]
    japanese: str
    strict: bool


def in_language(text: str | None, lang: str) -> str:
    """A sentence, condition, note, title or status word in a language; English where it has no Japanese form."""
    if not text:
        return ""
    return said(text).text if lang == "ja" else text


def name_in_language(measure: str, name: str, lang: str) -> str:
    """Name of a measure by its id; of a base duty by its words."""
    if lang != "ja":
        return name
    return names_by_id().get(measure) or said(name).text


def amount_in_language(text: str, lang: str) -> str:
    """A total or a printed rate: "max(MFN, 15%)", "5.3¢/kg + 10%"."""
    return _amount(text).text if lang == "ja" else text


def label_in_language(label: str, lang: str) -> str:
    """An instrument's label or an order's name: "Proclamation 10908, 90 FR 14705", "EO 14345"."""
    return _cite(label).text if lang == "ja" else label


@lru_cache(maxsize=16384)
def said(text: str) -> Said:
    """A sentence with what stayed English in it."""
    whole = _whole(text)
    if whole is not None and not whole.left:
        return whole
    if "; " in text:  # notes and scheduled changes are joined by semicolons
        joined = _joined(text)
        if whole is None or len("".join(joined.left)) < len("".join(whole.left)):
            return joined
    return whole or Said(text, (text,))


def _whole(text: str) -> Said | None:
    known = texts().get(text)
    if known is not None:
        return Said(known)
    if text in names():
        return Said(names()[text])
    if _CODES.fullmatch(text):
        return _codes(text)
    best: Said | None = None
    for pattern in patterns():
        for found in _readings(pattern, text):
            if not found.left:
                return found
            if not pattern.strict and (best is None or len("".join(found.left)) < len("".join(best.left))):
                best = found
    return best


def _readings(pattern: Pattern, text: str) -> Iterator[Said]:
    first, last = pattern.literals[0], pattern.literals[-1]
    if not pattern.slots:
        if text == first:
            yield Said(pattern.japanese)
        return
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return
    inner = text[len(first) : len(text) - len(last)]
    for parts in _split(inner, pattern.literals[1:-1]):
        filled: dict[str, str] = {}
        left: list[str] = []
        for (name, kind), part in zip(pattern.slots, parts, strict=True):
            spoken = _KINDS[kind](part)
            filled[name] = spoken.text
            left += spoken.left
        yield Said(pattern.japanese.format(**filled), tuple(left))


def _split(text: str, between: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every way to cut a text at the fixed words in order, no part empty."""
    if not between:
        if text:
            yield (text,)
        return
    at = text.find(between[0], 1)
    while at > 0:
        for rest in _split(text[at + len(between[0]) :], between[1:]):
            yield (text[:at], *rest)
        at = text.find(between[0], at + 1)


def _joined(text: str) -> Said:
    """Parts between semicolons, each as far as it is known; a known text may hold semicolons itself."""
    pieces = text.split("; ")
    done: list[str] = []
    left: list[str] = []
    at = 0
    while at < len(pieces):
        for end in range(len(pieces), at, -1):
            part = "; ".join(pieces[at:end])
            spoken = _whole(part)
            if (spoken is not None and not spoken.left) or end == at + 1:
                done.append(spoken.text if spoken else part)
                left += spoken.left if spoken else [part]
                at = end
                break
    return Said("；".join(done), tuple(left))


def _name(text: str) -> Said:
    known = names().get(text)
    return Said(known) if known is not None else Said(text, (text,))


def _heading(text: str) -> Said:
    return Said(text) if text[:1].isdigit() else _name(text)


_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def _day(text: str) -> Said:
    if _ISO.fullmatch(text) is None:
        return Said(text, (text,))
    return Said(day_text(date.fromisoformat(text), "ja"))


_RELEASE = re.compile(r"\d{4}HTS\w*")


def _release(text: str) -> Said:
    return Said(text) if _RELEASE.fullmatch(text) else Said(text, (text,))


_CODE = r"\d{4}(?:\.\d\d){0,3}"
_CODES = re.compile(rf"({_CODE}(?:, {_CODE})*)(?: and (\d+) more)?")


def _codes(text: str) -> Said:
    found = _CODES.fullmatch(text)
    if found is None:
        return Said(text, (text,))
    return Said(found[1].replace(", ", "、") + (f"ほか{found[2]}件" if found[2] else ""))


_MAXIMUM = re.compile(r"max\((.+), ([^,()]+)\)(?: \+ (.+))?")
_RANGE = re.compile(r"(?<=%) to (?=\d)")
_PLUS = re.compile(r"(?<=\S) ?\+ ?(?=\S)")
_PARTS = {  # of an article, longer words first
    "case and strap, band or bracelet": "ケース・バンド部分",
    "strap, band or bracelet": "バンド部分",
    "movement and case": "ムーブメント・ケース部分",
    "strap": "バンド部分",
    "case": "ケース部分",
    "battery": "電池部分",
    "movement": "ムーブメント部分",
    "apparatus": "機器部分",
    "entire set": "セット全体",
    "lead content": "鉛含有分",
    "copper content": "銅含有分",
    "zinc content": "亜鉛含有分",
    "molybdenum content": "モリブデン含有分",
    "tungsten content": "タングステン含有分",
    "manganese content": "マンガン含有分",
    "magnesium content": "マグネシウム含有分",
    "vanadium content": "バナジウム含有分",
    "silicon content": "ケイ素含有分",
    "ethyl alcohol content": "エチルアルコール含有分",
    "entire contents of container": "容器の内容物全体",
    "contents and container": "内容物と容器の重量",
    "drained weight": "固形量",
    "rifle": "ライフル部分",
    "telescopic sight": "照準器部分",
    "total sugars": "全糖分",
    "recording surface": "記録面",
}
_UNITS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(words), ja)
    for words, ja in (
        (r"^Free$", "無税"),
        (r"^See ([\d., -]+)$", r"\1を参照"),
        (r"^(\+?[\d.]+%) all-in$", r"基本税率込み\1"),
        (r"^column 2$", "コラム2税率"),
        (r"^MFN$", "MFN税率"),
        (r"(?<=[\d¢]) each\b", "/個"),
        (r"/ ?article\b", "/個"),
        (r"/ ?pf\. ?liter\b", "/プルーフリットル"),
        (r"/ ?liter\b", "/リットル"),
        (r"/ ?bbl\b", "/バレル"),
        (r"/ ?pack\b", "/パック"),
        (r"/ ?(?:doz\.?|dozen)(?![a-z])", "/ダース"),
        (r"/ ?t(?:on)?\b", "/トン"),
        (r"/ ?head\b", "/頭"),
        (r"/ ?pr\.", "/足"),
        (r"/ ?jewel over (\d+)", r"/石（\1石を超える分）"),
        (r"/ ?jewel\b", "/石"),
        (r"/ ?lin\. m\b", "/m"),
        (r"/ ?gross\b", "/グロス"),
        (r"/ ?clean kg\b", "/kg（洗上げ）"),
        (r", including weight of container", "（容器の重量を含む）"),
        (r", if any", "（ある場合）"),
        *((rf" (?:on|of) (?:the )?(?:value of the )?{part}\b", f"（{ja}）") for part, ja in _PARTS.items()),
    )
)
_WORD = re.compile(r"[A-Za-z]{3,}")
_PARAGRAPH = re.compile(r"\([a-z]{1,6}\)")
_PLAIN_WORDS = frozenset({"MFN", "USD", "USMCA", "KORUS", "CAFTA", "HTSUS", "CBP", "USTR", "CSMS", "CFR"})


@lru_cache(maxsize=8192)
def _amount(text: str) -> Said:
    """A total: parts joined by "+", the higher of two; a part that is not fully known stays as printed."""
    found = _MAXIMUM.fullmatch(text)
    if found is not None:
        one, other = _amount(found[1]), _amount(found[2])
        first = f"「{one.text}」" if "＋" in one.text else one.text
        rest = _amount(found[3]) if found[3] else Said("")
        joined = f"{first}と{other.text}の高い方" + (f" ＋ {rest.text}" if rest.text else "")
        return Said(joined, (*one.left, *other.left, *rest.left))
    known = _sentence(text)
    if known is not None:
        return known
    parts = [_rate(part) for part in _PLUS.split(text)]
    return Said(" ＋ ".join(part.text for part in parts), tuple(left for part in parts for left in part.left))


def _unit(text: str) -> Said:
    """What a rate is counted by: "kg", "liter", "each"."""
    counted = _rate("1 each" if text == "each" else f"1/{text}")
    return Said(text, (text,)) if counted.left else Said(counted.text[2:])


def _sentence(text: str) -> Said | None:
    """A rate in words ("minimum import price ..."); "MFN" alone is an amount here, no name of a column."""
    known = _whole(text) if len(text) > 12 else None
    return known if known is not None and not known.left else None


def _rate(text: str) -> Said:
    known = _sentence(text)
    if known is not None:
        return known
    out = _RANGE.sub("〜", text)
    for english, japanese in _UNITS:
        out = english.sub(japanese, out)
    return Said(text, (text,)) if _foreign(out) else Said(out)


def _foreign(text: str) -> bool:
    """Whether English words stand in a text that names, units and abbreviations do not explain."""
    return any(word not in _PLAIN_WORDS for word in _WORD.findall(_PARAGRAPH.sub("", text)))


_CITED: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (_ISO, lambda found: day_text(date.fromisoformat(found.group()), "ja")),
    (re.compile(r"\b(?:EO|Order|Executive Order) (\d{5})"), r"大統領令\1号"),
    (re.compile(r"\bProclamations (\d{4,5}) and (\d{4,5})"), r"布告\1号・\2号"),
    (re.compile(r"\bProclamation (\d{4,5})"), r"布告\1号"),
    (re.compile(r" of (\d{4})(?=$|,|、)"), r"（\1年）"),
    (re.compile(r"\bU\.S\. notes? (?=\d)"), "米国注"),
    (re.compile(r"\bgeneral note (?=\d)"), "一般注"),
    (re.compile(r"(?<![.\w])note (?=\d)"), "注"),
    (re.compile(r" clauses? (\d+(?:\([a-z]\))*) and (\d+(?:\([a-z]\))*)"), r"第\1・\2項"),
    (re.compile(r" clauses? (\d+)"), r"第\1項"),
    (re.compile(r" s\.(\d+)"), r"第\1条"),
    (re.compile(r"(?<=\)) ?-(?=\()"), "〜"),
    (re.compile(r"(?<=[\d)]) to (?=[.(\d])"), "〜"),
    (re.compile(r"\bUSTR notices?"), "USTR公示"),
    (re.compile(r"\bCommerce notices?"), "商務省公示"),
    (re.compile(r"(?<=[\d)]),? and (?=[.(\d米布大])"), "・"),
    (re.compile(r" Annex (?=[IVX])"), "附属書"),
    (re.compile(r"、? as amended\b"), "（改正後）"),
    (re.compile(r", "), "、"),
)


@lru_cache(maxsize=4096)
def _cite(text: str) -> Said:
    """Acts, clauses and headings: written the Japanese way, numbers as they are."""
    parts: list[str] = []
    left: list[str] = []
    for part in text.split("; "):
        spoken = _cited_part(part)
        parts.append(spoken.text)
        left += spoken.left
    return Said("；".join(parts), tuple(left))


def _cited_part(text: str) -> Said:
    known = _whole(text)
    if known is not None and not known.left:
        return known
    if ": " in text:
        act, words = text.split(": ", 1)
        act_said, words_said = _cited_part(act), said(words)
        return Said(f"{act_said.text}：{words_said.text}", (*act_said.left, *words_said.left))
    out = text
    for english, japanese in _CITED:
        out = english.sub(japanese, out)
    return Said(text, (text,)) if _foreign(out) else Said(out)


_KINDS: Mapping[str, Callable[[str], Said]] = {
    "name": _name,
    "said": lambda text: _whole(text) or Said(text, (text,)),
    "all": said,
    "day": _day,
    "amount": _amount,
    "cite": _cite,
    "codes": _codes,
    "heading": _heading,
    "release": _release,
    "unit": _unit,
    "plain": Said,
}


@cache
def names_by_id() -> Mapping[str, str]:
    """Japanese name of every measure, by id."""
    return dict(_rows("japanese_names.tsv"))


@cache
def names() -> Mapping[str, str]:
    """Japanese name by English name, for the sentences that name a measure."""
    known = names_by_id()
    return {measure.name: known[measure.id] for measure in load_law().measures if measure.id in known}


@cache
def texts() -> Mapping[str, str]:
    """Japanese form of texts of the facts: conditions, caveats, notices; issues, orders and trips."""
    return {english: japanese for file in _TEXTS for english, japanese in _rows(file)}


@cache
def patterns() -> tuple[Pattern, ...]:
    """Composed sentences in the order they are tried."""
    return tuple(_pattern(english, japanese) for english, japanese in _rows("japanese_patterns.tsv"))


_SLOT = re.compile(r"\{(\w+):(\w+)\}")


def _pattern(english: str, japanese: str) -> Pattern:
    cut = _SLOT.split(english.removeprefix("!"))
    slots = tuple(zip(cut[1::3], cut[2::3], strict=True))
    return Pattern(tuple(cut[::3]), slots, japanese, english.startswith("!"))


def _rows(file: str) -> Iterator[tuple[str, str]]:
    """``English TAB Japanese``, one a line; "#" begins a comment line."""
    for line in (_HERE / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            english, _, japanese = line.partition("\t")
            yield english, japanese
