"""What the browser loads: the runs in columns, in chunks by time, and an index of them.

A chunk's name bears its content's hash, so a new run touches the last chunk and the index
only. Shapes are documented in `themes/default/static/js/data.js`, which reads them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from kedro_track.history import Input, NodeTiming, Run, Version
from kedro_track.site.artifacts import Artifact
from kedro_track.site.columns import Column, cell, columns_of, encode
from kedro_track.site.model import Site, Text
from kedro_track.site.scripts import compact_json, script, valid_json

CHUNK = 500
INDEX = "data/index.js"


_CAPTURED = ("parameters", "packages", "graph")


class Payload:
    """The data files of a site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the runs table."""
        return columns_of(self._site.runs, self._site.metrics)

    @cached_property
    def chunks(self) -> tuple[Text, ...]:
        """For each 500 runs two files: their columns, and their details."""
        return tuple(text for pair in self._pairs for text in pair)

    @cached_property
    def index(self) -> Text:
        """The index: facts of the site, the columns, the names of the chunks."""
        site = self._site
        content = {
            "format": 1,
            "title": site.title,
            "baseline": site.baseline.id if site.baseline else None,
            "rule": site.config.baseline,
            "repository": site.repository_url,
            "headline": [info.name for info in site.headline],
            "count": len(site.runs),
            "columns": [column.described() for column in self.columns],
            "chunks": [
                {"runs": runs.url, "details": details.url, "count": len(part), "first": part[0].id}
                for part, (runs, details) in zip(self._parts, self._pairs, strict=True)
            ],
        }
        return Text(INDEX, script("KT.data.receive", "index", compact_json(content)))

    def run_files(self) -> Iterator[Text]:
        """One JSON file a run: all that is known of it, at full precision."""
        for run in self._site.runs:
            yield Text(self._site.urls.raw(run.id), valid_json(raw(run), indent=1) + "\n")

    @cached_property
    def _parts(self) -> tuple[Sequence[Run], ...]:
        runs = self._site.runs
        return tuple(runs[start : start + CHUNK] for start in range(0, len(runs), CHUNK))

    @cached_property
    def _pairs(self) -> tuple[tuple[Text, Text], ...]:
        return tuple(
            (
                _chunk("runs", number, self._columns_of(part)),
                _chunk("details", number, {run.id: self._detail(run) for run in part}),
            )
            for number, part in enumerate(self._parts)
        )

    def _columns_of(self, part: Sequence[Run]) -> dict[str, Any]:
        values = {column.id: [cell(run, column) for run in part] for column in self.columns}
        urls = {run.id: self._site.urls.page(run.id) for run in part}
        return {
            # Columns without a value in this chunk are left out; so are names that are plain.
            "columns": {
                name: encode(column)
                for name, column in values.items()
                if any(value is not None for value in column)
            },
            "pages": {i: url for i, url in urls.items() if url != f"runs/{i}.html"},
        }

    def _detail(self, run: Run) -> dict[str, Any]:
        detail = raw(run)
        for known in ("versions", "hidden", "edited"):
            del detail[known]
        shown = {v.dataset: self._site.artifacts.of(v) for v in self._site.plots_of(run)}
        detail["plots"] = {name: [_shown(a) for a in found] for name, found in shown.items()}
        detail["problems"] = {v.dataset: v.problem for v in run.versions if v.problem}
        detail["json"] = {v.dataset: v.data for v in run.of_kind("json") if v.data is not None}
        return {
            name: value
            for name, value in detail.items()
            # Of these, what is empty was captured and is none; what is missing was not captured.
            if value not in (None, [], {}) or (name in _CAPTURED and value is not None)
        }


def raw(run: Run) -> dict[str, Any]:
    """All that is known of a run as JSON-ready values, without local paths of its files."""
    code, failure = run.code, run.failure
    return {
        "id": run.id,
        "status": run.status,
        "title": run.title,
        "notes": run.notes,
        "tags": list(run.tags),
        "bookmark": run.bookmark,
        "hidden": run.hidden,
        "edited": {name: moment.isoformat() for name, moment in sorted(run.edited.items())},
        "notes_from": run.notes_from,
        "told_by_file": list(run.told_by_file),
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
