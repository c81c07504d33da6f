"""Rows → `StoredRun`. Reads stores of every age, kedro-viz's and ours; writes nothing.

Each table and each column is taken only where a store has it: the oldest stores of kedro-viz
have a column more, theirs lack our tables, and a later version of ours may have more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from kedro_track.foreign_json import ForeignJSONError, decode
from kedro_track.store.address import Server, Store, parse
from kedro_track.store.readonly import WAIT, Database, open_readonly
from kedro_track.store.rows import DeletedRun, StoredRun

Row = Mapping[str, Any]

JSON_COLUMNS = frozenset({"blob", "record", "tags", "versions"})


@dataclass(frozen=True, slots=True)
class StoreContent:
    """What a store holds.

    Attributes:
        runs: In the order of the store, those in the trash included.
        deleted: The marks of those that were removed from it for good.
        is_store: False for a sound database that has no runs table: it is somebody else's.
        damage: A clause on what could not be read of it; None if all could.
    """

    runs: tuple[StoredRun, ...] = ()
    deleted: tuple[DeletedRun, ...] = ()
    is_store: bool = True
    damage: str | None = None


@dataclass(frozen=True, slots=True)
class RawContent:
    """The rows of a store by table, those columns that it has; JSON columns as their text."""

    rows: Mapping[str, Sequence[Row]]
    is_store: bool
    damage: str | None


class RunReader:
    """Reads one store."""

    def __init__(self, store: Store | str, *, wait: float = WAIT, name: str | None = None) -> None:
        """Take a store or its URL, and how many seconds to wait for its lock or its answer.

        Args:
            name: What its runs say that they come from; None for the store's own.

        Raises:
            StoreError: If the URL can't be understood.
        """
        self._store = parse(store) if isinstance(store, str) else store
        self._wait = wait
        self._called = name

    def read(self) -> StoreContent:
        """Read the whole store in one transaction.

        Raises:
            StoreError: If nothing of it can be read; the text is a clause, such as
                `is locked by another process`, that wants the store's name.
        """
        raw = self.read_rows()
        runs = tuple(stored_runs(raw.rows, self._name()))
        deleted = tuple(_deleted(raw.rows["track_deleted"]))
        return StoreContent(runs, deleted, is_store=raw.is_store, damage=raw.damage)

    def read_rows(self) -> RawContent:
        """Read the rows as they stand, in one transaction.

        Raises:
            StoreError: As `read` does.
        """
        with self._opened() as database:
            tables = Tables(database)
            is_store = tables.has("runs") or tables.has("track_runs")
            rows = {name: list(tables.rows(name)) if is_store else [] for name in TABLES}
            return RawContent(rows, is_store or tables.damage is not None, tables.damage)

    def _opened(self) -> AbstractContextManager[Database]:
        return open_store(self._store, self._wait)

    def _name(self) -> str:
        if self._called is not None:
            return self._called
        return self._store.database if isinstance(self._store, Server) else self._store.name


TELLING = (
    "attempt",
    "version",
    "status",
    "started",
    "ended",
    "heard",
    "host",
    "boot",
    "pid",
    "process_started",
    "record",
)
"""The columns of `track_runs` that tell of a run; its id is the store's own."""

TABLES: Mapping[str, Sequence[str]] = {
    "runs": ("id", "blob", "created_at"),
    "user_run_details": ("run_id", "bookmark", "title", "notes"),
    "track_runs": ("run_id", *TELLING),
    "track_details": ("run_id", "tags", "hidden", "trashed"),
    "track_edits": ("run_id", "field", "edited"),
    "track_deleted": ("run_id", "attempt", "versions", "deleted"),
}


def open_store(store: Store, wait: float = WAIT) -> AbstractContextManager[Database]:
    """Open a store of either kind in one read transaction.

    Raises:
        StoreError: If it can't be opened, with a clause that wants its name.
    """
    if isinstance(store, Path):
        return open_readonly(store.absolute(), wait)
    from kedro_track.store.readonly_server import open_server

    return open_server(store, wait)


