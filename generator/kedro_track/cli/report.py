"""What a build says at its end: its warnings, grouped, and one line of result."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from itertools import groupby

from kedro_track.build import BuildReport
from kedro_track.cli.text import counted, printable
from kedro_track.history import Problem

PLACES = 3

NO_HISTORY_IN_CI = Problem(
    what="No run was found, and this is a CI job",
    where="the session store and the versioned folders",
    remedy=(
        "Kedro's starters leave data/ out of git, so that a fresh clone has no history: fetch the "
        "branch kedro-track-history before the build, as the README's workflow does, or commit "
        "the history."
    ),
)


def summary(report: BuildReport) -> str:
    """Say where the site is, what is in it and how long it took, in one line."""
    content = ", ".join(
        [
            counted(report.runs, "run"),
            counted(report.versions, "version"),
            counted(report.pages, "page"),
            f"{report.bytes / 1e6:,.1f} MB",
        ]
    )
    index = printable(str(report.site / "index.html"))
    return (
        f"{index}: {content}; {counted(report.written, 'file')} written in {report.seconds:.1f} s"
    )


def warnings(report: BuildReport, environ: Mapping[str, str] = os.environ) -> list[str]:
    """One line for each cause, with the count and the first places."""
    problems = [*report.problems]
    if not report.runs and environ.get("CI"):
        problems.append(NO_HISTORY_IN_CI)
    by_cause = sorted(enumerate(problems), key=lambda item: _cause(item[1]))
    groups = [[*group] for _, group in groupby(by_cause, key=lambda item: _cause(item[1]))]
    # In the order in which the causes were met.
    return [_line([problem for _, problem in group]) for group in sorted(groups)]


def _cause(problem: Problem) -> tuple[str, str]:
    return problem.what, problem.remedy


def _line(group: Sequence[Problem]) -> str:
    places = list(dict.fromkeys(_place(problem) for problem in group))
    shown = ", ".join(places[:PLACES])
    more = f" and {len(places) - PLACES} more" if len(places) > PLACES else ""
    times = f"{len(group)} times: " if len(group) > 1 else ""
    return printable(f"{times}{group[0].what.rstrip('.')} ({shown}{more}). {group[0].remedy}")


def _place(problem: Problem) -> str:
    return f"{problem.where}, run {problem.run}" if problem.run else problem.where
