"""Chats: their settings, their mutes, and whether they can be reached. A chat that cannot keeps its subscriptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, and_, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession

from storage.columns import table_of
from storage.subscriptions import Refused
from storage.tables import Chat, Mute, OutboxRow

_chats = table_of(Chat)
_mutes = table_of(Mute)
_outbox = table_of(OutboxRow)

WOKEN_GETS = timedelta(days=1)
"""Alerts of the last day that a chat missed while it could not be reached are sent when it comes back; older ones are
not.
"""

GONE = "the chat could not be reached"


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """How a chat wants to be spoken to. Local times are in ``zone``.

    Attributes:
        kind: "private", "group", "supergroup" or "channel".
        language: "en" or "ja".
        zone: IANA name.
        quiet_from, quiet_to: local wall times; both None = no quiet hours; from > to spans midnight.
        urgent_passes: urgent alerts pass quiet hours and are not kept for the digest.
        digest: "off", "daily" or "weekly"; ``digest_at`` local, ``digest_weekday`` 0 = Monday.
        muted_until: nothing at all before; aware, UTC.
        paused: nothing at all until resumed; what came meanwhile is then told in one message.
        admins_only: in groups, only administrators change settings.
        topic_id: forum topic alerts go to, None = the chat's root.
        active: False after Telegram said the chat cannot be reached, with ``inactive_reason``.
    """

    chat_id: int
    kind: str = "private"
    title: str = ""
    language: str = "en"
    zone: str = "UTC"
    quiet_from: time | None = None
    quiet_to: time | None = None
    urgent_passes: bool = True
    digest: str = "off"
    digest_at: time = time(8, 0)
    digest_weekday: int = 0
    muted_until: datetime | None = None
    paused: bool = False
    admins_only: bool = True
    topic_id: int | None = None
    active: bool = True
    inactive_reason: str | None = None
    inactive_since: datetime | None = None
    created_at: datetime | None = None

    @property
    def tz(self) -> ZoneInfo:
        """The zone; UTC when the name is no longer known to the system."""
        try:
            return ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError):
            return ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Silence:
    """A mute of a thread or a country; ``until`` None = until further notice."""

    scope: str
    value: str
    until: datetime | None = None


def insert_into(session: AsyncSession) -> Any:
    """``insert`` of the session's dialect, with ON CONFLICT."""
    return sqlite_insert if session.get_bind().dialect.name == "sqlite" else pg_insert


async def meet(session: AsyncSession, chat: ChatSettings, now: datetime) -> ChatSettings:
    """The chat's settings; a chat met for the first time starts with those of ``chat``. Kind and title are brought up
    to date.
    """
    insert = insert_into(session)
    row = (
        await session.execute(
            insert(_chats)
            .values(**_values(chat), created_at=now)
            .on_conflict_do_update(index_elements=["chat_id"], set_={"kind": chat.kind, "title": chat.title})
            .returning(*_chats.c)
        )
    ).one()
    return read_chat(row)


async def chat_settings(session: AsyncSession, chat_id: int) -> ChatSettings | None:
    """None for a chat the bot never met."""
    row = (await session.execute(select(_chats).where(_chats.c.chat_id == chat_id))).first()
    return None if row is None else read_chat(row)


async def settings_of(session: AsyncSession, chat_ids: Sequence[int]) -> dict[int, ChatSettings]:
    """Settings of several chats; those never met are left out."""
    rows = await session.execute(select(_chats).where(_chats.c.chat_id.in_(chat_ids)))
    return {row.chat_id: read_chat(row) for row in rows}


async def save_settings(session: AsyncSession, chat: ChatSettings, now: datetime) -> None:
    """Store changed settings; what is held for the chat is looked at again at once, under the new ones.

    Raises:
        Refused: a zone, a digest rhythm or a language nobody knows.
    """
    try:
        ZoneInfo(chat.zone)
    except (KeyError, ValueError, OSError):
        raise Refused(f"{chat.zone[:40]!r} is not a time zone: say one like Asia/Tokyo or America/New_York.") from None
    if chat.digest not in {"off", "daily", "weekly"}:
        raise Refused("A digest is off, daily or weekly.")
    if (chat.quiet_from is None) != (chat.quiet_to is None):
        raise Refused("Quiet hours need a beginning and an end, like 22:00-07:00.")
    values = _values(chat)
    del values["chat_id"]
    await session.execute(update(_chats).where(_chats.c.chat_id == chat.chat_id).values(**values))
    await look_again(session, chat.chat_id, now)


async def look_again(session: AsyncSession, chat_id: int, now: datetime) -> None:
    """Make held rows of a chat due, so that the courier decides about them anew."""
    await session.execute(
        update(_outbox)
        .where(
            _outbox.c.chat_id == chat_id, _outbox.c.state == "pending", _outbox.c.held != "", _outbox.c.not_before > now
        )
        .values(not_before=now)
    )


async def mute_chat(session: AsyncSession, chat_id: int, until: datetime | None, now: datetime) -> None:
    """Send nothing before ``until`` (1 hour, 1 day); None ends it. What comes meanwhile is kept and told after."""
    await session.execute(update(_chats).where(_chats.c.chat_id == chat_id).values(muted_until=until))
    await look_again(session, chat_id, now)


