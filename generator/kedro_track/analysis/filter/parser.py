"""From a filter's text to its tree, by recursive descent.

filter    = join of "or"; binds weakest
and       = join of "and"
not       = "not" not | "(" filter ")" | condition
condition = text                                        found anywhere in a run
          | name                                        a status, or a flag
          | name ("=" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "!~") value
          | name ["not"] "contains" value
          | name ["not"] "in" "(" value {"," value} ")"
          | name "is" ["not"] "missing"
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from kedro_track.analysis.filter.messages import fault
from kedro_track.analysis.filter.tokens import Token, tokenize
from kedro_track.analysis.filter.tree import (
    Condition,
    Expression,
    Join,
    Not,
    Operator,
    Search,
    Word,
)

DEEPEST = 60

_NEGATED: dict[str, Operator] = {"!=": "=", "!~": "~"}


def parse(text: str) -> Expression | None:
    """Read a filter; None if it says nothing.

    Raises:
        FilterError: With the place of the first character that can't be understood.
    """
    tokens = tokenize(text)
    if tokens[0].kind == "end":
        return None
    parser = _Parser(tokens)
    found = parser.either()
    parser.ended()
    return found


class _Parser:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def either(self) -> Expression:
        return self._join("or", lambda: self._join("and", self._not))

    def ended(self) -> None:
        token = self._token
        if token.kind == "end":
            return
        raise fault("not_opened" if self._is_mark(")") else "join_wanted", token.start)

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._token
        self._at += 1
        return token

    def _is_word(self, word: str) -> bool:
        return self._token.kind == "keyword" and self._token.text == word

    def _is_mark(self, mark: str) -> bool:
        return self._token.kind == "mark" and self._token.text == mark

    def _takes(self, word: str) -> bool:
        found = self._is_word(word)
        self._at += found
        return found

    def _join(self, word: Literal["and", "or"], part: Callable[[], Expression]) -> Expression:
        parts = [part()]
        while self._takes(word):
            parts.append(part())
        if len(parts) == 1:
            return parts[0]
        return Join(word, tuple(parts), parts[0].start, parts[-1].end)

    def _not(self) -> Expression:
        token = self._token
        if self._is_word("not"):
            self._at += 1
            part = self._inside(token, self._not)
            return Not(part, token.start, part.end)
        if self._is_mark("("):
            self._at += 1
            part = self._inside(token, self.either)
            if not self._is_mark(")"):
                raise fault(
                    "not_closed" if self._token.kind == "end" else "join_wanted",
                    token.start if self._token.kind == "end" else self._token.start,
                )
            self._at += 1
            return part
        return self._condition()

    def _inside(self, token: Token, part: Callable[[], Expression]) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            raise fault("too_deep", token.start, n=DEEPEST)
        found = part()
        self._depth -= 1
        return found

    def _condition(self) -> Expression:
        token = self._token
        if token.kind not in ("word", "text"):
            raise fault("name_wanted", token.start)
        self._at += 1
        name = Word(token.text, token.start, quoted=token.kind == "text")
        operator, negated, values = self._comparison(name)
        end = self._tokens[self._at - 1].end
        if operator == "flag" and name.quoted:
            return Search(name, token.start, end)
        return Condition(name, operator, values, negated, token.start, end)

    def _comparison(self, name: Word) -> tuple[Operator, bool, tuple[Word, ...]]:
        token = self._token
        if token.kind == "operator":
            self._at += 1
            operator = _NEGATED.get(token.text)
            plain: Operator = operator or token.text  # type: ignore[assignment] # the tokenizer's
            return plain, operator is not None, (self._value(token.text),)
        if self._takes("is"):
            negated = self._takes("not")
            if not self._takes("missing"):
                raise fault("missing_wanted", self._token.start)
            return "missing", negated, ()
        following = self._tokens[self._at + 1] if self._is_word("not") else token
        if following.kind == "keyword" and following.text in ("in", "contains"):
            negated = self._takes("not")
            self._at += 1
            if following.text == "in":
                return "in", negated, self._values()
            return "contains", negated, (self._value("contains"),)
        if self._goes_on():
            return "flag", False, ()
        raise fault("operator_wanted", token.start, name=name.text)

    def _goes_on(self) -> bool:
        token = self._token
        return (
            token.kind == "end" or self._is_mark(")") or self._is_word("and") or self._is_word("or")
        )

    def _value(self, operator: str) -> Word:
        token = self._token
        if token.kind == "keyword":
            raise fault("value_keyword", token.start, text=token.text)
        if token.kind not in ("word", "text"):
            raise fault("value_wanted", token.start, operator=operator)
        self._at += 1
        return Word(token.text, token.start, quoted=token.kind == "text")

    def _values(self) -> tuple[Word, ...]:
        if not self._is_mark("("):
            raise fault("list_wanted", self._token.start)
        opened = self._take()
        values = [self._value("in")]
        while self._is_mark(","):
            self._at += 1
            values.append(self._value(","))
        if self._token.kind == "end":
            raise fault("not_closed", opened.start)
        if not self._is_mark(")"):
            raise fault("comma_wanted", self._token.start)
        self._at += 1
        return tuple(values)
