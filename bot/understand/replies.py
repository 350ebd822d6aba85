"""Answers that ask back: a short choice, one missing thing, one helpful line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.understand.question import Choice, Missing, NotUnderstood, Product
from bot.understand.words import Means, Vocabulary
from tariff.answer import ShipmentFact

_FACT_WORDS: dict[tuple[ShipmentFact, str], str] = {
    (ShipmentFact.USMCA, "yes"): "usmca",
    (ShipmentFact.USMCA, "no"): "not usmca",
    (ShipmentFact.PREFERENCE, "yes"): "under FTA",
    (ShipmentFact.PREFERENCE, "no"): "without FTA",
    (ShipmentFact.WITHIN_QUOTA, "yes"): "in quota",
    (ShipmentFact.WITHIN_QUOTA, "no"): "over quota",
    (ShipmentFact.CIVIL_AIRCRAFT, "yes"): "for civil aircraft",
    (ShipmentFact.AUTO_PART, "yes"): "as auto part",
    (ShipmentFact.AUTO_PART, "no"): "not an auto part",
    (ShipmentFact.PATENTED, "yes"): "patented",
    (ShipmentFact.PATENTED, "no"): "generic",
}

EXAMPLES_EN = "/rate cars japan, /rate 8703.23.01 DE 2025-08-28, “steel from the EU last September”"
EXAMPLES_JA = "/rate 車 日本、/rate 8703.23.01 DE 2025-08-28、「日本の牛肉の関税は？」"


def fact_words(facts: Mapping[ShipmentFact, str]) -> str:
    """Facts in words that ``read`` understands again."""
    words: list[str] = []
    for fact, value in facts.items():
        if fact is ShipmentFact.METAL_PERCENT:
            words.append(f"metal {value}%")
        elif fact is ShipmentFact.US_CONTENT_PERCENT:
            words.append(f"US content {value}%")
        elif fact is ShipmentFact.LOADED_ON:
            words.append(f"loaded on {value}")
        elif fact is ShipmentFact.VEHICLE_AGE:
            words.append(f"{value} years old")
        elif (phrase := _FACT_WORDS.get((fact, value))) is not None:
            words.append(phrase)
    return " ".join(words)


def as_command(
    word: str,
    country: str | None,
    on: date | None,
    facts: Mapping[ShipmentFact, str],
    book: Vocabulary,
    *,
    japanese: bool,
) -> str:
    """A rate question as a command that reads without a choice."""
    place = ""
    if country:
        place = book.countries[country].name_ja if japanese else book.countries[country].name_en
    return " ".join(part for part in ("/rate", word, place, on.isoformat() if on else "", fact_words(facts)) if part)


def word_for(product: Product, book: Vocabulary, *, japanese: bool) -> str:
    """A word of the vocabulary that means this product and nothing else; its number where it has none."""
    if product.id not in book.first_word:
        return product.codes[0]
    english, local = book.first_word[product.id]
    if japanese:
        sense = book.other.get(local.replace(" ", "")) or book.latin.get(local.lower())
        if sense and sense.means is Means.PRODUCT and sense.value == product.id:
            return local
    forms = book.only_as.get(english)
    return sorted(forms)[0] if forms else english


def choice_of_products(
    products: Sequence[Product],
    country: str | None,
    on: date | None,
    facts: Mapping[ShipmentFact, str],
    book: Vocabulary,
    *,
    japanese: bool,
) -> Choice:
    """ "Which of these do you mean?" with at most five options."""
    options = tuple(
        (
            p.name_ja if japanese else p.name_en,
            as_command(word_for(p, book, japanese=japanese), country, on, facts, book, japanese=japanese),
        )
        for p in products[:5]
    )
    return Choice("Which of these do you mean?", "どれのことですか。", options)


def choice_of_countries(
    codes: Sequence[str],
    product: Product | None,
    on: date | None,
    facts: Mapping[ShipmentFact, str],
    book: Vocabulary,
    *,
    japanese: bool,
) -> Choice:
    """ "Made in which of these?" with at most six options."""
    word = word_for(product, book, japanese=japanese) if product else ""
    options = tuple(
        (
            book.countries[code].name_ja if japanese else book.countries[code].name_en,
            as_command(word, code, on, facts, book, japanese=japanese),
        )
        for code in codes[:6]
    )
    return Choice(
        "Made in which country? I answer one origin at a time.",
        "原産国はどちらですか。一度に一か国ずつお答えします。",
        options,
    )


def missing_country(product: Product | None, on: date | None) -> Missing:
    """A product without an origin."""
    name_en = product.name_en if product else "these goods"
    name_ja = product.name_ja if product else "この品目"
    return Missing(
        "country",
        f"Made in which country? The duty on {name_en} depends on it. Send the country, or for example: "
        f"/rate {name_en} japan",
        f"原産国はどこですか。{name_ja}の関税は原産国で決まります。国名を送ってください。",
        product=product,
        on=on,
    )


def missing_product(unknown: str, country: str | None, on: date | None) -> Missing:
    """A word that is no product here; guessing would be worse than asking."""
    shown = unknown if len(unknown) <= 40 else unknown[:39] + "…"
    return Missing(
        "product",
        f"I do not know “{shown}” as a product. Say it in other words, or send its HTS number (4 to 10 digits).",
        f"「{shown}」という品目が分かりません。別の言葉か、HTS番号（4〜10桁）を送ってください。",
        country=country,
        on=on,
        unknown=unknown,
    )


NOTHING = NotUnderstood(
    f"Ask about a product and a country: {EXAMPLES_EN}.", f"品目と国を送ってください。例: {EXAMPLES_JA}"
)
TOO_LONG = NotUnderstood(
    "That is longer than I read. Ask one thing in one sentence, for example: /rate cars japan.",
    "長すぎて読めません。一つの文で一つだけ質問してください。例: /rate 車 日本",
)
NO_COMMAND = NotUnderstood(
    "I do not know that command. /help lists what I answer.", "そのコマンドは分かりません。/help で使い方を表示します。"
)
OUTWARD = NotUnderstood(
    "I know what US customs charges on imports, not what other countries charge on US goods. "
    "Ask for example: /rate cars japan.",
    "私が分かるのは米国が輸入品にかける関税です。他国が米国製品にかける関税は分かりません。例: /rate 車 日本",
)
FACT_ALONE = NotUnderstood(
    "That is a fact about a shipment. Say of which goods and from where: /rate washing machines mexico metal 40%.",
    "それは貨物についての事実です。品目と原産国も送ってください。例: /rate 洗濯機 メキシコ metal 40%",
)
MADE_IN_USA = NotUnderstood(
    "Goods made in the United States are not foreign goods; returned US goods are a matter of "
    "chapter 98. Name a foreign origin, for example: /rate cars japan.",
    "米国産の品物は対象外です（返送品は第98類）。外国の原産国を送ってください。例: /rate 車 日本",
)
BAD_NUMBER = NotUnderstood(
    "An HTS number has 4, 6, 8 or 10 digits, chapters 01 to 97. Send it like 8703.23.01, with "
    "a country: /rate 8703.23.01 japan.",
    "HTS番号は4・6・8・10桁（第01〜97類）です。国名と一緒に送ってください。例: /rate 8703.23.01 日本",
)
SPECIAL_HEADING = NotUnderstood(
    "Headings 9801 to 9999 are provisions, not goods. Ask about the goods and their origin, and "
    "I name the headings that apply: /rate cars japan.",
    "9801〜9999は品目ではなく特別規定の番号です。品目と原産国を送れば、適用される番号をお答えします。例: /rate 車 日本",
)
