"""A strict stand-in of the Bot API on loopback. It enforces what Telegram enforces, remembers what it delivered, and
fails on request. ``python -m tests.botapi`` runs it as a process of its own, for tests that kill the other one.

    async with BotApi() as api:
        bot = Bot(api.token, base_url=api.base_url)
        api.say(42, "/start")            # a user writes
        api.faults.append(flood(3))      # the next send is refused for 3 seconds
        api.messages                     # what was delivered
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import time
from collections import Counter, deque
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.botapi.faults import Fault
from tests.botapi.markup import CannotParse, parse, units
from tests.botapi.methods import COUNTED, METHODS, parameters
from tests.botapi.wire import Asked, read_request, response

TOKEN = "123456:TEST-TOKEN-of-the-stand-in"
BOT = {"id": 123456, "is_bot": True, "first_name": "Tariffwire", "username": "tariffwire_test_bot"}
BOT |= {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": True}


class Refused(Exception):
    """An error body."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


@dataclass
class Delivered:
    """A message as it stands in a chat."""

    chat_id: int
    message_id: int
    text: str
    html: str
    at: float
    thread_id: int | None = None
    reply_to: int | None = None
    buttons: list[list[dict[str, Any]]] = field(default_factory=list)
    edits: int = 0
    as_sent: str = ""


