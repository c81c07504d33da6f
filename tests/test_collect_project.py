"""Where a project keeps things, told from its files without running them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kedro_track.collect.project import ProjectLayout, find_project
from kedro_track.errors import TrackingError

PYPROJECT = '[tool.kedro]\npackage_name = "pack"\nproject_name = "Pack it"\n'


def layout_of(root: Path, settings: str = "", pyproject: str = PYPROJECT) -> ProjectLayout:
    """The layout of a project with these settings."""
    root.mkdir(exist_ok=True)
    (root / "pyproject.toml").write_text(pyproject, encoding="utf-8")
    (root / "src/pack").mkdir(parents=True, exist_ok=True)
    (root / "src/pack/settings.py").write_text(settings, encoding="utf-8")
    return find_project(root)


def test_a_project_is_found_from_any_folder_in_it(tmp_path: Path) -> None:
    """As `git` finds its repository."""
    layout_of(tmp_path)
    layout = find_project(tmp_path / "src" / "pack")
    assert (layout.root, layout.name, layout.package) == (tmp_path, "Pack it", "pack")


def test_where_there_is_no_project_it_says_so(tmp_path: Path) -> None:
    """With what was looked for, and the way out."""
    with pytest.raises(TrackingError, match=r"There is no Kedro project at .* --project"):
        find_project(tmp_path)


def test_a_pyproject_of_something_else_is_passed_over(tmp_path: Path) -> None:
    """A package inside of a project may have its own."""
    layout_of(tmp_path)
    inner = tmp_path / "tools"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[tool.ruff]\n", encoding="utf-8")
    assert find_project(inner).root == tmp_path


def test_a_broken_pyproject_is_named(tmp_path: Path) -> None:
    """It can't be told whether it is the project's."""
    (tmp_path / "pyproject.toml").write_text("[tool.kedro\n", encoding="utf-8")
    with pytest.raises(TrackingError, match=r"pyproject\.toml can't be read"):
        find_project(tmp_path)


def test_kedros_defaults_hold_without_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is set in most projects."""
    monkeypatch.delenv("KEDRO_ENV", raising=False)
    layout = layout_of(tmp_path)
    assert (layout.conf, layout.base_env, layout.default_env, layout.store_path) == (
        tmp_path / "conf",
        "base",
        "local",
        None,
    )


def test_the_environment_of_kedro_env_is_the_default_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`kedro run` takes it so."""
    monkeypatch.setenv("KEDRO_ENV", "staging")
    assert layout_of(tmp_path).default_env == "staging"


def test_source_dir_and_a_dotted_package_lead_to_the_settings(tmp_path: Path) -> None:
    """`[tool.kedro]` names both."""
    (tmp_path / "code/a/b").mkdir(parents=True)
    (tmp_path / "code/a/b/settings.py").write_text('CONF_SOURCE = "config"\n', encoding="utf-8")
    pyproject = '[tool.kedro]\npackage_name = "a.b"\nsource_dir = "code"\n'
    assert layout_of(tmp_path, pyproject=pyproject).conf == tmp_path / "config"


@pytest.mark.parametrize(
    "expression",
    [
        'str(Path(__file__).parents[2] / "data" / "09")',
        'Path(__file__).resolve().parent.parent.parent / "data/09"',
        'str(pathlib.Path(__file__).absolute().parents[2].joinpath("data", "09"))',
        '"data/09"',
        'f"{ROOT}/data/09"',
        'ROOT.joinpath("data/09").as_posix()',
        'os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data", "09")',
        'os.environ.get("NOT_SET", "data/09")',
        'os.getenv("NOT_SET") or "data/09"',
        'os.environ["STORE_FOLDER"]',
        'str(ROOT) + "/data/" + "09"',
    ],
)
def test_the_store_is_found_by_what_people_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expression: str
) -> None:
    """All of these mean one folder."""
    monkeypatch.setenv("STORE_FOLDER", "data/09")
    settings = (
        "import os, pathlib\nfrom pathlib import Path\nfrom gone import SQLiteStore\n"
        "ROOT = Path(__file__).parents[2]\nSESSION_STORE_CLASS = SQLiteStore\n"
        f'SESSION_STORE_ARGS = {{"path": {expression}, "other": compute()}}\n'
    )
    layout = layout_of(tmp_path, settings)
    assert (layout.store_path, layout.problems) == (tmp_path / "data/09", ())


@pytest.mark.parametrize(
    "settings",
    [
        'SESSION_STORE_ARGS = dict(path="data")',
        'ARGS = {"path": "data"}\nSESSION_STORE_ARGS = {**ARGS}',
        'SESSION_STORE_ARGS: dict = {"path": "data"}',
        'try:\n    import x\n    SESSION_STORE_ARGS = {"path": "data"}\nfinally:\n    pass',
    ],
)
def test_the_arguments_may_be_written_in_several_ways(tmp_path: Path, settings: str) -> None:
    """A call, another mapping, an annotation, a `try`."""
    assert layout_of(tmp_path, settings).store_path == tmp_path / "data"


def test_a_path_that_cant_be_told_is_said(tmp_path: Path) -> None:
    """Kedro's default is taken, with the words of the settings and the way out."""
    layout = layout_of(tmp_path, 'SESSION_STORE_ARGS = {"path": folder_of(user())}')
    [problem] = layout.problems
    assert layout.store_path is None
    assert problem.where == "src/pack/settings.py"
    assert "`user()`" in problem.what


def test_settings_are_never_run(tmp_path: Path) -> None:
    """Whatever stands in them."""
    layout_of(tmp_path, f'open({str(tmp_path / "ran")!r}, "w")\nSESSION_STORE_ARGS = {{}}')
    assert not (tmp_path / "ran").exists()


def test_settings_that_are_no_python_are_said(tmp_path: Path) -> None:
    """And the defaults hold."""
    layout = layout_of(tmp_path, "def broken(:\n")
    assert [problem.where for problem in layout.problems] == ["src/pack/settings.py"]
    assert layout.conf == tmp_path / "conf"


def test_the_config_loaders_arguments_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that change which files make the catalog."""
    monkeypatch.delenv("KEDRO_ENV", raising=False)
    layout = layout_of(
        tmp_path,
        "CONFIG_LOADER_ARGS = {'base_env': 'common', 'default_run_env': 'dev',\n"
        "    'config_patterns': {'catalog': ['data*']}, 'merge_strategy': {'catalog': 'soft'},\n"
        "    'custom_resolvers': {'today': lambda: date.today()}}\n",
    )
    assert (layout.base_env, layout.default_env) == ("common", "dev")
    assert layout.config_patterns == {"catalog": ("data*",)}
    assert layout.merge_strategy == {"catalog": "soft"}
    assert layout.problems == ()


def test_a_teams_database_is_read_from_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its URL comes from the environment."""
    monkeypatch.setenv("TEAM_STORE", "postgresql://db/team")
    layout = layout_of(
        tmp_path, "import os\nSESSION_STORE_ARGS = {'url': os.environ['TEAM_STORE']}"
    )
    assert layout.store_arguments == {"url": "postgresql://db/team"}
    assert layout.problems == ()


def test_a_url_that_cant_be_told_is_not_shown(tmp_path: Path) -> None:
    """It may hold a password; the remedy names where one belongs."""
    layout = layout_of(
        tmp_path, "SESSION_STORE_ARGS = {'url': make('postgresql://ada:hunter2@db/team')}"
    )
    [problem] = layout.problems
    assert layout.store_arguments == {"url": ""}
    assert "hunter2" not in str(problem)
    assert "KEDRO_TRACK_STORE_URL" in problem.remedy
