"""Foreign markup made so that it can be shown: an HTML page sealed off, an SVG as a picture.

The seal stands here and not in a theme, since no theme may loosen it.
"""

from __future__ import annotations

import base64
import codecs
import re

# Nothing is loaded and nothing sent; what the page brings along itself may run.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' data: blob:; "
    "style-src 'unsafe-inline' data:; img-src data: blob:; font-src data:; "
    "media-src data: blob:; worker-src blob:; base-uri 'none'; form-action 'none'"
)
# Runs before anything of the page. Where the frame is not sandboxed (its address was opened
# by hand) the rest of the file becomes a text that nobody sees: `plaintext` never ends.
# No policy governs WebRTC, which would reach any host: it goes, in frames of the page as well,
# which get this guard before their own content.
_GUARD = (
    'let sealed=self.origin==="null";try{localStorage;sealed=false}catch{}'
    "if(!sealed)document.write(\"<p>A page that a run made is shown on the run's own page only."
    '</p><plaintext hidden>");'
    "delete self.RTCPeerConnection;delete self.webkitRTCPeerConnection;"
    'const guard=document.currentScript.outerHTML,inner=document.getElementsByTagName("iframe");'
    "new MutationObserver(()=>{for(const frame of inner)"
    "if(frame.srcdoc&&!frame.srcdoc.startsWith(guard))frame.srcdoc=guard+frame.srcdoc})"
    '.observe(document,{subtree:true,childList:true,attributeFilter:["srcdoc"]})'
)
_SEAL = (
    '<!doctype html><meta charset="utf-8">'
    f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    f"<script>{{{_GUARD}}}</script>\n"
)
_ROOT = re.compile(r"<svg\b[^>]*>", re.IGNORECASE)
_LENGTH = re.compile(r"([0-9]*\.?[0-9]+)(px|pt|pc|mm|cm|in|em|ex)?")
_PIXELS = {"pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "em": 16.0}
_LONGEST_HEAD = 65_536


def sealed_page(content: bytes) -> bytes:
    """An HTML page that runs in a sandboxed frame only, and there can reach nothing."""
    return _SEAL.encode() + _text(content).encode("utf-8", "replace")


def sheet(content: bytes) -> bytes:
    """An SVG file that holds the foreign one as a picture.

    As a picture none of its scripts run and none of its links are followed, also where the
    file itself is opened.
    """
    width, height = _size(content)
    picture = base64.b64encode(content).decode("ascii")
    size = f' width="{width:g}" height="{height:g}"' if width and height else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"{size}>'
        f'<image width="100%" height="100%" href="data:image/svg+xml;base64,{picture}"/>'
        "</svg>\n"
    ).encode()


def _text(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _size(content: bytes) -> tuple[float, float]:
    """Width and height in pixels, by its own words or its box; zeros where it names none."""
    root = _ROOT.search(content[:_LONGEST_HEAD].decode("utf-8", "replace"))
    if root is None:
        return 0.0, 0.0
    width, height = _pixels(root[0], "width"), _pixels(root[0], "height")
    box = re.search(r"\bviewBox\s*=\s*[\"']([^\"']*)", root[0])
    if (not width or not height) and box:
        numbers = re.findall(r"-?[0-9]*\.?[0-9]+", box[1])
        if len(numbers) == 4:  # noqa: PLR2004 - x, y, width, height
            width, height = float(numbers[2]), float(numbers[3])
    return width, height


def _pixels(tag: str, name: str) -> float:
    found = re.search(rf"\s{name}\s*=\s*[\"']\s*([^\"']*?)\s*[\"']", tag)
    length = _LENGTH.fullmatch(found[1]) if found else None
    if length is None:
        return 0.0
    return float(length[1]) * _PIXELS.get(length[2] or "", 1.0)
