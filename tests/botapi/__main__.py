"""``python -m tests.botapi [--latency S] [--per-second N]``: prints its port and serves until it is killed."""

from __future__ import annotations

import argparse
import asyncio

from tests.botapi.server import BotApi


async def main() -> None:
    asks = argparse.ArgumentParser()
    asks.add_argument("--latency", type=float, default=0.0)
    asks.add_argument("--per-second", type=int, default=None)
    asks.add_argument("--port", type=int, default=0)
    asked = asks.parse_args()
    api = BotApi(latency=asked.latency, per_second=asked.per_second)
    await api.start(asked.port)
    print(api.port, flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
