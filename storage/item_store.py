"""Items as stored: each once by (source, native id), with every version of its text; compared by a normalised hash."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Text, UniqueConstraint, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from storage.columns import BigId, Instant, Json, table_of
from storage.database import Database
from storage.observations import Item, ItemKind

PASSING_FIELDS = frozenset(
    {
        *("edited", "previous_hash", "previous_title", "previous_chars", "kept_percent"),
        *("claimed_published_at", "listed", "newest"),
    }
)
"""Fields that say how an item was met, not what it says; neither stored nor compared."""
UNCOMPARED_FIELDS = PASSING_FIELDS | {"outlet"}
"""A feed that renames itself has not edited its items."""
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_ALIKE = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "‑": "-", "\u00ad": None})
_CHUNK = 400
_ROWS = 100


class SourceItem(SQLModel, table=True):
    """An item in its current version; ``history`` when it was first met as such and alerted nobody."""

    __tablename__ = "source_items"
    __table_args__ = (
        UniqueConstraint("source", "native_id"),
        Index("ix_source_items_likeness", "source", "likeness"),
        Index("ix_source_items_url", "source", "url"),
        Index("ix_source_items_seen", "first_seen_at"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    source: str
    native_id: str
    kind: str
    url: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    lang: str
    published_at: datetime | None = Field(default=None, sa_type=Instant)
    modified_at: datetime | None = Field(default=None, sa_type=Instant)
    fields: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    content_hash: str
    likeness: str
    version: int = 1
    history: bool = False
    first_seen_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)


class ItemVersion(SQLModel, table=True):
    """A version an item had before; the current one stands in ``source_items``."""

    __tablename__ = "source_item_versions"
    __table_args__ = (UniqueConstraint("item_id", "version"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    item_id: int = Field(sa_type=BigInteger, foreign_key="source_items.id", ondelete="CASCADE")
    version: int
    content_hash: str
    title: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    fields: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    seen_at: datetime = Field(sa_type=Instant)


_items, _versions = table_of(SourceItem), table_of(ItemVersion)


def comparable(text: str) -> str:
    """Text for comparison only: NFKC, tags and soft hyphens gone, quotes and dashes alike, blanks single, case folded.

    Full-width forms, curly quotes and markup appear and vanish between two servings of one document.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_ALIKE)
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub("", text))
    return " ".join(text.casefold().split())


def _hash(parts: Iterable[str]) -> str:
    return blake2b("\x1f".join(parts).encode("utf-8", errors="replace"), digest_size=16).hexdigest()


def content_hash(item: Item) -> str:
    """Hash of what an item says: title, text and lasting fields, normalised. Times and addresses take no part."""
    said = sorted(f"{name}={comparable(value)}" for name, value in item.fields.items() if name not in UNCOMPARED_FIELDS)
    return _hash((comparable(item.title), comparable(item.text), *said))


def likeness(item: Item) -> str:
    """Hash of title and text alone: equal for one document under two ids or addresses."""
    return _hash((comparable(item.title), comparable(item.text)))


@dataclass(frozen=True, slots=True)
class Stored:
    """What the memory holds of one item."""

    native_id: str
    url: str
    title: str
    text: str
    published_at: datetime | None
    content_hash: str
    history: bool
    hashes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Recall:
    """What the memory knows about the items of one answer.

    Attributes:
        same: native ids whose stored content equals the answer's.
        known: native id -> stored, for ids known with other content; ``hashes`` holds every version's.
        by_url: address -> stored, for unknown ids whose address is known.
        by_likeness: likeness -> publication times, for unknown ids whose title and text are known.
    """

    same: frozenset[str] = frozenset()
    known: Mapping[str, Stored] = field(default_factory=dict)
    by_url: Mapping[str, Stored] = field(default_factory=dict)
    by_likeness: Mapping[str, frozenset[datetime | None]] = field(default_factory=dict)


def _stored(row: Any, hashes: frozenset[str] = frozenset()) -> Stored:
    return Stored(row.native_id, row.url, row.title, row.text, row.published_at, row.content_hash, row.history, hashes)


def _chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))


async def recall(db: Database, source: str, items: Sequence[Item]) -> Recall:
    """Compare an answer's items of one source with what is stored."""
    ours = {item.native_id: content_hash(item) for item in items}
    current: dict[str, str] = {}
    async with db.read() as session:
        for ids in _chunks(list(ours)):
            rows = await session.execute(
                select(_items.c.native_id, _items.c.content_hash).where(
                    _items.c.source == source, _items.c.native_id.in_(ids)
                )
            )
            current.update((row.native_id, row.content_hash) for row in rows)
        same = frozenset(native for native, stored in current.items() if ours[native] == stored)
        known = await _changed(session, source, [native for native in current if native not in same])
        unknown = [item for item in items if item.native_id not in current]
        by_url, by_likeness = await _elsewhere(session, source, unknown)
    return Recall(same, known, by_url, by_likeness)


