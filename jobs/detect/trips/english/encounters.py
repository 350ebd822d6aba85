"""What people do where they are not at home: meetings, receptions, missions, talks put off."""

from __future__ import annotations

from jobs.detect.trips.days import Leaning
from jobs.detect.trips.english import modes, predicates, subjects
from jobs.detect.trips.english.mentions import PlaceMention
from jobs.detect.trips.english.modes import AHEAD, Mode
from jobs.detect.trips.english.scene import Scene, claim, days, place_right, remote, stands_alone
from jobs.detect.trips.english.words import BE, DETERMINERS, ED, PRONOUNS, TALKS_NOUNS, Verb, word_set
from jobs.detect.trips.places import Place
from jobs.detect.trips.statement import Status, Traveler

_DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday planned scheduled")


def meet(scene: Scene, k: int, mode: Mode) -> None:
    if remote(scene, k):
        return
    word = scene.tokens[k].word
    if word in {
        "hold",
        "holds",
        "held",
        "holding",
        "sit",
        "sat",
        "sits",
        "sitting",
        "resume",
        "resumed",
        "continue",
        "continued",
        "continues",
    }:
        reach = {token.word for token in scene.tokens[k + 1 : k + 10]}
        if not reach & (TALKS_NOUNS | {"down", "discussion", "consultation", "meeting", "conference", "press"}):
            return
    if word == "meeting" and (
        k == 0
        or scene.tokens[k - 1].poss
        or scene.tokens[k - 1].word in _DAYS
        or scene.tokens[k - 1].word in DETERMINERS | {"first", "summit", "bilateral", "ministerial"}
    ):
        return
    place = place_right(scene, k, 18, frozenset({"in", "at"}))
    if place is None:
        place = next(
            (
                p
                for p in scene.places
                if p.j <= k and p.i > 0 and scene.tokens[p.i - 1].word == "in" and p.i <= 3 and stands_alone(scene, p)
            ),
            None,
        )
    if place is None:
        return
    to_country = place.place[0]
    mentioned = [m for m in scene.people if abs(m.i - k) < 22 and not m.poss]
    travelers: list[Traveler] = []
    for mention in mentioned:
        who = subjects.resolve(scene, mention)
        if who and who.label and who.country and who.country != to_country:
            travelers.append(who)
    left = [t for m in mentioned if m.j <= k for t in [subjects.resolve(scene, m)] if t in travelers]
    chosen = left or travelers
    if not chosen:
        carried = [who for who in scene.page.travelers if who.country and who.country != to_country]
        pronoun = any(token.word in PRONOUNS for token in scene.tokens[:k]) or k <= 1
        if carried and pronoun:
            chosen = carried
        else:
            return
    group = tuple({one.label: one for one in chosen if one.country == chosen[0].country}.values())
    if mode in AHEAD:
        claim(scene, k, group, place.place, Status.PLANNED, mode, 0.75, Leaning.AHEAD)
    elif mode is Mode.MAYBE:
        claim(scene, k, group, place.place, Status.CONSIDERING, mode, 0.6, Leaning.AHEAD)
    elif mode is Mode.NOT_WILL and scene.tokens[k].word in {"attend", "attending", "join", "joining", "participate"}:
        claim(scene, k, group, place.place, Status.CANCELLED, mode, 0.75, Leaning.AHEAD)
    elif mode is Mode.OLD_PLAN:
        claim(scene, k, group, place.place, None, mode, 0.5, Leaning.NEAR)
    elif mode in {Mode.PAST, Mode.PERFECT, Mode.PRESENT, Mode.ONGOING, Mode.HAVING}:
        ahead = days(scene, k, Leaning.AHEAD)
        if mode is Mode.PRESENT and any(c.status is Status.PLANNED for c in scene.claims):
            claim(scene, k, group, place.place, Status.PLANNED, mode, 0.7, Leaning.AHEAD)
            return  # "heads to the capital today and meets the president"
        planned = mode is Mode.PRESENT or (mode is Mode.ONGOING and bool(set(modes.chain_before(scene, k)) & BE))
        if planned and ahead.start and ahead.start > scene.page.day:
            claim(scene, k, group, place.place, Status.PLANNED, mode, 0.7, Leaning.AHEAD)
        else:
            claim(scene, k, group, place.place, Status.ARRIVED, mode, 0.75, Leaning.BACK)
    elif mode is Mode.BEFORE_THAT:
        claim(scene, k, group, place.place, Status.ARRIVED, mode, 0.3, Leaning.BACK, backdrop=True)


