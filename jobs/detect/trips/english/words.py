"""The vocabulary of journeys in English press: which words move, stop, announce or doubt a trip. Grammar is in
``english``."""

from __future__ import annotations

from enum import StrEnum


class Verb(StrEnum):
    """Classes of verbs the grammar knows."""

    GO = "go"
    LEAVE = "leave"
    VISIT = "visit"
    ARRIVE = "arrive"
    RETURN = "return"
    STAY = "stay"
    MEET = "meet"
    HOST = "host"
    SEND = "send"
    CANCEL = "cancel"
    POSTPONE = "postpone"
    MOVE = "move"
    EXTEND = "extend"
    CONCLUDE = "conclude"
    BEGIN = "begin"
    PLAN = "plan"
    CONFIRM = "confirm"
    CONSIDER = "consider"
    DENY = "deny"
    MAKE = "make"


def word_set(words: str) -> frozenset[str]:
    """A set of words written as one line."""
    return frozenset(words.split())


BASE, S, ED, ING = "base", "s", "ed", "ing"


def _regular(words: str) -> list[tuple[str, str, str, str]]:
    rows = []
    for word in words.split():
        if word.endswith("e"):
            rows.append((word, word + "s", word + "d", word[:-1] + "ing"))
        elif word.endswith("y") and word[-2] not in "aeou":
            rows.append((word, word[:-1] + "ies", word[:-1] + "ied", word + "ing"))
        elif word.endswith(("sh", "ch", "ss", "x")):
            rows.append((word, word + "es", word + "ed", word + "ing"))
        else:
            rows.append((word, word + "s", word + "ed", word + "ing"))
    return rows


def _table() -> dict[str, tuple[tuple[Verb, str], ...]]:
    """Each word form -> (class, form). "pp" irregulars count as ``ed``."""
    rows: list[tuple[Verb, tuple[str, ...]]] = []
    regular: dict[Verb, str] = {
        Verb.GO: "journey dash hurry venture proceed jaunt trek",
        Verb.LEAVE: "depart embark board",
        Verb.VISIT: "visit",
        Verb.ARRIVE: "arrive land reach",
        Verb.RETURN: "return",
        Verb.STAY: "stay remain linger",
        Verb.MEET: (
            "discuss negotiate talk attend participate sign address confront join confer huddle "
            "resume continue represent"
        ),
        Verb.HOST: "host receive welcome greet",
        Verb.SEND: "dispatch deploy",
        Verb.CANCEL: "abandon ditch axe ax abort nix shelve cancel forgo skip forego forfeit call-off",
        Verb.POSTPONE: "postpone delay suspend",
        Verb.MOVE: "reschedule rearrange",
        Verb.EXTEND: "extend prolong lengthen",
        Verb.CONCLUDE: "conclude finish complete end",
        Verb.BEGIN: "start open launch",
        Verb.PLAN: "schedule arrange prepare intend expect prep",
        Verb.CONFIRM: "announce confirm unveil disclose reveal finalize finalise schedule approve clear",
        Verb.CONSIDER: "consider weigh mull ponder contemplate explore float eye seek study propose discuss",
        Verb.DENY: "deny dismiss",
    }
    for verb, words in regular.items():
        rows += [(verb, forms) for forms in _regular(words)]
    irregular: list[tuple[Verb, str]] = [
        (Verb.GO, "go goes went going gone"),
        (Verb.GO, "travel travels traveled traveling travelled"),
        (Verb.GO, "travel travels travelled travelling"),
        (Verb.GO, "fly flies flew flying flown"),
        (Verb.GO, "head heads headed heading"),
        (Verb.GO, "jet jets jetted jetting"),
        (Verb.GO, "rush rushes rushed rushing"),
        (Verb.GO, "come comes came coming"),
        (Verb.LEAVE, "leave leaves left leaving"),
        (Verb.MEET, "meet meets met meeting"),
        (Verb.MEET, "hold holds held holding"),
        (Verb.MEET, "sit sits sat sitting"),
        (Verb.MEET, "see sees saw seeing seen"),
        (Verb.MEET, "speak speaks spoke speaking spoken"),
        (Verb.MEET, "spend spends spent spending"),
        (Verb.MEET, "tell tells told telling"),
        (Verb.SEND, "send sends sent sending"),
        (Verb.CANCEL, "cancel cancels canceled canceling cancelled"),
        (Verb.CANCEL, "cancel cancels cancelled cancelling"),
        (Verb.CANCEL, "scrap scraps scrapped scrapping"),
        (Verb.CANCEL, "drop drops dropped dropping"),
        (Verb.POSTPONE, "defer defers deferred deferring"),
        (Verb.MAKE, "make makes made making"),
        (Verb.MAKE, "pay pays paid paying"),
        (Verb.MAKE, "undertake undertakes undertook undertaking"),
        (Verb.MAKE, "take takes took taking taken"),
        (Verb.MAKE, "lead leads led leading"),
        (Verb.BEGIN, "begin begins began beginning begun"),
        (Verb.PLAN, "plan plans planned planning"),
        (Verb.CONCLUDE, "wrap wraps wrapped wrapping"),
        (Verb.EXTEND, "shorten shortens shortened shortening"),
    ]
    for verb, line in irregular:
        rows.append((verb, tuple(line.split())))
    table: dict[str, list[tuple[Verb, str]]] = {}
    for verb, forms in rows:
        for word, form in zip(forms, (BASE, S, ED, ING, ED), strict=False):
            entry = (verb, form)
            if entry not in table.setdefault(word, []):
                table[word].append(entry)
    return {word: tuple(entries) for word, entries in table.items()}


