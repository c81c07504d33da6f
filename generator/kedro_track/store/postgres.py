"""PostgreSQL, written through its driver: SQLAlchemy would cost a run half a second.

Writers come one after another, by a lock of the database that ends with the transaction: a
free id that one of them found is still free when it is taken. No text of the driver's is
handed on: it may hold the address.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from kedro_track.errors import StoreBusyError, StoreError
from kedro_track.store.address import Server
from kedro_track.store.ddl import POSTGRESQL, TABLES

if TYPE_CHECKING:
    import psycopg

    from kedro_track.store.engine import Execute

_LOCK = 7_305_129_164
"""What our writers lock; any number does that nobody else uses."""

_STILL = 10.0
"""Seconds after which the server ends a transaction whose process stands still."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 0.6
"""Seconds between tries to connect. The server forks for each try: those who wait come back at
moments of their own, and less and less often, or they keep the others from getting on."""

_NO_PLACE = frozenset({"53300", "57P03"})
"""It has no connection left, or is just starting: worth another try."""

_BUSY = frozenset({*_NO_PLACE, "55P03", "57014"})
"""Likewise, or others had its lock for too long."""

_CLAUSES = {
    "28": "refuses its user or password",
    "3D000": "does not exist on its server",
    "53300": "has no connection left",
    "53100": "can't be written: its disk is full",
    "42501": "may not be written by this user",
    "25006": "is read-only",
    "55P03": "is locked by another process (waited {wait:g} s)",
    "57014": "took longer than {wait:g} s",
    "57P": "is starting or shutting down",
    "22": "can't hold a text of this run (it has a character that PostgreSQL does not take)",
}

_REASONS = {
    "password authentication failed": "refuses its user or password",
    "no password supplied": "asks for a password and was given none",
    "no pg_hba.conf entry": "refuses connections from here",
    "too many c": "has no connection left",
    "remaining connection slots": "has no connection left",
    "starting up": "is starting or shutting down",
    "shutting down": "is starting or shutting down",
    "does not exist": "does not exist on its server, or its user does not",
    "refused": "can't be reached: the connection is refused",
    "timeout": "can't be reached: it does not answer",
    "timed out": "can't be reached: it does not answer",
    "could not translate host name": "can't be reached: its host is not known",
    "resolve": "can't be reached: its host is not known",
    "No such file": "can't be reached: no server listens there",
    "SSL": "can't be reached: no encrypted connection could be made",
}


def load_driver(server: Server) -> None:
    """Import the driver, which is no time that one waits for the server.

    Raises:
        StoreError: If it is not installed, or the server's address is none.
    """
    if server.fault:
        raise StoreError(server.fault)
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise StoreError(f"{server} {NO_DRIVER}") from error


@contextmanager
def write_to_server(server: Server, wait: float) -> Iterator[Execute]:
    """Open a database for one transaction; its tables are made where they are missing.

    Raises:
        StoreError: If it can't be reached or written. Nothing is changed then.
    """
    load_driver(server)
    import psycopg

    until = time.monotonic() + wait
    try:
        # Leaving it commits, or takes all back, and closes the connection.
        with _connected(server, wait) as connection:
            cursor = connection.cursor()

            def execute(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
                cursor.execute(_placeholders(sql), values)
                return cursor.fetchall() if cursor.description else []

            # The time to wait is one for a place and for the lock; none would be no limit.
            _begin(execute, max(0.1, until - time.monotonic()))
            yield execute
    except (psycopg.Error, UnicodeError) as error:
        kind = StoreBusyError if getattr(error, "sqlstate", None) in _BUSY else StoreError
        raise kind(f"{server} {clause(error, wait)}") from None


def clause(error: BaseException, wait: float) -> str:
    """Say what is wrong with a database, as a clause that wants its name.

    Args:
        error: The driver's, or SQLAlchemy's around it.
        wait: Seconds that were waited for a lock.
    """
    error = getattr(error, "orig", None) or error
    state = getattr(error, "sqlstate", None) or ""
    if not state and type(error).__name__ in ("DataError", "UnicodeEncodeError"):
        state = "22"  # as the driver found before the server could
    for length in (5, 3, 2):
        if state[:length] in _CLAUSES:
            return _CLAUSES[state[:length]].format(wait=wait)
    text = str(error)
    if not state:
        found = next((clause for key, clause in _REASONS.items() if key in text), None)
        return found or f"can't be reached ({type(error).__name__})"
    return f"can't be written ({type(error).__name__})"


NO_DRIVER = 'needs the driver of PostgreSQL; install it with `pip install "kedro-track[postgres]"`'
"""A clause that wants the store's name."""


def _connected(server: Server, wait: float) -> psycopg.Connection[Any]:
    """Connect, again and again for as long as there is merely no place left."""
    import psycopg

    until, pause = time.monotonic() + wait, _FIRST_PAUSE
    while True:
        try:
            return psycopg.connect(
                server.url,
                # Poolers that hand a connection round know no prepared statements.
                prepare_threshold=None,
                connect_timeout=max(2, round(wait)),
                application_name="kedro-track",
            )
        except psycopg.OperationalError as error:  # noqa: PERF203 - each try may be the last
            if not _is_busy(error) or time.monotonic() > until:
                raise
            time.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - no secret
            pause = min(_LONGEST_PAUSE, 1.5 * pause)


def _is_busy(error: psycopg.OperationalError) -> bool:
    text = str(error)
    words = (
        "too many clients",
        "too many connections",
        "remaining connection slots",
        "starting up",
    )
    return error.sqlstate in _NO_PLACE or any(word in text for word in words)


def _begin(execute: Execute, wait: float) -> None:
    """Take the writers' lock, and make the tables that are missing."""
    execute(
        "SELECT set_config('lock_timeout', :lock, true), "
        "set_config('statement_timeout', :statement, true), "
        "set_config('idle_in_transaction_session_timeout', :idle, true)",
        {
            "lock": f"{wait * 1000:.0f}",
            "statement": f"{wait * 1000 + 1000:.0f}",
            "idle": f"{_STILL * 1000:.0f}",
        },
    )
    execute("SELECT pg_advisory_xact_lock(:lock)", {"lock": _LOCK})
    found = execute(
        "SELECT count(*) FROM unnest(:names ::text[]) AS name WHERE to_regclass(name) IS NOT NULL",
        {"names": list(TABLES)},
    )
    # Not each time: who may only write rows may not even ask for a table that is there.
    if found[0][0] < len(TABLES):
        for statement in POSTGRESQL:
            execute(statement, {})


@cache
def _placeholders(sql: str) -> str:
    """Write `:name` as the driver wants it."""
    return re.sub(r"(?<![:\w]):([a-z_]+)", r"%(\1)s", sql)
