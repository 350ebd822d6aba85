"""English sentences about journeys -> claims.

Each verb or trip noun is read with its mode (will, may, had, "was to", "no plans to"), its traveller (the nearest official to the left
who does not already live where the trip goes), its destination and its dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from jobs.detect.trips import dates_en
from jobs.detect.trips.claims import Claim
from jobs.detect.trips.days import Leaning
from jobs.detect.trips.mentions_en import Cast, PersonMention, PlaceMention, find_people, find_places
from jobs.detect.trips.places import Place
from jobs.detect.trips.statement import Status, Traveler, Window
from jobs.detect.trips.tokens import Token, tokenize
from jobs.detect.trips.words_en import (
    BASE,
    BE,
    CANCEL_NOUNS,
    CONDITION,
    ED,
    EXPECTING,
    HAVE,
    ING,
    INVITING,
    MAY,
    NEGATED,
    NOT,
    NOT_TRIPS,
    OFFICES,
    PHRASAL,
    POSTPONE_NOUNS,
    REMOTE,
    REPORTING,
    TALKS_NOUNS,
    TRIP_NOUNS,
    VERBS,
    WILL,
    WISHING,
    S,
    Verb,
    lemma,
)


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


_ADVERBS = frozenset("also now then still likely reportedly first currently already soon just later finally instead even once again probably possibly perhaps tentatively jointly personally all both yet hastily ever only been".split())  # fmt: skip
_CHAIN = WILL | MAY | HAVE | BE | NOT | NEGATED | EXPECTING | WISHING | _ADVERBS | frozenset({"to", "did", "does", "do", "'d", "forced", "had", "unable", "on", "longer", "refused", "declined", "failed", "intention", "immediate", "current", "any", "able"})  # fmt: skip
_REFUSING = frozenset({"refused", "declined", "unable", "failed"})
_FACT = frozenset({Mode.PAST, Mode.PERFECT, Mode.PRESENT, Mode.ONGOING, Mode.HAVING})
_AHEAD = frozenset({Mode.FUTURE, Mode.LIKELY})
_PREPOSITIONS_TO = frozenset("to for towards toward into in at via on".split())
_NOT_SUBJECT_AFTER = frozenset("with by from against between for of than under via told alongside versus vs met meet meets meeting hosting host hosts see sees seeing to greet greets phone".split())
_PRONOUNS = frozenset("he she they who it".split())
_DETERMINERS = frozenset("a an the his her their its this that planned scheduled upcoming first second third fourth fifth official state working latest next last-minute expected day-long surprise trade business rare brief previous new one more two-day three-day four-day five-day recent urgent another s our my proposed overseas foreign".split())
_CUES = frozenset(VERBS) | TRIP_NOUNS | CANCEL_NOUNS | POSTPONE_NOUNS | frozenset({"in", "en", "back", "way", "due", "set", "sets", "put", "puts", "pull", "pulls", "pulled", "call", "calls", "called", "push", "pushes", "pushed", "bring", "brings", "brought", "move", "moves", "moved", "cut", "cuts", "touched", "touches", "got", "off"} | TALKS_NOUNS)
_HOUSE = re.compile(r"\b(?:white house|oval office)\b", re.IGNORECASE)


@dataclass(slots=True)
class Page:
    """What the item has said so far: whom it named, who travels, where to."""

    day: date
    cast: Cast
    travelers: tuple[Traveler, ...] = ()
    place: Place | None = None
    titled: tuple[Place, ...] = ()
    dropped_before: bool = False
    offices: set[int] = field(default_factory=set)
    title_day: date | None = None


@dataclass(slots=True)
class Sentence:
    """One sentence with its mentions."""

    text: str
    index: int
    tokens: list[Token]
    people: list[PersonMention]
    places: list[PlaceMention]
    words: frozenset[str]
    modes: dict[int, Mode] = field(default_factory=dict)
    found_dates: list[dates_en.DateMention] | None = None

    @property
    def dates(self) -> list[dates_en.DateMention]:
        """Date expressions; looked for when a claim first needs them."""
        if self.found_dates is None:
            self.found_dates = dates_en.find_dates(self.text)
        return self.found_dates


def read_sentence(text: str, index: int, page: Page) -> list[Claim]:
    """Claims of one sentence; ``page`` remembers whom and where for the next."""
    tokens = tokenize(text)
    places = find_places(tokens)
    people = find_people(tokens, places, page.cast)
    words = frozenset(token.word for token in tokens)
    if index == 0:
        page.titled = tuple(place.place for place in places)
    if not words & _CUES:
        _remember(page, people, None)
        return []
    covered = [(mention.i, mention.j) for mention in people]
    free = [place for place in places if not any(i <= place.i < j for i, j in covered)]
    sentence = Sentence(text, index, tokens, people, free, words)
    reader = _Reader(sentence, page)
    claims = reader.read()
    if reader.office and not claims:
        page.offices.add(index)
    _remember(page, people, claims[0] if claims else None)
    return claims


def _remember(page: Page, people: list[PersonMention], claim: Claim | None) -> None:
    if claim:
        page.travelers = claim.travelers
        page.place = claim.place or page.place
    elif people and not page.travelers:
        named = [mention.who for mention in people if mention.who.label and not mention.anaphor]
        page.travelers = tuple(named[:1])


class _Reader:
    def __init__(self, sentence: Sentence, page: Page) -> None:
        self.s = sentence
        self.page = page
        self.tokens = sentence.tokens
        self.claims: list[Claim] = []
        self.office = self._office_speaks()
        self.inside = {k for mention in sentence.people for k in range(mention.i, mention.j)} | {k for place in sentence.places for k in range(place.i, place.j)}

    def _remote(self, k: int) -> bool:
        """Whether what token ``k`` tells is done by phone, video or letter."""
        if {"person", "in-person"} & self.s.words:
            return False
        near = self.tokens[max(0, k - 10) : k + 15]
        words = {token.word for token in near}
        if words & (REMOTE - {"call", "calls", "called", "letter"}):
            return True
        return bool({"call", "letter"} & {token.word for token in self.tokens[max(0, k - 2) : k + 5]})

    # -- walking ---------------------------------------------------------------------------------------------------

    def read(self) -> list[Claim]:
        k = 0
        tokens = self.tokens
        while k < len(tokens):
            if k in self.inside:
                k += 1
                continue
            word = tokens[k].word
            phrasal = self._phrasal(k)
            if phrasal:
                verb, form, _ = phrasal
                self._verb(k, verb, form)
                k += 1
                continue
            if word in TRIP_NOUNS and self._is_noun(k):
                if word in {"stopover", "layover", "stop-over"} and self.s.words & {"trip", "visit", "tour", "journey"}:
                    k += 1
                    continue
                self._trip_noun(k)
            elif word in TALKS_NOUNS and self._is_noun(k):
                self._talks_noun(k)
                if word == "meeting":
                    self._verb(k, Verb.MEET, ING)
            elif word in VERBS:
                for verb, form in VERBS[word]:
                    self._verb(k, verb, form)
            elif word == "in" or (word == "at" and k + 1 < len(tokens)):
                self._presence(k)
            elif word == "back":
                self._back(k)
            elif word in {"route", "way"}:
                self._on_the_way(k)
            k += 1
        return self.claims

    def _phrasal(self, k: int) -> tuple[Verb, str, int] | None:
        known = lemma(self.tokens[k].word)
        if not known or known[0] not in PHRASAL:
            return None
        for particles, verb in PHRASAL[known[0]]:
            if not particles:
                return verb, known[1], k
            reach = 9 if verb in {Verb.CANCEL, Verb.POSTPONE, Verb.MOVE, Verb.CONCLUDE} else 2
            for j in range(k + 1, min(len(self.tokens), k + 1 + reach)):
                if self.tokens[j].word in {",", ";", ".", ":"}:
                    break
                if self.tokens[j].word == particles[0] and tuple(t.word for t in self.tokens[j : j + len(particles)]) == particles:
                    if particles == ("to",) and not any(self.tokens[x].word in TRIP_NOUNS for x in range(max(0, k - 24), j)):
                        continue
                    if verb is Verb.LEAVE and known[0] == "set" and j != k + 1:
                        continue
                    return verb, known[1], j
        return None

    def _is_noun(self, k: int) -> bool:
        word = self.tokens[k].word
        if k + 1 < len(self.tokens) and word.startswith(("trip", "travel", "flight", "tour")) and self.tokens[k + 1].word in NOT_TRIPS:
            return False
        if word in {"trip", "trips", "visits", "journey", "stopover", "tour", "itinerary"} and word != "visits":
            return True
        previous = self.tokens[k - 1] if k else None
        following = self.tokens[k + 1].word if k + 1 < len(self.tokens) else "."
        if word in TALKS_NOUNS:
            return True
        if word in {"travel", "travels"}:
            return following in {"plan", "plans", "schedule", "itinerary", "arrangements"} or (previous is not None and (previous.word in _DETERMINERS or previous.poss) and previous.word not in {"that", "it", "who"})
        if word in {"flight", "departure", "mission", "voyage"}:
            return following in {"to", "for", "was", "is", "has"} or word == "departure"
        if previous is None:
            return following in {"to", "by", "was", "is"} and word != "visit"
        if previous.word in {"to", "who", "and", ","} | WILL | MAY or previous.word.endswith("ly"):
            return following in {"to", "was", "has", "is", "by"} and word == "visit" and previous.word not in {"to"} | WILL | MAY
        if word in {"visit", "stay", "visits"}:
            if previous.poss or previous.word in _DETERMINERS or previous.word.endswith(("-day", "-week")):
                return True
            if previous.word in {"cancel", "cancels", "cancelled", "canceled", "postpones", "postponed", "delays", "delayed", "scraps", "scrapped", "plans", "plan", "for", "of", "on", "during", "after", "before", "ahead", "confirms", "announces", "extends", "weighs", "mulls", "considers", "possible", "return", "eyes", "drops"}:  # fmt: skip
                return True
            if any(place.j == k for place in self.s.places):
                return word != "visits" or following in {"to", "by", "was", "were", "in"}
            if k - 1 in self.inside:
                return following in {"to", "in", "by", "was", "is", "has", "cancelled", "canceled", "postponed", "off", "delayed", "scrapped"} and word == "visit"
            return word == "visit" and previous.word not in {"they", "i", "we", "officials", "ministers", "not", "n't"}
        return previous.poss or previous.word in _DETERMINERS

    # -- modes -----------------------------------------------------------------------------------------------------

    def _chain(self, k: int) -> list[str]:
        chain: list[str] = []
        j = k - 1
        while j >= 0 and len(chain) < 8:
            word = self.tokens[j].word
            if j in self.inside or not (word in _CHAIN or word.endswith("ly")):
                break
            chain.append(word)
            j -= 1
        return chain

    def _mode(self, k: int, form: str) -> Mode:
        chain = self._chain(k)
        words = set(chain)
        negative = bool(words & NOT or words & NEGATED)
        if self._denied(k):
            return Mode.NO_PLANS
        lead = k - len(chain) - 1
        before = self.tokens[lead].word if lead >= 0 else ""
        if any(token.word in CONDITION for token in self.tokens[max(0, k - 10) : k]) and not words & {"may"}:
            whether = any(token.word == "whether" for token in self.tokens[max(0, k - 10) : k])
            return Mode.MAYBE if whether else Mode.CONDITIONAL
        if form == BASE:
            return self._base_mode(k, chain, words, negative, lead, before)
        if form == S:
            return Mode.PRESENT
        if form == ED:
            if "had" in words or before == "had":
                return Mode.BEFORE_THAT
            if negative:
                return Mode.DID_NOT
            if words & MAY:
                return Mode.MAYBE
            if words & WILL or ("to" in words and "be" in words):
                return Mode.MAYBE if words & WISHING - {"likely"} else Mode.FUTURE
            return Mode.PERFECT if words & HAVE else Mode.PAST
        if before in {"after", "upon", "since", "following"}:
            if lead > 0 and self.tokens[lead - 1].word in {"day", "days", "week", "weeks", "month", "months", "year", "years", "hours", "soon", "long"}:
                return Mode.BEFORE_THAT
            return Mode.HAVING
        if k > 2 and any(token.word in {"possibility", "prospect", "idea", "option", "chance"} for token in self.tokens[max(0, k - 9) : k]):
            return Mode.MAYBE
        if before in {"before", "ahead"} or (before == "of" and lead > 0 and self.tokens[lead - 1].word == "ahead"):
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

    def _denied(self, k: int) -> bool:
        """"denied a report that he would visit": the clause hangs on a denial."""
        for j in range(max(0, k - 16), k):
            if self.tokens[j].word in {"denied", "denies", "deny", "dismissed", "dismisses", "rejected", "rejects", "refuted", "false", "untrue", "unfounded"}:
                if self.tokens[j].word in {"false", "untrue", "unfounded"}:
                    continue
                return any(token.word in {"report", "reports", "that", "rumors", "rumours", "speculation", "claims", "suggestions", "having", "plans", "planning"} for token in self.tokens[j + 1 : k])
        told = any(token.word in {"report", "reports", "rumors", "rumours", "speculation", "claims"} for token in self.tokens[max(0, k - 12) : k])
        return told and any(token.word in {"untrue", "false", "wrong", "incorrect", "baseless", "unfounded", "inaccurate"} for token in self.tokens[k:])

    def _base_mode(self, k: int, chain: list[str], words: set[str], negative: bool, lead: int, before: str) -> Mode:
        if "to" in chain:
            governors = set(chain[chain.index("to") + 1 :])
            if negative:
                return Mode.NO_PLANS if governors & {"plans", "plan", "planning", "intention", "intend", "intends", "scheduled"} or before in {"plans", "plan", "intention"} else Mode.NOT_WILL
            if governors & _REFUSING:
                return Mode.NOT_WILL
            if before in {"him", "her", "them"} or (lead >= 0 and lead in self.inside and not governors):
                start = next((m.i for m in self.s.people if m.i <= lead < m.j), lead)
                if start > 0 and self.tokens[start - 1].word in INVITING:
                    return Mode.INVITED
                if start > 1 and self.tokens[start - 1].word in {"for", "on", "want", "wants"} and not governors:
                    return Mode.INVITED
            if governors & INVITING or before in INVITING:
                return Mode.INVITED
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
            if before == "plans" and lead > 0 and self.tokens[lead - 1].word in {"cancelled", "canceled", "cancels", "scrapped", "scraps", "dropped", "drops", "abandoned", "shelved"}:
                return Mode.NOT_WILL
            return Mode.FUTURE
        if words & WILL:
            if negative:
                return Mode.NOT_WILL
            if "would" in words and any(token.word in {"if", "unless"} for token in self.tokens[k : k + 14]):
                return Mode.CONDITIONAL
            return Mode.LIKELY if words & {"likely", "probably", "possibly", "perhaps"} else Mode.FUTURE
        if words & MAY:
            return Mode.NOT_WILL if negative or words & NEGATED else Mode.MAYBE
        if words & {"did", "didn't"} and (negative or "didn't" in words):
            return Mode.DID_NOT
        if words & NEGATED or negative:
            return Mode.NOT_WILL if words & {"won't", "wouldn't", "can't", "cannot"} else Mode.DID_NOT
        if k and self.tokens[k - 1].word in {"and", "or"}:
            return next((self.s.modes[j] for j in sorted(self.s.modes, reverse=True) if j < k), Mode.PRESENT)
        return Mode.PRESENT

    # -- who -------------------------------------------------------------------------------------------------------

    def _fits(self, who: Traveler, to_country: str | None) -> bool:
        return bool(who.label) and (to_country is None or who.country is None or who.country != to_country)

    def _resolve(self, mention: PersonMention) -> Traveler | None:
        if not mention.anaphor:
            return mention.who
        found = self.page.cast.by_office(mention.office, None) if mention.office else None
        return found or (self.page.travelers[0] if self.page.travelers else None)

    def _group_left(self, at: int, to_country: str | None) -> tuple[Traveler, ...]:
        """The mention with this position in the list and those joined to it by "and" or commas, in order."""
        people = self.s.people
        who = self._resolve(people[at])
        if who is None or not self._fits(who, to_country):
            return ()
        group = [who]
        j = at
        while j > 0:
            gap = {token.word for token in self.tokens[people[j - 1].j : people[j].i]}
            if not gap or not gap <= {"and", ",", "&", "with", "alongside", "the", "both"} or not gap & {"and", ",", "&", "with", "alongside"} or people[j - 1].poss:
                break
            if gap == {","} and j == at:
                break
            other = self._resolve(people[j - 1])
            if other is None or not self._fits(other, to_country):
                break
            group.insert(0, other)
            j -= 1
        return tuple({one.label: one for one in group}.values())

    def _subject(self, k: int, to_country: str | None, first: bool = False) -> tuple[Traveler, ...]:
        """Who does what token ``k`` says. ``first``: a participle after "after/before/while" takes the sentence's subject."""
        people = [at for at, mention in enumerate(self.s.people) if mention.j <= k]
        second: list[tuple[Traveler, ...]] = []
        speaker = self._speaker(k, to_country)
        if speaker:
            return speaker
        if first and not people:
            for at in range(len(self.s.people)):
                group = self._group_left(at, to_country)
                if group:
                    return group
        for at in people if first else reversed(people):
            mention = self.s.people[at]
            group = self._group_left(at, to_country)
            if not group:
                continue
            if mention.poss:
                second.append(group)
                continue
            leader = at
            while leader > 0 and self.s.people[leader].who not in (group[0],) and self._resolve(self.s.people[leader]) != group[0]:
                leader -= 1
            before = self.tokens[self.s.people[leader].i - 1].word if self.s.people[leader].i else ""
            if before in {"the", "a", "an"} and self.s.people[leader].i > 1:
                before = self.tokens[self.s.people[leader].i - 2].word
            if before in _NOT_SUBJECT_AFTER and not first and not (before in {"of", "for"} and self.tokens[k].word.endswith("ing") and k - mention.j <= 1):
                second.append(group)
                continue
            if self._only_speaks(mention, k) and (self.page.travelers and self.page.travelers[0].name != mention.who.name):
                second.append(group)
                continue
            return group
        carried = tuple(who for who in self.page.travelers if self._fits(who, to_country))
        pronoun = any(token.word in _PRONOUNS | {"his", "her", "their"} for token in self.tokens[:k])
        if carried and (pronoun or not second):
            return carried
        return second[0] if second else carried

    def _speaker(self, k: int, to_country: str | None) -> tuple[Traveler, ...]:
        """Who says "I" or "we" about token ``k``: the official quoted in the same sentence."""
        if not any(token.raw in {"I", "We", "I'm", "I'll", "We'll"} or token.word in {"i'll", "i'm", "we'll"} for token in self.tokens[max(0, k - 6) : k]):
            return ()
        for at, mention in enumerate(self.s.people):
            around = {token.word for token in [*self.tokens[max(0, mention.i - 2) : mention.i], *self.tokens[mention.j : mention.j + 3]]}
            if around & (REPORTING | {"tells", "added", "adds", "wrote"}):
                return self._group_left(at, to_country)
        return tuple(who for who in self.page.travelers if self._fits(who, to_country))

    def _only_speaks(self, mention: PersonMention, k: int) -> bool:
        role = (mention.who.role or "").lower()
        if not re.search(r"cabinet secretary|spokes|press", role):
            return False
        return any(token.word in REPORTING | {"spoke", "added"} for token in self.tokens[mention.j : min(k, mention.j + 4)])

    # -- where -----------------------------------------------------------------------------------------------------

    def _bare(self, place: PlaceMention) -> bool:
        """Whether a place stands for itself, not as an adjective ("US car market")."""
        if place.poss or place.adjective:
            return False
        if place.place[1] is not None or place.j >= len(self.tokens):
            return True
        following = self.tokens[place.j]
        if self.tokens[place.i].raw.replace(".", "") not in {"US", "EU", "UK"}:
            return True
        if not following.raw[0].isalpha() or following.raw[0].isdigit():
            return True
        return following.word in _FUNCTION or following.word in EXPECTING or following.word.endswith("ly") or following.word in VERBS

    def _place_right(self, k: int, reach: int, prepositions: frozenset[str] | None, direct: bool = False) -> PlaceMention | None:
        for place in self.s.places:
            if place.i <= k or place.i - k > reach:
                continue
            start = place.i - 1
            while start > k and self.tokens[start].word in {"the", "both", "nearby", "downtown", "central", "neighboring", "neighbouring", "back", "south", "san"}:
                start -= 1
            before = self.tokens[start].word
            if start == k:
                if direct and (self._bare(place) or not place.adjective and not place.poss):
                    return place
                continue
            if any(self.tokens[x].word in {";", ":"} for x in range(k, place.i)):
                return None
            if prepositions and before in prepositions and not place.adjective and not (place.poss and place.place[1] is None):
                if not self._bare(place) and before in {"in", "at", "on"}:
                    continue
                return place
            listed = {token.word for token in self.tokens[max(k, place.i - 4) : place.i]}
            if prepositions and before in {"and", ","} and place.place[1] and listed & {"to", "for"} & prepositions and place.i - k < 9:
                return place
        return None

    # -- when ------------------------------------------------------------------------------------------------------

    def _window(self, k: int, leaning: Leaning, since: bool = False, reports: bool = False) -> Window:
        """The days told with token ``k``: nearest date after it in the sentence, else before it; reports and limits left out."""
        usable = [d for d in self.s.dates if (not d.reported or reports) and (not d.limit or (since and "since" in self.s.text[max(0, d.start - 8) : d.start].lower()))]
        here = self.tokens[k].start
        end: date | None = None
        chosen: dates_en.DateMention | None = None
        ranked = sorted(usable, key=lambda d: (d.start - here) if d.start >= here else 15 + 1.5 * (here - d.end))
        for mention in ranked:
            if mention.ends:
                end = end or dates_en.resolve(mention, self.page.day, Leaning.AHEAD).end or dates_en.resolve(mention, self.page.day, Leaning.AHEAD).start
                continue
            if chosen is None:
                chosen = mention
        if chosen is None:
            return Window(None, end)
        window = dates_en.resolve(chosen, self.page.day, leaning)
        if window.rough:
            sharper = next((d for d in ranked if d is not chosen and not d.ends and abs(d.start - chosen.start) < 60 and not dates_en.resolve(d, self.page.day, leaning).rough), None)
            if sharper:
                fine = dates_en.resolve(sharper, self.page.day, leaning)
                if fine.start and window.start and window.end and window.start <= fine.start <= window.end:
                    window = fine
                elif chosen.match.group("week") and sharper.match.group("w1") and window.start and fine.start:
                    window = Window(window.start + timedelta(fine.start.weekday()))
        if window.start and not window.rough and window.end is None:
            length = dates_en.day_count(self.s.text)
            if length and 1 < length < 15:
                window = Window(window.start, window.start + timedelta(length - 1))
            elif end and end >= window.start:
                window = Window(window.start, end)
        return window

    # -- verbs -----------------------------------------------------------------------------------------------------

    def _verb(self, k: int, verb: Verb, form: str) -> None:
        if verb in {Verb.GO, Verb.LEAVE, Verb.VISIT, Verb.ARRIVE, Verb.RETURN, Verb.STAY}:
            mode = self._mode(k, form)
            self.s.modes[k] = mode
            self._motion(k, verb, mode, form)
        elif verb is Verb.MEET:
            mode = self._mode(k, form)
            self.s.modes.setdefault(k, mode)
            self._meet(k, mode)
        elif verb is Verb.HOST:
            self._host(k, self._mode(k, form))
        elif verb is Verb.SEND:
            self._send(k, self._mode(k, form), form)
        elif verb in {Verb.CANCEL, Verb.POSTPONE}:
            self._plans_to(k, verb, self._mode(k, form))
        elif verb is Verb.CONCLUDE:
            self._conclude(k, self._mode(k, form))
        elif verb is Verb.MAKE and self.tokens[k].word in {"lead", "leads", "led", "leading"}:
            self._lead(k, self._mode(k, form))

    def _motion(self, k: int, verb: Verb, mode: Mode, form: str) -> None:
        word = self.tokens[k].word
        if verb is Verb.RETURN or (verb is Verb.LEAVE and word in {"leave", "leaves", "left", "leaving", "departed", "depart", "departs", "departing"} and self._homeward(k)):
            self._return(k, mode)
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
        place = self._place_right(k, 3 if verb is Verb.VISIT else 16, prepositions, direct)
        if verb is Verb.VISIT and place is None:
            place = self._place_right(k, 9, frozenset({"in"}), False)
        if verb is Verb.STAY:
            if place is None or mode in {Mode.CONDITIONAL, Mode.MAYBE}:
                return
            if k + 1 < len(self.tokens) and self.tokens[k + 1].word in {"on", "longer", "behind"} and mode in _FACT | _AHEAD:
                who = self._subject(k, place.place[0])
                if who and who[0].country != place.place[0]:
                    self._add(k, who, place.place, Status.RESCHEDULED, mode, 0.85, Leaning.AHEAD)
                return
        if word in {"going", "go", "goes", "went", "come", "comes", "came", "coming", "proceed", "heads", "head", "headed", "land", "landed", "lands", "reach", "rush", "rushed"} and place is not None:  # fmt: skip
            between = place.i - k
            if between > (6 if word.startswith(("go", "went", "com", "cam", "head")) else 9):
                place = None
        to_country = place.place[0] if place else None
        first = form == ING and mode in {Mode.HAVING, Mode.ABOUT_TO} or (form == ING and k > 0 and self.tokens[k - 1].word in {"while", "when", "by"})
        who = self._subject(k, to_country, first)
        if not who:
            return
        if place is None:
            self._placeless(k, verb, mode, who, word)
            return
        if who[0].country == to_country:
            if verb in {Verb.GO, Verb.LEAVE, Verb.ARRIVE} and self.page.place and self.page.place[0] != to_country and mode in _FACT and who == self.page.travelers:
                self._add(k, who, self.page.place, Status.COMPLETED, mode, 0.6, Leaning.BACK)
            return
        who = self._companions(k, who, to_country)
        self._moved(k, verb, mode, who, place.place, word)

    def _moved(self, k: int, verb: Verb, mode: Mode, who: tuple[Traveler, ...], place: Place, word: str) -> None:
        if mode in {Mode.CONDITIONAL, Mode.INVITED}:
            return
        if mode in _AHEAD:
            window = self._window(k, Leaning.AHEAD)
            if mode is Mode.LIKELY and not window:
                self._add(k, who, place, Status.CONSIDERING, mode, 0.8, Leaning.AHEAD)
            else:
                self._add(k, who, place, Status.PLANNED, mode, 0.9, Leaning.AHEAD)
        elif mode is Mode.OLD_PLAN:
            self._add(k, who, place, None, mode, 0.6, Leaning.NEAR)
        elif mode is Mode.MAYBE:
            self._add(k, who, place, Status.CONSIDERING, mode, 0.85, Leaning.AHEAD)
        elif mode is Mode.NOT_WILL:
            new = self._instead(k)
            if new is not None:
                self.claims.append(Claim(who, place, Status.POSTPONED, self.s.index, 0.9, new, fresh_dates=True, quote=self.s.text))
            else:
                self._add(k, who, place, Status.CANCELLED, mode, 0.85, Leaning.AHEAD)
        elif mode is Mode.NO_PLANS:
            self._add(k, who, place, Status.DENIED, mode, 0.9, Leaning.AHEAD)
        elif mode is Mode.DID_NOT:
            self._add(k, who, place, Status.CANCELLED, mode, 0.6, Leaning.BACK)
        elif mode is Mode.BEFORE_THAT:
            self._add(k, who, place, Status.ARRIVED, mode, 0.4, Leaning.BACK, backdrop=True)
        elif mode is Mode.ABOUT_TO:
            self._add(k, who, place, Status.DEPARTED if verb in {Verb.LEAVE, Verb.GO} else Status.PLANNED, mode, 0.7, Leaning.NEAR)
        else:
            self._happened(k, verb, mode, who, place, word)

    def _instead(self, k: int) -> Window | None:
        """"will not fly on Thursday but next week": the new days, None when none are named."""
        but = next((token for token in self.tokens[k:] if token.word in {"but", "instead"}), None)
        if but is None:
            return None
        later = next((d for d in self.s.dates if but.start < d.start < but.end + 20), None)
        return dates_en.resolve(later, self.page.day, Leaning.AHEAD) if later else None

    def _happened(self, k: int, verb: Verb, mode: Mode, who: tuple[Traveler, ...], place: Place, word: str) -> None:
        arriving = verb in {Verb.ARRIVE, Verb.VISIT, Verb.STAY} or (verb is Verb.GO and (mode is Mode.PERFECT and word in {"traveled", "travelled", "gone", "come", "flown"} or word in {"came", "went", "traveled", "travelled"}))  # fmt: skip
        status = Status.ARRIVED if arriving else Status.DEPARTED
        if mode in {Mode.PRESENT, Mode.ONGOING}:
            ahead = self._window(k, Leaning.AHEAD)
            later = ahead.start is not None and (ahead.start > self.page.day or (ahead.rough and ahead.end is not None and ahead.end > self.page.day and verb is not Verb.ARRIVE))
            today = ahead.start == self.page.day and verb in {Verb.GO, Verb.LEAVE, Verb.VISIT} and mode is Mode.PRESENT or (ahead.start == self.page.day and verb is Verb.GO and mode is Mode.ONGOING)
            if later or today:
                self._add(k, who, place, Status.PLANNED, mode, 0.85, Leaning.AHEAD)
                return
            weak = verb in {Verb.GO, Verb.VISIT, Verb.LEAVE}
            self._add(k, who, place, status, mode, 0.75 if weak else 0.9, Leaning.BACK, weak=weak)
            return
        self._add(k, who, place, status, mode, 0.9, Leaning.BACK)

    def _homeward(self, k: int) -> bool:
        """"left Washington for Tokyo", "leaving Washington without a deal": the origin is abroad."""
        place = next((p for p in self.s.places if k < p.i <= k + 2 and self._bare(p)), None)
        if place is None or self.tokens[place.i - 1].word in {"for", "to", "in"}:
            return False
        who = self._subject(k, None)
        onward = self._place_right(place.j - 1, 6, frozenset({"for", "to"}))
        if not who or who[0].country is None or who[0].country == place.place[0]:
            return False
        return onward is None or onward.place[0] == who[0].country

    def _return(self, k: int, mode: Mode) -> None:
        previous = self.tokens[k - 1] if k else None
        if self.tokens[k].word in {"return", "returns"} and previous is not None and (previous.word in _DETERMINERS or previous.poss):
            owner = next((m for m in self.s.people if m.j == k and m.poss), None)
            home = self._place_right(k, 3, frozenset({"to"}))
            if owner is None or home is None or home.place[0] != owner.who.country:
                return
            away = self._known_abroad((owner.who,))
            self._add(k, (owner.who,), away, Status.COMPLETED, Mode.PAST, 0.75, Leaning.BACK)
            return
        who = self._subject(k, None, first=mode in {Mode.HAVING, Mode.ABOUT_TO})
        if not who:
            return
        abroad: Place | None = None
        for place in self.s.places:
            if place.i <= k or place.i - k > 14:
                continue
            before = self.tokens[place.i - 1].word
            if before == "the" and place.i > 1:
                before = self.tokens[place.i - 2].word
            away = place.place[0] != who[0].country
            if before in {"to", "for"} and away and who[0].country is not None and place.i - k < 6:
                self._moved(k, Verb.GO, mode, who, place.place, "return")
                return
            if away and (before in {"from", "in", "visit", "left", "leaving", "leave", "leaves", "departed"} or place.j < len(self.tokens) and self.tokens[place.j].word in TRIP_NOUNS):
                abroad = abroad or place.place
        if abroad is None:
            left = next((p.place for p in reversed(self.s.places) if p.i < k and p.place[0] != who[0].country and self.tokens[p.i - 1].word in {"from", "in", "to"}), None)
            abroad = left or (self.page.place if self.page.place and self.page.place[0] != who[0].country else None)
        if mode in {Mode.PRESENT, Mode.ONGOING}:
            ahead = self._window(k, Leaning.AHEAD)
            if any(d.ends or (dates_en.resolve(d, self.page.day, Leaning.AHEAD).start or self.page.day) > self.page.day for d in self.s.dates if d.start > self.tokens[k].start) or (ahead.start and ahead.start > self.page.day):
                return
        if abroad is None and mode in _FACT:
            abroad = self._other_country(who[0])
        if mode in _FACT:
            self._add(k, who, abroad, Status.COMPLETED, mode, 0.85 if abroad else 0.6, Leaning.BACK)
        elif mode is Mode.BEFORE_THAT and abroad:
            self._add(k, who, abroad, Status.COMPLETED, mode, 0.4, Leaning.BACK, backdrop=True)

    def _other_country(self, who: Traveler) -> Place | None:
        """The one foreign country the headline names, when it names one."""
        codes = {place[0] for place in self.page.titled if place[0] != who.country}
        return (codes.pop(), None) if len(codes) == 1 else None

    def _placeless(self, k: int, verb: Verb, mode: Mode, who: tuple[Traveler, ...], word: str) -> None:
        """A motion verb without a destination continues the trip the item already speaks of."""
        place = self.page.place
        if place is None or not self._fits(who[0], place[0]):
            return
        if {w.label for w in who} - {w.label for w in self.page.travelers} and not (self.page.travelers and who[0].country and who[0].country == self.page.travelers[0].country and mode in _AHEAD):
            return
        certain = word in {"travel", "fly", "flying", "depart", "departed", "departing", "board", "boarded", "departs", "arrive", "arrived", "arriving", "leave", "traveling", "flew", "arrives", "go"}
        if verb not in {Verb.LEAVE, Verb.GO, Verb.ARRIVE} or not certain:
            return
        if mode is Mode.OLD_PLAN:
            self._add(k, who, place, None, mode, 0.6, Leaning.NEAR)
        elif mode in _AHEAD and self._window(k, Leaning.AHEAD):
            self._add(k, who, place, Status.PLANNED, mode, 0.6, Leaning.AHEAD)
        elif mode is Mode.DID_NOT and word in {"board", "travel", "fly", "go", "depart"}:
            self._add(k, who, place, Status.CANCELLED, mode, 0.6, Leaning.BACK)
        elif mode is Mode.MAYBE and word in {"go", "travel", "fly"}:
            self._add(k, who, place, Status.CONSIDERING, mode, 0.6, Leaning.AHEAD)
        elif mode in {Mode.PAST, Mode.PERFECT} and word in {"departed", "arrived"}:
            self._add(k, who, place, Status.DEPARTED if word == "departed" else Status.ARRIVED, mode, 0.6, Leaning.BACK)

    def _companions(self, k: int, who: tuple[Traveler, ...], to_country: str) -> tuple[Traveler, ...]:
        """Adds "... with Industry Minister Kim Jung-kwan" after the verb when both speak for the same country."""
        extra = []
        for mention in self.s.people:
            if mention.i <= k or not mention.i or mention.anaphor:
                continue
            if self.tokens[mention.i - 1].word in {"with", "alongside", "by"} and mention.who.country and mention.who.country == who[0].country and self._fits(mention.who, to_country):
                extra.append(mention.who)
        return tuple({one.label: one for one in (*who, *extra)}.values())

    # -- meetings, hosting, sending ---------------------------------------------------------------------------------

    def _meet(self, k: int, mode: Mode) -> None:
        if self._remote(k):
            return
        word = self.tokens[k].word
        if word in {"hold", "holds", "held", "holding", "sit", "sat", "sits", "sitting", "resume", "resumed", "continue", "continued", "continues"}:
            reach = {token.word for token in self.tokens[k + 1 : k + 10]}
            if not reach & (TALKS_NOUNS | {"down", "discussion", "consultation", "meeting", "conference", "press"}):
                return
        if word == "meeting" and (k == 0 or self.tokens[k - 1].word in _DETERMINERS | {"first", "summit", "bilateral", "ministerial"}):
            return
        place = self._place_right(k, 18, frozenset({"in", "at"}))
        if place is None:
            place = next((p for p in self.s.places if p.j <= k and p.i > 0 and self.tokens[p.i - 1].word == "in" and p.i <= 3 and self._bare(p)), None)
        if place is None:
            return
        to_country = place.place[0]
        mentioned = [m for m in self.s.people if abs(m.i - k) < 22 and not m.poss]
        travelers: list[Traveler] = []
        for mention in mentioned:
            who = self._resolve(mention)
            if who and who.label and who.country and who.country != to_country:
                travelers.append(who)
        left = [t for m in mentioned if m.j <= k for t in [self._resolve(m)] if t in travelers]
        chosen = left or travelers
        if not chosen:
            carried = [who for who in self.page.travelers if who.country and who.country != to_country]
            pronoun = any(token.word in _PRONOUNS for token in self.tokens[:k]) or k <= 1
            if carried and pronoun:
                chosen = carried
            else:
                return
        group = tuple({one.label: one for one in chosen if one.country == chosen[0].country}.values())
        if mode in _AHEAD:
            self._add(k, group, place.place, Status.PLANNED, mode, 0.75, Leaning.AHEAD)
        elif mode is Mode.MAYBE:
            self._add(k, group, place.place, Status.CONSIDERING, mode, 0.6, Leaning.AHEAD)
        elif mode is Mode.OLD_PLAN:
            self._add(k, group, place.place, None, mode, 0.5, Leaning.NEAR)
        elif mode in {Mode.PAST, Mode.PERFECT, Mode.PRESENT, Mode.ONGOING, Mode.HAVING}:
            ahead = self._window(k, Leaning.AHEAD)
            planned = mode is Mode.PRESENT or (mode is Mode.ONGOING and bool(set(self._chain(k)) & BE))
            if planned and ahead.start and ahead.start > self.page.day:
                self._add(k, group, place.place, Status.PLANNED, mode, 0.7, Leaning.AHEAD)
            else:
                self._add(k, group, place.place, Status.ARRIVED, mode, 0.75, Leaning.BACK)
        elif mode is Mode.BEFORE_THAT:
            self._add(k, group, place.place, Status.ARRIVED, mode, 0.3, Leaning.BACK, backdrop=True)

    def _host(self, k: int, mode: Mode) -> None:
        if self._remote(k):
            return
        if set(self._chain(k)) & BE and self.tokens[k].word.endswith("ed"):
            place = self._place_right(k, 8, frozenset({"at", "in"}))
            guests = self._subject(k, place.place[0]) if place else ()
            if place and guests and guests[0].country not in {None, place.place[0]}:
                self._add(k, guests, place.place, Status.PLANNED if mode in _AHEAD else Status.ARRIVED, mode, 0.8, Leaning.AHEAD if mode in _AHEAD else Leaning.BACK)
            return
        guest = next((m for m in self.s.people if m.i > k and m.i - k <= 3 and not m.poss), None)
        host = next((m for m in reversed(self.s.people) if m.j <= k), None)
        if guest is None or host is None or not host.who.country:
            return
        place = self._place_right(k, 20, frozenset({"at", "in", "to"}))
        where: Place = place.place if place else (host.who.country, None)
        if where[0] != host.who.country or guest.who.country in {None, where[0]}:
            return
        if place is None and mode not in _AHEAD:
            return
        if mode in _AHEAD:
            self._add(k, (guest.who,), where, Status.PLANNED, mode, 0.75, Leaning.AHEAD)
        elif mode in {Mode.PAST, Mode.PERFECT, Mode.PRESENT, Mode.ONGOING}:
            ahead = self._window(k, Leaning.AHEAD)
            later = mode in {Mode.PRESENT, Mode.ONGOING} and ahead.start is not None and ahead.start > self.page.day
            self._add(k, (guest.who,), where, Status.PLANNED if later else Status.ARRIVED, mode, 0.75, Leaning.AHEAD if later else Leaning.BACK)

    def _send(self, k: int, mode: Mode, form: str) -> None:
        place = self._place_right(k, 16, frozenset({"to"}))
        if place is None:
            return
        sent = next((m for m in self.s.people if k < m.i < place.i and m.i - k <= 6), None)
        passive = form == ED and bool(set(self._chain(k)) & BE)
        if sent is None and passive:
            who = self._subject(k, place.place[0])
        elif sent is not None:
            who = tuple(t for t in [self._resolve(sent)] if t and self._fits(t, place.place[0]))
            if who and who[0].country is None:
                home = next((p.place[0] for p in self.s.places if p.j <= k), None)
                who = (Traveler(who[0].name, who[0].name_ja, who[0].role, home, who[0].listed, who[0].group),) if home and home != place.place[0] else who
        else:
            return
        if not who:
            return
        if mode in _AHEAD or mode is Mode.PRESENT:
            self._add(k, who, place.place, Status.PLANNED, mode, 0.8, Leaning.AHEAD)
        elif mode is Mode.MAYBE:
            self._add(k, who, place.place, Status.CONSIDERING, mode, 0.8, Leaning.AHEAD)
        elif mode in {Mode.PAST, Mode.PERFECT}:
            self._add(k, who, place.place, Status.DEPARTED, mode, 0.65, Leaning.BACK)
        elif mode is Mode.ONGOING:
            self._add(k, who, place.place, Status.PLANNED, mode, 0.75, Leaning.AHEAD)
        elif mode is Mode.NOT_WILL:
            self._add(k, who, place.place, Status.CANCELLED, mode, 0.7, Leaning.AHEAD)

    def _conclude(self, k: int, mode: Mode) -> None:
        """"wrapped up several days in Washington", "concluded talks in Geneva": in person, so the stay is over."""
        spent = {token.word for token in self.tokens[k + 1 : k + 9]}
        if mode not in {Mode.PAST, Mode.PERFECT, Mode.PRESENT} or not spent & (TALKS_NOUNS | {"days", "day", "week", "stay", "stop"}) or spent & {"trip", "visit"} or self._remote(k):
            return
        place = self._place_right(k, 12, frozenset({"in", "at"}))
        if place is None:
            return
        who = tuple(one for one in self._subject(k, place.place[0]) if one.country and one.country != place.place[0])
        if who:
            self._add(k, who, place.place, Status.COMPLETED, mode, 0.75, Leaning.BACK)

    def _lead(self, k: int, mode: Mode) -> None:
        """"will lead a negotiating team to the United States"."""
        group = next((m for m in self.s.people if k < m.i <= k + 7 and m.who.group), None)
        mission = any(token.word in {"mission", "delegation", "team", "contingent"} for token in self.tokens[k + 1 : k + 7])
        if group is None and not mission:
            return
        place = self._place_right(k, 14, frozenset({"to"}))
        if place is None:
            return
        who = self._subject(k, place.place[0])
        if who and who[0].country != place.place[0]:
            self._moved(k, Verb.GO, mode, who, place.place, "lead")

    def _plans_to(self, k: int, verb: Verb, mode: Mode) -> None:
        """"cancelled plans to visit Washington": the trip stands as a verb."""
        ahead = self.tokens[k + 1 : k + 8]
        at = next((j for j, token in enumerate(ahead) if token.word in {"plan", "plans"}), None)
        if at is None or mode in {Mode.CONDITIONAL, Mode.MAYBE}:
            return
        j = k + 1 + at
        if j + 2 < len(self.tokens) and self.tokens[j + 1].word in {"to", "for"}:
            place = self._place_right(j + 1, 8, frozenset({"to", "for", "in"}), False)
            if place is None and self.tokens[j + 2].word in {"visit", "tour"}:
                place = self._place_right(j + 2, 5, frozenset({"to"}), True)
            if place is None:
                return
            who = self._subject(k, place.place[0])
            if who:
                self._add(k, who, place.place, Status.CANCELLED if verb is Verb.CANCEL else Status.POSTPONED, mode, 0.9, Leaning.NEAR, backdrop=mode in {Mode.BEFORE_THAT, Mode.HAVING})

    # -- nouns -----------------------------------------------------------------------------------------------------

    def _noun_place(self, k: int) -> tuple[Place | None, int]:
        """Destination of the trip noun at ``k`` and the first token of its noun phrase."""
        start = k
        compound: Place | None = None
        by_end = {place.j: place for place in self.s.places}
        while start > 0 and k - start < 9:
            place = by_end.get(start)
            if place and not place.poss:
                compound = compound or place.place
                start = place.i
                continue
            token = self.tokens[start - 1]
            if start - 1 in self.inside or token.poss:
                break
            if token.word in VERBS and token.word.endswith("ed") and not (start > 1 and (self.tokens[start - 2].word in _DETERMINERS or self.tokens[start - 2].poss)):
                break  # "has delayed his visit", unlike "a delayed visit"
            if token.word in _DETERMINERS or token.word in {"-", "and"} and start > 1 and by_end.get(start - 1) or token.raw[0].isdigit() or token.word.endswith(("-day", "-week", "ed", "ing", "al", "th", "-stakes", "-minute", "ic", "-level")) and token.word not in VERBS and token.word not in {"during", "following", "including", "regarding"} or token.word in {"two", "three", "four", "day", "tariff", "week", "weeklong", "highly", "high-profile", "overseas", "foreign", "planned", "scheduled", "postponed", "delayed", "return", "follow-up", "key", "crucial", "upcoming", "expected", "early", "august", "july", "late-august"}:  # fmt: skip
                start -= 1
                continue
            break
        right = self._place_right(k, 7, frozenset({"to", "in", "for", "of"}))
        if right is not None:
            gap = {token.word for token in self.tokens[k + 1 : right.i]}
            if gap & {"with", "and", ","} or len(gap & set(VERBS)) > 0:
                right = None
        if right is not None:
            return right.place, start
        return compound, start

    def _trip_noun(self, k: int) -> None:
        place, start = self._noun_place(k)
        to_country = place[0] if place else None
        possessor = next((m for m in self.s.people if m.j == start and m.poss), None)
        governed = self._control_left(start, k) or self._control_right(k)
        if governed and governed[0] is Verb.PLAN and "no" in {token.word for token in self.tokens[max(0, start - 5) : start]} & {"no"}:
            governed = None
        owner: tuple[Traveler, ...] = ()
        if possessor:
            at = self.s.people.index(possessor)
            owner = self._group_left(at, to_country)
        else:
            by = next((m for m in self.s.people if m.i > k and m.i - k <= 12 and self.tokens[m.i - 1].word in {"by", "of"} and self._only_place_between(k, m.i - 1)), None)
            if by and self._fits(by.who, to_country):
                owner = tuple(t for t in [self._resolve(by)] if t)
        verb_at = governed[2] if governed else k
        if not owner:
            owner = self._subject(min(verb_at, start), to_country)
        if not owner and start and self.tokens[start - 1].word == "no":
            owner = next((tuple(t for t in [self._resolve(m)] if t) for m in self.s.people if m.i > k and self.tokens[m.i - 1].word in {"for", "by"} and self._fits(m.who, to_country)), ())
        if not owner and k <= 6 and {token.word for token in self.tokens[: k + 1]} & {"during", "on", "after", "before"}:
            owner = next((tuple(t for t in [self._resolve(m)] if t) for m in self.s.people if m.i > k and m.i - k < 12 and not m.poss and self._fits(m.who, to_country)), ())
        if not owner and governed is not None:
            owner = tuple(m.who for m in self.s.people if m.i > k and self._fits(m.who, to_country) and m.who.country and not m.anaphor)[:1]
        if not owner:
            return
        if place is None:
            place = self.page.place if self.page.place and self._fits(owner[0], self.page.place[0]) else None
            if place is None and governed is None and "no" not in {token.word for token in self.tokens[max(0, start - 5) : start]}:
                return
        if place and owner[0].country == place[0]:
            return
        if governed is None:
            self._ungoverned(k, start, owner, place)
            return
        self._governed(k, owner, place, *governed)

    def _only_place_between(self, k: int, j: int) -> bool:
        """Whether nothing but the destination stands between the trip noun and "by" or "of"."""
        return all(x in self.inside or self.tokens[x].word in {"to", "the", "in", "and", "planned", "this", "week", "next", ",", "that"} for x in range(k + 1, j))

    def _control_left(self, start: int, k: int) -> tuple[Verb, Mode, int] | None:
        """The verb whose object the trip is: "abruptly canceled a planned trip"."""
        for j in range(start - 1, max(-1, start - 9), -1):
            token = self.tokens[j]
            if token.word in {";", ":", ".", ",", "ahead", "before", "amid", "as", "while"} or (token.word in TRIP_NOUNS and j not in self.inside and self._is_noun(j)) or (j in self.inside and not any(m.i <= j < m.j and m.poss for m in self.s.people) and not any(p.i <= j < p.j for p in self.s.places)):
                return None
            if token.word in CANCEL_NOUNS:
                return Verb.CANCEL, Mode.PERFECT, j
            if token.word in POSTPONE_NOUNS and self.tokens[j + 1].word in {"of", "in", "to"}:
                return Verb.POSTPONE, Mode.PERFECT, j
            phrasal = self._phrasal(j)
            if phrasal:
                return phrasal[0], self._mode(j, phrasal[1]), j
            if j and self.tokens[j - 1].word in {"after", "following", "despite"} and any(verb in {Verb.CANCEL, Verb.POSTPONE} for verb, _ in VERBS.get(token.word, ())):
                return VERBS[token.word][0][0], Mode.BEFORE_THAT, j
            for verb, form in VERBS.get(token.word, ()):
                if verb in {Verb.CANCEL, Verb.POSTPONE, Verb.MOVE, Verb.EXTEND, Verb.CONCLUDE, Verb.BEGIN, Verb.PLAN, Verb.CONFIRM, Verb.CONSIDER, Verb.DENY, Verb.MAKE} and not self._adjective(j):
                    return verb, self._mode(j, form), j
            if token.word in {"off"} and j and self.tokens[j - 1].word in {"call", "calls", "called", "calling"}:
                return Verb.CANCEL, self._mode(j - 1, lemma(self.tokens[j - 1].word)[1]), j - 1  # type: ignore[index]
            if token.word in {"off", "back"} and j and self.tokens[j - 1].word in {"put", "puts", "putting", "push", "pushed", "pushes"}:
                return Verb.POSTPONE, self._mode(j - 1, (lemma(self.tokens[j - 1].word) or ("", ED))[1]), j - 1
        return None

    def _adjective(self, j: int) -> bool:
        """"a planned trip", "his postponed visit": a participle before the noun, after a determiner or possessive."""
        if not self.tokens[j].word.endswith("ed") and self.tokens[j].word not in {"planned"}:
            return False
        previous = self.tokens[j - 1] if j else None
        return previous is not None and (previous.word in {"a", "an", "the", "his", "her", "their", "its"} or previous.poss)

    def _control_right(self, k: int) -> tuple[Verb, Mode, int] | None:
        """The predicate of the trip: "trip was abruptly canceled", "visit is off", "visit postponed"; what drops it before what plans it."""
        found = self._predicate(k, k + 1)
        if found and found[0] in {Verb.PLAN, Verb.CONFIRM}:
            later = self._predicate(k, found[2] + 1)
            if later and later[0] in {Verb.CANCEL, Verb.POSTPONE, Verb.MOVE}:
                return later
        return found

    def _predicate(self, k: int, begin: int) -> tuple[Verb, Mode, int] | None:
        limit = min(len(self.tokens), k + 24)
        for j in range(begin, limit):
            if j in self.inside:
                continue
            token = self.tokens[j]
            if token.word in {";", ":", "."} or (token.word in {"and", "but"} and j - k > 3) or token.word in _PRONOUNS - {"who"} | {"where", "when"}:
                return None
            if token.word == "off" and self.tokens[j - 1].word in BE | {"now"} :
                return Verb.CANCEL, Mode.PAST, j
            if token.word == "hold" and self.tokens[j - 1].word == "on":
                return Verb.POSTPONE, Mode.PAST, j
            phrasal = self._phrasal(j)
            if phrasal and phrasal[0] in {Verb.CANCEL, Verb.POSTPONE, Verb.MOVE, Verb.CONCLUDE, Verb.BEGIN}:
                if (phrasal[1] == ED and (set(self._chain(j)) & BE or j - k <= 6)) or phrasal[0] in {Verb.BEGIN, Verb.CONCLUDE}:
                    return phrasal[0], self._mode(j, phrasal[1]), j
                continue
            for verb, form in VERBS.get(token.word, ()):
                if verb in {Verb.CANCEL, Verb.POSTPONE, Verb.MOVE, Verb.EXTEND, Verb.CONFIRM, Verb.PLAN, Verb.CONSIDER, Verb.CONCLUDE, Verb.DENY} and form == ED:
                    be = set(self._chain(j)) & BE
                    if be or j == k + 1 or (verb in {Verb.CANCEL, Verb.POSTPONE} and j - k <= 8):
                        subject_between = any(k < m.i < j and self.tokens[m.i - 1].word not in {"by", "of"} for m in self.s.people) and not be
                        if not subject_between:
                            return verb, self._mode(j, form), j
                if verb in {Verb.BEGIN, Verb.CONCLUDE} and form in {S, ED, BASE} and j - k < 10:
                    return verb, self._mode(j, form), j
        return None

    def _governed(self, k: int, who: tuple[Traveler, ...], place: Place | None, verb: Verb, mode: Mode, j: int) -> None:
        if mode in {Mode.CONDITIONAL, Mode.INVITED}:
            return
        past = mode in {Mode.BEFORE_THAT} or (mode is Mode.HAVING and verb in {Verb.CANCEL, Verb.POSTPONE})
        unsure = mode is Mode.MAYBE
        if verb in {Verb.CANCEL, Verb.POSTPONE}:
            if mode in {Mode.NOT_WILL, Mode.DID_NOT, Mode.NO_PLANS}:
                return
            status = Status.CONSIDERING if unsure else Status.CANCELLED if verb is Verb.CANCEL else Status.POSTPONED
            self._add(k, who, place, status, mode, 0.95 if not past else 0.5, Leaning.NEAR, backdrop=past)
        elif verb is Verb.MOVE:
            self._add(k, who, place, Status.CONSIDERING if unsure else Status.RESCHEDULED, mode, 0.9, Leaning.AHEAD, backdrop=past)
        elif verb is Verb.EXTEND:
            self._add(k, who, place, Status.CONSIDERING if unsure else Status.RESCHEDULED, mode, 0.9, Leaning.AHEAD, backdrop=past)
        elif verb is Verb.CONCLUDE:
            if mode in _FACT:
                self._add(k, who, place, Status.COMPLETED, mode, 0.85, Leaning.BACK)
        elif verb is Verb.BEGIN:
            if mode in _FACT:
                ahead = self._window(k, Leaning.AHEAD)
                later = ahead.start is not None and ahead.start > self.page.day and mode in {Mode.PRESENT, Mode.ONGOING}
                self._add(k, who, place, Status.PLANNED if later else Status.ARRIVED, mode, 0.85, Leaning.AHEAD if later else Leaning.BACK)
            elif mode in _AHEAD:
                self._add(k, who, place, Status.PLANNED, mode, 0.85, Leaning.AHEAD)
        elif verb in {Verb.PLAN, Verb.CONFIRM}:
            if past:
                self._add(k, who, place, None, mode, 0.5, Leaning.NEAR)
            elif mode in {Mode.DID_NOT, Mode.NOT_WILL, Mode.NO_PLANS}:
                return
            elif not unsure:
                self._add(k, who, place, Status.PLANNED, mode, 0.85, Leaning.AHEAD)
            else:
                self._add(k, who, place, Status.CONSIDERING, mode, 0.8, Leaning.AHEAD)
        elif verb is Verb.CONSIDER:
            if self.tokens[j].word in {"discuss", "discussed", "discusses", "discussing", "proposed", "study", "studies"}:
                return
            self._add(k, who, place, Status.CONSIDERING, mode, 0.85, Leaning.AHEAD, backdrop=past)
        elif verb is Verb.DENY:
            self._add(k, who, place, Status.DENIED, mode, 0.85, Leaning.AHEAD, backdrop=past)
        elif verb is Verb.MAKE and place:
            self._made(k, who, place, mode)

    def _made(self, k: int, who: tuple[Traveler, ...], place: Place, mode: Mode) -> None:
        if mode in _AHEAD:
            self._add(k, who, place, Status.PLANNED, mode, 0.85, Leaning.AHEAD)
        elif mode is Mode.MAYBE:
            self._add(k, who, place, Status.CONSIDERING, mode, 0.8, Leaning.AHEAD)
        elif mode is Mode.NOT_WILL:
            self._add(k, who, place, Status.CANCELLED, mode, 0.8, Leaning.AHEAD)
        elif mode is Mode.NO_PLANS:
            self._add(k, who, place, Status.DENIED, mode, 0.85, Leaning.AHEAD)
        elif mode is Mode.OLD_PLAN:
            self._add(k, who, place, None, mode, 0.6, Leaning.NEAR)
        elif mode in _FACT:
            self._add(k, who, place, Status.ARRIVED, mode, 0.75, Leaning.BACK)

    def _ungoverned(self, k: int, start: int, who: tuple[Traveler, ...], place: Place | None) -> None:
        before = [token.word for token in self.tokens[max(0, start - 4) : start]]
        nearest = before[-1] if before else ""
        window_left = {token.word for token in self.tokens[max(0, start - 5) : k]}
        if "no" in window_left and ("plans" in window_left or "plan" in window_left or nearest == "no"):
            self._add(k, who, place, Status.DENIED, Mode.NO_PLANS, 0.9, Leaning.AHEAD)
        elif place is None:
            return
        elif nearest in {"on", "during", "in"} and self.tokens[k].word in {"visit", "trip", "tour"}:
            self._on_visit(k, start, who, place)
        elif "plans" in window_left or "plan" in window_left or "planning" in window_left:
            self._add(k, who, place, Status.PLANNED, Mode.FUTURE, 0.8, Leaning.AHEAD)
        elif nearest in {"before", "for", "of"} and {"ahead", "before", "preparing", "prepare", "prepares", "ready", "schedule"} & set(before):
            self._add(k, who, place, Status.PLANNED, Mode.FUTURE, 0.6, Leaning.AHEAD)
        elif nearest in {"from"} and {"back", "return", "returned", "returning", "returns", "home", "fresh"} & set(before):
            self._add(k, who, place, Status.COMPLETED, Mode.PAST, 0.8, Leaning.BACK)

    def _on_visit(self, k: int, start: int, who: tuple[Traveler, ...], place: Place) -> None:
        be = {token.word for token in self.tokens[max(0, start - 4) : start]}
        window = self._window(k, Leaning.AHEAD)
        told_ahead = window.start is not None and window.start > self.page.day
        present = any(verb is Verb.MEET and form in {S, BASE} for token in self.tokens for verb, form in VERBS.get(token.word, ()))
        if be & WILL or (told_ahead and (self.s.words & {"will"} or present)):
            self._add(k, who, place, Status.PLANNED, Mode.FUTURE, 0.75, Leaning.AHEAD)
        else:
            self._add(k, who, place, Status.ARRIVED, Mode.PAST, 0.75, Leaning.BACK)

    def _talks_noun(self, k: int) -> None:
        """"Ministerial talks in the US set for Wednesday have been delayed": in-person talks abroad that do not take place then."""
        if self._remote(k):
            return
        place = self._place_right(k, 6, frozenset({"in", "at"}))
        if place is None:
            return
        if k and {token.word for token in self.tokens[max(0, k - 3) : k]} & {"during", "after", "at", "before"}:
            self._at_talks(k, place)
        governed = self._control_right(k)
        if governed is None or governed[0] not in {Verb.CANCEL, Verb.POSTPONE} or governed[1] not in {Mode.PAST, Mode.PERFECT}:
            return
        who = tuple(t for t in self._subject(k, place.place[0]) if t.country and t.country != place.place[0])
        if not who:
            homes = {p.place[0] for p in self.s.places if p.place[0] != place.place[0]} or {p[0] for p in self.page.titled if p[0] != place.place[0]}
            who = (Traveler("", role="delegation", country=homes.pop(), group=True),) if len(homes) == 1 else ()
        if who:
            self._add(k, who, place.place, Status.CANCELLED if governed[0] is Verb.CANCEL else Status.POSTPONED, governed[1], 0.8, Leaning.NEAR)

    def _at_talks(self, k: int, place: PlaceMention) -> None:
        """"after talks in Washington", "during their meeting in Paris": whoever is not at home there has come."""
        before = {token.word for token in self.tokens[max(0, k - 3) : k]}
        if before & {"before"} or {"next", "planned", "upcoming", "first"} & before:
            return
        who = tuple(t for m in self.s.people if m.j <= k and not m.poss for t in [self._resolve(m)] if t and t.name and t.country and t.country != place.place[0])
        if who:
            self._add(k, who[:1], place.place, Status.ARRIVED, Mode.PAST, 0.65, Leaning.BACK)

    # -- being there ------------------------------------------------------------------------------------------------

    def _presence(self, k: int) -> None:
        """"is in Washington for talks", "will be in Sweden", "currently in Washington", "in Washington since early Friday"."""
        place = next((p for p in self.s.places if p.i in {k + 1, k + 2} and (p.i == k + 1 or self.tokens[k + 1].word == "the")), None)
        if place is None or not self._bare(place):
            return
        j = k - 1
        steps = 0
        while j >= 0 and steps < 3 and (self.tokens[j].word in _ADVERBS | {"back", "here", "home"} or self.tokens[j].word.endswith("ly")):
            j -= 1
            steps += 1
        previous = self.tokens[j].word if j >= 0 else ""
        following = self.tokens[place.j].word if place.j < len(self.tokens) else ""
        be = previous in BE
        if previous in {"due", "expected", "awaited"} and place.place[1] is not None or previous == "due":
            who = tuple(t for t in self._subject(j, place.place[0]) if t.country != place.place[0])
            if who:
                self._add(k, who, place.place, Status.PLANNED, Mode.FUTURE, 0.8, Leaning.AHEAD)
            return
        here = any(self.tokens[x].word in {"currently", "already", "now"} for x in range(max(0, j), k)) or following == "since"
        if not be and not here and not self._headline_presence(k):
            return
        to_country = place.place[0]
        who = tuple(t for t in self._subject(max(0, j), to_country) if t.country != to_country)
        if not who:
            return
        subject = next((m for m in reversed(self.s.people) if m.j <= max(0, j)), None)
        if be and subject is not None and j - subject.j > 7 and not here:
            return
        if be and subject is None and self.tokens[0].word not in _PRONOUNS | {"the"}:
            return
        if not be:
            self._add(k, who, place.place, Status.ARRIVED, Mode.ONGOING, 0.8, Leaning.BACK)
            return
        mode = self._be_mode(j)
        if mode in _AHEAD:
            self._add(k, who, place.place, Status.PLANNED, mode, 0.9, Leaning.AHEAD)
        elif mode is Mode.MAYBE:
            self._add(k, who, place.place, Status.CONSIDERING, mode, 0.8, Leaning.AHEAD)
        elif mode is Mode.NOT_WILL:
            self._add(k, who, place.place, Status.CANCELLED, mode, 0.7, Leaning.AHEAD)
        elif mode is Mode.PRESENT or mode is Mode.PERFECT:
            self._add(k, who, place.place, Status.ARRIVED, mode, 0.85, Leaning.BACK)
        elif mode is Mode.PAST:
            relative = j > 0 and self.tokens[j - 1].word in {"who", "while", "when", "he", "she", "they"}
            told = not relative and following in {"for", "on", "to"} and not self.s.words & REMOTE
            self._add(k, who, place.place, Status.ARRIVED, mode, 0.65 if told else 0.3, Leaning.BACK, backdrop=not told)

    def _headline_presence(self, k: int) -> bool:
        """Headline style without a verb: "Akazawa in Washington for talks", "Taiwan Delegation in DC"."""
        return self.s.index == 0 and any(m.j == k and m.i == 0 and not m.poss for m in self.s.people) and not any(word in self.s.words for word in ("will", "may", "could", "if"))

    def _be_mode(self, j: int) -> Mode:
        word = self.tokens[j].word
        if word in {"is", "are", "'s", "'re", "am"}:
            return Mode.PRESENT
        if word in {"was", "were"}:
            return Mode.PAST
        if word == "been":
            return Mode.BEFORE_THAT if "had" in self._chain(j) else Mode.PERFECT
        return self._mode(j, BASE)

    def _back(self, k: int) -> None:
        """"is back in Switzerland", "back home from Washington", headline "Parmelin back in Switzerland"."""
        following = self.tokens[k + 1].word if k + 1 < len(self.tokens) else ""
        if following not in {"in", "home", "from", "at"}:
            return
        if k and self.tokens[k - 1].word not in BE | {"already", "now", "been"} and k - 1 not in self.inside:
            return
        if k and set(self._chain(k)) & (WILL | MAY | {"to"}):
            return
        who = self._subject(k, None)
        if not who or not who[0].country:
            return
        near = [p for p in self.s.places if k < p.i <= k + 8]
        home = any(p.place[0] == who[0].country for p in near)
        abroad = next((p.place for p in near if p.place[0] != who[0].country), None)
        if following == "in" and not home:
            return
        self._add(k, who, abroad or self._known_abroad(who), Status.COMPLETED, Mode.PRESENT, 0.8, Leaning.BACK)

    def _known_abroad(self, who: tuple[Traveler, ...]) -> Place | None:
        trip = next((p.place for p in self.s.places if p.place[0] != who[0].country), None)
        return trip or (self.page.place if self.page.place and self.page.place[0] != who[0].country else None)

    def _on_the_way(self, k: int) -> None:
        if self.tokens[k].word == "route" and (k == 0 or self.tokens[k - 1].word != "en"):
            return
        if self.tokens[k].word == "way" and (k < 3 or self.tokens[k - 2].word != "on" or self.tokens[k - 1].word not in {"his", "her", "their", "its", "the"}):
            return
        before = k - 3 if self.tokens[k].word == "way" else k - 2
        if before >= 0 and before not in self.inside and self.tokens[before].word not in BE | _ADVERBS | {","}:
            return
        place = self._place_right(k, 4, frozenset({"to"}))
        if place is None:
            return
        who = self._subject(k, place.place[0])
        if who and who[0].country != place.place[0]:
            self._add(k, who, place.place, Status.DEPARTED, Mode.ONGOING, 0.85, Leaning.BACK)

    # -- making a claim ----------------------------------------------------------------------------------------------

    def _office_speaks(self) -> bool:
        tokens = self.tokens
        for mention in self.s.people:
            if re.search("cabinet secretary|spokes", mention.who.role or "") and any(token.word in REPORTING for token in tokens[mention.j : mention.j + 3]):
                return True
        for k, token in enumerate(tokens):
            if token.word in {"announced", "announces", "confirmed", "confirms", "approved", "cleared"}:
                return True
            if token.word in {"source", "sources", "anonymity"}:
                return False
            if token.word in {"said", "says"} and any(t.word in OFFICES for t in tokens[max(0, k - 4) : k] + tokens[k + 1 : k + 3]):
                return True
        return False

    def _add(
        self, k: int, who: tuple[Traveler, ...], place: Place | None, status: Status | None, mode: Mode, strength: float,
        leaning: Leaning, *, backdrop: bool = False, weak: bool = False,
    ) -> None:  # fmt: skip
        since = status in {Status.ARRIVED, Status.COMPLETED}
        window = self._window(k, leaning, since, self.tokens[k].word in {"told", "tells", "speaking", "spoke", "said"})
        if status in {Status.ARRIVED, Status.DEPARTED, Status.COMPLETED} and window.start and window.start > self.page.day + timedelta(1):
            return  # a day ahead belongs to something else in the sentence
        if status in {Status.ARRIVED, Status.DEPARTED, Status.COMPLETED} and not backdrop:
            old = window.start is not None and (window.end or window.start) < self.page.day - timedelta(6)
            backdrop = old or self._long_ago(k)
        if status in {Status.CANCELLED, Status.POSTPONED} and not backdrop:
            old = window.start is not None and (window.end or window.start) < self.page.day - timedelta(2)
            backdrop = old or self._earlier(k)
        self.claims.append(
            Claim(who, place, status, self.s.index, strength, window, backdrop, self.office and mode in _AHEAD | {Mode.PRESENT, Mode.ONGOING, Mode.PAST}, False, weak, self.s.text)
        )

    def _long_ago(self, k: int) -> bool:
        near = self.s.text[max(0, self.tokens[k].start - 40) : self.tokens[k].end + 70].lower()
        return bool(re.search(r"\b(?:last (?:month|year|week|summer|spring|fall|autumn|winter)|(?:months?|years?|weeks?) (?:ago|earlier|after|since)|in (?:19|20)\d\d\b|earlier this (?:year|month)|previous(?:ly)?|has (?:\w+ )?visited|times since|decade|once visited|visited twice)", near))  # fmt: skip

    def _earlier(self, k: int) -> bool:
        near = self.s.text[max(0, self.tokens[k].start - 60) : self.tokens[k].end + 80].lower()
        return bool(re.search(r"\b(?:last week|last month|a week ago|days? (?:ago|earlier)|weeks? (?:ago|earlier)|earlier this month|planned for last|previously|a (?:day|week) after|earlier (?:cancel|call|postpone)|trip follows|follows)", near))  # fmt: skip


_FUNCTION = frozenset(
    "a an and as at but by for from in into is on or over since so than that the this to until was were while with after before during amid next last later early late "
    "today tomorrow yesterday if when where who which will would may could should has have had are be not also again soon ahead despite because though although "
    "this these those about around under per via where".split()
)
