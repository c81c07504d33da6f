"""Users' Plotly figures, made harmless and wrapped in a script; and where Plotly itself is."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kedro_track.foreign_json import ForeignJSONError, decode
from kedro_track.site.scripts import compact_json, script

FRAME = "static/figures/frame.html"
"""The page in which figures are drawn that need what no other page may: `eval`, for WebGL."""

_STYLE = re.compile(r"(\bstyle\s*=\s*)(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
# What Plotly's users write in a text's style: no functions but colours, no escapes.
_DECLARATION = re.compile(
    r"\s*(color|font-(?:size|weight|style|family|variant)|text-(?:transform|decoration)"
    r"|fill|stroke|stroke-width|opacity|letter-spacing)\s*:"
    r"\s*((?:[\w#.,%+\s-]|(?:rgb|hsl)a?\([\d\s.,%/]*\))*)",
    re.IGNORECASE,
)
_HREF = re.compile(r"(\bhref\s*=\s*)(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_ADDRESS = re.compile(r"[\"'](?:https?://|mailto:|#)[^\"'\s]*[\"']", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*")


def figure_script(digest: str, content: bytes) -> str:
    """The script that hands a figure to the page under its digest; or what is wrong with it."""
    return script("KT.figures.receive", digest, compact_json(read_figure(content)))


def read_figure(content: bytes) -> dict[str, Any]:
    """A harmless figure, `{data, layout, frames}`; bare NaN of older files is read too.

    Content that is no figure gives `{problem}`: a clause such as `is no valid JSON`.
    """
    try:
        found = decode(content).value
    except ForeignJSONError as error:
        return {"problem": str(error)}
    if not isinstance(found, dict) or not isinstance(found.get("data"), list):
        return {"problem": "holds JSON, but no Plotly figure"}
    kept = {name: found[name] for name in ("data", "layout", "frames") if name in found}
    return {name: harmless(value) for name, value in kept.items()}


def harmless(value: Any) -> Any:
    """The figure without what would load something from elsewhere, or run.

    Plotly's own filter lets styles of any kind through, and pictures from anywhere.
    """
    if isinstance(value, str):
        return _harmless_text(value) if "=" in value else value
    if isinstance(value, dict):
        return {
            key: harmless(inner)
            for key, inner in value.items()
            if key != "source" or _is_harmless_source(inner)
        }
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


@cache
def plotly_needs_inline_styles() -> bool:
    """Whether it fails without style elements of its own.

    From plotly.js 3 (the package's version 6) on, a linked style sheet can stand in for them.
    """
    return int(version("plotly").partition(".")[0]) < 6  # noqa: PLR2004 - named above


def _harmless_text(text: str) -> str:
    text = _STYLE.sub(lambda match: match[1] + _harmless_style(match[2]), text)
    return _HREF.sub(lambda m: m[0] if _ADDRESS.fullmatch(m[2]) else m[1] + '""', text)


def _harmless_style(quoted: str) -> str:
    quote, style = quoted[0], quoted[1:-1]
    kept = [part.strip() for part in style.split(";") if _DECLARATION.fullmatch(part)]
    return quote + "; ".join(kept) + quote


def _is_harmless_source(source: Any) -> bool:
    """A picture's source must be in the figure itself; a Sankey's are numbers."""
    return not isinstance(source, str) or _PICTURE.fullmatch(source) is not None
