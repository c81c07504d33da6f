"""What the processes of one run tell while it goes on: node times and saved datasets.

State does not survive into the workers of a ParallelRunner, nor theirs back; files do. Each
process appends to a file of its own, in a folder that every process finds by the run's id
and the process that started the run; the recorder reads them all at the end. So a run that
is killed leaves its times behind as well.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kedro_track.store.private import private_folder


@dataclass(frozen=True, slots=True)
class Told:
    """What a run's processes told, in the order of time.

    Attributes:
        timings: As in `kedro_track.store.rows.Record`.
        saved: Dataset to version, versioned datasets only.
    """

    timings: list[dict[str, Any]] = field(default_factory=list)
    saved: dict[str, str] = field(default_factory=dict)

    @property
    def failed_node(self) -> str | None:
        """The node that raised first, if its function did."""
        return next((timing["node"] for timing in self.timings if timing["failed"]), None)


class Journal:
    """The files of one run.

    Args:
        owner: Id of the process that started the run.
        run_id: As Kedro hands it to the workers.
    """

    def __init__(self, owner: int, run_id: str) -> None:
        name = hashlib.sha256(run_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self._name = f"{owner}-{name}"

    @classmethod
    def of_worker(cls, run_id: str) -> Journal:
        """Find the journal from a process that did not start the run."""
        process = sys.modules.get("multiprocessing.process")
        parent = process.parent_process() if process else None
        return cls(parent.pid if parent else os.getpid(), run_id)

    def timing(self, node: str, started: float, seconds: float, *, failed: bool) -> None:
        """Tell how long a node's function took.

        Raises:
            OSError: If it can't be written.
        """
        self._append({"node": node, "started": started, "seconds": seconds, "failed": failed})

    def saved(self, dataset: str, version: str) -> None:
        """Tell that a versioned dataset was saved.

        Raises:
            OSError: If it can't be written.
        """
        self._append({"saved": dataset, "version": version})

    def read(self) -> Told:
        """Gather what was told so far."""
        told = Told()
        for entry in self._entries():
            if "saved" in entry:
                told.saved[entry["saved"]] = entry["version"]
            elif "node" in entry:
                told.timings.append(entry)
        told.timings.sort(key=lambda timing: timing["started"])
        return told

    def remove(self) -> None:
        """Take the files away."""
        with suppress(OSError):
            shutil.rmtree(self._folder())

    def _folder(self) -> Path:
        return private_folder() / "runs" / self._name

    def _append(self, entry: Mapping[str, Any]) -> None:
        path = self._folder() / f"{os.getpid()}.jsonl"
        line = json.dumps(entry).encode() + b"\n"
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        try:
            handle = os.open(path, flags, 0o600)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, flags, 0o600)
        try:
            # One write: lines of several threads do not mix.
            os.write(handle, line)
        finally:
            os.close(handle)

    def _entries(self) -> Iterator[dict[str, Any]]:
        try:
            paths = sorted(self._folder().glob("*.jsonl"))
        except OSError:
            return
        for path in paths:
            with suppress(OSError):
                for line in path.read_bytes().splitlines():
                    # The last line of a process that was killed may be half of one.
                    with suppress(ValueError):
                        yield json.loads(line)
