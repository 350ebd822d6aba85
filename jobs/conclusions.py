"""Conclusions: every detector over what is new, each knowing what the one before concluded. Pure, but for the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from jobs.detect import Detector, Doubt, Findings, Subject
from storage.events import NewEvent
from storage.observations import Item

log = structlog.get_logger("watch")


@dataclass(frozen=True, slots=True)
class Conclusions:
    """What an answer means.

    Attributes:
        silent: from history: known from now on, alerts nobody.
        told: from news and from the passing of time.
    """

    silent: Findings
    told: Findings


def conclude(
    detectors: Sequence[Detector],
    history: Sequence[Item],
    news: Sequence[Item],
    known: Mapping[str, Subject],
    now: datetime,
) -> Conclusions:
    """History first, so that news is judged knowing it.

    A detector also tells what time alone changes (an order comes into force); that is asked before history, or the
    change would be concluded along with history and told to nobody.
    """
    timely = detect_all(detectors, (), known, now) if history else Findings()
    known = {**known, **timely.subjects}
    silent = detect_all(detectors, history, known, now) if history else Findings()
    told = detect_all(detectors, news, {**known, **silent.subjects}, now) if news else Findings()
    return Conclusions(silent, together(timely, told))


def together(*found: Findings) -> Findings:
    """Several findings as one: the first event of a key, the last state of a subject."""
    events: dict[str, NewEvent] = {}
    subjects: dict[str, Subject] = {}
    for one in found:
        for event in one.events:
            events.setdefault(event.key, event)
        subjects.update(one.subjects)
    return Findings(tuple(events.values()), subjects, tuple(doubt for one in found for doubt in one.doubts))


def detect_all(
    detectors: Sequence[Detector], items: Sequence[Item], known: Mapping[str, Subject], now: datetime
) -> Findings:
    """Every detector over the items of its kinds; without items, all of them over nothing but the time."""
    found: list[Findings] = []
    for detector in detectors:
        concerned = [item for item in items if item.kind in detector.reads]
        if items and not concerned:
            continue
        so_far = {thread: state for one in found for thread, state in one.subjects.items()}
        one = detect_each(detector, concerned, {**known, **so_far}, now)
        for native_id, reason in one.reasons.items():
            log.debug("decided", detector=detector.name, item=native_id, reason=reason)
        found.append(one)
    return together(*found)


def detect_each(detector: Detector, items: Sequence[Item], known: Mapping[str, Subject], now: datetime) -> Findings:
    """A detector's findings; when it breaks on a batch, item by item, so that one item costs only itself.

    An item it breaks on becomes a doubt: nothing is dropped.
    """
    try:
        return detector.detect(items, known, now)
    except Exception:
        log.exception("detector failed on a batch", detector=detector.name, items=len(items))
    events: list[NewEvent] = []
    subjects: dict[str, Subject] = {}
    doubts: list[Doubt] = []
    for item in items:
        try:
            found = detector.detect([item], {**known, **subjects}, now)
        except Exception as error:
            key = f"unread:{detector.name}:{item.source}:{item.native_id}"
            reason = f"The {detector.name} detector broke on this item ({type(error).__name__}); read it yourself."
            doubts.append(Doubt(key, reason, item))
            continue
        events += found.events
        subjects.update(found.subjects)
        doubts += found.doubts
    return Findings(events=tuple(events), subjects=subjects, doubts=tuple(doubts))
