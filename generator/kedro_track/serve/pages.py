"""The site's files as they are served: pages with what makes them live, all others as they are."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path, PurePosixPath

from kedro_track.digests import digest
from kedro_track.serve.options import ServeOptions
from kedro_track.site.figures import FRAME
from kedro_track.site.render import OF_LINK
from kedro_track.site.theme import Theme

HERE = "-"
"""The folder of addresses that are the server's own; no file of a site is in it."""

_NAMED = re.compile(r"data/[a-z]+-\d+-[0-9a-f]{10}\.js$")
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


def state(site: Path, path: Path | None) -> dict[str, str | None]:
    """The digests of a page and of the data, by which an open page knows what it shows."""
    files = {"digest": path, "data": find_file(site, "data/index.js")}
    return {name: digest(file.read_bytes()) if file else None for name, file in files.items()}


def may_be_kept(path: Path, url: str, version: str | None) -> bool:
    """Whether what is asked for is the same for ever: it is named after its content."""
    if version is not None:
        return len(version) >= OF_LINK and digest(path.read_bytes()).startswith(version)
    return bool(_NAMED.match(url))


def live(site: Path, path: Path, options: ServeOptions, theme: Theme) -> bytes:
    """A page with the scripts that watch, and those that edit.

    They stand in no file of the site, so that a static copy shows no button that does nothing.
    """
    content = path.read_bytes()
    facts = {
        **state(site, path),
        "token": options.token if options.edits else None,
        "words": theme.text["live"],
    }
    tags = theme.apart("live.html").replace(_FACTS, escape(json.dumps(facts)))
    head, body, rest = content.rpartition(b"</body>")
    if not body:
        return content
    return head.replace(_POLICY, _LIVE_POLICY, 1) + tags.encode() + body + rest
