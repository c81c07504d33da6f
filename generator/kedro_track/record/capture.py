"""What is known of a run when it starts, as a JSON-ready record with its secrets masked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from kedro_track.record import catalogs, command, inputs, provenance
from kedro_track.record.jsonable import jsonable
from kedro_track.record.target import Target
from kedro_track.redaction import Redactor
from kedro_track.store.spool import FOLDER


@dataclass(frozen=True, slots=True)
class Conf:
    """What the run's config loader says of itself.

    Attributes:
        folders: The conf folders that hold `track.yml`, the environment's last.
        environment: The one in use, the default one included.
    """

    folders: tuple[Path, ...] = ()
    environment: str | None = None

    @classmethod
    def of(cls, loader: Any) -> Conf:
        """Ask a config loader, of whichever class."""
        source = getattr(loader, "conf_source", None)
        environment = getattr(loader, "env", None) or getattr(loader, "default_run_env", None)
        base = getattr(loader, "base_env", None)
        names = [name for name in (base, environment) if name]
        folders = tuple(Path(source) / name for name in names) if source else ()
        return cls(folders, environment)


@dataclass(frozen=True, slots=True)
class Start:
    """What Kedro hands over when a pipeline starts."""

    params: command.RunParams
    pipeline: Any
    catalog: Any
    conf: Conf
    cli: Mapping[str, Any]

    @property
    def project(self) -> Path:
        """The project's folder."""
        return Path(self.params["project_path"])


def capture(start: Start, target: Target, redactor: Redactor) -> dict[str, Any]:
    """Describe a run as `kedro_track.store.rows.Record` has it; what is not known is left out."""
    git = provenance.Git(start.project)
    record = {
        **_run(start, redactor),
        **_data(start),
        **provenance.python_of(),
        "user": provenance.os_user(),
        "packages": provenance.packages_of(start.project),
    }
    written = _written_paths(start.project, target, record["datasets"].values())
    record["git"], record["git_user"] = git.answer(written)
    return {
        key: value if key in ("parameters", "given", "command") else redactor.texts(value)
        for key, value in record.items()
        if value is not None
    }


def _run(start: Start, redactor: Redactor) -> dict[str, Any]:
    given = redactor.value(jsonable(command.given_of(start.params)))
    parameters = _parameters(start.catalog)
    rebuilt = command.rebuild(start.params, given, start.cli.get("params") or {})
    return {
        "kedro": start.params.get("kedro_version"),
        "project": _project(start.project),
        "command": redactor.command(rebuilt),
        "environment": start.params.get("env") or start.conf.environment,
        "runner": command.runner_of(start.params),
        "pipelines": command.pipelines_of(start.params),
        "filters": command.filters_of(start.params),
        "parameters": None if parameters is None else redactor.value(jsonable(parameters)),
        "given": given,
    }


def _data(start: Start) -> dict[str, Any]:
    outputs = {name for node in start.pipeline.nodes for name in node.outputs}
    return {
        "graph": [_node(node) for node in start.pipeline.nodes],
        "datasets": inputs.tracked(outputs, start.catalog, start.project),
        "inputs": inputs.inputs_of(start.pipeline, start.catalog, start.project),
    }


def _project(folder: Path) -> dict[str, Any]:
    from kedro.framework.project import PACKAGE_NAME

    return {"name": PACKAGE_NAME or folder.name, "path": folder.as_posix(), "package": PACKAGE_NAME}


def _parameters(catalog: Any) -> Any:
    dataset = catalogs.find(catalog, "parameters")
    return None if dataset is None else dataset.load()


def _node(node: Any) -> dict[str, Any]:
    return {
        "name": node.name,
        "inputs": list(node.inputs),
        "outputs": list(node.outputs),
        "tags": sorted(node.tags),
        "namespace": node.namespace,
        "function": _function(node.func),
    }


def _function(function: Any) -> str:
    while hasattr(function, "func"):  # functools.partial
        function = function.func
    name = getattr(function, "__qualname__", type(function).__qualname__)
    return f"{getattr(function, '__module__', None) or ''}.{name}".lstrip(".")


def _written_paths(
    project: Path, target: Target, datasets: Iterable[Mapping[str, Any]]
) -> list[PurePosixPath]:
    """What recording and tracking themselves write, from the repository's root on."""
    prefix = provenance.git_root_prefix(project)
    paths = [str(dataset["filepath"]) for dataset in datasets if dataset["filepath"]]
    if target.path is not None:
        store = catalogs.shown_path(str(target.path), "file", project)
        paths += [store, f"{store}-journal", str(PurePosixPath(store).parent / FOLDER)]
    return [prefix / path for path in paths]
