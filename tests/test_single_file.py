"""The site as one file and as a zip: what is in them, and what the command says of them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from builders import make_history
from kedro_track.build import write_site
from kedro_track.cli import track
from kedro_track.config import Config, ThemeOptions
from kedro_track.errors import PublishError
from kedro_track.publish import forms
from kedro_track.publish.archive import write_zip
from kedro_track.publish.files import files_of
from kedro_track.publish.single_file import write_single_file
from kedro_track.site.output import Output
from kedro_track.site.scripts import handed_over, script
from kedro_track.site.theme import find_theme
from projects import make_project


def built(folder: Path) -> Path:
    """The site of three runs with plots."""
    site = folder / "site"
    write_site(make_history(3, folder=folder / "data"), Config(), Output(site))
    return site


def in_one_file(site: Path, target: Path) -> bytes:
    """The content of the site's single file."""
    write_single_file(site, find_theme(ThemeOptions(), site.parent), "Spaceflights", target)
    return target.read_bytes()


def test_the_same_site_gives_the_same_bytes(tmp_path: Path) -> None:
    """Of the file and of the zip, wherever and whenever they are written."""
    one, other = built(tmp_path / "one"), built(tmp_path / "other")
    assert in_one_file(one, tmp_path / "a.html") == in_one_file(other, tmp_path / "b.html")
    write_zip(one, tmp_path / "a.zip")
    (other / "index.html").touch()
    write_zip(other, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_the_policy_names_what_may_run(tmp_path: Path) -> None:
    """By digest: neither a whole origin nor `eval` nor inline scripts."""
    site = built(tmp_path)
    content = in_one_file(site, tmp_path / "a.html").decode()
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]+)"', content)
    directives = dict(part.split(" ", 1) for part in policy.replace("&#39;", "'").split("; "))
    scripts = directives["script-src"].split()
    code = {path.name for path in (site / "static").rglob("*.js")} - {"figure-frame.js"}
    assert len(scripts) == len(code) + 1  # the router
    assert all(re.fullmatch(r"'sha256-[\w+/]{43}='", name) for name in scripts)
    assert directives["default-src"] == "'none'"
    assert "self" not in policy
    assert "eval" not in policy


def test_a_zip_holds_the_folder(tmp_path: Path) -> None:
    """In one folder of its name, without what is ours alone."""
    site = built(tmp_path)
    write_zip(site, tmp_path / "site.zip")
    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    files = {f"site/{file.url}": file.path.read_bytes() for file in files_of(site)}
    assert found == files
    assert "site/index.html" in found
    assert "site/.nojekyll" in found
    assert not any(".kedro-track" in name for name in found)


def test_hidden_files_and_links_stay_at_home(tmp_path: Path) -> None:
    """Also in a folder that was built into by force."""
    site = built(tmp_path)
    (site / ".env").write_text("TOKEN=1")
    (site / ".git").mkdir()
    (site / ".git" / "config").write_text("mine")
    (tmp_path / "secret").write_text("mine")
    (site / "link.txt").symlink_to(tmp_path / "secret")
    assert not {".env", ".git/config", "link.txt"} & {file.url for file in files_of(site)}


def test_a_folder_without_a_site_is_refused(tmp_path: Path) -> None:
    """It says how one is made."""
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(
        PublishError, match="holds no site; build one with `kedro track build-site`"
    ):
        files_of(tmp_path)


@pytest.mark.parametrize(
    "text", ["plain", "it's", "a\\b\\'c", "line\u2028\u2029end", "\\u2028", ""]
)
def test_data_is_read_back_from_its_script(text: str) -> None:
    """What a script hands over is what was put into it."""
    assert handed_over(script("KT.data.receive", "data/x.js", text)) == (
        "KT.data.receive",
        "data/x.js",
        text,
    )


def test_other_scripts_hand_nothing_over() -> None:
    """They are code."""
    assert handed_over("alert('1');\n") is None


def test_the_command_writes_them_beside_the_site(tmp_path: Path) -> None:
    """And says where, with their size."""
    project = make_project(tmp_path / "project")
    arguments = ["build-site", "--project", str(project), "--single-file", "--zip"]
    done = CliRunner().invoke(track, arguments)
    assert done.exit_code == 0, done.output
    assert (project / "site.html").is_file()
    assert zipfile.is_zipfile(project / "site.zip")
    assert re.search(r"site\.html: \d+\.\d MB\n.*site\.zip: \d+\.\d MB\n$", done.output)


def test_a_heavy_file_is_warned_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From 50 MB on, which here is what the site has."""
    assert forms.HEAVY == 50_000_000
    monkeypatch.setattr(forms, "HEAVY", 10_000)
    project = make_project(tmp_path / "project")
    done = CliRunner().invoke(track, ["build-site", "--project", str(project), "--single-file"])
    assert "MB, which browsers take long to open; --zip makes one file" in done.output


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """In one sentence, and nothing half is left there."""
    site = built(tmp_path)
    (tmp_path / "taken.zip").mkdir()
    with pytest.raises(PublishError, match=r"taken\.zip can't be written"):
        write_zip(site, tmp_path / "taken.zip")
    assert sorted(path.name for path in tmp_path.glob("*.part")) == []
