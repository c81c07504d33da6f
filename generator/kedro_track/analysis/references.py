"""Which run a reference means: an id or the beginning of one, a word, a baseline rule."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence

from kedro_track.analysis.meaning import Meaning, place_meant
from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.names import names_of
from kedro_track.analysis.outlines import ENDED, heads_of
from kedro_track.chunked import Chunked, summaries
from kedro_track.errors import NotFoundError
from kedro_track.history import EMPTY, Run

_ON = "latest on "
_BEST = "best:"
_NAMED = 3


class ReferenceNotFoundError(NotFoundError):
    """No run, or more than one, answers to a reference."""


def find_run(runs: Sequence[Run], reference: str, metrics: Mapping[str, MetricInfo] = EMPTY) -> Run:
    """Find the run that a person means.

    Args:
        runs: Oldest first. Hidden ones are found by their id only.
        reference: A run's id, a unique prefix of one, `latest`, `@tag` (the newest run that
            bears it), `best:<metric>` (the first that reached the best value, of those that
            came to their end), or `latest on BRANCH`.
        metrics: What is known of each metric by its full name; `best:` needs it.

    Raises:
        ReferenceNotFoundError: With what would have been understood.
    """
    ids = [one for names in summaries(runs, names_of) for one in names.ids]
    if reference in ids:
        return runs[ids.index(reference)]
    if _is_word(reference):
        shown = runs if isinstance(runs, Chunked) else [run for run in runs if not run.hidden]
        return _meant(shown, reference, metrics)
    matching = [i for i, one in enumerate(ids) if one.startswith(reference)] if reference else []
    if len(matching) == 1:
        return runs[matching[0]]
    if matching:
        some = ", ".join(ids[i] for i in matching[:_NAMED])
        raise ReferenceNotFoundError(
            f"{reference!r} begins {len(matching)} run ids ({some} …); give more of it."
        )
    raise ReferenceNotFoundError(
        f"No run answers to {reference!r}; "
        "give an id, the unique beginning of one, `latest`, `best:METRIC` or `@tag`."
    )


def named_metric(name: str, metrics: Mapping[str, MetricInfo]) -> MetricInfo:
    """The metric that a name means: `<dataset>.<key>`, also behind `metrics.`, or an ending of it.

    Raises:
        ReferenceNotFoundError: If it means none or more than one, or which way is better is
            not known.
    """
    plain = name.removeprefix("metrics.")
    found = (
        [info for info in metrics.values() if info.name == name]
        or [info for info in metrics.values() if info.name == plain]
        or [info for info in metrics.values() if info.name.endswith((f".{name}", f".{plain}"))]
    )
    if not found:
        near = difflib.get_close_matches(plain, [*metrics], n=1, cutoff=0.4)
        hint = f"did you mean `best:{near[0]}`?" if near else "no run has tracked a metric."
        raise ReferenceNotFoundError(f"No run has the metric {name!r}; {hint}")
    if len(found) > 1:
        names = " or ".join(f"`best:{info.name}`" for info in found[:_NAMED])
        more = " …" if len(found) > _NAMED else ""
        raise ReferenceNotFoundError(f"{name!r} means more than one metric; say {names}{more}.")
    if found[0].direction == "none":
        raise ReferenceNotFoundError(
            f"Which way {found[0].name} is better is not known; "
            f"give it a `direction` under `metrics` in track.yml."
        )
    return found[0]


def baselines(
    runs: Sequence[Run],
    rule: str | None,
    metrics: Mapping[str, MetricInfo] = EMPTY,
) -> Iterator[Run | None]:
    """Yield for each run its baseline as it stood when that run was made.

    Only earlier runs that came to their end are looked at, so what is yielded for a run
    never changes when later ones are added.

    Args:
        runs: Oldest first.
        rule: Of the config; None means the previous run, `best:<metric>` the best until then.
        metrics: As for `find_run`.
    """
    meaning = rule_meant(runs, rule, metrics)
    current: Run | None = None
    for run in runs:
        yield current
        if run.status in ENDED and meaning.fits(run, current):
            current = run


def is_previous(rule: str | None) -> bool:
    """Whether the config's rule means the previous run."""
    return rule in (None, "previous", "latest")


def rule_fault(rule: str | None, metrics: Mapping[str, MetricInfo]) -> str | None:
    """Why no run can ever answer to the config's rule; None if one can."""
    if rule is None or not rule.startswith(_BEST):
        return None
    try:
        named_metric(rule.removeprefix(_BEST).strip(), metrics)
    except ReferenceNotFoundError as error:
        return str(error)
    return None


def rule_meant(runs: Sequence[Run], rule: str | None, metrics: Mapping[str, MetricInfo]) -> Meaning:
    """What the config's baseline rule means.

    Args:
        runs: All that it may mean.
    """
    if rule is None or is_previous(rule):
        return Meaning("any")
    if rule_fault(rule, metrics):
        return Meaning("none")
    if _is_word(rule):
        return _word(rule, metrics)
    is_id = any(rule in names.ids for names in summaries(runs, names_of))
    return Meaning("id" if is_id else "prefix", rule)


def _is_word(reference: str) -> bool:
    return reference == "latest" or reference.startswith(("@", _ON, _BEST))


def _word(word: str, metrics: Mapping[str, MetricInfo]) -> Meaning:
    if word.startswith("@"):
        return Meaning("tag", word[1:])
    if word.startswith(_ON):
        return Meaning("branch", word[len(_ON) :].strip())
    if word.startswith(_BEST):
        return Meaning("best", metric=named_metric(word[len(_BEST) :].strip(), metrics))
    return Meaning("any")


def _meant(runs: Sequence[Run], word: str, metrics: Mapping[str, MetricInfo]) -> Run:
    """The run that a word means, of those that are shown."""
    place = place_meant(runs, _word(word, metrics), ended=False)
    if place is None:
        raise ReferenceNotFoundError(_why_none(runs, word))
    return runs[place]


def _why_none(runs: Sequence[Run], word: str) -> str:
    head = f"No run answers to {word!r}"
    if not runs:
        return f"{head}: there are none, or all are hidden."
    if word.startswith("@"):
        tags = sorted({tag for heads in summaries(runs, heads_of) for tag in heads.tags})
        near = difflib.get_close_matches(word[1:], tags, n=1)
        hint = f"did you mean `@{near[0]}`?" if near else "`kedro track runs` lists the tags."
        return f"{head}; {hint}"
    if word.startswith(_ON):
        return f"{head}; `kedro track runs` lists the branches."
    return f"{head}: none that came to its end has a finite number for it."
