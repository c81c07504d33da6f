"""Scripts of ours with short names for what is known inside of them alone.

A script of a built-in theme is one function that is called at once: what it declares is its own.
Its names are replaced alike through all of the script, whatever their scope; so two variables
that shared a name share the new one, and nothing is found that was hidden before. Properties
stay as they are. A tenth of what a site's scripts weigh is the length of such names, and the
minifiers that shorten them come with Node, or with threads that don't survive a fork and
without a wheel for Apple's processors (tdewolff-minify), or leave names alone (minify-html).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, pairwise, product
from string import ascii_letters

from kedro_track.site.script_tokens import RESERVED, Token, partners, tell_roles, tokens_of

_STATEMENTS = frozenset(("if", "for", "while", "switch", "with"))


def shorter(script: str) -> str:
    """The same script under shorter names; comments are gone from it already.

    Raises:
        ValueError: If it holds what is not understood.
    """
    parts = tokens_of(script)
    tokens = [token for token in parts if token.kind != "blank"]
    tell_roles(tokens)
    new = _new_names(tokens)
    return "".join(_written(token, new) for token in parts)


def _written(token: Token, new: Mapping[str, str]) -> str:
    if not _is_variable(token) or token.text not in new:
        return token.text
    name = new[token.text]
    return f"{token.text}:{name}" if token.role == "short" else name


def _is_variable(token: Token) -> bool:
    return token.kind == "name" and token.role != "property"


def _new_names(tokens: Sequence[Token]) -> dict[str, str]:
    """The shortest names for those that are used most."""
    own = {token.text for token in _declared(tokens) if token.depth} - RESERVED
    own -= {token.text for token in _declared(tokens) if not token.depth}
    uses = Counter(token.text for token in tokens if _is_variable(token))
    taken = RESERVED | (uses.keys() - own)
    free = (name for name in _names() if name not in taken)
    often = sorted((name for name in uses if name in own), key=lambda name: -uses[name])
    return dict(zip(often, free, strict=False))


def _names() -> Iterator[str]:
    """`a`, `b`, … `Z`, `aa`, `ab`, and so on."""
    for length in count(1):
        yield from map("".join, product(ascii_letters, repeat=length))


def _declared(tokens: Sequence[Token]) -> Iterator[Token]:
    """Every name where it is declared."""
    ends = partners(tokens)
    for index, (token, after) in enumerate(pairwise(tokens)):
        if _is_variable(token):
            if token.text in ("const", "let", "var"):
                yield from _bound(tokens, ends, index + 1, len(tokens))
            elif token.text in ("function", "class") and after.kind == "name":
                yield after
            elif after.text == "=>":
                yield token
        elif token.text == "(" and token.kind == "sign" and _holds_parameters(tokens, ends, index):
            yield from _bound(tokens, ends, index + 1, ends[index])


def _holds_parameters(tokens: Sequence[Token], ends: Mapping[int, int], index: int) -> bool:
    after = ends[index] + 1
    follows = tokens[after].text if after < len(tokens) else ""
    before = tokens[index - 1] if index else Token("sign", ";")
    return follows == "=>" or (
        follows == "{" and before.kind == "name" and before.text not in _STATEMENTS
    )


def _bound(
    tokens: Sequence[Token], ends: Mapping[int, int], start: int, end: int
) -> Iterator[Token]:
    """The names that a declaration, parameters or a pattern bind; not what their values use."""
    index = start
    while index < end:
        token = tokens[index]
        if token.kind == "name":
            if token.text in ("of", "in"):
                return
            if tokens[index + 1].text != ":":
                yield token
        elif token.role in ("object", "[", "block"):
            yield from _bound(tokens, ends, index + 1, ends[index])
            index = ends[index]
        elif token.text == "=":
            index = _after_value(tokens, ends, index + 1, end)
            continue
        elif token.text in (";", ")", "}"):
            return
        index += 1


def _after_value(tokens: Sequence[Token], ends: Mapping[int, int], index: int, end: int) -> int:
    """Where a value ends: at a comma, or with what it stands in."""
    while index < end and tokens[index].text not in (",", ";", ")", "}", "]"):
        index = ends.get(index, index) + 1
    return index
