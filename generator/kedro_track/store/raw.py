"""The rows of a store as they are: read and compared at once, and decoded only where wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from operator import itemgetter
from pathlib import Path
from typing import Any

from kedro_track.errors import StoreError
from kedro_track.store.reader import JSON_COLUMNS, TABLES, Row, Tables, stored_runs
from kedro_track.store.readonly import open_readonly
from kedro_track.store.rows import StoredRun

_LARGE = "record"
"""A column of `track_runs` of some 10 kB a run: its digest is kept, it is read when wanted."""


def read_raw(path: Path) -> RawStore | None:
    """Read the rows of a SQLite store.

    Returns:
        None if it is damaged or no store, or if runs were removed from it for good.

    Raises:
        StoreError: As from `RunReader.read`.
    """
    with open_readonly(path.absolute()) as database:
        tables = Tables(database)
        columns = {name: tuple(tables.columns(name)) for name in TABLES}
        # A copy would have to be made anew for each look.
        left_out = frozenset[str]() if database.is_copy else frozenset({_LARGE})
        try:
            found = {
                name: database.select_all(name, columns[name], JSON_COLUMNS, left_out)
                for name in TABLES
                if columns[name]
            }
        except database.faults:
            return None
    has_runs = bool(columns["runs"] or columns["track_runs"])
    if tables.damage or found.get("track_deleted") or not has_runs:
        return None
    return RawStore(path, columns, found, left_out)


class RawStore:
    """The rows of a store as they are, by the run that they are about.

    Attributes:
        runs: By run id, in the order of the store: a row of each table but the last, or None,
            and all of its rows of the last. The tables are `TABLES`. What is left out stands
            there by its digest.
    """

    TABLES = ("runs", "user_run_details", "track_runs", "track_details", "track_edits")

    def __init__(
        self,
        path: Path,
        columns: Mapping[str, Sequence[str]],
        rows: Mapping[str, Sequence[tuple[Any, ...]]],
        left_out: frozenset[str] = frozenset(),
    ) -> None:
        self.name = path.name
        self.columns = columns
        self._path = path
        self._left_out = left_out
        first, *others, last = ({row[0]: row for row in rows.get(name, ())} for name in self.TABLES)
        edits: dict[str, list[tuple[Any, ...]]] = {run: [] for run in last}
        for row in rows.get("track_edits", ()):
            edits[row[0]].append(row)
        ids = dict.fromkeys(one for one in (*first, *others[1]) if isinstance(one, str) and one)
        single = (map(table.get, ids) for table in (first, *others))
        self.runs: dict[str, tuple[Any, ...]] = dict(
            zip(ids, zip(*single, map(edits.get, ids, repeat(())), strict=False), strict=True)
        )

    def cells(self, table: str, column: str) -> list[Any]:
        """A column, one cell a run; None where the store has no such row or column."""
        names = self.columns[table]
        if column not in names:
            return [None] * len(self.runs)
        place, at = self.TABLES.index(table), names.index(column)
        rows = map(itemgetter(place), self.runs.values())
        return [None if row is None else row[at] for row in rows]

    def decoded(self, runs: Sequence[str]) -> tuple[StoredRun, ...]:
        """Some of its runs, as `RunReader.read` gives them.

        What was left out is as the store has it now; what has changed since is met by the next
        reading, of which the digest is another.

        Raises:
            StoreError: If the store can't be read again, with a clause that wants its name.
        """
        rows: dict[str, list[Row]] = {name: [] for name in self.TABLES}
        for one in runs:
            *single, edits = self.runs[one]
            for name, row in zip(self.TABLES, single, strict=False):
                if row is not None:
                    rows[name].append(dict(zip(self.columns[name], row, strict=True)))
            names = self.columns["track_edits"]
            rows["track_edits"] += [dict(zip(names, row, strict=True)) for row in edits]
        if _LARGE in self._left_out.intersection(self.columns["track_runs"]):
            rows["track_runs"] = [*self._completed(rows["track_runs"])]
        return tuple(stored_runs(rows, self.name))

    def _completed(self, rows: Sequence[Row]) -> Iterator[Row]:
        """Rows with what was left out of them."""
        ids = [row["run_id"] for row in rows if row[_LARGE] is not None]
        if not ids:
            yield from rows
            return
        with open_readonly(self._path.absolute()) as database:
            try:
                columns = ("run_id", _LARGE)
                some = database.select_some("track_runs", columns, JSON_COLUMNS, ids)
                found = {row[0]: row[1] for row in some}
            except database.faults as error:
                raise StoreError(database.said(error)) from error
        for row in rows:
            yield {**row, _LARGE: found.get(row["run_id"])}
