"""A run's page: complete without scripts, honest about what was not captured, lasting."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from builders import (
    ACTIVE,
    COLUMNS,
    EPOCH,
    FAILURE,
    SCORES,
    make_failed_run,
    make_history,
    make_legacy_run,
    make_metrics,
    make_run,
    write_plot,
)
from kedro_track.config import Config, MetricRule
from kedro_track.history import Code, History, Input, Project, Run, Version
from kedro_track.site.model import Site
from kedro_track.site.payload import Payload
from rendering import render, words


def history(*runs: Run, **changes: Any) -> History:
    """A history of these runs."""
    return make_history(1, runs=runs, **changes)


def page(*runs: Run, config: Config | None = None, of: int = -1) -> str:
    """The page of one of the runs, the last by default."""
    made = list(render("run", history(*runs), config).values())
    return made[of]


def said(*runs: Run, place: str = "main", config: Config | None = None) -> str:
    """What the page of the last run says."""
    return words(page(*runs, config=config), place)


def lead(*runs: Run, config: Config | None = None) -> str:
    """The one-line answer of the last run's page."""
    found = re.search(r'<p class="lead">(.*?)</p>', page(*runs, config=config), re.DOTALL)
    assert found is not None
    return words(f"<main>{re.sub('</?bdi>', '', found[1])}</main>")


def scored(index: int, **values: float) -> Run:
    """A run with these scores and nothing else."""
    return make_run(index, versions=(make_metrics(values),))


# The answer


def test_answer_compares_with_the_previous_run() -> None:
    """Values, changes and which way, in one line."""
    answer = lead(scored(0, mae=3.0, r2=0.4, n=7.0), scored(1, mae=2.0, r2=0.3, n=7.0))
    assert answer == "mae 2, −1 better than the previous run; r2 0.3, −0.1 worse."


def test_answer_compares_with_the_baseline_of_the_configuration() -> None:
    """A baseline that is fixed is called so, also where it is the previous run."""
    runs = (scored(0, r2=0.4), scored(1, r2=0.6), scored(2, r2=0.5))
    config = Config(baseline=runs[0].id)
    assert lead(*runs, config=config) == "r2 0.5, +0.1 better than the baseline."


def test_answer_says_that_nothing_changed() -> None:
    """Float noise is no change."""
    assert lead(scored(0, r2=0.3), scored(1, r2=0.1 + 0.2)) == (
        "r2 0.3, the same as the previous run."
    )


def test_answer_of_the_first_run_has_nothing_to_compare_with() -> None:
    """It says so."""
    assert lead(scored(0, r2=0.4)) == "r2 0.4. There was no earlier run to compare with."


def test_answer_says_that_no_run_answered_to_the_rule() -> None:
    """The baseline is asked for, but was not there yet."""
    answer = lead(scored(0, r2=0.4), scored(1, r2=0.5), config=Config(baseline="@champion"))
    assert answer == (
        "r2 0.5, +0.1 better than the previous run. When it was made there was no baseline: "
        "no earlier run answered to “@champion”."
    )


def test_answer_of_a_failed_run_is_its_failure() -> None:
    """The node and the exception come first; a long message is cut, its lines are not joined."""
    failure = replace(FAILURE, message="first line " + "x" * 500 + "\nsecond line")
    answer = lead(make_failed_run(1, failure=failure))
    assert answer.startswith("Failed in split_data_node: ValueError: first line xxx")
    assert "second" not in answer
    assert len(answer) < 250


@pytest.mark.parametrize(
    ("run", "answer"),
    [
        (
            make_run(1, status="interrupted", versions=(), heard=EPOCH),
            "Interrupted: it never reported its end. Last heard of 5 Jan 2026, 08:00.",
        ),
        (
            make_run(1, status="running", versions=(), heard=None),
            "Had not ended when this page was made.",
        ),
        (
            make_run(1, recorded=False, status="unknown", versions=()),
            "Only its versions exist; no session store has a record of this run.",
        ),
        (make_run(1, versions=()), "Succeeded. It tracked no metrics."),
        (make_run(1, status="failed", failure=None), "Failed; the exception was not recorded."),
    ],
)
def test_answer_says_what_is_the_matter(run: Run, answer: str) -> None:
    """Each way a run can stand has its own sentence."""
    assert lead(make_run(0), run) == answer


def test_answer_is_the_description_of_a_pasted_link() -> None:
    """Open Graph: title and headline."""
    made = page(scored(0, r2=0.4), scored(1, r2=0.5))
    assert 'property="og:description" content="r2 0.5, +0.1 better than the previous run."' in made
    assert 'property="og:title" content="Run of 5 Jan 2026, 15:00 · Spaceflights"' in made


