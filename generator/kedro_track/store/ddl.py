"""The tables of `schema.py` as SQLite and PostgreSQL read them: a run need not import SQLAlchemy.

Compiled, not written: a test holds that this is what SQLAlchemy makes of the schema.
"""

from __future__ import annotations

import re

SQLITE = (
    """CREATE TABLE IF NOT EXISTS runs (
    id VARCHAR NOT NULL,
    blob JSON,
    PRIMARY KEY (id)
)""",
    "CREATE INDEX IF NOT EXISTS ix_runs_id ON runs (id)",
    """CREATE TABLE IF NOT EXISTS track_deleted (
    run_id VARCHAR NOT NULL,
    attempt VARCHAR(36),
    versions TEXT NOT NULL,
    deleted FLOAT NOT NULL,
    PRIMARY KEY (run_id)
)""",
    """CREATE TABLE IF NOT EXISTS track_details (
    run_id VARCHAR NOT NULL,
    tags TEXT NOT NULL,
    hidden BOOLEAN NOT NULL,
    trashed FLOAT,
    PRIMARY KEY (run_id)
)""",
    """CREATE TABLE IF NOT EXISTS track_edits (
    run_id VARCHAR NOT NULL,
    field VARCHAR(16) NOT NULL,
    edited FLOAT NOT NULL,
    PRIMARY KEY (run_id, field)
)""",
    """CREATE TABLE IF NOT EXISTS track_meta (
    "key" VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    PRIMARY KEY ("key")
)""",
    """CREATE TABLE IF NOT EXISTS track_runs (
    run_id VARCHAR NOT NULL,
    attempt VARCHAR(36) NOT NULL,
    version VARCHAR NOT NULL,
    status VARCHAR(16) NOT NULL,
    started FLOAT,
    ended FLOAT,
    heard FLOAT,
    host VARCHAR,
    boot VARCHAR,
    pid INTEGER,
    process_started FLOAT,
    record TEXT NOT NULL,
    PRIMARY KEY (run_id),
    UNIQUE (attempt)
)""",
    """CREATE INDEX IF NOT EXISTS ix_track_runs_running
ON track_runs (run_id) WHERE status = 'running'""",
    """CREATE TABLE IF NOT EXISTS user_run_details (
    id INTEGER NOT NULL,
    run_id VARCHAR,
    bookmark BOOLEAN,
    title VARCHAR,
    notes VARCHAR,
    PRIMARY KEY (id),
    UNIQUE (run_id),
    FOREIGN KEY(run_id) REFERENCES runs (id)
)""",
    "CREATE INDEX IF NOT EXISTS ix_user_run_details_id ON user_run_details (id)",
)

POSTGRESQL = tuple(re.sub(r"\bid INTEGER NOT NULL", "id SERIAL NOT NULL", each) for each in SQLITE)

TABLES = tuple(
    match[1]
    for each in SQLITE
    if (match := re.match(r"CREATE TABLE IF NOT EXISTS (\w+)", each)) is not None
)
