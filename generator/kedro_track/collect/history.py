"""Sources → History: the stores' rows and the versioned folders, joined run by run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from kedro_track.collect import blobs
from kedro_track.collect.catalog import Catalog, read_catalog
from kedro_track.collect.git import folder_of, remote_of
from kedro_track.collect.joining import Joined, join
from kedro_track.collect.locations import Locator
from kedro_track.collect.notes import read_notes
from kedro_track.collect.places import Places
from kedro_track.collect.project import ProjectLayout, find_project
from kedro_track.collect.records import tracked_by
from kedro_track.collect.sessions import ended_ones, to_run, unrecorded_run
from kedro_track.collect.shapes import is_writable, text, written_out
from kedro_track.collect.stores import read_stores
from kedro_track.collect.tracking import read_versions
from kedro_track.config import Config
from kedro_track.garbage import no_garbage_collection
from kedro_track.history import History, Problem, Project, Run, TrackedDataset
from kedro_track.redaction import Redactor
from kedro_track.store.rows import StoredRun

BEGINNING = datetime.min.replace(tzinfo=timezone.utc)


def read_history(project: Path, env: str | None, config: Config) -> History:
    """Read all that is known of a project's runs. Nothing is written and nothing imported.

    Args:
        project: Any path inside of the project.
        env: Conf environment whose catalog is read; None for the project's default one.
        config: `interrupted_after` decides when a silent run counts as interrupted,
            `redaction` what is masked of rows that kedro-viz wrote.

    Raises:
        TrackingError: If there is no project, or no such environment. Whatever else can't be
            read costs only itself and stands in the history's problems.
    """
    layout = find_project(project)
    with no_garbage_collection():
        return whole_history(layout, env, config)


def whole_history(layout: ProjectLayout, env: str | None, config: Config) -> History:
    """Read all of a project, every run of it."""
    catalog = read_catalog(layout, env)
    stores = read_stores(layout, env)
    stored = stores.runs
    recorded = recorded_by(stored)
    locator = Locator(Places(str(layout.root)), catalog)
    locations = locator.locate(recorded)
    found, folder_problems = read_versions(locations)
    joined = join(stored, found, stores.forgotten)
    redactor = Redactor(config.redaction.keys, config.redaction.values)
    notes = read_notes(layout.root, config.notes)
    runs = notes.of(runs_of(stored, joined, ended_ones(stored, config.interrupted_after), redactor))
    notes.report_strays({run.id for run in runs} | stores.ids)
    saved = {item.version.dataset for item in found}
    datasets = {
        place.dataset.name: place.dataset
        for place in locations
        if place.certain or place.dataset.name in saved
    }
    return History(
        project=_project(layout, stored, runs),
        runs=tuple(runs),
        datasets=tuple(datasets[name] for name in sorted(datasets)),
        problems=writable(
            *layout.problems,
            *stores.problems,
            *catalog_problems(catalog, recorded),
            *locator.problems,
            *folder_problems,
            *joined.problems,
            *notes.problems,
        ),
    )


def writable(*problems: Problem) -> tuple[Problem, ...]:
    """Problems are printed: they may be about a name that can't be."""
    return tuple(
        problem
        if is_writable(problem.where) and is_writable(problem.what)
        else replace(problem, where=written_out(problem.where), what=written_out(problem.what))
        for problem in problems
    )


def recorded_by(stored: Iterable[StoredRun]) -> list[TrackedDataset]:
    """Datasets as runs recorded them, each path of each once; of each the newest first."""
    by_place: dict[tuple[str, str | None], TrackedDataset] = {}
    for run in stored:
        for dataset in tracked_by(run.record or {}):
            by_place[dataset.name, dataset.filepath] = dataset
    return list(by_place.values())


def runs_of(
    stored: Sequence[StoredRun], joined: Joined, ended: frozenset[str], redactor: Redactor
) -> list[Run]:
    """The runs of a history: those of the stores, and those that only their versions tell of."""
    shown = (
        to_run(run, joined.of_run[run.id], redactor, ended=run.id in ended)
        for run in stored
        if run.trashed is None and _is_run(run, joined)
    )
    unrecorded = (unrecorded_run(name, found) for name, found in joined.unrecorded.items())
    return sorted((*shown, *unrecorded), key=lambda run: (run.started or BEGINNING, run.id))


def _is_run(run: StoredRun, joined: Joined) -> bool:
    """A session without a run leaves a row as well; it is none unless it saved something."""
    if run.record is not None or run.blob is None or joined.of_run[run.id]:
        return True
    return blobs.ran_a_pipeline(run.blob)


def catalog_problems(catalog: Catalog, recorded: Iterable[TrackedDataset]) -> Iterator[Problem]:
    """An entry that can't be resolved costs nothing where records name its paths."""
    yield from catalog.problems
    named = {dataset.name for dataset in recorded}
    for name, problem in catalog.unresolved.items():
        if name not in named:
            yield problem


def _project(layout: ProjectLayout, stored: Iterable[StoredRun], runs: Sequence[Run]) -> Project:
    kedro = {run.id: text((run.record or {}).get("kedro")) for run in stored}
    newest_first = list(reversed(runs))
    return Project(
        name=layout.name,
        path=str(layout.root),
        package=layout.package,
        kedro_version=next((found for run in newest_first if (found := kedro.get(run.id))), None),
        remote=next(
            (run.code.remote for run in newest_first if run.code and run.code.remote),
            remote_of(layout.root),
        ),
        folder=folder_of(layout.root),
    )
