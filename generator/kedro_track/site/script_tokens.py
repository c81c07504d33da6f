"""A script of ours as its parts, with what each name and each brace is.

Enough of JavaScript's grammar to tell a variable from a property in what the built-in themes
are written in; a script that it can't follow is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

RESERVED = frozenset(
    [
        "arguments",
        "as",
        "async",
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "constructor",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "from",
        "function",
        "get",
        "if",
        "import",
        "in",
        "instanceof",
        "let",
        "new",
        "null",
        "of",
        "return",
        "set",
        "static",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "undefined",
        "var",
        "void",
        "while",
        "with",
        "yield",
    ]
)

_PART = re.compile(
    r"""(?P<blank>\s+)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<number>(?:0[xob][\da-fA-F]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)n?)
    |(?P<sign>\.\.\.|\?\.(?!\d)|=>|.)""",
    re.VERBOSE,
)
_PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL)
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_BEFORE_VALUE = RESERVED - {"arguments", "false", "null", "super", "this", "true", "undefined"}
_BEFORE_BLOCK = frozenset(("else", "try", "finally", "do"))
_MODIFIERS = frozenset(("get", "set", "static", "async"))


@dataclass(slots=True)
class Token:
    """A part of a script.

    Attributes:
        kind: `blank`, `text` (of quotes, patterns and templates), `name`, `number` or `sign`.
        role: Of a name: `property`, or `short` where it is a property and a variable in one
            (`{ name }`), or empty. Of an opening brace: `object`, `class` or `block`.
        depth: How many brackets are open around it.
    """

    kind: str
    text: str
    role: str = ""
    depth: int = 0


_START = Token("sign", ";")


def tokens_of(script: str) -> list[Token]:
    """All parts of a script, blanks too: joined they are the script.

    Raises:
        ValueError: If it ends in the midst of something.
    """
    found: list[Token] = []
    open_braces: list[int] = []  # in each template that is open, since its `${`
    before, place = _START, 0
    while place < len(script):
        token = _next(script, place, before, ends=bool(open_braces) and open_braces[-1] == 0)
        place += len(token.text)
        found.append(token)
        if token.role == "template":
            open_braces[-1:] = [] if script[place - len(token.text)] == "}" else open_braces[-1:]
            open_braces += [0] if token.text.endswith("${") else []
        elif open_braces and token.kind == "sign":
            open_braces[-1] += {"{": 1, "}": -1}.get(token.text, 0)
        before = before if token.kind == "blank" else token
    return found


def _next(script: str, place: int, before: Token, *, ends: bool) -> Token:
    """The part at a place; `ends`: a closing brace there goes on with a template."""
    sign = script[place]
    if sign == "`" or (ends and sign == "}"):
        match = _TEMPLATE.match(script, place + 1)
        kind = "text" if match and match.group().endswith("`") else "sign"
        role = "template"
    else:
        is_pattern = sign == "/" and _may_begin_value(before)
        match = (_PATTERN if is_pattern else _PART).match(script, place)
        kind = "text" if is_pattern else (match.lastgroup or "") if match else ""
        role = ""
    if match is None:
        raise ValueError(f"No end was found to what begins at {script[place : place + 40]!r}.")
    return Token(kind, script[place : match.end()], role)


def _may_begin_value(before: Token) -> bool:
    if before.kind == "name":
        return before.text in _BEFORE_VALUE
    return before.kind == "sign" and before.text not in (")", "]", "}")


def partners(tokens: Sequence[Token]) -> Mapping[int, int]:
    """The index of the other bracket by that of each.

    Raises:
        ValueError: If one has none.
    """
    found: dict[int, int] = {}
    still_open: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind != "sign" or token.role == "template":
            continue
        if token.text in _CLOSING:
            still_open.append(index)
        elif token.text in _CLOSING.values():
            opening = still_open.pop() if still_open else index
            if _CLOSING.get(tokens[opening].text) != token.text:
                raise ValueError(f"A {token.text} closes nothing.")
            found[opening], found[index] = index, opening
    if still_open:
        raise ValueError(f"A {tokens[still_open[-1]].text} is never closed.")
    return found


def tell_roles(tokens: Sequence[Token]) -> None:
    """Say of each name and brace what it is; of tokens without blanks."""
    around: list[str] = []
    for index, token in enumerate(tokens):
        token.depth = len(around)
        if token.kind == "name":
            token.role = _role(tokens, index, around[-1] if around else "")
        elif token.kind == "sign" and token.role != "template":
            if token.text in _CLOSING:
                token.role = _brace(tokens, index) if token.text == "{" else token.text
                around.append(token.role)
            elif token.text in _CLOSING.values():
                around.pop()


def _role(tokens: Sequence[Token], index: int, around: str) -> str:
    before = tokens[index - 1] if index else _START
    if before.kind == "sign" and before.text in (".", "?."):
        return "property"
    if around not in ("object", "class") or not _begins_member(tokens, index, around):
        return ""
    after = tokens[index + 1].text
    if around == "class":
        return "property" if after in ("(", "=", ";") else ""
    return {":": "property", "(": "property", ",": "short", "}": "short", "=": "short"}.get(
        after, ""
    )


def _begins_member(tokens: Sequence[Token], index: int, around: str) -> bool:
    """Whether a name is the first of a member of an object or a class, but for `async *` and so."""
    while tokens[index - 1].text in _MODIFIERS or tokens[index - 1].text == "*":
        index -= 1
    return tokens[index - 1].text in (("{", ",") if around == "object" else ("{", "}", ";"))


def _brace(tokens: Sequence[Token], index: int) -> str:
    """What an opening brace opens, by what stands before it."""
    before = tokens[index - 1] if index else _START
    if before.kind == "sign":
        return "block" if before.text in (")", ";", "}", "{", "=>") else "object"
    if before.text in _BEFORE_BLOCK:
        return "block"
    if before.text in RESERVED:
        return "object"
    # A class's name, or that of the one it extends.
    while index and (tokens[index - 1].kind == "name" or tokens[index - 1].text == "."):
        index -= 1
        if tokens[index].text == "class":
            return "class"
    raise ValueError(f"What does the brace after {before.text} open?")
