"""Make the demo project in a folder, live through its story, build its site.

Runs git, `kedro` and `kedro track` as a person would, each in a process of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path

from kedro_track.demo.raw_data import write_raw_data
from kedro_track.demo.story import STORY, Author, Branch, Commit, Merge, Run, Step
from kedro_track.errors import TrackError

NEEDED = ("matplotlib", "pandas", "plotly", "seaborn", "sklearn")
# Stored without their dot: packages leave out what begins with one.
DOTTED = ("gitignore", "gitkeep")
KEDRO = (sys.executable, "-m", "kedro")
ENVIRONMENT = {"DO_NOT_TRACK": "1", "KEDRO_DISABLE_TELEMETRY": "1", "PYTHONUTF8": "1"}
# What a person's own git is set to must not change the demo.
GIT = ("git", "-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null")

Say = Callable[[str], None]


def make_demo(folder: Path, say: Say, story: Sequence[Step] = STORY) -> Path:
    """Make the demo project in `folder`, run it through its story, build its site.

    Args:
        folder: New or empty.
        say: Is told of each run before it starts, and of the build.
        story: What happens.

    Returns:
        The site's `index.html`.

    Raises:
        TrackError: The folder is not empty, something is not installed, or a command
            ended in another way than the story has it.
    """
    _check_installed()
    make_project(folder)
    runs = [step for step in story if isinstance(step, Run)]
    for step in story:
        if isinstance(step, Run):
            say(f"[{runs.index(step) + 1:>2} of {len(runs)}] {_spelled(step)}")
        live(folder, step)
    say("kedro track build-site")
    _kedro(folder, "track", "build-site")
    return folder / "site" / "index.html"


def make_project(folder: Path) -> None:
    """Write the project's files and its raw data, as a git repository without a commit.

    Raises:
        TrackError: The folder is not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise TrackError(f"{folder} is not an empty folder; name another one for the demo.")
    with as_file(files("kedro_track.demo") / "project") as source:
        compiled = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, folder, dirs_exist_ok=True, ignore=compiled)
    for path in [found for name in DOTTED for found in folder.rglob(name)]:
        path.rename(path.with_name(f".{path.name}"))
    _replace(folder / "pyproject.toml", "@KEDRO_VERSION@", version("kedro"))
    if find_spec("kedro_datasets.matplotlib.matplotlib_dataset") is None:
        # An older kedro-datasets knows it by its first name only.
        catalog = folder / "conf" / "base" / "catalog_reporting.yml"
        _replace(catalog, "matplotlib.MatplotlibDataset", "matplotlib.MatplotlibWriter")
    write_raw_data(folder / "data" / "01_raw")
    _git(folder, "init", "--quiet", "--initial-branch=main")


def _check_installed() -> None:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise TrackError(
            f"The demo needs packages that are not installed ({', '.join(missing)}); "
            'type: pip install "kedro-track[demo]"'
        )
    if shutil.which("git") is None:
        raise TrackError("The demo needs git; on Debian, type: apt install git")


def _spelled(run: Run) -> str:
    return " ".join(["kedro run", *run.arguments])


def live(folder: Path, step: Step) -> None:
    """Carry out one step of the story in the project."""
    match step:
        case Author(name):
            _git(folder, "config", "user.name", name)
            _git(folder, "config", "user.email", f"{name.split()[0].lower()}@example.org")
        case Branch(name, new):
            _git(folder, "checkout", "--quiet", *(["-b"] if new else []), name)
        case Commit(message, changes):
            for change in changes:
                _replace(folder / change.path, change.old, change.new)
            _git(folder, "add", "--all")
            _git(folder, "commit", "--quiet", "--message", message)
        case Merge(name):
            _git(folder, "merge", "--quiet", "--no-ff", "--no-edit", name)
        case Run(arguments, edit, fails):
            _kedro(folder, "run", *arguments, fails=fails)
            if edit:
                _kedro(folder, "track", "edit", "latest", *edit)


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise TrackError(f"{path} does not hold {old!r}, which the demo's story changes.")
    path.write_text(text.replace(old, new), encoding="utf-8")


def _git(folder: Path, *arguments: str) -> None:
    _command(folder, [*GIT, *arguments])


def _kedro(folder: Path, *arguments: str, fails: bool = False) -> None:
    _command(folder, [*KEDRO, *arguments], fails=fails)


def _command(folder: Path, command: list[str], *, fails: bool = False) -> None:
    done = subprocess.run(  # noqa: S603 -- the story's own commands
        command,
        cwd=folder,
        env={**os.environ, **ENVIRONMENT},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if (done.returncode != 0) != fails:
        wanted = "was meant to fail, but did not" if fails else f"ended with {done.returncode}"
        raise TrackError(f"{' '.join(command)}\n{wanted}, in {folder}:\n{done.stdout}")
