"""What goes out on a site: which runs, datasets and columns, and nothing of anybody's machine."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from builders import ACTIVE, COLUMNS, EPOCH, SCORES, make_history, make_metrics, make_run
from kedro_track.analysis.published import published
from kedro_track.analysis.shortening import (
    name_of_person,
    project_frames,
    remote_without_user,
    short_host,
    without_emails,
    without_homes,
)
from kedro_track.build import write_site
from kedro_track.config import Config, Publish
from kedro_track.errors import ConfigError
from kedro_track.history import Code, Failure, History, Problem, Run, Version
from kedro_track.site.output import Output

GITHUB = "ghp_" + "a1B2" * 9


def out(run: Run, **rules: Any) -> Run:
    """The run as it goes out by these rules of `publish`."""
    return published(make_history(0, runs=(run,)), Config(publish=Publish(**rules))).runs[0]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("/home/ada/data/x.csv", "~/data/x.csv"),
        ("open('/Users/ada/x')", "open('~/x')"),
        ("/root/.kedro", "~/.kedro"),
        (r"C:\Users\Ada Lovelace\data", r"~\data"),
        (r"C:\\Users\\ada\\data", r"~\\data"),
        ("C:/Users/ada/data", "~/data"),
        ("file:///home/ada/x", "file://~/x"),
        ("PATH=/home/ada:/home/bob/bin", "PATH=~:~/bin"),
        ("https://example.org/home/ada", "https://example.org/home/ada"),
        ("/data/home/ada", "/data/home/ada"),
        ("the /rooted tree", "the /rooted tree"),
        ("s3://bucket/home/x", "s3://bucket/home/x"),
    ],
)
def test_home_folders(text: str, short: str) -> None:
    """On every system; what only looks like one stays."""
    assert without_homes(text) == short


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ada Lovelace <ada@example.org>", "Ada Lovelace"),
        ("ask ada.l+x@mail.example.co.uk.", "ask ***."),
        ("git@github.com:team/x.git", "git@github.com:team/x.git"),
        ("https://ada@example.org/x", "https://ada@example.org/x"),
        ("a @ b and x@y", "a @ b and x@y"),
    ],
)
def test_e_mail_addresses(text: str, left: str) -> None:
    """Those of people go, what git writes of hosts stays."""
    assert without_emails(text) == left


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ada@example.org", "ada"),
        ("<ada@example.org>", "ada"),
        ("Ada <ada@example.org>", "Ada"),
        ("ada", "ada"),
    ],
)
def test_names_of_people(text: str, name: str) -> None:
    """One who is known by an address only is still told from others."""
    assert name_of_person(text) == name


@pytest.mark.parametrize(
    ("host", "short"),
    [
        ("workbench", "workbench"),
        ("ip-10-0-3-7.eu-west-1.compute.internal", "ip-10-0-3-7"),
        ("10.0.3.7", "***"),
        ("fe80::1", "***"),
    ],
)
def test_hosts(host: str, short: str) -> None:
    """The first label tells machines apart; the rest tells where they stand."""
    assert short_host(host) == short


@pytest.mark.parametrize(
    ("remote", "plain"),
    [
        ("ada@git.example.org:team/x.git", "git@git.example.org:team/x.git"),
        ("https://example.org/x", "https://example.org/x"),
        ("ssh://git@example.org/x", "ssh://git@example.org/x"),
    ],
)
def test_remotes(remote: str, plain: str) -> None:
    """Where the code is stays, who fetched it does not."""
    assert remote_without_user(remote) == plain


OWN = '  File "/home/ada/p/src/p/nodes.py", line 3, in split\n    raise ValueError\n'
RUNNER = '  File "/usr/lib/python3.11/site-packages/kedro/runner.py", line 9, in run\n    run()\n'
POOL = '  File "/opt/python/lib/python3.12/concurrent/futures.py", line 1, in x\n    y()\n'


def test_a_traceback_ends_up_with_the_project_s_frames() -> None:
    """Frames of libraries are counted where they stood."""
    assert project_frames((RUNNER, POOL, OWN, RUNNER)) == (
        "  … 2 frames of libraries\n",
        OWN,
        "  … 1 frame of libraries\n",
    )


def test_a_traceback_in_single_lines_is_shortened_too() -> None:
    """As another process's is recorded; what stands around the frames stays."""
    lines = f"Traceback (most recent call last):\n{RUNNER}{OWN}ValueError: x\n"
    assert project_frames(tuple(lines.splitlines(keepends=True))) == (
        "Traceback (most recent call last):\n",
        "  … 1 frame of libraries\n",
        *OWN.splitlines(keepends=True),
        "ValueError: x\n",
    )


