"""/orders: tariff orders as known on a day, latest first; what the watch has seen since stands on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.commands._events import event_lines
from bot.desk import Command
from bot.render.japanese import in_language, label_in_language
from bot.render.phrases import phrase
from bot.render.words import NEW_YORK, country, day, escape, link
from bot.request import Reply, Request
from bot.understand import read
from bot.understand.question import OrdersQuestion
from storage.events import EventKind
from storage.facts.orders import KnownOrder, known_orders, orders_known_until
from storage.messages import Button, Message

if TYPE_CHECKING:
    from bot.desk import Desk

MOST = 8


async def handle(request: Request, words: str, desk: Desk) -> Reply:
    """``/orders [COUNTRY]``"""
    question = read(f"/orders {words}", clock=request.now, lang=request.lang)
    if isinstance(question, OrdersQuestion):
        return await answer(question, request, desk)
    return await desk.answer_question(question, request)


async def answer(question: OrdersQuestion, request: Request, desk: Desk) -> Reply:
    """The newest orders that concern a country."""
    lang = request.lang
    as_of = request.now.astimezone(NEW_YORK).date()
    found = known_orders(question.country, as_of, limit=50)
    if question.since is not None:
        found = [order for order in found if order.known_from >= question.since]
    scope = phrase("scope.for", lang, what=escape(country(question.country, lang))) if question.country else ""
    lines: list[str] = []
    if found:
        lines.append(f"<b>{phrase('orders.title', lang, scope=scope, on=day(as_of, lang))}</b>")
        for order in found[:MOST]:
            lines += ["", *_order(order, lang)]
    else:
        lines.append(phrase("orders.none", lang, scope=scope, on=day(as_of, lang)))
    lines += await event_lines(desk, EventKind.ORDERS, question.country, as_of, lang)
    if as_of > orders_known_until():
        lines += ["", phrase("edge", lang, until=day(orders_known_until(), lang))]
    record = {
        "kind": "orders",
        "country": question.country,
        "on_date": as_of.isoformat(),
        "knowledge_until": orders_known_until().isoformat(),
        "orders": [_record(order) for order in found[:MOST]],
    }
    watch = Button(phrase("orders.watch", lang), callback=f"/subscribe orders {question.country or ''}".strip())
    return Reply((Message("\n".join(lines), ((watch,),)),), record)


def _order(order: KnownOrder, lang: str) -> list[str]:
    """English: title, then what it does; in Japanese what it does comes first, the title as published after it."""
    head = f"• {day(order.known_from, lang)} <b>{escape(label_in_language(order.name, lang))}</b>"
    title, what = link(order.url, order.title), escape(in_language(order.what, lang))
    if lang == "ja" and what:
        return [f"{head} {what}", title]
    return [f"{head} {title}", *([what] if what else [])]


def _record(order: KnownOrder) -> dict[str, Any]:
    return {
        "name": order.name,
        "title": order.title,
        "signed": order.signed.isoformat() if order.signed else None,
        "published": order.published.isoformat() if order.published else None,
        "what": order.what,
        "source": order.url,
    }


COMMAND = Command("orders", handle, answer, menu=("Tariff orders: /orders japan", "関税関連の命令"), aliases=("order",))
