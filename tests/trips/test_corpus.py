"""The labelled corpus of real items, where it is at hand: figures the watch promises."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path

import pytest

from jobs.detect.dry_run import detect_lines

CORPUS = Path(__file__).parents[2].parent / "shared" / "samples" / "trips"

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason="the labelled corpus is not beside the checkout")


def test_the_corpus_is_read_with_few_misses_fewer_false_alarms_and_one_alert_an_event(tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    lines = (CORPUS / "items.jsonl").read_text(encoding="utf-8").splitlines()
    answers.write_text("\n".join(detect_lines(lines)), encoding="utf-8")
    out = subprocess.run(
        [sys.executable, str(CORPUS / "score.py"), str(CORPUS / "dev.jsonl"), str(answers)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    figures = {
        name: float(value) for name, value in itertools.pairwise(out) if name in {"precision", "recall", "traveller"}
    }
    assert figures["precision"] >= 0.95, out
    assert figures["recall"] >= 0.90, out
    assert figures["traveller"] >= 0.95, out
    assert float(out[out.index("date") + 1]) >= 0.90, out
    assert float(out[out.index("event") + 1]) <= 1.1, out
    assert float(out[out.index("(close") + 1].rstrip(")")) >= 0.95, out


def test_orders_and_negatives_of_the_corpus_raise_no_trip() -> None:
    labels = {
        item["id"]: item["kind"]
        for line in (CORPUS / "dev.jsonl").read_text(encoding="utf-8").splitlines()
        if (item := json.loads(line))
    }
    lines = (CORPUS / "items.jsonl").read_text(encoding="utf-8").splitlines()
    false = [
        answer["id"]
        for line in detect_lines(lines)
        if (answer := json.loads(line))
        and labels[answer["id"]] != "trip_event"
        and any(change["kind"] == "trip" for change in answer["changes"])
    ]
    assert len(false) <= 2, false
