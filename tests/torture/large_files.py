"""One JSON of 100 MB in each kind of dataset: what it costs, and what a reader of the site sees."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from builders import write_legacy_project, write_version
from kedro_track import read_history
from kedro_track.cli import track
from torture.outcome import Outcome

SIZE = 100
"""Megabytes."""

MOST_MEMORY = 300
"""Megabytes that reading it may take beyond what a build takes anyway."""

DATASETS = {
    "large_metrics": "kedro_track.MetricsDataset",
    "large_json": "kedro_track.JSONDataset",
    "large_figure": "plotly.JSONDataset",
}


def large_files(folder: Path) -> Outcome:
    """Build a site without such files, then with them."""
    outcome = Outcome(f"a JSON of {SIZE} MB in three datasets", len(DATASETS))
    project = write_legacy_project(folder / "project", 3)
    version = read_history(project).runs[-1].version
    entry = "\n{0}: {{type: {1}, filepath: data/{0}.json, versioned: true}}\n"
    with (project / "conf/base/catalog.yml").open("a", encoding="utf-8") as catalog:
        catalog.writelines(entry.format(*each) for each in DATASETS.items())
    plain = _built(outcome, project, folder / "plain")
    content = b'{"data": [' + b'{"x": 1.5},' * (SIZE * 1_000_000 // 11) + b"1]}"
    for name in DATASETS:
        write_version(project, f"data/{name}.json", version, content)
    heavy = _built(outcome, project, folder / "heavy")
    outcome.expect(heavy[1] - plain[1] < MOST_MEMORY, f"it takes {heavy[1] - plain[1]:.0f} MB more")
    _look(outcome, project, folder / "heavy", version)
    outcome.remarks["a build without them"] = f"{plain[0]:.1f} s, {plain[1]:.0f} MB"
    outcome.remarks["with them"] = f"{heavy[0]:.1f} s, {heavy[1]:.0f} MB"
    return outcome


def _look(outcome: Outcome, project: Path, site: Path, version: str) -> None:
    [run] = [run for run in read_history(project).runs if run.version == version]
    page = (site / f"runs/{run.id}.html").read_text(encoding="utf-8")
    for name in DATASETS:
        [found] = [each for each in run.versions if each.dataset == name]
        outcome.remarks[f"said of {name}"] = found.problem
        shown = (found.problem or "nothing").split("(")[0] in page
        outcome.expect(shown, f"nothing is said of {name} on the run's page")


def _built(outcome: Outcome, project: Path, site: Path) -> tuple[float, float]:
    """The seconds and megabytes of a build, in a process of its own."""
    begun = time.monotonic()
    process = os.fork()
    if not process:
        os.environ["XDG_CACHE_HOME"] = str(site.parent / "cache")
        sys.stdout = sys.stderr = (site.parent / "said").open("a")
        try:
            track(["build-site", "--project", str(project), "--output", str(site)])
        except SystemExit as end:
            os._exit(0 if not end.code else 1)
        os._exit(1)
    _, status, used = os.wait4(process, 0)
    outcome.expect(status == 0, f"a build failed: {(site.parent / 'said').read_text()[-300:]}")
    return time.monotonic() - begun, used.ru_maxrss / 1000
