"""Sites to publish, and a look at what readers would meet of them."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from builders import make_history
from kedro_track.build import write_site
from kedro_track.config import Config
from kedro_track.publish.files import files_of
from kedro_track.site.output import Output
from sites import References


def built(folder: Path, runs: int = 3) -> Path:
    """The site of some runs with plots, built into `folder/site`, over the one that is there."""
    site = folder / "site"
    write_site(make_history(runs, folder=folder / "files"), Config(), Output(site))
    return site


def content_of(site: Path) -> dict[str, bytes]:
    """What of a site is published, by address."""
    return {file.url: file.path.read_bytes() for file in files_of(site)}


def faults(folder: Path) -> list[str]:
    """What a reader who comes by the first page would miss: pages, files, data of the index."""
    reached: set[Path] = set()
    waiting = [folder / "index.html"]
    found: list[str] = []
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        for address in References(page).addresses:
            parts = urlsplit(address)
            target = (page.parent / unquote(parts.path)).resolve()
            if parts.scheme or not parts.path:
                continue
            if not target.is_file():
                found.append(f"{page.relative_to(folder)}: {address}")
            elif target.suffix == ".html":
                waiting.append(target)
    return [*found, *_lost_chunks(folder)]


def _lost_chunks(folder: Path) -> list[str]:
    index = (folder / "data/index.js").read_text(encoding="utf-8")
    names = set(re.findall(r"data/[\w-]+\.js", index)) - {"data/index.js"}
    return sorted(name for name in names if not (folder / name).is_file())
