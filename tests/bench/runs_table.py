"""How the runs table does at any size: builds its pages from made-up columns, then measures.

    python tests/bench/runs_table.py [RUNS] [FOLDER]

The data files are written directly (a history of 100,000 runs takes a while to make); the page
is the theme's own. Prints milliseconds in Chromium over `file://`: until the first rows are
drawn, until all runs are there, and for each thing a reader does its time and its longest
task, which is how long the page stood still.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]

from playwright.sync_api import Page, sync_playwright  # noqa: E402
from results import Row, publish  # noqa: E402

from builders import make_history  # noqa: E402
from kedro_track.build import write_site  # noqa: E402
from kedro_track.config import Config, ThemeOptions  # noqa: E402
from kedro_track.site.columns import FACTS, encode  # noqa: E402
from kedro_track.site.output import Output  # noqa: E402
from kedro_track.site.scripts import compact_json, script  # noqa: E402

CHUNK = 500
METRICS = 14
PARAMS = 8

WATCH = """
window.tasks = [];
new PerformanceObserver((list) => tasks.push(...list.getEntries().map((e) => e.duration)))
    .observe({ type: "longtask", buffered: true });
new MutationObserver((_, observer) => {
    if (!document.querySelector(".grid tr[tabindex]")) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.firstRows = performance.now(); }));
}).observe(document, { childList: true, subtree: true });
"""

# Does something by the hash or a click, and waits until the table shows the result.
ACT = """async (change) => {
    const drawn = () => document.querySelector("#runs-said").textContent + location.hash;
    tasks.length = 0;
    const begun = performance.now();
    const seen = new Promise((resolve) => {
        const old = KT.runs.Grid.prototype.show;
        KT.runs.Grid.prototype.show = function (content) {
            old.call(this, content);
            KT.runs.Grid.prototype.show = old;
            requestAnimationFrame(() => setTimeout(resolve));
        };
    });
    KT.runs.view.write(change);
    await seen;
    const took = performance.now() - begun;
    await new Promise((resolve) => setTimeout(resolve, 300));
    return [took, Math.max(0, ...tasks), drawn()];
}"""

ACTS: dict[str, dict[str, Any]] = {
    "sort by a metric": {"sort": [{"id": "metrics.scores.m0", "down": True}]},
    "sort by two columns": {
        "sort": [{"id": "branch", "down": False}, {"id": "metrics.scores.m1", "down": False}]
    },
    "sort by title": {"sort": [{"id": "title", "down": False}]},
    "filter by numbers": {"sort": [], "filter": "metrics.scores.m0 > 0.5 and params.p0 < 0.5"},
    "filter by a pattern": {"filter": "title ~ 'trial [0-9]*7:' and branch = main"},
    "filter by nothing found": {"filter": "metrics.scores.m0 > 2"},
    "search for a text": {"filter": "", "search": "99"},
    "group by branch": {"search": "", "group": "branch"},
    "group by day": {"group": "when"},
    "group by a number": {"group": "params.p1"},
    "best of each": {"group": "params.p2", "best": "metrics.scores.m0"},
    "all again": {"group": "", "best": ""},
}

SCROLL = """async () => {
    const grid = document.querySelector(".grid");
    const frames = [];
    tasks.length = 0;
    let last = performance.now();
    for (let n = 0; n < 120; n += 1) {
        grid.scrollTop += n % 10 ? 170 : 250000;
        await new Promise(requestAnimationFrame);
        frames.push(performance.now() - last);
        last = performance.now();
    }
    return [Math.max(...frames), frames.sort((a, b) => a - b)[60], Math.max(0, ...tasks)];
}"""


def main() -> None:
    """Build, measure, publish."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp())
    for name, runs in (("empty", 0), ("full", count)):
        if not (folder / name / "runs.html").exists():
            _build(folder / name, runs)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
        )
        found: dict[str, list[Row]] = {}
        for name in ("empty", "full", "full"):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.on("pageerror", lambda error: print("page error:", error))
            page.add_init_script(WATCH)
            address = (folder / name).as_uri() + "/runs.html"
            empty = found["empty"][0].value if "empty" in found else None
            # The second time everything is in memory: that is what counts.
            found[name] = [*_measure(page, address, empty)]
            page.close()
        browser.close()
    publish(f"table of {count:,} runs, from file://", found["full"])


