"""What of a project is watched, and when it changed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from kedro_track.build import BuildRequest, read_config
from kedro_track.collect.project import ProjectLayout, find_project
from kedro_track.collect.stores import own_store
from kedro_track.config import Config
from kedro_track.errors import StoreError
from kedro_track.store.address import Server
from kedro_track.store.liveness import started_at
from kedro_track.store.private import private_folder

_TOGETHER = 250
"""Milliseconds within which changes count as one."""
_LOOK = 10.0
"""Seconds between looks at what tells nobody: a run that was killed."""
_OFTEN = 1.0
"""Seconds between looks at a database; more where a look takes long."""
_SHARE = 20
"""A look takes at most one part of so many of the time."""
_WAIT = 2.0

_NOT_OURS = frozenset(
    {".git", "__pycache__", ".venv", "venv", "node_modules", ".ipynb_checkpoints"}
)


def watched_folders(request: BuildRequest) -> tuple[Path, ...]:
    """The folders that a site is made of, those that exist, none of them inside another."""
    layout = find_project(request.project)
    config = read_config(layout.root, request.env)
    folders = [path.resolve() for path in _folders(request, layout, config) if path.is_dir()]
    return tuple(
        sorted(
            path
            for path in dict.fromkeys(folders)
            if not any(path != other and path.is_relative_to(other) for other in folders)
        )
    )


async def changes(request: BuildRequest, site: Path, stop: asyncio.Event) -> AsyncIterator[None]:
    """Yield whenever something changed that a site is made of.

    Args:
        site: The folder of the site, absolute, which is not watched.
    """
    from watchfiles import awatch

    folders = await asyncio.to_thread(watched_folders, request)

    def counts(_change: object, path: str) -> bool:
        return _counts(Path(path), site)

    running = _running()
    async for found in awatch(
        *folders,
        watch_filter=counts,
        debounce=_TOGETHER,
        step=25,
        stop_event=stop,
        rust_timeout=int(_LOOK * 1000),
        yield_on_timeout=True,
        ignore_permission_denied=True,
    ):
        before, running = running, _running()
        if found or running != before:
            yield


async def far_changes(request: BuildRequest) -> AsyncIterator[None]:
    """Yield whenever a team's database changed, which nothing can be watched of."""
    store = own_store(find_project(request.project), request.env)
    if isinstance(store, Path):
        return
    # The first look is news too: what came since the first build read the store is in it.
    known: tuple[Any, ...] | None = None
    while True:
        begun = time.monotonic()
        mark = await asyncio.to_thread(_mark, store)
        # Where it can't be looked at, a build may still read something of it.
        pause = _LOOK if mark is None else max(_OFTEN, _SHARE * (time.monotonic() - begun))
        if mark is None or mark != known:
            yield
        known = mark
        await asyncio.sleep(pause)


def _mark(store: Server) -> tuple[Any, ...] | None:
    from kedro_track.store.readonly_server import change_mark

    try:
        return change_mark(store, _WAIT)
    except StoreError:
        return None


def _folders(request: BuildRequest, layout: ProjectLayout, config: Config) -> Iterator[Path]:
    store = own_store(layout, request.env)
    if isinstance(store, Path):
        yield store.parent
    yield layout.root / "data"
    yield layout.root / "notes"
    yield layout.conf
    yield from _tracked(request, layout)
    if config.theme.overrides:
        yield layout.root / config.theme.overrides
    yield layout.root / config.theme.name
    runs = private_folder() / "runs"
    runs.mkdir(exist_ok=True)
    yield runs


def _tracked(request: BuildRequest, layout: ProjectLayout) -> Iterator[Path]:
    """The folders of tracked datasets that are not below `data`, as far as they are local."""
    from kedro_track.build import read_history

    for dataset in read_history(layout.root, request.env).datasets:
        path = dataset.filepath or ""
        if "://" not in path:
            plain = path.partition("{")[0]
            yield (layout.root / plain).parent


def _running() -> frozenset[str]:
    """The runs of this machine that are at work; one that is killed tells nobody."""
    names = (path.name for path in (private_folder() / "runs").iterdir())
    owners = {name: name.partition("-")[0] for name in names}
    return frozenset(
        name
        for name, owner in owners.items()
        if owner.isdigit() and started_at(int(owner)) is not None
    )


def _counts(path: Path, site: Path) -> bool:
    if path.is_relative_to(site):
        return False
    if not _NOT_OURS.isdisjoint(path.parts) or path.name.startswith(".kedro-track"):
        return False
    # SQLite's own files come and go with every look.
    return not path.name.endswith((".part", "-journal", "-wal", "-shm", ".tmp", "~"))
