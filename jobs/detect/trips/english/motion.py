"""Verbs of motion: go, leave, visit, arrive, return."""

from __future__ import annotations

from jobs.detect.trips.claims import Claim
from jobs.detect.trips.days import Leaning
from jobs.detect.trips.english import dates as dates_en
from jobs.detect.trips.english import modes, subjects
from jobs.detect.trips.english.modes import AHEAD, FACT, Mode
from jobs.detect.trips.english.scene import Scene, claim, days, place_right, stands_alone
from jobs.detect.trips.english.words import BE, DETERMINERS, ING, TRIP_NOUNS, Verb, word_set
from jobs.detect.trips.places import Place
from jobs.detect.trips.statement import Status, Traveler, Window

_PREPOSITIONS_TO = word_set("to for towards toward into in at via on")


def motion(scene: Scene, k: int, verb: Verb, mode: Mode, form: str) -> None:
    word = scene.tokens[k].word
    if word == "flown" and modes.chain_before(scene, k)[:1] and modes.chain_before(scene, k)[0] in BE:
        return  # flags and cargo are flown
    if verb is Verb.RETURN or (
        verb is Verb.LEAVE
        and word in {"leave", "leaves", "left", "leaving", "departed", "depart", "departs", "departing"}
        and homeward(scene, k)
    ):
        came_home(scene, k, mode)
        return
    reaching = word in {"reach", "reached", "reaches", "reaching"}
    direct = verb is Verb.VISIT or reaching
    prepositions = _PREPOSITIONS_TO
    if reaching:
        prepositions = frozenset()
    if verb is Verb.LEAVE:
        prepositions = frozenset({"for", "to", "toward", "towards", "aboard", "on"})
    if verb in {Verb.VISIT, Verb.STAY}:
        prepositions = frozenset({"to", "in", "at"})
    place = place_right(scene, k, 3 if verb is Verb.VISIT else 16, prepositions, direct)
    if verb is Verb.VISIT and place is None:
        place = place_right(scene, k, 9, frozenset({"in"}), False)
    if verb is Verb.STAY:
        if place is None or mode in {Mode.CONDITIONAL, Mode.MAYBE}:
            return
        if (
            k + 1 < len(scene.tokens)
            and (scene.tokens[k + 1].word in {"on", "longer", "behind"} or _stays_over(scene, k))
            and mode in FACT | AHEAD
        ):
            who = subjects.subject(scene, k, place.place[0])
            if who and who[0].country != place.place[0]:
                claim(scene, k, who, place.place, Status.RESCHEDULED, mode, 0.85, Leaning.AHEAD)
            return
    if (
        word
        in {
            "going",
            "go",
            "goes",
            "went",
            "come",
            "comes",
            "came",
            "coming",
            "proceed",
            "heads",
            "head",
            "headed",
            "land",
            "landed",
            "lands",
            "reach",
            "rush",
            "rushed",
        }
        and place is not None
    ):
        between = place.i - k
        if between > (6 if word.startswith(("go", "went", "com", "cam", "head")) else 9):
            place = None
    to_country = place.place[0] if place else None
    first = (form == ING and mode in {Mode.HAVING, Mode.ABOUT_TO}) or (
        form == ING and k > 0 and scene.tokens[k - 1].word in {"while", "when", "by"}
    )
    who = subjects.subject(scene, k, to_country, first)
    if not who:
        return
    if place is None:
        placeless(scene, k, verb, mode, who, word)
        return
    if who[0].country == to_country:
        if (
            verb in {Verb.GO, Verb.LEAVE, Verb.ARRIVE}
            and scene.page.place
            and scene.page.place[0] != to_country
            and mode in FACT
            and who == scene.page.travelers
        ):
            claim(scene, k, who, scene.page.place, Status.COMPLETED, mode, 0.6, Leaning.BACK)
        return
    who = subjects.companions(scene, k, who, to_country)
    moved(scene, k, verb, mode, who, place.place, word)


def _stays_over(scene: Scene, k: int) -> bool:
    """ "who had planned to return on Thursday, will remain until Sunday"."""
    until = any(token.word in {"until", "through", "till"} for token in scene.tokens[k:])
    return until and bool(scene.words & {"originally", "had", "extra", "additional", "instead"})


