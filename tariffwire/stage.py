"""The stage of a story: an HTTP server on loopback that serves each source's body in the source's own shape."""

from __future__ import annotations

import asyncio
import hashlib
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tariffwire.story import Step
from tariffwire.web import GuestServer

PRESIDENTIAL = "Presidential Document"
PATHS = {
    "white_house": "/presidential-actions/feed/",
    "federal_register": "/api/v1/documents.json",
    "public_inspection": "/api/v1/public-inspection-documents/current.json",
    "usitc": "/reststop/currentRelease",
    "csms": "/csms/0.json",
    "ustr": "/ustr/rss.xml",
}


def standing(source: str, day: date) -> tuple[dict[str, Any], ...]:
    """What a source holds besides the story's own items, as every real source does: old, and about something else.

    Args:
        day: of its publication.
    """
    address = f"https://example.org/{source.removeprefix('feed:')}/standing"
    item = {"id": "standing", "url": address, "published_at": f"{day.isoformat()}T15:00:00Z"}
    if source == "federal_register":
        agency = {"name": "International Trade Commission", "slug": "international-trade-commission"}
        row = {"publication_date": day.isoformat()}
        return (
            row
            | {"document_number": f"{day.year}-00011", "title": "Sunshine Act Meetings", "type": "Notice"}
            | {"subtype": None, "agencies": [agency]},
            row | {"document_number": f"{day.year}-00012", "title": "A Day of Observance", "subtype": "Proclamation"},
        )
    if source == "white_house":
        return (
            item
            | {"title": "Nominations Sent to the Senate", "category": "Nominations & Appointments"}
            | {"text": "NOMINATIONS SENT TO THE SENATE: two members of the Tennessee Valley Authority."},
        )
    if source == "csms":
        return (
            {"url": address, "title": "CSMS # 61000000 - ACE Production Deployment, Saturday Evening"}
            | {"pub_date": f"{day:%m/%d/%Y} 10:00 AM EST"},
        )
    if source == "ustr" or source.startswith("feed:"):
        return (item | {"title": "Bakers expect bread to cost more", "text": "Bakers expect bread to cost more."},)
    return ()


@dataclass(slots=True)
class Serving:
    """What one source serves now."""

    items: list[dict[str, Any]] = field(default_factory=list)
    body: str | None = None
    status: int = 200

    def apply(self, step: Step) -> None:
        """Take a step of the story."""
        for item in step.edit:
            self.items = [{**old, **item} if old.get("id") == item.get("id") else old for old in self.items]
        self.items = [item for item in self.items if item.get("id") not in step.withdraw]
        self.items = [*step.publish, *self.items]
        self.body = step.body
        self.status = step.status


