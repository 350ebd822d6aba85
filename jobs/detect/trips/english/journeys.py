"""Trips as nouns: "cancelled a planned trip", "visit was put off", "no plans for a visit"."""

from __future__ import annotations

from jobs.detect.trips.days import Leaning
from jobs.detect.trips.english import predicates, subjects
from jobs.detect.trips.english.modes import AHEAD, FACT, Mode
from jobs.detect.trips.english.scene import Scene, claim, days, place_right
from jobs.detect.trips.english.words import (
    BASE,
    DETERMINERS,
    REPORTING,
    TALKS_NOUNS,
    TRIP_NOUNS,
    VERBS,
    WILL,
    S,
    Verb,
    lemma,
    word_set,
)
from jobs.detect.trips.places import Place
from jobs.detect.trips.statement import Status, Traveler


def noun_place(scene: Scene, k: int) -> tuple[Place | None, int]:
    """Destination of the trip noun at ``k`` and the first token of its noun phrase."""
    start = k
    compound: Place | None = None
    by_end = {place.j: place for place in scene.places}
    while start > 0 and k - start < 9:
        place = by_end.get(start)
        if place and not place.poss:
            compound = compound or place.place
            start = place.i
            continue
        token = scene.tokens[start - 1]
        if start - 1 in scene.inside or token.poss:
            break
        if (
            (token.word in VERBS or lemma(token.word) is not None)
            and token.word.endswith("ed")
            and not (start > 1 and (scene.tokens[start - 2].word in DETERMINERS or scene.tokens[start - 2].poss))
        ):
            break  # "has delayed his visit", unlike "a delayed visit"
        if (
            token.word in DETERMINERS
            or (token.word in {"-", "and"} and start > 1 and by_end.get(start - 1))
            or token.raw[0].isdigit()
            or (
                token.word.endswith(("-day", "-week", "ed", "ing", "al", "th", "-stakes", "-minute", "ic", "-level"))
                and token.word not in VERBS
                and token.word not in {"during", "following", "including", "regarding"}
            )
            or token.word
            in {
                "two",
                "three",
                "four",
                "day",
                "tariff",
                "week",
                "weeklong",
                "highly",
                "high-profile",
                "overseas",
                "foreign",
                "planned",
                "scheduled",
                "postponed",
                "delayed",
                "return",
                "follow-up",
                "key",
                "crucial",
                "upcoming",
                "expected",
                "early",
                "august",
                "july",
                "late-august",
            }
        ):
            start -= 1
            continue
        break
    right = place_right(scene, k, 7, frozenset({"to", "in", "for", "of"}))
    if right is not None:
        gap = {token.word for token in scene.tokens[k + 1 : right.i]}
        if gap & {"with", "and", ","} or (len(gap & set(VERBS)) > 0 and gap != {"taking", "in"}):
            right = None
    if right is not None:
        return right.place, start
    return compound, start


def unknown_place(scene: Scene, k: int) -> bool:
    """ "a visit to Salvador": a destination that is no capital we know of is mostly one at home."""
    near = scene.tokens[k + 1 : k + 5]
    if len(near) < 2 or near[0].word not in {"to", "in", "of"}:
        return False
    name = next((token for token in near[1:] if token.raw[0].isupper()), None)
    return name is not None and name.word not in _MONTHS_DAYS


def _named_before(scene: Scene, k: int) -> bool:
    """ "postpones Veracruz visit" in a headline that writes only names with capitals."""
    letters = [token for token in scene.tokens if token.raw[0].isalpha()]
    token = scene.tokens[k - 1]
    return (
        k > 0
        and k - 1 not in scene.inside
        and token.raw[0].isupper()
        and token.raw[1:].islower()
        and token.word not in _MONTHS_DAYS | DETERMINERS
        and sum(one.raw[0].isupper() for one in letters) < 0.6 * len(letters)
    )


_MONTHS_DAYS = word_set(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday"
)


