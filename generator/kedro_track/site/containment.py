"""Nothing is written or removed outside of the site's folder, whatever links lie in it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def make_folder(folder: Path, site: Path) -> None:
    """Make a folder of the site, if it is not there.

    Raises:
        OSError: Also if a symbolic link leads out of the site.
    """
    if not is_within(folder, site):
        raise OSError(errno.ELOOP, "a symbolic link leads out of the site's folder")
    folder.mkdir(parents=True, exist_ok=True)


def write_new(path: Path, content: bytes) -> None:
    """Write a file, but through no link that lies in its place.

    Raises:
        OSError: If it can't be written.
    """
    if not _NO_LINK and path.is_symlink():
        path.unlink()
    try:
        _write(path, content)
    except OSError as error:
        # What systems say of a link that they were told not to follow.
        if error.errno not in (errno.ELOOP, errno.EMLINK):
            raise
        path.unlink()
        _write(path, content)


def is_within(path: Path, site: Path) -> bool:
    """Whether a path, all links followed, lies in the site."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(site))


def _write(path: Path, content: bytes) -> None:
    def opened(name: str, flags: int) -> int:
        return os.open(name, flags | _NO_LINK, 0o666)

    with open(path, "wb", opener=opened) as file:
        file.write(content)
