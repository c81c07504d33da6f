"""`kedro track import` tells run by run what it did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from builders import write_legacy_project
from calling import call, lines, refused, told
from kedro_track.cli import importing
from kedro_track.store.edits import Edit, edit_run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with three runs."""
    return write_legacy_project(tmp_path / "project", 3)


@pytest.fixture
def ids(project: Path) -> list[str]:
    """The ids of its runs, oldest first."""
    return [run["id"] for run in told(project, "runs")][::-1]


def file(folder: Path, value: Any) -> str:
    """A file of JSON."""
    path = folder / "export.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return str(path)


def test_it_tells_what_it_did(project: Path, ids: list[str], tmp_path: Path) -> None:
    """Of each run what was taken, what was so, what was kept, what is not known here."""
    lines(project, "edit", ids[1], "--title", "Ours", "--bookmark")
    export = {
        ids[0]: {"title": "Theirs", "notes": "**x**", "bookmark": True},
        ids[1]: {"title": "Theirs", "bookmark": True},
        ids[2]: {"bookmark": False},
        "gone": {"title": "Lost"},
    }
    said = lines(project, "import", file(tmp_path, export))
    assert said[0] == f"{ids[0]}: took title “Theirs”, notes “**x**”, bookmark yes"
    assert said[1].startswith(f"{ids[1]}: kept title “Ours”, said here on 20")
    assert said[1].endswith("; the file has “Theirs”")
    assert said[2:4] == [
        f"{ids[2]}: the file says nothing of it",
        "gone: passed over, no such run is known here",
    ]
    assert said[4] == (
        "4 runs in the file: 1 taken over, 1 already so, 1 kept as here, 1 passed over. "
        "--overwrite takes the file's word everywhere."
    )
    run = told(project, "show", ids[0])
    assert (run["title"], run["notes"], run["bookmark"]) == ("Theirs", "**x**", True)
    assert told(project, "show", ids[1])["title"] == "Ours"


def test_a_second_time_all_is_so(project: Path, ids: list[str], tmp_path: Path) -> None:
    """Nothing is written twice."""
    export = file(tmp_path, {ids[0]: {"title": "Theirs"}})
    lines(project, "import", export)
    store = (project / "data/session_store.db").read_bytes()
    assert lines(project, "import", export) == [
        f"{ids[0]}: already so",
        "1 run in the file: 1 already so.",
    ]
    assert (project / "data/session_store.db").read_bytes() == store


def test_the_files_word_can_be_taken(project: Path, ids: list[str], tmp_path: Path) -> None:
    """By `--overwrite`; `--dry-run` only says so."""
    lines(project, "edit", ids[0], "--title", "Ours")
    export = file(tmp_path, {ids[0]: {"title": "Theirs"}})
    said = lines(project, "import", export, "--overwrite", "--dry-run")
    assert said[-1] == "1 run in the file: 1 would be taken over."
    assert told(project, "show", ids[0])["title"] == "Ours"
    lines(project, "import", export, "--overwrite")
    assert told(project, "show", ids[0])["title"] == "Theirs"


def test_our_own_json_goes_from_project_to_project(
    project: Path, ids: list[str], tmp_path: Path
) -> None:
    """Title, notes, tags, bookmark, hidden; a later word there is kept."""
    other = write_legacy_project(tmp_path / "other", 3)
    options = ["--title", "T", "--notes", "N", "--tag", "a", "--bookmark", "--hide"]
    lines(project, "edit", ids[0], *options)
    exported = json.dumps(told(project, "runs", "--all"))
    assert call(other, "import", "-", answer=exported).exit_code == 0
    mine, theirs = (
        {key: told(each, "show", ids[0])[key] for key in ("title", "notes", "tags", "edited")}
        for each in (project, other)
    )
    assert mine == theirs
    lines(other, "edit", ids[0], "--title", "Later")
    call(other, "import", "-", answer=exported)
    assert told(other, "show", ids[0])["title"] == "Later"


def test_a_run_in_the_trash_is_passed_over(project: Path, ids: list[str], tmp_path: Path) -> None:
    """With the way to take it out."""
    lines(project, "delete", ids[0])
    said = lines(project, "import", file(tmp_path, {ids[0]: {"title": "T"}}))
    assert f"`kedro track restore {ids[0]}`" in said[0]


def test_another_file_is_refused_by_its_name(project: Path, tmp_path: Path) -> None:
    """In one sentence."""
    path = file(tmp_path, {"a": 1})
    assert refused(project, "import", path).startswith(f"Error: {path} holds neither")


def test_a_hostile_file_does_not_command_the_terminal(
    project: Path, ids: list[str], tmp_path: Path
) -> None:
    """Neither by an id nor by a title."""
    export = {"\x1b[2J": {"title": "x"}, ids[0]: {"title": "\x1b[31mred"}}
    assert "\x1b" not in "".join(lines(project, "import", file(tmp_path, export)))


def test_an_edit_in_the_midst_is_not_lost(
    project: Path, ids: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody's word between judging and writing is judged too.

    The moment between the two is hit by standing in for the writing the first time.
    """
    write = importing.edit_runs
    store = project / "data" / "session_store.db"

    def beaten_to_it(*given: Any) -> Any:
        monkeypatch.setattr(importing, "edit_runs", write)
        edit_run(store, ids[0], Edit(title="Ours"))
        return write(*given)

    monkeypatch.setattr(importing, "edit_runs", beaten_to_it)
    said = lines(project, "import", file(tmp_path, {ids[0]: {"title": "Theirs", "notes": "x"}}))
    assert said[0].startswith(f"{ids[0]}: took notes “x”; kept title “Ours”, said here on 20")
    run = told(project, "show", ids[0])
    assert (run["title"], run["notes"]) == ("Ours", "x")