def moved(scene: Scene, k: int, verb: Verb, mode: Mode, who: tuple[Traveler, ...], place: Place, word: str) -> None:
    if mode in {Mode.CONDITIONAL, Mode.INVITED}:
        return
    if mode in AHEAD:
        window = days(scene, k, Leaning.AHEAD)
        hangs = any(token.word in {"if", "unless", "depending", "provided"} for token in scene.tokens[k:])
        if mode is Mode.LIKELY and (hangs or not window):
            claim(scene, k, who, place, Status.CONSIDERING, mode, 0.8, Leaning.AHEAD)
        else:
            told = Status.RESCHEDULED if _moved_from(scene) else Status.PLANNED
            claim(scene, k, who, place, told, mode, 0.9, Leaning.AHEAD)
    elif mode is Mode.OLD_PLAN:
        claim(scene, k, who, place, None, mode, 0.6, Leaning.NEAR)
    elif mode is Mode.MAYBE:
        claim(scene, k, who, place, Status.CONSIDERING, mode, 0.85, Leaning.AHEAD)
    elif mode is Mode.NOT_WILL:
        new = instead(scene, k)
        if new is not None:
            scene.claims.append(
                Claim(who, place, Status.POSTPONED, scene.index, 0.9, new, fresh_dates=True, quote=scene.text)
            )
        else:
            claim(scene, k, who, place, Status.CANCELLED, mode, 0.85, Leaning.AHEAD)
    elif mode is Mode.NO_PLANS:
        claim(scene, k, who, place, Status.DENIED, mode, 0.9, Leaning.AHEAD)
    elif mode is Mode.DID_NOT:
        claim(scene, k, who, place, Status.CANCELLED, mode, 0.6, Leaning.BACK)
    elif mode is Mode.BEFORE_THAT:
        claim(scene, k, who, place, Status.ARRIVED, mode, 0.4, Leaning.BACK, backdrop=True)
    elif mode is Mode.ABOUT_TO:
        claim(
            scene,
            k,
            who,
            place,
            Status.DEPARTED
            if verb is Verb.LEAVE or (verb is Verb.GO and not any(c.status is Status.PLANNED for c in scene.claims))
            else Status.PLANNED,
            mode,
            0.7,
            Leaning.NEAR,
        )
    else:
        happened(scene, k, verb, mode, who, place, word)


def _moved_from(scene: Scene) -> bool:
    """ "will now leave on August 12 rather than August 5"."""
    if "now" not in scene.words or not scene.words & {"rather", "instead"}:
        return False
    at = next(token.end for token in scene.tokens if token.word in {"rather", "instead"})
    return any(0 < mention.start - at < 12 for mention in scene.dates) and len(scene.dates) > 1


def instead(scene: Scene, k: int) -> Window | None:
    """ "will not fly on Thursday but next week": the new days, None when none are named."""
    but = next((token for token in scene.tokens[k:] if token.word in {"but", "instead"}), None)
    if but is None:
        return None
    later = next((d for d in scene.dates if but.start < d.start < but.end + 20), None)
    return dates_en.resolve(later, scene.page.day, Leaning.AHEAD) if later else None


def happened(scene: Scene, k: int, verb: Verb, mode: Mode, who: tuple[Traveler, ...], place: Place, word: str) -> None:
    arriving = verb in {Verb.ARRIVE, Verb.VISIT, Verb.STAY} or (
        verb is Verb.GO
        and (
            (mode is Mode.PERFECT and word in {"traveled", "travelled", "gone", "come", "flown"})
            or word in {"came", "went", "traveled", "travelled"}
        )
    )
    status = Status.ARRIVED if arriving else Status.DEPARTED
    if mode in {Mode.PRESENT, Mode.ONGOING}:
        ahead = days(scene, k, Leaning.AHEAD)
        running = mode is Mode.ONGOING and verb is Verb.VISIT and ahead.rough
        later = (
            ahead.start is not None
            and not (running and ahead.start <= scene.page.day)
            and (
                ahead.start > scene.page.day
                or (ahead.rough and ahead.end is not None and ahead.end > scene.page.day and verb is not Verb.ARRIVE)
            )
        )
        today = (
            ahead.start == scene.page.day and verb in {Verb.GO, Verb.LEAVE, Verb.VISIT} and mode is Mode.PRESENT
        ) or (ahead.start == scene.page.day and verb is Verb.GO and mode is Mode.ONGOING)
        today = today or (ahead.start == scene.page.day and word in {"arrives", "lands", "reaches"} and scene.index > 0)
        if later or today:
            claim(scene, k, who, place, Status.PLANNED, mode, 0.85, Leaning.AHEAD)
            return
        weak = verb in {Verb.GO, Verb.VISIT, Verb.LEAVE}
        claim(scene, k, who, place, status, mode, 0.75 if weak else 0.9, Leaning.BACK, weak=weak)
        return
    claim(scene, k, who, place, status, mode, 0.9, Leaning.BACK)


