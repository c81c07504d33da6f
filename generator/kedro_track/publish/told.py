"""What a finished site tells a stranger, by its own files: users, hosts, paths, commands."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from kedro_track.history import leaves
from kedro_track.publish.files import SiteFile

EXAMPLES = 3
_LONGEST = 80

# Parts of texts that look like keys: long, without a blank, of letters of both cases and figures.
_KEY_LIKE = re.compile(
    r"(?<![\w+/=.-])(?=[\w+/=-]*[a-z])(?=[\w+/=-]*[A-Z])(?=[\w+/=-]*\d)[\w+/=-]{20,}"
)
RANDOM = "values as random as keys"

_RANDOM = 3.5
"""Bits a character, by the characters' own frequencies; repeated words stay below."""

_RESTLESS = 0.4
"""How often the kind of character changes: in keys at three of five steps, in paths at one."""

_HOME = re.compile(
    rb"(?<![\w.~-])/(?:home|Users)/(?!~)[^\s/\\'\"`<>:;,(){}\[\]&]+|[A-Z]:\\+Users\\+\w+"
)
_EMAIL = re.compile(
    rb"(?<![\w.+@/:-])(?!git@)[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}(?![\w@])"
)


@dataclass
class Told:
    """How often each value of a kind is told; those that should not be are `faults`.

    Attributes:
        seen: By kind, such as `users`, the values with their counts.
        faults: By kind, such as `home folders`, the values with a place of each.
    """

    seen: dict[str, Counter[str]] = field(default_factory=dict)
    faults: dict[str, dict[str, str]] = field(default_factory=dict)

    def see(self, kind: str, value: Any) -> None:
        """Count a value, if there is one."""
        if isinstance(value, str) and value:
            self.seen.setdefault(kind, Counter())[_short(value)] += 1

    def fault(self, kind: str, value: str, place: str) -> None:
        """Remember a value that should not be there, with the first place that it is at."""
        self.faults.setdefault(kind, {}).setdefault(_short(value), place)


def told_by(files: Iterable[SiteFile]) -> Told:
    """Read the runs' own JSON, which says all of them, and look for people in all other files."""
    told = Told()
    for file in files:
        if is_of_the_theme(file):
            continue
        content = file.path.read_bytes()
        if file.url.startswith("runs/") and file.url.endswith(".json"):
            _run(json.loads(content), file.url, told)
        for kind, pattern in (("home folders", _HOME), ("e-mail addresses", _EMAIL)):
            for found in pattern.findall(content):
                told.fault(kind, found.decode("utf-8", "replace"), file.url)
    return told


def is_of_the_theme(file: SiteFile) -> bool:
    """Whether it is the same on every site, of the theme or of Plotly."""
    return file.url.startswith("static/") and not file.url.startswith("static/custom/")


def entropy(text: str) -> float:
    """Bits a character, by how often each stands in the text (Shannon, 1948)."""
    counts = Counter(text).values()
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts)


def keys_in(text: str) -> Iterator[str]:
    """The parts of a text that are as random as keys are."""
    for match in _KEY_LIKE.finditer(text):
        if entropy(match[0]) >= _RANDOM and _restlessness(match[0]) >= _RESTLESS:
            yield match[0]


def _restlessness(text: str) -> float:
    kinds = [(sign.islower(), sign.isupper(), sign.isdigit()) for sign in text]
    return sum(one != other for one, other in pairwise(kinds)) / (len(text) - 1)


def _run(run: Mapping[str, Any], url: str, told: Told) -> None:
    for kind, value in _facts(run):
        told.see(kind, value)
    data = {v["dataset"]: v.get("data") for v in run.get("versions") or () if v["kind"] == "json"}
    for name, value in leaves({"params": run.get("parameters") or run.get("given") or {}, **data}):
        told.see("parameters and tracked values", name.removeprefix("params."))
        for text in value if isinstance(value, list) else [value]:
            for key in keys_in(text) if isinstance(text, str) else ():
                told.fault(RANDOM, f"{name}={key}", url)


def _facts(run: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for kind, name in _FACTS.items():
        yield kind, run.get(name)
    for name in _LISTS:
        yield from ((name, value) for value in run.get(name) or ())
    git, failure = run.get("git") or {}, run.get("exception") or {}
    yield from (("remotes", git.get("remote")), ("branches", git.get("branch")))
    yield from (("commits", git.get("sha")), ("failures", failure.get("message")))
    yield from (("nodes", node.get("name")) for node in run.get("graph") or ())
    yield from (("paths of inputs", read.get("path")) for read in run.get("inputs") or ())
    for version in run.get("versions") or ():
        name = version.get("dataset")
        yield "datasets", name
        # The values of the others stand in tables; these are handed out as they are.
        for file in (version.get("files") or ()) if version["kind"] not in _READ else ():
            yield "files that runs saved", f"{name}: {file.get('name')}"


_READ = ("metrics", "json")

_LISTS = ("metrics", "packages", "pipelines", "tags")

_FACTS = {
    "environments": "environment",
    "versions of Python": "python",
    "users": "user",
    "git users": "git_user",
    "hosts": "host",
    "commands": "command",
    "titles": "title",
    "notes": "notes",
    "platforms": "platform",
}


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
