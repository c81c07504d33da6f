"""Items to bytes. Pure: the same item gives the same bytes, whatever came before it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from kedro_track.digests import code_digest, digest, digest_of
from kedro_track.errors import ThemeError
from kedro_track.site.figures import plotly_needs_inline_styles, plotly_url
from kedro_track.site.filters import FILTERS
from kedro_track.site.model import Page, Site
from kedro_track.site.policy import policy
from kedro_track.site.templating import environment, environment_of_kind, place_of
from kedro_track.site.theme import Theme

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class Common:
    """What every template is told; documented for themes in `themes/README.md`."""

    title: str
    families: tuple[str, ...]
    version: str
    repository_url: str | None
    site_url: str | None
    accent: str | None
    logo: str | None
    footer: str | None
    css: tuple[str, ...]
    javascript: tuple[str, ...]
    language: str
    plotly: str
    plotly_takes_sheet: bool


OF_LINK = 8
"""Characters of a digest that tell one version of a file from the next; it stands on each page."""

_FEW = 8
"""So many pages of a kind are made before what they have in common is worked out for them."""


class _Kind(NamedTuple):
    """What is told alike to pages of one kind. `depth`: folders between them and the root."""

    template: str
    family: str
    depth: int
    needs: frozenset[str]


class Renderer:
    """Renders pages with one theme.

    Args:
        digests: Content digest of each static file by its address, which makes a link to it
            new when its content is.
    """

    def __init__(self, theme: Theme, common: Common, digests: Mapping[str, str]) -> None:
        self._theme = theme
        self._common = common
        self._digests = digests
        self._inputs = digest_of(code_digest(), theme.digest, theme.language)
        self._environment = self._prepared(environment(theme.templates, self._inputs))
        self._rendered: Counter[_Kind] = Counter()
        self._of_kind: dict[_Kind, Environment] = {}

    def page(self, page: Page) -> str:
        """Render a page.

        Raises:
            ThemeError: If a template is missing or fails, with its name and line.
        """
        kind = _Kind(page.template, page.family, page.url.count("/"), page.needs)
        context: dict[str, Any] = {**page.context, "page": page}
        self._rendered[kind] += 1
        if self._rendered[kind] <= _FEW:
            return self._render(self._environment, page.template, self._facts(kind) | context)
        if kind not in self._of_kind:
            self._of_kind[kind] = self._made_for(kind)
        return self._render(self._of_kind[kind], page.template, context)

    def static(self, template: str) -> str:
        """Render a static file that is a template."""
        return self._render(self._environment, template, {})

    def _facts(self, kind: _Kind) -> dict[str, Any]:
        """What a template is told of where its page is."""
        root = "../" * kind.depth

        def asset(url: str) -> str:
            return f"{root}static/{url}?v={self._digest(f'static/{url}')[:OF_LINK]}"

        return {
            "root": root,
            "link": lambda target: root + target,
            "asset": asset,
            "policy": policy(kind.needs),
        }

    def _made_for(self, kind: _Kind) -> Environment:
        """An environment in which what pages of a kind have in common is worked out."""
        known = {
            "site": self._common,
            "text": self._theme.text,
            "page.family": kind.family,
            "page.needs": kind.needs,
            **self._facts(kind),
        }
        told = (self._common, sorted(self._digests.items()), *kind[:-1], sorted(kind.needs))
        inputs = digest_of(self._inputs, *told)
        made = environment_of_kind(self._theme.templates, kind.template, known, inputs)
        return self._prepared(made)

    def _digest(self, url: str) -> str:
        try:
            return self._digests[url]
        except KeyError:
            raise LookupError(f"it names {url}, which the theme does not have") from None

    def _render(self, environment: Environment, template: str, context: Mapping[str, Any]) -> str:
        from jinja2 import TemplateError

        try:
            return environment.get_template(template).render(context)
        except (
            TemplateError,
            ArithmeticError,
            AttributeError,
            LookupError,
            TypeError,
            ValueError,
        ) as error:
            raise ThemeError(self._fault(error, template)) from error

    def _fault(self, error: Exception, template: str) -> str:
        """One sentence: which theme, which template, which line, what."""
        from jinja2 import TemplateNotFound

        chain = self._theme.templates
        place = place_of(error, chain)
        what = " ".join(str(error).split()).rstrip(".")
        if isinstance(error, TemplateNotFound):
            names = ", ".join(layer.theme for layer in chain)
            what = f"there is no template {error.name} in {names}"
        elif isinstance(error, KeyError):
            what = f"nothing fills {what}"
        if place is None:
            return f"Theme {chain[0].theme}: {template} fails: {what}."
        line = f", line {place.line}," if place.line else ""
        return f"Theme {place.theme}: templates/{place.template}{line} fails: {what}."

    def _prepared(self, made: Environment) -> Environment:
        made.filters.update(FILTERS)
        made.globals.update(site=self._common, text=self._theme.text)
        return made


def common_of(site: Site, theme: Theme, version: str) -> Common:
    """What every template is told about this site."""
    options = site.config.theme
    return Common(
        title=site.title,
        families=theme.families,
        version=version,
        repository_url=site.repository_url,
        site_url=site.config.site_url,
        accent=options.accent,
        logo=custom_url(options.logo) if options.logo else None,
        footer=options.footer,
        css=tuple(custom_url(path) for path in options.css),
        javascript=tuple(custom_url(path) for path in options.javascript),
        language=theme.language,
        plotly=plotly_url(),
        plotly_takes_sheet=not plotly_needs_inline_styles(),
    )


def custom_url(path: str) -> str:
    """Where a user's own stylesheet, script or logo is on the site.

    Two of one name in different folders are two files.
    """
    folder, _, name = path.replace("\\", "/").rpartition("/")
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name)
    return f"static/custom/{digest(folder.encode())[:6]}/{plain}"
