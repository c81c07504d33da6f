"""The history for a site: in chunks of runs that are read only if what they are made of is new.

What a chunk is made of are the rows of its runs as they are, the names of their versions, and
where those lie. Kedro never writes a version a second time, so a version whose name is known
is known: only young ones, those of runs that go on, and those that could not be read are read
again, alone of their chunk (see `settled`). Everything else of a chunk is done by the same
functions that read a whole history.

This holds for a project with one store of its own, in a file, in which each run has a version
of its own (see `plain_store`), and with its data on this machine: the rule. Others are read
whole, as they are by `read_history`.
"""

from __future__ import annotations

import hashlib
import marshal
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import NamedTuple

from kedro_track.chunked import Chunk, Chunked
from kedro_track.collect.catalog import Catalog, read_catalog
from kedro_track.collect.git import remote_of
from kedro_track.collect.history import (
    BEGINNING,
    catalog_problems,
    recorded_by,
    runs_of,
    whole_history,
    writable,
)
from kedro_track.collect.joining import join
from kedro_track.collect.locations import Location, Locator
from kedro_track.collect.members import Member, NotPlainError, ended_among, members_of
from kedro_track.collect.places import Places
from kedro_track.collect.project import ProjectLayout
from kedro_track.collect.records import saved_of
from kedro_track.collect.remembered import Remembered
from kedro_track.collect.settled import SettledVersions
from kedro_track.collect.shapes import text
from kedro_track.collect.stores import PlainStore, plain_store, row_problems
from kedro_track.collect.tracking import Found, listed, read_version
from kedro_track.config import Config
from kedro_track.digests import code_digest, digest_of
from kedro_track.errors import StoreError
from kedro_track.garbage import no_garbage_collection
from kedro_track.history import History, Problem, Project, Run, TrackedDataset
from kedro_track.redaction import Redactor

CHUNK = 500

_SETTLED = timedelta(days=1)
"""A version that is older is not read again."""


class RowFacts(NamedTuple):
    """What is to be known of some rows before anything is read: see `_facts_of`."""

    tracked: tuple[TrackedDataset, ...]
    is_plain: bool


class ChunkFacts(NamedTuple):
    """What is to be known of a chunk without its runs.

    Attributes:
        digest: Of all that its runs say.
        kedro: Version of Kedro of its newest run that tells; `remote`: of the code, likewise.
        datasets: Names of those that it has versions of.
        settled: Whether it need not be read again.
    """

    digest: str
    size: int
    versions: int
    store_problems: tuple[Problem, ...]
    problems: tuple[Problem, ...]
    kedro: str | None
    remote: str | None
    datasets: frozenset[str]
    settled: bool


def read_chunked(
    layout: ProjectLayout, env: str | None, config: Config, cache: Remembered
) -> History:
    """Read a project's history for a site: hidden runs are left out, the others in chunks.

    Raises:
        TrackingError: If there is no such environment.
    """
    with no_garbage_collection():
        store = plain_store(layout, env, config.notes)
        if store is not None:
            try:
                return _Reading(layout, read_catalog(layout, env), config, store, cache).history()
            except (NotPlainError, StoreError):
                pass
        return whole_history(layout, env, config)


