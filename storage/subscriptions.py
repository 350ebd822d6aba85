"""What a chat asks for, and whether an event is it. ``matches`` is pure and says why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.columns import table_of
from storage.events import EventKind, NewEvent
from storage.tables import SubscriptionRow
from tariff.origins import EU_MEMBERS as EU_MEMBERS  # noqa: PLC0414  the face asks for it here

MOST_PER_CHAT = 100

_subs = table_of(SubscriptionRow)


class Refused(Exception):
    """A wish of a chat that cannot be met; the text is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Kind x country x product x stage x "only when the rate changes"; None or "" means any.

    Attributes:
        chat_id: Telegram chat id.
        kind: None = every kind but ``sources`` (faults of sources are told only to who asks for them).
        country: ISO 3166-1 alpha-2 or "EU"; "" = any.
        product: the canonical product word ("autos") or an HTS code's digits ("870323"); "" = any.
        prefixes: HTS prefixes the product word stands for, digits only, resolved when subscribing.
        stage: a ``Stage`` value or a trip status; "" = any.
        only_rate_changes: only events by which a rate somebody pays changes.
        topic_id: forum topic the alerts go to; None = the chat's own setting.
        id: row number; None before it is stored.
    """

    chat_id: int
    kind: EventKind | None = None
    country: str = ""
    product: str = ""
    prefixes: tuple[str, ...] = ()
    stage: str = ""
    only_rate_changes: bool = False
    topic_id: int | None = None
    paused: bool = False
    id: int | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Whether, and why in one phrase; truthy when it matches."""

    yes: bool
    reason: str

    def __bool__(self) -> bool:
        return self.yes


def matches(subscription: Subscription, event: NewEvent) -> Match:
    """Decide whether ``event`` is what ``subscription`` asked for; the reason can be shown to the user."""
    if subscription.paused:
        return Match(False, "the subscription is paused")
    if subscription.kind is None and event.kind is EventKind.SOURCES:
        return Match(False, "faults of sources are sent only to who asks for them")
    if subscription.kind not in (None, event.kind):
        return Match(False, f"it is about {event.kind.value}, not {subscription.kind}")
    if subscription.only_rate_changes and not event.rate_change:
        return Match(False, "no rate changes by it")
    if subscription.stage and subscription.stage != event.stage:
        return Match(False, f"its stage is {event.stage}, not {subscription.stage}")
    country = _country_match(subscription.country, event.countries)
    if not country:
        return country
    product = _product_match(subscription, event.products)
    if not product:
        return product
    return Match(
        True, "; ".join(part.reason for part in (country, product) if part.reason) or f"all {event.kind.value}"
    )


def _country_match(wanted: str, countries: Sequence[str]) -> Match:
    if not wanted:
        return Match(True, "")
    if not countries:
        return Match(True, "it concerns every country")
    if wanted in countries:
        return Match(True, f"it concerns {wanted}")
    if wanted in EU_MEMBERS and "EU" in countries:
        return Match(True, f"it concerns the EU, of which {wanted} is a member")
    if wanted == "EU" and (members := sorted(EU_MEMBERS.intersection(countries))):
        return Match(True, f"it concerns {members[0]}, a member of the EU")
    return Match(False, f"it does not concern {wanted}")


def _product_match(subscription: Subscription, products: Sequence[str]) -> Match:
    if not subscription.product:
        return Match(True, "")
    if not products:
        return Match(True, "it is not limited to products")
    word = subscription.product.casefold()
    codes = {digits for digits in (_digits(subscription.product), *map(_digits, subscription.prefixes)) if digits}
    others = tuple(product[1:] for product in products if product.startswith("!"))
    for product in products:
        if product.casefold() == word:
            return Match(True, f"it concerns {product}")
        digits = _digits(product)
        if digits and any(code.startswith(digits) or digits.startswith(code) for code in codes):
            return Match(True, f"it concerns heading {product}")
    if others and not (codes and all(code.startswith(others) for code in codes)):
        return Match(True, "it concerns goods that have no rate of their own sector")
    return Match(False, f"it does not concern {subscription.product}")


def _digits(word: str) -> str:
    """The digits of an HTS code ("8703.23" -> "870323"); "" for a word."""
    bare = word.replace(".", "").replace(" ", "")
    return bare if bare.isdigit() else ""


def silenced(subscription: Subscription, event: NewEvent, threads: Iterable[str], countries: Iterable[str]) -> bool:
    """Whether a chat's mutes of threads and countries silence what ``subscription`` matched.

    A country mute silences an alert when it is the subscription's own country, or when every country of the event is
    muted.
    """
    if event.thread in set(threads):
        return True
    muted = set(countries)
    if subscription.country:
        return subscription.country in muted
    return bool(event.countries) and muted.issuperset(event.countries)


