"""Product lists (``lists/NAME.txt``): one HTS code a line at printed length. The form is told in ``schema``."""

from __future__ import annotations

import shlex

from storage.facts.faults import FactError
from storage.facts.periods import PERIOD_KEYS, read_period
from tariff.measure import ListEntry, Period, ProductList


def digits(code: str) -> str:
    """An HTS code without dots, at printed length.

    Raises:
        ValueError: not 2 to 10 digits.
    """
    plain = code.replace(".", "")
    if not plain.isdigit() or not 2 <= len(plain) <= 10:
        raise ValueError(f"'{code}' is not an HTS code")
    return plain


def read_list(name: str, text: str) -> ProductList:
    """A product list file.

    Raises:
        FactError: with the file and line.
    """
    title, entries = name, []
    period: Period | None = None
    is_article, uncertain, expected = False, None, True
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("# title:"):
            title = line.removeprefix("# title:").strip()
            continue
        try:
            if line.startswith("@"):
                period, is_article, uncertain, expected = _section(line)
                continue
            code, _, words = line.partition("#")[0].strip().partition(" ")
            if not code:
                continue
            if is_article and not words:
                raise ValueError("an article section needs words after the code")
            article = words.strip() if is_article else None
            entries.append(ListEntry(digits(code), period, article, uncertain, expected))
        except (KeyError, ValueError) as fault:
            raise FactError(f"lists/{name}.txt, line {number}: {fault}.") from None
    return ProductList(name, title, tuple(entries))


def _section(line: str) -> tuple[Period | None, bool, str | None, bool]:
    words = shlex.split(line.partition("#")[0][1:])
    fields = dict(w.split("=", 1) for w in words if "=" in w)
    if unknown := set(fields) - PERIOD_KEYS - {"uncertain", "expected"}:
        raise ValueError(f"unknown section field '{sorted(unknown)[0]}'")
    if rest := [w for w in words if "=" not in w and w != "article"]:
        raise ValueError(f"unknown section word '{rest[0]}'")
    period = read_period(fields) if "from" in fields else None
    return period, "article" in words, fields.get("uncertain"), fields.get("expected") != "no"