def trip_noun(scene: Scene, k: int) -> None:
    place, start = noun_place(scene, k)
    to_country = place[0] if place else None
    possessor = next((m for m in scene.people if m.j == start and m.poss), None)
    governed = predicates.control_left(scene, start, k) or predicates.control_right(scene, k)
    if (
        governed
        and governed[0] is Verb.PLAN
        and "no" in {token.word for token in scene.tokens[max(0, start - 5) : start]} & {"no"}
    ):
        governed = None
    owner: tuple[Traveler, ...] = ()
    if possessor:
        at = scene.people.index(possessor)
        owner = subjects.group_left(scene, at, to_country)
    else:
        by = next(
            (
                m
                for m in scene.people
                if m.i > k
                and m.i - k <= 12
                and scene.tokens[m.i - 1].word in {"by", "of"}
                and only_place_between(scene, k, m.i - 1)
            ),
            None,
        )
        if by and subjects.fits(scene, by.who, to_country):
            owner = tuple(t for t in [subjects.resolve(scene, by)] if t)
    verb_at = governed[2] if governed else k
    if not owner:
        owner = subjects.subject(scene, min(verb_at, start), to_country)
    if not owner and start and scene.tokens[start - 1].word == "no":
        owner = next(
            (
                tuple(t for t in [subjects.resolve(scene, m)] if t)
                for m in scene.people
                if m.i > k and scene.tokens[m.i - 1].word in {"for", "by"} and subjects.fits(scene, m.who, to_country)
            ),
            (),
        )
    if not owner and k <= 6 and {token.word for token in scene.tokens[: k + 1]} & {"during", "on", "after", "before"}:
        owner = next(
            (
                tuple(t for t in [subjects.resolve(scene, m)] if t)
                for m in scene.people
                if m.i > k and m.i - k < 12 and not m.poss and subjects.fits(scene, m.who, to_country)
            ),
            (),
        )
    if not owner and governed is not None:
        owner = tuple(
            m.who
            for m in scene.people
            if m.i > k and subjects.fits(scene, m.who, to_country) and m.who.country and not m.anaphor
        )[:1]
    if not owner:
        return
    if place is None:
        if scene.page.place is None and (unknown_place(scene, k) or _named_before(scene, k)):
            return
        place = scene.page.place if scene.page.place and subjects.fits(scene, owner[0], scene.page.place[0]) else None
        if (
            place is None
            and governed is None
            and "no" not in {token.word for token in scene.tokens[max(0, start - 5) : start]}
        ):
            return
    if place and owner[0].country == place[0]:
        return
    if governed is None:
        ungoverned(scene, k, start, owner, place)
        return
    tell_governed(scene, k, owner, place, *governed)


def only_place_between(scene: Scene, k: int, j: int) -> bool:
    """Whether nothing but the destination stands between the trip noun and "by" or "of"."""
    return all(
        x in scene.inside
        or scene.tokens[x].word in {"to", "the", "in", "and", "planned", "this", "week", "next", ",", "that"}
        for x in range(k + 1, j)
    )


