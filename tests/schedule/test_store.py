from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select, update

from storage.columns import table_of
from storage.database import Database
from storage.schedule.book import BookRelease
from storage.schedule.release import Row
from storage.schedule.store import (
    load_schedule,
    mark_checked,
    read_schedule,
    release_rows,
    save_release,
    stored_releases,
)
from storage.schedule.tables import HtsBook, HtsLine

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
BASIC = BookRelease("2026HTSBasic", date(2026, 1, 1), date(2026, 1, 1))
REV3 = BookRelease("2026HTSRev3", date(2026, 2, 12), date(2026, 2, 12))
REV10 = BookRelease("2026HTSRev10", date(2026, 6, 8), date(2026, 6, 8))


async def lines_stored(database: Database) -> int:
    async with database.read() as session:
        return (await session.execute(select(func.count()).select_from(table_of(HtsLine)))).scalar_one()


async def test_a_second_release_stores_only_the_rows_that_differ(database: Database, make: SimpleNamespace) -> None:
    old, new = make.small(), make.small()
    new[7]["special"] = "Free (AU,KR,S,JP)"
    first = await save_release(database, BASIC, make.rows(old), "file", NOW)
    stored = await lines_stored(database)
    second = await save_release(database, REV10, make.rows(new), "file", NOW)
    assert (first.new, first.changed) == (True, len(old))
    assert (second.new, second.changed) == (True, 1)
    assert await lines_stored(database) == stored + 1


async def test_releases_loaded_in_any_order_answer_in_order_of_their_days(
    database: Database, make: SimpleNamespace
) -> None:
    special = {BASIC: "Free (S)", REV3: "Free (S,KR)", REV10: "Free (S,KR,JP)"}
    for release in (REV10, BASIC, REV3):
        rows = make.small()
        rows[7]["special"] = special[release]
        await save_release(database, release, make.rows(rows), "file", NOW)
    schedule = await read_schedule(database)
    assert schedule is not None
    assert [release.name for release in await stored_releases(database)] == [BASIC.name, REV3.name, REV10.name]
    for release in (BASIC, REV3, REV10):
        (line,) = schedule.lines("87032301", release.in_force)
        assert line.special[0].programs == tuple(special[release][6:-1].split(","))
        assert line.release == release.name


async def test_the_same_release_again_changes_nothing(database: Database, rows: list[Row]) -> None:
    await save_release(database, REV10, rows, "file", NOW)
    stored = await lines_stored(database)
    again = await save_release(database, REV10, rows, "file", NOW)
    assert (again.new, again.changed) == (False, 0)
    assert await lines_stored(database) == stored
    assert len(await stored_releases(database)) == 1


async def test_a_corrected_release_takes_the_place_of_the_stored_one(database: Database, make: SimpleNamespace) -> None:
    wrong = make.small()
    wrong[7]["general"] = "25%"
    await save_release(database, REV10, make.rows(wrong), "file", NOW)
    await save_release(database, REV10, make.rows(make.small()), "file", NOW)
    schedule = await read_schedule(database)
    assert schedule is not None
    assert schedule.lines("87032301", REV10.in_force)[0].general.text == "2.5%"


async def test_rows_come_back_as_they_were_printed(database: Database, rows: list[Row]) -> None:
    await save_release(database, REV10, rows, "file", NOW)
    assert await release_rows(database) == (REV10.name, rows)
    assert await release_rows(database, "2026HTSRev99") is None


async def test_an_sqlite_file_is_loaded_without_the_engine_and_alike(database: Database, rows: list[Row]) -> None:
    path = database.url.database
    assert path is not None
    assert load_schedule(path) is None, "no release is loaded yet"
    await save_release(database, REV10, rows, "file", NOW)
    direct, through = load_schedule(f"sqlite+aiosqlite:///{path}"), await read_schedule(database)
    assert direct is not None
    assert through is not None
    assert list(direct.all_lines(REV10.in_force)) == list(through.all_lines(REV10.in_force)) != []


def test_where_there_is_no_database_there_is_no_schedule(tmp_path: Path) -> None:
    assert load_schedule(tmp_path / "none.sqlite3") is None
    (tmp_path / "empty.sqlite3").touch()
    assert load_schedule(tmp_path / "empty.sqlite3") is None


async def test_a_book_of_another_version_is_made_anew_from_the_rows(database: Database, rows: list[Row]) -> None:
    await save_release(database, REV10, rows, "file", NOW)
    async with database.write() as session:
        await session.execute(update(table_of(HtsBook)).values(block=b"HTSBOOK0 of another version"))
    schedule = await read_schedule(database)
    assert schedule is not None
    assert schedule.lines("87032301", REV10.in_force)
    assert await mark_checked(database, REV10.name, date(2026, 7, 1), NOW)


async def test_a_release_seen_in_force_again_reaches_further(database: Database, rows: list[Row]) -> None:
    await save_release(database, REV10, rows, "file", NOW)
    assert await mark_checked(database, REV10.name, date(2027, 3, 1), NOW)
    schedule = await read_schedule(database)
    assert schedule is not None
    assert schedule.known_until() == date(2027, 3, 1)
    assert not await mark_checked(database, "2026HTSRev99", date(2027, 3, 1), NOW)


async def test_days_before_the_first_release_get_the_special_rates_of_then(
    database: Database, make: SimpleNamespace
) -> None:
    staged = make.printed("0201.10.50", 1, "Other", "26.4%", "", "31.1%")
    staged["special"] = (
        "Free (BH,CL,CO,JO,KR,MA,OM,P,PE,S,SG) See 9822.04.01-9822.04.03 (AU) See 9919.02.01-9919.02.02 (PA)"
    )
    await save_release(database, REV10, make.rows([*make.small(), staged]), "file", NOW)
    schedule = await read_schedule(database)
    assert schedule is not None
    korea = {
        day: next(
            special.rate.text for special in schedule.lines("02011050", day)[0].special if "KR" in special.programs
        )
        for day in (date(2025, 6, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 7, 1))
    }
    assert list(korea.values()) == ["1.7%", "1.7%", "Free", "Free"]
    assert schedule.lines("87032301", date(2025, 6, 1))[0].general.text == "2.5%"


async def test_a_save_that_fails_half_way_leaves_the_old_schedule(
    database: Database, rows: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    await save_release(database, BASIC, rows, "file", NOW)
    stored = await lines_stored(database)

    async def out_of_disk(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("storage.schedule.store._write_book", out_of_disk)
    with pytest.raises(OSError, match="no space"):
        await save_release(database, REV10, rows[:-1], "file", NOW)
    assert [release.name for release in await stored_releases(database)] == [BASIC.name]
    assert await lines_stored(database) == stored
    schedule = await read_schedule(database)
    assert schedule is not None
    assert schedule.release_on(date(2026, 7, 1)).name == BASIC.name


async def test_two_loads_at_once_keep_both_releases(database: Database, rows: list[Row]) -> None:
    await asyncio.gather(
        save_release(database, BASIC, rows, "file", NOW), save_release(database, REV10, rows[:-1], "file", NOW)
    )
    schedule = await read_schedule(database)
    assert schedule is not None
    assert schedule.release_on(date(2026, 3, 1)).name == BASIC.name
    assert schedule.release_on(date(2026, 7, 1)).name == REV10.name
