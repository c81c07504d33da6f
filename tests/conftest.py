"""Fixtures that tests of several modules share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from projects import make_project, make_project_with_store
from sites import build_site


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small real Kedro project without any settings."""
    return make_project(tmp_path / "project")


@pytest.fixture
def project_with_store(tmp_path: Path) -> Path:
    """A small real Kedro project whose settings name `SQLiteStore`."""
    return make_project_with_store(tmp_path / "project")


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Give a built site by its name (see `sites.NAMES`); each is built once, and only read."""
    built: dict[str, Path] = {}

    def site(name: str) -> Path:
        if name not in built:
            built[name] = build_site(name, tmp_path_factory.mktemp(name))
        return built[name]

    return site
