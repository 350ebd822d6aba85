"""Negotiation issues as data with history, from ``issues.yaml``. An answer as of a day uses nothing dated later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from storage.facts.reading import FactsFault, as_day, read_yaml

CONFIDENCES = frozenset({"official", "press"})


@dataclass(frozen=True, slots=True)
class Development:
    """One dated entry of an issue.

    Attributes:
        day: of the event at its place.
        status: plain word ("open", "disputed", "agreed_not_issued", "signed", "in_force", ...).
        what: one or two sentences.
        confidence: "official" (an act or paper of a government) or "press".
        source: address of the page.
        closes: the issue ends with this entry, unless a later one takes it up again.
    """

    day: date
    status: str
    what: str
    confidence: str
    source: str
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as known on a day; every part of it is dated on or before that day.

    Attributes:
        id: stable ("jp-auto-order").
        parties: ISO 3166-1 alpha-2 codes, "EU", or "all".
        title: neutral, true on any day.
        summary: what was known of it on that day; "" before the first dated summary.
        opened_on: when it opened.
        history: entries up to the day, oldest first; at least one.
        resolved_by: what ended it, None while it is open.
        headings: HTS headings concerned.
        words, words_ja: any of these, with a party named, makes an observation evidence.
        by_act: whether a government's duty act can move it by itself; otherwise operators decide.
        background: context rather than something to settle.
    """

    id: str
    parties: tuple[str, ...]
    title: str
    summary: str
    opened_on: date
    history: tuple[Development, ...]
    resolved_by: str | None
    headings: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    words_ja: tuple[str, ...] = ()
    by_act: bool = True
    background: bool = False

    @property
    def latest(self) -> Development:
        """The newest entry known."""
        return self.history[-1]

    @property
    def status(self) -> str:
        """Status word of the newest entry known."""
        return self.history[-1].status

    @property
    def is_open(self) -> bool:
        """Whether the newest entry known leaves it open."""
        return not self.history[-1].closes


@dataclass(frozen=True, slots=True)
class _Recorded:
    """The whole record, hindsight included; never handed out."""

    issue: Issue
    summaries: tuple[tuple[date, str], ...]
    final_resolved_by: str | None

    def as_of(self, day: date) -> Issue | None:
        history = tuple(entry for entry in self.issue.history if entry.day <= day)
        if not history:
            return None
        summary = next((text for since, text in reversed(self.summaries) if since <= day), "")
        resolved_by = None
        if history[-1].closes:
            whole = len(history) == len(self.issue.history)
            resolved_by = self.final_resolved_by if whole and self.final_resolved_by else history[-1].what
        known = self.issue
        return Issue(
            known.id,
            known.parties,
            known.title,
            summary,
            known.opened_on,
            history,
            resolved_by,
            known.headings,
            known.words,
            known.words_ja,
            known.by_act,
            known.background,
        )


def _day(value: Any, where: str) -> date:
    day = as_day(value)
    if day is None:
        raise FactsFault(f"issues.yaml: {where} has no date; add one.")
    return day


def _read_issue(record: Mapping[str, Any]) -> _Recorded:
    name = str(record["id"])
    history = tuple(
        Development(
            _day(entry["date"], name),
            str(entry["status"]),
            str(entry["what"]),
            str(entry["confidence"]),
            str(entry["source"]),
            bool(entry.get("closes", False)),
        )
        for entry in record["history"]
    )
    summaries = tuple((_day(entry["from"], name), str(entry["text"])) for entry in record["summary"])
    for what, days in (("history", [entry.day for entry in history]), ("summary", [since for since, _ in summaries])):
        if not days or days != sorted(days):
            raise FactsFault(f"issues.yaml: the {what} of {name} is empty or out of order; sort it by date.")
    for entry in history:
        if not entry.source.startswith("https://") and not entry.source.startswith("http://"):
            raise FactsFault(f"issues.yaml: the entry of {name} on {entry.day} names no source; add its address.")
        if entry.confidence not in CONFIDENCES:
            raise FactsFault(
                f"issues.yaml: {name} on {entry.day} says confidence '{entry.confidence}'; use official or press."
            )
    opened = min(_day(record["opened_on"], name), history[0].day)
    resolved_by = record.get("resolved_by")
    issue = Issue(
        id=name,
        parties=tuple(map(str, record["parties"])),
        title=str(record["title"]),
        summary="",
        opened_on=opened,
        history=history,
        resolved_by=None,
        headings=tuple(map(str, record.get("headings", ()))),
        words=tuple(map(str, record.get("words", ()))),
        words_ja=tuple(map(str, record.get("words_ja", ()))),
        by_act=bool(record.get("by_act", True)),
        background=bool(record.get("background", False)),
    )
    return _Recorded(issue, summaries, str(resolved_by) if resolved_by else None)


@cache
def _recorded() -> tuple[_Recorded, ...]:
    records = tuple(_read_issue(record) for record in read_yaml("issues.yaml")["issues"])
    ids = [record.issue.id for record in records]
    for name in ids:
        if ids.count(name) > 1:
            raise FactsFault(f"issues.yaml: {name} stands twice; give one of them another id.")
    return records


def issues_as_of(as_of: date, country: str | None = None) -> list[Issue]:
    """Every issue known on a day, settled ones and background included, as known that day."""
    known = (record.as_of(as_of) for record in _recorded())
    return [issue for issue in known if issue and _concerns(issue, country)]


def open_issues(country: str | None, as_of: date) -> list[Issue]:
    """Issues open on a day, newest development first.

    Args:
        country: ISO 3166-1 alpha-2 or "EU"; None for every country. "US" is a party to nearly all of them.
        as_of: only entries dated on or before this day are used, in every part of the answer.
    """
    found = [issue for issue in issues_as_of(as_of, country) if issue.is_open and not issue.background]
    return sorted(found, key=lambda issue: issue.latest.day, reverse=True)


def issue_as_of(issue_id: str, as_of: date) -> Issue | None:
    """One issue as known on a day; None when unknown by then."""
    return next((issue for issue in issues_as_of(as_of) if issue.id == issue_id), None)


def issues_known_until() -> date:
    """Date of the newest entry of all: answers about later days must name it."""
    return max(record.issue.history[-1].day for record in _recorded())


def _concerns(issue: Issue, country: str | None) -> bool:
    return country is None or country in issue.parties or "all" in issue.parties
