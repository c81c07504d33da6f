"""The two tracked datasets: always versioned, always valid JSON, the caller's data untouched.

Both are kedro-datasets' `json.JSONDataset` with its paths, credentials and arguments. They
override `_load` and `_save`, which every supported Kedro takes: the older ones call them,
the newer ones make `load` and `save` of them.
"""

from __future__ import annotations

import os
import reprlib
from collections.abc import Mapping
from decimal import Decimal
from numbers import Real
from typing import Any

from kedro.io.core import DatasetError, Version, get_filepath_str
from kedro_datasets.json import json_dataset

from kedro_track import strict_json


class JSONDataset(json_dataset.JSONDataset):  # type: ignore[misc]  # ships no types
    """Tracks any JSON value, a version a run.

    NaN and infinities are kept as `{"$float": "NaN"}`; loading gives the floats back.
    Scalars of numpy are written as plain numbers.
    """

    versioned = True
    """Kedro reads this: the version is handed over whether the catalog asks for it or not."""

    def __init__(
        self,
        *,
        filepath: str | os.PathLike[str],
        save_args: dict[str, Any] | None = None,
        version: Version | None = None,
        credentials: dict[str, Any] | None = None,
        fs_args: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        """Take the arguments of kedro-datasets' `json.JSONDataset`.

        Without a `version` the latest one is loaded and a new one is saved.
        """
        super().__init__(
            filepath=os.fspath(filepath),
            save_args=save_args,
            version=version or Version(None, None),
            credentials=credentials,
            fs_args=fs_args,
            metadata=metadata,
        )

    def _load(self) -> Any:
        path = get_filepath_str(self._get_load_path(), self._protocol)
        with self._fs.open(path, **self._fs_open_args_load) as file:
            return self._decoded(strict_json.loads(file.read()))

    def _save(self, data: Any) -> None:
        # Encoded before the file is opened: what can't be written leaves no half of a version.
        text = strict_json.dumps(self._encoded(data), **self._save_args)
        path = get_filepath_str(self._get_save_path(), self._protocol)
        with self._fs.open(path, **{"encoding": "utf-8", **self._fs_open_args_save}) as file:
            file.write(text)
        self._invalidate_cache()

    def _encoded(self, data: Any) -> Any:
        return data

    def _decoded(self, data: Any) -> Any:
        return data


class MetricsDataset(JSONDataset):
    """Tracks metrics, a flat mapping of names to numbers, a version a run.

    NaN and infinities are kept as the strings `"NaN"`, `"Infinity"` and `"-Infinity"`;
    loading gives the floats back. Anything that is no number is refused with its key.
    """

    def _encoded(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            raise DatasetError(
                f"A MetricsDataset holds a dictionary of numbers by name, "
                f"not a value of type {type(data).__name__}."
            )
        metrics = {str(key): _number(str(key), value) for key, value in data.items()}
        if len(metrics) < len(data):
            raise DatasetError("Two metrics have the same name once it is written as text.")
        return metrics

    def _decoded(self, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {
            key: strict_json.FLOATS.get(value, value) if isinstance(value, str) else value
            for key, value in data.items()
        }


def _number(key: str, value: Any) -> float | int | str:
    """Return a metric's value as JSON holds it.

    Raises:
        DatasetError: If it is no real number; the text names its key.
    """
    number = strict_json.plain(value)
    if isinstance(number, bool) or not isinstance(number, (Real, Decimal)):
        raise DatasetError(
            f"The metric '{key}' is no number but {reprlib.repr(value)} "
            f"of type {type(value).__name__}; "
            f"a MetricsDataset holds numbers only, a kedro_track.JSONDataset holds anything."
        )
    if isinstance(number, int):
        return int(number)
    return strict_json.name_of(float(number)) or float(number)


JSONDataSet = JSONDataset
MetricsDataSet = MetricsDataset
