"""The columns of the runs: one for each fact, metric, parameter and tracked JSON leaf."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kedro_track.analysis.facts import FACTS, ValueKind, scalar
from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.outlines import Outline, merged, outline_of
from kedro_track.chunked import summaries
from kedro_track.history import Run
from kedro_track.site.scripts import portable

Group = Literal["run", "metrics", "params", "json"]

_LONGEST = 300
# What readers search in is kept at a length that holds nearly all of it.
_LONGEST_OF = {"notes": 4_000, "command": 2_000, "error": 2_000}


@dataclass(frozen=True, slots=True)
class Column:
    """What the browser is told of a column.

    Attributes:
        id: `status`, `metrics.<name>`, `params.<path>`, `json.<dataset>.<path>`.
        kind: `time` in milliseconds since the epoch; `list` of texts; `mixed` of scalars.
        label: Short name; for facts of the run the theme has a string of its own.
    """

    id: str
    kind: ValueKind
    group: Group
    label: str
    unit: str | None = None
    format: str | None = None
    direction: str | None = None
    guessed: bool = False

    def described(self) -> dict[str, Any]:
        """JSON-ready, without what is not said."""
        facts = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in facts.items() if value not in (None, False)}


def columns_of(runs: Sequence[Run], metrics: Mapping[str, MetricInfo]) -> tuple[Column, ...]:
    """All columns that have a value in any run, facts first, then by name."""
    return columns_in([*summaries(runs, outline_of)], metrics)


def columns_in(
    outlines: Sequence[Outline], metrics: Mapping[str, MetricInfo]
) -> tuple[Column, ...]:
    """As `columns_of`, of the runs that are told of in short."""
    facts = [Column(name, kind, "run", name) for name, (kind, _) in FACTS.items()]
    numbers = [
        Column(
            id=f"metrics.{info.name}",
            kind="number",
            group="metrics",
            label=info.label,
            unit=info.unit,
            format=info.format,
            direction=info.direction,
            guessed=info.guessed,
        )
        for info in metrics.values()
    ]
    params = _found("params", merged(outline.params for outline in outlines))
    tracked = _found("json", merged(outline.json for outline in outlines))
    return (*facts, *numbers, *params, *tracked)


def value(run: Run, column: Column) -> Any:
    """The value of a run in a column, whole: a moment, text, number, flag, tuple of texts or None.

    Lists and empty mappings of parameters and tracked JSON are their JSON text.
    """
    name = column.id.partition(".")[2]
    if column.group == "metrics":
        return run.metrics.get(name)
    if column.group != "run":
        return scalar((run.params if column.group == "params" else run.json).get(name))
    if column.kind == "time":
        return run.started
    found = FACTS[column.id][1](run)
    return tuple(found) if isinstance(found, list) else found


def cell(run: Run, column: Column) -> Any:
    """The value of a run in a column, JSON-ready; None where it has none."""
    name = column.id.partition(".")[2]
    if column.group == "run":
        return _short(FACTS[column.id][1](run), _LONGEST_OF.get(column.id, _LONGEST))
    if column.group == "metrics":
        return portable(run.metrics.get(name))
    return _short(_scalar((run.params if column.group == "params" else run.json).get(name)))


def encode(values: Sequence[Any]) -> Any:
    """A column's values, by dictionary where many are alike: `{"d": [values], "i": [codes]}`."""
    if not any(isinstance(value, (str, list)) for value in values):
        return list(values)
    keys = [json.dumps(value) for value in values]
    distinct = {key: i for i, key in enumerate(dict.fromkeys(keys))}
    if len(distinct) * 2 > len(values):
        return list(values)
    return {"d": [json.loads(key) for key in distinct], "i": [distinct[key] for key in keys]}


def _found(
    group: Literal["params", "json"], kinds: Mapping[str, frozenset[ValueKind]]
) -> list[Column]:
    return [
        Column(f"{group}.{name}", next(iter(seen)) if len(seen) == 1 else "mixed", group, name)
        for name, seen in kinds.items()
    ]


def _scalar(value: Any) -> Any:
    value = portable(value)
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return value


def _short(value: Any, longest: int = _LONGEST) -> Any:
    if isinstance(value, str) and len(value) > longest:
        return value[:longest] + "…"
    return value
