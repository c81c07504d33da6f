"""The Jinja filters of every theme: values to text, never to markup (but for Markdown)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from kedro_track.analysis import numbers
from kedro_track.analysis.compare import Comparison, Row
from kedro_track.analysis.compare_cells import Cell
from kedro_track.analysis.compare_text import (
    Words,
    change_text,
    label_text,
    to_markdown,
    value_text,
)
from kedro_track.analysis.quantities import duration, size
from kedro_track.analysis.text_parts import new_parts
from kedro_track.site.markdown import to_html
from kedro_track.site.scripts import compact_json, valid_json

if TYPE_CHECKING:
    from markupsafe import Markup

_EXACT = 2**53


def number(value: Any, spec: str | None = None) -> str:
    """A number with honest digits; texts, flags and lists as JSON has them."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        if isinstance(value, str):
            return value
        return "" if value is None else valid_json(value, ensure_ascii=False)
    if isinstance(value, int) and abs(value) > _EXACT:
        return str(value).replace("-", numbers.MINUS)  # no float holds it
    return numbers.write(value, spec)


def iso(moment: datetime | None) -> str:
    """A moment for machines: `2026-11-24T05:42:49.760Z`."""
    if moment is None:
        return ""
    text = moment.astimezone(timezone.utc).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def human(moment: datetime | None) -> str:
    """A moment for people, in UTC: `24 Nov 2026, 05:42`; the browser shows the reader's zone."""
    if moment is None:
        return ""
    at = moment.astimezone(timezone.utc)
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{at.day} {months[at.month - 1]} {at.year}, {at:%H:%M}"


def fill(text: str, **values: Any) -> str:
    """A string of the theme with its `{names}` filled in; the result is escaped like any text."""
    return text.format(**values)


def phrase(text: str, **values: Any) -> Markup:
    """Like `fill`, for values that are markup already, such as links; all others are escaped."""
    from markupsafe import Markup, escape

    # Markup's own format walks the text in Python: five times as slow.
    escaped = {name: str(escape(value)) for name, value in values.items()}
    return Markup(str(escape(text)).format(**escaped))  # noqa: S704 - all of it escaped


def plural(forms: Mapping[str, str], count: int, **values: Any) -> str:
    """The form of a string for a count: `{one = "{n} run", other = "{n} runs"}`."""
    form = forms["one"] if count == 1 else forms["other"]
    return form.format(n=f"{count:,}", **values)


def markdown(text: str | None) -> Markup:
    """Sanitised HTML of somebody's Markdown."""
    from markupsafe import Markup

    return Markup(to_html(text or ""))  # noqa: S704 - sanitised by nh3


def script_json(value: Any) -> Markup:
    """A value as JSON inside a script file, not inside a page: for rendered static files."""
    from markupsafe import Markup

    return Markup(compact_json(value))  # noqa: S704 - JSON with `<` escaped


def cell_text(row: Row, cell: Cell) -> str:
    """A value of a comparison as people read it; a moment as `human` has it."""
    if row.kind == "time" and isinstance(cell.value, str):
        return human(datetime.fromisoformat(cell.value))
    return value_text(row, cell.value)


def cell_change(row: Row, cell: Cell, words: Mapping[str, Any]) -> str:
    """The change of a number in the theme's words."""
    return change_text(row, cell, _words(words))


def comparison_markdown(
    comparison: Comparison, names: Sequence[str], rows: Sequence[Row], words: Mapping[str, Any]
) -> str:
    """A comparison as Markdown, in the theme's words."""
    return to_markdown(comparison, names, rows, _words(words))


def _words(words: Mapping[str, Any]) -> Words:
    return Words(**{field.name: words[field.name] for field in fields(Words)})


FILTERS: Mapping[str, Callable[..., Any]] = {
    "number": number,
    "delta": numbers.write_delta,
    "ratio": numbers.write_ratio,
    "duration": duration,
    "size": size,
    "iso": iso,
    "human": human,
    "fill": fill,
    "phrase": phrase,
    "plural": plural,
    "markdown": markdown,
    "row_label": label_text,
    "cell_text": cell_text,
    "change_text": cell_change,
    "comparison_markdown": comparison_markdown,
    "new_parts": new_parts,
    "script_json": script_json,
}
