"""What is to be known of all runs without loading them: small facts of each chunk of them. Pure.

Every function here is one for `kedro_track.chunked.summaries`: it takes the runs of a chunk and
looks at nothing else, so that what it says is remembered for as long as the chunk is the same.
Offsets count from the chunk's first run.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from kedro_track.analysis.facts import ValueKind, kind_of
from kedro_track.analysis.metrics import pairs_of
from kedro_track.analysis.names import Names
from kedro_track.history import Kind, Run, Status, Version

ENDED: frozenset[Status] = frozenset({"succeeded", "unknown"})
"""Of runs that came to their end."""

_ORDINARY = re.compile(r"\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d\.\d{3}Z(~\d+)?")
_DATA = ("metrics", "json")


class Heads(NamedTuple):
    """The runs of a chunk that a reference or a rule may mean.

    Attributes:
        ended: For each run whether it came to its end, as 0 or 1.
        measured: Likewise, whether it has metrics.
        tags: Offsets of the runs that bear each tag; `branches` of those made on each.
    """

    ended: bytes
    measured: bytes
    tags: Mapping[str, array[int]]
    branches: Mapping[str, array[int]]


class Saved(NamedTuple):
    """What some versions of a dataset that is no metric and no JSON have in common."""

    dataset: str
    kind: Kind
    has_problem: bool
    has_files: bool


class Outline(NamedTuple):
    """A chunk in short.

    Attributes:
        first: Id of the first run; `last` that of the last.
        odd_ids: Those that are not of Kedro's own form.
        remote: Of the code of the newest run that tells.
        pairs: Of each metric's full name its dataset and its key.
        params: Of each parameter the kinds of its values; `json`: of each tracked leaf.
        unrecorded: Offsets of versions without a record.
        lost: Offsets of runs with the datasets of which they saved versions that are gone;
            None where an older record does not tell which.
        newest: Of each tracked dataset the offset of the newest run that saved it.
    """

    first: str
    last: str
    odd_ids: tuple[str, ...]
    statuses: Mapping[str, int]
    remote: str | None
    pairs: Mapping[str, tuple[str, str]]
    params: Mapping[str, frozenset[ValueKind]]
    json: Mapping[str, frozenset[ValueKind]]
    saved: tuple[Saved, ...]
    unrecorded: tuple[int, ...]
    lost: tuple[tuple[int, tuple[str, ...] | None], ...]
    newest: Mapping[str, int]


class Column(NamedTuple):
    """A metric's values in a chunk. `offsets` of the runs that have one; None: all of them."""

    offsets: array[int] | None
    values: array[float]


class Parameter(NamedTuple):
    """A parameter's values in a chunk, one a run. `has`: 1 for each run that has it, else 0."""

    has: bytearray
    values: list[Any]


def heads_of(runs: Sequence[Run]) -> Heads:
    """Whom references and rules may mean."""
    tags: dict[str, array[int]] = {}
    branches: dict[str, array[int]] = {}
    for offset, run in enumerate(runs):
        for tag in dict.fromkeys(run.tags):
            tags.setdefault(tag, array("I")).append(offset)
        if run.code is not None and run.code.branch is not None:
            branches.setdefault(run.code.branch, array("I")).append(offset)
    ended, measured = (run.status in ENDED for run in runs), (bool(run.metrics) for run in runs)
    return Heads(bytes(ended), bytes(measured), tags, branches)


def outline_of(runs: Sequence[Run]) -> Outline:
    """The chunk in short."""
    remotes = (run.code.remote for run in reversed(runs) if run.code and run.code.remote)
    statuses = Counter(run.status for run in runs)
    return Outline(
        first=runs[0].id if runs else "",
        last=runs[-1].id if runs else "",
        odd_ids=tuple(run.id for run in runs if not _ORDINARY.fullmatch(run.id)),
        statuses={str(status): count for status, count in sorted(statuses.items())},
        remote=next(remotes, None),
        pairs=pairs_of(runs),
        params=_kinds(run.params for run in runs),
        json=_kinds(run.json for run in runs),
        saved=tuple(
            sorted({_saved(v) for run in runs for v in run.versions if v.kind not in _DATA})
        ),
        unrecorded=tuple(offset for offset, run in enumerate(runs) if not run.recorded),
        lost=tuple(_lost(runs)),
        newest={v.dataset: offset for offset, run in enumerate(runs) for v in run.versions},
    )


