"""Which dataset types are tracked, told by their names: no dataset class is ever imported."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from kedro_track.history import Kind

ALWAYS_VERSIONED: Mapping[tuple[str, str], Kind] = {
    ("kedro_track", "MetricsDataset"): "metrics",
    ("kedro_track", "JSONDataset"): "json",
    ("tracking", "MetricsDataset"): "metrics",
    ("tracking", "JSONDataset"): "json",
}

IF_VERSIONED: Mapping[tuple[str, str], Kind] = {
    ("json", "JSONDataset"): "json",
    ("plotly", "PlotlyDataset"): "plotly",
    ("plotly", "JSONDataset"): "plotly",
    ("plotly", "HTMLDataset"): "html",
    ("matplotlib", "MatplotlibWriter"): "image",
    ("matplotlib", "MatplotlibDataset"): "image",
    ("pillow", "ImageDataset"): "image",
    ("holoviews", "HoloviewsWriter"): "image",
    ("pandas", "CSVDataset"): "table",
    ("pandas", "GenericDataset"): "table",
    ("polars", "CSVDataset"): "table",
    ("polars", "EagerPolarsDataset"): "table",
    ("text", "TextDataset"): "text",
    ("yaml", "YAMLDataset"): "text",
}

_BY_SUFFIX: Mapping[Kind, Mapping[str, Kind]] = {
    "image": {
        ".html": "html",
        ".pdf": "other",
        ".eps": "other",
        ".ps": "other",
        ".tif": "other",
        ".tiff": "other",
        ".pgf": "other",
    },
    "text": {".html": "html", ".htm": "html", ".svg": "image"},
}

_PREFIXES = ("kedro", "extras", "datasets", "kedro_datasets", "kedro_datasets_experimental")


def kind_of(type_name: str, filepath: str, *, versioned: bool) -> Kind | None:
    """What a catalog entry's versions hold; None if it is not tracked.

    Args:
        type_name: As the catalog spells it: `tracking.MetricsDataSet`,
            `kedro_datasets.plotly.JSONDataset`, or a class's full path.
        filepath: Its suffix tells a Matplotlib PDF, which no browser shows, from a PNG.
        versioned: Whether the entry asks for versions.
    """
    key = _key(type_name)
    if key in ALWAYS_VERSIONED:
        return ALWAYS_VERSIONED[key]
    kind = IF_VERSIONED.get(key) if versioned else None
    suffix = PurePosixPath(filepath).suffix.lower()
    if kind == "table" and suffix not in (".csv", ".tsv"):
        return None
    return _BY_SUFFIX.get(kind, {}).get(suffix, kind) if kind else None


def could_be_tracked(type_name: str, *, versioned: bool) -> bool:
    """Whether an entry of this type is tracked, whatever its path."""
    key = _key(type_name)
    return key in ALWAYS_VERSIONED or (versioned and key in IF_VERSIONED)


def _key(type_name: str) -> tuple[str, str]:
    """The package and the class of a type, without what may be left out."""
    *packages, name = type_name.strip().split(".")
    while packages and packages[0] in _PREFIXES:
        packages.pop(0)
    return packages[0] if packages else "", name.replace("DataSet", "Dataset")
