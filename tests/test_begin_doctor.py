"""`kedro track doctor`: what is recorded, what is not and why, in the words of the fix."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from kedro_track.begin.doctor import Diagnosis, diagnose
from kedro_track.cli import track
from projects import PACKAGE, commit_to_git, make_project, run_kedro

LEGACY = Path(__file__).parent / "legacy"

CATALOG = """
    numbers: {type: json.JSONDataset, filepath: data/01_raw/numbers.json}
    metrics: {type: kedro_track.MetricsDataset, filepath: data/09_tracking/metrics.json}
    forgotten: {type: kedro_track.MetricsDataset, filepath: data/09_tracking/forgotten.json}
    plot: {type: plotly.JSONDataset, filepath: data/08_reporting/plot.json}
    """


def said(*sentences: str) -> str:
    """Sentences as one text."""
    return "\n".join(sentences)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one run, in which not all is as it should be."""
    project = make_project(
        tmp_path_factory.mktemp("ran") / "project", {"conf/base/catalog.yml": CATALOG}
    )
    run_kedro(project, "run")
    return project


@pytest.fixture(scope="module")
def found(ran: Path) -> Diagnosis:
    """What is said of it."""
    return diagnose(ran)


def test_what_is_recorded_is_said_with_its_place_and_count(found: Diagnosis) -> None:
    """The runs, and each dataset that has versions."""
    store, metrics = found.recorded
    assert store.startswith("Every `kedro run`, to data/session_store.db: 1 run, the newest 20")
    assert store.endswith(" (succeeded).")
    assert metrics == "metrics (metrics): 1 version."


def test_a_dataset_that_no_node_returns_is_named(found: Diagnosis) -> None:
    """With what to do in the pipeline."""
    why = "no node of the newest run has it as its output; name it in a pipeline"
    assert f"forgotten: {why}." in found.not_recorded


def test_what_stays_in_memory_is_named_with_its_node(found: Diagnosis) -> None:
    """Ends of the pipeline, which may be metrics; what other nodes take is left out."""
    sentences = [each for each in found.not_recorded if "stays in memory" in each]
    assert [each.split(":")[0] for each in sentences] == ["candidate.scores", "columns"]
    assert "what node describe_node returns" in sentences[1]
    assert "`type: kedro_track.MetricsDataset`" in sentences[1]


def test_a_plot_without_versions_and_a_missing_repository_are_named(found: Diagnosis) -> None:
    """Each with the word that makes it recorded."""
    text = said(*found.not_recorded)
    assert "Catalog entry plot is a plot that is not tracked: add `versioned: true`" in text
    assert "the project is in no git repository; `git init` makes one." in text


def test_a_sound_project_has_no_fault(ran: Path) -> None:
    """And the command ends with 0."""
    done = CliRunner().invoke(track, ["doctor", "--project", str(ran)])
    assert done.exit_code == 0, done.output
    assert "\nRecorded\n" in done.output
    assert "\nNot recorded\n" in done.output
    assert "To be mended" not in done.output


def test_a_project_before_its_first_run_is_no_fault(tmp_path: Path) -> None:
    """It says that nothing was recorded so far, and where it will be."""
    project = make_project(tmp_path / "project")
    commit_to_git(project)
    found = diagnose(project)
    assert found.faults == ()
    assert found.recorded == (
        "Every `kedro run` will be recorded to data/session_store.db; there was none yet.",
    )
    assert "metrics: no run is recorded that could have saved it" in said(*found.not_recorded)


def test_a_catalog_that_tracks_nothing_is_said(tmp_path: Path) -> None:
    """With the command that begins."""
    project = make_project(tmp_path / "project", {"conf/base/catalog.yml": ""})
    assert "the catalog declares no tracked dataset; `kedro track init`" in said(
        *diagnose(project).not_recorded
    )


def test_an_old_project_is_told_what_init_mends(tmp_path: Path) -> None:
    """The Kedro that it is made for, the dead import, the types; the command ends with 1."""
    project = Path(shutil.copytree(LEGACY, tmp_path / "old"))
    done = CliRunner().invoke(track, ["doctor", "--project", str(project)])
    assert done.exit_code == 1
    assert "src/demo_project/settings.py names what is gone; `kedro-track init`" in done.output
    assert "conf/base/catalog_tracking.yml names what is gone; `kedro-track init`" in done.output
    CliRunner().invoke(track, ["init", "--project", str(project), "--yes"])
    assert diagnose(project).faults == ()


def test_settings_that_do_not_import_are_a_fault(tmp_path: Path) -> None:
    """Whatever else is well, Kedro ends before it begins."""
    settings = "from kedro.config import NoSuchLoader\n"
    project = make_project(tmp_path / "project", {f"src/{PACKAGE}/settings.py": settings})
    found = diagnose(project)
    assert "settings.py, line 1, imports kedro.config.NoSuchLoader" in said(*found.faults)
    assert "NoSuchLoader" not in said(*found.not_recorded)


def test_hooks_that_are_disabled_are_a_fault(tmp_path: Path) -> None:
    """With the setting that does it."""
    settings = 'DISABLE_HOOKS_FOR_PLUGINS = ("kedro-track",)\n'
    project = make_project(tmp_path / "project", {f"src/{PACKAGE}/settings.py": settings})
    assert "take `kedro-track` out of DISABLE_HOOKS_FOR_PLUGINS" in said(*diagnose(project).faults)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such permission of a folder")
def test_a_store_that_cannot_be_written_is_a_fault(tmp_path: Path) -> None:
    """Named with its place."""
    project = make_project(tmp_path / "project")
    (project / "data").chmod(0o500)
    try:
        done = run_kedro(project, "track", "doctor", expect=1, unprivileged=True)
        assert "data/session_store.db can't be written" in done.stdout
    finally:
        (project / "data").chmod(0o700)


def test_a_track_yml_that_cannot_be_used_is_a_fault(tmp_path: Path) -> None:
    """With its problems."""
    project = make_project(tmp_path / "project", {"conf/base/track.yml": "titel: x\n"})
    assert "titel: is unknown; did you mean `title`?" in said(*diagnose(project).faults)


def test_a_broken_version_is_a_fault(ran: Path, tmp_path: Path) -> None:
    """What the build warns of."""
    project = Path(shutil.copytree(ran, tmp_path / "project"))
    next((project / "data/09_tracking/metrics.json").glob("*/*.json")).write_text("{", "utf-8")
    assert "metrics.json" in said(*diagnose(project).faults)
