"""From text to a row of parts: the longest phrases the vocabulary knows, and what is left over."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.understand.spelling import Token, stem, tokens
from bot.understand.words import Means, Sense, Vocabulary, vocabulary


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text.

    Attributes:
        sense: what it means; None for a word that is not known.
        text: as written (plain).
        key: the vocabulary's key of it, "" when unknown.
        start, end: position in the text.
        weak: an everyday word that is a product too ("case", "ship", "sweets"): counts only where nothing
        better is there.
    """

    sense: Sense | None
    text: str
    key: str
    start: int
    end: int
    weak: bool = False

    def means(self, *kinds: Means) -> bool:
        """True when the part has one of these meanings."""
        return self.sense is not None and self.sense.means in kinds

    @property
    def is_thing(self) -> bool:
        """A product, a make or a word for several products."""
        return self.means(Means.PRODUCT, Means.BRAND, Means.CHOICE)

    @property
    def unknown(self) -> bool:
        """A word nobody here knows."""
        return self.sense is None


_FILLER = Sense(Means.FILLER, "")

# Signs and particles between things that make two questions of one.
JOINS = frozenset({"and", "or", "vs", "versus", "plus", ",", "、", "と", "や", "・", "/", "&", "+"})

# Kanji that stand for a country only before 車, 製 and 産.
_KANJI = {
    "独": "DE",
    "仏": "FR",
    "英": "GB",
    "伊": "IT",
    "韓": "KR",
    "墨": "MX",
    "加": "CA",
    "印": "IN",
    "台": "TW",
    "豪": "AU",
    "中": "CN",
}


def _kana_run(row: list[Token], at: int) -> int:
    """Length of a run of one script (katakana with its long mark, kanji) or 1."""

    def script(char: str) -> str:
        if "\u30a0" <= char <= "\u30ff":
            return "katakana"
        if "\u4e00" <= char <= "\u9fff" or char == "々":
            return "kanji"
        return "hiragana" if "\u3040" <= char <= "\u309f" else ""

    first = script(row[at].text)
    if first not in ("katakana", "kanji"):
        return 1
    end = at + 1
    while end < len(row) and row[end].start == row[end - 1].end and script(row[end].text) == first:
        end += 1
    return end - at


class _Scanner:
    def __init__(self, text: str, book: Vocabulary) -> None:
        self.text = text
        self.book = book
        self.row = tokens(text)

    def parts(self) -> list[Part]:
        found: list[Part] = []
        at = 0
        while at < len(self.row):
            part, used = self._latin(at) if self.row[at].is_word else self._other(at)
            if part is not None:
                found.append(part)
            at += used
        return found

    def _part(self, sense: Sense | None, key: str, first: int, last: int, *, weak: bool = False) -> Part:
        start, end = self.row[first].start, self.row[last].end
        return Part(sense, self.text[start:end], key, start, end, weak)

    def _latin(self, at: int) -> tuple[Part | None, int]:
        word = self.row[at].text
        if not word[0].isalnum():
            return (self._part(_FILLER, word, at, at) if word in JOINS else None), 1
        # Latin brand letters inside Japanese ("SUV", "LNG") take the same road; a mixed phrase ("Tシャツ")
        # is tried first.
        mixed = self._longest_other(at)
        if mixed is not None:
            meant, phrase, last = mixed
            if last > at:
                return self._part(meant, phrase, at, last), last - at + 1
        head = stem(word)
        hyphenated = self._hyphenated(at) if at + 1 < len(self.row) and self.row[at + 1].text in ("-", "/") else None
        if hyphenated is not None:
            return hyphenated
        reach = min(self.book.latin_reach.get(head, 0), len(self.row) - at)
        for length in range(reach, 0, -1):
            window = self.row[at : at + length]
            if any(not t.is_word for t in window):
                window = [t for t in window if t.text not in ("-", "'")]
                if len(window) < 2 or any(not t.is_word for t in window) or not window[-1].text[0].isalnum():
                    continue
            key = " ".join(stem(t.text) for t in window)
            if (sense := self.book.latin.get(key)) is None:
                continue
            if length == 1 and (forms := self.book.only_as.get(key)) is not None and word not in forms:
                break
            weak = length == 1 and key in self.book.filler and sense.means is not Means.COUNTRY
            return self._part(sense, key, at, at + length - 1, weak=weak), length
        # a hyphen further on in the phrase: "battery plug-in hybrid"
        hyphenated = self._hyphenated(at)
        if hyphenated is not None:
            return hyphenated
        if (
            head in self.book.filler
            or head in self.book.only_as
            or word in self.book.filler
            or word.isdigit()
            or (len(word) == 1 and not word.isdigit())
        ):
            return self._part(_FILLER, word, at, at), 1
        return self._part(None, "", at, at), 1

    def _hyphenated(self, at: int) -> tuple[Part, int] | None:
        row = self.row
        best: tuple[Part, int] | None = None
        words: list[str] = []
        hyphens = 0
        for i in range(at, min(at + 9, len(row))):
            if row[i].is_word and row[i].text[0].isalnum():
                words.append(stem(row[i].text))
                if hyphens and (sense := self.book.latin.get(" ".join(words))) is not None:
                    best = self._part(sense, " ".join(words), at, i), i - at + 1
            elif row[i].text in ("-", "/") and words:
                hyphens += 1
            else:
                break
        return best

    def _longest_other(self, at: int) -> tuple[Sense, str, int] | None:
        row = self.row
        reach = self.book.other_reach.get(row[at].text[0], 0)
        if not reach:
            return None
        joined = ""
        best: tuple[Sense, str, int] | None = None
        for i in range(at, len(row)):
            if joined and row[i].is_word and row[i - 1].is_word:
                break
            joined += row[i].text
            if len(joined) > reach:
                break
            if (sense := self.book.other.get(joined)) is not None:
                best = sense, joined, i
        return best

    def _other(self, at: int) -> tuple[Part | None, int]:
        filler, longest = self.book.filler_other, self.book.filler_other_reach
        best = self._longest_other(at)
        length = best[2] - at + 1 if best else 0
        joined, fill = "", 0
        for i in range(at, min(len(self.row), at + longest)):
            joined += self.row[i].text
            if joined in filler:
                fill = i - at + 1
        if best is not None and (length > fill or best[0].means is not Means.COUNTRY) and length >= fill:
            return self._part(best[0], best[1], at, at + length - 1), length
        char = self.row[at].text
        if char in _KANJI and at + 1 < len(self.row) and self.row[at + 1].text in "車製産":
            return self._part(Sense(Means.COUNTRY, _KANJI[char]), char, at, at), 1
        if fill:
            return self._part(_FILLER, self.row[at].text if fill == 1 else joined[:fill], at, at + fill - 1), fill
        if char in JOINS:
            return self._part(_FILLER, char, at, at), 1
        run = self._unknown_run(at)
        if run > 1:
            return self._part(None, "", at, at + run - 1), run
        return None, 1

    def _unknown_run(self, at: int) -> int:
        """How far an unknown run of one script goes before something known begins."""
        run = _kana_run(self.row, at)
        for i in range(at + 1, at + run):
            if self._longest_other(i) is not None and self.row[at].text >= "\u4e00":
                return i - at
        return run


