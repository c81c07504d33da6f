"""`build-site --check-public`: what a stranger would see, and what should not be there."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest

from builders import make_history, make_run, write_legacy_project, write_plot
from calling import call
from kedro_track.build import write_site
from kedro_track.cli.checking import MOST, checked
from kedro_track.config import Config, Publish
from kedro_track.errors import PublishError
from kedro_track.history import History, TrackedDataset, Version
from kedro_track.publish.check import Finding, PublicCheck, check_site
from kedro_track.publish.told import entropy, keys_in
from kedro_track.site.output import Output

AWS = "AKIA" + "ABCD" * 4
RANDOM = "q7Zr2kLm9XvB4tNw8sHd1Pf6"


def built(folder: Path, history: History, **rules: Any) -> Path:
    """The site of a history."""
    write_site(history, Config(publish=Publish(**rules)), Output(folder / "site"))
    return folder / "site"


def with_file(folder: Path, content: bytes) -> History:
    """A history with one saved text."""
    plot = write_plot(folder / "data", "words", make_run(0).id, "words.txt", content)
    version = Version("words", plot.version, "text", plot.files)
    run = make_run(0, versions=(version,))
    return make_history(0, runs=(run,), datasets=(TrackedDataset("words", "text"),))


def test_a_plain_site_has_no_findings(tmp_path: Path) -> None:
    """Else nobody would look at them: digests, commits, ids and file names are none."""
    assert check_site(built(tmp_path, make_history(12, folder=tmp_path / "data"))).findings == ()


def test_what_a_stranger_sees_is_counted(tmp_path: Path) -> None:
    """By kind, with examples."""
    found = {e.kind: e for e in check_site(built(tmp_path, make_history(6))).exposures}
    assert (found["users"].distinct, found["users"].times) == (3, 6)
    assert found["users"].examples == ("ada", "grace", "katherine")
    assert found["hosts"].examples == ("workbench",)
    assert found["remotes"].examples == ("https://github.com/example/spaceflights",)
    assert found["branches"].examples[0] == "main"
    assert found["metrics"].distinct > 1
    assert found["versions of Python"].times == 6
    assert found["paths of inputs"].examples == ("data/01_raw/companies.csv",)


def test_what_a_run_saved_is_looked_into(tmp_path: Path) -> None:
    """Such files are published as they are: homes, addresses and secrets in them are found."""
    content = f"from /home/ada/x\nask ada@example.org\naws_key = {AWS}\n".encode()
    found = check_site(built(tmp_path, with_file(tmp_path, content))).findings
    assert {(item.kind, item.what) for item in found} == {
        ("home folders", "/home/ada"),
        ("e-mail addresses", "ada@example.org"),
        ("AWS Access Key", "AKIA… (20 characters)"),
    }
    assert all(item.url.startswith("files/") for item in found)


def test_a_parameter_as_random_as_a_key_is_found(tmp_path: Path) -> None:
    """Under a name that tells nothing; what is printed does not hold it, as logs are read."""
    history = make_history(0, runs=(make_run(0, parameters={"a": {"b": RANDOM}}),))
    found = check_site(built(tmp_path, history)).findings
    assert [(item.kind, item.what) for item in found] == [
        ("values as random as keys", f"params.a.b={RANDOM[:4]}… ({len(RANDOM)} characters)")
    ]


def test_what_is_known_is_no_finding(tmp_path: Path) -> None:
    """By the project's own word."""
    history = make_history(0, runs=(make_run(0, parameters={"a": {"b": RANDOM}}),))
    assert check_site(built(tmp_path, history), [r"^params\.a\."]).findings == ()


def test_kept_addresses_are_found(tmp_path: Path) -> None:
    """What `publish.keep` lets out is said all the same."""
    history = make_history(0, runs=(make_run(0, notes="ask ada@example.org"),))
    found = check_site(built(tmp_path, history, keep=("emails",))).findings
    assert {item.what for item in found} == {"ada@example.org"}


@pytest.mark.parametrize(
    "text",
    [
        "data/08_reporting/Confusion_Matrix_2024.png",
        "spaceflights.pipelines.DataScience2.nodes",
        "7707b23d2c1f5a3e9b8c7d6e5f4a3b2c1d0e9f8a",
        "RandomForestRegressor(n_estimators=100)",
        "2026-01-05T08.00.00.123Z",
        "a" * 40,
    ],
)
def test_names_paths_and_digests_are_not_random(text: str) -> None:
    """They look alike only from afar."""
    assert list(keys_in(text)) == []


def test_entropy() -> None:
    """In bits a character."""
    assert entropy("aaaa") == 0
    assert entropy("abcd") == 2


def test_a_folder_without_a_site_is_said(tmp_path: Path) -> None:
    """Nothing was checked, so nothing is said to be sound."""
    with pytest.raises(PublishError, match="holds no site"):
        check_site(tmp_path)


def test_without_the_scanner_nothing_is_said_to_be_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what to install."""
    site = built(tmp_path, make_history(1))
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("detect_secrets"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(PublishError, match=r"pip install 'kedro-track\[check\]'"):
        check_site(site)


def test_many_findings_are_cut() -> None:
    """A terminal holds so many lines."""
    findings = tuple(Finding("home folders", f"/home/{n}", "x") for n in range(MOST + 5))
    lines = list(checked(PublicCheck((), findings)))
    assert f"Should not be there: home folders, {MOST + 5} times" in lines
    assert "  and 5 more" in lines


def test_the_command_ends_with_1_on_a_finding(tmp_path: Path) -> None:
    """In CI it stops the publication."""
    project = write_legacy_project(tmp_path / "project")
    done = call(project, "build-site", "--check-public")
    assert done.exit_code == 0, done.output
    assert "Nothing was found that should not be there." in done.stdout
    edited = call(project, "edit", "latest", "--notes", f"use {AWS}, ask ada@example.org")
    assert edited.exit_code == 0, edited.output
    (project / "conf/base/track.yml").write_text("publish: {keep: emails}\n", encoding="utf-8")
    done = call(project, "build-site", "--check-public")
    assert done.exit_code == 1
    assert "Should not be there: e-mail addresses, 1 time" in done.stdout
    assert "AKIA" not in done.stdout
