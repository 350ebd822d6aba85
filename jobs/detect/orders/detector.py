"""The orders detector: posts, filings, Register documents, schedule releases and customs messages become stages of
orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from jobs.detect import Findings, Subject
from jobs.detect.orders.announcements import take_announcement
from jobs.detect.orders.customs import take_message, take_release
from jobs.detect.orders.desk import Desk, reading_of
from jobs.detect.orders.joining import Ledger
from jobs.detect.orders.papers import NEW_YORK, paper_of, start_of
from jobs.detect.orders.posts import take_post
from jobs.detect.orders.register import take_document
from storage.events import Stage
from storage.observations import Item, ItemKind

_TELLS_FORCE = timedelta(days=2)
"""How long after its day an order that comes into force is still news (the watch may have been down)."""


class OrdersDetector:
    """Decides which papers concern tariffs, trade deals or a watched country, joins them, and tells each stage once."""

    name = "orders"
    reads = frozenset(
        {
            ItemKind.WHITE_HOUSE_POST,
            ItemKind.FEDERAL_REGISTER_DOCUMENT,
            ItemKind.INSPECTION_FILING,
            ItemKind.CSMS_MESSAGE,
            ItemKind.HTS_RELEASE,
            ItemKind.AGENCY_NOTICE,
        }
    )

    def detect(self, items: Sequence[Item], known: Mapping[str, Subject], now: datetime) -> Findings:
        """Decide; see ``jobs.detect.Detector``. With no items it tells only what comes into force at ``now``."""
        desk = Desk(Ledger(known), now)
        for item in items:
            if item.kind in self.reads:
                desk.reasons[item.native_id] = _take(desk, item)
        _come_into_force(desk)
        return desk.findings()


def _take(desk: Desk, item: Item) -> str:
    paper = paper_of(item, desk.now)
    match item.kind:
        case ItemKind.WHITE_HOUSE_POST:
            return take_post(desk, paper)
        case ItemKind.FEDERAL_REGISTER_DOCUMENT:
            return take_document(desk, paper, Stage.PUBLISHED)
        case ItemKind.INSPECTION_FILING:
            withdrawn = item.fields.get("withdrawn")
            return "withdrawn by its agency" if withdrawn else take_document(desk, paper, Stage.FILED)
        case ItemKind.AGENCY_NOTICE if item.fields.get("document_number"):
            return take_document(desk, paper, Stage.PUBLISHED)
        case ItemKind.CSMS_MESSAGE:
            return take_message(desk, paper)
        case ItemKind.HTS_RELEASE:
            return take_release(desk, paper)
        case _:
            return take_announcement(desk, paper)


def _come_into_force(desk: Desk) -> None:
    """Orders whose stated day has come, unless a later order suspended or ended them."""
    today = desk.now.astimezone(NEW_YORK).date()
    for order in desk.ledger.starting(today - _TELLS_FORCE, today):
        reading = reading_of(order)
        begins = reading.effective
        if not begins or not order.concerns or not reading.rate_change or Stage.IN_FORCE in order.stages:
            continue
        if (
            reading.action in {"suspend", "extend"}
            or order.parent
            or order.instrument in {"announcement", "guidance"}
            or order.held_by
        ):
            continue
        instant = datetime.combine(begins, time(0, 1), NEW_YORK)
        if not timedelta(0) <= desk.now - instant <= _TELLS_FORCE:
            continue
        told = datetime.fromisoformat(order.posted) if order.posted else start_of(order.signed or begins)
        if instant - told < timedelta(days=1):
            continue  # the alert about the signing has just said so
        page = next((page for page in order.pages if page.startswith("http")), "")
        item = Item(
            ItemKind.WHITE_HOUSE_POST,
            "white_house",
            order.thread,
            page,
            order.title,
            published_at=datetime.fromisoformat(order.posted) if order.posted else None,
        )
        desk.tell(order, Stage.IN_FORCE, replace(paper_of(item, desk.now), at=instant.astimezone(UTC)))
