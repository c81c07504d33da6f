"""What is known of a run when it starts, as a JSON-ready record with its secrets masked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from kedro_track.record import catalogs, command, inputs, provenance
from kedro_track.record.jsonable import jsonable
from kedro_track.record.target import Target
from kedro_track.redaction import Redactor
from kedro_track.store.address import Server
from kedro_track.store.spool import FOLDER


@dataclass(frozen=True, slots=True)
class Conf:
    """What the run's config loader says of itself.

    Attributes:
        folders: The conf folders that hold `track.yml`, the environment's last.
        environment: The one in use, the default one included.
        loader: The config loader itself, of whichever class.
    """

    folders: tuple[Path, ...] = ()
    environment: str | None = None
    loader: Any = None

    @classmethod
    def of(cls, loader: Any) -> Conf:
        """Ask a config loader, of whichever class."""
        source = getattr(loader, "conf_source", None)
        environment = getattr(loader, "env", None) or getattr(loader, "default_run_env", None)
        base = getattr(loader, "base_env", None)
        names = [name for name in (base, environment) if name]
        folders = tuple(Path(source) / name for name in names) if source else ()
        return cls(folders, environment, loader)

    def credentials(self, name: str) -> Mapping[str, Any]:
        """Look credentials up by their name; empty where there are none."""
        from kedro.config import MissingConfigException

        try:
            found = self.loader["credentials"].get(name)
        except (MissingConfigException, KeyError, TypeError):
            return {}
        return found if isinstance(found, Mapping) else {}


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


def capture(
    start: Start, target: Target, redactor: Redactor, warn: Callable[[str], None]
) -> dict[str, Any]:
    """Describe a run as `kedro_track.store.rows.Record` has it; what is not known is left out.

    A part that fails, on a catalog or a project of a kind never seen, costs itself only.
    """
    git = provenance.Git(start.project)
    record: dict[str, Any] = {}
    lost = []
    for name, part in _parts(start, target, redactor, git, record).items():
        try:
            record[name] = part()
        except Exception as error:  # noqa: BLE001, PERF203 - foreign code runs in there
            lost.append(f"{name} ({type(error).__name__}: {error})")
    if lost:
        warn(f"These parts of this run's record were not captured: {', '.join(lost)}")
    record.update(record.pop("code", {}), **record.pop("runtime", {}))
    return {
        key: value if key in _MASKED_BY_KEY else redactor.texts(value)
        for key, value in record.items()
        if value is not None
    }


_MASKED_BY_KEY = frozenset({"parameters", "given", "command"})


def _parts(
    start: Start,
    target: Target,
    redactor: Redactor,
    git: provenance.Git,
    record: Mapping[str, Any],
) -> dict[str, Callable[[], Any]]:
    """Name the parts, in the order in which to take them; git answers while the others run."""
    params, project = start.params, start.project
    return {
        "kedro": lambda: params.get("kedro_version"),
        "project": lambda: _project(project),
        "environment": lambda: params.get("env") or start.conf.environment,
        "runner": lambda: command.runner_of(params),
        "pipelines": lambda: command.pipelines_of(params),
        "filters": lambda: command.filters_of(params),
        "given": lambda: redactor.value(jsonable(command.given_of(params))),
        "command": lambda: redactor.command(
            command.rebuild(params, record["given"], start.cli.get("params") or {})
        ),
        "parameters": lambda: redactor.value(jsonable(_parameters(start.catalog))),
        "graph": lambda: [_node(node) for node in start.pipeline.nodes],
        "datasets": lambda: inputs.tracked(_outputs(start.pipeline), start.catalog, project),
        "inputs": lambda: inputs.inputs_of(start.pipeline, start.catalog, project),
        "runtime": provenance.python_of,
        "user": provenance.os_user,
        "packages": lambda: provenance.packages_of(project),
        "code": lambda: git.answer(_written_paths(project, target, record.get("datasets", {}))),
    }


def _outputs(pipeline: Any) -> set[str]:
    return {name for node in pipeline.nodes for name in node.outputs}


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
    project: Path, target: Target, datasets: Mapping[str, Mapping[str, Any]]
) -> list[PurePosixPath]:
    """What recording and tracking themselves write, from the repository's root on."""
    prefix = provenance.git_root_prefix(project)
    paths = [str(dataset["filepath"]) for dataset in datasets.values() if dataset["filepath"]]
    if target.path is not None:
        store = catalogs.shown_path(str(target.path), "file", project)
        paths += [store, f"{store}-journal", str(PurePosixPath(store).parent / FOLDER)]
    elif isinstance(target.store, Server) and target.store.home is not None:
        paths.append(catalogs.shown_path(str(target.store.home / FOLDER), "file", project))
    return [prefix / path for path in paths]
