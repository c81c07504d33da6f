"""The two tracked datasets, by themselves and in a real catalog."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from kedro.io import DataCatalog
from kedro.io.core import DatasetError, Version

import kedro_track
from kedro_track import JSONDataset, MetricsDataset
from projects import run_kedro

VERSION = "2026-11-24T05.42.49.760Z"


def metrics_dataset(folder: Path, **options: Any) -> MetricsDataset:
    """Make a metrics dataset that saves as VERSION."""
    version = Version(None, VERSION)
    return MetricsDataset(filepath=str(folder / "metrics.json"), version=version, **options)


def json_dataset(folder: Path, **options: Any) -> JSONDataset:
    """Make a JSON dataset that saves as VERSION."""
    version = Version(None, VERSION)
    return JSONDataset(filepath=str(folder / "value.json"), version=version, **options)


def strictly(path: Path) -> Any:
    """Read a file as JSON that allows no bare NaN."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)


def test_metrics_are_a_version_of_their_own(tmp_path: Path) -> None:
    """The file is `<filepath>/<version>/<filename>`."""
    metrics_dataset(tmp_path).save({"r2_score": 0.5})

    saved = tmp_path / "metrics.json" / VERSION / "metrics.json"

    assert strictly(saved) == {"r2_score": 0.5}


def test_metrics_load_what_was_saved(tmp_path: Path) -> None:
    """NaN and infinities come back as floats, whole numbers stay whole."""
    dataset = metrics_dataset(tmp_path)
    dataset.save({"up": math.inf, "down": -math.inf, "none": math.nan, "rows": 10**20, "x": 0.1})

    loaded = dataset.load()

    assert math.isnan(loaded.pop("none"))
    assert loaded == {"up": math.inf, "down": -math.inf, "rows": 10**20, "x": 0.1}


def test_metrics_write_valid_json(tmp_path: Path) -> None:
    """What JSON lacks is written as its name."""
    metrics_dataset(tmp_path).save({"up": math.inf, "down": -math.inf, "none": math.nan})

    saved = tmp_path / "metrics.json" / VERSION / "metrics.json"

    assert strictly(saved) == {"up": "Infinity", "down": "-Infinity", "none": "NaN"}


def test_metrics_take_scalars_of_numpy_and_exact_numbers(tmp_path: Path) -> None:
    """They become plain numbers."""
    given = {"f": np.float32(1.5), "i": np.int64(3), "zero_d": np.array(2.0), "q": Fraction(1, 4)}
    dataset = metrics_dataset(tmp_path)

    dataset.save(given)

    assert dataset.load() == {"f": 1.5, "i": 3, "zero_d": 2.0, "q": 0.25}


def test_metrics_leave_the_callers_dictionary_alone(tmp_path: Path) -> None:
    """The old tracking dataset turned its values into floats in place."""
    given = {"rows": 3, "none": math.nan}

    metrics_dataset(tmp_path).save(given)

    assert given == {"rows": 3, "none": given["none"]}
    assert type(given["rows"]) is int


@pytest.mark.parametrize(
    "value", [True, np.bool_(False), "0.5", None, {"a": 1}, [1], np.array([1.0]), 1j]
)
def test_metrics_refuse_what_is_no_number(tmp_path: Path, value: Any) -> None:
    """The error names the key, and nothing is written."""
    with pytest.raises(DatasetError, match="The metric 'r2_score' is no number"):
        metrics_dataset(tmp_path).save({"fine": 1.0, "r2_score": value})

    assert list(tmp_path.iterdir()) == []


def test_metrics_refuse_what_is_no_dictionary(tmp_path: Path) -> None:
    """A list of numbers has no names."""
    with pytest.raises(DatasetError, match="not a value of type list"):
        metrics_dataset(tmp_path).save([1.0, 2.0])


def test_metrics_refuse_two_of_one_name(tmp_path: Path) -> None:
    """The key 1 and the key '1' are one in JSON."""
    with pytest.raises(DatasetError, match="the same name"):
        metrics_dataset(tmp_path).save({1: 0.5, "1": 0.6})


