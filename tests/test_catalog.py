"""Catalogs of all kinds, read from config alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from kedro_track.collect.catalog import Catalog, read_catalog
from kedro_track.collect.kinds import kind_of
from kedro_track.collect.project import find_project
from kedro_track.errors import TrackingError
from kedro_track.history import Kind

METRICS = "metrics:\n  type: kedro_track.MetricsDataset\n  filepath: data/metrics.json\n"


def catalog_of(
    root: Path, files: dict[str, str], env: str | None = None, settings: str = ""
) -> Catalog:
    """The catalog of a project with these conf files."""
    (root / "conf/base").mkdir(parents=True, exist_ok=True)
    (root / "src/pack").mkdir(parents=True)
    (root / "pyproject.toml").write_text('[tool.kedro]\npackage_name = "pack"\n', encoding="utf-8")
    (root / "src/pack/settings.py").write_text(settings, encoding="utf-8")
    for name, text in files.items():
        path = root / "conf" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_catalog(find_project(root), env)


def paths(catalog: Catalog) -> dict[str, str]:
    """Path by name of each tracked dataset."""
    return {name: declared.filepath for name, declared in catalog.datasets.items()}


@pytest.mark.parametrize(
    ("type_name", "kind"),
    [
        ("kedro_track.MetricsDataset", "metrics"),
        ("kedro_track.MetricsDataSet", "metrics"),
        ("kedro_track.record.datasets.JSONDataset", "json"),
        ("tracking.MetricsDataset", "metrics"),
        ("tracking.MetricsDataSet", "metrics"),
        ("kedro_datasets.tracking.JSONDataset", "json"),
        ("kedro_datasets.tracking.metrics_dataset.MetricsDataset", "metrics"),
        ("kedro.extras.datasets.tracking.MetricsDataSet", "metrics"),
        ("json.JSONDataset", None),
        ("plotly.JSONDataset", None),
        ("pandas.CSVDataset", None),
        ("no_such.Type", None),
        ("MetricsDataset", None),
    ],
)
def test_some_types_are_always_versioned(type_name: str, kind: Kind | None) -> None:
    """Also where the catalog does not say so; others are not tracked then."""
    assert kind_of(type_name, "data/x.json", versioned=False) == kind


@pytest.mark.parametrize(
    ("type_name", "filepath", "kind"),
    [
        ("json.JSONDataset", "x.json", "json"),
        ("plotly.PlotlyDataset", "x.json", "plotly"),
        ("kedro_datasets.plotly.JSONDataset", "x.json", "plotly"),
        ("plotly.HTMLDataset", "x.html", "html"),
        ("matplotlib.MatplotlibWriter", "x.png", "image"),
        ("matplotlib.MatplotlibDataset", "plots", "image"),
        ("matplotlib.MatplotlibDataset", "x.pdf", "other"),
        ("pillow.ImageDataSet", "x.jpg", "image"),
        ("pandas.CSVDataset", "x.csv", "table"),
        ("pandas.GenericDataset", "x.csv", "table"),
        ("pandas.GenericDataset", "x.parquet", None),
        ("pandas.ParquetDataset", "x.parquet", None),
        ("text.TextDataset", "x.md", "text"),
        ("text.TextDataset", "x.html", "html"),
        ("yaml.YAMLDataset", "x.yml", "text"),
        ("pickle.PickleDataset", "x.pkl", None),
        ("pack.datasets.Own", "x.json", None),
    ],
)
def test_others_are_tracked_if_they_are_versioned(
    type_name: str, filepath: str, kind: Kind | None
) -> None:
    """And if their content can be shown."""
    assert kind_of(type_name, filepath, versioned=True) == kind


def test_a_plain_catalog_is_read(tmp_path: Path) -> None:
    """What is not tracked is left out."""
    text = f"{METRICS}companies:\n  type: pandas.CSVDataset\n  filepath: data/c.csv\n"
    catalog = catalog_of(tmp_path, {"base/catalog.yml": text})
    assert (paths(catalog), catalog.problems) == ({"metrics": "data/metrics.json"}, ())


def test_several_files_globals_anchors_and_folders_make_one_catalog(tmp_path: Path) -> None:
    """Everything that Kedro's own loader puts together."""
    catalog = catalog_of(
        tmp_path,
        {
            "base/globals.yml": "folders:\n  tracking: data/09\n",
            "base/catalog_one.yml": (
                "_metrics: &metrics\n  type: tracking.MetricsDataset\n"
                "a.b.metrics:\n  <<: *metrics\n  filepath: ${globals:folders.tracking}/a.json\n"
            ),
            "base/catalog/two.yaml": (
                "_base: data/08\nplot:\n  type: plotly.JSONDataset\n"
                "  filepath: ${_base}/p.json\n  versioned: true\n"
            ),
            "base/deep/catalog_three.json": (
                '{"c": {"type": "tracking.JSONDataset", "filepath": "data/c.json"}}'
            ),
        },
    )
    assert paths(catalog) == {
        "a.b.metrics": "data/09/a.json",
        "plot": "data/08/p.json",
        "c": "data/c.json",
    }


