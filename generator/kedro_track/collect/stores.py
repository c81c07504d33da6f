"""All stores of a project → its runs as they are stored; each store costs only itself."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kedro_track.collect.conf import ConfReader
from kedro_track.collect.merging import Merged
from kedro_track.collect.project import ProjectLayout
from kedro_track.collect.shapes import is_writable
from kedro_track.collect.shared_stores import shared_stores
from kedro_track.errors import StoreError
from kedro_track.history import Problem, Run
from kedro_track.store import spool
from kedro_track.store.address import Server, Store, find_server
from kedro_track.store.location import STORE_NAME, data_folder, find_store
from kedro_track.store.raw import RawStore, read_raw
from kedro_track.store.reader import RunReader, StoreContent
from kedro_track.store.rows import DeletedRun, RecordedRun, StoredRun

_HOMES = ("data", ".viz", "sessions", ".")
"""Where a store may have been left: ours, kedro-viz's, Kedro's own default, the root."""

_REMEDIES = {
    "is missing": "Run the pipeline once: `kedro run` makes it.",
    "is empty": "Delete it; the next run makes a new one.",
    "is locked": "Try again when no run is going on.",
    "keeps being": "Try again when no run is going on.",
    "is no SQLite": "Put a session store in its place, or delete it.",
    "can't be reached": "Start its server, or check its URL, and build again.",
    "refuses": "Check the URL's user and password, and build again.",
    "can't be opened": "Mend the settings, and build again.",
    "needs the driver": "Install it, and build again.",
    "is damaged": "Restore it from a copy, or mend it with `sqlite3 … .recover`.",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """What all stores of a project hold together.

    Attributes:
        runs: Those in the trash included.
        deleted: The marks of runs that were removed from the project's own store for good.
        forgotten: Versions of such runs, of any store: they are nobody's.
    """

    runs: list[StoredRun]
    deleted: tuple[DeletedRun, ...]
    forgotten: frozenset[str]
    problems: list[Problem]

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all runs that there are or were."""
        return frozenset(run.id for run in self.runs) | {mark.id for mark in self.deleted}


def own_store(layout: ProjectLayout, env: str | None = None) -> Store:
    """The one store of a project that is written to: a file, or a team's database."""
    server = find_server(
        layout.store_arguments,
        os.environ,
        lambda name: ConfReader(layout, env).credentials(name),
        data_folder(layout.root),
    )
    return server or find_store(layout.root, layout.store_path)


def is_elsewhere(layout: ProjectLayout, env: str | None, run: Run) -> bool:
    """Whether a run is recorded in a store that is only read here."""
    own = own_store(layout, env)
    return isinstance(own, Path) and run.recorded and run.store not in (None, own.name)


def read_stores(layout: ProjectLayout, env: str | None = None) -> Stored:
    """Read every store of a project and merge what they tell; the project's own comes first."""
    own = own_store(layout, env)
    problems: list[Problem] = []
    merged = Merged()
    first = _read(own, layout, problems) if _exists(own) else None
    gone = first.deleted if first is not None else ()
    if first is not None:
        merged.add(_without(gone, first.runs))
    merged.add(_without(gone, _spooled(own, problems)))
    others = [
        content for path in _others(own, layout) if (content := _read(path, layout, problems))
    ]
    others += _shared(layout, problems)
    for content in sorted(others, key=_newest, reverse=True):
        merged.add(_without(gone, content.runs))
    if first is None and not others and not merged.by_id and not problems:
        problems.append(_no_store(own, layout))
    marks = (mark for content in (first, *others) if content for mark in content.deleted)
    forgotten = frozenset(version for mark in marks for version in mark.versions)
    return Stored([*merged.by_id.values()], gone, forgotten, problems + merged.problems)


@dataclass(frozen=True, slots=True)
class PlainStore:
    """The one store of a project, its rows as they are; `shown`: what people are told it is."""

    rows: RawStore
    shown: str


def plain_store(layout: ProjectLayout, env: str | None, notes: str) -> PlainStore | None:
    """The store of a project that has one file and nothing beside it.

    Args:
        notes: The folder in which notes on runs would lie.

    Returns:
        None where more has to be merged, where runs were removed for good, where notes lie in
        the repository, or where anything can't be read: then `read_stores` knows better.
    """
    own = own_store(layout, env)
    if not isinstance(own, Path) or layout.store_remote or os.path.lexists(layout.root / notes):
        return None
    if any(spool.pending(own)) or any(_others(own, layout)):
        return None
    try:
        rows = read_raw(own)
    except StoreError:
        return None
    return None if rows is None else PlainStore(rows, _shown(own, layout))


