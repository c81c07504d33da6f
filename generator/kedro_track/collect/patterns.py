"""Dataset factory patterns, read backwards: from the paths on disk to the datasets' names.

A pattern such as `{namespace}.metrics` with the path `data/{namespace}/metrics.json` tells
which folders can be its datasets. A name is accepted only where the path allows no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

_PLACEHOLDER = re.compile(r"{([^{}]*)}")


class Ambiguous(Exception):  # noqa: N818 - nothing is wrong, there just is more than one answer
    """A path fits a pattern in more than one way, or does not tell the whole name."""


def is_pattern(name: str) -> bool:
    """Whether a catalog's entry is a dataset factory."""
    return _PLACEHOLDER.search(name) is not None


def fill(template: str, values: dict[str, str]) -> str:
    """Put values in the place of placeholders; those without a value stay."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template)


@dataclass(frozen=True)
class Factory:
    """A factory pattern of names and the path template of its datasets."""

    name: str
    filepath: str

    @cached_property
    def specificity(self) -> tuple[int, int, str]:
        """Kedro's order among patterns that match one name: the smallest wins."""
        fixed = _PLACEHOLDER.sub("", self.name)
        return -len(fixed), -self.name.count("{"), self.name

    @cached_property
    def _name_expression(self) -> re.Pattern[str]:
        return _expression(self.name, ".+?")

    def values_of(self, name: str) -> dict[str, str] | None:
        """What the placeholders stand for in a dataset's name; None if it does not fit."""
        found = self._name_expression.fullmatch(name)
        return None if found is None else _values(self.name, found)

    def name_at(self, path: str) -> str | None:
        """The dataset whose path this is; None if it can't be one of this pattern's.

        Raises:
            Ambiguous: If more than one name would have this path.
        """
        lazy = _expression(self.filepath, "[^/]+?").fullmatch(path)
        greedy = _expression(self.filepath, "[^/]+").fullmatch(path)
        if lazy is None or greedy is None:
            return None
        values = _values(self.filepath, lazy)
        wanted = set(_PLACEHOLDER.findall(self.name))
        if values != _values(self.filepath, greedy) or not wanted <= values.keys():
            raise Ambiguous
        name = fill(self.name, values)
        read_back = self.values_of(name)
        if read_back is None or fill(self.filepath, read_back) != path:
            return None
        return name


def winner(name: str, factories: Iterable[Factory]) -> Factory | None:
    """The pattern that Kedro would take for a name."""
    fitting = [factory for factory in factories if factory.values_of(name) is not None]
    return min(fitting, key=lambda factory: factory.specificity, default=None)


def segments(template: str) -> Sequence[str | re.Pattern[str]]:
    """The parts of a path template: texts, and expressions where placeholders stand."""
    return [
        re.compile(_source(part, "[^/]+?")) if is_pattern(part) else part
        for part in template.split("/")
    ]


def _expression(template: str, anything: str) -> re.Pattern[str]:
    return re.compile(_source(template, anything), re.DOTALL)


def _source(template: str, anything: str) -> str:
    """A regular expression; a placeholder that comes again must stand for the same."""
    names: list[str] = []
    parts: list[str] = []
    position = 0
    for found in _PLACEHOLDER.finditer(template):
        parts.append(re.escape(template[position : found.start()]))
        if found[1] in names:
            parts.append(f"(?P=p{names.index(found[1])})")
        else:
            parts.append(f"(?P<p{len(names)}>{anything})")
            names.append(found[1])
        position = found.end()
    return "".join(parts) + re.escape(template[position:])


def _values(template: str, found: re.Match[str]) -> dict[str, str]:
    names = dict.fromkeys(_PLACEHOLDER.findall(template))
    return {name: found[f"p{index}"] for index, name in enumerate(names)}
