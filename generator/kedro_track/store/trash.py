"""Runs in the trash of a store, and what is left of them when it is emptied.

A run in the trash keeps its row, so that a recorder that comes late finds it and kedro-viz,
which knows no trash, still lists it. Emptying removes the rows and leaves a mark, so that the
data of the run, which is never touched, is not taken for versions that nobody recorded.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import Any

from kedro_track.store.address import Store
from kedro_track.store.edits import give_rows
from kedro_track.store.engine import WAIT, Execute, write_to

_TABLES = (("user_run_details", "run_id"), ("track_details", "run_id"), ("track_edits", "run_id"))
# Last those that others point at.
_ROWS = (*_TABLES, ("track_runs", "run_id"), ("runs", "id"))


def trash_runs(
    store: Store, run_ids: Iterable[str], *, wait: float = WAIT, at: float | None = None
) -> None:
    """Move runs to the trash in one transaction; one without a row is given one.

    Args:
        store: A SQLite file or a database.
        run_ids: Those that are there already stay as they are.
        wait: Seconds to wait for a store that is locked.
        at: The moment, as seconds since the epoch; None for now.

    Raises:
        StoreError: If the store can't be written; nothing is changed then.
    """
    moment = time.time() if at is None else at
    with write_to(store, wait) as execute:
        for run_id in run_ids:
            give_rows(execute, run_id)
            execute(
                "UPDATE track_details SET trashed = :moment "
                "WHERE run_id = :run_id AND trashed IS NULL",
                {"run_id": run_id, "moment": moment},
            )


def restore_runs(store: Store, run_ids: Iterable[str], *, wait: float = WAIT) -> None:
    """Take runs out of the trash; of one that was removed for good, its data is seen again.

    Raises:
        StoreError: If the store can't be written; nothing is changed then.
    """
    with write_to(store, wait) as execute:
        for run_id in run_ids:
            values = {"run_id": run_id}
            execute("UPDATE track_details SET trashed = NULL WHERE run_id = :run_id", values)
            execute("DELETE FROM track_deleted WHERE run_id = :run_id", values)


def empty_trash(store: Store, *, wait: float = WAIT, at: float | None = None) -> list[str]:
    """Remove the records of all runs in the trash for good.

    Returns:
        Their ids.

    Raises:
        StoreError: If the store can't be written; nothing is changed then.
    """
    moment = time.time() if at is None else at
    with write_to(store, wait) as execute:
        trashed = execute("SELECT run_id FROM track_details WHERE trashed IS NOT NULL", {})
        run_ids = sorted(str(run_id) for (run_id,) in trashed)
        for run_id in run_ids:
            _leave_a_mark(execute, run_id, moment)
            for table, key in _ROWS:
                execute(f"DELETE FROM {table} WHERE {key} = :run_id", {"run_id": run_id})  # noqa: S608 - our own names
    return run_ids


def _leave_a_mark(execute: Execute, run_id: str, moment: float) -> None:
    rows = execute(
        "SELECT attempt, version, record FROM track_runs WHERE run_id = :run_id",
        {"run_id": run_id},
    )
    attempt, version, record = rows[0] if rows else (None, run_id, "{}")
    versions = sorted({version, *_saved(record)})
    execute(
        "INSERT INTO track_deleted (run_id, attempt, versions, deleted) "
        "VALUES (:run_id, :attempt, :versions, :deleted) ON CONFLICT (run_id) DO UPDATE SET "
        "attempt = excluded.attempt, versions = excluded.versions, deleted = excluded.deleted",
        {
            "run_id": run_id,
            "attempt": attempt,
            "versions": json.dumps(versions),
            "deleted": moment,
        },
    )


def _saved(record: Any) -> list[str]:
    """The versions that a run saved, whatever names they bear."""
    try:
        saved = json.loads(record).get("saved")
    except (ValueError, TypeError, AttributeError):
        return []
    values = saved.values() if isinstance(saved, dict) else ()
    return [version for version in values if isinstance(version, str)]
