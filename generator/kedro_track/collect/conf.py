"""A catalog's entries as plain dictionaries, read from config alone.

Kedro's own loader comes first. It gives up the whole catalog for one key that it can't
resolve; then `conf_entries` resolves each entry by itself.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from kedro.config import MissingConfigException, OmegaConfigLoader
from omegaconf.errors import OmegaConfBaseException

from kedro_track.collect.conf_entries import RawCatalog, read_globals, read_one_by_one
from kedro_track.collect.project import ProjectLayout
from kedro_track.collect.yaml_size import swells
from kedro_track.errors import TrackingError

_PATTERNS: Mapping[str, tuple[str, ...]] = {
    "catalog": ("catalog*", "catalog*/**", "**/catalog*"),
    "credentials": ("credentials*", "credentials*/**", "**/credentials*"),
    "globals": ("globals*", "globals*/**", "**/globals*"),
}

# What the loader raises on a config that somebody wrote: it guards few of its own steps.
_FAULTS = (
    yaml.YAMLError,
    OmegaConfBaseException,
    MissingConfigException,
    OSError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    RecursionError,
)


class ConfReader:
    """Reads the config of one environment of a project."""

    def __init__(self, layout: ProjectLayout, env: str | None) -> None:
        """Take a project and an environment; None is the project's default one.

        Raises:
            TrackingError: If an environment is named that the project does not have.
        """
        self._layout = layout
        self._base = layout.conf / layout.base_env
        chosen = env or layout.default_env
        if not (layout.conf / chosen).is_dir():
            if env is not None and env != layout.default_env:
                raise TrackingError(_no_environment(layout, env))
            # A fresh clone lacks conf/local, which is never committed.
            chosen = layout.base_env
        self._env = chosen
        self._patterns = {**_PATTERNS, **layout.config_patterns}

    def catalog(self) -> RawCatalog:
        """Read all catalog entries, those that are not tracked included."""
        found = RawCatalog()
        if not self._base.is_dir():
            found.add(
                "The project has no folder of base config",
                self._relative(self._base),
                "Build inside the Kedro project, or set CONF_SOURCE in settings.py.",
            )
            return found
        try:
            self._refuse_what_swells("catalog", "globals")
            with _quiet():
                found.entries = dict(self._catalog_loader()["catalog"])
        except _FAULTS:
            self._one_by_one(found)
        else:
            if not found.entries and not self._files(self._folders(), "catalog"):
                self._say_there_is_none(found)
        return found

    def credentials(self, name: str) -> Mapping[str, Any]:
        """Credentials by their name in the config; empty where there are none."""
        try:
            self._refuse_what_swells("credentials", "globals")
            with _quiet():
                value = self._loader(self._patterns)["credentials"].get(name)
        except _FAULTS:
            return {}
        return value if isinstance(value, dict) else {}

    def _refuse_what_swells(self, *keys: str) -> None:
        """Kedro's loader would copy all that the aliases of a file stand for."""
        if any(swells(path) for key in keys for path in self._files(self._folders(), key)):
            raise ValueError

    def _catalog_loader(self) -> OmegaConfigLoader:
        try:
            return self._loader(self._patterns)
        except _FAULTS:
            # Its globals can't be read, which a catalog without any need not care for.
            return self._loader({**self._patterns, "globals": ()})

    def _loader(self, patterns: Mapping[str, Iterable[str]]) -> OmegaConfigLoader:
        return OmegaConfigLoader(
            conf_source=str(self._layout.conf),
            env=self._env,
            base_env=self._layout.base_env,
            default_run_env=self._env,
            config_patterns={key: list(value) for key, value in patterns.items()},
            merge_strategy=dict(self._layout.merge_strategy),
        )

    def _one_by_one(self, found: RawCatalog) -> None:
        # The loader that failed has registered `globals` and `runtime_params` with OmegaConf.
        folders = self._folders()
        globals_ = read_globals(
            {self._relative(path): path for path in self._files(folders, "globals")}, found
        )
        soft = self._layout.merge_strategy.get("catalog") == "soft"
        files = {folder: self._files([folder], "catalog") for folder in folders}
        if not any(files.values()):
            self._say_there_is_none(found)
        for paths in files.values():
            named = {self._relative(path): path for path in paths}
            for name, entry in read_one_by_one(named, globals_, found).items():
                over = found.entries.get(name)
                both = soft and isinstance(over, dict) and isinstance(entry, dict)
                found.entries[name] = {**over, **entry} if both and over else entry

    def _say_there_is_none(self, found: RawCatalog) -> None:
        found.add(
            "There is no catalog file",
            self._relative(self._base),
            "Declare the tracked datasets in conf/base/catalog.yml.",
        )

    def _folders(self) -> list[Path]:
        return list(dict.fromkeys((self._base, self._layout.conf / self._env)))

    def _files(self, folders: Iterable[Path], key: str) -> list[Path]:
        """Config files of a key, as Kedro would find them, in a fixed order."""
        return [
            path
            for folder in folders
            for path in sorted(
                {each for pattern in self._patterns[key] for each in folder.glob(pattern)}
            )
            if path.suffix in (".yml", ".yaml", ".json")
            and path.is_file()
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        ]

    def _relative(self, path: Path) -> str:
        return path.relative_to(self._layout.conf.parent).as_posix()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what Kedro's loader does with OmegaConf's deprecated names from the user's screen."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _no_environment(layout: ProjectLayout, env: str) -> str:
    known = sorted(path.name for path in layout.conf.glob("*") if path.is_dir())
    there = f"there are {', '.join(known)}" if known else "it has no folders"
    return f"There is no environment {env!r} in {layout.conf}: {there}."
