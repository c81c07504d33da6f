"""Fixtures that tests of several modules share."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from databases import fresh_database, running_server
from kedro_track.store.address import Server, Store
from projects import make_project, make_project_with_store
from sites import build_site


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What builds remember is of no other test run; processes that a test starts know it too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEDRO_TRACK_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(autouse=True, scope="session")
def _ctrl_c_arrives() -> Iterator[None]:
    """A shell starts what runs in the background with SIGINT ignored, and children inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


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


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a real PostgreSQL server of this test run."""
    with running_server() as url:
        yield url


@pytest.fixture
def database(postgres: str, tmp_path: Path) -> Iterator[Server]:
    """An empty database in it; what it can't take waits in a folder of the test's."""
    with fresh_database(postgres, tmp_path / "data") as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store of either kind that holds nothing: a file that is not there, an empty database."""
    if request.param == "sqlite":
        return tmp_path / "data" / "session_store.db"
    server: Server = request.getfixturevalue("database")
    return server
