"""`tariffwire doctor`: every part that can be wrong, looked at, with what to do about each fault."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

import httpx
from rich.console import Console

from jobs.fetch import Asker, Unchanged
from jobs.sources import Source, Trouble
from jobs.sources.registry import build_sources
from storage.database import Database, DatabaseFault, read_url, sqlite_path
from storage.facts import FactError, load_law
from storage.facts.reading import FactsFault
from tariffwire.settings import Fault, Settings, load_settings

LEAST_FREE = 200 * 1024 * 1024
WORST_CLOCK = 60.0


class Finding(NamedTuple):
    """One part looked at. ``advice`` is None when it is well."""

    part: str
    state: str
    advice: str | None = None


async def examine() -> int:
    """Print each finding; exit status 1 when something needs a hand."""
    console = Console(highlight=False, soft_wrap=True)
    bad = 0
    try:
        settings = load_settings()
    except Fault as fault:
        for sentence in str(fault).splitlines():
            console.print(f"✗ settings: {sentence}", markup=False)
        return 1
    console.print("✓ settings: understood", markup=False)
    for look in (_facts, _state_directory, _database, _telegram):
        finding = await look(settings)
        bad += _say(console, finding)
    for finding in await _sources(settings):
        bad += _say(console, finding)
    console.print("Everything works." if not bad else f"{bad} of these need a hand.", markup=False)
    return 1 if bad else 0


def _say(console: Console, finding: Finding) -> int:
    mark = "✗" if finding.advice else "✓"
    advice = f" → {finding.advice}" if finding.advice else ""
    console.print(f"{mark} {finding.part}: {finding.state}{advice}", markup=False)
    return 1 if finding.advice else 0


async def _facts(settings: Settings) -> Finding:
    try:
        law = load_law()
    except (FactError, FactsFault) as error:
        return Finding("facts", str(error), "mend the file named, or install again")
    return Finding("facts", f"{len(law.measures)} measures, known to {law.knowledge_until}")


async def _state_directory(settings: Settings) -> Finding:
    home = settings.tariffwire_home
    try:
        await asyncio.to_thread(home.mkdir, parents=True, exist_ok=True)
        free = shutil.disk_usage(home).free
    except OSError as error:
        return Finding("state directory", f"{home} ({error.strerror})", "set TARIFFWIRE_HOME to a folder you may write")
    if free < LEAST_FREE:
        return Finding("state directory", f"{home}, {free // 2**20} MiB free", "free some space on that disk")
    return Finding("state directory", f"{home}, {free // 2**30} GiB free")


async def _database(settings: Settings) -> Finding:
    try:
        url = read_url(settings.database)
        path = sqlite_path(url)
        if path is not None and not path.exists():
            return Finding("database", f"{path} will be made at the first start")
        database = Database(settings.database)
        try:
            async with database.read():
                pass
        finally:
            await database.close()
    except DatabaseFault as fault:
        return Finding("database", str(fault), "see the sentence; then run `tariffwire doctor` again")
    return Finding("database", f"{url.get_backend_name()} answers")


async def _telegram(settings: Settings) -> Finding:
    token = settings.token
    if token is None:
        return Finding("Telegram", "no token: `tariffwire` opens the terminal chat")
    asked = datetime.now(UTC)
    try:
        async with httpx.AsyncClient(timeout=10) as client:
            answer = await client.get(f"{settings.telegram_api_url}{token}/getMe")
    except httpx.HTTPError as error:
        kind = type(error).__name__
        return Finding("Telegram", f"does not answer ({kind})", "check the network and TELEGRAM_API_URL")
    if answer.status_code in (401, 404):
        return Finding("Telegram", "does not know the token", "copy TELEGRAM_BOT_TOKEN whole from @BotFather")
    if answer.status_code != 200:
        return Finding("Telegram", f"answers {answer.status_code}", "wait a minute and ask again")
    served = answer.headers.get("date")
    if served and abs((parsedate_to_datetime(served) - asked).total_seconds()) > WORST_CLOCK:
        return Finding("clock", f"differs from Telegram's ({served})", "set this machine's clock (NTP)")
    return Finding("Telegram", f"@{answer.json()['result'].get('username', '?')} is ours, clocks agree")


async def _sources(settings: Settings) -> list[Finding]:
    sources = build_sources(addresses_of(settings), settings.feeds)
    asker = Asker(lambda: datetime.now(UTC), seconds=20)
    try:
        return list(await asyncio.gather(*(_source(asker, source) for source in sources)))
    finally:
        await asker.aclose()


async def _source(asker: Asker, source: Source) -> Finding:
    fault = "has no address"
    for ask in source.ask(datetime.now(UTC)):
        try:
            answer, _ = await asker.get(ask)
            if isinstance(answer, Unchanged):
                return Finding(source.name, "answers")
            return Finding(source.name, f"answers, {len(source.read(answer).items)} items read")
        except Trouble as trouble:
            fault = trouble.fault
    return Finding(source.name, fault, "check the network and this source's address; the watch keeps asking meanwhile")


def addresses_of(settings: Settings) -> dict[str, str]:
    """The official sources' addresses as the watch takes them; empty = off."""
    return {
        "federal_register": settings.tariffwire_federal_register_url,
        "white_house": settings.tariffwire_white_house_url,
        "hts": settings.tariffwire_hts_url,
        "csms": settings.tariffwire_csms_url,
        "ustr": settings.tariffwire_ustr_url,
    }
