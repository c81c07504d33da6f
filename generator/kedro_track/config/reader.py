"""One mapping of a configuration, read key by key; what is wrong with it is gathered."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

_AGE = re.compile(r"(\d+)\s*(m|h|d|w)")
_SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}

T = TypeVar("T")


class Reader:
    """Reads one mapping and gathers what is wrong with it."""

    def __init__(self, raw: Mapping[str, Any], prefix: str, problems: list[str]) -> None:
        self.raw = raw
        self.prefix = prefix
        self.problems = problems

    def problem(self, key: str, text: str) -> None:
        """Add what is wrong with a key."""
        self.problems.append(f"{self.prefix}{key}: {text}")

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
            self.problem(key, f"must be a text, not {value!r}")
            return None
        fault = check(value) if check else None
        if fault:
            self.problem(key, fault)
            return None
        return value

    def texts(self, key: str, check: Callable[[str], str | None] | None = None) -> tuple[str, ...]:
        """Read a list of texts; a single one counts as a list."""
        value = self.raw.get(key)
        if value is None:
            return ()
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            self.problem(key, f"must be a list of texts, not {value!r}")
            return ()
        for fault in filter(None, map(check, items) if check else ()):
            self.problem(key, fault)
        return tuple(items)

    def choice(self, key: str, choices: Sequence[Any], default: T) -> Any:
        """Read one of a few words."""
        value = self.raw.get(key)
        if value is None:
            return default
        # YAML 1.1 reads a bare `off` as False.
        value = "off" if value is False and "off" in choices else value
        if value not in choices:
            self.problem(key, f"must be one of {', '.join(choices)}, not {value!r}")
            return default
        return value

    def choices(self, key: str, choices: Sequence[T]) -> tuple[T, ...]:
        """Read a list of a few words; a single one counts as a list."""
        found = self.texts(key)
        for word in found:
            if word not in choices:
                known = ", ".join(map(str, choices))
                self.problem(key, f"may name {known}, not {word!r}")
        return tuple(word for word in choices if word in found)

    def age(self, key: str, default: float) -> float:
        """Read an age such as `12h`, in seconds."""
        value = self.raw.get(key)
        if value is None:
            return default
        match = _AGE.fullmatch(str(value).strip())
        if match is None:
            self.problem(key, f"must be an age such as 30m, 12h or 7d, not {value!r}")
            return default
        return float(match[1]) * _SECONDS[match[2]]

    def section(self, key: str) -> Reader:
        """Read a mapping inside of this one."""
        return Reader(self._mapping(key), f"{self.prefix}{key}.", self.problems)

    def names(self, key: str) -> list[str]:
        """Names of the entries of a mapping."""
        return [str(name) for name in self._mapping(key)]

    def inner(self, key: str, name: str) -> Reader:
        """Read one entry of a mapping of mappings."""
        value = self._mapping(key).get(name)
        prefix = f"{self.prefix}{key}.{name}."
        if value is None:
            value = {}
        if not isinstance(value, dict):
            self.problem(f"{key}.{name}", f"must be a mapping of keys, not {value!r}")
            value = {}
        return Reader(value, prefix, self.problems)

    def _mapping(self, key: str) -> Mapping[str, Any]:
        value = self.raw.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            said = f"{self.prefix}{key}: must be a mapping of keys, not {value!r}"
            if said not in self.problems:
                self.problems.append(said)
            return {}
        return value
