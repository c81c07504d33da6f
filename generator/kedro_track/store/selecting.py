"""Questions to SQLite."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def selection(
    table: str,
    columns: Sequence[str],
    texts: frozenset[str],
    digested: frozenset[str] = frozenset(),
) -> str:
    """The question for columns of a table.

    Args:
        texts: Columns that are wanted as text, whatever the database keeps them as.
        digested: Columns of which `digest` is wanted, which the connection must know.
    """

    # Without types: SQLite keeps what it was given, and a value of another type than its
    # column's must cost itself only.
    def wanted(column: str) -> str:
        if column in digested:
            return f'digest(CAST("{column}" AS BLOB))'
        return f'CAST("{column}" AS TEXT)' if column in texts else f'"{column}"'

    return f'SELECT {", ".join(map(wanted, columns))} FROM "{table}"'  # noqa: S608 - names of our own


def digest(content: bytes | None) -> bytes | None:
    """32 bytes that tell a content from every other one."""
    return None if content is None else hashlib.sha256(content).digest()


def columns_of(table: str) -> str:
    """The question for what columns a table has; the name is the second of each row."""
    return f'PRAGMA table_xinfo("{table}")'
