"""The composition root: the one module that knows settings, database, scheduler, bot and jobs, and wires them."""

from __future__ import annotations

from bot.commands import BY_WORD
from bot.desk import Desk
from storage.database import Database, DatabaseFault, read_url, sqlite_path
from storage.facts import load_law
from storage.facts.lines import embedded_schedule
from storage.schedule.store import load_schedule, read_schedule
from tariff.engine import Engine
from tariff.schedule import Schedule
from tariffwire.settings import Settings


async def desk_for_scripts(settings: Settings) -> Desk:
    """A desk without a chat's memory: the facts, and the official schedule where one was loaded."""
    schedule = await _schedule(settings)
    law = load_law()
    return Desk(Engine(law, schedule), law=law, commands=BY_WORD)


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
    except DatabaseFault:
        found = None
    return found or embedded_schedule()
