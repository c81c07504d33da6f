"""The recipe: from a project to its site, one line a stage."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kedro_track import __version__
from kedro_track.analysis.published import hosts_of, published
from kedro_track.api import ProjectHistory
from kedro_track.chunked import Chunked, summaries
from kedro_track.config import Config, load
from kedro_track.history import History, Problem, Run
from kedro_track.site.cluster import workers_of
from kedro_track.site.model import Site
from kedro_track.site.output import Output, Written
from kedro_track.site.render import common_of
from kedro_track.site.theme import find_theme
from kedro_track.site.workers import Workers
from kedro_track.site.writing import Progress, Writing


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build.

    Attributes:
        project: Any folder of the project.
        env: Conf environment; None for the project's default one.
        output: Folder of the site; None for the config's.
        force: Build into a folder that is not ours.
        verify: Read all anew, whatever earlier builds have read.
        processes: How many make pages; 1 makes them in this one.
        linger: Seconds that data stays which no page asks for any more; see `Output`.
        executor: Address of a cluster that makes them instead, `dask://HOST:PORT`.
    """

    project: Path
    env: str | None = None
    output: Path | None = None
    force: bool = False
    verify: bool = False
    processes: int = 1
    linger: float = 0.0
    executor: str | None = None


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        runs: Count of those that the site shows: not hidden, and published.
        versions: Count of versions of tracked datasets, likewise.
        written: Count of files that were new or had changed.
        bytes: Size of the whole site.
        seconds: Of the whole build.
    """

    site: Path
    runs: int
    versions: int
    pages: int
    written: int
    bytes: int
    seconds: float
    problems: tuple[Problem, ...]


def build(request: BuildRequest, progress: Progress = lambda _stage, _count: None) -> BuildReport:
    """Read a project's history and write its site.

    Raises:
        TrackError: With one sentence that says what to do.
    """
    from kedro_track.collect.chunks import read_chunked
    from kedro_track.collect.project import find_project
    from kedro_track.collect.remembered import Remembered, remembered_file

    begun = time.monotonic()
    workers = workers_of(request.processes, request.executor)
    layout = find_project(request.project)
    config = read_config(layout.root, request.env)
    folder = request.output or layout.root / config.output
    output = Output(folder, force=request.force, linger=request.linger)
    with closing(Remembered(remembered_file(layout.root), verify=request.verify)) as cache:
        history = read_chunked(layout, request.env, config, cache)
        progress("read", len(history.runs))
        if isinstance(history.runs, Chunked):
            history.runs.tell_together(_versions, hosts_of)
        goes_out = published(history, config)
        site = Site(goes_out, config)
        # Of all that is read a chunk remembers the count; where less goes out, that is counted.
        is_less = config.publish.runs is not None or config.publish.datasets
        counted = (goes_out if is_less else history).shown
        pages, written = _write(site, output, progress, workers)
        return BuildReport(
            site=folder,
            runs=len(site.runs),
            versions=sum(summaries(counted, _versions)),
            pages=pages,
            written=written.written,
            bytes=written.bytes,
            seconds=time.monotonic() - begun,
            problems=(*history.problems, *site.own_problems),
        )


def write_site(
    history: History,
    config: Config,
    output: Output,
    progress: Progress = lambda _stage, _count: None,
    workers: Workers | None = None,
) -> tuple[int, Written]:
    """Write the site of a history: its count of pages, and what was done to the folder."""
    return _write(Site(published(history, config), config), output, progress, workers or Workers())


def _write(site: Site, output: Output, progress: Progress, workers: Workers) -> tuple[int, Written]:
    theme = find_theme(site.config.theme, Path(site.history.project.path), site.config.language)
    writing = Writing(site, theme, common_of(site, theme, __version__), output, progress)
    return writing.run(workers), output.finish()


def _versions(runs: Sequence[Run]) -> int:
    return sum(len(run.versions) for run in runs)


def read_history(project: Path | str | None = None, env: str | None = None) -> ProjectHistory:
    """Read a project's history: all runs, with their parameters, metrics and versions.

    Nothing is written, and the project's code is not imported.

    Args:
        project: Any folder of the project; None for the current one.
        env: Conf environment; None for the project's default one.

    Raises:
        TrackError: If there is no project, or its `track.yml` can't be used.
    """
    from kedro_track.collect.history import read_history as collect
    from kedro_track.collect.project import find_project

    layout = find_project(Path(project) if project is not None else Path.cwd())
    config = read_config(layout.root, env)
    found = collect(layout.root, env, config)
    return ProjectHistory(found.project, found.runs, found.datasets, found.problems, config)


def read_config(project: Path, env: str | None = None) -> Config:
    """Read `track.yml` of a project, the environment's over the base's."""
    from kedro_track.collect.project import find_project

    layout = find_project(project)
    return load([layout.conf / layout.base_env, layout.conf / (env or layout.default_env)])
