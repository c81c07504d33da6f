"""What a store is called, and that no address ever shows its password."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kedro_track.errors import StoreError
from kedro_track.store.address import Server, find_server, parse

HOME = Path("project/data")


def found(
    arguments: Mapping[str, Any],
    environment: Mapping[str, str] | None = None,
    credentials: Mapping[str, Mapping[str, Any]] | None = None,
) -> Any:
    """Ask for the server of a project."""
    known = credentials or {}
    return find_server(arguments, environment or {}, lambda name: known.get(name, {}), HOME)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "postgresql+psycopg://ada:hunter2@db.example.org/team",
            "postgresql://db.example.org/team",
        ),
        ("postgresql://ada:hunter2@db:5433/team?sslmode=require", "postgresql://db:5433/team"),
        ("postgres://ada:hunter%402@[::1]/team", "postgresql://[::1]/team"),
        ("postgresql:///team?host=/run/sockets&password=hunter2", "postgresql:///team"),
        ("postgresql://ada:hunter2@one,two/team", "postgresql://one,two/team"),
    ],
)
def test_a_server_is_shown_by_host_and_database(text: str, shown: str) -> None:
    """Never by its user and password."""
    server = parse(text)
    assert str(server) == shown
    assert "hunter" not in repr(server)


@pytest.mark.parametrize(
    "text",
    [
        "mysql://ada:hunter2@db/team",
        "postgresql+asyncpg://ada:hunter2@db/team",
        "postgresql://ada:hunter/2@db/team",
        "postgresql://ada:1/hunter2@db/team",
        "postgresql://ada:1#hunter2@db/team",
        "postgresql://ada:1?hunter2@db/team",
        "postgresql://ada:hunter@2@db/team",
        "postgresql://ada:hunter 2@db/team",
    ],
)
def test_what_cant_be_understood_is_not_shown(text: str) -> None:
    """A password with a sign that must be escaped would be taken for a host."""
    with pytest.raises(StoreError, match="can't be understood; it looks like") as caught:
        parse(text)
    assert "hunter" not in str(caught.value)


def test_a_path_is_a_file(tmp_path: Path) -> None:
    """Whatever it is called."""
    assert parse(str(tmp_path / "a%20b.db")) == tmp_path / "a%20b.db"


def test_a_project_that_names_none() -> None:
    """Its runs are kept in its own file."""
    assert found({"path": "data"}) is None


def test_the_url_of_the_settings() -> None:
    """What it can't take waits in the project's data folder."""
    assert found({"url": "postgresql+psycopg://db/team"}) == Server("postgresql://db/team", HOME)


def test_the_url_of_the_credentials() -> None:
    """By their name, under the key that pandas' datasets use too, or written out."""
    for key in ("url", "con"):
        known = {"team": {key: "postgresql://db/team"}}
        assert found({"credentials": "team"}, credentials=known).url == "postgresql://db/team"
        assert found({"credentials": known["team"]}).url == "postgresql://db/team"


def test_the_environment_wins() -> None:
    """So that a CI job, or a person, can keep runs elsewhere without a change of settings."""
    environment = {"KEDRO_TRACK_STORE_URL": "postgresql://ci/team"}
    assert found({"url": "postgresql://db/team"}, environment).url == "postgresql://ci/team"
    assert found({}, environment).url == "postgresql://ci/team"


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ({"url": None}, "has an empty `url`"),
        ({"url": ""}, "has an empty `url`"),
        ({"credentials": "team"}, "have no `url`"),
        ({"credentials": {"user": "ada"}}, "have no `url`"),
        ({"url": "mysql://ada:hunter2@db/team"}, "can't be understood"),
        ({"url": "hunter2"}, "can't be understood"),
    ],
)
def test_one_that_cant_be_used_has_a_fault(arguments: Mapping[str, Any], fault: str) -> None:
    """No run may be recorded elsewhere unnoticed, and nothing of a URL is told."""
    server = found(arguments)
    assert server.url == ""
    assert fault in server.fault
    assert "hunter2" not in repr(server)
