"""Themes: whose template wins, whose strings, and the one sentence when something is wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from builders import make_history
from kedro_track.build import write_site
from kedro_track.config import Config, ThemeOptions
from kedro_track.errors import ConfigError, ThemeError
from kedro_track.history import History, Project
from kedro_track.site.output import Output
from kedro_track.site.theme import built_in, find_theme


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files with the common indentation taken off, and give their folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return folder


def history_in(project: Path, n: int = 2) -> History:
    """A history whose project is a folder of the test, where themes are looked for."""
    return make_history(n, project=Project("Spaceflights", str(project)))


def build(project: Path, options: ThemeOptions, language: str = "en") -> Path:
    """Build the site of two runs with a theme, and give its folder."""
    site = project / "site"
    write_site(history_in(project), Config(theme=options, language=language), Output(site))
    return site


def override(project: Path, files: Mapping[str, str], language: str = "en") -> Path:
    """Build with the default theme and these files in the folder of overrides."""
    write(project / "overrides", files)
    return build(project, ThemeOptions(overrides="overrides"), language)


def test_a_folder_overrides_one_block_of_one_page(tmp_path: Path) -> None:
    """The block is the user's, all the rest of the page the theme's."""
    page = """
        {% extends "default/pipeline.html" %}
        {% block answer %}<p class="mine">{{ graph.nodes|length }} steps</p>{% endblock %}
        """
    site = override(tmp_path, {"templates/pipeline.html": page})
    written = (site / "pipeline.html").read_text()
    assert '<p class="mine">5 steps</p>' in written
    assert "evaluate_model_node" in written


def test_an_overridden_block_can_hold_what_it_overrides(tmp_path: Path) -> None:
    """`super()` is the theme's own block."""
    page = (
        '{% extends "default/base.html" %}{% block footer %}{{ super() }}<p>Ours</p>{% endblock %}'
    )
    written = (override(tmp_path, {"templates/base.html": page}) / "index.html").read_text()
    assert "<p>Ours</p>" in written
    assert "Experiment history published with" in written


def test_every_page_extends_an_overridden_base(tmp_path: Path) -> None:
    """What pages share is overridden once."""
    page = '{% extends "default/base.html" %}{% block footer %}<p>Ours</p>{% endblock %}'
    site = override(tmp_path, {"templates/base.html": page})
    pages = [path for path in site.rglob("*.html") if path.name != "404.html"]
    assert len(pages) > 5
    assert all("<p>Ours</p>" in path.read_text() for path in pages)


def test_one_macro_of_a_part_is_overridden(tmp_path: Path) -> None:
    """A part that has one macro takes all others from the theme."""
    part = "{% macro moment(at, missing='') %}<time>moment of ours</time>{% endmacro %}"
    site = override(tmp_path, {"templates/parts/values.html": part})
    written = (site / "pipeline.html").read_text()
    assert "moment of ours" in written
    assert 'class="run"' in written


def test_an_overriding_macro_can_call_the_one_it_overrides(tmp_path: Path) -> None:
    """By the full name of the part."""
    part = """
        {% import "default/parts/values.html" as theirs with context %}
        {% macro moment(at, missing='') %}[{{ theirs.moment(at, missing) }}]{% endmacro %}
        """
    written = (
        override(tmp_path, {"templates/parts/values.html": part}) / "pipeline.html"
    ).read_text()
    assert "[<time" in written


def test_static_files_are_added_and_replaced(tmp_path: Path) -> None:
    """A file of the same name wins, one of another name is added."""
    files = {"static/css/help.css": "body { margin: 9px; }\n", "static/js/mine.js": "// mine\n"}
    site = override(tmp_path, files)
    assert (site / "static/css/help.css").read_text() == "body { margin: 9px; }\n"
    assert (site / "static/js/mine.js").read_text() == "// mine\n"


