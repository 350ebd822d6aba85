"""Plays a story: the stage serves its sources, a clock of its own drives the real watch and the real delivery."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.commands import BY_WORD
from bot.desk import Desk
from bot.request import Asker, Reply, Request
from bot.terminal import shown, to_plain
from storage.chats import ChatSettings, chat_settings, meet, save_settings
from storage.database import Database
from storage.facts import load_law
from storage.facts.lines import embedded_schedule
from storage.messages import Address, Lane, Message
from storage.migrate import upgrade
from storage.outbox import next_due
from tariff.engine import Engine
from tariffwire import logs
from tariffwire.ask import NEW_YORK
from tariffwire.settings import Fault
from tariffwire.stage import Stage
from tariffwire.story import FIRST, Expectation, Listener, Step, Story, load
from tariffwire.wiring import Jobs, wire_jobs

QUICK_LOOKS = 2


@cache
def _engine() -> Engine:
    return Engine(load_law(), embedded_schedule())


_NEW: list[bytes] = []


async def _new_database() -> bytes:
    """A database of this version with nothing in it; made once a process by the real migrations, then copied."""
    if not _NEW:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "new.sqlite3"
            await upgrade(f"sqlite+aiosqlite:///{path}")
            _NEW.append(path.read_bytes())
    return _NEW[0]


class StoryClock:
    """Stands still until the player moves it; sleeping moves it."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """Story time."""
        return self._now

    def move(self, to: datetime) -> None:
        """Move forward, never back."""
        self._now = max(self._now, to)

    async def sleep(self, seconds: float) -> None:
        """Story time passes, real time does not."""
        self._now += timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message a chat got."""

    at: datetime
    to: Address
    message_id: int
    text: str


@dataclass(slots=True)
class Recorder:
    """A ``storage.messages.Sender`` that keeps what was sent and tells whoever looks on."""

    clock: StoryClock
    look: Callable[[Sent, Message], None] | None = None
    sent: list[Sent] = field(default_factory=list)
    edits: list[Sent] = field(default_factory=list)

    async def send(self, to: Address, message: Message, lane: Lane) -> int:
        """Keep it; ids count up from 1."""
        one = Sent(self.clock.now(), to, len(self.sent) + 1, to_plain(message.html))
        self.sent.append(one)
        if self.look is not None:
            self.look(one, message)
        return one.message_id

    async def edit(self, to: Address, message_id: int, message: Message, lane: Lane) -> None:
        """Keep the edit."""
        self.edits.append(Sent(self.clock.now(), to, message_id, to_plain(message.html)))


@dataclass(slots=True)
class Player:
    """One performance of a story.

    Args:
        story: what to play.
        folder: where its database stands for as long as it plays.
        pause: waits before story time moves on (replay at a speed); None = at once.
        look: told of each alert; ``heard`` of each question answered; ``note`` of each line for the reader.
    """

    story: Story
    folder: Path
    pause: Callable[[timedelta], Awaitable[None]] | None = None
    look: Callable[[Sent, Message], None] | None = None
    heard: Callable[[Step, Reply], None] | None = None
    note: Callable[[datetime, str], None] | None = None
    restart_at_every_step: bool = False
    recorder: Recorder = field(init=False)
    stage: Stage = field(init=False)
    clock: StoryClock = field(init=False)

    def __post_init__(self) -> None:
        self.clock = StoryClock(self.story.starts)
        self.stage = Stage(self.story.starts)
        self.recorder = Recorder(self.clock, self.look)

    async def play(self) -> list[Sent]:
        """Play to the end; what every chat got, in order."""
        engine = _engine()
        path = self.folder / "story.sqlite3"
        url = f"sqlite+aiosqlite:///{path}"
        path.write_bytes(await _new_database())
        async with self.stage.open():
            for step in self.story.baseline:
                self.stage.apply(step)
            async with self._house(url, engine) as (db, jobs):
                for listener in self.story.chats:
                    await self._introduce(listener, Desk(engine, engine.law, db, commands=BY_WORD), db)
                await jobs.begin()
                await jobs.step()
            await self._acts(url, engine)
        return self.recorder.sent

    async def _acts(self, url: str, engine: Engine) -> None:
        """Each step at its time; between steps the watch looks at its own rhythm."""
        waiting = sorted(self.story.steps, key=lambda step: step.at)
        while waiting or self.clock.now() < self.story.end:
            async with self._house(url, engine) as (db, jobs):
                desk = Desk(engine, engine.law, db, commands=BY_WORD)
                while waiting or self.clock.now() < self.story.end:
                    step = waiting.pop(0) if waiting else None
                    until = step.at if step else self.story.end
                    await self._let_time_pass(jobs, until)
                    if step is None:
                        break
                    await self._perform(step, desk, jobs)
                    if self.restart_at_every_step:
                        break

    async def _let_time_pass(self, jobs: Jobs, until: datetime) -> None:
        """Look at the story's rhythm after a step; then stride over the silence, stopping where something is due."""
        rhythm = timedelta(seconds=self.story.poll_seconds)
        looks = 0
        while self.clock.now() + rhythm < until:
            leap = rhythm if looks < QUICK_LOOKS or self.stage.failing else await self._stride(jobs, until - rhythm)
            looks += 1
            await self._move(self.clock.now() + max(leap, rhythm))
            await jobs.step()
        await self._move(until)

    async def _stride(self, jobs: Jobs, until: datetime) -> timedelta:
        """How far a silence can be skipped: to the next alert that waits, the next New York midnight, or its end."""
        now = self.clock.now()
        local = now.astimezone(NEW_YORK)
        midnight = datetime.combine(local.date() + timedelta(days=1), time(0, 2), NEW_YORK)
        ends = [until, midnight.astimezone(UTC)]
        waiting = await next_due(jobs.db)
        if waiting is not None and waiting > now:
            ends.append(waiting)
        return min(ends) - now

    async def _move(self, to: datetime) -> None:
        if self.pause is not None:
            await self.pause(to - self.clock.now())
        self.clock.move(to)

    async def _perform(self, step: Step, desk: Desk, jobs: Jobs) -> None:
        if step.note and self.note is not None:
            self.note(step.at, step.note)
        self.stage.apply(step)
        if step.ask is not None:
            reply = await self._ask(desk, *step.ask)
            if self.heard is not None:
                self.heard(step, reply)
        if step.source is not None:
            self.clock.move(self.clock.now() + timedelta(seconds=self.story.poll_seconds + 60))
        await jobs.step()

    async def _ask(self, desk: Desk, chat_id: int, text: str) -> Reply:
        chat = ChatSettings(chat_id)
        if desk.database is not None:
            async with desk.database.read() as session:
                chat = await chat_settings(session, chat_id) or chat
        asker = Asker(chat_id, user_id=chat_id, chat_type="private", lang=chat.language, zone=chat.tz)
        return await desk.answer(Request(text, asker, self.clock.now()))

    async def _introduce(self, listener: Listener, desk: Desk, db: Database) -> None:
        start, end = (
            (time.fromisoformat(part) for part in listener.quiet.split("-")) if listener.quiet else (None, None)
        )
        chat = ChatSettings(
            listener.id,
            language=listener.lang,
            zone=listener.zone,
            quiet_from=start,
            quiet_to=end,
            kind="private" if listener.id > 0 else "supergroup",
        )
        async with db.write() as session:
            await meet(session, chat, self.clock.now())
            await save_settings(session, chat, self.clock.now())
        for words in listener.subscribe:
            asker = Asker(listener.id, user_id=listener.id, lang="en")
            reply = await desk.answer(Request(f"/subscribe {words}", asker, self.clock.now()))
            if "🔔" not in reply.messages[0].html:
                raise Fault(f"The story subscribes chat {listener.id} to {words!r}, which the bot does not understand.")

    @asynccontextmanager
    async def _house(self, url: str, engine: Engine) -> AsyncIterator[tuple[Database, Jobs]]:
        db = Database(url, lasting=False)
        addresses = self.stage.urls(self.story.sources)
        feeds = addresses.pop("feeds")
        jobs = wire_jobs(
            db,
            self.recorder,
            engine,
            {key.removesuffix("_url"): value for key, value in addresses.items()},
            feeds,
            clock=self.clock,
            poll_seconds=self.story.poll_seconds,
            jitter=lambda: 0.0,
        )
        try:
            yield db, jobs
        finally:
            await jobs.close()
            await db.close()


