"""The catalog → what is tracked, without importing a dataset class or the project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kedro_track.collect.conf import ConfReader
from kedro_track.collect.kinds import kind_of
from kedro_track.collect.patterns import Factory, fill, is_pattern, winner
from kedro_track.collect.project import ProjectLayout
from kedro_track.collect.shapes import is_writable
from kedro_track.history import EMPTY, Kind, Problem, TrackedDataset


@dataclass(frozen=True, slots=True)
class Declared:
    """A tracked dataset, or a factory of them if `dataset.name` has placeholders.

    Attributes:
        options: What its file system is made with, if its path is a URL.
    """

    dataset: TrackedDataset
    filepath: str
    options: Mapping[str, Any] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, slots=True)
class Catalog:
    """What a catalog says of tracking.

    Attributes:
        datasets: Tracked entries, by name.
        factories: Tracked factory patterns, by pattern.
        names: Every entry's name: one that is declared is never a factory's.
        patterns: Every factory, those of other datasets included: they compete.
        unresolved: Entries that had to be left out, by name.
    """

    datasets: Mapping[str, Declared] = field(default_factory=lambda: EMPTY)
    factories: Mapping[str, Declared] = field(default_factory=lambda: EMPTY)
    names: frozenset[str] = frozenset()
    patterns: tuple[Factory, ...] = ()
    unresolved: Mapping[str, Problem] = field(default_factory=lambda: EMPTY)
    problems: tuple[Problem, ...] = ()

    def made_by_factory(self, pattern: str, name: str) -> Declared | None:
        """The dataset of a name that a factory makes; None where another entry makes it."""
        declared = self.factories[pattern]
        if name in self.names:
            return None
        first = winner(name, self.patterns)
        values = None if first is None or first.name != pattern else first.values_of(name)
        if values is None:
            return None
        filepath = fill(declared.filepath, values)
        kind = kind_of(fill(str(declared.dataset.type), values), filepath, versioned=True)
        dataset = _dataset(name, kind or declared.dataset.kind, declared.dataset.type, filepath)
        return Declared(dataset, filepath, declared.options)


def read_catalog(layout: ProjectLayout, env: str | None) -> Catalog:
    """Read the catalog of one environment.

    Raises:
        TrackingError: If `env` names an environment that the project does not have.
    """
    reader = ConfReader(layout, env)
    raw = reader.catalog()
    problems = list(raw.problems)
    found: dict[str, Declared] = {}
    for name, entry in sorted(raw.entries.items(), key=lambda item: str(item[0])):
        declared = _declared(str(name), _unwrapped(str(name), entry, problems), reader, problems)
        if declared is not None:
            found[str(name)] = declared
    names = [str(name) for name in raw.entries]
    return Catalog(
        datasets={name: item for name, item in found.items() if not is_pattern(name)},
        factories={name: item for name, item in found.items() if is_pattern(name)},
        names=frozenset(name for name in names if not is_pattern(name)),
        patterns=tuple(
            Factory(name, found[name].filepath if name in found else "")
            for name in names
            if is_pattern(name)
        ),
        unresolved=raw.unresolved,
        problems=tuple(problems),
    )


def _unwrapped(name: str, entry: Any, problems: list[Problem]) -> Mapping[str, Any]:
    """The entry itself; of a CachedDataset, what it wraps."""
    if not isinstance(entry, Mapping):
        problems.append(
            Problem(
                "The catalog entry is no mapping of keys",
                f"catalog entry {name}",
                "Write `type:` and `filepath:` below its name.",
            )
        )
        return EMPTY
    inner = entry.get("dataset")
    if str(entry.get("type")).endswith("CachedDataset") and isinstance(inner, Mapping):
        return {"versioned": entry.get("versioned"), **inner}
    return entry


def _declared(
    name: str, entry: Mapping[str, Any], reader: ConfReader, problems: list[Problem]
) -> Declared | None:
    type_name, filepath = entry.get("type"), entry.get("filepath")
    if not isinstance(type_name, str):
        return None
    if not is_writable(name):
        problems.append(
            Problem(
                "The name of a catalog entry holds a character that can't be written",
                f"catalog entry {name}",
                "Give it another name.",
            )
        )
        return None
    path = filepath if isinstance(filepath, str) else ""
    kind = kind_of(type_name, path, versioned=entry.get("versioned") is True)
    if kind is None:
        return None
    if not path.strip():
        problems.append(
            Problem(
                "The catalog entry of a tracked dataset has no filepath",
                f"catalog entry {name}",
                "Add `filepath:` to it.",
            )
        )
        return None
    return Declared(_dataset(name, kind, type_name, path), path, _options(entry, path, reader))


def _dataset(name: str, kind: Kind, type_name: str | None, filepath: str) -> TrackedDataset:
    namespace = name.rpartition(".")[0] or None
    return TrackedDataset(name, kind, type_name, filepath, namespace)


def _options(entry: Mapping[str, Any], filepath: str, reader: ConfReader) -> Mapping[str, Any]:
    """Options of a URL's file system, as Kedro's datasets make them."""
    if "://" not in filepath:
        return EMPTY
    options = entry.get("fs_args")
    given = dict(options) if isinstance(options, Mapping) else {}
    for key in ("open_args_load", "open_args_save"):
        given.pop(key, None)
    credentials = entry.get("credentials")
    if isinstance(credentials, str):
        credentials = reader.credentials(credentials)
    return {**given, **(credentials if isinstance(credentials, Mapping) else {})}
