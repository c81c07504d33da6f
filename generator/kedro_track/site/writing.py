"""A site written group by group: what has changed is made, the rest is kept.

In the order of writing what others refer to comes first, so that a folder that is looked at
during a build holds no page whose data is missing: styles and scripts, artifacts, the runs,
the pages about all of them, the index of the data.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path

from kedro_track.digests import digest
from kedro_track.errors import ConfigError
from kedro_track.site.assets import assets
from kedro_track.site.containment import is_within
from kedro_track.site.groups import Groups
from kedro_track.site.manifest import Known
from kedro_track.site.model import Copy, Item, Page, Prepared, Site, Text
from kedro_track.site.output import Output, Produced
from kedro_track.site.part import Made, Task
from kedro_track.site.payload import Entry
from kedro_track.site.render import Common, Renderer, custom_url
from kedro_track.site.theme import Theme
from kedro_track.site.workers import Workers

Progress = Callable[[str, int], None]
"""Called with the name of a stage and the count of things done in it."""


class Writing:
    """One build of one site into its folder."""

    def __init__(
        self, site: Site, theme: Theme, common: Common, output: Output, progress: Progress
    ) -> None:
        self._site = site
        self._theme = theme
        self._common = common
        self._output = output
        self._progress = progress

    def run(self, workers: Workers) -> int:
        """Write all of it.

        Returns:
            How many pages the site has.
        """
        digests = self._static()
        groups = Groups(self._site, self._theme, self._common, digests)
        renderer = Renderer(self._theme, self._common, digests)
        self._items("plotly", groups.plotly(), renderer, groups)
        made = self._runs(groups, workers)
        entries = [made[number][0] for number in groups.chunks]
        pages = sum(count for _, count in made.values())
        pages += self._pages(groups, renderer)
        self._index(groups, entries)
        return pages

    def _static(self) -> Mapping[str, str]:
        """The theme's files and the user's own; their digests, which links to them bear."""
        renderer = Renderer(self._theme, self._common, {})
        found = assets(self._theme, renderer.static)
        made = [Produced(url, content) for url, content in found.items()]
        made += [Produced(url, path.read_bytes()) for url, path in _own(self._site)]
        self._output.write(made, "static")
        self._output.close("static")
        return {item.url: digest(item.content) for item in made}

    def _files(self, groups: Groups, number: int) -> None:
        """Write the artifacts of a chunk."""
        name, key = _name("files", number), groups.files_key(number)
        if self._output.kept(name, key) is not None:
            return
        for item in groups.files(number):
            if not self._output.keep(item.url, name):
                self._output.write([Produced(item.url, _taken_over(item))], name)
        self._output.close(name, key)

    def _runs(self, groups: Groups, workers: Workers) -> dict[int, tuple[Entry, int]]:
        """Make the chunks that have changed; for every one its entry, and how many pages it has."""
        found: dict[int, tuple[Entry, int]] = {}
        keys = {number: groups.runs_key(number) for number in groups.chunks}
        due: list[int] = []
        for number, key in keys.items():
            said = self._output.kept(_name("runs", number), key)
            if said is None:
                due.append(number)
            else:
                self._files(groups, number)
                entry, pages = json.loads(said)
                found[number] = Entry(**entry), pages
        tasks = [partial(self._task, groups, number) for number in due]
        for number, made in zip(due, workers.make(groups.shared, tasks), strict=True):
            self._write(made, number, keys[number])
            found[number] = made.entry, made.pages
        return found

    def _task(self, groups: Groups, number: int) -> Task:
        # While the chunk is in memory, and before there is a page that leads to them.
        self._files(groups, number)
        return groups.task(number, self._output.known(_name("runs", number)))

    def _write(self, made: Made, number: int, key: str | None) -> None:
        name = _name("runs", number)
        kept = {url: known for url, known, content in made.files if content is None}
        self._output.hold(kept, name)
        produced = (
            Produced(url, content, known)
            for url, known, content in made.files
            if content is not None
        )
        self._output.write(produced, name)
        said = json.dumps([asdict(made.entry), made.pages])
        self._output.close(name, key, said)
        self._progress("write", made.pages)

    def _pages(self, groups: Groups, renderer: Renderer) -> int:
        key = groups.pages_key()
        said = self._output.kept("pages", key)
        if said is not None:
            return int(said)
        return self._items("pages", groups.pages(), renderer, groups, key)

    def _items(
        self,
        group: str,
        items: Iterable[Item],
        renderer: Renderer,
        groups: Groups,
        key: str | None = None,
    ) -> int:
        """Write a group item by item, each address once; how many pages it has."""
        pages, before = 0, self._output.known(group)
        for item in items:
            if self._output.has(item.url, group):
                continue
            pages += isinstance(item, Page) and item.url.endswith(".html")
            inputs = groups.page_inputs(item) if isinstance(item, Page) else None
            known = before.get(item.url)
            if known is not None and inputs is not None and known.inputs == inputs:
                self._output.hold({item.url: known}, group)
            else:
                made = _produced(item, renderer, self._output, (group, inputs))
                self._output.write(made, group)
            self._progress("write", 1)
        self._output.close(group, key, str(pages))
        return pages

    def _index(self, groups: Groups, entries: list[Entry]) -> None:
        key = groups.index_key(entries)
        if self._output.kept("index", key) is None:
            item = groups.index(entries)
            self._output.write([Produced(item.url, item.content.encode())], "index")
            self._output.close("index", key)


def _name(family: str, number: int) -> str:
    return f"{family}-{number:05d}"


def _own(site: Site) -> Iterator[tuple[str, Path]]:
    """The user's own styles, scripts and logo."""
    options, project = site.config.theme, Path(site.history.project.path)
    for name in (*options.css, *options.javascript, *filter(None, [options.logo])):
        if not (project / name).is_file() or not is_within(project / name, project):
            raise ConfigError(f"track.yml names {name}, which is no file in {project}.")
        yield custom_url(name), project / name


def _produced(
    item: Item, renderer: Renderer, output: Output, group: tuple[str, str | None]
) -> Iterator[Produced]:
    """The content of an item; `group` is its group and the digest of its inputs."""
    name, inputs = group
    if isinstance(item, Page):
        content = renderer.page(item).encode("utf-8", "replace")
        yield Produced(item.url, content, Known(digest(content), len(content), inputs))
    elif isinstance(item, Text):
        yield Produced(item.url, item.content.encode("utf-8", "replace"))
    elif not output.keep(item.url, name):
        yield Produced(item.url, _taken_over(item))


def _taken_over(item: Copy | Prepared) -> bytes:
    from kedro_track.site.prepared import prepare

    with Path(item.source).open("rb") as source:
        if isinstance(item, Prepared):
            return prepare(item.making, item.digest, item.suffix, source)
        return source.read()