class Tables:
    """The tables of a store, those columns that it has."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.damage: str | None = None
        self._columns: dict[str, list[str]] = {}
        try:
            found = database.tables([*TABLES])
        except database.faults as error:
            self.damage = database.said(error)
        else:
            for name, has in found.items():
                self._columns[name] = [each for each in TABLES[name] if each in has]

    def has(self, name: str) -> bool:
        """Whether there is such a table, with ids in it."""
        return TABLES[name][0] in self._columns.get(name, ())

    def columns(self, name: str) -> Sequence[str]:
        """Those columns of a table that the store has."""
        return self._columns.get(name, ()) if self.has(name) else ()

    def rows(self, name: str) -> Iterator[Row]:
        """Rows up to the first that can't be read; then the store is damaged."""
        names = self.columns(name)
        return (dict(zip(names, row, strict=True)) for row in self.tuples(name))

    def tuples(self, name: str) -> Iterator[Sequence[Any]]:
        """The same, each as the values of `columns`."""
        names = self.columns(name)
        if not names:
            return
        try:
            yield from self._database.select(name, names, JSON_COLUMNS)
        except self._database.faults as error:
            self.damage = self._database.said(error)


def stored_runs(rows: Mapping[str, Sequence[Row]], store: str) -> Iterator[StoredRun]:
    """Rows by table → the runs that they are about."""
    details = {row["run_id"]: row for row in rows["user_run_details"]}
    ours = {row["run_id"]: row for row in rows["track_runs"]}
    kept = {row["run_id"]: row for row in rows["track_details"]}
    edited = _edits(rows["track_edits"])
    seen = set()
    for row in (*rows["runs"], *rows["track_runs"]):
        identity = row.get("id") or row.get("run_id")
        if not isinstance(identity, str) or not identity or identity in seen:
            continue
        seen.add(identity)
        blob = row if "id" in row else {}
        extra = {**details.get(identity, {}), **kept.get(identity, {})}
        run = _stored_run(identity, store, {**extra, **ours.get(identity, {}), **blob})
        yield replace(run, edited=edited[identity]) if identity in edited else run


def _deleted(rows: Sequence[Row]) -> Iterator[DeletedRun]:
    for row in rows:
        run_id = _text(row.get("run_id"))
        if run_id is not None:
            versions, moment = _tags(row.get("versions")), _number(row.get("deleted"))
            yield DeletedRun(run_id, versions, _text(row.get("attempt")), moment)


def _edits(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        run_id, field, moment = row.get("run_id"), row.get("field"), _number(row.get("edited"))
        if isinstance(run_id, str) and isinstance(field, str) and moment is not None:
            found.setdefault(run_id, {})[field] = moment
    return found


def _stored_run(identity: str, store: str, row: Row) -> StoredRun:
    blob, blob_problem = _mapping(row.get("blob"), "blob")
    record, record_problem = _mapping(row.get("record"), "record")
    started = _number(row.get("started"))
    return StoredRun(
        id=identity,
        version=_text(row.get("version")) or identity,
        store=store,
        blob=blob,
        record=record,
        attempt=_text(row.get("attempt")),
        status=_text(row.get("status")),
        started=_moment(row.get("created_at")) if started is None else started,
        ended=_number(row.get("ended")),
        heard=_number(row.get("heard")),
        host=_text(row.get("host")),
        boot=_text(row.get("boot")),
        pid=_whole(row.get("pid")),
        process_started=_number(row.get("process_started")),
        title=_text(row.get("title")),
        notes=_text(row.get("notes")),
        bookmark=bool(row.get("bookmark")),
        tags=_tags(row.get("tags")),
        hidden=bool(row.get("hidden")),
        trashed=_number(row.get("trashed")),
        problem=record_problem or blob_problem,
    )


def _mapping(text: Any, what: str) -> tuple[Mapping[str, Any] | None, str | None]:
    """Decode a session's dictionary: kedro-viz encoded it twice, we encode once."""
    if text is None:
        return None, None
    try:
        value = decode(str(text), ours=True).value
        if isinstance(value, str):
            value = decode(value, ours=True).value
    except ForeignJSONError as error:
        return None, f"The {what} of its row {error}"
    if value is None or isinstance(value, dict):
        return value, None
    return None, f"The {what} of its row is no session but a {type(value).__name__}"


def _tags(text: Any) -> tuple[str, ...]:
    try:
        value = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return ()
    return tuple(str(tag) for tag in value) if isinstance(value, list) else ()


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _moment(value: Any) -> float | None:
    """Seconds since the epoch of the UTC time that SQLite's `now()` wrote."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
