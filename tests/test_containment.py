"""Links in a site's folder, which may come out of a repository, lead no file of ours out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import make_history
from kedro_track.build import write_site
from kedro_track.config import Config, ThemeOptions
from kedro_track.errors import ConfigError, OutputError
from kedro_track.site.containment import is_within, make_folder, write_new
from kedro_track.site.output import Output


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the site, with a file."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "index.html").write_text("mine", encoding="utf-8")
    return folder


def test_a_folder_that_is_a_link_is_not_written_into(tmp_path: Path, outside: Path) -> None:
    """The build ends and says where; what lies there stays."""
    site = tmp_path / "site"
    write_site(make_history(1), Config(), Output(site))
    for path in (site / "runs").iterdir():
        path.unlink()
    (site / "runs").rmdir()
    (site / "runs").symlink_to(outside, target_is_directory=True)
    with pytest.raises(OutputError, match="a symbolic link leads out of the site's folder"):
        write_site(make_history(2), Config(), Output(site))
    assert [path.name for path in outside.iterdir()] == ["index.html"]


def test_a_file_that_is_a_link_is_replaced(tmp_path: Path, outside: Path) -> None:
    """The file that it leads to stays as it is."""
    site = tmp_path / "site"
    write_site(make_history(1), Config(), Output(site))
    for name in ("index.html", "index.html.part"):
        (site / name).unlink(missing_ok=True)
        (site / name).symlink_to(outside / "index.html")
    write_site(make_history(2), Config(title="Another"), Output(site))
    assert (outside / "index.html").read_text(encoding="utf-8") == "mine"
    assert "Another" in (site / "index.html").read_text(encoding="utf-8")
    assert not (site / "index.html").is_symlink()


def test_nothing_is_removed_behind_a_link(tmp_path: Path, outside: Path) -> None:
    """A page that is no longer of the site, in a folder that has become a link."""
    site = tmp_path / "site"
    write_site(make_history(3), Config(), Output(site))
    [*pages] = (site / "metrics").iterdir()
    for page in pages:
        (outside / page.name).write_text("mine", encoding="utf-8")
        page.unlink()
    (site / "metrics").rmdir()
    (site / "metrics").symlink_to(outside, target_is_directory=True)
    write_site(make_history(0), Config(), Output(site))
    assert {path.name for path in outside.iterdir()} == {"index.html", *(p.name for p in pages)}


def test_a_site_may_itself_be_behind_a_link(tmp_path: Path) -> None:
    """Such as a folder on another disk."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "disk", target_is_directory=True)
    write_site(make_history(1), Config(), Output(tmp_path / "site"))
    assert (tmp_path / "disk/index.html").is_file()


def test_a_folder_within_is_made(tmp_path: Path) -> None:
    """With those above it."""
    make_folder(tmp_path / "a/b", tmp_path)
    write_new(tmp_path / "a/b/c", b"1")
    write_new(tmp_path / "a/b/c", b"2")
    assert (tmp_path / "a/b/c").read_bytes() == b"2"


@pytest.mark.parametrize(
    ("name", "within"), [("a", True), ("../a", False), ("..", False), (".", True)]
)
def test_what_is_within(tmp_path: Path, name: str, within: bool) -> None:
    """By the path that is meant, not as it is written."""
    assert is_within(tmp_path / "site" / name, tmp_path / "site") is within


@pytest.mark.parametrize("name", ["../outside/index.html", "linked.css"])
def test_what_the_theme_is_given_lies_in_the_project(
    tmp_path: Path, outside: Path, name: str
) -> None:
    """A style or a logo that `track.yml` names is published: a link may not choose it."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "linked.css").symlink_to(outside / "index.html")
    history = make_history(1)
    object.__setattr__(history.project, "path", str(project))
    with pytest.raises(ConfigError, match="which is no file in"):
        write_site(history, Config(theme=ThemeOptions(css=(name,))), Output(tmp_path / "site"))