VERBS = _table()

# Verb + particle(s) that make another verb: first word's class is replaced. The particle may follow an object
# of up to 6 words
# when the last field is True ("called a trip off").
PHRASAL: dict[str, tuple[tuple[tuple[str, ...], Verb], ...]] = {
    "call": ((("off",), Verb.CANCEL),),
    "put": (
        (("off",), Verb.POSTPONE),
        (("back",), Verb.POSTPONE),
        (("on", "hold"), Verb.POSTPONE),
        (("on", "ice"), Verb.POSTPONE),
    ),
    "push": ((("back",), Verb.POSTPONE), (("off",), Verb.POSTPONE), (("forward",), Verb.MOVE), (("to",), Verb.MOVE)),
    "pull": ((("out", "of"), Verb.CANCEL), (("the", "plug"), Verb.CANCEL)),
    "back": ((("out", "of"), Verb.CANCEL),),
    "bow": ((("out", "of"), Verb.CANCEL),),
    "hold": ((("off",), Verb.POSTPONE),),
    "bring": ((("forward",), Verb.MOVE),),
    "move": ((("forward",), Verb.MOVE), (("up",), Verb.MOVE), (("to",), Verb.MOVE), (("back",), Verb.POSTPONE)),
    "cut": ((("short",), Verb.CONCLUDE),),
    "rule": ((("out",), Verb.DENY),),
    "set": ((("off",), Verb.LEAVE), (("out",), Verb.LEAVE)),
    "take": ((("off",), Verb.LEAVE),),
    "fly": ((("in",), Verb.ARRIVE), (("out",), Verb.LEAVE), (("home",), Verb.RETURN), (("back",), Verb.RETURN)),
    "head": ((("off",), Verb.LEAVE), (("out",), Verb.LEAVE), (("home",), Verb.RETURN), (("back",), Verb.RETURN)),
    "jet": ((("in",), Verb.ARRIVE), (("off",), Verb.LEAVE), (("out",), Verb.LEAVE)),
    "touch": ((("down",), Verb.ARRIVE),),
    "come": ((("home",), Verb.RETURN), (("back",), Verb.RETURN)),
    "go": ((("home",), Verb.RETURN), (("back",), Verb.RETURN)),
    "get": ((("back",), Verb.RETURN), (("home",), Verb.RETURN)),
    "arrive": ((("home",), Verb.RETURN), (("back",), Verb.RETURN)),
    "wrap": ((("up",), Verb.CONCLUDE),),
    "kick": ((("off",), Verb.BEGIN),),
    "step": ((("off",), Verb.ARRIVE),),
    "scrub": (((), Verb.CANCEL),),
}
_LEMMAS = {
    "called": ("call", ED),
    "calls": ("call", S),
    "calling": ("call", ING),
    "call": ("call", BASE),
    "put": ("put", ED),
    "puts": ("put", S),
    "putting": ("put", ING),
    "pushed": ("push", ED),
    "pushes": ("push", S),
    "pushing": ("push", ING),
    "push": ("push", BASE),
    "pulled": ("pull", ED),
    "pulls": ("pull", S),
    "pulling": ("pull", ING),
    "pull": ("pull", BASE),
    "backed": ("back", ED),
    "backs": ("back", S),
    "backing": ("back", ING),
    "bowed": ("bow", ED),
    "bows": ("bow", S),
    "bowing": ("bow", ING),
    "held": ("hold", ED),
    "holds": ("hold", S),
    "holding": ("hold", ING),
    "hold": ("hold", BASE),
    "brought": ("bring", ED),
    "brings": ("bring", S),
    "bringing": ("bring", ING),
    "bring": ("bring", BASE),
    "moved": ("move", ED),
    "moves": ("move", S),
    "moving": ("move", ING),
    "move": ("move", BASE),
    "cut": ("cut", ED),
    "cuts": ("cut", S),
    "cutting": ("cut", ING),
    "ruled": ("rule", ED),
    "rules": ("rule", S),
    "ruling": ("rule", ING),
    "set": ("set", ED),
    "sets": ("set", S),
    "setting": ("set", ING),
    "took": ("take", ED),
    "takes": ("take", S),
    "taking": ("take", ING),
    "take": ("take", BASE),
    "taken": ("take", ED),
    "flew": ("fly", ED),
    "flies": ("fly", S),
    "flying": ("fly", ING),
    "fly": ("fly", BASE),
    "flown": ("fly", ED),
    "headed": ("head", ED),
    "heads": ("head", S),
    "heading": ("head", ING),
    "head": ("head", BASE),
    "jetted": ("jet", ED),
    "jets": ("jet", S),
    "jetting": ("jet", ING),
    "jet": ("jet", BASE),
    "touched": ("touch", ED),
    "touches": ("touch", S),
    "touching": ("touch", ING),
    "touch": ("touch", BASE),
    "came": ("come", ED),
    "comes": ("come", S),
    "coming": ("come", ING),
    "come": ("come", BASE),
    "went": ("go", ED),
    "goes": ("go", S),
    "going": ("go", ING),
    "go": ("go", BASE),
    "gone": ("go", ED),
    "got": ("get", ED),
    "gets": ("get", S),
    "getting": ("get", ING),
    "get": ("get", BASE),
    "arrived": ("arrive", ED),
    "arrives": ("arrive", S),
    "arriving": ("arrive", ING),
    "arrive": ("arrive", BASE),
    "wrapped": ("wrap", ED),
    "wraps": ("wrap", S),
    "wrapping": ("wrap", ING),
    "wrap": ("wrap", BASE),
    "kicked": ("kick", ED),
    "kicks": ("kick", S),
    "kicking": ("kick", ING),
    "kick": ("kick", BASE),
    "stepped": ("step", ED),
    "steps": ("step", S),
    "scrubbed": ("scrub", ED),
    "scrubs": ("scrub", S),
}


