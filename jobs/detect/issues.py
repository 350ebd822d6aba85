"""The issues detector: what is published about an open negotiation issue becomes evidence of it, with its source.

An act of a government may move an issue by itself: a signed order is told, a notice that carries a deal out
resolves. A press
report adds evidence in silence; one that says the issue is settled or has broken down goes to the operators.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from jobs.detect import Doubt, Findings, Subject
from jobs.detect.orders import relevance
from jobs.detect.orders.dates import signed_on
from jobs.detect.orders.joining import likeness
from jobs.detect.orders.reading import read
from jobs.detect.orders.vocabulary import countries_in, countries_in_ja
from jobs.detect.orders.wording import clean_title, plain, slug, title_words
from storage.events import Citation, EventKind, NewEvent
from storage.facts.issues import Issue, open_issues
from storage.observations import Item, ItemKind

THREAD = "issue:"
OFFICIAL = frozenset(
    {
        ItemKind.WHITE_HOUSE_POST,
        ItemKind.FEDERAL_REGISTER_DOCUMENT,
        ItemKind.INSPECTION_FILING,
        ItemKind.AGENCY_NOTICE,
    }
)
_FRESH = timedelta(days=6)
_MOST_EVIDENCE = 40
_SETTLING = frozenset({"implement", "lower", "end", "exempt"})
_MOVING = _SETTLING | frozenset({"impose", "raise", "suspend", "extend", "amend"})
_TRADE = re.compile(
    r"\btariffs?\b|\bdut(?:y|ies)\b|\btrade (?:talks?|deal|agreement|negotiat\w+|envoy|minister"
    r"|representative|chief)\b|\blutnick\b|\bbessent\b"
    r"|\bgreer\b|\bustr\b|\bsection (?:122|232|301|338)\b|\busmca\b|\bexecutive order\b|関税|通商|日米|米国|大統領令"
    r"|ラトニック|ベッセント|ベセント",
    re.IGNORECASE,
)
_SETTLED = re.compile(
    r"\b(?:agreed|agreement (?:reached|signed)|reach(?:ed|es) (?:an? )?(?:deal|agreement)|settled|resolved"
    r"|concluded|finali[sz]ed|signed"
    r"|in force|took effect|takes effect|withdr(?:ew|awn))\b|合意(?:した|に達)|妥結|決着|署名した|発効",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"\b(?:break(?:s|ing)? off|broke(?:n)? off|collapsed?|terminat\w+|called off|suspend(?:s|ed)|halt(?:s|ed)"
    r"|walk(?:s|ed) (?:out|away)|paus(?:es|ed)"
    r"|threat(?:en\w*)?)\b|決裂|打ち切り|中断|停止|凍結",
    re.IGNORECASE,
)
_LEAD = 700
_FEW_COUNTRIES = 2


class IssuesDetector:
    """Attaches observations to open issues; see the module for who may do what."""

    name = "issues"
    reads = frozenset({*OFFICIAL, ItemKind.NEWS})

    def detect(self, items: Sequence[Item], known: Mapping[str, Subject], now: datetime) -> Findings:
        """Decide; see ``jobs.detect.Detector``. Issues are those the facts have open on the day of ``now`` or left
        open on its
        eve (what settles one today is for the watch to find), less those that ``known`` says were settled since."""
        events: dict[str, NewEvent] = {}
        doubts: dict[str, Doubt] = {}
        changed: dict[str, dict[str, Any]] = {}
        reasons: dict[str, str] = {}
        issues = _open_on(now.date())
        for item in items:
            if item.kind not in self.reads:
                continue
            title, text = clean_title(item.title), plain(item.text)
            official = item.kind in OFFICIAL and _is_act(item, title, text)
            concerned = issues_concerned(title, text, item.lang, issues, whole=official)
            if not concerned:
                reasons[item.native_id] = "no open issue is concerned"
                continue
            said = []
            for issue in concerned:
                thread = THREAD + issue.id
                subject = changed.get(thread) or _subject(known.get(thread), issue)
                if subject["resolved_by"]:
                    continue
                if not _add_evidence(subject, item, title, now, official=official):
                    said.append(f"{issue.id}: known already")
                    continue
                changed[thread] = subject
                if official and issue.by_act:
                    said.append(_move(issue, subject, item, title, text, now, events))
                elif official and _much_about(issue, title, text):
                    said.append(_touch(issue, item, title, now, doubts))
                elif official:
                    said.append(f"{issue.id}: official evidence")
                elif item.published_at is None or now - item.published_at <= _FRESH:
                    said.append(_suggest(issue, item, title, text, now, doubts))
                else:
                    said.append(f"{issue.id}: old evidence")
            reasons[item.native_id] = "; ".join(said) or "the issues concerned are settled"
        return Findings(tuple(events.values()), changed, tuple(doubts.values()), reasons)


@lru_cache(maxsize=8)
def _open_on(day: date) -> tuple[Issue, ...]:
    found = {issue.id: issue for eve in (day - timedelta(days=1), day) for issue in open_issues(None, eve)}
    return tuple(found.values())


def issues_concerned(title: str, text: str, lang: str, issues: Sequence[Issue], *, whole: bool = False) -> list[Issue]:
    """The issues an observation speaks of: it is about trade, names a party other than the US, and uses the issue's
    words.

    Title and lead count, not the background at the end of a story; of an act (``whole``) every word counts. A
    country in the title counts always, one in the lead only beside few others.
    """
    lead = f"{title}. {text[:_LEAD]}"
    if not _TRADE.search(lead) and not (whole and _TRADE.search(text)):
        return []
    place = f"{title}. {text}" if whole else lead
    folded = place.casefold()
    named = _named(title, lang)
    beside = _named(lead, lang) - {"US"}
    if len(beside) <= _FEW_COUNTRIES:
        named |= beside
    found = []
    for issue in issues:
        parties = set(issue.parties) - {"US"}
        if "all" not in parties and not parties & named:
            continue
        if _uses(folded, issue.words) or (lang == "ja" and any(word in lead for word in issue.words_ja)):
            found.append(issue)
    return found


def _named(words: str, lang: str) -> set[str]:
    named = set(countries_in(words))
    if lang == "ja":
        named |= set(countries_in_ja(words))
    return named


def _uses(folded: str, words: Sequence[str]) -> bool:
    for word in words:
        at = folded.find(word)
        while at >= 0:
            before, after = folded[at - 1 : at], folded[at + len(word) : at + len(word) + 1]
            if not before.isalnum() and not after.isalnum():
                return True
            at = folded.find(word, at + 1)
    return False


def _much_about(issue: Issue, title: str, text: str) -> bool:
    """Whether an act is about the issue rather than naming it once: in its title, or by two of its words."""
    folded = text.casefold()
    return _uses(title.casefold(), issue.words) or sum(_uses(folded, (word,)) for word in issue.words) >= 2


def _is_act(item: Item, title: str, text: str) -> bool:
    if item.kind in {ItemKind.AGENCY_NOTICE, ItemKind.FEDERAL_REGISTER_DOCUMENT, ItemKind.INSPECTION_FILING}:
        return bool(
            relevance.of_presidential(title, text) or relevance.of_notice(title, text, item.fields.get("agencies", ""))
        )
    return bool(relevance.of_presidential(title, text))


def _subject(known: Subject | None, issue: Issue) -> dict[str, Any]:
    if known:
        return {**known, "evidence": [dict(one) for one in known["evidence"]]}
    return {"issue": issue.id, "status": issue.status, "evidence": [], "resolved_by": None}


def _add_evidence(subject: dict[str, Any], item: Item, title: str, now: datetime, *, official: bool) -> bool:
    """Attach the item unless it, or another printing of it, is attached already."""
    words = title_words(title)
    for one in subject["evidence"]:
        if one["url"] == item.url or (words and likeness(words, title_words(one["title"])) >= 0.9):
            return False
    subject["evidence"].append(
        {
            "source": item.source,
            "url": item.url,
            "title": title,
            "at": (item.published_at or now).isoformat(),
            "confidence": "official" if official else "press",
        }
    )
    del subject["evidence"][:-_MOST_EVIDENCE]
    return True


def _move(
    issue: Issue, subject: dict[str, Any], item: Item, title: str, text: str, now: datetime, events: dict[str, NewEvent]
) -> str:
    """An act moves the issue: signed, or resolved when a notice carries the deal out."""
    reading = read(title, text, signed_on(text))
    if reading.action not in _MOVING:
        return f"{issue.id}: official evidence"
    parties = set(issue.parties) - {"US", "all"}
    if parties and reading.countries and not parties & set(reading.countries):
        return f"{issue.id}: official evidence about another country"
    if parties and not reading.countries and not parties & set(countries_in(title)):
        return f"{issue.id}: official evidence, country not named by the act"
    printed = bool(item.fields.get("document_number"))
    if item.kind is ItemKind.AGENCY_NOTICE and not printed:
        return f"{issue.id}: official evidence"  # a statement or fact sheet is no act
    notice = printed and "presidential" not in item.fields.get("type", "").lower()
    status = (
        "resolved"
        if notice and reading.action in _SETTLING and item.kind is not ItemKind.INSPECTION_FILING
        else "signed"
    )
    if notice and item.kind is ItemKind.INSPECTION_FILING:
        status = "filed"
    subject["status"] = status
    if status == "resolved":
        subject["resolved_by"] = title
    if item.published_at and now - item.published_at > _FRESH:
        return f"{issue.id}: {status}, as history"
    event = _event(issue, status, title, item, now)
    events[event.key] = event
    return f"{issue.id}: {status}"


def _touch(issue: Issue, item: Item, title: str, now: datetime, doubts: dict[str, Doubt]) -> str:
    """An act touches an issue that no act settles by itself: the operators look."""
    if item.published_at and now - item.published_at > _FRESH:
        return f"{issue.id}: official evidence, as history"
    key = f"{THREAD}{issue.id}:touched:{slug(title_words(title), 8)}"
    doubts.setdefault(
        key,
        Doubt(
            key=key,
            reason=f"An act touches the issue '{issue.title}'; is it settled by it?",
            item=item,
            proposal=_event(issue, "resolved", title, item, now),
        ),
    )
    return f"{issue.id}: doubt, touched by an act"


def _suggest(issue: Issue, item: Item, title: str, text: str, now: datetime, doubts: dict[str, Doubt]) -> str:
    """Press says that the issue is settled or has broken down: the operators decide."""
    turn = "settled" if _SETTLED.search(title) else "broken down" if _BROKEN.search(title) else None
    if not turn:
        return f"{issue.id}: press evidence"
    day = (item.published_at or now).date()
    key = f"{THREAD}{issue.id}:{slug(turn.split())}:{day.isoformat()}"
    status = "reported settled" if turn == "settled" else "reported broken down"
    doubts.setdefault(
        key,
        Doubt(
            key=key,
            reason=f"A press report suggests that the issue '{issue.title}' is {turn}; is it?",
            item=item,
            proposal=_event(issue, status, title, item, now),
        ),
    )
    return f"{issue.id}: doubt, reported {turn}"


def _event(issue: Issue, status: str, what: str, item: Item, now: datetime) -> NewEvent:
    at = item.published_at or datetime.combine(now.date(), time(12), UTC)
    words = {"signed": "an order is signed", "resolved": "settled by", "filed": "filed for publication"}
    return NewEvent(
        key=f"{THREAD}{issue.id}:{slug(status.split())}:{slug(title_words(what), 8)}",
        kind=EventKind.ISSUES,
        thread=THREAD + issue.id,
        stage=status,
        headline=f"{issue.title}: {words.get(status, status)}: {what}",
        occurred_at=at,
        seen_at=now,
        citations=(Citation(item.source, item.url, what, item.published_at, now),),
        countries=tuple(code for code in issue.parties if code not in {"US", "all"}),
        details={"issue": issue.id, "title": issue.title, "status": status, "what": what, "before": issue.status},
    )