def homeward(scene: Scene, k: int) -> bool:
    """ "left Washington for Tokyo", "leaving Washington without a deal": the origin is abroad."""
    place = next((p for p in scene.places if k < p.i <= k + 2 and stands_alone(scene, p)), None)
    if place is None or scene.tokens[place.i - 1].word in {"for", "to", "in"}:
        return False
    who = subjects.subject(scene, k, None)
    onward = place_right(scene, place.j - 1, 6, frozenset({"for", "to"}))
    if not who or who[0].country is None or who[0].country == place.place[0]:
        return False
    return onward is None or onward.place[0] == who[0].country


_NOT_HOMES = word_set(
    "work office duty duties parliament court normal power profit growth school form action life politics business"
)


def came_home(scene: Scene, k: int, mode: Mode) -> None:
    if {token.word for token in scene.tokens[k + 1 : k + 4]} & _NOT_HOMES and scene.tokens[k].word.startswith("return"):
        return
    previous = scene.tokens[k - 1] if k else None
    if (
        scene.tokens[k].word in {"return", "returns"}
        and previous is not None
        and (previous.word in DETERMINERS or previous.poss)
    ):
        owner = next((m for m in scene.people if m.j == k and m.poss), None)
        home = place_right(scene, k, 3, frozenset({"to"}))
        if owner is None or home is None or home.place[0] != owner.who.country:
            return
        away = subjects.known_abroad(scene, (owner.who,))
        claim(scene, k, (owner.who,), away, Status.COMPLETED, Mode.PAST, 0.75, Leaning.BACK)
        return
    who = subjects.subject(scene, k, None, first=mode in {Mode.HAVING, Mode.ABOUT_TO})
    if not who:
        return
    abroad: Place | None = None
    for place in scene.places:
        if place.i <= k or place.i - k > 14:
            continue
        before = scene.tokens[place.i - 1].word
        if before == "the" and place.i > 1:
            before = scene.tokens[place.i - 2].word
        foreign = place.place[0] != who[0].country
        journey = any(token.word in TRIP_NOUNS for token in scene.tokens[max(k, place.i - 5) : place.i])
        if foreign and before in {"to", "in", "of"} and journey:
            abroad = abroad or place.place  # "came back from a five-day trip to the United States"
            continue
        if before in {"to", "for"} and foreign and who[0].country is not None and place.i - k < 6:
            moved(scene, k, Verb.GO, mode, who, place.place, "return")
            return
        if foreign and (
            before in {"from", "in", "visit", "left", "leaving", "leave", "leaves", "departed"}
            or (place.j < len(scene.tokens) and scene.tokens[place.j].word in TRIP_NOUNS)
        ):
            abroad = abroad or place.place
    if abroad is None:
        left = next(
            (
                p.place
                for p in reversed(scene.places)
                if p.i < k and p.place[0] != who[0].country and scene.tokens[p.i - 1].word in {"from", "in", "to"}
            ),
            None,
        )
        abroad = left or (scene.page.place if scene.page.place and scene.page.place[0] != who[0].country else None)
    if mode in {Mode.PRESENT, Mode.ONGOING}:
        ahead = days(scene, k, Leaning.AHEAD)
        if any(
            d.ends or (dates_en.resolve(d, scene.page.day, Leaning.AHEAD).start or scene.page.day) > scene.page.day
            for d in scene.dates
            if d.start > scene.tokens[k].start
        ) or (ahead.start and ahead.start > scene.page.day):
            return
    if abroad is None and mode in FACT:
        abroad = subjects.other_country(scene, who[0])
    if mode in FACT:
        claim(scene, k, who, abroad, Status.COMPLETED, mode, 0.85 if abroad else 0.6, Leaning.BACK)
    elif mode is Mode.BEFORE_THAT and abroad:
        claim(scene, k, who, abroad, Status.COMPLETED, mode, 0.4, Leaning.BACK, backdrop=True)


