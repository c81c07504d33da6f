"""What crosses the store's edge, as frozen values; no SQLAlchemy type goes further."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kedro_track.store.liveness import Process

Record = Mapping[str, Any]
"""Our own record of a run, JSON-ready. Keys, all optional; absent means 'not captured':

    kedro            str, Kedro's version
    project          {"name", "path", "package"}
    command          str, the command rebuilt in full, redacted
    environment      str                        runner       str
    pipelines        [str]                      filters      {option: [str]}
    parameters       nested, as resolved        given        nested, as given
    user, git_user, host                        str
    git              {"sha", "branch", "dirty", "remote"}
    python, platform str                        packages     {name: version}
    graph            [{"name", "inputs", "outputs", "tags", "namespace", "function"}]
    timings          [{"node", "started", "seconds", "failed"}], `started` as epoch seconds
    saved            {dataset: version}
    datasets         {dataset: {"type", "base", "filepath"}}: the versioned ones by their real
                     names; `base` is the known class that a project's own one derives from
    inputs           [{"dataset", "path", "size", "modified", "version"}]
    exception        {"type", "value", "traceback": [str], "node"}
"""


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """One attempt at a run, as the recorder hands it over; times are seconds since the epoch.

    Attributes:
        attempt: Its own uuid; two attempts may share a version.
        heard: When this was told. An older telling never overwrites a newer one.
        blob: The session's dictionary as kedro-viz keeps it; None where kedro-viz itself
            records the session.
    """

    attempt: str
    version: str
    status: str
    started: float
    heard: float
    process: Process
    record: Record
    ended: float | None = None
    blob: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class DeletedRun:
    """The mark of a run whose record was removed for good.

    Attributes:
        attempt: Its own uuid; None of a run that had no record of ours.
        versions: Those that it saved, its data.
        deleted: Seconds since the epoch.
    """

    id: str
    versions: tuple[str, ...]
    attempt: str | None = None
    deleted: float | None = None


@dataclass(frozen=True, slots=True)
class StoredRun:
    """One run as a store holds it: kedro-viz's blob, our record, or both.

    Attributes:
        blob: The decoded session dictionary of `runs`, None where there is none or it
            can't be decoded (then `problem` says why).
        record: Our record; None for rows of kedro-viz.
        started, ended, heard: Seconds since the epoch.
        edited: When a person last said its title, notes, tags, bookmark or hidden, as seconds
            since the epoch; kedro-viz did not note that.
        trashed: Since when it lies in the trash, as seconds since the epoch.
    """

    id: str
    version: str
    store: str
    blob: Mapping[str, Any] | None = None
    record: Record | None = None
    attempt: str | None = None
    status: str | None = None
    started: float | None = None
    ended: float | None = None
    heard: float | None = None
    host: str | None = None
    boot: str | None = None
    pid: int | None = None
    process_started: float | None = None
    title: str | None = None
    notes: str | None = None
    bookmark: bool = False
    tags: tuple[str, ...] = ()
    hidden: bool = False
    edited: Mapping[str, float] = field(default_factory=dict)
    trashed: float | None = None
    problem: str | None = None
