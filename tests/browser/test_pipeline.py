"""The pipeline's page, as a person uses it: look, choose, follow, filter, fold, zoom."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from builders import GRAPH, make_history
from kedro_track.build import write_site
from kedro_track.config import Config
from kedro_track.site.output import Output

Opener = Callable[[Path], str]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight runs; the graph lost a node in the seventh."""
    folder = tmp_path_factory.mktemp("pipeline")
    history = make_history(8, folder=folder / "data")
    fewer = tuple(replace(run, graph=GRAPH[:4]) for run in history.runs[6:])
    history = replace(history, runs=(*history.runs[:6], *fewer))
    write_site(history, Config(), Output(folder / "site"))
    return folder / "site"


@pytest.fixture
def old(site: Path) -> str:
    """The page of the graph that ran first."""
    pages = sorted((site / "pipelines").glob("*.html"))
    has_it = 'data-vertex="node:plot_prices_node"'
    return next(f"pipelines/{page.name}" for page in pages if has_it in page.read_text())


def shape(page: Page, name: str, drawing: str = "whole") -> Locator:
    """A box of the drawing by what it is called."""
    return page.locator(f"#{drawing} .shape").filter(has_text=re.compile(rf"\b{name}\b")).first


def test_a_click_on_metrics_opens_their_timeline(page: Page, over_both: Opener, site: Path) -> None:
    """Beside the drawing, without leaving the page."""
    page.goto(over_both(site) + "pipeline.html")
    shape(page, "scores").click()
    panel = page.locator("#graph-panel")
    expect(panel.locator("h3")).to_contain_text("scores")
    expect(panel.locator(".timeline svg").first).to_be_visible()
    expect(panel.get_by_role("link", name="rmse")).to_have_attribute("href", re.compile("metrics/"))
    assert page.url.endswith("pipeline.html#at=dataset:scores")


def test_a_click_on_a_plot_shows_the_newest_one(
    page: Page, over_file: Opener, site: Path, old: str
) -> None:
    """And earlier ones as a strip."""
    page.goto(over_file(site) + old)
    shape(page, "confusion_matrix").click()
    panel = page.locator("#graph-panel")
    expect(panel.locator("figure img")).to_be_visible()
    width = "image => image.decode().then(() => image.naturalWidth)"
    assert panel.locator("figure img").evaluate(width) == 32
    assert panel.locator(".strip img").count() >= 2


def test_a_figure_is_drawn_live_in_the_panel(
    page: Page, over_file: Opener, site: Path, old: str
) -> None:
    """Plotly comes when the figure is looked at."""
    page.goto(over_file(site) + old)
    assert page.evaluate("typeof window.Plotly") == "undefined"
    shape(page, "price_histogram").click()
    expect(page.locator("#graph-panel .main-svg").first).to_be_visible()


def test_a_click_on_a_node_shows_its_times_and_facts(
    page: Page, over_file: Opener, site: Path
) -> None:
    """Its function, what it reads and writes, how long it took in which run."""
    page.goto(over_file(site) + "pipeline.html")
    shape(page, "evaluate_model_node").click()
    panel = page.locator("#graph-panel")
    expect(panel).to_contain_text("spaceflights.pipelines.data_science.nodes.evaluate_model")
    expect(panel.locator("caption")).to_contain_text("Its time in")
    panel.get_by_role("link", name="regressor").click()
    expect(panel.locator("h3")).to_contain_text("regressor")


def test_back_closes_what_was_opened(page: Page, over_file: Opener, site: Path) -> None:
    """Each choice is a step of the browser's history."""
    page.goto(over_file(site) + "pipeline.html")
    shape(page, "scores").click()
    shape(page, "regressor").click()
    page.go_back()
    expect(page.locator("#graph-panel h3")).to_contain_text("scores")
    page.go_back()
    expect(page.locator("#graph-panel")).to_contain_text("Choose a node")


def test_a_link_shows_what_its_sender_saw(page: Page, over_both: Opener, site: Path) -> None:
    """Chosen box, tag and fold stand in the address."""
    page.goto(over_both(site) + "pipeline.html#at=dataset:scores&tag=training&fold=1")
    expect(page.locator("#folded")).to_be_visible()
    expect(page.locator("#whole")).to_be_hidden()
    expect(page.locator("#graph-panel h3")).to_contain_text("scores")
    expect(page.locator("#graph-tag")).to_have_value("training")


