"""The verb that governs a trip noun, from either side."""

from __future__ import annotations

from jobs.detect.trips.english import modes, trip_nouns
from jobs.detect.trips.english.modes import Mode
from jobs.detect.trips.english.scene import Scene, phrasal_at
from jobs.detect.trips.english.words import (
    BASE,
    BE,
    CANCEL_NOUNS,
    ED,
    POSTPONE_NOUNS,
    PRONOUNS,
    TRIP_NOUNS,
    VERBS,
    S,
    Verb,
    lemma,
)


def control_left(scene: Scene, start: int, k: int) -> tuple[Verb, Mode, int] | None:
    """The verb whose object the trip is: "abruptly canceled a planned trip"."""
    for j in range(start - 1, max(-1, start - 9), -1):
        token = scene.tokens[j]
        if (
            token.word in {";", ":", ".", ",", "ahead", "before", "amid", "as", "while"}
            or (token.word in TRIP_NOUNS and j not in scene.inside and trip_nouns.is_noun(scene, j))
            or (
                j in scene.inside
                and not any(m.i <= j < m.j and m.poss for m in scene.people)
                and not any(p.i <= j < p.j for p in scene.places)
            )
        ):
            return None
        if token.word in CANCEL_NOUNS:
            return Verb.CANCEL, Mode.PERFECT, j
        if token.word in POSTPONE_NOUNS and scene.tokens[j + 1].word in {"of", "in", "to"}:
            return Verb.POSTPONE, Mode.PERFECT, j
        phrasal = phrasal_at(scene, j)
        if phrasal:
            return phrasal[0], modes.mode_of(scene, j, phrasal[1]), j
        if (
            j
            and scene.tokens[j - 1].word in {"after", "following", "despite"}
            and any(verb in {Verb.CANCEL, Verb.POSTPONE} for verb, _ in VERBS.get(token.word, ()))
        ):
            return VERBS[token.word][0][0], Mode.BEFORE_THAT, j
        for verb, form in VERBS.get(token.word, ()):
            if verb in {
                Verb.CANCEL,
                Verb.POSTPONE,
                Verb.MOVE,
                Verb.EXTEND,
                Verb.CONCLUDE,
                Verb.BEGIN,
                Verb.PLAN,
                Verb.CONFIRM,
                Verb.CONSIDER,
                Verb.DENY,
                Verb.MAKE,
            } and not adjective(scene, j):
                return verb, modes.mode_of(scene, j, form), j
        if token.word in {"off"} and j and scene.tokens[j - 1].word in {"call", "calls", "called", "calling"}:
            return Verb.CANCEL, modes.mode_of(scene, j - 1, lemma(scene.tokens[j - 1].word)[1]), j - 1  # type: ignore[index]
        if (
            token.word in {"off", "back"}
            and j
            and scene.tokens[j - 1].word in {"put", "puts", "putting", "push", "pushed", "pushes"}
        ):
            return Verb.POSTPONE, modes.mode_of(scene, j - 1, (lemma(scene.tokens[j - 1].word) or ("", ED))[1]), j - 1
    return None


def adjective(scene: Scene, j: int) -> bool:
    """ "a planned trip", "his postponed visit": a participle before the noun, after a determiner or possessive."""
    if not scene.tokens[j].word.endswith("ed") and scene.tokens[j].word not in {"planned"}:
        return False
    previous = scene.tokens[j - 1] if j else None
    return previous is not None and (previous.word in {"a", "an", "the", "his", "her", "their", "its"} or previous.poss)


def control_right(scene: Scene, k: int) -> tuple[Verb, Mode, int] | None:
    """The predicate of the trip: "trip was abruptly canceled", "visit is off", "visit postponed"; what drops it
    before what plans it."""
    found = predicate(scene, k, k + 1)
    if found and found[0] in {Verb.PLAN, Verb.CONFIRM, Verb.BEGIN}:
        later = predicate(scene, k, found[2] + 1)
        if later and later[0] in {Verb.CANCEL, Verb.POSTPONE, Verb.MOVE}:
            return later
        if later and found[0] is Verb.BEGIN and found[1] is Mode.OLD_PLAN and later[0] is Verb.BEGIN:
            return later  # "which was to begin on Friday, will now start on Saturday"
    return found


def predicate(scene: Scene, k: int, begin: int) -> tuple[Verb, Mode, int] | None:
    limit = min(len(scene.tokens), k + 24)
    for j in range(begin, limit):
        if j in scene.inside:
            continue
        token = scene.tokens[j]
        if (
            token.word in {";", ":", "."}
            or (token.word in {"and", "but"} and j - k > 3 and not (j - 1 in scene.inside and j + 1 in scene.inside))
            or token.word in PRONOUNS - {"who"} | {"where", "when"}
        ):
            return None
        if token.word == "off" and scene.tokens[j - 1].word in BE | {"now"}:
            return Verb.CANCEL, Mode.PAST, j
        if (token.word == "on" and scene.tokens[j - 1].word == "still") or (
            token.word == "track" and scene.tokens[j - 1].word == "on"
        ):
            return Verb.CONFIRM, Mode.PRESENT, j
        if token.word == "hold" and scene.tokens[j - 1].word == "on":
            return Verb.POSTPONE, Mode.PAST, j
        phrasal = phrasal_at(scene, j)
        if phrasal and phrasal[0] in {Verb.CANCEL, Verb.POSTPONE, Verb.MOVE, Verb.CONCLUDE, Verb.BEGIN}:
            if (
                phrasal[1] == ED
                and (set(modes.chain_before(scene, j)) & BE or j - k <= (12 if scene.index == 0 else 6))
            ) or phrasal[0] in {
                Verb.BEGIN,
                Verb.CONCLUDE,
            }:
                return phrasal[0], modes.mode_of(scene, j, phrasal[1]), j
            continue
        for verb, form in VERBS.get(token.word, ()):
            if (
                verb
                in {
                    Verb.CANCEL,
                    Verb.POSTPONE,
                    Verb.MOVE,
                    Verb.EXTEND,
                    Verb.CONFIRM,
                    Verb.PLAN,
                    Verb.CONSIDER,
                    Verb.CONCLUDE,
                    Verb.DENY,
                }
                and form == ED
            ):
                be = set(modes.chain_before(scene, j)) & BE
                if be or j == k + 1 or (verb in {Verb.CANCEL, Verb.POSTPONE} and j - k <= 8):
                    subject_between = (
                        any(k < m.i < j and scene.tokens[m.i - 1].word not in {"by", "of"} for m in scene.people)
                        and not be
                    )
                    if not subject_between:
                        return verb, modes.mode_of(scene, j, form), j
            if verb in {Verb.BEGIN, Verb.CONCLUDE} and form in {S, ED, BASE} and j - begin < 10:
                return verb, modes.mode_of(scene, j, form), j
    return None
