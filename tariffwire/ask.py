"""`tariffwire ask`: one question or a batch, for people and for scripts."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from bot.desk import Desk
from bot.request import Asker, Reply, Request
from bot.terminal import to_plain
from tariffwire.settings import Fault, Settings

NEW_YORK = ZoneInfo("America/New_York")
KEYS = (
    "kind",
    "product",
    "hts",
    "country",
    "on_date",
    "total_percent",
    "additional_percent",
    "as_charged_percent",
    "components",
    "set_aside",
    "caveats",
    "knowledge_until",
    "text",
)
_LISTS = frozenset({"components", "set_aside", "caveats"})


def clock_of(at: str | None) -> datetime:
    """The clock of a question.

    Args:
        at: None for now; a day ("2025-08-28": the end of that day in New York, so that what was published on it
            is known); or an ISO instant with an offset.

    Raises:
        ValueError: one sentence.
    """
    if at is None or not at.strip():
        return datetime.now(UTC)
    text = at.strip()
    try:
        if len(text) == 10:
            day = date.fromisoformat(text)
            return datetime.combine(day, time(23, 59, 59), NEW_YORK).astimezone(UTC)
        instant = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise ValueError(f"{text[:40]!r} is not a day: write it as 2025-08-28.") from None
    return (instant if instant.tzinfo else instant.replace(tzinfo=NEW_YORK)).astimezone(UTC)


async def ask_one(settings: Settings, question: str, clock: datetime, lang: str | None, *, as_json: bool) -> None:
    """Answer one question on standard output."""
    from tariffwire.answering import desk_for_scripts

    desk = await desk_for_scripts(settings)
    reply = await desk.answer(_request(question, clock, lang))
    if as_json:
        sys.stdout.write(orjson.dumps(record(reply, None)).decode() + "\n")
    else:
        for message in reply.messages:
            sys.stdout.write(to_plain(message.html) + "\n")


async def ask_batch(settings: Settings, lines: Iterable[str], at: str | None, lang: str | None) -> None:
    """Answer one JSON object a line with one JSON object a line; a bad line gets an answer that says so."""
    from tariffwire.answering import desk_for_scripts

    desk = await desk_for_scripts(settings)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        sys.stdout.write(orjson.dumps(await _answer_line(desk, line, number, at, lang)).decode() + "\n")
    sys.stdout.flush()


async def _answer_line(desk: Desk, line: str, number: int, at: str | None, lang: str | None) -> dict[str, Any]:
    try:
        asked = orjson.loads(line)
    except orjson.JSONDecodeError:
        return _refusal(None, f'Line {number} is not JSON: write {{"id": ..., "question": ..., "on_date": ...}}.')
    if not isinstance(asked, dict) or not isinstance(asked.get("question"), str):
        return _refusal(asked.get("id") if isinstance(asked, dict) else None, f'Line {number} has no "question" text.')
    try:
        clock = clock_of(str(asked["on_date"]) if asked.get("on_date") else at)
    except ValueError as error:
        return _refusal(asked.get("id"), str(error))
    spoken = asked.get("lang") if isinstance(asked.get("lang"), str) else lang
    return record(await desk.answer(_request(asked["question"], clock, spoken)), asked.get("id"))


def record(reply: Reply, identity: Any) -> dict[str, Any]:
    """The contract's object: every key is there, null or empty where there is nothing to say."""
    text = "\n\n".join(to_plain(message.html) for message in reply.messages)
    full: dict[str, Any] = {"id": identity}
    for key in KEYS:
        full[key] = reply.record.get(key, [] if key in _LISTS else None)
    full["text"] = reply.record.get("text") or text
    full.update({key: value for key, value in reply.record.items() if key not in full})
    return full


def _refusal(identity: Any, sentence: str) -> dict[str, Any]:
    return record(Reply((), {"kind": "not_found", "text": sentence}), identity)


def _request(question: str, clock: datetime, lang: str | None) -> Request:
    if lang is not None and lang not in ("en", "ja"):
        raise Fault("--lang is en or ja.")
    spoken = lang or ("ja" if any("\u3040" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" for c in question) else "en")
    return Request(question, Asker(chat_id=0, chat_type="script", lang=spoken, zone=NEW_YORK), clock)
