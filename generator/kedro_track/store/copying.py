"""A history moved from one store to another: again and again, and from wherever it broke off."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from kedro_track.errors import StoreError
from kedro_track.store import bundles as of
from kedro_track.store import spool
from kedro_track.store.address import Server, Store
from kedro_track.store.bundles import Bundle, Words
from kedro_track.store.engine import Execute, write_to
from kedro_track.store.reader import TELLING, RawContent, RunReader
from kedro_track.store.writer import check_schema

_BATCH = 200
"""Runs in a transaction: what an interruption costs at most."""

_WAIT = 30.0
"""Seconds to wait for a lock: nobody's run waits for a copy."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy did.

    Attributes:
        runs: Count of runs in the source, records that wait beside it included.
        new: Runs that the target did not have.
        changed: Runs that it had, and now knows more of.
        deleted: Runs passed over: they were removed from the target for good.
        renamed: The id in the target by that in the source, where another run has that one.
        later: Runs of which the target knows more than the source.
        digest: SHA-256 of what the target tells of all others, which is what the source tells.
        missing: Ids of runs that the target does not have as it should: verification failed.
        damage: A clause on what could not be read of the source.
    """

    runs: int
    new: int
    changed: int
    deleted: int
    later: int
    renamed: Mapping[str, str]
    digest: str
    missing: tuple[str, ...]
    damage: str | None


def copy_store(
    source: Store, target: Store, progress: Callable[[int], None] = lambda _count: None
) -> Copied:
    """Copy all runs with all that people said of them; the source is only read.

    Raises:
        StoreError: If one can't be read or written, or the target is somebody else's.
    """
    content = _read(source)
    if not content.is_store:
        raise StoreError(f"{source} is no session store")
    waiting = [of.of_recorded(run) for _, run in spool.pending(source)]
    runs = [*of.bundles(content).values(), *waiting]
    before = of.bundles(_read_target(target))
    pairs = [*of.pairs(runs, before)]
    todo = iter([pair.run for pair in pairs if not pair.is_told])
    ids: dict[str, str | None] = {}
    while batch := list(islice(todo, _BATCH)):
        ids.update(_written(target, batch))
        progress(len(batch))
    if content.rows["track_deleted"]:
        _write_marks(target, content)
    kept = [run for run in runs if ids.get(run.id, run.id) is not None]
    after = [*of.pairs(kept, of.bundles(_read_target(target)))]
    new = {pair.run.id for pair in pairs if pair.twin is None}
    done = {run_id for run_id, found in ids.items() if found is not None}
    alike = [pair.twin for pair in after if pair.twin and of.tell_the_same(pair.run, pair.twin)]
    return Copied(
        runs=len(runs),
        new=len(done & new),
        changed=len(done - new),
        deleted=len(runs) - len(kept),
        later=sum(pair.is_told for pair in after) - len(alike),
        renamed={run_id: found for run_id, found in ids.items() if found and found != run_id},
        digest=of.digest(alike),
        missing=tuple(pair.run.id for pair in after if not pair.is_told),
        damage=content.damage,
    )


def _read(store: Store) -> RawContent:
    try:
        return RunReader(store).read_rows()
    except StoreError as error:
        raise StoreError(f"{store} {error}") from error


def _read_target(target: Store) -> RawContent:
    if isinstance(target, Path) and not (target.is_file() and target.stat().st_size):
        return RawContent(dict.fromkeys(_TABLES, ()), is_store=True, damage=None)
    content = _read(target)
    if isinstance(target, Path) and not content.is_store:
        raise StoreError(f"{target} is somebody else's database; name another file")
    if content.damage:
        raise StoreError(f"{target} {content.damage}; nothing was copied")
    return content


_TABLES = (
    "runs",
    "user_run_details",
    "track_runs",
    "track_details",
    "track_edits",
    "track_deleted",
)


def _written(target: Store, batch: Sequence[Bundle]) -> Iterator[tuple[str, str | None]]:
    """Write runs in one transaction; the id of each there, None if it was removed there."""
    with write_to(target, _WAIT) as execute:
        check_schema(execute, target)
        placed = [(run.id, _place(execute, run, target)) for run in batch]
    yield from placed


def _place(execute: Execute, run: Bundle, target: Store) -> str | None:
    if _was_deleted(execute, run):
        return None
    own = _own(execute, run)
    _write(execute, of.merged(own, run), own, target)
    return own.id


def _was_deleted(execute: Execute, run: Bundle) -> bool:
    values = {"run_id": run.id, "attempt": run.attempt or ""}
    found = execute("SELECT 1 FROM track_deleted WHERE attempt = :attempt", values)
    if found or run.attempt:
        return bool(found)
    return bool(execute("SELECT 1 FROM track_deleted WHERE run_id = :run_id", values))


def _own(execute: Execute, run: Bundle) -> Bundle:
    """What the target has of a run: an empty bundle under the id that is free for it."""
    if run.attempt:
        values = {"attempt": run.attempt}
        found = execute("SELECT run_id FROM track_runs WHERE attempt = :attempt", values)
        if found:
            return _read_bundle(execute, str(found[0][0]))
    for name in of.candidates(run):
        own = _read_bundle(execute, name)
        if own.telling is None and own.session is None:
            return own
        if not (own.attempt and run.attempt) and of.is_one_run(own, run):
            return own
    raise AssertionError("there is always another number")


def _read_bundle(execute: Execute, run_id: str) -> Bundle:
    values = {"run_id": run_id}
    columns = ", ".join(TELLING)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in _TABLES}
    for table, names, key in (
        ("runs", "CAST(blob AS TEXT)", "id"),
        ("track_runs", columns, "run_id"),
        ("user_run_details", "bookmark, title, notes", "run_id"),
        ("track_details", "tags, hidden, trashed", "run_id"),
        ("track_edits", "field, edited", "run_id"),
    ):
        found = execute(f"SELECT {names} FROM {table} WHERE {key} = :run_id", values)  # noqa: S608 - our own names
        keys = ["blob"] if table == "runs" else names.split(", ")
        rows[table] = [{**dict(zip(keys, row, strict=True)), key: run_id} for row in found]
    own = of.bundles(RawContent(rows, is_store=True, damage=None))
    return own.get(run_id, Bundle(run_id))


def _write(execute: Execute, run: Bundle, own: Bundle, target: Store) -> None:
    if run.session is not None and run.session != own.session:
        values = {"run_id": run.id, "blob": _storable(run.session, target)}
        execute(
            "INSERT INTO runs (id, blob) VALUES (:run_id, :blob) "
            "ON CONFLICT (id) DO UPDATE SET blob = excluded.blob",
            values,
        )
    if run.telling is not None and run.telling != own.telling:
        _put(execute, "track_runs", "run_id", {"run_id": run.id, **run.telling})
    if run.words != own.words:
        _write_words(execute, run.id, run.words, session=run.session is not None)


def _write_words(execute: Execute, run_id: str, words: Words, *, session: bool) -> None:
    details = (words.title, words.notes, words.bookmark)
    if details != (None, None, None):
        if not session:  # kedro-viz's details point at a row of its own
            blob = json.dumps(json.dumps({"session_id": run_id}))
            values = {"run_id": run_id, "blob": blob}
            execute("INSERT INTO runs (id, blob) VALUES (:run_id, :blob)", values)
        said = dict(zip(("title", "notes", "bookmark"), details, strict=True))
        _put(execute, "user_run_details", "run_id", {"run_id": run_id, **said})
    if words.tags is not None or words.hidden is not None:
        kept = {
            "run_id": run_id,
            "tags": json.dumps(words.tags or ()),
            "hidden": bool(words.hidden),
            "trashed": words.trashed,
        }
        _put(execute, "track_details", "run_id", kept)
    for name, moment in words.edited.items():
        edit = {"run_id": run_id, "field": name, "edited": moment}
        _put(execute, "track_edits", "run_id, field", edit)


def _put(execute: Execute, table: str, key: str, values: Mapping[str, Any]) -> None:
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    changes = ", ".join(f"{name} = excluded.{name}" for name in values)
    execute(
        f"INSERT INTO {table} ({names}) VALUES ({places}) "  # noqa: S608 - our own names
        f"ON CONFLICT ({key}) DO UPDATE SET {changes}",
        values,
    )


def _storable(session: str, target: Store) -> str:
    """PostgreSQL takes JSON only; what is none is kept as a JSON text, which reads the same."""
    if not isinstance(target, Server):
        return session
    try:
        json.loads(session, parse_constant=_refuse)
    except ValueError:
        return json.dumps(session)
    return session


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _write_marks(target: Store, content: RawContent) -> None:
    """Carry over what is left of runs that were removed, unless the target still has them."""
    with write_to(target, _WAIT) as execute:
        for row in content.rows["track_deleted"]:
            values = {"run_id": row["run_id"], "attempt": row.get("attempt")}
            known = "SELECT 1 FROM track_runs WHERE run_id = :run_id OR attempt = :attempt"
            if not execute(known, values):
                mark = {**values, "versions": row["versions"], "deleted": row["deleted"]}
                _put(execute, "track_deleted", "run_id", mark)
