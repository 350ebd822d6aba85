"""/rate: what US customs charges on a product of a country on a day, layer by layer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.desk import Command
from bot.render.japanese import in_language
from bot.render.phrases import phrase
from bot.render.rate import layer_amount, measure_words, rate_message, total_words
from bot.render.words import NEW_YORK, colon, day, dotted, escape, new_york_day, percent
from bot.request import Reply, Request, say
from bot.terminal import to_plain
from bot.understand import read
from bot.understand.question import Product, RateQuestion
from storage.messages import Message
from tariff.answer import Answer, Component, Kind, RateQuery, SetAside, ShipmentFact

if TYPE_CHECKING:
    from bot.desk import Desk

ANY_ORIGIN = "ZZ"
"""ISO 3166 keeps ZZ free for private use: an origin that no measure names, which only worldwide measures reach."""
BY_PRODUCT = frozenset({"s.232", "s.301", "s.338", "s.201"})
"""Layers that reach listed products: that general goods owe none says nothing about a product."""
_STATED = re.compile(r"\b(" + "|".join(re.escape(fact.value) for fact in ShipmentFact) + r")=(\S+)")


async def handle(request: Request, words: str, desk: Desk) -> Reply:
    """``/rate PRODUCT COUNTRY [DAY] [FACTS]``; buttons state facts as ``usmca=yes``."""
    stated = {ShipmentFact(fact): value for fact, value in _STATED.findall(words)}
    rest = _STATED.sub(" ", words).strip()
    if not rest:
        return say(phrase("not_understood", request.lang), kind="help")
    question = read(f"/rate {rest}", clock=request.now, lang=request.lang, search=desk.search)
    if isinstance(question, RateQuestion):
        question = replace(question, facts={**question.facts, **stated})
        desk.remember(request, question)
        return await answer(question, request, desk)
    desk.remember(request, question)
    return await desk.answer_question(question, request)


async def answer(question: RateQuestion, request: Request, desk: Desk) -> Reply:
    """Answer a rate question: once for each day it names."""
    days = question.compare or (question.on or request.now.astimezone(NEW_YORK).date(),)
    replies = [_on_a_day(question, on, request, desk) for on in days[:4]]
    messages = tuple(message for message, _ in replies)
    return Reply(messages, replies[-1][1])


def _on_a_day(question: RateQuestion, on: date, request: Request, desk: Desk) -> tuple[Message, dict[str, Any]]:
    code = question.codes[0] if question.codes else ""
    country = question.country or ANY_ORIGIN
    lang = request.lang
    query = RateQuery(code=code, country=country, on=on, known=request.now, facts=question.facts)
    found = desk.rates.answer(query)
    name = _name(question.product, lang)
    message = rate_message(found, name, lang, named_by_word=_is_word(question.product))
    opening = [
        *_verdict_on_claim(question, found, lang),
        *_one_layer(question, found, lang),
        *_about_retroactivity(question, found, lang),
        *_within_period(question, found, desk, lang),
        *_assumed(question),
    ]
    if found.kind is Kind.NOT_FOUND and code and not desk.whole_schedule:
        opening.append(f"<i>{phrase('rate.embedded_only', lang)}</i>")
    if question.country is None:
        opening.append(f"<i>{phrase('rate.any_origin', lang)}</i>")
    if opening:
        message = replace(message, html="\n".join(opening) + "\n\n" + message.html)
    return message, rate_record(found, _name(question.product, "en"), to_plain(message.html))


def _name(product: Product | None, lang: str) -> str:
    if product is None or product.id.startswith("hts:"):
        return "" if product is None or product.name_en == product.codes[0] else product.name_en
    return (product.name_ja or product.name_en) if lang == "ja" else product.name_en


def _is_word(product: Product | None) -> bool:
    return product is not None and not product.id.startswith("hts:")


def _assumed(question: RateQuestion) -> list[str]:
    lines = [f"<i>{escape(sentence)}</i>" for sentence in question.assumed]
    lines += [f"<i>{escape(typed)} → {escape(taken)}</i>" for typed, taken in question.corrected]
    return lines


def _verdict_on_claim(question: RateQuestion, found: Answer, lang: str) -> list[str]:
    """ "Does Japan get 15% on steel?" is answered yes or no before the layers."""
    claimed = question.asked_percent
    if claimed is None or found.main is None or found.kind is Kind.NOT_FOUND:
        return []
    sums = {found.main.total_percent, found.main.additional_percent}
    sums |= {component.percent for component in found.main.components}
    sums |= {branch.outcome.total_percent for branch in found.branches}
    if claimed == found.main.total_percent:
        return [f"<b>{phrase('rate.claim_yes', lang, percent=percent(claimed))}</b>"]
    key = "rate.claim_part" if claimed in sums else "rate.claim_no"
    return [f"<b>{phrase(key, lang, percent=percent(claimed), total=total_words(found.main, lang))}</b>"]


def _one_layer(question: RateQuestion, found: Answer, lang: str) -> list[str]:
    """ "What is the fentanyl duty on China?" asks about one layer: say it before the whole."""
    if question.authority is None or found.main is None or question.authority in ("AD/CVD", "de minimis"):
        return []
    wanted = (question.programme or question.authority).casefold()
    layers = [
        part for part in found.main.components if wanted in (part.authority.casefold(), *part.name.casefold().split())
    ]
    if not layers:
        what = in_language(question.programme or question.authority, lang)
        if not found.query.code and question.authority in BY_PRODUCT:
            return [f"<b>{phrase('rate.layer_of_products', lang, what=escape(what))}</b>"]
        return [f"<b>{phrase('rate.no_such_layer', lang, what=escape(what))}</b>"]
    return [
        f"<b>{escape(measure_words(part, lang))}{colon(lang)}{escape(layer_amount(part, lang))}</b>" for part in layers
    ]


def _within_period(question: RateQuestion, found: Answer, desk: Desk, lang: str) -> list[str]:
    """A month or a year was asked: when the rate changed inside it, the day answered is not the whole story."""
    period = question.period
    if period is None or found.main is None or found.in_force_since is None:
        return []
    changed = found.in_force_since.astimezone(NEW_YORK).date()
    if not period.first < changed <= found.query.on:
        return []
    before = desk.rates.answer(replace(found.query, on=period.first))
    if before.main is None:
        return []
    spoken = {"first": day(period.first, lang), "total": total_words(before.main, lang), "since": day(changed, lang)}
    return [phrase("rate.changed_within", lang, **spoken)]


def _about_retroactivity(question: RateQuestion, found: Answer, lang: str) -> list[str]:
    """A layer whose instrument was published after the layer's first day reaches back; say so with both days."""
    if not question.asks_retroactive or found.main is None:
        return []
    lines = []
    for component in found.main.components:
        published = component.instrument.published or component.instrument.signed
        if component.since is None or published is None or component.measure == "base":
            continue
        since = component.since.astimezone(NEW_YORK).date()
        back = since < published
        lines.append(
            phrase(
                "rate.reaches_back" if back else "rate.reaches_forward",
                lang,
                name=escape(measure_words(component, lang)),
                since=new_york_day(component.since, lang),
                published=day(published, lang),
            )
        )
    return lines


