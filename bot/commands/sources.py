"""/sources: whether the watch is alive; shown to anyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk import Command
from bot.render.phrases import phrase
from bot.render.words import ago, escape
from bot.request import Reply, Request, say
from storage.source_state import Condition, SourceState, source_states

if TYPE_CHECKING:
    from bot.desk import Desk

_MARKS = {Condition.OK: "🟢", Condition.FAILING: "🔴", Condition.SILENT: "🟡"}


async def handle(request: Request, words: str, desk: Desk) -> Reply:
    """Each source with its last success, last new item, and how far it lags behind what it reports."""
    lang = request.lang
    if desk.database is None:
        return say(phrase("sources.none", lang))
    states = await source_states(desk.database)
    if not states:
        return say(phrase("sources.none", lang))
    lines = [f"<b>{phrase('sources.title', lang)}</b>"]
    lines += [_line(state, request, lang) for state in states]
    return say("\n".join(lines))


def _line(state: SourceState, request: Request, lang: str) -> str:
    lag = f", {phrase('sources.lag', lang, minutes=int(state.lag // 60))}" if state.lag is not None else ""
    fault = f" — {escape(state.fault)}" if state.fault else ""
    return (
        phrase(
            "sources.line",
            lang,
            mark=_MARKS.get(state.condition, "⚪"),
            name=escape(state.name),
            state=phrase(f"source_state.{state.condition}", lang),
            success=ago(state.succeeded_at, request.now, lang),
            item=ago(state.new_item_at, request.now, lang),
            lag=lag,
        )
        + fault
    )


COMMAND = Command("sources", handle, menu=("Is the watch alive?", "監視の状態"))
