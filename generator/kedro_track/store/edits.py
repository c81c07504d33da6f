"""What people say of a run, written to its store: title, notes, tags, bookmark, hidden."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from kedro_track.store.engine import WAIT, Execute, Store, write_to


@dataclass(frozen=True, slots=True)
class Edit:
    """Changes to one run; None leaves a thing as it is.

    Attributes:
        title: An empty one clears it; so do empty `notes`.
        tags_added: Put at the end, those that the run has already left where they are.
        tags_removed: Those that the run does not have are passed over.
    """

    title: str | None = None
    notes: str | None = None
    tags_added: tuple[str, ...] = ()
    tags_removed: tuple[str, ...] = ()
    bookmark: bool | None = None
    hidden: bool | None = None


def edit_run(store: Store, run_id: str, edit: Edit, *, wait: float = WAIT) -> None:
    """Write changes to a run in one transaction; a run without a row is given one.

    Raises:
        StoreError: If the store can't be written; nothing is changed then.
    """
    with write_to(store, wait) as execute:
        # kedro-viz's details point at a row of its own, and it reads that row's blob.
        blob = json.dumps(json.dumps({"session_id": run_id}))
        row = {"run_id": run_id, "blob": blob}
        execute("INSERT INTO runs (id, blob) VALUES (:run_id, :blob) ON CONFLICT DO NOTHING", row)
        _edit_details(execute, run_id, edit)
        _edit_ours(execute, run_id, edit)


def _edit_details(execute: Execute, run_id: str, edit: Edit) -> None:
    said: dict[str, Any] = {}
    if edit.title is not None:
        said["title"] = edit.title.strip() or None
    if edit.notes is not None:
        said["notes"] = edit.notes if edit.notes.strip() else None
    if edit.bookmark is not None:
        said["bookmark"] = edit.bookmark
    if said:
        execute(
            "INSERT INTO user_run_details (run_id, bookmark) VALUES (:run_id, :no) "
            "ON CONFLICT DO NOTHING",
            {"run_id": run_id, "no": False},
        )
        _update(execute, "user_run_details", run_id, said)


def _edit_ours(execute: Execute, run_id: str, edit: Edit) -> None:
    said: dict[str, Any] = {} if edit.hidden is None else {"hidden": edit.hidden}
    changes_tags = edit.tags_added or edit.tags_removed
    if not said and not changes_tags:
        return
    execute(
        "INSERT INTO track_details (run_id, tags, hidden) VALUES (:run_id, '[]', :no) "
        "ON CONFLICT DO NOTHING",
        {"run_id": run_id, "no": False},
    )
    if changes_tags:
        said["tags"] = json.dumps(_tags(execute, run_id, edit))
    _update(execute, "track_details", run_id, said)


def _tags(execute: Execute, run_id: str, edit: Edit) -> list[str]:
    [(text,)] = execute("SELECT tags FROM track_details WHERE run_id = :run_id", {"run_id": run_id})
    tags = dict.fromkeys([*json.loads(text), *edit.tags_added])
    return [tag for tag in tags if tag not in edit.tags_removed]


def _update(execute: Execute, table: str, run_id: str, values: dict[str, Any]) -> None:
    columns = ", ".join(f"{name} = :{name}" for name in values)
    execute(
        f"UPDATE {table} SET {columns} WHERE run_id = :run_id",  # noqa: S608 - our own names
        {**values, "run_id": run_id},
    )
