"""What a run reads from outside of its pipeline, and which of its outputs are tracked."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kedro_track.record import catalogs

_PARAMETERS = ("params:", "parameters")


def inputs_of(pipeline: Any, catalog: Any, project: Path) -> list[dict[str, Any]]:
    """Describe the datasets that a pipeline does not make itself, as `Record["inputs"]` has them.

    Size and time only of local files, where they cost a `stat`.
    """
    names = sorted(name for name in pipeline.inputs() if not name.startswith(_PARAMETERS))
    return [_input(name, catalogs.find(catalog, name), project) for name in names]


def tracked(names: Iterable[str], catalog: Any, project: Path) -> dict[str, dict[str, str | None]]:
    """Describe the versioned ones among datasets, as `Record["datasets"]` has them."""
    found = ((name, catalogs.find(catalog, name)) for name in sorted(names))
    return {
        name: {
            "type": catalogs.type_of(dataset),
            "base": catalogs.base_of(dataset),
            "filepath": catalogs.path_of(dataset, project),
        }
        for name, dataset in found
        if catalogs.is_versioned(dataset)
    }


def _input(name: str, dataset: Any, project: Path) -> dict[str, Any]:
    described: dict[str, Any] = {"dataset": name, "path": catalogs.path_of(dataset, project)}
    local = catalogs.is_local(getattr(dataset, "_protocol", None))
    if catalogs.is_versioned(dataset) and (local or dataset._version.load):  # noqa: SLF001
        described["version"] = _loaded_version(dataset)
    if local and described["path"] is not None:
        described.update(_size_and_time(dataset))
    return described


def _loaded_version(dataset: Any) -> str | None:
    from kedro.io.core import DatasetError

    try:
        version = dataset.resolve_load_version()
    except DatasetError:  # there is none: the run will say so itself
        return None
    return str(version)


def _size_and_time(dataset: Any) -> dict[str, Any]:
    from kedro.io.core import DatasetError

    path = getattr(dataset, "_filepath", None) or getattr(dataset, "_path", None)
    try:
        if catalogs.is_versioned(dataset):
            path = dataset._get_load_path()  # noqa: SLF001 - Kedro has no public way
        found = os.stat(str(path))  # noqa: PTH116 - a PurePath
    except (OSError, ValueError, DatasetError):
        return {}
    size = found.st_size if stat.S_ISREG(found.st_mode) else None
    return {"size": size, "modified": found.st_mtime}
