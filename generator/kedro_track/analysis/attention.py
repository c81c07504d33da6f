"""What of a history needs somebody's attention: failures, losses, what could not be read. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kedro_track.history import History, Problem, Run

Matter = Literal["failed", "interrupted", "running", "unrecorded", "lost"]
"""What can be the matter with runs: `unrecorded` are versions without a record, `lost` a
record whose versions are gone."""

RECENT = 30
"""Failures are looked for among this many of the newest runs; older ones are history."""


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that is the matter with some runs, the newest first."""

    matter: Matter
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one sort: all have the same remedy; each stands once."""

    remedy: str
    problems: tuple[Problem, ...]


def concerns(history: History) -> tuple[Concern, ...]:
    """What is the matter with the runs shown."""
    newest = tuple(reversed(history.shown))
    recent = newest[:RECENT]
    tracked = frozenset(dataset.name for dataset in history.datasets)
    found: Mapping[Matter, Iterable[Run]] = {
        "failed": (run for run in recent if run.status == "failed"),
        "interrupted": (run for run in recent if run.status == "interrupted"),
        "running": (run for run in recent if run.status == "running"),
        "unrecorded": (run for run in newest if not run.recorded),
        "lost": (run for run in newest if _lost(run, tracked)),
    }
    grouped = (Concern(matter, tuple(runs)) for matter, runs in found.items())
    return tuple(concern for concern in grouped if concern.runs)


def grouped(problems: Sequence[Problem]) -> tuple[ProblemGroup, ...]:
    """Problems of one sort together, the most frequent sort first."""
    sorts: dict[str, dict[Problem, None]] = {}
    for problem in problems:
        sorts.setdefault(problem.remedy, {})[problem] = None
    groups = [ProblemGroup(remedy, tuple(members)) for remedy, members in sorts.items()]
    return tuple(sorted(groups, key=lambda group: -len(group.problems)))


def _lost(run: Run, tracked: frozenset[str]) -> bool:
    """Whether the run saved versions of tracked datasets of which some do not exist any more."""
    if not run.recorded or not tracked:
        return False
    if run.saved is not None:
        kept = {version.dataset for version in run.versions}
        return any(dataset in tracked and dataset not in kept for dataset in run.saved)
    # An older record does not tell what was saved: only one without anything is in doubt.
    return run.status in ("succeeded", "unknown") and not run.versions
