"""A project's Python files: imports that are gone, mended where they have a plain successor.

The files are parsed, never imported.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from kedro_track.begin.edits import Edit, Replacement, read, replaced
from kedro_track.errors import TrackError

_STORES = frozenset({"SQLiteStore"})
_DATASETS = frozenset({"MetricsDataset", "MetricsDataSet", "JSONDataset", "JSONDataSet"})

_SUCCESSORS: Mapping[str, tuple[frozenset[str], str]] = {
    "kedro_viz.integrations.kedro.sqlite_store": (_STORES, "kedro_track"),
    "kedro_datasets.tracking": (_DATASETS, "kedro_track"),
    "kedro_datasets.tracking.metrics_dataset": (_DATASETS, "kedro_track"),
    "kedro_datasets.tracking.json_dataset": (_DATASETS, "kedro_track"),
    "kedro.extras.datasets.tracking": (_DATASETS, "kedro_track"),
    "kedro.pipeline.modular_pipeline": (frozenset({"pipeline"}), "kedro.pipeline"),
}
"""Modules that are gone: which of their names have a successor under the same name, and where."""

_HINTS: Mapping[str, str] = {
    "TemplatedConfigLoader": "take OmegaConfigLoader, and globals.yml for what was templated",
    "ConfigLoader": "take OmegaConfigLoader",
    "ModularPipelineError": "take PipelineError of kedro.pipeline.pipeline",
    "ShelveStore": "leave SESSION_STORE_CLASS out, or take SQLiteStore of kedro_track",
}

_LOOKED_AT = ("kedro", "kedro_viz", "kedro_datasets")
_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages"})


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One Python file.

    Attributes:
        mended: Modules that were replaced in its imports, old to new.
        faults: What has to be mended by hand, each a sentence with its line.
        strings: All texts in it, which may be names of datasets.
        has_nodes: Whether it makes nodes of a pipeline.
    """

    edit: Edit
    mended: Mapping[str, str]
    faults: tuple[str, ...]
    strings: frozenset[str]
    has_nodes: bool


def source_files(root: Path, source: Path) -> Iterator[SourceFile]:
    """Look at every Python file of a project's source folder."""
    for path in _python_files(source):
        shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        yield _looked_at(path, shown)


def _python_files(source: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(source):
        folders[:] = sorted(
            name for name in folders if name not in _SKIPPED and not name.startswith((".", "venv"))
        )
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(".py"))


def _looked_at(path: Path, shown: str) -> SourceFile:
    try:
        text = read(path) or ""
        tree = ast.parse(text)
    except (TrackError, SyntaxError, ValueError, RecursionError) as error:
        fault = f"{shown} can't be read as Python ({error}); look at its imports yourself."
        return SourceFile(Edit(path, None, ""), {}, (fault,), frozenset(), has_nodes=False)
    imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    mended = dict(_successors(imports))
    faults = (fault for node in imports if node not in mended for fault in _faults(node, shown))
    return SourceFile(
        edit=Edit(path, text, replaced(text, [*_replacements(text, mended)])),
        mended={str(node.module): new for node, new in mended.items()},
        faults=tuple(faults),
        strings=frozenset(_strings(tree)),
        has_nodes=any(_makes_node(node) for node in ast.walk(tree)),
    )


def _successors(
    imports: Iterable[ast.Import | ast.ImportFrom],
) -> Iterator[tuple[ast.ImportFrom, str]]:
    """Imports all of whose names have a successor, with the module that it is in."""
    for node in imports:
        if not isinstance(node, ast.ImportFrom) or node.module is None or node.level:
            continue
        names, new = _SUCCESSORS.get(node.module, (frozenset(), ""))
        is_gone = new == "kedro_track" or not _exists(node.module)
        if is_gone and {alias.name for alias in node.names} <= names:
            yield node, new


def _replacements(text: str, mended: Mapping[ast.ImportFrom, str]) -> Iterator[Replacement]:
    starts = [0]
    for line in text.encode("utf-8").splitlines(keepends=True):
        starts.append(starts[-1] + len(line.decode("utf-8")))
    for node, new in mended.items():
        start = text.find(str(node.module), starts[node.lineno - 1])
        if start >= 0:
            yield Replacement(start, start + len(str(node.module)), new)


def _faults(node: ast.Import | ast.ImportFrom, shown: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            if _is_looked_at(alias.name) and not _exists(alias.name):
                yield _fault(shown, node.lineno, alias.name)
    elif node.module and not node.level and _is_looked_at(node.module):
        if not _exists(node.module):
            hints = [_HINTS[alias.name] for alias in node.names if alias.name in _HINTS]
            yield _fault(shown, node.lineno, node.module, *hints)
            return
        for alias in node.names:
            if _lacks(node.module, alias.name):
                hints = [_HINTS[alias.name]] if alias.name in _HINTS else _respelled(node, alias)
                yield _fault(shown, node.lineno, f"{node.module}.{alias.name}", *hints)


def _respelled(node: ast.ImportFrom, alias: ast.alias) -> list[str]:
    new = alias.name.replace("DataSet", "Dataset")
    there = new != alias.name and not _lacks(str(node.module), new)
    return [f"it is spelled {new} today"] if there else []


def _fault(shown: str, line: int, name: str, *hints: str) -> str:
    package = name.partition(".")[0]
    why = "is not installed"
    if _exists(package):
        why = f"{package} {version(package.replace('_', '-'))} does not have"
    return "; ".join([f"{shown}, line {line}, imports {name}, which {why}", *hints]) + "."


def _is_looked_at(module: str) -> bool:
    return module.partition(".")[0] in _LOOKED_AT


def _exists(module: str) -> bool:
    return _file_of(module) is not None


def _file_of(module: str) -> Path | None:
    """Where an installed module lies; nothing is imported, not even the packages above it."""
    top, *parts = module.split(".")
    spec = find_spec(top)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder, *parts)
        for file in (path / "__init__.py", path.with_suffix(".py")):
            if file.is_file():
                return file
    return None


def _lacks(module: str, name: str) -> bool:
    """Whether one of Kedro's own modules does not speak of a name; none of them is imported."""
    if module.partition(".")[0] != "kedro" or name == "*" or _exists(f"{module}.{name}"):
        return False
    file = _file_of(module)
    text = read(file) if file else None
    return text is not None and re.search(rf"\b{re.escape(name)}\b", text) is None


def _strings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _makes_node(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in ("node", "Node")
