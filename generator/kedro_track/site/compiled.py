"""Templates as an earlier build compiled them, in the user's own cache folder.

Compiling those of the default theme takes longer than all else that a small build does.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import time
from contextlib import suppress
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from kedro_track.collect.cache import cache_folder

_KEPT = 90 * 24 * 3600
"""Seconds after which a file is compiled anew, since its theme may be long gone."""

_DIGEST = hashlib.sha256().digest_size


class Compiled(BytecodeCache):
    """Compiled templates by their names, sources and inputs; without the folder there are none.

    Args:
        inputs: Digest of all that they depend on beside their own sources: versions of the
            packages that compile them, what is worked out beforehand.
    """

    def __init__(self, inputs: str) -> None:
        self._inputs = inputs
        self._folder = cache_folder() / "templates"
        self._is_tidy = False

    def get_source_checksum(self, source: str) -> str:
        """Of a template's source."""
        return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """What an earlier build left, if it left just this, and all of it."""
        with suppress(OSError, EOFError, ValueError, TypeError):
            content = self._file(bucket).read_bytes()
            if hashlib.sha256(content[_DIGEST:]).digest() == content[:_DIGEST]:
                bucket.code = marshal.loads(content[_DIGEST:])  # noqa: S302 - of our own folder

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Leave it to the next build."""
        content = marshal.dumps(bucket.code)
        path = self._file(bucket)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._tidy()
            part.write_bytes(hashlib.sha256(content).digest() + content)
            part.replace(path)

    def _file(self, bucket: Bucket) -> Path:
        found = hashlib.sha256(f"{self._inputs} {bucket.key} {bucket.checksum}".encode())
        return self._folder / found.hexdigest()[:32]

    def _tidy(self) -> None:
        if self._is_tidy:
            return
        self._is_tidy = True
        limit = time.time() - _KEPT
        for entry in os.scandir(self._folder):
            if entry.stat().st_mtime < limit:
                Path(entry.path).unlink(missing_ok=True)
