"""What of a history goes out to strangers: History → History, once, before any page is made.

The history itself, on the terminal and for programs, stays as it was recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import Any

from kedro_track.analysis.columns import Columns, Selection
from kedro_track.analysis.shortening import (
    below,
    hosts_shortened,
    name_of_person,
    project_frames,
    remote_without_user,
    short_host,
    without_emails,
    without_homes,
)
from kedro_track.chunked import Chunked, summaries
from kedro_track.config import Config, Publish
from kedro_track.digests import digest_of
from kedro_track.errors import ConfigError, FilterError
from kedro_track.history import Code, Failure, History, Problem, Run, Version
from kedro_track.redaction import SCALARS, Redactor, without_user

_REMEMBERED = 65_536
_LONGEST_REMEMBERED = 500
_SHORTEST = 6
"""Characters of the shortest text that can hold anything to be left out: `a@b.cd`, `pw=x`."""


def published(history: History, config: Config) -> History:
    """The runs, datasets and columns that `publish` names, without what strangers need not see.

    Cheap for each run: what stays the same stays the same object.

    Raises:
        ConfigError: If the filter of the runs, or a column, can't be understood.
    """
    rules = config.publish
    runs = _chosen(history, rules)
    wanted = Selection(rules.datasets)
    columns = Columns(rules.columns)
    cleaner = _Cleaner(history, config)
    steps: list[Callable[[Run], Run]] = [cleaner.run]
    if rules.columns:
        steps.insert(0, columns.of)
    if rules.datasets:
        steps.insert(0, lambda run: _of_datasets(run, wanted))
    return replace(
        history,
        project=replace(history.project, remote=cleaner.remote(history.project.remote)),
        runs=_each(runs, lambda run: _through(run, steps), digest_of(cleaner.marks, rules)),
        datasets=tuple(item for item in history.datasets if wanted.takes(item.name)),
        problems=tuple(cleaner.problem(problem) for problem in history.problems),
    )


def hosts_of(runs: Sequence[Run]) -> list[str]:
    """Hosts of which more than the name is told."""
    return sorted({run.host for run in runs if run.host and "." in run.host})


def _each(runs: Sequence[Run], change: Callable[[Run], Run], digest: str | None) -> Sequence[Run]:
    """Runs changed one by one: those that come in chunks when they are looked at."""
    if not isinstance(runs, Chunked):
        return tuple(map(change, runs))
    return runs.each(change, digest)


def _through(run: Run, steps: list[Callable[[Run], Run]]) -> Run:
    for step in steps:
        run = step(run)
    return run


def _chosen(history: History, rules: Publish) -> Sequence[Run]:
    if rules.runs is None:
        return history.runs
    from kedro_track.analysis.filter import select

    # Ages are counted from the newest run: the same history gives the same site.
    newest = max((run.started for run in history.runs if run.started), default=None)
    try:
        return tuple(select(history.runs, rules.runs, newest))
    except FilterError as error:
        raise ConfigError(
            f"track.yml can't be used:\n  publish.runs: {error}, at character "
            f"{error.position + 1} of {rules.runs!r}."
        ) from error


def _of_datasets(run: Run, wanted: Selection) -> Run:
    saved = run.saved and {name: at for name, at in run.saved.items() if wanted.takes(name)}
    versions = tuple(version for version in run.versions if wanted.takes(version.dataset))
    return replace(run, saved=saved, versions=versions)


class _Cleaner:
    """Takes out of a run what `publish.keep` does not keep."""

    def __init__(self, history: History, config: Config) -> None:
        keep = config.publish.keep
        self._redactor = Redactor(config.redaction.keys, config.redaction.values)
        hosts = sorted({*chain.from_iterable(summaries(history.runs, hosts_of))})
        path = history.project.path.rstrip("/\\")
        steps: list[tuple[str, Callable[[str], str]]] = [
            ("homes", below(path)),
            ("homes", without_homes),
            ("hosts", hosts_shortened(hosts)),
            ("emails", without_emails),
        ]
        self.marks = (hosts, path, keep, config.redaction)
        self._steps = tuple(step for what, step in steps if what not in keep)
        self._keeps = keep
        self._known = lru_cache(_REMEMBERED)(self._cleaned)

    def run(self, run: Run) -> Run:
        """The run, the same object if there is nothing to leave out."""
        found: dict[str, Any] = {
            "title": self._text(run.title),
            "notes": self._text(run.notes),
            "notes_from": self._text(run.notes_from),
            "user": self._person(run.user),
            "git_user": self._person(run.git_user),
            "host": self._host(run.host),
            "command": run.command and self._text(self._redactor.command(run.command)),
            "tags": tuple(self._text(tag) or "" for tag in run.tags),
            "environment": self._text(run.environment),
            "code": self._code(run.code),
            "parameters": self._parameters(run.parameters),
            "given": self._parameters(run.given),
            "inputs": tuple(replace(i, path=self._text(i.path)) for i in run.inputs),
            "failure": self._failure(run.failure),
            "versions": tuple(self._version(version) for version in run.versions),
        }
        changes = {name: value for name, value in found.items() if value != getattr(run, name)}
        return replace(run, **changes) if changes else run

    def remote(self, remote: str | None) -> str | None:
        """A git remote, which leads to the code, without who fetched from it."""
        return remote and remote_without_user(without_user(self._redactor.text(remote)))

    def problem(self, problem: Problem) -> Problem:
        """A problem without whose machine it was met on."""
        return replace(
            problem,
            what=self._text(problem.what) or "",
            where=self._text(problem.where) or "",
            remedy=self._text(problem.remedy) or "",
        )

    def _text(self, text: str | None) -> str | None:
        if text is None or len(text) < _SHORTEST:
            return text
        return self._cleaned(text) if len(text) > _LONGEST_REMEMBERED else self._known(text)

    def _cleaned(self, text: str) -> str:
        text = self._redactor.text(text)
        for step in self._steps:
            text = step(text)
        return text

    def _person(self, text: str | None) -> str | None:
        if text is not None and "emails" not in self._keeps:
            text = name_of_person(text)
        return self._text(text)

    def _host(self, name: str | None) -> str | None:
        return name if name is None or "hosts" in self._keeps else short_host(name)

    def _code(self, code: Code | None) -> Code | None:
        if code is None:
            return code
        told = replace(code, remote=self.remote(code.remote), branch=self._text(code.branch))
        return code if told == code else told

    def _parameters(self, value: Any) -> Any:
        return None if value is None else self._texts(self._redactor.value(value))

    def _failure(self, failure: Failure | None) -> Failure | None:
        if failure is None:
            return None
        frames = failure.traceback
        if "tracebacks" not in self._keeps:
            frames = project_frames(frames)
        return replace(
            failure,
            message=self._text(failure.message) or "",
            traceback=tuple(self._text(frame) or "" for frame in frames),
        )

    def _version(self, version: Version) -> Version:
        data = self._parameters(version.data) if version.kind == "json" else version.data
        problem = self._text(version.problem)
        if data == version.data and problem == version.problem:
            return version
        return replace(version, data=data, problem=problem)

    def _texts(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, SCALARS):
            return value
        if isinstance(value, Mapping):
            return {key: self._texts(inner) for key, inner in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._texts(inner) for inner in value]
        return value
