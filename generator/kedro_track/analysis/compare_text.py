"""How a comparison is written: as Markdown for a pull request, CSV, JSON, rows of text. Pure.

The browser's twin is `compare-text.js` of the default theme; both are held to
`tests/vectors/compare.json`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kedro_track.analysis.compare import Comparison, Row
from kedro_track.analysis.compare_cells import Cell
from kedro_track.analysis.compare_facts import GROUPS, Group
from kedro_track.analysis.numbers import write, write_delta, write_ratio
from kedro_track.analysis.quantities import duration, size

_SPECIAL = re.compile(r"[\\`*_\[\]<>|#~@&]")
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = re.compile(r"[=+\-@\t\r]")
_LONGEST = 300
_SHORT = 80
_NONE = "\N{EN DASH}"


def _groups() -> Mapping[Group, str]:
    return {
        "run": "Run",
        "params": "Parameters",
        "metrics": "Metrics",
        "json": "Tracked JSON",
        "environment": "Environment",
        "pipeline": "Pipeline",
        "inputs": "Inputs",
    }


NAMES: Mapping[str, str] = {
    "started": "started",
    "dirty": "uncommitted changes",
    "node": "failed in",
    "environment": "configuration environment",
    "seconds": "time",
    "modified": "last modified",
}
"""How keys are called that are not people's own, where that is not by themselves."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a comparison; a theme has its own."""

    groups: Mapping[Group, str] = field(default_factory=_groups)
    names: Mapping[str, str] = field(default_factory=lambda: NAMES)
    baseline: str = "baseline"
    better: str = "better"
    worse: str = "worse"
    unknown: str = "not captured"


def to_markdown(
    comparison: Comparison, names: Sequence[str], rows: Sequence[Row], words: Words
) -> str:
    """A table that GitHub and GitLab draw; the best value of a row is bold.

    Nothing in it is read as markup, mentions anybody or loads anything.

    Args:
        names: Of the runs, in the order of the cells.
        rows: Those of the comparison that shall be written.
    """
    heads = [escaped(name) for name in names]
    heads[comparison.baseline] += f" ({words.baseline})"
    lines = [["", *heads], ["---", *["---"] * len(names)]]
    shown = list(told(rows))
    for group in GROUPS:
        own = [row for row in shown if row.group == group]
        if own:
            lines.append([f"**{words.groups[group]}**", *[""] * len(names)])
        lines += ([escaped(_indented(row, words)), *_markdown_cells(row, words)] for row in own)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def to_csv(ids: Sequence[str], rows: Sequence[Row]) -> str:
    """A line for each row, a field for each run, at full precision (RFC 4180).

    A row's name is its path with dots between; of a metric its full name.

    A field is empty where a run has no value. A text that a spreadsheet would take for a
    formula begins with an apostrophe.
    """
    lines = [[row.group, ".".join(row.path), *map(_csv_value, row.cells)] for row in rows]
    head = ["group", "name", *ids]
    return "".join(",".join(map(_field, line)) + "\r\n" for line in [head, *lines])


def to_json(comparison: Comparison, ids: Sequence[str], rows: Sequence[Row]) -> str:
    """`{runs, baseline, rows: [{group, name, path, differs, direction, values, deltas}]}`.

    `values` and `deltas` are by run; a run that has none is left out. `direction` is told of
    metrics only. NaN and infinities are texts.
    """
    head = {"runs": list(ids), "baseline": ids[comparison.baseline]}
    lines = ",\n".join("  " + json_text(_entry(row, ids)) for row in rows)
    return f'{json_text(head)[:-1]}, "rows": [\n{lines}\n]}}\n'


def table_rows(rows: Sequence[Row], words: Words) -> Iterator[list[str]]:
    """For a terminal: group, label, then for each run the value with its change."""
    for row in told(rows):
        cells = (_said(row, cell, words) for cell in row.cells)
        yield [words.groups[row.group], _indented(row, words), *cells]


