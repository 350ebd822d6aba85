"""Small bodies of the shape of the real ones, written for the tests."""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any


def rss_item(
    title: str,
    link: str | None = None,
    guid: str | None = None,
    at: datetime | None = None,
    text: str = "",
    categories: tuple[str, ...] = (),
) -> str:
    parts = [f"<title>{escape(title)}</title>"]
    if link:
        parts.append(f"<link>{escape(link)}</link>")
    if guid:
        parts.append(f'<guid isPermaLink="false">{escape(guid)}</guid>')
    if at:
        parts.append(f"<pubDate>{format_datetime(at)}</pubDate>")
    parts += [f"<category><![CDATA[{category}]]></category>" for category in categories]
    if text:
        parts.append(f"<content:encoded><![CDATA[{text}]]></content:encoded>")
    return f"<item>{''.join(parts)}</item>"


def rss(*items: str, title: str = "A feed", language: str = "en") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{title}</title><link>https://example.org/</link><language>{language}</language>"
        f"{''.join(items)}</channel></rss>"
    ).encode()


def post(number: int, title: str, at: datetime, text: str, slug: str | None = None) -> str:
    slug = slug or title.lower().replace(" ", "-")
    topper = f'<div class="alignfull has-wide-width wp-block-whitehouse-topper"><div><h1>{title}</h1></div></div>'
    tail = f'<p>The post <a href="#">{title}</a> appeared first on <a href="#">The White House</a>.</p>'
    return rss_item(
        title,
        f"https://www.whitehouse.gov/presidential-actions/{at:%Y/%m}/{slug}/",
        f"https://www.whitehouse.gov/?p={number}",
        at,
        f"{topper}<p>{text}</p>{tail}",
        ("Presidential Actions", "Executive Orders"),
    )


def document(number: str, title: str, published: str, **fields: Any) -> dict[str, Any]:
    return {
        "type": "Presidential Document",
        "subtype": "Executive Order",
        "title": title,
        "abstract": None,
        "document_number": number,
        "publication_date": published,
        "signing_date": published,
        "executive_order_number": None,
        "html_url": f"https://www.federalregister.gov/documents/{published.replace('-', '/')}/{number}/x",
        "agencies": [{"raw_name": "EXECUTIVE OFFICE OF THE PRESIDENT", "slug": "executive-office-of-the-president"}],
        "correction_of": None,
        **fields,
    }


def listing(*rows: dict[str, Any], following: str | None = None) -> bytes:
    body: dict[str, Any] = {"count": len(rows), "description": "Documents"}
    if rows:
        body |= {"total_pages": 1, "results": list(rows)}
    if following:
        body["next_page_url"] = following
    return json.dumps(body).encode()