def _measure(page: Page, address: str, empty: float | None) -> Iterator[Row]:
    """The rows of one page; `empty`: milliseconds of the same page without data, if known."""
    page.goto(address)
    page.wait_for_function("document.querySelector('[data-ready]') !== null", timeout=120_000)
    whole = page.evaluate("performance.now()")
    first = page.evaluate("window.firstRows")
    page.wait_for_timeout(300)
    longest = page.evaluate("Math.max(0, ...tasks)")
    yield Row("until the first rows", first, "ms")
    if empty is None:
        return
    yield Row("until the first rows, against no data", first / empty, "×", 2)
    yield Row("until all runs are there", whole, "ms", None, f"longest task {longest:.0f} ms")
    for name, change in ACTS.items():
        took, task, said = page.evaluate(ACT, change)
        yield Row(f"{name}: blocking", task, "ms", 100, f"done after {took:.0f} ms; {said[:50]}")
    worst, median, task = page.evaluate(SCROLL)
    note = f"median {median:.0f} ms, longest task {task:.0f}"
    yield Row("scroll: worst frame", worst, "ms", 100, note)
    heap = page.evaluate("performance.memory.usedJSHeapSize")
    yield Row("memory of the page's own", heap / 2**20, "MiB", 500)


def _build(site: Path, count: int) -> None:
    """The theme's own page of the newest 500, with the data of `count` runs beside it."""
    theme = site.with_name("theme")
    theme.mkdir(parents=True, exist_ok=True)
    (theme / "theme.toml").write_text('parent = "default"\nfamilies = ["runs"]\n')
    write_site(make_history(500), Config(theme=ThemeOptions(name=str(theme))), Output(site))
    chance = random.Random(1)
    columns = _columns()
    chunks = []
    for start in range(0, count or 1, CHUNK):
        size = min(CHUNK, (count or 1) - start)
        rows = [_row(chance, start + n) for n in range(size)]
        name = f"data/runs-{start // CHUNK:05d}-0000000000.js"
        content = {
            "columns": {
                c["id"]: encode([row.get(c["id"]) for row in rows])
                for c in columns
                if any(row.get(c["id"]) is not None for row in rows)
            },
            "pages": {},
        }
        (site / name).write_text(
            script("KT.data.receive", name, compact_json(content)), encoding="utf-8"
        )
        chunks.append({"runs": name, "details": name, "count": size, "first": rows[0]["id"]})
    index = {
        "format": 1,
        "title": "Bench",
        "baseline": None,
        "rule": None,
        "repository": None,
        "headline": ["scores.m0", "scores.m1"],
        "count": count or 1,
        "columns": columns,
        "chunks": chunks,
    }
    (site / "data" / "index.js").write_text(
        script("KT.data.receive", "index", compact_json(index)), encoding="utf-8"
    )


def _columns() -> list[dict[str, Any]]:
    facts = [
        {"id": name, "kind": kind, "group": "run", "label": name}
        for name, (kind, _) in FACTS.items()
    ]
    metrics = [
        {
            "id": f"metrics.scores.m{n}",
            "kind": "number",
            "group": "metrics",
            "label": f"m{n}",
            "direction": ("higher", "lower")[n % 2],
        }
        for n in range(METRICS)
    ]
    params = [
        {"id": f"params.p{n}", "kind": "number", "group": "params", "label": f"p{n}"}
        for n in range(PARAMS)
    ]
    return [*facts, *metrics, *params]


def _row(chance: random.Random, number: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": f"run-{number:06d}",
        "status": "failed" if number % 20 == 3 else "succeeded",
        "title": f"Trial {number}: alpha {chance.random():.3f}" if number % 3 else None,
        "when": 1_700_000_000_000 + number * 420_000,
        "duration": round(chance.uniform(5, 500), 2),
        "user": chance.choice(["ada", "grace", "katherine"]),
        "branch": chance.choice(["main", "main", "develop", "feature/a", "feature/b"]),
        "commit": f"{chance.getrandbits(160):040x}",
        "dirty": number % 7 == 0,
        "tags": ["sweep"] if number % 4 == 0 else None,
        "command": f"kedro run --params=p0={number}",
    }
    for n in range(METRICS):
        row[f"metrics.scores.m{n}"] = round(chance.random(), 6) if number % 20 != 3 else None
    for n in range(PARAMS):
        row[f"params.p{n}"] = round(chance.random(), 2 + n % 3)
    return row


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr] # a text stream
    main()
