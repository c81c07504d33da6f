"""`build-site --executor dask://…`: the same bytes, made by processes that see no file of ours."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from builders import make_history
from calling import lines, refused
from kedro_track.build import write_site
from kedro_track.config import Config, ThemeOptions
from kedro_track.site import model
from kedro_track.site.cluster import workers_of
from kedro_track.site.manifest import MARKER
from kedro_track.site.output import Output
from sites import LEGACY

BLIND = """
    import sys


    def look(event, arguments):
        if event in ("open", "os.listdir", "os.scandir") and str(arguments[0]).startswith({seen!r}):
            raise PermissionError(f"a worker may not look at {{arguments[0]}}")


    sys.addaudithook(look)
    """
"""Loaded by each worker: it fails where it looks at the folder of the project."""

TAKES = "--executor takes the address of a Dask scheduler, as dask://HOST:8786, and not"
UNREACHED = (
    "No Dask scheduler answers at tcp://127.0.0.1:9; see that it runs and that this machine may "
    "reach it, or leave --executor out."
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an override of a template, which imports a file of its own."""
    folder = tmp_path_factory.mktemp("project")
    templates = folder / "theme" / "templates"
    templates.mkdir(parents=True)
    (templates / "mine.html").write_text("{% macro mine(run) %}Mine: {{ run.id }}{% endmacro %}")
    (templates / "run.html").write_text(
        '{% extends "default/run.html" %}{% from "mine.html" import mine %}'
        "{% block footer %}{{ mine(run) }}{% endblock %}"
    )
    return folder


@pytest.fixture(scope="module")
def cluster(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, list[Path]]]:
    """The address of a cluster of two processes, each with a home and a cache of its own.

    And the folders that the workers start in.
    """
    home = tmp_path_factory.mktemp("scheduler")
    said, homes = home / "scheduler.json", []
    with ExitStack() as stack:
        _start(stack, said, home, "scheduler", "--port", "0", "--host", "127.0.0.1")
        for number in range(2):
            homes.append(own := tmp_path_factory.mktemp(f"worker-{number}"))
            (own / "blind.py").write_text(textwrap.dedent(BLIND.format(seen=str(project))))
            options = ("--nthreads", "2", "--no-nanny", "--preload", "blind.py")
            _start(stack, said, own, "worker", *options)
        while not said.is_file():
            time.sleep(0.05)
        yield json.loads(said.read_text())["address"].replace("tcp://", "dask://"), homes


def _start(stack: ExitStack, said: Path, home: Path, kind: str, *arguments: str) -> None:
    """Start a part of the cluster, which ends with the stack."""
    kept = {name: value for name, value in os.environ.items() if "KEDRO" not in name}
    options = ("--no-dashboard", "--scheduler-file", str(said), *arguments)
    process = stack.enter_context(
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options],
            cwd=home,
            env={**kept, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")},
            stderr=subprocess.DEVNULL,
        )
    )
    stack.callback(process.terminate)


def content(site: Path) -> dict[str, bytes]:
    """All files of a site but the marker."""
    files = (path for path in site.rglob("*") if path.is_file() and path.name != MARKER)
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def test_a_cluster_gives_the_same_bytes(
    cluster: tuple[str, list[Path]], project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though its workers see neither the project nor what overrides its theme."""
    scheduler, homes = cluster
    monkeypatch.setattr(model, "CHUNK", 4)
    monkeypatch.setattr("kedro_track.site.pages.runs.CHUNK", 4)
    history = make_history(22, folder=project)
    config = Config(theme=ThemeOptions(overrides=str(project / "theme")))
    for name, workers in (("here", None), ("there", workers_of(1, scheduler))):
        write_site(history, config, Output(tmp_path / name), workers=workers)

    here, there = content(tmp_path / "here"), content(tmp_path / "there")
    assert there == here
    assert b"Mine: " in there[f"runs/{history.runs[0].id}.html"]
    assert any((home / "cache" / "kedro-track" / "1" / "themes").is_dir() for home in homes)


def test_the_command_hands_its_work_to_a_cluster(
    cluster: tuple[str, list[Path]], tmp_path: Path
) -> None:
    """A second build, without it, finds nothing to write."""
    project = shutil.copytree(LEGACY, tmp_path / "legacy")
    lines(project, "build-site", "--executor", cluster[0])
    again = lines(project, "build-site")

    assert "; 0 files written" in again[0]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("spark://host:1", f"{TAKES} spark://host:1."),
        ("dask://host:port", f"{TAKES} dask://host:port."),
        ("dask://127.0.0.1:9", UNREACHED),
    ],
)
def test_what_is_no_cluster_is_said(
    address: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one sentence, with the way out."""
    monkeypatch.setattr("kedro_track.site.cluster._PATIENCE", 1)
    project = shutil.copytree(LEGACY, tmp_path / "legacy")

    assert refused(project, "build-site", "--executor", address) == f"Error: {sentence}"
