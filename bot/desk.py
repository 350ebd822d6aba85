"""The desk: one question in, one reply out, whichever face it came through."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from rapidfuzz import process

from bot.faults import where
from bot.render.phrases import phrase
from bot.render.words import escape
from bot.request import Reply, Request, say
from bot.understand import read
from bot.understand.question import (
    ChangesQuestion,
    Choice,
    HelpQuestion,
    Hit,
    IssuesQuestion,
    Missing,
    NotUnderstood,
    OrdersQuestion,
    Question,
    RateQuestion,
    TripsQuestion,
)
from storage.database import Database
from storage.messages import Button, Message
from tariff.answer import Answer, RateQuery
from tariff.law import Law

log = logging.getLogger(__name__)

LONGEST_QUESTION = 1000
_KANA = re.compile("[\u3041-\u30fa]")
_COMMAND_NAME = re.compile(r"[^\W\d]\w*")
MOST_REMEMBERED = 20_000
REMEMBERED_FOR = timedelta(minutes=30)


class Rates(Protocol):
    """What answers rates: the engine."""

    def answer(self, query: RateQuery) -> Answer:
        """See ``tariff.engine.Engine.answer``."""
        ...


@dataclass(slots=True, repr=False)
class Desk:
    """What the handlers need. ``database`` is None for a script's question that belongs to no chat.

    Attributes:
        rates: the engine over the embedded facts and, when loaded, the official schedule.
        law: the facts themselves, for lists of what changed.
        database: chats, subscriptions, events, sources.
        search: full-text search over the schedule's descriptions, None without one.
        commands: word -> command; filled from the registry.
        whole_schedule: False while only the embedded lines answer, so that an unknown line is told the way out.
    """

    rates: Rates
    law: Law | None = None
    database: Database | None = None
    search: Callable[[str], Sequence[Hit]] | None = None
    commands: Mapping[str, Command] = field(default_factory=dict)
    whole_schedule: bool = True
    _last: dict[tuple[int, int | None], tuple[datetime, RateQuestion | Missing]] = field(default_factory=dict)

    async def answer(self, request: Request) -> Reply:
        """Answer one question. Never raises: a fault of ours becomes one sentence, and is logged without its text."""
        sentence = not request.text.lstrip().startswith(("/", "／"))
        if sentence and request.lang != "ja" and _KANA.search(request.text):  # asked in Japanese, so answered
            request = replace(request, asker=replace(request.asker, lang="ja"))
        try:
            return await self._answer(request)
        except Exception as error:
            log.error("answering failed: %s at %s", type(error).__name__, where(error))
            return say(phrase("fault", request.lang), kind="help")

    async def _answer(self, request: Request) -> Reply:
        text = request.text.strip()
        if text.startswith(("/", "／")):
            word, *rest = text[1:].split(None, 1) or [""]
            name, _, addressed = word.partition("@")
            command = self.commands.get(name.casefold())
            if command is not None:
                words = rest[0][: command.longest] if rest else ""
                return await command.handle(request, words.strip(), self)
            if _COMMAND_NAME.fullmatch(name):
                return self._unknown_command(name, request, addressed=bool(addressed))
        text = text[:LONGEST_QUESTION]
        before = self._recall(request)
        question = read(text, clock=request.now, lang=request.lang, search=self.search, after=before)
        self.remember(request, question)
        return await self.answer_question(question, request)

    def _unknown_command(self, name: str, request: Request, *, addressed: bool) -> Reply:
        """In a group it is probably another bot's command: silence, unless it was addressed to this bot."""
        if request.asker.is_group and not addressed:
            return Reply(())
        shown = f"<code>/{escape(name[:32])}</code>"
        public = [command.name for command in self.commands.values() if command.name != "admin"]
        near = process.extractOne(name.casefold(), public, score_cutoff=75)
        if near is None:
            return say(phrase("unknown_command", request.lang, command=shown))
        return say(phrase("unknown_command_near", request.lang, command=shown, near=f"/{near[0]}"))

    def forget(self, chat_id: int) -> None:
        """Drop what is remembered of a chat's questions."""
        for key in [key for key in self._last if key[0] == chat_id]:
            del self._last[key]

    def remember(self, request: Request, question: Question) -> None:
        """Keep a chat's last question for a while, so that "metal 40%" or "and Korea?" can complete it."""
        chat = (request.asker.chat_id, request.asker.user_id)
        if request.asker.chat_type != "script" and isinstance(question, RateQuestion | Missing):
            if len(self._last) > MOST_REMEMBERED:
                self._last.clear()
            self._last[chat] = (request.now, question)

    def _recall(self, request: Request) -> RateQuestion | Missing | None:
        kept = self._last.get((request.asker.chat_id, request.asker.user_id))
        return kept[1] if kept is not None and request.now - kept[0] < REMEMBERED_FOR else None

    async def answer_question(self, question: Question, request: Request) -> Reply:
        """Answer a question that has been read."""
        lang = request.lang
        match question:
            case RateQuestion():
                return await self.commands["rate"].answer(question, request, self)
            case OrdersQuestion():
                return await self.commands["orders"].answer(question, request, self)
            case TripsQuestion():
                return await self.commands["trips"].answer(question, request, self)
            case IssuesQuestion():
                return await self.commands["issues"].answer(question, request, self)
            case ChangesQuestion():
                return await self.commands["changes"].answer(question, request, self)
            case HelpQuestion():
                return await self.commands["help"].handle(request, "", self)
            case Choice():
                prompt = question.prompt_ja if lang == "ja" else question.prompt_en
                rows = tuple(
                    (Button(label, callback=text),) for label, text in question.options if len(text.encode()) <= 64
                )
                options = question.options
                listed = "\n".join(f"• {escape(label)}: <code>{escape(text)}</code>" for label, text in options)
                return Reply((Message(f"{escape(prompt)}\n{listed}", rows),), {"kind": "depends"})
            case Missing():
                prompt = question.prompt_ja if lang == "ja" else question.prompt_en
                return Reply((Message(escape(prompt)),), {"kind": "not_found"})
            case NotUnderstood():
                return say(escape(question.line_ja if lang == "ja" else question.line_en), kind="help")


@dataclass(frozen=True, slots=True)
class Command:
    """One command, one file.

    Attributes:
        name: the word after the slash.
        handle: (request, words after the command, desk) -> reply.
        answer: the same from a question that was read from a sentence; None for commands that take no sentence.
        menu: (English, Japanese) line for Telegram's command menu; None keeps it out of the menu.
        aliases: further words.
        longest: characters after the command that are read.
    """

    name: str
    handle: Callable[[Request, str, Desk], Awaitable[Reply]]
    answer: Callable[..., Awaitable[Reply]] = field(default=lambda *_: _no_sentence())
    menu: tuple[str, str] | None = None
    aliases: tuple[str, ...] = ()
    longest: int = LONGEST_QUESTION


async def _no_sentence() -> Reply:
    raise NotImplementedError("this command is not asked in sentences")


def by_word(commands: Sequence[Command]) -> dict[str, Command]:
    """Commands by name and alias.

    Raises:
        ValueError: two commands claim one word.
    """
    table: dict[str, Command] = {}
    for command in commands:
        for word in (command.name, *command.aliases):
            if word in table:
                raise ValueError(f"/{word} is claimed by two commands")
            table[word] = command
    return table
