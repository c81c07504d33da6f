"""The `kedro run …` that repeats a run, rebuilt from what Kedro says that it ran."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from typing import Any

RunParams = Mapping[str, Any]
"""What Kedro hands to `before_pipeline_run`; its keys differ between versions."""

_FILTERS = {
    "tags": ("tags", "tags"),
    "node_names": ("nodes", "nodes"),
    "from_nodes": ("from_nodes", "from-nodes"),
    "to_nodes": ("to_nodes", "to-nodes"),
    "from_inputs": ("from_inputs", "from-inputs"),
    "to_outputs": ("to_outputs", "to-outputs"),
    "namespace": ("namespaces", "namespace"),
    "namespaces": ("namespaces", "namespaces"),
}
"""Kedro's key to ours and to the option."""

_SEQUENTIAL = "SequentialRunner"


def run_id_of(params: RunParams) -> str:
    """Tell a run's id, which is also its save version."""
    return str(params.get("run_id") or params["session_id"])


def pipelines_of(params: RunParams) -> list[str]:
    """Name the pipelines that ran."""
    names = _texts(params.get("pipeline_names")) or _texts(params.get("pipeline_name"))
    return names or ["__default__"]


def filters_of(params: RunParams) -> dict[str, list[str]]:
    """Name what narrowed the run, options without a value left out."""
    given = {ours: _texts(params.get(key)) for key, (ours, _) in _FILTERS.items()}
    if params.get("only_missing_outputs"):
        given["only_missing_outputs"] = ["true"]
    return {name: values for name, values in given.items() if values}


def given_of(params: RunParams) -> dict[str, Any]:
    """Tell the parameters of the command line, or of the call."""
    return dict(params.get("runtime_params") or params.get("extra_params") or {})


def runner_of(params: RunParams) -> str:
    """Name the runner's class; Kedro hands over the text of an object, or of None."""
    text = str(params.get("runner"))
    if text == "None":
        return _SEQUENTIAL
    match = re.search(r"(\w+) object at", text)
    return match[1] if match else text


def rebuild(params: RunParams, given: Mapping[str, Any], cli: Mapping[str, Any]) -> str:
    """Write the command that repeats a run, quoted for a shell.

    Args:
        params: What Kedro says that it ran.
        given: The parameters given, secrets masked.
        cli: The options that the command line parsed; empty for a call.
    """
    return shlex.join(["kedro", "run", *_options(params, given, cli)])


def typed() -> str:
    """Write the command as it was typed, as kedro-viz keeps it."""
    return " ".join(["kedro", *sys.argv[1:]])


def _options(params: RunParams, given: Mapping[str, Any], cli: Mapping[str, Any]) -> Iterator[str]:
    if params.get("env"):
        yield f"--env={params['env']}"
    if params.get("pipeline_names"):
        yield f"--pipelines={','.join(_texts(params['pipeline_names']))}"
    elif params.get("pipeline_name"):
        yield f"--pipeline={params['pipeline_name']}"
    for key, (_, option) in _FILTERS.items():
        if values := _texts(params.get(key)):
            yield f"--{option}={','.join(values)}"
    if versions := params.get("load_versions"):
        pairs = (f"{name}:{version}" for name, version in dict(versions).items())
        yield f"--load-versions={','.join(pairs)}"
    if runner_of(params) != _SEQUENTIAL:
        yield f"--runner={runner_of(params)}"
    yield from _flags(params, cli)
    if assigned := list(_assignments(given)):
        yield f"--params={','.join(assigned)}"


def _flags(params: RunParams, cli: Mapping[str, Any]) -> Iterator[str]:
    if cli.get("is_async"):
        yield "--async"
    if isinstance(cli.get("runner_params"), Mapping) and cli["runner_params"]:
        yield f"--runner-params={','.join(_assignments(cli['runner_params']))}"
    if cli.get("conf_source"):
        yield f"--conf-source={cli['conf_source']}"
    if params.get("only_missing_outputs"):
        yield "--only-missing-outputs"


def _assignments(values: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and value:
            yield from _assignments(value, f"{name}.")
        else:
            text = value if isinstance(value, str) else json.dumps(value, default=str)
            yield f"{name}={text}"


def _texts(value: Any) -> list[str]:
    if not value:
        return []
    return [value] if isinstance(value, str) else [str(item) for item in value]
