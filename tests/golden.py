"""Golden pages: what the pages of a small fixed history look like, to the byte.

A family takes part by its name in `FAMILIES`. Digests of styles and scripts are left out,
so a change of these is no change of a page. `make gold`, which is `python tests/golden.py`,
writes the golden pages anew; the difference is then read in the diff.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from unittest import mock

from builders import make_failed_run, make_history, make_legacy_run, make_run
from kedro_track.config import Comparison, Config, MetricRule
from kedro_track.history import History, Problem
from kedro_track.site.figures import plotly_needs_inline_styles
from rendering import render

PLOTLY = "7.1.0"
GOLD = Path(__file__).parent / "gold"

FAMILIES = ("overview", "run")
"""The families of pages that have golden pages."""

CONFIG = Config(
    baseline="@candidate",
    headline=("r2_score", "mae"),
    metrics=(MetricRule("mae", label="Error", unit="EUR", format=".1f", direction="lower"),),
    comparisons=(Comparison("first", ("latest",)),),
)


def history(folder: Path) -> History:
    """Nine runs, one of each sort: given, tagged with notes, failed, old, without a record.

    Args:
        folder: Where the files of the plots are written.
    """
    runs = (
        make_run(0, folder=folder),
        make_run(1, folder=folder, title="Test size 0.15"),
        make_run(2, folder=folder, tags=("candidate",), notes="The **best** so far.\n\n- a\n- b\n"),
        make_failed_run(3),
        make_legacy_run(4),
        make_run(5, status="interrupted", versions=(), saved={}, ended=None, duration=None),
        make_run(6, folder=folder),
        replace(
            make_legacy_run(7), recorded=False, status="unknown", user=None, command=None, code=None
        ),
        make_run(8, folder=folder, given={"regressor": "ridge"}),
    )
    problem = Problem(
        "Its JSON ends too early", "data/metrics.json/x", "Save it again.", runs[3].id
    )
    return make_history(9, folder=folder, runs=runs, problems=(problem,))


def pages(family: str) -> Mapping[str, str]:
    """The pages of a family by their address."""
    # The suite runs on several versions of Plotly, and pages with figures differ by it:
    # these are the pages of one version. `test_figures.py` holds the others' policy.
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch("kedro_track.site.figures.version", return_value=PLOTLY),
    ):
        plotly_needs_inline_styles.cache_clear()
        made = render(family, history(Path(folder)), CONFIG)
    plotly_needs_inline_styles.cache_clear()
    return made


def golden(family: str) -> Mapping[str, str]:
    """The golden pages of a family by their address."""
    root = GOLD / family
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*.html"))
    }


def refresh(families: tuple[str, ...] = FAMILIES) -> int:
    """Write the golden pages anew, and give how many there are."""
    count = 0
    for family in families:
        made = pages(family)
        shutil.rmtree(GOLD / family, ignore_errors=True)
        for url, content in made.items():
            path = GOLD / family / url
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="\n")
        count += len(made)
    return count


if __name__ == "__main__":
    print(f"{refresh(tuple(sys.argv[1:]) or FAMILIES)} golden pages written to {GOLD}")
