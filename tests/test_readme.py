"""The README's tutorial, done as it says: its blocks make a project that runs and is tracked."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from kedro_track.build import read_history
from kedro_track.demo.raw_data import write_raw_data
from kedro_track.history import Run
from projects import PACKAGE, make_project, run_kedro

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TUTORIAL = README.split("\n## Track the experiments of a project\n")[1].split("\n## ")[0]

STARTER = """
from kedro.pipeline import node, pipeline
from sklearn.linear_model import LinearRegression

from small_project.tutorial import *


def train(companies, shuttles):
    x, y = shuttles[["passenger_capacity"]], shuttles["engines"]
    return LinearRegression().fit(x, y), x, y


def register_pipelines():
    return {
        "__default__": pipeline(
            [
                node(train, ["companies", "shuttles"], ["regressor", "X_test", "y_test"]),
                node(lambda y: {"rows": len(y)}, "y_test", "training_summary"),
            ]
        )
        + PIPELINES
    }
"""
"""What the spaceflights project has already, as far as the tutorial's nodes need it."""

RAW = """
companies:
  type: pandas.CSVDataset
  filepath: data/01_raw/companies.csv

shuttles:
  type: pandas.CSVDataset
  filepath: data/01_raw/shuttles.csv

"""


def blocks(language: str) -> list[str]:
    """The tutorial's code blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", TUTORIAL, re.MULTILINE | re.DOTALL)


def entries_of_the_catalog() -> list[str]:
    """The tutorial's catalog entries; what is configured elsewhere has no type."""
    return [block for block in blocks("yaml") if "  type: " in block]


def catalog() -> str:
    """They, with the installed name of the Matplotlib dataset."""
    entries = "\n".join(entries_of_the_catalog())
    if find_spec("kedro_datasets.matplotlib.matplotlib_dataset") is None:
        entries = entries.replace("MatplotlibDataset", "MatplotlibWriter")
    return RAW + entries


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """A project that did what the tutorial says, and its run."""
    settings, *code = blocks("python")
    pipelines = " + ".join(block for block in code if block.startswith("pipeline("))
    functions = "\n\n".join(block for block in code if not block.startswith("pipeline("))
    project = make_project(
        tmp_path_factory.mktemp("tutorial") / "project",
        {
            f"src/{PACKAGE}/settings.py": settings,
            f"src/{PACKAGE}/tutorial.py": functions,
            f"src/{PACKAGE}/pipeline_registry.py": STARTER.replace("PIPELINES", pipelines),
            "conf/base/catalog.yml": catalog(),
        },
    )
    write_raw_data(project / "data" / "01_raw")
    run_kedro(project, "run", env={"MPLBACKEND": "agg"})
    [run] = read_history(project).runs
    return project, run


def test_the_tutorial_s_store_and_versions_lie_where_it_says(ran: tuple[Path, Run]) -> None:
    """`session_store.db`, and `metrics.json/<run id>/metrics.json`."""
    project, run = ran
    assert (project / "data" / "session_store.db").is_file()
    path = project / "data/09_tracking/metrics.json" / run.id / "metrics.json"
    assert set(json.loads(path.read_text(encoding="utf-8"))) == {"r2_score", "mae", "max_error"}


def test_all_that_the_tutorial_tracks_is_tracked(ran: tuple[Path, Run]) -> None:
    """Every entry of its catalog, under the kind that it says; the cached one too."""
    _, run = ran
    kinds = {version.dataset: version.kind for version in run.versions}
    assert kinds == {
        "metrics": "metrics",
        "companies_columns": "json",
        "training_summary": "json",
        "confusion_matrix": "image",
        "shuttle_passenger_capacity_plot": "plotly",
    }
    assert set(kinds) == {
        name for block in entries_of_the_catalog() for name in yaml.safe_load(block)
    }
    assert run.json["companies_columns.data_type"] == "companies"


def test_the_tutorial_s_site_builds_without_a_warning(ran: tuple[Path, Run]) -> None:
    """Also under `--strict`; the plots have their pages."""
    project, _ = ran
    run_kedro(project, "track", "build-site", "--strict")
    assert (project / "site/plots/confusion_matrix.html").is_file()
    assert (project / "site/plots/shuttle_passenger_capacity_plot.html").is_file()


def test_the_table_of_versions_is_what_is_tested() -> None:
    """The rows are the matrix of CI, with the versions that the constraints pin."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in README.split("## What it runs on")[1].split("\n\n")[1].splitlines()[2:]
    ]
    newest, oldest = (pins(name) for name in ("newest", "oldest"))
    assert rows[0][:2] == [newest["kedro"], newest["kedro-datasets"]]
    assert rows[-1][:2] == [f"{oldest['kedro']}, the oldest", oldest["kedro-datasets"]]
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    matrix = workflow["jobs"]["matrix"]["strategy"]["matrix"]
    assert ", ".join(matrix["python"]) in rows[0][2]
    between = {each["kedro"] for each in matrix["include"]} - {"newest", "oldest"}
    assert {row[0] for row in rows[1:-1]} == between
    for each in matrix["include"]:
        [row] = [row for row in rows if each["kedro"] in (row[0], named(row[0], rows))]
        assert each["python"] in row[2]


def pins(name: str) -> dict[str, str]:
    """What a file of constraints pins, by package."""
    text = (ROOT / "constraints" / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w-]+)==(\S+)", text, re.MULTILINE))


def named(kedro: str, rows: list[list[str]]) -> str:
    """What the matrix calls the version of a row."""
    return {rows[0][0]: "newest", rows[-1][0]: "oldest"}.get(kedro, kedro)
