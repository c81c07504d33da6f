"""Take over what a file says of runs, and tell run by run what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO, Any

from kedro_track.analysis.taking_over import Verdict, verdicts
from kedro_track.cli.text import counted, local_time, printable, quoted
from kedro_track.collect.annotations import Annotation, AnnotationsError, read_annotations
from kedro_track.collect.project import ProjectLayout, find_project
from kedro_track.collect.stores import is_elsewhere, own_store, read_stores
from kedro_track.errors import EditedMeanwhileError
from kedro_track.history import Run
from kedro_track.store.edits import Edit, edit_runs

_ATTEMPTS = 3


def import_file(
    project: Path, env: str | None, file: IO[bytes], *, overwrite: bool, dry_run: bool
) -> Iterator[str]:
    """Take over what a file says.

    Yields:
        A line for each run of the file, and one at the end that counts.

    Raises:
        TrackError: If the file is none that can be taken over, or the store can't be written.
            Nothing is taken then.
    """
    try:
        words = read_annotations(file.read())
    except AnnotationsError as error:
        raise AnnotationsError(f"{printable(file.name)} {error}.") from error
    for attempt in count(1):
        found = _judged(project, env, words, overwrite=overwrite)
        try:
            if found.edits and not dry_run:
                edit_runs(own_store(found.layout, env), found.edits)
            break
        except EditedMeanwhileError:
            # Judged by what was true a moment ago: judge again.
            if attempt == _ATTEMPTS:
                raise
    layout, runs, judged = found.layout, found.runs, found.verdicts
    trashed = _trashed(layout, words)
    for run_id, word in words.items():
        reason = _passed_over(run_id, runs, trashed)
        said = f"passed over, {reason}" if reason else _said(judged[run_id], runs[run_id])
        yield printable(f"{run_id}: {said}{_odd(word)}")
    yield _counted(words, judged, dry_run=dry_run)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What was read, and what of the file is taken over; `edits` and `verdicts` by run id."""

    layout: ProjectLayout
    runs: Mapping[str, Run]
    verdicts: Mapping[str, Sequence[Verdict]]
    edits: Mapping[str, Edit]


def _judged(
    project: Path, env: str | None, words: Mapping[str, Annotation], *, overwrite: bool
) -> _Judged:
    from kedro_track.build import read_history

    layout, runs = find_project(project), read_history(project, env).by_id
    found = {
        run_id: tuple(verdicts(runs[run_id], word, overwrite=overwrite))
        for run_id, word in words.items()
        if run_id in runs and not is_elsewhere(layout, env, runs[run_id])
    }
    edits = {
        run_id: _edit(each, None if overwrite else runs[run_id])
        for run_id, each in found.items()
        if _taken(each)
    }
    return _Judged(layout, runs, found, edits)


def _edit(found: Sequence[Verdict], judged: Run | None) -> Edit:
    """What to write; of a run that it was judged by, nothing that was said later is replaced."""
    taken: Mapping[str, Any] = {verdict.field: verdict.theirs for verdict in _taken(found)}
    return Edit(
        title=taken.get("title"),
        notes=taken.get("notes"),
        tags_added=taken.get("tags", ()),
        bookmark=taken.get("bookmark"),
        hidden=taken.get("hidden"),
        said={v.field: v.at for v in _taken(found) if v.at is not None},
        judged=None
        if judged is None
        else {name: said.timestamp() for name, said in judged.edited.items()},
    )


def _taken(found: Sequence[Verdict]) -> list[Verdict]:
    return [verdict for verdict in found if verdict.outcome == "taken"]


def _trashed(layout: ProjectLayout, words: Mapping[str, Annotation]) -> frozenset[str]:
    stored = read_stores(layout).runs
    return frozenset(run.id for run in stored if run.trashed is not None and run.id in words)


def _passed_over(run_id: str, runs: Mapping[str, Run], trashed: frozenset[str]) -> str | None:
    if run_id in trashed:
        return f"it is in the trash; `kedro track restore {run_id}` takes it out"
    if run_id not in runs:
        return "no such run is known here"
    return None


def _said(found: Sequence[Verdict], run: Run) -> str:
    parts = [f"took {_listed(_taken(found))}"] if _taken(found) else []
    parts += [_kept(verdict, run) for verdict in found if verdict.outcome in ("kept", "by_file")]
    if parts:
        return "; ".join(parts)
    return "already so" if found else "the file says nothing of it"


def _listed(taken: Sequence[Verdict]) -> str:
    return ", ".join(f"{verdict.field} {_value(verdict.theirs)}" for verdict in taken)


def _kept(verdict: Verdict, run: Run) -> str:
    ours = f"kept {verdict.field} {_value(verdict.ours)}"
    if verdict.outcome == "by_file":
        return f"{ours}, which {run.notes_from} tells"
    said = run.edited.get(verdict.field)
    when = f"said here on {local_time(said)}" if said else "said here at a time not known"
    return f"{ours}, {when}; the file has {_value(verdict.theirs)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(f"+{tag}" for tag in value)
    return quoted(value) if value else "(none)"


def _odd(word: Annotation) -> str:
    return f"; passed over {' and '.join(word.odd)}, of a type that can't be" if word.odd else ""


def _counted(
    words: Mapping[str, Annotation],
    judged: Mapping[str, Sequence[Verdict]],
    *,
    dry_run: bool,
) -> str:
    kinds = Counter(
        "taken" if _taken(found) else "kept" if any(v.outcome != "same" for v in found) else "same"
        for found in judged.values()
    )
    kinds["unknown"] = len(words) - len(judged)
    parts = {
        "taken": "would be taken over" if dry_run else "taken over",
        "same": "already so",
        "kept": "kept as here",
        "unknown": "passed over",
    }
    said = ", ".join(f"{kinds[kind]} {text}" for kind, text in parts.items() if kinds[kind])
    is_kept = any(v.outcome == "kept" for found in judged.values() for v in found)
    hint = " --overwrite takes the file's word everywhere." if is_kept else ""
    return f"{counted(len(words), 'run')} in the file: {said or 'nothing to take'}.{hint}"
