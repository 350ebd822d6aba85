"""Cutting a message that is too long: at line ends, with every tag closed and opened again, never inside a character.

Telegram counts 4096 UTF-16 units of text AFTER the markup is parsed, and 100 entities (Bot API, sendMessage). A cut
that broke the markup is why other bots sent nothing at all (prometheus/alertmanager#2923).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from storage.messages import Message

LIMIT = 4096
ENTITIES = 100

_TOKEN = re.compile(r"<[^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-z]+);|.", re.DOTALL)


def parts_of(message: Message, limit: int = LIMIT) -> tuple[Message, ...]:
    """The message in parts Telegram takes; the buttons stay with the last."""
    texts = split(message.html, limit)
    return (*(Message(text) for text in texts[:-1]), Message(texts[-1], message.buttons))


def split(text: str, limit: int = LIMIT) -> list[str]:
    """Cut HTML of Telegram's subset into parts of at most ``limit`` UTF-16 units of visible text and 100 entities.

    Every visible character of the input is in exactly one part, but for the line end (or blank) a cut was made at.
    """
    found: list[str] = []
    tokens = _TOKEN.findall(text)
    opened: list[str] = []
    start = 0
    while start < len(tokens):
        end, after = _end_of_part(tokens, start, limit, len(opened))
        piece = tokens[start:end]
        body = "".join(opened) + "".join(piece)
        opened = _still_open(opened, piece)
        closed = "".join(f"</{_name(tag)}>" for tag in reversed(opened))
        if plain(body).strip():
            found.append(_tidy(body + closed))
        start = after
    return found or [text]


def units(text: str) -> int:
    """Length in UTF-16 units of what is visible of HTML."""
    return sum(_width(token) for token in _TOKEN.findall(text))


def plain(text: str) -> str:
    """What is visible of HTML; addresses of links follow their words."""
    linked = re.sub(r'<a\s+href="([^"]*)"[^>]*>(.*?)</a>', r"\2 (\1)", text, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^<>]*>", "", linked))


def plain_message(message: Message) -> Message:
    """The same without markup and without buttons that carry addresses; for when Telegram cannot read it."""
    rows = tuple(tuple(button for button in row if button.url is None) for row in message.buttons)
    return Message(html.escape(plain(message.html), quote=False), tuple(row for row in rows if row))


def _end_of_part(tokens: list[str], start: int, limit: int, carried: int) -> tuple[int, int]:
    """Index after the last token of the part, and index of the first of the next."""
    width, entities = 0, carried
    line = blank = None
    for index in range(start, len(tokens)):
        piece = tokens[index]
        width += _width(piece)
        entities += _opens(piece)
        if width > limit or entities > ENTITIES:
            if line is not None and line > start:
                return line, line + 1
            if blank is not None and blank > start:
                return blank, blank + 1
            return max(index, start + 1), max(index, start + 1)
        if piece == "\n":
            line = index
        elif piece == " ":
            blank = index
    return len(tokens), len(tokens)


def _width(token: str) -> int:
    if token.startswith("<") and token.endswith(">") and len(token) > 1:
        return 0
    shown = html.unescape(token) if token.startswith("&") else token
    return sum(2 if ord(character) > 0xFFFF else 1 for character in shown)


def _opens(token: str) -> bool:
    return len(token) > 1 and token.startswith("<") and not token.startswith("</")


def _still_open(opened: list[str], tokens: list[str]) -> list[str]:
    stack = list(opened)
    for tag in _tags(tokens):
        if not tag.startswith("</"):
            stack.append(tag)
        elif stack and _name(stack[-1]) == _name(tag):
            stack.pop()
    return stack


def _tags(tokens: list[str]) -> Iterator[str]:
    return (token for token in tokens if len(token) > 1 and token.startswith("<") and token.endswith(">"))


def _name(tag: str) -> str:
    found = re.match(r"</?\s*([a-zA-Z-]+)", tag)
    return found[1].lower() if found else ""


def _tidy(text: str) -> str:
    """Drop tags that hold nothing, which a cut right after a line can leave."""
    return re.sub(r"<([a-z-]+)(?:\s[^<>]*)?></\1>", "", text).strip("\n")