def test_an_environment_replaces_an_entry_whole(tmp_path: Path) -> None:
    """As Kedro merges by default."""
    files = {"base/catalog.yml": METRICS, "prod/catalog.yml": METRICS.replace("data/", "/mnt/")}
    catalog = catalog_of(tmp_path, files, "prod")
    assert paths(catalog) == {"metrics": "/mnt/metrics.json"}


def test_soft_merging_is_honoured(tmp_path: Path) -> None:
    """Where the settings ask for it, an environment changes single keys."""
    files = {"base/catalog.yml": METRICS, "prod/catalog.yml": "metrics:\n  filepath: other.json\n"}
    settings = 'CONFIG_LOADER_ARGS = {"merge_strategy": {"catalog": "soft"}}'
    assert paths(catalog_of(tmp_path, files, "prod", settings)) == {"metrics": "other.json"}


def test_a_fresh_clone_without_the_local_folder_is_read(tmp_path: Path) -> None:
    """`conf/local` is never committed; Kedro's loader would give up."""
    assert paths(catalog_of(tmp_path, {"base/catalog.yml": METRICS})) == {
        "metrics": "data/metrics.json"
    }


def test_an_environment_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A slip of the finger must not build another site."""
    with pytest.raises(TrackingError, match=r"no environment 'prdo' in .*: there are base, prod"):
        catalog_of(tmp_path, {"base/catalog.yml": METRICS, "prod/catalog.yml": ""}, "prdo")


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (
            "type: tracking.JSONDataset\n  filepath: data/${today:}/x.json",
            "the resolver `today` is known to the project's own code only",
        ),
        (
            "type: tracking.JSONDataset\n  filepath: data/${runtime_params:region}/x.json",
            "Runtime parameter 'region' not found and no default value provided",
        ),
        (
            "type: tracking.JSONDataset\n  filepath: data/${globals:nowhere}/x.json",
            "Globals key 'nowhere' not found and no default value provided",
        ),
        (
            "type: tracking.JSONDataset\n  filepath: data/${_gone}/x.json",
            "Interpolation key '_gone' not found",
        ),
    ],
)
def test_an_entry_that_cant_be_resolved_costs_only_itself(
    tmp_path: Path, entry: str, reason: str
) -> None:
    """Kedro's loader would lose the whole catalog."""
    text = f"{METRICS}odd:\n  {entry}\n"
    catalog = catalog_of(tmp_path, {"base/catalog.yml": text})
    problem = catalog.unresolved["odd"]
    assert paths(catalog) == {"metrics": "data/metrics.json"}
    assert problem.what == f"The catalog entry is left out: {reason}"
    assert problem.where == "conf/base/catalog.yml: odd"


