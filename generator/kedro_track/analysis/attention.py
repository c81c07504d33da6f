"""What of a history needs somebody's attention: failures, losses, what could not be read. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kedro_track.analysis.outlines import outline_of
from kedro_track.chunked import Picked, starts_of, summaries
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
    runs: Sequence[Run]


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one sort: all have the same remedy; each stands once."""

    remedy: str
    problems: tuple[Problem, ...]


def concerns(history: History) -> tuple[Concern, ...]:
    """What is the matter with the runs shown."""
    runs = history.shown
    recent = tuple(reversed(runs[-RECENT:]))
    tracked = frozenset(dataset.name for dataset in history.datasets)
    unrecorded: list[int] = []
    lost: list[int] = []
    for start, outline in zip(starts_of(runs), summaries(runs, outline_of), strict=False):
        unrecorded += (start + offset for offset in outline.unrecorded)
        lost += (
            start + offset
            for offset, datasets in outline.lost
            if tracked and (datasets is None or not tracked.isdisjoint(datasets))
        )
    found: Mapping[Matter, Sequence[Run]] = {
        "failed": [run for run in recent if run.status == "failed"],
        "interrupted": [run for run in recent if run.status == "interrupted"],
        "running": [run for run in recent if run.status == "running"],
        "unrecorded": Picked(runs, unrecorded[::-1]),
        "lost": Picked(runs, lost[::-1]),
    }
    return tuple(Concern(matter, members) for matter, members in found.items() if members)


def grouped(problems: Sequence[Problem]) -> tuple[ProblemGroup, ...]:
    """Problems of one sort together, the most frequent sort first."""
    sorts: dict[str, dict[Problem, None]] = {}
    for problem in problems:
        sorts.setdefault(problem.remedy, {})[problem] = None
    groups = [ProblemGroup(remedy, tuple(members)) for remedy, members in sorts.items()]
    return tuple(sorted(groups, key=lambda group: -len(group.problems)))
