"""The tables of a session store.

`runs` and `user_run_details` are kedro-viz's own, to the letter, so that kedro-viz 10 opens
a store of ours and we continue one of its. Everything that we add stands in tables beside
them, joined by `run_id`.

`runs.blob` is what kedro-viz wrote: the session's dictionary as JSON **text inside a JSON
column**, so it is encoded twice. `track_runs.record` is our own record, encoded once; its
shape is `kedro_track.store.rows.Record`.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

SCHEMA_VERSION = 1

metadata = MetaData()

runs = Table(
    "runs",
    metadata,
    Column("id", String, primary_key=True, index=True),
    Column("blob", JSON),
)

user_run_details = Table(
    "user_run_details",
    metadata,
    Column("id", Integer, primary_key=True, index=True),
    Column("run_id", String, ForeignKey("runs.id"), unique=True),
    Column("bookmark", Boolean),
    Column("title", String),
    Column("notes", String),
)

track_runs = Table(
    "track_runs",
    metadata,
    Column("run_id", String, primary_key=True),
    Column("attempt", String(36), unique=True, nullable=False),
    Column("version", String, nullable=False),
    Column("status", String(16), nullable=False),
    # Seconds since the epoch, UTC: both databases order and compare them alike.
    Column("started", Float),
    Column("ended", Float),
    Column("heard", Float),
    Column("host", String),
    Column("boot", String),
    Column("pid", Integer),
    Column("process_started", Float),
    Column("record", Text, nullable=False),
)

# Each recording looks for runs that were left running; a history has few of them.
_running = track_runs.c.status == "running"
Index(
    "ix_track_runs_running",
    track_runs.c.run_id,
    sqlite_where=_running,
    postgresql_where=_running,
)

track_details = Table(
    "track_details",
    metadata,
    Column("run_id", String, primary_key=True),
    Column("tags", Text, nullable=False, default="[]"),
    Column("hidden", Boolean, nullable=False, default=False),
    # Seconds since the epoch if the run lies in the trash.
    Column("trashed", Float),
)

# When a person last said something of a run, so that an older word never replaces a newer one.
track_edits = Table(
    "track_edits",
    metadata,
    Column("run_id", String, primary_key=True),
    # One of title, notes, tags, bookmark, hidden.
    Column("field", String(16), primary_key=True),
    # Seconds since the epoch.
    Column("edited", Float, nullable=False),
)

# What is left of a run when the trash is emptied: enough that its data, which stays, is not
# taken for versions that nobody recorded.
track_deleted = Table(
    "track_deleted",
    metadata,
    Column("run_id", String, primary_key=True),
    Column("attempt", String(36)),
    # A JSON list of the versions that it saved.
    Column("versions", Text, nullable=False),
    # Seconds since the epoch.
    Column("deleted", Float, nullable=False),
)

track_meta = Table(
    "track_meta",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)