def test_an_entry_with_a_broken_brace_costs_only_itself(tmp_path: Path) -> None:
    """OmegaConf can't even read it."""
    text = f"{METRICS}odd:\n  type: tracking.JSONDataset\n  filepath: data/${{x/y.json\n"
    catalog = catalog_of(tmp_path, {"base/catalog.yml": text})
    assert (list(catalog.datasets), list(catalog.unresolved)) == (["metrics"], ["odd"])


def test_what_tracking_does_not_need_may_stay_a_riddle(tmp_path: Path) -> None:
    """Save arguments, credentials, or all of a dataset that is not tracked."""
    text = (
        f"{METRICS}  save_args:\n    user: ${{whoami:}}\n  credentials: ${{gone}}\n"
        "sales:\n  type: pandas.CSVDataset\n  filepath: data/${runtime_params:day}.csv\n"
    )
    catalog = catalog_of(tmp_path, {"base/catalog.yml": text})
    assert paths(catalog) == {"metrics": "data/metrics.json"}
    assert (catalog.unresolved, catalog.problems) == ({}, ())


def test_a_runtime_parameter_with_a_default_is_resolved(tmp_path: Path) -> None:
    """Beside an entry that makes the loader give up."""
    text = (
        "m:\n  type: tracking.MetricsDataset\n"
        "  filepath: data/${runtime_params:region,eu}/m.json\n"
        "odd:\n  type: tracking.JSONDataset\n  filepath: ${today:}\n"
    )
    assert paths(catalog_of(tmp_path, {"base/catalog.yml": text})) == {"m": "data/eu/m.json"}


def test_globals_by_bare_name_are_resolved(tmp_path: Path) -> None:
    """The TemplatedConfigLoader of Kedro 0.18 let a catalog write them so."""
    files = {
        "base/globals.yml": "folders:\n  t: data/09\n",
        "base/catalog.yml": METRICS.replace("data/", "${folders.t}/"),
    }
    assert paths(catalog_of(tmp_path, files)) == {"metrics": "data/09/metrics.json"}


@pytest.mark.parametrize(
    "text", ["a: [1,\n", "a: b: c\n", "\tx: 1\n", "- a\n- b\n", "a: !!python/x 1"]
)
def test_a_file_that_is_no_catalog_costs_only_itself(tmp_path: Path, text: str) -> None:
    """The other files still count, and the file is named."""
    files = {"base/catalog.yml": METRICS, "base/catalog_odd.yml": text}
    catalog = catalog_of(tmp_path, files)
    assert paths(catalog) == {"metrics": "data/metrics.json"}
    assert [problem.where.split(":")[0] for problem in catalog.problems] == [
        "conf/base/catalog_odd.yml"
    ]


def test_a_file_that_is_no_utf8_costs_only_itself(tmp_path: Path) -> None:
    """Somebody's editor saved it so."""
    (tmp_path / "conf/base").mkdir(parents=True)
    (tmp_path / "conf/base/catalog_odd.yml").write_bytes(b"caf\xe9: 1\n")
    catalog = catalog_of(tmp_path, {"base/catalog.yml": METRICS})
    assert paths(catalog) == {"metrics": "data/metrics.json"}
    assert len(catalog.problems) == 1


def test_broken_globals_cost_only_what_needs_them(tmp_path: Path) -> None:
    """An entry without any is read."""
    text = f"{METRICS}odd:\n  type: tracking.JSONDataset\n  filepath: ${{globals:a}}/x.json\n"
    catalog = catalog_of(tmp_path, {"base/globals.yml": "a: [", "base/catalog.yml": text})
    assert (list(catalog.datasets), list(catalog.unresolved)) == (["metrics"], ["odd"])
    assert [problem.where for problem in catalog.problems] == ["conf/base/globals.yml:1:5"]


def test_a_dataset_that_is_declared_twice_is_said(tmp_path: Path) -> None:
    """Kedro refuses it; the first file's is taken."""
    files = {"base/catalog_a.yml": METRICS, "base/catalog_b.yml": METRICS.replace("data/", "x/")}
    catalog = catalog_of(tmp_path, files)
    assert paths(catalog) == {"metrics": "data/metrics.json"}
    assert [problem.what for problem in catalog.problems] == [
        "The dataset is declared twice in one environment"
    ]


