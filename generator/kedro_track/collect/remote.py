"""Versions in a bucket, or wherever else fsspec reaches, by the calls of `storage.Storage`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from kedro_track.collect.storage import Listing, Missing, Unreadable

T = TypeVar("T")

_CHUNK = 1_048_576


class RemoteStorage:
    """Folders of one fsspec file system; paths are its URLs without their scheme."""

    def __init__(self, url: str, options: Mapping[str, Any]) -> None:
        """Take a URL and the options of its file system, credentials among them.

        Raises:
            Unreadable: If its file system is unknown or not installed.
        """
        from fsspec.core import url_to_fs

        self._files, self.path = _asked(lambda: url_to_fs(url, **options))

    def folders(self, path: str) -> Listing:
        """List the folders in a folder, hidden ones left out."""
        found = _asked(lambda: self._files.ls(path, detail=True))
        names = [_last(item["name"]) for item in found if item["type"] == "directory"]
        return Listing(tuple(sorted(name for name in names if not name.startswith("."))))

    def read(self, path: str, limit: int) -> bytes:
        """Read a whole file of at most `limit` bytes."""
        content: bytes = _asked(lambda: self._files.cat_file(path, start=0, end=limit + 1))
        if len(content) > limit:
            raise Unreadable(f"is larger than {limit // 1_048_576} MiB")
        return content

    def chunks(self, path: str) -> Iterator[bytes]:
        """Read a file of any size piece by piece."""
        with _asked(lambda: self._files.open(path, "rb")) as file:
            while content := _asked(lambda: file.read(_CHUNK)):
                yield content

    def files(self, path: str) -> tuple[str, ...]:
        """Paths of the files below a folder; a file is the empty path alone."""
        found = _asked(lambda: self._files.find(path))
        if not found:
            raise Missing("is missing")
        return tuple(sorted(name[len(path) :].lstrip("/") for name in found))

    def address(self, path: str) -> str:
        """The URL of a path."""
        return str(self._files.unstrip_protocol(path))


def _asked(question: Callable[[], T]) -> T:
    try:
        return question()
    except FileNotFoundError as error:
        raise Missing("is missing") from error
    except IsADirectoryError as error:
        raise Unreadable("is a folder") from error
    except Exception as error:
        # Not narrower: each of fsspec's file systems raises errors of its own.
        raise Unreadable(f"can't be reached ({type(error).__name__}: {error})") from error


def _last(path: str) -> str:
    return path.rstrip("/").rsplit("/", 1)[-1]
