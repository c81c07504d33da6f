"""How long a build takes, against what physics asks, at any size.

    python tests/bench/build.py [RUNS …] [--folder FOLDER]

For each count (1,000 and 10,000 unless told; 100,000 takes some minutes): a full build, one
with nothing new, one after a new run, each as a process of its own, beside the floor (see
floor.py) on the same machine in the same session. Times that are compared with a listing are
taken beyond the same command on a project without runs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import histories  # noqa: E402
from results import Row, publish  # noqa: E402

MEMORY = {1_000: 300.0, 10_000: 300.0, 100_000: 1536.0}
"""MiB, all processes together."""


@dataclass(frozen=True)
class Ran:
    """What one process, with all that it started, took: seconds, and MiB at its peak."""

    seconds: float
    memory: float


def main() -> None:
    """Measure every size, then print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("runs", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--folder", type=Path, help="where histories and sites are kept")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (given.folder or Path(temporary)).resolve()
        rows: list[Row] = []
        per_run: dict[int, float] = {}
        for count in given.runs:
            found, per_run[count] = _of_size(count, folder)
            rows += found
        smallest = min(per_run)
        rows += [
            Row(
                f"{count:,} runs: time per run against {smallest:,}",
                took / per_run[smallest],
                "×",
                1.2,
                f"{took * 1e6:.0f} µs a run",
            )
            for count, took in per_run.items()
            if count > smallest
        ]
        publish("build", rows)


def _of_size(count: int, folder: Path) -> tuple[list[Row], float]:
    """The rows of one size, and the seconds that a run took in the full build."""
    project, site = folder / f"project-{count}", folder / f"site-{count}"
    bare = folder / "project-0"
    for each, runs in ((project, count), (bare, 0)):
        if not (each / "pyproject.toml").is_file():
            histories.make(runs, each)
    for old in (site, folder / "site-0", *_caches(project), *_caches(bare)):
        shutil.rmtree(old, ignore_errors=True)
    _build(bare, folder / "site-0")
    start = min(_build(bare, folder / "site-0").seconds for _ in range(3))
    full = _build(project, site)
    before = _state(site)
    floor = _floor(project, site)
    again = _best(_build(project, site) for _ in range(3))
    touched = _changed(before, _state(site))
    news = []
    for _ in range(3):
        before = _state(site)
        histories.add(1, project)
        news.append(_build(project, site))
    new = _best(iter(news))
    rewritten = _changed(before, _state(site))
    listing = floor["names"] + floor["store"]
    size, packed = _size(site)
    name = f"{count:,} runs"
    return [
        Row(
            f"{name}: full build against the floor",
            full.seconds / floor["build"],
            "×",
            2.5,
            f"{full.seconds:.1f} s, floor {floor['build']:.2f} s",
        ),
        Row(
            f"{name}: after one new run, against names and rows",
            max(0.0, new.seconds - start) / listing,
            "×",
            3,
            f"{new.seconds:.2f} s, start {start:.2f}, names {floor['names']:.3f}, "
            f"rows {floor['store']:.3f}; {len(rewritten)} files written",
        ),
        Row(
            f"{name}: nothing new, against names and rows",
            # Less than the start is noise.
            max(0.0, again.seconds - start) / listing,
            "×",
            2,
            f"{again.seconds:.2f} s, start {start:.2f}",
        ),
        Row(f"{name}: files written with nothing new", len(touched), "files", 0),
        Row(f"{name}: memory of a full build", full.memory, "MiB", MEMORY.get(count)),
        Row(f"{name}: memory after one new run", new.memory, "MiB"),
        Row(
            f"{name}: size of the site, gzipped",
            packed / count / 1024,
            "KiB/run",
            4,
            f"{size / count / 1024:.1f} KiB a run unpacked, {size / 2**20:.0f} MiB in all",
        ),
    ], full.seconds / count


def _caches(project: Path) -> list[Path]:
    return [project / ".kedro-track"]


def _best(found: Iterator[Ran]) -> Ran:
    return min(found, key=lambda ran: ran.seconds)


def _build(project: Path, site: Path) -> Ran:
    command = [str(Path(sys.executable).with_name("kedro-track")), "build-site"]
    command += ["--project", str(project), "--output", str(site)]
    begun = time.perf_counter()
    # As people run it: what is imported is compiled once, not each time.
    environment = {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
    )
    watch = _Watch(process.pid)
    _, said = process.communicate()
    seconds = time.perf_counter() - begun
    if process.returncode:
        sys.exit(said.decode())
    return Ran(seconds, watch.stop())


class _Watch:
    """Looks at the memory of a process and its children until it is told to stop."""

    def __init__(self, pid: int) -> None:
        self._pid, self._peak, self._ended = pid, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """The largest sum seen, MiB."""
        self._ended.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        while not self._ended.wait(0.1):
            self._peak = max(self._peak, sum(map(_memory, _family(self._pid))) / 1024)


def _family(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        below = [(task / "children").read_text() for task in tasks]
    except OSError:
        return [pid]
    children = [int(child) for text in below for child in text.split()]
    return [pid, *(one for child in children for one in _family(child))]


def _memory(pid: int) -> int:
    """KiB that it has for itself, with its share of what it shares; 0 where nobody tells."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def _floor(project: Path, site: Path) -> dict[str, float]:
    command = [sys.executable, str(HERE / "floor.py"), str(project), str(site)]
    found: dict[str, float] = json.loads(subprocess.check_output(command))
    return found


def _state(site: Path) -> dict[str, tuple[int, int]]:
    """Of every file its number and when it was written."""
    return {
        str(path): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in site.rglob("*")
        if path.is_file()
    }


def _changed(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> list[str]:
    return sorted(path for path, found in after.items() if before.get(path) != found)


def _size(site: Path) -> tuple[int, float]:
    """Bytes of all files, and gzipped; of many files every twentieth is packed."""
    files = sorted(path for path in site.rglob("*") if path.is_file())
    some = files[:: max(1, len(files) // 2_000)]
    contents = [path.read_bytes() for path in some]
    share = sum(len(gzip.compress(each)) for each in contents) / sum(map(len, contents))
    size = sum(path.stat().st_size for path in files)
    return size, size * share


if __name__ == "__main__":
    main()
