"""What the watch promises, source by source fault: first poll silent, each change once, trouble told, recovery unaided."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from jobs.sources.federal_register import presidential
from jobs.sources.white_house import WhiteHouse
from storage.source_state import source_states
from tests.sources.bodies import document, listing, post, rss
from tests.sources.conftest import Reply

T0 = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)


async def test_the_first_poll_alerts_nobody_and_the_next_post_alerts_once(site, bench):
    first = post(1, "Old Order", T0, "By the authority vested in me")
    site.pages["/feed/"] = Reply(rss(first), headers={"ETag": '"a"'})
    b = bench([WhiteHouse(site.base + "/feed/")])
    assert await b.poll() == []
    site.pages["/feed/"] = Reply(rss(post(2, "New Order", T0 + timedelta(hours=1), "Section 1."), first))
    assert await b.poll() == ["New Order"]
    assert await b.poll() == []


async def test_the_federal_register_and_the_white_house_run_end_to_end(site, bench):
    site.pages["/feed/"] = Reply(rss(post(1, "Old Order", T0, "text")))
    site.pages["/api/v1/documents.json"] = Reply(listing(document("2026-01001", "Old", "2026-09-29")))
    b = bench([WhiteHouse(site.base + "/feed/"), presidential(site.base + "/api/v1")])
    assert await b.poll() == []
    site.pages["/api/v1/documents.json"] = Reply(
        listing(document("2026-01002", "Newer", "2026-09-30"), document("2026-01001", "Old", "2026-09-29"))
    )
    assert await b.poll() == ["Newer"]
    states = {state.name: state for state in await source_states(b.db)}
    assert states["federal_register"].condition == "ok" and states["white_house"].condition == "ok"
