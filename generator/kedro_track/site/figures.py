"""Users' Plotly figures, made harmless and wrapped in a script."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kedro_track.site.scripts import compact_json, script

_STYLE = re.compile(r"style\s*=", re.IGNORECASE)
# Plotly's own filter lets these through: a request that would leave the site, or a script.
_HARMFUL = re.compile(r"url\s*\(|javascript\s*:|expression\s*\(|@import", re.IGNORECASE)


def read_figure(content: bytes) -> Any:
    """Parse a figure; bare NaN of older files is read too.

    Raises:
        ValueError: If it is no JSON.
    """
    return json.loads(content.decode("utf-8-sig"))


def figure_script(digest: str, content: bytes) -> str:
    """The script that hands a figure to the page under its digest."""
    return script("KT.figures.receive", digest, compact_json(harmless(read_figure(content))))


def harmless(value: Any) -> Any:
    """The figure without styles that would load something from elsewhere."""
    if isinstance(value, str):
        return _HARMFUL.sub("", value) if _STYLE.search(value) or "javascript" in value else value
    if isinstance(value, dict):
        return {key: harmless(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [harmless(inner) for inner in value]
    return value


def plotly_url() -> str:
    """Where Plotly's script is on the site; its version in the name, since it never changes."""
    return f"static/plotly-{version('plotly')}.min.js"


def plotly_source() -> Path:
    """Plotly's script as the installed package has it, found without importing the package."""
    spec = find_spec("plotly")
    folder = (spec.submodule_search_locations or [""])[0] if spec else ""
    return Path(folder) / "package_data" / "plotly.min.js"
