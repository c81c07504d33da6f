"""The sources: no script and no template of ours takes a text for markup or for a program."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted((ROOT / "themes").rglob("*.js"))
TEMPLATES = sorted((ROOT / "themes").rglob("*.html"))
GENERATOR = ROOT / "generator" / "kedro_track"

AS_MARKUP = (
    r"\.(?:innerHTML|outerHTML|srcdoc)\s*\+?=(?!=)",
    r"\b(?:insertAdjacentHTML|createContextualFragment|setHTMLUnsafe|parseHTMLUnsafe)\b",
    r"\bdocument\s*\.\s*(?:write|writeln)\b",
    r"\bDOMParser\b",
)
AS_PROGRAM = (
    r"\beval\s*\(",
    r"\bnew\s+Function\b|(?<![\w.])Function\s*\(",
    r"\bset(?:Timeout|Interval)\s*\(\s*[\"'`]",
    r"\bjavascript:",
    r"\bimport\s*\(",
    r"setAttribute\(\s*[\"'`]on",
    r"\.constructor\s*\(",
)
FORBIDDEN = re.compile("|".join((*AS_MARKUP, *AS_PROGRAM)))

# The one script that shows pages which the generator wrote, under a policy that names all code
# by digest; and the one template whose script is named so.
WRITES_PAGES = "single-file.js"
NAMES_ITS_SCRIPT = "single-file.html"

_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`\\])//[^\n]*", re.DOTALL)
_SAFE = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)


def faults(script: str) -> list[str]:
    """What of a script takes a text for markup or for a program."""
    return [match[0] for match in FORBIDDEN.finditer(_COMMENT.sub("", script))]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_takes_a_text_for_markup_or_a_program(path: Path) -> None:
    """Texts become text nodes and attributes, by `KT.el`."""
    found = faults(path.read_text(encoding="utf-8"))
    if path.name == WRITES_PAGES:
        found = [fault for fault in found if fault not in {"DOMParser", "document.write"}]
    assert found == []


@pytest.mark.parametrize(
    "script",
    [
        "box.innerHTML = name;",
        "box.outerHTML += name;",
        "frame.srcdoc = name;",
        "box.insertAdjacentHTML('beforeend', name);",
        "document.write(name);",
        "new DOMParser().parseFromString(name, 'text/html');",
        "eval(name);",
        "new Function(name);",
        "Function('return ' + name)();",
        "setTimeout('run()', 5);",
        "location = 'javascript:' + name;",
        "node.setAttribute('onclick', name);",
        "import(name);",
        "[].constructor.constructor(name)();",
    ],
)
def test_what_is_looked_for_is_found(script: str) -> None:
    """Each way that browsers have, where a script goes it."""
    assert faults(script)


def test_comparisons_and_comments_are_no_fault() -> None:
    """What only looks like it."""
    assert faults("if (box.innerHTML === '') run(); // eval(x)\n/* document.write */") == []


def expressions(template: str) -> Iterator[str]:
    """The expressions of a template without its comments."""
    yield from _SAFE.findall(re.sub(r"{#.*?#}", "", template, flags=re.DOTALL))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_takes_a_text_for_markup(path: Path) -> None:
    """`safe` stands behind a literal only, and escaping is nowhere switched off."""
    for expression in expressions(path.read_text(encoding="utf-8")):
        before = re.split(r"\|\s*safe\b", expression)
        assert all(re.search(r"'[^'{}]*'\s*$", part) for part in before[:-1]), expression
        assert "autoescape" not in expression


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_has_inline_scripts_handlers_or_unquoted_values(path: Path) -> None:
    """The policy would stop the first two; a value without quotes ends at its first blank."""
    template = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    markup = _SAFE.sub("\x00", template)
    inline = re.search(r"<script(?![^>]*\bsrc=)", markup)
    assert not inline or path.name == NAMES_ITS_SCRIPT
    assert not re.search(r"<[^>]*\son\w+\s*=", markup)
    assert not re.search(r"<[^>]*\sstyle\s*=", markup)
    assert not re.search(r"<[^>]*\s[\w:-]+=\x00", markup)


def test_markup_is_made_of_texts_in_two_modules() -> None:
    """The filters, where each place says why it may; and the single file's own script."""
    places = {
        path.relative_to(GENERATOR).as_posix()
        for path in GENERATOR.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name) and node.id == "Markup"
    }
    assert places == {"site/filters.py", "publish/single_file.py"}


def test_nothing_that_is_read_can_run() -> None:
    """No `eval`, `exec`, pickle or YAML with objects anywhere in the generator.

    Pickle is what the processes of one build hand each other, a Dask cluster's included, and
    what a build keeps for the next one: in the user's own cache folder, never in a project, as
    SECURITY.md says.
    """
    named = {"eval", "exec", "compile", "__import__"}
    attributes = {"unsafe_load", "full_load", "UnsafeLoader", "FullLoader"}
    modules = {"pickle", "marshal", "shelve", "dill", "joblib"}
    found = []
    for path in sorted(GENERATOR.rglob("*.py")):
        if "demo/project" in path.as_posix():
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if called and node.func.id in named:  # type: ignore[attr-defined]
                found.append(f"{path.name}: {node.func.id}")  # type: ignore[attr-defined]
            if isinstance(node, ast.Attribute) and node.attr in attributes:
                found.append(f"{path.name}: {node.attr}")
            if isinstance(node, ast.Import) and {a.name for a in node.names} & modules:
                found.append(f"{path.name}: import")
    keepers = ["remembered.py", "settled.py", "compiled.py"]
    others = ["chunks.py", "digests.py", "elsewhere.py", "groups.py", "part.py"]
    assert sorted(found) == sorted(f"{name}: import" for name in (*keepers, *others))
