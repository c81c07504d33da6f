"""What is shipped, and that the suite runs on what is shipped."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from importlib.metadata import entry_points, version
from pathlib import Path

import pytest

import kedro_track
from kedro_track.toml import read_toml

ROOT = Path(__file__).parents[1]
PYPROJECT = read_toml(ROOT / "pyproject.toml")
SHIPPED = ("pyproject.toml", "README.md", "LICENSE", "generator", "themes")
COMPILED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*_cache")


def tracked_files(folder: str) -> Iterator[str]:
    """Files below a folder of the repository, relative to it, without what Python compiles."""
    for path in (ROOT / folder).rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(ROOT / folder).as_posix()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a package is built from."""
    copy = tmp_path_factory.mktemp("source")
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=COMPILED)
        else:
            shutil.copy(ROOT / name, copy)
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path) -> set[str]:
    """The names in a wheel built from it."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist", "."]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    [path] = (source / "dist").glob("*.whl")
    return set(zipfile.ZipFile(path).namelist())


def test_the_list_of_packages_is_that_of_the_tree() -> None:
    """Every folder with an `__init__.py` is listed, and nothing else."""
    demo = "demo/project/"
    found = {
        ".".join(["kedro_track", *Path(name).parent.parts])
        for name in tracked_files("generator/kedro_track")
        if name.endswith("__init__.py") and not name.startswith(demo)
    }
    assert set(PYPROJECT["tool"]["setuptools"]["packages"]) == {*found, "kedro_track.themes"}


def test_the_wheel_ships_every_file_of_the_themes(wheel: set[str]) -> None:
    """Templates, styles and scripts lie in `kedro_track/themes`."""
    themes = {f"kedro_track/themes/{name}" for name in tracked_files("themes")}
    assert {name for name in wheel if name.startswith("kedro_track/themes/")} == themes


def test_the_wheel_ships_every_file_of_the_package(wheel: set[str]) -> None:
    """Modules, the marker of types, and the demo's project."""
    package = {f"kedro_track/{name}" for name in tracked_files("generator/kedro_track")}
    assert {n for n in wheel if n.startswith("kedro_track/") and "/themes/" not in n} == package


def test_an_editable_install_reads_the_themes_live(source: Path, tmp_path: Path) -> None:
    """A template changed in the tree is the template that is read, without installing anew."""
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = ["install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", source]
    # The build back end is taken from the environment of this suite.
    [packages] = {Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")}
    [theirs] = environment.rglob("site-packages")
    (theirs / "suite.pth").write_text(f"{packages}\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "pip", "--python", python, *install], check=True)
    # The suite's own kedro-track must not answer in its place.
    (theirs / "suite.pth").unlink()
    (source / "themes" / "default" / "added.txt").write_text("live", encoding="utf-8")
    read = (
        "from importlib.resources import files;"
        "print((files('kedro_track.themes') / 'default' / 'added.txt').read_text())"
    )
    done = subprocess.run(
        [python, "-c", read], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "live"


def test_the_suite_runs_on_what_it_says() -> None:
    """`make test` installs the wheel and says so; then nothing is taken from the tree."""
    inside = ROOT in Path(kedro_track.__file__).parents and ".venv" not in kedro_track.__file__
    assert inside == (os.environ.get("KEDRO_TRACK_INSTALLED") != "wheel")


def test_kedro_finds_the_plugin_by_its_entry_points() -> None:
    """Each entry point loads."""
    for group in ("kedro.hooks", "kedro.project_commands", "kedro.global_commands"):
        [found] = [each for each in entry_points(group=group) if each.dist.name == "kedro-track"]
        assert found.load() is not None


def test_one_version_everywhere() -> None:
    """The package, its metadata and the newest entry of the changelog agree."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+)", changelog, re.MULTILINE)
    assert newest is not None
    assert newest[1] == kedro_track.__version__ == version("kedro-track")


def test_the_oldest_versions_tested_are_those_promised() -> None:
    """Each lower bound of pyproject.toml is what `constraints/oldest.txt` installs."""
    project = PYPROJECT["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["demo"]]
    bounds = [re.match(r"([\w-]+)>=([\d.]+)", requirement) for requirement in asked]
    pinned = dict(
        re.findall(r"^([\w-]+)==(\S+)", (ROOT / "constraints/oldest.txt").read_text(), re.MULTILINE)
    )
    for bound in bounds:
        assert bound is not None
        name, lowest = bound.groups()
        assert padded(pinned[name]) == padded(lowest), name


def padded(release: str) -> list[int]:
    """A version's numbers, to three places: 3 and 3.0.0 are the same."""
    numbers = [int(part) for part in release.split(".")]
    return numbers + [0] * (3 - len(numbers))
