"""One mapping of a configuration, read key by key; what is wrong with it is gathered."""

from __future__ import annotations

import difflib
import re
import reprlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

_AGE = re.compile(r"(\d+)\s*(m|h|d|w)")
_SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}

T = TypeVar("T")


# A few aliases of YAML can stand for more values than fit into any memory.
_BRIEF = reprlib.Repr()
_BRIEF.maxlevel, _BRIEF.maxstring, _BRIEF.maxother, _BRIEF.maxlong = 3, 80, 80, 80
_LONGEST_KEY = 80


def quoted(value: Any) -> str:
    """A value as a message quotes it: its beginning, whatever its size."""
    return whole(_BRIEF.repr(value))


def whole(text: str) -> str:
    """The text without halves of surrogate pairs, which YAML can hold and no file."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _short(key: str) -> str:
    return whole(key if len(key) <= _LONGEST_KEY else f"{key[:_LONGEST_KEY]}…")


class Reader:
    """Reads one mapping and gathers what is wrong with it."""

    def __init__(self, raw: Mapping[str, Any], prefix: str, problems: list[str]) -> None:
        self.raw = raw
        self.prefix = prefix
        self.problems = problems

    def problem(self, key: str, text: str) -> None:
        """Add what is wrong with a key."""
        self.problems.append(f"{self.prefix}{_short(key)}: {text}")

    def known(self, names: Sequence[str]) -> None:
        """Refuse every key that is none of these, naming the nearest."""
        for key in self.raw:
            if key not in names:
                near = difflib.get_close_matches(str(key), names, n=1)
                hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(names)}"
                self.problem(str(key), f"is unknown; {hint}")

    def text(self, key: str, check: Callable[[str], str | None] | None = None) -> str | None:
        """Read a text; None if there is none or it does not pass `check`."""
        value = self.raw.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.problem(key, f"must be a text, not {quoted(value)}")
            return None
        fault = check(value) if check else None
        if fault:
            self.problem(key, fault)
            return None
        return whole(value)

    def texts(self, key: str, check: Callable[[str], str | None] | None = None) -> tuple[str, ...]:
        """Read a list of texts; a single one counts as a list."""
        value = self.raw.get(key)
        if value is None:
            return ()
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            self.problem(key, f"must be a list of texts, not {quoted(value)}")
            return ()
        for fault in filter(None, map(check, items) if check else ()):
            self.problem(key, fault)
        return tuple(map(whole, items))

    def choice(self, key: str, choices: Sequence[Any], default: T) -> Any:
        """Read one of a few words."""
        value = self.raw.get(key)
        if value is None:
            return default
        # YAML 1.1 reads a bare `off` as False.
        value = "off" if value is False and "off" in choices else value
        if value not in choices:
            self.problem(key, f"must be one of {', '.join(choices)}, not {quoted(value)}")
            return default
        return value

    def choices(self, key: str, choices: Sequence[T]) -> tuple[T, ...]:
        """Read a list of a few words; a single one counts as a list."""
        found = self.texts(key)
        for word in found:
            if word not in choices:
                known = ", ".join(map(str, choices))
                self.problem(key, f"may name {known}, not {quoted(word)}")
        return tuple(word for word in choices if word in found)

    def age(self, key: str, default: float) -> float:
        """Read an age such as `12h`, in seconds."""
        value = self.raw.get(key)
        if value is None:
            return default
        match = _AGE.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None:
            self.problem(key, f"must be an age such as 30m, 12h or 7d, not {quoted(value)}")
            return default
        return float(match[1]) * _SECONDS[match[2]]

    def newest(self, key: str) -> int | None:
        """Read how many of the newest there shall be: `latest 5000`; None for all of them."""
        value = self.raw.get(key)
        if value in (None, "all"):
            return None
        match = re.fullmatch(r"latest\s+([1-9]\d{0,8})", str(value).strip())
        if match is None:
            self.problem(key, f"must be all or such as latest 5000, not {quoted(value)}")
            return None
        return int(match[1])

    def section(self, key: str) -> Reader:
        """Read a mapping inside of this one."""
        return Reader(self._mapping(key), f"{self.prefix}{key}.", self.problems)

    def names(self, key: str) -> list[str]:
        """Names of the entries of a mapping."""
        return list(self._by_name(key))

    def inner(self, key: str, name: str) -> Reader:
        """Read one entry of a mapping of mappings."""
        value = self._by_name(key).get(name)
        prefix = f"{self.prefix}{key}.{name}."
        if value is None:
            value = {}
        if not isinstance(value, dict):
            self.problem(f"{key}.{name}", f"must be a mapping of keys, not {quoted(value)}")
            value = {}
        return Reader(value, prefix, self.problems)

    def _by_name(self, key: str) -> dict[str, Any]:
        """YAML reads a name such as 2026 as a number."""
        return {whole(str(name)): value for name, value in self._mapping(key).items()}

    def _mapping(self, key: str) -> Mapping[str, Any]:
        value = self.raw.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            said = f"{self.prefix}{key}: must be a mapping of keys, not {quoted(value)}"
            if said not in self.problems:
                self.problems.append(said)
            return {}
        return value
