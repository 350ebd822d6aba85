"""What the watch tells the operators about its sources: failing, silent, well again, something held back in bulk."""

from __future__ import annotations

from datetime import datetime

from storage.events import Citation, EventKind, NewEvent
from storage.source_state import Condition, SourceState


def report(state: SourceState, condition: Condition, now: datetime) -> NewEvent:
    """A source's change of condition as an event for the operators."""
    said = {
        Condition.FAILING: f"{state.name} has failed {state.failures} times in a row: {state.fault}.",
        Condition.SILENT: f"{state.name} answers but is unnaturally silent: {state.fault}.",
        Condition.OK: f"{state.name} works again.",
    }
    return _source_event(state, condition.value, said.get(condition, state.name), state.fault, now)


def bulk_report(state: SourceState, bulk: str, now: datetime) -> NewEvent:
    """Something held to be history in bulk, told so that a wrong guess is noticed."""
    return _source_event(state, "bulk", f"{state.name}: {bulk}; stored as history, nobody was alerted.", bulk, now)


def _source_event(state: SourceState, stage: str, headline: str, fault: str, now: datetime) -> NewEvent:
    return NewEvent(
        key=f"source:{state.name}:{stage}:{now.isoformat(timespec='seconds')}",
        kind=EventKind.SOURCES,
        thread=f"source:{state.name}",
        stage=stage,
        headline=headline,
        occurred_at=now,
        seen_at=now,
        citations=(Citation(state.name, "", headline, None, now),),
        details={"source": state.name, "state": stage, "since": state.since.isoformat(), "fault": fault},
    )
