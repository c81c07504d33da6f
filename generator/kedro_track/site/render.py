"""Items to bytes. Pure: the same item gives the same bytes, whatever came before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kedro_track.digests import digest
from kedro_track.errors import ThemeError
from kedro_track.site.figures import plotly_needs_inline_styles, plotly_url
from kedro_track.site.filters import FILTERS
from kedro_track.site.model import Page, Site
from kedro_track.site.policy import policy
from kedro_track.site.templating import environment, place_of
from kedro_track.site.theme import Theme
from kedro_track.site.urls import relative

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
        self._environment = self._prepare()

    def page(self, page: Page) -> str:
        """Render a page.

        Raises:
            ThemeError: If a template is missing or fails, with its name and line.
        """

        def link(target: str) -> str:
            return relative(target, page.url)

        context = {
            **page.context,
            "page": page,
            "root": "../" * page.url.count("/"),
            "link": link,
            "asset": lambda url: link(f"static/{url}?v={self._digest(f'static/{url}')}"),
            "policy": policy(page.needs),
        }
        return self._render(page.template, context)

    def static(self, template: str) -> str:
        """Render a static file that is a template."""
        return self._render(template, {})

    def _digest(self, url: str) -> str:
        try:
            return self._digests[url]
        except KeyError:
            raise LookupError(f"it names {url}, which the theme does not have") from None

    def _render(self, template: str, context: Mapping[str, Any]) -> str:
        from jinja2 import TemplateError

        try:
            return self._environment.get_template(template).render(context)
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

    def _prepare(self) -> Environment:
        made = environment(self._theme.templates)
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
