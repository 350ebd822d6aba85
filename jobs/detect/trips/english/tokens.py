"""News pages as sentences, and English sentences as tokens."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from jobs.detect.trips.officials import plain

LONGEST_TEXT = 12_000
"""Characters of a page that are read; what follows the story is links."""

_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}|[A-Z]\.(?= [A-Z][a-z])|[A-Za-zÀ-ɏḀ-ỹ]+(?:[’'\-‐‑][A-Za-zÀ-ɏḀ-ỹ]+)*|\d[\d.,:/]*[a-z]*|[^\w\s]"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Gov|Gen|Sen|Rep|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|No|vs"
    r"|Thurs?|Tues?|Wed|Fri|Sat|Sun|Mon|approx|S|N|Inc|Corp|Ltd|Co|Hon|Min|Prof|Jr|a\.m"
    r"|p\.m)|\b[A-Z]|(?:[A-Z]\.)+[A-Z])\.$"
)
_BREAK = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9À-Þ•])")
_FRESH = re.compile(
    r"[\"“‘'(]*(?:He|She|They|It|The|But|In|On|A|An|His|Her|Its|That|This|And|However|Meanwhile|Officials|No|Both)\b"
)
_RELATED = re.compile(
    r"^\W*(?:related(?:\s+(?:articles?|stories|news|content|links|topics|coverage"
    r"|posts?))?|recommended|most\s+(?:read|popular|viewed)|more\s+(?:from|stories|news"
    r"|on)\b.*|"
    r"read\s+(?:more|next|also)|also\s+read|see\s+also|you\s+(?:may|might)\s+also\s+like"
    r"|trending(?:\s+now)?|latest\s+(?:news|stories|headlines)|top\s+stories|"
    r"editor'?s'?\s+picks|don'?t\s+miss|up\s+next|popular|what\s+to\s+read\s+next"
    r"|archives?|tags?|previous(?:\s+article)?|next(?:\s+article)?"
    r"|breaking(?:\s+news)?\s*ticker|"
    r"関連(?:記事|ニュース|リンク|キーワード)?|あわせて読みたい|合わせて読みたい|おすすめ(?:記事)?|(?:アクセス)?ランキング|人気(?:記事)?"
    r"|最新(?:記事|ニュース)|こちらも.*|注目(?:記事|ニュース)?|"
    r"もっと見る|前の記事|次の記事|新着(?:記事)?|編集部のおすすめ|トピックス|主要ニュース)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_RELATED_INLINE = re.compile(
    r"^\W*(?:related(?:\s+(?:articles?|stories|news|coverage))?|read\s+(?:more|also|next)"
    r"|also\s+read|see\s+also|more|watch|listen|recommended|previously|earlier\s+story"
    r"|from\s+the\s+archives?|関連(?:記事)?|【関連(?:記事)?】|\[関連(?:記事)?\]|あわせて読みたい)\s*[:：|>»›】\]]",
    re.IGNORECASE,
)
_FILE_PHOTO = re.compile(
    r"file\s+(?:photo|picture|image|pic)|\bin\s+this\s+file\b|photo\s+from\s+archive|資料写真|過去の写真|=資料",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?。」』”\"')）…]$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark: as written, lower case without accents and possessive, characters, whether possessive."""

    raw: str
    word: str
    start: int
    end: int
    poss: bool


def clean(text: str) -> str:
    """NFKC, straight apostrophes and plain spaces, cut to ``LONGEST_TEXT``."""
    text = text[:LONGEST_TEXT]
    if not text.isascii():
        text = (
            unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'").replace("‑", "-").replace("‐", "-")
        )
    return text


def story_lines(text: str) -> list[str]:
    """The lines of a page that belong to its story: without navigation, related links and archive captions.

    A page has short link lines and long lines of prose; when it has prose, a short line without a full stop is
    a link or a label.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) <= 1:
        return [line for line in lines if not _RELATED_INLINE.match(line)]
    prose = sum(1 for line in lines if _SENTENCE_END.search(line) and len(line) >= (30 if _is_japanese(line) else 60))
    kept: list[str] = []
    links = False
    for line in lines:
        japanese = _is_japanese(line)
        if _RELATED.match(line):
            links = True
            continue
        sentence = bool(_SENTENCE_END.search(line)) and len(line) >= (20 if japanese else 40)
        if links and not (sentence and len(line) >= (40 if japanese else 90)):
            continue
        links = False
        if _RELATED_INLINE.match(line) or _FILE_PHOTO.search(line):
            continue
        if prose >= 1 and not sentence:
            continue
        kept.append(line)
    return kept


def _is_japanese(line: str) -> bool:
    return any("぀" <= char <= "ヿ" or "一" <= char <= "鿿" for char in line[:40])


def split_english(line: str) -> list[str]:
    """Sentences of a line; "U.S. officials" and "Aug. 28" do not end one."""
    pieces: list[str] = []
    start = 0
    for match in _BREAK.finditer(line):
        head = line[start : match.start()]
        if _ABBREVIATION.search(head) and not (
            re.search(r"(?:[A-Z]\.){2,}$|a\.m\.$|p\.m\.$", head) and _FRESH.match(line, match.end())
        ):
            continue
        pieces.append(line[start : match.end()].strip())
        start = match.end()
    rest = line[start:].strip()
    if rest:
        pieces.append(rest)
    return pieces


def tokenize(sentence: str) -> list[Token]:
    """Tokens of an English sentence; "Japan's" is one token, possessive."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(sentence):
        raw = match.group(0)
        poss = False
        body = raw
        if len(raw) > 2 and raw[-2:] in {"'s", "’s"}:
            body, poss = raw[:-2], True
        elif raw == "'" and tokens and tokens[-1].raw.endswith("s") and tokens[-1].end == match.start():
            last = tokens[-1]
            tokens[-1] = Token(last.raw, last.word, last.start, last.end, True)
            continue
        tokens.append(Token(body, plain(body), match.start(), match.end(), poss))
    return tokens
