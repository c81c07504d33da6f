"""How soon `kedro track serve` shows a run that ended: in the site's files, and on an open page.

    python tests/bench/serve.py [RUNS …]

For each count (15 and 1,000 unless told) a project with so many runs in SQLite is served by the
real command, its list of runs is open in Chromium, and `kedro run` runs in it again and again.
A run's end is the moment when its last record was written (the store's own time of change). From
there counts the time until the last file of the site that changed was written, and until the
list shows the run as succeeded, painted. The median is the figure, the worst is beside it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1])]

from playwright.sync_api import Page, sync_playwright  # noqa: E402

from bench import histories  # noqa: E402
from bench.results import Row, publish  # noqa: E402
from browser.conftest import QUIET, find_chromium  # noqa: E402
from projects import STORE, make_project_with_store, run_kedro  # noqa: E402
from serving import served, wait_until  # noqa: E402

TIMES = 7
GOAL = 1000.0
"""Milliseconds from a run's end."""

CATALOG = histories.FILES["conf/base/catalog.yml"].replace("tracking.", "kedro_track.")

# Tells once, when the newest run's row stands there as succeeded and is painted.
WATCH = """
const known = new Set();
const look = () => {
    for (const row of document.querySelectorAll(".grid tr[tabindex]")) {
        const link = row.querySelector('a[href*="runs/"]');
        const id = link && decodeURIComponent(link.getAttribute("href").split("/").pop());
        if (!id || known.has(id) || !row.querySelector(".status-succeeded")) continue;
        known.add(id);
        requestAnimationFrame(() => setTimeout(() => seen(id, Date.now())));
    }
};
new MutationObserver(look).observe(document, { childList: true, subtree: true });
"""


def main() -> None:
    """Measure every size, then print."""
    rows: list[Row] = []
    for count in [int(each) for each in sys.argv[1:]] or [15, 1_000]:
        with tempfile.TemporaryDirectory() as folder:
            rows += _of_size(count, Path(folder).resolve() / "project")
    publish("serve", rows)


def _of_size(count: int, folder: Path) -> list[Row]:
    project = make_project_with_store(folder, {"conf/base/catalog_history.yml": CATALOG})
    run_kedro(project, "run")
    histories.add(count - 1, project)
    with served(project) as server, sync_playwright() as playwright:
        options = [*QUIET, "--no-sandbox"]
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=options)
        page = chromium.new_page()
        found = _measured(project, page, server.url)
        chromium.close()
    name = f"{count:,} runs: from a run's end to "
    return [
        Row(name + what, median(took), "ms", GOAL, f"{TIMES} runs, at most {max(took):.0f}")
        for what, took in zip(("the files", "the open page"), zip(*found, strict=True), strict=True)
    ]


def _measured(project: Path, page: Page, url: str) -> list[tuple[float, float]]:
    """For each run the milliseconds to its files and to the page."""
    shown: dict[str, float] = {}
    page.expose_function("seen", lambda run, at: shown.setdefault(run.removesuffix(".html"), at))
    page.add_init_script(WATCH)
    page.goto(url + "runs.html")
    page.wait_for_selector(".grid tr[tabindex]")
    found: list[tuple[float, float]] = []
    for _ in range(TIMES):
        page.wait_for_timeout(2000)
        run_kedro(project, "run")
        ended = (project / STORE).stat().st_mtime_ns / 1e6
        run = _newest(project)
        _until(page, lambda run=run: run in shown)
        page.wait_for_timeout(1000)
        found.append((_last_written(project / "site") - ended, shown[run] - ended))
    return found


def _newest(project: Path) -> str:
    return max(path.name for path in (project / "data/09_tracking/metrics.json").iterdir())


def _until(page: Page, is_so: Any) -> None:
    def asked() -> bool:
        page.wait_for_timeout(20)  # lets the page tell
        return bool(is_so())

    wait_until(asked)


def _last_written(site: Path) -> float:
    """When the last file of the site changed, in milliseconds; the manifest is none of them."""
    files = (path for path in site.rglob("*") if path.is_file() and path.suffix != ".db")
    return max(path.stat().st_mtime_ns for path in files) / 1e6


if __name__ == "__main__":
    main()
