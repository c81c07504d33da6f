"""A filter's text in tokens: words, quoted texts, operators, marks.

A backslash is an ordinary character, so that patterns need no second one; inside quotes a
quote is written twice. Names hold quoted parts after a dot: `params."learning rate".start`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kedro_track.analysis.filter.messages import fault

LONGEST = 20_000

KEYWORDS = frozenset({"and", "or", "not", "in", "contains", "is", "missing"})

_SPACE = " \t\n\r\u00a0"
_QUOTES = "\"'"
_MARKS = "(),"
_SIGNS = "=<>!~"
_OPERATORS = {
    **{sign: sign for sign in ("=", "<", ">", "<=", ">=", "!=", "~", "!~")},
    "==": "=",
    "<>": "!=",
}

TokenKind = Literal["word", "text", "operator", "mark", "keyword", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a filter.

    Attributes:
        kind: `word` (a name or a value), `text` (in quotes), `operator`, `mark` (a parenthesis
            or a comma), `keyword`, `end`.
        text: What it means: without quotes, operators in one spelling, keywords in lower case.
        start: Offset of its first character.
        end: Offset behind its last one.
    """

    kind: TokenKind
    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """Cut a filter into tokens; the last one is the `end`.

    Raises:
        FilterError: For an open quote, or a sign that means nothing.
    """
    if len(text) > LONGEST:
        raise fault("too_long", LONGEST, n=LONGEST)
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        if text[at] in _SPACE:
            at += 1
            continue
        token = _token(text, at)
        tokens.append(token)
        at = token.end
    return [*tokens, Token("end", "", len(text), len(text))]


def _token(text: str, at: int) -> Token:
    if text[at] in _MARKS:
        return Token("mark", text[at], at, at + 1)
    if text[at] in _SIGNS:
        return _operator(text, at)
    return _word(text, at)


def _operator(text: str, at: int) -> Token:
    for length in (2, 1):
        meant = _OPERATORS.get(text[at : at + length])
        if meant is not None:
            return Token("operator", meant, at, at + length)
    raise fault("sign", at, text=text[at])


def _word(text: str, start: int) -> Token:
    parts: list[str] = []
    quoted = 0
    at = start
    while True:
        if text[at] in _QUOTES:
            part, at = _quoted(text, at)
            quoted += 1
            goes_on = text[at : at + 1] == "."
        else:
            end = _bare_end(text, at)
            part, at = text[at:end], end
            goes_on = part.endswith(".") and at < len(text) and text[at] in _QUOTES
        parts.append(part)
        if not goes_on:
            break
    said = "".join(parts)
    if not quoted:
        word = said.lower()
        return (
            Token("keyword", word, start, at)
            if word in KEYWORDS
            else Token("word", said, start, at)
        )
    return Token("text" if len(parts) == 1 else "word", said, start, at)


def _bare_end(text: str, at: int) -> int:
    while at < len(text) and text[at] not in _SPACE + _QUOTES + _MARKS + _SIGNS:
        at += 1
    return at


def _quoted(text: str, start: int) -> tuple[str, int]:
    quote = text[start]
    at = start + 1
    while True:
        end = text.find(quote, at)
        if end < 0:
            raise fault("quote_open", start)
        if text[end + 1 : end + 2] != quote:
            break
        at = end + 2
    return text[start + 1 : end].replace(quote * 2, quote), end + 1
