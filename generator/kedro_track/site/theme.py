"""Themes: finding one, its manifest, its parents, its strings, and the one Jinja environment.

A theme is a folder with `theme.toml`, `templates/`, `static/` and `strings/<language>/*.toml`.
What a user's folder overrides wins over the theme, the theme over its parent. Every template
is also known as `<theme>/<template>`, so that an override can extend what it overrides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kedro_track.config import ThemeOptions
from kedro_track.errors import ThemeError
from kedro_track.toml import read_toml

if TYPE_CHECKING:
    from jinja2 import Environment

GROUP = "kedro_track.themes"
_DEEPEST = 8


class Strings(dict[str, Any]):
    """A theme's strings, nested; a template reads `text.values.x` as an entry, not as a method."""

    def __getattribute__(self, name: str) -> Any:
        """The entry of that name before any method of a dict."""
        if name in self:
            return self[name]
        return super().__getattribute__(name)


@dataclass(frozen=True, slots=True)
class Layer:
    """One folder of a theme's chain."""

    name: str
    folder: Path
    manifest: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Theme:
    """A theme with its parents, the strongest layer first.

    Attributes:
        language: Of the strings; what a language lacks is taken from `en`.
    """

    layers: tuple[Layer, ...]
    language: str

    @cached_property
    def families(self) -> tuple[str, ...]:
        """The families of pages that the theme draws, in the order of its navigation."""
        return tuple(self._said("families", ()))

    @cached_property
    def rendered(self) -> Mapping[str, str]:
        """Static files that are templates: their address to the template's name."""
        found: dict[str, str] = {}
        for layer in reversed(self.layers):
            found.update(layer.manifest.get("rendered", {}))
        return found

    @cached_property
    def text(self) -> Mapping[str, Any]:
        """The strings, nested as in their files."""
        merged = Strings()
        for language in dict.fromkeys(("en", self.language)):
            for layer in reversed(self.layers):
                for path in sorted((layer.folder / "strings" / language).glob("*.toml")):
                    _merge(merged, read_toml(path))
        return merged

    def static(self) -> Iterator[tuple[str, Path]]:
        """Static files as `(address, file)`, each once, the strongest layer's."""
        seen: dict[str, Path] = {}
        for layer in reversed(self.layers):
            root = layer.folder / "static"
            for path in sorted(root.rglob("*")):
                if path.is_file() and not path.name.endswith((".d.ts", ".pyc")):
                    seen["static/" + path.relative_to(root).as_posix()] = path
        yield from sorted(seen.items())

    def environment(self) -> Environment:
        """The Jinja environment: autoescaping everywhere, undefined names are errors."""
        from jinja2 import (
            ChoiceLoader,
            Environment,
            FileSystemLoader,
            PrefixLoader,
            StrictUndefined,
        )

        loaders = {
            layer.name: FileSystemLoader(layer.folder / "templates") for layer in self.layers
        }
        return Environment(
            loader=ChoiceLoader([*loaders.values(), PrefixLoader(loaders)]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            extensions=["jinja2.ext.loopcontrols"],
        )

    def _said(self, key: str, default: Any) -> Any:
        said = (layer.manifest[key] for layer in self.layers if key in layer.manifest)
        return next(said, default)


def find_theme(options: ThemeOptions, project: Path, language: str = "en") -> Theme:
    """Find the theme that the configuration names.

    Raises:
        ThemeError: If there is none of that name, or a manifest can't be read.
    """
    layers: list[Layer] = []
    if options.overrides:
        folder = project / options.overrides
        if not folder.is_dir():
            raise ThemeError(
                f"theme.overrides names {folder}, which is no folder; make it or leave the key out."
            )
        layers.append(Layer("overrides", folder))
    name: str | None = options.name
    while name is not None:
        folder = _locate(name, project)
        manifest = _manifest(folder)
        layers.append(Layer(folder.name, folder, manifest))
        name = manifest.get("parent")
        if len(layers) > _DEEPEST:
            raise ThemeError(f"Theme {options.name!r} has itself among its parents ({folder}).")
    return Theme(tuple(layers), language)


def built_in() -> Mapping[str, Path]:
    """The themes that ship with kedro-track, by name."""
    # By their own package, never through the parent: an editable install maps them apart.
    root = Path(str(resources.files(GROUP)))
    return {path.parent.name: path.parent for path in sorted(root.glob("*/theme.toml"))}


def _locate(name: str, project: Path) -> Path:
    known = built_in()
    if name in known:
        return known[name]
    installed = {point.name: point for point in entry_points(group=GROUP)}
    if name in installed:
        module = installed[name].load()
        return Path(str(resources.files(module)))
    folder = project / name
    if (folder / "theme.toml").is_file():
        return folder
    names = ", ".join(sorted({*known, *installed}))
    raise ThemeError(
        f"There is no theme {name!r}: known are {names}; or name a folder that holds a theme.toml."
    )


def _manifest(folder: Path) -> Mapping[str, Any]:
    try:
        return read_toml(folder / "theme.toml")
    except (OSError, ValueError) as error:
        raise ThemeError(f"{folder / 'theme.toml'} can't be read: {error}") from error


def _merge(into: Strings, other: Mapping[str, Any]) -> None:
    for key, value in other.items():
        if isinstance(value, Mapping):
            if not isinstance(dict.get(into, key), Strings):
                into[key] = Strings()
            _merge(into[key], value)
        else:
            into[key] = value
