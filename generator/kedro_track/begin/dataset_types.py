"""What the types of a catalog are called today, told without importing any of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_OLD_HOMES = ("kedro.extras.datasets.", "kedro_datasets.")

_MOVED: Mapping[str, str] = {
    "PartitionedDataset": "partitions.PartitionedDataset",
    "IncrementalDataset": "partitions.IncrementalDataset",
    "matplotlib.MatplotlibWriter": "matplotlib.MatplotlibDataset",
    "holoviews.HoloviewsWriter": "holoviews.HoloviewsDataset",
    "pandas.AppendableExcelDataset": "pandas.ExcelDataset",
}
"""Types by today's spelling that have got another name since."""

_OF_KEDRO = ("CachedDataset", "MemoryDataset", "LambdaDataset", "SharedMemoryDataset")

TRACKED: Mapping[str, str] = {
    "tracking.MetricsDataset": "kedro_track.MetricsDataset",
    "tracking.JSONDataset": "kedro_track.JSONDataset",
}
"""kedro-viz's two types and ours."""


def today(type_name: str) -> str:
    """What a type is called on the packages that are installed; itself if nothing is known.

    `tracking.MetricsDataSet` is `kedro_track.MetricsDataset`, `pandas.CSVDataSet` is
    `pandas.CSVDataset`, and one of kedro.extras loses that address.
    """
    home = next((home for home in _OLD_HOMES if type_name.startswith(home)), "")
    spelled = type_name[len(home) :].replace("DataSet", "Dataset")
    if spelled in TRACKED:
        return TRACKED[spelled]
    if type_name.count(".") == home.count(".") and spelled in _OF_KEDRO:
        return spelled
    if is_installed(spelled):
        return f"{home}{spelled}" if home == "kedro_datasets." else spelled
    moved = _MOVED.get(spelled)
    return moved if moved is not None and is_installed(moved) else type_name


def is_gone(type_name: str) -> bool:
    """Whether it is a type of Kedro's own that today's packages do not have, by any name."""
    old = type_name.startswith(_OLD_HOMES) or type_name.endswith("DataSet")
    return old and today(type_name) == type_name and not _is_known(type_name)


def is_installed(spelled: str) -> bool:
    """Whether kedro-datasets has a type, spelled as in a catalog: `pandas.CSVDataset`."""
    package, _, name = spelled.rpartition(".")
    return bool(package) and name in _names_of(package)


def _is_known(type_name: str) -> bool:
    home = next((home for home in _OLD_HOMES if type_name.startswith(home)), "")
    return home != "kedro.extras.datasets." and is_installed(type_name[len(home) :])


@cache
def _names_of(package: str) -> frozenset[str]:
    """The words of a package's `__init__.py`, which names what it has for its lazy loader."""
    spec = find_spec("kedro_datasets")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder, *package.split("."), "__init__.py")
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            return frozenset("".join(c if c.isalnum() or c == "_" else " " for c in text).split())
    return frozenset()
