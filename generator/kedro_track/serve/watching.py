"""What of a project is watched, and when it changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from kedro_track.build import BuildRequest, read_config
from kedro_track.collect.project import ProjectLayout, find_project
from kedro_track.collect.stores import own_store
from kedro_track.config import Config
from kedro_track.store.liveness import started_at
from kedro_track.store.private import private_folder

_TOGETHER = 250
"""Milliseconds within which changes count as one."""
_LOOK = 10.0
"""Seconds between looks at what can't be watched: a server's store, a run that was killed."""

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

    layout = find_project(request.project)
    folders = await asyncio.to_thread(watched_folders, request)

    def counts(_change: object, path: str) -> bool:
        return _counts(Path(path), site)

    running = _running()
    is_far = not isinstance(own_store(layout, request.env), Path)
    async for found in awatch(
        *folders,
        watch_filter=counts,
        debounce=_TOGETHER,
        step=50,
        stop_event=stop,
        rust_timeout=int(_LOOK * 1000),
        yield_on_timeout=True,
        ignore_permission_denied=True,
    ):
        before, running = running, _running()
        if found or is_far or running != before:
            yield


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
