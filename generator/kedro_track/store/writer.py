"""The one writer of runs: an attempt is inserted once and updated in place, whoever comes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import chain, count
from typing import Any

from kedro_track import strict_json
from kedro_track.errors import StoreError
from kedro_track.store.address import Server, Store
from kedro_track.store.deadline import TooLate, within
from kedro_track.store.engine import WAIT, Execute, write_to
from kedro_track.store.liveness import Process
from kedro_track.store.rows import Record, RecordedRun

SCHEMA_VERSION = 1
"""Equals `schema.SCHEMA_VERSION`, which costs SQLAlchemy's import; a test holds that."""

_GRACE_OF_A_FILE, _GRACE_OF_A_SERVER = 3.0, 1.0
"""Seconds beyond the wait for a lock after which a store is given up that does not answer.
A file's own limit holds on any file system that does not hang."""

Verdict = Callable[[Process, str, Callable[[], Record]], Record | None]
"""Given the process and version of a run that is 'running', and what reads its record: its last
record if it is known to have ended, otherwise None."""

_COLUMNS = (
    "run_id, attempt, version, status, started, ended, heard, host, boot, pid, "
    "process_started, record"
)
_INSERT = (
    f"INSERT INTO track_runs ({_COLUMNS}) VALUES (:run_id, :attempt, :version, :status, "  # noqa: S608 - our own column names
    ":started, :ended, :heard, :host, :boot, :pid, :process_started, :record)"
)
_UPDATE = (
    "UPDATE track_runs SET status = :status, ended = :ended, heard = :heard, record = :record "
    "WHERE attempt = :attempt"
)
_RUNNING = (
    "SELECT run_id, version, host, boot, pid, process_started FROM track_runs "
    "WHERE status = 'running'"
)
_INTERRUPT = (
    "UPDATE track_runs SET status = 'interrupted', record = :record "
    "WHERE run_id = :run_id AND status = 'running'"
)


class RunWriter:
    """Writes runs to one store."""

    def __init__(self, store: Store, *, wait: float = WAIT) -> None:
        """Take a store, and how many seconds to wait for its lock or its answer."""
        self._store = store
        self._wait = wait

    def save(self, runs: Iterable[RecordedRun], verdict: Verdict | None = None) -> list[str]:
        """Insert or update runs in one transaction.

        A run whose id is taken by another attempt becomes `<id>~2`. What is older than what
        the store has of the same attempt changes nothing.

        Args:
            runs: What to save.
            verdict: Asked of every run that is left 'running'; those that have ended become
                'interrupted'.

        Returns:
            The id of each run in the store.

        Raises:
            StoreError: If the store can't be written; nothing is changed then.
        """
        if isinstance(self._store, Server):
            from kedro_track.store.postgres import load_driver

            load_driver(self._store)
        grace = _GRACE_OF_A_SERVER if isinstance(self._store, Server) else _GRACE_OF_A_FILE
        patience = self._wait + grace
        try:
            return within(patience, lambda: self._saved(runs, verdict))
        except TooLate:
            raise StoreError(f"{self._store} does not answer (waited {patience:g} s)") from None

    def _saved(self, runs: Iterable[RecordedRun], verdict: Verdict | None) -> list[str]:
        # Whatever can be done before the lock is taken keeps nobody else waiting.
        tellings = [(run, _values(run)) for run in runs]
        with write_to(self._store, self._wait) as execute:
            check_schema(execute, self._store)
            if verdict is not None:
                _interrupt(execute, verdict)
            return [_save(execute, run, values) for run, values in tellings]


def check_schema(execute: Execute, store: Store) -> None:
    """Note which version of the tables a store has.

    Raises:
        StoreError: If a newer one wrote it.
    """
    values = {"key": "schema_version", "value": str(SCHEMA_VERSION)}
    execute(
        "INSERT INTO track_meta (key, value) VALUES (:key, :value) ON CONFLICT DO NOTHING",
        values,
    )
    [(found,)] = execute("SELECT value FROM track_meta WHERE key = :key", values)
    if not found.isdigit() or int(found) > SCHEMA_VERSION:
        raise StoreError(
            f"{store} was written by a newer kedro-track; upgrade this one "
            "with `pip install --upgrade kedro-track`"
        )


def _save(execute: Execute, run: RecordedRun, values: dict[str, Any]) -> str:
    found = execute("SELECT run_id, heard FROM track_runs WHERE attempt = :attempt", values)
    if not found:
        run_id = _free_id(execute, run)
        execute(_INSERT, {**values, "run_id": run_id})
        _save_blob(execute, run_id, values)
        return run_id
    run_id, heard = found[0]
    if heard is None or heard <= run.heard:
        execute(_UPDATE, values)
        _save_blob(execute, run_id, values)
    return str(run_id)


def _save_blob(execute: Execute, run_id: str, values: Mapping[str, Any]) -> None:
    if values["blob"] is None:
        return
    execute(
        "INSERT INTO runs (id, blob) VALUES (:run_id, :blob) "
        "ON CONFLICT (id) DO UPDATE SET blob = excluded.blob",
        {"run_id": run_id, "blob": values["blob"]},
    )


def _free_id(execute: Execute, run: RecordedRun) -> str:
    candidates = chain([run.version], (f"{run.version}~{n}" for n in count(2)))
    return next(each for each in candidates if not _is_taken(execute, run, each))


def _is_taken(execute: Execute, run: RecordedRun, run_id: str) -> bool:
    values = {"run_id": run_id}
    if execute("SELECT 1 FROM track_runs WHERE run_id = :run_id", values):
        return True
    # Where kedro-viz records the session itself, its row of this id is this run's.
    return run.blob is not None and bool(execute("SELECT 1 FROM runs WHERE id = :run_id", values))


def _interrupt(execute: Execute, verdict: Verdict) -> None:
    for run_id, version, host, boot, pid, started in execute(_RUNNING, {}):
        record = partial(_record, execute, run_id)
        last = verdict(Process(host, boot, pid, started), version, record)
        if last is not None:
            execute(_INTERRUPT, {"run_id": run_id, "record": strict_json.dumps(last)})


def _record(execute: Execute, run_id: str) -> Record:
    values = {"run_id": run_id}
    [(text,)] = execute("SELECT record FROM track_runs WHERE run_id = :run_id", values)
    try:
        value = strict_json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _values(run: RecordedRun) -> dict[str, Any]:
    return {
        "attempt": run.attempt,
        "version": run.version,
        "status": run.status,
        "started": run.started,
        "ended": run.ended,
        "heard": run.heard,
        "host": run.process.host,
        "boot": run.process.boot,
        "pid": run.process.pid,
        "process_started": run.process.started,
        "record": strict_json.dumps(run.record),
        # Encoded twice, as kedro-viz does: a JSON text in a JSON column.
        "blob": None if run.blob is None else json.dumps(strict_json.dumps(run.blob)),
    }
