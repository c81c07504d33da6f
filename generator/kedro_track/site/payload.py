"""What the browser loads: the runs in columns, in chunks by time, and an index of them.

A chunk's name bears its content's hash, so a new run touches the last chunk and the index
only. Shapes are documented in `themes/default/static/js/data.js`, which reads them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from kedro_track.analysis.compare_facts import facts_of
from kedro_track.analysis.metrics import describe
from kedro_track.history import Input, NodeTiming, Run, Version
from kedro_track.site.artifacts import Artifact
from kedro_track.site.columns import cell, columns_in, columns_of, encode
from kedro_track.site.model import Site, Text
from kedro_track.site.scripts import compact_json, json_lines, script

INDEX = "data/index.js"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index says of a chunk: addresses of its two files, its size, its first run."""

    runs: str
    details: str
    count: int
    first: str


def data_files(site: Site, number: int, runs: Sequence[Run]) -> tuple[Text, Text]:
    """The two files of a chunk: the columns of its runs, and their details."""
    details = {run.id: detail(site, run) for run in runs}
    return _chunk("runs", number, _columns_of(site, runs)), _chunk("details", number, details)


def run_file(site: Site, run: Run) -> Text:
    """All that is known of a run as one JSON file, at full precision; a line for each fact."""
    return Text(site.urls.raw(run.id), json_lines(raw(run)) + "\n")


def index(site: Site, entries: Sequence[Entry]) -> Text:
    """The index: facts of the site, the columns, the names of the chunks."""
    content = {
        "format": 1,
        "title": site.title,
        "baseline": site.baseline.id if site.baseline else None,
        "rule": site.config.baseline,
        "repository": site.repository_url,
        "headline": [info.name for info in site.headline],
        "count": len(site.runs),
        "columns": [column.described() for column in columns_in(site.outlines, site.metrics)],
        "chunks": [asdict(entry) for entry in entries],
    }
    return Text(INDEX, script("KT.data.receive", "index", compact_json(content)))


class Payload:
    """The data files of a whole site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @cached_property
    def chunks(self) -> tuple[Text, ...]:
        """For each chunk its two files."""
        return tuple(text for pair in self._pairs for text in pair)

    @cached_property
    def index(self) -> Text:
        """The index of the chunks."""
        runs = self._site.runs
        entries = [
            Entry(pair[0].url, pair[1].url, chunk.count, runs[start].id)
            for pair, chunk, start in zip(self._pairs, runs.chunks, runs.starts, strict=False)
        ]
        return index(self._site, entries)

    def run_files(self) -> Iterator[Text]:
        """For each run its file."""
        return (run_file(self._site, run) for run in self._site.runs)

    @cached_property
    def _pairs(self) -> tuple[tuple[Text, Text], ...]:
        runs = self._site.runs
        numbers = range(len(runs.chunks))
        return tuple(data_files(self._site, number, runs.of_chunk(number)) for number in numbers)


def _columns_of(site: Site, runs: Sequence[Run]) -> dict[str, Any]:
    """The columns that have a value in these runs, and the addresses that are not plain."""
    described = describe(replace(site.history, runs=tuple(runs)), site.config)
    values = (
        (column.id, [cell(run, column) for run in runs]) for column in columns_of(runs, described)
    )
    urls = {run.id: site.urls.raw(run.id).removesuffix(".json") for run in runs}
    older = {"older": True} if site.urls.older([run.id for run in runs[:1]]) else {}
    return {
        "columns": {
            name: encode(column)
            for name, column in values
            if any(value is not None for value in column)
        },
        "pages": {i: f"{url}.html" for i, url in urls.items() if url != f"runs/{i}"},
        **older,
    }


def detail(site: Site, run: Run) -> dict[str, Any]:
    """What pages that compare runs load of one: its facts, what it saved, what can't be read."""
    shown = {v.dataset: site.artifacts.of(v) for v in site.plots_of(run)}
    plots = {name: [_shown(artifact) for artifact in found] for name, found in shown.items()}
    problems = {v.dataset: v.problem for v in run.versions if v.problem}
    saved = {"plots": plots, "problems": problems}
    return {**facts_of(run), **{name: found for name, found in saved.items() if found}}


def raw(run: Run) -> dict[str, Any]:
    """All that is known of a run as JSON-ready values, without local paths of its files."""
    code, failure = run.code, run.failure
    return {
        "id": run.id,
        "status": run.status,
        **_words(run),
        "started": run.started.isoformat() if run.started else None,
        "ended": run.ended.isoformat() if run.ended else None,
        "duration": run.duration,
        "recorded": run.recorded,
        "captured": run.captured,
        "attempt": run.attempt,
        "store": run.store,
        "user": run.user,
        "git_user": run.git_user,
        "host": run.host,
        "command": run.command,
        "environment": run.environment,
        "runner": run.runner,
        "pipelines": list(run.pipelines),
        "filters": {name: list(values) for name, values in run.filters.items()},
        "git": code and {n: getattr(code, n) for n in ("sha", "branch", "dirty", "remote")},
        "parameters": run.parameters,
        "given": dict(run.given),
        "python": run.python,
        "platform": run.platform,
        "packages": run.packages,
        "graph": run.graph and [_node(node) for node in run.graph],
        "timings": [_timing(timing) for timing in run.timings],
        "inputs": [_input(read) for read in run.inputs],
        "exception": failure
        and {n: getattr(failure, n) for n in ("type", "message", "traceback", "node")},
        "metrics": dict(run.metrics),
        "versions": [_version(version) for version in run.versions],
    }


def _words(run: Run) -> dict[str, Any]:
    """What people said of it, when, and in which file."""
    return {
        "title": run.title,
        "notes": run.notes,
        "tags": list(run.tags),
        "bookmark": run.bookmark,
        "hidden": run.hidden,
        "edited": {name: moment.isoformat() for name, moment in sorted(run.edited.items())},
        "notes_from": run.notes_from,
        "told_by_file": list(run.told_by_file),
    }


def _shown(artifact: Artifact) -> dict[str, Any]:
    facts = {name: getattr(artifact, name) for name in ("name", "form", "url", "digest", "raw")}
    return {name: value for name, value in facts.items() if value is not None}


def _node(node: Any) -> dict[str, Any]:
    return {name: getattr(node, name) for name in node.__slots__}


def _timing(timing: NodeTiming) -> dict[str, Any]:
    return {"node": timing.node, "seconds": timing.seconds, "failed": timing.failed}


def _input(read: Input) -> dict[str, Any]:
    return {
        "dataset": read.dataset,
        "path": read.path,
        "size": read.size,
        "modified": read.modified.isoformat() if read.modified else None,
        "version": read.version,
    }


def _version(version: Version) -> dict[str, Any]:
    return {
        "dataset": version.dataset,
        "version": version.version,
        "kind": version.kind,
        "files": [{"name": f.name, "size": f.size, "sha256": f.digest} for f in version.files],
        "data": version.data,
        "problem": version.problem,
    }


def _chunk(family: str, number: int, content: Any) -> Text:
    text = compact_json(content)
    digest = hashlib.sha256(text.encode()).hexdigest()[:10]
    name = f"data/{family}-{number:05d}-{digest}.js"
    return Text(name, script("KT.data.receive", name, text))
