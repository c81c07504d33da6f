"""The recorder: from Kedro's hooks to the store, a run at a time, whatever else goes on.

Everything here may raise; `hooks.py` sees to it that no run notices.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kedro_track.errors import StoreBusyError, StoreError
from kedro_track.record import failure
from kedro_track.record.blob import blob_of
from kedro_track.record.capture import Start, capture
from kedro_track.record.command import run_id_of, typed
from kedro_track.record.redactors import redactor_of
from kedro_track.record.target import Target, find_target
from kedro_track.redaction import Redactor, without_user
from kedro_track.store import spool
from kedro_track.store.address import Server, Store
from kedro_track.store.engine import WAIT
from kedro_track.store.journal import Journal
from kedro_track.store.liveness import Process, has_ended, this_process
from kedro_track.store.rows import Record, RecordedRun
from kedro_track.store.writer import RunWriter, Verdict

Warn = Callable[[str], None]

_PULSE = 60.0
"""Seconds after which a node's end is worth a word to the store that the run still lives."""

_BRIEFLY = 0.5
"""Seconds to wait for a locked store where the next chance is as good."""

_AT_START = 2.0
"""The same at a run's start: its end tells all of it again."""

_CROWDED = 1.0
"""Seconds of waiting for the store after which a run files no records of others."""

_FILING = 2.0
"""Seconds that a run may spend on the records of others."""


@dataclass(eq=False)
class _Active:
    """A run that is going on in this process.

    Attributes:
        params: Kedro's own object, by which the end of a run finds its start.
        clock: `time.monotonic()` at its start; no clock that is set back shortens a run.
        written: The same when it was last stored.
        in_vain: Whether waiting longer promised nothing when it was last tried.
    """

    params: Mapping[str, Any]
    target: Target
    redactor: Redactor
    cli: Mapping[str, Any] | None
    run: RecordedRun
    clock: float
    written: float = 0.0
    in_vain: bool = False
    thread: int = field(default_factory=threading.get_ident)

    @property
    def id(self) -> str:
        return self.run.version

    @property
    def journal(self) -> Journal:
        return Journal(self.run.process.pid or 0, self.id)

    def stored_form(self) -> RecordedRun:
        """The run with what kedro-viz wants to know of it, where that is ours to write."""
        if not self.target.sessions:
            return self.run
        return replace(self.run, blob=blob_of(self.run.record, self.id, self.cli))

    def now(self) -> float:
        """Seconds since the epoch, counted from the run's start."""
        return self.run.started + time.monotonic() - self.clock


