"""What earlier builds fetched from buckets, kept on this machine: contents, and what was listed.

It lies in the user's own folder for such things, readable by nobody else; `KEDRO_TRACK_CACHE`
names another. It may be deleted at any time. Names in it are digests, so that no name of a
bucket can lead anywhere.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from kedro_track.foreign_json import ForeignJSONError, decode


class Cache:
    """Contents by key, and listings by the place that was listed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, key: str, size: int) -> Path | None:
        """Where a content is; None if it is not here, or not whole."""
        path = self._place(key)
        try:
            return path if path.stat().st_size == size else None
        except OSError:
            return None

    def keep(self, key: str, content: Iterable[bytes]) -> Path:
        """Keep a content, given in pieces.

        Raises:
            OSError: If it can't be written.
        """
        path = self._place(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=path.parent)
        part = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(content)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return path

    def drop(self, keys: Iterable[str]) -> None:
        """Forget contents."""
        for key in keys:
            with suppress(OSError):
                self._place(key).unlink()

    def listing(self, place: str) -> Any:
        """What was listed of a place; None if nothing is known."""
        try:
            return decode(self._place(f"listing {place}").read_bytes()).value
        except (OSError, ForeignJSONError):
            return None

    def keep_listing(self, place: str, listing: Mapping[str, Any]) -> None:
        """Keep what was listed; where that can't be written, the next build knows less."""
        text = json.dumps(listing, separators=(",", ":"), sort_keys=True)
        with suppress(OSError):
            self.keep(f"listing {place}", [text.encode()])

    def _place(self, key: str) -> Path:
        name = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / name[:2] / name[2:]


def open_cache() -> Cache:
    """The cache of this user; where none can be written, one that ends with the process."""
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            return Cache(folder)
    except OSError:
        made = tempfile.mkdtemp(prefix="kedro-track-")
        # What is read must outlive its reader: the site is written after the history is read.
        atexit.register(shutil.rmtree, made, ignore_errors=True)
        return Cache(Path(made))


def cache_folder() -> Path:
    """Where the cache of this user is, or would be."""
    return _home() / "kedro-track" / "1"


def _home() -> Path:
    named = os.environ.get("KEDRO_TRACK_CACHE") or os.environ.get("XDG_CACHE_HOME")
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home())
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
