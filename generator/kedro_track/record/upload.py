"""A team's habit from kedro-viz: each user's store lies in a shared bucket as `<user>.db`."""

from __future__ import annotations

import os
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
    filesystem.put_file(str(store), path)
    return address
