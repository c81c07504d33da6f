"""The one Jinja environment of a theme's chain, and where in a template an error arose."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.ext import Extension

Made = TypeVar("Made", bound="Environment")

_WORD = re.compile(r"\{\{ text((?:\.\w+)+) \}\}")
_OTHER_MEANING = re.compile(
    r"\{%[-+]?\s*(?:autoescape\b|set\s+text\b|for\s[\w\s,()]*\btext\b[\w\s,()]*\sin\s"
    r"|(?:macro|call|with)\b[^%]*\btext\b|(?:from|import)\b[^%]*\bas\s+text\b)"
)
"""Where a template escapes otherwise, or may call something else `text`."""


class TemplateFolder(NamedTuple):
    """One layer of a chain: the theme's name and the folder of its templates."""

    theme: str
    folder: Path


class Place(NamedTuple):
    """A line of a template; `line` is None where the whole template is meant."""

    theme: str
    template: str
    line: int | None


def environment(chain: Sequence[TemplateFolder], inputs: str | None = None) -> Environment:
    """The environment of a chain, the strongest layer first.

    Autoescaping everywhere; undefined names are errors. Every template is also known as
    `<theme>/<template>`. A file of macros that a stronger layer has need not have them all:
    those that it lacks are the next layer's.

    Args:
        inputs: Digest of all that the compiled templates depend on beside their own sources,
            if they may be kept from one build to the next.
    """
    from jinja2 import Environment

    return _environment(Environment, chain, inputs)


def environment_of_kind(
    chain: Sequence[TemplateFolder],
    template: str,
    known: Mapping[str, Any],
    inputs: str | None = None,
) -> Environment:
    """An environment for the pages of one kind, with what is known of them worked out once.

    Args:
        template: What these pages are made of.
        known: See `folding.Kind`. Those that are no attributes become globals.
        inputs: As of `environment`.
    """
    from kedro_track.site.folding import FoldingEnvironment, Kind

    made = _environment(FoldingEnvironment, chain, inputs)
    made.kind = Kind(template, known, partial(_variants, chain))
    made.globals.update({name: value for name, value in known.items() if "." not in name})
    return made


def _environment(kind: type[Made], chain: Sequence[TemplateFolder], inputs: str | None) -> Made:
    from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined

    from kedro_track.site.compiled import Compiled

    loaders = {layer.theme: FileSystemLoader(layer.folder) for layer in chain}
    made = kind(
        loader=ChoiceLoader([*loaders.values(), PrefixLoader(loaders)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.loopcontrols", words_inlined()],
        bytecode_cache=None if inputs is None else Compiled(inputs),
        # A build is over before a template changes.
        auto_reload=False,
        cache_size=-1,
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

            return source if _OTHER_MEANING.search(source) else _WORD.sub(word, source)

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


def _variants(chain: Sequence[TemplateFolder], name: str) -> list[str]:
    """All names of a template that may take part in it."""
    theme, _, rest = name.partition("/")
    plain = rest if any(layer.theme == theme for layer in chain) else name
    return [name, *(f"{layer.theme}/{plain}" for layer in chain if _has(layer, plain))]


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
