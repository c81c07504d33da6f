"""Masks secrets, by the name they go under and by what they look like. Pure: text in, text out.

The recorder masks before anything reaches a store; publishing masks again what old stores
hold. Masking is by whole words of a name (`db_password`, `apiKey`), so `max_tokens`,
`tokenizer` and `primary_key` stay readable.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

MASK = "***"

SCALARS = (int, float, type(None))
"""What holds no text; told by class, as `Mapping` is asked for at ten times the cost."""

_LONGEST_KNOWN, _MOST_KNOWN = 200, 20_000


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ALWAYS = _set_of(
    "password passwords passwd pwd passphrase secret secrets credential credentials apikey "
    "authorization"
)
_QUALIFIED = _set_of("key keys token tokens")
_QUALIFIERS = _set_of(
    "access account api app auth aws azure bearer bot client encryption gcp id jwt license "
    "master oauth personal private refresh sas secret service session shared signing ssh "
    "storage subscription user webhook"
)
_HARMLESS = _set_of(
    "bos business cache cls column columns composite count eos error exception fold foreign "
    "group index join length limit mask merge natural pad partition primary public sep size "
    "sort surrogate type unique unk warning"
)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

_LOOKS = (
    r"(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}",  # AWS
    r"gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}",
    r"gl(?:pat|dt|rt|cbt|ptt)-[A-Za-z0-9_-]{16,}",  # GitLab
    r"xox[abeoprs]-[A-Za-z0-9-]{8,}|hooks\.slack\.com/services/[A-Za-z0-9/]+",
    r"sk-[A-Za-z0-9_-]{20,}|[rs]k_(?:live|test)_[A-Za-z0-9]{10,}",  # OpenAI, Anthropic, Stripe
    r"AIza[0-9A-Za-z_-]{30,}|ya29\.[0-9A-Za-z_-]{20,}|GOCSPX-[0-9A-Za-z_-]{20,}",  # Google
    r"hf_[A-Za-z0-9]{20,}|dapi[0-9a-f]{32}|npm_[A-Za-z0-9]{30,}|pypi-AgE[A-Za-z0-9_-]{20,}",
    r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",  # SendGrid
    r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+",  # JSON web tokens
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
)
# Every repetition is bounded or ends where the next can't begin: no text takes long.
_ADDRESS = r"\b([A-Za-z][A-Za-z0-9+.-]{0,30}://)([^\s/@:'\"]{0,200}):([^\s/@'\"]{1,500})@"
_LONG_USER = r"\b(https?://)[^\s/@:'\"]{16,500}@"
_QUERY = (
    r"([?&](?:X-(?:Amz|Goog)-[A-Za-z-]{1,30}|sig|signature|key|code|token|access_token)=)"
    r"[^&\s'\"#]+"
)
_BEARER = r"\b((?:Bearer|Basic)\s+)[A-Za-z0-9._~+/=-]{8,}"
_NAMED = r"(?<![\w.-])([\w.-]{1,200})(['\"]?\s{0,3}[=:]\s{0,3}|\s+)"
_VALUE = r"'[^']*'|\"[^\"]*\"|[^\s,;&'\")}\]]+"


@lru_cache(4096)
def is_secret(name: str, bare: Container[str] = ("key", "token")) -> bool:
    """Tell whether what goes under this name is a secret.

    Args:
        name: Such as `password`, `apiKey` or `AWS_SECRET_ACCESS_KEY`.
        bare: Which of `key` and `token` count by themselves. Both do for parameters; in
            running text, where `sorted(…, key=…)` stands, they do not.
    """
    words = [word.lower() for word in _WORDS.findall(name)]
    if _ALWAYS.intersection(words):
        return words[-1] not in _HARMLESS
    if _QUALIFIED.isdisjoint(words) or _HARMLESS.intersection(words):
        return False
    if _QUALIFIERS.intersection(words):
        return True
    return any(word in bare for word in words)


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
            return {
                key: self._entry(inner, f"{path}.{key}" if path else str(key), str(key))
                for key, inner in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [self.value(inner, path) for inner in value]
        return value

    def texts(self, value: Any) -> Any:
        """Copy nested mappings and lists with `text` applied to every text, whatever its key."""
        if isinstance(value, Mapping):
            return {key: self.texts(inner) for key, inner in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.texts(inner) for inner in value]
        return self.text(value) if isinstance(value, str) else value

    def _entry(self, value: Any, path: str, key: str) -> Any:
        if self._keys and any(pattern.search(path) for pattern in self._keys):
            return _all_masked(value, numbers=True)
        if is_secret(key):
            return _all_masked(value, numbers=not _ALWAYS.isdisjoint(_words(key)))
        return self.value(value, path)

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
        known = _patterns()
        text = known["address"].sub(rf"\1\2:{MASK}@", text)
        text = known["long user"].sub(rf"\1{MASK}@", text)
        text = known["query"].sub(rf"\1{MASK}", text)
        text = known["bearer"].sub(rf"\1{MASK}", text)
        return known["looks"].sub(MASK, text)

    def _names(self, text: str, *, loosely: bool) -> str:
        parts: list[str] = []
        position = 0
        for match in _patterns()["named"].finditer(text):
            if match.start() < position or not self._announces(match, loosely=loosely):
                continue
            value = _patterns()["value"].match(text, match.end())
            if value is not None:
                quote = value[0][0] if value[0][0] in "'\"" else ""
                parts += [text[position : match.end()], quote, MASK, quote]
                position = value.end()
        return "".join([*parts, text[position:]])

    def _announces(self, match: re.Match[str], *, loosely: bool) -> bool:
        name, follows = match.groups()
        if follows.isspace() and not (loosely and name.startswith("--")):
            return False
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


def _words(name: str) -> set[str]:
    return {word.lower() for word in _WORDS.findall(name)}


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


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    """Compile on first use: importing this module costs a `kedro` command nothing."""
    return {
        "looks": re.compile("|".join(_LOOKS), re.DOTALL),
        "address": re.compile(_ADDRESS),
        "long user": re.compile(_LONG_USER),
        "query": re.compile(_QUERY, re.IGNORECASE),
        "bearer": re.compile(_BEARER),
        "named": re.compile(_NAMED),
        "value": re.compile(_VALUE),
    }