class Recorder:
    """Records the runs of this process. `warn` is told what a user should know."""

    def __init__(self, warn: Warn) -> None:
        self._warn = warn
        # Without a lock, which a worker might inherit locked: each change is one step.
        self._active: list[_Active] = []

    def start(self, start: Start) -> None:
        """Record that a run starts; runs that this thread left behind are interrupted."""
        started, clock = time.time(), time.monotonic()
        for left in self._of_this_process():
            if left.thread == threading.get_ident() and not _is_on_stack(left.params):
                self._end(left, "interrupted")
        target = find_target(start.project, start.conf.credentials)
        redactor = redactor_of(start.conf.folders, self._warn)
        record = capture(start, target, redactor, self._warn)
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
        self._store(active)

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
                with suppress(StoreError):
                    RunWriter(active.target.store, wait=_BRIEFLY).save([active.stored_form()])

    def journal_of(self, run_id: str) -> Journal:
        """Find the journal of a run, from whichever of its processes."""
        own = (active.journal for active in self._of_this_process() if active.id == run_id)
        return next(own, None) or Journal.of_worker(run_id)

    def _end(
        self, active: _Active, status: str, exception: Mapping[str, Any] | None = None
    ) -> None:
        try:
            self._active.remove(active)
        except ValueError:  # another thread ended it
            return
        ended = active.now()
        record = _told(active)
        if exception is not None:
            node = exception["node"] or active.journal.read().failed_node
            record["exception"] = active.redactor.texts({**exception, "node": node})
        active.run = replace(active.run, status=status, ended=ended, heard=ended, record=record)
        self._store(active, last=True)
        active.journal.remove()

    def _store(self, active: _Active, *, last: bool = False) -> None:
        """Store a run, or keep it as a file if the store can't be written."""
        run, store = active.stored_form(), active.target.store
        begun = time.monotonic()
        try:
            if last:
                wait = _AT_START if active.in_vain else WAIT
                RunWriter(store, wait=wait).save([run])
            else:
                RunWriter(store, wait=_AT_START).save([run], _verdict(run.process))
        except StoreError as error:
            # What was silent at the start, or can't be written at all, costs no more at the end.
            active.in_vain = isinstance(store, Server) or not isinstance(error, StoreBusyError)
            self._keep(run, store, error, last=last)
            return
        active.written = time.monotonic()
        spool.forget(run.attempt, store)
        if last:
            # Where many write at once, whoever comes later has more time for the rest.
            if active.written - begun < _CROWDED:
                _file_waiting(store)
            self._upload(active.target)

    def _keep(self, run: RecordedRun, store: Store, error: StoreError, *, last: bool) -> None:
        try:
            kept = spool.put(run, store)
        except StoreError as lost:
            self._warn(f"This run is not recorded: {error}. {lost}")
            return
        if last:  # at the start there is hope yet, and one warning is enough
            self._warn(
                f"This run's record could not be stored: {error}. It waits in {kept} and is "
                "filed with the next run that can write the store"
            )

    def _upload(self, target: Target) -> None:
        if target.path is None or target.remote is None:
            return
        from kedro_track.record.upload import upload

        try:
            upload(target.path, target.remote)
        except Exception as error:  # noqa: BLE001 - any file system of any package
            self._warn(
                f"The session store could not be copied to {without_user(target.remote)} "
                f"({type(error).__name__}: {error}); this machine has it, the next run tries again"
            )

    def _remember(self, active: _Active) -> None:
        atexit.unregister(self._at_exit)
        atexit.register(self._at_exit)
        self._active.append(active)

    def _find(self, params: Mapping[str, Any]) -> _Active | None:
        return next((each for each in self._of_this_process() if each.params is params), None)

    def _of_this_process(self) -> list[_Active]:
        """What a forked worker inherited is not its own."""
        return [each for each in list(self._active) if each.run.process.pid == os.getpid()]

    def _at_exit(self) -> None:
        for active in self._of_this_process():
            self._end(active, "interrupted")


def _is_on_stack(params: Mapping[str, Any]) -> bool:
    """Tell whether Kedro still runs this run in this thread: a node may run a pipeline itself."""
    frame = sys._getframe(1)  # noqa: SLF001 - the one way to one's own callers
    while frame is not None and frame.f_locals.get("record_data") is not params:
        frame = frame.f_back  # type: ignore[assignment]
    return frame is not None


def _told(active: _Active) -> dict[str, Any]:
    told = active.journal.read()
    return {**active.run.record, "timings": told.timings, "saved": told.saved}


def _file_waiting(store: Store) -> None:
    """File what waits for the store; what can't be filed goes on waiting."""
    waiting = [*spool.taken(store)]
    until = time.monotonic() + _FILING
    with suppress(StoreBusyError):  # the next run comes soon, where so many do
        try:
            _file(store, waiting)
        except StoreError:
            # One of them keeps the others out.
            for one in waiting:
                if time.monotonic() > until:
                    return
                with suppress(StoreError):
                    _file(store, [one])


def _file(store: Store, waiting: Sequence[tuple[Path, RecordedRun]]) -> None:
    if waiting:
        RunWriter(store, wait=_BRIEFLY).save(run for _, run in waiting)
    for path, _ in waiting:
        spool.drop(path)


def _verdict(here: Process) -> Verdict:
    def judge(process: Process, version: str, stored: Callable[[], Record]) -> Record | None:
        if not has_ended(process, here):
            return None
        journal = Journal(process.pid or 0, version)
        told, record = journal.read(), stored()
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
