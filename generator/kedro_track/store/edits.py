"""What people say of a run, written to its store: title, notes, tags, bookmark, hidden.

Beside each thing that is said stands when, so that of two stores, or of a store and a file,
the later word is known.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from kedro_track.errors import EditedMeanwhileError
from kedro_track.store.address import Store
from kedro_track.store.engine import WAIT, Execute, write_to

Field = Literal["title", "notes", "tags", "bookmark", "hidden"]

_A_MICROSECOND = 1e-6
"""A time that went through a `datetime` is rounded to it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Changes to one run; None leaves a thing as it is.

    Attributes:
        title: An empty one clears it; so do empty `notes`.
        tags_added: Put at the end, those that the run has already left where they are.
        tags_removed: Those that the run does not have are passed over.
        said: When a thing was said, if not now: seconds since the epoch by its name.
        judged: When each thing that it replaces was said, as far as that was known when the edit
            was decided on: it fails if the store has a later word by now. None if any may be
            replaced.
    """

    title: str | None = None
    notes: str | None = None
    tags_added: tuple[str, ...] = ()
    tags_removed: tuple[str, ...] = ()
    bookmark: bool | None = None
    hidden: bool | None = None
    said: Mapping[str, float] = field(default_factory=dict)
    judged: Mapping[str, float] | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """What it says something of."""
        said: Mapping[Field, bool] = {
            "title": self.title is not None,
            "notes": self.notes is not None,
            "tags": bool(self.tags_added or self.tags_removed),
            "bookmark": self.bookmark is not None,
            "hidden": self.hidden is not None,
        }
        return tuple(name for name, is_said in said.items() if is_said)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an edit changed.

    Attributes:
        before: As the store had it: a text or None, a flag, or a tuple of tags.
        after: Likewise, as the store has it now.
    """

    field: Field
    before: Any
    after: Any


def edit_run(
    store: Store, run_id: str, edit: Edit, *, wait: float = WAIT, at: float | None = None
) -> tuple[Change, ...]:
    """Write changes to one run; see `edit_runs`."""
    return edit_runs(store, {run_id: edit}, wait=wait, at=at)[run_id]


def edit_runs(
    store: Store, edits: Mapping[str, Edit], *, wait: float = WAIT, at: float | None = None
) -> dict[str, tuple[Change, ...]]:
    """Write changes to runs in one transaction; a run without a row is given one.

    Args:
        store: A SQLite file or a database.
        edits: By run id.
        wait: Seconds to wait for a store that is locked.
        at: When it was said, as seconds since the epoch; None for now.

    Returns:
        By run id, what the store has otherwise now.

    Raises:
        StoreError: If the store can't be written; nothing is changed then.
        EditedMeanwhileError: If the store has a later word than one that an edit was judged by;
            nothing is changed then.
    """
    moment = time.time() if at is None else at
    with write_to(store, wait) as execute:
        return {run_id: _edit(execute, run_id, edit, moment) for run_id, edit in edits.items()}


def _edit(execute: Execute, run_id: str, edit: Edit, moment: float) -> tuple[Change, ...]:
    if not edit.fields:
        return ()
    give_rows(execute, run_id)
    if edit.judged is not None:
        _check(execute, run_id, edit.fields, edit.judged)
    before = _read(execute, run_id)
    after = _edited(before, edit)
    for table, fields in _TABLES.items():
        said: dict[str, Any] = {
            name: _stored(after[name]) for name in fields if name in edit.fields
        }
        if said:
            _update(execute, table, run_id, said)
    for name in edit.fields:
        execute(
            "INSERT INTO track_edits (run_id, field, edited) VALUES (:run_id, :field, :edited) "
            "ON CONFLICT (run_id, field) DO UPDATE SET edited = excluded.edited",
            {"run_id": run_id, "field": name, "edited": edit.said.get(name, moment)},
        )
    changed = (name for name in edit.fields if before[name] != after[name])
    return tuple(Change(name, before[name], after[name]) for name in changed)


_TABLES: Mapping[str, tuple[Field, ...]] = {
    "user_run_details": ("title", "notes", "bookmark"),
    "track_details": ("tags", "hidden"),
}


def give_rows(execute: Execute, run_id: str) -> None:
    """Make the rows in which people's words on a run stand, where they are missing."""
    # kedro-viz's details point at a row of its own, and it reads that row's blob.
    blob = json.dumps(json.dumps({"session_id": run_id}))
    values = {"run_id": run_id, "blob": blob, "no": False}
    for row in (
        "runs (id, blob) VALUES (:run_id, :blob)",
        "user_run_details (run_id, bookmark) VALUES (:run_id, :no)",
        "track_details (run_id, tags, hidden) VALUES (:run_id, '[]', :no)",
    ):
        execute(f"INSERT INTO {row} ON CONFLICT DO NOTHING", values)


def _check(
    execute: Execute, run_id: str, names: Sequence[Field], judged: Mapping[str, float]
) -> None:
    query = "SELECT field, edited FROM track_edits WHERE run_id = :run_id"
    for name, edited in execute(query, {"run_id": run_id}):
        if name in names and edited > judged.get(name, -math.inf) + _A_MICROSECOND:
            raise EditedMeanwhileError(f"the {name} of run {run_id} was edited meanwhile")


def _read(execute: Execute, run_id: str) -> dict[Field, Any]:
    values = {"run_id": run_id}
    [(title, notes, bookmark)] = execute(
        "SELECT title, notes, bookmark FROM user_run_details WHERE run_id = :run_id", values
    )
    [(tags, hidden)] = execute(
        "SELECT tags, hidden FROM track_details WHERE run_id = :run_id", values
    )
    return {
        # kedro-viz filled the title with the id.
        "title": None if title in ("", run_id) else title,
        "notes": notes or None,
        "tags": _decoded(tags),
        "bookmark": bool(bookmark),
        "hidden": bool(hidden),
    }


def _decoded(tags: str) -> tuple[str, ...]:
    try:
        found = json.loads(tags)
    except ValueError:
        return ()
    return tuple(map(str, found)) if isinstance(found, list) else ()


def _edited(before: Mapping[Field, Any], edit: Edit) -> dict[Field, Any]:
    after = dict(before)
    if edit.title is not None:
        after["title"] = edit.title.strip() or None
    if edit.notes is not None:
        after["notes"] = edit.notes if edit.notes.strip() else None
    tags = dict.fromkeys([*before["tags"], *edit.tags_added])
    after["tags"] = tuple(tag for tag in tags if tag not in edit.tags_removed)
    if edit.bookmark is not None:
        after["bookmark"] = edit.bookmark
    if edit.hidden is not None:
        after["hidden"] = edit.hidden
    return after


def _stored(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, tuple) else value


def _update(execute: Execute, table: str, run_id: str, values: Mapping[str, Any]) -> None:
    columns = ", ".join(f"{name} = :{name}" for name in values)
    execute(
        f"UPDATE {table} SET {columns} WHERE run_id = :run_id",  # noqa: S608 - our own names
        {**values, "run_id": run_id},
    )