def host(scene: Scene, k: int, mode: Mode) -> None:
    if remote(scene, k):
        return
    if set(modes.chain_before(scene, k)) & BE and scene.tokens[k].word.endswith("ed"):
        place = place_right(scene, k, 8, frozenset({"at", "in"}))
        guests = subjects.subject(scene, k, place.place[0]) if place else ()
        if place and guests and guests[0].country not in {None, place.place[0]}:
            claim(
                scene,
                k,
                guests,
                place.place,
                Status.PLANNED if mode in AHEAD else Status.ARRIVED,
                mode,
                0.8,
                Leaning.AHEAD if mode in AHEAD else Leaning.BACK,
            )
        return
    guest = next((m for m in scene.people if m.i > k and m.i - k <= 3 and not m.poss), None)
    host = next((m for m in reversed(scene.people) if m.j <= k), None)
    if guest is None or host is None or not host.who.country:
        return
    place = place_right(scene, k, 20, frozenset({"at", "in", "to"}))
    where: Place = place.place if place else (host.who.country, None)
    if where[0] != host.who.country or guest.who.country in {None, where[0]}:
        return
    if place is None and mode not in AHEAD:
        return
    if mode in AHEAD:
        claim(scene, k, (guest.who,), where, Status.PLANNED, mode, 0.75, Leaning.AHEAD)
    elif mode in {Mode.PAST, Mode.PERFECT, Mode.PRESENT, Mode.ONGOING}:
        ahead = days(scene, k, Leaning.AHEAD)
        later = mode in {Mode.PRESENT, Mode.ONGOING} and ahead.start is not None and ahead.start > scene.page.day
        claim(
            scene,
            k,
            (guest.who,),
            where,
            Status.PLANNED if later else Status.ARRIVED,
            mode,
            0.75,
            Leaning.AHEAD if later else Leaning.BACK,
        )


def send(scene: Scene, k: int, mode: Mode, form: str) -> None:
    place = place_right(scene, k, 16, frozenset({"to"}))
    if place is None:
        return
    sent = next((m for m in scene.people if k < m.i < place.i and m.i - k <= 6), None)
    passive = form == ED and bool(set(modes.chain_before(scene, k)) & BE)
    if sent is None and passive:
        who = subjects.subject(scene, k, place.place[0])
    elif sent is not None:
        who = tuple(t for t in [subjects.resolve(scene, sent)] if t and subjects.fits(scene, t, place.place[0]))
        if who and who[0].country is None:
            home = next((p.place[0] for p in scene.places if p.j <= k), None)
            who = (
                (Traveler(who[0].name, who[0].name_ja, who[0].role, home, who[0].listed, who[0].group),)
                if home and home != place.place[0]
                else who
            )
    else:
        return
    if not who:
        return
    if mode in AHEAD or mode is Mode.PRESENT:
        claim(scene, k, who, place.place, Status.PLANNED, mode, 0.8, Leaning.AHEAD)
    elif mode is Mode.MAYBE:
        claim(scene, k, who, place.place, Status.CONSIDERING, mode, 0.8, Leaning.AHEAD)
    elif mode in {Mode.PAST, Mode.PERFECT}:
        claim(scene, k, who, place.place, Status.DEPARTED, mode, 0.65, Leaning.BACK)
    elif mode is Mode.ONGOING:
        claim(scene, k, who, place.place, Status.PLANNED, mode, 0.75, Leaning.AHEAD)
    elif mode is Mode.NOT_WILL:
        claim(scene, k, who, place.place, Status.CANCELLED, mode, 0.7, Leaning.AHEAD)


