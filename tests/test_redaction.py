"""What is masked before anything reaches a store, and what stays readable."""

from __future__ import annotations

from typing import Any

import pytest

from kedro_track.redaction import Redactor, without_user
from kedro_track.redaction_rules import is_secret

GITHUB = "ghp_" + "a1B2" * 9
AWS = "AKIA" + "ABCD" * 4


@pytest.mark.parametrize(
    "name",
    ["password", "db_pwd", "apiKey", "AWS_SECRET_ACCESS_KEY", "token", "access_token", "key"],
)
def test_names_of_secrets(name: str) -> None:
    """By whole words, whichever way they are joined."""
    assert is_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "max_tokens",
        "tokenizer",
        "primary_key",
        "pad_token",
        "monkey",
        "KeyError",
        "password_length",
    ],
)
def test_names_that_only_sound_like_it(name: str) -> None:
    """What these hold explains a result, and must stay."""
    assert not is_secret(name)


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ({"db": {"password": "x"}}, {"db": {"password": "***"}}),
        ({"password": 1234}, {"password": "***"}),
        ({"token": 512, "flag": True}, {"token": 512, "flag": True}),
        ({"credentials": {"user": "u", "n": [1]}}, {"credentials": {"user": "***", "n": ["***"]}}),
        ({"secret": None, "key": ""}, {"secret": None, "key": ""}),
        ({"note": f"use {GITHUB} here"}, {"note": "use *** here"}),
        ({"uri": "s3://id:pw@host/x"}, {"uri": "s3://id:***@host/x"}),
        ([AWS, ("fine", 1.5)], ["***", ["fine", 1.5]]),
    ],
)
def test_parameters(value: Any, masked: Any) -> None:
    """By the key at any depth, and by what a text looks like."""
    assert Redactor().value(value) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("--params=token=abc,alpha=0.1", "--params=token=***,alpha=0.1"),
        ("--params=db.password=abc", "--params=db.password=***"),
        ("kedro run --token abc --env prod", "kedro run --token *** --env prod"),
        ("--params=note='a b',key='c d'", "--params=note='a b',key='***'"),
        ("--tags=key_figures --params=max_tokens=5", "--tags=key_figures --params=max_tokens=5"),
    ],
)
def test_commands(text: str, masked: str) -> None:
    """Every `name=value` of a command line counts, wherever it stands."""
    assert Redactor().command(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("connect(password='a b')", "connect(password='***')"),
        ("{'token': 'abc', 'n': 1}", "{'token': '***', 'n': 1}"),
        ("postgresql://me:pw@db/x refused", "postgresql://me:***@db/x refused"),
        (f"https://{GITHUB}@github.com/a", "https://***@github.com/a"),
        ("https://b/x?X-Amz-Signature=ab12&n=1", "https://b/x?X-Amz-Signature=***&n=1"),
        ("Authorization: Bearer abc.def-ghi", "Authorization: *** ***"),
        ("a -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- b", "a *** b"),
        ("sorted(rows, key=len)", "sorted(rows, key=len)"),
        ("KeyError: 'region'", "KeyError: 'region'"),
        ("unexpected token: '}'", "unexpected token: '}'"),
    ],
)
def test_messages_and_tracebacks(text: str, masked: str) -> None:
    """Source lines stay readable, what they reveal does not."""
    assert Redactor().text(text) == masked


@pytest.mark.parametrize(
    "name",
    ["PGPASSWORD", "dbpassword", "db_pass", "accesskey", "authtoken", "passcode"],
)
def test_names_written_as_one_word(name: str) -> None:
    """As the environment and connection strings have them."""
    assert is_secret(name)


@pytest.mark.parametrize("name", ["pass", "first_pass", "low_pass", "bypass", "passenger_key_n"])
def test_passes_that_are_no_passwords(name: str) -> None:
    """Only a `pass` that somebody logs in with is one."""
    assert not is_secret(name, ())


@pytest.mark.parametrize(
    "text",
    [
        "password='hunter2",
        "password=b'hunter2'",
        "Settings(password=SecretStr('hunter2'), n=1)",
        "password: str = 'hunter2'",
        "password: Optional[str] = 'hunter2'",
        'password="""hunter2"""',
        "passwords=['x', 'hunter2']",
        "password={'a': 'hunter2'}",
        'os.environ["AWS_SECRET_ACCESS_KEY"] = "hunter2"',
        'os.environ.setdefault("PGPASSWORD", "hunter2")',
        "if password == 'hunter2':",
        "password" + " " * 20 + "= hunter2",
        "[('password', 'hunter2')]",
        r"{\"password\": \"hunter2\"}",
        "Driver={ODBC};Server=h;Uid=me;Pwd=hunter2;",
        "postgresql://me:hun@hunter2@db/x",
        "postgresql://me:hun/hunter2@db/x",
        "https://discord.com/api/webhooks/1/hunter2",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\nhunter2\n-----END PGP PRIVATE KEY BLOCK-----",
    ],
)
def test_ways_in_which_source_and_logs_hold_a_secret(text: str) -> None:
    """However it is quoted, typed, cut off or nested."""
    redactor = Redactor()

    assert "hunter2" not in redactor.text(text)
    assert "hunter2" not in redactor.command(text)


@pytest.mark.parametrize(
    "text",
    [
        "KeyError: ['password', 'user'] not in index",
        "https://host:8080/@scope/x",
        "see http://h:80/x and me@example.org",
        "first_pass=3 low_pass: 5",
    ],
)
def test_texts_that_only_sound_like_it(text: str) -> None:
    """They explain a failure, and must stay."""
    assert Redactor().text(text) == text


def test_a_secret_as_a_key_is_masked_and_takes_no_place() -> None:
    """Whoever counts calls by token has them as keys."""
    other = "ghp_" + "c3D4" * 9

    masked = Redactor().value({GITHUB: 1, other: 2, "***": 3})

    assert masked == {"***": 1, "***~2": 2, "***~3": 3}


def test_the_projects_own_keys() -> None:
    """They are searched in the dotted path, and mask numbers too."""
    redactor = Redactor(keys=[r"^clinic\.", "salary"])

    masked = redactor.value({"clinic": {"ward": "B", "beds": 3}, "Salary": 1, "age": 2})

    assert masked == {"clinic": {"ward": "***", "beds": "***"}, "Salary": "***", "age": 2}


def test_the_projects_own_values() -> None:
    """They are masked wherever they stand."""
    redactor = Redactor(values=[r"patient-\d+"])

    assert redactor.text("failed for patient-4711") == "failed for ***"


def test_the_callers_values_stay() -> None:
    """A run goes on with its real password."""
    given = {"db": {"password": "x"}}

    Redactor().value(given)

    assert given == {"db": {"password": "x"}}


@pytest.mark.parametrize(
    ("address", "clean"),
    [
        ("https://u:p@github.com/a/b.git", "https://github.com/a/b.git"),
        ("https://token@github.com/a/b.git", "https://github.com/a/b.git"),
        ("ssh://git:pw@host/a", "ssh://git@host/a"),
        ("git@github.com:a/b.git", "git@github.com:a/b.git"),
        ("/srv/git/a.git", "/srv/git/a.git"),
    ],
)
def test_remotes(address: str, clean: str) -> None:
    """No user, no password, still an address to clone from."""
    assert without_user(address) == clean
