"""`kedro track edit` of one run and of several."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from builders import write_legacy_project
from calling import call, lines, refused, told
from projects import run_kedro


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with three runs whose scores rise; the oldest has the lowest."""
    return write_legacy_project(tmp_path / "project", 3)


@pytest.fixture
def ids(project: Path) -> list[str]:
    """The ids of its runs, oldest first."""
    return [run["id"] for run in told(project, "runs")][::-1]


def editor(folder: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a script for an editor: it is given `text` and leaves `text`."""
    script = folder / "editor.py"
    script.write_text(
        "import pathlib, sys, time\n"
        "path = pathlib.Path(sys.argv[1])\n"
        f"text = path.read_text('utf-8')\n{code}\npath.write_text(text, 'utf-8')\n",
        encoding="utf-8",
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")


def test_it_says_what_it_changed(project: Path, ids: list[str]) -> None:
    """Each thing with what stood there before."""
    call(project, "edit", ids[0], "--title", "Old", "--tag", "a")
    said = lines(
        project, "edit", ids[0], "--title", "New", "--notes", "x", "--tag", "b", "--untag", "a"
    )
    assert said == [f"{ids[0]}: title “New” (was “Old”); notes “x”; tags +b -a"]


def test_it_says_that_nothing_changed(project: Path, ids: list[str]) -> None:
    """Where all was so already."""
    call(project, "edit", ids[0], "--bookmark")
    assert lines(project, "edit", ids[0], "--bookmark") == [
        f"{ids[0]}: already so, nothing changed"
    ]


def test_the_best_run_is_edited(project: Path, ids: list[str]) -> None:
    """By the metric's name as the site has it."""
    assert lines(project, "edit", "best:metrics.r2_score", "--tag", "champion") == [
        f"{ids[2]}: tags +champion"
    ]
    assert told(project, "show", "@champion")["id"] == ids[2]


def test_several_runs_are_edited_at_once(project: Path, ids: list[str]) -> None:
    """Each once, however often it is named; the last line counts."""
    said = lines(project, "edit", ids[0], "latest", ids[0], "--tag", "kept")
    assert said == [f"{ids[0]}: tags +kept", f"{ids[2]}: tags +kept", "2 runs of 2 changed."]


def test_runs_are_edited_by_a_filter(project: Path, ids: list[str]) -> None:
    """In the language of `runs`."""
    lines(project, "edit", "--filter", "r2_score < 0.3915", "--hide")
    assert [run["id"] for run in told(project, "runs")] == [ids[2]]


def test_hidden_runs_are_found_by_a_filter_to_be_shown(project: Path, ids: list[str]) -> None:
    """`--unhide` means them, anything else only with `--all`."""
    call(project, "edit", ids[0], "--hide")
    assert "--all" in refused(project, "edit", "--filter", "hidden", "--tag", "x")
    lines(project, "edit", "--filter", "hidden", "--all", "--tag", "x")
    assert lines(project, "edit", "--filter", "tag = x", "--unhide") == [
        f"{ids[0]}: no longer hidden"
    ]


def test_one_run_that_cant_be_found_leaves_all_as_they_were(project: Path, ids: list[str]) -> None:
    """All or none."""
    assert "No run answers to 'nope'" in refused(project, "edit", ids[0], "nope", "--title", "Mine")
    assert told(project, "show", ids[0])["title"] is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--title", "Mine"], "Name a run"), (["latest"], "Say what to change")],
)
def test_half_a_command_says_what_is_missing(
    project: Path, arguments: list[str], said: str
) -> None:
    """As an error of usage, with an example."""
    assert said in refused(project, "edit", *arguments, code=2)


def test_notes_are_written_in_the_editor(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--notes` without a value opens it with the notes as they are."""
    call(project, "edit", "latest", "--notes", "Ends badly.")
    editor(tmp_path, "text = text.replace('badly', 'well')", monkeypatch)
    lines(project, "edit", "latest", "--notes", "--tag", "a")
    shown = told(project, "show", "latest")
    assert (shown["notes"], shown["tags"]) == ("Ends well.", ["a"])


def test_notes_are_cleared_in_the_editor(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By leaving it empty."""
    call(project, "edit", "latest", "--notes", "Long")
    editor(tmp_path, "text = ''", monkeypatch)
    assert lines(project, "edit", "latest", "--notes")[0].endswith("notes cleared (was “Long”)")


def test_notes_left_as_they_were_change_nothing(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does anything else that was asked for."""
    editor(tmp_path, "", monkeypatch)
    assert "left as they were" in refused(project, "edit", "latest", "--notes", "--bookmark")
    assert told(project, "show", "latest")["bookmark"] is False


def test_different_notes_are_not_edited_as_one(
    project: Path, ids: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which would lose all but one."""
    call(project, "edit", ids[0], "--notes", "First")
    editor(tmp_path, "text = 'one for all'", monkeypatch)
    assert "one by one" in refused(project, "edit", ids[0], ids[1], "--notes")


def test_what_is_said_is_safe_for_a_terminal(project: Path, ids: list[str]) -> None:
    """Escape sequences of a title that was there before too."""
    call(project, "edit", ids[0], "--title", "\x1b[2Jgone")
    assert "\x1b" not in lines(project, "edit", ids[0], "--title", "\x1b[31mred")[0]


def test_kedro_itself_edits_several_runs(tmp_path: Path) -> None:
    """In a project that ran, by `kedro track`."""
    from projects import make_project

    project = make_project(tmp_path / "ran")
    run_kedro(project, "run")
    run_kedro(project, "run", "--params=factor=5")
    said = run_kedro(project, "track", "edit", "best:metrics.total", "--no-bookmark", expect=1)
    assert "give it a `direction`" in said.stderr
    said = run_kedro(project, "track", "edit", "--filter", "factor > 1", "--title", "Both")
    assert said.stdout.splitlines()[-1] == "2 runs of 2 changed."
