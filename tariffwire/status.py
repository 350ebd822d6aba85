"""What /readyz, /status and the metrics say about the house."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from prometheus_client import Gauge

from bot.telegram import Face
from jobs.delivery.courier import Courier
from jobs.watch import Watch
from storage.database import Database, DatabaseFault
from storage.figures import figures
from storage.messages import Clock
from storage.source_state import source_states
from tariffwire.settings import Settings
from tariffwire.web import Web, house_routes, webhook_route

LONGEST_WITHOUT_POLL = 120.0
LONGEST_WITHOUT_TICK = 120.0

_OUTBOX = Gauge("tariffwire_outbox_rows", "Rows of the outbox", ["state"])
_OLDEST = Gauge("tariffwire_outbox_oldest_due_seconds", "Age of the oldest alert that could be sent now")
_SOURCE = Gauge("tariffwire_source_well", "1 when the source is well", ["source"])
_LAG = Gauge("tariffwire_source_lag_seconds", "Publication to our seeing it, of the last new item", ["source"])
_POLL = Gauge("tariffwire_telegram_seconds_since_poll", "Seconds since Telegram answered a poll")
_SENDS = Gauge("tariffwire_sends", "Outcomes of sends since the start", ["outcome"])


class Status:
    """Gathers figures of every part; any part may be absent."""

    def __init__(
        self, db: Database, face: Face, watch: Watch | None, courier: Courier | None, clock: Clock, *, polls: bool
    ) -> None:
        self._db = db
        self._face = face
        self._watch = watch
        self._courier = courier
        self._clock = clock
        self._polls = polls
        self.version = version("tariffwire")

    def ready(self) -> str | None:
        """None when everything works, else one sentence."""
        if self._courier is not None and not self._courier.health.well:
            return self._courier.health.database or "Telegram refuses the token; delivery waits."
        if self._polls:
            silent = self._face.health.seconds_since_poll()
            if silent is None or silent > LONGEST_WITHOUT_POLL:
                return self._face.health.fault or "Telegram has not answered a poll yet."
        if self._watch is not None:
            tick = self._watch.tally.last_tick
            if tick is None or (self._clock.now() - tick).total_seconds() > LONGEST_WITHOUT_TICK:
                return "The watch does not tick."
        return None

    async def figures(self) -> dict[str, Any]:
        """Everything as JSON; the gauges are set on the way."""
        shown: dict[str, Any] = {"version": self.version, "ready": self.ready() or "ready"}
        poll = self._face.health.seconds_since_poll()
        shown["telegram"] = {"seconds_since_poll": poll, "fault": self._face.health.fault}
        _POLL.set(-1 if poll is None else poll)
        if self._courier is not None:
            shown["sends"] = dict(self._courier.health.outcomes)
            for outcome, count in self._courier.health.outcomes.items():
                _SENDS.labels(outcome).set(count)
        try:
            async with self._db.read() as session:
                counted = await figures(session, self._clock.now())
            states = await source_states(self._db)
        except DatabaseFault as fault:
            return {**shown, "database": str(fault)}
        shown["outbox"] = counted.states
        for name, rows in counted.states.items():
            _OUTBOX.labels(name).set(rows)
        _OLDEST.set(counted.oldest_due or 0)
        shown["sources"] = {
            state.name: {
                "state": str(state.condition),
                "last_success": state.succeeded_at.isoformat() if state.succeeded_at else None,
                "last_new_item": state.new_item_at.isoformat() if state.new_item_at else None,
                "lag_seconds": state.lag,
                "fault": state.fault or None,
            }
            for state in states
        }
        for state in states:
            _SOURCE.labels(state.name).set(1 if state.condition in ("ok", "new") else 0)
            if state.lag is not None:
                _LAG.labels(state.name).set(state.lag)
        return shown

    def web(self, settings: Settings, feed: Callable[[dict[str, Any]], Awaitable[None]]) -> Web | None:
        """The HTTP side that the settings ask for; None when they ask for nothing."""
        routes = []
        port = settings.tariffwire_metrics_port
        if port is not None:
            routes += house_routes(self.ready, self.figures)
        if settings.telegram_webhook_url and settings.telegram_webhook_secret and self._polls:
            path = urlsplit(settings.telegram_webhook_url).path or "/"
            routes.append(webhook_route(path, settings.telegram_webhook_secret.get_secret_value(), feed))
            port = port or 8443
        return Web(routes, port) if port is not None and routes else None
