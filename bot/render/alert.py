"""An event as a message in a chat's language. One renderer a kind; a new kind of alert is one function and one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.render.japanese import amount_in_language, in_language, label_in_language
from bot.render.phrases import PHRASES, phrase
from bot.render.words import bracketed, country, escape, instant, link, new_york_day
from bot.render.words import day as day_text
from storage.chats import ChatSettings
from storage.doubts import OpenDoubt
from storage.events import Citation, EventKind, NewEvent, Stage, StoredEvent
from storage.facts.sectors import sector_names
from storage.messages import Button, Message

MOST_CITATIONS = 5
MOST_NAMED = 8
"""Countries, instruments, outlets named in one line; the number of the rest is said."""
LONGEST_SUMMARY = 600


def alert_message(stored: StoredEvent, chat: ChatSettings) -> Message:
    """Render an event for a chat: what happened, when, to whom, and every source."""
    event = stored.event
    lang = chat.language
    lines = [*_BODY[event.kind](event, chat, lang), *_sources(event, chat, lang)]
    return Message("\n".join(line for line in lines if line), _buttons(event, lang))


def _order(event: NewEvent, chat: ChatSettings, lang: str) -> list[str]:
    """What it is and where it stands; whom it concerns; what it does, at which rates, from when; what it changes."""
    details = event.details
    title = escape(str(details.get("title") or event.headline))
    number = f" ({escape(str(details['number']))})" if details.get("number") else ""
    stage = _stage(event.stage, lang) + _what(details.get("what"), lang)
    return [
        f"📜 <b>{stage}</b> · {_instrument(details.get('instrument'), lang)}<b>{title}</b>{number}",
        _concerned(event, lang),
        _terms(event, lang),
        _from_when(event, lang),
        phrase("alert.amends", lang, what=escape(amends)) if (amends := _joined(details.get("amends"))) else "",
    ]


def _instrument(value: Any, lang: str) -> str:
    key = f"instrument.{value}"
    return f"{phrase(key, lang)} " if key in PHRASES else ""


def _what(value: Any, lang: str) -> str:
    """What an edit, correction or customs message says beside the stage; known words in the chat's language."""
    if not value:
        return ""
    said = str(value)
    if said.startswith("CSMS") and ":" in said:
        said = said.partition(":")[0]  # its title stands among the sources
    parts = [phrase(key, lang) if (key := f"edit.{part}") in PHRASES else escape(part) for part in said.split(", ")]
    correction = said.removeprefix("correction ")
    if correction != said:
        parts = [phrase("edit.correction", lang, number=escape(correction))]
    return f"（{'、'.join(parts)}）" if lang == "ja" else f" ({', '.join(parts)})"


def _concerned(event: NewEvent, lang: str) -> str:
    sectors = [_sector(word, lang) for word in event.products if word in sector_names()]
    return " · ".join(filter(None, (_countries(event, lang), ("、" if lang == "ja" else ", ").join(sectors))))


def _sector(word: str, lang: str) -> str:
    return escape(sector_names().get(word, word) if lang == "ja" else word)


def _terms(event: NewEvent, lang: str) -> str:
    """What it does and the rates it states; none for an investigation or a matter of form."""
    details = event.details
    action = f"action.{details.get('action')}"
    rates = _rates(details.get("rates"))
    done = phrase(action, lang) if action in PHRASES else ""
    stated = phrase("alert.rates_stated", lang, what=escape(rates)) if rates else ""
    return " · ".join(filter(None, (done, stated)))


def _from_when(event: NewEvent, lang: str) -> str:
    """The day in force and the end of a suspension, with a word when it reaches back behind the signing."""
    details = event.details
    parts = []
    effective, signed, until = (_day(details.get(name)) for name in ("effective", "signed", "until"))
    if effective:
        key = "alert.effective_back" if signed and effective < signed else "alert.effective"
        parts.append(phrase(key, lang, what=day_text(effective, lang)))
    named = (_day(value) for value in details.get("effective_dates") or ())
    later = [day_text(day, lang) for day in named if day and effective and day > effective][:3]
    if later:
        parts.append(phrase("alert.effective_later", lang, what=("、" if lang == "ja" else ", ").join(later)))
    if until:
        parts.append(phrase("alert.until", lang, what=day_text(until, lang)))
    return " · ".join(parts)


def _trip(event: NewEvent, chat: ChatSettings, lang: str) -> list[str]:
    details = event.details
    travelers = details.get("travelers") or []
    names = ("、" if lang == "ja" else ", ").join(_traveler(one, lang) for one in travelers) or event.headline
    place = (details.get("to_place_ja") if lang == "ja" else None) or details.get("to_place")
    place = place or country(str(details.get("to_country") or ""), lang)
    off = event.stage in ("cancelled", "postponed", "denied")
    lines = [
        f"{'🛑' if off else '✈️'} <b>{phrase(f'trip.{event.stage}', lang)}</b> · "
        f"<b>{escape(names)}</b> → {escape(str(place))}"
    ]
    if span := _span(details.get("start"), details.get("end"), lang):
        there = event.stage in ("departed", "arrived", "completed")
        key = "alert.dropped_dates" if off else "alert.on_day" if there else "alert.dates"
        if off and details.get("rough"):  # "not this week but next": the old week or the new one
            key = "alert.named_dates"
        lines.append(phrase(key, lang, what=escape(span)))
    previous = _span(details.get("previous_start"), None, lang)
    if previous and event.stage == "rescheduled":
        lines.append(phrase("alert.previous_dates", lang, what=escape(previous)))
    if reported := _outlets(details.get("reported_by")):
        lines.append(phrase("alert.reported", lang, who=escape(reported)))
    return lines


