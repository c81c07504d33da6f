"""How a run is made again: the commands to type, and what stands in the way. Pure."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kedro_track.history import Run, leaves
from kedro_track.redaction import MASK

Obstacle = Literal[
    "no_record",  # only its versions exist
    "no_commit",
    "dirty",
    "dirty_unknown",
    "rebuilt",  # not started from the command line; the command does the same
    "inputs_unknown",
    "inputs_unversioned",  # read as they are today, not as they were
    "packages_unknown",
    "masked",
    "unwritable",  # parameters that the command line can't express
]

_SHA = re.compile(r"[0-9a-fA-F]{4,64}")
_OPTIONS: Mapping[str, str] = {
    "tags": "--tags",
    "from_nodes": "--from-nodes",
    "to_nodes": "--to-nodes",
    "nodes": "--nodes",
    "from_inputs": "--from-inputs",
    "to_outputs": "--to-outputs",
    "namespaces": "--namespaces",
}


@dataclass(frozen=True, slots=True)
class Rerun:
    """How to make a run again.

    Attributes:
        commands: To be typed in the project's folder, one after the other.
        install: The command that installs the packages of that run; None if not captured.
        obstacles: Why the result may be another, the gravest first.
        unversioned: Names of the inputs that are read as they are today.
    """

    commands: tuple[str, ...]
    install: str | None
    obstacles: tuple[Obstacle, ...]
    unversioned: tuple[str, ...]


def rerun(run: Run) -> Rerun:
    """Say how a run is made again."""
    if not run.recorded:
        return Rerun((), None, ("no_record",), ())
    unversioned = tuple(item.dataset for item in run.inputs if item.version is None)
    command = _command(run)
    obstacles = tuple(_obstacles(run, command, unversioned))
    checkout = [f"git checkout {sha}"] if (sha := _sha(run)) else []
    return Rerun((*checkout, command), _install(run), obstacles, unversioned)


def _obstacles(run: Run, command: str, unversioned: tuple[str, ...]) -> Iterator[Obstacle]:
    if _sha(run) is None:
        yield "no_commit"
    elif run.code is not None and run.code.dirty is not False:
        yield "dirty" if run.code.dirty else "dirty_unknown"
    if MASK in command:
        yield "masked"
    if run.command is None:
        yield "rebuilt"
        if not all(map(_is_writable, dict(leaves(run.given)).values())):
            yield "unwritable"
    if unversioned:
        yield "inputs_unversioned"
    elif not run.captured:
        yield "inputs_unknown"
    if run.packages is None:
        yield "packages_unknown"


def _sha(run: Run) -> str | None:
    # What a store holds is somebody's text: only a hash may become part of a command.
    sha = run.code.sha if run.code else None
    return sha if sha and _SHA.fullmatch(sha) else None


def _command(run: Run) -> str:
    command = run.command or shlex.join(["kedro", "run", *_arguments(run)])
    versions = ",".join(f"{item.dataset}:{item.version}" for item in run.inputs if item.version)
    if not versions or "--load-version" in command or "-lv" in command.split():
        return command
    return f"{command} {shlex.quote(f'--load-versions={versions}')}"


def _arguments(run: Run) -> Iterator[str]:
    if run.environment:
        yield f"--env={run.environment}"
    if run.runner and run.runner != "SequentialRunner":
        yield f"--runner={run.runner}"
    if run.pipelines and run.pipelines != ("__default__",):
        option = "--pipeline" if len(run.pipelines) == 1 else "--pipelines"
        yield f"{option}={','.join(run.pipelines)}"
    for name, option in _OPTIONS.items():
        if run.filters.get(name):
            yield f"{option}={','.join(run.filters[name])}"
    given = [(path, value) for path, value in leaves(run.given) if _is_writable(value)]
    if given:
        yield "--params=" + ",".join(f"{path}={_written(value)}" for path, value in given)


def _is_writable(value: Any) -> bool:
    """Whether `--params` can express a value: a scalar without what separates parameters."""
    if isinstance(value, str):
        return not re.search(r"[,=]", value)
    return value is None or isinstance(value, (bool, int, float))


def _written(value: Any) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _install(run: Run) -> str | None:
    if not run.packages:
        return None
    pins = [f"{name}=={version}" for name, version in sorted(run.packages.items())]
    return shlex.join(["pip", "install", *pins])
