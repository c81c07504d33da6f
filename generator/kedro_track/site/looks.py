"""A first look at a table and at a text, for the page that shows them. Reads no more than that."""

from __future__ import annotations

import csv
from itertools import islice
from typing import IO, Any

ROWS = 50
COLUMNS = 40
_CELL = 200
_BYTES = 256 * 1024
_CHARACTERS = 40_000


def table_look(source: IO[bytes], suffix: str) -> dict[str, Any]:
    """The first rows of a CSV or TSV file.

    Returns:
        `head` and `rows` (texts), `columns` (count of all), and `more`: whether there are
        rows beyond; or `text` and `more`, if the content is no table.
    """
    content = source.read(_BYTES + 1)
    text, cut = _decoded(content[:_BYTES]), len(content) > _BYTES
    if cut:
        # The last line may be half of one.
        text = text.rpartition("\n")[0] or text
    reader = csv.reader(text.replace("\0", "").splitlines(), _dialect(text, suffix))
    try:
        rows = list(islice((row for row in reader if row), ROWS + 2))
    except csv.Error:
        return _shortened(text, cut=cut)
    if not rows:
        return {"head": [], "rows": [], "columns": 0, "more": False}
    head, *body = rows
    return {
        "head": _cells(head),
        "rows": [_cells(row) for row in body[:ROWS]],
        "columns": len(head),
        "more": cut or len(body) > ROWS,
    }


def text_look(source: IO[bytes]) -> dict[str, Any]:
    """The beginning of a text: `text`, and `more`: whether it goes on."""
    content = source.read(_BYTES + 1)
    return _shortened(_decoded(content[:_BYTES]), cut=len(content) > _BYTES)


def _shortened(text: str, *, cut: bool) -> dict[str, Any]:
    return {"text": text[:_CHARACTERS], "more": cut or len(text) > _CHARACTERS}


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")


def _dialect(text: str, suffix: str) -> type[csv.Dialect]:
    if suffix == "tsv":
        return csv.excel_tab
    try:
        return csv.Sniffer().sniff(text[:4096], ",;\t|")
    except csv.Error:
        return csv.excel


def _cells(row: list[str]) -> list[str]:
    return [cell if len(cell) <= _CELL else cell[:_CELL] + "…" for cell in row[:COLUMNS]]
