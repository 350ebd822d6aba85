"""The half of the wiring that answers questions: facts, schedule, engine, desk. Light: scripts start it often."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog

from bot.commands import BY_WORD
from bot.desk import Desk
from storage.database import Database, DatabaseFault, read_url, sqlite_path
from storage.facts import load_law
from storage.facts.lines import embedded_schedule
from storage.schedule.memory import InMemorySchedule
from storage.schedule.search import DescriptionSearch, Hit
from storage.schedule.store import load_schedule, read_schedule
from tariff.engine import Engine
from tariff.schedule import Schedule
from tariffwire.settings import Settings

log = structlog.get_logger("house")


async def desk_for_scripts(settings: Settings) -> Desk:
    """A desk without a chat's memory: the facts, and the official schedule where one was loaded."""
    return desk_over(await open_engine(settings))


def desk_over(engine: Engine, database: Database | None = None) -> Desk:
    """A desk over an engine, with a memory where one is given."""
    return Desk(
        engine,
        law=engine.law,
        database=database,
        search=searcher(engine.schedule),
        commands=BY_WORD,
        whole_schedule=is_whole(engine),
    )


async def open_engine(settings: Settings) -> Engine:
    """The engine over the facts and the schedule at hand."""
    return Engine(load_law(), await _schedule(settings))


def is_whole(engine: Engine) -> bool:
    """Whether an official release answers, not only the embedded lines."""
    return engine.schedule is not embedded_schedule()


def searcher(schedule: Schedule) -> Callable[[str], Sequence[Hit]] | None:
    """Full-text search over the newest lines at hand; the index is made at the first search: most need none."""
    if not isinstance(schedule, InMemorySchedule):
        return None
    made: list[DescriptionSearch] = []

    def search(text: str) -> Sequence[Hit]:
        if not made:
            made.append(DescriptionSearch(schedule, schedule.known_until()))
        return made[0].search(text, 8)

    return search


async def _schedule(settings: Settings) -> Schedule:
    """The loaded official releases; the embedded lines where none was loaded yet."""
    path = sqlite_path(read_url(settings.database))
    try:
        if path is None:
            database = Database(settings.database)
            try:
                found = await read_schedule(database)
            finally:
                await database.close()
        else:
            found = load_schedule(path) if path.exists() else None
    except DatabaseFault as fault:
        log.warning("the loaded schedule cannot be read; the embedded products answer", fault=str(fault))
        found = None
    return found or embedded_schedule()
