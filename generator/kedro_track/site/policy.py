"""The Content-Security-Policy of a page: what was tried on `file://` and http alike."""

from __future__ import annotations

_COMMON = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
_NEEDS: dict[str, dict[str, str]] = {
    # Plotly sets style attributes, draws heatmaps as data: and exports PNGs as blob: images.
    "plotly": {"style-src-attr": "'unsafe-inline'", "img-src": "'self' data: blob:"},
    # WebGL traces and parallel coordinates compile their shaders with `new Function`.
    "eval": {"script-src": "'self' 'unsafe-eval'"},
    "frames": {"frame-src": "'self'"},
}


def policy(needs: frozenset[str]) -> str:
    """The policy for a page with these needs, as the value of the meta element.

    Args:
        needs: Any of `plotly`, `eval`, `frames`.
    """
    directives = dict(_COMMON)
    for need in sorted(needs):
        directives.update(_NEEDS[need])
    return "; ".join(f"{name} {value}" for name, value in directives.items())
