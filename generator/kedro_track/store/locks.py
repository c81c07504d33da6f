"""Whether files of a folder can be locked; on some network file systems none can."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile


def has_locks(folder: Path) -> bool:
    """Try it with a file of its own; True where none can be made.

    SQLite says only that a file is locked, whether somebody has it or nobody ever can.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        return True
    with ExitStack() as stack:
        try:
            file = stack.enter_context(TemporaryFile(dir=folder))
        except OSError:
            return True
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
