"""The HTTP side: metrics, health and the webhook, on one small server."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

LARGEST_UPDATE = 1_000_000
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name

Status = Callable[[], Awaitable[dict[str, Any]]]


def house_routes(ready: Callable[[], str | None], status: Status) -> list[Route]:
    """/livez, /readyz, /status and /metrics.

    Args:
        ready: None when everything works, else one sentence on what does not.
        status: figures as JSON: sources, delivery, last poll.
    """

    async def livez(_: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def readyz(_: Request) -> Response:
        fault = ready()
        return PlainTextResponse((fault or "ready") + "\n", status_code=503 if fault else 200)

    async def show_status(_: Request) -> Response:
        return JSONResponse(await status())

    async def metrics(_: Request) -> Response:
        await status()
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return [Route("/livez", livez), Route("/readyz", readyz), Route("/status", show_status), Route("/metrics", metrics)]


def webhook_route(path: str, secret: str, feed: Callable[[dict[str, Any]], Awaitable[None]]) -> Route:
    """Telegram posts updates here; the secret is compared in constant time, and nothing else is answered.

    Raises:
        ValueError: no secret: anybody could post updates.
    """
    if not secret:
        raise ValueError("a webhook without a secret must not start")

    async def take(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), secret.encode()):
            return Response(status_code=403)
        body = await request.body()
        if len(body) > LARGEST_UPDATE:
            return Response(status_code=413)
        try:
            update = orjson.loads(body)
        except orjson.JSONDecodeError:
            return Response(status_code=400)
        if isinstance(update, dict):
            await feed(update)
        return Response(status_code=200)

    return Route(path or "/", take, methods=["POST"])


class GuestServer(uvicorn.Server):
    """A server inside our own loop: SIGTERM and SIGINT stay with the house, which stops everything in order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take no signals."""
        yield


class Web:
    """One server for all routes; stops with the house."""

    def __init__(self, routes: list[Route], port: int, host: str = "0.0.0.0") -> None:  # noqa: S104 - a container's port
        config = uvicorn.Config(
            Starlette(routes=routes), host=host, port=port, log_level="warning", lifespan="off", access_log=False
        )
        self._server = GuestServer(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen.

        Raises:
            OSError: the port is taken.
        """
        self._task = asyncio.create_task(self._serve(), name="web")
        while not self._server.started:
            if self._task.done():
                raise OSError("the port is taken")
            await asyncio.sleep(0.02)

    async def _serve(self) -> None:
        try:
            await self._server.serve()
        except SystemExit:  # uvicorn exits when it cannot bind
            return

    async def stop(self) -> None:
        """Stop listening."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task
