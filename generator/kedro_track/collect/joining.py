"""Which version belongs to which run: by the run's id, and by what it recorded as saved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from kedro_track.collect.records import saved_of
from kedro_track.collect.tracking import Found
from kedro_track.history import Problem, Version
from kedro_track.store.rows import StoredRun


@dataclass(slots=True)
class Joined:
    """Versions by the run that they belong to.

    Attributes:
        of_run: By run id, in the order of the datasets' names.
        unrecorded: By version, of those that no store knows.
    """

    of_run: dict[str, list[Version]] = field(default_factory=dict)
    unrecorded: dict[str, list[Version]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def join(
    runs: Sequence[StoredRun], found: Iterable[Found], forgotten: frozenset[str] = frozenset()
) -> Joined:
    """Give each version to a run, or to none.

    A version belongs to the run of its name. Where two attempts share that name, it belongs
    to the one that recorded saving it, otherwise to the first. Runs in the trash take theirs
    along; so do those that were removed for good, whose versions are `forgotten`.
    """
    by_version: defaultdict[str, list[Found]] = defaultdict(list)
    for item in found:
        by_version[item.version.version].append(item)
    attempts: defaultdict[str, list[StoredRun]] = defaultdict(list)
    for run in runs:
        attempts[run.version].append(run)
    joined = Joined({run.id: [] for run in runs})
    elsewhere = _saved_under_other_names(runs)
    for version, items in by_version.items():
        candidates = attempts.get(version, ())
        for item in items:
            owner = _owner(item, candidates) or elsewhere.get((item.version.dataset, version))
            if owner is not None or version not in forgotten:
                _give(item, owner, joined)
    trashed = {run.id for run in runs if run.trashed is not None}
    joined.problems = [problem for problem in joined.problems if problem.run not in trashed]
    return joined


def _owner(item: Found, attempts: Sequence[StoredRun]) -> str | None:
    if len(attempts) < 2:  # noqa: PLR2004 - one attempt is the rule, and has no rival
        return attempts[0].id if attempts else None
    saved = [(run, saved_of(run.record)) for run in attempts]
    for run, names in saved:
        if names is not None and item.version.dataset in names:
            return run.id
    # Nobody recorded it: the first that can't have, or the one that bears the plain id.
    silent = [run.id for run, names in saved if names is None]
    return silent[0] if silent else attempts[0].id


def _saved_under_other_names(runs: Iterable[StoredRun]) -> dict[tuple[str, str], str]:
    """Dataset and version → run, where a run saved a version that does not bear its name."""
    return {
        (dataset, version): run.id
        for run in runs
        for dataset, version in (saved_of(run.record) or {}).items()
        if version != run.version
    }


def _give(item: Found, owner: str | None, joined: Joined) -> None:
    joined.problems.extend(replace(problem, run=owner) for problem in item.problems)
    if owner is not None:
        joined.of_run[owner].append(item.version)
    elif not item.hollow:
        joined.unrecorded.setdefault(item.version.version, []).append(item.version)
