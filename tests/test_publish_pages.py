"""Publishing to GitHub Pages: a real bare remote, and what git has there afterwards."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kedro_track.cli import track
from kedro_track.errors import PublishError
from kedro_track.publish import pages
from kedro_track.publish.github import is_on_github, pages_address
from kedro_track.publish.pages import PagesBranch, Target
from projects import make_project
from publishing import built, content_of


def git(folder: Path, *arguments: str) -> str:
    """What git prints."""
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)
    return done.stdout.decode().strip()


@pytest.fixture(autouse=True)
def _nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git as on a new machine: without a name, an address or settings."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("GIT_AUTHOR_NAME", raising=False)
    monkeypatch.delenv("GIT_COMMITTER_NAME", raising=False)


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """A bare repository."""
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
    return tmp_path / "remote.git"


@pytest.fixture
def project(tmp_path: Path, remote: Path) -> Path:  # noqa: ARG001 - it is pushed to
    """A repository with one commit, whose `origin` is the remote by a relative path."""
    folder = tmp_path / "project"
    git(tmp_path, "init", "--quiet", "--initial-branch=main", "project")
    (folder / "README.md").write_text("mine")
    git(folder, "add", ".")
    git(folder, "-c", "user.name=Me", "-c", "user.email=me@example.org", "commit", "-qm", "First")
    git(folder, "remote", "add", "origin", "../remote.git")
    git(folder, "push", "--quiet", "origin", "main")
    return folder


def branch_of(project: Path, site: Path, **options: object) -> PagesBranch:
    """A publication to the branch of a project's remote."""
    return PagesBranch(project, site, Target(**options))  # type: ignore[arg-type]


def publish(project: Path, site: Path, **options: object) -> int:
    """Publish, and give the count of files that were sent."""
    sent: list[int] = []
    branch_of(project, site, **options).carry_out(lambda _stage, count: sent.append(count))
    return sum(sent)


def published(remote: Path, branch: str = "gh-pages") -> dict[str, bytes]:
    """The files of a branch, by path."""
    names = git(remote, "ls-tree", "-r", "--name-only", "-z", branch).split("\0")
    command = ["git", "cat-file", "blob"]
    return {
        name: subprocess.run(
            [*command, f"{branch}:{name}"], cwd=remote, check=True, capture_output=True
        ).stdout
        for name in names
        if name
    }


def test_the_branch_holds_the_site_in_one_commit(
    project: Path, remote: Path, tmp_path: Path
) -> None:
    """The second time too; the project's own history, index and files are as they were."""
    before = (git(project, "rev-parse", "HEAD"), git(project, "status", "--porcelain"))
    site = built(tmp_path)
    publish(project, site)
    assert published(remote) == content_of(site)
    assert ".nojekyll" in published(remote)
    built(tmp_path, runs=4)
    publish(project, site)
    assert published(remote) == content_of(site)
    assert git(remote, "rev-list", "--count", "gh-pages") == "1"
    assert (git(project, "rev-parse", "HEAD"), git(project, "status", "--porcelain")) == before
    assert git(project, "branch", "--list").split() == ["*", "main"]


def test_only_what_changed_is_sent(project: Path, remote: Path, tmp_path: Path) -> None:
    """From a fresh clone as well; and nothing for the same site."""
    site = built(tmp_path)
    total = publish(project, site)
    tip = git(remote, "rev-parse", "gh-pages")
    assert publish(project, site) == 0
    assert git(remote, "rev-parse", "gh-pages") == tip
    git(tmp_path, "clone", "--quiet", str(remote), "clone")
    built(tmp_path, runs=4)
    assert 0 < publish(tmp_path / "clone", site) < total
    assert published(remote) == content_of(site)


def test_a_domain_that_was_set_stays(project: Path, remote: Path, tmp_path: Path) -> None:
    """GitHub writes `CNAME` onto the branch; it names the address."""
    site = built(tmp_path)
    publish(project, site)
    git(tmp_path, "clone", "--quiet", "--branch", "gh-pages", str(remote), "edited")
    edited = tmp_path / "edited"
    (edited / "CNAME").write_text("runs.example.org\n")
    git(edited, "add", ".")
    message = "Create CNAME\n\nPublished-by: kedro-track"
    git(edited, "-c", "user.name=G", "-c", "user.email=g@example.org", "commit", "-qm", message)
    git(edited, "push", "--quiet")
    built(tmp_path, runs=4)
    found = branch_of(project, site)
    assert found.address == "https://runs.example.org/"
    found.carry_out(lambda _stage, _count: None)
    assert published(remote)["CNAME"] == b"runs.example.org\n"


