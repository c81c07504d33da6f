"""The session's dictionary as kedro-viz keeps it, made of our record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def blob_of(
    record: Mapping[str, Any], version: str, cli: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Write a run's record under kedro-viz's keys.

    Args:
        record: A `kedro_track.store.rows.Record`.
        version: Kedro's id of the session.
        cli: Kedro's `cli` of the session, secrets masked; None for a call.
    """
    project = record.get("project", {})
    git = record.get("git")
    exception = record.get("exception")
    blob = {
        "package_name": project.get("package"),
        "project_path": project.get("path"),
        "session_id": version,
        "cli": cli,
        "env": record.get("environment"),
        "extra_params": record.get("given") or None,
        "username": record.get("user"),
        "git": git and {"commit_sha": git["sha"], "dirty": git["dirty"], "branch": git["branch"]},
        "exception": exception and {key: exception[key] for key in ("type", "value", "traceback")},
    }
    return {key: value for key, value in blob.items() if value is not None}
