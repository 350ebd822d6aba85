"""What in an answer is news, what is an edit, what is only history; each with its reason. Values in, values out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from storage.item_store import Recall, Stored, comparable, content_hash, likeness
from storage.observations import Item
from storage.source_state import SourceState

OLD = timedelta(days=3)
"""An unknown item this much older than the newest one of its source is old-dated."""
BULK = 10
"""Old-dated or re-dated unknown items in one answer from which they are a re-publication, not late news. WordPress
bulk edits have reached feed readers as 606 new posts (lion-reader#1534); WhiteHouse.gov is WordPress too."""
BULK_BY_THE_CLOCK = 50
"""Unknown items dated days before our last look that are a re-publication even when newer than all we know."""
UNDATED_BULK = 20
LONG_TEXT = 400
"""Characters of text from which two items of one title and text are one document, whatever their dates."""
FUTURE = timedelta(days=1)

Order = Callable[[Item], tuple[int, ...] | None]
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
LONGEST_URL = 2000
"""Bytes; an index of PostgreSQL takes no more than 2,704."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Novelty:
    """One answer, sorted out.

    Attributes:
        news: new and edited items for the detectors, oldest first; they may alert.
        history: items to remember that alert nobody: the baseline, bulk re-publications, bulk edits.
        new: how many of ``news`` were never seen before.
        newest_at: publisher's time of the newest item seen so far.
        peak: highest sort key so far.
        bulk: one clause for the operators when something was held to be history in bulk.
        reasons: native id -> why, for the log.
    """

    news: tuple[Item, ...] = ()
    history: tuple[Item, ...] = ()
    new: int = 0
    newest_at: datetime | None = None
    peak: tuple[int, ...] | None = None
    bulk: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)


def storable(item: Item) -> Item:
    """The item without what a database or a message refuses: control characters, endless titles and addresses."""
    fields = {name: _CONTROL.sub("", value) for name, value in item.fields.items()}
    url = item.url if len(item.url.encode()) <= LONGEST_URL else item.url.partition("?")[0][: LONGEST_URL // 4]
    return replace(
        item,
        native_id=_CONTROL.sub("", item.native_id)[:500],
        url=_CONTROL.sub("", url),
        title=_CONTROL.sub("", item.title)[:1000],
        text=_CONTROL.sub("", item.text),
        fields=fields,
    )


def one_of_each(items: Sequence[Item], now: datetime) -> list[Item]:
    """Items by native id, the fullest of each; a publisher's time in the future is not believed but kept as claimed."""
    best: dict[str, Item] = {}
    for item in map(storable, items):
        held = best.get(item.native_id)
        if held is None or len(item.text) > len(held.text):
            best[item.native_id] = item
    believed = []
    for item in best.values():
        if item.published_at is not None and item.published_at > now + FUTURE:
            claimed = {**item.fields, "claimed_published_at": item.published_at.isoformat()}
            believed.append(replace(item, published_at=None, fields=claimed))
        else:
            believed.append(item)
    return believed


def kept_percent(before: str, after: str) -> int:
    """How much of the words of ``before`` stands in ``after``, 0-100: low when a text was swapped, not amended."""
    words = set(_WORD.findall(comparable(before)))
    if not words:
        return 100
    return round(100 * len(words & set(_WORD.findall(comparable(after)))) / len(words))


def edited(item: Item, stored: Stored) -> Item:
    """The item flagged as a new version of a stored one; the detectors see what it was before."""
    flags = {
        "edited": "1",
        "previous_hash": stored.content_hash,
        "previous_title": stored.title,
        "previous_chars": str(len(stored.text)),
        "kept_percent": str(kept_percent(stored.text, item.text)),
    }
    return replace(item, native_id=stored.native_id, fields={**item.fields, **flags})


def sort_out(items: Sequence[Item], recall: Recall, state: SourceState, order: Order, now: datetime) -> Novelty:
    """Decide what each item of an answer is.

    Args:
        items: of one answer, through ``one_of_each``.
        recall: what the memory holds of them.
        state: the source's state before this answer.
        order: the source's sort key for items that only move forward.
        now: aware, UTC.
    """
    reasons: dict[str, str] = {}
    edits: list[Item] = []
    completed: list[Item] = []
    unknown: list[Item] = []
    for item in items:
        if item.native_id in recall.same:
            continue
        stored = recall.known.get(item.native_id) or _same_address(item, recall)
        if stored is None:
            unknown.append(item)
            continue
        version = _version(item, stored)
        if isinstance(version, str):
            reasons[item.native_id] = version
        elif stored.history and not stored.text:
            reasons[item.native_id] = "history that got its text"
            completed.append(version)
        else:
            reasons[item.native_id] = "edited"
            edits.append(version)
    fresh, past, bulk = _unknown(unknown, recall, state, order, now, reasons=reasons, listed=len(items))
    known = len(items) - len(unknown)
    if state.baseline_done and len(edits) >= BULK and len(edits) * 2 > known:
        bulk = bulk or f"{len(edits)} of {known} known items changed at once"
        reasons.update((item.native_id, "edited in bulk") for item in edits)
        past, edits = [*past, *edits], []
    keys = [key for item in (*fresh, *past) if (key := order(item)) is not None]
    return Novelty(
        news=tuple(sorted((*fresh, *edits), key=_when)),
        history=tuple(sorted((*past, *completed), key=_when)),
        new=len(fresh),
        newest_at=_newest(items, state, bool(fresh), now),
        peak=max((*keys, *([state.peak] if state.peak else [])), default=None),
        bulk=bulk,
        reasons=reasons,
    )


def _marked(item: Item, state: SourceState) -> Item:
    """Say of an item that it is at least as new as all its source has shown: such a one is no re-publication, whatever
    our own clock says of its date (a mirror, a recording, a watch that stood still for weeks)."""
    if item.published_at is None or state.newest_at is None or item.published_at < state.newest_at:
        return item
    return replace(item, fields={**item.fields, "newest": "1"})


def _when(item: Item) -> datetime:
    return item.published_at or datetime.max.replace(tzinfo=UTC)


def _newest(items: Sequence[Item], state: SourceState, fresh: bool, now: datetime) -> datetime | None:
    dated = [min(item.published_at, now) for item in items if item.published_at is not None]
    if not dated and items and (fresh or state.newest_at is None):
        dated = [now]
    return max((*dated, *([state.newest_at] if state.newest_at else [])), default=None)


def _same_address(item: Item, recall: Recall) -> Stored | None:
    """The stored item at this address when one of the two has no id of its own: a listing page, a feed without ids.

    Two posts with ids of their own stay two: an address has shown the text of another document for hours.
    """
    stored = recall.by_url.get(item.url)
    if stored is None or (_own_id(stored.native_id) and _own_id(item.native_id)):
        return None
    return stored


def _own_id(native_id: str) -> bool:
    return not native_id.startswith(("http://", "https://", "title:"))


def _version(item: Item, stored: Stored) -> Item | str:
    """The edited item, or why this is none."""
    if not item.text and stored.text:
        if "listed" in item.fields and comparable(item.title) == comparable(stored.title):
            return "listed without its text"
        item = replace(item, text=stored.text)
    digest = content_hash(item)
    if digest == stored.content_hash:
        return "the same"
    if digest in stored.hashes:
        return "an earlier version again, from a stale cache"
    return edited(item, stored)


def _unknown(
    unknown: Sequence[Item],
    recall: Recall,
    state: SourceState,
    order: Order,
    now: datetime,
    *,
    reasons: dict[str, str],
    listed: int,
) -> tuple[list[Item], list[Item], str]:
    """Split unknown items into news and history; what is neither (a copy, a stale answer) only gets a reason."""
    candidates: list[Item] = []
    redated: set[str] = set()
    for item in unknown:
        key = order(item)
        times = recall.by_likeness.get(likeness(item))
        if state.peak is not None and key is not None and key < state.peak:
            reasons[item.native_id] = "below the newest one, from a stale cache"
        elif times is not None and (len(item.text) >= LONG_TEXT or item.published_at in times):
            reasons[item.native_id] = "the same document under another id"
        else:
            candidates.append(item)
            if times is not None:
                redated.add(item.native_id)
    if not state.baseline_done:
        reasons.update((item.native_id, "baseline") for item in candidates)
        return [], candidates, ""
    old = {
        item.native_id
        for item in candidates
        if item.published_at is not None and state.newest_at is not None and item.published_at < state.newest_at - OLD
    } | redated
    before_our_last_look = {
        item.native_id
        for item in candidates
        if item.published_at is not None
        and state.succeeded_at is not None
        and item.published_at < state.succeeded_at - OLD
    }
    if len(before_our_last_look) >= BULK_BY_THE_CLOCK:
        old |= before_our_last_look
    undated = [item for item in candidates if item.published_at is None]
    bulk = ""
    past: set[str] = set()
    if len(old) >= BULK:
        past, bulk = old, f"{len(old)} old items appeared as new"
    asked_lately = state.succeeded_at is not None and now - state.succeeded_at < timedelta(days=1)
    if len(undated) >= UNDATED_BULK and len(undated) * 5 > listed * 4 and asked_lately:
        past = past | {item.native_id for item in undated}
        bulk = bulk or f"{len(undated)} items without dates appeared as new"
    for item in candidates:
        reasons[item.native_id] = "old and many at once" if item.native_id in past else "new"
    news = [_marked(item, state) for item in candidates if item.native_id not in past]
    return news, [item for item in candidates if item.native_id in past], bulk
