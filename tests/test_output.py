"""The one module that writes: what it writes, what it leaves alone, what it takes away."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kedro_track.errors import OutputError
from kedro_track.site.manifest import MARKER, Manifest
from kedro_track.site.output import Output, Produced, Written


def build(folder: Path, files: dict[str, str], **how: Any) -> Written:
    """One build of a site of these files."""
    output = Output(folder, **how)
    output.write(Produced(url, text.encode()) for url, text in files.items())
    return output.finish()


def content(folder: Path) -> dict[str, str]:
    """All files of the folder but the marker."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MARKER
    }


def test_writes_files_in_folders(tmp_path: Path) -> None:
    """Whatever their depth, and nothing else but the marker."""
    build(tmp_path / "site", {"index.html": "a", "runs/x.html": "b"})

    assert content(tmp_path / "site") == {"index.html": "a", "runs/x.html": "b"}


def test_second_build_writes_nothing(tmp_path: Path) -> None:
    """Not even the marker."""
    build(tmp_path, {"a.html": "a"})
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}

    written = build(tmp_path, {"a.html": "a"})

    assert (written.written, written.removed) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_rewrites_only_what_changed(tmp_path: Path) -> None:
    """By content, not by time."""
    build(tmp_path, {"a.html": "a", "b.html": "b"})

    assert build(tmp_path, {"a.html": "a", "b.html": "c"}).written == 1


def test_a_file_that_was_deleted_comes_back(tmp_path: Path) -> None:
    """The marker alone is not believed."""
    build(tmp_path, {"a.html": "a"})
    (tmp_path / "a.html").unlink()

    build(tmp_path, {"a.html": "a"})

    assert content(tmp_path) == {"a.html": "a"}


def test_stale_files_go_and_others_stay(tmp_path: Path) -> None:
    """What is not ours, such as a CNAME, is left alone."""
    build(tmp_path, {"runs/old.html": "a", "index.html": "i"})
    (tmp_path / "CNAME").write_text("example.org", encoding="utf-8")

    assert build(tmp_path, {"index.html": "i"}).removed == 1
    assert content(tmp_path) == {"index.html": "i", "CNAME": "example.org"}
    assert not (tmp_path / "runs").exists()


def test_replaced_data_lingers_where_pages_are_open(tmp_path: Path) -> None:
    """Its pages do not: they would be found. It goes when its time is over, or nobody serves."""
    build(tmp_path, {"data/old.js": "o", "old.html": "p", "index.html": "i"}, linger=60)
    here = {"data/new.js": "n", "index.html": "i"}

    assert build(tmp_path, here, linger=60).removed == 1
    assert build(tmp_path, here, linger=60).removed == 0
    assert content(tmp_path) == {**here, "data/old.js": "o"}
    assert build(tmp_path, {**here, "data/old.js": "again"}, linger=60).removed == 0
    assert build(tmp_path, here, linger=60).removed == 0
    assert build(tmp_path, here, linger=1e-9).removed == 1
    assert build(tmp_path, {"index.html": "i"}, linger=60).removed == 0
    assert build(tmp_path, {"index.html": "i"}).removed == 1
    assert content(tmp_path) == {"index.html": "i"}


def test_refuses_a_folder_that_is_not_ours(tmp_path: Path) -> None:
    """Somebody's files are not built over."""
    (tmp_path / "thesis.txt").write_text("!", encoding="utf-8")

    with pytest.raises(OutputError, match="--force"):
        Output(tmp_path)


def test_force_takes_a_folder_over_and_keeps_its_files(tmp_path: Path) -> None:
    """Nothing is deleted that we did not write."""
    (tmp_path / "thesis.txt").write_text("!", encoding="utf-8")

    build(tmp_path, {"index.html": "i"}, force=True)

    assert content(tmp_path) == {"index.html": "i", "thesis.txt": "!"}


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path: Path) -> None:
    """One sentence, no traceback."""
    (tmp_path / "site").write_text("!", encoding="utf-8")

    with pytest.raises(OutputError, match="can't be used for the site"):
        Output(tmp_path / "site")


def test_a_killed_build_is_finished_by_the_next(tmp_path: Path) -> None:
    """What it wrote and nobody needs any more goes too."""
    build(tmp_path, {"index.html": "1", "data/one.js": "1"})
    killed = Output(tmp_path)
    killed.write([Produced("data/two.js", b"2")])

    build(tmp_path, {"index.html": "3", "data/three.js": "3"})

    assert content(tmp_path) == {"index.html": "3", "data/three.js": "3"}


