"""The few words delivery itself says: how late, maybe a repeat, merged, where things stand; English and Japanese."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime, timedelta

from storage.chats import ChatSettings
from storage.events import StoredEvent
from storage.messages import Message

WORDS = {
    "en": {
        "late": "⏱ {late} late: {why}.",
        "why": "delivery was interrupted",
        "why_quiet": "it came during your quiet hours",
        "why_muted": "you had muted this chat",
        "why_paused": "alerts were paused",
        "why_away": "the bot could not reach this chat",
        "repeat": "↻ Possibly a repeat: Telegram's answer to the first sending was lost.",
        "merged": "<b>{count} alerts came meanwhile</b>, the oldest {late} ago ({why}):",
        "together": "<b>{count} alerts</b>",
        "together_rates": "<b>{count} rates change</b> · {day}",
        "together_issues": "<b>{count} issues move</b>",
        "digest": "<b>Digest</b> · {count} alerts",
        "digest_one": "<b>Digest</b> · 1 alert",
        "now": "<b>Now</b> ({at}): {headline}",
        "topic_closed": (
            "The topic these alerts went to is closed or gone, so they come here from now on. "
            "An administrator can send /topic inside another topic to move them."
        ),
        "doubt": "<b>Please decide</b>: {reason}",
        "proposal": "An approval publishes: {headline}",
        "approve": "Approve",
        "reject": "Reject",
    },
    "ja": {
        "late": "⏱ {late}遅れ：{why}。",
        "why": "配信が中断していました",
        "why_quiet": "静かな時間帯でした",
        "why_muted": "ミュート中でした",
        "why_paused": "通知を一時停止中でした",
        "why_away": "このチャットに届きませんでした",
        "repeat": "↻ 重複の可能性があります（最初の送信に対するTelegramの応答が失われました）。",
        "merged": "<b>この間に{count}件の通知がありました</b>（最も古いものは{late}前、{why}）：",
        "together": "<b>{count}件の通知</b>",
        "together_rates": "<b>{count}件の税率が変わります</b>・{day}",
        "together_issues": "<b>{count}件の論点に動き</b>",
        "digest": "<b>まとめ</b> · {count}件",
        "digest_one": "<b>まとめ</b> · 1件",
        "now": "<b>現在</b>（{at}）：{headline}",
        "topic_closed": (
            "通知先のトピックが閉じられたか削除されたため、今後はここに届きます。"
            "管理者が別のトピックで /topic を送ると移せます。"
        ),
        "doubt": "<b>確認してください</b>：{reason}",
        "proposal": "承認すると公開されます：{headline}",
        "approve": "承認",
        "reject": "却下",
    },
}


def word(chat: ChatSettings, name: str, **values: object) -> str:
    """One phrase in the chat's language; values are put in as they are."""
    return WORDS.get(chat.language, WORDS["en"])[name].format(**values)


def duration(chat: ChatSettings, span: timedelta) -> str:
    """How long, in the two largest units: "2 d 3 h", "6 h 12 min", "14 min"."""
    minutes = max(1, int(span.total_seconds() // 60))
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    day, hour, minute, gap = ("日", "時間", "分", "") if chat.language == "ja" else (" d", " h", " min", " ")
    if days:
        return f"{days}{day}{gap}{hours}{hour}" if hours else f"{days}{day}"
    if hours:
        return f"{hours}{hour}{gap}{minutes}{minute}" if minutes else f"{hours}{hour}"
    return f"{minutes}{minute}"


def why_late(chat: ChatSettings, held: str) -> str:
    """Why something comes late, in words."""
    name = f"why_{held}"
    return word(chat, name if name in WORDS["en"] else "why")


def brief(stored: StoredEvent, chat: ChatSettings) -> str:
    """One line of a merged message or digest, used when the face gives none."""
    del chat
    event = stored.event
    link = next((one.url for one in event.citations if one.url.startswith(("http://", "https://"))), "")
    headline = html.escape(event.headline, quote=False)
    return f'• <a href="{html.escape(link)}">{headline}</a>' if link else f"• {headline}"


def bare(stored: StoredEvent, chat: ChatSettings) -> Message:
    """An alert in its plainest form: used when the face's renderer fails, so that a fault there loses no alert."""
    return Message(brief(stored, chat).removeprefix("• "))


def current(first: Message, latest: StoredEvent, chat: ChatSettings) -> Message:
    """A thread's first message brought to its current state."""
    at = f"{latest.event.occurred_at.astimezone(chat.tz):%Y-%m-%d %H:%M}"
    headline = html.escape(latest.event.headline, quote=False)
    return Message(f"{first.html}\n\n{word(chat, 'now', at=at, headline=headline)}", first.buttons)


def above(message: Message, lines: Sequence[str]) -> Message:
    """The message with lines before it."""
    return Message("\n".join([*lines, message.html]), message.buttons) if lines else message


def late_line(chat: ChatSettings, created_at: datetime, now: datetime, held: str) -> str:
    """How late an alert is and why."""
    return word(chat, "late", late=duration(chat, now - created_at), why=why_late(chat, held))
