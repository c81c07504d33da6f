"""Catalog entries resolved one by one: what one of them lacks costs no other.

For a catalog that Kedro's loader gives up: a resolver that only the project's code
registers, a runtime parameter, a missing credential, one file that is no YAML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from kedro_track.collect.kinds import could_be_tracked
from kedro_track.collect.yaml_size import swells
from kedro_track.history import Problem

Entry = dict[str, Any]

_NEEDED = ("type", "filepath", "versioned", "dataset")

# A resolver of the project may be registered by a plugin and raise what it likes of these.
_FAULTS = (OmegaConfBaseException, ValueError, TypeError, AttributeError, LookupError)


@dataclass(slots=True)
class RawCatalog:
    """Entries by name, as far as they can be resolved.

    Attributes:
        unresolved: Entries that had to be left out, by name.
    """

    entries: dict[str, Any] = field(default_factory=dict)
    unresolved: dict[str, Problem] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, what: str, where: str, remedy: str) -> None:
        """Say what could not be read."""
        self.problems.append(Problem(what, where, remedy))


def read_globals(files: Mapping[str, Path], found: RawCatalog) -> Entry:
    """Globals by bare name, as the old TemplatedConfigLoader let a catalog use them."""
    merged: Entry = {}
    for shown, path in files.items():
        for name, value in _loaded(shown, path, found).items():
            if _grammar_fault(name, value) is None:
                merged[name] = value
    return merged


def read_one_by_one(
    files: Mapping[str, Path], globals_: Mapping[str, Any], found: RawCatalog
) -> dict[str, Any]:
    """Entries of one environment's files, each resolved among all of them.

    Args:
        files: By the path to show.
        globals_: What an entry may name beside the others.
        found: Gathers what has to be left out.
    """
    raw: Entry = {}
    homes: dict[str, str] = {}
    for shown, path in files.items():
        for name, value in _loaded(shown, path, found).items():
            where = f"{shown}: {name}"
            if name in homes and not name.startswith("_"):
                found.add(
                    "The dataset is declared twice in one environment",
                    f"{homes[name]} and {where}",
                    "Keep one of the two; the first is taken.",
                )
                continue
            fault = _grammar_fault(name, value)
            if fault is not None:
                found.unresolved[name] = _left_out(fault, where)
                continue
            raw[name], homes[name] = value, where
    root = OmegaConf.create({**globals_, **raw})
    wanted = {name: home for name, home in homes.items() if not name.startswith("_")}
    entries = {name: _resolved(root, name, home, found) for name, home in wanted.items()}
    return {name: entry for name, entry in entries.items() if name not in found.unresolved}


def _loaded(shown: str, path: Path, found: RawCatalog) -> Entry:
    if swells(path):
        found.add(
            "The config file stands for millions of values, by its aliases",
            shown,
            "Write it with fewer aliases; its entries are left out.",
        )
        return {}
    try:
        content = yaml.safe_load(path.read_bytes())
    except (yaml.YAMLError, OSError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        found.add(
            "The config file is no valid YAML",
            f"{shown}{place}",
            "Mend the file; its entries are left out.",
        )
        return {}
    if content is None:
        return {}
    if not isinstance(content, dict):
        found.add(
            "The config file holds no mapping of names to entries",
            shown,
            "Write each dataset as `name:` with its keys indented below.",
        )
        return {}
    return {str(name): value for name, value in content.items()}


def _grammar_fault(name: str, value: Any) -> Exception | None:
    """What keeps an entry from standing among the others, such as a `${` without its end."""
    try:
        OmegaConf.create({name: value})
    except (*_FAULTS, RecursionError) as error:
        return error
    return None


def _resolved(root: DictConfig, name: str, where: str, found: RawCatalog) -> Any:
    """An entry with all its values, or with the few that tracking needs."""
    entry = _value(root, name)
    if not isinstance(entry, Exception):
        return entry
    if not isinstance(_raw(root)[name], dict):
        found.unresolved[name] = _left_out(entry, where)
        return None
    values = {key: _value(root[name], key) for key in _NEEDED}
    faults = {key: value for key, value in values.items() if isinstance(value, Exception)}
    versioned = "versioned" in faults or values["versioned"] is True
    if "type" in faults:
        found.unresolved[name] = _left_out(faults["type"], where)
    elif "filepath" in faults and could_be_tracked(str(values["type"]), versioned=versioned):
        found.unresolved[name] = _left_out(faults["filepath"], where)
    return {key: value for key, value in values.items() if key not in faults}


def _raw(root: DictConfig) -> Entry:
    return dict(OmegaConf.to_container(root, resolve=False))  # type: ignore[arg-type] # it is a dict


def _value(container: DictConfig, key: str) -> Any:
    """A value resolved throughout, or the exception that says why it can't be."""
    try:
        value = container.get(key)
        return OmegaConf.to_container(value, resolve=True) if OmegaConf.is_config(value) else value
    except _FAULTS as error:
        return error


def _left_out(fault: Exception, where: str) -> Problem:
    return Problem(
        f"The catalog entry is left out: {_reason(fault)}",
        where,
        "Give it a default, or declare the dataset's path in the catalog without it.",
    )


def _reason(fault: Exception) -> str:
    text = str(fault).splitlines()[0] if str(fault) else type(fault).__name__
    resolver = re.match(r"Unsupported interpolation type (\S+)", text)
    if resolver:
        return f"the resolver `{resolver[1]}` is known to the project's own code only"
    return re.sub(r"^\w+ raised while resolving interpolation: ", "", text).rstrip(".")
