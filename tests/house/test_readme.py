"""Every claim of the README that a machine can check."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from bot.request import Asker, Request
from tariffwire.answering import desk_for_scripts
from tariffwire.ask import NEW_YORK, clock_of
from tariffwire.cli import app
from tariffwire.settings import load_settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"^    › (.+?)(?: {3,}.*)?$", README, re.MULTILINE)
COMMANDS = sorted(set(re.findall(r"\btariffwire ([a-z]+)(?: ([a-z]+)\b)?", README)))


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^    make (\w+)$", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert "    make run" in README and "    make test" in README


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_the_readme_names_is_there(words: tuple[str, str]) -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert words[0] in commands
    if words[0] in ("db", "sync", "verify"):
        assert words[1] in commands[words[0]].commands


@pytest.mark.parametrize("question", QUESTIONS)
async def test_every_question_of_the_first_five_minutes_is_answered(
    question: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TARIFFWIRE_HOME", str(tmp_path))
    desk = await desk_for_scripts(load_settings())
    asker = Asker(0, chat_type="script", zone=NEW_YORK)
    reply = await desk.answer(Request(question, asker, clock_of("2026-10-01")))
    expected = {"/issues": "issues", "/trips": "trips", "/subscribe": "help"}.get(question.split()[0])
    kind = reply.record["kind"]
    assert kind == expected if expected else kind in ("rate", "exempt", "depends")


def test_there_are_questions_and_commands_to_check() -> None:
    assert len(QUESTIONS) >= 7 and len(COMMANDS) >= 10


@pytest.mark.parametrize("path", sorted(set(re.findall(r"(?:docs|tests)/[\w./-]+|\.env\.example", README))))
def test_every_file_the_readme_points_to_is_there(path: str) -> None:
    assert (ROOT / path.rstrip(".")).exists()


def test_the_pictures_were_drawn_by_our_own_command_and_fetch_nothing() -> None:
    pictures = re.findall(r"!\[.*?\]\((.+?)\)", README)
    assert pictures
    for name in pictures:
        drawn = (ROOT / name).read_text(encoding="utf-8")
        assert "tariffwire&#160;chat" in drawn and "@font-face" not in drawn and "@import" not in drawn
