"""When an alert may be sent: quiet hours, digests and urgent passes, on ordinary nights and on those when clocks
change.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.delivery.schedule import instant, next_digest, quiet_until, when
from storage.chats import ChatSettings
from storage.messages import Lane
from tests.delivery.conftest import event

NY = "America/New_York"
INSTANTS = st.integers(0, 2 * 365 * 24 * 3600).map(
    lambda one: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=one)
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def quiet(begin: str, end: str, zone: str = NY, **rest) -> ChatSettings:
    return ChatSettings(1, zone=zone, quiet_from=time.fromisoformat(begin), quiet_to=time.fromisoformat(end), **rest)


@pytest.mark.parametrize(
    ("begin", "end", "zone", "now", "until"),
    [
        ("22:00", "07:00", NY, "2025-08-28T23:00-04:00", "2025-08-29T07:00-04:00"),
        ("22:00", "07:00", NY, "2025-08-28T06:59-04:00", "2025-08-28T07:00-04:00"),
        ("22:00", "07:00", NY, "2025-08-28T07:00-04:00", None),
        ("22:00", "07:00", NY, "2025-08-28T12:00-04:00", None),
        ("12:00", "13:00", "Asia/Tokyo", "2025-08-28T12:30+09:00", "2025-08-28T13:00+09:00"),
        ("22:00", "07:00", "Asia/Tokyo", "2025-08-28T14:00+00:00", "2025-08-29T07:00+09:00"),
        # spring: 02:00 EST becomes 03:00 EDT on 2025-03-09
        ("22:00", "07:00", NY, "2025-03-09T00:30-05:00", "2025-03-09T07:00-04:00"),
        ("22:00", "02:30", NY, "2025-03-09T01:30-05:00", "2025-03-09T03:00-04:00"),
        ("02:30", "06:00", NY, "2025-03-09T03:00-04:00", "2025-03-09T06:00-04:00"),
        # autumn: 02:00 EDT becomes 01:00 EST on 2025-11-02
        ("22:00", "01:30", NY, "2025-11-02T01:30-04:00", "2025-11-02T01:30-05:00"),
        ("22:00", "07:00", NY, "2025-11-02T01:30-05:00", "2025-11-02T07:00-05:00"),
        ("01:30", "03:00", NY, "2025-11-02T01:30-04:00", "2025-11-02T03:00-05:00"),
        ("09:00", "09:00", NY, "2025-08-28T09:00-04:00", None),
        # a zone that jumps at midnight: Beirut, 2025-03-30 00:00 becomes 01:00
        ("23:00", "00:30", "Asia/Beirut", "2025-03-29T23:30+02:00", "2025-03-30T01:00+03:00"),
    ],
)
def test_quiet_hours_end_when_the_chats_clock_says_so(begin, end, zone, now, until):
    found = quiet_until(quiet(begin, end, zone), at(now))
    assert found == (None if until is None else at(until))


def test_a_zone_the_system_does_not_know_is_read_as_utc():
    assert quiet_until(quiet("10:00", "11:00", "Mars/Olympus"), at("2025-08-28T10:30+00:00")) == at(
        "2025-08-28T11:00+00:00"
    )


@given(
    INSTANTS,
    st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    st.sampled_from([NY, "Asia/Tokyo", "Europe/Berlin", "Australia/Lord_Howe", "America/Havana", "Asia/Kathmandu"]),
)
def test_quiet_hours_always_end_later_and_the_end_is_not_quiet(now, begin, end, zone):
    chat = ChatSettings(1, zone=zone, quiet_from=begin, quiet_to=end)
    until = quiet_until(chat, now)
    if until is not None:
        assert now < until <= now + timedelta(hours=26)
        assert quiet_until(chat, until) is None


@given(
    INSTANTS,
    st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    st.sampled_from([NY, "Asia/Tokyo", "Europe/Berlin", "Australia/Lord_Howe", "America/Havana"]),
    st.sampled_from(["daily", "weekly"]),
)
def test_digests_follow_each_other_one_a_local_date(now, at_time, zone, rhythm):
    chat = ChatSettings(1, zone=zone, digest=rhythm, digest_at=at_time, digest_weekday=2)
    first = next_digest(chat, now)
    second = next_digest(chat, first)
    local = [one.astimezone(ZoneInfo(zone)).date() for one in (first, second)]
    assert now < first
    assert (local[1] - local[0]).days == (1 if rhythm == "daily" else 7)


def test_a_digest_in_the_hour_that_comes_twice_is_sent_once():
    chat = ChatSettings(1, zone=NY, digest="daily", digest_at=time(1, 30))
    first = next_digest(chat, at("2025-11-02T00:00-04:00"))
    assert first == at("2025-11-02T01:30-04:00")
    assert next_digest(chat, at("2025-11-02T01:45-04:00")) == at("2025-11-03T01:30-05:00")


def test_a_time_the_clock_skips_is_the_instant_of_the_jump():
    day = date(2025, 3, 9)
    for latest in (False, True):
        assert instant(day, time(2, 30), ZoneInfo(NY), latest=latest) == at("2025-03-09T03:00-04:00")


NOW = at("2025-08-28T23:00-04:00")


def test_an_urgent_alert_passes_quiet_hours_and_digests_where_the_chat_lets_it():
    chat = quiet("22:00", "07:00", digest="daily")
    assert when(event(urgent=True), NOW, chat, NOW).not_before == NOW
    assert when(event(urgent=True), NOW, chat, NOW).lane is Lane.URGENT
    shy = quiet("22:00", "07:00", urgent_passes=False)
    assert when(event(urgent=True), NOW, shy, NOW).not_before == at("2025-08-29T07:00-04:00")


def test_a_mute_and_a_pause_hold_even_urgent_alerts():
    muted = ChatSettings(1, muted_until=NOW + timedelta(hours=1))
    assert when(event(urgent=True), NOW, muted, NOW).not_before == NOW + timedelta(hours=1)
    assert when(event(urgent=True), NOW, ChatSettings(1, paused=True), NOW).held == "paused"
    over = ChatSettings(1, muted_until=NOW - timedelta(seconds=1))
    assert when(event(), NOW, over, NOW).held == ""


def test_a_digest_that_falls_into_quiet_hours_waits_for_their_end():
    chat = quiet("22:00", "09:00", digest="daily", digest_at=time(8, 0))
    due = when(event(), NOW, chat, NOW)
    assert (due.not_before, due.held, due.lane) == (at("2025-08-29T09:00-04:00"), "digest", Lane.DIGEST)


def test_an_alert_belongs_to_the_digest_after_it_was_recorded_even_when_that_is_past():
    chat = ChatSettings(1, zone=NY, digest="daily", digest_at=time(8, 0))
    recorded = at("2025-08-28T07:00-04:00")
    assert when(event(), recorded, chat, at("2025-08-28T09:00-04:00")).not_before == at("2025-08-28T09:00-04:00")