def _plausible(typed: str, meant: str, distance: int) -> bool:
    """Short words are too near one another for a changed letter ("argan", "argon"): only a missing or swapped one."""
    if len(typed) > 5:
        return True
    return (
        distance == 1
        and (len(typed) != len(meant) or sorted(typed) == sorted(meant))
        and (len(typed) == 5 or len(typed) <= len(meant))
    )


@lru_cache(maxsize=8192)
def correct(word: str) -> tuple[str, ...]:
    """Words of the vocabulary that ``word`` may be a typo of: one, several equally near, or none.

    One slip for five to seven letters, two from eight on, first letter right; a word that occurs in the
    schedule is a real word.
    """
    book = vocabulary()
    if len(word) < 4 or not word.isalpha() or word in book.real_words or stem(word) in book.real_words:
        return ()
    allowed = 1 if len(word) < 8 else 2
    from rapidfuzz import process  # here, because most questions need no correction and the import takes 35 ms
    from rapidfuzz.distance import OSA

    forms = dict.fromkeys((word, stem(word)))
    near = [
        (meant, distance, form)
        for form in forms
        for meant, distance, _ in process.extract(
            form, book.spellings, scorer=OSA.distance, score_cutoff=allowed, limit=12
        )
    ]
    close = [
        (meant, distance) for meant, distance, form in near if meant[0] == word[0] and _plausible(form, meant, distance)
    ]
    if not close:
        return ()
    best = min(d for _, d in close)
    return tuple(dict.fromkeys(w for w, d in close if d == best))


def scan(text: str, typed: str) -> tuple[list[Part], str, str, tuple[tuple[str, str], ...]]:
    """Parts of plain text; the text and the text as typed once typos are repaired; the repairs (as typed, as read).

    Args:
        text: plain text.
        typed: the same with its capitals; the same length.
    """
    book = vocabulary()
    found = _Scanner(text, book).parts()
    repairs: list[tuple[str, str]] = []
    for part in reversed(found):
        if not part.unknown or not part.text.isascii():
            continue
        options = correct(part.text)
        if len(options) == 1:
            repairs.append((part.text, options[0]))
            text = text[: part.start] + options[0] + text[part.end :]
            typed = typed[: part.start] + options[0] + typed[part.end :]
    if repairs:
        found = _Scanner(text, book).parts()
    return found, text, typed, tuple(reversed(repairs))