# The evidence


def test_metrics_stand_with_both_comparisons() -> None:
    """Against the baseline and against the previous run, with unit, format and direction."""
    rules = (MetricRule("scores.cost", unit="EUR", format=",.2f", direction="lower"),)
    runs = (scored(0, cost=1000.0), scored(1, cost=1500.0), scored(2, cost=1200.0))
    config = Config(baseline=runs[0].id, metrics=rules)
    table = said(*runs, place="metrics", config=config)
    assert (
        "cost in EUR, lower is better 1,200.00 +200.00 (+20%) worse −300.00 (−20%) better" in table
    )


def test_metric_that_the_other_run_lacks_is_not_compared() -> None:
    """Missing is not zero."""
    assert "r2 higher is better (guessed) 0.5 not there" in said(
        scored(0, mae=1.0), scored(1, r2=0.5), place="metrics"
    )


def test_nan_and_infinity_are_said() -> None:
    """They are values like any other."""
    table = said(scored(0, a=1.0), scored(1, a=float("nan"), b=float("inf")), place="metrics")
    assert "a NaN" in table
    assert "b ∞" in table


def test_metrics_of_several_datasets_stand_under_their_names() -> None:
    """Two datasets may have a key in common."""
    run = make_run(0, versions=(make_metrics({"mae": 1.0}, ACTIVE), make_metrics({"mae": 2.0})))
    assert (
        f"{ACTIVE} mae lower is better (guessed) 1 {SCORES} mae lower is better (guessed) 2"
        in said(run, place="metrics")
    )


def test_parameters_given_by_hand_stand_out_and_first() -> None:
    """All parameters are there, those given marked in words."""
    text = said(make_run(1), place="parameters")
    assert text.index("model_options.test_size given 0.15") < text.index("model_options.features")
    assert 'model_options.features ["engines", "crew", "passenger_capacity"]' in text
    assert "regressor linear" in text


def test_many_parameters_fold_and_none_is_lost() -> None:
    """A page with 500 parameters is still a page."""
    text = said(make_run(0, parameters={f"p{i:03}": i for i in range(500)}), place="parameters")
    assert "440 more" in text
    assert "p499 499" in text


def test_what_changed_is_ranked() -> None:
    """The parameter given by hand before the commit."""
    text = said(
        make_run(1), make_run(2, given={"model_options": {"test_size": 0.2}}), place="changes"
    )
    assert text.startswith(
        "What changed against the previous run Given by hand "
        "the results that changed depend on it model_options.test_size 0.15 → 0.2 Code"
    )
    assert "another commit; commits between" in text


def test_commits_between_lead_to_the_forge() -> None:
    """The forge's comparison of the two commits."""
    runs = (make_run(1), make_run(2))
    codes = [run.code.sha for run in runs if run.code]
    address = f"https://github.com/example/spaceflights/compare/{codes[0]}...{codes[1]}"
    assert f'href="{address}"' in page(*runs)


def test_changes_of_one_sort_fold() -> None:
    """Many packages do not push the rest out of sight, and each is on the page."""
    old = {f"package-{i}": "1.0" for i in range(40)}
    runs = (make_run(0, packages=old), make_run(1, packages=dict.fromkeys(old, "2.0")))
    text = said(*runs, place="changes")
    assert "34 more" in text
    assert all(f"{name} 1.0 → 2.0" in text for name in old)


def test_what_changed_says_what_it_does_not_know() -> None:
    """An old record is not compared in what it lacks."""
    text = said(make_legacy_run(0), make_legacy_run(1), place="changes")
    assert (
        "Not captured, so not compared: in neither run parameters, inputs, the pipeline’s graph, "
        "package versions, Python and platform." in text
    )


def test_inputs_of_nearly_one_size_are_told_apart() -> None:
    """18 kB against 18 kB would say nothing."""
    runs = [
        make_run(i, inputs=(Input("companies", "c.csv", 18_210 + 37 * i, EPOCH),)) for i in (0, 1)
    ]
    assert "companies 18,210 B → 18,247 B" in said(*runs, place="changes")


def test_plots_are_on_the_page(tmp_path: Path) -> None:
    """Images in place, loaded when seen; figures where the script finds them."""
    made = page(make_run(0, folder=tmp_path))
    digest = next(v for v in make_run(0, folder=tmp_path).versions if v.kind == "plotly").files[0]
    assert digest.digest is not None
    name = digest.digest[:24]
    assert re.search(r'<img loading="lazy" decoding="async" src="\.\./files/\w\w/\w+\.png"', made)
    assert f'data-figure="{name}" data-src="files/{name[:2]}/{name}.js"' in made
    assert "style-src-attr" in made


