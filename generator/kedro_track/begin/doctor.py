"""What of a project's runs is recorded and what is not, and what to do about it.

Reads files, config and the history; nothing is written and nothing of the project imported.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kedro_track.analysis.attention import grouped
from kedro_track.begin import declared
from kedro_track.begin.survey import Survey, survey
from kedro_track.collect.catalog import Catalog, read_catalog
from kedro_track.collect.git import remote_of
from kedro_track.collect.literals import assignments
from kedro_track.collect.patterns import winner
from kedro_track.collect.project import ProjectLayout
from kedro_track.collect.stores import own_store
from kedro_track.errors import TrackError
from kedro_track.history import History, Node, Run
from kedro_track.store import spool

_PLACES = 3


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found, a sentence each.

    Attributes:
        recorded: What is.
        not_recorded: What is not, why, and how it would be.
        faults: What keeps runs from being recorded or read, and how to mend it.
    """

    recorded: tuple[str, ...]
    not_recorded: tuple[str, ...]
    faults: tuple[str, ...]


def diagnose(project: Path, env: str | None = None) -> Diagnosis:
    """Look at a project and its history.

    Raises:
        TrackError: If there is no project, or no such environment.
    """
    return _Doctor(survey(project, with_workflow=False), env).diagnosis()


class _Doctor:
    def __init__(self, found: Survey, env: str | None) -> None:
        self.survey = found
        self.layout: ProjectLayout = found.layout
        self.env = env
        self.catalog: Catalog = read_catalog(self.layout, env)
        self.unreadable: str | None = None

    def diagnosis(self) -> Diagnosis:
        history = self.history
        recorded = [*self._store(history), *self._saved(history)] if history else []
        missing = [*self._unsaved(history), *self._in_memory(history)] if history else []
        by_hand = [each for each in self.survey.by_hand if each not in self.survey.broken]
        return Diagnosis(
            recorded=tuple(recorded),
            not_recorded=(*missing, *self._not_captured(), *by_hand),
            faults=tuple(self._faults(history)),
        )

    @cached_property
    def history(self) -> History | None:
        from kedro_track.build import read_history

        try:
            return read_history(self.layout.root, self.env)
        except TrackError as error:
            self.unreadable = str(error)
            return None

    @cached_property
    def store(self) -> Path | None:
        """The SQLite file; None for a database elsewhere."""
        store = own_store(self.layout)
        return store if isinstance(store, Path) else None

    def _store(self, history: History) -> Iterator[str]:
        where = self._shown(self.store) if self.store else "the database that settings.py names"
        recorded = [run for run in history.runs if run.recorded]
        if not recorded:
            yield f"Every `kedro run` will be recorded to {where}; there was none yet."
            return
        newest = recorded[-1]
        yield (
            f"Every `kedro run`, to {where}: {_counted(len(recorded), 'run')}, the newest "
            f"{newest.id} ({newest.status})."
        )

    def _saved(self, history: History) -> Iterator[str]:
        for name, count in self._counts(history).items():
            if count:
                kind = next((d.kind for d in history.datasets if d.name == name), "other")
                yield f"{name} ({kind}): {_counted(count, 'version')}."

    def _unsaved(self, history: History) -> Iterator[str]:
        if not self._counts(history) and not self.catalog.factories:
            yield (
                "Metrics, facts and plots: the catalog declares no tracked dataset; `kedro track "
                "init` adds one to begin with."
            )
        graph = _newest_graph(history.runs)
        outputs = {output for node in graph for output in node.outputs}
        for name, count in self._counts(history).items():
            if count:
                continue
            if not graph:
                why = "no run is recorded that could have saved it; `kedro run` makes one"
            elif name in outputs:
                why = "a node has it as its output, but no run came so far"
            else:
                why = "no node of the newest run has it as its output; name it in a pipeline"
            yield f"{name}: {why}."

    def _in_memory(self, history: History) -> Iterator[str]:
        """Ends of the pipeline that no catalog entry keeps."""
        graph = _newest_graph(history.runs)
        used = {each for node in graph for each in node.inputs}
        ends = sorted((output, node.name) for node in graph for output in node.outputs)
        for output, name in ends:
            if output not in used and not self._is_declared(output):
                yield (
                    f"{output}: what node {name} returns stays in memory; if it is a mapping of "
                    "names to numbers, declare it in the catalog with `type: "
                    "kedro_track.MetricsDataset`, otherwise with `kedro_track.JSONDataset`."
                )

    def _is_declared(self, name: str) -> bool:
        return name in self.catalog.names or winner(name, self.catalog.patterns) is not None

    def _counts(self, history: History) -> Mapping[str, int]:
        """Versions of every tracked dataset that the catalog or a record declares."""
        counts = dict.fromkeys(sorted({*self.catalog.datasets}), 0)
        for run in history.runs:
            for each in run.versions:
                counts[each.dataset] = counts.get(each.dataset, 0) + 1
        return counts

    def _not_captured(self) -> Iterator[str]:
        root = self.layout.root
        if not any((folder / ".git").exists() for folder in (root, *root.parents)):
            yield "Commits and branches: the project is in no git repository; `git init` makes one."
        elif remote_of(root) is None:
            yield "Links to commits: the git repository has no remote `origin`."

    def _faults(self, history: History | None) -> Iterator[str]:
        if declared.is_of_another_kedro(self.layout):
            yield (
                f"Kedro {version('kedro')} refuses every command here, since the project is made "
                f"for {declared.made_for(self.layout) or 'none that it names'}; "
                "`kedro-track init` sets it."
            )
        if "kedro-track" in self._disabled():
            yield (
                "Nothing is recorded: settings.py disables our hooks; take `kedro-track` out of "
                "DISABLE_HOOKS_FOR_PLUGINS."
            )
        yield from (f"`kedro run` ends before it begins: {each}" for each in self.survey.broken)
        yield from self._of_the_store()
        for path in self.survey.outdated:
            yield f"{self._shown(path)} names what is gone; `kedro-track init` shows and mends it."
        if self.unreadable:
            yield self.unreadable
        for problem in self.catalog.unresolved.values():
            yield f"{problem.what} ({problem.where}). {problem.remedy}"
        # That there is no store yet is nothing to mend.
        new = None if self.store is None or self.store.exists() else self._shown(self.store)
        problems = [each for each in history.problems if each.where != new] if history else []
        for group in grouped(problems):
            yield _of_one_sort([(each.what, each.where) for each in group.problems], group.remedy)

    def _of_the_store(self) -> Iterator[str]:
        if self.store is None:
            return
        folder = self.store.parent
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        if not os.access(self.store if self.store.exists() else folder, os.W_OK):
            yield f"{self._shown(self.store)} can't be written; give yourself the right to."
        waiting = sum(1 for _ in spool.pending(self.store))
        if waiting:
            yield (
                f"{_counted(waiting, 'record')} could not be stored when the run ended; the next "
                "`kedro run` files what is beside the store."
            )

    def _disabled(self) -> Sequence[Any]:
        package = self.layout.package
        path = self.layout.source.joinpath(*(package or "").split("."), "settings.py")
        try:
            values = assignments(ast.parse(path.read_bytes()), path)
        except (OSError, SyntaxError, ValueError, RecursionError):
            return ()
        found = values.get("DISABLE_HOOKS_FOR_PLUGINS")
        return found if isinstance(found, (list, tuple)) else ()

    def _shown(self, path: Path) -> str:
        root = self.layout.root
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _newest_graph(runs: Iterable[Run]) -> Sequence[Node]:
    graphs = [run.graph for run in runs if run.graph]
    return graphs[-1] if graphs else ()


def _of_one_sort(problems: Sequence[tuple[str, str]], remedy: str) -> str:
    what = problems[0][0].rstrip(".")
    places = list(dict.fromkeys(where for _, where in problems))
    more = f" and {len(places) - _PLACES} more" if len(places) > _PLACES else ""
    return f"{what} ({', '.join(places[:_PLACES])}{more}). {remedy}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