def columns_of_metrics(runs: Sequence[Run]) -> Mapping[str, Column]:
    """The values of each metric."""
    offsets: dict[str, array[int]] = {}
    values: dict[str, array[float]] = {}
    for offset, run in enumerate(runs):
        for name, value in run.metrics.items():
            if name not in values:
                offsets[name], values[name] = array("I"), array("d")
            offsets[name].append(offset)
            values[name].append(value)
    # Metrics of one dataset are there in the same runs: one object, which is pickled once.
    known: dict[bytes, array[int]] = {}
    shared = {name: known.setdefault(own.tobytes(), own) for name, own in offsets.items()}
    return {
        name: Column(None if len(own) == len(runs) else shared[name], own)
        for name, own in values.items()
    }


def versions_of_plots(runs: Sequence[Run]) -> tuple[tuple[int, tuple[Version, ...]], ...]:
    """The versions that are no metrics and no JSON, for each run that has any."""
    found = (
        (offset, [v for v in run.versions if v.kind not in _DATA])
        for offset, run in enumerate(runs)
    )
    return tuple((offset, tuple(versions)) for offset, versions in found if versions)


def columns_of_params(runs: Sequence[Run]) -> Mapping[str, Parameter]:
    """The values of each parameter."""
    columns: dict[str, Parameter] = {}
    for offset, run in enumerate(runs):
        for name, value in run.params.items():
            if name not in columns:
                columns[name] = Parameter(bytearray(len(runs)), [None] * len(runs))
            columns[name].has[offset] = True
            columns[name].values[offset] = value
    return columns


def merged(
    kinds: Iterable[Mapping[str, frozenset[ValueKind]]],
) -> Mapping[str, frozenset[ValueKind]]:
    """The kinds of the values in all chunks, by name."""
    found: dict[str, frozenset[ValueKind]] = {}
    for mapping in kinds:
        for name, seen in mapping.items():
            found[name] = found.get(name, seen) | seen
    return dict(sorted(found.items()))


def clashing(outlines: Iterable[Outline], names: Iterable[Names]) -> frozenset[str]:
    """The ids in lower case that several runs have.

    Args:
        names: Looked at only if an id is not of Kedro's own form but for its letters' case:
            those of that form differ in more than case.
    """
    odd = Counter(one.lower() for outline in outlines for one in outline.odd_ids)
    doubtful = {name for name in odd if _ORDINARY.fullmatch(name.upper())}
    if doubtful:
        ordinary = (one.lower() for each in names for one in each.ids if _ORDINARY.fullmatch(one))
        odd.update(name for name in ordinary if name in doubtful)
    return frozenset(name for name, count in odd.items() if count > 1)


def _kinds(mappings: Iterable[Mapping[str, Any]]) -> Mapping[str, frozenset[ValueKind]]:
    kinds: dict[str, set[ValueKind]] = {}
    for mapping in mappings:
        for name, value in mapping.items():
            seen = kinds.setdefault(name, set())
            if value is not None:
                seen.add(kind_of(value))
    return {name: frozenset(seen) for name, seen in kinds.items()}


def _shown(run: Run) -> Iterable[Version]:
    return (version for version in run.versions if version.kind not in _DATA)


def _saved(version: Version) -> Saved:
    return Saved(
        version.dataset,
        version.kind,
        bool(version.problem),
        any(file.digest is not None for file in version.files),
    )


def _lost(runs: Sequence[Run]) -> Iterable[tuple[int, tuple[str, ...] | None]]:
    for offset, run in enumerate(runs):
        if not run.recorded:
            continue
        if run.saved is not None:
            kept = {version.dataset for version in run.versions}
            gone = tuple(dataset for dataset in run.saved if dataset not in kept)
            if gone:
                yield offset, gone
        elif run.status in ENDED and not run.versions:
            # An older record does not tell what was saved: only one without anything is in doubt.
            yield offset, None
