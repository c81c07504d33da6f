"""The command line, on a project that really ran."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from calling import call, runner, told
from kedro_track.build import BuildReport, read_history
from kedro_track.cli import track
from kedro_track.cli.group import TrackGroup
from kedro_track.cli.report import summary, warnings
from kedro_track.cli.text import duration, printable
from kedro_track.errors import TrackError
from kedro_track.history import Problem
from projects import PACKAGE, environment, make_project_with_store, run_kedro


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with three runs: one as it is, one with a parameter, one that failed."""
    project = make_project_with_store(tmp_path_factory.mktemp("ran") / "project")
    run_kedro(project, "run")
    run_kedro(project, "run", "--params=factor=3")
    run_kedro(project, "run", "--params=fail=true", expect=1)
    return project


@pytest.fixture
def project(ran: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(ran, tmp_path / "project"))


@pytest.fixture(autouse=True)
def _outside_of_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)


def listed(text: str) -> int:
    """How often Kedro's help lists our group."""
    return len(re.findall(r"^\s+track\s", text, re.MULTILINE))


def test_kedro_lists_the_group_once_in_a_project(ran: Path) -> None:
    """Both entry points name it there."""
    assert listed(run_kedro(ran, "--help").stdout) == 1


def test_kedro_lists_the_group_once_outside_of_a_project(tmp_path: Path) -> None:
    """The global entry point names it there."""
    assert listed(run_kedro(tmp_path, "--help").stdout) == 1


def test_kedro_info_shows_the_plugin(tmp_path: Path) -> None:
    """With the three kinds of its entry points."""
    said = run_kedro(tmp_path, "info").stdout
    assert re.search(r"kedro_track: \S+ \(entry points:global,hooks,project\)", said)


def test_the_readme_names_every_option() -> None:
    """Its table and the commands agree, so that neither promises what the other lacks."""
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)[^|]*\|(.*)\|$", readme, re.MULTILINE))
    for name, command in track.commands.items():
        options = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
        ours = {o for o in options if o.startswith("--")} - {"--project", "--env"}
        assert set(re.findall(r"--[\w-]+", rows[name])) == ours, name


def test_each_command_is_said_in_one_whole_line() -> None:
    """The list of commands cuts no sentence."""
    said = runner().invoke(track, ["--help"]).stdout
    assert all(f"\n  {name} " in said for name in track.commands)
    assert "..." not in said.partition("Commands:")[2]


@pytest.mark.parametrize("name", [*track.commands])
def test_each_option_is_explained(name: str) -> None:
    """In a sentence that ends."""
    for option in track.commands[name].params:
        if isinstance(option, click.Option):
            assert (option.help or "").endswith("."), option.name


def test_the_group_costs_no_heavy_import() -> None:
    """Every `kedro` command imports it: nothing but click and the standard library comes along."""
    heavy = "jinja2 kedro kedro_datasets markdown nh3 numpy pandas plotly rich sqlalchemy yaml"
    code = f"import sys, kedro_track.cli; print(*(set('{heavy}'.split()) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_build_says_in_its_last_line_what_it_did(project: Path) -> None:
    """Where the site is, how many runs, versions and pages, how long."""
    done = call(project, "build-site")
    assert done.exit_code == 0, done.output
    index = re.escape(str(project / "site" / "index.html"))
    versions = len([*project.glob("data/09_tracking/**/*.json/*/*.json")])
    wanted = (
        rf"{index}: 3 runs, {versions} versions, \d+ pages, [\d.]+ MB; \d+ files written in .+ s"
    )
    assert re.fullmatch(wanted, done.stdout.splitlines()[-1])
    assert (project / "site" / "index.html").is_file()


def test_the_last_line_counts_what_is_published(project: Path) -> None:
    """Neither the runs nor the versions that stay at home."""
    file = project / "conf/base/track.yml"
    file.write_text("publish:\n  runs: user = nobody\n")
    assert ": 0 runs, 0 versions, " in call(project, "build-site").stdout
    file.write_text("publish:\n  datasets: [nothing]\n")
    assert ": 3 runs, 0 versions, " in call(project, "build-site").stdout


