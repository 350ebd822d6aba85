"""The courier: claim, look, gather, send, record. Each parcel passes these stages in this order, and what is in the
database between any two of them says what a process that starts after a kill has to do.

    claim    rows due now, one of a chat, leased to this process; if it dies from here on, they are due again as repeats
    look     what must be known for them, in one read; from here the decision is pure (``scene.decide``)
    gather   put back what is held, merge what waited together, and the face's words, in parts Telegram takes
    send     through the face's sender, in the lane of the row
    record   the outcome table: sent with its message id, waiting, uncertain, dead; and what follows for the chat
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from jobs.delivery.ledger import Ledger
from jobs.delivery.outcomes import Do, Outcome, outcome_of
from jobs.delivery.parcel import STALE, Parcel, Renderers, compose
from jobs.delivery.record_outcome import record_outcome, record_sent
from jobs.delivery.scene import Scene, decide, look
from jobs.delivery.schedule import when
from storage import event_rows, outbox
from storage.database import Database, DatabaseFault
from storage.fanout import ask_operators, spread
from storage.leases import give_back, present
from storage.messages import Clock, Lane, Sender
from storage.outbox import Owed, claim, claim_rest, recover, renew

log = structlog.get_logger("delivery")

LOOK = 1.0
"""Seconds between two looks when nothing rings the bell: rows of other processes, rows that become due."""
STOPPED = 30.0
"""Seconds nothing is sent after Telegram refused the token (or something in between answered 404)."""


class PaceLike(Protocol):
    """What the courier asks the limiter."""

    def wait_for(self, chat_id: int, lane: Lane) -> float:
        """Seconds until the chat may get its next message."""
        ...

    def share(self, workers: int) -> None:
        """How many workers the bot's rate is divided among."""
        ...