def test_a_traceback_of_libraries_alone_keeps_its_last_frame() -> None:
    """Somebody must be able to tell where it was raised."""
    assert project_frames((RUNNER, POOL)) == ("  … 1 frame of libraries\n", POOL)


def test_a_traceback_of_the_project_alone_stays() -> None:
    """Nothing is left out, nothing is said."""
    assert project_frames((OWN, OWN)) == (OWN, OWN)


def test_everything_of_a_run_is_gone_over() -> None:
    """No text that people wrote or machines told is forgotten; secrets of old stores go too."""
    host = "node7.corp.example"
    private = f"/home/ada/x {GITHUB} ada@example.org on {host}"
    run = make_run(
        0,
        title=private,
        notes=private,
        command=f"kedro run --params=path=/home/ada/x,token={GITHUB}",
        user="ada@example.org",
        git_user="Ada <ada@example.org>",
        host=host,
        parameters={"a": {"b": [private]}, "password": "x"},
        given={"a": private},
        code=Code("7707b23", private, remote="https://ada:pw@example.org/x"),
        tags=(private,),
        environment=private,
        failure=Failure("ValueError", private, (RUNNER, OWN.replace("raise", private))),
        inputs=tuple(replace(each, path=private) for each in make_run(0).inputs),
        versions=(Version(COLUMNS, "v", "json", data={"x": [private]}, problem=private),),
    )
    said = repr(out(run))
    for word in ("/home/ada", GITHUB, "ada@example.org", "corp.example", "site-packages", ":pw@"):
        assert word not in said
    assert "password': '***'" in said
    assert "'~/x *** *** on node7'" in said


def test_paths_in_the_project_become_relative() -> None:
    """Wherever the project lies."""
    run = make_run(0, notes="see /projects/spaceflights/data/x, /mnt/projects/spaceflights/y")
    assert out(run).notes == "see data/x, /mnt/projects/spaceflights/y"


def test_what_is_kept_is_kept() -> None:
    """Each kind by its word; secrets can't be kept."""
    private = f"/home/ada/x {GITHUB} ada@example.org"
    failure = Failure("ValueError", "x", (RUNNER, OWN))
    run = make_run(0, notes=private, host="a.b.c", user="ada@example.org", failure=failure)
    kept = out(run, keep=("homes", "hosts", "emails", "tracebacks"))
    assert kept == replace(run, notes=private.replace(GITHUB, "***"))


def test_what_needs_no_change_stays_the_same_object() -> None:
    """So that 100,000 runs cost little."""
    run = make_run(0)
    assert out(run) is run


def test_problems_are_gone_over() -> None:
    """They name files and stand on the overview."""
    problem = Problem("It can't be read", "/home/ada/elsewhere/x.json", "Mend it.", "run")
    history = make_history(0, problems=(problem,))
    assert published(history, Config()).problems[0].where == "~/elsewhere/x.json"


def test_runs_are_chosen_by_a_filter() -> None:
    """In the language of the runs page."""
    history = make_history(5)
    found = published(history, Config(publish=Publish(runs="succeeded")))
    assert [run.id for run in found.runs] == [
        run.id for run in history.runs if run.status == "succeeded"
    ]


def test_ages_are_counted_from_the_newest_run() -> None:
    """The same history gives the same site, whenever it is built."""
    history = make_history(5)
    found = published(history, Config(publish=Publish(runs="when > 8h")))
    assert found.runs == history.runs[-2:]


def test_a_filter_that_is_none_is_said_with_its_place() -> None:
    """Where it stands, and where it fails."""
    with pytest.raises(ConfigError, match=r"publish\.runs: .* at character 8"):
        published(make_history(2), Config(publish=Publish(runs="user = ")))


