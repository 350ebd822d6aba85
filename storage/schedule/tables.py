"""Tables of the schedule. A release is a sequence of rows; equal rows of different releases are stored once.

Forty-four releases share all but a few thousand of their 36,000 rows each, so the sequence is what a release costs:
row ids in printed order, as differences, compressed.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, LargeBinary, Text
from sqlmodel import Field, SQLModel

from storage.columns import BigId, Instant, Json


class HtsRelease(SQLModel, table=True):
    """An official release.

    Attributes:
        name: official name, "2026HTSRev10".
        in_force: the day (New York) from which its rows answer.
        checked_on: last day (New York) on which it was known to be the release in force, or ``in_force``.
        rows: number of rows.
        digest: SHA-256 of the rows; a second load of the same rows changes nothing.
        source: address it was read from, or "file".
        loaded_at: when.
        sequence: row ids in printed order, see ``storage.schedule.store``.
    """

    __tablename__ = "hts_release"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    in_force: date
    checked_on: date
    rows: int
    digest: str
    source: str
    loaded_at: datetime = Field(sa_type=Instant)
    sequence: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class HtsLine(SQLModel, table=True):
    """One distinct printed row, without markup. ``code`` is digits only, "" on label rows."""

    __tablename__ = "hts_line"

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    digest: str = Field(unique=True)
    code: str = Field(index=True)
    indent: int
    description: str = Field(sa_column=Column(Text, nullable=False))
    units: list[str] = Field(sa_type=Json)
    general: str
    special: str
    other: str
    footnotes: list[str] = Field(sa_type=Json)
    additional: str


class HtsBook(SQLModel, table=True):
    """What a process loads at start: all releases compiled (``storage.schedule.book``). One row, id 1."""

    __tablename__ = "hts_book"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    block: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: datetime = Field(sa_type=Instant)
