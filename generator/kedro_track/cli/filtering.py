"""Runs by a filter, for a terminal: what can't be understood is pointed at."""

from __future__ import annotations

from collections.abc import Sequence

from kedro_track.cli.text import printable
from kedro_track.errors import FilterError, TrackError
from kedro_track.history import Run


def filtered(runs: Sequence[Run], text: str | None) -> Sequence[Run]:
    """The runs that pass a filter, in their order; all of them without one.

    Raises:
        TrackError: With the filter, a mark under the character at fault, and what is wrong.
    """
    from kedro_track.analysis.filter import select

    if text is None:
        return runs
    try:
        return select(runs, text)
    except FilterError as error:
        mark = " " * error.position + "^"
        raise TrackError(
            f"the filter can't be used.\n  {printable(text)}\n  {mark}\n{error}"
        ) from None
