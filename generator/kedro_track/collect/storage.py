"""Where versions lie: folders listed and files read, and nothing beyond what was declared.

`LocalStorage` asks the operating system as little as it can: no `stat` of a file that is
only read, no path object. `remote.RemoteStorage` answers the same calls for fsspec's URLs.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kedro_track.collect.shapes import is_writable

ARTIFACT_LIMIT = 128 * 1024 * 1024
"""Bytes of a plot or text that is read whole, to tell whether it can be shown."""

_CHUNK = 65_536

# A named pipe must not make us wait, a link must not lead us away.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
)
_SYSTEM_REFUSES_LINKS = hasattr(os, "O_NOFOLLOW")


class Unreadable(Exception):  # noqa: N818 - a clause, such as `is missing`, that wants the file's name
    """A file or folder can't be read; it costs only itself."""


class Missing(Unreadable):
    """There is no such file or folder."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Names of a folder's folders, sorted, and of those that may not be entered.

    Attributes:
        stale: Why this is what an earlier build saw, a clause; None if it was seen now.
    """

    folders: tuple[str, ...]
    refused: tuple[str, ...] = ()
    stale: str | None = None


class Storage(Protocol):
    """What reading needs of a place; paths are the place's own."""

    def folders(self, path: str) -> Listing:
        """List the folders in a folder.

        Raises:
            Unreadable: If it is no folder or can't be entered.
        """
        ...

    def versions(self, path: str) -> Listing:
        """List the folders in a dataset's folder, whose files are read next.

        Raises:
            Unreadable: If it is no folder or can't be entered.
        """
        ...

    def read(self, path: str, limit: int) -> bytes:
        """Read a whole file.

        Raises:
            Unreadable: If it is missing, no file, or larger than `limit` bytes.
        """
        ...

    def chunks(self, path: str) -> Iterator[bytes]:
        """Read a file of any size piece by piece.

        Raises:
            Unreadable: If it is missing or no file.
        """
        ...

    def address(self, path: str) -> str:
        """A local path, or a URL that fsspec opens."""
        ...

    def files(self, path: str) -> tuple[str, ...]:
        """Paths of the files below a folder, `/` between their parts, sorted.

        A file is the empty path alone.

        Raises:
            Unreadable: If there is nothing, or what may not be entered.
        """
        ...


class LocalStorage:
    """Folders of this machine, up to boundaries that no link may lead across."""

    def __init__(self, *boundaries: str) -> None:
        """Take the real, absolute paths of the folders that everything must lie in."""
        self._boundaries = boundaries

    def folders(self, path: str) -> Listing:
        """List the folders in a folder, hidden ones left out."""
        try:
            with os.scandir(path) as entries:
                found = [entry for entry in entries if entry.is_dir() and entry.name[0] != "."]
                links = {entry.name: entry.path for entry in found if entry.is_symlink()}
        except OSError as error:
            raise _unreadable(error) from error
        names = [entry.name for entry in found]
        refused = {name for name, path in links.items() if not self.holds(path)}
        if not "".join(names).isascii():
            refused.update(name for name in names if not is_writable(name))
        if refused:
            names = [name for name in names if name not in refused]
        return Listing(tuple(sorted(names)), tuple(sorted(refused)))

    def versions(self, path: str) -> Listing:
        """The same: files of this machine need no preparation."""
        return self.folders(path)

    def read(self, path: str, limit: int) -> bytes:
        """Read a whole file of at most `limit` bytes."""
        descriptor = self._opened(path)
        try:
            size = _size_of_file(descriptor)
            if size > limit:
                raise Unreadable(f"is larger than {limit // 1_048_576} MiB")
            content = os.read(descriptor, size + 1)
            if len(content) == size:
                return content
            # It grows, or the system gives it in pieces.
            parts = [content]
            while parts[-1] and sum(map(len, parts)) <= limit:
                parts.append(os.read(descriptor, _CHUNK))
            return b"".join(parts)
        except OSError as error:
            raise _unreadable(error) from error
        finally:
            os.close(descriptor)

    def chunks(self, path: str) -> Iterator[bytes]:
        """Read a file of any size piece by piece."""
        descriptor = self._opened(path)
        try:
            _size_of_file(descriptor)
            while content := os.read(descriptor, _CHUNK):
                yield content
        except OSError as error:
            raise _unreadable(error) from error
        finally:
            os.close(descriptor)

    def files(self, path: str) -> tuple[str, ...]:
        """Paths of the files below a folder; a file is the empty path alone."""
        try:
            if Path(path).is_symlink() and not self.holds(path):
                raise Unreadable(LEADS_OUT)
            if not stat.S_ISDIR(Path(path).stat().st_mode):
                return ("",)
            return tuple(sorted(self._below(path, "")))
        except OSError as error:
            raise _unreadable(error) from error

    def address(self, path: str) -> str:
        """The path itself."""
        return path

    def holds(self, path: str) -> bool:
        """Whether a path, all links followed, lies within a boundary."""
        real = os.path.realpath(path)
        return any(
            real == boundary or real.startswith(boundary.rstrip(os.sep) + os.sep)
            for boundary in self._boundaries
        )

    def _below(self, folder: str, prefix: str) -> Iterator[str]:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or not is_writable(entry.name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    yield from self._below(entry.path, f"{prefix}{entry.name}/")
                else:
                    yield f"{prefix}{entry.name}"

    def _opened(self, path: str) -> int:
        try:
            if not _SYSTEM_REFUSES_LINKS and Path(path).is_symlink():
                return self._followed(path)
            return os.open(path, _FLAGS)
        except OSError as error:
            # What systems say of a link that they were told not to follow.
            if error.errno in (errno.ELOOP, errno.EMLINK):
                return self._followed(path)
            raise _unreadable(error) from error

    def _followed(self, path: str) -> int:
        if not self.holds(path):
            raise Unreadable(LEADS_OUT)
        try:
            return os.open(os.path.realpath(path), _FLAGS)
        except OSError as error:
            raise _unreadable(error) from error


LEADS_OUT = "leads out of the dataset's folder through a symbolic link"


def _size_of_file(descriptor: int) -> int:
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        raise Unreadable("is a folder" if stat.S_ISDIR(found.st_mode) else "is no regular file")
    return found.st_size


def _unreadable(error: OSError) -> Unreadable:
    if isinstance(error, FileNotFoundError):
        return Missing("is missing")
    if isinstance(error, NotADirectoryError):
        return Unreadable("is a file where a folder of versions is expected")
    # Windows refuses to open a folder as it refuses what is forbidden.
    refused = isinstance(error, PermissionError)
    if isinstance(error, IsADirectoryError) or (refused and Path(error.filename).is_dir()):
        return Unreadable("is a folder")
    return Unreadable(f"can't be opened ({error.strerror})")
