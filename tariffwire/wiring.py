"""The composition root: the one module that knows settings, database, scheduler, bot and jobs, and wires them."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from bot.commands import menu
from bot.desk import Desk
from bot.render.alert import alert_message, brief_line, doubt_message
from bot.render.phrases import LANGUAGES
from jobs.delivery.courier import Courier
from jobs.delivery.limiter import Pace
from jobs.delivery.parcel import Renderers
from jobs.detect import Detector
from jobs.detect.issues import IssuesDetector
from jobs.detect.orders.detector import OrdersDetector
from jobs.detect.trips.detector import TripDetector
from jobs.fetch import Asker as SourceAsker
from jobs.in_force import tell_rates_in_force
from jobs.scheduler import Ticker
from jobs.seeding import seed_subjects, subscribe_operators
from jobs.sources.registry import build_sources
from jobs.watch import Watch
from storage.database import Database, DatabaseFault
from storage.facts.lines import embedded_schedule
from storage.messages import Clock, Sender
from storage.migrate import upgrade
from storage.outbox import next_due
from storage.schedule.store import read_schedule
from storage.sole import INSTEAD, alone_on
from tariff.engine import Engine
from tariffwire import logs
from tariffwire.answering import desk_over, open_engine, searcher
from tariffwire.conversation import Conversation
from tariffwire.doctor import addresses_of
from tariffwire.settings import Fault, Settings
from tariffwire.status import Status

log = structlog.get_logger("house")

WATCH_SECONDS = 1.0
IN_FORCE_SECONDS = 30.0
SCHEDULE_SECONDS = 1800.0
RENDERERS = Renderers(alert=alert_message, brief=brief_line, doubt=doubt_message)


class WallClock:
    """The machine's clock, UTC."""

    def now(self) -> datetime:
        """Now."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


def detectors() -> tuple[Detector, ...]:
    """Every detector, in the order in which they see an item."""
    return (OrdersDetector(), TripDetector(), IssuesDetector())


@dataclass(slots=True)
class Jobs:
    """The clock's half of the house, wired: watch, courier and what ticks them."""

    db: Database
    watch: Watch
    courier: Courier
    asker: SourceAsker
    rates: Engine
    clock: Clock
    admins: frozenset[int] = frozenset()
    drained: bool = False
    """Whether the courier has looked once; after that it waits for the bell or for what becomes due, as live."""

    async def begin(self) -> None:
        """Before the first look: what the facts know already is no news.

        Raises:
            Fault: the database refuses; one sentence.
        """
        try:
            await seed_subjects(self.db, self.clock.now())
            await subscribe_operators(self.db, self.admins, self.clock.now())
        except DatabaseFault as fault:
            raise Fault(str(fault)) from None

    async def step(self) -> None:
        """One look at everything that is due, to its end; for stories."""
        await self.watch.settle()
        await tell_rates_in_force(self.db, self.rates, self.clock.now())
        due = await next_due(self.db)
        if self.db.bell.is_set() or not self.drained or (due is not None and due <= self.clock.now()):
            self.db.bell.clear()
            await self.courier.drain()
            self.drained = True

    async def close(self) -> None:
        """Give back connections."""
        await self.watch.drain()
        await self.asker.aclose()


def wire_jobs(
    db: Database,
    sender: Sender,
    engine: Engine,
    addresses: Mapping[str, str],
    feeds: Mapping[str, str] | None,
    *,
    clock: Clock,
    poll_seconds: float,
    admins: frozenset[int] = frozenset(),
    pace: Pace | None = None,
    jitter: Callable[[], float] | None = None,
) -> Jobs:
    """Watch and courier over one database; the same for the service, the terminal and a story."""
    asker = SourceAsker(clock.now)
    sources = build_sources(addresses, feeds)
    options: dict[str, Any] = {} if jitter is None else {"jitter": jitter}
    watch = Watch(db, sources, detectors(), asker, clock, poll_seconds=poll_seconds, **options)
    courier = Courier(db, sender, RENDERERS, clock, admins=admins, pace=pace)
    return Jobs(db, watch, courier, asker, engine, clock, admins)


@asynccontextmanager
async def _prepared(url: str, role: str, *, instead: str = INSTEAD) -> AsyncIterator[Database]:
    """The database, ours alone where it is one file, brought to this version.

    Raises:
        Fault: one sentence.
    """
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(alone_on(url, role, instead=instead))
            await upgrade(url)
        except DatabaseFault as fault:
            raise Fault(str(fault)) from None
        database = Database(url)
        try:
            yield database
        finally:
            await database.close()


