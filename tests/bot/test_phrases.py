"""Every phrase exists in each language with the same blanks to fill."""

import string

import pytest

from bot.render.phrases import LANGUAGES, PHRASES, phrase


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(PHRASES))
def test_a_phrase_has_the_same_blanks_in_english_and_japanese(key: str) -> None:
    english, japanese = PHRASES[key]
    assert _blanks(english) == _blanks(japanese)


@pytest.mark.parametrize("key", sorted(PHRASES))
def test_the_tags_of_a_phrase_are_closed(key: str) -> None:
    for text in PHRASES[key]:
        for tag in ("b", "i", "code", "a"):
            assert text.count(f"<{tag}>") + text.count(f"<{tag} ") == text.count(f"</{tag}>")


def test_an_unknown_language_is_answered_in_english() -> None:
    assert phrase("kind.orders", "fr") == phrase("kind.orders", "en")
    assert LANGUAGES == ("en", "ja")
