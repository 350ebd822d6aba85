"""What the trip detector reads from wordings it was not fitted to at first; figures of every first run stand in
the file heads."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from jobs.detect.trips.statement import Status

_PATH = Path(__file__).with_name("wordings_score.py")


def _scoring() -> ModuleType:
    spec = importlib.util.spec_from_file_location("wordings_score", _PATH)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["wordings_score"] = module
    spec.loader.exec_module(module)
    return module


scoring = _scoring()


@pytest.mark.parametrize("file", scoring.FILES, ids=lambda file: file.stem)
def test_officials_trips_are_told_from_everything_that_only_sounds_like_one(file: Path) -> None:
    score = scoring.judge(scoring.load(file))
    assert score.precision >= 0.97, score.faults
    assert score.recall >= 0.95, score.faults


@pytest.mark.parametrize("file", scoring.FILES, ids=lambda file: file.stem)
def test_state_traveller_country_and_first_day_are_those_a_reader_would_take(file: Path) -> None:
    score = scoring.judge(scoring.load(file))
    assert score.status / score.right >= 0.95, score.faults
    assert score.who / score.right >= 0.97, score.faults
    assert score.where / score.right >= 0.94, score.faults
    assert score.date / score.dated >= 0.88, score.faults


def test_every_status_and_both_languages_are_among_the_wordings() -> None:
    items = [item for file in scoring.FILES for item in scoring.load(file)]
    told = {status for item in items for want in item["want"] for status in want[2].split("|")}
    assert told == {status.value for status in Status}
    assert {item["lang"] for item in items} >= {"en", "ja", "de", "fr", "it", "es", "pt", "id"}
    assert sum(not item["want"] for item in items) >= 90
