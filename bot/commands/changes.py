"""/changes: what changed between two days for a country, from the facts and from what the watch has seen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.commands._events import events_until
from bot.desk import Command
from bot.render.japanese import in_language, label_in_language, name_in_language
from bot.render.phrases import phrase
from bot.render.words import NEW_YORK, bracketed, country, day, escape, link
from bot.request import Reply, Request
from bot.understand import read
from bot.understand.question import ChangesQuestion
from storage.facts.orders import known_orders, orders_known_until
from storage.messages import Message
from tariff.origins import EU_MEMBERS

if TYPE_CHECKING:
    from bot.desk import Desk

MOST = 15
USUAL = timedelta(days=30)


async def handle(request: Request, words: str, desk: Desk) -> Reply:
    """``/changes [COUNTRY] [SINCE]``"""
    question = read(f"/changes {words}", clock=request.now, lang=request.lang)
    if isinstance(question, ChangesQuestion):
        return await answer(question, request, desk)
    return await desk.answer_question(question, request)


async def answer(question: ChangesQuestion, request: Request, desk: Desk) -> Reply:
    """Measures that began or ended, orders signed, and events recorded, in one list by day."""
    lang = request.lang
    today = request.now.astimezone(NEW_YORK).date()
    until = min(question.until or today, today)
    since = question.since or until - USUAL
    entries = _in_force(desk, question.country, since, until, today, lang)
    for order in known_orders(question.country, until, limit=100):
        if order.known_from >= since:
            name = escape(label_in_language(order.name, lang))
            title = link(order.url, order.title)
            if lang == "ja" and order.what:
                title = f"{escape(in_language(order.what, lang))}{bracketed(title, lang)}"
            entries.append((order.known_from, f"✍ <b>{name}</b> {title}"))
    for stored in await events_until(desk, None, question.country, since, until):
        cited = stored.event.citations[0] if stored.event.citations else None
        source = f" ({link(cited.url, cited.source)})" if cited else ""
        on = stored.event.occurred_at.astimezone(NEW_YORK).date()
        entries.append((on, f"👁 {escape(stored.event.headline)}{source}"))
    scope = phrase("scope.for", lang, what=escape(country(question.country, lang))) if question.country else ""
    spoken = {"scope": scope, "since": day(since, lang), "until": day(until, lang)}
    if not entries:
        lines = [phrase("changes.none", lang, **spoken)]
    else:
        lines = [f"<b>{phrase('changes.title', lang, **spoken)}</b>"]
        newest = sorted(entries, key=lambda entry: entry[0], reverse=True)
        lines += [f"• {day(on, lang)} {text}" for on, text in newest[:MOST]]
        if len(newest) > MOST:
            lines.append(f"… +{len(newest) - MOST}")
    if until > orders_known_until():
        lines += ["", phrase("edge", lang, until=day(orders_known_until(), lang))]
    record = {
        "kind": "changes",
        "country": question.country,
        "on_date": until.isoformat(),
        "knowledge_until": orders_known_until().isoformat(),
    }
    return Reply((Message("\n".join(lines)),), record)


def _in_force(desk: Desk, code: str | None, since: date, until: date, today: date, lang: str) -> list[tuple[date, str]]:
    """Measures of the facts that began or ended in the stretch, as known today."""
    found: dict[tuple[date, str], None] = {}
    for measure in desk.law.measures if desk.law else ():
        period = measure.period
        if not period.known(today) or measure.rate.kind == "note":
            continue
        if code and not (measure.reaches(code) or (code == "EU" and any(map(measure.reaches, EU_MEMBERS)))):
            continue
        source = bracketed(link(measure.instrument.url, label_in_language(measure.instrument.label, lang)), lang)
        name = escape(name_in_language(measure.id, measure.name, lang))
        if since <= period.start <= until:
            found[period.start, f"▶ {name}{source}"] = None
        ends = period.end_as_known(today)
        if ends is not None and since <= ends <= until:
            found[ends, f"■ {name}{source}"] = None
    return list(found)


COMMAND = Command("changes", handle, answer, menu=("What changed lately", "最近の変更"), aliases=("change", "news"))