def lemma(word: str) -> tuple[str, str] | None:
    """The head of a phrasal verb and its form, None for other words."""
    return _LEMMAS.get(word)


TRIP_NOUNS = word_set(
    "trip trips visit visits stop stops leg tour journey travel travels stopover stop-over layover stay "
    "swing mission itinerary sojourn homecoming flight departure voyage"
)
CANCEL_NOUNS = word_set("cancellation cancelation scrapping")
POSTPONE_NOUNS = word_set("postponement delay deferral")
TALKS_NOUNS = word_set("talks meeting meetings round negotiations summit dialogue consultations discussions")
NOT_TRIPS = word_set(
    "ban bans warning warnings advisory advisories alert alerts agency agencies industry "
    "document documents restrictions insurance curbs demand sector "
    "boom bookings packages market guide operators operator companies firm site bubble "
    "website season organizer photos cost costs expenses"
)
"""After "travel" or "trip": not a journey of the official."""

WILL = word_set("will shall would 'll i'll we'll he'll she'll they'll")
MAY = word_set("may might could can")
NOT = word_set("not n't never no without")
NEGATED = word_set(
    "won't wont wouldn't can't cannot couldn't didn't doesn't isn't don't hasn't hadn't wasn't weren't aren't haven't"
)
HAVE = word_set("has have having 've")
BE = word_set("is are was were be been being am 's 're")
EXPECTING = word_set(
    "set due scheduled expected slated plans plan planned planning poised preparing "
    "prepares prepared prepare intends intend intending aims aim aiming "
    "bound arranged arranging agreed decided booked tapped assigned tasked confirmed "
    "gearing announced is are about going supposed hoped "
    "named vowed pledged promised expects expecting decides agrees readies reportedly "
    "dispatched sent chosen designated cleared"
)
WISHING = word_set(
    "considering considers consider weighing weighs mulling mulls pondering ponders "
    "contemplating hopes hoping hope hoped wants want wanting wanted wishes wish "
    "ready willing open offered offers offering possible possibly seeking seeks seek "
    "sought looking keen eager likely possibility option options exploring "
    "explores thinking eyeing eyes need needs needed asked asks asking requested trying "
    "tries necessary desire desires proposed proposes proposing tentatively "
    "prospect chance"
)
INVITING = word_set(
    "invite invited invites invitation inviting urged urges urging pressed pressing "
    "calls called calling challenged challenges ordered demanded demands advised advises "
    "warned told encouraged"
)
CONDITION = word_set("if unless should whether")
REPORTING = word_set("said says told announced announces confirmed confirms reported reports reveals revealed stated")
OFFICES = word_set(
    "ministry office spokesman spokesperson spokeswoman spokespeople government "
    "department house secretariat commission cabinet announced announces announcement "
    "confirmed confirms parliament palace bureau embassy statement yuan elysee kremlin treasury presidency downing "
    "meti motie mofcom mofa ustr"
)
REMOTE = word_set(
    "phone telephone telephoned video videoconference virtual virtually online "
    "teleconference call calls phoned zoom remotely webinar videolink livestream letter"
)
CLAUSE_ENDS = word_set(", ; : ( ) – — but while although though as because after before when whereas")
FORMER = word_set("former ex late then-")

