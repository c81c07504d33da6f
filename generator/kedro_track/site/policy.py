"""The Content-Security-Policy of a page: what was tried on `file://` and http alike."""

from __future__ import annotations

from collections.abc import Iterable

from kedro_track.site.figures import plotly_needs_inline_styles

_COMMON = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
_NEEDS: dict[str, dict[str, str]] = {
    # Plotly sets style attributes, draws heatmaps as data: and exports PNGs as blob: images;
    # figures that need `eval` are drawn in a frame that has it.
    "plotly": {
        "style-src-attr": "'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "frame-src": "'self'",
    },
    # Fast scatters and parallel coordinates compile their shaders with `new Function`.
    "eval": {"script-src": "'self' 'unsafe-eval'", "style-src": "'self' 'unsafe-inline'"},
    "frames": {"frame-src": "'self'"},
    "artifacts": {},
}


def policy(needs: frozenset[str]) -> str:
    """The policy for a page with these needs, as the value of the meta element.

    Args:
        needs: Any of `artifacts`, `plotly`, `frames`; `eval` is for the frame of figures alone.
    """
    directives = dict(_COMMON)
    if "plotly" in needs and plotly_needs_inline_styles():
        directives["style-src"] = "'self' 'unsafe-inline'"
    for need in sorted(needs, reverse=True):
        directives.update(_NEEDS[need])
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def single_file_policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """The policy of a site that is one file: what may run is named by its digest.

    Args:
        scripts: `sha256-…` of every script that a page may run.
        styles: The same of every style sheet.
    """
    directives = dict(_COMMON) | {
        "script-src": _named(scripts),
        "style-src": "'unsafe-inline'" if plotly_needs_inline_styles() else _named(styles),
        "style-src-attr": "'unsafe-inline'",
        "img-src": "data: blob:",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def _named(digests: Iterable[str]) -> str:
    return " ".join(f"'{digest}'" for digest in sorted(set(digests))) or "'none'"