def tell_governed(
    scene: Scene, k: int, who: tuple[Traveler, ...], place: Place | None, verb: Verb, mode: Mode, j: int
) -> None:
    if mode in {Mode.CONDITIONAL, Mode.INVITED}:
        return
    past = (mode is Mode.BEFORE_THAT and not reported(scene, j)) or (
        mode is Mode.HAVING and verb in {Verb.CANCEL, Verb.POSTPONE}
    )
    unsure = mode is Mode.MAYBE
    if verb in {Verb.CANCEL, Verb.POSTPONE}:
        if mode in {Mode.NOT_WILL, Mode.DID_NOT, Mode.NO_PLANS}:
            return
        status = Status.CONSIDERING if unsure else Status.CANCELLED if verb is Verb.CANCEL else Status.POSTPONED
        claim(scene, k, who, place, status, mode, 0.95 if not past else 0.5, Leaning.NEAR, backdrop=past)
    elif verb is Verb.MOVE or verb is Verb.EXTEND:
        claim(
            scene,
            k,
            who,
            place,
            Status.CONSIDERING if unsure else Status.RESCHEDULED,
            mode,
            0.9,
            Leaning.AHEAD,
            backdrop=past,
        )
    elif verb is Verb.CONCLUDE:
        if mode in FACT:
            claim(scene, k, who, place, Status.COMPLETED, mode, 0.85, Leaning.BACK)
    elif verb is Verb.BEGIN:
        if mode in FACT:
            ahead = days(scene, k, Leaning.AHEAD)
            later = ahead.start is not None and ahead.start > scene.page.day and mode in {Mode.PRESENT, Mode.ONGOING}
            claim(
                scene,
                k,
                who,
                place,
                Status.PLANNED if later else Status.ARRIVED,
                mode,
                0.85,
                Leaning.AHEAD if later else Leaning.BACK,
            )
        elif mode in AHEAD:
            claim(scene, j, who, place, Status.PLANNED, mode, 0.85, Leaning.AHEAD)
    elif verb in {Verb.PLAN, Verb.CONFIRM}:
        if past:
            claim(scene, k, who, place, None, mode, 0.5, Leaning.NEAR)
        elif mode in {Mode.DID_NOT, Mode.NOT_WILL, Mode.NO_PLANS}:
            return
        elif not unsure:
            claim(scene, k, who, place, Status.PLANNED, mode, 0.85, Leaning.AHEAD)
        else:
            claim(scene, k, who, place, Status.CONSIDERING, mode, 0.8, Leaning.AHEAD)
    elif verb is Verb.CONSIDER:
        if scene.tokens[j].word in {"discuss", "discussed", "discusses", "discussing", "proposed", "study", "studies"}:
            return
        claim(scene, k, who, place, Status.CONSIDERING, mode, 0.85, Leaning.AHEAD, backdrop=past)
    elif verb is Verb.DENY and mode in {Mode.DID_NOT, Mode.NOT_WILL}:  # "has not ruled out a journey"
        claim(scene, k, who, place, Status.CONSIDERING, mode, 0.8, Leaning.AHEAD)
    elif verb is Verb.DENY:
        claim(scene, k, who, place, Status.DENIED, mode, 0.85, Leaning.AHEAD, backdrop=past)
    elif verb is Verb.MAKE and place:
        made(scene, k, who, place, mode)


def reported(scene: Scene, j: int) -> bool:
    """ "told leaders that the trip had been postponed": the past of reported speech is news."""
    words = [token.word for token in scene.tokens[:j]]
    said = next((at for at, word in enumerate(words) if word in REPORTING), None)
    return said is not None and not set(words[said:]) & {"after", "since", "when", "because", "who", "until"}


def made(scene: Scene, k: int, who: tuple[Traveler, ...], place: Place, mode: Mode) -> None:
    if mode in AHEAD:
        claim(scene, k, who, place, Status.PLANNED, mode, 0.85, Leaning.AHEAD)
    elif mode is Mode.MAYBE:
        claim(scene, k, who, place, Status.CONSIDERING, mode, 0.8, Leaning.AHEAD)
    elif mode is Mode.NOT_WILL:
        claim(scene, k, who, place, Status.CANCELLED, mode, 0.8, Leaning.AHEAD)
    elif mode is Mode.NO_PLANS:
        claim(scene, k, who, place, Status.DENIED, mode, 0.85, Leaning.AHEAD)
    elif mode is Mode.OLD_PLAN:
        claim(scene, k, who, place, None, mode, 0.6, Leaning.NEAR)
    elif mode in FACT:
        claim(scene, k, who, place, Status.ARRIVED, mode, 0.75, Leaning.BACK)


def ungoverned(scene: Scene, k: int, start: int, who: tuple[Traveler, ...], place: Place | None) -> None:
    before = [token.word for token in scene.tokens[max(0, start - 4) : start]]
    nearest = before[-1] if before else ""
    window_left = {token.word for token in scene.tokens[max(0, start - 5) : k]}
    if "no" in window_left and ("plans" in window_left or "plan" in window_left or nearest == "no"):
        claim(scene, k, who, place, Status.DENIED, Mode.NO_PLANS, 0.9, Leaning.AHEAD)
    elif place is None:
        return
    elif nearest in {"on", "during", "in"} and scene.tokens[k].word in {"visit", "trip", "tour"}:
        on_visit(scene, k, start, who, place)
    elif "plans" in window_left or "plan" in window_left or "planning" in window_left:
        claim(scene, k, who, place, Status.PLANNED, Mode.FUTURE, 0.8, Leaning.AHEAD)
    elif nearest in {"before", "for", "of"} and {
        "ahead",
        "before",
        "preparing",
        "prepare",
        "prepares",
        "ready",
        "schedule",
    } & set(before):
        claim(scene, k, who, place, Status.PLANNED, Mode.FUTURE, 0.6, Leaning.AHEAD)
    elif nearest in {"from"} and {"back", "return", "returned", "returning", "returns", "home", "fresh"} & set(before):
        claim(scene, k, who, place, Status.COMPLETED, Mode.PAST, 0.8, Leaning.BACK)


