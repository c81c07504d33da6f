"""Look at a project: what there is, what would be changed, what is left to its owner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from kedro_track.begin import declared, offers
from kedro_track.begin.catalogs import CatalogFile, brought_up_to_date
from kedro_track.begin.code import SourceFile, source_files
from kedro_track.begin.dataset_types import is_gone
from kedro_track.begin.edits import Edit
from kedro_track.collect.catalog import Catalog, read_catalog
from kedro_track.collect.conf import ConfReader
from kedro_track.collect.git import remote_of
from kedro_track.collect.kinds import kind_of
from kedro_track.collect.project import ProjectLayout, find_project
from kedro_track.collect.stores import own_store
from kedro_track.errors import TrackError
from kedro_track.history import History, Run

_NAMED = 3


_ALWAYS_IMPORTED = frozenset({"settings.py", "pipeline_registry.py"})


@dataclass(frozen=True, slots=True)
class Survey:
    """A project as it was found.

    Attributes:
        found: What there is, a sentence each.
        by_hand: What its owner has to do, a sentence each with its place.
        broken: Of that, what keeps Kedro from running anything: names that are gone in what every
            command imports.
        edits: What would be changed; none of it is written yet.
        outdated: Files of code and catalog that name what is gone, and that an edit mends.
        runs_at_once: Whether `kedro run` has something to run afterwards.
    """

    layout: ProjectLayout
    found: tuple[str, ...]
    by_hand: tuple[str, ...]
    broken: tuple[str, ...]
    edits: tuple[Edit, ...]
    outdated: tuple[Path, ...]
    runs_at_once: bool


def survey(project: Path, *, with_workflow: bool | None = None) -> Survey:
    """Look at the project that a path lies in. Nothing is written, nothing of it imported.

    Args:
        project: Any folder of the project.
        with_workflow: Whether a workflow for GitHub is offered; None decides by the remote.

    Raises:
        TrackError: If there is no project, or a file of it can't be read at all.
    """
    look = _Look(find_project(project))
    every = [*look.mends(), *look.offers(with_workflow=with_workflow)]
    edits = {edit.path: edit for edit in every if edit.is_needed}
    return Survey(
        layout=look.layout,
        found=tuple(look.found()),
        by_hand=tuple(look.by_hand()),
        broken=tuple(look.broken()),
        edits=tuple(edits.values()),
        outdated=tuple(look.outdated()),
        runs_at_once=look.has_nodes or offers.finds_pipelines(look.layout),
    )


class _Look:
    """One look at one project."""

    def __init__(self, layout: ProjectLayout) -> None:
        self.layout = layout
        self.sources: Sequence[SourceFile] = [*source_files(layout.root, layout.source)]
        self.catalogs: Sequence[CatalogFile] = [*brought_up_to_date(layout)]
        self.catalog: Catalog = read_catalog(layout, None)
        self.entries = ConfReader(layout, None).catalog().entries
        self.history, self.no_history = _history_of(layout)

    @property
    def runs(self) -> Sequence[Run]:
        return self.history.runs if self.history else ()

    @property
    def has_nodes(self) -> bool:
        return any(source.has_nodes for source in self.sources)

    @property
    def tracked(self) -> list[str]:
        """Names of what is tracked without being a plot, factories among them."""
        every = {**self.catalog.datasets, **self.catalog.factories}
        return [name for name, each in every.items() if each.dataset.kind in ("metrics", "json")]

    @property
    def plots(self) -> list[str]:
        every = {**self.catalog.datasets, **self.catalog.factories}
        return [name for name in every if name not in self.tracked]

    def mends(self) -> Iterator[Edit]:
        """Files that are there, brought up to date."""
        requirements = declared.requirements_edit(self.layout)
        yield declared.pyproject_edit(self.layout, has_requirements=requirements is not None)
        if requirements is not None:
            yield requirements
        yield from (source.edit for source in self.sources if source.mended)
        yield from (each.edit for each in self.catalogs)

    def outdated(self) -> Iterator[Path]:
        """Files that are mended, but for what only says which packages the project wants."""
        edits = [source.edit for source in self.sources if source.mended]
        for edit in (*edits, *(each.edit for each in self.catalogs)):
            if edit.is_needed:
                yield edit.path

    def offers(self, *, with_workflow: bool | None) -> Iterator[Edit]:
        """Files and entries that are added."""
        if not self.tracked:
            yield from self._example()
        configuration = offers.track_yml(
            self.layout, self.history.metric_names if self.history else ()
        )
        yield from filter(None, [configuration, offers.kept_folder(self.layout)])
        ignored = offers.gitignore(self.layout)
        if ignored is not None:
            yield ignored
        wanted = self._wants_workflow() if with_workflow is None else with_workflow
        if wanted:
            every = [*self.catalog.datasets.values(), *self.catalog.factories.values()]
            yield from offers.workflow(self.layout, [each.filepath for each in every])

    def _example(self) -> Iterator[Edit]:
        if not self.has_nodes and offers.finds_pipelines(self.layout):
            yield from offers.example_pipeline(self.layout)
            return
        strings = {text for source in self.sources for text in source.strings}
        mended = {each.edit.path: each.edit for each in self.catalogs}
        yield offers.example_entry(self.layout, {*strings, *map(str, self.entries)}, mended)

    def _wants_workflow(self) -> bool:
        """Yes, unless the repository is on another forge or begins above the project."""
        if not (self.layout.root / ".git").exists() and _in_a_repository(self.layout.root):
            return False
        remote = remote_of(self.layout.root)
        return remote is None or "github" in remote.lower()

    def found(self) -> Iterator[str]:
        """What there is."""
        made_for = declared.made_for(self.layout)
        yield (
            f"Kedro project {self.layout.name}, made with Kedro {made_for or '(it does not say)'}; "
            f"installed is Kedro {version('kedro')}."
        )
        yield self._store()
        yield f"{_counted(self.tracked, 'tracked dataset')} in the catalog{_named(self.tracked)}."
        yield f"{_counted(self.plots, 'versioned plot')}{_named(self.plots)}."
        for source in self.sources:
            for old, new in source.mended.items():
                shown = source.edit.path.relative_to(self.layout.root).as_posix()
                yield f"{shown} imports from {old}, which is gone; {new} has it."
        renamed = {old: new for each in self.catalogs for old, new in each.types.items()}
        for old, new in sorted(renamed.items()):
            yield f"The catalog has the type {old}, which is {new} today."
        if any(each.layers for each in self.catalogs):
            yield "The catalog says `layer:` where Kedro takes it below `metadata:` today."

    def _store(self) -> str:
        store = own_store(self.layout)
        where = "the database that settings.py names"
        if isinstance(store, Path):
            where = _shown(store, self.layout.root)
        if self.no_history:
            return f"Runs that can't be read yet: {self.no_history}"
        recorded = sum(run.recorded for run in self.runs)
        if not recorded:
            return f"No run is recorded yet; `kedro run` records to {where}."
        runs = "1 run" if recorded == 1 else f"{recorded} runs"
        return f"A session store with {runs}, which is continued: {where}."

    def broken(self) -> Iterator[str]:
        """Of what is left to the owner that without which nothing runs."""
        for source in self.sources:
            if source.edit.path.name in _ALWAYS_IMPORTED:
                yield from source.faults

    def by_hand(self) -> Iterator[str]:
        """What no edit of ours mends."""
        yield from (problem.what + "." for problem in self.layout.problems)
        yield from (fault for source in self.sources for fault in source.faults)
        for each in self.catalogs:
            if each.problem:
                where = _shown(each.edit.path, self.layout.root)
                yield f"{where} {each.problem}; look at its types yourself."
        for name, entry in sorted(self.entries.items(), key=lambda item: str(item[0])):
            if isinstance(entry, dict):
                yield from _of_entry(str(name), entry)


def _of_entry(name: str, entry: dict[str, object]) -> Iterator[str]:
    type_name, path = entry.get("type"), entry.get("filepath")
    if not isinstance(type_name, str):
        return
    if is_gone(type_name):
        yield (
            f"Catalog entry {name} is of the type {type_name}, which the installed kedro-datasets "
            f"{version('kedro-datasets')} does not have; choose another, or install what has it."
        )
    elif entry.get("versioned") is not True and isinstance(path, str):
        kind = kind_of(type_name, path, versioned=True)
        if kind in ("plotly", "image") and kind_of(type_name, path, versioned=False) is None:
            yield (
                f"Catalog entry {name} is a plot that is not tracked: add `versioned: true`, and "
                f"move away the file {path} that is there, if there is one."
            )


def _history_of(layout: ProjectLayout) -> tuple[History | None, str | None]:
    from kedro_track.build import read_history

    try:
        return read_history(layout.root), None
    except TrackError as error:
        return None, str(error)


def _in_a_repository(folder: Path) -> bool:
    return any((above / ".git").exists() for above in folder.parents)


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _counted(names: Sequence[str], noun: str) -> str:
    return f"{len(names) or 'No'} {noun}{'' if len(names) == 1 else 's'}"


def _named(names: Sequence[str]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f": {', '.join(names[:_NAMED])}{more}"
