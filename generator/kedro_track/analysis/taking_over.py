"""What of a file's word on a run is taken over: never in place of a later word. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from kedro_track.collect.annotations import Annotation
from kedro_track.history import Run

Outcome = Literal["taken", "same", "kept", "by_file"]
"""`kept`: what is known here is another and may be later; `by_file`: a file of notes tells it."""

FIELDS = ("title", "notes", "tags", "bookmark", "hidden")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one thing that a file says.

    Attributes:
        ours: As it is known here.
        theirs: As the file says it.
        at: When the file's was said, in seconds since the epoch; None where that is not known.
    """

    field: str
    outcome: Outcome
    ours: Any
    theirs: Any
    at: float | None = None


def verdicts(run: Run, word: Annotation, *, overwrite: bool = False) -> Iterator[Verdict]:
    """Judge everything that a file says of a run.

    What is not known here is taken, and what the file said later than it was said here. Where
    either time is unknown, a differing word of ours is kept; of tags, those that are missing
    are taken.

    Args:
        run: As it is known here.
        word: What the file says.
        overwrite: Whether a differing word of the file's is always taken.
    """
    for name in FIELDS:
        theirs, at = getattr(word, name), word.edited.get(name)
        if theirs is None or (not theirs and at is None):
            continue
        ours = getattr(run, name)
        outcome = _outcome(run, name, theirs, at, overwrite=overwrite)
        yield Verdict(name, outcome, ours, theirs, at)


def _outcome(run: Run, name: str, theirs: Any, at: float | None, *, overwrite: bool) -> Outcome:
    ours, said = getattr(run, name), run.edited.get(name)
    if _is_so(name, ours, theirs):
        return "same"
    if name in run.told_by_file:
        return "by_file"
    if overwrite:
        return "taken"
    if said is None:
        # Nobody said anything here, or kedro-viz kept it, which noted no time.
        return "taken" if not ours or at is not None or name == "tags" else "kept"
    return "taken" if at is not None and at > said.timestamp() else "kept"


def _is_so(name: str, ours: Any, theirs: Any) -> bool:
    if name == "tags":
        return set(theirs) <= set(ours)
    return bool((ours or None) == (theirs or None))