def test_what_a_killed_build_did_not_remove_goes_with_the_next(tmp_path: Path) -> None:
    """It was killed after it took down what there is, and before it removed the rest."""
    build(tmp_path, {"index.html": "1", "data/one.js": "1"})
    killed = Output(tmp_path)
    killed.write([Produced("index.html", b"2")])
    killed.close("")

    build(tmp_path, {"index.html": "2"})

    assert content(tmp_path) == {"index.html": "2"}


@pytest.mark.parametrize("url", ["../outside.txt", "/etc/outside.txt", "a/../../outside.txt"])
def test_a_forged_marker_removes_nothing_elsewhere(tmp_path: Path, url: str) -> None:
    """Only files inside the folder are ours."""
    outside = tmp_path / "outside.txt"
    outside.write_text("!", encoding="utf-8")
    site = tmp_path / "site"
    build(site, {"index.html": "1"})
    manifest = Manifest(site)
    manifest.doubt("", [url])
    manifest.close()

    build(site, {"index.html": "1"})

    assert outside.exists()


def test_a_broken_marker_is_a_folder_whose_files_are_compared(tmp_path: Path) -> None:
    """It is built again, not refused; what is as it should be stays untouched."""
    build(tmp_path, {"index.html": "1", "a.html": "1"})
    (tmp_path / MARKER).write_text("{" * 2_000, encoding="utf-8")

    assert build(tmp_path, {"index.html": "1", "a.html": "2"}).written == 1
    assert content(tmp_path) == {"index.html": "1", "a.html": "2"}


def test_a_file_whose_writing_was_cut_is_looked_at_again(tmp_path: Path) -> None:
    """What was being written when a build was killed is in doubt, whatever it was before."""
    build(tmp_path, {"index.html": "1"})
    manifest = Manifest(tmp_path)
    manifest.doubt("", ["index.html"])
    manifest.close()
    (tmp_path / "index.html").write_text("2", encoding="utf-8")

    build(tmp_path, {"index.html": "1"})

    assert content(tmp_path) == {"index.html": "1"}


def group(folder: Path, files: dict[str, str], name: str, key: str | None) -> Written:
    """One build of a site that is this one group."""
    output = Output(folder)
    if output.kept(name, key) is None:
        output.write((Produced(url, text.encode()) for url, text in files.items()), name)
        output.close(name, key, "said")
    return output.finish()


def test_a_group_of_the_same_key_is_kept_without_being_made(tmp_path: Path) -> None:
    """And what was said of it is told."""
    group(tmp_path, {"a.html": "a"}, "pages", "1")
    output = Output(tmp_path)

    assert output.kept("pages", "1") == "said"
    assert output.kept("pages", "2") is None
    assert output.kept("pages", None) is None


def test_a_group_that_lost_a_file_is_made_again(tmp_path: Path) -> None:
    """The key alone is not believed."""
    group(tmp_path, {"a.html": "a", "b.html": "b"}, "pages", "1")
    (tmp_path / "a.html").unlink()

    assert group(tmp_path, {"a.html": "a", "b.html": "b"}, "pages", "1").written == 1


def test_a_file_that_moves_to_another_group_stays(tmp_path: Path) -> None:
    """It is not stale, and not written anew."""
    group(tmp_path, {"a.html": "a", "b.html": "b"}, "first", "1")
    output = Output(tmp_path)
    output.write([Produced("a.html", b"a")], "second")
    output.close("second", "1")
    output.write([Produced("b.html", b"b")], "first")
    output.close("first", "2")
    written = output.finish()

    assert (written.written, written.removed) == (0, 0)
    assert content(tmp_path) == {"a.html": "a", "b.html": "b"}


def test_groups_that_are_gone_take_their_files_along(tmp_path: Path) -> None:
    """But not those that another group has."""
    for name, files in (("one", ("a", "b")), ("two", ("b", "c"))):
        output = Output(tmp_path)
        for known in ("one", "two"):
            output.kept(known, "1")
        output.write([Produced(f"{file}.html", b"x") for file in files], name)
        output.close(name, "1")
        output.finish()
    output = Output(tmp_path)
    output.kept("two", "1")
    output.finish()

    assert content(tmp_path) == {"b.html": "x", "c.html": "x"}


def test_the_manifest_of_another_build_is_not_taken_away(tmp_path: Path) -> None:
    """Locked is not damaged: what it knows would be lost, and stale files stay for good."""
    Manifest(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / MARKER, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        before = (tmp_path / MARKER).stat().st_ino
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            Manifest(tmp_path)
        assert (tmp_path / MARKER).stat().st_ino == before
