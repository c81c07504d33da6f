"""The recipe: from a project to its site, one line a stage."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kedro_track import __version__
from kedro_track.analysis.published import published
from kedro_track.config import Config, load
from kedro_track.errors import ConfigError
from kedro_track.history import History, Problem
from kedro_track.site.assets import assets
from kedro_track.site.model import Copy, Item, Page, Prepared, Site, Text
from kedro_track.site.output import Output, Produced, Written
from kedro_track.site.payload import Payload
from kedro_track.site.plan import plan
from kedro_track.site.render import Renderer, common_of, custom_url, digest
from kedro_track.site.theme import Theme, find_theme

Progress = Callable[[str, int], None]
"""Called with the name of a stage and the count of things done in it."""


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build.

    Attributes:
        project: Any folder of the project.
        env: Conf environment; None for the project's default one.
        output: Folder of the site; None for the config's.
        force: Build into a folder that is not ours.
    """

    project: Path
    env: str | None = None
    output: Path | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        versions: Count of versions of tracked datasets.
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
    from kedro_track.collect.history import read_history as collect
    from kedro_track.collect.project import find_project

    begun = time.monotonic()
    layout = find_project(request.project)
    config = read_config(layout.root, request.env)
    folder = request.output or layout.root / config.output
    output = Output(folder, force=request.force)
    history = collect(layout.root, request.env, config)
    progress("read", len(history.runs))
    pages, written = write_site(history, config, output, progress)
    return BuildReport(
        site=folder,
        runs=len(history.shown),
        versions=sum(len(run.versions) for run in history.shown),
        pages=pages,
        written=written.written,
        bytes=written.bytes,
        seconds=time.monotonic() - begun,
        problems=Site(history, config).problems,
    )


def write_site(
    history: History,
    config: Config,
    output: Output,
    progress: Progress = lambda _stage, _count: None,
) -> tuple[int, Written]:
    """Write the site of a history: its count of pages, and what was done to the folder."""
    site = Site(published(history, config), config)
    theme = find_theme(config.theme, Path(history.project.path), config.language)
    payload = Payload(site)
    renderer = _renderer(site, theme, payload, output)
    pages = _write(plan(site, theme, payload), renderer, output, progress)
    return pages, output.finish()


def read_history(project: Path | str | None = None, env: str | None = None) -> History:
    """Read a project's history: all runs, with their parameters, metrics and versions.

    Args:
        project: Any folder of the project; None for the current one.
        env: Conf environment; None for the project's default one.

    Raises:
        TrackError: If there is no project, or its `track.yml` can't be used.
    """
    from kedro_track.collect.history import read_history as collect
    from kedro_track.collect.project import find_project

    layout = find_project(Path(project) if project is not None else Path.cwd())
    return collect(layout.root, env, read_config(layout.root, env))


def read_config(project: Path, env: str | None = None) -> Config:
    """Read `track.yml` of a project, the environment's over the base's."""
    from kedro_track.collect.project import find_project

    layout = find_project(project)
    return load([layout.conf / layout.base_env, layout.conf / (env or layout.default_env)])


def _renderer(site: Site, theme: Theme, payload: Payload, output: Output) -> Renderer:
    """The renderer; what its pages link to by content is written on the way."""
    common = common_of(site, theme, __version__)
    index = digest(payload.index.content.encode())
    first = Renderer(theme, common, {}, index)
    made = [Produced(url, content) for url, content in assets(theme, first.static).items()]
    made += [Produced(url, path.read_bytes()) for url, path in _custom(site)]
    output.write(made)
    digests = {item.url: digest(item.content) for item in made}
    return Renderer(theme, common, digests, index)


def _custom(site: Site) -> Iterator[tuple[str, Path]]:
    """The user's own styles, scripts and logo."""
    options, project = site.config.theme, Path(site.history.project.path)
    for name in (*options.css, *options.javascript, *filter(None, [options.logo])):
        if not (project / name).is_file():
            raise ConfigError(f"track.yml names {name}, which is no file in {project}.")
        yield custom_url(name), project / name


def _write(items: Iterable[Item], renderer: Renderer, output: Output, progress: Progress) -> int:
    pages = 0
    for item in items:
        pages += isinstance(item, Page) and item.url.endswith(".html")
        output.write(_produce(item, renderer, output))
        progress("write", 1)
    return pages


def _produce(item: Item, renderer: Renderer, output: Output) -> Iterator[Produced]:
    if output.has(item.url):
        return
    if isinstance(item, Page):
        yield Produced(item.url, renderer.page(item).encode("utf-8", "replace"))
    elif isinstance(item, Text):
        yield Produced(item.url, item.content.encode("utf-8", "replace"))
    elif isinstance(item, (Copy, Prepared)) and not output.keep(item.url):
        yield Produced(item.url, _taken_over(item))


def _taken_over(item: Copy | Prepared) -> bytes:
    from kedro_track.site.prepared import prepare

    with Path(item.source).open("rb") as source:
        if isinstance(item, Prepared):
            return prepare(item.making, item.digest, item.suffix, source)
        return source.read()