async def run_service(settings: Settings, *, bot: bool, jobs: bool) -> int:
    """Bot, jobs or both until SIGTERM or SIGINT; then everything stops in order, the scheduler first."""
    from bot.telegram import Face

    token = settings.token
    if token is None:
        raise Fault("TELEGRAM_BOT_TOKEN is not set; `tariffwire chat` talks in the terminal.")
    secret = settings.telegram_webhook_secret.get_secret_value() if settings.telegram_webhook_secret else ""
    logs.set_up(secrets=[token, secret])
    role = "run" if bot and jobs else "bot" if bot else "jobs"
    async with _prepared(settings.database, role) as db:
        clock, pace, stop = WallClock(), Pace(), _stop_on_signals()
        engine = await open_engine(settings)
        desk = desk_over(engine, db)
        talk = Conversation(desk, db, settings.tariffwire_admins, clock.now)
        face = Face(
            token,
            settings.telegram_api_url,
            talk.handle,
            talk.membership,
            pace,
            {lang: menu(lang) for lang in LANGUAGES},
        )
        talk.face = face
        work = (
            wire_jobs(
                db,
                face.sender,
                engine,
                addresses_of(settings),
                settings.feeds,
                clock=clock,
                poll_seconds=settings.tariffwire_poll_seconds,
                admins=settings.tariffwire_admins,
                pace=pace,
            )
            if jobs
            else None
        )
        status = Status(db, face, work.watch if work else None, work.courier if work else None, clock, polls=bot)
        web = status.web(settings, face.feed)
        if web is not None:
            try:
                await web.start()
            except OSError:
                raise Fault(
                    "TARIFFWIRE_METRICS_PORT is taken: choose another port or stop the other program."
                ) from None
        log.info("started", role=role, version=status.version)
        try:
            await _serve(settings, desk, face, work, stop, bot=bot, secret=secret)
        finally:
            if web is not None:
                await web.stop()
            log.info("stopped")
    return 0


async def _serve(
    settings: Settings, desk: Desk, face: Any, work: Jobs | None, stop: asyncio.Event, *, bot: bool, secret: str
) -> None:
    ticker = Ticker()
    webhook = (settings.telegram_webhook_url, secret) if settings.telegram_webhook_url else None
    running = [asyncio.create_task(face.start(webhook=webhook) if bot else face.connect(), name="telegram-start")]
    if work is not None:
        await work.begin()
        _tick(ticker, work, desk, settings.tariffwire_hts_url)
        running.append(asyncio.create_task(work.courier.run(), name="courier"))
    try:
        await stop.wait()
    finally:
        await ticker.stop(3.0)
        if work is not None:
            await work.courier.stop(4.0)
            await work.close()
        await face.stop()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def _tick(ticker: Ticker, work: Jobs, desk: Desk, hts_url: str) -> None:
    from jobs.housekeeping import keep_house
    from jobs.hts_watch import look_for_release

    async def look_at_the_schedule() -> None:
        report = await look_for_release(work.db, hts_url, work.rates.law, work.clock) if hts_url else None
        schedule = await read_schedule(work.db) if report is not None else None
        if schedule is not None:
            work.rates = Engine(work.rates.law, schedule)
            desk.rates, desk.search, desk.whole_schedule = work.rates, searcher(schedule), True

    ticker.every(WATCH_SECONDS, "watch", work.watch.tick)
    ticker.every(IN_FORCE_SECONDS, "rates-in-force", lambda: tell_rates_in_force(work.db, work.rates, work.clock.now()))
    ticker.every(SCHEDULE_SECONDS, "schedule", look_at_the_schedule)
    ticker.every(3600, "housekeeping", lambda: keep_house(work.db, work.clock.now()))
    ticker.start()


async def run_terminal(settings: Settings) -> int:
    """The terminal chat: the same desk, the same watch, alerts as they come. It keeps a database of its own, so that
    alerts owed to Telegram chats never end in a terminal."""
    from rich.console import Console

    from bot.render.phrases import phrase
    from bot.request import Asker, Reply, Request
    from bot.terminal import CHAT_ID, TerminalSender, converse
    from storage.chats import ChatSettings, chat_settings, meet

    console = Console(highlight=False, soft_wrap=True)
    logs.set_up(secrets=[], level=40)
    url = f"sqlite+aiosqlite:///{settings.tariffwire_home / 'terminal.sqlite3'}"
    clock = WallClock()
    lang = "ja" if (sys.argv and _speaks_japanese()) else "en"
    try:
        async with _prepared(url, "terminal chat", instead="talk there, or end it with /quit") as db:
            engine = await open_engine(settings)
            desk = desk_over(engine, db)
            greeting = phrase("greeting", lang)
            if engine.schedule is embedded_schedule():
                greeting += "\n" + phrase("greeting.sync", lang)
            async with db.write() as session:
                await meet(
                    session, ChatSettings(CHAT_ID, kind="terminal", title="terminal", language=lang), clock.now()
                )

            async def answer(text: str, pressed: bool) -> Reply:
                async with db.read() as session:
                    chat = await chat_settings(session, CHAT_ID) or ChatSettings(CHAT_ID)
                asker = Asker(
                    CHAT_ID, user_id=CHAT_ID, chat_type="terminal", lang=chat.language, zone=chat.tz, is_operator=True
                )
                return await desk.answer(Request(text, asker, clock.now(), pressed))

            work = wire_jobs(
                db,
                TerminalSender(console),
                engine,
                addresses_of(settings),
                settings.feeds,
                clock=clock,
                poll_seconds=settings.tariffwire_poll_seconds,
            )
            await work.begin()
            ticker = Ticker()
            _tick(ticker, work, desk, settings.tariffwire_hts_url)
            delivering = asyncio.create_task(work.courier.run(), name="courier")
            try:
                await converse(answer, console, greeting=greeting)
            finally:
                await ticker.stop(1.0)
                await work.courier.stop(1.0)
                await work.close()
                delivering.cancel()
                await asyncio.gather(delivering, return_exceptions=True)
    except asyncio.CancelledError:
        return 130
    return 0


def _speaks_japanese() -> bool:
    import os

    return next((os.environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(key)), "").startswith(
        "ja"
    )


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    return stop