def test_a_part_of_a_joined_script_is_replaced(tmp_path: Path) -> None:
    """The rest of the script is the theme's; the replaced part is published as it is written."""
    mine = "// mine\nKT.times = { mine: true }\n"
    site = override(tmp_path, {"static/js/times.js": mine})
    joined = (site / "static/js/core.js").read_text()
    assert mine.rstrip() in joined
    assert joined.index("KT.text") < joined.index("// mine") < joined.index("KT.tray")


def test_a_part_is_not_published_twice(tmp_path: Path) -> None:
    """Nobody links to it."""
    site = build(tmp_path, ThemeOptions())
    assert not (site / "static/js/times.js").exists()


def test_options_add_css_javascript_logo_accent_and_footer(tmp_path: Path) -> None:
    """What track.yml names is copied and linked on every page; the footer is Markdown."""
    write(tmp_path, {"a/x.css": "a{}", "b/x.css": "b{}", "x.js": "//", "logo.svg": "<svg/>"})
    options = ThemeOptions(
        css=("a/x.css", "b/x.css"),
        javascript=("x.js",),
        logo="logo.svg",
        accent="#aa0044",
        footer="Ask *Ada* <script>alert(1)</script>",
    )
    site = build(tmp_path, options)
    page = (site / "index.html").read_text()
    assert sorted(path.read_text() for path in site.rglob("x.css")) == ["a{}", "b{}"]
    assert page.count("/x.css") == 2
    assert "/x.js" in page
    assert "/logo.svg" in page
    assert "#aa0044" in (site / "static/options.css").read_text()
    assert "Ask <em>Ada</em>" in page
    assert "alert(1)</script>" not in page


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    """track.yml names a stylesheet that does not exist."""
    with pytest.raises(ConfigError, match=r"track\.yml names no\.css, which is no file in"):
        build(tmp_path, ThemeOptions(css=("no.css",)))


def test_a_folder_can_be_a_theme_with_a_parent(tmp_path: Path) -> None:
    """Its manifest names the parent, whose templates and strings it has where it has no own."""
    files = {
        "theme.toml": 'parent = "default"\nfamilies = ["runs", "help"]\n',
        "strings/en/ours.toml": '[shell]\nmade_with = "Made by us with"\n',
    }
    write(tmp_path / "branding/quiet", files)
    site = build(tmp_path, ThemeOptions(name="branding/quiet"))
    assert "Made by us with" in (site / "runs.html").read_text()
    assert not (site / "pipeline.html").exists()


def test_a_theme_without_an_overview_opens_by_its_first_page(tmp_path: Path) -> None:
    """Every site has an index.html."""
    write(tmp_path / "mine", {"theme.toml": 'parent = "default"\nfamilies = ["pipeline"]\n'})
    site = build(tmp_path, ThemeOptions(name="mine"))
    assert (site / "index.html").read_text() == (site / "pipeline.html").read_text()


def test_a_child_extends_its_parent_of_the_same_template(tmp_path: Path) -> None:
    """In a chain of two folders over the default theme each extends the next."""
    block = "{% block footer %}{{ super() }}<p>NAME</p>{% endblock %}"
    mine = {
        "theme.toml": 'parent = "house"\n',
        "templates/base.html": '{% extends "house/base.html" %}' + block.replace("NAME", "mine"),
    }
    house = {
        "theme.toml": 'parent = "default"\n',
        "templates/base.html": '{% extends "default/base.html" %}' + block.replace("NAME", "house"),
    }
    write(tmp_path / "mine", mine)
    write(tmp_path / "house", house)
    page = (build(tmp_path, ThemeOptions(name="mine")) / "index.html").read_text()
    assert page.index("<p>house</p>") < page.index("<p>mine</p>")


