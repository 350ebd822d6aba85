"""The ticker: first run at once, none lost because the loop was late, none twice at a time, and a clean stop."""

from __future__ import annotations

import asyncio
import time

from jobs.scheduler import Ticker


async def test_the_first_run_is_at_once_and_the_next_after_the_interval():
    runs: list[float] = []
    ticker = Ticker()
    began = time.perf_counter()

    async def job() -> None:
        runs.append(time.perf_counter() - began)

    ticker.every(0.2, "job", job)
    ticker.start()
    await asyncio.sleep(0.5)
    await ticker.stop()
    assert runs[0] < 0.1 and len(runs) == 3
    await asyncio.sleep(0.3)
    assert len(runs) == 3


async def test_a_run_that_came_due_while_the_loop_was_blocked_for_over_a_second_is_made_up():
    runs = 0
    ticker = Ticker()

    async def job() -> None:
        nonlocal runs
        runs += 1

    ticker.every(1.5, "job", job)
    ticker.start()
    await asyncio.sleep(1.3)
    time.sleep(1.5)  # the run of 1.5 s is 1.3 s late; APScheduler's default drops what is one second late
    await asyncio.sleep(0.1)
    await ticker.stop()
    assert runs == 2 and ticker.overruns.missed == 0


async def test_a_job_never_runs_twice_at_a_time_and_the_overrun_is_counted():
    under_way = most = 0
    ticker = Ticker()

    async def job() -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.5)
        under_way -= 1

    ticker.every(0.1, "job", job)
    ticker.start()
    await asyncio.sleep(0.7)
    await ticker.stop()
    assert most == 1 and ticker.overruns.skipped > 0


async def test_stopping_lets_a_job_finish_and_cuts_one_that_does_not():
    ended: list[str] = []

    async def job(seconds: float) -> None:
        try:
            await asyncio.sleep(seconds)
            ended.append("finished")
        except asyncio.CancelledError:
            ended.append("cut")
            raise

    ticker = Ticker()
    ticker.every(60, "short", lambda: job(0.2))
    ticker.every(60, "long", lambda: job(60))
    ticker.start()
    await asyncio.sleep(0.05)
    began = time.perf_counter()
    await ticker.stop(0.4)
    assert sorted(ended) == ["cut", "finished"] and time.perf_counter() - began < 4.0


async def test_an_error_is_counted_and_does_not_end_the_job():
    ticker = Ticker()
    runs = 0

    async def job() -> None:
        nonlocal runs
        runs += 1
        raise ValueError

    ticker.every(0.1, "job", job)
    ticker.start()
    await asyncio.sleep(0.35)
    await ticker.stop()
    assert runs >= 3 and ticker.overruns.errors == runs
