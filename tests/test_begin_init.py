"""`kedro track init`: an old project and a fresh one come out recording; nothing else changes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kedro_track.begin.survey import Survey, survey
from kedro_track.build import read_history
from kedro_track.cli import track
from projects import commit_to_git, environment, make_project, run_git, run_kedro

LEGACY = Path(__file__).parent / "legacy"

PIPELINES = """
    from kedro.pipeline import node, pipeline


    def evaluate(alpha):
        return {"r2_score": 0.9 - alpha}, {"alpha": alpha}


    def register_pipelines():
        name = "train_evaluation.random_forest"
        outputs = [f"{name}.r2_score", f"{name}.experiment_params"]
        return {"__default__": pipeline([node(evaluate, "params:alpha", outputs)])}
    """
"""A pipeline for the old project, whose own code was not left to us."""


def init(project: Path, *options: str, answer: str | None = None) -> Result:
    """Call the command on a project."""
    return CliRunner().invoke(track, ["init", "--project", str(project), *options], input=answer)


def texts(project: Path) -> dict[str, str]:
    """All text files of a project, by their path."""
    return {
        path.relative_to(project).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(project.rglob("*"))
        if path.is_file()
        and ".git" not in path.parts
        and path.suffix in ("", ".py", ".yml", ".toml", ".txt")
    }


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A copy of the project that kedro-viz tracked, with a pipeline that can run."""
    project = Path(shutil.copytree(LEGACY, tmp_path / "old"))
    registry = project / "src" / "demo_project" / "pipeline_registry.py"
    registry.write_text(re.sub("^    ", "", PIPELINES, flags=re.MULTILINE), encoding="utf-8")
    (project / "conf/base/parameters.yml").write_text("alpha: 0.1\n", encoding="utf-8")
    # An older Kedro makes every dataset before it runs, and this one was left incomplete to us.
    catalog = project / "conf/base/catalog_reporting.yml"
    plot = "type: plotly.PlotlyDataset\n"
    text = catalog.read_text(encoding="utf-8").replace(
        plot, f"{plot}  plotly_args: {{type: bar}}\n"
    )
    catalog.write_text(text, encoding="utf-8")
    return project


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """What `kedro new` makes."""
    command = [sys.executable, "-m", "kedro", "new", "--name=fresh", "--tools=none", "--example=n"]
    subprocess.run(command, cwd=tmp_path, env=environment(), check=True, capture_output=True)
    return tmp_path / "fresh"


def by_hand(project: Path) -> str:
    """What is left to the owner, as one text."""
    return "\n".join(survey(project).by_hand)


def after(found: Survey, name: str) -> str:
    """What a file of the project would hold."""
    [edit] = [each for each in found.edits if each.path == found.layout.root / name]
    return edit.after


def test_an_old_project_runs_and_its_history_goes_on(old: Path) -> None:
    """On the installed Kedro, which refused every command in it; then its site is built."""
    before = {run.id: dict(run.metrics) for run in read_history(old).runs}
    assert init(old, "--yes").exit_code == 0
    run_kedro(old, "run", "--params=alpha=0.25")
    runs = read_history(old).runs
    assert {run.id: dict(run.metrics) for run in runs[:-1]} == before
    assert (runs[-1].status, runs[-1].recorded) == ("succeeded", True)
    assert dict(runs[-1].metrics) == {"train_evaluation.random_forest.r2_score.r2_score": 0.65}
    assert runs[-1].json["train_evaluation.random_forest.experiment_params.alpha"] == 0.25
    # 22 records of kedro-viz, 3 versions without one, and ours.
    assert "26 runs" in run_kedro(old, "track", "build-site").stdout


def test_a_fresh_project_runs_at_once(fresh: Path) -> None:
    """It had nothing to run; the example does, and is tracked."""
    assert init(fresh, "--yes").exit_code == 0
    run_kedro(fresh, "run")
    run_kedro(fresh, "run", "--params=example.points=100")
    first, second = read_history(fresh).runs
    assert set(first.metrics) == {"example_metrics.estimate", "example_metrics.error"}
    assert first.metrics != second.metrics
    run_kedro(fresh, "track", "build-site", "--strict")


@pytest.mark.parametrize("name", ["old", "fresh"])
def test_a_second_time_changes_nothing(name: str, request: pytest.FixtureRequest) -> None:
    """And says so, without asking."""
    project = request.getfixturevalue(name)
    init(project, "--yes")
    once = texts(project)
    said = init(project)
    assert said.exit_code == 0
    assert "Nothing has to be changed." in said.output
    assert texts(project) == once


