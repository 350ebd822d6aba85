"""Every story is played through the real watch and the real delivery; what it expects must happen."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tariffwire.replay import Player, unmet
from tariffwire.story import Story, load, stories

NAMES = [name for name, _ in stories()]
PATIENCE = 10.0
"""Seconds of the processor a story may take; measured are one to three, the rest is for slower machines."""


@pytest.fixture(autouse=True)
def quiet_logs() -> Iterator[None]:
    """Stories log thousands of lines; the settings of logging are put back, for the tests of other rooms."""
    before, root = structlog.get_config(), logging.getLogger()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    level = root.level
    root.setLevel(logging.ERROR)
    yield
    root.setLevel(level)
    structlog.configure(**before)


@pytest.mark.parametrize("name", NAMES)
async def test_a_story_happens_as_written(name: str, tmp_path: Path) -> None:
    story = load(name)
    begun = time.process_time()
    sent = await Player(story, tmp_path).play()
    assert unmet(story, sent) == []
    assert time.process_time() - begun < PATIENCE


@pytest.mark.parametrize(
    "name", ["held-in-the-tokyo-night", "korean-minister-comes-and-goes", "copper-annex-comes-next-day"]
)
async def test_a_restart_between_all_steps_loses_nothing_and_repeats_nothing(name: str, tmp_path: Path) -> None:
    story = load(name)
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    whole.mkdir()
    cut.mkdir()
    once = await Player(story, whole).play()
    restarted = await Player(story, cut, restart_at_every_step=True).play()
    assert [(one.to.chat_id, one.text) for one in restarted] == [(one.to.chat_id, one.text) for one in once]


@pytest.mark.parametrize("name", NAMES)
def test_a_story_counts_what_every_chat_gets(name: str) -> None:
    story = load(name)
    assert {chat.id for chat in story.chats} == set(story.total)


@pytest.mark.parametrize("name", NAMES)
def test_a_story_that_does_not_happen_is_noticed(name: str) -> None:
    story = load(name)
    promised = [wanted for wanted in story.expect if wanted.count]
    counted = [chat for chat, count in story.total.items() if count]
    assert len(unmet(story, [])) == len(promised) + len(counted)


async def test_what_stands_in_a_source_always_is_told_to_nobody(tmp_path: Path) -> None:
    played = load("words-that-come-close")
    sources = (*played.sources, "federal_register", "public_inspection", "csms", "ustr", "usitc")
    bare = Story.model_validate(
        played.model_dump() | {"sources": sources, "steps": [{"at": played.steps[-1].at}], "expect": ()}
    )
    assert await Player(bare, tmp_path).play() == []
