"""A parcel: one message about to go to one chat, made from one row of the outbox or from several that waited
together.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from jobs.delivery import wording
from jobs.delivery.parts import LIMIT, parts_of, plain_message
from storage.chats import ChatSettings
from storage.doubts import OpenDoubt
from storage.events import StoredEvent
from storage.messages import Address, Button, Message
from storage.outbox import Owed, Root

NEW_YORK = ZoneInfo("America/New_York")
STALE = timedelta(minutes=15)
"""From this age on an alert says how late it is, and several for one chat are told in one message."""

AlertRenderer = Callable[[StoredEvent, ChatSettings], Message]


@dataclass(frozen=True, slots=True)
class Renderers:
    """How the face says things; the defaults are plain but complete.

    Attributes:
        alert: one event in full.
        brief: one event as one line of HTML, for digests and merged messages.
        current: (the first message as it was, the latest event of its thread, chat) -> the first message as it is now.
        doubt: a question to the operators, with buttons ``doubt:yes:ID`` and ``doubt:no:ID``.
    """

    alert: AlertRenderer = wording.bare
    brief: Callable[[StoredEvent, ChatSettings], str] = wording.brief
    current: Callable[[Message, StoredEvent, ChatSettings], Message] = wording.current
    doubt: Callable[[OpenDoubt, ChatSettings], Message] = field(default_factory=lambda: ask)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes out.

    Attributes:
        rows: the outbox rows it settles, oldest first.
        edits: message id to edit, None to send.
        root: the thread's first message in this chat, for a reply.
        done: how many parts an earlier attempt already delivered, with the first one's message id.
    """

    rows: tuple[Owed, ...]
    chat: ChatSettings
    parts: tuple[Message, ...] = ()
    edits: int | None = None
    root: Root | None = None
    done: int = 0
    first_id: int | None = None

    @property
    def first(self) -> Owed:
        """The row that was claimed."""
        return self.rows[0]

    @property
    def merged(self) -> bool:
        """Several alerts in one message, or a digest."""
        return len(self.rows) > 1 or self.first.held == "digest"

    @property
    def address(self) -> Address:
        """Where to. A forum's General topic is addressed as the chat's root: Telegram knows no thread 1 there."""
        topic = self.first.topic_id if self.first.topic_id is not None else self.chat.topic_id
        if self.first.body and self.first.body.get("root"):
            topic = None
        return Address(
            self.chat.chat_id,
            thread_id=None if topic == 1 else topic,
            reply_to=self.root.message_id if self.root is not None and self.edits is None else None,
        )


def compose(
    parcel: Parcel, events: dict[int, StoredEvent], renderers: Renderers, now: datetime, asked: OpenDoubt | None = None
) -> Parcel:
    """Put the words into a parcel. Pure but for the renderers; a renderer that raises is replaced by the plain form."""
    row, chat = parcel.first, parcel.chat
    told = [(one, events[one.event_id]) for one in parcel.rows if one.event_id is not None and one.event_id in events]
    if row.what == "notice":
        message = Message((row.body or {}).get("html", ""))
    elif row.what == "doubt":
        message = renderers.doubt(asked, chat) if asked is not None else Message("")
    elif row.what == "edit" and parcel.root is not None:
        first, latest = events.get(parcel.root.first_event_id), events.get(row.event_id or 0)
        message = renderers.current(_alert(renderers, first, chat), latest, chat) if first and latest else Message("")
    elif not told:
        message = Message("")
    elif parcel.merged:
        message = _merged(told, chat, renderers, now)
    else:
        message = _single(row, told[0][1], chat, renderers, now)
    flags = row.body or {}
    if flags.get("plain"):
        message = plain_message(message)
    parts = parts_of(message, flags.get("limit", LIMIT)) if message.html.strip() else ()
    return replace(parcel, parts=parts, done=flags.get("done", 0), first_id=flags.get("first_id"))


def _alert(renderers: Renderers, stored: StoredEvent, chat: ChatSettings) -> Message:
    try:
        return renderers.alert(stored, chat)
    except Exception:
        return wording.bare(stored, chat)


def _brief(renderers: Renderers, stored: StoredEvent, chat: ChatSettings) -> str:
    try:
        return renderers.brief(stored, chat)
    except Exception:
        return wording.brief(stored, chat)


def _single(row: Owed, stored: StoredEvent, chat: ChatSettings, renderers: Renderers, now: datetime) -> Message:
    lines = []
    if row.repeat:
        lines.append(wording.word(chat, "repeat"))
    if now - row.created_at >= STALE:
        lines.append(wording.late_line(chat, row.created_at, now, row.held))
    return wording.above(_alert(renderers, stored, chat), lines)


def _merged(
    told: Sequence[tuple[Owed, StoredEvent]], chat: ChatSettings, renderers: Renderers, now: datetime
) -> Message:
    oldest = told[0][0]
    if oldest.held == "digest":
        head = wording.word(chat, "digest_one" if len(told) == 1 else "digest", count=len(told))
    elif all(row.held == "together" for row, _ in told) and now - oldest.created_at < STALE:
        kinds = {stored.event.kind.value for _, stored in told}
        day = told[0][1].event.occurred_at.astimezone(NEW_YORK).date()
        head = wording.word(
            chat, f"together_{kinds.pop()}" if len(kinds) == 1 else "together", count=len(told), day=day.isoformat()
        )
    else:
        head = wording.word(
            chat,
            "merged",
            count=len(told),
            late=wording.duration(chat, now - oldest.created_at),
            why=wording.why_late(chat, oldest.held),
        )
    lines = [head]
    if any(row.repeat for row, _ in told):
        lines.append(wording.word(chat, "repeat"))
    return Message("\n".join([*lines, *(_brief(renderers, stored, chat) for _, stored in told)]))


def ask(asked: OpenDoubt, chat: ChatSettings) -> Message:
    """The plain form of a question to the operators."""
    lines = [wording.word(chat, "doubt", reason=html.escape(asked.reason, quote=False))]
    title, url = html.escape(str(asked.item.get("title", "")), quote=False), str(asked.item.get("url", ""))
    linked = url.startswith(("http://", "https://"))
    lines.append(f'<a href="{html.escape(url)}">{title or html.escape(url)}</a>' if linked else title)
    if asked.proposal is None:
        return Message("\n".join(lines))
    lines.append(wording.word(chat, "proposal", headline=html.escape(asked.proposal.headline, quote=False)))
    yes = Button(wording.word(chat, "approve"), callback=f"doubt:yes:{asked.id}")
    no = Button(wording.word(chat, "reject"), callback=f"doubt:no:{asked.id}")
    return Message("\n".join(lines), ((yes, no),))