def test_nothing_is_written_before_the_yes(old: Path) -> None:
    """Neither by `--dry-run` nor by a no."""
    before = texts(old)
    asked = re.compile(r"Change \d files\?")
    assert not asked.search(init(old, "--dry-run", "--no-workflow").output)
    assert asked.search(init(old, "--no-workflow", answer="n\n").output)
    assert texts(old) == before


def test_what_was_shown_is_what_is_done(old: Path) -> None:
    """Each line with a plus stands in a file afterwards."""
    shown = init(old, "--dry-run", "--no-workflow").output
    init(old, "--yes", "--no-workflow")
    lines = {line for text in texts(old).values() for line in text.splitlines()}
    added = [line[1:] for line in shown.splitlines() if re.match(r"\+(?!\+\+ )", line)]
    assert len(added) > 10
    assert set(added) <= lines


def test_it_says_what_it_found(old: Path) -> None:
    """The store, what is tracked, the plots, the dead import, the types that are gone."""
    said = init(old, "--dry-run").output
    assert f"made with Kedro 0.19.3; installed is Kedro {version('kedro')}." in said
    assert "A session store with 22 runs, which is continued: data/session_store.db." in said
    assert "4 tracked datasets in the catalog: train_evaluation." in said
    assert "3 versioned plots: reporting.confusion_matrix, " in said
    assert "src/demo_project/settings.py imports from kedro_viz.integrations.kedro." in said
    assert "The catalog has the type tracking.MetricsDataset, which is kedro_track.Metrics" in said


def test_a_plot_that_is_not_versioned_is_left_to_its_owner(old: Path) -> None:
    """A file may lie where the folder of versions would be."""
    assert by_hand(old) == (
        "Catalog entry reporting.cancellation_policy_breakdown is a plot that is not tracked: add "
        "`versioned: true`, and move away the file data/08_reporting/cancellation_breakdown.json "
        "that is there, if there is one."
    )


def test_comments_order_and_quotes_of_a_catalog_stay(tmp_path: Path) -> None:
    """Only the word is replaced, wherever YAML lets it stand."""
    catalog = (
        "# ours\r\n"
        '_shared: &shared {type: "tracking.MetricsDataSet"}  # an anchor\r\n'
        "a: {<<: *shared, filepath: data/a.json}\r\n"
        "b:\r\n"
        "    filepath: data/b.json   # first\r\n"
        "    type: 'kedro.extras.datasets.tracking.JSONDataSet' # second\r\n"
        "c: {type: CachedDataset, dataset: {type: json.JSONDataSet, filepath: c}, layer: x}\r\n"
        "d: {type: my_package.CSVDataSet}\r\n"
    )
    project = make_project(tmp_path / "project")
    (project / "conf/base/catalog.yml").write_bytes(catalog.encode())
    expected = (
        catalog.replace("tracking.MetricsDataSet", "kedro_track.MetricsDataset")
        .replace("kedro.extras.datasets.tracking.JSONDataSet", "kedro_track.JSONDataset")
        .replace("json.JSONDataSet", "json.JSONDataset")
    )
    assert after(survey(project), "conf/base/catalog.yml") == expected


def test_a_layer_moves_to_where_kedro_takes_it(tmp_path: Path) -> None:
    """Below `metadata:`, since a dataset takes no such key any more."""
    entry = "raw:\n  type: json.JSONDataset\n  layer: raw  # by us\n  filepath: data/raw.json\n"
    project = make_project(tmp_path / "project", {"conf/base/catalog.yml": entry})
    moved = "  metadata:\n    kedro-viz:\n      layer: raw  # by us\n"
    changed = after(survey(project), "conf/base/catalog.yml")
    assert moved in changed
    assert changed.endswith("data/09_tracking/tracked_metrics.json\n")  # the example, behind it


def test_types_in_globals_are_renamed_too(tmp_path: Path) -> None:
    """As a catalog may take them from there."""
    files = {
        "conf/base/globals.yml": "types:\n  metrics: tracking.MetricsDataset # old\n  title: x\n",
        "conf/base/catalog.yml": 'm: {type: "${globals:types.metrics}", filepath: data/m.json}\n',
    }
    project = make_project(tmp_path / "project", files)
    changed = after(survey(project), "conf/base/globals.yml")
    assert changed == files["conf/base/globals.yml"].replace(
        "tracking.MetricsDataset", "kedro_track.MetricsDataset"
    )


