"""kedro-viz's blobs: the session's dictionary → fields of a `Run`.

Any of its keys can be missing; `cli` is a string in some rows. kedro-viz wrote the row when
the session closed, exception included: a row without one is of a session that succeeded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kedro_track.collect.shapes import flag, mapping, text, texts
from kedro_track.history import Code, Failure
from kedro_track.redaction import Redactor

Blob = Mapping[str, Any]

_STOPPED = ("KeyboardInterrupt", "SystemExit", "GeneratorExit")
"""What ends a run from outside of it."""

# Sessions of these commands run no pipeline. A name that is not here may be a project's own
# command, which does.
_WITHOUT_A_RUN = frozenset(
    (
        *("activate-nbstripout", "build-docs", "build-reqs", "build-site", "catalog", "create"),
        *("delete", "deploy", "describe", "describe-datasets", "docs", "info", "init", "ipython"),
        *("jupyter", "lab", "lint", "list", "list-datasets", "list-patterns", "micropkg", "new"),
        *("notebook", "package", "pull", "rank", "registry", "resolve", "resolve-patterns"),
        *("setup", "starter", "test", "track", "ui", "viz"),
    )
)

_FILTERS = {
    "tags": "tags",
    "tag": "tags",
    "from_nodes": "from_nodes",
    "to_nodes": "to_nodes",
    "node_names": "nodes",
    "nodes": "nodes",
    "from_inputs": "from_inputs",
    "to_outputs": "to_outputs",
    "namespaces": "namespaces",
    "namespace": "namespaces",
}
"""Options of `kedro run` by the names that they had, and ours for them."""


def ran_a_pipeline(blob: Blob) -> bool:
    """Whether the session may have run one: every `kedro` command that makes one saves a row."""
    return mapping(blob.get("cli")).get("command_name") not in _WITHOUT_A_RUN


def fields_of(blob: Blob, redactor: Redactor) -> dict[str, Any]:
    """Those fields of a run that a blob tells; kedro-viz masked no secret."""
    options = mapping(mapping(blob.get("cli")).get("params"))
    failure = _failure(blob.get("exception"), redactor)
    command = command_of(blob)
    fields = {
        "status": _status(failure),
        "user": text(blob.get("username")),
        "command": command and redactor.command(command),
        "environment": text(blob.get("env")) or text(options.get("env")),
        "runner": _runner(options),
        "pipelines": _pipelines(options),
        "filters": _filters(options),
        "code": _code(mapping(blob.get("git"))),
        "given": redactor.value(_given(blob, options)),
        "failure": failure,
    }
    return {key: value for key, value in fields.items() if value}


def command_of(blob: Blob) -> str | None:
    """The command line that made the session."""
    cli = blob.get("cli")
    return text(cli) or text(mapping(cli).get("command_path"))


def _status(failure: Failure | None) -> str:
    if failure is None:
        return "succeeded"
    return "interrupted" if failure.type in _STOPPED else "failed"


def _failure(exception: Any, redactor: Redactor) -> Failure | None:
    """Whatever stands there says that the session failed, also in a shape never seen."""
    if not exception:
        return None
    parts = mapping(exception)
    value = parts.get("value") if parts else exception
    return Failure(
        type=text(parts.get("type")) or "Exception",
        message="" if value is None else redactor.text(str(value)),
        traceback=tuple(redactor.text(line) for line in texts(parts.get("traceback"))),
    )


def _runner(options: Mapping[str, Any]) -> str | None:
    # The oldest Kedro had a switch of its own for it.
    return text(options.get("runner")) or ("ParallelRunner" if options.get("parallel") else None)


def _pipelines(options: Mapping[str, Any]) -> tuple[str, ...]:
    for key in ("pipelines", "pipeline"):
        if key in options:
            return texts(options[key]) or ("__default__",)
    return ()


def _filters(options: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    found = {}
    for option, name in _FILTERS.items():
        value = options.get(option)
        if value and (given := texts(value)):
            found[name] = given
    return found


def _code(git: Mapping[str, Any]) -> Code | None:
    sha, branch = text(git.get("commit_sha")), text(git.get("branch"))
    if sha is None and branch is None:
        return None
    return Code(sha, branch, flag(git.get("dirty")))


def _given(blob: Blob, options: Mapping[str, Any]) -> Mapping[str, Any]:
    places = (blob.get("runtime_params"), blob.get("extra_params"), options.get("params"))
    return next((mapping(place) for place in places if mapping(place)), {})
