"""What a file says of runs: kedro-viz's browser export, or our own JSON. Knows only its content.

kedro-viz kept titles, notes and bookmarks in the browser's localStorage, under
`KedroViz-runs-metadata`: `{run id: {title, notes, bookmark}}`, any of the three missing where
it was never touched. It bears no times. Our own JSON is what `kedro track export --format json`
and `kedro track runs --json` print, and what a site keeps of each run in `runs/<id>.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from kedro_track.collect.shapes import flag, is_writable, mapping
from kedro_track.errors import TrackError
from kedro_track.foreign_json import ForeignJSONError, decode

KEY = "KedroViz-runs-metadata"


class AnnotationsError(TrackError):
    """The file is not of a kind that can be taken over."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What is said of one run; None where nothing is.

    Attributes:
        edited: When each thing was said, by its name, as seconds since the epoch; empty for
            kedro-viz, which did not note that.
        odd: Names of what is there but of a type that it can't be.
    """

    title: str | None = None
    notes: str | None = None
    tags: tuple[str, ...] | None = None
    bookmark: bool | None = None
    hidden: bool | None = None
    edited: Mapping[str, float] = field(default_factory=dict)
    odd: tuple[str, ...] = ()


def read_annotations(content: bytes) -> dict[str, Annotation]:
    """Read what a file says, by run id, in its order.

    Raises:
        AnnotationsError: With a clause that wants the file's name.
    """
    value = _decoded(content)
    if isinstance(value, dict) and KEY in value:
        # The whole of the browser's storage: a text in which there is JSON.
        value = value[KEY]
    if isinstance(value, str):
        value = _decoded(value.encode("utf-8", "replace"))
    runs = dict(_runs_of(value))
    if not runs and value not in ({}, []):
        raise AnnotationsError(
            f"holds neither kedro-viz's `{KEY}`, which is {{run id: {{title, notes, bookmark}}}}, "
            "nor runs as `kedro track export --format json` writes them"
        )
    return runs


def _decoded(content: bytes) -> Any:
    try:
        return decode(content).value
    except ForeignJSONError as error:
        where = f" at {error.position}" if error.position else ""
        raise AnnotationsError(f"{error}{where}") from error


def _runs_of(value: Any) -> Iterator[tuple[str, Annotation]]:
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        value = [value]
    pairs: list[tuple[Any, Any]] = []
    if isinstance(value, list):
        pairs = [(mapping(run).get("id"), run) for run in value]
    elif isinstance(value, dict):
        pairs = [*value.items()]
    for run_id, run in pairs:
        if isinstance(run_id, str) and run_id and is_writable(run_id) and isinstance(run, dict):
            yield run_id, _annotation(run_id, run)


def _annotation(run_id: str, run: Mapping[str, Any]) -> Annotation:
    title = _text(run, "title")
    tags = run.get("tags")
    sound = isinstance(tags, list) and all(isinstance(tag, str) for tag in tags)
    known: dict[str, Any] = {
        # kedro-viz filled the title with the id.
        "title": None if title == run_id else title,
        "notes": _text(run, "notes"),
        "tags": tuple(tags) if sound and isinstance(tags, list) else None,
        "bookmark": flag(run.get("bookmark")),
        "hidden": flag(run.get("hidden")),
    }
    odd = tuple(
        name
        for name, value in known.items()
        if value is None and run.get(name) is not None and run[name] != run_id
    )
    edited = {
        name: seconds
        for name, moment in mapping(run.get("edited")).items()
        if (seconds := _seconds(moment)) is not None
    }
    # In our own JSON a thing that was cleared is null, and when.
    cleared: dict[str, Any] = {
        name: "" for name in ("title", "notes") if name in edited and known[name] is None
    }
    known.update(cleared)
    return Annotation(**known, edited=edited, odd=odd)


def _text(run: Mapping[str, Any], name: str) -> str | None:
    value = run.get(name)
    if not isinstance(value, str):
        return None
    return value if is_writable(value) else json.dumps(value)


def _seconds(moment: Any) -> float | None:
    try:
        found = datetime.fromisoformat(moment)
    except (TypeError, ValueError):
        return None
    return (found if found.tzinfo else found.replace(tzinfo=timezone.utc)).timestamp()
