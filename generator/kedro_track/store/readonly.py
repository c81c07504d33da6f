"""SQLite files opened so that nothing is written to them or left beside them.

`mode=ro` alone does not do: on a store in WAL mode it leaves `-wal` and `-shm` behind, on a
store left hot by a kill it fails, and `immutable=1` loses what is still in the WAL. Such a
store is copied with its side files to a temporary folder and read there.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from kedro_track.errors import StoreError
from kedro_track.store.address import Server
from kedro_track.store.postgres import NO_DRIVER, clause

WAIT = 10.0
"""Seconds to wait for a store that another process has locked or keeps changing."""

FAULTS = (SQLAlchemyError, sqlite3.Error, UnicodeDecodeError)
"""What a damaged database makes the driver raise; the last, where its very words are damaged."""

_MAGIC = b"SQLite format 3\0"
_SIDE_FILES = ("", "-journal", "-wal")
_PAUSE = 0.05


@contextmanager
def open_readonly(path: Path, wait: float = WAIT) -> Iterator[Connection]:
    """Open a SQLite file in one read transaction.

    Args:
        path: Absolute.
        wait: Seconds.

    Raises:
        StoreError: If it is missing, empty, no database, locked, or can't be opened. The text
            is a clause, such as `is locked by another process`, that wants the store's name.
    """
    with ExitStack() as stack:
        yield _opened(path, wait, stack)


@contextmanager
def open_server(server: Server, wait: float = WAIT) -> Iterator[Connection]:
    """Open a database that is no file in one read transaction, all of it of one moment.

    Raises:
        StoreError: If it can't be reached, or its driver is not installed. The text is a
            clause; it names neither the address nor the password.
    """
    if server.fault:
        raise StoreError(f"can't be opened: {server.fault}")
    try:
        engine = create_engine(
            server.sqlalchemy_url,
            poolclass=NullPool,
            isolation_level="REPEATABLE READ",
            execution_options={"postgresql_readonly": True},
            connect_args={"connect_timeout": max(2, round(wait)), "prepare_threshold": None},
        )
    except (SQLAlchemyError, ImportError) as error:
        raise StoreError(NO_DRIVER) from error
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise StoreError(clause(error, wait)) from None
    finally:
        engine.dispose()


def said(error: Exception, wait: float = WAIT) -> str:
    """What an error of the database means, as a clause that wants the store's name."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if type(cause).__module__.startswith("psycopg"):
        return clause(error, wait)
    text = str(cause)
    if isinstance(error, UnicodeDecodeError):
        return "is damaged"
    if "locked" in text or "busy" in text:
        return f"is locked by another process (waited {wait:g} s)"
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return "is damaged"
    return f"can't be read ({text})"


def _opened(path: Path, wait: float, stack: ExitStack) -> Connection:
    if not _is_wal(path):
        try:
            return stack.enter_context(_connected(f"{path.as_uri()}?mode=ro", wait))
        except FAULTS as error:
            # What else can be wrong, a hot journal above all, a copy has not.
            clause = said(error, wait)
            if clause.startswith(("is locked", "is damaged")):
                raise StoreError(clause) from error
    copy = stack.enter_context(_copied(path, wait))
    try:
        return stack.enter_context(_connected(copy.as_uri(), wait))
    except FAULTS as error:
        raise StoreError(said(error, wait)) from error


def _is_wal(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError as error:
        raise StoreError("is missing") from error
    except IsADirectoryError as error:
        raise StoreError("is a folder") from error
    except OSError as error:
        raise StoreError(f"can't be opened ({error.strerror})") from error
    if not head:
        raise StoreError("is empty (0 bytes)")
    if not head.startswith(_MAGIC):
        raise StoreError("is no SQLite database")
    # Bytes 18 and 19: the versions of the file format to write and to read; 2 is WAL.
    return head[18:20] != b"\x01\x01"


@contextmanager
def _connected(uri: str, wait: float) -> Iterator[Connection]:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None)
        # One text that is no UTF-8 must not cost all the rows.
        connection.text_factory = lambda content: content.decode("utf-8", "replace")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _copied(path: Path, wait: float) -> Iterator[Path]:
    """A copy of a store and of its side files, all of one moment."""
    with tempfile.TemporaryDirectory(prefix="kedro-track-") as folder:
        copy = Path(folder) / "store.db"
        deadline = time.monotonic() + wait
        while not _copy_once(path, copy):
            if time.monotonic() > deadline:
                raise StoreError(f"keeps being written to (waited {wait:g} s)")
            time.sleep(_PAUSE)
        yield copy


def _copy_once(path: Path, copy: Path) -> bool:
    """Copy, and tell whether the files stayed the same meanwhile."""
    before = _marks(path)
    try:
        for suffix in _SIDE_FILES:
            target = Path(f"{copy}{suffix}")
            target.unlink(missing_ok=True)
            if before[suffix] is not None:
                shutil.copyfile(f"{path}{suffix}", target)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StoreError(f"can't be copied to be read ({error.strerror})") from error
    return _marks(path) == before


def _marks(path: Path) -> dict[str, tuple[int, int, int] | None]:
    return {suffix: _mark(Path(f"{path}{suffix}")) for suffix in _SIDE_FILES}


def _mark(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
