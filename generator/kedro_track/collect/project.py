"""Where a Kedro project keeps what we read; told from its files, never by importing it."""

from __future__ import annotations

import ast
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kedro_track.collect.literals import Unknown, assignments
from kedro_track.collect.shapes import is_writable
from kedro_track.errors import TrackingError
from kedro_track.history import EMPTY, Problem
from kedro_track.toml import read_toml


@dataclass(frozen=True, slots=True)
class ProjectLayout:
    """A Kedro project as its pyproject.toml and its settings.py declare it.

    Attributes:
        root: Absolute path of the project.
        name: What people call it; the package's or the folder's name if they did not say.
        conf: Absolute path of the conf source.
        base_env: Name of the folder in `conf` that holds every environment's base.
        default_env: The environment of a run that names none: `KEDRO_ENV`, or the settings'.
        config_patterns: Names of config files by key, where the settings change them.
        merge_strategy: `soft` or `destructive` by key, where the settings change it.
        store_path: `SESSION_STORE_ARGS["path"]`, absolute; None where it is not set.
        store_arguments: What `SESSION_STORE_ARGS` says of a team's database, `url` or
            `credentials`; an empty text is what can't be told.
        store_remote: `SESSION_STORE_ARGS["remote_path"]`: where a team keeps a copy of each
            user's store; None where it is not set.
        problems: What settings.py says in a way that can't be told without running it.
    """

    root: Path
    name: str
    package: str | None
    conf: Path
    source: Path
    kedro_init_version: str | None = None
    base_env: str = "base"
    default_env: str = "local"
    config_patterns: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: EMPTY)
    merge_strategy: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    store_path: Path | None = None
    store_arguments: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    store_remote: str | None = None
    problems: tuple[Problem, ...] = ()


def find_project(start: Path) -> ProjectLayout:
    """Find the project that a path lies in.

    Raises:
        TrackingError: If there is none at `start` or above it, or its pyproject.toml can't
            be read.
    """
    start = Path(os.path.abspath(start))  # noqa: PTH100 - resolve() would follow symbolic links
    for folder in (start, *start.parents):
        declared = _kedro_section(folder / "pyproject.toml")
        if declared is not None:
            return _layout(folder, declared)
    raise TrackingError(
        f"There is no Kedro project at {start} or above it: no pyproject.toml has a [tool.kedro] "
        "section. Go into the project, or name it with --project."
    )


def _kedro_section(path: Path) -> Mapping[str, Any] | None:
    if not path.is_file():
        return None
    try:
        tools = read_toml(path).get("tool")
    except (OSError, ValueError) as error:
        raise TrackingError(f"{path} can't be read: {error}. Mend it and try again.") from error
    section = tools.get("kedro") if isinstance(tools, dict) else None
    return section if isinstance(section, dict) else None


def _layout(root: Path, declared: Mapping[str, Any]) -> ProjectLayout:
    package = _text(declared.get("package_name"))
    source = root / (_text(declared.get("source_dir")) or "src")
    settings = _Settings.read(root, source, package)
    loader = settings.mapping("CONFIG_LOADER_ARGS")
    store = settings.mapping("SESSION_STORE_ARGS")
    return ProjectLayout(
        root=root,
        name=_text(declared.get("project_name")) or package or root.name,
        package=package,
        conf=root / (settings.text("CONF_SOURCE") or "conf"),
        source=source,
        kedro_init_version=_text(declared.get("kedro_init_version")),
        base_env=settings.text("base_env", loader) or "base",
        default_env=os.environ.get("KEDRO_ENV")
        or settings.text("default_run_env", loader)
        or "local",
        config_patterns=_patterns(settings.mapping("config_patterns", loader)),
        merge_strategy={
            str(key): str(value)
            for key, value in settings.mapping("merge_strategy", loader).items()
        },
        store_path=_within(root, settings.text("path", store)),
        store_arguments=settings.server(store),
        store_remote=settings.text("remote_path", store),
        problems=tuple(settings.problems),
    )


def _within(root: Path, path: str | None) -> Path | None:
    if path is None or not is_writable(path):
        return None
    return Path(os.path.normpath(root / os.path.expanduser(path)))  # noqa: PTH111 - Path's raises


def _patterns(declared: Mapping[Any, Any]) -> dict[str, tuple[str, ...]]:
    return {
        str(key): tuple(value)
        for key, value in declared.items()
        if isinstance(value, list) and all(isinstance(item, str) for item in value)
    }


def _text(value: Any) -> str | None:
    return value.strip() if isinstance(value, str) and value.strip() else None


class _Settings:
    """The values of a settings.py; what can't be told becomes a problem when asked for."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self.values = values
        self.where = where
        self.problems: list[Problem] = []

    @classmethod
    def read(cls, root: Path, source: Path, package: str | None) -> _Settings:
        path = source.joinpath(*(package or "").split("."), "settings.py")
        where = Path(os.path.relpath(path, root)).as_posix()
        try:
            tree = ast.parse(path.read_bytes(), filename=where)
        except FileNotFoundError:
            return cls({}, where)
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError) as error:
            settings = cls({}, where)
            settings.problem(f"can't be read ({type(error).__name__})", "Mend the file")
            return settings
        return cls(assignments(tree, path), where)

    def problem(self, what: str, remedy: str) -> None:
        self.problems.append(
            Problem(f"settings.py {what}; Kedro's defaults are taken", self.where, f"{remedy}.")
        )

    def mapping(self, name: str, inside: Mapping[Any, Any] | None = None) -> Mapping[Any, Any]:
        value = self._value(name, inside)
        return value if isinstance(value, Mapping) else {}

    def server(self, store: Mapping[Any, Any]) -> Mapping[str, Any]:
        """What is said of a database; never shown, as it may hold a password."""
        said = {key: store[key] for key in ("url", "credentials") if key in store}
        for key in [key for key, value in said.items() if isinstance(value, Unknown)]:
            self.problem(
                f"sets {key} of its store in a way that can't be told without running it",
                "Take it from os.environ or the credentials, or set KEDRO_TRACK_STORE_URL",
            )
            said[key] = ""
        return said

    def text(self, name: str, inside: Mapping[Any, Any] | None = None) -> str | None:
        value = self._value(name, inside)
        return _text(str(value) if isinstance(value, Path) else value)

    def _value(self, name: str, inside: Mapping[Any, Any] | None) -> Any:
        value = (self.values if inside is None else inside).get(name)
        if isinstance(value, Unknown):
            self.problem(
                f"sets {name} in a way that can't be told without running it (`{value}`)",
                "Write it as a plain text or as Path(__file__).parents[2] / …",
            )
            return None
        return value
