"""Which run a reference means: an id, a prefix, `latest`, `@tag`, a baseline rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kedro_track.errors import TrackError
from kedro_track.history import Run

_COUNTS: frozenset[str] = frozenset({"succeeded", "unknown"})
_ON = "latest on "


class ReferenceNotFoundError(TrackError):
    """No run, or more than one, answers to a reference."""


def find_run(runs: Sequence[Run], reference: str) -> Run:
    """Find the run that a person means.

    Args:
        runs: Oldest first.
        reference: A run's id, a unique prefix of one, `latest`, `@tag` (the newest run that
            bears it), or `latest on BRANCH`.

    Raises:
        ReferenceNotFoundError: With what would have been understood.
    """
    exact = [run for run in runs if run.id == reference]
    if exact:
        return exact[0]
    found = _newest(runs, reference)
    if found is not None:
        return found
    matching = [run for run in runs if run.id.startswith(reference)] if reference else []
    if len(matching) == 1:
        return matching[0]
    if matching:
        shown = ", ".join(run.id for run in matching[:3])
        raise ReferenceNotFoundError(
            f"{reference!r} begins {len(matching)} run ids ({shown} …); give more of it."
        )
    raise ReferenceNotFoundError(
        f"No run answers to {reference!r}; "
        "give an id, the unique beginning of one, `latest` or `@tag`."
    )


def baselines(runs: Sequence[Run], rule: str | None) -> Iterator[Run | None]:
    """Yield for each run its baseline as it stood when that run was made.

    Only earlier runs that came to their end are looked at, so what is yielded for a run
    never changes when later ones are added.

    Args:
        runs: Oldest first.
        rule: Of the config; None means the previous run.
    """
    is_meant = _matcher(runs, rule)
    current: Run | None = None
    for run in runs:
        yield current
        if run.status in _COUNTS and is_meant(run):
            current = run


def previous_of_each(runs: Sequence[Run]) -> Iterator[Run | None]:
    """Yield for each run the newest earlier one that came to its end."""
    return baselines(runs, None)


def current_baseline(runs: Sequence[Run], rule: str | None) -> Run | None:
    """The baseline as it stands today: what the newest run is compared with."""
    current = None
    for current in baselines(runs, rule):  # noqa: B007 - the last one is wanted
        pass
    return current


def is_previous(rule: str | None) -> bool:
    """Whether the config's rule means the previous run."""
    return rule in (None, "previous", "latest")


def _matcher(runs: Sequence[Run], rule: str | None) -> Callable[[Run], bool]:
    if rule is None or is_previous(rule):
        return lambda _: True
    if rule.startswith("@"):
        return lambda run: rule[1:] in run.tags
    if rule.startswith(_ON):
        branch = rule[len(_ON) :].strip()
        return lambda run: run.code is not None and run.code.branch == branch
    exact = any(run.id == rule for run in runs)
    return lambda run: run.id == rule if exact else run.id.startswith(rule)


def _newest(runs: Sequence[Run], reference: str) -> Run | None:
    if reference != "latest" and not reference.startswith(("@", _ON)):
        return None
    is_meant = _matcher(runs, reference)
    return next((run for run in reversed(runs) if is_meant(run)), None)
