"""A history whose every text is an attack, and the site that is built of it.

Each attack calls `ran(…)` with the name of the field that it stood in, or asks for an address
of the listener that the test gives; a browser that does neither has withstood it. Fields are
found by walking the values: one that is added to the history is attacked from then on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from builders import figure, make_failed_run, make_history, make_run, png
from kedro_track.build import write_site
from kedro_track.config import Comparison, Config, MetricRule, ThemeOptions
from kedro_track.history import History, Kind, Problem, Run, TrackedDataset, TrackedFile, Version
from kedro_track.site.output import Output

CALL, URL = "CALL", "URL"

ATTACKS: Mapping[str, str] = {
    "script": "<script>CALL</script>",
    "attribute": '"><img src=x onerror=CALL>',
    "apostrophe": "'><svg onload=CALL></svg>",
    "scheme": "javascript:CALL//",
    "end_of_script": "--></script><script>CALL</script>",
    "end_of_text": "</title></style></textarea></template></noscript><img src=URL onerror=CALL>",
    "string": "\\');CALL//\u2028CALL//\n;CALL//`;CALL//${CALL}",
    "jinja": "{{ [].__class__ }}{% raw %}{#<img src=x onerror=CALL>{0.__class__}",
    "markdown": "[x](javascript:CALL) ![x](URL) [y] <javascript:CALL> <a href='jav\tascript:CALL'>"
    "x</a> [x](data:text/html,<script>CALL</script>)\n\n[y]: javascript:CALL\n",
    "frame": '<iframe srcdoc="<script>parent.CALL</script>"></iframe>'
    "<iframe src=javascript:parent.CALL></iframe><object data=URL></object><embed src=URL>",
    "style": '<style>@import "URL";*{background:url(URL)}</style><link rel=stylesheet href=URL>'
    '<link rel=preconnect href=URL><base href=URL><meta http-equiv=refresh content="0;url=URL">',
    "sanitiser": "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x "
    "onerror=CALL&gt;'><noscript><p title='</noscript><img src=x onerror=CALL>'>",
    "inline": "<span style=\"background:url('URL')\" onmouseover=CALL>x</span>"
    "<a href='javascript:CALL' style='background:url(URL)'>x</a><b onclick=CALL>x",
    "clobber": "<form id=KT name=body><input name=text><input id=tray><input id=main>"
    "<a id=KT name=state href='javascript:CALL'>x</a></form>",
    "text": "\u202e<img src=x onerror=CALL>\u202c\x0b\x1b[31m\x85%00%3Cscript%3ECALL&lt;",
}
"""What to write into a field; the name is for the one who reads a failure."""

# A page is opened for each of these and not for each attack, of which most can stand together.
TOGETHER = {
    "together": " ".join(text for kind, text in ATTACKS.items() if kind != "scheme"),
    **{kind: ATTACKS[kind] for kind in ("scheme", "string", "attribute")},
}

OWN_NAMES = ("__proto__", "constructor", "hasOwnProperty", "toString", "__defineGetter__")
"""Names that every object of a script has, which a careless look-up takes for an entry."""

# Fields that choose among our own words, or that say where a file is.
_KEPT = frozenset({"status", "kind", "path", "digest", "direction"})
# Fields that hold the same kind of name, which must stay the same wherever it is spoken of.
_SAME = {"inputs": "dataset", "outputs": "dataset", "saved": "dataset", "dataset": "dataset"}


def attack_on(field: str, kind: str, listener: str) -> str:
    """The attack of a kind on a field; the field's name is what it calls out."""
    name = "".join(c if c.isalnum() else "_" for c in field)
    return (
        {**ATTACKS, **TOGETHER}[kind]
        .replace(CALL, f"ran(/{name}/)")
        .replace(URL, f"{listener}{name}")
    )


@dataclass(frozen=True)
class Poisoner:
    """Puts an attack before every text of a value."""

    kind: str
    listener: str

    def __call__(self, value: Any, field: str = "value") -> Any:
        """Copy a value with all its texts attacked, those of its keys too."""
        if field in _KEPT:
            return value
        if is_dataclass(value) and not isinstance(value, type):
            changes = {
                item.name: self(getattr(value, item.name), item.name)
                for item in fields(value)
                if item.init
            }
            return replace(value, **changes)
        if isinstance(value, Mapping):
            return {self(key, f"{field}_key"): self(item, field) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)(self(item, field) for item in value)
        return self.text(value, field) if isinstance(value, str) else value

    def text(self, value: str, field: str) -> str:
        """The attack, and after it what stood there: so different texts stay different."""
        field = field.removesuffix("_key") if _SAME.get(field.removesuffix("_key")) else field
        return attack_on(_SAME.get(field, field), self.kind, self.listener) + value


