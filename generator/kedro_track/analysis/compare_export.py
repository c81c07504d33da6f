"""A comparison as one takes it home: Markdown for a pull request, CSV, JSON, rows for a terminal.

How it is written stands in `compare_text`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from kedro_track.analysis.compare import Comparison
from kedro_track.analysis.compare_text import (
    Words,
    only_changes,
    table_rows,
    to_csv,
    to_json,
    to_markdown,
)
from kedro_track.history import Run

Form = Literal["markdown", "csv", "json"]

_ENGLISH = Words()


def export(
    comparison: Comparison,
    runs: Sequence[Run],
    form: Form,
    *,
    changes: bool = False,
    words: Words = _ENGLISH,
) -> str:
    """Write a comparison as text that ends with a line's end.

    Args:
        runs: Those that were compared, in their order.
        changes: Whether only the values that differ from the baseline are written.
        words: For Markdown; CSV and JSON are for programs.
    """
    rows = only_changes(comparison.rows) if changes else comparison.rows
    ids = [run.id for run in runs]
    if form == "csv":
        return to_csv(ids, rows)
    if form == "json":
        return to_json(comparison, ids, rows)
    return to_markdown(comparison, run_names(runs), rows, words)


def table(
    comparison: Comparison, runs: Sequence[Run], *, changes: bool = False, words: Words = _ENGLISH
) -> Iterator[list[str]]:
    """Yield the rows of a table for a terminal: the head, then one for each value.

    The first two cells are the group and what the value is called; one for each run follows.
    The texts are as the runs have them: they may hold line ends and what a terminal obeys.
    """
    rows = only_changes(comparison.rows) if changes else comparison.rows
    names = run_names(runs)
    names[comparison.baseline] += f" ({words.baseline})"
    yield ["", "", *names]
    yield from table_rows(rows, words)


def run_names(runs: Sequence[Run]) -> list[str]:
    """What each run is called beside the others: its title where no other has it, else its id."""
    counts = Counter(run.title for run in runs)
    return [run.title if run.title and counts[run.title] == 1 else run.id for run in runs]
