"""Declared paths → storages: a relative path stays in the project, an absolute one may not."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from kedro_track.collect.cache import Cache, open_cache
from kedro_track.collect.remote import RemoteStorage
from kedro_track.collect.shapes import is_writable
from kedro_track.collect.storage import LocalStorage, Storage, Unreadable

_CACHES = (".dvc/cache", ".git/annex/objects")
"""Where DVC and git-annex keep contents, which they lay out by links."""

_LINKED_AWAY = "leads elsewhere through a symbolic link"

_URL = re.compile(r"(?!file:)[a-zA-Z][a-zA-Z0-9+.-]+(::[a-zA-Z0-9+.-]+)*://")


class Places:
    """The places that paths of one project mean."""

    def __init__(self, root: str) -> None:
        """Take the project's absolute path."""
        self._root = os.path.normpath(root)
        self._real = os.path.realpath(root)
        self._caches = [str(Path(self._real, cache)) for cache in _CACHES]

    def find(self, filepath: str, options: Mapping[str, Any]) -> tuple[Storage, str]:
        """The storage of a declared path, and the path as the storage calls it.

        Raises:
            Unreadable: If a relative path leads out of the project, or a URL nowhere.
        """
        if not is_writable(filepath):
            raise Unreadable("is no path: it holds a character that no file's name may have")
        if is_url(filepath):
            remote = RemoteStorage(filepath, options, self._cache)
            return remote, remote.path
        path = self._absolute(filepath)
        if not self.is_inside(filepath):
            if not _given(filepath).is_absolute():
                raise Unreadable("leads out of the project by `..`")
            return LocalStorage(os.path.realpath(path)), path
        if not LocalStorage(self._top_of(path)).holds(path):
            raise Unreadable(_LINKED_AWAY)
        return LocalStorage(os.path.realpath(path), *self._caches), path

    @cached_property
    def _cache(self) -> Cache:
        return open_cache()

    def _top_of(self, path: str) -> str:
        """The folder of the project that a path lies in, such as its `data`, not followed.

        A link from there to `conf` would publish what nobody declared.
        """
        top = Path(os.path.relpath(path, self._root)).parts[:1]
        return str(Path(self._real, *top))

    def is_inside(self, filepath: str) -> bool:
        """Whether a path, as it is written, lies in the project."""
        if is_url(filepath):
            return False
        path = self._absolute(filepath)
        return path == self._root or path.startswith(self._root.rstrip(os.sep) + os.sep)

    def same(self, one: str, other: str) -> bool:
        """Whether two declared paths mean one place."""
        if is_url(one) or is_url(other):
            return one == other
        return self._absolute(one) == self._absolute(other)

    def shown(self, filepath: str) -> str:
        """As people are told: relative to the project where it lies in it, without passwords."""
        if is_url(filepath):
            return re.sub(r"://[^/@]*@", "://", filepath)
        path = self._absolute(filepath)
        if self.is_inside(filepath):
            path = os.path.relpath(path, self._root)
        return path.replace(os.sep, "/")

    def _absolute(self, filepath: str) -> str:
        return os.path.normpath(self._root / _given(filepath))


def is_url(filepath: str) -> bool:
    """Whether a declared path is for fsspec; `file://` and `C:/` are local."""
    return _URL.match(filepath) is not None


def _given(filepath: str) -> Path:
    path = Path(filepath.removeprefix("file://"))
    try:
        return path.expanduser()
    except RuntimeError:
        # `~somebody`, who is not known here.
        return path
