"""Every story is played through the real watch and the real delivery; what it expects must happen."""

from pathlib import Path

import pytest

from tariffwire.replay import Player, unmet
from tariffwire.story import load, stories

NAMES = [name for name, _ in stories()]


@pytest.mark.parametrize("name", NAMES)
async def test_a_story_happens_as_written(name: str, tmp_path: Path) -> None:
    story = load(name)
    sent = await Player(story, tmp_path).play()
    assert unmet(story, sent) == []


async def test_a_restart_between_all_steps_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    story = load("akazawa-scraps-his-trip")
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    whole.mkdir()
    cut.mkdir()
    once = await Player(story, whole).play()
    restarted = await Player(story, cut, restart_at_every_step=True).play()
    assert [(one.to.chat_id, one.text) for one in restarted] == [(one.to.chat_id, one.text) for one in once]


def test_a_story_that_does_not_happen_is_noticed() -> None:
    story = load("akazawa-scraps-his-trip")
    assert len(unmet(story, [])) == len(story.expect)
