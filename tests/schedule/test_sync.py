from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from jobs.hts_sync import sync, sync_file
from storage.database import Database
from storage.schedule.release import ReleaseFault
from storage.schedule.store import load_schedule, read_schedule, stored_releases

BASE = "https://hts.example/reststop"
NOW = datetime(2026, 8, 3, 15, tzinfo=UTC)


class Usitc:
    """USITC as the client sees it: the names ``currentRelease`` gives in turn, and the export."""

    def __init__(self, export: bytes, *names: str) -> None:
        self.export = export
        self.names = list(names)
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url.copy_with(query=None)).removeprefix(BASE))
        if request.url.path.endswith("/currentRelease"):
            name = self.names.pop(0) if len(self.names) > 1 else self.names[0]
            return httpx.Response(200, json={"name": name, "description": "2026 HTS Revision 15", "title": "x"})
        assert dict(request.url.params) == {"from": "0100", "to": "9999", "format": "JSON", "styles": "false"}
        return httpx.Response(200, content=self.export)

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self))


@pytest.fixture
def export(make: SimpleNamespace, small_is_whole: None) -> bytes:
    answer: bytes = make.body(make.small())
    return answer


async def test_the_release_in_force_is_loaded_and_answers(database: Database, export: bytes) -> None:
    usitc = Usitc(export, "2026HTSRev15")
    async with usitc.client() as http:
        report = await sync(database, BASE, http, NOW)
    assert usitc.asked == ["/currentRelease", "/exportList", "/currentRelease"]
    assert (report.release, report.in_force, report.new, report.note) == ("2026HTSRev15", date(2026, 8, 3), True, "")
    assert report.rows == report.changed > 15
    schedule = await read_schedule(database)
    assert schedule is not None
    assert schedule.lines("8703230140", date(2026, 8, 3))[0].release == "2026HTSRev15"


async def test_a_release_loaded_before_is_not_downloaded_again_but_known_for_longer(
    database: Database, export: bytes
) -> None:
    usitc = Usitc(export, "2026HTSRev15")
    later = datetime(2027, 1, 15, 3, tzinfo=UTC)  # the evening of the 14th in New York
    async with usitc.client() as http:
        await sync(database, BASE, http, NOW)
        usitc.asked.clear()
        report = await sync(database, BASE, http, later)
    assert usitc.asked == ["/currentRelease"]
    assert not report.new
    schedule = await read_schedule(database)
    assert schedule is not None
    assert schedule.known_until() == date(2027, 1, 14)


async def test_a_release_that_changes_during_the_download_is_downloaded_once_more(
    database: Database, export: bytes
) -> None:
    usitc = Usitc(export, "2026HTSRev15", "2026HTSRev16", "2026HTSRev16")
    async with usitc.client() as http:
        report = await sync(database, BASE, http, NOW)
    assert report.release == "2026HTSRev16"
    assert usitc.asked.count("/exportList") == 2
    assert [release.name for release in await stored_releases(database)] == ["2026HTSRev16"]


async def test_a_release_that_never_stands_still_is_not_loaded(database: Database, export: bytes) -> None:
    usitc = Usitc(export, "2026HTSRev15", "2026HTSRev16", "2026HTSRev17", "2026HTSRev18")
    async with usitc.client() as http:
        with pytest.raises(ReleaseFault, match="twice"):
            await sync(database, BASE, http, NOW)
    assert await stored_releases(database) == ()


async def test_a_release_not_in_the_table_starts_today_and_says_so(database: Database, export: bytes) -> None:
    usitc = Usitc(export, "2031HTSRev2")
    async with usitc.client() as http:
        report = await sync(database, BASE, http, NOW)
    assert report.in_force == date(2026, 8, 3)
    assert "2026-08-03 is taken" in report.note


def answering(body: Any, status: int = 200) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/currentRelease") and status == 200:
            return httpx.Response(200, json={"name": "2026HTSRev15"})
        return httpx.Response(status, content=body)

    return answer


def silent(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectTimeout("nobody there", request=request)


@pytest.mark.parametrize(
    ("usitc", "words"),
    [
        (answering(b"<html>Request Access</html>"), "web page"),
        (answering(b'[{"htsno": "0101"}, {"ht'), "incomplete"),
        (answering(b"[]"), "only 0 rows"),
        (answering(b"", 503), "answered 503"),
        (silent, "does not answer"),
    ],
)
async def test_a_bad_answer_is_one_sentence_and_leaves_the_stored_schedule(
    database: Database, export: bytes, usitc: Callable[[httpx.Request], httpx.Response], words: str
) -> None:
    good = Usitc(export, "2026HTSRev14")
    async with good.client() as http:
        await sync(database, BASE, http, NOW)
    async with httpx.AsyncClient(transport=httpx.MockTransport(usitc)) as http:
        with pytest.raises(ReleaseFault, match=words) as refused:
            await sync(database, BASE, http, NOW)
    assert "\n" not in str(refused.value)
    assert [release.name for release in await stored_releases(database)] == ["2026HTSRev14"]


@pytest.mark.parametrize("name", ["", "next", None])
async def test_a_release_without_a_proper_name_is_refused(database: Database, name: str | None) -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=json.dumps({"name": name})))
    async with httpx.AsyncClient(transport=transport) as http:
        with pytest.raises(ReleaseFault, match="release"):
            await sync(database, BASE, http, NOW)


def test_a_file_is_loaded_under_the_name_and_day_its_file_name_tells(database_url: str, release_file: Path) -> None:
    report = sync_file(database_url, release_file)
    assert (report.release, report.in_force, report.new) == ("2026HTSRev10", date(2026, 6, 8), True)
    schedule = load_schedule(database_url)
    assert schedule is not None
    assert schedule.lines("87032301", date(2026, 7, 1))[0].general.text == "2.5%"
    assert sync_file(database_url, release_file).new is False


def test_a_file_without_a_name_asks_for_one(database_url: str, release_file: Path) -> None:
    nameless = release_file.rename(release_file.with_name("export.json.gz"))
    with pytest.raises(ReleaseFault, match="--release 2026HTSRev10"):
        sync_file(database_url, nameless)
    assert sync_file(database_url, nameless, release="2026HTSRev11").in_force == date(2026, 7, 1)
