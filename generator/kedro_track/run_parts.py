"""What a run consists of, as frozen values: for everybody else, `kedro_track.history` has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from kedro_track.pickled import quickly_pickled

Status = Literal["running", "succeeded", "failed", "interrupted", "unknown"]
"""`unknown`: versions on disk without a record, or an old record that does not tell."""

Kind = Literal["metrics", "json", "plotly", "image", "html", "table", "text", "other"]
"""What a tracked dataset's versions hold, and so how they are shown."""

EMPTY: Mapping[str, Any] = MappingProxyType({})


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Code:
    """The git state a run was started from."""

    sha: str | None
    branch: str | None = None
    dirty: bool | None = None
    remote: str | None = None


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Failure:
    """The exception that ended a run, and the node that raised it where that is known."""

    type: str
    message: str
    traceback: tuple[str, ...] = ()
    node: str | None = None


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Node:
    """A node of the pipeline that ran. `function` is a dotted path."""

    name: str
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    namespace: str | None = None
    function: str | None = None


@quickly_pickled
@dataclass(frozen=True, slots=True)
class NodeTiming:
    """How long one node took, `seconds` of its function only; `failed` if it raised."""

    node: str
    seconds: float
    started: datetime | None = None
    failed: bool = False


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Input:
    """A dataset that the run read from outside of its pipeline. `version`: what it loaded."""

    dataset: str
    path: str | None = None
    size: int | None = None
    modified: datetime | None = None
    version: str | None = None


@quickly_pickled
@dataclass(frozen=True, slots=True)
class TrackedFile:
    """One file of a version.

    Attributes:
        name: Path inside the version's folder, `/` between its parts.
        path: Where it can be read: a local path or an fsspec URL.
        size: In bytes.
        digest: SHA-256 of the content in hex; `None` for files that are shown as data only.
    """

    name: str
    path: str
    size: int | None = None
    digest: str | None = None


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Version:
    """One version of one tracked dataset.

    Attributes:
        data: The parsed value for the kinds `metrics` (a flat mapping of floats, NaN and
            infinities included) and `json` (any JSON value); `None` for all others.
        problem: One sentence if its content could not be read; then `data` is `None`.
    """

    dataset: str
    version: str
    kind: Kind
    files: tuple[TrackedFile, ...] = ()
    data: Any = None
    problem: str | None = None
