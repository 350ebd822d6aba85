"""HTTP/1.1 by hand, so that a connection can be cut in the middle of an answer."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

MOST = 4 * 1024 * 1024


@dataclass
class Asked:
    path: str
    fields: dict[str, Any]


async def read_request(reader: asyncio.StreamReader) -> Asked | None:
    """One request; None when the client closed."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    first, *lines = head.split("\r\n")
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)
    }
    length = int(headers.get("content-length", "0"))
    if length > MOST:
        return None
    body = await reader.readexactly(length) if length else b""
    _, target, _ = first.split(" ", 2)
    path, _, query = target.partition("?")
    fields: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    kind = headers.get("content-type", "")
    if "application/json" in kind and body:
        fields |= json.loads(body)
    elif "application/x-www-form-urlencoded" in kind:
        fields |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    elif "multipart/form-data" in kind:
        fields |= _multipart(kind, body)
    return Asked(path, fields)


def _multipart(kind: str, body: bytes) -> dict[str, Any]:
    found = re.search(r'boundary="?([^";]+)', kind)
    fields: dict[str, Any] = {}
    for part in body.split(b"--" + found[1].encode()) if found else []:
        head, _, value = part.partition(b"\r\n\r\n")
        name = re.search(rb'name="([^"]+)"', head)
        if name:
            fields[name[1].decode()] = value.removesuffix(b"\r\n").decode(errors="replace")
    return fields


def response(code: int, body: bytes, kind: str = "application/json") -> bytes:
    head = f"HTTP/1.1 {code} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: keep-alive\r\n\r\n"
    return head.encode() + body