def test_a_build_is_quiet_where_stderr_is_no_terminal(project: Path) -> None:
    """No progress, no colour, one line."""
    done = call(project, "build-site")
    assert (done.stderr, len(done.stdout.splitlines())) == ("", 1)


def test_the_output_folder_can_be_named(project: Path, tmp_path: Path) -> None:
    """`--output` wins over the config."""
    assert call(project, "build-site", "--output", str(tmp_path / "there")).exit_code == 0
    assert (tmp_path / "there" / "index.html").is_file()
    assert not (project / "site").exists()


def test_a_folder_that_is_not_ours_is_refused_without_force(project: Path, tmp_path: Path) -> None:
    """One sentence, 1, and the folder as it was; `--force` builds."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "thesis.txt").write_text("years of work", encoding="utf-8")
    refused = call(project, "build-site", "--output", str(theirs))
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert [path.name for path in theirs.iterdir()] == ["thesis.txt"]
    assert call(project, "build-site", "--output", str(theirs), "--force").exit_code == 0
    assert (theirs / "thesis.txt").read_text(encoding="utf-8") == "years of work"


def test_warnings_are_said_and_strict_makes_them_count(project: Path) -> None:
    """A broken file costs itself: a warning, and with `--strict` 1."""
    broken = next((project / "data/09_tracking/metrics.json").glob("*/metrics.json"))
    broken.write_text('{"total": 1', encoding="utf-8")
    lenient = call(project, "build-site")
    assert (lenient.exit_code, lenient.stderr.count("Warning: ")) == (0, 1)
    assert "metrics.json" in lenient.stderr
    assert call(project, "build-site", "--strict").exit_code == 1


def test_an_empty_history_in_ci_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fresh clone has no data/: a second warning says so, and what to do."""
    empty = make_project_with_store(tmp_path / "empty")
    [no_store] = call(empty, "build-site").stderr.splitlines()
    assert no_store.startswith("Warning: There is no session store, ")
    monkeypatch.setenv("CI", "true")
    first, in_ci = call(empty, "build-site").stderr.splitlines()
    assert first == no_store
    assert in_ci.startswith("Warning: No run was found, and this is a CI job ")
    assert "fetch the branch kedro-track-history before the build" in in_ci


def test_a_project_that_does_not_import_is_built_from_elsewhere(
    project: Path, tmp_path: Path
) -> None:
    """`kedro track build-site --project PATH` never imports settings, of whatever Kedro."""
    settings = project / "src" / PACKAGE / "settings.py"
    settings.write_text("import kedro_viz.nowhere\nraise SystemExit('imported')\n")
    pyproject = project / "pyproject.toml"
    old = re.sub(
        r'kedro_init_version = ".*"', 'kedro_init_version = "0.18.4"', pyproject.read_text()
    )
    pyproject.write_text(old, encoding="utf-8")
    done = run_kedro(tmp_path, "track", "build-site", "--project", str(project))
    assert "3 runs" in done.stdout