def test_arrows_follow_the_edges(page: Page, over_file: Opener, site: Path) -> None:
    """Down to what reads a dataset, up to what wrote it, Enter opens, Escape closes."""
    page.goto(over_file(site) + "pipeline.html")
    shape(page, "regressor").focus()
    focused = "document.activeElement.querySelector('title').textContent"
    page.keyboard.press("ArrowDown")
    assert "evaluate_model_node" in page.evaluate(focused)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert "_model_node" in page.evaluate(focused) or "test" in page.evaluate(focused)
    page.keyboard.press("Enter")
    expect(page.locator("#graph-panel h3")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#graph-panel")).to_contain_text("Choose a node")


def test_every_box_is_reached_by_tab(page: Page, over_file: Opener, site: Path) -> None:
    """As a link with a name that says what it is."""
    page.goto(over_file(site) + "pipeline.html")
    links = page.locator("#whole a.shape")
    assert links.count() == page.locator("#whole .shape").count()
    names = links.evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    assert "dataset scores, tracked: metrics" in names
    page.locator("#graph-box").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('#whole a.shape')")


def test_a_tag_marks_its_nodes(page: Page, over_file: Opener, site: Path) -> None:
    """All others stand back."""
    page.goto(over_file(site) + "pipeline.html")
    page.locator("#graph-tag").select_option("evaluation")
    expect(shape(page, "evaluate_model_node")).to_have_class(re.compile("tagged"))
    expect(shape(page, "train_model_node")).to_have_class(re.compile("dim"))


def test_a_namespace_is_a_filter(page: Page, over_file: Opener, site: Path) -> None:
    """What lies in it, and in namespaces inside it, stays."""
    page.goto(over_file(site) + "pipeline.html")
    page.locator("#graph-namespace").select_option("data_science")
    expect(shape(page, "train_model_node")).not_to_have_class(re.compile("dim"))
    expect(shape(page, "preprocess_companies_node")).to_have_class(re.compile("dim"))


def test_namespaces_fold(page: Page, over_file: Opener, site: Path) -> None:
    """Each becomes one box that tells what it stands for; a node inside unfolds it."""
    page.goto(over_file(site) + "pipeline.html")
    page.get_by_role("button", name="Fold namespaces").click()
    expect(page.locator("#folded")).to_be_visible()
    shape(page, "data_science", "folded").click()
    panel = page.locator("#graph-panel")
    panel.get_by_role("link", name="train_model_node").click()
    expect(page.locator("#whole")).to_be_visible()
    expect(panel.locator("h3")).to_contain_text("train_model_node")


def test_zoom_and_pan(page: Page, over_file: Opener, site: Path) -> None:
    """By buttons, by the wheel with Ctrl, by dragging the ground."""
    page.goto(over_file(site) + "pipeline.html")
    width = "document.getElementById('whole').getBoundingClientRect().width"
    before = page.evaluate(width)
    page.get_by_role("button", name="Closer").click()
    page.get_by_role("button", name="Closer").click()
    assert page.evaluate(width) == pytest.approx(before * 1.25**2, rel=0.01)
    box = page.locator("#graph-box").bounding_box()
    assert box is not None
    scroll = "document.getElementById('graph-box').scrollTop"
    page.locator("#graph-box").evaluate("box => box.scrollTo(0, 100)")
    page.mouse.move(box["x"] + 6, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 6, box["y"] + 140)
    page.mouse.up()
    assert page.evaluate(scroll) == pytest.approx(160, abs=2)
    page.get_by_role("button", name="Fit").click()
    inside = page.locator("#whole").bounding_box()
    assert inside is not None
    assert inside["height"] <= box["height"] + 1


def test_a_name_is_found(page: Page, over_file: Opener, site: Path) -> None:
    """Typed into the field, it is chosen and brought into view."""
    page.goto(over_file(site) + "pipeline.html")
    page.locator("#graph-find").fill("y_test")
    page.keyboard.press("Enter")
    expect(page.locator("#graph-panel h3")).to_contain_text("y_test")
    expect(shape(page, "y_test")).to_have_class(re.compile("chosen"))


def test_the_page_says_when_the_graph_changed(page: Page, over_file: Opener, site: Path) -> None:
    """In which run, and how; the graph before is one click away."""
    page.goto(over_file(site) + "pipeline.html")
    expect(page.locator("main")).to_contain_text("gone are plot_prices_node")
    page.locator("#graphs + p + .scroll a", has_text="5 nodes").click()
    expect(page.locator("main")).to_contain_text("This is an earlier graph.")
    expect(shape(page, "plot_prices_node")).to_be_visible()


def test_without_javascript_boxes_are_links(
    new_page: Callable[..., Page], over_file: Opener, site: Path
) -> None:
    """To the pages of metrics and plots, and to the facts beneath the drawing."""
    page = new_page(javascript=False)
    page.goto(over_file(site) + "pipeline.html")
    shape(page, "train_model_node").click()
    assert re.search(r"#at-\d+$", page.url)
    expect(page.locator(".facts-of", has_text="train_model_node").first).to_be_visible()
    shape(page, "scores").click()
    assert page.url.endswith("metrics.html")


def marks(page: Page) -> dict[str, str]:
    """What the drawing says of each node's time."""
    found: dict[str, str] = page.eval_on_selector_all(
        "#whole .shape.node",
        "all => Object.fromEntries(all.map(shape => ["
        "  shape.querySelector('text:not(.badge):not(.caption)').textContent,"
        "  shape.querySelector('.badge').textContent]))",
    )
    return found


def test_a_run_leads_to_its_graph_with_its_own_times(
    page: Page, over_both: Opener, site: Path
) -> None:
    """The drawing says whose they are; the latest run's are one choice away."""
    run = sorted((site / "runs").glob("*.html"))[2].stem
    page.goto(f"{over_both(site)}runs/{run}.html")
    own = page.locator("table.nodes tbody tr").evaluate_all(
        "rows => rows.map(row => row.cells[1].textContent.trim())"
    )
    page.get_by_role("link", name="See it drawn, with these times").click()
    said = page.locator("#graph-run-said")
    expect(said).to_contain_text("The drawing shows the times of")
    expect(said.get_by_role("link")).to_have_attribute("title", run)
    assert sorted(marks(page).values()) == sorted(own)
    before = marks(page)
    page.get_by_label("Times in").select_option(index=0)
    expect(said).to_be_hidden()
    assert marks(page) != before
    page.go_back()
    expect(said).to_be_visible()
    assert marks(page) == before


def test_a_picked_run_is_offered_for_its_times(page: Page, over_file: Opener, site: Path) -> None:
    """Also for a folded namespace, whose time is that of all its nodes."""
    newest = sorted((site / "runs").glob("*.html"))[-2:]
    page.goto(over_file(site) + f"pipeline.html#fold=1&runs={newest[0].stem}")
    offered = page.get_by_label("Times in")
    assert offered.locator("option").count() == 2
    offered.select_option(newest[0].stem)
    expect(page.locator("#graph-run-said")).to_be_visible()
    badges = page.locator("#folded .shape:not(.dataset) .badge").all_text_contents()
    assert all(badge.endswith("s") for badge in badges), badges


def test_a_run_of_another_graph_is_said(page: Page, over_file: Opener, site: Path) -> None:
    """Its times are not put on boxes that are not its own."""
    first = min((site / "runs").glob("*.html")).stem
    page.goto(over_file(site) + "pipeline.html")
    before = marks(page)
    page.goto(over_file(site) + f"pipeline.html#run={first}")
    said = page.locator("#graph-run-said")
    expect(said).to_contain_text("The drawing shows another graph than the one of")
    assert marks(page) == before


def test_a_run_that_is_not_there_is_said(page: Page, over_file: Opener, site: Path) -> None:
    """A link may be older than the history."""
    page.goto(over_file(site) + "pipeline.html#run=gone")
    expect(page.locator("#graph-run-said")).to_have_text(
        "There is no run gone here; the times are those of the latest."
    )


def test_the_drawing_has_the_whole_width_until_something_is_chosen(
    page: Page, over_file: Opener, site: Path
) -> None:
    """Then the panel stands beside it."""
    page.goto(over_file(site) + "pipeline.html")
    box = page.locator("#graph-box")
    whole = box.bounding_box()
    shape(page, "scores").click()
    beside = box.bounding_box()
    assert whole is not None
    assert beside is not None
    assert beside["width"] < whole["width"] - 300
