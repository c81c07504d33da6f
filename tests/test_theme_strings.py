"""The split between generator and theme: words in one place, no markup or colour in Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import kedro_track
from kedro_track.config import ThemeOptions
from kedro_track.site.theme import built_in, find_theme

GENERATOR = Path(kedro_track.__file__).parent
THEMES = sorted(built_in())

_IN_TEMPLATES = re.compile(r"(?<!/)\btext((?:\.(?!get\b)\w+|\['\w+'\])+)")
# A name that is put together, `KT.text("runs.kind_" + kind)`, is not whole.
_IN_SCRIPTS = re.compile(r'KT\.text\(\s*"([\w.]+)"\s*[,)]')


def strings(theme: str) -> Mapping[str, Any]:
    """The strings of a theme with its parents'."""
    return find_theme(ThemeOptions(name=theme), Path.cwd()).text


def found(at: Any, path: list[str]) -> bool:
    """Whether the strings hold something at a path; an index by a name of the page ends it."""
    for key in path:
        if not isinstance(at, dict):
            return True  # a filter's or a text's own attribute
        if key not in at:
            return False
        at = dict.__getitem__(at, key)
    return True


@pytest.mark.parametrize("theme", THEMES)
def test_every_string_of_a_template_is_there(theme: str) -> None:
    """A page whose string is missing fails only when it is built."""
    known = strings(theme)
    missing = set()
    for template in sorted((built_in()[theme] / "templates").rglob("*")):
        if template.suffix not in (".html", ".json", ".svg", ".xml"):
            continue
        for match in _IN_TEMPLATES.finditer(template.read_text(encoding="utf-8")):
            path = re.findall(r"\w+", match[1])
            if not found(known, path):
                missing.add(f"{template.name}: {match[0]}")
    assert missing == set()


@pytest.mark.parametrize("theme", THEMES)
def test_every_string_of_a_script_is_there(theme: str) -> None:
    """Scripts take theirs from `browser`."""
    known = strings(theme)["browser"]
    missing = set()
    for script in sorted((built_in()[theme] / "static").rglob("*.js")):
        if script.name == "text.js":
            continue  # it shows how it is called
        for match in _IN_SCRIPTS.finditer(script.read_text(encoding="utf-8")):
            if not found(known, match[1].split(".")):
                missing.add(f"{script.name}: {match[1]}")
    assert missing == set()


@pytest.mark.parametrize("theme", THEMES)
def test_templates_hold_no_words(theme: str) -> None:
    """What a reader sees stands in the strings, so that a translation is a file."""
    said = set()
    for template in sorted((built_in()[theme] / "templates").rglob("*.html")):
        for words in _words_of(template.read_text(encoding="utf-8")):
            said.add(f"{template.name}: {words}")
    assert {words for words in said if not _is_no_word(words.partition(": ")[2])} == set()


def _is_no_word(text: str) -> bool:
    """What is the same in every language: commands, files to write, names of formats."""
    return bool(re.match(r"(kedro|conf/|params$|CSV$|JSON$)", text))


def _words_of(template: str) -> Iterator[str]:
    """Texts between tags, and in attributes that are read aloud, outside of Jinja."""
    template = re.sub(r"{% block main_class %}.*?{% endblock %}", "", template)
    plain = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "\x00", template, flags=re.DOTALL)
    plain = re.sub(r"<(script|style)\b.*?</\1>", "", plain, flags=re.DOTALL)
    plain = re.sub(r"<code>.*?</code>", "", plain, flags=re.DOTALL)
    aloud = re.findall(r'\b(?:title|alt|aria-label|placeholder)="([^"]*)"', plain)
    for text in (*re.sub(r"<[^>]*>", "\x00", plain).split("\x00"), *aloud):
        words = re.sub(r"^\W+|\W+$", "", text)
        if re.search(r"[A-Za-z]{2}", words):
            yield words


# Where one of these must stand, and why.
ALLOWED = {
    "site/markdown.py": "the sanitiser's list of elements that people's Markdown may hold",
    "config/checks.py": "the examples of a colour in a message",
    "site/sealed.py": "the seal around foreign pages and drawings, which no theme may loosen",
}

_MARKUP = re.compile(r"(?<!\?P)</?[a-z][a-z0-9]*(\s[a-z-]+=|\s*/?>)|\b(class|style)=[\"']")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b|\brgba?\(|\bhsla?\(")


def texts_of(module: Path) -> Iterator[tuple[int, str]]:
    """Every text of a module that is no docstring, with its line."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    described = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    documentation = {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(node, (*described,))
        for statement in node.body
        if isinstance(statement, ast.Expr)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in documentation:
            yield node.lineno, node.value  # type: ignore[attr-defined]


def test_the_generator_names_no_tag_class_or_colour() -> None:
    """Markup and colours belong to the themes; whoever writes one there replaces no Python."""
    named = []
    for module in sorted(GENERATOR.rglob("*.py")):
        name = module.relative_to(GENERATOR).as_posix()
        if name in ALLOWED or name.startswith("demo/project/"):
            continue
        for line, text in texts_of(module):
            if _MARKUP.search(text) or _COLOUR.search(text):
                named.append(f"{name}:{line}: {text[:60]}")
    assert named == []


def test_what_is_allowed_is_needed() -> None:
    """An exception that no text needs any more goes."""
    for name in ALLOWED:
        module = (GENERATOR / name).read_text(encoding="utf-8")
        assert "h1" in module or _COLOUR.search(module) or _MARKUP.search(module), name


def test_templates_hold_no_colour_and_no_inline_style() -> None:
    """Colours are custom properties of tokens.css; the policy blocks style attributes."""
    wrong = []
    for theme in built_in().values():
        for template in sorted((theme / "templates").rglob("*.html")):
            text = template.read_text(encoding="utf-8")
            if re.search(r"\sstyle=|\son[a-z]+=", text) or _COLOUR.search(text):
                wrong.append(template.name)
    assert wrong == []


def test_colours_stand_in_one_place() -> None:
    """Every stylesheet but tokens.css takes them by name."""
    wrong = []
    for theme in built_in().values():
        for sheet in sorted((theme / "static").rglob("*.css")):
            if sheet.name != "tokens.css":
                text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
                wrong += [
                    f"{sheet.name}: {m[0]}"
                    for m in re.finditer(r"#[0-9a-f]{3,8}\b(?![\w-]*\s*\{)", text)
                ]
    assert wrong == []