def test_imports_that_are_gone_are_mended_or_said(tmp_path: Path) -> None:
    """What has a successor is replaced; the rest is named with its line and what to take."""
    source = (
        "from kedro.config import TemplatedConfigLoader\n"
        "from kedro.io import AbstractDataSet\n"
        "from kedro_datasets.tracking import (\n    MetricsDataset,\n    JSONDataset as Facts,\n)\n"
        "import kedro_viz.server\n"
    )
    project = make_project(tmp_path / "project", {"src/small_project/own.py": source})
    mended = source.replace("kedro_datasets.tracking", "kedro_track")
    assert after(survey(project), "src/small_project/own.py") == mended
    where, lacks = "src/small_project/own.py, line", f"which kedro {version('kedro')} does not have"
    spelled = "it is spelled AbstractDataset today"
    loader = "take OmegaConfigLoader, and globals.yml for what was templated"
    assert by_hand(project).splitlines() == [
        f"{where} 1, imports kedro.config.TemplatedConfigLoader, {lacks}; {loader}.",
        f"{where} 2, imports kedro.io.AbstractDataSet, {lacks}; {spelled}.",
        f"{where} 7, imports kedro_viz.server, which is not installed.",
    ]


def test_pins_that_exclude_the_installed_kedro_are_lifted(tmp_path: Path) -> None:
    """Ours is added; other lines, comments and options stay."""
    lines = "-e .\nkedro[pandas.CSVDataSet]~=0.18.4  # ours\npandas>=1.0\nkedro-viz~=6.0\n"
    project = make_project(tmp_path / "project", {"requirements.txt": lines})
    pin = ".".join(version("kedro").split(".")[:2])
    expected = f"-e .\nkedro~={pin}  # ours\npandas>=1.0\nkedro-viz~=6.0\nkedro-track\n"
    assert after(survey(project), "requirements.txt") == expected


def test_an_example_entry_takes_no_name_that_the_code_uses(tmp_path: Path) -> None:
    """An output that lived in memory must not become a MetricsDataset by surprise."""
    code = "from kedro.pipeline import node\nmade = node(dict, None, 'metrics')\n"
    files = {"conf/base/catalog.yml": "# ours\n", "src/small_project/nodes.py": code}
    project = make_project(tmp_path / "project", files)
    catalog = after(survey(project), "conf/base/catalog.yml")
    assert catalog.startswith("# ours\n")
    assert "\ntracked_metrics:\n  type: kedro_track.MetricsDataset\n" in catalog


def test_a_catalog_that_is_no_plain_yaml_is_named(tmp_path: Path) -> None:
    """A template of Jinja's, say: nothing of it is touched."""
    template = "{% for name in names %}\n{{ name }}: {type: json.JSONDataset}\n{% endfor %}\n"
    project = make_project(tmp_path / "project", {"conf/base/catalog.yml": template})
    found = survey(project)
    assert "conf/base/catalog.yml is no plain YAML" in "\n".join(found.by_hand)
    assert texts(project)["conf/base/catalog.yml"] == template


def test_a_project_of_no_kedro_is_one_sentence(tmp_path: Path) -> None:
    """On stderr, with 1."""
    said = init(tmp_path)
    assert said.exit_code == 1
    assert "There is no Kedro project" in said.output


def test_the_title_of_a_project_can_hold_anything(tmp_path: Path) -> None:
    """It is quoted in track.yml as YAML wants it."""
    pyproject = '[tool.kedro]\npackage_name = "p"\nproject_name = "A: \\"b\\" #c"\n'
    project = make_project(tmp_path / "project", {"pyproject.toml": pyproject})
    init(project, "--yes")
    first = (project / "conf/base/track.yml").read_text(encoding="utf-8").splitlines()[2]
    assert json.loads(first.removeprefix("title: ")) == 'A: "b" #c'


def test_a_hosted_elsewhere_project_gets_no_workflow(tmp_path: Path) -> None:
    """Unless it is asked for."""
    project = make_project(tmp_path / "project")
    commit_to_git(project)
    run_git(project, "remote", "add", "origin", "git@gitlab.com:team/project.git")
    paths = {edit.path.name for edit in survey(project).edits}
    assert "experiments.yml" not in paths
