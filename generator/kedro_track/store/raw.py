"""The rows of a store as they are: read and compared at once, and decoded only where wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import repeat
from operator import itemgetter
from pathlib import Path
from typing import Any

from kedro_track.store.reader import JSON_COLUMNS, TABLES, Row, Tables, stored_runs
from kedro_track.store.readonly import SQLiteDatabase, open_readonly
from kedro_track.store.rows import StoredRun


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
        try:
            found = {name: _rows(database, name, columns[name]) for name in TABLES}
        except database.faults:
            return None
    has_runs = bool(columns["runs"] or columns["track_runs"])
    if tables.damage or found["track_deleted"] or not has_runs:
        return None
    return RawStore(path.name, columns, found)


def _rows(database: SQLiteDatabase, name: str, columns: Sequence[str]) -> Sequence[tuple[Any, ...]]:
    return database.select_all(name, columns, JSON_COLUMNS) if columns else ()


class RawStore:
    """The rows of a store as they are, by the run that they are about.

    Attributes:
        runs: By run id, in the order of the store: a row of each table but the last, or None,
            and all of its rows of the last. The tables are `TABLES`.
    """

    TABLES = ("runs", "user_run_details", "track_runs", "track_details", "track_edits")

    def __init__(
        self,
        name: str,
        columns: Mapping[str, Sequence[str]],
        rows: Mapping[str, Sequence[tuple[Any, ...]]],
    ) -> None:
        self.name = name
        self.columns = columns
        first, *others, last = ({row[0]: row for row in rows[name]} for name in self.TABLES)
        edits: dict[str, list[tuple[Any, ...]]] = {run: [] for run in last}
        for row in rows["track_edits"]:
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
        """Some of its runs, as `RunReader.read` gives them."""
        rows: dict[str, list[Row]] = {name: [] for name in self.TABLES}
        for one in runs:
            *single, edits = self.runs[one]
            for name, row in zip(self.TABLES, single, strict=False):
                if row is not None:
                    rows[name].append(dict(zip(self.columns[name], row, strict=True)))
            names = self.columns["track_edits"]
            rows["track_edits"] += [dict(zip(names, row, strict=True)) for row in edits]
        return tuple(stored_runs(rows, self.name))
