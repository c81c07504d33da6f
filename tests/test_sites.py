"""What holds for every file of every site: it leads on, it is the same again, it lasts."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from builders import make_history
from kedro_track.build import BuildRequest, build, write_site
from kedro_track.config import Config
from kedro_track.site.manifest import MARKER
from kedro_track.site.output import Output
from sites import LEGACY, NAMES, References, broken_references, build_site, page_kinds

Sites = Callable[[str], Path]


def contents(site: Path) -> dict[str, bytes]:
    """Every file of a site by its address, but for the marker, which knows of this machine."""
    files = (path for path in site.rglob("*") if path.is_file() and path.name != MARKER)
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def differing(one: Path, other: Path) -> set[str]:
    """The addresses whose files are not the same, or in one of two sites only."""
    first, second = contents(one), contents(other)
    return {url for url in first | second if first.get(url) != second.get(url)}


@pytest.mark.parametrize("name", NAMES)
def test_every_link_of_every_page_leads_somewhere(name: str, sites: Sites) -> None:
    """To a file of the site, and where it names a place, to that place."""
    assert list(broken_references(sites(name))) == []


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique(name: str, sites: Sites) -> None:
    """An id that comes twice names nothing."""
    twice = {}
    for path in sites(name).rglob("*.html"):
        ids = References(path).ids
        twice[path.name] = {found for found in ids if ids.count(found) > 1}
    assert {page: ids for page, ids in twice.items() if ids} == {}


def sent(*files: Path) -> int:
    """How many bytes go over the wire for these files, each gzipped by itself."""
    return sum(len(gzip.compress(file.read_bytes())) for file in files)


def of_ours(file: Path) -> bool:
    """Whether a file is a script or a style of a theme, and not Plotly itself."""
    return file.suffix in (".js", ".css") and "plotly" not in file.name


def test_scripts_and_styles_are_small(sites: Sites) -> None:
    """All of our own together: under 100 kB gzipped, words and rules for Plotly included."""
    assert sent(*filter(of_ours, (sites("forty") / "static").rglob("*"))) < 100_000


def test_a_page_is_small(sites: Sites) -> None:
    """With the scripts and styles that it names under 60 kB gzipped.

    Those with charts of ours are no exception; figures of Plotly load when they are seen.
    """
    site = sites("forty")
    sizes = {}
    for kind in page_kinds(site):
        page = site / kind
        named = (page.parent / address.partition("?")[0] for address in References(page).addresses)
        sizes[kind] = sent(page, *{file.resolve() for file in named if of_ours(file)})
    assert {kind: size for kind, size in sizes.items() if size >= 60_000} == {}


def test_the_same_history_gives_the_same_bytes(tmp_path: Path, sites: Sites) -> None:
    """In another folder, from files of another folder, at another time."""
    assert differing(sites("forty"), build_site("forty", tmp_path / "elsewhere" / "b")) == set()


def test_the_order_of_what_is_read_changes_nothing(
    tmp_path: Path, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folders may list their files, and stores their rows, in any order."""
    project = shutil.copytree(LEGACY, tmp_path / "legacy")
    (store,) = project.rglob("*.db")
    with closing(sqlite3.connect(store)) as connection, connection:
        rows = connection.execute("SELECT * FROM runs ORDER BY rowid DESC").fetchall()
        connection.execute("DELETE FROM runs")
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO runs VALUES ({marks})", rows)
    listdir, scandir = os.listdir, os.scandir

    class Reversed(list[Any]):
        """What `scandir` gives, from its end."""

        def __init__(self, *folder: Any) -> None:
            with scandir(*folder) as entries:
                super().__init__([*entries][::-1])

        def __enter__(self) -> list[Any]:
            return self

        def __exit__(self, *error: object) -> None:
            """Nothing is open."""

        def close(self) -> None:
            """Nothing is open."""

    with monkeypatch.context() as patched:
        patched.setattr(os, "listdir", lambda *folder: listdir(*folder)[::-1])
        patched.setattr(os, "scandir", Reversed)
        build(BuildRequest(project, output=tmp_path / "site"))
    assert differing(sites("legacy"), tmp_path / "site") == set()


def test_a_second_build_writes_nothing(tmp_path: Path) -> None:
    """What is there already is left alone."""
    history = make_history(12, folder=tmp_path / "data")
    write_site(history, Config(), Output(tmp_path / "site"))
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "site").rglob("*") if p.is_file()}
    _, written = write_site(history, Config(), Output(tmp_path / "site"))
    assert (written.written, written.removed) == (0, 0)
    assert before == {p: p.stat().st_mtime_ns for p in before}


def test_a_run_page_stays_as_it_is_when_later_runs_come(tmp_path: Path) -> None:
    """To the byte; the last one only gains its link to the next."""
    folder = tmp_path / "data"
    for count, name in ((10, "before"), (12, "after")):
        write_site(make_history(count, folder=folder), Config(), Output(tmp_path / name))
    before, after = contents(tmp_path / "before"), contents(tmp_path / "after")
    pages = sorted(url for url in before if url.startswith("runs/") and url.endswith(".html"))
    assert len(pages) == 10
    changed = [url for url in pages if before[url] != after[url]]
    assert changed == pages[-1:]
    old, new = (set(files[pages[-1]].decode().splitlines()) for files in (before, after))
    assert all("next" in line for line in new - old), new - old
