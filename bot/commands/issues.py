"""/issues: what is still open in the negotiations, as known on a day, each with its source."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from bot.desk import Command
from bot.render.japanese import in_language
from bot.render.phrases import phrase
from bot.render.words import NEW_YORK, bracketed, colon, country, day, escape, link
from bot.request import Reply, Request
from bot.understand import read
from bot.understand.question import IssuesQuestion
from storage.events import EventKind
from storage.facts.issues import Issue, issue_as_of, issues_known_until, open_issues
from storage.messages import Button, Message

if TYPE_CHECKING:
    from bot.desk import Desk

MOST = 12


async def handle(request: Request, words: str, desk: Desk) -> Reply:
    """``/issues [COUNTRY] [DAY]``"""
    question = read(f"/issues {words}", clock=request.now, lang=request.lang)
    if isinstance(question, IssuesQuestion):
        return await answer(question, request, desk)
    return await desk.answer_question(question, request)


async def answer(question: IssuesQuestion, request: Request, desk: Desk) -> Reply:
    """Open issues of a country on a day; where the clock knows more than the day asked, how each went on."""
    lang = request.lang
    today = request.now.astimezone(NEW_YORK).date()
    as_of = min(question.on or today, today)
    found = open_issues(question.country, as_of)
    scope = phrase("scope.for", lang, what=escape(country(question.country, lang))) if question.country else ""
    lines: list[str] = []
    if found:
        lines.append(f"<b>{phrase('issues.title', lang, scope=scope, on=day(as_of, lang))}</b>")
        for issue in found[:MOST]:
            lines += ["", *_issue(issue, today, lang)]
        if len(found) > MOST:
            lines.append(f"… +{len(found) - MOST}")
    else:
        lines.append(phrase("issues.none", lang, scope=scope, on=day(as_of, lang)))
    lines += await _fresh(question.country, as_of, lang, desk)
    if as_of > issues_known_until():
        lines += ["", phrase("edge", lang, until=day(issues_known_until(), lang))]
    record = {
        "kind": "issues",
        "country": question.country,
        "on_date": as_of.isoformat(),
        "knowledge_until": issues_known_until().isoformat(),
        "issues": [_record(issue, today) for issue in found],
    }
    watch = Button(phrase("issues.watch", lang), callback=f"/subscribe issues {question.country or ''}".strip())
    return Reply((Message("\n".join(lines), ((watch,),)),), record)


def _issue(issue: Issue, today: date, lang: str) -> list[str]:
    latest = issue.latest
    status = in_language(issue.status, lang).replace("_", " ")
    lines = [f"• <b>{escape(in_language(issue.title, lang))}</b>{bracketed(escape(status), lang)}"]
    if issue.summary:
        lines.append(escape(in_language(issue.summary, lang)))
    said = in_language(latest.what, lang)
    source = bracketed(link(latest.source, phrase("source", lang)), lang)
    lines.append(f"{day(latest.day, lang)}{colon(lang)}{escape(said)}{source}")
    ending = _ending(issue, today)
    if ending is not None:
        closed, what, address = ending
        later = phrase("issues.later", lang, what=f"{day(closed, lang)} {escape(in_language(what, lang))}")
        lines.append(f"<i>{later}</i>{bracketed(link(address, phrase('source', lang)), lang)}")
    return lines


def _ending(issue: Issue, today: date) -> tuple[date, str, str] | None:
    """How an issue that was open on the day asked went on, as known today."""
    now = issue_as_of(issue.id, today)
    if now is None or len(now.history) == len(issue.history):
        return None
    later = now.history[len(issue.history) :]
    entry = next((entry for entry in later if entry.closes), later[-1])
    return entry.day, entry.what, entry.source


def _record(issue: Issue, today: date) -> dict[str, Any]:
    ending = _ending(issue, today)
    return {
        "id": issue.id,
        "title": issue.title,
        "status": issue.status,
        "opened_on": issue.opened_on.isoformat(),
        "what": issue.latest.what,
        "source": issue.latest.source,
        "later": None if ending is None else {"on": ending[0].isoformat(), "what": ending[1], "source": ending[2]},
    }


async def _fresh(country_code: str | None, as_of: date, lang: str, desk: Desk) -> list[str]:
    """What the watch itself has seen about issues."""
    from bot.commands._events import event_lines

    return await event_lines(desk, EventKind.ISSUES, country_code, as_of, lang)


COMMAND = Command("issues", handle, answer, menu=("What is still open", "未決の論点"), aliases=("issue", "open"))