@pytest.mark.parametrize(
    ("globs", "names"),
    [
        ((), {ACTIVE, SCORES, COLUMNS}),
        ((SCORES,), {SCORES}),
        (("!scores",), {ACTIVE, COLUMNS}),
        (("*s*", "!data_science.*"), {SCORES, COLUMNS}),
    ],
)
def test_datasets_are_chosen_by_globs(globs: tuple[str, ...], names: set[str]) -> None:
    """Those behind `!` are kept back, alone or out of others."""
    found = published(make_history(1), Config(publish=Publish(datasets=globs)))
    assert {item.name for item in found.datasets} == names
    assert {version.dataset for version in found.runs[0].versions} == names
    assert set(found.runs[0].saved or {}) == names


def test_columns_are_kept_back() -> None:
    """Facts, parameters at any depth, metrics, values of tracked JSON."""
    columns = ("!host", "!git_user", "!params.model_options.*", "!metrics.*.mae", "!json.*columns")
    found = out(make_run(1), columns=columns)
    assert (found.host, found.git_user, found.user) == (None, None, "grace")
    assert set(found.params) == {"regressor"}
    assert not [name for name in found.metrics if name.endswith(".mae")]
    assert set(found.json) == {f"{COLUMNS}.data_type"}


def test_a_parameter_kept_back_is_not_in_the_command() -> None:
    """The command line names it as well."""
    run = make_run(1)
    assert run.command
    assert out(run, columns=("!params.model_options.test_size",)).command is None
    assert out(run, columns=("!params.regressor",)).command == run.command


def test_columns_that_are_named_are_all_that_goes_out() -> None:
    """Beside what makes a run one: its id, its status, its time."""
    found = out(make_run(1), columns=("metrics.*", "branch"))
    assert (found.user, found.command, found.graph, found.packages) == (None,) * 4
    assert found.code is not None
    assert (found.code.branch, found.code.sha) == (make_run(1).code.branch, None)  # type: ignore[union-attr]
    assert found.metrics == make_run(1).metrics
    assert not found.params
    assert (found.id, found.status, found.started) == (
        make_run(1).id,
        "succeeded",
        make_run(1).started,
    )


def test_a_column_that_is_none_is_said() -> None:
    """With the nearest that is one."""
    with pytest.raises(ConfigError, match="!hots is no column; did you mean `host`"):
        out(make_run(0), columns=("!hots",))


def private_history(folder: Path) -> History:
    """A history of somebody's machine."""
    frames = (RUNNER, OWN)
    run = make_run(
        0,
        folder=folder,
        host="node7.corp.example",
        git_user="Ada <ada@example.org>",
        notes=f"from /home/ada/p with {GITHUB}",
        parameters={"path": "/home/ada/p/data", "api_key": "x"},
        status="failed",
        failure=Failure("ValueError", "in /home/ada/p", frames),
    )
    problem = Problem("It can't be read", "/home/ada/elsewhere/x.json", "Mend it.")
    return make_history(0, runs=(run, make_run(1)), problems=(problem,))


def test_no_file_of_the_site_holds_what_does_not_go_out(tmp_path: Path) -> None:
    """Pages, the browser's data, the runs' own JSON."""
    write_site(private_history(tmp_path / "data"), Config(), Output(tmp_path / "site"))
    words = (b"/home/ada", GITHUB.encode(), b"ada@example.org", b"corp.example", b"site-packages")
    holding = [
        path.name
        for path in (tmp_path / "site").rglob("*")
        if path.is_file() and "plotly" not in path.name
        if any(word in path.read_bytes() for word in words)
    ]
    assert holding == []


def test_the_site_still_says_what_happened(tmp_path: Path) -> None:
    """What is left of it is readable, and valid."""
    write_site(private_history(tmp_path / "data"), Config(), Output(tmp_path / "site"))
    [path] = (tmp_path / "site/runs").glob(f"{make_run(0).id}.json")
    raw = json.loads(path.read_text(encoding="utf-8"))
    assert raw["host"] == "node7"
    assert raw["parameters"] == {"path": "~/p/data", "api_key": "***"}
    assert raw["exception"]["traceback"][0] == "  … 1 frame of libraries\n"


def test_metrics_are_never_touched() -> None:
    """NaN included: the very object."""
    run = make_run(0, versions=(make_metrics({"a": float("nan"), "b": 1.5}),), started=EPOCH)
    assert out(run).versions[0] is run.versions[0]
