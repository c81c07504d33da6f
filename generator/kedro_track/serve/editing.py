"""An edit as a page sends it, checked as what comes from outside."""

from __future__ import annotations

from typing import Any

from kedro_track.build import BuildRequest
from kedro_track.errors import TrackError
from kedro_track.serve.builder import Words
from kedro_track.store.edits import Edit

LONGEST = 1_000_000
"""Bytes of an edit; notes of a novel's length fit."""

_TEXTS = ("title", "notes")
_FLAGS = ("bookmark", "hidden")
_LISTS = ("tags_added", "tags_removed")
_LONGEST_TAG = 200


class EditError(TrackError):
    """What was sent is no edit, or can't be made."""


def read_edit(content: Any) -> Edit:
    """The edit that a page's JSON means.

    Raises:
        EditError: If it is none, with what is wrong.
    """
    if not isinstance(content, dict) or not content:
        raise EditError('An edit is a JSON object, such as {"title": "A better forest"}.')
    unknown = sorted(content.keys() - {*_TEXTS, *_FLAGS, *_LISTS})
    if unknown:
        raise EditError(f"An edit knows no {', '.join(map(repr, unknown))}.")
    for name, value in content.items():
        if not _is_sound(name, value):
            raise EditError(f"{name} can't be {value!r:.80}.")
    lists = {name: tuple(value) for name, value in content.items() if name in _LISTS}
    return Edit(**{**content, **lists})


def apply_edit(request: BuildRequest, run_id: str, words: Words, edit: Edit) -> None:
    """Write an edit to the project's own store.

    Raises:
        TrackError: If the run can't be edited here, or the store can't be written.
    """
    from kedro_track.collect.project import find_project
    from kedro_track.collect.stores import own_store
    from kedro_track.store.edits import edit_run

    if words.locked:
        raise EditError(words.locked)
    told = [name for name in edit.fields if name in words.from_file]
    if told:
        raise EditError(
            f"A file of notes in the project tells the {' and '.join(told)} of this run and wins "
            "over the store; edit that file instead."
        )
    edit_run(own_store(find_project(request.project), request.env), run_id, edit)


def _is_sound(name: str, value: Any) -> bool:
    if name in _FLAGS:
        return isinstance(value, bool)
    if name in _TEXTS:
        return isinstance(value, str) and _is_writable(value)
    return isinstance(value, list) and all(
        isinstance(tag, str) and 0 < len(tag.strip()) <= _LONGEST_TAG and _is_writable(tag)
        for tag in value
    )


def _is_writable(text: str) -> bool:
    """Whether a store can hold it: no NUL, no half of a surrogate pair."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False
