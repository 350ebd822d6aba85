"""How a verb is meant: will, may, had, "was to", "no plans to"; from the words before it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from jobs.detect.trips.english.words import (
    ADVERBS,
    BASE,
    BE,
    CONDITION,
    ED,
    EXPECTING,
    HAVE,
    INVITING,
    MAY,
    NEGATED,
    NOT,
    WILL,
    WISHING,
    S,
)

if TYPE_CHECKING:
    from jobs.detect.trips.english.scene import Scene


class Mode(Enum):
    """How a verb is meant."""

    FUTURE = "future"
    OLD_PLAN = "old plan"
    LIKELY = "likely"
    MAYBE = "maybe"
    INVITED = "invited"
    NOT_WILL = "will not"
    NO_PLANS = "no plans"
    DID_NOT = "did not"
    PAST = "past"
    PERFECT = "perfect"
    BEFORE_THAT = "had"
    PRESENT = "present"
    ONGOING = "ongoing"
    HAVING = "after doing"
    ABOUT_TO = "before doing"
    CONDITIONAL = "if"


_CHAIN = (
    WILL
    | MAY
    | HAVE
    | BE
    | NOT
    | NEGATED
    | EXPECTING
    | WISHING
    | ADVERBS
    | frozenset(
        {
            "to",
            "did",
            "does",
            "do",
            "'d",
            "forced",
            "had",
            "unable",
            "on",
            "longer",
            "refused",
            "declined",
            "failed",
            "intention",
            "immediate",
            "current",
            "any",
            "able",
        }
    )
)
_REFUSING = frozenset({"refused", "declined", "unable", "failed"})
FACT = frozenset({Mode.PAST, Mode.PERFECT, Mode.PRESENT, Mode.ONGOING, Mode.HAVING})
AHEAD = frozenset({Mode.FUTURE, Mode.LIKELY})


def chain_before(scene: Scene, k: int) -> list[str]:
    chain: list[str] = []
    j = k - 1
    while j >= 0 and len(chain) < 8:
        word = scene.tokens[j].word
        if word == "course" and j and scene.tokens[j - 1].word == "of":
            j -= 2
            continue
        if j in scene.inside or not (word in _CHAIN or word.endswith("ly")):
            break
        chain.append(word)
        j -= 1
    return chain


def mode_of(scene: Scene, k: int, form: str) -> Mode:
    chain = chain_before(scene, k)
    words = set(chain)
    negative = bool(words & NOT or words & NEGATED)
    if denied(scene, k):
        return Mode.NO_PLANS
    lead = k - len(chain) - 1 - (2 if any(token.word == "course" for token in scene.tokens[max(0, k - 4) : k]) else 0)
    before = scene.tokens[lead].word if lead >= 0 else ""
    if any(token.word in CONDITION for token in scene.tokens[max(0, k - 10) : k]) and not words & {"may"}:
        whether = any(token.word == "whether" for token in scene.tokens[max(0, k - 10) : k])
        return Mode.MAYBE if whether else Mode.CONDITIONAL
    if form == BASE:
        return base_mode(scene, k, chain, words, negative, lead, before)
    if form == S:
        return Mode.PRESENT
    if form == ED:
        if "had" in words or before == "had" or _long_after(scene, k):
            return Mode.BEFORE_THAT
        if negative:
            return Mode.DID_NOT
        if words & MAY:
            return Mode.MAYBE
        if words & WILL or ("to" in words and "be" in words):
            return Mode.MAYBE if words & WISHING - {"likely"} else Mode.FUTURE
        return Mode.PERFECT if words & HAVE else Mode.PAST
    if before in {"after", "upon", "since", "following"}:
        if lead > 0 and scene.tokens[lead - 1].word in {
            "day",
            "days",
            "week",
            "weeks",
            "month",
            "months",
            "year",
            "years",
            "hours",
            "soon",
            "long",
        }:
            return Mode.BEFORE_THAT
        return Mode.HAVING
    if k > 2 and any(
        token.word in {"possibility", "prospect", "idea", "option", "chance"}
        for token in scene.tokens[max(0, k - 9) : k]
    ):
        return Mode.MAYBE
    if before in {"before", "ahead"} or (before == "of" and lead > 0 and scene.tokens[lead - 1].word == "ahead"):
        return Mode.ABOUT_TO
    if words & WILL:
        return Mode.NOT_WILL if negative else Mode.FUTURE
    if words & MAY:
        return Mode.MAYBE
    if words & WISHING - {"likely", "ready"}:
        return Mode.MAYBE
    if words & {"planning", "plans", "plan"}:
        return Mode.NO_PLANS if negative else Mode.FUTURE
    if negative:
        return Mode.NOT_WILL
    return Mode.PAST if words & {"was", "were"} and not words & {"been"} else Mode.ONGOING


_SPANS = frozenset({"day", "days", "week", "weeks", "month", "months", "year", "years", "hours"})


def _long_after(scene: Scene, k: int) -> bool:
    """ "..., days after a US team left New Delhi": told to date the main clause."""
    for j in range(k - 1, max(0, k - 9), -1):
        word = scene.tokens[j].word
        if word in {",", ";", ".", ":", "and", "but"}:
            return False
        if word in {"after", "since"}:
            return scene.tokens[j - 1].word in _SPANS
    return False


def denied(scene: Scene, k: int) -> bool:
    """ "denied a report that he would visit": the clause hangs on a denial."""
    for j in range(max(0, k - 16), k):
        if scene.tokens[j].word in {
            "denied",
            "denies",
            "deny",
            "dismissed",
            "dismisses",
            "rejected",
            "rejects",
            "refuted",
            "false",
            "untrue",
            "unfounded",
        }:
            if scene.tokens[j].word in {"false", "untrue", "unfounded"}:
                continue
            return any(
                token.word
                in {
                    "report",
                    "reports",
                    "that",
                    "rumors",
                    "rumours",
                    "speculation",
                    "claims",
                    "suggestions",
                    "having",
                    "plans",
                    "planning",
                }
                for token in scene.tokens[j + 1 : k]
            )
    told = any(
        token.word in {"report", "reports", "rumors", "rumours", "speculation", "claims"}
        for token in scene.tokens[max(0, k - 12) : k]
    )
    return told and any(
        token.word in {"untrue", "false", "wrong", "incorrect", "baseless", "unfounded", "inaccurate"}
        for token in scene.tokens[k:]
    )


def base_mode(scene: Scene, k: int, chain: list[str], words: set[str], negative: bool, lead: int, before: str) -> Mode:
    if "to" in chain:
        governors = set(chain[chain.index("to") + 1 :])
        if negative:
            return (
                Mode.NO_PLANS
                if governors & {"plans", "plan", "planning", "intention", "intend", "intends", "scheduled"}
                or before in {"plans", "plan", "intention"}
                else Mode.NOT_WILL
            )
        if governors & _REFUSING:
            return Mode.NOT_WILL
        if before in {"him", "her", "them"} or (lead >= 0 and lead in scene.inside and not governors):
            start = next((m.i for m in scene.people if m.i <= lead < m.j), lead)
            if start > 0 and scene.tokens[start - 1].word in INVITING:
                return Mode.INVITED
            if start > 1 and scene.tokens[start - 1].word in {"for", "on", "want", "wants"} and not governors:
                return Mode.INVITED
        if governors & INVITING or before in INVITING:
            accepted = {token.word for token in scene.tokens[max(0, lead - 4) : lead]} & {
                "accepted",
                "accepts",
                "accept",
            }
            return Mode.FUTURE if before == "invitation" and accepted else Mode.INVITED
        if "likely" in governors and not governors & (WISHING - {"likely"}):
            return Mode.LIKELY
        if before == "hesitate":
            return Mode.CONDITIONAL
        if "ready" in governors and before in {"getting", "gets", "get", "got", "making"}:
            return Mode.FUTURE
        if governors & WISHING or before in WISHING:
            return Mode.MAYBE
        if governors & {"was", "were", "had"} and not governors & {"agreed"}:
            return Mode.OLD_PLAN
        if "reportedly" in governors or before in {"originally", "initially"}:
            return Mode.OLD_PLAN if before in {"originally", "initially"} else Mode.FUTURE
        if (
            before == "plans"
            and lead > 0
            and scene.tokens[lead - 1].word
            in {"cancelled", "canceled", "cancels", "scrapped", "scraps", "dropped", "drops", "abandoned", "shelved"}
        ):
            return Mode.NOT_WILL
        return Mode.FUTURE
    if words & WILL:
        if negative:
            return Mode.NOT_WILL
        if "would" in words and any(token.word in {"if", "unless"} for token in scene.tokens[k : k + 14]):
            return Mode.CONDITIONAL
        return Mode.LIKELY if words & {"likely", "probably", "possibly", "perhaps"} else Mode.FUTURE
    if words & MAY:
        return Mode.NOT_WILL if negative or words & NEGATED else Mode.MAYBE
    if words & {"did", "didn't"} and (negative or "didn't" in words):
        return Mode.DID_NOT
    if words & NEGATED or negative:
        return Mode.NOT_WILL if words & {"won't", "wouldn't", "can't", "cannot"} else Mode.DID_NOT
    if k and scene.tokens[k - 1].word in {"and", "or"}:
        return next((scene.modes[j] for j in sorted(scene.modes, reverse=True) if j < k), Mode.PRESENT)
    return Mode.PRESENT


def be_mode(scene: Scene, j: int) -> Mode:
    word = scene.tokens[j].word
    if word in {"is", "are", "'s", "'re", "am"}:
        return Mode.PRESENT
    if word in {"was", "were"}:
        return Mode.PAST
    if word == "been":
        return Mode.BEFORE_THAT if "had" in chain_before(scene, j) else Mode.PERFECT
    return mode_of(scene, j, BASE)
