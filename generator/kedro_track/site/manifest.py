"""What is known of a site's folder: its files by groups, in a SQLite file inside of it.

A group is what is made together and of the same inputs, such as the pages of some runs. Its
key is the digest of all those inputs: as long as it stays, the group need not be made again.
Groups are read and written one at a time, since a site has hundreds of thousands of files.

Before a file is touched its row is in doubt (its digest empty), and that is committed first;
what no group has any more is stale until it was removed: so whatever a killed build left behind
is known to the next one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from kedro_track.store.locks import has_locks

MARKER = ".kedro-track.db"

_SCHEMA = """
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS groups (
    name TEXT PRIMARY KEY, key TEXT, said TEXT, files INTEGER, size INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    grp TEXT, url TEXT, digest TEXT NOT NULL, size INTEGER NOT NULL, inputs TEXT,
    PRIMARY KEY (grp, url)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS files_by_url ON files (url);
CREATE TABLE IF NOT EXISTS folders (
    path TEXT PRIMARY KEY, entries INTEGER, changed INTEGER
) WITHOUT ROWID;
"""
_COLUMNS = {
    "files": ("inputs TEXT",),
    "groups": ("files INTEGER", "size INTEGER"),
    "folders": ("changed INTEGER",),
}
"""What a manifest of an earlier version lacks."""
_TOTALS = """
UPDATE groups SET
    files = (SELECT count(*) FROM files WHERE grp = name),
    size = (SELECT COALESCE(SUM(size), 0) FROM files WHERE grp = name)
WHERE files IS NULL
"""
_WAIT = 5.0
"""Seconds to wait for another build that has it."""

_STALE = "stale"
"""The group of files that no other has any more and that may still be there."""


class Known(NamedTuple):
    """A file as it was written.

    Attributes:
        digest: Of its content. `size`: in bytes.
        inputs: Digest of all that it was made of, where that is told: as long as it stays,
            the file need not be made again, though others of its group may have to be.
    """

    digest: str
    size: int
    inputs: str | None = None


class Folder(NamedTuple):
    """A folder as a build left it: how many entries it has, and when those last changed."""

    entries: int
    changed: int | None


class Stale(NamedTuple):
    """A file that a group had and has no more.

    Attributes:
        again: Whether another group has it.
        since: Seconds since the epoch; 0 where no build has left it.
    """

    again: bool
    since: float


class Group(NamedTuple):
    """A group as it was made: `said` is what its maker wants to know next time."""

    key: str | None
    said: str


class Manifest:
    """The manifest of one folder.

    Raises:
        sqlite3.Error: From any method, if the file can't be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / MARKER
        try:
            self._connection = self._opened(wait=0)
        except sqlite3.DatabaseError as error:
            if "locked" not in str(error):
                # It is no database, or damaged: nothing is known.
                for suffix in ("", "-journal"):
                    Path(f"{self._path}{suffix}").unlink(missing_ok=True)
                self._connection = self._opened()
            else:  # another build has it, or nobody can ever lock it
                query = "" if has_locks(folder) else "?nolock=1"
                self._connection = self._opened(query)

    def _opened(self, query: str = "", wait: float = _WAIT) -> sqlite3.Connection:
        uri = f"{self._path.absolute().as_uri()}{query}"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=wait)
        try:
            connection.executescript(_SCHEMA)
            connection.execute("SELECT count(*) FROM groups").fetchone()
            _complete(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Leave the file alone."""
        self._connection.close()

    def groups(self) -> dict[str, Group]:
        """All groups by name."""
        rows = self._connection.execute("SELECT name, key, said FROM groups")
        return {name: Group(key, said) for name, key, said in rows}

    def files(self, group: str) -> dict[str, Known]:
        """The files of a group by their address; one in doubt has no digest."""
        query = "SELECT url, digest, size, inputs FROM files WHERE grp = ?"
        rows = self._connection.execute(query, (group,))
        return {url: Known(*known) for url, *known in rows}

    def find(self, url: str) -> Known | None:
        """A file of any group."""
        query = "SELECT digest, size FROM files WHERE url = ? ORDER BY digest DESC LIMIT 1"
        row = self._connection.execute(query, (url,)).fetchone()
        return Known(*row) if row else None

    def doubt(self, group: str, urls: Iterable[str]) -> None:
        """Note that files are about to be written."""
        with self._transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO groups VALUES (?, NULL, '', 0, 0)", (group,))
            connection.execute("UPDATE groups SET key = NULL WHERE name = ?", (group,))
            for url in urls:
                connection.execute(
                    "INSERT OR REPLACE INTO files VALUES (?, ?, '', 0, NULL)", (group, url)
                )
                # Another group may have it too, and must not be believed either.
                connection.execute("UPDATE files SET digest = '' WHERE url = ?", (url,))

    def settle(self, name: str, group: Group, files: Mapping[str, Known]) -> None:
        """Take down what a group consists of now; what it has no more is stale."""
        stale = self.files(name).keys() - files.keys()
        with self._transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, ?, '', 0, NULL)",
                ((_STALE, url) for url in stale),
            )
            connection.execute("DELETE FROM files WHERE grp = ?", (name,))
            connection.executemany(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?)",
                ((name, url, *known) for url, known in files.items()),
            )
            size = sum(known.size for known in files.values())
            row = (name, *group, len(files), size)
            connection.execute("INSERT OR REPLACE INTO groups VALUES (?, ?, ?, ?, ?)", row)

    def drop(self, names: Iterable[str]) -> None:
        """Forget groups; their files are stale."""
        with self._transaction() as connection:
            for name in names:
                connection.execute(
                    "INSERT OR REPLACE INTO files "
                    "SELECT ?, url, '', 0, NULL FROM files WHERE grp = ?",
                    (_STALE, name),
                )
                connection.execute("DELETE FROM files WHERE grp = ?", (name,))
                connection.execute("DELETE FROM groups WHERE name = ?", (name,))

    def stale(self) -> dict[str, Stale]:
        """Stale files by their address."""
        query = (
            "SELECT url, EXISTS (SELECT 1 FROM files AS other WHERE other.url = files.url "
            "AND other.grp <> files.grp), inputs FROM files WHERE grp = ? ORDER BY url"
        )
        rows = self._connection.execute(query, (_STALE,))
        return {url: Stale(bool(again), float(since or 0)) for url, again, since in rows}

    def leave_stale(self, files: Mapping[str, float]) -> None:
        """Take down that stale files were removed but for these, and since when they are."""
        rows = ((_STALE, url, repr(since)) for url, since in files.items())
        with self._transaction() as connection:
            connection.execute("DELETE FROM files WHERE grp = ?", (_STALE,))
            connection.executemany("INSERT INTO files VALUES (?, ?, '', 0, ?)", rows)

    def bytes(self) -> int:
        """Size of all files; one that several groups have counts once."""
        # An index serves ranges of names, not patterns: `.` is what follows `-`.
        query = (
            "SELECT (SELECT COALESCE(SUM(size), 0) FROM groups WHERE NOT (name > 'files-' AND "
            "name < 'files.')) + (SELECT COALESCE(SUM(size), 0) FROM (SELECT MAX(size) AS size "
            "FROM files WHERE grp > 'files-' AND grp < 'files.' GROUP BY url))"
        )
        (found,) = self._connection.execute(query).fetchone()
        return int(found)

    def count(self) -> int:
        """How many files there are, as far as groups have them."""
        (found,) = self._connection.execute("SELECT COALESCE(SUM(files), 0) FROM groups").fetchone()
        return int(found)

    def folders(self) -> dict[str, Folder]:
        """Each folder as it was when the last build ended."""
        rows = self._connection.execute("SELECT path, entries, changed FROM folders")
        return {path: Folder(*known) for path, *known in rows}

    def set_folders(self, found: Mapping[str, Folder]) -> None:
        """Take down how each folder is."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM folders")
            rows = ((path, *folder) for path, folder in found.items())
            connection.executemany("INSERT INTO folders VALUES (?, ?, ?)", rows)

    def parents(self) -> set[str]:
        """Folders that files are in, relative to the root; the root is the empty text."""
        # SQLite has no reversed search: all but the file's own name, by what follows no slash.
        query = "SELECT DISTINCT rtrim(url, replace(url, '/', '')) FROM files"
        return {row[0].rstrip("/") for row in self._connection.execute(query)}

    def _transaction(self) -> _Transaction:
        return _Transaction(self._connection)


def _complete(connection: sqlite3.Connection) -> None:
    """Give a manifest of an earlier version what it lacks."""
    for table, columns in _COLUMNS.items():
        known = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        for column in columns:
            if column.split()[0] not in known:
                connection.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    if connection.execute("SELECT 1 FROM groups WHERE files IS NULL LIMIT 1").fetchone():
        connection.execute(_TOTALS)


class _Transaction:
    """All of it, or nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> sqlite3.Connection:
        self._connection.execute("BEGIN IMMEDIATE")
        return self._connection

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self._connection.execute("COMMIT")
        else:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")


def is_inside(url: str) -> bool:
    """A manifest that somebody edited must not make us touch a file elsewhere."""
    return not Path(url).is_absolute() and ".." not in url.replace("\\", "/").split("/")


def inside(files: Iterable[str]) -> Iterator[str]:
    """Those addresses that are inside of the folder."""
    return (url for url in files if is_inside(url))
