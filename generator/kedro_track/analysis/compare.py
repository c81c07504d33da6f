"""Several runs value by value, each beside the baseline. Pure; any number of runs.

The browser's twin is `compare-core.js` of the default theme; both are held to
`tests/vectors/compare.json`. What is compared comes from `compare_facts`, one value beside
the baseline's is `compare_cells`, how all is written stands in `compare_text`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from kedro_track.analysis.compare_cells import (
    ABSENT,
    UNKNOWN,
    Cell,
    Missing,
    best_of,
    cell_of,
)
from kedro_track.analysis.compare_facts import GROUPS, ORDERED, Facts, Group, facts_of
from kedro_track.analysis.metrics import MetricInfo
from kedro_track.history import Run

Kind = Literal["value", "duration", "time", "bytes", "list", "place"]
"""How a row's values are written: `duration` in seconds, `time` as ISO 8601 text, `list` as one
text for the whole of a list whose members follow as rows of their own, `place` in a list,
counted from 1."""

# Whose keys and values are people's own.
_FREE: tuple[Group, ...] = ("params", "json")

MOST_MEMBERS = 500
"""How many members of a list have a row of their own."""

MOST_ROWS = 5_000
"""How many rows a group has at the most."""


@dataclass(frozen=True, slots=True)
class Row:
    """One value through the runs compared.

    Attributes:
        key: Unique in the comparison: the group and the path, joined by `/` (`~0` and `~1`
            stand for `~` and `/`, as in a JSON pointer).
        path: Keys and, in lists, places or members.
        label: The path as people write it; a metric's own label.
        depth: 1 for the members of a list, 2 for those of a list in a list.
        parent: Key of the row of the list that it is a member of.
    """

    key: str
    group: Group
    path: tuple[str, ...]
    label: str
    kind: Kind
    cells: tuple[Cell, ...]
    depth: int = 0
    parent: str | None = None
    metric: MetricInfo | None = None

    @property
    def differs(self) -> bool:
        """Whether any run differs from the baseline."""
        return any(cell.differs for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A row for each value, a cell for each run.

    Attributes:
        baseline: Place of the run that all are compared with.
        cut: Groups that have more values than are compared.
    """

    rows: tuple[Row, ...]
    baseline: int = 0
    cut: tuple[Group, ...] = ()


def compare_runs(
    runs: Sequence[Run], metrics: Mapping[str, MetricInfo], baseline: int = 0
) -> Comparison:
    """Compare runs, at least one; `compare_export` writes what is found.

    Args:
        metrics: What is known of each metric, by its full name (`metrics.describe`).
        baseline: Place of the run that all are compared with.
    """
    return compare([facts_of(run) for run in runs], metrics, baseline)