def test_metrics_read_the_bare_nan_of_old_files(tmp_path: Path) -> None:
    """kedro-datasets wrote it."""
    old = tmp_path / "metrics.json" / VERSION / "metrics.json"
    old.parent.mkdir(parents=True)
    old.write_text('{"mae": NaN, "max": Infinity}')

    loaded = metrics_dataset(tmp_path).load()

    assert math.isnan(loaded["mae"])
    assert loaded["max"] == math.inf


def test_json_loads_what_was_saved(tmp_path: Path) -> None:
    """Floats that JSON lacks come back from any depth."""
    dataset = json_dataset(tmp_path)
    dataset.save({"a": [1, {"b": math.inf}, "NaN"], "c": None, "d": (np.int8(4), -math.inf)})

    loaded = dataset.load()

    assert loaded == {"a": [1, {"b": math.inf}, "NaN"], "c": None, "d": [4, -math.inf]}


def test_json_writes_valid_json(tmp_path: Path) -> None:
    """NaN is a marked string, so that the text 'NaN' stays a text."""
    json_dataset(tmp_path).save({"a": math.nan, "b": "NaN"})

    saved = tmp_path / "value.json" / VERSION / "value.json"

    assert strictly(saved) == {"a": {"$float": "NaN"}, "b": "NaN"}


def test_json_that_cannot_be_written_leaves_no_version(tmp_path: Path) -> None:
    """Half a file would be read as a version."""
    with pytest.raises(DatasetError, match="not JSON serializable"):
        json_dataset(tmp_path).save({"a": 1, "b": object()})

    assert list(tmp_path.iterdir()) == []


def test_save_arguments_are_those_of_json(tmp_path: Path) -> None:
    """`save_args` reach `json.dumps`; text beyond ASCII is written as UTF-8."""
    options = {"indent": None, "ensure_ascii": False}
    json_dataset(tmp_path, save_args=options).save({"name": "π"})

    saved = tmp_path / "value.json" / VERSION / "value.json"

    assert saved.read_bytes() == '{"name": "π"}'.encode()


def test_without_a_version_each_dataset_makes_its_own(tmp_path: Path) -> None:
    """In a notebook nobody hands one over."""
    dataset = MetricsDataset(filepath=tmp_path / "metrics.json")
    dataset.save({"a": 1})

    versions = [path.name for path in (tmp_path / "metrics.json").iterdir()]

    assert versions == [dataset.resolve_save_version()]


def test_any_filesystem_of_fsspec_will_do() -> None:
    """Protocols and their arguments are kedro-datasets' own business."""
    version = Version(None, VERSION)
    dataset = MetricsDataset(filepath="memory:///tracked/metrics.json", version=version)
    dataset.save({"a": 1.5})

    assert dataset.load() == {"a": 1.5}
    assert dataset._fs.exists(f"/tracked/metrics.json/{VERSION}/metrics.json")


@pytest.mark.parametrize("name", ["MetricsDataset", "MetricsDataSet"])
def test_a_catalog_versions_them_unasked(tmp_path: Path, name: str) -> None:
    """`versioned: true` need not stand there, the old spelling works."""
    config = {"m": {"type": f"kedro_track.{name}", "filepath": (tmp_path / "m.json").as_posix()}}
    catalog = DataCatalog.from_config(config, save_version=VERSION)

    catalog.save("m", {"a": 1.0})

    assert (tmp_path / "m.json" / VERSION / "m.json").is_file()


def test_the_old_spelling_is_the_same_class() -> None:
    """Catalogs of Kedro 0.18 say `DataSet`."""
    assert kedro_track.MetricsDataSet is MetricsDataset
    assert kedro_track.JSONDataSet is JSONDataset


def test_a_real_run_saves_all_under_one_version(project: Path) -> None:
    """The version is the run's, by name and by factory pattern."""
    run_kedro(project, "run", "--params=factor=3")

    files = sorted((project / "data" / "09_tracking").glob("**/*.json/*/*.json"))

    assert [file.name for file in files] == ["scores.json", "columns.json", "metrics.json"]
    assert len({file.parent.name for file in files}) == 1
    assert strictly(files[2]) == {"total": 18.0, "largest": 9}
