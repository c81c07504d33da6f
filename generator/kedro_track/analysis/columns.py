"""Which columns of the runs go out: facts by name, and `metrics.*`, `params.*`, `json.*`."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

from kedro_track.errors import ConfigError
from kedro_track.history import Run, Version

_GROUPS = ("metrics.", "params.", "json.")


def _of_code(name: str) -> Callable[[Run], Run]:
    return lambda run: replace(run, code=run.code and replace(run.code, **{name: None}))


def _without(**empty: Any) -> Callable[[Run], Run]:
    return lambda run: replace(run, **empty)


_FACTS: Mapping[str, Callable[[Run], Run]] = {
    "title": _without(title=None),
    "notes": _without(notes=None, notes_from=None),
    "tags": _without(tags=()),
    "bookmark": _without(bookmark=False),
    "duration": _without(duration=None, ended=None, heard=None),
    "user": _without(user=None),
    "git_user": _without(git_user=None),
    "host": _without(host=None),
    "command": _without(command=None),
    "environment": _without(environment=None),
    "pipeline": _without(pipelines=(), filters={}),
    "runner": _without(runner=None),
    "branch": _of_code("branch"),
    "commit": _of_code("sha"),
    "dirty": _of_code("dirty"),
    "remote": _of_code("remote"),
    "python": _without(python=None),
    "platform": _without(platform=None),
    "packages": _without(packages=None),
    "graph": _without(graph=None, timings=()),
    "inputs": _without(inputs=()),
    "error": _without(failure=None),
}
"""What can be kept back of a run. Its id, its status and its time are the run itself."""


class Selection:
    """Globs of names: what fits one goes out, what fits one behind `!` does not.

    Globs with `!` alone take away from everything.
    """

    def __init__(self, globs: Sequence[str]) -> None:
        self._taken = [glob for glob in globs if not glob.startswith("!")]
        self._refused = [glob[1:] for glob in globs if glob.startswith("!")]

    def __bool__(self) -> bool:
        """Whether it chooses at all."""
        return bool(self._taken or self._refused)

    def takes(self, name: str) -> bool:
        """Whether what goes under this name goes out."""
        if any(fnmatchcase(name, glob) for glob in self._refused):
            return False
        return not self._taken or any(fnmatchcase(name, glob) for glob in self._taken)


class Columns:
    """The columns that go out.

    Raises:
        ConfigError: If a glob can mean no column at all.
    """

    def __init__(self, globs: Sequence[str]) -> None:
        for glob in globs:
            _check(glob)
        self._selection = Selection(globs)
        self._dropped = [drop for name, drop in _FACTS.items() if not self._selection.takes(name)]

    def of(self, run: Run) -> Run:
        """The run with these columns only."""
        for drop in self._dropped:
            run = drop(run)
        given = self._kept(run.given, "params.")
        # What a command line says of a parameter is the parameter.
        command = run.command if given == run.given else None
        return replace(
            run,
            parameters=run.parameters and self._kept(run.parameters, "params."),
            given=given,
            command=command,
            versions=tuple(self._version(version) for version in run.versions),
        )

    def _version(self, version: Version) -> Version:
        if not isinstance(version.data, Mapping):
            name = f"json.{version.dataset}"
            keeps = version.kind != "json" or self._selection.takes(name)
            return version if keeps else replace(version, data={})
        group = "metrics" if version.kind == "metrics" else "json"
        return replace(version, data=self._kept(version.data, f"{group}.{version.dataset}."))

    def _kept(self, value: Mapping[str, Any], prefix: str) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for key, inner in value.items():
            path = f"{prefix}{key}"
            if isinstance(inner, Mapping) and inner:
                below = self._kept(inner, f"{path}.")
                if below:
                    kept[key] = below
            elif self._selection.takes(path):
                kept[key] = inner
        return kept


def _check(glob: str) -> None:
    name = glob.removeprefix("!")
    in_group = any(name.startswith(group) for group in _GROUPS)
    if in_group or any(fnmatchcase(fact, name) for fact in _FACTS):
        return
    near = difflib.get_close_matches(name, [*_FACTS], n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(_FACTS)}"
    raise ConfigError(
        f"track.yml can't be used:\n  publish.columns: {glob} is no column; {hint}, and params.*, "
        "metrics.* and json.* with a name."
    )