async def _changed(session: AsyncSession, source: str, ids: Sequence[str]) -> dict[str, Stored]:
    known: dict[str, Stored] = {}
    for some in _chunks(ids):
        rows = list(
            await session.execute(select(_items).where(_items.c.source == source, _items.c.native_id.in_(some)))
        )
        earlier: dict[int, set[str]] = {row.id: {row.content_hash} for row in rows}
        versions = await session.execute(
            select(_versions.c.item_id, _versions.c.content_hash).where(_versions.c.item_id.in_(list(earlier)))
        )
        for version in versions:
            earlier[version.item_id].add(version.content_hash)
        known.update((row.native_id, _stored(row, frozenset(earlier[row.id]))) for row in rows)
    return known


async def _elsewhere(
    session: AsyncSession, source: str, unknown: Sequence[Item]
) -> tuple[dict[str, Stored], dict[str, frozenset[datetime | None]]]:
    by_url: dict[str, Stored] = {}
    times: dict[str, set[datetime | None]] = {}
    for start in range(0, len(unknown), _CHUNK // 2):
        some = unknown[start : start + _CHUNK // 2]
        urls, like = [item.url for item in some], [likeness(item) for item in some]
        rows = await session.execute(
            select(_items).where(_items.c.source == source, or_(_items.c.url.in_(urls), _items.c.likeness.in_(like)))
        )
        for row in rows:
            by_url[row.url] = _stored(row, frozenset({row.content_hash}))
            times.setdefault(row.likeness, set()).add(row.published_at)
    return by_url, {key: frozenset(when) for key, when in times.items()}


async def keep_items(session: AsyncSession, items: Sequence[Item], now: datetime, *, history: bool = False) -> None:
    """Store new items and new versions of known ones, inside the caller's transaction. The same item twice is one.

    ``history`` marks what is met for the first time without alerting anybody.
    """
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else pg_insert
    for start in range(0, len(items), _ROWS):
        some = {item.native_id: _values(item, now) for item in items[start : start + _ROWS]}
        rows = [{**values, "version": 1, "first_seen_at": now, "history": history} for values in some.values()]
        made = await session.execute(
            insert(_items)
            .values(rows)
            .on_conflict_do_nothing(index_elements=["source", "native_id"])
            .returning(_items.c.native_id)
        )
        for native_id in some.keys() - {row.native_id for row in made}:
            await _new_version(session, some[native_id], now)


async def forget_texts(db: Database, before: datetime, batch: int = 1000) -> int:
    """Housekeeping: drop the texts and earlier versions of press items first seen before ``before``.

    The rows stay, so that a feed that still lists an old item does not make news of it. Returns how many were emptied.
    """
    emptied = 0
    while True:
        async with db.write() as session:
            past = (
                select(_items.c.id)
                .where(_items.c.kind == ItemKind.NEWS.value, _items.c.first_seen_at < before, _items.c.text != "")
                .limit(batch)
            )
            ids = list((await session.execute(past)).scalars())
            if ids:
                await session.execute(delete(_versions).where(_versions.c.item_id.in_(ids)))
                await session.execute(update(_items).where(_items.c.id.in_(ids)).values(text=""))
        emptied += len(ids)
        if len(ids) < batch:
            return emptied


def _values(item: Item, now: datetime) -> dict[str, Any]:
    return {
        "source": item.source,
        "native_id": item.native_id,
        "kind": item.kind.value,
        "url": item.url,
        "title": item.title,
        "text": item.text,
        "lang": item.lang,
        "published_at": item.published_at,
        "modified_at": item.modified_at,
        "fields": {name: value for name, value in item.fields.items() if name not in PASSING_FIELDS - {"listed"}},
        "content_hash": content_hash(item),
        "likeness": likeness(item),
        "changed_at": now,
    }


async def _new_version(session: AsyncSession, values: Mapping[str, Any], now: datetime) -> None:
    here = (_items.c.source == values["source"], _items.c.native_id == values["native_id"])
    old = (await session.execute(select(_items).where(*here).with_for_update())).one()
    if old.content_hash == values["content_hash"]:
        return
    await session.execute(
        _versions.insert().values(
            item_id=old.id,
            version=old.version,
            content_hash=old.content_hash,
            title=old.title,
            text=old.text,
            fields=old.fields,
            seen_at=old.changed_at,
        )
    )
    await session.execute(update(_items).where(_items.c.id == old.id).values(**values, version=old.version + 1))
