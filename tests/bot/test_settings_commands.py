"""Settings of a chat: language, zone, quiet hours, urgent alerts, digests, and what happens with nonsense."""

from datetime import time

import pytest


async def test_the_settings_are_shown_with_the_command_that_changes_each(person, reader):
    told = await person.say("/settings")
    for command in ("/language", "/zone", "/quiet", "/urgent", "/digest"):
        assert command in told
    assert "Your Telegram id: 42" in told
    assert "このチャットの設定" in await reader.say("/settings")
    assert "Asia/Tokyo" in await reader.say("/settings")


@pytest.mark.parametrize(
    ("words", "lang"), [("ja", "ja"), ("日本語", "ja"), ("Japanese", "ja"), ("EN", "en"), ("english", "en")]
)
async def test_the_language_is_changed_and_the_answer_is_in_it(person, words, lang):
    told = await person.say(f"/language {words}")
    assert (await person.settings()).language == lang
    assert ("保存しました" in told) is (lang == "ja")


@pytest.mark.parametrize("words", ["", "fr", "english please", "e", "🦄"])
async def test_a_language_nobody_speaks_is_refused_in_one_line(person, words):
    assert "I speak en and ja" in await person.say(f"/language {words}")


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Asia/Tokyo", "Asia/Tokyo"),
        ("asia/tokyo", "Asia/Tokyo"),
        ("tokyo", "Asia/Tokyo"),
        ("東京", "Asia/Tokyo"),
        ("日本", "Asia/Tokyo"),
        ("JST", "Asia/Tokyo"),
        ("osaka", "Asia/Tokyo"),
        ("New York", "America/New_York"),
        ("America/New_York", "America/New_York"),
        ("EST", "America/New_York"),
        ("Washington DC", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
        ("Indianapolis", "America/Indiana/Indianapolis"),
        ("London", "Europe/London"),
        ("Switzerland", "Europe/Zurich"),
        ("UTC", "UTC"),
        ("UTC+9", "Etc/GMT-9"),
        ("GMT-5", "Etc/GMT+5"),
    ],
)
async def test_a_zone_is_named_by_city_country_or_name(person, words, zone):
    assert f"Saved: {zone}" in await person.say(f"/zone {words}")
    assert (await person.settings()).zone == zone


@pytest.mark.parametrize("words", ["", "nowhere", "../../etc/passwd", "Factory", "CST", "UTC+99", "<b>", "x" * 500])
async def test_a_zone_nobody_knows_is_refused_in_one_line_and_changes_nothing(person, words):
    told = await person.say(f"/zone {words}")
    assert "I do not know the time zone" in told
    assert len(told.splitlines()) == 1
    assert await person.settings() is None


async def test_a_misspelt_zone_is_offered_as_a_button(person):
    await person.say("/zone Tokio")
    await person.press("Asia/Tokyo")
    assert (await person.settings()).zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("22:00-07:00", (time(22), time(7))),
        ("22-7", (time(22), time(7))),
        ("22:30 - 6:15", (time(22, 30), time(6, 15))),
        ("22:00–07:00", (time(22), time(7))),
        ("10pm to 7am", (time(22), time(7))),
        ("12am-6am", (time(0), time(6))),
        ("22時から7時", (time(22), time(7))),
        ("22時30分から7時まで", (time(22, 30), time(7))),
        ("20:00-24:00", (time(20), time(0))),
    ],
)
async def test_quiet_hours_are_read_and_said_back_with_the_zone(person, words, hours):
    told = await person.say(f"/quiet {words}")
    chat = await person.settings()
    assert (chat.quiet_from, chat.quiet_to) == hours
    assert f"{hours[0]:%H:%M}-{hours[1]:%H:%M} (UTC)" in told
    assert "no quiet hours" in await person.say("/quiet off")
    assert (await person.settings()).quiet_from is None


@pytest.mark.parametrize(
    "words", ["", "25:00-07:00", "22:00", "22:00-22:00", "22:61-7", "night", "13pm-2am", "-", "0am-1am"]
)
async def test_bad_quiet_hours_are_refused_in_one_line_and_change_nothing(person, words):
    told = await person.say(f"/quiet {words}")
    assert "22:00-07:00" in told
    assert len(told.splitlines()) == 1
    assert await person.settings() is None


async def test_urgent_alerts_are_let_through_or_not(person, reader):
    assert "wait like the others" in await person.say("/urgent off")
    assert not (await person.settings()).urgent_passes
    assert "come at once" in await person.say("/urgent on")
    assert (await person.settings()).urgent_passes
    assert "/urgent on" in await person.say("/urgent maybe")
    assert "緊急の通知はすぐ送る" in await reader.say("/urgent オン")


@pytest.mark.parametrize(
    ("words", "rhythm", "at", "weekday"),
    [
        ("daily", "daily", time(8), 0),
        ("daily 7:30", "daily", time(7, 30), 0),
        ("daily at 18", "daily", time(18), 0),
        ("daily 6pm", "daily", time(18), 0),
        ("weekly", "weekly", time(8), 0),
        ("weekly fri 18:00", "weekly", time(18), 4),
        ("weekly Sunday", "weekly", time(8), 6),
        ("毎日 9時", "daily", time(9), 0),
        ("毎週 金曜 9時", "weekly", time(9), 4),
        ("off", "off", time(8), 0),
    ],
)
async def test_a_digest_has_its_rhythm_hour_and_weekday(person, words, rhythm, at, weekday):
    assert "Saved: digest" in await person.say(f"/digest {words}")
    chat = await person.settings()
    assert (chat.digest, chat.digest_at, chat.digest_weekday) == (rhythm, at, weekday)


@pytest.mark.parametrize("words", ["", "hourly", "daily 25:00", "daily fri", "weekly someday", "daily 8 banana"])
async def test_a_digest_that_cannot_be_read_is_refused_in_one_line(person, words):
    told = await person.say(f"/digest {words}")
    assert "/digest weekly mon 8:00" in told
    assert await person.settings() is None


async def test_the_hour_of_a_digest_stays_when_only_its_rhythm_changes(person):
    await person.say("/digest daily 7:30")
    assert "weekly Mon 07:30 (UTC)" in await person.say("/digest weekly")


async def test_settings_are_changed_by_buttons_in_the_same_message(person):
    await person.say("/settings")
    assert "Digest: daily 08:00" in await person.press("daily")
    assert person.reply.in_place
    assert "digests: off" in await person.press("Urgent waits too")
    assert "このチャットの設定" in await person.press("日本語")
    chat = await person.settings()
    assert (chat.digest, chat.urgent_passes, chat.language) == ("daily", False, "ja")


async def test_topics_are_for_groups_and_said_so_in_private(person):
    assert "Topics exist in forum groups" in await person.say("/topic")
