"""Stories: at these times these sources serve these things, and these chats get these messages.

A story is a YAML file under ``tests/stories``. Tests play it with a fake clock and check what it expects; ``tariffwire
replay`` plays the same file into the terminal.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from tariffwire.settings import Fault

_PLACES = (Path(__file__).resolve().parent.parent / "tests" / "stories", Path.cwd() / "tests" / "stories")
FOLDER = next((place for place in _PLACES if place.is_dir()), _PLACES[0])
"""Beside the packages in a checkout; in the working directory of a container, where the packages are installed."""
FIRST = "akazawa-scraps-his-trip"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Listener(_Strict):
    """A chat of the story.

    Attributes:
        id: chat id; negative for groups.
        lang: language of its messages.
        zone: IANA time zone.
        quiet: quiet hours in that zone, "22:00-07:00"; None for none.
        subscribe: what follows /subscribe, one entry each.
    """

    id: int
    lang: Literal["en", "ja"] = "en"
    zone: str = "UTC"
    quiet: str | None = None
    subscribe: tuple[str, ...] = ()


class Step(_Strict):
    """One thing that happens.

    Attributes:
        at: when; aware.
        source: registered name of a source ("white_house", "federal_register", "public_inspection", "usitc", "csms",
            "ustr", "feed:NAME").
        publish: items the source serves from now on, before the older ones; fields depend on the source.
        edit: items it now serves in changed form, by id.
        withdraw: ids it no longer serves.
        body: serve this text instead of a well-formed body; "" serves an empty one. Until the next ``publish``.
        status: HTTP status it answers with until the next step of this source.
        ask: (chat, question) typed by a person.
        note: one line for the reader of the story, printed by replay.
    """

    at: AwareDatetime
    source: str | None = None
    publish: tuple[dict[str, Any], ...] = ()
    edit: tuple[dict[str, Any], ...] = ()
    withdraw: tuple[str, ...] = ()
    body: str | None = None
    status: int = 200
    ask: tuple[int, str] | None = None
    note: str | None = None


class Expectation(_Strict):
    """What a chat must have got.

    Attributes:
        chat: the chat.
        after, by: the message was sent in this window (story time).
        contains: every one of these stands in it.
        without: none of these.
        reply: True when it must be a reply to an earlier alert.
        count: how many messages match; default 1.
    """

    chat: int
    after: AwareDatetime | None = None
    by: AwareDatetime | None = None
    contains: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    reply: bool | None = None
    count: int = 1


class Story(_Strict):
    """A play. ``poll_seconds`` is how often story time lets the watch look.

    ``ends`` defaults to an hour after the last step; ``total`` says how many messages a chat gets in all.
    """

    title: str
    about: str
    starts: AwareDatetime
    ends: AwareDatetime | None = None
    poll_seconds: int = Field(default=300, ge=30)
    sources: tuple[str, ...]
    chats: tuple[Listener, ...]
    baseline: tuple[Step, ...] = ()
    steps: tuple[Step, ...]
    expect: tuple[Expectation, ...] = ()
    total: dict[int, int] = Field(default_factory=dict)

    @property
    def end(self) -> datetime:
        """When the story is over."""
        return self.ends or max(step.at for step in self.steps) + timedelta(hours=1)


def load(name_or_path: str) -> Story:
    """Read a story by its name under ``tests/stories`` or by path.

    Raises:
        Fault: no such story, or it is not well formed; the sentence names the field.
    """
    path = Path(name_or_path)
    if path.suffix not in (".yaml", ".yml"):
        path = FOLDER / f"{name_or_path}.yaml"
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError:
        known = ", ".join(name for name, _ in stories()) or "none found beside this installation"
        raise Fault(f"There is no story {name_or_path!r}; `tariffwire replay --list` names them ({known}).") from None
    except yaml.YAMLError as error:
        raise Fault(f"The story {path.name} is not well-formed YAML: {str(error).splitlines()[0]}.") from None
    try:
        return Story.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Fault(f"The story {path.name} cannot be played: {place}: {first['msg']}.") from None


def stories() -> list[tuple[str, str]]:
    """(name, title) of every story at hand."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("title:"):
                found.append((path.stem, line.removeprefix("title:").strip().strip("'\"")))
                break
    return found
