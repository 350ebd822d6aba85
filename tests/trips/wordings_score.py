"""Scores the dry run against ``wordings.yaml``; run as a script it prints the figures and every fault."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from jobs.detect.dry_run import detect_lines

FILE = Path(__file__).with_name("wordings.yaml")
SECOND = Path(__file__).with_name("wordings_second.yaml")
THIRD = Path(__file__).with_name("wordings_third.yaml")
FOURTH = Path(__file__).with_name("wordings_fourth.yaml")
FIFTH = Path(__file__).with_name("wordings_fifth.yaml")
SIXTH = Path(__file__).with_name("wordings_sixth.yaml")
SEVENTH = Path(__file__).with_name("wordings_seventh.yaml")
FILES = (FILE, SECOND, THIRD, FOURTH, FIFTH, SIXTH, SEVENTH)
_NEAR = {frozenset(("cancelled", "postponed")), frozenset(("planned", "confirmed"))}


@dataclass
class Score:
    right: int = 0
    missed: int = 0
    false: int = 0
    status: int = 0
    near: int = 0
    who: int = 0
    where: int = 0
    dated: int = 0
    date: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.false)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    def line(self) -> str:
        r = max(1, self.right)
        return (
            f"precision {self.precision:.3f} recall {self.recall:.3f} status {self.status / r:.3f} "
            f"(near {self.near / r:.3f}) traveller {self.who / r:.3f} country {self.where / r:.3f} "
            f"start {self.date / max(1, self.dated):.3f}"
        )


def load(file: Path = FILE) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))["items"]
    return items


def as_line(item: dict[str, Any]) -> str:
    at = item["at"]
    stamp = at.isoformat() if isinstance(at, date | datetime) else at
    return json.dumps(
        {
            "id": item["id"],
            "source": "test",
            "url": "",
            "title": item["title"],
            "text": item["text"],
            "published_at": stamp,
            "lang": item["lang"],
        }
    )


def judge(items: list[dict[str, Any]]) -> Score:
    """Each item alone, so that no item helps another; the first wanted trip decides, further ones must be there too."""
    score = Score()
    for item in items:
        answer = json.loads(next(iter(detect_lines([as_line(item)]))))
        got = [change for change in answer["changes"] if change["kind"] == "trip"]
        if not item["want"]:
            if got:
                score.false += 1
                score.faults.append(
                    f"false {item['id']}: {got[0]['travelers']} {got[0]['to_country']} {got[0]['status']}"
                )
            continue
        for name, country, status, start in item["want"]:
            names = set(name.lower().split("|"))
            mine = [g for g in got if names & {word for one in g["travelers"] for word in one.lower().split()}]
            if not mine:
                if got and len(item["want"]) == 1:
                    mine = got[:1]
                else:
                    score.missed += 1
                    score.faults.append(f"missed {item['id']} {name}: {item['title']}")
                    continue
            best = max(mine, key=lambda g: g["status"] in status.split("|"))
            score.right += 1
            allowed = set(status.split("|"))
            exact = best["status"] in allowed
            near = exact or any(frozenset((best["status"], one)) in _NEAR for one in allowed)
            score.status += exact
            score.near += near
            who = bool(names & {word for one in best["travelers"] for word in one.lower().split()})
            score.who += who
            score.where += best["to_country"] == country
            dated = start is not None
            score.dated += dated
            when = not dated or best["planned_start"] == start.isoformat()
            score.date += dated and when
            if not (exact and who and when and best["to_country"] == country):
                score.faults.append(
                    f"wrong {item['id']}: {best['travelers']} {best['to_country']} {best['status']} "
                    f"{best['planned_start']} | want {name} {country} {status} {start}"
                )
    return score


if __name__ == "__main__":
    for file in FILES:
        result = judge(load(file))
        print(file.name, result.line())
        if "-v" in sys.argv:
            print("\n".join(result.faults))
