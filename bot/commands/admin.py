"""/admin: the operators' room: delivery figures, doubts, uncertain sends, dead chats, replay, broadcast."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from bot.commands._chat import number_of
from bot.desk import Command
from bot.render.phrases import phrase
from bot.render.words import escape, link
from bot.request import Reply, Request, say
from storage.database import Database
from storage.doubts import decide, doubt, open_doubts
from storage.figures import (
    confirm_broadcast,
    dead_chats,
    draft_broadcast,
    figures,
    replay,
    stop_broadcast,
    unsure,
)
from storage.messages import Button, Message

if TYPE_CHECKING:
    from bot.desk import Desk

MOST = 10


async def handle(request: Request, words: str, desk: Desk) -> Reply:
    """Operators only; everybody else is told so in one sentence."""
    if not request.asker.is_operator or request.asker.user_id is None:
        return say(phrase("admin.only", request.lang))
    if request.asker.chat_type not in ("private", "terminal"):
        return say(phrase("admin.private", request.lang))
    if desk.database is None:
        return say(phrase("sources.none", request.lang))
    action, *rest = words.split(None, 1) or [""]
    work = _ACTIONS.get(action.casefold(), _overview)
    return await work(request, rest[0].strip() if rest else "", desk.database)


async def _overview(request: Request, words: str, db: Database) -> Reply:
    async with db.read() as session:
        counted = await figures(session, request.now)
    states = ", ".join(f"{state} {count}" for state, count in sorted(counted.states.items())) or "empty"
    spread = "–" if counted.median_seconds is None else f"{counted.median_seconds:.1f} s / {counted.p95_seconds:.1f} s"
    lines = [
        "<b>Operators</b>",
        f"Outbox: {states}; due {counted.due}, held {counted.held}",
        f"Sent in the last day: {counted.sent_last_day}; event to send, median / p95: {spread}",
        f"Chats: {counted.chats}, of which {counted.inactive_chats} cannot be reached; "
        f"subscriptions: {counted.subscriptions}",
        f"Open doubts: {counted.open_doubts}",
        "",
        "/admin doubts · /admin unsure · /admin dead · /admin replay EVENT [CHAT] · /admin broadcast TEXT",
    ]
    row = (Button("Doubts", callback="/admin doubts"), Button("Unsure", callback="/admin unsure"))
    return Reply((Message("\n".join(lines), (row, (Button("Dead chats", callback="/admin dead"),))),), {"kind": "help"})


async def _doubts(request: Request, words: str, db: Database) -> Reply:
    async with db.read() as session:
        found = await open_doubts(session, MOST)
    if not found:
        return say("Nothing waits for a decision.")
    messages = []
    for asked in found:
        item = asked.item
        title = str(item.get("title") or item.get("native_id") or "")
        html = f"<code>{asked.id}</code> {escape(asked.reason)}\n{link(str(item.get('url') or ''), title[:150])}"
        buttons = [Button("Reject", callback=f"/admin reject {asked.id}")]
        if asked.proposal is not None:
            html += f"\n→ {escape(asked.proposal.headline)}"
            buttons.insert(0, Button("Approve", callback=f"/admin approve {asked.id}"))
        messages.append(Message(html, (tuple(buttons),)))
    return Reply(tuple(messages), {"kind": "help"})


async def _approve(request: Request, words: str, db: Database) -> Reply:
    return await _decide(request, words, db, approve=True)


async def _reject(request: Request, words: str, db: Database) -> Reply:
    return await _decide(request, words, db, approve=False)


async def _decide(request: Request, words: str, db: Database, *, approve: bool, headline: str | None = None) -> Reply:
    async with db.write() as session:
        recorded = await decide(
            session, words, approve=approve, by=request.asker.user_id or 0, now=request.now, headline=headline
        )
    if recorded is None:
        return say("That was decided before, or is not known; /admin doubts lists what waits.")
    db.bell.set()
    if not approve:
        return say("Rejected; nobody is told.")
    told = recorded.new[0].event.headline if recorded.new else "nothing new: it was known already"
    return say(f"Approved: {escape(told)}")


async def _edit(request: Request, words: str, db: Database) -> Reply:
    """``/admin edit ID NEW HEADLINE``: publish the proposal under another headline."""
    number, _, headline = words.partition(" ")
    if headline.strip():
        return await _decide(request, number, db, approve=True, headline=headline.strip()[:300])
    async with db.read() as session:
        asked = await doubt(session, number)
    if asked is None or asked.proposal is None:
        return say("There is nothing to edit under that name; /admin doubts lists what waits.")
    now_reads = escape(asked.proposal.headline)
    return say(
        f"It now reads: {now_reads}\nSend <code>/admin edit {escape(number)} NEW HEADLINE</code> to publish it so."
    )


async def _unsure(request: Request, words: str, db: Database) -> Reply:
    async with db.read() as session:
        found = await unsure(session, limit=MOST)
    if not found:
        return say("Every send so far has a known, good outcome.")
    lines = [
        f"• {row.state}: chat <code>{row.chat_id}</code>, event {row.event_id or '–'} "
        f"{escape(row.headline[:80])}: {escape(row.reason)}"
        for row in found
    ]
    events = list(dict.fromkeys(row.event_id for row in found if row.event_id is not None))
    row = tuple(Button(f"Replay {event}", callback=f"/admin replay {event}") for event in events[:3])
    return Reply((Message("\n".join(lines), (row,) if row else ()),), {"kind": "help"})


async def _dead(request: Request, words: str, db: Database) -> Reply:
    async with db.read() as session:
        found = await dead_chats(session, limit=MOST)
    if not found:
        return say("Every chat can be reached.")
    lines = [
        f"• <code>{chat.chat_id}</code> {escape(chat.title[:40])}: {escape(chat.reason)}; "
        f"{chat.subscriptions} subscriptions kept"
        for chat in found
    ]
    return say("\n".join(lines))


async def _replay(request: Request, words: str, db: Database) -> Reply:
    """``/admin replay EVENT [CHAT]``"""
    event, chat = ([number_of(part) for part in words.split()] + [None, None])[:2]
    if event is None or (len(words.split()) > 1 and chat is None):
        return say("Say which: <code>/admin replay EVENT [CHAT]</code>, numbers as /admin unsure shows them.")
    async with db.write() as session:
        count = await replay(session, event, request.now, chat_id=chat)
    db.bell.set()
    return say(f"Owed again, marked as a repeat: {count}.")


async def _broadcast(request: Request, words: str, db: Database) -> Reply:
    """``/admin broadcast TEXT``: a preview as the chats would see it, sent only after it is confirmed."""
    if not words:
        return say("Write the message: <code>/admin broadcast TEXT</code>. You see a preview first.")
    html = escape(words)
    async with db.write() as session:
        number, chats = await draft_broadcast(session, html, request.asker.user_id or 0, request.now)
    row = (
        Button(f"Send to {chats} chats", callback=f"/admin confirm {number}"),
        Button("No", callback=f"/admin stop {number}"),
    )
    preview = Message(html)
    return Reply((preview, Message(f"That is how it looks. Send it to {chats} chats?", (row,))), {"kind": "help"})


async def _confirm(request: Request, words: str, db: Database) -> Reply:
    number = number_of(words)
    async with db.write() as session:
        done = number is not None and await confirm_broadcast(session, number, request.asker.user_id or 0, request.now)
    if not done:
        return say("There is nothing to confirm: a draft is confirmed once, by its author, within the hour.")
    db.bell.set()
    return say(f"It goes out now. <code>/admin stop {number}</code> calls off what is not sent yet.")


async def _stop(request: Request, words: str, db: Database) -> Reply:
    number = number_of(words)
    if number is None:
        return say("Say which: <code>/admin stop NUMBER</code>.")
    async with db.write() as session:
        spared = await stop_broadcast(session, number, request.now)
    return say(f"Called off; {spared} chats are spared.")


_ACTIONS: dict[str, Callable[[Request, str, Database], Awaitable[Reply]]] = {
    "doubts": _doubts,
    "approve": _approve,
    "reject": _reject,
    "edit": _edit,
    "unsure": _unsure,
    "dead": _dead,
    "replay": _replay,
    "broadcast": _broadcast,
    "confirm": _confirm,
    "stop": _stop,
}

COMMAND = Command("admin", handle, longest=4096)