class Stage:
    """Serves every source of a story on 127.0.0.1: the story's items, newest first, above what always stands there.

    ``asked`` counts requests by source; conditional requests that match get 304, as the real sources answer them.
    """

    def __init__(self, begins: datetime | None = None) -> None:
        self._stands = begins.date() - timedelta(days=1) if begins else None
        self.serving: dict[str, Serving] = {}
        self.asked: dict[str, int] = {}
        self._base = ""

    def apply(self, step: Step) -> None:
        """Let a source serve what a step says."""
        if step.source is not None:
            self.serving.setdefault(step.source, Serving()).apply(step)

    @property
    def failing(self) -> bool:
        """Whether some source answers with an error now; the watch's patience with it is worth looking at closely."""
        return any(serving.status != 200 for serving in self.serving.values())

    def urls(self, sources: tuple[str, ...]) -> dict[str, Any]:
        """Settings' values for these sources; every other source is off."""
        feeds = [name.removeprefix("feed:") for name in sources if name.startswith("feed:")]
        register = {"federal_register", "public_inspection"} & set(sources)
        return {
            "federal_register_url": f"{self._base}/api/v1" if register else "",
            "white_house_url": f"{self._base}{PATHS['white_house']}" if "white_house" in sources else "",
            "hts_url": f"{self._base}/reststop" if "usitc" in sources else "",
            "csms_url": f"{self._base}{PATHS['csms']}" if "csms" in sources else "",
            "ustr_url": f"{self._base}{PATHS['ustr']}" if "ustr" in sources else "",
            "feeds": {name: f"{self._base}/feeds/{name}.xml" for name in feeds},
        }

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Serve on a free port of loopback until the block ends."""
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self._base = f"http://127.0.0.1:{listener.getsockname()[1]}"
            server = GuestServer(uvicorn.Config(self._app(), log_level="critical", lifespan="off", access_log=False))
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            while not server.started:  # noqa: ASYNC110 - uvicorn offers a flag, no event
                await asyncio.sleep(0.01)
            try:
                yield
            finally:
                server.should_exit = True
                await serving

    def _app(self) -> Starlette:
        routes = [Route(path, self._endpoint(name)) for name, path in PATHS.items()]
        routes.append(Route("/feeds/{name}.xml", self._feed))
        routes.append(Route("/accounts/USDHSCBP/bulletins/{number}", self._bulletin))
        return Starlette(routes=routes)

    def _endpoint(self, source: str) -> Any:
        async def serve(request: Request) -> Response:
            return self._answer(source, request)

        return serve

    async def _feed(self, request: Request) -> Response:
        return self._answer(f"feed:{request.path_params['name']}", request)

    async def _bulletin(self, request: Request) -> Response:
        """A customs message's own page; its address ends in the message's number in hexadecimal."""
        number = str(int(request.path_params["number"], 16))
        for item in self.serving.get("csms", Serving()).items:
            if number in str(item["title"]):
                said = f"<p>{escape(str(item['title']))}</p><p>{escape(str(item.get('text', '')))}</p>"
                return Response(
                    f'<html><body><div id="bulletin_body">{said}</div></body></html>', media_type="text/html"
                )
        return Response("", status_code=404)

    def _answer(self, source: str, request: Request) -> Response:
        self.asked[source] = self.asked.get(source, 0) + 1
        serving = self.serving.get(source, Serving())
        if serving.status != 200:
            return Response(serving.body or "", status_code=serving.status, media_type="text/html")
        if serving.body is not None:
            return Response(serving.body, media_type="text/html" if serving.body.lstrip().startswith("<!") else None)
        items = [*serving.items, *(standing(source, self._stands) if self._stands else ())]
        body, media_type = _body(source, items, request.query_params)
        etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:20]}"'
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers={"etag": etag})
        return Response(body, media_type=media_type, headers={"etag": etag})


def _body(source: str, items: list[dict[str, Any]], asked: QueryParams) -> tuple[str, str]:
    if source == "federal_register":
        kinds = asked.getlist("conditions[type][]")
        rows = [_register_row(item) for item in items]
        rows = [row for row in rows if (row["type"] == PRESIDENTIAL) == ("PRESDOCU" in kinds)]
        rows = rows if asked.get("page", "1") == "1" else []
        return json.dumps({"count": len(rows), "total_pages": 1, "results": rows}), "application/json"
    if source == "public_inspection":
        return json.dumps(
            {"count": len(items), "results": [_inspection_row(item) for item in items]}
        ), "application/json"
    if source == "usitc":
        return json.dumps(items[0] if items else {"name": "2025HTSBasic"}), "application/json"
    if source == "csms":
        rows = [{"subject": item["title"], "pub_date": item["pub_date"], "href": item["url"]} for item in items]
        return f"GDWidgets[0].update({json.dumps(rows)})", "application/javascript"
    return _rss(source, items), "application/rss+xml; charset=utf-8"


def _register_row(item: dict[str, Any]) -> dict[str, Any]:
    number = item["document_number"]
    return {
        "type": PRESIDENTIAL,
        "subtype": "Executive Order",
        "abstract": None,
        "html_url": f"https://www.federalregister.gov/d/{number}",
        "agencies": [{"raw_name": "EXECUTIVE OFFICE OF THE PRESIDENT", "name": "Executive Office of the President"}],
        "correction_of": None,
        "executive_order_number": None,
        **{key: value for key, value in item.items() if key != "id"},
    }


def _inspection_row(item: dict[str, Any]) -> dict[str, Any]:
    number = item["document_number"]
    return {
        "type": PRESIDENTIAL,
        "filing_type": "special",
        "html_url": f"https://www.federalregister.gov/public-inspection/{number}",
        "agencies": [{"raw_name": "Presidential Documents", "name": "Executive Office of the President"}],
        "editorial_note": None,
        **{key: value for key, value in item.items() if key != "id"},
    }


def _rss(source: str, items: list[dict[str, Any]]) -> str:
    """RSS 2.0 as WordPress writes it: the full text rides in content:encoded."""
    rows = []
    for item in items:
        published = item.get("published_at")
        stamp = datetime.fromisoformat(str(published).replace("Z", "+00:00")) if published else None
        text = str(item.get("text", ""))
        html = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))
        html += "".join(f'<p><a href="{escape(address)}">Annex</a></p>' for address in item.get("annexes", ()))
        guid = item.get(
            "guid", f"https://www.whitehouse.gov/?p={item['id']}" if source == "white_house" else item["url"]
        )
        category = item.get("category", "Executive Orders" if source == "white_house" else "")
        rows.append(
            f"<item><title>{escape(str(item['title']))}</title><link>{escape(str(item['url']))}</link>"
            f'<guid isPermaLink="false">{escape(str(guid))}</guid>'
            + (f"<pubDate>{format_datetime(stamp)}</pubDate>" if stamp else "")
            + (f"<category><![CDATA[{category}]]></category>" if category else "")
            + f"<description>{escape(text[:500])}</description>"
            f"<content:encoded><![CDATA[{html}]]></content:encoded></item>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(source)}</title><link>https://example.org/</link><description>{escape(source)}</description>"
        + "".join(rows)
        + "</channel></rss>"
    )