def test_a_branch_of_somebody_else_is_refused(project: Path, remote: Path, tmp_path: Path) -> None:
    """Its history would be gone; `force` says that this is meant."""
    site = built(tmp_path)
    with pytest.raises(PublishError, match="did not write, and publishing replaces it with its"):
        publish(project, site, branch="main")
    assert "README.md" in published(remote, "main")
    git(remote, "branch", "docs", "main")
    publish(project, site, branch="docs", force=True)
    assert published(remote, "docs") == content_of(site)


def test_who_publishes_at_the_same_time_is_not_overwritten(
    project: Path, remote: Path, tmp_path: Path
) -> None:
    """The push names what it replaces."""
    site = built(tmp_path)
    late = branch_of(project, site)
    publish(project, built(tmp_path / "other", runs=2))
    tip = git(remote, "rev-parse", "gh-pages")
    with pytest.raises(PublishError, match="meanwhile; run the command again"):
        late.carry_out(lambda _stage, _count: None)
    assert git(remote, "rev-parse", "gh-pages") == tip


def test_what_is_too_large_is_refused(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is sent, with both sizes and a way out."""
    site = built(tmp_path)
    assert pages.LARGEST_SITE == 10**9
    monkeypatch.setattr(pages, "LARGEST_FILE", 100_000)
    with pytest.raises(PublishError, match=r"plotly.* MB, and GitHub takes no file of more than"):
        branch_of(project, site)
    monkeypatch.setattr(pages, "LARGEST_SITE", 1_000_000)
    with pytest.raises(PublishError, match=r"The site has 0\.01 GB, and GitHub Pages takes 0\.001"):
        branch_of(project, site)


def test_a_remote_that_is_missing_is_said(project: Path, tmp_path: Path) -> None:
    """By its name, and what to do; one that is gone with git's own words."""
    site = built(tmp_path)
    with pytest.raises(PublishError, match="no git remote 'upstream'; add it with `git remote add"):
        branch_of(project, site, remote="upstream")
    with pytest.raises(PublishError, match="can't be reached: git ls-remote failed: fatal:"):
        branch_of(project, site, remote=str(tmp_path / "gone.git"))


def test_a_url_needs_no_repository(remote: Path, tmp_path: Path) -> None:
    """A project that is no repository publishes to a URL."""
    site = built(tmp_path)
    (tmp_path / "plain").mkdir()
    publish(tmp_path / "plain", site, remote=str(remote))
    assert published(remote) == content_of(site)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("git@github.com:Team/spaceflights.git", "https://team.github.io/spaceflights/"),
        ("ssh://git@github.com/team/x", "https://team.github.io/x/"),
        ("https://github.com/team/team.github.io", "https://team.github.io/"),
        ("https://user:secret@github.com/team/x.git", "https://team.github.io/x/"),
        ("https://example.org/github.com/team/x.git", None),
        ("../github.com/team/x.git", None),
        ("git@gitlab.com:team/x.git", None),
    ],
)
def test_the_address_of_a_site_on_github_is_known(url: str, address: str | None) -> None:
    """From the remote's URL, whatever its form; of no other host."""
    assert pages_address(url) == address
    assert is_on_github(url) == (address is not None)


def call(project: Path, *arguments: str, answer: str | None = None) -> Result:
    """Call `kedro track publish` on a project."""
    command = ["publish", "--project", str(project), *arguments]
    return CliRunner().invoke(track, command, input=answer)


@pytest.fixture
def kedro_project(project: Path) -> Path:
    """A Kedro project in that repository."""
    return make_project(project / "inner")


def test_the_command_says_who_reads_it_and_asks_first(kedro_project: Path, remote: Path) -> None:
    """Where nobody can be asked it refuses; `--yes` answers, and then it asks no more."""
    refused = call(kedro_project, "github-pages")
    assert refused.exit_code == 1
    assert "say --yes if what the site holds may be read there" in refused.output
    assert "will read the site" in refused.output
    assert git(remote, "branch", "--list", "gh-pages") == ""
    dry = call(kedro_project, "github-pages", "--dry-run")
    assert "Nothing was sent." in dry.output
    assert git(remote, "branch", "--list", "gh-pages") == ""
    done = call(kedro_project, "github-pages", "--yes", "--no-build")
    assert "Published to the branch gh-pages of" in done.output
    assert published(remote) == content_of(kedro_project / "site")
    again = call(kedro_project, "github-pages")
    assert again.exit_code == 0
    assert "is this site already." in again.output


def test_the_command_says_what_is_no_place(kedro_project: Path) -> None:
    """With the two kinds that there are."""
    refused = call(kedro_project, "gitlab-pages")
    assert refused.exit_code == 1
    assert "'gitlab-pages' is no place to publish to: meant is github-pages" in refused.output
