"""A small schedule in the shape of the official release files, for the tests of this room."""

from __future__ import annotations

import asyncio
import gzip
import json
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from storage.database import Database
from storage.migrate import upgrade
from storage.schedule.release import Row, read_body
from tariff.answer import Instrument
from tariff.law import Law
from tariff.measure import Measure, Period, Rate, Scope

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples" / "usitc_hts"

Printed = dict[str, Any]


def printed(htsno: str, indent: int, description: str, *rates: str, **more: Any) -> Printed:
    """One row as the files have it: general, special, other."""
    general, special, other = (*rates, "", "", "")[:3]
    row: Printed = {
        "htsno": htsno,
        "indent": str(indent),
        "description": description,
        "superior": "true" if not htsno else None,
        "units": [],
        "general": general,
        "special": special,
        "other": other,
        "footnotes": [],
        "quotaQuantity": None,
        "additionalDuties": None,
        "addiitionalDuties": None,
    }
    return {**row, **more}


def small_release() -> list[Printed]:
    """Cars, cameras, cheese, and a few headings of chapter 99."""
    note = [{"columns": ["general"], "value": "See 9903.88.01. ", "type": "endnote"}]
    return [
        printed("0101", 0, "Live horses, asses, mules and hinnies:"),
        printed("0101.30.00.00", 1, "Asses", "6.8%", "Free (A+,AU,KR,S)", "15%", units=["No."]),
        printed("0406", 0, "Cheese and curd:"),
        printed(
            "0406.90.97",
            1,
            "Other",
            "$1.509/kg",
            "Free (BH,CL) 10¢/kg (KR) See 9823.04.01-9823.04.54 (S+)",
            "$1.775/kg",
        ),
        printed("0406.90.97.50", 2, "Other", units=["kg", "kg cmsc"]),
        printed("8703", 0, "Motor cars and other motor vehicles:"),
        printed("", 1, "Other vehicles, with only spark-ignition engines:"),
        printed(
            "8703.23.01",
            2,
            "Of a cylinder capacity exceeding 1,500 cc",
            "2.5%",
            "Free (AU,KR,S)",
            "10%",
            footnotes=note,
        ),
        printed("", 3, "New:"),
        printed("8703.23.01.40", 4, "Minivans", units=["No."]),
        printed("8703.23.01.70", 4, "Other", units=["No."]),
        printed("9006", 0, "Photographic cameras:"),
        printed("9006.59.15", 1, "Valued over $10 each", "Free", "", "20%"),
        printed("9006.59.15.20", 2, "With built-in flash", "", "", "20%", units=["No."]),
        printed("9823.03", 0, "Goods of Mexico:"),
        printed("9823.03.01", 1, "First", "Free", "", ""),
        printed("9823.03.02", 2, "Second, under the first one's indent", "76.9¢/kg", "", ""),
        printed(
            "9903.01.25",
            0,
            "Articles the product of any country, except for products described in headings 9903.01.26–9903.01.28",
            "The duty provided in the applicable subheading + 10%",
            "The duty provided in the applicable subheading + 10%",
            "The duty provided in the applicable subheading",
        ),
    ]


def body(rows: list[Printed]) -> bytes:
    """The rows as a release body."""
    return json.dumps(rows).encode()


def whole(rows: list[Printed]) -> list[Printed]:
    """The rows with as many others before them as a whole release has."""
    filler = [
        printed(f"{number:08d}", 0, f"Filler {number}", "Free", "", "5%") for number in range(1_000_000, 1_030_001)
    ]
    return filler + rows


@pytest.fixture
def make() -> SimpleNamespace:
    """The functions above, for tests that change a row before it is read."""
    return SimpleNamespace(
        printed=printed,
        small=small_release,
        body=body,
        whole=whole,
        rows=lambda release: read_body(body(release), fewest_rows=0),
    )


def measure(identity: str, heading: str, rate: Rate, start: date, countries: set[str] | None, **more: Any) -> Measure:
    """A measure of the facts with what this room looks at."""
    known = more.pop("known", start)
    end = more.pop("end", None)
    instrument = Instrument("EO 14345, 90 FR 43535", "https://www.federalregister.gov/d/2025-17389")
    return Measure(
        id=identity,
        programme=identity.split("-")[0],
        name=identity.replace("-", " "),
        authority="IEEPA",
        instrument=instrument,
        period=Period(
            start, known, datetime(start.year, start.month, start.day, tzinfo=UTC), end, more.pop("end_known", end)
        ),
        rate=rate,
        scope=Scope(everything=True),
        countries=frozenset(countries) if countries is not None else None,
        heading=heading,
        **more,
    )


def law(*measures: Measure) -> Law:
    """Facts with these measures only."""
    return Law(
        measures=measures,
        lists={},
        knowledge_from=date(2025, 1, 1),
        knowledge_until=date(2026, 10, 10),
        column2=frozenset({"CU"}),
        preferences={},
    )


@pytest.fixture
def facts() -> SimpleNamespace:
    """``facts.law(*measures)`` and ``facts.measure(...)``."""
    return SimpleNamespace(law=law, measure=measure)


@pytest.fixture
def rows() -> list[Row]:
    """The small release, read."""
    return read_body(body(small_release()), fewest_rows=0)


@pytest.fixture
def sample() -> Callable[[str], Path]:
    """Path of an official sample file; the test is skipped where the samples are not."""

    def find(name: str) -> Path:
        path = SAMPLES / name
        if not path.exists():
            pytest.skip(f"the official sample {name} is not beside this checkout")
        return path

    return find


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database brought to this version, without rows; tests copy it."""
    path = tmp_path_factory.mktemp("prepared") / "prepared.sqlite3"
    asyncio.run(upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
def database_url(tmp_path: Path, prepared: Path) -> str:
    """The address of a database of its own."""
    path = tmp_path / "schedule.sqlite3"
    shutil.copyfile(prepared, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The same, opened."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def small_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a release have as few rows as the small one; test_release.py holds the real limit."""
    monkeypatch.setattr("storage.schedule.release.FEWEST_ROWS", len(small_release()))


@pytest.fixture
def release_file(tmp_path: Path, small_is_whole: None) -> Path:
    """A release as a gzip file with an official-like name."""
    path = tmp_path / "hts_2026_rev_10.json.gz"
    path.write_bytes(gzip.compress(body(small_release())))
    return path