def only_changes(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows in which a run differs from the baseline."""
    return tuple(row for row in rows if row.differs)


def label_text(row: Row, names: Mapping[str, str]) -> str:
    """What a row is called: by its path, where that is not people's own by its name.

    A package by its name alone, a node's time as `train: time`, an input's size as `raw: size`.
    """
    path = row.path
    if row.depth or row.group in ("params", "metrics", "json"):
        return row.label
    if len(path) == 1:
        return names.get(path[0], path[0])
    if row.group == "environment" or path[0] == "filters":
        return ".".join(path[1:])
    whose, part = (path[0], path[-1]) if row.group == "inputs" else (path[1], path[-1])
    return f"{whose}: {names.get(path[0] if path[0] == 'seconds' else part, part)}"


def told(rows: Sequence[Row]) -> Iterator[Row]:
    """All rows but the members of lists that can be told as a whole."""
    short: set[str] = set()
    for row in rows:
        if row.kind == "list" and all(len(json_text(cell.value)) <= _SHORT for cell in row.cells):
            short.add(row.key)
        if row.parent is None or row.parent not in short:
            yield row
        else:
            short.add(row.key)


def value_text(row: Row, value: Any) -> str:
    """One value as people read it; times stay in ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return json_text(value)
    if row.kind in _WRITERS:
        return _WRITERS[row.kind](value)
    if row.metric is None and abs(value) >= 2**53:
        return json_text(value)  # a whole number that means all of its digits
    return write(value, row.metric.format if row.metric else None)


_WRITERS: Mapping[str, Callable[[float], str]] = {
    "place": lambda place: f"#{place}",
    "duration": duration,
    "bytes": size,
}


def change_text(row: Row, cell: Cell, words: Words) -> str:
    """The change of a number against the baseline: `+0.02 (+5%) better`; empty without one."""
    if cell.delta is None:
        return ""
    parts = [_delta(row, cell.delta)]
    if cell.ratio is not None:
        parts.append(f"({write_ratio(cell.ratio)})")
    if cell.better is not None:
        parts.append(words.better if cell.better else words.worse)
    return " ".join(parts)


def json_text(value: Any) -> str:
    """JSON on one line, its numbers as JavaScript writes them; NaN and infinities as texts."""
    if isinstance(value, list):
        return "[" + ", ".join(map(json_text, value)) + "]"
    if isinstance(value, Mapping):
        inner = (f"{json_text(key)}: {json_text(entry)}" for key, entry in value.items())
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, float) and not math.isfinite(value):
        return f'"{number_text(value)}"'
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(value)
    return json.dumps(value, ensure_ascii=False)


def number_text(value: float) -> str:
    """A number with all its digits, as JavaScript writes it: `1`, `0.1`, `1e-7`, `1e+21`."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, int) and abs(value) < 10**21:
        return str(value)
    digits, point = _digits(float(abs(value)))
    sign = "-" if value < 0 else ""
    if len(digits) <= point <= 21:  # noqa: PLR2004 - where JavaScript takes to exponents
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:  # noqa: PLR2004 - the same
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:  # noqa: PLR2004 - the same
        return f"{sign}0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if digits[1:] else ""
    return f"{sign}{digits[0]}{fraction}e{'+' if point > 0 else '-'}{abs(point - 1)}"


def _digits(value: float) -> tuple[str, int]:
    """The shortest digits that mean this number, and where its point is from their left."""
    if value == 0:
        return "0", 1
    mantissa, _, exponent = repr(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    return digits.rstrip("0"), point


def _delta(row: Row, delta: float) -> str:
    if row.kind in ("duration", "bytes"):
        said = duration(abs(delta)) if row.kind == "duration" else size(round(abs(delta)))
        return ("+" if delta > 0 else "\N{MINUS SIGN}") + said
    return write_delta(delta, row.metric.format if row.metric else None)


def _indented(row: Row, words: Words) -> str:
    return "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}" * row.depth + label_text(row, words.names)


def _said(row: Row, cell: Cell, words: Words) -> str:
    if cell.state != "value":
        return words.unknown if cell.state == "unknown" else _NONE
    return " ".join(filter(None, [value_text(row, cell.value), change_text(row, cell, words)]))


def _markdown_cells(row: Row, words: Words) -> Iterator[str]:
    for cell in row.cells:
        if cell.state != "value":
            yield words.unknown if cell.state == "unknown" else _NONE
            continue
        text = escaped(value_text(row, cell.value))
        change = change_text(row, cell, words)
        yield " ".join(filter(None, [f"**{text}**" if cell.best else text, change]))


def escaped(text: str) -> str:
    """A text of which nothing is read as Markdown, on one line."""
    shown = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    line = " ".join(re.split(r"[ \t\r\n\f\v]+", shown))
    return _SPECIAL.sub(_without_meaning, line)


def _without_meaning(match: re.Match[str]) -> str:
    # A backslash does not keep a name from being mentioned.
    return {"@": "&#64;", "<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(match[0], "\\" + match[0])


def _csv_value(cell: Cell) -> str:
    if cell.state != "value":
        return ""
    return cell.value if isinstance(cell.value, str) else json_text(cell.value).strip('"')


def _field(text: str) -> str:
    is_number = re.fullmatch(r"-?[0-9.]+(e[+-][0-9]+)?|-Infinity", text) is not None
    said = "'" + text if _FORMULA.match(text) and not is_number else text
    return '"' + said.replace('"', '""') + '"' if re.search(r"[\",\r\n]", said) else said


def _entry(row: Row, ids: Sequence[str]) -> dict[str, Any]:
    pairs = list(zip(ids, row.cells, strict=True))
    entry: dict[str, Any] = {
        "group": row.group,
        "name": row.label,
        "path": list(row.path),
        "differs": row.differs,
    }
    if row.metric:
        entry["direction"] = row.metric.direction
    entry["values"] = {run: cell.value for run, cell in pairs if cell.state == "value"}
    entry["deltas"] = {run: cell.delta for run, cell in pairs if cell.delta is not None}
    return entry
