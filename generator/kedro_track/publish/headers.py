"""What a host should say of each file: its type, and how long a browser may keep it."""

from __future__ import annotations

import re
from typing import Final

_TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xml": "application/xml",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "bmp": "image/bmp",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}
_UNKNOWN = "application/octet-stream"
# Names that bear the digest of what is in them never mean anything else.
_BY_CONTENT = re.compile(r"(data|files)/([^/]+/)*([^/]*-)?[0-9a-f]{10,}\.[^/]+")
_BY_VERSION = re.compile(r"static/plotly-[^/]+\.js")

FOREVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
ASK = "no-cache"


def content_type(url: str) -> str:
    """The media type of a file of a site; feeds by name, all others by ending."""
    if url == "feed.xml":
        return "application/atom+xml"
    return _TYPES.get(url.rpartition(".")[2].lower(), _UNKNOWN)


def cache_control(url: str) -> str:
    """How long a browser may keep a file of a site without asking."""
    if _BY_CONTENT.fullmatch(url) or _BY_VERSION.fullmatch(url):
        return FOREVER
    # Pages name these with the digest of their content as a query.
    return A_DAY if url.startswith("static/") else ASK
