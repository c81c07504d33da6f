"""Where the versions of each tracked dataset lie: by the catalog, the records, the folders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from kedro_track.collect.catalog import Catalog, Declared
from kedro_track.collect.patterns import Ambiguous, Factory, segments
from kedro_track.collect.places import Places, is_url
from kedro_track.collect.storage import Missing, Storage, Unreadable
from kedro_track.history import Problem, TrackedDataset

_REACH = "Make it readable, and build again."
_DECLARE = "Declare where it really lies in the catalog, by its absolute path."


@dataclass(frozen=True, slots=True)
class Location:
    """A folder that holds one dataset's versions.

    Attributes:
        path: The storage's own.
        shown: As people are told: relative to the project where it lies in it.
        remote: Whether each question to the storage is one to another machine.
        certain: False where only its path tells that it could be a dataset's.
    """

    dataset: TrackedDataset
    storage: Storage
    path: str
    shown: str
    remote: bool = False
    certain: bool = True

    @property
    def file_name(self) -> str:
        """Name of the file, or of the folder of files, that each version holds."""
        return self.shown.rpartition("/")[2]


class Locator:
    """Finds the locations of all tracked datasets of one project."""

    def __init__(self, places: Places, catalog: Catalog) -> None:
        """Take what the project declares."""
        self._places = places
        self._catalog = catalog
        self.problems: list[Problem] = []

    def locate(self, recorded: Iterable[TrackedDataset]) -> list[Location]:
        """Locations in the order of the datasets' names; what can't be one is in `problems`.

        Args:
            recorded: Datasets as runs recorded them, each path of each once.
        """
        found: dict[tuple[str, str], Location] = {}
        known = (
            *(self._location(declared) for declared in self._catalog.datasets.values()),
            *(self._recorded(dataset) for dataset in recorded),
        )
        for location in known:
            if location is not None:
                found.setdefault((location.dataset.name, location.path), location)
        taken = frozenset(path for _, path in found)
        for pattern in self._catalog.factories:
            for location in self._of_factory(pattern, taken):
                found.setdefault((location.dataset.name, location.path), location)
        return [found[key] for key in sorted(found)]

    def _location(self, declared: Declared) -> Location | None:
        try:
            storage, path = self._places.find(declared.filepath, declared.options)
        except Unreadable as error:
            self._problem(f"The dataset's path {error}", declared, _DECLARE)
            return None
        shown, remote = self._places.shown(declared.filepath), is_url(declared.filepath)
        return Location(declared.dataset, storage, path, shown, remote)

    def _recorded(self, dataset: TrackedDataset) -> Location | None:
        """A dataset of a record. A record may come from others: it declares nothing outside."""
        filepath = dataset.filepath or ""
        made = [
            self._catalog.made_by_factory(each, dataset.name) for each in self._catalog.factories
        ]
        for declared in (self._catalog.datasets.get(dataset.name), *made):
            if declared is not None and self._places.same(declared.filepath, filepath):
                return self._location(declared)
        mine = Declared(self._as_declared_now(dataset), filepath)
        if self._places.is_inside(filepath):
            return self._location(mine)
        self._problem(
            "A run recorded a dataset outside of the project, where no catalog entry leads",
            mine,
            "Declare the dataset in the catalog again.",
        )
        return None

    def _as_declared_now(self, dataset: TrackedDataset) -> TrackedDataset:
        declared = self._catalog.datasets.get(dataset.name)
        return replace(declared.dataset, filepath=dataset.filepath) if declared else dataset

    def _of_factory(self, pattern: str, taken: frozenset[str]) -> Iterator[Location]:
        """Locations by the folders that exist where a factory's datasets would lie."""
        declared = self._catalog.factories[pattern]
        factory = Factory(pattern, declared.filepath)
        nameless = False
        for filepath in self._existing(declared):
            location = self._location(replace(declared, filepath=filepath))
            if location is None or location.path in taken:
                continue
            try:
                name = factory.name_at(filepath)
            except Ambiguous:
                if self._folders(location.storage, location.path, declared):
                    nameless = True
                    yield _named_by_path(location, declared.filepath)
                continue
            made = self._catalog.made_by_factory(pattern, name) if name else None
            if made is not None:
                yield replace(location, dataset=made.dataset, certain=False)
        if nameless:
            self._problem(
                "The paths of a factory pattern do not tell its datasets' names",
                declared,
                "Run the pipeline once with kedro-track, which records them; until then the "
                "datasets are named after their files.",
            )

    def _existing(self, declared: Declared) -> Iterator[str]:
        """Paths in the form of a factory's, by the folders that exist."""
        parts = list(segments(declared.filepath))
        fixed = [isinstance(part, str) for part in parts]
        first = fixed.index(False) if False in fixed else len(fixed)
        start = "/".join(declared.filepath.split("/")[:first])
        try:
            storage, path = self._places.find(
                start or ("/" if declared.filepath.startswith("/") else "."), declared.options
            )
        except Unreadable as error:
            self._problem(f"The dataset's path {error}", declared, _DECLARE)
            return
        for below in self._walk(storage, path, parts[first:], declared):
            yield "/".join(part for part in (start, below) if part)

    def _walk(
        self,
        storage: Storage,
        path: str,
        parts: Sequence[str | re.Pattern[str]],
        declared: Declared,
    ) -> Iterator[str]:
        if not parts:
            yield ""
            return
        head, rest = parts[0], parts[1:]
        found = () if isinstance(head, str) else self._folders(storage, path, declared)
        names = [head] if isinstance(head, str) else _fitting(head, found)
        for name in names:
            for below in self._walk(storage, f"{path}/{name}", rest, declared):
                yield f"{name}/{below}" if below else name

    def _folders(self, storage: Storage, path: str, declared: Declared) -> Sequence[str]:
        try:
            listing = storage.folders(path)
        except Missing:
            # A folder that is not there yet holds no datasets.
            return ()
        except Unreadable as error:
            self._problem(f"The dataset's path {error}", declared, _REACH)
            return ()
        if listing.stale:
            what = f"The dataset's path {listing.stale}; what an earlier build saw is shown"
            self._problem(what, declared, "Build again when it can be reached.")
        return listing.folders

    def _problem(self, what: str, declared: Declared, remedy: str) -> None:
        where = f"{self._places.shown(declared.filepath)} (dataset {declared.dataset.name})"
        problem = Problem(what, where, remedy)
        if problem not in self.problems:
            self.problems.append(problem)


def _fitting(expression: re.Pattern[str], names: Iterable[str]) -> list[str]:
    return [name for name in names if expression.fullmatch(name)]


def _named_by_path(location: Location, template: str) -> Location:
    """A dataset whose name can't be told, named after its file."""
    fixed = template.partition("{")[0].rpartition("/")[0]
    below = PurePosixPath(location.shown.removeprefix(fixed).strip("/"))
    name = ".".join(below.with_suffix("").parts)
    dataset = replace(location.dataset, name=name, filepath=location.shown, namespace=None)
    return replace(location, dataset=dataset, certain=False)
