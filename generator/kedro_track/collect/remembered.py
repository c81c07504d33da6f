"""What was read before, by the digest of what it was read from.

It lies in the user's own cache folder and never in a project: what is in it is unpickled, and
a project's files may be anybody's. Without a folder that can be written there is no cache.
"""

from __future__ import annotations

import hashlib
import pickle
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from kedro_track.collect.cache import cache_folder
from kedro_track.digests import code_digest

_SCHEMA = """
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS found (key TEXT PRIMARY KEY, facts BLOB, content BLOB);
"""


class Remembered:
    """Things by their key: facts, which are small, beside a content that is seldom wanted.

    Every failure of the file is as if nothing were in it.
    """

    def __init__(self, path: Path | None, *, verify: bool = False) -> None:
        """Open the file, or remember as long as long as this object.

        Args:
            verify: Believe nothing of what is in it.
        """
        self._connection: sqlite3.Connection | None = None
        self._used: set[str] = set()
        self._missed: set[str] = set()
        self._grown = False
        self._code = code_digest()[:16]
        self._own: dict[str, dict[str, Any]] = {}
        if path is not None:
            with suppress(OSError, sqlite3.Error):
                self._connection = _opened(path)
                if verify:
                    self._connection.execute("DELETE FROM found")

    def facts(self, key: str) -> Any | None:
        """The facts under a key."""
        return self._get("facts", key)

    def content(self, key: str) -> Any | None:
        """The content under a key."""
        return self._get("content", key)

    def put(self, key: str, facts: Any, content: Any) -> None:
        """Keep something."""
        key = self._own_key(key)
        self._used.add(key)
        self._grown = self._grown or key in self._missed
        if self._connection is None:
            self._own[key] = {"facts": facts, "content": content}
            return
        with suppress(sqlite3.Error):
            row = (key, pickle.dumps(facts), pickle.dumps(content))
            self._connection.execute("INSERT OR REPLACE INTO found VALUES (?, ?, ?)", row)

    def close(self) -> None:
        """Forget what was not asked for since it was opened, if anything new took its place.

        Who finds that nothing is new asks for little, and wants to find the rest next time.
        """
        if self._connection is None:
            return
        with suppress(sqlite3.Error):
            if self._grown:
                self._forget(self._connection)
        with suppress(sqlite3.Error):
            self._connection.close()
        self._connection = None

    def _forget(self, connection: sqlite3.Connection) -> None:
        known = {key for (key,) in connection.execute("SELECT key FROM found")}
        gone = [(key,) for key in known - self._used]
        if gone:
            connection.execute("BEGIN")
            connection.executemany("DELETE FROM found WHERE key = ?", gone)
            connection.execute("COMMIT")

    def _own_key(self, key: str) -> str:
        """What other code says of the same is another thing."""
        return f"{self._code} {key}"

    def _get(self, column: str, key: str) -> Any | None:
        key = self._own_key(key)
        self._used.add(key)
        if self._connection is None:
            return self._own.get(key, {}).get(column)
        query = f"SELECT {column} FROM found WHERE key = ?"  # noqa: S608 - one of two words
        with suppress(sqlite3.Error, pickle.UnpicklingError, AttributeError, EOFError, ImportError):
            row = self._connection.execute(query, (key,)).fetchone()
            if row is not None:
                return pickle.loads(row[0])  # noqa: S301 - of our own folder
        self._missed.add(key)
        return None


def remembered_file(project: Path) -> Path:
    """Where it is for a project: below `KEDRO_TRACK_CACHE`, else in the user's cache folder."""
    name = hashlib.sha256(str(project).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return cache_folder() / f"read-{name}.db"


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return _connected(path)
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):  # another build has it, or its file system has no locks
            raise
        path.unlink(missing_ok=True)
        return _connected(path)


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=1)
    try:
        connection.executescript(_SCHEMA)
    except sqlite3.Error:
        connection.close()
        raise
    return connection
