"""A rate answer as a message: the number first, then each layer with its heading, its order and a link."""

from __future__ import annotations

from bot.render.japanese import amount_in_language, in_language, label_in_language, name_in_language
from bot.render.phrases import phrase
from bot.render.words import bracketed, colon, country, day, dotted, escape, link, new_york_day, percent
from storage.messages import Button, Message
from tariff.answer import Answer, Component, Instrument, Kind, Outcome, SetAside

MOST_SET_ASIDE = 6
MOST_BRANCHES = 6


def rate_message(answer: Answer, product: str, lang: str, *, named_by_word: bool = False) -> Message:
    """Render an answer.

    Args:
        answer: the engine's answer.
        product: the product's name in the chat's language, plain text; "" for general goods.
        lang: language of the chat.
        named_by_word: the asker named the product by a word, so the representative line is stated.
    """
    query = answer.query
    name = product or (dotted(query.code) if query.code else phrase("rate.general_goods", lang))
    title = phrase(
        "rate.title", lang, product=escape(name), country=escape(country(query.country, lang)), on=day(query.on, lang)
    )
    code = f" <code>{dotted(query.code)}</code>" if query.code and product else ""
    lines = [f"<b>{title}</b>{code}", ""]
    if answer.kind is Kind.NOT_FOUND or (answer.main is None and not answer.branches):
        lines.append(phrase("rate.not_found", lang, reason=escape(in_language(answer.reason or "", lang))))
        lines += _closing(answer, lang)
        return Message("\n".join(lines))
    lines += _verdict(answer, lang)
    shown = answer.main or answer.branches[0].outcome
    lines += ["", *_layers(shown, lang)]
    if answer.as_charged is not None:
        lines += ["", phrase("rate.as_charged", lang, total=total_words(answer.as_charged, lang))]
    lines += _closing(answer, lang)
    if named_by_word and query.code:
        lines += ["", phrase("rate.also", lang, code=dotted(query.code))]
    return Message("\n".join(lines), buttons=_buttons(answer, lang))


def _verdict(answer: Answer, lang: str) -> list[str]:
    lines: list[str] = []
    since = ""
    if answer.in_force_since:
        since = phrase("rate.since", lang, since=new_york_day(answer.in_force_since, lang))
        since = f"（{since}）" if lang == "ja" else f", {since}"
    main = answer.main
    if main is not None and main.prohibited:
        lines.append(phrase("rate.prohibited", lang))
    elif answer.kind is Kind.DEPENDS:
        lines.append(phrase("rate.depends", lang))
        for branch in answer.branches[:MOST_BRANCHES]:
            total = phrase("rate.prohibited", lang) if branch.outcome.prohibited else total_words(branch.outcome, lang)
            condition = escape(in_language(branch.condition, lang))
            lines.append("• " + phrase("rate.branch", lang, condition=condition, total=total))
    elif answer.kind is Kind.EXEMPT and main is not None:
        lines.append(phrase("rate.exempt", lang, total=total_words(main, lang)) + since)
    elif main is not None:
        lines.append(phrase("rate.total", lang, total=total_words(main, lang)) + since)
    return lines


def _layers(outcome: Outcome, lang: str) -> list[str]:
    lines = [_layer(component, lang) for component in outcome.components]
    if outcome.set_aside:
        lines += ["", f"<i>{phrase('rate.set_aside', lang)}</i>"]
        lines += [_set_aside(entry, lang) for entry in outcome.set_aside[:MOST_SET_ASIDE]]
        hidden = len(outcome.set_aside) - MOST_SET_ASIDE
        if hidden > 0:
            lines.append(f"… +{hidden}")
    return lines


def _layer(component: Component, lang: str) -> str:
    amount = layer_amount(component, lang)
    parts = [f"• <b>{escape(amount)}</b> {escape(measure_words(component, lang))}"]
    if component.heading:
        parts.append(f"<code>{escape(component.heading)}</code>")
    parts.append(_act(component.instrument, lang))
    if component.since is not None:
        parts.append(phrase("rate.in_force", lang, since=new_york_day(component.since, lang)))
    line = " · ".join(parts)
    return f"{line}\n  <i>{escape(in_language(component.note, lang))}</i>" if component.note else line


def layer_amount(component: Component, lang: str) -> str:
    """What a layer adds, in words of a language: a percentage, an amount a unit, a ceiling over a base not known."""
    if component.percent is not None and component.specific:
        amount = f"{component.specific} + {percent(component.percent)}"
    elif component.percent is not None:
        amount = percent(component.percent)
    else:
        amount = component.specific or "?"
    return amount_in_language(amount, lang)


def _set_aside(entry: SetAside, lang: str) -> str:
    source = bracketed(_act(entry.instrument, lang), lang) if entry.instrument else ""
    heading = f" <code>{escape(entry.heading)}</code>" if entry.heading else ""
    return (
        f"• {escape(measure_words(entry, lang))}{heading}{colon(lang)}{escape(in_language(entry.reason, lang))}{source}"
    )


def measure_words(layer: Component | SetAside, lang: str) -> str:
    """Name of a layer in a language, plain text."""
    return name_in_language(layer.measure, layer.name, lang)


def total_words(outcome: Outcome, lang: str) -> str:
    """The total in a language, escaped for HTML."""
    return escape(amount_in_language(outcome.total_text, lang))


def _act(instrument: Instrument, lang: str) -> str:
    return link(instrument.url, label_in_language(instrument.label, lang))


def _closing(answer: Answer, lang: str) -> list[str]:
    lines: list[str] = []
    if answer.next_change is not None:
        change = answer.next_change
        total = amount_in_language(change.total_text or "", lang)
        what = in_language(change.what, lang) + (f" → {total}" if total else "")
        lines += ["", phrase("rate.next", lang, what=escape(what), at=new_york_day(change.at, lang))]
    if answer.caveats:
        lines += ["", *(f"⚠ {escape(in_language(caveat, lang))}" for caveat in answer.caveats)]
    if answer.knowledge_until is not None:
        lines += ["", phrase("rate.reach", lang, until=day(answer.knowledge_until, lang))]
    return lines


def _buttons(answer: Answer, lang: str) -> tuple[tuple[Button, ...], ...]:
    query = answer.query
    base = f"/rate {query.code or 'goods'} {query.country} {query.on.isoformat()}"
    facts = "".join(f" {fact}={value}" for fact, value in query.facts.items())
    rows: list[tuple[Button, ...]] = []
    choices = [
        Button(in_language(branch.condition, lang)[:40], callback=callback)
        for branch in answer.branches[:MOST_BRANCHES]
        if branch.fact is not None
        and branch.value is not None
        and len((callback := f"{base}{facts} {branch.fact}={branch.value}").encode()) <= 64
    ]
    rows += [tuple(choices[at : at + 2]) for at in range(0, len(choices), 2)]
    watch = f"/subscribe rates {query.code or 'goods'} {query.country}"
    rows.append((Button(phrase("rate.watch", lang), callback=watch),))
    return tuple(rows)