def test_page_without_figures_does_not_load_plotly() -> None:
    """Nor does its policy let Plotly's ways through."""
    made = page(make_run(0))
    assert "figures.js" not in made
    assert "unsafe-inline" not in made


def test_plot_that_is_as_before_is_said_to_be(tmp_path: Path) -> None:
    """Runs 0 and 1 share their pictures, run 2 has others."""
    runs = [make_run(i, folder=tmp_path) for i in range(3)]
    assert said(*runs[:2], place="plots").count("the same as the previous run’s") == 2
    assert "the same" not in said(*runs, place="plots")


def test_version_that_could_not_be_read_says_why() -> None:
    """The rest of the page is there."""
    broken = (
        Version("plot", "v", "image", problem="Its PNG is empty."),
        Version("info", "v", "json", problem="Its JSON ends too early."),
        Version("marks", "v", "metrics", problem="It holds text."),
    )
    text = said(make_run(0, versions=broken))
    assert "plot Can’t be shown: Its PNG is empty." in text
    assert "info Can’t be shown: Its JSON ends too early." in text
    assert "marks could not be read: It holds text." in text


def test_tracked_json_is_a_tree() -> None:
    """Every value is on the page, branches fold."""
    data = {"shape": {"rows": 3, "columns": ["a", "b"]}, "empty": {}, "none": None, "text": ""}
    made = page(make_run(0, versions=(Version(COLUMNS, "v", "json", data=data),)))
    text = words(made, "json")
    assert f"{COLUMNS} shape 2 entries rows 3" in text
    assert 'columns ["a", "b"] empty {} none null text ""' in text
    assert made.count('<details open><summary><span class="key">shape') == 1


def test_nodes_stand_with_their_times() -> None:
    """In the order in which they ran; those that did not run are said."""
    text = said(make_failed_run(3), place="pipeline")
    assert re.search(r"preprocess_companies_node [\d.]+ s", text)
    assert "split_data_node failed" in text
    assert "plot_prices_node did not run" in text


def test_provenance_says_who_when_and_from_what() -> None:
    """All that an auditor asks."""
    text = said(make_run(2), place="provenance")
    for fact in (
        "Run id 2026-01-05T22.00.26.123Z",
        "Started 5 Jan 2026, 22:00",
        "Who katherine (git: Katherine Johnson)",
        "Host workbench",
        "Command kedro run",
        "Pipeline __default__",
        "Environment local",
        "Runner SequentialRunner",
        "with uncommitted changes",
        "Branch main",
        "Python 3.11.9",
        "Platform Linux-6.1.0-x86_64-with-glibc2.36",
        "Record session_store.db, written by kedro-track",
    ):
        assert fact in text, fact


def test_inputs_packages_and_saved_versions_are_listed() -> None:
    """With size, time and version."""
    text = said(make_run(0), place="again")
    assert "companies data/01_raw/companies.csv 17.8 kB 5 Jan 2026, 08:00 not versioned" in text
    assert "scikit-learn 1.4.2" in text
    assert "3 versions saved" in text


def test_old_record_says_what_was_not_captured() -> None:
    """Nothing is blank, nothing is made up."""
    text = said(make_legacy_run(0), place="provenance")
    assert text.count("not captured") >= 5
    assert "Record session_store.db, written by kedro-viz" in text
    assert "The graph that ran was not captured." in said(make_legacy_run(0), place="pipeline")


def test_run_it_again_is_a_block_to_copy() -> None:
    """Checkout and command; and what they can't bring back."""
    run = make_run(2, code=Code("a" * 40, "main", dirty=True))
    text = said(run, place="again")
    assert f"git checkout {'a' * 40} kedro run" in text
    assert "The code had changes that were not committed; they are not in that commit." in text
    assert "Not versioned, so read as they are today: companies." in text


def test_failure_shows_the_traceback_folded() -> None:
    """The exception first, the node, then the rest on demand."""
    made = page(make_failed_run(3))
    assert words(made, "failure").startswith(
        "Failure ValueError: The 'test_size' = 0.0 should be greater than 0 "
        "Raised by the node split_data_node Traceback, 4 lines Traceback (most recent call last):"
    )
    assert "<details><summary>Traceback" in made


def test_notes_are_markdown_without_harm() -> None:
    """Lists and bold come through, scripts and images do not."""
    notes = "- the **second**\n\n<script>x</script> ![i](https://example.org/i.png)"
    made = page(make_run(0, notes=notes, notes_from="notes/a.md", told_by_file=("notes",)))
    assert "<strong>second</strong>" in made
    assert "<script>x" not in made
    assert "example.org" not in made
    assert "From notes/a.md" in words(made, "notes")


