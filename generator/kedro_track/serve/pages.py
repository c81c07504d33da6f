"""The site's files as they are served: pages with what makes them live, all others as they are."""

from __future__ import annotations

import hashlib
import json
from html import escape
from pathlib import Path, PurePosixPath

from kedro_track.serve.options import ServeOptions
from kedro_track.site.figures import FRAME
from kedro_track.site.theme import Theme

HERE = "-"
"""The folder of addresses that are the server's own; no file of a site is in it."""

_FACTS = "{{ facts }}"
_POLICY = b"default-src &#39;none&#39;"
_LIVE_POLICY = _POLICY + b"; connect-src &#39;self&#39;"


def find_file(site: Path, address: str) -> Path | None:
    """The file of a site at an address; None where there is none, or none that is public."""
    parts = PurePosixPath(address or "index.html").parts
    if any(part.startswith((".", "/")) or "\\" in part or ":" in part for part in parts):
        return None
    path = site.joinpath(*parts)
    if path.is_dir():
        path /= "index.html"
    inside = path.resolve().is_relative_to(site.resolve())
    return path if inside and path.is_file() else None


def is_page(address: str) -> bool:
    """Whether it is a page of the site's own; what runs saved is not, nor is the figures' frame."""
    return address.endswith(".html") and not address.startswith("files/") and address != FRAME


def digest_of(path: Path) -> str:
    """Of a page as it was built; it tells one that is shown whether it is still the same."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def live(path: Path, options: ServeOptions, theme: Theme) -> bytes:
    """A page with the scripts that watch, and those that edit.

    They stand in no file of the site, so that a static copy shows no button that does nothing.
    """
    content = path.read_bytes()
    facts = {
        "digest": hashlib.sha256(content).hexdigest()[:16],
        "token": options.token if options.edits else None,
        "words": theme.text["live"],
    }
    tags = theme.apart("live.html").replace(_FACTS, escape(json.dumps(facts)))
    head, body, rest = content.rpartition(b"</body>")
    if not body:
        return content
    return head.replace(_POLICY, _LIVE_POLICY, 1) + tags.encode() + body + rest
