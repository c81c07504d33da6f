"""SQLite files opened so that nothing is written to them or left beside them.

`mode=ro` alone does not do: on a store in WAL mode it leaves `-wal` and `-shm` behind, on a
store left hot by a kill it fails, and `immutable=1` loses what is still in the WAL. Such a
store is copied with its side files to a temporary folder and read there.

Otherwise nothing but SQLite opens the file: a process that closes a file loses all the locks
that it has on it (POSIX's rule, which SQLite heeds), and another thread may be writing to it.
So copies are made by another process. Where a file system has no locks a copy is read as well.

It is read through the standard library: SQLAlchemy takes longer to import than 100,000 rows
to read. A team's database is opened by `readonly_server`, which answers the same questions.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from kedro_track.errors import StoreError
from kedro_track.store.locks import has_locks
from kedro_track.store.selecting import columns_of, digest, selection
from kedro_track.store.snapshot import copy_whole

WAIT = 10.0
"""Seconds to wait for a store that another process has locked or keeps changing."""

_MAGIC = b"SQLite format 3\0"
_AT_ONCE = 500
"""SQLite takes at least 999 values in one question."""


class Database(Protocol):
    """A database in one read transaction.

    Attributes:
        faults: What it raises where it is damaged, or lost while it is read.
    """

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        """See above."""
        ...

    def tables(self, names: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """Those of some tables that there are, with their columns."""
        ...

    def select(
        self, name: str, columns: Sequence[str], texts: frozenset[str]
    ) -> Iterator[Sequence[Any]]:
        """The rows of a table up to the first that can't be read.

        Args:
            texts: Columns that are wanted as text, whatever the database keeps them as.
        """
        ...

    def said(self, error: Exception) -> str:
        """What an error means, as a clause that wants the store's name."""
        ...


