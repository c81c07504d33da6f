"""The history of a project's runs as frozen values: no I/O, no HTML, standard library only.

Collected by `kedro_track.collect`, read by `kedro_track.analysis` and `kedro_track.site`.
Times are aware and in UTC, durations and sizes in seconds and bytes. `None` means
'not captured', never zero and never empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any

from kedro_track.chunked import Chunked
from kedro_track.errors import NotFoundError
from kedro_track.pickled import quickly_pickled
from kedro_track.run_parts import (
    EMPTY,
    Code,
    Failure,
    Input,
    Kind,
    Node,
    NodeTiming,
    Status,
    TrackedFile,
    Version,
)

__all__ = [
    "EMPTY",
    "Code",
    "Failure",
    "History",
    "Input",
    "Kind",
    "Node",
    "NodeTiming",
    "Problem",
    "Project",
    "Run",
    "Status",
    "TrackedDataset",
    "TrackedFile",
    "Version",
    "leaves",
]


@dataclass(frozen=True, kw_only=True)
class Run:
    """One execution of a pipeline.

    Attributes:
        id: Unique in the history; a second attempt under one id is `<id>~2`.
        version: The version that its datasets were saved under; the id without `~N`.
        recorded: Whether a session store has a row of it; otherwise only its versions exist.
        store: Name of the store that the row came from.
        parameters: As resolved, nested. `given`: those of the command line or the call.
        filters: Options that narrow the run: `tags`, `from_nodes`, `to_nodes`, `nodes`,
            `from_inputs`, `to_outputs`, `namespaces`.
        saved: Dataset to version, for every versioned dataset that the run saved.
        captured: Whether kedro-track's own recorder wrote it; False for kedro-viz's rows.
        edited: When a person last said its title, notes, tags, bookmark or hidden, each by its
            name; what kedro-viz kept bears no time.
        notes_from: The file that says something of it beside the store, relative to the
            project with `/` between its parts.
        told_by_file: What that file says: `title`, `notes`, `tags`, `bookmark`.
    """

    id: str
    version: str
    attempt: str | None = None
    status: Status = "unknown"
    started: datetime | None = None
    ended: datetime | None = None
    heard: datetime | None = None
    duration: float | None = None
    recorded: bool = True
    captured: bool = False
    store: str | None = None
    title: str | None = None
    notes: str | None = None
    notes_from: str | None = None
    told_by_file: tuple[str, ...] = ()
    edited: Mapping[str, datetime] = field(default_factory=lambda: EMPTY)
    tags: tuple[str, ...] = ()
    bookmark: bool = False
    hidden: bool = False
    user: str | None = None
    git_user: str | None = None
    host: str | None = None
    command: str | None = None
    environment: str | None = None
    runner: str | None = None
    pipelines: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: EMPTY)
    code: Code | None = None
    parameters: Mapping[str, Any] | None = None
    given: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    python: str | None = None
    platform: str | None = None
    packages: Mapping[str, str] | None = None
    graph: tuple[Node, ...] | None = None
    timings: tuple[NodeTiming, ...] = ()
    inputs: tuple[Input, ...] = ()
    saved: Mapping[str, str] | None = None
    failure: Failure | None = None
    versions: tuple[Version, ...] = ()

    @cached_property
    def metrics(self) -> Mapping[str, float]:
        """Metrics by `<dataset>.<key>`, sorted by name."""
        found = {
            f"{version.dataset}.{key}": value
            for version in self.versions
            if version.kind == "metrics" and version.data is not None
            for key, value in version.data.items()
        }
        return MappingProxyType(dict(sorted(found.items())))

    @cached_property
    def json(self) -> Mapping[str, Any]:
        """Leaves of the tracked JSON by `<dataset>.<path>`; lists are leaves."""
        found: dict[str, Any] = {}
        for version in self.versions:
            if version.kind == "json" and version.data is not None:
                found.update(leaves(version.data, version.dataset))
        return MappingProxyType(found)

    @cached_property
    def params(self) -> Mapping[str, Any]:
        """Leaves of the parameters by dotted path; lists are leaves.

        The resolved ones where they were captured, otherwise those that were given.
        """
        source = self.given if self.parameters is None else self.parameters
        return MappingProxyType(dict(leaves(source)))

    def __getstate__(self) -> dict[str, Any]:
        """The fields for `pickle`, without what was worked out from them."""
        found = vars(self)
        values = {name: found[name] for name in _FIELDS}
        for name in _MAPPINGS:
            if isinstance(values[name], MappingProxyType):
                values[name] = dict(values[name])
        return values

    def artifact(self, dataset: str, file: str | None = None) -> TrackedFile:
        """A file that a tracked dataset saved in this run.

        Args:
            dataset: Name of the dataset.
            file: Which of its files, where it saved several, such as `0.png`.

        Raises:
            NotFoundError: With what there is instead.
        """
        found = [
            one for version in self.versions if version.dataset == dataset for one in version.files
        ]
        if not found:
            names = sorted({version.dataset for version in self.versions if version.files})
            known = f"it saved {', '.join(names)}" if names else "it saved no tracked dataset"
            raise NotFoundError(f"Run {self.id} has no artifact of {dataset!r}; {known}.")
        if file is not None:
            found = [one for one in found if one.name == file] or found
        if len(found) > 1 or file not in (None, found[0].name):
            names = [one.name for one in found]
            raise NotFoundError(
                f"Name one of the files of {dataset!r} in run {self.id}: {', '.join(names)}."
            )
        return found[0]

    def of_kind(self, *kinds: Kind) -> tuple[Version, ...]:
        """Versions whose dataset is of one of these kinds."""
        return tuple(version for version in self.versions if version.kind in kinds)


_FIELDS = tuple(one.name for one in fields(Run))
_MAPPINGS = ("edited", "filters", "given", "parameters", "packages", "saved")


@quickly_pickled
@dataclass(frozen=True, slots=True)
class TrackedDataset:
    """A tracked dataset as the catalog, the records or the folders declare it."""

    name: str
    kind: Kind
    type: str | None = None
    filepath: str | None = None
    namespace: str | None = None


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read; it cost only itself.

    Attributes:
        what: What is wrong, one sentence without its place.
        where: File, store or catalog entry.
        remedy: What the reader can do about it.
        run: Id of the run that it belongs to.
    """

    what: str
    where: str
    remedy: str
    run: str | None = None


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Project:
    """The Kedro project that the history belongs to.

    Attributes:
        path: Absolute.
        folder: Where it lies in its repository, `/` between the parts: empty for its root,
            None outside of any.
    """

    name: str
    path: str
    package: str | None = None
    kedro_version: str | None = None
    remote: str | None = None
    folder: str | None = None


