"""What kind of answer is wanted: tables of turns of speech, English and Japanese."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Wants(StrEnum):
    """Kinds of question."""

    RATE = "rate"
    ORDERS = "orders"
    TRIPS = "trips"
    ISSUES = "issues"
    CHANGES = "changes"
    HELP = "help"


COMMANDS: dict[str, Wants] = {
    "rate": Wants.RATE,
    "rates": Wants.RATE,
    "tariff": Wants.RATE,
    "tariffs": Wants.RATE,
    "duty": Wants.RATE,
    "ask": Wants.RATE,
    "r": Wants.RATE,
    "orders": Wants.ORDERS,
    "order": Wants.ORDERS,
    "eo": Wants.ORDERS,
    "trips": Wants.TRIPS,
    "trip": Wants.TRIPS,
    "issues": Wants.ISSUES,
    "issue": Wants.ISSUES,
    "changes": Wants.CHANGES,
    "change": Wants.CHANGES,
    "news": Wants.CHANGES,
    "whatsnew": Wants.CHANGES,
    "help": Wants.HELP,
    "start": Wants.HELP,
    "税率": Wants.RATE,
    "関税": Wants.RATE,
    "大統領令": Wants.ORDERS,
    "訪米": Wants.TRIPS,
    "論点": Wants.ISSUES,
    "ヘルプ": Wants.HELP,
}
COMMAND = re.compile(r"^[/!](?P<name>[a-z_]+|[\u3040-\u9fff]+)(?:@\w+)?(?:\s+|$)")

_HELP = re.compile(
    r"^(?:help(?: me)?|start|hi|hello|hey|yo|good (?:morning|evening|afternoon)|thanks?(?: you)?|"
    r"thank you.*|what can (?:you|i|this)\b.*|who are you|how (?:does|do) (?:this|you|i use).*"
    r"|menu|commands?|usage|使い方.*|ヘルプ|こんにちは|こんばんは|おはよう.*|はじめまして|ありがとう.*|何ができ.*|どう使.*|助けて|👋)[\s?!.。？！]*$"
)
_TRIPS = re.compile(
    r"\b(?:trips?|visits?|visiting|visited|travell?(?:s|ing|ed)?|itinerar(?:y|ies)|delegations?|"
    r"fly(?:ing)? to|flight to|going to washington|in washington|heading to|whereabouts|summit)\b"
    r"|訪米|向か(?:う|い|って)|行く予定|訪日|訪韓|訪中|訪問|出張|渡米|来日|外遊|渡航|会談|滞在"
)
_PERSON_MOVES = re.compile(
    r"\b(?:going|go|went|coming|come|came|cancel\w*|postpone\w*|scrap\w*|call(?:ed)? off|meet\w*|"
    r"arriv\w*|leav\w*|left|depart\w*|landed|return\w*|when|where|schedule\w*|talks?|plans?)\b|中止|延期|取りやめ|予定|いつ|どこ"
)
_OFFICE = re.compile(
    r"\b(?:presidents?|prime minister|premier|chancellor|(?:trade |economy |foreign |finance |commerce )?ministers?|"
    r"(?:chief |trade |tariff )?negotiators?|envoys?|secretary|trade representative|ustr|delegations?|officials?)\b"
    r"|大臣|首相|総理|大統領(?!令)|交渉官|閣僚|通商代表|長官"
)
_ORDERS = re.compile(
    r"\b(?:executive orders?|proclamations?|presidential (?:orders?|actions?)|eo ?1[34]\d{3}|(?:latest|"
    r"new|newest|recent|last|what|which|any|all|signed|list(?: of)?|show(?: me)?) (?:the )?orders?|"
    r"orders? (?:signed|about|on|concerning|affecting|regarding|since|this|last)|federal register "
    r"notices?|(?:what|which|anything|something)\b.{0,40}\bsign(?:ed|s)?)\b"
    r"|大統領令|布告|大統領布告|官報"
)
_ISSUES = re.compile(
    r"\b(?:(?:open|unresolved|outstanding|pending|remaining|disputed|negotiat\w+|key) (?:issues?|"
    r"points?|questions?|items?|matters?)|issues?|still (?:open|unresolved|disputed|unsettled|"
    r"undecided)|sticking points?|state of (?:the )?(?:talks|play|negotiations?)|status of (?:the "
    r")?(?:talks|negotiations?|deal)"
    r"|what (?:is|'s|s) (?:not|n't) (?:settled|agreed|resolved|done)|(?:how are|where do|where "
    r"are) (?:the )?(?:talks|negotiations|things stand)\w*|trade talks|negotiations?)\b"
    r"|未解決|論点|争点|懸案|交渉状況|交渉の状況|交渉の現状|交渉はどう|協議の状況|課題|対立点|残る問題"
)
_CHANGES = re.compile(
    r"\b(?:what(?:'s|s| is| has| have)? (?:new|changed|changing|happened|different)|what changes|"
    r"(?:any|latest|recent|all|upcoming|list) (?:tariff |duty |the )*(?:changes?|news|updates?|"
    r"developments?)|changes? (?:since|in the|last|this|for|over)|updates? (?:on|for|since)|news "
    r"(?:on|about|for))\b"
    r"|何が変わ|変更点|最近の動き|最新情報|ニュース|新着|何が起き|変化は|どんな変更|変更はあ"
)
RATE_WORDS = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|rates?|levy|levies|pays?|paid|paying|owe|owed|charged?|import(?:s|"
    r"ing|ed)?|percent|tax(?:es|ed)?|how much|cost|customs|hts|landed)\b|%|関税|税率|課税|いくら|"
    r"輸入|何パーセント|税金"
)

_AMOUNT = re.compile(
    r"\b(?:pays?|paid|paying|owes?|rate|how much|percent|charged|tariff (?:on|for|is|was)|dut(?:y|ies) (?:on|for))\b"
    r"|%|税率|いくら|何パーセント"
)

_FLAGS: dict[str, re.Pattern[str]] = {
    "asks_retroactive": re.compile(r"retroactiv|back-?dated?|retrospectiv|遡及|遡って|さかのぼ|遡る"),
    "asks_refund": re.compile(r"\brefund|money back|reimburs|\brebate|還付|払い戻|返金|取り戻"),
    "asks_exempt": re.compile(
        r"\bexempt|\bexclu(?:ded|sion)|duty[ -]?free|tariff[ -]?free|carve[ -]?out|\bspared\b|\bwaive[dr]|"
        r"免除|除外|対象外|無税|非課税|例外"
    ),
    "asks_change": re.compile(
        r"\bchang(?:e|ed|es|ing)\b|\b(?:cut(?! flowers?\b)|cuts|lower(?:ed)?|reduc(?:ed?|tion)|rais(?:ed?|"
        r"ing)|increas\w*|hiked?|dropped|drop|doubl\w+|went (?:up|down)|go(?:es|ing)? (?:up|down)|"
        r"rise|rose|fell|still)\b|引き下げ|引下げ|引き上げ|下が|上が|変わ|変更"
    ),
    "asks_since": re.compile(
        r"\bsince when|\bwhen (?:did|does|do|will|was|is|are|were)\b|\bfrom when|effective date|\bwhat "
        r"date|\bhow long|いつから|いつまで|いつ|発効日"
    ),
    "asks_stacking": re.compile(
        r"\bstack|\bon top of|in addition to|cumulativ|\badd(?:ed)? up\b|\bcombined\b|\btogether with|"
        r"\bboth\b|上乗せ|重ね|重複|加算|併課|二重|スタッキング|合算"
    ),
    "asks_deal": re.compile(r"\bdeal\b|\bagreement\b|\bframework\b|\bpact\b|\bmou\b|合意|ディール|協定|枠組み"),
}

_AUTHORITIES: tuple[tuple[str, str | None, re.Pattern[str]], ...] = tuple(
    (authority, programme, re.compile(pattern))
    for authority, programme, pattern in (
        ("IEEPA", "reciprocal", r"\breciprocals?\b(?: tariffs?| dut(?:y|ies))?|相互関税|liberation day tariffs?"),
        (
            "IEEPA",
            "fentanyl",
            r"\bfentanyl\b(?: tariffs?| dut(?:y|ies))?|\b(?:drug )?trafficking (?:tariffs?|dut(?:y|ies))|"
            r"フェンタニル(?:関税)?",
        ),
        (
            "IEEPA",
            None,
            r"\bieepa\b|\bemergency (?:powers? )?(?:act|tariffs?|dut(?:y|ies))|国際緊急経済権限法|緊急関税",
        ),
        (
            "s.232",
            None,
            r"(?:\b(?:section|sec\.?|s\.?)|§|セクション)\s*232\b|\b232s?(?: tariffs?| dut(?:y|ies)|\b)(?![\d.])"
            r"|通商拡大法(?:第?232条)?|232条(?:関税)?",
        ),
        (
            "s.301",
            None,
            r"(?:\b(?:section|sec\.?|s\.?)|§|セクション)\s*301\b|\b301s?(?: tariffs?| dut(?:y|ies)|\b)(?![\d.])"
            r"|通商法(?:第?301条)|301条(?:関税)?",
        ),
        (
            "s.122",
            None,
            r"(?:\b(?:section|sec\.?|s\.?)|§|セクション)\s*122\b|\b122 (?:tariffs?|dut(?:y|ies)|surcharge)"
            r"|通商法(?:第?122条)|122条(?:関税)?|import surcharge",
        ),
        (
            "s.338",
            None,
            r"(?:\b(?:section|sec\.?|s\.?)|§|セクション)\s*338\b|\b338 (?:tariffs?|dut(?:y|ies))|338条(?:関税)?",
        ),
        ("s.201", None, r"(?:\b(?:section|sec\.?|s\.?)|§|セクション)\s*201\b|201条"),
        ("column 2", None, r"\bcolumn (?:2|two)\b"),
        (
            "MFN",
            None,
            r"\bmfn\b|\bmost[ -]favou?red[ -]nation\b|\b(?:column (?:1|one)|base|normal|general|standard|"
            r"regular) (?:rate|tariff|duty)\b|最恵国(?:税率|待遇)?|基本税率|一般税率|mfn税率",
        ),
        (
            "AD/CVD",
            None,
            r"\banti-?dumping\b|\bcountervailing\b|\bad/cvd\b|\bcvd\b|\bdumping dut(?:y|ies)|アンチダンピング|"
            r"反ダンピング|不当廉売|相殺関税",
        ),
        ("de minimis", None, r"\bde ?minimis\b|デミニミス|デ・ミニミス|少額免税|少額輸入|\bunder \$?800\b"),
    )
)

OUTBOUND = re.compile(
    r"\b(?:u\.?s\.?|american|united states)\s+(?:\w+\s+){0,2}?exports?\s+(?:of\s+\w+\s+)?(?:to|into)\b"
    r"|\b(?:tariffs?|dut(?:y|ies)|retaliat\w*)(?:\s+\w+){0,3}\s+(?:on|against|for)\s+(?:u\.?s\.?|american)\s+(?!imports?\b)(?:goods|products|exports|cars|beef|soybeans?|rice|pork|whiske?y|bourbon|autos?|lng|farm|agricultural|steel|wine)\b"
    r"|\b(?:does|do|did|will|would|can) (?:the )?(?!us\b|u\.s|america|trump|washington|customs|cbp|it\b|they|you|we\b)"
    r"[a-z]+ (?:charge|impose|levy|slap)s? "
    r"|\bretaliat(?:ory|ion|es?|ing)\b|報復関税|対抗関税|米国(?:製品|産品)への.{0,6}関税|米国からの輸出"
)
VAGUE_TIME = re.compile(
    r"\b(?:before|prior to|until|after|since|under) (?:the |this |that |any |all )?(?:\w+ )?"
    r"(?:deal|agreement|truce|tariffs?|trump|election|order|ruling|supreme court|trade war|framework|"
    r"inauguration|biden)\b(?<!under the deal)(?<!under the agreement)"
    r"|(?:合意|関税|トランプ|大統領令|判決|協定|ディール)(?:の)?(?:前|以前|後|以降)"
)
EVERYWHERE = re.compile(
    r"\b(?:everyone|everybody|every country|all countries|all origins|any country|any origin|worldwide|"
    r"globally|global rate|all other countries|rest of the world)\b|全世界|すべての国|全ての国|"
    r"世界各国|各国共通"
)


@dataclass(frozen=True, slots=True)
class Authority:
    """A layer that was named, and where."""

    name: str
    programme: str | None
    span: tuple[int, int]


def flags(text: str) -> dict[str, bool]:
    """Which flags of a rate question the text raises, by field name of ``RateQuestion``."""
    return {name: True for name, rule in _FLAGS.items() if rule.search(text)}


def authorities(text: str) -> list[Authority]:
    """Layers named in the text, the narrowest reading first."""
    found: list[Authority] = []
    for name, programme, rule in _AUTHORITIES:
        for match in rule.finditer(text):
            if not any(match.start() < a.span[1] and a.span[0] < match.end() for a in found):
                found.append(Authority(name, programme, match.span()))
    return found


def wanted(text: str, *, has_person: bool, has_product: bool, has_origin: bool = False) -> Wants:
    """The kind of question a plain sentence is. A named product and a word of rates make it a rate question."""
    if _HELP.match(text):
        return Wants.HELP
    if has_person and (
        _TRIPS.search(text) or _PERSON_MOVES.search(text) or not (has_product or RATE_WORDS.search(text))
    ):
        return Wants.TRIPS
    about_rate = bool(RATE_WORDS.search(text))
    if _CHANGES.search(text):
        return Wants.CHANGES
    asks_amount = bool(_AMOUNT.search(text)) and has_origin
    if _ORDERS.search(text) and not (has_product and about_rate) and not asks_amount:
        return Wants.ORDERS
    moves = _TRIPS.search(text) or (_OFFICE.search(text) and _PERSON_MOVES.search(text))
    if moves and not has_product and not about_rate:
        return Wants.TRIPS
    if _ISSUES.search(text) and not (has_product and about_rate) and not asks_amount:
        return Wants.ISSUES
    return Wants.RATE
