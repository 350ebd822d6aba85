"""One ticking job on APScheduler 3: due times live in SQL, the scheduler only wakes us.

Its defaults would lose work: a job 1.6 s late does not run at all (``misfire_grace_time=1``), interval jobs first run
one whole interval after start, overruns are only logged, and ``shutdown`` cancels coroutines that are under way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

log = structlog.get_logger("scheduler")

Job = Callable[[], Awaitable[Any]]


@dataclass(slots=True)
class Overruns:
    """What APScheduler would only log: runs missed, skipped because the last one was still going, ended by an error."""

    missed: int = 0
    skipped: int = 0
    errors: int = 0


class Ticker:
    """Runs coroutines at fixed intervals, first at once, never twice at a time; ``stop`` lets them finish."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._scheduler.add_listener(self._heard, EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES | EVENT_JOB_ERROR)
        self._running: set[asyncio.Task[Any]] = set()
        self._stopping = False
        self.overruns = Overruns()

    def every(self, seconds: float, name: str, job: Job) -> None:
        """Run ``job`` now and then every ``seconds``; ``name`` is its fixed id."""

        async def run() -> None:
            if self._stopping:
                return
            task = asyncio.ensure_future(job())
            self._running.add(task)
            task.add_done_callback(self._running.discard)
            await asyncio.shield(task)

        self._scheduler.add_job(
            run, IntervalTrigger(seconds=seconds, timezone=UTC), id=name, name=name, next_run_time=datetime.now(UTC)
        )

    def start(self) -> None:
        """Begin; needs a running event loop."""
        self._scheduler.start()

    async def stop(self, seconds: float = 5.0) -> None:
        """Start nothing more, wait for what runs, cancel what takes longer than ``seconds``, then shut down."""
        self._stopping = True
        if self._scheduler.running:
            self._scheduler.pause()
        if self._running:
            _, late = await asyncio.wait(set(self._running), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
            await asyncio.sleep(0)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _heard(self, event: JobEvent) -> None:
        if event.code == EVENT_JOB_MISSED:
            self.overruns.missed += 1
        elif event.code == EVENT_JOB_MAX_INSTANCES:
            self.overruns.skipped += 1
        else:
            self.overruns.errors += 1
            log.error("job failed", job=event.job_id, error=type(getattr(event, "exception", None)).__name__)
