"""Telegram's HTML mode, as strict as the server: what it refuses to parse is refused here with the server's words."""

from __future__ import annotations

import html
import re

TAGS = frozenset(
    [
        "b",
        "strong",
        "i",
        "em",
        "u",
        "ins",
        "s",
        "strike",
        "del",
        "span",
        "tg-spoiler",
        "a",
        "tg-emoji",
        "code",
        "pre",
        "blockquote",
    ]
)
ENTITIES = frozenset({"lt", "gt", "amp", "quot"})


class CannotParse(Exception):
    """The description after ``Bad Request: can't parse entities: ``."""


def parse(text: str) -> tuple[str, int]:
    """(visible text, number of entities).

    Raises:
        CannotParse: as the server would say it.
    """
    shown: list[str] = []
    opened: list[str] = []
    count = 0
    at = 0
    while at < len(text):
        character = text[at]
        if character == "<":
            end = text.find(">", at)
            if end < 0:
                raise CannotParse(f"Unclosed start tag at byte offset {_offset(text, at)}")
            tag = text[at + 1 : end]
            found = re.match(r"(/?)\s*([a-zA-Z][a-zA-Z0-9-]*)", tag)
            name = found[2].lower() if found else ""
            if name not in TAGS:
                raise CannotParse(f'Unsupported start tag "{name or tag[:10]}" at byte offset {_offset(text, at)}')
            if found and found[1]:
                if not opened or opened[-1] != name:
                    expected = opened[-1] if opened else ""
                    where = f"Unmatched end tag at byte offset {_offset(text, at)}"
                    raise CannotParse(f'{where}, expected "</{expected}>", found "</{name}>"')
                opened.pop()
            else:
                if name == "a" and not re.search(r'href\s*=\s*("[^"]*"|\'[^\']*\')', tag):
                    raise CannotParse(f"Empty link at byte offset {_offset(text, at)}")
                opened.append(name)
                count += 1
            at = end + 1
        elif character == "&":
            found = re.match(r"&(#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);", text[at:])
            if found and (found[1].startswith("#") or found[1] in ENTITIES):
                shown.append(html.unescape(found[0]))
                at += len(found[0])
            else:
                shown.append("&")
                at += 1
        else:
            shown.append(character)
            at += 1
    if opened:
        raise CannotParse(f'Can\'t find end tag corresponding to start tag "{opened[-1]}"')
    return "".join(shown), count


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def _offset(text: str, at: int) -> int:
    return len(text[:at].encode())
