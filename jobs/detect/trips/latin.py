"""French, German, Italian, Spanish, Portuguese and Indonesian sentences about journeys of listed officials -> claims.

Thin on purpose: the watch reads English and Japanese; these languages are read where a listed name, a country
abroad and a plain verb
of travel stand in one sentence.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from jobs.detect.trips import days
from jobs.detect.trips.claims import Claim
from jobs.detect.trips.days import Leaning
from jobs.detect.trips.english.mentions import find_places
from jobs.detect.trips.english.people import find_people
from jobs.detect.trips.english.tokens import Token, split_english, tokenize
from jobs.detect.trips.officials import plain
from jobs.detect.trips.page import Page
from jobs.detect.trips.places import Place, english_places
from jobs.detect.trips.statement import Status, Traveler, Window

LANGUAGES = frozenset({"fr", "de", "it", "es", "pt", "id"})

# Country names without accents, in lower case; a name may serve several languages.
_COUNTRIES = {
    "US": (
        "etats-unis|usa|vereinigte staaten|vereinigten staaten|stati uniti|estados unidos|ee.uu.|eua|amerika serikat|as"
    ),
    "JP": "japon|giappone|japao|jepang|tokio|toquio",
    "KR": "coree du sud|sudkorea|corea del sud|corea del sur|coreia do sul|korea selatan|seul",
    "CN": "chine|china|cina|tiongkok|peking|pekin|pechino|pequim|beijing",
    "SE": "suede|schweden|svezia|suecia|swedia",
    "GB": (
        "royaume-uni|grossbritannien|regno unito|reino "
        "unido|inggris|ecosse|schottland|scozia|escocia|skotlandia|londres|londra"
    ),
    "CH": "suisse|schweiz|svizzera|suiza|suica|swiss|geneve|genf|ginevra|ginebra|genebra|jenewa",
    "DE": "allemagne|deutschland|germania|alemania|alemanha|jerman|munchen|monaco di baviera",
    "FR": "frankreich|francia|franca|prancis|parigi",
    "CA": "kanada",
    "MX": "mexique|mexiko|messico",
    "BR": "bresil|brasilien|brasile|brasil",
    "IN": "inde|indien|indien|neu-delhi|nova delhi|nueva delhi|nuova delhi",
    "ES": "espagne|spanien|spagna|espana|espanha|spanyol",
    "TR": "turquie|turkei|turchia|turquia|turki",
    "RU": "russie|russland|russia|rusia|moscou|moskau|mosca|moscu|moskwa",
    "AU": "australie|australien",
    "ZA": "afrique du sud|sudafrika|sudafrica|africa do sul|afrika selatan",
    "EU": "bruxelles|brussel|bruselas|bruxelas|brussel",
    "MY": "malaisie|malasia|malesia|kuala lumpur",
}
_CITIES = {
    "washington": ("US", "Washington, D.C."),
    "casa branca": ("US", "Washington, D.C."),
    "casa blanca": ("US", "Washington, D.C."),
    "maison blanche": ("US", "Washington, D.C."),
    "casa bianca": ("US", "Washington, D.C."),
    "weisses haus": ("US", "Washington, D.C."),
    "gedung putih": ("US", "Washington, D.C."),
}

_TRIP = r"(?:voyage|visite|deplacement|reise|besuch|viaggio|visita|missione|viaje|gira|viagem|kunjungan|lawatan)"
_VERBS: list[tuple[Status, re.Pattern[str]]] = [
    (
        Status.DENIED,
        re.compile(
            rf"(?:dement|dementi|dementiert|smentisce|ha smentito|desmiente|nego|nega|desmente"
            rf"|membantah)\b.{{0,60}}{_TRIP}|aucun projet de|keine plane|nessun piano"
            r"|sin planes|no tiene planes|n'a pas l'intention|ne prevoit pas"
            r"|(?:descarta|exclut|esclude|nao tem planos|tidak berencana)\b.{0,40}(?:viaj|visit|\bir\b"
            r"|rendre|recarsi|ke)"
            rf"|sem planos|tidak ada rencana"
        ),
    ),
    (
        Status.CANCELLED,
        re.compile(
            rf"(?:annule[rs]?|renonce|abgesagt|sagt\b.{{0,40}}\bab\b|annulla(?:to)?|cancela|cancelo"
            rf"|cancelou|suspendeu|membatalkan|dibatalkan|batal)\b.{{0,60}}{_TRIP}"
            rf"|{_TRIP}.{{0,90}}(?:annulee?|abgesagt|annullat[oa]|cancelad[oa]|dibatalkan|batal)\b"
            r"|renonc\w+ a (?:se rendre|partir)|renunci\w+ a (?:viajar|ir)"
            r"|desist\w+ de (?:viajar|ir)|rinunci\w+ ad andare"
            r"|batal (?:ke|berangkat|terbang|berkunjung)\b|\bsagt\b.{0,60}\bab\b"
        ),
    ),
    (
        Status.POSTPONED,
        re.compile(
            rf"(?:reporte|repousse|verschiebt|verschoben|rinvia(?:to)?|aplaza|aplazo|adia|adiou"
            rf"|menunda|ditunda)\b.{{0,60}}{_TRIP}|{_TRIP}.{{0,90}}(?:reportee?|repoussee?|verschoben"
            rf"|rinviat[oa]|aplazad[oa]|adiad[oa]|ditunda)\b"
        ),
    ),
    (
        Status.CONSIDERING,
        re.compile(
            r"\b(?:envisage|pourrait se rendre|erwagt|konnte .{0,40}reisen|valuta"
            r"|potrebbe (?:andare|recarsi)|considera (?:viajar|visitar)|podria (?:viajar|visitar)"
            r"|avalia (?:viajar|visitar|ir)|pode (?:viajar|ir) a|mempertimbangkan)\b"
        ),
    ),
    (
        Status.COMPLETED,
        re.compile(
            r"\b(?:est rentree?|est revenue?|de retour (?:de|a)|zuruckgekehrt|ist zuruck"
            r"|e tornat[oa]|e rientrat[oa]|regreso|volvio de|voltou|retornou|kembali (?:dari|ke)"
            r"|pulang)\b"
        ),
    ),
    (
        Status.ARRIVED,
        re.compile(
            r"\b(?:est arrivee?|arrive a|en visite|angekommen|eingetroffen|gelandet"
            r"|a atterri|e atterrat[oa]|aterrizo|aterrissou|pousou|mendarat"
            r"|ist in .{0,30}eingetroffen|e arrivat[oa]|in visita|llego a|de visita|chegou a"
            r"|em visita|tiba di|berada di|a rencontre|traf .{0,40} in|bertemu .{0,60} di)\b"
        ),
    ),
    (
        Status.DEPARTED,
        re.compile(
            r"\b(?:est partie?|s'est envolee?|a pris .{0,30}l'avion|s'envole|abgereist"
            r"|ist .{0,40}geflogen|e partit[oa]|e volat[oa]|partio|salio hacia|viajo a|embarcou"
            r"|partiu|viajou para|embarca|bertolak|berangkat|terbang ke|decolle|s'est rendue? a)\b"
        ),
    ),
    (
        Status.PLANNED,
        re.compile(
            r"\b(?:se rendra|se rend|se rendront|se rendent|partent|part|s'envoleront|est attendue?|attendue? a"
            r"|reisen|fliegen|besucht|bricht .{0,40} auf|brechen .{0,40} auf|si rec(?:a|ano)|si recheranno"
            r"|vola a|volano a|parte per"
            r"|viajarao|viajaran|viajan|embarcara|segue para|segue viagem|deve (?:viajar|ir|visitar|embarcar)"
            r"|akan ke|dijadwalkan (?:ke|berkunjung|mengunjungi|bertolak|berangkat|terbang|bertemu)"
            r"|kunjungi|ira|sera (?:a|en|aux)|doit se rendre|va se rendre"
            r"|retrouver(?:a|ait|ont)|se retrouvent|rencontrera|partira|reist"
            r"|wird .{0,80}(?:reisen|fliegen|besuchen|treffen)|abzureisen|fliegt"
            r"|will .{0,60}reisen|andra|sara (?:in|a|negli|nei|nel|alla|al)|si rechera|volera|partira per|incontrera"
            r"|viajara|visitara|ira a|estara en|se reunira|vai (?:a|para|viajar)|ira (?:a|aos)"
            r"|estara em|viaja|akan (?:pergi|berkunjung|mengunjungi|bertolak|berangkat|terbang"
            r"|berada))\b"
        ),
    ),
]
_IF = {
    language: re.compile(rf"\b(?:{words})\b")
    for language, words in {
        "fr": r"si|s'il|s'ils",
        "de": "wenn|falls|sollte|ob",
        "it": "se|qualora|vorrebbe",
        "es": "si|quisiera",
        "pt": r"se(?! (?:reun|encontr|desloc|avist))|caso|adoraria|gostaria",
        "id": "kalau|jika|apabila",
    }.items()
}
"""Words of a condition; per language, for "se" and "si" are also reflexive."""

_SAYS = re.compile(
    r"ministere|ministero|minister(?:ium|ien)|ministerio|ministerstv|sprecher|porte-parole|portavoce|portavoz|porta-voz"
    r"|\ba annonce|\ba (?:indique|fait savoir|confirme|precise)|kementerian|istana|teilte\b.{0,80}\bmit\b|mitteilte"
    r"|bestatigt|bundesrat|kanzleramt|bundesregierung|elysee|matignon|conseil federal|gouvernement|palazzo chigi"
    r"|quirinale|governo|gobierno|planalto|itamaraty|casa rosada|moncloa|ha annunciato|ha confermato|anuncio|anunciou"
    r"|informou|informo|confirmou|confirmo|mengumumkan|mengonfirmasi"
)
_SOURCES = re.compile(r"\b(?:sources?|fontes?|fonti|fuentes?|quellen?|kreise[n]?|sumber|insider)\b")

_MONTHS = {
    1: "janvier|januar|gennaio|enero|janeiro|januari",
    2: "fevrier|februar|febbraio|febrero|fevereiro|februari",
    3: "mars|marz|marzo|marco|maret",
    4: "avril|april|aprile|abril",
    5: "mai|maggio|mayo|maio|mei",
    6: "juin|juni|giugno|junio|junho",
    7: "juillet|juli|luglio|julio|julho",
    8: "aout|august|agosto|agustus",
    9: "septembre|september|settembre|septiembre|setembro",
    10: "octobre|oktober|ottobre|octubre|outubro",
    11: "novembre|november|noviembre|novembro",
    12: "decembre|dezember|dicembre|diciembre|dezembro|desember",
}
_WEEKDAYS = [
    "lundi|montag|lunedi|lunes|segunda-feira|senin",
    "mardi|dienstag|martedi|martes|terca-feira|selasa",
    "mercredi|mittwoch|mercoledi|miercoles|quarta-feira|rabu",
    "jeudi|donnerstag|giovedi|jueves|quinta-feira|kamis",
    "vendredi|freitag|venerdi|viernes|sexta-feira|jumat",
    "samedi|samstag|sabato|sabado|sabtu",
    "dimanche|sonntag|domenica|domingo|minggu",
]
_MONTH = "|".join(_MONTHS.values())
_DAY = "|".join(_WEEKDAYS)
_DATE = re.compile(
    rf"\b(?P<d1>\d{{1,2}})(?:\.|er|º)?\s*(?:(?:au|al|bis|-|–|a|ate|hingga)\s*(?:le\s+|el\s+"
    rf"|o\s+)?(?P<d2>\d{{1,2}})\.?\s+)?(?:de\s+|di\s+)?(?P<month>{_MONTH})\b"
    rf"|\((?P<sd>\d{{1,2}})/(?P<sm>\d{{1,2}})\)|\b(?P<w>{_DAY})(?:abend|morgen|mittag|nachmittag|nacht)?\b"
    rf"|\b(?P<part>debut|mi|fin|anfang|mitte|ende|inizio|meta|fine|principios|mediados|finales|comeco|inicio|meados"
    rf"|fim|final|awal|pertengahan|akhir)[\s-]+(?:(?:de|di|do|a|bulan)\s+)?(?P<pm>{_MONTH})\b"
    r"|\b(?P<next>(?:la )?semaine prochaine|(?:nachste|kommende)[nr]? woche"
    r"|(?:la )?(?:prossima settimana|settimana prossima)"
    r"|(?:la )?(?:proxima semana|semana proxima)|semana que vem|(?:pekan|minggu) depan)\b"
    r"|\b(?P<this>cette semaine|diese[r]? woche|questa settimana|esta semana|nesta semana|(?:pekan|minggu) ini)\b"
    r"|\b(?P<morrow>demain|domani|manana|amanha|besok)\b|(?P<morgen>(?<!am )\bmorgen\b(?! fruh))"
    r"|\b(?P<today>aujourd'hui|heute|oggi|hoy|hoje|hari ini)\b"
)
_PARTS = {
    "early": "debut|anfang|inizio|principios|inicio|comeco|awal",
    "mid": "mi|mitte|meta|mediados|meados|pertengahan",
}


@cache
def _place_pattern() -> tuple[re.Pattern[str], dict[str, Place]]:
    table: dict[str, Place] = {" ".join(words): place for words, place in english_places().items() if place[1]}
    table.update(_CITIES)
    for code, names in _COUNTRIES.items():
        for name in names.split("|"):
            table.setdefault(name, (code, None))
    for words, place in english_places().items():  # many countries are written alike
        if place[1] is None and len(words[0]) > 4:
            table.setdefault(" ".join(words), place)
    longest = sorted((name for name in table if name not in {"dc", "as", "andrews"}), key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, longest)) + r")(?![\w-])"), table


def split(line: str) -> list[str]:
    """Sentences of a line; the full stop of an ordinal ("vom 8. bis 13. Juni") ends none."""
    pieces: list[str] = []
    for piece in split_english(line):
        if pieces and re.search(r"\b\d{1,2}\.$", pieces[-1]):
            pieces[-1] += " " + piece
        else:
            pieces.append(piece)
    return pieces


def read_sentence(sentence: str, index: int, page: Page) -> list[Claim]:
    """Claims of one sentence; at most one, of the listed officials it names."""
    tokens = tokenize(sentence)
    people = [mention.who for mention in find_people(tokens, find_places(tokens), page.cast) if mention.who.listed]
    people += [who for who in _by_rare_surname(tokens, page) if who not in people]
    text = plain(sentence).replace("ß", "ss")
    place = _place(sentence, text, people)
    found = next((status for status, pattern in _VERBS if pattern.search(text)), None)
    condition = _IF.get(page.language)
    if found is None or place is None or (condition and condition.search(text)):
        _remember(page, people, None)
        return []
    travelers = tuple({who.name: who for who in people if who.country != place[0]}.values()) or tuple(
        who for who in page.travelers if who.country != place[0]
    )
    if not travelers:
        return []
    leader = tuple(who for who in travelers if who.country == travelers[0].country)
    window = _window(
        text, page.day, Leaning.BACK if found in {Status.ARRIVED, Status.DEPARTED, Status.COMPLETED} else Leaning.AHEAD
    )
    if found is Status.DEPARTED and window.start and window.start > page.day:
        found = Status.PLANNED
    office = bool(_SAYS.search(text)) and not _SOURCES.search(text)
    _remember(page, list(leader), place)
    return [Claim(leader, place, found, index, 0.8, window, False, office, False, False, sentence)]


def _by_rare_surname(tokens: list[Token], page: Page) -> list[Traveler]:
    """Surnames that one listed official alone bears; headlines of these languages give no country beside them."""
    found = []
    for token in tokens:
        holders = page.cast.roster.surnames.get(token.word, ())
        if len(holders) == 1 and len(token.word) >= 5 and token.raw[0].isupper() and holders[0].role_on(page.day):
            found.append(page.cast.roster.traveler(holders[0], page.day))
    return found


def _remember(page: Page, people: list[Traveler], place: Place | None) -> None:
    if people:
        page.travelers = tuple(people)
    page.place = place or page.place


def _place(sentence: str, text: str, people: list[Traveler]) -> Place | None:
    pattern, table = _place_pattern()
    homes = {who.country for who in people}
    for match in pattern.finditer(text):
        place = table[match.group(0)]
        if place[0] not in homes or len(homes) > 1:
            return place
    return ("US", None) if re.search(r"\bke AS\b", sentence) else None


def _window(text: str, day: date, leaning: Leaning) -> Window:
    best, rough = Window(), Window()
    for match in _DATE.finditer(text):
        g = match.groupdict()
        if g["month"]:
            number = next(n for n, names in _MONTHS.items() if g["month"] in names.split("|"))
            start = days.month_day(day, number, int(g["d1"]))
            end = days.month_day(start or day, number, int(g["d2"])) if g["d2"] else None
            return Window(start, end)
        if g["pm"]:
            number = next(n for n, names in _MONTHS.items() if g["pm"] in names.split("|"))
            part = next((part for part, words in _PARTS.items() if g["part"] in words.split("|")), "late")
            rough = rough or days.month_of(days.year_of_month(day, number), number, part)
            continue
        if g["next"] or g["this"]:
            rough = rough or days.week(day, 1 if g["next"] else 0)
            continue
        if (g["morrow"] or g["morgen"] or g["today"]) and not best:
            best = Window(day + timedelta(0 if g["today"] else 1))
            continue
        if g["sd"]:
            return Window(days.month_day(day, int(g["sm"]), int(g["sd"])) if 1 <= int(g["sm"]) <= 12 else None)
        if (
            g["w"]
            and not best
            and not re.search(
                r"\b(?:dit|annonce|disse|sagte|dijo|kata|ha detto|a declare|mitteilte|informou|indique)\b.{0,12}$",
                text[: match.start()],
            )
        ):
            best = Window(
                days.weekday(day, next(n for n, names in enumerate(_WEEKDAYS) if g["w"] in names.split("|")), leaning)
            )
    return best if best.start else rough