def test_a_translation_is_a_file(tmp_path: Path) -> None:
    """What it has is said in its language, in pages and by scripts, all else in English."""
    strings = """
        [shell.pages]
        pipeline = "Ablauf"

        [pipeline]
        title = "Der Ablauf"

        [browser.shell]
        copied = "Kopiert"
        """
    site = override(tmp_path, {"strings/de/all.toml": strings}, language="de")
    page = (site / "pipeline.html").read_text()
    assert '<html lang="de"' in page
    assert "<h1>Der Ablauf</h1>" in page
    assert ">Ablauf</a>" in page
    assert ">Metrics</a>" in page
    assert '"copied":"Kopiert"' in (site / "static/js/core.js").read_text()


def test_a_built_in_name_is_not_shadowed(tmp_path: Path) -> None:
    """A folder of that name in the project is passed over."""
    write(tmp_path / "default", {"theme.toml": 'families = ["help"]\n'})
    theme = find_theme(ThemeOptions(name="default"), tmp_path)
    assert theme.layers[0].folder == built_in()["default"]


PAGE, VALUES = "templates/pipeline.html", "templates/parts/values.html"

# What a user wrote, and where and how it fails.
FAULTS = {
    "missing name": (
        PAGE,
        '{% extends "default/pipeline.html" %}\n{% block answer %}\n{{ gone }}{% endblock %}',
        r"Theme overrides: templates/pipeline\.html, line 3, fails: 'gone' is undefined\.",
    ),
    "syntax": (
        PAGE,
        "<p>\n{% if %}",
        r"Theme overrides: templates/pipeline\.html, line 2, fails: .+\.",
    ),
    "missing template": (
        PAGE,
        "{# #}\n{% extends 'nowhere.html' %}",
        (
            r"Theme overrides: templates/pipeline\.html, line 2, fails: there is no template "
            r"nowhere\.html in overrides, default\."
        ),
    ),
    "missing static file": (
        PAGE,
        "<p>\n\n{{ asset('css/none.css') }}",
        (
            r"Theme overrides: templates/pipeline\.html, line 3, fails: it names "
            r"static/css/none\.css, which the theme does not have\."
        ),
    ),
    "missing string": (
        PAGE,
        "{{ text.pipeline.no_such_string }}",
        r"Theme overrides: templates/pipeline\.html, line 1, fails: .*no_such_string.*\.",
    ),
    "strange placeholder": (
        "strings/en/x.toml",
        '[pipeline]\nslowest = "{what}"\n',
        r"Theme default: templates/pipeline\.html, line \d+, fails: nothing fills 'what'\.",
    ),
    "broken strings": (
        "strings/en/x.toml",
        "[pipeline\n",
        r"The strings in .*x\.toml can't be read: .+\.",
    ),
    "in a macro": (
        VALUES,
        "{% macro moment(at, missing='') %}\n{{ 1 // 0 }}{% endmacro %}",
        r"Theme overrides: templates/parts/values\.html, line 2, fails: .+\.",
    ),
}


def test_a_part_that_is_no_file_is_said(tmp_path: Path) -> None:
    """With the script that it should be a part of."""
    manifest = 'parent = "default"\n[joined]\n"js/all.js" = ["js/none.js"]\n'
    write(tmp_path / "mine", {"theme.toml": manifest})
    sentence = r"^theme\.toml joins static/js/none\.js in js/all\.js, which is no file\.$"
    with pytest.raises(ThemeError, match=sentence):
        build(tmp_path, ThemeOptions(name="mine"))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_sentence_with_theme_template_and_line(fault: str, tmp_path: Path) -> None:
    """Whatever is wrong with a user's file, they read where."""
    name, content, sentence = FAULTS[fault]
    with pytest.raises(ThemeError, match=f"^{sentence}$"):
        override(tmp_path, {name: content})


def test_an_unknown_theme_is_said_with_the_known_ones(tmp_path: Path) -> None:
    """The names that would be understood."""
    with pytest.raises(ThemeError, match=r"no theme 'nice': known are default, report; or name"):
        build(tmp_path, ThemeOptions(name="nice"))


