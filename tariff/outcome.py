"""The sum: base duty and every measure that applies, as components that add up and cite.

A ceiling ("15% all-in") adds what is missing between the base duty and the ceiling, and nothing when the base is at or
above it (its twin heading). Where the base is specific or compound the ad valorem equivalent of the shipment decides,
so without a value per unit the answer is a maximum of two, not a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tariff.answer import Component, Instrument, Outcome, SetAside
from tariff.base import HTS_URL, Base
from tariff.measure import Match, RateKind
from tariff.scope import dotted
from tariff.stacking import Applied, Freed, Stack

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class _Layer:
    """One charged layer before it is put into words: a percentage, or a ceiling over a base that is no percentage."""

    component: Component
    ceiling: Decimal | None = None


def outcome(stack: Stack, base: Base) -> Outcome:
    """Adds up one stack over one base duty."""
    charged = [a for a in stack.applied if a.share > 0 or a.measure.rate.percent is None]
    set_aside = (
        *(_set_aside(f) for f in stack.freed if _worth_showing(f)),
        *(_on_nothing(a) for a in stack.applied if a not in charged),
    )
    prohibitions = [a for a in stack.applied if a.measure.rate.kind is RateKind.PROHIBITION]
    if prohibitions:
        components = tuple(_component(a, None, "importation prohibited", None) for a in prohibitions)
        return Outcome(components, set_aside, None, None, "import prohibited", prohibited=True)
    layers = [layer for a in charged if (layer := _layer(a, base)) is not None]
    components = (_base_component(base), *(layer.component for layer in layers))
    additional = _sum([layer.component.percent for layer in layers])
    total = None if additional is None or base.percent is None else plain(additional + base.percent)
    return Outcome(components, set_aside, total, additional, _total_text(base, layers, total))


def percent_text(value: Decimal) -> str:
    """A percentage as people write it ("12.5%"), without trailing zeros."""
    return f"{plain(value):f}%"


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def _sum(parts: Sequence[Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    for part in parts:
        if part is None:
            return None
        total += part
    return plain(total)


def _layer(applied: Applied, base: Base) -> _Layer | None:
    rate = applied.measure.rate
    if rate.kind in (RateKind.EXEMPTION, RateKind.NOTE, RateKind.PROHIBITION):
        return None
    if rate.kind in (RateKind.SPECIFIC, RateKind.UNKNOWN):
        return _Layer(_component(applied, None, rate.text, None))
    if rate.percent is None:
        return None
    note = _portion_note(applied)
    if rate.kind is RateKind.ADDITIONAL:
        percent = rate.percent * applied.share / _HUNDRED
        if rate.minimum_percent is not None and percent < rate.minimum_percent:
            percent = rate.minimum_percent
            note = f"at least {percent_text(rate.minimum_percent)}"
        return _Layer(_component(applied, plain(percent), None, note))
    return _ceiling(applied, rate.percent, base, note)


def _ceiling(applied: Applied, ceiling: Decimal, base: Base, note: str | None) -> _Layer:
    share = applied.share / _HUNDRED
    at_least = base.at_least
    if at_least is not None and at_least >= ceiling:
        words = f"the base duty is {percent_text(ceiling)} or more, so nothing is added"
        return _Layer(_component(applied, Decimal(0), None, words, above=True))
    if base.percent is not None:
        words = f"tops the base up to {percent_text(ceiling)}"
        percent = plain((ceiling - base.percent) * share)
        return _Layer(_component(applied, percent, None, "; ".join(filter(None, (words, note)))))
    words = f"{percent_text(ceiling)} all-in: with the base duty never less than {percent_text(ceiling)}"
    text = f"up to {percent_text(ceiling)} together with the base duty"
    return _Layer(_component(applied, None, text, words), ceiling=ceiling)


def _portion_note(applied: Applied) -> str | None:
    portion = applied.measure.rate.portion
    if applied.share == _HUNDRED:
        return None
    words = portion.words if portion is not None else "the part no other duty is charged on"
    return f"on {percent_text(applied.share)} of the value ({words})"


def _component(
    applied: Applied, percent: Decimal | None, specific: str | None, note: str | None, *, above: bool = False
) -> Component:
    measure = applied.measure
    notes = [note] if note else []
    if applied.cover.match is Match.UNCERTAIN:
        notes.append(applied.cover.words)
    return Component(
        measure.id,
        measure.name,
        measure.authority,
        measure.heading_above if above and measure.heading_above else measure.heading,
        percent,
        specific,
        measure.instrument,
        measure.period.start_at,
        "; ".join(notes) or None,
    )


def _base_component(base: Base) -> Component:
    if base.line is None or base.rate is None:
        name = f"Base duty ({base.authority})"
        return Component("base", name, base.authority, None, None, f"{base.authority} rate of the line", _hts("HTSUS"))
    specific = None if base.rate.is_plain else base.rate.text
    label = f"HTSUS {base.line.release}" if base.line.release != "embedded" else "HTSUS"
    name = f"{base.authority} duty"
    return Component(
        "base", name, base.authority, dotted(base.line.code), base.percent, specific, _hts(label), None, base.note
    )


def _hts(label: str) -> Instrument:
    return Instrument(label, HTS_URL)


def _worth_showing(freed: Freed) -> bool:
    charged = (RateKind.ADDITIONAL, RateKind.CEILING, RateKind.SPECIFIC, RateKind.UNKNOWN)
    return not freed.shadowed and freed.measure.rate.kind in charged


def _on_nothing(applied: Applied) -> SetAside:
    """A measure that reaches the goods but no part of their value."""
    measure, portion = applied.measure, applied.measure.rate.portion
    reason = "other duties are charged on the whole value"
    if portion is not None and not portion.rest:
        reason = f"the {portion.words} is 0% of the value"
    return SetAside(measure.id, measure.name, measure.authority, measure.heading, reason, measure.instrument)


def _set_aside(freed: Freed) -> SetAside:
    measure, by, clause = freed.measure, freed.by, freed.rule.clause
    if by.heading and by.heading not in clause:
        clause = f"{by.heading}; {clause}"
    verb = "" if freed.rule.relation == "exempts" else " applies instead"
    reason = f"{by.name}{verb} ({clause})"
    return SetAside(measure.id, measure.name, measure.authority, measure.heading, reason, by.instrument)


def _total_text(base: Base, layers: Sequence[_Layer], total: Decimal | None) -> str:
    if total is not None:
        return percent_text(total)
    over = [layer.ceiling for layer in layers if layer.ceiling is not None]
    added = sum((layer.component.percent for layer in layers if layer.component.percent is not None), Decimal(0))
    words = [
        layer.component.specific
        for layer in layers
        if layer.component.percent is None and layer.ceiling is None and layer.component.specific
    ]
    head = f"max({base.text}, {percent_text(max(over))})" if over else base.text
    if base.percent is not None:
        head, added = percent_text(base.percent + added), Decimal(0)
    parts = [head, *([percent_text(added)] if added else []), *words]
    return " + ".join(parts)
