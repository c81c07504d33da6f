"""The recorder: from Kedro's hooks to the store, a run at a time, whatever else goes on.

Everything here may raise; `hooks.py` sees to it that no run notices.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kedro_track.errors import StoreError
from kedro_track.record import failure
from kedro_track.record.blob import blob_of
from kedro_track.record.capture import Start, capture
from kedro_track.record.command import run_id_of, typed
from kedro_track.record.journal import Journal
from kedro_track.record.redactors import redactor_of
from kedro_track.record.target import Target, find_target
from kedro_track.redaction import Redactor
from kedro_track.store import spool
from kedro_track.store.liveness import Process, has_ended, this_process
from kedro_track.store.rows import Record, RecordedRun
from kedro_track.store.writer import RunWriter

Warn = Callable[[str], None]

_PULSE = 60.0
"""Seconds after which a node's end is worth a word to the store that the run still lives."""


@dataclass(eq=False)
class _Active:
    """A run that is going on in this process.

    Attributes:
        params: Kedro's own object, by which the end of a run finds its start.
        clock: `time.monotonic()` at its start; no clock that is set back shortens a run.
        written: The same when it was last stored.
    """

    params: Mapping[str, Any]
    target: Target
    redactor: Redactor
    cli: Mapping[str, Any] | None
    run: RecordedRun
    clock: float
    written: float = 0.0
    thread: int = field(default_factory=threading.get_ident)

    @property
    def id(self) -> str:
        return self.run.version

    @property
    def journal(self) -> Journal:
        return Journal(self.run.process.pid or 0, self.id)

    def now(self) -> float:
        """Seconds since the epoch, counted from the run's start."""
        return self.run.started + time.monotonic() - self.clock


class Recorder:
    """Records the runs of this process. `warn` is told what a user should know."""

    def __init__(self, warn: Warn) -> None:
        self._warn = warn
        self._active: list[_Active] = []
        self._lock = threading.Lock()

    def start(self, start: Start) -> None:
        """Record that a run starts; runs that this thread left behind are interrupted."""
        started, clock = time.time(), time.monotonic()
        for left in self._of_this_process():
            if left.thread == threading.get_ident():
                self._end(left, "interrupted")
        target = find_target(start.project)
        redactor = redactor_of(start.conf.folders, self._warn)
        record = capture(start, target, redactor)
        process = this_process()
        run = RecordedRun(
            attempt=str(uuid.uuid4()),
            version=run_id_of(start.params),
            status="running",
            started=started,
            heard=started,
            process=process,
            record={**record, "host": process.host},
        )
        active = _Active(start.params, target, redactor, _cli(start, redactor), run, clock)
        self._remember(active)
        self._store(active, first=True)

    def finish(self, params: Mapping[str, Any], error: BaseException | None) -> None:
        """Record that a run ended, by itself or by an exception."""
        active = self._find(params)
        if active is not None:
            exception = None if error is None else failure.describe(error)
            self._end(active, "succeeded" if error is None else "failed", exception)

    def close_session(self, session_id: str, exception: Mapping[str, Any] | None) -> None:
        """Record how a session ended whose run no hook saw end."""
        for active in self._of_this_process():
            if active.id == session_id:
                by_user = exception and exception.get("type") in ("KeyboardInterrupt", "SystemExit")
                status = "interrupted" if by_user or not exception else "failed"
                self._end(active, status, exception and failure.from_session(exception))

    def pulse(self, run_id: str) -> None:
        """Tell the store that a run lives, if it was not told for a minute."""
        for active in self._of_this_process():
            if active.id == run_id and time.monotonic() - active.written > _PULSE:
                active.written = time.monotonic()
                active.run = replace(active.run, heard=active.now(), record=_told(active))
                self._store(active)

    def journal_of(self, run_id: str) -> Journal:
        """Find the journal of a run, from whichever of its processes."""
        own = (active.journal for active in self._of_this_process() if active.id == run_id)
        return next(own, None) or Journal.of_worker(run_id)

    def _end(
        self, active: _Active, status: str, exception: Mapping[str, Any] | None = None
    ) -> None:
        with self._lock:
            if active not in self._active:
                return
            self._active.remove(active)
        ended = active.now()
        record = _told(active)
        if exception is not None:
            node = exception["node"] or active.journal.read().failed_node
            record["exception"] = active.redactor.texts({**exception, "node": node})
        active.run = replace(active.run, status=status, ended=ended, heard=ended, record=record)
        self._store(active)
        active.journal.remove()

    def _store(self, active: _Active, *, first: bool = False) -> None:
        """File a run, and with it what waits; keep it as a file if the store can't be written."""
        run = active.run
        if active.target.sessions:
            run = replace(run, blob=blob_of(run.record, run.version, active.cli))
        store = active.target.store
        waiting = list(spool.pending(store))
        others = [kept for _, kept in waiting if kept.attempt != run.attempt]
        try:
            RunWriter(store).save([*others, run], _verdict(run.process) if first else None)
        except StoreError as error:
            self._keep(run, store, error)
            return
        active.written = time.monotonic()
        for path, _ in waiting:
            spool.drop(path)

    def _keep(self, run: RecordedRun, store: Any, error: StoreError) -> None:
        try:
            kept = spool.put(run, store)
        except StoreError as lost:
            self._warn(f"This run is not recorded: {error}. {lost}.")
            return
        self._warn(
            f"This run could not be recorded yet: {error}. Its record waits in {kept} and is "
            "filed with the next run"
        )

    def _remember(self, active: _Active) -> None:
        with self._lock:
            if not self._active:
                atexit.unregister(self._at_exit)
                atexit.register(self._at_exit)
            self._active.append(active)

    def _find(self, params: Mapping[str, Any]) -> _Active | None:
        return next((each for each in self._of_this_process() if each.params is params), None)

    def _of_this_process(self) -> list[_Active]:
        """What a forked worker inherited is not its own."""
        with self._lock:
            return [each for each in self._active if each.run.process.pid == os.getpid()]

    def _at_exit(self) -> None:
        for active in self._of_this_process():
            self._end(active, "interrupted")


def _told(active: _Active) -> dict[str, Any]:
    told = active.journal.read()
    return {**active.run.record, "timings": told.timings, "saved": told.saved}


def _verdict(here: Process) -> Callable[[Process, str, Record], Record | None]:
    def judge(process: Process, version: str, record: Record) -> Record | None:
        if not has_ended(process, here):
            return None
        journal = Journal(process.pid or 0, version)
        told = journal.read()
        journal.remove()
        return {**record, "timings": told.timings, "saved": told.saved} if told.timings else record

    return judge


def _cli(start: Start, redactor: Redactor) -> dict[str, Any] | None:
    if not start.cli:
        return None
    return {
        "args": redactor.texts(start.cli["args"]),
        "params": redactor.value(start.cli["params"]),
        "command_name": start.cli["command_name"],
        "command_path": redactor.command(typed()),
    }
