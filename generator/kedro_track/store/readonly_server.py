"""A team's database, opened for reading: all of it of one moment, and nothing written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Text, cast, column, create_engine, inspect, select, table, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from kedro_track.errors import StoreError
from kedro_track.store.address import Server
from kedro_track.store.postgres import NO_DRIVER, clause

_MARK = """
SELECT * FROM
    (SELECT count(*), sum(started::numeric), sum(ended::numeric), sum(heard::numeric),
        count(*) FILTER (WHERE status = 'running')
     FROM track_runs) AS recorded,
    (SELECT count(*), sum(edited::numeric) FROM track_edits) AS edits,
    (SELECT count(*), sum(trashed::numeric) FROM track_details) AS trash,
    (SELECT count(*), sum(deleted::numeric) FROM track_deleted) AS deleted,
    (SELECT count(*) FROM user_run_details) AS told
"""
"""Sums and not maxima: a copy from another store brings what is older."""


@contextmanager
def open_server(server: Server, wait: float) -> Iterator[ServerDatabase]:
    """Open a database that is no file in one read transaction, all of it of one moment.

    Raises:
        StoreError: If it can't be reached, or its driver is not installed. The text is a
            clause; it names neither the address nor the password.
    """
    if server.fault:
        raise StoreError(f"can't be opened: {server.fault}")
    try:
        engine = create_engine(
            server.sqlalchemy_url,
            poolclass=NullPool,
            isolation_level="REPEATABLE READ",
            execution_options={"postgresql_readonly": True},
            connect_args={"connect_timeout": max(2, round(wait)), "prepare_threshold": None},
        )
    except (SQLAlchemyError, ImportError) as error:
        raise StoreError(NO_DRIVER) from error
    try:
        with engine.connect() as connection:
            yield ServerDatabase(connection, wait)
    except DBAPIError as error:
        raise StoreError(clause(error, wait)) from None
    finally:
        engine.dispose()


def change_mark(server: Server, wait: float) -> tuple[Any, ...]:
    """What is otherwise as soon as anybody recorded, edited or deleted a run.

    One look at columns that are short, at no record: cheap enough for every second.

    Raises:
        StoreError: If it can't be looked at, also where nobody has recorded a run yet.
    """
    with open_server(server, wait) as database:
        return database.mark(_MARK)


class ServerDatabase:
    """What `readonly.Database` asks, of a server."""

    faults = (SQLAlchemyError, UnicodeDecodeError)

    def __init__(self, connection: Connection, wait: float) -> None:
        self._connection = connection
        self._wait = wait

    def tables(self, names: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """Those tables that there are, with their columns."""
        inspector = inspect(self._connection)
        present = set(inspector.get_table_names())
        return {
            name: frozenset(found["name"] for found in inspector.get_columns(name))
            for name in names
            if name in present
        }

    def select(
        self, name: str, columns: Sequence[str], texts: frozenset[str]
    ) -> Iterator[Sequence[Any]]:
        """The rows of a table."""
        # Without types: the driver would parse JSON without the cast.
        wanted = [cast(column(each), Text) if each in texts else column(each) for each in columns]
        yield from self._connection.execute(select(*wanted).select_from(table(name)))

    def mark(self, query: str) -> tuple[Any, ...]:
        """The one row of a query."""
        return tuple(self._connection.execute(text(query)).one())

    def said(self, error: Exception) -> str:
        """What an error means, as a clause that wants the store's name."""
        return clause(error, self._wait) if isinstance(error, DBAPIError) else "is damaged"
