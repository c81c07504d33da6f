"""What kedro-track adds to `kedro --version` and to `kedro run`, by pairs with it and without.

    python tests/bench/commands.py [PAIRS]

Two environments of this Python hold the very same packages, by links; one of them also has the
wheel of this tree. Both run the same command in the same project, a git repository with a
pipeline of one node, turn and turn about. What counts is processor time, of the command and of
what it waits for; the clock is given beside it. Other work on the machine only ever adds to
either, so the lower quartiles are compared and not the means. The figure is the upper end of the
95 % interval of their difference, by drawing pairs anew (a bootstrap: nothing is taken for
normal), so that a goal is reached by proof and not by luck.
"""

from __future__ import annotations

import compileall
import os
import random
import subprocess
import sys
import sysconfig
import tempfile
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1])]

from bench.results import Row, publish  # noqa: E402
from projects import PACKAGE, commit_to_git, environment, make_project  # noqa: E402

GOALS = {("--version",): 30.0, ("run",): 100.0}
"""Milliseconds that each `kedro …` may cost more."""

DRAWN = 2000

Pair = tuple[float, float]
"""Milliseconds without kedro-track and with it."""

TRIVIAL = {
    "conf/base/catalog.yml": "",
    f"src/{PACKAGE}/pipeline_registry.py": """
        from kedro.pipeline import node, pipeline


        def double(factor):
            return 2 * factor


        def register_pipelines():
            return {"__default__": pipeline([node(double, "params:factor", "doubled")])}
        """,
}


@dataclass(frozen=True)
class Cost:
    """What one command took, in milliseconds."""

    processor: float
    clock: float


def main() -> None:
    """Make both environments, measure, publish."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    with tempfile.TemporaryDirectory() as folder:
        publish("commands", _measured(Path(folder).resolve(), pairs))


def _measured(folder: Path, pairs: int) -> list[Row]:
    without, with_ours = (_environment(folder / name) for name in ("without", "with"))
    _install(_wheel(folder / "wheel"), with_ours)
    project = make_project(folder / "project", TRIVIAL)
    commit_to_git(project)
    rows: list[Row] = []
    for command, goal in GOALS.items():
        rows += _compared(command, goal, (without, with_ours), project, pairs)
    return rows


def _compared(
    command: Sequence[str], goal: float, pythons: tuple[Path, Path], project: Path, pairs: int
) -> list[Row]:
    taken: list[tuple[Cost, Cost]] = []
    for number in range(pairs + 1):
        turn = pythons if number % 2 else pythons[::-1]
        found = {python: _run(python, command, project) for python in turn}
        taken.append((found[pythons[0]], found[pythons[1]]))
    del taken[0]  # its files were not in memory yet
    name = f"kedro {' '.join(command)}: more "
    return [
        _row(f"{name}processor time", [(a.processor, b.processor) for a, b in taken], goal),
        _row(f"{name}time by the clock", [(a.clock, b.clock) for a, b in taken], None),
    ]


def _row(figure: str, pairs: Sequence[Pair], goal: float | None) -> Row:
    chance = random.Random(1)
    drawn = sorted(_more(chance.choices(pairs, k=len(pairs))) for _ in range(DRAWN))
    low, high = drawn[DRAWN // 40], drawn[-1 - DRAWN // 40]
    without, ours = zip(*pairs, strict=True)
    least = min(ours) - min(without)
    note = (
        f"{_more(pairs):.1f}, 95 % {low:.1f} to {high:.1f}; by minima {least:.1f}; "
        f"{len(pairs)} pairs, without {_quarter(without):.0f}"
    )
    return Row(figure, high, "ms", goal, note)


def _more(pairs: Sequence[Pair]) -> float:
    without, ours = zip(*pairs, strict=True)
    return _quarter(ours) - _quarter(without)


def _quarter(values: Sequence[float]) -> float:
    return quantiles(values, n=4, method="inclusive")[0]


def _run(python: Path, command: Sequence[str], project: Path) -> Cost:
    begun = time.perf_counter()
    process = subprocess.Popen(
        [python, "-m", "kedro", *command],
        cwd=project,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    clock = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{python} -m kedro {' '.join(command)} ended with {process.returncode}")
    return Cost(1000 * (used.ru_utime + used.ru_stime), 1000 * clock)


def _environment(folder: Path) -> Path:
    """An environment with links to all that this one has but kedro-track; gives its Python."""
    command = [sys.executable, "-m", "venv", "--clear", "--without-pip", folder]
    subprocess.run(command, check=True)
    packages = _packages(folder)
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "kedro_track" not in entry.name:
            (packages / entry.name).symlink_to(entry)
    return folder / "bin" / "python"


def _packages(folder: Path) -> Path:
    return next(folder.glob("lib/python*/site-packages"))


def _wheel(folder: Path) -> Path:
    options = ["--wheel", "--no-isolation", "--outdir", folder]
    command = [sys.executable, "-m", "build", *options, HERE.parents[2]]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return next(folder.glob("*.whl"))


def _install(wheel: Path, python: Path) -> None:
    packages = _packages(python.parents[1])
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    compileall.compile_dir(packages / "kedro_track", quiet=1)


if __name__ == "__main__":
    main()