async def pause_chat(session: AsyncSession, chat_id: int, *, paused: bool, now: datetime) -> None:
    """Send nothing until resumed."""
    await session.execute(update(_chats).where(_chats.c.chat_id == chat_id).values(paused=paused))
    await look_again(session, chat_id, now)


async def mute(
    session: AsyncSession, chat_id: int, scope: str, value: str, *, until: datetime | None, now: datetime
) -> None:
    """Mute a "thread" or a "country" of a chat.

    Raises:
        Refused: another scope.
    """
    if scope not in {"thread", "country"}:
        raise Refused("A thread or a country can be muted; for everything there is /mute 1h and /mute 1d.")
    insert = insert_into(session)
    await session.execute(
        insert(_mutes)
        .values(chat_id=chat_id, scope=scope, value=value, until=until, created_at=now)
        .on_conflict_do_update(index_elements=["chat_id", "scope", "value"], set_={"until": until, "created_at": now})
    )


async def unmute(session: AsyncSession, chat_id: int, scope: str, value: str) -> bool:
    """End a mute; True when there was one."""
    gone = await session.execute(
        delete(_mutes)
        .where(_mutes.c.chat_id == chat_id, _mutes.c.scope == scope, _mutes.c.value == value)
        .returning(_mutes.c.id)
    )
    return gone.first() is not None


async def silences(session: AsyncSession, chat_ids: Sequence[int], now: datetime) -> dict[int, list[Silence]]:
    """The mutes in force at ``now`` of each of these chats."""
    rows = await session.execute(
        select(_mutes)
        .where(_mutes.c.chat_id.in_(chat_ids), or_(_mutes.c.until.is_(None), _mutes.c.until > now))
        .order_by(_mutes.c.id)
    )
    found: dict[int, list[Silence]] = {}
    for row in rows:
        found.setdefault(row.chat_id, []).append(Silence(row.scope, row.value, row.until))
    return found


async def deactivate(session: AsyncSession, chat_id: int, reason: str, now: datetime) -> None:
    """Telegram says the chat cannot be reached: send nothing more, keep what it asked for. What is owed to it dies, and
    lives again if it comes back within a day."""
    await session.execute(
        update(_chats)
        .where(_chats.c.chat_id == chat_id, _chats.c.active)
        .values(active=False, inactive_reason=reason[:200], inactive_since=now)
    )
    await session.execute(
        update(_outbox)
        .where(_outbox.c.chat_id == chat_id, _waiting())
        .values(state="dead", reason=GONE, settled_at=now, not_before=None, lease_owner=None, lease_until=None)
    )


async def wake(session: AsyncSession, chat_id: int, now: datetime) -> int:
    """The chat can be reached again (/start, or the bot was added back). Returns how many missed alerts will follow."""
    woken = await session.execute(
        update(_chats)
        .where(_chats.c.chat_id == chat_id, _chats.c.active.is_(False))
        .values(active=True, inactive_reason=None, inactive_since=None)
        .returning(_chats.c.chat_id)
    )
    if woken.first() is None:
        return 0
    missed = await session.execute(
        update(_outbox)
        .where(
            _outbox.c.chat_id == chat_id,
            _outbox.c.state == "dead",
            _outbox.c.reason == GONE,
            _outbox.c.created_at > now - WOKEN_GETS,
        )
        .values(state="pending", not_before=now, settled_at=None, held="away", reason="")
        .returning(_outbox.c.id)
    )
    return len(missed.all())


def _waiting() -> ColumnElement[bool]:
    return or_(
        _outbox.c.state.in_(["pending", "leased"]),
        and_(_outbox.c.state == "uncertain", _outbox.c.not_before.is_not(None)),
    )


def _values(chat: ChatSettings) -> dict[str, Any]:
    return {
        "chat_id": chat.chat_id,
        "kind": chat.kind,
        "title": chat.title[:255],
        "language": chat.language,
        "zone": chat.zone,
        "quiet_from": _clock(chat.quiet_from),
        "quiet_to": _clock(chat.quiet_to),
        "urgent_passes": chat.urgent_passes,
        "digest": chat.digest,
        "digest_at": _clock(chat.digest_at),
        "digest_weekday": chat.digest_weekday,
        "muted_until": chat.muted_until,
        "paused": chat.paused,
        "admins_only": chat.admins_only,
        "topic_id": chat.topic_id,
        "active": chat.active,
    }


def _clock(at: time | None) -> str | None:
    return None if at is None else f"{at:%H:%M}"


def read_chat(row: Row[Any]) -> ChatSettings:
    """A row of ``chats`` as settings."""
    return ChatSettings(
        chat_id=row.chat_id,
        kind=row.kind,
        title=row.title,
        language=row.language,
        zone=row.zone,
        quiet_from=time.fromisoformat(row.quiet_from) if row.quiet_from else None,
        quiet_to=time.fromisoformat(row.quiet_to) if row.quiet_to else None,
        urgent_passes=row.urgent_passes,
        digest=row.digest,
        digest_at=time.fromisoformat(row.digest_at),
        digest_weekday=row.digest_weekday,
        muted_until=row.muted_until,
        paused=row.paused,
        admins_only=row.admins_only,
        topic_id=row.topic_id,
        active=row.active,
        inactive_reason=row.inactive_reason,
        inactive_since=row.inactive_since,
        created_at=row.created_at,
    )
