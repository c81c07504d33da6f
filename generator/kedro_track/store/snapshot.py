"""Copies a SQLite file with its side files, all of one moment.

A process that closes a file loses all the locks that it has on it (POSIX's rule, which SQLite
heeds), and a thread of the asking process may be writing to it. So this file is also run as a
program, by itself: it imports nothing of ours.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

_SIDE_FILES = ("", "-journal", "-wal")
_PAUSE = 0.05


def copy_whole(path: Path, copy: Path, wait: float) -> str:
    """Copy, again if the files change meanwhile.

    Args:
        wait: Seconds after which that is given up.

    Returns:
        What went wrong, as a clause that wants the store's name; empty if nothing did.
    """
    here = Path(__file__)
    # Where locks belong to a file's handle nothing is lost, and some interpreters have no name.
    if sys.platform == "win32" or not sys.executable or not here.is_file():
        return _tried(path, copy, wait)
    command = [sys.executable, "-I", "-S", str(here), str(path), str(copy), str(wait)]
    try:
        done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - our own file
    except (OSError, subprocess.SubprocessError) as error:
        return f"can't be copied to be read ({error})"
    return done.stdout.decode("utf-8", "replace")


def _tried(path: Path, copy: Path, wait: float) -> str:
    deadline = time.monotonic() + wait
    try:
        while not _copy_once(path, copy):
            if time.monotonic() > deadline:
                return f"keeps being written to (waited {wait:g} s)"
            time.sleep(_PAUSE)
    except OSError as error:
        return f"can't be copied to be read ({error.strerror})"
    return ""


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
    return _marks(path) == before


def _marks(path: Path) -> dict[str, tuple[int, int, int] | None]:
    return {suffix: _mark(Path(f"{path}{suffix}")) for suffix in _SIDE_FILES}


def _mark(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


if __name__ == "__main__":
    sys.stdout.buffer.write(
        _tried(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])).encode()
    )