@pytest.mark.parametrize("entry", ["just a text", "[1, 2]", "null", "7"])
def test_an_entry_that_is_no_mapping_is_said(tmp_path: Path, entry: str) -> None:
    """And costs only itself."""
    catalog = catalog_of(tmp_path, {"base/catalog.yml": f"{METRICS}odd: {entry}\n"})
    assert paths(catalog) == {"metrics": "data/metrics.json"}
    assert [problem.where for problem in catalog.problems] == ["catalog entry odd"]


def test_a_tracked_entry_without_a_path_is_said(tmp_path: Path) -> None:
    """Nothing can be read of it."""
    catalog = catalog_of(tmp_path, {"base/catalog.yml": "m:\n  type: tracking.MetricsDataset\n"})
    assert [problem.where for problem in catalog.problems] == ["catalog entry m"]


def test_a_cached_dataset_is_what_it_wraps(tmp_path: Path) -> None:
    """Its own versioning counts for the inner one."""
    text = (
        "plot:\n  type: CachedDataset\n  versioned: true\n"
        "  dataset:\n    type: plotly.JSONDataset\n    filepath: data/p.json\n"
    )
    assert paths(catalog_of(tmp_path, {"base/catalog.yml": text})) == {"plot": "data/p.json"}


def test_factories_are_kept_apart(tmp_path: Path) -> None:
    """A name that is declared, or that a better pattern makes, is not the factory's."""
    text = (
        f"{METRICS}'{{ns}}.metrics':\n"
        "  type: tracking.MetricsDataset\n  filepath: d/{ns}/m.json\n"
        "'{ns}.raw.metrics':\n  type: pandas.CSVDataset\n  filepath: d/{ns}.csv\n"
        "a.metrics:\n  type: MemoryDataset\n"
    )
    catalog = catalog_of(tmp_path, {"base/catalog.yml": text})
    assert (list(catalog.datasets), list(catalog.factories)) == (["metrics"], ["{ns}.metrics"])
    made = {
        name: catalog.made_by_factory("{ns}.metrics", name)
        for name in ("b.metrics", "a.metrics", "b.raw.metrics")
    }
    assert {name: declared and declared.filepath for name, declared in made.items()} == {
        "b.metrics": "d/b/m.json",
        "a.metrics": None,
        "b.raw.metrics": None,
    }


def test_a_project_without_conf_says_so(tmp_path: Path) -> None:
    """Somebody pointed at half of a project."""
    (tmp_path / "pyproject.toml").write_text("[tool.kedro]\n", encoding="utf-8")
    [problem] = read_catalog(find_project(tmp_path), None).problems
    assert problem.what == "The project has no folder of base config"


def test_a_project_without_a_catalog_says_so(tmp_path: Path) -> None:
    """The history is empty for a cause."""
    [problem] = catalog_of(tmp_path, {"base/parameters.yml": "a: 1"}).problems
    assert problem.what == "There is no catalog file"


def test_patterns_of_config_files_are_honoured(tmp_path: Path) -> None:
    """The settings may name the catalog's files otherwise."""
    settings = 'CONFIG_LOADER_ARGS = {"config_patterns": {"catalog": ["data*"]}}'
    catalog = catalog_of(tmp_path, {"base/datasets.yml": METRICS}, settings=settings)
    assert paths(catalog) == {"metrics": "data/metrics.json"}


def test_a_buckets_options_come_from_the_credentials(tmp_path: Path) -> None:
    """As Kedro hands them to the file system."""
    text = (
        METRICS.replace("data/", "s3://bucket/")
        + "  credentials: dev\n  fs_args:\n    anon: false\n"
    )
    files = {"base/catalog.yml": text, "local/credentials.yml": "dev:\n  key: id\n"}
    declared = catalog_of(tmp_path, files).datasets["metrics"]
    assert declared.options == {"anon": False, "key": "id"}
