"""What we are built of, and that it is what it was."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kedro_track.toml import read_toml

ROOT = Path(__file__).parents[1]
PYPROJECT = read_toml(ROOT / "pyproject.toml")
NEWEST = (ROOT / "constraints/newest.txt").read_text(encoding="utf-8")
COMPILED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*_cache")

SOUND = {"name": "a", "version": "1", "vulns": []}
WEAK = {"name": "b", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["3"]}]}
UNKNOWN = {"name": "c", "skip_reason": "not found"}


def plain(name: str) -> str:
    """A package's name as indexes compare it, without its version and extras."""
    bare = re.split(r"[\s\[<>=!~;]", name.strip())[0]
    return re.sub(r"[-_.]+", "-", bare).lower()


def test_everything_that_is_asked_for_is_pinned() -> None:
    """Also what extras and groups bring: CI installs what it installed yesterday."""
    project = PYPROJECT["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    lists += PYPROJECT["dependency-groups"].values()
    wanted = {plain(name) for names in lists for name in names if isinstance(name, str)}
    pinned = {plain(line) for line in NEWEST.splitlines() if "==" in line}
    assert wanted - pinned == set()


def test_every_pin_is_exact() -> None:
    """A range would be another version tomorrow."""
    lines = [line for line in NEWEST.splitlines() if line and not line.lstrip().startswith("#")]
    assert all(re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+", line) for line in lines)


def test_every_action_is_pinned_by_its_commit() -> None:
    """A tag can be moved to another commit by whoever owns the action."""
    used = [
        line.split("uses:")[1].split("#")[0].strip()
        for path in (ROOT / ".github").rglob("*.yml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"\s*(- )?uses:", line)
    ]
    assert used
    assert [name for name in used if not re.search(r"@[0-9a-f]{40}$|^\./", name)] == []


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    """Of the same sources, in different folders: whoever wants to can check a release."""
    digests = []
    for place in ("one", "two"):
        copy = tmp_path / place
        copy.mkdir()
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, copy)
        for name in ("generator", "themes"):
            shutil.copytree(ROOT / name, copy / name, ignore=COMPILED)
        # Checked out at another moment.
        for path in copy.rglob("*"):
            os.utime(path, (1_600_000_000 + len(place), 1_600_000_000 if place == "one" else 1))
        command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist"]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
        subprocess.run(command, cwd=copy, check=True, capture_output=True, env=environment)
        [wheel] = (copy / "dist").glob("*.whl")
        digests.append(hashlib.sha256(wheel.read_bytes()).hexdigest())
    assert digests[0] == digests[1]


def audit(folder: Path, answer: str, *options: str) -> tuple[int, str]:
    """What `.ci/audit` makes of an answer of pip-audit."""
    program = folder / "pip-audit"
    program.write_text(f"#!{sys.executable}\nprint({answer!r})\n", encoding="utf-8")
    program.chmod(0o755)
    command = [sys.executable, str(ROOT / ".ci/audit"), str(program), "lock.txt", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.strip()


def answered(*packages: dict[str, object]) -> str:
    """An answer about packages."""
    return json.dumps({"dependencies": packages})


@pytest.mark.skipif(os.name == "nt", reason="stands in for a program by a script")
def test_what_is_known_of_a_package_is_said(tmp_path: Path) -> None:
    """Lint goes on; the weekly job, which is strict, does not."""
    said = "b 2: CVE-1, mended in 3\n2 of 3 packages audited, 1 findings"
    assert audit(tmp_path, answered(SOUND, WEAK, UNKNOWN)) == (0, said)
    assert audit(tmp_path, answered(SOUND, WEAK, UNKNOWN), "--strict") == (1, said)


@pytest.mark.skipif(os.name == "nt", reason="stands in for a program by a script")
@pytest.mark.parametrize("answer", ["", "no network", answered(UNKNOWN)])
def test_without_a_network_nothing_is_said_to_be_sound(tmp_path: Path, answer: str) -> None:
    """Nor does lint fail."""
    code, said = audit(tmp_path, answer)
    assert code == 0
    assert said.startswith("The packages were not audited")
    assert audit(tmp_path, answer, "--strict")[0] == 1


@pytest.mark.skipif(os.name == "nt", reason="stands in for a program by a script")
def test_sound_packages_pass_the_strict_audit(tmp_path: Path) -> None:
    """It can be passed."""
    assert audit(tmp_path, answered(SOUND), "--strict")[0] == 0