async def subscribe(session: AsyncSession, wish: Subscription, now: datetime) -> Subscription:
    """Store a subscription; one that is there already is woken and moved to the wished topic instead.

    Raises:
        Refused: the chat has ``MOST_PER_CHAT`` already.
    """
    same = (
        (_subs.c.chat_id == wish.chat_id)
        & (_subs.c.kind == (wish.kind or ""))
        & (_subs.c.country == wish.country)
        & (_subs.c.product == wish.product)
        & (_subs.c.stage == wish.stage)
        & (_subs.c.only_rate_changes == wish.only_rate_changes)
    )
    found = (
        await session.execute(
            update(_subs)
            .where(same)
            .values(paused=False, topic_id=wish.topic_id, prefixes=list(wish.prefixes))
            .returning(*_subs.c)
        )
    ).first()
    if found is not None:
        return _read(found)
    count = (
        await session.execute(select(func.count()).select_from(_subs).where(_subs.c.chat_id == wish.chat_id))
    ).scalar_one()
    if count >= MOST_PER_CHAT:
        raise Refused(f"This chat has {count} subscriptions, the most there can be: delete one in /alerts first.")
    made = await session.execute(_subs.insert().values(**_values(wish), created_at=now).returning(_subs.c.id))
    return replace(wish, id=made.scalar_one(), created_at=now)


async def subscriptions_of(session: AsyncSession, chat_id: int) -> list[Subscription]:
    """What a chat asked for, oldest first."""
    rows = await session.execute(select(_subs).where(_subs.c.chat_id == chat_id).order_by(_subs.c.id))
    return [_read(row) for row in rows]


async def subscription(session: AsyncSession, chat_id: int, number: int) -> Subscription | None:
    """One of the chat's own; never another chat's."""
    row = (await session.execute(select(_subs).where(_subs.c.chat_id == chat_id, _subs.c.id == number))).first()
    return None if row is None else _read(row)


async def pause_subscription(session: AsyncSession, chat_id: int, number: int, *, paused: bool) -> bool:
    """Pause or resume one; True when it is there."""
    done = await session.execute(
        update(_subs)
        .where(_subs.c.chat_id == chat_id, _subs.c.id == number)
        .values(paused=paused)
        .returning(_subs.c.id)
    )
    return done.first() is not None


async def edit_subscription(session: AsyncSession, wish: Subscription) -> Subscription | None:
    """Change a stored subscription to ``wish`` (same id and chat); when another of the chat says the same already, the
    edited one is dropped and the other returned. None when it is not there."""
    current = await subscription(session, wish.chat_id, wish.id or 0)
    if current is None:
        return None
    for other in await subscriptions_of(session, wish.chat_id):
        if other.id != wish.id and _same(other, wish):
            await unsubscribe(session, wish.chat_id, wish.id or 0)
            return other
    await session.execute(update(_subs).where(_subs.c.id == wish.id).values(**_values(wish)))
    return replace(wish, created_at=current.created_at)


async def unsubscribe(session: AsyncSession, chat_id: int, number: int | None = None) -> int:
    """Delete one, or all when ``number`` is None; returns how many went."""
    where = _subs.c.chat_id == chat_id if number is None else (_subs.c.chat_id == chat_id) & (_subs.c.id == number)
    gone = await session.execute(delete(_subs).where(where).returning(_subs.c.id))
    return len(gone.all())


def _same(one: Subscription, other: Subscription) -> bool:
    return (one.kind, one.country, one.product, one.stage, one.only_rate_changes) == (
        other.kind,
        other.country,
        other.product,
        other.stage,
        other.only_rate_changes,
    )


def _values(wish: Subscription) -> dict[str, Any]:
    return {
        "chat_id": wish.chat_id,
        "kind": wish.kind.value if wish.kind else "",
        "country": wish.country,
        "product": wish.product,
        "prefixes": list(wish.prefixes),
        "stage": wish.stage,
        "only_rate_changes": wish.only_rate_changes,
        "topic_id": wish.topic_id,
        "paused": wish.paused,
    }


def _read(row: Row[Any]) -> Subscription:
    return Subscription(
        chat_id=row.chat_id,
        kind=EventKind(row.kind) if row.kind else None,
        country=row.country,
        product=row.product,
        prefixes=tuple(row.prefixes),
        stage=row.stage,
        only_rate_changes=row.only_rate_changes,
        topic_id=row.topic_id,
        paused=row.paused,
        id=row.id,
        created_at=row.created_at,
    )


read_subscription = _read
