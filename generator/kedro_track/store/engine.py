"""Opens a store for writing, in one transaction; whatever fails becomes a StoreError.

A SQLite file is written through the standard library: SQLAlchemy takes half a second to
import, and a run may cost 0.1. Its tables are SQLAlchemy's all the same: `ddl.SQLITE` is
compiled from `schema.py`. PostgreSQL is written through its driver, by the same SQL.
"""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from kedro_track.errors import StoreBusyError, StoreError
from kedro_track.store.address import Server, Store
from kedro_track.store.ddl import SQLITE
from kedro_track.store.locks import has_locks

Execute = Callable[[str, Mapping[str, Any]], list[tuple[Any, ...]]]
"""Runs one statement with `:name` parameters and gives its rows."""

WAIT = 5.0
"""Seconds to wait for a store that is locked. A run waits no longer: it spools instead."""


@contextmanager
def write_to(store: Store, wait: float = WAIT) -> Iterator[Execute]:
    """Open a store, made with its folder where it is missing, for one transaction.

    Raises:
        StoreError: If it can't be opened, is locked, damaged or full, or can't be written.
            Nothing is changed then.
    """
    with _sqlite(store, wait) if isinstance(store, Path) else _server(store, wait) as execute:
        yield execute


@contextmanager
def _sqlite(path: Path, wait: float) -> Iterator[Execute]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=wait, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise _fault(error, path, wait) from error
    until = time.monotonic() + wait
    try:
        _leave_wal(connection)
        # The time to wait is one for both.
        left = max(0.0, until - time.monotonic())
        connection.execute(f"PRAGMA busy_timeout = {left * 1000:.0f}")
        connection.execute("BEGIN IMMEDIATE")
        for statement in SQLITE:
            connection.execute(statement)
        yield lambda sql, values: connection.execute(sql, values).fetchall()
        connection.execute("COMMIT")
    except (OSError, sqlite3.Error, OverflowError, UnicodeError) as error:
        raise _fault(error, path, wait) from error
    finally:
        # Closing takes back what was not committed.
        connection.close()


def _leave_wal(connection: sqlite3.Connection) -> None:
    """Leave the WAL mode that kedro-viz used on Azure: a copy of the one file is to be whole."""
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        with suppress(sqlite3.OperationalError):  # others have it open: next time
            connection.execute("PRAGMA journal_mode = DELETE")


def _server(server: Server, wait: float) -> AbstractContextManager[Execute]:
    from kedro_track.store.postgres import write_to_server

    return write_to_server(server, wait)


def _fault(error: Exception, path: Path, wait: float) -> StoreError:
    """Say what is wrong with a store."""
    text = str(error)
    if "locked" in text or "busy" in text:
        if not has_locks(path.parent):
            return StoreError(f"{path} can't be written: its file system has no locks")
        return StoreBusyError(f"{path} is locked by another process (waited {wait:g} s)")
    return StoreError(f"{path} {_clause(error)}")


def _clause(error: Exception) -> str:
    text = str(error)
    if "malformed" in text or "not a database" in text:
        return "is no SQLite database, or a damaged one"
    if "full" in text or getattr(error, "errno", None) == errno.ENOSPC:
        return "can't be written: the disk is full"
    return f"can't be written ({text})"
