"""Notes in the repository: files that say something of runs, and win over the store."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from builders import write_legacy_project
from calling import call, lines, refused, told
from kedro_track.build import read_config
from kedro_track.collect.history import read_history
from kedro_track.collect.notes import LONGEST
from kedro_track.history import History
from kedro_track.site.forge import file_address

FIRST = "2026-01-05T08.00.00.123Z"
SECOND = "2026-01-05T15.00.00.123Z"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with two runs in a repository that has a forge."""
    root = write_legacy_project(tmp_path / "repository" / "project", 2)
    git = ["git", "-C", str(root.parent)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "remote", "add", "origin", "https://github.com/a/b.git"], check=True)
    return root


def write(root: Path, text: str | bytes, name: str = f"{FIRST}.md", folder: str = "notes") -> Path:
    """Write a file of notes."""
    path = root / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(root: Path) -> History:
    """The history of a project."""
    return read_history(root, None, read_config(root))


def wrong(root: Path) -> list[str]:
    """What is wrong, each with its place."""
    return [f"{problem.where}: {problem.what}" for problem in read(root).problems]


WHOLE = """\
---
title: More trees
tags: [forest, 2026]
bookmark: true
---
Slower, **not** better.
"""


def test_a_file_says_all_that_the_store_can_say(root: Path) -> None:
    """Title, tags, bookmark in its front matter, notes beneath."""
    write(root, WHOLE)
    run = read(root).by_id[FIRST]
    assert (run.title, run.tags, run.bookmark) == ("More trees", ("forest", "2026"), True)
    assert run.notes == "Slower, **not** better."
    assert run.notes_from == f"notes/{FIRST}.md"
    assert run.told_by_file == ("title", "notes", "tags", "bookmark")
    assert wrong(root) == []


def test_a_file_wins_over_the_store_in_what_it_says(root: Path) -> None:
    """Of the rest the store tells."""
    lines(root, "edit", FIRST, "--title", "Store", "--notes", "Store", "--bookmark", "--tag", "s")
    write(root, "---\ntitle: File\nbookmark: false\n---\n")
    run = read(root).by_id[FIRST]
    assert (run.title, run.notes, run.bookmark, run.tags) == ("File", "Store", False, ("s",))
    assert run.told_by_file == ("title", "bookmark")


def test_notes_alone_need_no_front_matter(root: Path) -> None:
    """A rule of Markdown in their middle is none."""
    write(root, "\ufeffFirst\r\n\r\n---\r\n\r\nSecond")
    assert read(root).by_id[FIRST].notes == "First\n\n---\n\nSecond"


def test_a_file_of_any_name_can_say_whose_it_is(root: Path) -> None:
    """Ids may be no names for files; a README is nobody's notes."""
    write(root, f"---\nrun: {SECOND}\n---\nWhy.", "why-we-chose-it.md")
    write(root, "How we write notes.", "README.md")
    assert read(root).by_id[SECOND].notes_from == "notes/why-we-chose-it.md"
    assert wrong(root) == []


