"""Versions in a bucket, or wherever else fsspec reaches, by the calls of `storage.Storage`.

Each dataset is listed by one question; what is new of it is fetched in batches, many files at
once where the file system can, and kept. What was fetched once is not fetched again, and is
there where the bucket can't be reached.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from kedro_track.collect.cache import Cache
from kedro_track.collect.listed import (
    Entry,
    entries_of,
    first_parts,
    is_below,
    is_sound,
    is_store,
    last_part,
    tag_of,
)
from kedro_track.collect.shapes import mapping, texts
from kedro_track.collect.storage import ARTIFACT_LIMIT, Listing, Missing, Unreadable

T = TypeVar("T")

_CHUNK = 1_048_576
_BATCH_FILES = 256
_BATCH_BYTES = 64 * 1_048_576
_PAUSES = (0.2, 1.0)
"""Seconds before a file that could not be fetched is asked for again."""

_ENDPOINTS = ("endpoint_url", "account_name", "host", "port", "project")
_PATIENCE = {"connect_timeout": 10, "read_timeout": 30, "retries": {"max_attempts": 0}}
"""For S3: botocore's attempts, times s3fs's, times ours are minutes for one lost connection."""
_RETRIES = 2

_NO_BUCKET = re.compile("bucket does not exist|NoSuchBucket")


class RemoteStorage:
    """Folders of one fsspec file system; paths are its URLs without their scheme."""

    def __init__(self, url: str, options: Mapping[str, Any], cache: Cache) -> None:
        """Take a URL and the options of its file system, credentials among them.

        Raises:
            Unreadable: If its file system is unknown or not installed.
        """
        from fsspec.core import url_to_fs

        given = _patient(url, options)
        self._files, self.path = _asked(lambda: url_to_fs(url, **given))
        if getattr(self._files, "retries", 0) > _RETRIES:
            # s3fs's own, five within five.
            self._files.retries = _RETRIES
        self._cache = cache
        self._scope = f"{url.partition('://')[0]} {_endpoint(options)}"
        self._entries: dict[str, Entry] = {}
        self._faults: dict[str, Unreadable] = {}

    def folders(self, path: str) -> Listing:
        """List the folders in a folder, hidden ones left out."""
        place = f"{self._scope} folders {path}"
        try:
            found = self._listed(lambda: self._files.ls(path, detail=True))
        except Missing:
            self._cache.keep_listing(place, {"folders": []})
            raise
        except Unreadable as error:
            known = mapping(self._cache.listing(place)).get("folders")
            if not isinstance(known, list):
                raise
            return Listing(texts(known), stale=str(error))
        names = [last_part(item["name"]) for item in found if item["type"] == "directory"]
        folders = sorted(name for name in names if is_sound(name))
        self._cache.keep_listing(place, {"folders": folders})
        return Listing(tuple(folders))

    def versions(self, path: str) -> Listing:
        """List the folders of versions with all that is in them, and fetch what is new."""
        return self._taken("versions", path, is_below)

    def stores(self, path: str) -> Listing:
        """List the databases that lie directly in a folder, and fetch what is new of them."""
        return self._taken("stores", path, is_store)

    def _taken(self, what: str, path: str, is_wanted: Callable[[str, str], bool]) -> Listing:
        """List what is wanted below a path, by the first part of its name, and fetch it."""
        place = f"{self._scope} {what} {path}"
        known = entries_of(self._cache.listing(place))
        try:
            found = self._listed(lambda: self._files.find(path, detail=True))
        except Missing:
            raise
        except Unreadable as error:
            if not known:
                raise
            self._entries.update(known)
            return Listing(first_parts(path, known), stale=str(error))
        entries = {
            name: Entry(int(info.get("size") or 0), tag_of(info))
            for name, info in found.items()
            if info.get("type") != "directory" and is_wanted(path, name)
        }
        if not entries:
            raise Missing("is missing")
        self._entries.update(entries)
        self._fetch([name for name, entry in entries.items() if entry.size <= ARTIFACT_LIMIT])
        self._cache.keep_listing(place, {name: [e.size, e.tag] for name, e in entries.items()})
        gone = [self._key(name, e) for name, e in known.items() if entries.get(name) != e]
        self._cache.drop(gone)
        return Listing(first_parts(path, entries))

    def read(self, path: str, limit: int) -> bytes:
        """Read a whole file of at most `limit` bytes."""
        entry = self._entry(path)
        if entry.size > limit:
            raise Unreadable(f"is larger than {limit // 1_048_576} MiB")
        return b"".join(self.chunks(path))

    def chunks(self, path: str) -> Iterator[bytes]:
        """Read a file of any size piece by piece, from where it is kept."""
        entry = self._entry(path)
        kept = self._cache.path(self._key(path, entry), entry.size)
        if kept is None:
            if path in self._faults:
                raise self._faults[path]
            if entry.size <= ARTIFACT_LIMIT:
                raise Unreadable("can't be reached, and no earlier build has kept it")
            kept = _asked(lambda: self._cache.keep(self._key(path, entry), self._streamed(path)))
        with kept.open("rb") as file:
            while content := file.read(_CHUNK):
                yield content

    def files(self, path: str) -> tuple[str, ...]:
        """Paths of the files below a folder; a file is the empty path alone."""
        if path in self._entries:
            return ("",)
        below = [name[len(path) + 1 :] for name in self._entries if name.startswith(f"{path}/")]
        if not below:
            raise Missing("is missing")
        return tuple(sorted(below))

    def address(self, path: str) -> str:
        """Where the file is kept, for the site is made from there; its URL if it is not."""
        entry = self._entries.get(path)
        kept = entry and self._cache.path(self._key(path, entry), entry.size)
        return str(kept or self._files.unstrip_protocol(path))

    def _listed(self, question: Callable[[], T]) -> T:
        for pause in (*_PAUSES, None):
            # A listing of an hour ago would do for fsspec.
            self._files.invalidate_cache()
            try:
                return _asked(question)
            except Missing as error:
                # A folder that is not there yet is no fault; a bucket that is not there is one.
                if _NO_BUCKET.search(str(error.__cause__)):
                    raise Unreadable("can't be reached (its bucket does not exist)") from error
                raise
            except Unreadable as error:
                if pause is None or isinstance(error.__cause__, PermissionError):
                    raise
                time.sleep(pause)
        raise AssertionError  # the last pause is None

    def _entry(self, path: str) -> Entry:
        try:
            return self._entries[path]
        except KeyError:
            raise Missing("is missing") from None

    def _key(self, path: str, entry: Entry) -> str:
        return f"{self._scope} {path} {entry.size} {entry.tag}"

    def _streamed(self, path: str) -> Iterator[bytes]:
        with self._files.open(path, "rb") as file:
            while content := file.read(_CHUNK):
                yield content

    def _fetch(self, paths: Sequence[str]) -> None:
        wanted = [
            path
            for path in paths
            if self._cache.path(self._key(path, self._entries[path]), self._entries[path].size)
            is None
        ]
        for pause in (*_PAUSES, None):
            failed = [path for batch in self._batches(wanted) for path in self._fetched(batch)]
            wanted = [path for path in failed if not isinstance(self._faults[path], Missing)]
            if not wanted or pause is None:
                return
            time.sleep(pause)

    def _batches(self, paths: Sequence[str]) -> Iterator[list[str]]:
        batch: list[str] = []
        size = 0
        for path in paths:
            batch.append(path)
            size += self._entries[path].size
            if len(batch) == _BATCH_FILES or size >= _BATCH_BYTES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _fetched(self, paths: Sequence[str]) -> list[str]:
        """Fetch files at once and keep them; those that failed are told, with their faults."""
        sizes = [self._entries[path].size for path in paths]
        full = [path for path, size in zip(paths, sizes, strict=True) if size]
        ends = [size for size in sizes if size]
        try:
            contents = _asked(
                lambda: self._files.cat_ranges(full, [0] * len(full), ends, on_error="return")
            )
        except Unreadable as error:
            contents = [error.__cause__] * len(full)
        found = {**dict.fromkeys(paths, b""), **dict(zip(full, contents, strict=True))}
        return [path for path, content in found.items() if not self._is_kept(path, content)]

    def _is_kept(self, path: str, content: Any) -> bool:
        entry = self._entries[path]
        fault: Unreadable | None = None
        if isinstance(content, Exception):
            fault = _fault(content)
        elif len(content) != entry.size:
            fault = Unreadable("is cut off, or changes while it is read")
        else:
            try:
                self._cache.keep(self._key(path, entry), [content])
            except OSError as error:
                fault = Unreadable(f"can't be kept on this machine ({error.strerror})")
        if fault is not None:
            self._faults[path] = fault
        return fault is None


def _asked(question: Callable[[], T]) -> T:
    try:
        return question()
    except Exception as error:
        # Not narrower: each of fsspec's file systems raises errors of its own.
        raise _fault(error) from error


def _fault(error: Exception) -> Unreadable:
    if isinstance(error, FileNotFoundError):
        return Missing("is missing")
    if isinstance(error, IsADirectoryError):
        return Unreadable("is a folder")
    said = " ".join(str(error).split())
    return Unreadable(f"can't be reached ({type(error).__name__}{': ' if said else ''}{said})")


def _patient(url: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options, for S3 with an end to waiting where they name none."""
    if url.partition("://")[0] not in ("s3", "s3a"):
        return dict(options)
    return {**options, "config_kwargs": {**_PATIENCE, **mapping(options.get("config_kwargs"))}}


def _endpoint(options: Mapping[str, Any]) -> str:
    """Which of several services of one kind: without what may change, as credentials do."""
    places = (options, mapping(options.get("client_kwargs")))
    named = [str(place[key]) for place in places for key in _ENDPOINTS if place.get(key)]
    return " ".join([*named, os.environ.get("AWS_ENDPOINT_URL", "")]).strip()