def test_the_script_needs_no_kedro_command(project: Path, tmp_path: Path) -> None:
    """`kedro-track` does the same by itself."""
    script = shutil.which("kedro-track", path=str(Path(sys.executable).parent))
    assert script is not None
    done = subprocess.run(
        [script, "runs", "--project", str(project), "--json"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(json.loads(done.stdout)) == 3


def test_runs_are_listed_newest_first(project: Path) -> None:
    """With their status."""
    runs = told(project, "runs")
    assert [run["status"] for run in runs] == ["failed", "succeeded", "succeeded"]
    assert [run["id"] for run in runs] == sorted((run["id"] for run in runs), reverse=True)


def test_the_list_can_be_cut(project: Path) -> None:
    """`--limit` keeps the newest; the table says what it leaves out."""
    assert [run["status"] for run in told(project, "runs", "--limit", "1")] == ["failed"]
    said = call(project, "runs", "--limit", "1").stdout
    assert "2 older runs are not shown" in said


def test_the_table_shows_the_headline_metrics(project: Path) -> None:
    """Under their labels, at the digits that the config asks for."""
    config = 'headline: ["metrics.total"]\nmetrics: {"*.total": {label: Sum, format: .2f}}\n'
    (project / "conf/base/track.yml").write_text(config, encoding="utf-8")
    head, *rows = [line for line in call(project, "runs").stdout.splitlines() if line.strip()]
    assert head.split()[-1] == "Sum"
    assert [row.split()[-1] for row in rows[2:]] == ["18.00", "12.00"]


def test_a_run_is_shown_with_all_that_is_known(project: Path) -> None:
    """Facts, parameters, metrics, files; of a failed run the node and the exception."""
    said = call(project, "show", "latest").stdout
    assert "ValueError" in said
    assert "scale_node" in said
    assert re.search(r"fail\s+true", said)


def test_a_run_as_json_has_full_precision(project: Path) -> None:
    """What the file on disk holds."""
    run = told(project, "runs")[-1]
    path = project / "data/09_tracking/metrics.json" / run["id"] / "metrics.json"
    on_disk = json.loads(path.read_text(encoding="utf-8"))
    shown = told(project, "show", run["id"])
    assert {k: shown["metrics"][f"metrics.{k}"] for k in on_disk} == on_disk


def test_an_unknown_run_is_one_sentence(project: Path) -> None:
    """On stderr, with 1, and without a traceback."""
    done = call(project, "show", "1999")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: No run answers to '1999'")
    assert len(done.stderr.splitlines()) == 1


def test_no_project_is_one_sentence(tmp_path: Path) -> None:
    """It says where was looked, and what to do."""
    done = call(tmp_path, "runs")
    assert done.exit_code == 1
    assert "--project" in done.stderr


def test_a_run_is_edited(project: Path) -> None:
    """Title, notes, tags, bookmark; by a unique prefix."""
    run = told(project, "show", "latest")["id"]
    options = ["--title", "Mine", "--notes", "**why**", "--tag", "a", "--tag", "b", "--bookmark"]
    assert call(project, "edit", run[:-1], *options).exit_code == 0
    shown = told(project, "show", run)
    assert [shown[k] for k in ("title", "notes", "tags", "bookmark")] == [
        "Mine",
        "**why**",
        ["a", "b"],
        True,
    ]


def test_edits_can_be_taken_back(project: Path) -> None:
    """Notes cleared, a tag removed, the bookmark gone."""
    call(project, "edit", "latest", "--notes", "x", "--tag", "a", "--bookmark")
    done = call(project, "edit", "@a", "--notes", "", "--untag", "a", "--no-bookmark")
    assert done.exit_code == 0, done.output
    shown = told(project, "show", "latest")
    assert [shown[k] for k in ("notes", "tags", "bookmark")] == [None, [], False]


def test_a_hidden_run_is_not_listed(project: Path) -> None:
    """But with `--all`, and again after `--unhide`."""
    hidden = told(project, "show", "latest")["id"]
    call(project, "edit", hidden, "--hide")
    assert hidden not in {run["id"] for run in told(project, "runs")}
    assert hidden in {run["id"] for run in told(project, "runs", "--all")}
    call(project, "edit", hidden, "--unhide")
    assert hidden in {run["id"] for run in told(project, "runs")}


def test_versions_without_a_record_can_be_edited(project: Path) -> None:
    """The run gets a row."""
    folder = project / "data/09_tracking/metrics.json/2020-01-01T00.00.00.000Z"
    folder.mkdir()
    (folder / "metrics.json").write_text('{"total": 1.0}', encoding="utf-8")
    assert call(project, "edit", "2020", "--title", "From before").exit_code == 0
    assert told(project, "show", "2020")["title"] == "From before"


def test_a_run_of_a_store_that_is_only_read_is_not_edited(project: Path) -> None:
    """A teammate's store beside ours is never written."""
    store = project / "data" / "session_store.db"
    theirs = store.rename(store.with_name("grace.db"))
    before = theirs.read_bytes()
    done = call(project, "edit", "latest", "--title", "Mine")
    assert done.exit_code == 1
    assert "grace.db" in done.stderr
    assert theirs.read_bytes() == before


def test_an_edit_of_nothing_says_what_could_be_said(project: Path) -> None:
    """A usage error, with an example."""
    done = call(project, "edit", "latest")
    assert done.exit_code == 2
    assert "--title" in done.stderr


def test_a_terminal_is_not_obeyed_to(project: Path) -> None:
    """Escape sequences and markup in a title are shown, not carried out."""
    call(project, "edit", "latest", "--title", "\x1b[2J[red]gone[/red]")
    said = call(project, "runs").stdout
    assert "\x1b" not in said
    assert "[red]gone[/red]" in said


def test_metrics_are_the_same_by_command_line_and_by_python(project: Path) -> None:
    """One history feeds both."""
    by_python = {run.id: dict(run.metrics) for run in read_history(project).runs}
    assert {run["id"]: run["metrics"] for run in told(project, "runs")} == by_python


def test_each_error_of_ours_is_its_sentence() -> None:
    """A TrackError's text, and 1."""
    done = runner().invoke(_raising(TrackError("Mend the file.")), ["it"])
    assert (done.exit_code, done.stderr) == (1, "Error: Mend the file.\n")


def test_an_error_of_the_system_names_its_file() -> None:
    """Such as a folder that may not be written."""
    done = runner().invoke(_raising(PermissionError(13, "Permission denied", "/site")), ["it"])
    assert (done.exit_code, done.stderr) == (1, "Error: /site: Permission denied\n")


def test_a_fault_of_ours_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says how to get one."""
    monkeypatch.delenv("KEDRO_TRACK_DEBUG", raising=False)
    done = runner().invoke(_raising(ValueError("odd")), ["it"])
    assert done.exit_code == 1
    assert "ValueError: odd" in done.stderr
    assert "KEDRO_TRACK_DEBUG=1" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_summary_speaks_of_one_as_of_one() -> None:
    """`1 run`, not `1 runs`."""
    said = summary(_report(runs=1, versions=0, pages=12))
    index = Path("site/index.html")
    assert said == f"{index}: 1 run, 0 versions, 12 pages, 0.0 MB; 3 files written in 1.5 s"


def test_warnings_of_one_cause_are_one_line() -> None:
    """With the count and the first three places, causes in the order in which they were met."""
    problems = [
        Problem("It is no JSON", f"{n}.json", "Mend it.", run=None if n else "r1") for n in range(5)
    ]
    other = Problem("The store is locked.", "a.db", "Wait.")
    assert warnings(_report(problems=(problems[0], other, *problems[1:])), {}) == [
        "5 times: It is no JSON (0.json, run r1, 1.json, 2.json and 2 more). Mend it.",
        "The store is locked (a.db). Wait.",
    ]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, ""), (0.25, "0.2 s"), (59.94, "59.9 s"), (61, "1 min 1 s"), (3_725, "1 h 2 min")],
)
def test_durations_bear_the_unit_that_suits_them(seconds: float | None, said: str) -> None:
    """Seconds, minutes, hours."""
    assert duration(seconds) == said


def test_texts_for_a_terminal_keep_what_can_be_printed() -> None:
    """Emoji and letters of any script stay; what steers a terminal does not."""
    assert printable("наука 🚀\x07\u202e") == "наука 🚀\ufffd\ufffd"


def _raising(error: Exception) -> click.Group:
    """A group of ours with a command `it` that raises."""

    def fail() -> None:
        raise error

    return TrackGroup("group", {"it": click.Command("it", callback=fail)})


def _report(
    *, runs: int = 2, versions: int = 2, pages: int = 2, problems: tuple[Problem, ...] = ()
) -> BuildReport:
    return BuildReport(Path("site"), runs, versions, pages, 3, 1000, 1.5, problems)
