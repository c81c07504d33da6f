"""A temporary folder of this user alone, found again by every process of theirs."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def private_folder() -> Path:
    """Give the folder, made where it is missing.

    Raises:
        OSError: If it can't be made, or somebody else made it first.
    """
    if not hasattr(os, "getuid"):  # Windows: a user's temporary folder is private already
        folder = Path(tempfile.gettempdir()) / "kedro-track"
        folder.mkdir(exist_ok=True)
        return folder
    folder = Path(tempfile.gettempdir()) / f"kedro-track-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.getuid() or folder.is_symlink():
        raise PermissionError(f"{folder} belongs to somebody else")
    return folder
