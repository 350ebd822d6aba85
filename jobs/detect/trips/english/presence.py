"""Being somewhere: "is in Washington", "back in Bern", "on his way to"."""

from __future__ import annotations

from jobs.detect.trips.days import Leaning
from jobs.detect.trips.english import modes, motion, subjects
from jobs.detect.trips.english.modes import AHEAD, Mode
from jobs.detect.trips.english.scene import Scene, claim, place_right, stands_alone
from jobs.detect.trips.english.words import ADVERBS, BE, MAY, PRONOUNS, REMOTE, WILL, Verb
from jobs.detect.trips.statement import Status


def presence(scene: Scene, k: int) -> None:
    """ "is in Washington for talks", "will be in Sweden", "currently in Washington", "in Washington since early
    Friday"."""
    place = next(
        (p for p in scene.places if p.i in {k + 1, k + 2} and (p.i == k + 1 or scene.tokens[k + 1].word == "the")), None
    )
    if place is None or not stands_alone(scene, place):
        return
    j = k - 1
    steps = 0
    while (
        j >= 0
        and steps < 3
        and (scene.tokens[j].word in ADVERBS | {"back", "here", "home"} or scene.tokens[j].word.endswith("ly"))
    ):
        j -= 1
        steps += 1
    previous = scene.tokens[j].word if j >= 0 else ""
    following = scene.tokens[place.j].word if place.j < len(scene.tokens) else ""
    be = previous in BE
    if (previous in {"due", "expected", "awaited"} and place.place[1] is not None) or previous == "due":
        who = tuple(t for t in subjects.subject(scene, j, place.place[0]) if t.country != place.place[0])
        if who:
            claim(scene, k, who, place.place, Status.PLANNED, Mode.FUTURE, 0.8, Leaning.AHEAD)
        return
    here = (
        any(scene.tokens[x].word in {"currently", "already", "now"} for x in range(max(0, j), k))
        or following == "since"
    )
    if not be and not here and not headline_presence(scene, k):
        return
    to_country = place.place[0]
    before_place = k if not be and not here else max(0, j)
    who = tuple(t for t in subjects.subject(scene, before_place, to_country) if t.country != to_country)
    if not who:
        return
    subject = next((m for m in reversed(scene.people) if m.j <= max(0, j)), None)
    if be and subject is not None and j - subject.j > 7 and not here:
        return
    if be and subject is None and scene.tokens[0].word not in PRONOUNS | {"the"}:
        return
    if not be:
        claim(scene, k, who, place.place, Status.ARRIVED, Mode.ONGOING, 0.8, Leaning.BACK, weak=not here)
        return
    mode = modes.be_mode(scene, j)
    if mode in AHEAD:
        claim(scene, k, who, place.place, Status.PLANNED, mode, 0.9, Leaning.AHEAD)
    elif mode is Mode.MAYBE:
        claim(scene, k, who, place.place, Status.CONSIDERING, mode, 0.8, Leaning.AHEAD)
    elif mode is Mode.NOT_WILL:
        claim(scene, k, who, place.place, Status.CANCELLED, mode, 0.7, Leaning.AHEAD)
    elif mode is Mode.PRESENT or mode is Mode.PERFECT:
        claim(scene, k, who, place.place, Status.ARRIVED, mode, 0.85, Leaning.BACK)
    elif mode is Mode.PAST:
        relative = j > 0 and scene.tokens[j - 1].word in {"who", "while", "when", "he", "she", "they"}
        told = not relative and following in {"for", "on", "to"} and not scene.words & REMOTE
        claim(scene, k, who, place.place, Status.ARRIVED, mode, 0.65 if told else 0.3, Leaning.BACK, backdrop=not told)


def headline_presence(scene: Scene, k: int) -> bool:
    """Headline style without a verb: "Akazawa in Washington for talks", "Taiwan Delegation in DC"."""
    return (
        scene.index == 0
        and any(m.j == k and m.i == 0 and not m.poss for m in scene.people)
        and not any(word in scene.words for word in ("will", "may", "could", "if"))
    )


def is_back(scene: Scene, k: int) -> None:
    """ "is back in Switzerland", "back home from Washington", headline "Parmelin back in Switzerland"."""
    following = scene.tokens[k + 1].word if k + 1 < len(scene.tokens) else ""
    if following not in {"in", "home", "from", "at"}:
        return
    if k and scene.tokens[k - 1].word not in BE | {"already", "now", "been"} and k - 1 not in scene.inside:
        return
    if k and set(modes.chain_before(scene, k)) & (WILL | MAY | {"to"}):
        return
    who = subjects.subject(scene, k, None)
    if not who or not who[0].country:
        return
    near = [p for p in scene.places if k < p.i <= k + 8]
    home = any(p.place[0] == who[0].country for p in near)
    abroad = next((p.place for p in near if p.place[0] != who[0].country), None)
    if following == "in" and not home:
        return
    claim(scene, k, who, abroad or subjects.known_abroad(scene, who), Status.COMPLETED, Mode.PRESENT, 0.8, Leaning.BACK)


def off_to(scene: Scene, k: int) -> None:
    """ "Carney off to Washington", "she is off to Tokyo"."""
    following = scene.tokens[k + 1].word if k + 1 < len(scene.tokens) else ""
    beside = any(m.j == k and not m.poss for m in scene.people) and scene.index == 0
    if following not in {"to", "for"} or not (k and (beside or scene.tokens[k - 1].word in BE)):
        return
    place = place_right(scene, k, 4, frozenset({"to", "for"}))
    if place is None:
        return
    mode = modes.be_mode(scene, k - 1) if scene.tokens[k - 1].word in BE else Mode.PRESENT
    who = subjects.subject(scene, k, place.place[0])
    if who and who[0].country != place.place[0]:
        motion.moved(scene, k, Verb.GO, mode, who, place.place, "off")


def on_the_way(scene: Scene, k: int) -> None:
    if scene.tokens[k].word == "route" and (k == 0 or scene.tokens[k - 1].word != "en"):
        return
    if scene.tokens[k].word == "way" and (
        k < 3
        or scene.tokens[k - 2].word != "on"
        or scene.tokens[k - 1].word not in {"his", "her", "their", "its", "the"}
    ):
        return
    before = k - 3 if scene.tokens[k].word == "way" else k - 2
    if before >= 0 and before not in scene.inside and scene.tokens[before].word not in BE | ADVERBS | {","}:
        return
    place = place_right(scene, k, 4, frozenset({"to"}))
    if place is None and k + 1 < len(scene.tokens) and scene.tokens[k + 1].word == "there":
        place = next((p for p in reversed(scene.places) if p.i < k and stands_alone(scene, p)), None)
    if place is None:
        return
    who = subjects.subject(scene, k, place.place[0])
    if who and who[0].country != place.place[0]:
        claim(scene, k, who, place.place, Status.DEPARTED, Mode.ONGOING, 0.85, Leaning.BACK)
