"""When an alert may be sent: a pure decision from the event, the chat's wishes and now.

Quiet hours are local wall times in the chat's zone, and on nights when the clocks change they are never shorter than
asked: they begin at the first instant the clock shows their beginning and end at the last instant it shows their end;
a time that the clock skips is the instant of the jump. A digest is due at the first such instant of a local date, so
a repeated hour does not bring a second one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.chats import ChatSettings
from storage.events import EventKind, NewEvent
from storage.fanout import Due
from storage.messages import Lane

TOGETHER = timedelta(seconds=20)
"""How long an alert of these kinds waits for others: one midnight changes many rates, one order moves many issues, and
a chat gets one message, not nine."""
_COME_TOGETHER = frozenset({EventKind.RATES, EventKind.ISSUES})
PAUSED_LOOK = timedelta(days=7)
"""How far a paused chat's alerts are put off; resuming brings them forward at once."""


def when(event: NewEvent, recorded_at: datetime, chat: ChatSettings, now: datetime) -> Due:
    """Decide about one alert for one chat.

    Args:
        recorded_at: since when it is owed; the digest it belongs to is the next one after this.
        now: aware.

    Returns:
        ``not_before`` is ``now`` when nothing holds it.
    """
    passes = event.urgent and chat.urgent_passes
    lane = Lane.URGENT if passes else Lane.NORMAL
    if chat.paused:
        return Due(now + PAUSED_LOOK, lane, "paused")
    if chat.muted_until is not None and chat.muted_until > now:
        return Due(chat.muted_until, lane, "muted")
    if passes:
        return Due(now, lane)
    if chat.digest != "off":
        lane = Lane.DIGEST
        at = next_digest(chat, recorded_at)
        if at > now:
            return Due(quiet_until(chat, at) or at, lane, "digest")
        end = quiet_until(chat, now)
        return Due(end, lane, "digest") if end else Due(now, lane, "digest")
    if end := quiet_until(chat, now):
        return Due(end, lane, "quiet")
    if event.kind in _COME_TOGETHER:
        return Due(max(now, recorded_at + TOGETHER), lane, "together")
    return Due(now, lane)


def quiet_until(chat: ChatSettings, now: datetime) -> datetime | None:
    """The end of the quiet hours ``now`` is in, UTC; None when it is in none."""
    if chat.quiet_from is None or chat.quiet_to is None or chat.quiet_from == chat.quiet_to:
        return None
    zone = chat.tz
    today = now.astimezone(zone).date()
    overnight = chat.quiet_from > chat.quiet_to
    ends = []
    for day in (today - timedelta(days=1), today):
        begin = instant(day, chat.quiet_from, zone, latest=False)
        end = instant(day + timedelta(days=1) if overnight else day, chat.quiet_to, zone, latest=True)
        if begin <= now < end:
            ends.append(end)
    return max(ends, default=None)


def next_digest(chat: ChatSettings, after: datetime) -> datetime:
    """The first digest instant later than ``after``, UTC."""
    zone = chat.tz
    day = after.astimezone(zone).date()
    for _ in range(9):
        if chat.digest != "weekly" or day.weekday() == chat.digest_weekday:
            at = instant(day, chat.digest_at, zone, latest=False)
            if at > after:
                return at
        day += timedelta(days=1)
    raise AssertionError("nine days hold every weekday")


def digest_date(chat: ChatSettings, now: datetime) -> date:
    """The local date a digest sent ``now`` belongs to."""
    return now.astimezone(chat.tz).date()


def instant(day: date, at: time, zone: ZoneInfo, *, latest: bool) -> datetime:
    """The instant, UTC, at which clocks in ``zone`` show ``at`` on ``day``: of two the earlier or the latest; the
    jump itself when they skip it.
    """
    local = datetime.combine(day, at)
    early = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    late = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if early == late:
        return early
    if early < late:  # shown twice
        return late if latest else early
    return _jump(late, early, zone)  # skipped: fold=0 reads it with the offset before, which lies after the jump


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant between two at which the zone's offset changes, to the second."""
    offset = before.astimezone(zone).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while low < high:
        middle = (low + high) // 2
        if (before + timedelta(seconds=middle)).astimezone(zone).utcoffset() == offset:
            low = middle + 1
        else:
            high = middle
    return before + timedelta(seconds=low)
