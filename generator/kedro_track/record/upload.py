"""A team's habit from kedro-viz: each user's store lies in a shared bucket as `<user>.db`."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from kedro_track.record.provenance import os_user


def upload(store: Path, remote: str) -> str:
    """Copy a store to the folder that `remote_path` names.

    Credentials are fsspec's own business: of the environment, or of its configuration.

    Returns:
        The address of the copy.

    Raises:
        Exception: Whatever the file system raises.
    """
    import fsspec

    name = os.environ.get("KEDRO_SQLITE_STORE_USERNAME") or os_user() or store.stem
    address = f"{remote.rstrip('/')}/{name}.db"
    filesystem, path = fsspec.core.url_to_fs(address)
    filesystem.makedirs(filesystem._parent(path), exist_ok=True)  # noqa: SLF001 - fsspec's own
    with tempfile.TemporaryDirectory(prefix="kedro-track-") as folder:
        copy = Path(folder) / store.name
        _copy(store, copy)
        filesystem.put_file(str(copy), path)
    return address


def _copy(store: Path, copy: Path) -> None:
    """Copy a store by SQLite itself.

    Whole, whoever writes meanwhile; and closing the file by any other hand would take the locks
    away that other threads of this process have on it.
    """
    uri = f"{store.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as source, closing(sqlite3.connect(copy)) as to:
        source.backup(to)
