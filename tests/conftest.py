"""Fixtures that tests of several modules share."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects import make_project, make_project_with_store


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small real Kedro project without any settings."""
    return make_project(tmp_path / "project")


@pytest.fixture
def project_with_store(tmp_path: Path) -> Path:
    """A small real Kedro project whose settings name `SQLiteStore`."""
    return make_project_with_store(tmp_path / "project")