def placeless(scene: Scene, k: int, verb: Verb, mode: Mode, who: tuple[Traveler, ...], word: str) -> None:
    """A motion verb without a destination continues the trip the item already speaks of."""
    place = scene.page.place
    if place is None or not subjects.fits(scene, who[0], place[0]):
        return
    unnamed = bool(scene.page.travelers) and not scene.page.travelers[0].name
    if (
        {w.label for w in who} - {w.label for w in scene.page.travelers}
        and not (unnamed and scene.index == 1)
        and not (
            scene.page.travelers
            and who[0].country
            and who[0].country == scene.page.travelers[0].country
            and mode in AHEAD
        )
    ):
        return
    certain = word in {
        "travel",
        "fly",
        "flying",
        "depart",
        "departed",
        "departing",
        "board",
        "boarded",
        "departs",
        "arrive",
        "arrived",
        "arriving",
        "leave",
        "traveling",
        "flew",
        "arrives",
        "go",
        "landed",
        "touched",
        "took",
    }
    if verb not in {Verb.LEAVE, Verb.GO, Verb.ARRIVE} or not certain:
        return
    if mode is Mode.OLD_PLAN:
        claim(scene, k, who, place, None, mode, 0.6, Leaning.NEAR)
    elif mode in AHEAD and days(scene, k, Leaning.AHEAD):
        claim(scene, k, who, place, Status.PLANNED, mode, 0.6, Leaning.AHEAD)
    elif mode is Mode.DID_NOT and word in {"board", "travel", "fly", "go", "depart"}:
        claim(scene, k, who, place, Status.CANCELLED, mode, 0.6, Leaning.BACK)
    elif mode is Mode.MAYBE and word in {"go", "travel", "fly"}:
        claim(scene, k, who, place, Status.CONSIDERING, mode, 0.6, Leaning.AHEAD)
    elif mode in {Mode.PAST, Mode.PERFECT} and word in {"departed", "arrived", "landed", "touched", "took", "boarded"}:
        gone = word in {"departed", "took", "boarded"}
        claim(scene, k, who, place, Status.DEPARTED if gone else Status.ARRIVED, mode, 0.65, Leaning.BACK)


def lead(scene: Scene, k: int, mode: Mode) -> None:
    """ "will lead a negotiating team to the United States"."""
    group = next((m for m in scene.people if k < m.i <= k + 7 and m.who.group), None)
    mission = any(
        token.word in {"mission", "delegation", "team", "contingent"} for token in scene.tokens[k + 1 : k + 7]
    )
    if group is None and not mission:
        return
    found = place_right(scene, k, 14, frozenset({"to"}))
    away = bool({token.word for token in scene.tokens[k + 1 :]} & (TRIP_NOUNS | {"travel", "talks"}))
    place = found.place if found else scene.page.place if away else None
    if place is None:
        return
    who = subjects.subject(scene, k, place[0])
    if who and who[0].country != place[0]:
        moved(scene, k, Verb.GO, mode, who, place, "lead")


def taken(scene: Scene, k: int, mode: Mode) -> None:
    """ "a tour that will take him to Japan on Monday"."""
    if k + 2 >= len(scene.tokens) or scene.tokens[k + 1].word not in {"him", "her", "them"}:
        return
    place = place_right(scene, k, 5, frozenset({"to"}))
    if place is None or mode not in AHEAD | {Mode.PRESENT, Mode.MAYBE}:
        return
    who = subjects.subject(scene, k, place.place[0])
    if who and who[0].country not in {None, place.place[0]}:
        ahead = Mode.FUTURE if mode is Mode.PRESENT else mode
        moved(scene, k, Verb.GO, ahead, who, place.place, "take")
