"""What a word or a baseline rule means: run by run, and chunk by chunk without the runs. Pure."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.names import Names, names_of
from kedro_track.analysis.outlines import ENDED, Column, Heads, columns_of_metrics, heads_of
from kedro_track.chunked import starts_of, summaries
from kedro_track.history import Run


@dataclass(frozen=True, slots=True)
class Meaning:
    """Which run is meant: always the newest that fits; with `best` the first of the best.

    Attributes:
        kind: `any` run, `none`, one that bears a `tag`, was made on a `branch`, reached the
            best value of `metric`, has the `id` or one that begins so (`prefix`).
        name: The tag, the branch, the id or its beginning.
    """

    kind: Literal["any", "none", "tag", "branch", "best", "id", "prefix"]
    name: str = ""
    metric: MetricInfo | None = None

    def fits(self, run: Run, current: Run | None) -> bool:
        """Whether a run takes the place of the one that was meant before it."""
        if self.kind == "best":
            return self._is_better(run, current)
        if self.kind == "tag":
            return self.name in run.tags
        if self.kind == "branch":
            return run.code is not None and run.code.branch == self.name
        if self.kind == "id":
            return run.id == self.name
        return self.kind == "any" or (self.kind == "prefix" and run.id.startswith(self.name))

    def _is_better(self, run: Run, current: Run | None) -> bool:
        """Whether a run beats the best so far; one that only equals it does not."""
        if self.metric is None or run.status not in ENDED:
            return False
        value = run.metrics.get(self.metric.name)
        if value is None or not math.isfinite(value):
            return False
        if current is None:
            return True
        return self.metric.better(value, current.metrics[self.metric.name]) is True


def place_meant(
    runs: Sequence[Run],
    meaning: Meaning,
    *,
    ended: bool = True,
    having: str | None = None,
    before: int | None = None,
) -> int | None:
    """The place of the run that is meant; None if there is none.

    Args:
        ended: Whether only runs that came to their end can be meant.
        having: Full name of a metric: only runs that have it can be meant.
        before: Only runs at earlier places can be meant.
    """
    owners = _owners(runs, having, len(runs) if before is None else before)
    *_, found = _places(runs, meaning, owners, ended=ended)
    return found


def places_meant(runs: Sequence[Run], meaning: Meaning) -> Iterator[int | None]:
    """The place of the run that is meant before each chunk, of those that came to their end."""
    found = [*_places(runs, meaning, _owners(runs, None, len(runs)), ended=True)]
    return iter(found[:-1])


_Owners = Callable[[int], bool]


def _places(
    runs: Sequence[Run], meaning: Meaning, owners: Iterable[_Owners], *, ended: bool
) -> Iterator[int | None]:
    """The place that is meant before each chunk; then that after the last."""
    heads = [*summaries(runs, heads_of)]
    if meaning.kind == "best":
        found = _best_of_chunks(runs, heads, meaning, owners)
    else:
        fitting = zip(_fitting(runs, heads, meaning), heads, owners, strict=False)
        found = (_newest(*each, ended=ended) for each in fitting)
    current: int | None = None
    for start, offset in zip(starts_of(runs), found, strict=False):
        yield current
        current = current if offset is None else start + offset
    yield current


def _owners(runs: Sequence[Run], having: str | None, before: int) -> Iterator[_Owners]:
    """For each chunk whether one of its runs can be meant at all."""
    starts = starts_of(runs)
    if having is None:
        for start in starts[:-1]:
            yield partial(_is_before, before - start)
        return
    for start, columns in zip(starts, summaries(runs, columns_of_metrics), strict=False):
        yield _has(columns.get(having), before - start)


def _is_before(end: int, offset: int) -> bool:
    return offset < end


def _has(column: Column | None, end: int) -> _Owners:
    """Whether a run of a chunk, of those before the offset `end`, has a metric."""
    if column is None:
        return partial(_is_before, 0)
    offsets = column.offsets
    if offsets is None:
        return partial(_is_before, end)

    def has(offset: int) -> bool:
        at = bisect_left(offsets, offset)
        return offset < end and at < len(offsets) and offsets[at] == offset

    return has


def _fitting(
    runs: Sequence[Run], heads: Sequence[Heads], meaning: Meaning
) -> Iterator[Iterable[int]]:
    """For each chunk the offsets of runs that fit, the newest first."""
    if meaning.kind in ("id", "prefix"):
        yield from (_named(names, meaning) for names in summaries(runs, names_of))
        return
    for one in heads:
        if meaning.kind == "tag":
            yield reversed(one.tags.get(meaning.name, ()))
        elif meaning.kind == "branch":
            yield reversed(one.branches.get(meaning.name, ()))
        else:
            yield reversed(range(len(one.ended) if meaning.kind == "any" else 0))


def _named(names: Names, meaning: Meaning) -> list[int]:
    name, is_prefix = meaning.name, meaning.kind == "prefix"
    found = [
        offset
        for offset, one in enumerate(names.ids)
        if one == name or (is_prefix and one.startswith(name))
    ]
    return found[::-1]


def _newest(fitting: Iterable[int], heads: Heads, has: _Owners, *, ended: bool) -> int | None:
    return next((i for i in fitting if (heads.ended[i] or not ended) and has(i)), None)


def _best_of_chunks(
    runs: Sequence[Run], heads: Sequence[Heads], meaning: Meaning, owners: Iterable[_Owners]
) -> Iterator[int | None]:
    """For each chunk the first of its best, if that is better than in all earlier ones."""
    metric, best = meaning.metric, math.nan
    if metric is None:
        return
    for one, columns, has in zip(heads, summaries(runs, columns_of_metrics), owners, strict=True):
        column = columns.get(metric.name)
        found: int | None = None
        if column is not None:
            offsets = range(len(one.ended)) if column.offsets is None else column.offsets
            for offset, value in zip(offsets, column.values, strict=True):
                counts = one.ended[offset] and math.isfinite(value) and has(offset)
                if counts and (best != best or metric.better(value, best)):  # noqa: PLR0124 - NaN
                    found, best = offset, value
        yield found
