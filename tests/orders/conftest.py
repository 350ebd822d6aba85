"""Papers for the tests of orders, and the recorded samples where they are at hand."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jobs.detect import Subject
from jobs.detect.orders import OrdersDetector
from storage.events import NewEvent
from storage.observations import Item, ItemKind

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples"
JAPAN_ORDER = (
    "By the authority vested in me as President by the Constitution and the laws of the United States of "
    "America, it is "
    "hereby ordered: Section 1. Background. On July 22, 2025, I announced a framework agreement with Japan. "
    "The agreement "
    "lays the foundation for a new era of trade between the United States and Japan grounded in reciprocity. "
    "Sec. 2. Updating Tariffs on Japan. (a) For a product of Japan with a Column 1 Duty Rate that is less "
    "than 15 percent, "
    "the sum of its Column 1 Duty Rate and the additional ad valorem rate of duty pursuant to this order "
    "shall be 15 percent. "
    "(b) The Harmonized Tariff Schedule of the United States is modified with respect to goods entered for "
    "consumption on or "
    "after 12:01 a.m. eastern daylight time on August 7, 2025. Section 2 of Executive Order 14326 is amended "
    "accordingly. "
    "Sec. 3. General Provisions. This order shall be implemented consistent with applicable law. "
    "THE WHITE HOUSE, September 4, 2025."
)


class Papers:
    """Makes items and plays them to the detector, one batch a paper, remembering like the watch does."""

    def __init__(self) -> None:
        self.known: dict[str, Subject] = {}
        self.events: list[NewEvent] = []
        self.reasons: dict[str, str] = {}
        self.doubts: list[Any] = []

    def post(self, title: str, text: str, at: str, **more: Any) -> Item:
        when = datetime.fromisoformat(at).astimezone(UTC)
        url = more.pop("url", "https://www.whitehouse.gov/presidential-actions/" + title.lower().replace(" ", "-"))
        native = more.pop("native_id", url)
        fields = more.pop("fields", {"category": "Executive Orders"})
        return Item(ItemKind.WHITE_HOUSE_POST, "white_house", native, url, title, text, when, fields=fields, **more)

    def document(self, number: str, title: str, published: str, **fields: str) -> Item:
        kind = ItemKind.FEDERAL_REGISTER_DOCUMENT
        told = {"document_number": number, "publication_date": published, "type": "Presidential Document", **fields}
        at = datetime.fromisoformat(published + "T12:00:00+00:00")
        url = f"https://www.federalregister.gov/d/{number}"
        return Item(kind, "federal_register", number, url, title, "", at, fields=told)

    def filing(self, number: str, title: str, at: str, published: str, **fields: str) -> Item:
        told = {"document_number": number, "publication_date": published, "type": "Presidential Document", **fields}
        when = datetime.fromisoformat(at).astimezone(UTC)
        url = f"https://www.federalregister.gov/public-inspection/{number}"
        return Item(ItemKind.INSPECTION_FILING, "public_inspection", number, url, title, "", when, fields=told)

    def message(self, number: str, title: str, text: str, at: str) -> Item:
        when = datetime.fromisoformat(at).astimezone(UTC)
        url = f"https://content.govdelivery.com/accounts/USDHSCBP/bulletins/{int(number):x}"
        return Item(ItemKind.CSMS_MESSAGE, "csms", number, url, title, text, when, fields={"csms_number": number})

    def see(self, *items: Item, now: datetime | None = None) -> list[NewEvent]:
        """Detect one batch and remember; the events it made."""
        moments = [item.modified_at or item.published_at for item in items]
        at = now or max((one for one in moments if one), default=datetime.now(UTC)) + timedelta(minutes=5)
        found = OrdersDetector().detect(items, self.known, at)
        self.known |= json.loads(json.dumps(found.subjects))
        self.events += found.events
        self.reasons |= found.reasons
        self.doubts += found.doubts
        return list(found.events)

    def stages(self) -> list[tuple[str, str]]:
        """Thread and stage of every event so far."""
        return [(event.thread, event.stage) for event in self.events]

    def order_of(self, page_or_document: str) -> str | None:
        """Thread of the order that holds a page or a document."""
        for thread, subject in self.known.items():
            if page_or_document in subject["pages"] or page_or_document in subject["documents"]:
                return thread
        return None


@pytest.fixture
def papers() -> Papers:
    return Papers()


@pytest.fixture
def japan_order() -> str:
    return JAPAN_ORDER


@pytest.fixture(scope="session")
def samples() -> Path:
    if not SAMPLES.exists():
        pytest.skip("the recorded samples are not beside the checkout")
    return SAMPLES


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


@pytest.fixture(scope="session")
def recorded_posts(samples: Path) -> list[Item]:
    """All 637 posts of January 2025 to August 2026, oldest first."""
    found = []
    for row in _lines(samples / "whitehouse" / "presidential_actions_fulltext_2025-01_2026-08.jsonl.gz"):
        meta: Mapping[str, str] = row["meta"]
        modified = meta.get("modified_time")
        found.append(
            Item(
                ItemKind.WHITE_HOUSE_POST,
                "white_house",
                meta["source_url"],
                meta["source_url"],
                meta["title"],
                row["markdown"],
                datetime.fromisoformat(meta["published_time"]).astimezone(UTC),
                datetime.fromisoformat(modified).astimezone(UTC) if modified else None,
            )
        )
    return sorted(found, key=lambda item: item.published_at or datetime.now(UTC))


@pytest.fixture(scope="session")
def edit_history(samples: Path) -> list[dict[str, Any]]:
    """64 posts with every version that was seen."""
    return list(_lines(samples / "whitehouse" / "presidential_actions_edit_history.jsonl.gz"))


@pytest.fixture
def day() -> type[date]:
    return date
