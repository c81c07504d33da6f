"""The runs as one table, a row for each, with the columns of the site: CSV, Parquet, pandas.

Unlike what the browser loads, nothing is shortened here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kedro_track.errors import TrackError
from kedro_track.history import Run
from kedro_track.site.columns import Column, value

if TYPE_CHECKING:
    import pandas as pd

# What a spreadsheet takes for the beginning of a formula.
_FORMULA = re.compile(r"[=+\-@\t\r]")
_WIDEST = 2**63


def to_csv(runs: Sequence[Run], columns: Sequence[Column]) -> Iterator[str]:
    """Yield the lines of a CSV file (RFC 4180), as the site's own export writes it.

    Times are ISO 8601 in UTC, tags are separated by blanks, what a run lacks is empty. A text
    that a spreadsheet would take for a formula begins with an apostrophe.
    """
    yield ",".join(_field(column.id) for column in columns) + "\r\n"
    for run in runs:
        yield ",".join(_field(value(run, column)) for column in columns) + "\r\n"


def to_frame(runs: Sequence[Run], columns: Sequence[Column]) -> pd.DataFrame:
    """A data frame whose index is the runs' ids.

    Times are aware and in UTC, metrics floats, whole numbers and flags nullable, tags tuples.

    Raises:
        TrackError: If pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise TrackError(_missing("pandas", "pandas")) from error
    index = pd.Index([run.id for run in runs], name="id", dtype=object)
    data = {
        column.id: pd.Series(values, index=index, dtype=dtype)
        for column, values, dtype in _typed(runs, columns)
        if column.id != "id"
    }
    return pd.DataFrame(data, index=index)


def write_parquet(runs: Sequence[Run], columns: Sequence[Column], path: Path) -> None:
    """Write a Parquet file; columns of mixed values hold JSON-like text.

    Raises:
        TrackError: If pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise TrackError(_missing("Parquet", "parquet")) from error
    types = {
        "float64": pa.float64(),
        "Int64": pa.int64(),
        "boolean": pa.bool_(),
        "datetime64[ns, UTC]": pa.timestamp("us", tz="UTC"),
        "tuple": pa.list_(pa.string()),
        "object": pa.string(),
    }
    arrays = {}
    for column, values, dtype in _typed(runs, columns):
        kind = "tuple" if column.kind == "list" else dtype
        told = [_plain(one) for one in values] if kind == "object" else values
        arrays[column.id] = pa.array(told, types[kind])
    parquet.write_table(pa.table(arrays), path)


def _typed(
    runs: Sequence[Run], columns: Sequence[Column]
) -> Iterator[tuple[Column, list[Any], str]]:
    """Each column with its values and the name of pandas' type for them."""
    for column in columns:
        values = [value(run, column) for run in runs]
        yield column, values, _dtype(column, values)


def _dtype(column: Column, values: Sequence[Any]) -> str:
    if column.kind == "time":
        return "datetime64[ns, UTC]"
    if column.kind == "flag":
        return "boolean"
    if column.kind != "number":
        return "object"
    if column.group == "metrics" or column.id == "duration":
        return "float64"
    present = [one for one in values if one is not None]
    if all(isinstance(one, int) for one in present):
        return "Int64" if all(-_WIDEST <= one < _WIDEST for one in present) else "object"
    return "float64"


def _plain(found: Any) -> str | None:
    """One value as text: numbers at full precision, flags as JSON has them."""
    if found is None:
        return None
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, datetime):
        return found.isoformat()
    if isinstance(found, tuple):
        return " ".join(found)
    if isinstance(found, float) and not math.isfinite(found):
        return "NaN" if math.isnan(found) else "Infinity" if found > 0 else "-Infinity"
    return str(found)


def _field(found: Any) -> str:
    text = _plain(found)
    if text is None:
        return ""
    is_text = isinstance(found, (str, tuple))
    said = "'" + text if is_text and _FORMULA.match(text) and text != "-Infinity" else text
    return '"' + said.replace('"', '""') + '"' if re.search(r'[",\r\n]', said) else said


def _missing(what: str, extra: str) -> str:
    return f'{what} is not installed; `pip install "kedro-track[{extra}]"` brings it.'