def test_the_folder_is_configured(root: Path) -> None:
    """In track.yml, relative to the project."""
    (root / "conf/base/track.yml").write_text("notes: docs/runs\n", encoding="utf-8")
    write(root, "There.", folder="docs/runs")
    assert read(root).by_id[FIRST].notes_from == f"docs/runs/{FIRST}.md"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\ntitel: x\n---\n", "did you mean title?"),
        ("---\nowner: x\n---\n", "known are title, tags, bookmark, run"),
        ("---\nbookmark: maybe\n---\n", "must be true or false"),
        ("---\ntags: {a: b}\n---\n", "must be a list of texts"),
        ("---\ntitle: [a]\n---\n", "must be a text"),
        ("---\n- a\n---\n", "no mapping"),
        ("---\ntitle: [\n---\n", "not readable YAML"),
        ("---\ntitle: 2026-99-99\n---\n", "not readable YAML"),
        (f"---\ntitle: {'[' * 5000}\n---\n", "not readable YAML"),
        ("---\n!!python/object/apply:os.system [touch hacked]\n---\n", "not readable YAML"),
        ("---\ntitle: x\n", "has no end"),
        (b"\xff\xfe", "not UTF-8"),
        ("x" * (LONGEST + 1), "longer than 64 kB"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(root: Path, text: str | bytes, said: str) -> None:
    """With its place; it costs only itself."""
    write(root, text if isinstance(text, bytes) else f"{text}Body")
    [problem] = wrong(root)
    assert problem.startswith(f"notes/{FIRST}.md: ")
    assert said in problem
    assert read(root).by_id[FIRST].notes


def test_an_alias_bomb_is_no_title(root: Path) -> None:
    """It is told in no time, and takes no memory."""
    levels = "".join(f"  - &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 20))
    write(root, f"---\ntags:\n  - &l0 x\n{levels}---\nBody")
    assert "must be a list of texts" in wrong(root)[0]


def test_notes_of_an_unknown_run_are_told(root: Path) -> None:
    """But not those of a deleted one."""
    write(root, "Lost", "nobody.md")
    write(root, "Deleted")
    lines(root, "delete", FIRST)
    assert wrong(root) == ["notes/nobody.md: These notes are of a run that is not known: nobody"]
    lines(root, "trash", "--empty", "--yes")
    assert len(wrong(root)) == 1


def test_two_files_of_one_run_are_told(root: Path) -> None:
    """The first by name counts."""
    write(root, "One")
    write(root, f"---\nrun: {FIRST}\n---\nTwo", "zzz.md")
    assert read(root).by_id[FIRST].notes == "One"
    assert wrong(root)[0].startswith("notes/zzz.md: Another file")


@pytest.mark.skipif(os.name == "nt", reason="links need a right there that few have")
def test_no_link_is_followed(root: Path, tmp_path: Path) -> None:
    """A pull request can add one, and the site is public: neither a file nor the folder."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / f"{FIRST}.md").write_text("password", encoding="utf-8")
    inside = root / "conf/local/credentials.yml"
    inside.write_text("password", encoding="utf-8")
    (root / "notes").mkdir()
    (root / f"notes/{FIRST}.md").symlink_to(inside)
    (root / f"notes/{SECOND}.md").symlink_to(secret / f"{FIRST}.md")
    (root / "linked").symlink_to(secret)
    assert {run.notes for run in read(root).runs} == {None}
    assert [problem.partition(": ")[2] for problem in wrong(root)] == [
        "Notes are read from plain files only",
        "Notes are read from plain files only",
    ]
    for folder in ("linked", "../../secret", str(secret)):
        (root / "conf/base/track.yml").write_text(f"notes: {folder}\n", encoding="utf-8")
        assert {run.notes for run in read(root).runs} == {None}
        assert "leads out of the project" in wrong(root)[0]


def test_an_edit_of_what_a_file_says_is_refused(root: Path) -> None:
    """It would not be seen; the sentence names the file. What it does not say can be edited."""
    write(root, "---\ntitle: File\n---\n")
    said = refused(root, "edit", FIRST, SECOND, "--title", "Mine", "--bookmark")
    assert said == (
        f"Error: notes/{FIRST}.md tells the title of run {FIRST} and wins over the store; "
        "edit that file instead."
    )
    assert told(root, "show", SECOND)["title"] is None
    lines(root, "edit", FIRST, "--notes", "Store")
    assert told(root, "show", FIRST)["notes"] == "Store"


def test_an_import_keeps_what_a_file_says(root: Path) -> None:
    """And tells so."""
    write(root, "---\ntitle: File\n---\n")
    done = call(root, "import", "-", answer=f'{{"{FIRST}": {{"title": "Theirs"}}}}')
    assert f"kept title “File”, which notes/{FIRST}.md tells" in done.stdout


def test_the_page_says_where_notes_come_from(root: Path) -> None:
    """With a link to the file on the forge; what it says is text, never markup."""
    write(root, "---\ntitle: <b>File</b>\n---\n<script>alert(1)</script>Body")
    lines(root, "build-site")
    page = (root / f"site/runs/{FIRST}.html").read_text(encoding="utf-8")
    address = f"https://github.com/a/b/blob/HEAD/project/notes/{FIRST}.md"
    assert page.count(f'href="{address}"') == 2
    assert "the title, the notes" in page
    assert "<b>File" not in page
    assert "<script>alert" not in page
    assert "blob/HEAD" not in (root / f"site/runs/{SECOND}.html").read_text(encoding="utf-8")


def test_a_changed_file_changes_the_page_and_nothing_else(root: Path) -> None:
    """In an incremental build too."""
    write(root, "Old words")
    lines(root, "build-site")
    other = (root / f"site/runs/{SECOND}.html").read_bytes()
    write(root, "New words")
    lines(root, "build-site")
    assert "New words" in (root / f"site/runs/{FIRST}.html").read_text(encoding="utf-8")
    assert (root / f"site/runs/{SECOND}.html").read_bytes() == other


@pytest.mark.parametrize(
    ("repository", "address"),
    [
        ("https://github.com/a/b", "https://github.com/a/b/blob/HEAD/p/notes/a%20b.md"),
        ("https://gitlab.com/a/b", "https://gitlab.com/a/b/-/blob/HEAD/p/notes/a%20b.md"),
        ("https://bitbucket.org/a/b", "https://bitbucket.org/a/b/src/HEAD/p/notes/a%20b.md"),
        ("https://codeberg.org/a/b", None),
        (None, None),
    ],
)
def test_a_file_has_an_address_on_its_forge(repository: str | None, address: str | None) -> None:
    """Where the forge is known; a project may lie in a folder of its repository."""
    assert file_address(repository, "p", "notes/a b.md") == address
