"""Observations: typed readings of sources, before any decision. Stored once each, never edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class ItemKind(StrEnum):
    """What a source's item is; each detector names the kinds it reads."""

    WHITE_HOUSE_POST = "white_house_post"
    FEDERAL_REGISTER_DOCUMENT = "federal_register_document"
    INSPECTION_FILING = "inspection_filing"
    HTS_RELEASE = "hts_release"
    CSMS_MESSAGE = "csms_message"
    AGENCY_NOTICE = "agency_notice"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a source published, as read.

    Attributes:
        kind: see ``ItemKind``.
        source: registered name of the source.
        native_id: the source's own stable key (document number, post id, guid or, failing these, normalised URL).
        url: address for people.
        title: as published; markup removed, entities decoded once.
        text: body or teaser as plain text; "" when the source gives none.
        published_at: publisher's time, aware UTC; None when it gives none.
        modified_at: publisher's modification time, None when it gives none.
        lang: "en" or "ja" (or another two-letter code when known).
        fields: what only this kind has, JSON-able strings ("document_number", "executive_order_number",
            "signing_date", "publication_date", "filed_at", "correction_of", "subtype", "category", "outlet", ...).
    """

    kind: ItemKind
    source: str
    native_id: str
    url: str
    title: str
    text: str = ""
    published_at: datetime | None = None
    modified_at: datetime | None = None
    lang: str = "en"
    fields: Mapping[str, str] = field(default_factory=dict)

    def on_day(self) -> date | None:
        """The publisher's day in UTC, None when no time was given."""
        return self.published_at.date() if self.published_at else None
