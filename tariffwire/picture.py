"""Pictures of real conversations, for the README: questions go through the same desk, the answers are drawn as SVG."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.request import Asker, Request
from bot.terminal import to_rich
from tariffwire.ask import NEW_YORK
from tariffwire.settings import Fault, Settings

WIDTH = 92


async def draw(settings: Settings, path: Path, questions: Sequence[str], clock: datetime, lang: str) -> None:
    """Ask each question and write the conversation as an SVG picture.

    Raises:
        Fault: the file cannot be written.
    """
    from tariffwire.answering import desk_for_scripts

    desk = await desk_for_scripts(settings)
    console = Console(record=True, width=WIDTH, file=Path("/dev/null").open("w"), force_terminal=True)  # noqa: SIM115, ASYNC230
    for question in questions:
        console.print(Text(f"› {question}", style="bold green"))
        reply = await desk.answer(Request(question, Asker(0, chat_type="script", lang=lang, zone=NEW_YORK), clock))
        for message in reply.messages:
            console.print(to_rich(message.html))
        console.print()
    svg = console.export_svg(title=f"tariffwire chat · {clock.astimezone(NEW_YORK):%Y-%m-%d}")
    # No picture fetches a font from elsewhere: the reader's own monospace is good enough.
    svg = re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)
    try:
        path.write_text(svg, encoding="utf-8")  # noqa: ASYNC240
    except OSError as error:
        raise Fault(f"{path} cannot be written ({error.strerror}): name a file in a folder that exists.") from None
