"""Masks secrets, by the name they go under and by what they look like. Pure: text in, text out.

The recorder masks before anything reaches a store; publishing masks again what old stores
hold. Masking is by whole words of a name (`db_password`, `apiKey`), so `max_tokens`,
`tokenizer` and `primary_key` stay readable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import chain, count
from typing import Any

from kedro_track.redaction_rules import is_secret, patterns, says_secret, words_of

MASK = "***"

SCALARS = (int, float, type(None))
"""What holds no text; told by class, as `Mapping` is asked for at ten times the cost."""

_LONGEST_KNOWN, _MOST_KNOWN = 200, 20_000

_SHORTEST = 16
"""Characters of the shortest key that can be a secret by its form."""


class Redactor:
    """Masks by the rules that always hold and by a project's own.

    Args:
        keys: Regular expressions searched in names and dotted paths, whatever the case.
        values: Regular expressions; what matches one is masked wherever it stands.
    """

    def __init__(self, keys: Iterable[str] = (), values: Iterable[str] = ()) -> None:
        self._keys = [re.compile(key, re.IGNORECASE) for key in keys]
        self._values = [re.compile(value) for value in values]
        # The texts of 100,000 runs are mostly the same.
        self._known: dict[tuple[str, bool], str] = {}

    def text(self, text: str) -> str:
        """Mask what looks like a secret in running text: messages, tracebacks, paths."""
        return self._masked(text, loosely=False)

    def command(self, text: str) -> str:
        """Mask a command line: as text, and every `name=value` and `--name value` of it."""
        return self._masked(text, loosely=True)

    def value(self, value: Any, path: str = "") -> Any:
        """Copy nested mappings and lists with their secrets masked.

        Numbers and booleans stay, but for a number whose name says password or secret,
        and for what the project's own `keys` name.
        """
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, SCALARS):
            return value
        if isinstance(value, Mapping):
            return self._keyed(
                (key, self._entry(inner, f"{path}.{key}" if path else str(key), str(key)))
                for key, inner in value.items()
            )
        if isinstance(value, (list, tuple)):
            return [self.value(inner, path) for inner in value]
        return value

    def texts(self, value: Any) -> Any:
        """Copy nested mappings and lists with `text` applied to every text, whatever its key."""
        if isinstance(value, Mapping):
            return self._keyed((key, self.texts(inner)) for key, inner in value.items())
        if isinstance(value, (list, tuple)):
            return [self.texts(inner) for inner in value]
        return self.text(value) if isinstance(value, str) else value

    def _entry(self, value: Any, path: str, key: str) -> Any:
        if self._keys and any(pattern.search(path) for pattern in self._keys):
            return _all_masked(value, numbers=True)
        if is_secret(key):
            return _all_masked(value, numbers=any(map(says_secret, words_of(key))))
        return self.value(value, path)

    def _keyed(self, entries: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
        """Entries whose keys are no secrets themselves; none takes another's place."""
        found: dict[Any, Any] = {}
        for key, value in entries:
            plain = key if not isinstance(key, str) or len(key) < _SHORTEST else self._looks(key)
            candidates = chain([plain], (f"{plain}~{n}" for n in count(2)))
            found[next(each for each in candidates if each not in found)] = value
        return found

    def _masked(self, text: str, *, loosely: bool) -> str:
        if len(text) > _LONGEST_KNOWN:
            return self._names(self._looks(text), loosely=loosely)
        known = self._known.get((text, loosely))
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._names(self._looks(text), loosely=loosely)
            self._known[text, loosely] = known
        return known

    def _looks(self, text: str) -> str:
        for pattern in self._values:
            text = pattern.sub(MASK, text)
        known = patterns()
        text = known["address"].sub(rf"\1\2:{MASK}@", text)
        text = known["long user"].sub(rf"\1{MASK}@", text)
        text = known["query"].sub(rf"\1{MASK}", text)
        text = known["bearer"].sub(rf"\1{MASK}", text)
        return known["looks"].sub(MASK, text)

    def _names(self, text: str, *, loosely: bool) -> str:
        parts: list[str] = []
        position = 0
        for match in patterns()["named"].finditer(text):
            if match.start() < position or not self._announces(match, loosely=loosely):
                continue
            begin = match.end()
            value = patterns()["value"].match(text, begin)
            while value is not None:
                quote = value[0][0] if value[0][0] in "'\"" and value[0][0] == value[0][-1] else ""
                parts += [text[position:begin], quote, MASK, quote]
                position = value.end()
                typed = patterns()["typed"].match(text, position)
                begin = typed.end() if typed else position
                value = typed and patterns()["value"].match(text, begin)
        return "".join([*parts, text[position:]])

    def _announces(self, match: re.Match[str], *, loosely: bool) -> bool:
        name, follows = match.groups()
        if follows.isspace() and not (loosely and name.startswith("--")):
            return False
        if follows.lstrip("'\"").startswith(","):
            # `setdefault("password", "…")`, but not a list of columns.
            before = match.string[max(0, match.start() - 2) : match.start()]
            return before[:1] == "(" and before[1:] == follows[0] and is_secret(name, ())
        if any(pattern.search(name) for pattern in self._keys):
            return True
        if loosely:
            return is_secret(name.rpartition(".")[2])
        # `unexpected token: x` is no secret; `token=x` and `'token': x` are.
        bare = ("token",) if "=" in follows or follows[0] in "'\"" else ()
        return is_secret(name.rpartition(".")[2], bare)


def without_user(address: str) -> str:
    """Take user and password off an address, as of a git remote.

    The user of an `ssh` address stays (`git@…`): it is no secret, and needed to clone.
    """
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/@]*)@(.*)", address, re.DOTALL)
    if match is None:
        return address
    scheme, user, rest = match.groups()
    kept = f"{user.partition(':')[0]}@" if "ssh" in scheme.lower() else ""
    return f"{scheme}://{kept}{rest}"


def _all_masked(value: Any, *, numbers: bool) -> Any:
    if isinstance(value, Mapping):
        return {key: _all_masked(inner, numbers=numbers) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_all_masked(inner, numbers=numbers) for inner in value]
    if value is None or isinstance(value, bool) or value == "":
        return value
    if isinstance(value, (int, float)) and not numbers:
        return value
    return MASK
