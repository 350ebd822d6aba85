"""Whatever a source serves, detection answers; it never breaks."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.detect.issues import IssuesDetector
from jobs.detect.orders import OrdersDetector, order_changes
from storage.observations import Item, ItemKind

_PIECES = st.sampled_from(
    [
        *(
            "Executive Order 14257",
            "tariff",
            "25 percent",
            "from 10 percent to 99 percent",
            "THE WHITE HOUSE, February 30, 2025.",
        ),
        *(
            "February 29, 2025",
            "on or after 12:01 a.m. eastern time on",
            "Japan",
            "赤沢",
            "関税",
            "大統領令に署名した",
            "(",
            "“",
            "](",
            "<td",
        ),
        *(
            "\\",
            "C1-",
            "this thirty second day of May in the year of our lord two thousand one",
            "9903.01.01",
            "&#x;",
            "\x00",
            "𝕏",
        ),
        *(
            "hereby ordered: ",
            "Sec. 2.",
            "until 99:99",
            "999 days after the date of this order",
            "signed Wednesday",
            "Feb 31",
            "32日",
        ),
    ]
)
_WORDS = st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=25).map(" ".join))
_FIELDS = st.dictionaries(
    st.sampled_from(
        [
            "document_number",
            "publication_date",
            "signing_date",
            "correction_of",
            "subtype",
            "category",
            "executive_order_number",
            "agencies",
        ]
    ),
    st.one_of(st.text(max_size=20), st.sampled_from(["2025-13-45", "R1-2026-03829", "2026-7", "Executive Order"])),
    max_size=4,
)
_TIMES = st.one_of(
    st.none(), st.integers(1_483_315_200, 1_893_456_000).map(lambda stamp: datetime.fromtimestamp(stamp, UTC))
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    items=st.lists(
        st.builds(
            Item,
            kind=st.sampled_from(list(ItemKind)),
            source=st.just("source"),
            native_id=st.sampled_from(["1", "2", "2026-03829", "64680374"]),
            url=st.sampled_from(
                ["", "https://a.gov/1", "https://www.whitehouse.gov/presidential-actions/x/", "not an address"]
            ),
            title=_WORDS,
            text=_WORDS,
            published_at=_TIMES,
            modified_at=_TIMES,
            lang=st.sampled_from(["en", "ja", "xx"]),
            fields=_FIELDS,
        ),
        max_size=5,
    )
)
def test_no_words_break_detection(items: list[Item]) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    orders = OrdersDetector().detect(items, {}, now)
    again = OrdersDetector().detect(items, orders.subjects, now)
    IssuesDetector().detect(items, {}, now)
    for item in items:
        order_changes(item)
    told = {event.key for event in orders.events}
    assert all(event.citations and event.headline and "\n" not in event.headline for event in orders.events)
    assert len(told) == len(orders.events)
    assert len(again.subjects) <= len(orders.subjects) + len(items)