def unmet(story: Story, sent: list[Sent]) -> list[str]:
    """What the story expects and did not happen, one sentence each; [] when all is as it should be."""
    faults = [fault for wanted in story.expect if (fault := _unmet(wanted, sent))]
    for chat, count in story.total.items():
        got = sum(one.to.chat_id == chat for one in sent)
        if got != count:
            faults.append(f"chat {chat} got {got} messages in all, not {count}")
    return faults


def _unmet(wanted: Expectation, sent: list[Sent]) -> str | None:
    matching = [
        one
        for one in sent
        if one.to.chat_id == wanted.chat
        and (wanted.after is None or one.at >= wanted.after)
        and (wanted.by is None or one.at <= wanted.by)
        and all(word in one.text for word in wanted.contains)
        and not any(word in one.text for word in wanted.without)
        and (wanted.reply is None or (one.to.reply_to is not None) == wanted.reply)
    ]
    if len(matching) == wanted.count:
        return None
    return (
        f"chat {wanted.chat} got {len(matching)}, not {wanted.count}, messages with {list(wanted.contains)} "
        f"between {wanted.after} and {wanted.by}" + ("" if wanted.reply is None else f", reply={wanted.reply}")
    )


async def play_in_terminal(name: str | None, speed: float) -> int:
    """Play a story for a reader: each note, each question with its answer, each alert as the chat sees it."""
    story = load(name or FIRST)
    logs.set_up(level=40)
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(story.title, style="bold"))
    console.print(Text(story.about.strip(), style="dim"))

    async def pause(span: timedelta) -> None:
        if speed > 0:
            await asyncio.sleep(span.total_seconds() / speed)

    def look(one: Sent, message: Message) -> None:
        reply = f" ↳ reply to #{one.to.reply_to}" if one.to.reply_to else ""
        console.print()
        console.print(
            Text(f"🔔 {one.at:%Y-%m-%d %H:%M} UTC → chat {one.to.chat_id} · #{one.message_id}{reply}", "yellow")
        )
        console.print(shown(console, message.html))

    def heard(step: Step, reply: Reply) -> None:
        if step.ask is None:
            return
        console.print()
        console.print(Text(f"{step.at:%Y-%m-%d %H:%M} UTC · chat {step.ask[0]} asks › {step.ask[1]}", "green"))
        for message in reply.messages:
            console.print(shown(console, message.html))

    def note(at: datetime, words: str) -> None:
        console.print()
        console.print(Text(f"── {at:%Y-%m-%d %H:%M} UTC · {words}", "bold"))

    with tempfile.TemporaryDirectory() as folder:
        player = Player(story, Path(folder), pause if speed > 0 else None, look, heard, note)
        sent = await player.play()
    faults = unmet(story, sent)
    console.print()
    console.print(Text(f"{len(sent)} alerts; {sum(player.stage.asked.values())} requests to the sources.", "dim"))
    for fault in faults:
        console.print(Text(f"Not as the story says: {fault}", "red"))
    return 1 if faults else 0
