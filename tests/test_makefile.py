"""The commands that people and CI type."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="make and sh are not Windows' own")


def make(*arguments: str) -> str:
    """What make says."""
    done = subprocess.run(
        ["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_help_lists_every_target() -> None:
    """Each `.PHONY` target bears its line of help."""
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony is not None
    assert set(re.findall(r"^  make ([\w-]+)", make("help"), re.MULTILINE)) == set(phony[1].split())


def test_the_suite_begins_with_lint_and_runs_on_both_kedros() -> None:
    """What `make test` would do from nothing, in its order."""
    said = make("--dry-run", "--always-make", "test")
    steps = ["ruff check", "mypy", "lint-imports", "tsc", "-m build", "oldest/bin/pytest"]
    places = [said.index(step) for step in [*steps, "newest/bin/pytest"]]
    assert places == sorted(places)


def test_ci_runs_what_make_test_runs() -> None:
    """`.ci/run` can be started, and ends with `make test`."""
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").splitlines()[-1] == "exec make test"


@pytest.mark.parametrize(
    ("program", "packages"),
    [
        ("git", "git"),
        ("chromium", "chromium fonts-dejavu-core fonts-liberation"),
        ("firefox", "firefox-esr"),
        ("webkit", "webkit2gtk-driver xvfb"),
    ],
)
def test_what_is_missing_is_said_with_the_command_to_type(
    tmp_path: Path, program: str, packages: str
) -> None:
    """One sentence, where apt can't be used since we are not root."""
    for name in ("sh", "dirname"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    someone = tmp_path / "id"
    someone.write_text("#!/bin/sh\necho 1000\n", encoding="utf-8")
    someone.chmod(0o755)
    done = subprocess.run(
        [ROOT / ".ci" / "need", program],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == f"Not installed, but needed; type: sudo apt-get install {packages}\n"


def test_what_is_there_is_not_spoken_of() -> None:
    """Nothing is said, nothing installed."""
    done = subprocess.run(
        [ROOT / ".ci" / "need", "git"], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_an_engine_that_is_left_out_is_said() -> None:
    """The switch is printed for `env`, the sentence for people."""
    without = {"KEDRO_TRACK_WITHOUT_FIREFOX": "1", "KEDRO_TRACK_WITHOUT_WEBKIT": "1"}
    done = subprocess.run(
        [ROOT / ".ci" / "engines"],
        env={**os.environ, **without},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [f"{name}=1" for name in without]
    assert done.stderr.splitlines() == [
        "NOT TESTED: firefox (KEDRO_TRACK_WITHOUT_FIREFOX=1)",
        "NOT TESTED: webkit (KEDRO_TRACK_WITHOUT_WEBKIT=1)",
    ]


def test_ci_installs_the_extras_that_make_test_installs() -> None:
    """What the suite needs stands in two places, and is the same."""
    [extras] = re.findall(r"^EXTRAS := (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert f'.whl)[{extras}]" --group test' in workflow