class BotApi:
    """See the module. Times are ``time.monotonic()``."""

    def __init__(
        self,
        *,
        per_second: int | None = None,
        per_group_minute: int | None = None,
        latency: float = 0.0,
        token: str = TOKEN,
        seed: int = 1,
    ) -> None:
        self.token = token
        self.per_second = per_second
        self.per_group_minute = per_group_minute
        self.latency = latency
        self.faults: list[Fault] = []
        self.messages: list[Delivered] = []
        self.calls: Counter[str] = Counter()
        self.violations: list[str] = []
        self.floods = 0
        self.struck: Counter[str] = Counter()
        self.lost_answers: list[tuple[int, str]] = []
        self.last_poll: float | None = None
        self.commands: dict[str, Any] = {}
        self.answered_callbacks: list[dict[str, Any]] = []
        self.documents: list[tuple[int, str]] = []
        self.admins: dict[int, set[int]] = {}
        self.topics: dict[int, set[int]] = {}
        self.closed_topics: dict[int, set[int]] = {}
        self._by_id: dict[tuple[int, int], Delivered] = {}
        self._next_id: Counter[int] = Counter()
        self._starts: deque[float] = deque(maxlen=5000)
        self._group_starts: dict[int, deque[float]] = {}
        self._updates: deque[dict[str, Any]] = deque()
        self._update_id = 1000
        self._news = asyncio.Event()
        self._poller: object = None
        self._webhook = ""
        self._chance = random.Random(seed)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self.port = 0

    async def __aenter__(self) -> BotApi:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def base_url(self) -> str:
        """As python-telegram-bot's ``base_url`` and TELEGRAM_API_URL take it."""
        return f"http://127.0.0.1:{self.port}/bot"

    async def start(self, port: int = 0) -> None:
        self._server = await asyncio.start_server(self._connection, "127.0.0.1", port or self.port, limit=1 << 20)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the port and cut every connection; ``start()`` opens the same port again."""
        if self._server is not None:
            self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        self._server = None
        await asyncio.sleep(0)

    # ── what users do ───────────────────────────────────────────────────────────────────────────────────────────────

    def say(self, chat_id: int, text: str, *, user_id: int | None = None, lang: str = "en", **rest: Any) -> None:
        """A user writes a message. ``rest``: further fields of Message (``date``, ``message_thread_id``)."""
        message = self._message_head(chat_id, user_id, lang) | {"text": text} | rest
        if text.startswith("/"):
            word = text.split()[0]
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(word)}]
        self.update(message=message)

    def press(self, chat_id: int, message_id: int, data: str, *, user_id: int | None = None, lang: str = "en") -> None:
        """A user presses a button under one of the bot's messages."""
        head = self._message_head(chat_id, user_id, lang)
        shown = self._by_id.get((chat_id, message_id))
        under = (
            self._shown(shown) if shown else {"message_id": message_id, "date": int(time.time()), "chat": head["chat"]}
        )
        query = {
            "id": str(self._update_id + 1),
            "from": head["from"],
            "message": under,
            "data": data,
            "chat_instance": "1",
        }
        self.update(callback_query=query)

    def update(self, **content: Any) -> None:
        """Any update."""
        self._update_id += 1
        self._updates.append({"update_id": self._update_id} | content)
        self._news.set()

    def texts(self, chat_id: int | None = None) -> list[str]:
        """What was delivered, as shown."""
        return [one.text for one in self.messages if chat_id in (None, one.chat_id)]

    # ── the wire ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while (asked := await read_request(reader)) is not None:
                if not await self._serve(asked, writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    async def _serve(self, asked: Asked, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False = cut the connection."""
        if asked.path.startswith("/control/"):
            body = json.dumps(self._control(asked.path.removeprefix("/control/"), asked.fields)).encode()
            writer.write(response(200, body))
            await writer.drain()
            return True
        prefix, _, method = asked.path.removeprefix("/bot").rpartition("/")
        self.calls[method] += 1
        if self.latency:
            await asyncio.sleep(self.latency)
        fault = self._fault(method, asked.fields)
        kind = fault.kind if fault else ""
        if kind == "cut" or (kind in {"silent", "page"} and fault is not None and not fault.done):
            code, body = (fault.code if fault else 500), b""
        elif fault is not None and kind == "answer":
            code, body = self._error(Refused(fault.code, fault.description, fault.parameters))
        else:
            code, body = await self._answer(prefix, method, asked.fields)
            if fault is not None and code == 200 and method in COUNTED:
                self.lost_answers.append((self.messages[-1].chat_id, self.messages[-1].text))
        if kind in {"lost", "cut"}:
            writer.transport.abort()
            return False
        if kind == "silent":
            await asyncio.sleep(3600)
            return False
        if kind == "page":
            body = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
            writer.write(response(fault.code if fault else 502, body, "text/html"))
        elif kind == "half":
            whole = response(code, body)
            writer.write(whole[: len(whole) - len(body) // 2])
            await writer.drain()
            writer.transport.abort()
            return False
        else:
            writer.write(response(code, body))
        await writer.drain()
        return True

    def _fault(self, method: str, fields: dict[str, Any]) -> Fault | None:
        now = time.monotonic()
        for fault in list(self.faults):
            if fault.method is None and method in {"getUpdates", "getMe"}:
                continue
            if fault.method not in (None, "*", method):
                continue
            if fault.chat_id is not None and str(fault.chat_id) != str(fields.get("chat_id")):
                continue
            fault.since = now if fault.since is None else fault.since
            if fault.seconds is not None and now - fault.since > fault.seconds:
                self.faults.remove(fault)
                continue
            if self._chance.random() > fault.chance:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
            self.struck[fault.kind if fault.kind != "answer" else str(fault.code)] += 1
            return fault
        return None

    def _error(self, refused: Refused) -> tuple[int, bytes]:
        body: dict[str, Any] = {"ok": False, "error_code": refused.code, "description": refused.description}
        if refused.parameters:
            body["parameters"] = refused.parameters
        return refused.code, json.dumps(body).encode()

    async def _answer(self, token: str, method: str, fields: dict[str, Any]) -> tuple[int, bytes]:
        try:
            if token != self.token:
                raise Refused(401, "Unauthorized")
            if method not in METHODS:
                raise Refused(404, "Not Found: method not found")
            known = parameters(method)
            for name in fields:
                if name not in known:
                    self.violations.append(f"{method} has no parameter {name}")
            for name, required in known.items():
                if required and name not in fields:
                    raise Refused(400, f"Bad Request: {name} is empty")
            if method in COUNTED:
                self._pace(fields)
            result = getattr(self, f"_{method}", self._plain_true)(fields)
            if asyncio.iscoroutine(result):
                result = await result
        except Refused as refused:
            return self._error(refused)
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _pace(self, fields: dict[str, Any]) -> None:
        """Telegram's limits, as strict windows; a refused request counts for nothing."""
        now = time.monotonic()
        if self.per_second is not None:
            while self._starts and self._starts[0] <= now - 1.0:
                self._starts.popleft()
            if len(self._starts) >= self.per_second:
                self.floods += 1
                raise Refused(429, "Too Many Requests: retry after 1", {"retry_after": 1})
        chat_id = int(fields.get("chat_id", 0))
        if self.per_group_minute is not None and chat_id < 0:
            times = self._group_starts.setdefault(chat_id, deque())
            while times and times[0] <= now - 60:
                times.popleft()
            if len(times) >= self.per_group_minute:
                self.floods += 1
                wait = int(times[0] + 60 - now) + 1
                raise Refused(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
            times.append(now)
        self._starts.append(now)

    # ── methods ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _plain_true(self, _: dict[str, Any]) -> Any:
        return True

    def _getMe(self, _: dict[str, Any]) -> Any:
        return BOT

    def _sendMessage(self, fields: dict[str, Any]) -> Any:
        chat_id, thread = int(fields["chat_id"]), _number(fields.get("message_thread_id"))
        if thread is not None:
            if thread in self.closed_topics.get(chat_id, ()):
                raise Refused(400, "Bad Request: TOPIC_CLOSED")
            if thread not in self.topics.get(chat_id, ()):
                raise Refused(400, "Bad Request: message thread not found")
        text = self._text(fields)
        reply = json.loads(fields["reply_parameters"]) if "reply_parameters" in fields else {}
        reply_to = reply.get("message_id")
        if reply_to is not None and (chat_id, int(reply_to)) not in self._by_id:
            if not reply.get("allow_sending_without_reply"):
                raise Refused(400, "Bad Request: message to be replied not found")
            reply_to = None
        buttons = self._buttons(fields)
        self._next_id[chat_id] += 1
        number = self._next_id[chat_id]
        made = Delivered(
            chat_id, number, text, fields["text"], time.monotonic(), thread, reply_to, buttons, as_sent=text
        )
        self.messages.append(made)
        self._by_id[chat_id, number] = made
        return self._shown(made)

    def _sendDocument(self, fields: dict[str, Any]) -> Any:
        chat_id = int(fields["chat_id"])
        content = next((value for name, value in fields.items() if name.startswith("attached")), fields["document"])
        self.documents.append((chat_id, content))
        self._next_id[chat_id] += 1
        shown = {
            "message_id": self._next_id[chat_id],
            "date": int(time.time()),
            "chat": self._chat(chat_id),
            "from": BOT,
        }
        return shown | {"document": {"file_id": "1", "file_unique_id": "1"}}

    def _editMessageText(self, fields: dict[str, Any]) -> Any:
        found = self._by_id.get((int(fields.get("chat_id", 0)), _number(fields.get("message_id")) or 0))
        if found is None:
            raise Refused(400, "Bad Request: message to edit not found")
        text, buttons = self._text(fields), self._buttons(fields)
        if fields["text"] == found.html and buttons == found.buttons:
            raise Refused(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly "
                "the same as a current content and reply markup of the message",
            )
        found.text, found.html, found.buttons, found.edits = text, fields["text"], buttons, found.edits + 1
        return self._shown(found)

    def _editMessageReplyMarkup(self, fields: dict[str, Any]) -> Any:
        found = self._by_id.get((int(fields.get("chat_id", 0)), _number(fields.get("message_id")) or 0))
        if found is None:
            raise Refused(400, "Bad Request: message to edit not found")
        found.buttons = self._buttons(fields)
        return self._shown(found)

    def _deleteMessage(self, fields: dict[str, Any]) -> Any:
        found = self._by_id.pop((int(fields["chat_id"]), int(fields["message_id"])), None)
        if found is None:
            raise Refused(400, "Bad Request: message to delete not found")
        return True

    def _answerCallbackQuery(self, fields: dict[str, Any]) -> Any:
        if units(fields.get("text", "")) > 200:
            raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
        self.answered_callbacks.append(fields)
        return True

    def _setMyCommands(self, fields: dict[str, Any]) -> Any:
        commands = json.loads(fields["commands"])
        for one in commands:
            name, words = one["command"], one["description"]
            if not (1 <= len(name) <= 32 and name == name.lower() and name.replace("_", "").isalnum()):
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(words) <= 256:
                raise Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        if len(commands) > 100:
            raise Refused(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
        self.commands[f"{fields.get('scope', '')}|{fields.get('language_code', '')}"] = commands
        return True

    def _getMyCommands(self, fields: dict[str, Any]) -> Any:
        return self.commands.get(f"{fields.get('scope', '')}|{fields.get('language_code', '')}", [])

    def _getChat(self, fields: dict[str, Any]) -> Any:
        chat_id = int(fields["chat_id"])
        return self._chat(chat_id) | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}

    def _getChatMember(self, fields: dict[str, Any]) -> Any:
        chat_id, user = int(fields["chat_id"]), int(fields["user_id"])
        member = user in self.admins.get(chat_id, ())
        who = {"id": user, "is_bot": False, "first_name": f"User {user}"}
        return (
            {"status": "creator", "user": who, "is_anonymous": False} if member else {"status": "member", "user": who}
        )

    def _getChatAdministrators(self, fields: dict[str, Any]) -> Any:
        chat_id = int(fields["chat_id"])
        if chat_id > 0:
            raise Refused(400, "Bad Request: there are no administrators in the private chat")
        admins = sorted(self.admins.get(chat_id, ()))
        return [self._getChatMember({"chat_id": chat_id, "user_id": user}) for user in admins]

    def _setWebhook(self, fields: dict[str, Any]) -> Any:
        self._webhook = fields["url"]
        return True

    def _deleteWebhook(self, _: dict[str, Any]) -> Any:
        self._webhook = ""
        return True

    def _getWebhookInfo(self, _: dict[str, Any]) -> Any:
        return {"url": self._webhook, "has_custom_certificate": False, "pending_update_count": len(self._updates)}

    async def _getUpdates(self, fields: dict[str, Any]) -> Any:
        if self._webhook:
            raise Refused(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
                "webhook first",
            )
        me = object()
        self._poller = me
        self._news.set()
        offset = int(fields.get("offset", 0))
        while offset and self._updates and self._updates[0]["update_id"] < offset:
            self._updates.popleft()
        until = time.monotonic() + min(int(fields.get("timeout", 0)), 50)
        while not self._updates and time.monotonic() < until:
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), until - time.monotonic())
            if self._poller is not me:
                raise Refused(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
        self.last_poll = time.monotonic()
        return list(self._updates)[: int(fields.get("limit", 100))]

    # ── parts ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _text(self, fields: dict[str, Any]) -> str:
        text, entities = str(fields.get("text", "")), 0
        if fields.get("parse_mode") == "HTML":
            try:
                text, entities = parse(text)
            except CannotParse as error:
                raise Refused(400, f"Bad Request: can't parse entities: {error}") from None
        if not text.strip():
            raise Refused(400, "Bad Request: message text is empty")
        if units(text) > 4096:
            raise Refused(400, "Bad Request: message is too long")
        if entities > 100:
            raise Refused(400, "Bad Request: entities too long")
        return text

    def _buttons(self, fields: dict[str, Any]) -> list[list[dict[str, Any]]]:
        markup = json.loads(fields["reply_markup"]) if fields.get("reply_markup") else {}
        rows: list[list[dict[str, Any]]] = markup.get("inline_keyboard", [])
        for button in (button for row in rows for button in row):
            if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
                raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
            if "url" in button and not button["url"].startswith(("http://", "https://", "tg://")):
                raise Refused(400, "Bad Request: BUTTON_URL_INVALID")
        if sum(len(row) for row in rows) > 100:
            raise Refused(400, "Bad Request: REPLY_MARKUP_TOO_LONG")
        return rows

    def _chat(self, chat_id: int) -> dict[str, Any]:
        if chat_id > 0:
            return {"id": chat_id, "type": "private", "first_name": f"User {chat_id}"}
        forum = {"is_forum": True} if chat_id in self.topics else {}
        kind = "supergroup" if str(chat_id).startswith("-100") else "group"
        return {"id": chat_id, "type": kind, "title": f"Group {chat_id}"} | forum

    def _message_head(self, chat_id: int, user_id: int | None, lang: str) -> dict[str, Any]:
        self._next_id[chat_id] += 1
        user = user_id or (chat_id if chat_id > 0 else 1)
        return {
            "message_id": self._next_id[chat_id],
            "date": int(time.time()),
            "chat": self._chat(chat_id),
            "from": {"id": user, "is_bot": False, "first_name": f"User {user}", "language_code": lang},
        }

    def _shown(self, made: Delivered) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "message_id": made.message_id,
            "date": int(time.time()),
            "chat": self._chat(made.chat_id),
            "from": BOT,
            "text": made.text,
        }
        if made.thread_id is not None:
            shown |= {"message_thread_id": made.thread_id, "is_topic_message": True}
        if made.buttons:
            shown["reply_markup"] = {"inline_keyboard": made.buttons}
        return shown

    def _control(self, what: str, fields: dict[str, Any]) -> Any:
        """For a stand-in in another process: read what happened, script faults, let users write."""
        if what == "state":
            return {
                "messages": [asdict(one) for one in self.messages],
                "lost": self.lost_answers,
                "floods": self.floods,
                "calls": self.calls,
                "violations": self.violations,
            }
        if what == "count":
            return {"messages": len(self.messages), "calls": self.calls}
        if what == "fault":
            self.faults.append(Fault(**fields))
        if what == "clear":
            self.faults.clear()
        if what == "say":
            self.say(int(fields.pop("chat_id")), fields.pop("text"), **fields)
        return {"ok": True}


_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


def _number(value: Any) -> int | None:
    return None if value in (None, "") else int(value)
