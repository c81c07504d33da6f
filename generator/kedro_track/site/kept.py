"""What an earlier build worked out and left in the user's own cache folder."""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path

from kedro_track.collect.cache import cache_folder

_KEPT = 90 * 24 * 3600
"""Seconds after which a file is made anew, since its theme may be long gone."""

_DIGEST = hashlib.sha256().digest_size


class Kept:
    """Contents by a key that says all they were made of; without the folder there are none.

    Args:
        name: Of the folder in the cache.
    """

    def __init__(self, name: str) -> None:
        self._folder = cache_folder() / name
        self._is_tidy = False

    def load(self, key: str) -> bytes | None:
        """What an earlier build left under this key, if all of it is there."""
        with suppress(OSError):
            content = self._file(key).read_bytes()
            if hashlib.sha256(content[_DIGEST:]).digest() == content[:_DIGEST]:
                return content[_DIGEST:]
        return None

    def keep(self, key: str, content: bytes) -> None:
        """Leave it to the next build."""
        path = self._file(key)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._tidy()
            part.write_bytes(hashlib.sha256(content).digest() + content)
            part.replace(path)

    def _file(self, key: str) -> Path:
        return self._folder / hashlib.sha256(key.encode()).hexdigest()[:32]

    def _tidy(self) -> None:
        if self._is_tidy:
            return
        self._is_tidy = True
        limit = time.time() - _KEPT
        for entry in os.scandir(self._folder):
            if entry.stat().st_mtime < limit:
                Path(entry.path).unlink(missing_ok=True)
