"""Subscriptions as JSON, so that they survive the loss of a bot; and what a subscription would have sent lately."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.chats import ChatSettings, chat_settings, meet, mute, read_chat, save_settings, silences
from storage.columns import table_of
from storage.event_rows import recent
from storage.events import EventKind, StoredEvent
from storage.subscriptions import Refused, Subscription, matches, read_subscription, subscribe
from storage.tables import Chat, SubscriptionRow

FORMAT = "tariffwire-subscriptions/1"

_chats = table_of(Chat)
_subs = table_of(SubscriptionRow)


async def export_all(session: AsyncSession, now: datetime) -> dict[str, Any]:
    """Every chat with its settings, mutes and subscriptions, JSON-able."""
    chats = [read_chat(row) for row in await session.execute(select(_chats).order_by(_chats.c.chat_id))]
    wishes: dict[int, list[Subscription]] = {}
    for row in await session.execute(select(_subs).order_by(_subs.c.id)):
        wishes.setdefault(row.chat_id, []).append(read_subscription(row))
    told = []
    for chat in chats:
        muted = (await silences(session, [chat.chat_id], now)).get(chat.chat_id, [])
        told.append(
            _chat_out(chat)
            | {"subscriptions": [_wish_out(one) for one in wishes.get(chat.chat_id, [])]}
            | {"mutes": [{"scope": one.scope, "value": one.value, "until": _iso(one.until)} for one in muted]}
        )
    return {"format": FORMAT, "exported_at": now.isoformat(), "chats": told}


async def import_all(session: AsyncSession, kept: Mapping[str, Any], now: datetime) -> tuple[int, int]:
    """Add what an export holds; what is there already stays, and settings of chats already known are not touched.

    Returns:
        (chats, subscriptions) read.

    Raises:
        Refused: not an export, or an entry that cannot be read; one sentence, and nothing was added once the caller
        rolls back.
    """
    if kept.get("format") != FORMAT or not isinstance(kept.get("chats"), list):
        raise Refused(f'This is not an export of subscriptions: its "format" must be "{FORMAT}".')
    count = 0
    for number, entry in enumerate(kept["chats"], 1):
        try:
            chat = _chat_in(entry)
            wishes = [_wish_in(one, chat.chat_id) for one in entry.get("subscriptions", [])]
            mutes = [(str(m["scope"]), str(m["value"]), _instant(m.get("until"))) for m in entry.get("mutes", [])]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Refused(f"Entry {number} of the export cannot be read ({error}): correct or remove it.") from None
        known = await chat_settings(session, chat.chat_id)
        if known is None:
            await meet(session, chat, now)
            await save_settings(session, chat, now)
        for wish in wishes:
            await subscribe(session, wish, now)
            count += 1
        for scope, value, until in mutes:
            await mute(session, chat.chat_id, scope, value, until=until, now=now)
    return len(kept["chats"]), count


async def preview(
    session: AsyncSession, wish: Subscription, now: datetime, *, days: int = 30
) -> list[tuple[StoredEvent, str]]:
    """What ``wish`` would have sent in the last days, newest first, each with the reason it matches."""
    kinds = [wish.kind] if wish.kind else [kind for kind in EventKind if kind is not EventKind.SOURCES]
    events = await recent(session, now - timedelta(days=days), kinds=kinds, limit=2000)
    told = ((stored, matches(wish, stored.event)) for stored in events)
    return [(stored, match.reason) for stored, match in told if match]


def _chat_out(chat: ChatSettings) -> dict[str, Any]:
    return {
        "chat_id": chat.chat_id,
        "kind": chat.kind,
        "language": chat.language,
        "zone": chat.zone,
        "quiet": [f"{chat.quiet_from:%H:%M}", f"{chat.quiet_to:%H:%M}"] if chat.quiet_from and chat.quiet_to else None,
        "urgent_passes": chat.urgent_passes,
        "digest": chat.digest,
        "digest_at": f"{chat.digest_at:%H:%M}",
        "digest_weekday": chat.digest_weekday,
        "muted_until": _iso(chat.muted_until),
        "paused": chat.paused,
        "admins_only": chat.admins_only,
        "topic_id": chat.topic_id,
    }


def _chat_in(entry: Mapping[str, Any]) -> ChatSettings:
    quiet = entry.get("quiet") or [None, None]
    return ChatSettings(
        chat_id=int(entry["chat_id"]),
        kind=str(entry.get("kind", "private")),
        language=str(entry.get("language", "en")),
        zone=str(entry.get("zone", "UTC")),
        quiet_from=time.fromisoformat(quiet[0]) if quiet[0] else None,
        quiet_to=time.fromisoformat(quiet[1]) if quiet[1] else None,
        urgent_passes=bool(entry.get("urgent_passes", True)),
        digest=str(entry.get("digest", "off")),
        digest_at=time.fromisoformat(entry.get("digest_at", "08:00")),
        digest_weekday=int(entry.get("digest_weekday", 0)) % 7,
        muted_until=_instant(entry.get("muted_until")),
        paused=bool(entry.get("paused", False)),
        admins_only=bool(entry.get("admins_only", True)),
        topic_id=entry.get("topic_id"),
    )


def _wish_out(wish: Subscription) -> dict[str, Any]:
    return {
        "kind": wish.kind.value if wish.kind else "",
        "country": wish.country,
        "product": wish.product,
        "prefixes": list(wish.prefixes),
        "stage": wish.stage,
        "only_rate_changes": wish.only_rate_changes,
        "topic_id": wish.topic_id,
        "paused": wish.paused,
    }


def _wish_in(entry: Mapping[str, Any], chat_id: int) -> Subscription:
    kind = str(entry.get("kind", ""))
    wish = Subscription(
        chat_id=chat_id,
        kind=EventKind(kind) if kind else None,
        country=str(entry.get("country", "")),
        product=str(entry.get("product", "")),
        prefixes=tuple(str(prefix) for prefix in entry.get("prefixes", ())),
        stage=str(entry.get("stage", "")),
        only_rate_changes=bool(entry.get("only_rate_changes", False)),
        topic_id=entry.get("topic_id"),
    )
    return replace(wish, paused=bool(entry.get("paused", False)))


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
