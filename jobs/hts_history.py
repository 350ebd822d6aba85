"""Follow chapter 99 through all releases: every added, changed or removed heading against the facts.

A release alone shows what it prints; the steps between releases show when each heading came, changed and went. Input is
the rows of the first release, and one record a changed row: ``{"from", "to", "change": "added"|"changed"|"removed",
"htsno", "row" | "before"+"after"}``, where before and after hold the cells that differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jobs.hts_verify import PROGRAMMES, Named, disagreement, headings_of, in_words, replaced_by
from storage.facts.releases import day_in_force
from storage.schedule.release import release_name
from tariff.chapter99 import HeadingText, Reading, read_heading
from tariff.law import Law

AGREES, DIFFERS, NOT_MODELLED, WORDING = "agrees", "differs", "not modelled", "wording only"


@dataclass(frozen=True, slots=True)
class Step:
    """One changed heading of one release: what the print did, the verdict, and why where it differs."""

    release: str
    heading: str
    did: str
    verdict: str
    why: str = ""


def verify_steps(first: Iterable[Mapping[str, Any]], records: Iterable[Mapping[str, Any]], law: Law) -> list[Step]:
    """Every changed heading of a trade action, in order of the records.

    Args:
        first: rows of the release the records start from, as published.
        records: see the module.
        law: the facts.
    """
    named = headings_of(law)
    printed: dict[str, Mapping[str, Any]] = {row["htsno"]: row for row in first if row["htsno"]}
    steps: list[Step] = []
    for record in records:
        heading = record["htsno"] or ""
        if heading[:7] not in PROGRAMMES or len(heading) != 10:
            continue
        release = release_name(record["to"]) or record["to"]
        before = printed.pop(heading, None)
        if record["change"] != "removed":
            printed[heading] = {**(before or {"htsno": heading}), **(record.get("row") or record["after"])}
        steps.append(
            _step(release, heading, _reading(before), _reading(printed.get(heading)), named.get(heading, ()), law)
        )
    return steps


def counts(steps: Iterable[Step]) -> Mapping[str, int]:
    """Steps by verdict."""
    found = Counter(step.verdict for step in steps)
    return {verdict: found[verdict] for verdict in (AGREES, DIFFERS, NOT_MODELLED, WORDING)}


def _step(
    release: str, heading: str, before: Reading | None, after: Reading | None, named: Sequence[Named], law: Law
) -> Step:
    day = day_in_force(release) or date.max
    if after is None:
        ends = [entry.measure.period.end for entry in named]
        did = "is no longer printed"
        if not named:
            return Step(release, heading, did, NOT_MODELLED)
        gone = all(end is not None and end <= day for end in ends) or replaced_by(law, named, day) is not None
        return Step(release, heading, did, AGREES if gone else DIFFERS, "" if gone else "the facts have it in force")
    did = f"now {in_words(after.main)}" if before else f"is new and {in_words(after.main)}"
    if before is not None and (before.main, before.ended, before.origins) == (after.main, after.ended, after.origins):
        return Step(release, heading, did, WORDING)
    if not named:
        return Step(release, heading, did, NOT_MODELLED)
    if after.ended is not None:
        known = [entry for entry in named if entry.measure.period.known(day) and entry.measure.period.start <= day]
        ends = [entry.measure.period.end_as_known(day) for entry in known]
        over = None not in ends or replaced_by(law, known, day) is not None
        why = "" if over else "the facts have it in force"
        return Step(release, heading, f"is marked {after.ended.how}", AGREES if over else DIFFERS, why)
    reasons = [disagreement(after, entry) for entry in named]
    agrees = None in reasons
    return Step(release, heading, did, AGREES if agrees else DIFFERS, "" if agrees else str(reasons[0]))


def _reading(row: Mapping[str, Any] | None) -> Reading | None:
    if row is None:
        return None
    cells = (str(row.get(column) or "") for column in ("general", "special", "other"))
    return read_heading(HeadingText(row["htsno"], (str(row.get("description") or ""),), *cells))
