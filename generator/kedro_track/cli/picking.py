"""Which runs a command is about: those that RUN… names and those that pass a filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kedro_track.config import Config
from kedro_track.history import History, Run


@dataclass(frozen=True, slots=True)
class Picks:
    """What was asked for.

    Attributes:
        references: As `kedro_track.analysis.references.find_run` reads them.
        filter: In the filter language.
        hidden: Whether the filter finds hidden runs too.
    """

    references: tuple[str, ...] = ()
    filter: str | None = None
    hidden: bool = False


def pick(history: History, config: Config, picks: Picks) -> tuple[Run, ...]:
    """The runs asked for, each once: first those named, then those that pass the filter.

    Raises:
        TrackError: If a name means no run, the filter can't be understood, or none passes it.
    """
    from kedro_track.cli.filtering import filtered
    from kedro_track.errors import TrackError

    found = [find(history, config, reference) for reference in picks.references]
    if picks.filter is not None:
        passing = filtered(history.runs if picks.hidden else history.shown, picks.filter)
        if not passing:
            raise TrackError(f"No run passes the filter{_why(history, picks)}.")
        found.extend(passing)
    return tuple({run.id: run for run in found}.values())


def find(history: History, config: Config, reference: str) -> Run:
    """The one run that a reference means.

    Raises:
        ReferenceNotFoundError: If there is none, or more than one.
    """
    from kedro_track.analysis.metrics import describe
    from kedro_track.analysis.references import find_run

    return find_run(history.runs, reference, describe(history, config))


def ids(runs: Sequence[Run]) -> str:
    """Their ids as text: the first, and how many more."""
    return runs[0].id if len(runs) == 1 else f"{runs[0].id} and {len(runs) - 1} more"


def _why(history: History, picks: Picks) -> str:
    has_hidden = len(history.shown) < len(history.runs)
    return "; --all looks at hidden runs too" if has_hidden and not picks.hidden else ""
