"""What a new release changes, decided: rate events where facts and schedule agree, doubts for the operators else.

Pure: values in, findings out. News comes into the schedule as added headings and edited notes; in 44 releases only 15
headings changed their rate text, 65% of dated items were in force before their release, and revision 6 of 2026 lost a
heading by mistake. So nothing is announced from the print alone, and an unusual release goes to the operators whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from jobs.detect import Doubt, Findings
from jobs.hts_verify import PROGRAMMES, Named, disagreement, headings_of, in_words, replaced_by
from storage.events import Citation, EventKind, NewEvent, Stage
from storage.observations import Item, ItemKind
from storage.schedule.inherit import headings_of_chapter_99, lines_of
from storage.schedule.release import Row, dotted
from tariff.chapter99 import Reading, Says, read_chapter
from tariff.law import Law
from tariff.origins import EU_MEMBERS
from tariff.ratetext import read_special

NEW_YORK = ZoneInfo("America/New_York")
SOURCE = "hts"
MOST_HEADINGS = 150
"""Revision 18 of 2025 (the country rates) changed 111 headings, revision 5 of 2026 (a clearing out) 261: above this a
person looks before anybody is alerted."""
MOST_BASE_RATES = 25
NEWS_DAYS = 90
"""A measure older than this is history by the time the schedule prints it, and no alert."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release as the decision sees it.

    Attributes:
        name: official name, "2026HTSRev10".
        in_force: day (New York).
        rows: in printed order.
        url: address for people.
    """

    name: str
    in_force: date
    rows: Sequence[Row]
    url: str = "https://hts.usitc.gov/"


@dataclass(frozen=True, slots=True)
class HeadingChange:
    """A heading that reads differently: ``before`` None when added, ``after`` None when gone."""

    heading: str
    before: Reading | None
    after: Reading | None

    @property
    def was(self) -> str:
        """What it said, in words."""
        return in_words(self.before.main) if self.before else "not printed"

    @property
    def now(self) -> str:
        """What it says, in words."""
        return in_words(self.after.main) if self.after else "not printed"

    @property
    def says(self) -> str:
        """One line for people."""
        if self.after is None:
            return f"{self.heading} is no longer printed"
        if self.before is None:
            return f"{self.heading} is new and {self.now}"
        if self.after.ended and not self.before.ended:
            return f"{self.heading} is marked {self.after.ended.how}"
        if self.was == self.now:
            return f"{self.heading} still {self.now}, with other conditions"
        return f"{self.heading} {self.was} before and {self.now} now"


class Agreed(NamedTuple):
    """Facts and print agree on a change: what changed, the measure that says so, from when, and the stage."""

    change: HeadingChange
    named: Named
    since: date
    stage: Stage


class Asked(NamedTuple):
    """A person has to decide on a change; ``why`` ends the sentence."""

    change: HeadingChange
    why: str


class Quiet(NamedTuple):
    """Nothing to say about a change; ``why`` is for the log."""

    change: HeadingChange
    why: str


def changes_of_release(old: Release, new: Release, law: Law, now: datetime) -> Findings:
    """Decide what a new release means.

    Args:
        old: the release before it.
        new: the new one.
        law: the facts.
        now: aware; facts published later are not used.

    Returns:
        Events where a measure of the facts, not older than ``NEWS_DAYS``, says what the changed headings now say,
        one an act; doubts for disagreements, headings of one kind together; one doubt for all headings the facts do
        not know. A single doubt and no event when the release is unusual: it lost a heading, or changed more than
        ``MOST_HEADINGS`` headings or ``MOST_BASE_RATES`` base rates. ``reasons`` says by heading why it led to nothing.
    """
    item = _item(new)
    changed = heading_changes(old.rows, new.rows)
    base = base_rate_changes(old.rows, new.rows)
    if unusual := _unusual(changed, base):
        shown = [change.says for change in changed[:10]] + base[:10]
        reason = f"{new.name} is unusual: {'; '.join(unusual)}. Nothing was announced. First: {'; '.join(shown)}."
        return Findings(doubts=(Doubt(f"hts:{new.name}:unusual", reason, item),))
    named = headings_of(law)
    today = now.astimezone(NEW_YORK).date()
    agreed: list[Agreed] = []
    unknown: list[str] = []
    asked: dict[str, list[HeadingChange]] = {}
    reasons: dict[str, str] = {}
    for change in changed:
        entries = named.get(change.heading, [])
        if change.heading[:7] not in PROGRAMMES and not entries:
            reasons[change.heading] = "a quota period or an old safeguard"
        elif not entries:
            unknown.append(change.says)
        else:
            match _decide(change, entries, law, today):
                case Agreed() as decision:
                    agreed.append(decision)
                case Asked(_, why):
                    asked.setdefault(why, []).append(change)
                case Quiet(_, why):
                    reasons[change.heading] = why
    doubts = [
        Doubt(f"hts:{new.name}:{changes[0].heading}", f"{'; '.join(c.says for c in changes)}, but {why}", item)
        for why, changes in asked.items()
    ]
    if unknown:
        reason = f"The facts do not know {len(unknown)} changes of {new.name}: {'; '.join(unknown)}. Add the measures."
        doubts.append(Doubt(f"hts:{new.name}:unknown", reason, item))
    if base:
        reason = f"{new.name} changes base rates, which the facts do not expect: {'; '.join(base)}. Check and announce."
        doubts.append(Doubt(f"hts:{new.name}:base-rates", reason, item))
    if special := special_changes(old.rows, new.rows):
        reason = f"{new.name} changes {len(special)} Special rates: {'; '.join(special[:5])}."
        doubts.append(Doubt(f"hts:{new.name}:special-rates", reason, item))
    return Findings(events=tuple(_events(agreed, new, now)), doubts=tuple(doubts), reasons=reasons)


def heading_changes(old: Sequence[Row], new: Sequence[Row]) -> list[HeadingChange]:
    """9903 headings whose rates, origins, thresholds or end differ; wording and markup alone are no change."""
    before = read_chapter(headings_of_chapter_99(old))
    after = read_chapter(headings_of_chapter_99(new))
    changed: list[HeadingChange] = []
    for heading in sorted(before.keys() | after.keys()):
        was, now = before.get(heading), after.get(heading)
        if was is None or now is None or _substance(was) != _substance(now):
            changed.append(HeadingChange(heading, was, now))
    return changed


def base_rate_changes(old: Sequence[Row], new: Sequence[Row]) -> list[str]:
    """General and column 2 cells of chapters 1-97 that read differently, in words; new and missing lines too."""
    before, after = _rate_lines(old), _rate_lines(new)
    found = [f"{dotted(code)} is no longer printed" for code in sorted(before.keys() - after.keys())]
    found += [f"{dotted(code)} is new ({after[code][0]})" for code in sorted(after.keys() - before.keys())]
    for code in sorted(before.keys() & after.keys()):
        for name, was, now in zip(("General", "column 2"), before[code][:2], after[code][:2], strict=True):
            if was != now:
                found.append(f"{dotted(code)} {name}: {was!r} became {now!r}")
    return found


def special_changes(old: Sequence[Row], new: Sequence[Row]) -> list[str]:
    """Special cells of chapters 1-97 that grant other rates, in words."""
    before, after = _rate_lines(old), _rate_lines(new)
    return [
        f"{dotted(code)}: {before[code][2]!r} became {after[code][2]!r}"
        for code in sorted(before.keys() & after.keys())
        if before[code][2] != after[code][2] and read_special(before[code][2]) != read_special(after[code][2])
    ]


def _rate_lines(rows: Sequence[Row]) -> Mapping[str, tuple[str, str, str]]:
    """General, column 2 and Special by 8 digits; some lines move between 8 and 10 printed digits without a change."""
    return {
        line.code[:8]: (line.general, line.other, line.special)
        for line in lines_of(rows)
        if line.bears_rate and line.code < "98"
    }


def _substance(reading: Reading) -> tuple[object, ...]:
    return (reading.general, reading.special, reading.other, reading.origins, reading.threshold, reading.ended)


def _unusual(changed: Sequence[HeadingChange], base: Sequence[str]) -> list[str]:
    reasons: list[str] = []
    if lost := [change.heading for change in changed if change.after is None]:
        more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
        reasons.append(f"it no longer prints {', '.join(lost[:3])}{more}")
    if len(changed) > MOST_HEADINGS:
        reasons.append(f"{len(changed)} headings of chapter 99 changed")
    if len(base) > MOST_BASE_RATES:
        reasons.append(f"{len(base)} base rates changed")
    return reasons


def _decide(change: HeadingChange, entries: Sequence[Named], law: Law, today: date) -> Agreed | Asked | Quiet:
    reading = change.after
    assert reading is not None  # a lost heading made the release unusual
    if reading.doubts:
        return Asked(change, f"{'; '.join(reading.doubts)}. Read it and announce it if it is right.")
    known = [entry for entry in entries if entry.measure.period.known(today)]
    if not known:
        return Asked(change, "the facts say it was published later. Correct the facts.")
    if reading.ended is not None:
        return _ended(change, known, law, today)
    agreeing = [entry for entry in known if disagreement(reading, entry) is None]
    if not agreeing:
        return Asked(change, f"{disagreement(reading, known[0])}. Find out which is right.")
    named = max(agreeing, key=lambda entry: entry.measure.period.start)
    since = named.measure.period.start
    if since < today - timedelta(days=NEWS_DAYS):
        return Quiet(change, f"as the facts have it since {since.isoformat()}")
    return Agreed(change, named, since, Stage.IN_FORCE if since <= today else Stage.PUBLISHED)


def _ended(change: HeadingChange, known: Sequence[Named], law: Law, today: date) -> Agreed | Asked | Quiet:
    begun = [entry for entry in known if entry.measure.period.start <= today]
    ends = [entry.measure.period.end_as_known(today) for entry in begun]
    if None in ends or not ends:
        if (successor := replaced_by(law, known, today)) is not None:
            return Quiet(change, f"replaced by {successor} in the facts")
        return Asked(change, "the facts have it in force. Find out when it ended.")
    end = max(day for day in ends if day is not None)
    if end < today - timedelta(days=NEWS_DAYS):
        return Quiet(change, f"as the facts have it since {end.isoformat()}")
    return Agreed(change, max(begun, key=lambda entry: entry.measure.period.start), end, Stage.ENDED)


def _events(agreed: Sequence[Agreed], new: Release, now: datetime) -> Iterator[NewEvent]:
    """One event an act, day and stage: what an order did happened once, however many headings print it."""
    together: dict[tuple[str, date, Stage], list[Agreed]] = {}
    for decision in agreed:
        act = decision.named.measure.instrument.label
        together.setdefault((act, decision.since, decision.stage), []).append(decision)
    for (act, since, stage), decisions in together.items():
        yield _event(act, since, stage, decisions, new, now)


def _event(act: str, since: date, stage: Stage, decisions: Sequence[Agreed], new: Release, now: datetime) -> NewEvent:
    charging = [d for d in decisions if d.change.after and d.change.after.main.says is not Says.ADDS_NOTHING]
    told = charging or list(decisions)
    measures = dict.fromkeys(decision.named.measure.id for decision in decisions)
    countries = _countries(decisions)
    product, said = _told(act, told, since, stage)
    details: dict[str, Any] = {
        "product": product,
        "heading": told[0].change.heading,
        "headings": {decision.change.heading: decision.change.now for decision in decisions},
        "effective": since.isoformat(),
        "measures": list(measures),
        "release": new.name,
        "source": decisions[0].named.measure.instrument.url,
    }
    if len(countries) == 1:
        details["country"] = countries[0]
    if len({decision.named.measure.id for decision in told}) == 1 and told[0].change.before is not None:
        details |= {"before": rate_of(told[0].change.before), "after": said}
    return NewEvent(
        key=f"rate:{_slug(act)}:{since.isoformat()}:{stage.value}",
        kind=EventKind.RATES,
        thread=f"rate:{_slug(act)}",
        stage=stage.value,
        headline=f"{product}: {said} (official schedule {new.name})",
        occurred_at=datetime(since.year, since.month, since.day, tzinfo=NEW_YORK).astimezone(UTC),
        seen_at=now,
        citations=(Citation(SOURCE, new.url, f"Harmonized Tariff Schedule, {new.name}", None, now),),
        countries=countries,
        products=_products(decisions),
        rate_change=True,
        details=details,
    )


def _told(act: str, told: Sequence[Agreed], since: date, stage: Stage) -> tuple[str, str]:
    """What the event is about, and what it says: of one measure by its name, of several by the act."""
    by_name: dict[str, dict[str, None]] = {}
    for decision in told:
        if decision.change.after is not None:
            by_name.setdefault(decision.named.measure.name, {})[rate_of(decision.change.after)] = None
    said = {
        name: f"ended {since.isoformat()}"
        if stage is Stage.ENDED
        else (", ".join(rates) if len(rates) <= 3 else f"{len(rates)} rates by country")
        for name, rates in by_name.items()
    }
    if len(said) == 1:
        return next(iter(said.items()))
    first = [f"{name} {rates}" for name, rates in list(said.items())[:4]]
    return act, "; ".join(first) + (f"; {len(said) - 4} more" if len(said) > 4 else "")


def rate_of(reading: Reading) -> str:
    """A heading's rate as a person writes it: "+25%", "15% all-in"."""
    cell = reading.main
    percent = "" if cell.percent is None else f"{cell.percent.normalize():f}%"
    return {
        Says.ADDS: f"+{percent}",
        Says.ADDS_ON_PART: f"+{percent} on the {cell.part}",
        Says.ADDS_NOTHING: "nothing added",
        Says.CEILING: f"{percent} all-in",
    }.get(cell.says, in_words(cell))


def _countries(decisions: Sequence[Agreed]) -> tuple[str, ...]:
    """Origins reached, the bloc instead of its members; empty when any of the measures reaches every origin."""
    reached: set[str] = set()
    for decision in decisions:
        if decision.named.measure.countries is None:
            return ()
        reached |= decision.named.measure.countries
    return tuple(sorted(reached - EU_MEMBERS if "EU" in reached else reached))


def _products(decisions: Sequence[Agreed]) -> tuple[str, ...]:
    """HTS prefixes reached; empty when any of the measures is not written as prefixes (lists, everything)."""
    prefixes: dict[str, None] = {}
    for decision in decisions:
        scope = decision.named.measure.scope
        if scope.everything or scope.lists or scope.unknown:
            return ()
        prefixes.update(dict.fromkeys(scope.codes))
    return tuple(prefixes)


def _slug(act: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", act.lower()).strip("-")


def _item(release: Release) -> Item:
    return Item(
        kind=ItemKind.HTS_RELEASE,
        source=SOURCE,
        native_id=release.name,
        url=release.url,
        title=f"Harmonized Tariff Schedule, {release.name}",
        fields={"release": release.name, "in_force": release.in_force.isoformat()},
    )
