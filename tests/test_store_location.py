"""Which store a project's runs go to."""

from __future__ import annotations

from pathlib import Path

import pytest

from kedro_track.store.location import STORE_NAME, find_store


def leave_store(folder: Path, content: str = "something") -> Path:
    """Put a store of some bytes into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / STORE_NAME
    path.write_text(content)
    return path


def test_a_new_one_lies_in_data(tmp_path: Path) -> None:
    """Kedro's projects keep that out of git."""
    assert find_store(tmp_path) == tmp_path / "data" / STORE_NAME


@pytest.mark.parametrize("home", ["data", ".viz", "."])
def test_an_existing_one_is_continued(tmp_path: Path, home: str) -> None:
    """Wherever earlier versions of kedro-viz put it."""
    left = leave_store(tmp_path / home)

    assert find_store(tmp_path) == left


def test_the_first_of_several(tmp_path: Path) -> None:
    """`data/` before `.viz/` before the root."""
    left = [leave_store(tmp_path / home) for home in (".", ".viz", "data")]

    assert find_store(tmp_path) == left[-1]


def test_one_without_anything_in_it_waits_its_turn(tmp_path: Path) -> None:
    """A file of 0 bytes hides no history."""
    leave_store(tmp_path / "data", "")
    left = leave_store(tmp_path / ".viz")

    assert find_store(tmp_path) == left


def test_the_settings_win(tmp_path: Path) -> None:
    """Whatever lies elsewhere."""
    leave_store(tmp_path / "data")

    assert find_store(tmp_path, tmp_path / "history") == tmp_path / "history" / STORE_NAME
