"""How the metrics' pages do at any size: finds change points, draws timelines, then measures.

    python tests/bench/metrics.py [RUNS] [FOLDER]

Writes only what these pages need, so that a history of 100,000 runs is made in a minute. Prints
seconds of change points and of drawing at build time; then milliseconds in Chromium over
`file://`: from the arrival of the data to a timeline that can be used, and what a frame of
dragging its window costs; then the same of the page of all metrics and of parallel coordinates.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]

from playwright.sync_api import Browser, sync_playwright  # noqa: E402
from results import Row, publish  # noqa: E402

from builders import make_history, make_metrics, make_run  # noqa: E402
from kedro_track.build import write_site  # noqa: E402
from kedro_track.config import Config, ThemeOptions  # noqa: E402
from kedro_track.history import History, Run  # noqa: E402
from kedro_track.site.model import Site  # noqa: E402
from kedro_track.site.output import Output  # noqa: E402

METRICS = 10

PARALLEL = 10_000
"""Runs of the parallel coordinates: so many lines are the most that still tell something."""

WATCH = """
window.tasks = [];
new PerformanceObserver((list) => tasks.push(...list.getEntries().map((e) => e.duration)))
    .observe({ type: "longtask", buffered: true });
let inner;
Object.defineProperty(window, "KT", {
    get: () => inner,
    set: (value) => {
        inner = value;
        let data;
        Object.defineProperty(value, "data", {
            get: () => data,
            set: (made) => {
                data = made;
                const runs = made.runs;
                made.runs = () => runs().then((table) => {
                    window.arrived ??= performance.now();
                    return table;
                });
            },
        });
    },
});
new MutationObserver((_, observer) => {
    if (!document.querySelector(READY)) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.usable = performance.now(); }));
}).observe(document, { childList: true, subtree: true, attributes: true });
"""

DRAG = """async () => {
    const strip = document.querySelector(".navigator");
    const box = strip.getBoundingClientRect();
    const fire = (type, x) => strip.dispatchEvent(new PointerEvent(type,
        { clientX: x, clientY: box.top + 10, pointerId: 1, bubbles: true }));
    strip.setPointerCapture = () => undefined;
    const drawing = [];
    const { show } = KT.chart.Timeline.prototype;
    KT.chart.Timeline.prototype.show = function (...given) {
        const begun = performance.now();
        show.apply(this, given);
        drawing.push(performance.now() - begun);
    };
    fire("pointerdown", box.left + 20);
    const frames = [];
    for (let n = 1; n <= 60; n += 1) {
        const begun = performance.now();
        fire("pointermove", box.left + 20 + n * (box.width - 40) / 60);
        await new Promise(requestAnimationFrame);
        await new Promise((done) => setTimeout(done));
        frames.push(performance.now() - begun);
    }
    fire("pointerup", box.right - 20);
    for (const times of [frames, drawing]) times.sort((a, b) => a - b);
    return [frames[30], frames[57], frames[59], drawing[drawing.length >> 1]];
}"""


def history(count: int) -> History:
    """Ten metrics that wander, step and lack values; a few parameters."""
    chance = random.Random(1)
    runs = []
    for i in range(count):
        level = (i // max(count // 7, 1)) % 3
        values = {
            f"m{n}": level * (n % 3) + chance.gauss(n, 1)
            for n in range(METRICS)
            if n or chance.random() > 0.03
        }
        runs.append(_run(i, values, chance))
    return make_history(0, runs=tuple(runs))


def _run(i: int, values: dict[str, float], chance: random.Random) -> Run:
    parameters = {
        "rate": round(chance.random(), 4),
        "depth": chance.randrange(3, 12),
        "model": chance.choice(("linear", "ridge", "forest")),
    }
    run = make_run(i, versions=(make_metrics(values),), parameters=parameters, given={})
    return Run(**{**run.__dict__, "graph": None, "timings": (), "packages": None})


def main() -> None:
    """Build, measure, publish."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp())
    if not (folder / "metrics.html").exists():
        _build(folder, count)
    parallel = folder.resolve() / "parallel"
    if not (parallel / "explore.html").exists():
        _build(parallel, min(count, PARALLEL))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
        )
        address = folder.resolve().as_uri() + "/"
        rows = [
            *_open(browser, address + "metrics/scores.m1.html", ".reach", drag=True),
            *_open(browser, address + "metrics/scores.m1.html#colour=branch", ".reach", drag=True),
            *_open(browser, address + "metrics.html", ".metric-card .reach"),
            *_open(browser, parallel.as_uri() + "/explore.html", "#explore[data-ready]"),
        ]
        browser.close()
    publish(f"charts of {count:,} runs, from file://", rows)


def _build(folder: Path, count: int) -> None:
    found = _timed("history", lambda: history(count))
    site = Site(found, Config())
    _timed(f"series of {METRICS} metrics", lambda: site.series)
    _timed(f"change points ({len(site.steps)})", lambda: Site(found, Config()).steps)
    theme = folder.with_name(folder.name + "-theme")
    theme.mkdir(parents=True, exist_ok=True)
    (theme / "theme.toml").write_text('parent = "default"\nfamilies = ["metrics"]\n')
    config = Config(theme=ThemeOptions(name=str(theme)))
    _timed("site of the metrics only", lambda: write_site(found, config, Output(folder)))
    size = (folder / "metrics/scores.m1.html").stat().st_size
    print(f"{'page of one metric, kB':46}{size / 1000:8.0f}")


def _timed(name: str, work):  # noqa: ANN001, ANN202 - whatever it gives
    begun = time.perf_counter()
    found = work()
    print(f"{name:46}{time.perf_counter() - begun:8.2f} s")
    return found


def _open(browser: Browser, address: str, ready: str, *, drag: bool = False) -> Iterator[Row]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.on("pageerror", lambda error: print("page error:", error))
    page.add_init_script(WATCH.replace("READY", repr(ready)))
    page.goto(address)
    # Not wait_for_function: it evaluates a string, which the page's policy forbids.
    while not page.evaluate("() => window.usable"):
        page.wait_for_timeout(50)
    name = address.rpartition("/")[2]
    took = page.evaluate("usable - arrived")
    longest = page.evaluate("Math.max(0, ...tasks)")
    goal = 500
    yield Row(f"{name}: from data to usable", took, "ms", goal, f"longest task {longest:.0f} ms")
    if drag:
        median, late, worst, own = page.evaluate(DRAG)
        note = f"median {median:.0f} ms, worst {worst:.0f}, of it drawing {own:.1f}"
        yield Row(f"{name}: a frame of dragging, 95 %", late, "ms", 1000 / 30, note)
    heap = page.evaluate("performance.memory.usedJSHeapSize")
    yield Row(f"{name}: memory of the page's own", heap / 2**20, "MiB", 500)
    page.close()


if __name__ == "__main__":
    main()
