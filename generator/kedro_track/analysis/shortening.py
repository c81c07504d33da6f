"""What of a text says more of somebody's machine than of a run, left out. Pure: text in, text out.

Home folders become `~`, paths in the project relative, hosts their first label, e-mail
addresses are left out, tracebacks end up with the project's own frames.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from itertools import groupby

from kedro_track.redaction import MASK

# Not after a character of a name: `/data/home/x` and `https://example.org/home/x` are no homes.
_HOME = re.compile(
    r"(?<![\w.~-])(?:/(?:var/|export/|usr/)?home|/Users)/[^\s/\\'\"`<>:;,(){}\[\]]+"
    r"|(?<![\w.~/-])/root(?![\w.-])"
    r"|(?<!\w)[A-Za-z]:(?:\\\\|[\\/])Users(?:\\\\|[\\/])"
    r"(?:[^\\/:*?\"<>|\r\n]{1,64}(?=[\\/])|[^\s\\/'\":<>|]+)",
)
_EMAIL = re.compile(
    r"(?P<angle>\s?<[^\s<>@]{1,64}@[^\s<>@]{1,250}>)"
    r"|(?<![\w.+@/:-])(?!git@)[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}(?![\w@])"
)
_NUMERIC_HOST = re.compile(r"[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*")
_SCP_USER = re.compile(r"[^@/:\s]+@(?=[^@/\s]+:)")
_FRAME = re.compile(r'\s*File "([^"]+)", line \d+')
_LIBRARY = re.compile(
    r"[\\/](?:site|dist)-packages[\\/]|[\\/]lib[\\/]python\d|[\\/]Lib[\\/](?!site)|^<|\.zip[\\/]"
)


def without_homes(text: str) -> str:
    """Home folders as `~`: they name people."""
    return _HOME.sub("~", text)


def without_emails(text: str) -> str:
    """Without e-mail addresses: behind a name they go, alone they are masked.

    The `git@host` of a remote is none.
    """
    return _EMAIL.sub(lambda match: "" if match["angle"] else MASK, text)


def name_of_person(text: str) -> str:
    """Somebody's name without the address: `Ada <ada@example.org>` is Ada, so is `ada@…` ada."""
    bare = text.strip().partition("@")[0] if _EMAIL.fullmatch(text.strip()) else ""
    return bare.lstrip("< ") or without_emails(text)


def short_host(name: str) -> str:
    """A host's first label; an address in figures is masked."""
    if _NUMERIC_HOST.fullmatch(name):
        return MASK
    return name.partition(".")[0]


def remote_without_user(remote: str) -> str:
    """`git@host:path` whoever logs in; other forms are left to `redaction.without_user`."""
    match = _SCP_USER.match(remote)
    return remote if match is None or "://" in remote else f"git@{remote[match.end() :]}"


def below(folder: str) -> Callable[[str], str]:
    """What makes every path in a folder relative to it."""
    if not folder:
        return lambda text: text
    pattern = re.compile(rf"(?<![\w.-]){re.escape(folder)}[\\/]")
    return lambda text: pattern.sub("", text)


def hosts_shortened(names: Iterable[str]) -> Callable[[str], str]:
    """What shortens these hosts, wherever one stands by itself."""
    found = sorted(set(names), key=lambda name: (-len(name), name))
    if not found:
        return lambda text: text
    pattern = re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, found))})(?![\w-])")
    return lambda text: pattern.sub(lambda match: short_host(match[0]), text)


def project_frames(traceback: Collection[str]) -> tuple[str, ...]:
    """The frames of the project, with the count of those left out in their place.

    Args:
        traceback: Frames of one or more lines each, or single lines, as Python writes them.
    """
    blocks = list(_blocks(traceback))
    if not any(_is_foreign(block) for block in blocks):
        return tuple(traceback)
    if all(_is_foreign(block) for block in blocks if _FRAME.match(block[0])):
        # Nothing of the project's: where it was raised says most.
        last = max(at for at, block in enumerate(blocks) if _FRAME.match(block[0]))
        own = blocks.pop(last)
        return (*_shortened(blocks[:last]), *own, *_shortened(blocks[last:]))
    return tuple(_shortened(blocks))


def _shortened(blocks: Iterable[tuple[str, ...]]) -> Iterable[str]:
    for is_foreign, group in groupby(blocks, key=_is_foreign):
        found = list(group)
        if is_foreign:
            frames = "frame" if len(found) == 1 else "frames"
            yield f"  … {len(found)} {frames} of libraries\n"
        else:
            yield from (line for block in found for line in block)


def _blocks(traceback: Iterable[str]) -> Iterable[tuple[str, ...]]:
    """A frame with the lines that belong to it, and every other line by itself."""
    block: list[str] = []
    for line in traceback:
        belongs = bool(block) and _FRAME.match(block[0]) and line.startswith("    ")
        if block and not belongs:
            yield tuple(block)
            block = []
        block.append(line)
    if block:
        yield tuple(block)


def _is_foreign(block: tuple[str, ...]) -> bool:
    frame = _FRAME.match(block[0])
    return frame is not None and _LIBRARY.search(frame[1]) is not None
