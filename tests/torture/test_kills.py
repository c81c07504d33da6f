"""SIGKILL at any moment: nothing that was begun is lost. `make torture` kills 200 times."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from projects import make_project_with_store
from torture.killed_builds import killed_builds
from torture.killed_runs import FILES, killed_runs
from torture.outcome import Outcome, ended, forked

COUNT = 3
"""One of each way to choose the moment."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork there")


def lost(torture: Callable[[], Outcome], folder: Path) -> str:
    """Torture where no other test's project is loaded; what was lost, line by line."""
    said = folder / "lost"

    def work() -> None:
        said.write_text("\n".join(torture().lost))

    assert ended(forked(work, folder / "output")) == 0, (folder / "output").read_text()
    return said.read_text()


def test_of_kedro_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each run that had begun is there, interrupted, with the versions that it saved."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    project = make_project_with_store(tmp_path / "project", FILES)
    assert lost(lambda: killed_runs(project, COUNT), tmp_path) == ""


def test_of_build_site(tmp_path: Path) -> None:
    """The site is whole throughout, and the next build gives what an undisturbed one gives."""
    assert lost(lambda: killed_builds(tmp_path, COUNT), tmp_path) == ""
