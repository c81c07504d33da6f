"""A catalog's files brought up to date: the text is edited where the parser says it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from kedro_track.begin.dataset_types import TRACKED, today
from kedro_track.begin.edits import Edit, Replacement, newline_of, read, replaced
from kedro_track.collect.project import ProjectLayout

_PATTERNS = ("catalog*", "catalog*/**/*", "**/catalog*")
_GLOBALS = ("globals*", "**/globals*")


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """One file of a catalog, brought up to date.

    Attributes:
        types: Types that got another name, old to new.
        layers: Whether a `layer:` moved to where Kedro 0.19 and later take it.
        problem: Why it could not be looked at.
    """

    edit: Edit
    types: dict[str, str]
    layers: bool = False
    problem: str | None = None


def brought_up_to_date(layout: ProjectLayout) -> Iterator[CatalogFile]:
    """Every YAML file of the catalogs of all environments, and of the globals."""
    patterns = layout.config_patterns.get("catalog", _PATTERNS)
    for path in _files(layout.conf, patterns):
        yield _edited(path, _entry_changes)
    for path in _files(layout.conf, _GLOBALS):
        yield _edited(path, _scalar_changes)


def _files(conf: Path, patterns: tuple[str, ...]) -> list[Path]:
    found = {
        path
        for environment in conf.glob("*")
        if environment.is_dir()
        for pattern in patterns
        for path in environment.glob(pattern)
        if path.suffix in (".yml", ".yaml") and path.is_file()
    }
    return sorted(found)


def _edited(path: Path, changes: Changes) -> CatalogFile:
    text = read(path) or ""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        what = " ".join(str(getattr(error, "problem", None) or error).split())
        return CatalogFile(Edit(path, text, text), {}, problem=f"is no plain YAML ({what})")
    found = Found(text)
    if isinstance(root, yaml.MappingNode):
        changes(root, found)
    after = replaced(text, found.replacements)
    return CatalogFile(Edit(path, text, after), found.types, found.layers)


class Found:
    """What was found to change in one text."""

    def __init__(self, text: str) -> None:
        """Take the text that the marks of the nodes point into."""
        self.text = text
        self.replacements: list[Replacement] = []
        self.types: dict[str, str] = {}
        self.layers = False

    def rename(self, node: yaml.ScalarNode, new: str) -> None:
        """Put another word in the place of a scalar's, within its quotes."""
        start, end = node.start_mark.index, node.end_mark.index
        at = self.text.find(node.value, start, end)
        if at >= 0:
            self.types[node.value] = new
            self.replacements.append(Replacement(at, at + len(node.value), new))

    def move_layer(self, key: yaml.ScalarNode, value: yaml.ScalarNode) -> None:
        """Put a `layer:` below `metadata:`, where kedro-viz looks for it today."""
        start, end = key.start_mark.index, value.end_mark.index
        newline = newline_of(self.text)
        indent = newline + " " * key.start_mark.column
        said = self.text[value.start_mark.index : end]
        moved = f"metadata:{indent}  kedro-viz:{indent}    layer: {said}"
        self.layers = True
        self.replacements.append(Replacement(start, end, moved))


Changes = Callable[[yaml.MappingNode, Found], None]


def _entry_changes(root: yaml.MappingNode, found: Found) -> None:
    for _, entry in root.value:
        if isinstance(entry, yaml.MappingNode):
            _move_layer(entry, found)
            _rename_types(entry, found)


def _rename_types(entry: yaml.MappingNode, found: Found) -> None:
    """The entry's own type, and that of an entry inside it, such as a cached one."""
    for key, value in entry.value:
        if isinstance(value, yaml.MappingNode) and key.value == "dataset":
            _rename_types(value, found)
        elif isinstance(value, yaml.ScalarNode) and key.value in ("type", "dataset"):
            new = today(value.value)
            if new != value.value:
                found.rename(value, new)


def _move_layer(entry: yaml.MappingNode, found: Found) -> None:
    keys = {key.value: (key, value) for key, value in entry.value}
    if entry.flow_style or "layer" not in keys or "metadata" in keys:
        return
    key, value = keys["layer"]
    if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode):
        found.move_layer(key, value)


def _scalar_changes(node: yaml.Node, found: Found) -> None:
    """Types that a catalog takes from its globals; only those of kedro-viz are surely types."""
    if isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            _scalar_changes(value, found)
    elif isinstance(node, yaml.ScalarNode):
        new = today(node.value)
        if new in TRACKED.values() and new != node.value:
            found.rename(node, new)