def _rate(event: NewEvent, chat: ChatSettings, lang: str) -> list[str]:
    details = event.details
    product = _goods(details, lang)
    origin = country(str(details["country"]), lang) if details.get("country") else _countries(event, lang)
    lines = [f"💱 <b>{phrase('alert.rates', lang)}</b> · <b>{escape(product)}</b> {escape(origin)}"]
    if details.get("before") and details.get("after"):
        lines.append(f"<b>{_charge(details['before'], lang)} → {_charge(details['after'], lang)}</b>")
    else:
        lines.append(escape(event.headline))
    colon = "：" if lang == "ja" else ": "
    lines.append(f"{_stage(event.stage, lang)}{colon}{new_york_day(event.occurred_at, lang)}")
    if details.get("heading"):
        lines.append(f"<code>{escape(str(details['heading']))}</code>")
    return lines


def _goods(details: Mapping[str, Any], lang: str) -> str:
    """What a change of a rate is about: goods, a measure or an act, in the chat's words where they are known."""
    own = details.get("product_ja") if lang == "ja" else None
    name = str(own or details.get("product") or "")
    return label_in_language(in_language(name, lang), lang)


def _charge(total: Any, lang: str) -> str:
    return escape(amount_in_language(str(total), lang))


def _rate_brief(event: NewEvent, lang: str) -> str:
    """A change of a rate as one line: goods, origins, before and after, heading, instrument."""
    details = event.details
    product = _goods(details, lang) or event.headline
    colon = "：" if lang == "ja" else ": "
    change = f"{colon}<b>{_charge(details.get('before'), lang)} → {_charge(details.get('after'), lang)}</b>"
    heading = f" <code>{escape(str(details['heading']))}</code>" if details.get("heading") else ""
    cited = next((citation for citation in event.citations if citation.url), None)
    source = f" ({link(cited.url, cited.title[:60])})" if cited else ""
    return f"💱 {escape(product)} · {_countries(event, lang)}{change}{heading}{source}"


def _issue(event: NewEvent, chat: ChatSettings, lang: str) -> list[str]:
    details = event.details
    title = in_language(str(details.get("title") or event.headline), lang)
    status = in_language(str(details.get("status") or event.stage), lang).replace("_", " ")
    lines = [f"📌 <b>{escape(title)}</b>{bracketed(escape(status), lang)}", _countries(event, lang)]
    what = str(details.get("what") or event.headline)
    if all(_bare(what) != _bare(citation.title) for citation in event.citations):  # a title stands among the sources
        lines.append(escape(in_language(what, lang)[:LONGEST_SUMMARY]))
    return lines


def _source(event: NewEvent, chat: ChatSettings, lang: str) -> list[str]:
    details = event.details
    state = str(details.get("state") or event.stage)
    key = f"watch.{state}"
    if key not in PHRASES:
        return [f"🔴 {escape(event.headline)}"]
    name = f"<b>{escape(_named(str(details.get('source') or ''), lang))}</b>"
    said = phrase(key, lang, name=name, fault=escape(str(details.get("fault") or "")))
    return [f"{'🟢' if state == 'ok' else '🔴'} {said} · {instant(event.occurred_at, chat.tz, lang)}"]


def _named(source: str, lang: str) -> str:
    """A source by its name in the chat's language; a feed by the operator's name for it."""
    key = f"source.{source}"
    return phrase(key, lang) if key in PHRASES else source.removeprefix("feed:")


_BODY: dict[EventKind, Callable[[NewEvent, ChatSettings, str], list[str]]] = {
    EventKind.ORDERS: _order,
    EventKind.TRIPS: _trip,
    EventKind.RATES: _rate,
    EventKind.ISSUES: _issue,
    EventKind.SOURCES: _source,
}


def _stage(stage: str, lang: str) -> str:
    key = f"stage.{stage}"
    return phrase(key, lang) if key in PHRASES else escape(stage.replace("_", " "))


def _countries(event: NewEvent, lang: str) -> str:
    names = [escape(country(code, lang)) for code in event.countries[:MOST_NAMED]]
    more = f" +{len(event.countries) - MOST_NAMED}" if len(event.countries) > MOST_NAMED else ""
    return ("🌐 " + ("、" if lang == "ja" else ", ").join(names) + more) if names else ""


