"""Chunks made on other machines, which have neither the project's folder nor the theme's.

What is sent holds the theme by content. A worker unpacks it into its user's cache folder, so
that templates are compiled once and not once a build; what it makes it sends back.
"""

from __future__ import annotations

import atexit
import pickle
import shutil
import tempfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock

from kedro_track.collect.cache import cache_folder
from kedro_track.digests import digest, makers_digest
from kedro_track.errors import ExecutorError
from kedro_track.garbage import no_garbage_collection
from kedro_track.site.part import Made, Maker, Shared, Task

_ONE_AT_A_TIME = Lock()
"""A worker may have several threads; a theme's environment is made for one."""


@dataclass(frozen=True, slots=True)
class _Packed:
    """What is sent.

    Attributes:
        makers: Digest of the code that a worker must have to make the same bytes.
        sources: Of each layer of the theme its files, by path.
    """

    makers: str
    shared: Shared
    sources: tuple[Mapping[str, bytes], ...]


def pack(shared: bytes) -> bytes:
    """A pickled `Shared`, with all that it refers to on this machine."""
    found: Shared = pickle.loads(shared)  # noqa: S301 - our own, of this process
    sources = tuple(dict(layer.sources()) for layer in found.layers)
    return zlib.compress(pickle.dumps(_Packed(makers_digest(), found, sources)))


def make_elsewhere(packed: bytes, task: Task) -> Made:
    """Make a chunk on a machine that has nothing but kedro-track.

    Args:
        packed: As `pack` gave it: unpacked once a process, not once a task.

    Raises:
        ThemeError: If a template fails.
        ExecutorError: If this machine would make other bytes than the one that sent the task.
    """
    with _ONE_AT_A_TIME, no_garbage_collection():
        return _maker(packed).make(task)


@lru_cache(maxsize=1)
def _maker(packed: bytes) -> Maker:
    found: _Packed = pickle.loads(zlib.decompress(packed))  # noqa: S301 - from who sent the task
    if found.makers != makers_digest():
        raise ExecutorError(
            "A worker of the cluster has another version of kedro-track, of Python or of a "
            "package that pages are made with than this machine; install the same in both."
        )
    layers = tuple(
        replace(layer, folder=_unpacked(sources))
        for layer, sources in zip(found.shared.layers, found.sources, strict=True)
    )
    return Maker(replace(found.shared, layers=layers))


def _unpacked(sources: Mapping[str, bytes]) -> Path:
    """A folder with these files: made once a machine, or once a process if it has no cache."""
    name = digest(pickle.dumps(sorted(sources.items())))
    known = cache_folder() / "themes" / name
    if known.is_dir():
        return known
    try:
        known.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=known.parent))
    except OSError:
        made = Path(tempfile.mkdtemp(prefix="kedro-track-"))
        atexit.register(shutil.rmtree, made, ignore_errors=True)
        known = made / name
    for path, content in sources.items():
        file = made / "new" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    # Others may be making it just now: what is there has this very content.
    with suppress(OSError):
        (made / "new").rename(known)
    if known.parent != made:
        shutil.rmtree(made)
    return known