def _without(gone: Sequence[DeletedRun], runs: Iterable[StoredRun]) -> Iterator[StoredRun]:
    """Leave out what was removed from the project's own store, wherever it turns up again."""
    attempts = {mark.attempt for mark in gone if mark.attempt}
    by_id = {mark.id: mark for mark in gone}
    for run in runs:
        mark = by_id.get(run.id)
        # A later run of the same id is another one.
        is_of_mark = mark is not None and not (mark.attempt and run.attempt)
        if run.attempt not in attempts and not is_of_mark:
            yield run


def _exists(store: Store) -> bool:
    return isinstance(store, Server) or os.path.lexists(store)


def _others(own: Store, layout: ProjectLayout) -> Iterator[Path]:
    """Stores that were left elsewhere, and a team's beside each."""
    folders = [layout.root / home for home in _HOMES]
    if isinstance(own, Path):
        folders.insert(0, own.parent)
    seen = {own}
    for folder in dict.fromkeys(Path(os.path.normpath(folder)) for folder in folders):
        is_home = folder == folders[0] or (folder / STORE_NAME).is_file()
        for path in _databases(folder) if is_home else ():
            if path not in seen:
                seen.add(path)
                yield path


def _databases(folder: Path) -> list[Path]:
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.is_file())
    except OSError:
        return []
    return [folder / name for name in names if name.endswith(".db") and is_writable(name)]


def _shared(layout: ProjectLayout, problems: list[Problem]) -> Iterator[StoreContent]:
    """What teammates' stores hold of which each run leaves a copy in one folder."""
    if layout.store_remote is None:
        return
    for store in shared_stores(layout.root, layout.store_remote, problems):
        content = _content(RunReader(store.path, name=store.name), store.shown, problems)
        if content is not None:
            yield content


def _read(store: Store, layout: ProjectLayout, problems: list[Problem]) -> StoreContent | None:
    return _content(RunReader(store), _shown(store, layout), problems)


def _content(reader: RunReader, where: str, problems: list[Problem]) -> StoreContent | None:
    try:
        content = reader.read()
    except StoreError as error:
        problems.append(_problem(str(error), where))
        return None
    if not content.is_store:
        return None
    if content.damage:
        problems.append(_problem(content.damage, where))
    problems.extend(row_problems(content.runs, where))
    return content


def row_problems(runs: Iterable[StoredRun], where: str) -> Iterator[Problem]:
    """What can't be understood of single rows."""
    for run in runs:
        if run.problem:
            yield Problem(run.problem, where, "Its versions are shown all the same.", run.id)


def _spooled(own: Store, problems: list[Problem]) -> Iterator[StoredRun]:
    """Records that wait beside the store until it can be written again."""
    for path, run in spool.pending(own):
        problems.append(
            Problem(
                "A run's record waits to be filed in the session store",
                path.parent.name,
                "The next run files it; until then it is read from where it waits.",
                run.version,
            )
        )
        yield _stored(run)


def _stored(run: RecordedRun) -> StoredRun:
    return StoredRun(
        id=run.version,
        version=run.version,
        store=STORE_NAME,
        blob=run.blob,
        record=run.record,
        attempt=run.attempt,
        status=run.status,
        started=run.started,
        ended=run.ended,
        heard=run.heard,
        host=run.process.host,
        boot=run.process.boot,
        pid=run.process.pid,
        process_started=run.process.started,
    )


def _newest(content: StoreContent) -> tuple[float, str]:
    """Of two stores that disagree, the one that was written to last tells more."""
    return max(
        ((run.heard or run.started or 0.0, run.version) for run in content.runs),
        default=(0.0, ""),
    )


def _shown(store: Store, layout: ProjectLayout) -> str:
    if isinstance(store, Server):
        return "the team's session store"
    inside = store.is_relative_to(layout.root)
    return (store.relative_to(layout.root) if inside else store).as_posix()


def _problem(clause: str, where: str) -> Problem:
    remedy = next((text for key, text in _REMEDIES.items() if clause.startswith(key)), None)
    return Problem(f"The session store {clause}", where, remedy or "Make it readable.")


def _no_store(own: Store, layout: ProjectLayout) -> Problem:
    return Problem(
        "There is no session store, so nothing is known of any run",
        _shown(own, layout),
        "Run the pipeline with `kedro run`; in CI, fetch the history before the site is built.",
    )
