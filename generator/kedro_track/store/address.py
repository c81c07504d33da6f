"""What a store is called: the path of a SQLite file, or the address of a database.

Knows no driver. An address holds a password more often than not, so its text never shows
more than the host and the database, and what can't be understood is not shown at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kedro_track.errors import StoreError

VARIABLE = "KEDRO_TRACK_STORE_URL"
"""The environment's word on where a project's runs are kept; it wins over the settings'."""

# Strict: whatever a password left unescaped may do to the parts, none of it is taken for a host.
_SERVER = re.compile(
    r"(?P<scheme>postgres(?:ql)?(?:\+psycopg)?)://(?:[^/?#@\s]*@)?"
    r"(?P<host>(?:[\w.,-]+|\[[0-9A-Fa-f:.]+\])?)(?P<port>(?::\d+)?)"
    r"(?:/(?P<database>[^/?#@\s]*))?(?:\?[^#@\s]*)?"
)
_FILE = re.compile(r"sqlite(?:\+pysqlite)?:///(?P<path>[^?#]+)")

Credentials = Callable[[str], Mapping[str, Any]]
"""Gives the credentials of a name, as the project's config has them; empty if there are none."""


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL database.

    Attributes:
        url: As libpq reads it.
        home: Folder in which the records wait that it can't take; None where nothing is recorded.
        fault: A sentence on why the address can't be used at all; then `url` is empty.
    """

    url: str = field(repr=False)
    home: Path | None = None
    fault: str | None = None

    def __str__(self) -> str:
        """Name it as messages do: host and database, never user or password."""
        found = _SERVER.fullmatch(self.url)
        if found is None:
            return "the PostgreSQL store"
        return f"postgresql://{found['host']}{found['port']}/{found['database'] or ''}"

    @property
    def database(self) -> str:
        """The name of the database."""
        found = _SERVER.fullmatch(self.url)
        return (found and found["database"]) or "database"

    @property
    def sqlalchemy_url(self) -> str:
        """The same address with the one driver that is used."""
        return f"postgresql+psycopg{self.url[self.url.index('://') :]}"


Store = Path | Server
"""A SQLite file or a PostgreSQL database."""


def parse(text: str, home: Path | None = None) -> Store:
    """Understand an address: a URL of PostgreSQL or SQLite, or the path of a file.

    Raises:
        StoreError: If it is a URL of another kind; it is not shown.
    """
    text = text.strip()
    if _SERVER.fullmatch(text):
        return Server(f"postgresql{text[text.index('://') :]}", home)
    if file := _FILE.fullmatch(text):
        return Path(file["path"]).absolute()
    if "://" in text:
        raise StoreError(_UNCLEAR)
    return Path(text).expanduser().absolute()


_UNCLEAR = (
    "The URL of the session store can't be understood; it looks like "
    "postgresql+psycopg://user@host/database, with what is special in a password "
    "written as %40 for @ and %2F for /"
)


def find_server(
    arguments: Mapping[str, Any],
    environment: Mapping[str, str],
    credentials: Credentials,
    home: Path,
) -> Store | None:
    """Find the database that a project's runs are kept in, as its settings name it.

    Args:
        arguments: `SESSION_STORE_ARGS`: its `url`, or its `credentials`, a name in the config
            or the mapping itself, that has one under `url` or `con`.
        environment: `KEDRO_TRACK_STORE_URL` of it wins.
        credentials: Looks a name up.
        home: Folder in which records wait that can't be stored.

    Returns:
        None if the project names none: its runs are kept in its own file. One that is named
        but can't be used is a server with a fault: no run may go elsewhere unnoticed.
    """
    url: Any = environment.get(VARIABLE)
    if not url and "url" in arguments:
        url = arguments["url"]
        if not url:
            return _faulty(f"SESSION_STORE_ARGS has an empty `url`; set it, or {VARIABLE}", home)
    elif not url and arguments.get("credentials"):
        named = arguments["credentials"]
        found = credentials(named) if isinstance(named, str) else named
        url = found.get("url") or found.get("con")
        if not url:
            return _faulty(
                f"The credentials of SESSION_STORE_ARGS have no `url`; write it into "
                f"conf/local/credentials.yml, or set {VARIABLE}",
                home,
            )
    if not url:
        return None
    try:
        return parse(str(url), home) if "://" in str(url) else _faulty(_UNCLEAR, home)
    except StoreError as error:
        return _faulty(str(error), home)


def _faulty(text: str, home: Path) -> Server:
    return Server("", home, text)