def test_an_unknown_language_is_said_with_the_known_ones(tmp_path: Path) -> None:
    """And where a translation belongs."""
    with pytest.raises(ThemeError, match=r"language 'xx': known are en; or write strings/xx/"):
        build(tmp_path, ThemeOptions(), language="xx")


def test_overrides_that_are_no_folder_are_said(tmp_path: Path) -> None:
    """A mistyped folder is not passed over."""
    with pytest.raises(ThemeError, match="which is no folder; make it or leave the key out"):
        build(tmp_path, ThemeOptions(overrides="nowhere"))


def test_a_theme_among_its_own_parents_is_said(tmp_path: Path) -> None:
    """Two themes that name each other as parent."""
    write(tmp_path / "a", {"theme.toml": 'parent = "b"\n'})
    write(tmp_path / "b", {"theme.toml": 'parent = "a"\n'})
    with pytest.raises(ThemeError, match="'a' has itself among its parents"):
        find_theme(ThemeOptions(name="a"), tmp_path)


def test_two_themes_of_one_name_in_a_chain_are_said(tmp_path: Path) -> None:
    """A folder called like its built-in parent could not be told from it."""
    write(tmp_path / "my/default", {"theme.toml": 'parent = "default"\n'})
    with pytest.raises(ThemeError, match=r"called 'default'.*rename the folder that is yours"):
        find_theme(ThemeOptions(name="my/default"), tmp_path)


def test_an_unknown_family_is_said(tmp_path: Path) -> None:
    """A manifest that names a page which nobody draws."""
    write(tmp_path / "mine", {"theme.toml": 'parent = "default"\nfamilies = ["charts"]\n'})
    with pytest.raises(ThemeError, match="names the families charts, which are unknown"):
        build(tmp_path, ThemeOptions(name="mine"))


def test_an_unreadable_manifest_is_said(tmp_path: Path) -> None:
    """With its path."""
    write(tmp_path / "mine", {"theme.toml": "parent = \n"})
    with pytest.raises(ThemeError, match=r"mine.theme\.toml can't be read: .+\.$"):
        find_theme(ThemeOptions(name="mine"), tmp_path)


DISTRIBUTION = {
    "pyproject.toml": """
        [build-system]
        requires = ["setuptools"]
        build-backend = "setuptools.build_meta"
        [project]
        name = "kedro-track-sober"
        version = "1.0"
        [project.entry-points."kedro_track.themes"]
        sober = "sober_theme"
        default = "sober_theme"
        broken = "no_such_package"
        [tool.setuptools]
        packages = ["sober_theme"]
        [tool.setuptools.package-data]
        sober_theme = ["**/*"]
        """,
    "sober_theme/__init__.py": "",
    "sober_theme/theme.toml": 'parent = "default"\n',
    "sober_theme/templates/base.html": """
        {% extends "default/base.html" %}
        {% block footer %}<p>Soberly</p>{% endblock %}
        """,
}

BUILD_WITH = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
from test_theme import build
from kedro_track.config import ThemeOptions
from kedro_track.errors import ThemeError
from kedro_track.site.theme import find_theme
project = Path(sys.argv[3])
print("Soberly" in (build(project, ThemeOptions(name="sober")) / "index.html").read_text())
print(find_theme(ThemeOptions(name="default"), project).layers[0].folder.name)
try:
    find_theme(ThemeOptions(name="broken"), project)
except ThemeError as error:
    print(error)
"""


def test_an_installed_distribution_brings_a_theme(tmp_path: Path) -> None:
    """By its entry point; it can't take a built-in name, and a broken one is said."""
    source = write(tmp_path / "source", DISTRIBUTION)
    installed = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--target", str(installed), str(source)], check=True)
    project = write(tmp_path / "project", {"pyproject.toml": ""})
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", BUILD_WITH, str(installed), here, str(project)],
        capture_output=True,
        text=True,
        check=True,
    )
    first, second, third = done.stdout.splitlines()
    assert (first, second) == ("True", "default")
    assert "'broken' (no_such_package) can't be loaded" in third
