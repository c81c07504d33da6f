"""How the comparison does with many runs: opens it in Chromium over `file://`, scrolls, filters.

    python tests/bench/compare.py [RUNS] [ROWS]

200 runs of 300 values unless told. Prints milliseconds: until the matrix is drawn, the longest
time between two frames (at 60 a second, in steps of 16.7) while it is scrolled down, sideways and
both ways, and how long the page stands still for each thing that a reader does.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from playwright.sync_api import Page, sync_playwright  # noqa: E402
from results import Row, publish  # noqa: E402

from builders import make_history, make_run  # noqa: E402
from kedro_track.build import write_site  # noqa: E402
from kedro_track.config import Config  # noqa: E402
from kedro_track.site.output import Output  # noqa: E402

FRAME = 50.0
"""No frame may take longer while a reader scrolls."""

PASSES = 5
"""What else the machine does only adds to a pass: the one that was disturbed least counts."""

WATCH = """
window.tasks = [];
new PerformanceObserver((list) => tasks.push(...list.getEntries().map((e) => e.duration)))
    .observe({ type: "longtask", buffered: true });
"""

# A hundred frames, each a step further: gives the longest and the median of them.
SCROLL = """async ([right, down]) => {
    const box = document.querySelector(".matrix-box");
    box.scrollTo(0, 0);
    await new Promise((done) => setTimeout(done, 300));
    const frames = [];
    let last = await new Promise(requestAnimationFrame);
    for (let n = 0; n < 100; n += 1) {
        box.scrollBy(right, down);
        const now = await new Promise(requestAnimationFrame);
        frames.push(now - last);
        last = now;
    }
    frames.sort((a, b) => a - b);
    return [frames[99], frames[50]];
}"""

# Changes the link, as every control does, and waits until nothing more happens.
ACT = """async (change) => {
    tasks.length = 0;
    KT.state.set(change);
    await new Promise((done) => setTimeout(done, 600));
    return Math.max(0, ...tasks);
}"""


def main() -> None:
    """Build, measure, print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        ids = _build(Path(folder), runs, rows)
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("KEDRO_TRACK_CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.on("pageerror", lambda error: print("page error:", error))
        page.add_init_script(WATCH)
        page.goto(Path(folder).as_uri() + "/compare.html#runs=" + ",".join(ids))
        found = _measure(page, ids)
        browser.close()
    publish(f"comparison of {runs} runs, {rows} values each", found)


def _measure(page: Page, ids: list[str]) -> list[Row]:
    page.wait_for_selector(".matrix tbody tr:nth-child(5)")
    drawn = page.evaluate("performance.now()")
    page.wait_for_timeout(500)
    longest = page.evaluate("Math.max(0, ...tasks)")
    found = [Row("until the matrix is drawn", drawn, "ms", None, f"longest task {longest:.0f} ms")]
    ways = {"down": (0, 97), "sideways": (211, 0), "both ways": (97, 61)}
    for name, step in ways.items():
        worst, median = min(page.evaluate(SCROLL, step) for _ in range(PASSES))
        note = f"median {median:.1f} ms; the best of {PASSES} passes"
        found.append(Row(f"scrolling {name}: longest frame", worst, "ms", FRAME, note))
    acts = {
        "another baseline": {"baseline": ids[7]},
        "only changes": {"only": "1"},
        "filter": {"filter": "group1"},
        "fold": {"filter": None, "fold": "params"},
    }
    for name, change in acts.items():
        found.append(
            Row(f"{name}: longest task (0: none over 50)", page.evaluate(ACT, change), "ms")
        )
    return found


def _build(folder: Path, runs: int, rows: int) -> list[str]:
    chance = random.Random(1)
    values = [0.1, 0.25, 3, "ridge", "linear", True]
    made = []
    for number in range(runs):
        parameters = {
            f"group{n // 20}": {f"p{m}": chance.choice(values) for m in range(min(20, rows - n))}
            for n in range(0, rows, 20)
        }
        made.append(replace(make_run(number), parameters=parameters))
    write_site(make_history(1, runs=tuple(made)), Config(), Output(folder))
    return [run.id for run in made]


if __name__ == "__main__":
    main()
