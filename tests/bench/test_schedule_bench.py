"""How fast and how large the schedule is. Prints figures; asserts only that the measured thing works.

python -m pytest tests/bench/test_schedule_bench.py -m bench -s
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from jobs.hts_sync import sync_file
from storage.migrate import upgrade
from storage.schedule.search import DescriptionSearch
from storage.schedule.store import load_schedule

pytestmark = pytest.mark.bench
SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples" / "usitc_hts" / "full_schedule"
DAY = date(2026, 7, 1)

MEMORY = """
import sys, time
from datetime import date
from pathlib import Path
import storage.schedule.store as store

def resident():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024

before = resident()
started = time.perf_counter()
schedule = store.load_schedule(sys.argv[1])
loaded = time.perf_counter() - started
size = resident() - before
lines = sum(1 for _ in schedule.all_lines(date(2026, 7, 1)))
print(f"load {loaded * 1000:.0f} ms, {size:.0f} MB; after making all {lines:,} lines {resident() - before:.0f} MB")
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not SAMPLES.exists():
        pytest.skip("the official releases are not beside this checkout")
    path = tmp_path_factory.mktemp("bench") / "schedule.sqlite3"
    url = f"sqlite+aiosqlite:///{path}"
    asyncio.run(upgrade(url))
    report = sync_file(url, SAMPLES / "hts_2026_rev_10.json.gz")
    print(f"\nsync of the newest release: {report.rows:,} rows in {report.seconds:.1f} s")
    return path


def test_loading_the_newest_release(loaded: Path) -> None:
    done = subprocess.run([sys.executable, "-c", MEMORY, str(loaded)], capture_output=True, text=True, check=True)
    print("\n" + done.stdout.strip())
    assert "load" in done.stdout


def test_answering_lines(loaded: Path) -> None:
    schedule = load_schedule(loaded)
    assert schedule is not None
    codes = [line.code for line in schedule.all_lines(DAY)]
    fresh = load_schedule(loaded)
    assert fresh is not None
    for name in ("first", "second"):
        started = time.perf_counter()
        for code in codes:
            fresh.lines(code, DAY)
        print(f"\n{name} look at a line: {(time.perf_counter() - started) / len(codes) * 1e6:.1f} µs")


def test_searching(loaded: Path) -> None:
    schedule = load_schedule(loaded)
    assert schedule is not None
    search = DescriptionSearch(schedule, DAY)
    started = time.perf_counter()
    assert search.search("bicycles")
    print(f"\nindex and first search: {(time.perf_counter() - started) * 1000:.0f} ms")
    started = time.perf_counter()
    for text in ("frozen shrimp", "electric toothbrush", "lithium-ion batteries", "nothing like it"):
        search.search(text)
    print(f"a search: {(time.perf_counter() - started) / 4 * 1000:.2f} ms")


def test_all_sixteen_releases(loaded: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.sqlite3"
    shutil.copyfile(loaded, path)
    url = f"sqlite+aiosqlite:///{path}"
    started = time.perf_counter()
    for release in sorted(SAMPLES.glob("*.json.gz")):
        sync_file(url, release)
    done = subprocess.run([sys.executable, "-c", MEMORY, str(path)], capture_output=True, text=True, check=True)
    print(f"\nall 16 releases: {time.perf_counter() - started:.0f} s, database {path.stat().st_size / 1e6:.1f} MB")
    print(done.stdout.strip())