HEADS = word_set(
    "minister ministers secretary president premier chancellor boss envoy envoys "
    "negotiator negotiators commissioner chief czar representative representatives "
    "ambassador leader leaders delegation delegations team teams delegates officials "
    "official pm fm taoiseach tanaiste tánaiste governor lawmakers senator senators "
    "mission king emperor chairman undersecretary vice-president adviser advisor "
    "counselor diplomat counsellor point-person pointman presidents-elect "
    "president-elect "
    "vice-minister premiers"
)
GROUP_HEADS = word_set(
    "delegation delegations team teams delegates officials lawmakers senators "
    "negotiators ministers envoys leaders mission representatives"
)
MODIFIERS = word_set(
    "top chief lead leading senior main new key high-level trade tariff tariffs economy "
    "economic revitalization revitalisation finance foreign industry industrial commerce "
    "commercial agriculture agricultural farm treasury deputy vice prime acting special "
    "presidential international policy security national cabinet state "
    "defence defense energy business health interior digital technology transport labor "
    "labour environment development affairs external ministerial "
    "negotiating working-level chief-negotiator government parliamentary congressional "
    "commission and & ministry export investment supply bloc's bloc veteran "
    "enterprise housing justice education culture food mining mines minerals infrastructure communications employment "
    "competition consumer skills water railways textiles "
    "coordinating home unification oceans fisheries science climate general secretary "
    "minister innovation growth strategy planning budget tourism executive office joint "
    "parliament's ruling-party secretary-general communist party central bank first "
    "second under interim caretaker right-hand federal opposition "
    "treasury's"
)
PRESS_MODS = word_set("press company corporate union club board committee staff")
NAME_PARTICLES = word_set("de da der von van den al bin binti ibn la le du do dos del el")
NOT_NAMES = word_set(
    "league court department bank group council association federation university party institute ministry inc corp "
    "says said to will may would could is are was were has have had in on at for of the "
    "a an and with by from after before as over amid meets met "
    "holds seeks seek faces calls vows warns urges hails eyes plans prepares set sets "
    "off begins begin wraps kicks starts concludes discusses eying "
    "hints tells signals arriving leaving departing heading during while who that which "
    "this next last week month today tomorrow yesterday "
    "also then now still not no his her their its expected due likely slated scheduled "
    "reportedly abruptly suddenly again back here there "
    "u.s us eu uk mr mrs ms dr via until under trade tariff talks summit deal visit trip "
    "tour monday tuesday wednesday thursday friday saturday sunday "
    "january february march april may june july august september october november "
    "december jan feb mar apr jun jul aug sep sept oct nov dec "
    "told announced confirmed confirms denies denied drops scraps puts backs pulls "
    "nears ahead against about into than but or if when why how what where amidst without within despite"
)

ADVERBS = word_set(
    "also now then still likely reportedly first currently already soon just later "
    "finally instead even once again probably possibly perhaps tentatively jointly "
    "personally all both yet hastily ever only been"
)
PRONOUNS = word_set("he she they who it")
DETERMINERS = word_set(
    "a an the his her their its this that planned scheduled upcoming first second third "
    "fourth fifth official state working latest next last-minute expected day-long "
    "surprise trade business rare brief previous new one more two-day three-day four-day "
    "five-day recent urgent another s our my proposed overseas foreign"
)
FUNCTION_WORDS = word_set(
    "a an and as at but by for from in into is on or over since so than that the this to "
    "until was were while with after before during amid next last later early late "
    "today tomorrow yesterday if when where who which will would may could should has "
    "have had are be not also again soon ahead despite because though although "
    "this these those about around under per via where"
)
CUES = (
    frozenset(VERBS)
    | TRIP_NOUNS
    | CANCEL_NOUNS
    | POSTPONE_NOUNS
    | frozenset(
        {
            "in",
            "en",
            "back",
            "way",
            "due",
            "set",
            "sets",
            "put",
            "puts",
            "pull",
            "pulls",
            "pulled",
            "call",
            "calls",
            "called",
            "push",
            "pushes",
            "pushed",
            "bring",
            "brings",
            "brought",
            "move",
            "moves",
            "moved",
            "cut",
            "cuts",
            "touched",
            "touches",
            "got",
            "off",
        }
        | TALKS_NOUNS
    )
)