def compare(
    runs: Sequence[Facts], metrics: Mapping[str, MetricInfo], baseline: int = 0
) -> Comparison:
    """Compare the facts of runs.

    Args:
        runs: What `facts_of` gives, at least one.
        metrics: What is known of each metric, by its full name.
        baseline: Place of the run to compare with.
    """
    rows: list[Row] = []
    cut: list[Group] = []
    for group in GROUPS:
        missing = [UNKNOWN if group in facts["partial"] else ABSENT for facts in runs]
        walk = _Walk(group, metrics, baseline, missing)
        values = [UNKNOWN if facts[group] is None else facts[group] for facts in runs]
        walk.mapping((), values, _Place())
        rows += walk.rows
        if walk.is_cut:
            cut.append(group)
    return Comparison(tuple(rows), baseline, tuple(cut))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row stands: in which list, how deep, with which beginning of its label."""

    parent: str | None = None
    depth: int = 0
    label: str = ""


@dataclass
class _Walk:
    """Goes through one group of all runs side by side and gathers its rows."""

    group: Group
    metrics: Mapping[str, MetricInfo]
    baseline: int
    missing: Sequence[Missing]
    rows: list[Row] = field(default_factory=list)
    is_cut: bool = False

    def mapping(self, path: tuple[str, ...], values: Sequence[Any], place: _Place) -> None:
        """Rows for the entries of mappings; values that are none have no entry."""
        for key in self._keys(path, values):
            inner = [
                self._entry(value, key, missing)
                for value, missing in zip(values, self.missing, strict=True)
            ]
            label = f"{place.label}.{key}" if place.label else key
            self._value((*path, key), inner, _Place(place.parent, place.depth, label))

    def _value(self, path: tuple[str, ...], values: Sequence[Any], place: _Place) -> None:
        if len(self.rows) >= MOST_ROWS:
            self.is_cut = True
            return
        present = [value for value in values if not isinstance(value, Missing)]
        if self._has_row(present):
            is_list = all(isinstance(value, list) for value in present)
            self._row(path, values, place, "list" if is_list else _kind(self.group, path))
            if is_list:
                self._members(path, values, _Place(self.rows[-1].key, place.depth + 1))
        if any(isinstance(value, Mapping) for value in present):
            self.mapping(path, values, place)

    def _has_row(self, present: Sequence[Any]) -> bool:
        """Whether values have a row beside those of their entries; empty mappings have none."""
        if any(not isinstance(value, Mapping) for value in present):
            return True
        return bool(present) and not any(present) and self.group in _FREE

    def _members(self, path: tuple[str, ...], values: Sequence[Any], place: _Place) -> None:
        """Rows for the members of lists: by value where all are different texts, else by place."""
        lists = [value for value in values if isinstance(value, list)]
        if all(_is_set(value) for value in lists):
            names = sorted({name for value in lists for name in value})
            for name in names[:MOST_MEMBERS]:
                places = [_place_in(value, name) for value in values]
                self._row((*path, name), places, _Place(place.parent, place.depth, name), "place")
            self.is_cut |= len(names) > MOST_MEMBERS
            return
        count = max(map(len, lists))
        for at in range(min(MOST_MEMBERS, count)):
            inner = [_member(value, at) for value in values]
            self._value((*path, str(at)), inner, _Place(place.parent, place.depth, f"[{at}]"))
        self.is_cut |= count > MOST_MEMBERS

    def _row(self, path: tuple[str, ...], values: Sequence[Any], place: _Place, kind: Kind) -> None:
        metric = self.metrics.get(path[0]) if self.group == "metrics" else None
        best = best_of(values, metric)
        base = values[self.baseline]
        cells = tuple(cell_of(value, base, metric, best) for value in values)
        if kind == "place":
            # One list's second is not twice another's first.
            cells = tuple(replace(cell, delta=None, ratio=None) for cell in cells)
        label = metric.label if metric else place.label
        key = "/".join([self.group, *(_escaped(part) for part in path)])
        self.rows.append(
            Row(key, self.group, path, label, kind, cells, place.depth, place.parent, metric)
        )

    def _keys(self, path: tuple[str, ...], values: Sequence[Any]) -> Iterator[str]:
        found = {key for value in values if isinstance(value, Mapping) for key in value}
        first = ORDERED.get(self.group, ()) if not path else ()
        yield from (key for key in first if key in found)
        yield from sorted(found.difference(first))

    def _entry(self, value: Any, key: str, missing: Missing) -> Any:
        if isinstance(value, Missing):
            return value
        if not isinstance(value, Mapping):
            return ABSENT
        inner = value.get(key, missing)
        # In parameters and tracked JSON, null is a value.
        is_value = inner is not None or self.group in _FREE
        return inner if is_value else UNKNOWN


def _kind(group: Group, path: tuple[str, ...]) -> Kind:
    if group == "pipeline" and path[0] == "seconds":
        return "duration"
    return _KINDS.get((group, path[-1]), "value") if group in ("run", "inputs") else "value"


_KINDS: Mapping[tuple[str, str], Kind] = {
    ("run", "started"): "time",
    ("run", "duration"): "duration",
    ("inputs", "size"): "bytes",
    ("inputs", "modified"): "time",
}


def _is_set(value: list[Any]) -> bool:
    return all(isinstance(item, str) for item in value) and len(set(value)) == len(value)


def _place_in(value: Any, name: str) -> Any:
    """The place of a text in a list, counted from 1."""
    if not isinstance(value, list):
        return value
    return value.index(name) + 1 if name in value else ABSENT


def _member(value: Any, at: int) -> Any:
    if not isinstance(value, list):
        return value
    return value[at] if at < len(value) else ABSENT


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")
