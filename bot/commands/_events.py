"""What the watch has recorded, for the commands that list it beside the embedded facts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.render.words import NEW_YORK, day, escape, link
from storage.event_rows import recent
from storage.events import EventKind, StoredEvent
from storage.subscriptions import Subscription, matches

if TYPE_CHECKING:
    from bot.desk import Desk

MOST = 10


async def events_until(
    desk: Desk, kind: EventKind | None, country: str | None, since: date, until: date
) -> list[StoredEvent]:
    """Recorded events between two New York days, both included, newest first; [] without a database."""
    if desk.database is None:
        return []
    start = datetime.combine(since, time(0), NEW_YORK).astimezone(UTC)
    end = datetime.combine(until + timedelta(days=1), time(0), NEW_YORK).astimezone(UTC)
    wish = Subscription(0, kind, country or "")
    async with desk.database.read() as session:
        found = await recent(session, start, kinds=(kind,) if kind else ())
    return [stored for stored in found if stored.event.occurred_at < end and matches(wish, stored.event)]


async def event_lines(
    desk: Desk, kind: EventKind, country: str | None, until: date, lang: str, days: int = 120
) -> list[str]:
    """Those events as lines with their source; [] when there are none."""
    found = await events_until(desk, kind, country, until - timedelta(days=days), until)
    lines = []
    for stored in found[:MOST]:
        event = stored.event
        cited = event.citations[0] if event.citations else None
        source = f" ({link(cited.url, cited.source)})" if cited else ""
        lines.append(f"• {day(event.occurred_at.astimezone(NEW_YORK).date(), lang)} {escape(event.headline)}{source}")
    return ["", *lines] if lines else []