# Whole and lasting


def test_every_value_of_the_run_is_on_its_page(tmp_path: Path) -> None:
    """What the raw data hold, a reader without scripts finds on the page."""
    run = make_run(5, folder=tmp_path, title="A title", tags=("candidate",), notes="A note.")
    made = page(make_run(4, folder=tmp_path), run)
    text = words(made)
    facts = [run.title, *run.tags, run.user, run.host, run.command, run.python, run.platform]
    facts += [f"{name} {value}" for name, value in (run.packages or {}).items()]
    facts += [node.name for node in run.graph or ()] + [node.function for node in run.graph or ()]
    facts += [key for version in run.of_kind("metrics") for key in version.data]
    facts += [*run.params, "A note.", run.code and run.code.sha, run.environment]
    assert [fact for fact in facts if fact is None or fact not in text] == []


def test_page_does_not_change_when_later_runs_come() -> None:
    """Not even when they bring metrics of the same name, another remote or a new baseline."""
    runs = [make_run(i) for i in range(3)]
    later = make_run(
        3,
        tags=("champion",),
        code=Code("c" * 40, "main", remote="https://gitlab.com/other/place"),
        versions=(make_metrics({"rmse": 1.0, "mae": 2.0}, "another.scores"),),
    )
    config = Config(baseline="@champion")
    before = render("run", history(*runs), config)
    after = render("run", history(*runs, later), config)
    kept = [url for url, made in before.items() if after[url] == made]
    assert kept == list(before)[:2]
    lines = zip(
        before[runs[2].id and list(before)[2]].splitlines(),
        after[list(before)[2]].splitlines(),
        strict=True,
    )
    changed = [new for old, new in lines if old != new]
    assert len(changed) == 1
    assert 'rel="next"' in changed[0]


def test_comparisons_are_one_click_away() -> None:
    """With the baseline, with the previous run; ids are escaped for the address."""
    runs = (scored(0, r2=0.1), scored(1, r2=0.2), scored(2, r2=0.3))
    odd = replace(runs[0], id="a&b=c,d#e")
    made = page(odd, *runs[1:], config=Config(baseline="a&b=c,d#e"))
    assert (
        f"compare.html#runs=a%26b%3Dc%2Cd%23e,{runs[2].id}&amp;baseline=a%26b%3Dc%2Cd%23e" in made
    )
    assert f"compare.html#runs={runs[1].id},{runs[2].id}&amp;baseline={runs[1].id}" in made


def test_neighbours_and_raw_data_are_linked() -> None:
    """Each address is that of a file which is written."""
    runs = [make_run(i) for i in range(3)]
    made = page(*runs, of=1)
    site = Site(history(*runs), Config())
    raw = [text.url for text in Payload(site).run_files()]
    assert f'rel="prev" href="../runs/{runs[0].id}.html"' in made
    assert f'rel="next" href="../runs/{runs[2].id}.html"' in made
    assert f'href="../{raw[1]}" download' in made


def test_hostile_texts_stay_texts() -> None:
    """Markup in any field is shown, not obeyed; a template's own marks are not either."""
    evil = "<img src=x onerror=alert(1)>{{7*7}}{x}%s"
    run = make_run(
        1,
        title=evil,
        tags=(evil,),
        user=evil,
        command=evil,
        environment=evil,
        parameters={evil: evil},
        given={evil: evil},
        packages={evil: evil},
        code=Code(evil, evil, dirty=True),
        inputs=(Input(evil, evil, 3, EPOCH, evil),),
        versions=(Version(evil, "v", "json", data={evil: {evil: [evil]}}), make_metrics({evil: 1})),
        failure=replace(FAILURE, type=evil, message=evil, traceback=(evil,), node=evil),
    )
    made = page(make_run(0), run)
    assert "<img src=x" not in made
    assert "49" not in re.sub(r"\d{3,}", "", words(made, "parameters"))
    assert evil in words(made, "parameters")


def test_a_plot_is_linked_where_its_page_is(tmp_path: Path) -> None:
    """Also beside a dataset that differs in case only and, with HTML off, has no page."""
    image = write_plot(tmp_path, "Prices", "v", "a.png", b"a")
    table = replace(write_plot(tmp_path, "prices", "v", "b.html", b"b"), kind="html")
    runs = History(Project("p", "/p"), (make_run(0, versions=(image, table)),))
    config = Config(html_artifacts="off")

    [page] = render("run", runs, config).values()
    written = [url for url in render("plots", runs, config) if url.startswith("plots/")]

    assert [url for url in written if f'href="../{url}"' in page] == written
    assert len(written) == 1
