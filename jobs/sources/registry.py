"""Every source the watch knows. One line registers one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from jobs.sources import Rhythm, Source
from jobs.sources.csms import Csms
from jobs.sources.federal_register import presidential, trade_notices
from jobs.sources.feeds import Feed
from jobs.sources.public_inspection import PublicInspection
from jobs.sources.usitc import Usitc
from jobs.sources.ustr import Ustr
from jobs.sources.white_house import WhiteHouse
from storage.observations import ItemKind

OFFICIAL: tuple[tuple[str, Callable[[str], Source]], ...] = (
    ("white_house", WhiteHouse),
    ("federal_register", presidential),
    ("federal_register", trade_notices),
    ("federal_register", PublicInspection),
    ("hts", Usitc),
    ("csms", Csms),
    ("ustr", Ustr),
)
"""Which address of the settings makes which source."""

BROWSER = "Mozilla/5.0 (compatible; Tariffwire/0.1; feed reader)"
"""For feeds that answer 403 to agents whose name does not begin like a browser's; it still says who asks."""


@lru_cache(maxsize=1)
def default_feeds() -> tuple[Feed, ...]:
    """The feeds of ``default_feeds.yaml``."""
    text = resources.files("jobs.sources").joinpath("default_feeds.yaml").read_text(encoding="utf-8")
    rows: list[Mapping[str, Any]] = yaml.safe_load(text)
    return tuple(
        Feed(
            name=f"feed:{row['name']}",
            url=row["url"],
            rhythm=Rhythm(quiet=timedelta(days=row["quiet_days"]), allows_empty=bool(row.get("may_be_empty"))),
            lang=row.get("lang"),
            outlet=row.get("outlet"),
            kind=ItemKind.AGENCY_NOTICE if row.get("official") else ItemKind.NEWS,
            agent=BROWSER if row.get("agent") == "browser" else None,
        )
        for row in rows
    )


def _feeds(configured: Mapping[str, str] | None) -> Iterator[Source]:
    if configured is None:
        yield from default_feeds()
        return
    for name, url in configured.items():
        yield Feed(f"feed:{name}", url)


def build_sources(addresses: Mapping[str, str], feeds: Mapping[str, str] | None = None) -> list[Source]:
    """The sources that are switched on.

    Args:
        addresses: "federal_register" (ends in /api/v1), "white_house" (whole feed address), "hts" (ends in /reststop),
            "csms", "ustr"; an empty or absent address switches that source off.
        feeds: further feeds by name; None = the default list, empty = none.
    """
    official = [make(addresses[key]) for key, make in OFFICIAL if addresses.get(key)]
    return [*official, *_feeds(feeds)]
