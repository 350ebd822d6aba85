"""The memory's tables: chats and what they asked for, events, and what is owed to whom.

Telegram's own chat ids (up to 52 bits, negative for groups) are the keys of chats everywhere.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.columns import BigId, Instant, Json


class Chat(SQLModel, table=True):
    """A private chat, group, supergroup or channel the bot has met. Never deleted but by /forget."""

    __tablename__ = "chats"

    chat_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    kind: str = "private"
    title: str = ""
    language: str = "en"
    zone: str = "UTC"
    quiet_from: str | None = None
    quiet_to: str | None = None
    urgent_passes: bool = True
    digest: str = "off"
    digest_at: str = "08:00"
    digest_weekday: int = 0
    muted_until: datetime | None = Field(default=None, sa_type=Instant)
    paused: bool = False
    admins_only: bool = True
    topic_id: int | None = Field(default=None, sa_type=BigInteger)
    active: bool = True
    inactive_reason: str | None = None
    inactive_since: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)


class Mute(SQLModel, table=True):
    """A thread or a country a chat does not want to hear about, for a time or until further notice."""

    __tablename__ = "mutes"
    __table_args__ = (UniqueConstraint("chat_id", "scope", "value"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    chat_id: int = Field(sa_type=BigInteger)
    scope: str
    value: str
    until: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)


class SubscriptionRow(SQLModel, table=True):
    """What a chat asked for; an empty word means "any"."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        UniqueConstraint("chat_id", "kind", "country", "product", "stage", "only_rate_changes"),
        Index("ix_subscriptions_walk", "kind", "chat_id"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    chat_id: int = Field(sa_type=BigInteger)
    kind: str = ""
    country: str = ""
    product: str = ""
    prefixes: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    stage: str = ""
    only_rate_changes: bool = False
    topic_id: int | None = Field(default=None, sa_type=BigInteger)
    paused: bool = False
    created_at: datetime = Field(sa_type=Instant)


class EventRow(SQLModel, table=True):
    """One change in the world, once."""

    __tablename__ = "events"

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    key: str = Field(unique=True)
    kind: str
    thread: str = Field(index=True)
    stage: str
    headline: str = Field(sa_type=Text)
    occurred_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)
    recorded_at: datetime = Field(sa_type=Instant, index=True)
    countries: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    products: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    rate_change: bool = False
    urgent: bool = False
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    corrects: str = ""


class CitationRow(SQLModel, table=True):
    """Where an event was seen; the same address once per event."""

    __tablename__ = "citations"
    __table_args__ = (UniqueConstraint("event_id", "source", "url"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    event_id: int = Field(sa_type=BigInteger, foreign_key="events.id", ondelete="CASCADE")
    source: str
    url: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    published_at: datetime | None = Field(default=None, sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)


class SubjectRow(SQLModel, table=True):
    """What the detectors know of one order, trip or issue."""

    __tablename__ = "subjects"

    thread: str = Field(primary_key=True)
    state: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    updated_at: datetime = Field(sa_type=Instant)


class DoubtRow(SQLModel, table=True):
    """Something an operator must decide: open, approved or rejected."""

    __tablename__ = "doubts"

    key: str = Field(primary_key=True)
    id: str = Field(unique=True)
    reason: str = Field(sa_type=Text)
    item: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    proposal: dict[str, Any] | None = Field(default=None, sa_column=Column(Json, nullable=True))
    state: str = Field(default="open", index=True)
    created_at: datetime = Field(sa_type=Instant)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_by: int | None = Field(default=None, sa_type=BigInteger)


class Broadcast(SQLModel, table=True):
    """An operator's message to every active chat; sent only after it was confirmed."""

    __tablename__ = "broadcasts"

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    html: str = Field(sa_type=Text)
    state: str = "draft"
    by_user: int = Field(sa_type=BigInteger)
    created_at: datetime = Field(sa_type=Instant)


class Fanout(SQLModel, table=True):
    """How far an event or a broadcast has been spread over the chats; ``cursor`` is the last chat done."""

    __tablename__ = "fanouts"
    __table_args__ = (Index("ix_fanouts_open", "id", sqlite_where=text("NOT done"), postgresql_where=text("NOT done")),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    event_id: int | None = Field(default=None, sa_column=Column(BigInteger, unique=True))
    broadcast_id: int | None = Field(default=None, sa_column=Column(BigInteger, unique=True))
    cursor: int = Field(default=-(2**63), sa_type=BigInteger)
    done: bool = False
    started_at: datetime = Field(sa_type=Instant)


_OWED = "state IN ('pending','leased','uncertain')"
_WAITING = "state IN ('pending','uncertain')"


class OutboxRow(SQLModel, table=True):
    """One thing owed to one chat, once: the pair (chat, key) is unique.

    States: pending, leased, sent, uncertain, dead, muted. ``not_before`` is the one column by which quiet hours,
    digests, retries and waits hold a row back; an uncertain row with a ``not_before`` is sent once more, marked, at
    that time.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("chat_id", "key"),
        Index(
            "ix_outbox_due", "lane", "not_before", "id", sqlite_where=text(_WAITING), postgresql_where=text(_WAITING)
        ),
        Index("ix_outbox_chat", "chat_id", "lane", "id", sqlite_where=text(_OWED), postgresql_where=text(_OWED)),
        Index("ix_outbox_state", "state", "settled_at"),
        Index("ix_outbox_event", "event_id"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    chat_id: int = Field(sa_type=BigInteger)
    key: str
    what: str = "alert"
    event_id: int | None = Field(default=None, sa_type=BigInteger)
    thread: str = ""
    topic_id: int | None = Field(default=None, sa_type=BigInteger)
    body: dict[str, Any] | None = Field(default=None, sa_column=Column(Json, nullable=True))
    lane: int = 2
    state: str = "pending"
    not_before: datetime | None = Field(default=None, sa_type=Instant)
    held: str = ""
    repeat: bool = False
    repeats: int = 0
    attempts: int = 0
    lease_owner: str | None = None
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    reason: str = Field(default="", sa_type=Text)
    created_at: datetime = Field(sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)


class ThreadRoot(SQLModel, table=True):
    """The first message of a thread in a chat: later stages reply to it, and it is edited to the current state."""

    __tablename__ = "thread_roots"

    chat_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    thread: str = Field(primary_key=True)
    message_id: int = Field(sa_type=BigInteger)
    topic_id: int | None = Field(default=None, sa_type=BigInteger)
    first_event_id: int = Field(sa_type=BigInteger)
    last_event_id: int = Field(sa_type=BigInteger)
    whole: bool = True


class Digest(SQLModel, table=True):
    """A digest sent: once for a chat and a local date, whatever the clocks do that night."""

    __tablename__ = "digests"

    chat_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    local_date: date = Field(primary_key=True)
    alerts: int = 0
    message_id: int | None = Field(default=None, sa_type=BigInteger)


class Setting(SQLModel, table=True):
    """A value the operators or the house keep between runs."""

    __tablename__ = "settings"

    name: str = Field(primary_key=True)
    value: Any = Field(default=None, sa_column=Column(Json, nullable=True))


class Lease(SQLModel, table=True):
    """Who may do a named piece of work until when; used where several workers run on PostgreSQL."""

    __tablename__ = "leases"

    name: str = Field(primary_key=True)
    owner: str
    until: datetime = Field(sa_type=Instant)
