"""What a catalog knows of the datasets of a run, through Kedro 0.19's and 1.x's own ways."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from typing import Any

_KNOWN = ("kedro_track", "kedro_datasets")


def find(catalog: Any, name: str) -> Any:
    """Find a dataset, made from its pattern where need be; None if the catalog has none.

    A dataset inside of a `CachedDataset` is given by itself.
    """
    dataset = _found(catalog, name)
    while type(dataset).__name__ == "CachedDataset":
        dataset = dataset._dataset  # noqa: SLF001
    return dataset


def _found(catalog: Any, name: str) -> Any:
    if hasattr(catalog, "get"):
        return catalog.get(name)
    from kedro.io.core import DatasetNotFoundError

    try:
        # Kedro 0.19's first catalog has no public way to a dataset.
        return catalog._get_dataset(name, suggest=False)  # noqa: SLF001
    except DatasetNotFoundError:
        return None


def is_versioned(dataset: Any) -> bool:
    """Tell whether a dataset keeps versions."""
    return getattr(dataset, "_version", None) is not None


def saved_version(dataset: Any) -> str | None:
    """Tell the version that a dataset saves under; None if it keeps none."""
    return dataset.resolve_save_version() if is_versioned(dataset) else None


def type_of(dataset: Any) -> str:
    """Name a dataset's type as a catalog spells it, such as `json.JSONDataset`."""
    return _spelled(type(dataset))


def base_of(dataset: Any) -> str | None:
    """Name the class of ours or of kedro-datasets that a project's own class is made from."""
    known = (kind for kind in type(dataset).__mro__ if _package(kind) in _KNOWN)
    base = next(known, None)
    return None if base in (None, type(dataset)) else _spelled(base)


def _spelled(kind: type) -> str:
    packages = kind.__module__.split(".")
    if packages[0] == "kedro_track":
        packages = ["kedro_track"]
    elif packages[0] == "kedro_datasets":
        # `kedro_datasets.json.json_dataset`: the first is left out, the last is private.
        packages = packages[1:-1] or packages[1:]
    return ".".join([*packages, kind.__qualname__])


def _package(kind: type) -> str:
    return kind.__module__.partition(".")[0]


def path_of(dataset: Any, project: Path) -> str | None:
    """Tell where a dataset lies: from the project on if it is inside, otherwise in full."""
    path = getattr(dataset, "_filepath", None) or getattr(dataset, "_path", None)
    if not isinstance(path, (str, PurePath)):
        return None
    return shown_path(str(path), getattr(dataset, "_protocol", "file"), project)


def shown_path(path: str, protocol: Any, project: Path) -> str:
    """Write a path for the record, with `/` between its parts."""
    if not is_local(protocol):
        return path if "://" in path else f"{protocol}://{path.lstrip('/')}"
    try:
        inside = os.path.relpath(path, project)
    except ValueError:  # another drive of Windows
        return PurePath(path).as_posix()
    outside = inside.split(os.sep, 1)[0] == os.pardir
    return PurePath(path if outside else inside).as_posix()


def is_local(protocol: Any) -> bool:
    """Tell whether fsspec's protocol means this machine's own files."""
    return protocol in ("file", "local", None, "")