def hostile_runs(folder: Path, listener: str) -> tuple[Run, ...]:
    """For each attack a run that succeeded and one that failed, with files of every kind."""
    runs: list[Run] = []
    for index, kind in enumerate(TOGETHER):
        poison = Poisoner(kind, listener)
        told = make_run(2 * index, title="title", notes="notes", tags=("a", "b"), **_rare(index))
        failed = make_failed_run(2 * index + 1, **_rare(index))
        files = tuple(
            _artifact(folder, index, dataset, what, content)
            for dataset, (what, content) in _contents(poison).items()
        )
        runs += [
            poison(replace(told, versions=(*told.versions, *files))),
            poison(failed),
        ]
    return (*runs, *(_named(index, name) for index, name in enumerate(OWN_NAMES, len(runs))))


def hostile_history(folder: Path, listener: str) -> History:
    """A history of attacks, one on every field of the project and its problems too."""
    runs = hostile_runs(folder / "data", listener)
    poison = Poisoner("attribute", listener)
    kinds = {version.dataset: version.kind for run in runs for version in run.versions}
    datasets = tuple(TrackedDataset(name, kind, name, name) for name, kind in sorted(kinds.items()))
    problems = tuple(
        Poisoner(kind, listener)(Problem("what", "where", "remedy", "run")) for kind in ATTACKS
    )
    made = make_history(0, runs=runs, datasets=datasets, problems=problems)
    project = replace(poison(made.project), path=str(folder))
    return replace(made, project=project)


def hostile_config(listener: str) -> Config:
    """A configuration of attacks, as the checks of `track.yml` let through."""

    def attack(field: str, kind: str = "attribute") -> str:
        return attack_on(field, kind, listener)

    return Config(
        title=attack("config_title", "end_of_text"),
        description="description.md",
        site_url="https://example.org/site/",
        repository_url="https://example.org/repository",
        metrics=(
            MetricRule("*mae", attack("label"), attack("unit"), ".3f", "lower"),
            MetricRule("*r2_score", attack("label", "string"), attack("unit", "clobber")),
        ),
        comparisons=tuple(
            Comparison(attack("comparison", kind), ("latest",), "latest", attack("compared", kind))
            for kind in ("attribute", "string")
        ),
        theme=ThemeOptions(footer="\n\n".join(attack("footer", kind) for kind in ATTACKS)),
    )


def build_hostile_site(folder: Path, listener: str, config: Config | None = None) -> Path:
    """Build the site of all attacks, and give where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    description = "\n\n".join(attack_on("description", kind, listener) for kind in ATTACKS)
    (folder / "description.md").write_text(description, encoding="utf-8")
    history = hostile_history(folder, listener)
    write_site(history, config or hostile_config(listener), Output(folder / "site"))
    return folder / "site"


def _rare(index: int) -> dict[str, Any]:
    """What the builders' runs do not have."""
    return {
        "hidden": False,
        "bookmark": index % 2 == 0,
        "notes_from": "notes_from",
        "filters": {"tags": ("filter",), "from_nodes": ("filter",), "other": ("filter",)},
    }


def _named(index: int, name: str) -> Run:
    """A run in which everything has a name that objects have by themselves."""
    version = Version(name, "", "metrics", data={name: 1.0, "other": 2.0})
    json_version = Version(f"{name}.json", "", "json", data={name: {name: [name]}})
    return make_run(
        index,
        id=name,
        title=None,
        tags=(name,),
        environment=name,
        pipelines=(name,),
        parameters={name: {name: name}, "plain": {name: 1}},
        given={name: name},
        packages={name: name},
        saved={name: name},
        graph=tuple(replace(node, tags=(name,)) for node in make_run(0).graph or ()),
        versions=(version, json_version),
    )


def _artifact(folder: Path, index: int, dataset: str, kind: Kind, content: bytes) -> Version:
    path = folder / str(index) / dataset
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    file = TrackedFile(dataset, str(path), len(content), digest)
    return Version(dataset, "version", kind, (file,))


def _contents(poison: Poisoner) -> dict[str, tuple[Kind, bytes]]:
    """For each kind of artifact a file full of the attack, by the name of its dataset."""

    def encoded(text: str) -> bytes:
        return text.encode("utf-8", "replace")

    def dumped(value: Any) -> bytes:
        return json.dumps(value).encode()

    def attack(field: str) -> str:
        return attack_on(field, poison.kind, poison.listener)

    page = {"page.html": ("html", encoded(_page(attack("page"), poison.listener)))}
    rows = "\n".join(f'"{attack("cell").replace(chr(34), chr(34) * 2)}",{n}' for n in range(3))
    return {
        "bars.json": ("plotly", dumped(_figure(attack, poison.listener, "bar"))),
        "fast.json": ("plotly", dumped(_figure(attack, poison.listener, "scattergl"))),
        "no.json": ("plotly", encoded(attack("no_figure"))),
        "drawing.svg": ("image", encoded(_svg(attack("svg"), poison.listener))),
        "picture.png": ("image", png()),
        **(page if poison.kind == "together" else {}),
        "table.csv": ("table", encoded(f"{attack('head').splitlines()[0]},b\n{rows}\n")),
        "words.md": ("text", encoded(attack("words"))),
        "model.pickle": ("other", encoded(attack("other"))),
    }


