"""Themes: finding one, its manifest, its parents, its strings.

A theme is a folder with `theme.toml`, `templates/`, `static/` and `strings/<language>/*.toml`.
What a user's folder overrides wins over the theme, the theme over its parent. Every template
is also known as `<theme>/<template>`, so that an override can extend what it overrides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from kedro_track.config import ThemeOptions
from kedro_track.errors import ThemeError
from kedro_track.site.templating import TemplateFolder
from kedro_track.toml import read_toml

GROUP = "kedro_track.themes"
_SOURCES = frozenset({".html", ".toml", ".css", ".js", ".xml", ".txt", ".svg"})
OVERRIDES = "overrides"
"""Name of the layer that a user's folder is."""


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

    def sources(self) -> Iterator[tuple[str, bytes]]:
        """Its templates, strings and manifest: what pages are made of, by path."""
        for path in sorted(self.folder.rglob("*")):
            own = path.relative_to(self.folder)
            if (path.suffix in _SOURCES or own.parts[0] == "templates") and path.is_file():
                yield own.as_posix(), path.read_bytes()


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
    def joined(self) -> Mapping[str, tuple[str, ...]]:
        """Static files that are made of others: their name to the names of their parts."""
        found: dict[str, tuple[str, ...]] = {}
        for layer in reversed(self.layers):
            for name, parts in layer.manifest.get("joined", {}).items():
                found[name] = tuple(parts)
        return found

    @cached_property
    def text(self) -> Mapping[str, Any]:
        """The strings, nested as in their files."""
        merged = Strings()
        for language in dict.fromkeys(("en", self.language)):
            for layer in reversed(self.layers):
                for path in sorted((layer.folder / "strings" / language).glob("*.toml")):
                    _merge(merged, _strings(path))
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

    @cached_property
    def digest(self) -> str:
        """Of all its templates, strings and manifests, whatever of them is used."""
        found = hashlib.sha256()
        for layer in self.layers:
            for own, content in layer.sources():
                found.update(f"{layer.name} {own}\n".encode())
                found.update(content)
        return found.hexdigest()

    def apart(self, name: str) -> str:
        """A script or style that is no file of the site, such as the router of a single file.

        Raises:
            ThemeError: If no theme of the chain has it.
        """
        for layer in self.layers:
            if (path := layer.folder / "apart" / name).is_file():
                return path.read_text(encoding="utf-8")
        raise ThemeError(f"Theme {self.layers[0].name} has no apart/{name}, nor have its parents.")

    @property
    def templates(self) -> tuple[TemplateFolder, ...]:
        """The folders of its templates, the strongest first."""
        return tuple(
            TemplateFolder(layer.name, layer.folder / "templates") for layer in self.layers
        )

    def _said(self, key: str, default: Any) -> Any:
        said = (layer.manifest[key] for layer in self.layers if key in layer.manifest)
        return next(said, default)


def find_theme(options: ThemeOptions, project: Path, language: str = "en") -> Theme:
    """Find the theme that the configuration names, its parents, and what overrides them.

    Raises:
        ThemeError: If there is none of that name, a manifest can't be read, or no strings of
            the language are there.
    """
    layers = [] if options.overrides is None else [_overrides(project / options.overrides)]
    name: str | None = options.name
    while name is not None:
        layer = _locate(name, project)
        if any(layer.folder == other.folder for other in layers):
            raise ThemeError(
                f"Theme {options.name!r} has itself among its parents; "
                f"mend `parent` in {layer.folder / 'theme.toml'}."
            )
        if any(layer.name == other.name for other in layers):
            raise ThemeError(
                f"Two themes of the chain are called {layer.name!r}, one of them in "
                f"{layer.folder}; rename the folder that is yours."
            )
        layers.append(layer)
        name = layer.manifest.get("parent")
    theme = Theme(tuple(layers), language)
    _check_language(theme)
    return theme


def built_in() -> Mapping[str, Path]:
    """The themes that ship with kedro-track, by name."""
    # By their own package, never through the parent: an editable install maps them apart.
    root = Path(str(resources.files(GROUP)))
    return {path.parent.name: path.parent for path in sorted(root.glob("*/theme.toml"))}


def _overrides(folder: Path) -> Layer:
    if not folder.is_dir():
        raise ThemeError(
            f"theme.overrides names {folder}, which is no folder; make it or leave the key out."
        )
    return Layer(OVERRIDES, folder)


def _locate(name: str, project: Path) -> Layer:
    """A built-in theme, which nothing shadows; else an installed one; else a folder."""
    known = built_in()
    if name in known:
        return _layer(name, known[name])
    installed = {point.name: point for point in entry_points(group=GROUP)}
    if name in installed:
        return _layer(name, _folder_of(installed[name]))
    folder = project / name
    if (folder / "theme.toml").is_file():
        return _layer(folder.resolve().name, folder)
    names = ", ".join(sorted({*known, *installed}))
    raise ThemeError(
        f"There is no theme {name!r}: known are {names}; or name a folder that holds a theme.toml."
    )


def _folder_of(point: EntryPoint) -> Path:
    try:
        return Path(str(resources.files(point.load())))
    except (ImportError, AttributeError, TypeError) as error:
        raise ThemeError(
            f"The installed theme {point.name!r} ({point.value}) can't be loaded: {error}; "
            "its entry point must name the package that holds theme.toml."
        ) from error


def _check_language(theme: Theme) -> None:
    strings = [path for layer in theme.layers for path in (layer.folder / "strings").glob("*")]
    known = sorted({path.name for path in strings if path.is_dir()})
    if theme.language not in known:
        raise ThemeError(
            f"There are no strings of the language {theme.language!r}: known are "
            f"{', '.join(known)}; or write strings/{theme.language}/*.toml in theme.overrides."
        )


def _layer(name: str, folder: Path) -> Layer:
    return Layer(name, folder, _manifest(folder))


def _manifest(folder: Path) -> Mapping[str, Any]:
    try:
        return read_toml(folder / "theme.toml")
    except (OSError, ValueError) as error:
        raise ThemeError(f"{folder / 'theme.toml'} can't be read: {error}.") from error


def _strings(path: Path) -> Mapping[str, Any]:
    try:
        return read_toml(path)
    except (OSError, ValueError) as error:
        raise ThemeError(f"The strings in {path} can't be read: {error}.") from error


def _merge(into: Strings, other: Mapping[str, Any]) -> None:
    for key, value in other.items():
        if isinstance(value, Mapping):
            if not isinstance(dict.get(into, key), Strings):
                into[key] = Strings()
            _merge(into[key], value)
        else:
            into[key] = value