class SQLiteDatabase:
    """A SQLite file as a `Database`.

    Attributes:
        is_copy: Whether it is a copy, which is gone when it is closed.
    """

    # The last, where the very words of an error are damaged.
    faults = (sqlite3.Error, UnicodeDecodeError)

    def __init__(
        self, connection: sqlite3.Connection, wait: float, *, is_copy: bool = False
    ) -> None:
        self._connection = connection
        self._wait = wait
        self.is_copy = is_copy

    def tables(self, names: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """Those of some tables that there are, with their columns."""
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
        present = {name for (name,) in self._connection.execute(query)}
        return {
            name: frozenset(row[1] for row in self._connection.execute(columns_of(name)))
            for name in names
            if name in present
        }

    def select(
        self, name: str, columns: Sequence[str], texts: frozenset[str]
    ) -> Iterator[Sequence[Any]]:
        """The rows of a table up to the first that can't be read."""
        yield from self._connection.execute(selection(name, columns, texts))

    def select_all(
        self,
        name: str,
        columns: Sequence[str],
        texts: frozenset[str],
        digested: frozenset[str] = frozenset(),
    ) -> list[tuple[Any, ...]]:
        """All rows of a table at once: several times as fast as one by one.

        Args:
            digested: Columns of which a digest of 32 bytes is wanted in the place of the text.
        """
        query, tolerant = selection(name, columns, texts, digested), self._connection.text_factory
        self._connection.text_factory = str
        try:
            return self._connection.execute(query).fetchall()
        except (sqlite3.OperationalError, UnicodeDecodeError):
            # A text that is no UTF-8; whatever else is wrong is met again.
            self._connection.text_factory = tolerant
            return self._connection.execute(query).fetchall()
        finally:
            self._connection.text_factory = tolerant

    def select_some(
        self, name: str, columns: Sequence[str], texts: frozenset[str], values: Sequence[str]
    ) -> Iterator[Sequence[Any]]:
        """The rows whose first column has one of some values."""
        query = f'{selection(name, columns, texts)} WHERE "{columns[0]}" IN '
        for start in range(0, len(values), _AT_ONCE):
            some = values[start : start + _AT_ONCE]
            yield from self._connection.execute(f"{query}({', '.join('?' * len(some))})", some)

    def said(self, error: Exception) -> str:
        """What an error means, as a clause that wants the store's name."""
        text = str(error)
        if isinstance(error, UnicodeDecodeError):
            return "is damaged"
        if "locked" in text or "busy" in text:
            return f"is locked by another process (waited {self._wait:g} s)"
        if "malformed" in text or "not a database" in text or "corrupt" in text:
            return "is damaged"
        return f"can't be read ({text})"


@contextmanager
def open_readonly(path: Path, wait: float = WAIT) -> Iterator[SQLiteDatabase]:
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


def _opened(path: Path, wait: float, stack: ExitStack) -> SQLiteDatabase:
    is_wal = _is_wal(path)
    found = None if is_wal else _opened_in_place(path, wait, stack)
    if found is not None:
        return found
    copy = stack.enter_context(_copied(path, wait))
    # It is ours alone; only the log of a WAL store can't do without locks.
    query = "" if is_wal else "?nolock=1"
    return stack.enter_context(_connected(f"{copy.as_uri()}{query}", wait, is_copy=True))


def _opened_in_place(path: Path, wait: float, stack: ExitStack) -> SQLiteDatabase | None:
    """Open the file itself; None if only a copy of it can be read."""
    # SQLite tells no store that somebody has locked from one that nobody can ever lock.
    for patience in (0.0, wait):
        try:
            return stack.enter_context(_connected(f"{path.as_uri()}?mode=ro", patience))
        except StoreError as error:  # noqa: PERF203 - the second try is seldom made
            is_locked = str(error).startswith("is locked")
            if str(error).startswith("is damaged") or (is_locked and patience == wait):
                raise
            # What else can be wrong, a hot journal above all, a copy has not.
            if not is_locked or not has_locks(path.parent):
                return None
    return None


def _is_wal(path: Path) -> bool:
    """Tell whether a store is in WAL mode; only SQLite opens it, see above."""
    _check(path)
    try:
        uri = f"{path.as_uri()}?mode=ro&nolock=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.execute("PRAGMA schema_version")
    except sqlite3.OperationalError as error:
        # Without locks SQLite opens no store in WAL mode; whatever else it is, reading tells.
        return "unable to open" in str(error)
    except sqlite3.DatabaseError as error:
        if "not a database" in str(error):
            # SQLite lets nobody write to such a file, so there is no lock to lose.
            is_one = _head(path) == _MAGIC
            raise StoreError("is damaged" if is_one else "is no SQLite database") from error
    return False


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(_MAGIC))


def _check(path: Path) -> None:
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise StoreError("is missing") from error
    except OSError as error:
        raise StoreError(f"can't be opened ({error.strerror})") from error
    if stat.S_ISDIR(found.st_mode):
        raise StoreError("is a folder")
    if not found.st_size:
        raise StoreError("is empty (0 bytes)")
    if not os.access(path, os.R_OK):
        raise StoreError(f"can't be opened ({os.strerror(errno.EACCES)})")


@contextmanager
def _connected(uri: str, wait: float, *, is_copy: bool = False) -> Iterator[SQLiteDatabase]:
    try:
        connection = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None)
    except sqlite3.Error as error:
        raise StoreError(f"can't be read ({error})") from error
    # One text that is no UTF-8 must not cost all the rows.
    connection.text_factory = lambda content: content.decode("utf-8", "replace")
    connection.create_function("digest", 1, digest, deterministic=True)
    database = SQLiteDatabase(connection, wait, is_copy=is_copy)
    try:
        _begin(database, connection)
        yield database
    finally:
        connection.close()


def _begin(database: SQLiteDatabase, connection: sqlite3.Connection) -> None:
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except database.faults as error:
        raise StoreError(database.said(error)) from error


@contextmanager
def _copied(path: Path, wait: float) -> Iterator[Path]:
    """A copy of a store and of its side files, all of one moment."""
    with tempfile.TemporaryDirectory(prefix="kedro-track-") as folder:
        copy = Path(folder) / "store.db"
        clause = copy_whole(path, copy, wait)
        if clause:
            raise StoreError(clause)
        yield copy
