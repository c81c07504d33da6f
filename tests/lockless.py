"""A file system without locks, as some network ones are: every lock fails with ENOLCK.

SQLite's own tests replace its system calls by the same function of its. Nothing of ours is
replaced; what Python itself locks fails as well. It holds until the process ends.
"""

from __future__ import annotations

import _sqlite3
import atexit
import ctypes
import errno
import fcntl
import os
from typing import Any

_LOCKING = frozenset({fcntl.F_SETLK, fcntl.F_SETLKW, fcntl.F_GETLK})
_CALL = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_void_p, use_errno=True)
_SET = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)


class _FileSystem(ctypes.Structure):
    """`sqlite3_vfs`, as far as it is needed here."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("version", "size", "longest")),
        *((name, ctypes.c_void_p) for name in ("next", "name", "data")),
        *((f"method_{number}", ctypes.c_void_p) for number in range(13)),
        ("set_system_call", _SET),
    )


def deny_locks() -> None:
    """Let no file be locked by this process any more."""
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_FileSystem)
    system = library.sqlite3_vfs_find(None)
    real = ctypes.CDLL(None, use_errno=True).fcntl

    @_CALL
    def without_locks(file: int, command: int, argument: int | None) -> int:
        if command in _LOCKING:
            ctypes.set_errno(errno.ENOLCK)
            return -1
        return int(real(file, command, ctypes.c_void_p(argument)))

    def refuse(*_arguments: Any) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    address, itself = ctypes.cast(without_locks, ctypes.c_void_p), ctypes.addressof(system.contents)
    code = system.contents.set_system_call(itself, b"fcntl", address)
    assert code == 0, code
    fcntl.lockf = refuse

    def restore(_kept: object) -> None:
        """What still has a file open when Python ends can't call into it any more."""
        system.contents.set_system_call(itself, b"fcntl", None)

    # It is kept as long as SQLite calls it.
    atexit.register(restore, without_locks)