def conclude(scene: Scene, k: int, mode: Mode) -> None:
    """ "wrapped up several days in Washington", "concluded talks in Geneva": in person, so the stay is over."""
    spent = {token.word for token in scene.tokens[k + 1 : k + 9]}
    if (
        mode not in {Mode.PAST, Mode.PERFECT, Mode.PRESENT}
        or not spent & (TALKS_NOUNS | {"days", "day", "week", "stay", "stop"})
        or spent & {"trip", "visit"}
        or remote(scene, k)
    ):
        return
    place = place_right(scene, k, 12, frozenset({"in", "at"})) or next(
        (
            p
            for p in scene.places
            if k < p.i <= k + 3 and p.place[1] and p.j < len(scene.tokens) and scene.tokens[p.j].word in TALKS_NOUNS
        ),
        None,
    )
    if place is None:
        return
    who = tuple(
        one for one in subjects.subject(scene, k, place.place[0]) if one.country and one.country != place.place[0]
    )
    if who:
        claim(scene, k, who, place.place, Status.COMPLETED, mode, 0.75, Leaning.BACK)


def at_talks(scene: Scene, k: int, place: PlaceMention) -> None:
    """ "after talks in Washington", "during their meeting in Paris": whoever is not at home there has come."""
    before = {token.word for token in scene.tokens[max(0, k - 3) : k]}
    if before & {"before"} or {"next", "planned", "upcoming", "first"} & before:
        return
    who = tuple(
        t
        for m in scene.people
        if m.j <= k and not m.poss
        for t in [subjects.resolve(scene, m)]
        if t and t.name and t.country and t.country != place.place[0]
    )
    if who:
        claim(scene, k, who[:1], place.place, Status.ARRIVED, Mode.PAST, 0.65, Leaning.BACK)


def _note_talks_off(scene: Scene, k: int) -> None:
    """ "calls off 2+2 talks", "asked to put off Friday's meeting": an old plan of a journey falls with them."""
    if scene.index > 2 or scene.page.talks_off:
        return
    governed = predicates.control_left(scene, k, k) or predicates.control_right(scene, k)
    if (
        governed
        and governed[0] in {Verb.CANCEL, Verb.POSTPONE}
        and governed[1] not in {Mode.CONDITIONAL, Mode.NOT_WILL, Mode.DID_NOT, Mode.BEFORE_THAT}
    ):
        scene.page.talks_off = Status.CANCELLED if governed[0] is Verb.CANCEL else Status.POSTPONED


def talks_noun(scene: Scene, k: int) -> None:
    """ "Ministerial talks in the US set for Wednesday have been delayed": in-person talks abroad that do not
    take place then."""
    if remote(scene, k):
        return
    _note_talks_off(scene, k)
    place = place_right(scene, k, 6, frozenset({"in", "at"}))
    if place is None:
        return
    if k and {token.word for token in scene.tokens[max(0, k - 3) : k]} & {"during", "after", "at", "before"}:
        at_talks(scene, k, place)
    governed = predicates.control_right(scene, k)
    if (
        governed is None
        or governed[0] not in {Verb.CANCEL, Verb.POSTPONE}
        or governed[1] not in {Mode.PAST, Mode.PERFECT}
    ):
        return
    who = tuple(t for t in subjects.subject(scene, k, place.place[0]) if t.country and t.country != place.place[0])
    if not who:
        between = any(token.word in {"between", "with"} for token in scene.tokens[k:])
        who = tuple(
            m.who
            for m in scene.people
            if between and m.i > k and m.who.name and m.who.country not in {None, place.place[0]}
        )[:1]
    if not who:
        homes = {p.place[0] for p in scene.places if p.place[0] != place.place[0]} or {
            p[0] for p in scene.page.titled if p[0] != place.place[0]
        }
        who = (Traveler("", role="delegation", country=homes.pop(), group=True),) if len(homes) == 1 else ()
    if who:
        claim(
            scene,
            k,
            who,
            place.place,
            Status.CANCELLED if governed[0] is Verb.CANCEL else Status.POSTPONED,
            governed[1],
            0.8,
            Leaning.NEAR,
        )
