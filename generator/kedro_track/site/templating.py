"""The one Jinja environment of a theme's chain, and where in a template an error arose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.ext import Extension

_WORD = re.compile(r"\{\{ text((?:\.\w+)+) \}\}")


class TemplateFolder(NamedTuple):
    """One layer of a chain: the theme's name and the folder of its templates."""

    theme: str
    folder: Path


class Place(NamedTuple):
    """A line of a template; `line` is None where the whole template is meant."""

    theme: str
    template: str
    line: int | None


def environment(chain: Sequence[TemplateFolder]) -> Environment:
    """The environment of a chain, the strongest layer first.

    Autoescaping everywhere; undefined names are errors. Every template is also known as
    `<theme>/<template>`. A file of macros that a stronger layer has need not have them all:
    those that it lacks are the next layer's.
    """
    from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined

    loaders = {layer.theme: FileSystemLoader(layer.folder) for layer in chain}
    made = Environment(
        loader=ChoiceLoader([*loaders.values(), PrefixLoader(loaders)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.loopcontrols", words_inlined()],
    )
    made.template_class = _layered(chain)
    return made


def place_of(error: BaseException, chain: Sequence[TemplateFolder]) -> Place | None:
    """Where an error arose: the innermost line of a template of the chain."""
    found = _inside(getattr(error, "filename", None), getattr(error, "lineno", None), chain)
    if found is not None:
        return found
    for frame, line in walk_tb(error.__traceback__):
        found = _inside(frame.f_code.co_filename, line, chain) or found
    return found


@cache
def words_inlined() -> type[Extension]:
    """The Jinja extension that puts a theme's plain strings into its templates as they load.

    `{{ text.runs.title }}` is the same on every page: looked up and escaped once a template,
    not once a page.
    """
    from jinja2.ext import Extension
    from markupsafe import escape

    class WordsInlined(Extension):
        def preprocess(
            self,
            source: str,
            name: str | None,  # noqa: ARG002 - Jinja's signature
            filename: str | None = None,  # noqa: ARG002 - Jinja's signature
        ) -> str:
            def word(match: re.Match[str]) -> str:
                found = self.environment.globals.get("text")
                for key in match[1].split(".")[1:]:
                    found = found.get(key) if isinstance(found, dict) else None
                # What is no plain string is left to fail, with its line, where it is rendered.
                plain = isinstance(found, str) and not re.search(r"[{\n]", found)
                return str(escape(found)) if plain else match[0]

            return _WORD.sub(word, source)

    return WordsInlined


def _layered(chain: Sequence[TemplateFolder]) -> Any:
    from jinja2 import Template
    from jinja2.environment import TemplateModule

    class LayeredTemplate(Template):
        """A template whose module has the macros of the layers beneath, beside its own."""

        def make_module(self, *args: Any, **kwargs: Any) -> TemplateModule:
            module = super().make_module(*args, **kwargs)
            for name in _beneath(self.filename, chain):
                lower = self.environment.get_template(name)
                for key, value in vars(Template.make_module(lower, *args, **kwargs)).items():
                    vars(module).setdefault(key, value)
            return module

    return LayeredTemplate


def _beneath(filename: str | None, chain: Sequence[TemplateFolder]) -> list[str]:
    """The same template in the layers beneath, by their full names."""
    own = _inside(filename, None, chain)
    if own is None:
        return []
    names = [layer.theme for layer in chain]
    below = chain[names.index(own.theme) + 1 :]
    return [f"{layer.theme}/{own.template}" for layer in below if _has(layer, own.template)]


def _has(layer: TemplateFolder, template: str) -> bool:
    return (layer.folder / template).is_file()


def _inside(
    filename: str | None, line: int | None, chain: Sequence[TemplateFolder]
) -> Place | None:
    if not filename:
        return None
    for layer in chain:
        if Path(filename).is_relative_to(layer.folder):
            return Place(layer.theme, Path(filename).relative_to(layer.folder).as_posix(), line)
    return None
