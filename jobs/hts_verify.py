"""Compare the facts with chapter 99 of a release: what agrees, differs, is dead but printed, is not modelled.

The schedule is not a list of what is collected: revision 10 of 2026 still prints the emergency duties that ended in
February. So a release verifies facts and never creates them; each finding says which of the two a person should read.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from storage.database import Database
from storage.facts.law import load_law
from storage.facts.releases import day_in_force
from storage.schedule.inherit import headings_of_chapter_99
from storage.schedule.release import ReleaseFault, Row, read_file, release_name
from storage.schedule.store import release_rows, stored_releases
from tariff.chapter99 import Cell, Reading, Says, read_chapter
from tariff.law import Law
from tariff.measure import AsOf, Measure, RateKind


class Verdict(StrEnum):
    """What the comparison of one heading came to. The values are the words of the report."""

    AGREES = "agrees"
    DIFFERS = "differs"
    DEAD = "dead but printed"
    ENDED = "ended in both"
    AHEAD = "printed ahead"
    NOT_PRINTED = "in force but not printed"
    NOT_MODELLED = "not modelled"


class Finding(NamedTuple):
    """One heading.

    Attributes:
        heading: dotted.
        verdict: see ``Verdict``.
        printed: what the print says, in words.
        facts: what the facts say, in words; "" when they do not name the heading.
        measures: ids of the measures that name it.
        why: one sentence where there is something to look at, else "".
    """

    heading: str
    verdict: Verdict
    printed: str
    facts: str
    measures: tuple[str, ...]
    why: str


class Named(NamedTuple):
    """A measure that names a heading; ``above`` when as the branch of a ceiling that adds nothing."""

    measure: Measure
    above: bool


PROGRAMMES: Mapping[str, str] = {
    "9903.01": "IEEPA: fentanyl, reciprocal (April 2025), Brazil, India",
    "9903.02": "IEEPA: reciprocal country rates and ceilings",
    "9903.03": "section 122 surcharge",
    "9903.74": "section 232 trucks and buses",
    "9903.76": "section 232 wood",
    "9903.78": "section 232 copper",
    "9903.79": "section 232 semiconductors",
    "9903.80": "section 232 steel before April 2026",
    "9903.81": "section 232 steel derivatives and quotas before April 2026",
    "9903.82": "section 232 metals from April 2026",
    "9903.85": "section 232 aluminum",
    "9903.88": "section 301 China, lists and exclusions",
    "9903.89": "section 301 large civil aircraft (suspended)",
    "9903.90": "column 2: Russia and Belarus",
    "9903.91": "section 301 China, four-year review",
    "9903.92": "section 301 China, cranes",
    "9903.94": "section 232 automobiles and parts",
    "9903.96": "civil aircraft under agreements",
}
"""What the first six digits of a trade action mean; other headings are quotas, safeguards and old retaliation."""


@dataclass(frozen=True, slots=True)
class Report:
    """The comparison of one release with the facts.

    Attributes:
        release: official name.
        day: day (New York) the release came into force; the facts are those known and in force that day.
        findings: by heading.
        doubts: headings that the patterns do not read completely, with the reasons.
        read: number of headings of trade actions, of which ``len(doubts)`` need a person.
    """

    release: str
    day: date
    findings: tuple[Finding, ...]
    doubts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    read: int = 0

    @property
    def counts(self) -> Mapping[str, int]:
        """Number of headings by verdict."""
        found = Counter(finding.verdict for finding in self.findings)
        return {verdict.value: found[verdict] for verdict in Verdict}

    def of(self, verdict: Verdict) -> tuple[Finding, ...]:
        """Findings of one verdict."""
        return tuple(finding for finding in self.findings if finding.verdict is verdict)

    def as_json(self) -> dict[str, Any]:
        """JSON-able: release, day, counts, and one object a heading."""
        return {
            "release": self.release,
            "day": self.day.isoformat(),
            "counts": dict(self.counts),
            "trade_action_headings": self.read,
            "doubts": {heading: list(reasons) for heading, reasons in self.doubts.items()},
            "headings": [
                {**finding._asdict(), "verdict": finding.verdict.value, "measures": list(finding.measures)}
                for finding in self.findings
            ],
        }

    def text(self) -> str:
        """For people: the numbers, then what a person should look at, then what is not modelled by programme."""
        lines = [
            f"{self.release}, in force {self.day.isoformat()}: {self.read} headings of trade actions read, "
            f"{len(self.doubts)} need a person."
        ]
        lines += [f"  {count:4d}  {verdict}" for verdict, count in self.counts.items()]
        for verdict in (Verdict.DIFFERS, Verdict.NOT_PRINTED, Verdict.AHEAD):
            if found := self.of(verdict):
                lines += ["", f"{verdict.value}:"]
                lines += [_line(finding) for finding in found]
        for verdict in (Verdict.DEAD, Verdict.NOT_MODELLED):
            if found := self.of(verdict):
                lines += ["", f"{verdict.value}, by programme:"]
                lines += _by_programme(found)
        if self.doubts:
            lines += ["", "for a person to read:"]
            lines += [f"  {heading}  {'; '.join(reasons)}" for heading, reasons in self.doubts.items()]
        return "\n".join(lines)


def verify(rows: Sequence[Row], law: Law, release: str, day: date) -> Report:
    """Compare a release with the facts as they were known and in force on a day (New York)."""
    return compare(read_chapter(headings_of_chapter_99(rows)), law, release, day)


def compare(readings: Mapping[str, Reading], law: Law, release: str, day: date) -> Report:
    """The comparison on readings; see ``verify``."""
    named = headings_of(law)
    findings = [_finding(reading, named.get(heading, ()), law, day) for heading, reading in readings.items()]
    for heading, entries in named.items():
        live = [entry for entry in entries if entry.measure.period.holds(AsOf(day, day))]
        if live and heading not in readings:
            why = "The facts have it in force but the release does not print it; check whether it moved or ended."
            findings.append(
                Finding(heading, Verdict.NOT_PRINTED, "", _facts_in_words(live), _ids(live), why),
            )
    actions = [reading for heading, reading in readings.items() if heading[:7] in PROGRAMMES]
    return Report(
        release=release,
        day=day,
        findings=tuple(sorted(findings)),
        doubts={reading.heading: reading.doubts for reading in actions if reading.doubts},
        read=len(actions),
    )


def headings_of(law: Law) -> dict[str, list[Named]]:
    """Every heading the facts name."""
    named: dict[str, list[Named]] = {}
    for measure in law.measures:
        if measure.heading:
            named.setdefault(measure.heading, []).append(Named(measure, above=False))
        if measure.heading_above:
            named.setdefault(measure.heading_above, []).append(Named(measure, above=True))
    return named


def disagreement(reading: Reading, named: Named) -> str | None:
    """Why the print does not say what a measure says; None when it does."""
    cell, rate = reading.main, named.measure.rate
    nothing = named.above or rate.kind in {RateKind.EXEMPTION, RateKind.NOTE} or rate.percent == 0
    if nothing:
        quiet = cell.says is Says.ADDS_NOTHING or (cell.says is Says.ADDS and cell.percent == 0)
        return None if quiet else f"the facts add nothing, the print {in_words(cell)}"
    if rate.percent is None:
        return None  # prohibitions and amounts that are no percentage: the text decides, not the number
    fits = {
        RateKind.ADDITIONAL: {Says.ADDS, Says.ADDS_ON_PART},
        RateKind.CEILING: {Says.CEILING, Says.IN_PLACE},
    }.get(rate.kind, set())
    if cell.says not in fits:
        return f"the facts say {rate.kind.value} {_points(rate.percent)}, the print {in_words(cell)}"
    if cell.percent != rate.percent:
        return f"the facts say {_points(rate.percent)}, the print {in_words(cell)}"
    if cell.says is Says.ADDS_ON_PART and rate.portion is None:
        return f"the print charges the {cell.part} only, the facts the whole value"
    return _other_origin(reading, named.measure)


def replaced_by(law: Law, entries: Sequence[Named], day: date) -> str | None:
    """The id of a measure in force, of the same origins, that takes the place of the measures named; else None."""
    replaced = {entry.measure.id for entry in entries}
    origins = {entry.measure.countries for entry in entries}
    for measure in law.measures:
        if not measure.period.holds(AsOf(day, day)) or measure.id in replaced:
            continue
        same = all(of is not None and measure.countries is not None and of <= measure.countries for of in origins)
        taken = {what for rule in measure.excludes if rule.relation == "replaces" for what in rule.what}
        if same and replaced <= taken:
            return measure.id
    return None


def in_words(cell: Cell) -> str:
    """A cell for people: "adds 25%", "15% all-in"."""
    percent = _points(cell.percent)
    return {
        Says.ADDS: f"adds {percent}",
        Says.ADDS_ON_PART: f"adds {percent} on the {cell.part}",
        Says.ADDS_NOTHING: "adds nothing",
        Says.CEILING: f"is {percent} all-in",
        Says.IN_PLACE: f"prints a bare {percent or 'rate'}",
        Says.BLANK: "prints no rate",
        Says.UNREAD: "prints a rate the patterns do not read",
    }[cell.says]


def verify_file(path: Path | str, release: str | None = None, day: date | None = None) -> Report:
    """Compare a release file with the embedded facts.

    Args:
        path: plain or gzip.
        release: official name; by default read from the file name.
        day: the day (New York) whose facts are used; by default the day the release came into force, or the last day
            the facts reach for a release that is not in the table.

    Raises:
        ReleaseFault: the file is no whole release; one sentence.
        FactError: the facts are damaged; one sentence.
    """
    path = Path(path)
    name = release_name(release or path.name) or path.name
    law = load_law()
    return verify(read_file(path), law, name, day or day_in_force(name) or law.knowledge_until)


def verify_stored(database_url: str, release: str | None = None) -> Report:
    """Compare a loaded release, the newest one by default, with the embedded facts. For the command line.

    Raises:
        ReleaseFault: none is loaded.
    """
    return asyncio.run(_verify_stored(database_url, release))


async def _verify_stored(database_url: str, release: str | None) -> Report:
    database = Database(database_url)
    try:
        found = await release_rows(database, release)
        days = {stored.name: stored.in_force for stored in await stored_releases(database)}
    finally:
        await database.close()
    if found is None:
        raise ReleaseFault("No release is loaded; run `tariffwire sync hts`, or name a file with --file.")
    name, rows = found
    return verify(rows, load_law(), name, days[name])


def _finding(reading: Reading, named: Sequence[Named], law: Law, day: date) -> Finding:
    printed = in_words(reading.main) + (f" ({reading.ended.how})" if reading.ended else "")
    known = [entry for entry in named if entry.measure.period.known(day)]
    live = [entry for entry in known if entry.measure.period.holds(AsOf(day, day))]
    if not named:
        return Finding(reading.heading, Verdict.NOT_MODELLED, printed, "", (), "")
    if live and reading.ended is not None and (successor := replaced_by(law, live, day)) is not None:
        why = f"Replaced by {successor} in the facts."
        return Finding(reading.heading, Verdict.ENDED, printed, _facts_in_words(live), _ids(live), why)
    if live:
        verdict, why = _live(reading, live, day)
        return Finding(reading.heading, verdict, printed, _facts_in_words(live), _ids(live), why)
    ended = [entry for entry in known if (end := entry.measure.period.end_as_known(day)) is not None and end <= day]
    if ended and len(ended) == len([entry for entry in known if entry.measure.period.start <= day]):
        last = max(end for entry in ended if (end := entry.measure.period.end) is not None)
        if reading.ended is not None:
            return Finding(reading.heading, Verdict.ENDED, printed, _facts_in_words(ended), _ids(ended), "")
        why = f"Ended {last.isoformat()} in the facts; the print has no mark of it."
        return Finding(reading.heading, Verdict.DEAD, printed, _facts_in_words(ended), _ids(ended), why)
    starts = min(entry.measure.period.start for entry in named)
    first_known = min(entry.measure.period.known_from for entry in named)
    why = f"The facts have it from {starts.isoformat()}, public {first_known.isoformat()}."
    return Finding(reading.heading, Verdict.AHEAD, printed, _facts_in_words(named), _ids(named), why)


def _live(reading: Reading, live: Sequence[Named], day: date) -> tuple[Verdict, str]:
    over = reading.ended
    if over is not None and (over.as_of is None or over.as_of <= day):
        return Verdict.DIFFERS, f"The print says {over.how}, the facts have it in force."
    reasons = [disagreement(reading, entry) for entry in live]
    if all(reasons):
        return Verdict.DIFFERS, f"{str(reasons[0])[0].upper()}{str(reasons[0])[1:]}."
    if missing := _missing_origins(reading, live):
        return Verdict.DIFFERS, f"The print also names {', '.join(missing)}."
    return Verdict.AGREES, ""


def _other_origin(reading: Reading, measure: Measure) -> str | None:
    if reading.origins is None or measure.countries is None:
        return None
    extra = measure.countries - reading.origins - measure.countries_out
    return f"the facts reach {', '.join(sorted(extra))}, which the print does not name" if extra else None


def _missing_origins(reading: Reading, live: Iterable[Named]) -> list[str]:
    reached: set[str] = set()
    for entry in live:
        if entry.measure.countries is None:
            return []
        reached |= entry.measure.countries
    return sorted((reading.origins or frozenset()) - reached - {"EU"})


def _facts_in_words(entries: Iterable[Named]) -> str:
    words = dict.fromkeys(_fact_in_words(entry) for entry in entries)
    return "; ".join(words)


def _fact_in_words(entry: Named) -> str:
    rate = entry.measure.rate
    if entry.above:
        return "at or above the ceiling: adds nothing"
    if rate.kind is RateKind.ADDITIONAL and rate.percent is not None:
        return f"adds {_points(rate.percent)}" + (f" on the {rate.portion.words}" if rate.portion else "")
    if rate.kind is RateKind.CEILING:
        return f"{_points(rate.percent)} all-in"
    return rate.text or rate.kind.value


def _ids(entries: Iterable[Named]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.measure.id for entry in entries))


def _points(percent: Any) -> str:
    return "" if percent is None else f"{percent.normalize():f}%"


def _by_programme(findings: Iterable[Finding]) -> list[str]:
    groups: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        groups.setdefault((finding.heading[:7], finding.why), []).append(finding.heading)
    return [
        f"  {prefix} {_programme(prefix)}: {_short(found)} {why}".rstrip() for (prefix, why), found in groups.items()
    ]


def _programme(prefix: str) -> str:
    return PROGRAMMES.get(prefix, "quotas, safeguards and old retaliation")


def _short(headings: Sequence[str]) -> str:
    shown = ", ".join(heading[8:] for heading in headings[:12])
    return f"{len(headings)} (.{shown}{', ...' if len(headings) > 12 else ''})"


def _line(finding: Finding) -> str:
    facts = f"; facts: {finding.facts}" if finding.facts else ""
    ids = f" [{', '.join(finding.measures[:3])}{', ...' if len(finding.measures) > 3 else ''}]"
    return f"  {finding.heading}  {finding.printed or 'not printed'}{facts}{ids} {finding.why}".rstrip()