def on_visit(scene: Scene, k: int, start: int, who: tuple[Traveler, ...], place: Place) -> None:
    be = {token.word for token in scene.tokens[max(0, start - 4) : start]}
    window = days(scene, k, Leaning.AHEAD)
    told_ahead = window.start is not None and window.start > scene.page.day
    present = any(
        verb is Verb.MEET and form in {S, BASE} for token in scene.tokens for verb, form in VERBS.get(token.word, ())
    )
    if be & WILL or (told_ahead and (scene.words & {"will"} or present)):
        claim(scene, k, who, place, Status.PLANNED, Mode.FUTURE, 0.75, Leaning.AHEAD)
    else:
        claim(scene, k, who, place, Status.ARRIVED, Mode.PAST, 0.75, Leaning.BACK, weak=scene.index == 0)


def _skipped(scene: Scene, k: int, mode: Mode) -> None:
    """ "skips the summit in Malaysia": a meeting abroad that the official will not go to."""
    if mode in {Mode.CONDITIONAL, Mode.INVITED, Mode.MAYBE, Mode.NOT_WILL, Mode.NO_PLANS, Mode.DID_NOT}:
        return
    direct = place_right(scene, k, 2, None, direct=True)
    if direct is not None and scene.words & (TRIP_NOUNS | {"summit", "swing"}):
        who = subjects.subject(scene, k, direct.place[0])
        if who and who[0].country not in {None, direct.place[0]}:
            claim(scene, k, who, direct.place, Status.CANCELLED, mode, 0.75, Leaning.AHEAD)
        return
    place = place_right(scene, k, 9, frozenset({"in", "at"}))
    if place is None or not {token.word for token in scene.tokens[k + 1 : k + 7]} & (
        TALKS_NOUNS | {"forum", "gathering", "conference"}
    ):
        return
    who = subjects.subject(scene, k, place.place[0])
    if who and who[0].country not in {None, place.place[0]}:
        claim(scene, k, who, place.place, Status.CANCELLED, mode, 0.75, Leaning.AHEAD)


def plans_to(scene: Scene, k: int, verb: Verb, mode: Mode) -> None:
    """ "cancelled plans to visit Washington": the trip stands as a verb."""
    if scene.tokens[k].word in {"skip", "skips", "skipped", "skipping", "forgo", "forgoes"}:
        _skipped(scene, k, mode)
        return
    ahead = scene.tokens[k + 1 : k + 8]
    at = next((j for j, token in enumerate(ahead) if token.word in {"plan", "plans"}), None)
    if at is None or mode in {Mode.CONDITIONAL, Mode.MAYBE}:
        return
    j = k + 1 + at
    if j + 2 < len(scene.tokens) and scene.tokens[j + 1].word in {"to", "for"}:
        place = place_right(scene, j + 1, 8, frozenset({"to", "for", "in"}), False)
        if place is None and scene.tokens[j + 2].word in {"visit", "tour"}:
            place = place_right(scene, j + 2, 5, frozenset({"to"}), True)
        if place is None:
            return
        who = subjects.subject(scene, k, place.place[0])
        if who:
            claim(
                scene,
                k,
                who,
                place.place,
                Status.CANCELLED if verb is Verb.CANCEL else Status.POSTPONED,
                mode,
                0.9,
                Leaning.NEAR,
                backdrop=mode in {Mode.BEFORE_THAT, Mode.HAVING},
            )
