"""Many recorders on one store: every run is there, once. `make torture` takes 200 of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kedro_track.store.address import Server
from projects import STORE, make_project_with_store
from torture.outcome import ended, forked
from torture.recorders import many_recorders

COUNT = 16

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork there")


def in_a_process_of_its_own(project: Path, store: Path | Server, folder: Path) -> str:
    """Torture where no other test's project is loaded; what was lost, line by line."""
    said = folder / "lost"

    def work() -> None:
        said.write_text("\n".join(many_recorders(project, store, COUNT, folder).lost))

    assert ended(forked(work, folder / "output")) == 0, (folder / "output").read_text()
    return said.read_text()


def test_on_one_file(tmp_path: Path) -> None:
    """SQLite, whose lock one process has at a time."""
    project = make_project_with_store(tmp_path / "project")
    assert in_a_process_of_its_own(project, project / STORE, tmp_path) == ""


def test_on_one_server(tmp_path: Path, database: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL, whose connections are few."""
    project = make_project_with_store(tmp_path / "project")
    monkeypatch.setenv("KEDRO_TRACK_STORE_URL", database.sqlalchemy_url)
    store = Server(database.url, project / "data")
    assert in_a_process_of_its_own(project, store, tmp_path) == ""
