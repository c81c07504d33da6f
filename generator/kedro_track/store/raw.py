"""The rows of a store as they are: read and compared at once, and decoded only where wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kedro_track.store.reader import TABLES, Row, Tables, open_store, stored_runs
from kedro_track.store.rows import StoredRun


def read_raw(path: Path) -> RawStore | None:
    """Read the rows of a SQLite store.

    Returns:
        None if it is damaged or no store, or if runs were removed from it for good.

    Raises:
        StoreError: As from `RunReader.read`.
    """
    with open_store(path) as database:
        tables = Tables(database)
        found = {name: [tuple(row) for row in tables.tuples(name)] for name in TABLES}
        columns = {name: tuple(tables.columns(name)) for name in TABLES}
    has_runs = bool(columns["runs"] or columns["track_runs"])
    if tables.damage or found["track_deleted"] or not has_runs:
        return None
    return RawStore(path.name, columns, found)


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
        self.runs: dict[str, tuple[Any, ...]] = {
            one: (first.get(one), *(table.get(one) for table in others), edits.get(one, ()))
            for one in ids
        }

    def value(self, run: str, table: str, column: str) -> Any:
        """A cell; None where the store has no such row or column."""
        row = self.runs[run][self.TABLES.index(table)]
        names = self.columns[table]
        return row[names.index(column)] if row is not None and column in names else None

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
