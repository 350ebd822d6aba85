"""Whether a word like "visit" or "travel" is a trip as a noun in its sentence, or a verb, or another thing."""

from __future__ import annotations

from jobs.detect.trips.english.scene import Scene
from jobs.detect.trips.english.words import DETERMINERS, MAY, NOT_TRIPS, TALKS_NOUNS, WILL


def is_noun(scene: Scene, k: int) -> bool:
    """Decide for the word at ``k``."""
    word = scene.tokens[k].word
    if (
        k + 1 < len(scene.tokens)
        and word.startswith(("trip", "travel", "flight", "tour"))
        and scene.tokens[k + 1].word in NOT_TRIPS
    ):
        return False
    if word in {"trip", "trips", "visits", "journey", "stopover", "tour", "itinerary"} and word != "visits":
        return True
    previous = scene.tokens[k - 1] if k else None
    following = scene.tokens[k + 1].word if k + 1 < len(scene.tokens) else "."
    if word in TALKS_NOUNS:
        return True
    if word in {"stop", "stops"}:
        planned = previous is not None and (
            previous.word in DETERMINERS or previous.poss or previous.word in {"scheduled", "planned"}
        )
        return following in {"in", "at"} and planned
    if word == "leg":
        return following == "of" and any(place.j == k for place in scene.places)
    if word in {"travel", "travels"}:
        return following in {"plan", "plans", "schedule", "itinerary", "arrangements"} or (
            previous is not None
            and (previous.word in DETERMINERS or previous.poss)
            and previous.word not in {"that", "it", "who"}
        )
    if word in {"flight", "departure", "mission", "voyage"}:
        return following in {"to", "for", "was", "is", "has"} or word == "departure"
    if previous is None:
        return following in {"to", "by", "was", "is"} and word != "visit"
    if previous.word in {"to", "who", "and", ","} | WILL | MAY or previous.word.endswith("ly"):
        return (
            following in {"to", "was", "has", "is", "by"}
            and word == "visit"
            and previous.word not in {"to"} | WILL | MAY
        )
    if word in {"visit", "stay", "visits"}:
        if previous.poss or previous.word in DETERMINERS or previous.word.endswith(("-day", "-week")):
            return True
        if previous.word in {
            "cancel",
            "cancels",
            "cancelled",
            "canceled",
            "postpones",
            "postponed",
            "delays",
            "delayed",
            "scraps",
            "scrapped",
            "plans",
            "plan",
            "for",
            "of",
            "on",
            "during",
            "after",
            "before",
            "ahead",
            "confirms",
            "announces",
            "extends",
            "weighs",
            "mulls",
            "considers",
            "possible",
            "return",
            "eyes",
            "drops",
        }:
            return True
        if any(place.j == k for place in scene.places):
            return word != "visits" or following in {"to", "by", "was", "were", "in"}
        if k - 1 in scene.inside:
            return (
                following
                in {
                    "to",
                    "in",
                    "by",
                    "was",
                    "is",
                    "has",
                    "cancelled",
                    "canceled",
                    "postponed",
                    "off",
                    "delayed",
                    "scrapped",
                }
                and word == "visit"
            )
        return word == "visit" and previous.word not in {"they", "i", "we", "officials", "ministers", "not", "n't"}
    return previous.poss or previous.word in DETERMINERS
