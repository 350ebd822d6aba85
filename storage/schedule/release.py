"""An official release of the schedule as rows: the file as published, plain or gzip, or the API's export.

Shape: a bare JSON list of rows, about 36,000 of them, in printed order. The live API adds ``statisticalSuffix`` and
a footnote ``marker``; both are left out. Markup, entities and the several ways of writing "nothing" (``""``,
``null``, ``[]``, ``[" "]``) are taken out here, so that equal rows compare equal.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from tariff.ratetext import plain

FEWEST_ROWS = 30_000
"""The smallest release of 2025 and 2026 has 35,495 rows; a shorter body is a half one."""

LARGEST_BODY = 64_000_000
"""Bytes after decompression; the real ones have about 15 million."""

_NOT_DIGITS = re.compile(r"\D")
_FILE_NAME = re.compile(r"(?P<year>20\d\d)_?(?:hts_?)?(?:rev(?:ision)?_?(?P<revision>\d{1,2})|(?P<basic>basic))", re.I)
_OFFICIAL_NAME = re.compile(r"(?P<year>20\d\d)HTS(?:Rev(?P<revision>\d{1,2})|Basic)")


class ReleaseFault(ValueError):
    """The body is not a usable release; the message says what is wrong and what to do next, in one sentence."""


class Row(NamedTuple):
    """One printed row.

    Attributes:
        code: digits only, at printed length; "" on label rows.
        indent: depth as printed.
        description: without markup.
        units: units of quantity as printed.
        general, special, other: rate cells without markup; "" where blank.
        footnotes: footnote texts.
        additional: the "additional duties" cell; nearly always "".
    """

    code: str
    indent: int
    description: str
    units: tuple[str, ...]
    general: str
    special: str
    other: str
    footnotes: tuple[str, ...]
    additional: str

    @property
    def has_rate(self) -> bool:
        """True when a rate is printed on this row itself."""
        return bool(self.general or self.special or self.other)


def dotted(code: str) -> str:
    """ "9903011000" as printed: "9903.01.10.00"."""
    return ".".join(part for part in (code[:4], code[4:6], code[6:8], code[8:]) if part)


def read_file(path: Path) -> list[Row]:
    """Rows of a release file, plain or gzip. Raises ``ReleaseFault``."""
    try:
        body = path.read_bytes()
    except OSError as fault:
        raise ReleaseFault(f"{path} cannot be read ({fault.strerror}); check the path.") from fault
    return read_body(body)


def read_body(body: bytes, fewest_rows: int | None = None) -> list[Row]:
    """Rows of a release body.

    Args:
        body: JSON, plain or gzip.
        fewest_rows: a body with fewer rows is refused as incomplete; ``FEWEST_ROWS`` by default.

    Raises:
        ReleaseFault: an HTML page, broken or half JSON, a list of something else, or too few rows.
    """
    fewest = FEWEST_ROWS if fewest_rows is None else fewest_rows
    body = _decompressed(body)
    start = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        raise ReleaseFault(
            "The answer is a web page, not a release; try again later, or load a saved file with --file."
        )
    try:
        printed = orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as fault:
        raise ReleaseFault("The release is broken or incomplete JSON; download it again.") from fault
    if not isinstance(printed, list) or not all(isinstance(row, dict) for row in printed):
        raise ReleaseFault("The JSON is not a list of schedule rows; use the official export of the whole schedule.")
    if len(printed) < fewest:
        raise ReleaseFault(
            f"The release has only {len(printed):,} rows, a whole one at least {fewest:,}; "
            "export the schedule from 0100 to 9999."
        )
    rows = [_row(row, number) for number, row in enumerate(printed, start=1)]
    if fewest and not any(row.code.startswith("9903") for row in rows):
        raise ReleaseFault("The release has no heading 9903; export the schedule from 0100 to 9999.")
    return rows


def release_name(text: str) -> str | None:
    """Official name ("2026HTSRev10", "2026HTSBasic") named in a file name or said by a person; None if none is."""
    found = _OFFICIAL_NAME.search(text) or _FILE_NAME.search(text)
    if found is None:
        return None
    revision = found["revision"]
    return f"{found['year']}HTSRev{int(revision)}" if revision else f"{found['year']}HTSBasic"


def _decompressed(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return _bounded(body)
    try:
        stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        plain_body = stream.decompress(body, LARGEST_BODY + 1)
    except (zlib.error, gzip.BadGzipFile) as fault:
        raise ReleaseFault("The gzip file is damaged; download it again.") from fault
    if len(plain_body) <= LARGEST_BODY and not stream.eof:
        raise ReleaseFault("The gzip file ends too early; download it again.")
    return _bounded(plain_body)


def _bounded(body: bytes) -> bytes:
    if len(body) > LARGEST_BODY:
        raise ReleaseFault(
            f"The body is larger than {LARGEST_BODY // 1_000_000} MB, which no release is; check the source."
        )
    return body


def _row(printed: dict[str, Any], number: int) -> Row:
    try:
        code = _NOT_DIGITS.sub("", printed.get("htsno") or "")
        suffix = _NOT_DIGITS.sub("", printed.get("statisticalSuffix") or "")
        if len(code) == 8 and len(suffix) == 2:
            code += suffix
        return Row(
            code=code,
            indent=int(printed.get("indent") or 0),
            description=plain(printed.get("description")),
            units=_texts(printed.get("units")),
            general=plain(printed.get("general")),
            special=plain(printed.get("special")),
            other=plain(printed.get("other")),
            footnotes=_texts(note.get("value") for note in printed.get("footnotes") or ()),
            additional=plain(printed.get("additionalDuties")),
        )
    except (TypeError, ValueError, AttributeError) as fault:
        raise ReleaseFault(f"Row {number} of the release is not a schedule row; use the official export.") from fault


def _texts(cells: Iterable[str | None] | None) -> tuple[str, ...]:
    return tuple(text for text in map(plain, cells or ()) if text)


def rows_under(rows: Sequence[Row], prefix: str) -> list[Row]:
    """Rows whose code begins with ``prefix``, in printed order."""
    return [row for row in rows if row.code.startswith(prefix)]
