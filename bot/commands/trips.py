"""/trips: whether the negotiator is flying; the state of each trip as known on a day, with sources."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from bot.commands._events import event_lines
from bot.desk import Command
from bot.render.japanese import in_language
from bot.render.phrases import phrase
from bot.render.words import NEW_YORK, bracketed, colon, country, day, escape, link
from bot.request import Reply, Request
from bot.understand import read
from bot.understand.question import TripsQuestion
from storage.events import EventKind
from storage.facts.people import load_people
from storage.facts.trips import Trip, trips_as_of, trips_known_until
from storage.messages import Button, Message

if TYPE_CHECKING:
    from bot.desk import Desk

MOST = 6
RECENT = timedelta(days=45)
STALE = timedelta(days=14)
"""A state older than this is told as what it is: the last report."""


async def handle(request: Request, words: str, desk: Desk) -> Reply:
    """``/trips [COUNTRY or PERSON] [DAY]``"""
    question = read(f"/trips {words}", clock=request.now, lang=request.lang)
    if isinstance(question, TripsQuestion):
        return await answer(question, request, desk)
    return await desk.answer_question(question, request)


async def answer(question: TripsQuestion, request: Request, desk: Desk) -> Reply:
    """The newest trips of a country or a person, state as known on the day."""
    lang = request.lang
    today = request.now.astimezone(NEW_YORK).date()
    on = question.on or (question.period.last if question.period else today)
    as_of = min(on, today)
    known = trips_as_of(question.country, question.person, as_of)
    found = [trip for trip in known if trip.latest.day >= as_of - RECENT] or known[:2]
    who = _person(question.person, lang) or (country(question.country, lang) if question.country else "")
    scope = phrase("scope.for", lang, what=escape(who)) if who else ""
    lines = []
    if found:
        lines.append(f"<b>{phrase('trips.title', lang, scope=scope, on=day(as_of, lang))}</b>")
        for trip in found[:MOST]:
            lines += ["", *_trip(trip, as_of, lang)]
    else:
        lines.append(phrase("trips.none", lang, scope=scope, on=day(as_of, lang)))
    lines += await event_lines(desk, EventKind.TRIPS, question.country, as_of, lang, days=60)
    if as_of > trips_known_until():
        lines += ["", phrase("edge", lang, until=day(trips_known_until(), lang))]
    record = {
        "kind": "trips",
        "country": question.country,
        "on_date": as_of.isoformat(),
        "knowledge_until": trips_known_until().isoformat(),
        "trips": [_record(trip) for trip in found[:MOST]],
    }
    watch = Button(phrase("trips.watch", lang), callback=f"/subscribe trips {question.country or ''}".strip())
    return Reply((Message("\n".join(lines), ((watch,),)),), record)


def _trip(trip: Trip, as_of: date, lang: str) -> list[str]:
    names = ("、" if lang == "ja" else ", ").join(
        (traveler.name_ja if lang == "ja" and traveler.name_ja else traveler.name) for traveler in trip.travelers
    )
    place = in_language(trip.to_place, lang) if trip.to_place else country(trip.to_country, lang)
    state = f"<b>{phrase(f'trip.{trip.status}', lang)}</b>{_stay(trip, lang)}"
    lines = [f"• <b>{escape(names)}</b> → {escape(place)}{colon(lang)}{state}"]
    if as_of - trip.latest.day > STALE:
        lines[0] += f" · <i>{phrase('trips.last_report', lang, on=day(trip.latest.day, lang))}</i>"
    for entry in trip.history[-3:]:
        what = escape(in_language(entry.what, lang)) if entry.what else phrase(f"trip.{entry.status}", lang)
        source = bracketed(link(entry.source, phrase("source", lang)), lang)
        lines.append(f"  {day(entry.day, lang)}{colon(lang)}{what}{source}")
    return lines


def _person(name: str | None, lang: str) -> str:
    """A person of the watch list in the language asked in; the name as it stands for others."""
    if not name or lang != "ja":
        return name or ""
    return next((person.name_ja for person in load_people() if name in person.names), name)


def _stay(trip: Trip, lang: str) -> str:
    start, end = trip.stay
    if start is None:
        return ""
    return bracketed(_span(start, end, lang), lang)


def _span(start: date, end: date | None, lang: str) -> str:
    if end is None or end == start:
        return day(start, lang)
    return f"{day(start, lang)}{'〜' if lang == 'ja' else ' – '}{day(end, lang)}"


def _record(trip: Trip) -> dict[str, Any]:
    start, end = trip.stay
    return {
        "id": trip.id,
        "travelers": [traveler.name for traveler in trip.travelers],
        "to_country": trip.to_country,
        "to_place": trip.to_place,
        "status": trip.status,
        "start": start.isoformat() if start else None,
        "end": end.isoformat() if end else None,
        "as_of": trip.latest.day.isoformat(),
        "source": trip.latest.source,
    }


COMMAND = Command("trips", handle, answer, menu=("Who is flying", "要人の往来"), aliases=("trip",))