def _figure(attack: Callable[[str], str], listener: str, trace: str) -> dict[str, Any]:
    """A figure with an attack wherever Plotly shows a text, and pictures from elsewhere."""
    made = figure(1, 3, 2, title=attack("figure_title"))
    picture = {"source": f"{listener}picture", "x": 0, "y": 1, "sizex": 1, "sizey": 1}
    styled = f"<span style=\"background:url('{listener}style')\">{attack('figure_style')}</span>"
    linked = f"<a href=\"javascript:ran(/figure_link/)\" style='x:y'>{attack('figure_link')}</a>"
    made["data"][0] |= {
        "type": trace,
        "mode": "markers+text",
        "name": attack("figure_name"),
        "text": [attack("figure_text"), styled, linked],
        "hovertext": [attack("figure_hover"), styled, linked],
        "hovertemplate": f"{attack('figure_template')}%{{customdata}}<extra>{styled}</extra>",
        "customdata": [attack("figure_data"), styled, linked],
        "meta": {"name": attack("figure_meta")},
    }
    if trace == "scattergl":
        del made["data"][0]["hovertext"]
    made["layout"] |= {
        "hovermode": "closest",
        "images": [picture],
        "annotations": [
            {"text": attack("figure_note"), "x": 1, "y": 1, "hovertext": styled},
            {"text": linked, "x": 2, "y": 2},
        ],
        "xaxis": {"title": {"text": styled}, "ticktext": [attack("figure_tick")], "tickvals": [1]},
        "template": {"layout": {"images": [picture], "title": {"text": styled}}},
        "updatemenus": [
            {
                "buttons": [
                    {
                        "label": attack("figure_button"),
                        "method": "relayout",
                        "args": [{"images[0].source": f"{listener}menu", "title.text": styled}],
                    }
                ]
            }
        ],
    }
    made["config"] = {"plotlyServerURL": listener, "showSendToCloud": True}
    made["frames"] = [{"name": attack("figure_frame"), "layout": {"images": [picture]}}]
    return made


def _svg(attack: str, listener: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'width="80" height="60" onload="ran(/svg_load/)"><script>ran(/svg_script/)</script>'
        f'<image href="{listener}svg"/><use xlink:href="{listener}use#a"/>'
        f'<style>@import "{listener}import";</style><a href="javascript:ran(/svg_link/)">'
        '<rect width="80" height="60" fill="#888" onclick="ran(/svg_click/)"/></a>'
        '<foreignObject width="80" height="60"><body xmlns="http://www.w3.org/1999/xhtml">'
        f"<iframe src='{listener}object'/></body></foreignObject><!-- {attack} --></svg>"
    )


def _page(attack: str, listener: str) -> str:
    """An HTML page that tries to get out of its frame in every way that pages know."""
    return f"""<!doctype html><html><head><title>{attack}</title>
<meta http-equiv="refresh" content="1;url={listener}refresh">
<link rel="stylesheet" href="{listener}sheet"><link rel="icon" href="{listener}icon">
<link rel="prefetch" href="{listener}prefetch"><link rel="preload" as="image" href="{listener}load">
<script src="{listener}script"></script></head><body>{attack}
<img src="{listener}image"><iframe src="{listener}inner"></iframe>
<object data="{listener}object"></object><video src="{listener}video" autoplay></video>
<form action="{listener}form" method="post"><input name="a"></form>
<a id="top" href="{listener}top" target="_top">x</a>
<a id="ping" href="#" ping="{listener}ping">x</a>
<script>
const tries = [
  () => ran("sealed_itself"),
  () => parent.ran("sealed_parent"),
  () => top.ran("sealed_top"),
  () => parent.document.body.append("x"),
  () => {{ top.location = "{listener}location"; }},
  () => open("{listener}popup"),
  () => alert("sealed"),
  () => confirm("sealed"),
  () => print(),
  () => fetch("{listener}fetch", {{ mode: "no-cors" }}).catch(() => 0),
  () => navigator.sendBeacon("{listener}beacon"),
  () => new WebSocket("{listener}socket".replace("http", "ws")),
  () => new EventSource("{listener}events"),
  () => new Worker("{listener}worker"),
  () => {{ new Image().src = "{listener}picture"; }},
  () => {{ localStorage.broken = "yes"; }},
  () => {{ document.cookie = "broken=yes"; }},
  () => document.forms[0].submit(),
  () => document.getElementById("top").click(),
  () => document.getElementById("ping").click(),
  () => parent.postMessage({{ type: "ready" }}, "*"),
  () => parent.postMessage({{ type: "relayout", changes: {{ __proto__: null, title: "x" }} }}, "*"),
  () => import("{listener}module").catch(() => 0),
  () => setTimeout(() => {{ location = "{listener}self"; }}, 500),
];
for (const attempt of tries) try {{ attempt(); }} catch {{ /* the next */ }}
</script></body></html>"""