def _traveler(one: Any, lang: str) -> str:
    if not isinstance(one, Mapping):
        return str(one)
    name = str((one.get("name_ja") if lang == "ja" else None) or one.get("name") or "")
    role = str(one.get("role") or "")
    return f"{name} ({role})" if role and lang == "en" else name


def _joined(value: Any) -> str:
    """A detail that may be one word, several, or a record, as words."""
    if not value:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {part}" for key, part in value.items() if part)
    if isinstance(value, list | tuple):
        more = f" +{len(value) - MOST_NAMED}" if len(value) > MOST_NAMED else ""
        return ", ".join(filter(None, (_joined(part) for part in value[:MOST_NAMED]))) + more
    return str(value)


def _rates(value: Any) -> str:
    """Rates stated in a text, numbers in percent points, as people write them."""
    stated = value if isinstance(value, list | tuple) else [value] if value else []
    return ", ".join(f"{rate:g}%" if isinstance(rate, int | float) else str(rate) for rate in stated[:6])


def _outlets(value: Any) -> str:
    """Who reported it, without the "feed:" that the watch puts before a feed's name."""
    return _joined(value).replace("feed:", "")


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def _span(start: Any, end: Any, lang: str) -> str:
    first, last = _day(start), _day(end)
    if first is None:
        return ""
    return day_text(first, lang) + (f" – {day_text(last, lang)}" if last and last != first else "")


def _sources(event: NewEvent, chat: ChatSettings, lang: str) -> list[str]:
    told = {_bare(str(event.details.get("title") or event.headline))}
    cited = [_cited(citation, event, told, chat, lang) for citation in event.citations[:MOST_CITATIONS] if citation.url]
    hidden = len(event.citations) - MOST_CITATIONS
    return ["", *(f"• {line}" for line in cited), f"… +{hidden}" if hidden > 0 else ""]


def _cited(citation: Citation, event: NewEvent, told: set[str], chat: ChatSettings, lang: str) -> str:
    """The source by its name, its title where the alert has not said it yet, and its time in the chat's zone."""
    name, colon = _named(citation.source, lang), "：" if lang == "ja" else ": "
    at = citation.published_at
    if event.stage == Stage.AMENDED and citation.source == "white_house":  # a post keeps its time when it is edited
        when = phrase("alert.edit_seen", lang, at=instant(citation.seen_at, chat.tz, lang))
    elif at is not None and citation.source.startswith("federal_register"):  # an issue has a date, no hour
        when = new_york_day(at, lang)
    else:
        when = "" if at is None else instant(at, chat.tz, lang)
    facts = citation.source == "facts"
    titled = link(citation.url, label_in_language(citation.title, lang) if facts else citation.title[:90])
    if facts:
        said = titled
    elif _bare(citation.title).startswith(tuple(told)):
        said = link(citation.url, name)
    else:
        said = titled if citation.source == event.details.get("reported_by") else f"{escape(name)}{colon}{titled}"
    return " · ".join(filter(None, (said, when)))


def _bare(title: str) -> str:
    """A title for comparison: letters and digits only."""
    return "".join(letter for letter in title.casefold() if letter.isalnum())


def _buttons(event: NewEvent, lang: str) -> tuple[tuple[Button, ...], ...]:
    callback = f"/mute thread:{event.thread}"
    if len(callback.encode()) > 64:
        return ()
    return ((Button(phrase("alert.mute", lang), callback=callback),),)


def brief_line(stored: StoredEvent, chat: ChatSettings) -> str:
    """One event as one line, for digests and merged messages."""
    event, lang = stored.event, chat.language
    if event.kind is EventKind.RATES and event.details.get("before"):
        return _rate_brief(event, lang)
    first = _BODY[event.kind](event, chat, lang)[0]
    cited = next((citation for citation in event.citations if citation.url), None)
    source = f" ({link(cited.url, _named(cited.source, lang))})" if cited else ""
    return f"{instant(event.occurred_at, chat.tz, lang)} {first}{source}"


def doubt_message(asked: OpenDoubt, chat: ChatSettings) -> Message:
    """A question to an operator: the evidence, what an approval publishes, and buttons."""
    lang = chat.language
    item = asked.item
    url, title = str(item.get("url") or ""), str(item.get("title") or item.get("native_id") or "")
    lines = [f"❓ <b>{phrase('doubt.ask', lang)}</b> <code>{asked.id}</code>", escape(asked.reason), ""]
    lines.append(f"{link(url, title[:200])} ({escape(str(item.get('source') or ''))})")
    if text := str(item.get("text") or "")[:LONGEST_SUMMARY]:
        lines.append(f"<blockquote>{escape(text)}</blockquote>")
    buttons = [Button(phrase("doubt.reject", lang), callback=f"/admin reject {asked.id}")]
    if asked.proposal is not None:
        lines.append(phrase("doubt.publishes", lang, what=escape(asked.proposal.headline)))
        buttons.insert(0, Button(phrase("doubt.approve", lang), callback=f"/admin approve {asked.id}"))
        buttons.append(Button(phrase("doubt.edit", lang), callback=f"/admin edit {asked.id}"))
    return Message("\n".join(lines), (tuple(buttons),))