@dataclass(frozen=True)
class History:
    """All that is known of a project's runs, oldest first.

    Attributes:
        runs: Hidden ones included, but where they come in chunks: those are for a site, which
            does not show them.
    """

    project: Project
    runs: Sequence[Run] = ()
    datasets: tuple[TrackedDataset, ...] = ()
    problems: tuple[Problem, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Run]:
        """Runs by id."""
        return MappingProxyType({run.id: run for run in self.runs})

    @cached_property
    def shown(self) -> Sequence[Run]:
        """Runs that are not hidden, oldest first: what the site shows."""
        if isinstance(self.runs, Chunked):
            return self.runs
        return tuple(run for run in self.runs if not run.hidden)

    @cached_property
    def metric_names(self) -> tuple[str, ...]:
        """Names of all metrics of the runs shown, sorted."""
        return tuple(sorted({name for run in self.shown for name in run.metrics}))


_NO_MAPPING = (str, int, float, list, type(None))


def leaves(value: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Walk nested mappings and yield `(dotted path, leaf)`; lists and empty mappings are leaves."""
    # Most are scalars; asking for `Mapping` costs ten times as much.
    if not isinstance(value, _NO_MAPPING) and isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from leaves(inner, f"{prefix}.{key}" if prefix else str(key))
    elif prefix:
        yield prefix, value
