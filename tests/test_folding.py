"""Pages made with what is known worked out beforehand are the pages made without."""

from __future__ import annotations

from pathlib import Path

import pytest

from kedro_track.site.templating import TemplateFolder, environment, environment_of_kind

WORDS = {"title": "Runs & <all>", "forms": {"one": "{n} run"}, "names": ["a", "b"]}
KNOWN = {
    "site": {"title": "S", "families": ("runs", "help")},
    "text": WORDS,
    "link": lambda target: f"../{target}",
    "page.family": "run",
}


class Page:
    """What templates are told of it, with a fact that differs from page to page."""

    family = "run"

    def __init__(self, url: str) -> None:
        self.url = url


def chain(folder: Path, **layers: dict[str, str]) -> list[TemplateFolder]:
    """Layers of templates, the strongest first; `__` in a name is its folder's `/`."""
    for layer, templates in layers.items():
        for name, source in templates.items():
            path = folder / layer / f"{name.replace('__', '/')}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source, encoding="utf-8")
    return [TemplateFolder(layer, folder / layer) for layer in layers]


def both(layers: list[TemplateFolder], **context: object) -> tuple[str, str]:
    """The page with nothing and with all that is known worked out."""
    plain, of_kind = environment(layers), environment_of_kind(layers, "page.html", KNOWN)
    told = {"page": Page("x.html"), **context}
    facts = {name: value for name, value in KNOWN.items() if "." not in name}
    return (
        plain.get_template("page.html").render({**facts, **told}),
        of_kind.get_template("page.html").render(told),
    )


CASES = {
    "words, escaped": "{{ text.title }} {{ text['title']|upper }} {{ site.title ~ text.title }}",
    "a link and its path": "{{ link('a&b') }} {{ link(other) }}",
    "branches": "{% if page.family == 'x' %}1{% elif page.family == 'run' %}2{% endif %}",
    "an open branch first": "{% if other %}1{% elif page.family %}2{% else %}3{% endif %}",
    "an open branch later": "{% if not site.title %}1{% elif other %}2{% else %}3{% endif %}",
    "a known loop": "{% for f in site.families if f != 'x' %}{{ f }}{% if f == page.family %}!"
    "{% endif %}{{ other.get(f, '-') }},{% else %}none{% endfor %}",
    "a loop that asks": "{% for f in site.families %}{{ loop.index }}{{ f }}{% endfor %}",
    "a loop that sets": "{% for f in site.families %}{% set y = f %}{{ y }}{% endfor %}",
    "an empty loop": "{% for f in site.families if f == 'x' %}{{ f }}{% else %}none{% endfor %}",
    "what the page itself says": "{{ page.url }} {{ page.family }} {{ page.none is defined }}",
    "what is undefined": "{{ text.none is defined }} {{ text.none|default('x') }}",
    "a name that is set": "{% set text = other %}{{ text.title }}",
    "a name that is set inside": "{% for text in [other] %}{{ text.title }}{% endfor %}",
    "other escaping": "{% autoescape false %}{{ text.title }}{% endautoescape %}{{ text.title }}",
    "forms": "{{ text.forms['one'].format(n=other.title) }} {{ text.names|join(', ') }}",
}


@pytest.mark.parametrize("source", CASES.values(), ids=CASES)
def test_a_page_is_the_same(source: str, tmp_path: Path) -> None:
    """Whatever a template says."""
    plain, of_kind = both(chain(tmp_path, own={"page": source}), other={"title": "<T>", "runs": 1})

    assert of_kind == plain


def test_blocks_of_other_layers_are_theirs(tmp_path: Path) -> None:
    """An override of a block, of a macro, and a name that is set far from where it is said."""
    layers = chain(
        tmp_path,
        overrides={
            "page": "{% extends 'default/page.html' %}{% set site = {'title': 'Mine'} %}"
            "{% block foot %}{{ text.title }} {{ super() }}{% endblock %}",
            "parts__m": "{% macro a(x) %}[{{ x }} {{ text.title }}]{% endmacro %}",
        },
        default={
            "base": "{% import 'parts/m.html' as m with context %}{{ site.title }}"
            "{% block foot %}{{ page.url }}{{ link('y') }}{% endblock %}{{ m.a(1) }}{{ m.b(2) }}",
            "page": "{% extends 'base.html' %}",
            "parts__m": "{% macro a(x) %}{% endmacro %}{% macro b(x) %}{{ x }}{% endmacro %}",
        },
    )
    plain, of_kind = both(layers)

    assert plain == "MineRuns &amp; &lt;all&gt; x.html../y[1 Runs &amp; &lt;all&gt;]2"
    assert of_kind == plain


def test_what_is_known_is_worked_out_once(tmp_path: Path) -> None:
    """And what is imported is loaded once where the page makes no difference to it."""
    asked: list[str] = []
    known = {**KNOWN, "link": lambda target: asked.append(target) or target}
    layers = chain(
        tmp_path,
        own={
            "page": "{% import 'm.html' as m with context %}{{ link('a') }}{{ m.x() }}",
            "m": "{{ link('once') }}{% macro x() %}{{ link('b') }}{% endmacro %}",
        },
    )
    made = environment_of_kind(layers, "page.html", known)
    pages = {made.get_template("page.html").render(page=Page(str(n))) for n in range(3)}

    assert pages == {"ab"}
    assert sorted(asked) == ["a", "b", "once"]


def test_a_fault_is_told_where_it_is(tmp_path: Path) -> None:
    """Not when it is worked out."""

    def fails(_: str) -> str:
        raise LookupError("it names x")

    layers = chain(tmp_path, own={"page": "{% if other %}{{ link('x') }}{% endif %}"})
    made = environment_of_kind(layers, "page.html", {"link": fails})

    assert made.get_template("page.html").render(other=False) == ""
    with pytest.raises(LookupError, match="it names x"):
        made.get_template("page.html").render(other=True)
