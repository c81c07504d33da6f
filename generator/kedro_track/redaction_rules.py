"""What a secret is called and what it looks like: the rules that `redaction` masks by."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from functools import cache, lru_cache


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ALWAYS = _set_of(
    "password passwords passwd pwd passphrase passcode secret secrets credential credentials "
    "apikey authorization"
)
_ENDS = ("password", "passwd", "passphrase")
"""Of words written as one: `PGPASSWORD`, `dbpassword`."""
_JOINED = _set_of(
    "accesskey accountkey privatekey secretkey sharedaccesskey signingkey sshkey "
    "accesstoken apitoken authtoken bearertoken idtoken refreshtoken sastoken clientsecret"
)
_OWNERS_OF_A_PASS = _set_of(
    "admin database db ftp imap login mail mongo mysql pg postgres proxy redis root sftp smtp user"
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

_PRIVATE_KEY = (
    r"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----.*?"
    r"(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|\Z)"
)
_LOOKS = (
    r"(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}",  # AWS
    r"gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}",
    r"gl(?:pat|dt|rt|cbt|ptt)-[A-Za-z0-9_-]{16,}",  # GitLab
    r"(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{8,}|hooks\.slack\.com/services/[A-Za-z0-9/]+",
    r"discord(?:app)?\.com/api/webhooks/[0-9]+/[A-Za-z0-9_-]+",
    r"\.webhook\.office\.com/webhookb2/[A-Za-z0-9@/_-]+",
    r"(?<![0-9A-Za-z])[0-9]{8,10}:AA[A-Za-z0-9_-]{33}",  # Telegram
    r"(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}",  # Azure's applications
    r"dckr_[op]at_[A-Za-z0-9_-]{20,}|do[opr]_v1_[0-9a-f]{64}|hv[sbr]\.[A-Za-z0-9_-]{24,}",
    r"sk-[A-Za-z0-9_-]{20,}|[rs]k_(?:live|test)_[A-Za-z0-9]{10,}",  # OpenAI, Anthropic, Stripe
    r"AIza[0-9A-Za-z_-]{30,}|ya29\.[0-9A-Za-z_-]{20,}|GOCSPX-[0-9A-Za-z_-]{20,}",  # Google
    r"hf_[A-Za-z0-9]{20,}|dapi[0-9a-f]{32}|npm_[A-Za-z0-9]{30,}|pypi-AgE[A-Za-z0-9_-]{20,}",
    r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",  # SendGrid
    r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+",  # JSON web tokens
    r"AGE-SECRET-KEY-1[0-9A-Z]{50,}",
    _PRIVATE_KEY,
)
# Every repetition is bounded or ends where the next can't begin: no text takes long.
_ADDRESS = (
    r"\b([A-Za-z][A-Za-z0-9+.-]{0,30}://)([^\s/@:'\"]{0,200}):"
    # With `@` in it, or with `/`, as SQLAlchemy takes it; `host:8080/@scope` is a port.
    r"(?:[^\s/'\"]{1,500}|(?![0-9]{1,5}[/?#])[^\s@'\"]{1,500})@"
)
_LONG_USER = r"\b(https?://)[^\s/@:'\"]{16,500}@"
_QUERY = (
    r"([?&](?:X-(?:Amz|Goog)-[A-Za-z-]{1,30}|sig|signature|key|code|token|access_token)=)"
    r"[^&\s'\"#]+"
)
_BEARER = r"\b((?:Bearer|Basic)\s+)[A-Za-z0-9._~+/=-]{8,}"
_NAMED = (
    r"(?<![\w.-])([\w.-]{1,200})"
    r"(\\{0,4}['\"]?\]?\s{0,40}(?:[=!:]?=|:)\s{0,40}|['\"],\s{0,3}(?=[bfr]?['\"])|\s+)"
)
_QUOTED = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_VALUE = (
    r"[\w.]{0,100}(?:"  # `b'…'`, `SecretStr('…')`, `Optional[str]`
    r"'''.*?(?:'''|\Z)|\"\"\".*?(?:\"\"\"|\Z)"
    rf"|[\[({{](?:{_QUOTED}|[^\[\](){{}}'\"]){{0,500}}[\])}}]"
    rf"|\(?(?:{_QUOTED}|'[^']*'|\"[^\"]*\"))"
    r"|\\{1,4}(['\"]).*?\\{1,4}\1"  # JSON in JSON
    r"|['\"]?[^\s,;&'\")}\]]+"  # one that was cut off has no end
)
_TYPED = r"\s{0,3}=\s{0,3}(?!=)"
"""What follows a name's annotation: `password: str = …`."""


@lru_cache(4096)
def is_secret(name: str, bare: Container[str] = ("key", "token")) -> bool:
    """Tell whether what goes under this name is a secret.

    Args:
        name: Such as `password`, `apiKey` or `AWS_SECRET_ACCESS_KEY`.
        bare: Which of `key` and `token` count by themselves. Both do for parameters; in
            running text, where `sorted(…, key=…)` stands, they do not.
    """
    words = words_of(name)
    if any(map(says_secret, words)):
        return words[-1] not in _HARMLESS
    if words[-1:] == ["pass"]:
        return not _OWNERS_OF_A_PASS.isdisjoint(words)
    if _QUALIFIED.isdisjoint(words) or _HARMLESS.intersection(words):
        return False
    if _QUALIFIERS.intersection(words):
        return True
    return any(word in bare for word in words)


def says_secret(word: str) -> bool:
    """Tell whether this word alone, in small letters, makes a secret of what it names."""
    return word in _ALWAYS or word in _JOINED or word.endswith(_ENDS)


def words_of(name: str) -> list[str]:
    """The words of a name in small letters, whichever way they are joined."""
    return [word.lower() for word in _WORDS.findall(name)]


@cache
def patterns() -> Mapping[str, re.Pattern[str]]:
    """Compile on first use: importing this module costs a `kedro` command nothing."""
    return {
        "looks": re.compile("|".join(_LOOKS), re.DOTALL),
        "address": re.compile(_ADDRESS),
        "long user": re.compile(_LONG_USER),
        "query": re.compile(_QUERY, re.IGNORECASE),
        "bearer": re.compile(_BEARER),
        "named": re.compile(_NAMED),
        "value": re.compile(_VALUE, re.DOTALL),
        "typed": re.compile(_TYPED),
    }
