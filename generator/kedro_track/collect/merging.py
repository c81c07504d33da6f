"""Several stores of one history, merged: each run once, and nothing of two runs mixed.

The first store is one's own. What people said of a run is taken from where it was said last;
where that is not known and two disagree on a title or on notes, the earlier store wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from kedro_track.history import Problem
from kedro_track.store.rows import StoredRun

_FINAL = ("succeeded", "failed", "interrupted")
_SAID = ("title", "notes", "tags", "bookmark", "hidden")
"""What people say of a run."""


class Merged:
    """Runs of all stores, by id, in the order in which they came."""

    def __init__(self) -> None:
        self.by_id: dict[str, StoredRun] = {}
        self.problems: list[Problem] = []
        self._by_attempt: dict[str, str] = {}

    def add(self, runs: Iterable[StoredRun]) -> None:
        """Add what a further store has."""
        for run in runs:
            self._add(run)

    def _add(self, run: StoredRun) -> None:
        known = self._by_attempt.get(run.attempt or "", run.id)
        twin = self.by_id.get(known)
        if twin is not None and not _is_same(twin, run):
            known, twin = self._free_id(run), None
        if twin is None:
            self.by_id[known] = run if run.id == known else replace(run, id=known)
        else:
            self.by_id[known] = self._combined(twin, run)
        if run.attempt:
            self._by_attempt[run.attempt] = known

    def _free_id(self, run: StoredRun) -> str:
        return next(name for n in count(2) if (name := f"{run.version}~{n}") not in self.by_id)

    def _combined(self, own: StoredRun, other: StoredRun) -> StoredRun:
        told = other if _is_later(other, own) else own
        said = {field: self._said(field, own, other) for field in _SAID}
        return replace(
            told,
            id=own.id,
            store=own.store,
            blob=told.blob if told.blob is not None else own.blob or other.blob,
            problem=told.problem if told.blob is None else None,
            edited=_later_of_each(own.edited, other.edited),
            trashed=own.trashed,
            **said,
        )

    def _said(self, field: str, own: StoredRun, other: StoredRun) -> Any:
        """The later word of a person; where no time was noted, one's own."""
        mine, theirs = own.edited.get(field), other.edited.get(field)
        if mine is not None or theirs is not None:
            return getattr(other if (theirs or 0.0) > (mine or 0.0) else own, field)
        if field == "bookmark":
            return own.bookmark or other.bookmark
        if field == "tags":
            return tuple(dict.fromkeys((*own.tags, *other.tags)))
        return own.hidden if field == "hidden" else self._chosen(field, own, other)

    def _chosen(self, field: str, own: StoredRun, other: StoredRun) -> str | None:
        mine, theirs = _text(own, field), _text(other, field)
        if mine and theirs and mine != theirs:
            self.problems.append(
                Problem(
                    f"Two stores differ in a run's {field}; that of {own.store} is shown",
                    f"{own.store} and {other.store}",
                    "Edit it in the store of your own, or drop the other store.",
                    own.id,
                )
            )
        return mine or theirs


def _is_same(one: StoredRun, other: StoredRun) -> bool:
    """Whether two rows of one id tell of one run: two sessions can begin in one millisecond."""
    if one.attempt and other.attempt:
        return one.attempt == other.attempt
    if one.blob is None or other.blob is None:
        return True
    return _identity(one.blob) == _identity(other.blob)


def _identity(blob: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(blob.get(key) for key in ("session_id", "username", "project_path"))


def _is_later(one: StoredRun, other: StoredRun) -> bool:
    """Whether a telling is worth more than another of the same run."""
    if (one.record is None) != (other.record is None):
        return one.record is not None
    if (one.status in _FINAL) != (other.status in _FINAL):
        return one.status in _FINAL
    return (one.heard or 0.0) > (other.heard or 0.0)


def _later_of_each(one: Mapping[str, float], other: Mapping[str, float]) -> Mapping[str, float]:
    return {field: max(one.get(field, 0.0), other.get(field, 0.0)) for field in {**one, **other}}


def _text(run: StoredRun, field: str) -> str | None:
    value: str | None = getattr(run, field)
    # kedro-viz filled the title with the id.
    return None if not value or value in (run.id, run.version) else value