class _Reading:
    """One reading of one plain store."""

    def __init__(
        self,
        layout: ProjectLayout,
        catalog: Catalog,
        config: Config,
        store: PlainStore,
        cache: Remembered,
    ) -> None:
        self._layout = layout
        self._config = config
        self._store = store.rows
        self._shown = store.shown
        self._cache = cache
        self._catalog = catalog
        self._redactor = Redactor(config.redaction.keys, config.redaction.values)
        self._base = digest_of(
            code_digest(), config.redaction, store.shown, store.rows.name, store.rows.columns
        )

    def history(self) -> History:
        """All of it."""
        recorded = self._recorded()
        locator = Locator(Places(str(self._layout.root)), self._catalog)
        self._locations = locator.locate(recorded)
        if any(location.remote for location in self._locations):
            raise NotPlainError
        folder_problems: list[Problem] = []
        names = [listed(location, folder_problems) for location in self._locations]
        members = members_of(self._store, names)
        self._ended = ended_among(self._store, members, self._config.interrupted_after)
        parts = [members[start : start + CHUNK] for start in range(0, len(members), CHUNK)]
        self._last = len(parts) - 1
        facts = [self._facts(number, part) for number, part in enumerate(parts)]
        chunks = [
            Chunk(fact.size, partial(self._runs, number, part), fact.digest)
            for number, (part, fact) in enumerate(zip(parts, facts, strict=True))
            if fact.size
        ]
        saved = frozenset[str]().union(*(fact.datasets for fact in facts))
        datasets = {
            place.dataset.name: place.dataset
            for place in self._locations
            if place.certain or place.dataset.name in saved
        }
        return History(
            project=self._project(facts),
            runs=Chunked(chunks, self._cache),
            datasets=tuple(datasets[name] for name in sorted(datasets)),
            problems=writable(
                *self._layout.problems,
                *(problem for fact in facts for problem in fact.store_problems),
                *catalog_problems(self._catalog, recorded),
                *locator.problems,
                *folder_problems,
                *(problem for fact in facts for problem in fact.problems),
            ),
        )

    def _recorded(self) -> list[TrackedDataset]:
        """Datasets as runs recorded them; of each place the newest record first."""
        if not self._store.columns["track_runs"]:
            return []
        ids = [*self._store.runs]
        by_place: dict[tuple[str, str | None], TrackedDataset] = {}
        for start in range(0, len(ids), CHUNK):
            some = ids[start : start + CHUNK]
            key = f"rows-{self._digest(some)}"
            facts = self._cache.facts(key)
            if facts is None:
                facts = self._facts_of(some)
                self._cache.put(key, facts, None)
            if not facts.is_plain:
                raise NotPlainError
            for dataset in facts.tracked:
                by_place[dataset.name, dataset.filepath] = dataset
        return list(by_place.values())

    def _facts_of(self, ids: Sequence[str]) -> RowFacts:
        """The datasets that rows record, and whether each saved under its own version only."""
        stored = self._store.decoded(ids)
        plain = all(
            run.problem is None and set((saved_of(run.record) or {}).values()) <= {run.version}
            for run in stored
        )
        return RowFacts(tuple(recorded_by(stored)), plain)

    def _digest(self, runs: Sequence[str]) -> str:
        # Version 2 of marshal knows no references: equal rows are equal bytes.
        rows = marshal.dumps([self._store.runs[one] for one in runs], 2)
        return hashlib.sha256(f"{self._base}".encode() + rows).hexdigest()

    def _key(self, members: Sequence[Member]) -> str:
        """The digest of all that a chunk is made of."""
        numbers = {number for member in members for number in member.saved}
        places = {n: self._place(self._locations[n]) for n in sorted(numbers)}
        runs = [member.run for member in members if member.run is not None]
        ended = [run for run in runs if run in self._ended]
        saved = [(member.version, member.run, member.saved) for member in members]
        whole = marshal.dumps((self._digest(runs), saved, places, ended), 2)
        return f"runs-{hashlib.sha256(whole).hexdigest()}"

    def _place(self, location: Location) -> str:
        return f"{location.dataset!r} {location.path} {location.shown} {location.certain}"

    def _facts(self, number: int, members: Sequence[Member]) -> ChunkFacts:
        key = self._key(members)
        known: ChunkFacts | None = self._cache.facts(key)
        if known is not None and known.settled:
            self._versions(number).keep()
            return known
        facts, runs = self._read(number, members)
        self._cache.put(key, facts, runs)
        return facts

    def _versions(self, number: int) -> SettledVersions:
        return SettledVersions(self._cache, number, grows=number == self._last)

    def _runs(self, number: int, members: Sequence[Member]) -> Sequence[Run]:
        """The runs of a chunk that are shown; a `StoreError` if they can't be read again."""
        found: Sequence[Run] | None = self._cache.content(self._key(members))
        if found is not None:
            return found
        try:
            return self._read(number, members)[1]
        except (NotPlainError, StoreError) as error:
            raise StoreError(f"{self._shown} changed while it was read; build again.") from error

    def _read(self, number: int, members: Sequence[Member]) -> tuple[ChunkFacts, tuple[Run, ...]]:
        """Read a chunk by the functions that read whole histories."""
        stored = self._store.decoded([member.run for member in members if member.run is not None])
        versions = self._versions(number)
        found = self._found(members, versions)
        joined = join(stored, found)
        ended = frozenset(run.id for run in stored if run.id in self._ended)
        runs = runs_of(stored, joined, ended, self._redactor)
        expected = {(member.started, member.run or member.version) for member in members}
        if not expected.issuperset((run.started or BEGINNING, run.id) for run in runs):
            raise NotPlainError
        shown = tuple(run for run in runs if not run.hidden)
        kedro = {run.id: text((run.record or {}).get("kedro")) for run in stored}
        quiet = frozenset(run.version for run in runs if _is_quiet(run))
        settled = all(
            run.version in quiet and not any(version.problem for version in run.versions)
            for run in runs
        )
        if versions.grows or not settled:
            versions.put(quiet)
        facts = ChunkFacts(
            digest=digest_of(shown) or "",
            size=len(shown),
            versions=sum(len(run.versions) for run in shown),
            store_problems=tuple(row_problems(stored, self._shown)),
            problems=tuple(joined.problems),
            kedro=next((k for run in reversed(runs) if (k := kedro.get(run.id))), None),
            remote=next((r for run in reversed(runs) if (r := run.code and run.code.remote)), None),
            datasets=frozenset(item.version.dataset for item in found),
            settled=settled,
        )
        return facts, shown

    def _found(self, members: Sequence[Member], versions: SettledVersions) -> list[Found]:
        numbers = {number for member in members for number in member.saved}
        places = {number: self._place(self._locations[number]) for number in numbers}
        read = (
            versions.read(places[number], self._locations[number], member.version, read_version)
            for number, member in self._by_location(members)
        )
        return [item for item in read if item is not None]

    def _by_location(self, members: Sequence[Member]) -> Iterator[tuple[int, Member]]:
        """In the order in which a whole history is read: location by location."""
        pairs = ((number, member) for member in members for number in member.saved)
        return iter(sorted(pairs, key=lambda pair: (pair[0], pair[1].version)))

    def _project(self, facts: Sequence[ChunkFacts]) -> Project:
        newest_first = list(reversed(facts))
        remote = next((fact.remote for fact in newest_first if fact.remote), None)
        return Project(
            name=self._layout.name,
            path=str(self._layout.root),
            package=self._layout.package,
            kedro_version=next((fact.kedro for fact in newest_first if fact.kedro), None),
            remote=remote or remote_of(self._layout.root),
        )


def _is_quiet(run: Run) -> bool:
    """Whether nobody writes versions of it any more."""
    now = datetime.fromtimestamp(time.time(), timezone.utc)
    is_old = run.started is not None and now - run.started > _SETTLED
    return is_old and run.status != "running"