@dataclass(slots=True)
class Health:
    """What /readyz and the metrics show of delivery.

    Attributes:
        outcomes: how often each outcome was seen since the start ("sent", and the names of ``Do``).
        refused_since: since when Telegram refuses the token; None when it does not.
        database: the fault the loop last met, None when it works.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    last_sent_at: datetime | None = None
    refused_since: datetime | None = None
    database: str | None = None

    @property
    def well(self) -> bool:
        """Whether delivery works."""
        return self.refused_since is None and self.database is None


class Courier:
    """Delivers what the outbox owes. ``run()`` until ``stop()``; or ``drain()`` for a story's clock."""

    def __init__(
        self,
        db: Database,
        sender: Sender,
        renderers: Renderers,
        clock: Clock,
        *,
        admins: Iterable[int] = (),
        in_flight: int = 16,
        pace: PaceLike | None = None,
        alone: bool | None = None,
        lease_seconds: float = outbox.LEASE_SECONDS,
        owner: str | None = None,
    ) -> None:
        """Make one.

        Args:
            admins: chats that are asked about doubts.
            in_flight: parcels in hand at a time; also the most duplicates a kill can cause.
            pace: the limiter, when it can say which chat must wait.
            alone: no other process delivers from this database (default: SQLite); what a dead process left is then
                taken up at once.
            owner: name on leases; unique for each process.
        """
        self._db = db
        self._sender = sender
        self._renderers = renderers
        self._clock = clock
        self._admins = frozenset(admins)
        self._in_flight = in_flight
        self._pace = pace
        self._alone = db.sqlite if alone is None else alone
        self._lease_seconds = lease_seconds
        self.owner = owner or uuid.uuid4().hex
        self.health = Health()
        self._ledger = Ledger(db)
        self._parcels: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._stopped_until: datetime | None = None

    async def run(self) -> None:
        """Deliver until ``stop()``. Survives every fault of the database and of Telegram."""
        helpers = [
            asyncio.create_task(self._again(self._spread_all, LOOK), name="delivery-fan-out"),
            asyncio.create_task(self._again(self._keep_leases, self._lease_seconds / 4), name="delivery-leases"),
        ]
        try:
            while not self._stopping:
                if not await self._guarded(self._round):
                    await self._pause()
        finally:
            for task in helpers:
                task.cancel()
            await asyncio.gather(*helpers, return_exceptions=True)

    async def stop(self, patience: float = 6.0) -> None:
        """Claim nothing more, let what is in flight finish. What is cut off is made due again by the next start."""
        self._stopping = True
        self._db.bell.set()
        if self._parcels:
            await asyncio.wait(self._parcels, timeout=patience)
        for task in list(self._parcels):
            task.cancel()
        await asyncio.gather(*self._parcels, return_exceptions=True)
        if self._pace is not None and not self._alone:
            with contextlib.suppress(DatabaseFault):
                await give_back(self._db, f"courier:{self.owner}", self.owner)

    async def drain(self) -> int:
        """Fan out and deliver whatever is due now, then return how many parcels went; for stories and tests."""
        count = 0
        await self._recover()
        while True:
            await self._spread_all()
            while claimed := await self._claim():
                count += len(claimed)
                scenes = await look(self._db, claimed, self._clock.now())
                await asyncio.gather(*(self._deliver(row, scenes[row.id]) for row in claimed))
            if not await self._more_to_spread():
                return count

    # ── the loop ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _round(self) -> bool:
        """Take what there is room for. Returns False when there was nothing to take."""
        if self._parcels and self._in_flight - len(self._parcels) < self._in_flight // 2:
            return False  # claims of several rows at a time cost less, and an urgent one waits 8 sends at most
        claimed = await self._claim()
        scenes = await look(self._db, claimed, self._clock.now())
        for row in claimed:
            task = asyncio.create_task(self._guarded_delivery(row, scenes[row.id]), name="parcel")
            self._parcels.add(task)
            task.add_done_callback(self._delivered)
        return bool(claimed)

    async def _claim(self) -> list[Owed]:
        now = self._clock.now()
        if self._stopped_until is not None and now < self._stopped_until:
            return []
        return await claim(
            self._db, self.owner, now, self._in_flight - len(self._parcels), lease_seconds=self._lease_seconds
        )

    def _delivered(self, task: asyncio.Task[None]) -> None:
        self._parcels.discard(task)
        self._db.bell.set()

    async def _pause(self) -> None:
        """Wait for the bell, a finished parcel, or the next look."""
        self._db.bell.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK):
                await self._db.bell.wait()

    async def _again(self, work: object, every: float) -> None:
        while True:
            await self._guarded(work)
            await asyncio.sleep(every)

    async def _guarded(self, work: object) -> bool:
        """Run one piece of work; a fault of the database or of ours is reported once and never ends the loop."""
        try:
            done = bool(await work())  # type: ignore[operator]
        except DatabaseFault as fault:
            if self.health.database != str(fault):
                log.error("delivery waits for the database", fault=str(fault))
            self.health.database = str(fault)
            await asyncio.sleep(LOOK)
            return False
        except Exception as error:
            log.exception("delivery stumbled", error=type(error).__name__)
            await asyncio.sleep(LOOK)
            return False
        self.health.database = None
        return done

    async def _keep_leases(self) -> None:
        now = self._clock.now()
        if self._parcels:
            await renew(self._db, self.owner, now, lease_seconds=self._lease_seconds)
        if self._pace is not None and not self._alone:
            self._pace.share(await present(self._db, "courier", self.owner, now, self._lease_seconds))
        await self._recover()

    async def _recover(self) -> None:
        found = await recover(self._db, self.owner, self._clock.now(), alone=self._alone)
        if found:
            log.warning("sends without a recorded outcome are made again, marked as possible repeats", rows=found)
            self._db.bell.set()

    async def _spread_all(self) -> None:
        now = self._clock.now()
        await ask_operators(self._db, self._admins, now)
        while (await spread(self._db, self._clock.now(), when)).more and not self._stopping:
            self._db.bell.set()
            await asyncio.sleep(0)  # a million subscribers must not keep others from the loop

    async def _more_to_spread(self) -> bool:
        result = await spread(self._db, self._clock.now(), when)
        return result.more

    # ── one parcel ──────────────────────────────────────────────────────────────────────────────────────────────────

    async def _guarded_delivery(self, row: Owed, scene: Scene) -> None:
        try:
            await self._deliver(row, scene)
        except DatabaseFault as fault:  # before the send; the outcome of a send is insisted on
            self.health.database = str(fault)
            await self._insist(Parcel((row,), scene.chat), Outcome(Do.RETRY, "not sent: the database failed before it"))
        except Exception as error:
            log.exception("a parcel stumbled", error=type(error).__name__, row=row.id)
            await self._insist(Parcel((row,), scene.chat), Outcome(Do.FAULT, "our own fault before the send"))

    async def _deliver(self, row: Owed, scene: Scene) -> None:
        parcel = await self._gather(row, scene)
        if parcel is not None:
            await self._insist(*await self._send(parcel))

    async def _gather(self, row: Owed, scene: Scene) -> Parcel | None:
        """The chat's wishes now, and the words. None when the row was put back or muted."""
        now = self._clock.now()
        wait = self._pace.wait_for(row.chat_id, row.lane) if self._pace is not None else 0.0
        verdict = decide(row, scene, now, wait)
        if verdict.do in {"pending", "muted"}:
            async with self._db.write() as session:
                await outbox.settle(session, [row], self.owner, verdict.do, now, **verdict.values)
            return None
        events = {stored.id: stored for stored in (scene.stored, scene.first) if stored is not None}
        rows = [row]
        if verdict.do == "merge":
            rest = await claim_rest(self._db, self.owner, now, row, now - STALE, lease_seconds=self._lease_seconds)
            rows = sorted([row, *rest], key=lambda one: one.id)
            if rest:
                async with self._db.read() as session:
                    events |= await event_rows.load(session, [one.event_id for one in rest if one.event_id])
        alone = len(rows) == 1 and row.held != "digest"
        edits = scene.root.message_id if scene.root is not None and row.what == "edit" else None
        parcel = Parcel(tuple(rows), scene.chat, root=scene.root if alone else None, edits=edits)
        return compose(parcel, events, self._renderers, now, scene.asked)

    async def _send(self, parcel: Parcel) -> tuple[Parcel, Outcome | None]:
        """Send what is left of the parcel. The outcome is None when all of it was delivered."""
        if not parcel.parts or (parcel.first.what == "edit" and parcel.edits is None):
            return parcel, Outcome(Do.DONE, "nothing to send any more")
        address = parcel.address
        try:
            for number in range(parcel.done, len(parcel.parts)):
                if parcel.edits is not None:
                    await self._sender.edit(address, parcel.edits, parcel.parts[number], parcel.first.lane)
                    break  # an edit has one message: what does not fit is in the replies anyway
                sent = await self._sender.send(address, parcel.parts[number], parcel.first.lane)
                parcel = replace(parcel, done=number + 1, first_id=parcel.first_id or sent)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            return parcel, outcome_of(error)
        return parcel, None

    async def _insist(self, parcel: Parcel, outcome: Outcome | None) -> None:
        """Record an outcome, however long the database takes: what Telegram answered must not be forgotten."""
        name = "sent" if outcome is None else outcome.do.value
        self.health.outcomes[name] += 1
        now = self._clock.now()
        if outcome is None:
            self.health.last_sent_at, self.health.refused_since = now, None
        elif outcome.do is Do.STOP:
            self.health.refused_since = self.health.refused_since or now
            self._stopped_until = now + timedelta(seconds=STOPPED)
            log.error(
                "Telegram refuses the token or the address: nothing is sent until it accepts", reason=outcome.reason
            )
        elif outcome.do in {Do.DEAD, Do.GONE, Do.DOUBT, Do.FAULT}:
            log.warning("not delivered", outcome=name, reason=outcome.reason, rows=len(parcel.rows))

        async def entry(session: AsyncSession) -> None:
            if outcome is None:
                await record_sent(session, parcel, now)
            else:
                await record_outcome(session, parcel, outcome, self.owner, now)

        while True:
            try:
                await self._ledger.enter(entry)
            except DatabaseFault as fault:
                self.health.database = str(fault)
                await asyncio.sleep(LOOK)
            else:
                return