def rate_record(found: Answer, product: str, text: str) -> dict[str, Any]:
    """The ``ask --json`` object of a rate answer, without its id."""
    main = found.main
    return {
        "kind": str(found.kind),
        "product": product or None,
        "hts": dotted(found.query.code) or None,
        "country": None if found.query.country == ANY_ORIGIN else found.query.country,
        "on_date": found.query.on.isoformat(),
        "total_percent": _number(main.total_percent) if main else None,
        "additional_percent": _number(main.additional_percent) if main else None,
        "as_charged_percent": _as_charged(found),
        "components": [_component(component) for component in main.components] if main else [],
        "set_aside": [_set_aside(entry) for entry in main.set_aside] if main else [],
        "outcomes": [
            {
                "condition": branch.condition,
                "fact": str(branch.fact) if branch.fact else None,
                "value": branch.value,
                "total_percent": _number(branch.outcome.total_percent),
                "total": branch.outcome.total_text,
            }
            for branch in found.branches
        ],
        "caveats": list(found.caveats),
        "knowledge_until": found.knowledge_until.isoformat() if found.knowledge_until else None,
        "text": text,
    }


def _as_charged(found: Answer) -> float | None:
    charged = found.as_charged or found.main
    return _number(charged.total_percent) if charged else None


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _component(component: Component) -> dict[str, Any]:
    record: dict[str, Any] = {
        "measure": component.measure,
        "authority": component.authority,
        "heading": component.heading,
        "percent": _number(component.percent),
        "instrument": component.instrument.label,
        "source": component.instrument.url,
    }
    if component.specific:
        record["specific"] = component.specific
    return record


def _set_aside(entry: SetAside) -> dict[str, Any]:
    return {
        "measure": entry.measure,
        "authority": entry.authority,
        "heading": entry.heading,
        "reason": entry.reason,
        "instrument": entry.instrument.label if entry.instrument else None,
        "source": entry.instrument.url if entry.instrument else None,
    }


COMMAND = Command(
    "rate",
    handle,
    answer,
    menu=("What is charged: /rate autos japan", "関税を調べる：/rate 自動車 日本"),
    aliases=("duty", "tariff", "r"),
)
