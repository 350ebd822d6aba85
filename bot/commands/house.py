"""/start, /mydata and /forget: meeting the bot, and what it keeps about a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from bot.commands._chat import first_settings, refusal
from bot.desk import Command
from bot.render.phrases import phrase
from bot.request import Reply, Request, say
from storage.chats import meet, wake
from storage.messages import Button, Message
from storage.moves import erase_chat, export_chat

if TYPE_CHECKING:
    from bot.desk import Desk


async def handle_start(request: Request, words: str, desk: Desk) -> Reply:
    """``/start [deep link]``: meet or wake the chat. ``sub_orders_japan`` in a link subscribes to orders of Japan."""
    lang = request.lang
    if desk.database is not None:
        async with desk.database.write() as session:
            await meet(session, first_settings(request.asker), request.now)
            woken = await wake(session, request.asker.chat_id, request.now)
        if woken:
            desk.database.bell.set()
    if words.startswith("sub_") and "subscribe" in desk.commands:
        return await desk.commands["subscribe"].handle(request, words.removeprefix("sub_").replace("_", " "), desk)
    lines = [phrase("start", lang)]
    if request.asker.user_id is not None and request.asker.chat_type == "private":
        lines += ["", phrase("your_id", lang, id=request.asker.user_id)]
    rate, issues = ("/rate 自動車 日本", "/issues 日本") if lang == "ja" else ("/rate autos japan", "/issues japan")
    rows = (
        (Button(rate, callback=rate), Button(issues, callback=issues)),
        (
            Button(f"🔔 {phrase('kind.orders', lang)}", callback="/subscribe orders"),
            Button("❔ /help", callback="/help"),
        ),
    )
    return Reply((Message("\n".join(lines), rows),), {"kind": "help"})


async def handle_mydata(request: Request, words: str, desk: Desk) -> Reply:
    """Everything kept about this chat, as JSON."""
    if desk.database is None:
        return say(phrase("sub.none", request.lang))
    denied = await refusal(request, desk)
    if denied is not None:
        return denied
    async with desk.database.read() as session:
        kept = await export_chat(session, request.asker.chat_id)
    text = orjson.dumps(kept, option=orjson.OPT_INDENT_2, default=str).decode()
    return Reply((Message(phrase("mydata", request.lang)),), {"kind": "help"}, {"tariffwire-mydata.json": text})


async def handle_forget(request: Request, words: str, desk: Desk) -> Reply:
    """``/forget yes`` erases everything kept about this chat."""
    if desk.database is None:
        return say(phrase("forget.done", request.lang))
    denied = await refusal(request, desk)
    if denied is not None:
        return denied
    if words.casefold() not in ("yes", "はい"):
        button = Button(phrase("forget.button", request.lang), callback="/forget yes")
        return Reply((Message(phrase("forget.ask", request.lang), ((button,),)),), {"kind": "help"})
    async with desk.database.write() as session:
        await erase_chat(session, request.asker.chat_id)
    desk.forget(request.asker.chat_id)
    return say(phrase("forget.done", request.lang))


START = Command("start", handle_start)
MYDATA = Command("mydata", handle_mydata, menu=("What is kept about this chat", "保存データの書き出し"))
FORGET = Command("forget", handle_forget, menu=("Erase it", "データの消去"))
