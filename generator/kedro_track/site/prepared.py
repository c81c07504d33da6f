"""What pages show of an artifact that they can't show as it is."""

from __future__ import annotations

from typing import IO

from kedro_track.site.artifacts import Making
from kedro_track.site.figures import figure_script
from kedro_track.site.looks import table_look, text_look
from kedro_track.site.scripts import compact_json, script
from kedro_track.site.sealed import sealed_page, sheet


def prepare(making: Making, digest: str, suffix: str, source: IO[bytes]) -> bytes:
    """Make what is shown of an artifact.

    Args:
        suffix: The original's, which tells a TSV from a CSV.
        source: Opened for reading; of tables and texts only the beginning is read.
    """
    if making == "sealed":
        return sealed_page(source.read())
    if making == "sheet":
        return sheet(source.read())
    if making == "figure":
        return figure_script(digest, source.read()).encode("utf-8", "replace")
    look = table_look(source, suffix) if making == "table" else text_look(source)
    return script("KT.artifacts.receive", digest, compact_json(look)).encode("utf-8", "replace")
