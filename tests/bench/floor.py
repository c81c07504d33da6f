"""What physics asks of a build: the time of it, and of its parts, on both cores.

    python tests/bench/floor.py PROJECT SITE

Lists the folders, opens, reads and parses every tracked file once, reads the store once and
parses its rows, and writes as many bytes to as many files as SITE has. Prints seconds as JSON:
`names` (the folders' names only), `store` (its rows only), `build` (all of it).
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from histories import METRICS

CORES = 2
Batch = tuple[str, Sequence[str]]
"""A dataset's folder, and some names of versions in it."""


def names(project: Path) -> list[Batch]:
    """The versions of every dataset, names only."""
    tracking = f"{project}/data/09_tracking"
    datasets = [f"{tracking}/companies_columns.json"]
    datasets += [f"{tracking}/{namespace}/metrics.json" for namespace in METRICS]
    return [(path, os.listdir(path)) for path in datasets if os.path.isdir(path)]


def store(project: Path) -> list[tuple[str, str]]:
    """All rows of the store, as they are."""
    path = project / "data" / "session_store.db"
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as connection:
        rows: list[tuple[str, str]] = connection.execute("SELECT id, blob FROM runs").fetchall()
        connection.execute("SELECT * FROM user_run_details").fetchall()
    return rows


def read(batch: Batch) -> int:
    """Open, read and parse the files of some versions."""
    folder, versions = batch
    file = os.path.basename(folder)
    for version in versions:
        descriptor = os.open(f"{folder}/{version}/{file}", os.O_RDONLY)
        content = os.read(descriptor, 65_536)
        os.close(descriptor)
        json.loads(content)
    return len(versions)


def parse(blobs: Sequence[str]) -> int:
    """Decode rows, which kedro-viz encoded twice."""
    for blob in blobs:
        json.loads(json.loads(blob))
    return len(blobs)


def write(task: tuple[str, Sequence[tuple[str, int]]]) -> int:
    """Write files of these names and sizes."""
    folder, files = task
    content = memoryview(b"x" * max((size for _, size in files), default=0))
    for name, size in files:
        with open(f"{folder}/{name}", "wb") as file:
            file.write(content[:size])
    return len(files)


def sizes(site: Path) -> list[tuple[str, int]]:
    """Every file of a site."""
    return sorted(
        (path.relative_to(site).as_posix(), path.stat().st_size)
        for path in site.rglob("*")
        if path.is_file()
    )


def halves(found: Sequence) -> list[Sequence]:  # type: ignore[type-arg]
    """A list in as many parts as there are cores."""
    step = -(-len(found) // CORES) or 1
    return [found[start : start + step] for start in range(0, len(found), step)]


def _build(project: Path, files: list[tuple[str, int]], target: str) -> None:
    method = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    with ProcessPoolExecutor(CORES, method) as pool:
        batches = [(folder, part) for folder, found in names(project) for part in halves(found)]
        reading = [pool.submit(read, batch) for batch in batches]
        rows = store(project)
        parsing = [pool.submit(parse, [blob for _, blob in part]) for part in halves(rows)]
        for future in (*reading, *parsing):
            future.result()
        for parent in {os.path.dirname(name) for name, _ in files}:
            os.makedirs(f"{target}/{parent}", exist_ok=True)
        list(pool.map(write, [(target, part) for part in halves(files)]))


def _timed(work) -> float:  # noqa: ANN001 - whatever it gives
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Measure and print."""
    project, site = (Path(argument).resolve() for argument in sys.argv[1:3])
    files = sizes(site)
    target = site.with_name(site.name + "-floor")
    shutil.rmtree(target, ignore_errors=True)
    found = {
        "names": min(_timed(lambda: names(project)) for _ in range(3)),
        "store": min(_timed(lambda: store(project)) for _ in range(3)),
        "build": _timed(lambda: _build(project, files, str(target))),
        "files": len(files),
        "bytes": sum(size for _, size in files),
    }
    shutil.rmtree(target, ignore_errors=True)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
