"""The terminal face: the same handlers and the same answers; alerts appear as they come."""

from __future__ import annotations

import asyncio
import html
import re
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from rich.console import Console
from rich.text import Text

from bot.request import Reply
from storage.messages import Address, Button, Lane, Message

CHAT_ID = 1
"""The terminal's own chat in the database; Telegram never uses 1."""

_TAG = re.compile(r"<(/?)(\w+)([^>]*)>")
_STYLES = {"b": "bold", "i": "italic dim", "code": "cyan", "blockquote": "dim"}


def to_rich(message_html: str) -> Text:
    """Telegram's HTML subset as styled terminal text; links keep their address."""
    text, at = Text(), 0
    stack: list[str] = []
    for tag in _TAG.finditer(message_html):
        text.append(html.unescape(message_html[at : tag.start()]), style=" ".join(stack))
        at = tag.end()
        closing, name, rest = tag.groups()
        if closing:
            if stack:
                stack.pop()
        elif name == "a":
            href = re.search(r'href="([^"]*)"', rest)
            stack.append(f"underline link {html.unescape(href.group(1))}" if href else "underline")
        else:
            stack.append(_STYLES.get(name, ""))
    text.append(html.unescape(message_html[at:]), style=" ".join(stack))
    return text


def to_plain(message_html: str) -> str:
    """The same as plain text; a link's address follows its words in brackets."""

    def spell(match: re.Match[str]) -> str:
        return f"{match.group(2)} [{match.group(1)}]"

    spelled = re.sub(r'<a href="([^"]*)">(.*?)</a>', spell, message_html, flags=re.DOTALL)
    return html.unescape(re.sub(r"</?\w+[^>]*>", "", spelled))


def shown(console: Console, message_html: str) -> Text:
    """Styled on a terminal, whose links can be clicked; plain with each address spelled out anywhere else."""
    return to_rich(message_html) if console.is_terminal else Text(to_plain(message_html))


class TerminalSender:
    """A ``storage.messages.Sender`` that prints; message ids count up from 1."""

    def __init__(self, console: Console, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._console = console
        self._clock = clock
        self._last_id = 0

    async def send(self, to: Address, message: Message, lane: Lane) -> int:
        """Print an alert under a rule with the time; return its id."""
        self._last_id += 1
        reply = f" ↳ {to.reply_to}" if to.reply_to else ""
        who = "" if to.chat_id == CHAT_ID else f" → chat {to.chat_id}"
        self._console.rule(f"🔔 #{self._last_id}{reply}{who} · {self._clock():%Y-%m-%d %H:%M} UTC", align="left")
        self._console.print(shown(self._console, message.html))
        return self._last_id

    async def edit(self, to: Address, message_id: int, message: Message, lane: Lane) -> None:
        """An edited message is told in one line: a terminal cannot change what it printed."""
        first = message.html.split("\n", 1)[0]
        self._console.print(Text.assemble((f"✎ #{message_id} now reads: ", "dim"), shown(self._console, first)))


def print_reply(console: Console, reply: Reply) -> list[Button]:
    """Print a reply; return the buttons that can be chosen by number."""
    choices: list[Button] = []
    for message in reply.messages:
        console.print(shown(console, message.html))
        for row in message.buttons:
            for button in row:
                if button.callback:
                    choices.append(button)
                    console.print(Text(f"  [{len(choices)}] {button.text}", style="green"))
    for name, content in reply.documents.items():
        console.print(Text(f"── {name}", style="dim"))
        console.print(Text(content))
    return choices


async def converse(
    answer: Callable[[str, bool], Awaitable[Reply]], console: Console, *, greeting: str = "", prompt: str = "› "
) -> None:
    """Read questions from the terminal until end of input, /quit or Ctrl-C; numbers press buttons.

    Args:
        answer: (text, came from a button) -> reply.
        console: where to print.
        greeting: printed first, HTML subset.
        prompt: shown before each question when input is a terminal.
    """
    if greeting:
        console.print(shown(console, greeting))
    choices: list[Button] = []
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    _start_reader(loop, lines, prompt if sys.stdin.isatty() else "")
    while (line := await lines.get()) is not None:
        text = line.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()
        if text.casefold() in ("/quit", "/exit"):
            break
        if not text:
            continue
        pressed = text.isdigit() and 0 < int(text) <= len(choices)
        if pressed:
            text = choices[int(text) - 1].callback or ""
        choices = print_reply(console, await answer(text, pressed))
        console.print()


def _start_reader(loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[str | None], prompt: str) -> None:
    """Read lines in a daemon thread: a blocked read of a terminal cannot be cancelled any other way."""
    import threading

    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")

    def read() -> None:
        while True:
            try:
                line: str | None = input(prompt)
            except (EOFError, KeyboardInterrupt, OSError, ValueError):
                line = None
            try:
                loop.call_soon_threadsafe(lines.put_nowait, line)
            except RuntimeError:
                return  # the loop has ended
            if line is None:
                return

    threading.Thread(target=read, name="terminal", daemon=True).start()
