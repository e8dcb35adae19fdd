"""Settings: what is missing or malformed is said in one line each, and no secret is ever repeated."""

import base64

import pytest
from cryptography.fernet import Fernet

from bot.config import BadSettings, load, load_to_run

KEY = base64.urlsafe_b64encode(b"k" * 32).decode()
COMPLETE = {
    "TANDEM_ENCRYPTION_KEYS": KEY,
    "SLACK_BOT_TOKEN": "xoxb-1-2-three",
    "SLACK_SIGNING_SECRET": "8f742231b10e",
}


def faults(environment: dict[str, str]) -> list[str]:
    with pytest.raises(BadSettings) as caught:
        load_to_run(environment)
    return list(caught.value.faults)


def test_everything_has_a_default_but_what_only_the_operator_knows() -> None:
    settings = load({})
    assert settings.database_url == "sqlite:///tandem.db"
    assert (settings.host, settings.port) == ("0.0.0.0", 3000)  # noqa: S104
    assert (settings.log_level, settings.log_format) == ("INFO", "text")
    assert settings.api_url == "https://slack.com/api/"


def test_what_is_set_is_taken() -> None:
    second = Fernet.generate_key().decode()
    environment = {
        **COMPLETE,
        "TANDEM_DATABASE_URL": "postgresql://tandem@db/tandem",
        "TANDEM_ENCRYPTION_KEYS": f" {KEY} , {second},",
        "SLACK_API_URL": "http://127.0.0.1:8123/api",
        "TANDEM_PORT": "8080",
        "TANDEM_LOG_LEVEL": "debug",
        "TANDEM_LOG_FORMAT": "JSON",
        "TANDEM_INSTALLER": "Ana@Example.com",
        "UNRELATED": "kept out",
    }
    settings = load_to_run(environment)
    assert settings.encryption_keys == (KEY, second)
    assert settings.api_url == "http://127.0.0.1:8123/api/"
    assert (settings.port, settings.log_level, settings.log_format) == (8080, "DEBUG", "json")
    assert settings.installer == "ana@example.com"


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load({"TANDEM_PORT": "", "SLACK_APP_TOKEN": "  "}).port == 3000


def test_running_over_http_needs_keys_a_token_and_the_signing_secret() -> None:
    assert [line.partition(":")[0] for line in faults({})] == [
        "TANDEM_ENCRYPTION_KEYS",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
    ]


def test_over_socket_mode_nothing_is_signed() -> None:
    without = {name: value for name, value in COMPLETE.items() if name != "SLACK_SIGNING_SECRET"}
    assert load_to_run({**without, "SLACK_APP_TOKEN": "xapp-1-A-2-b"}).socket_mode


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TANDEM_DATABASE_URL", "tandem.db"),
        ("TANDEM_DATABASE_URL", "mysql://tandem@db/tandem"),
        ("TANDEM_DATABASE_URL", "sqlite://"),
        ("TANDEM_DATABASE_URL", "sqlite:///:memory:"),
        ("TANDEM_ENCRYPTION_KEYS", "a-very-secret-thing"),
        ("TANDEM_ENCRYPTION_KEYS", f"{KEY},a-very-secret-thing"),
        ("SLACK_BOT_TOKEN", "xoxp-a-very-secret-thing"),
        ("SLACK_BOT_TOKEN", "xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-a-very-secret-thing"),
        ("SLACK_SIGNING_SECRET", "a very-secret-thing"),
        ("SLACK_API_URL", "slack.com/api"),
        ("SLACK_API_URL", "ftp://slack.com/api/"),
        ("SLACK_API_URL", "https://[slack"),
        ("TANDEM_PORT", "0"),
        ("TANDEM_PORT", "65536"),
        ("TANDEM_PORT", "three thousand"),
        ("TANDEM_LOG_LEVEL", "loud"),
        ("TANDEM_LOG_FORMAT", "xml"),
        ("TANDEM_INSTALLER", "ana"),
    ],
)
def test_a_malformed_setting_is_one_line_with_an_example(name: str, value: str) -> None:
    (line,) = faults({**COMPLETE, name: value})
    assert line.startswith(f"{name}: ")
    assert f"for example {name}=" in line
    assert "very-secret" not in line


@pytest.mark.parametrize("port", ["0", "65536", "-1", "three thousand"])
def test_a_port_that_is_none_is_said_with_its_range(port: str) -> None:
    (line,) = faults({**COMPLETE, "TANDEM_PORT": port})
    assert line.startswith("TANDEM_PORT: is not a number from 1 to 65535; for example")


def test_every_fault_is_said_at_once() -> None:
    found = faults({"TANDEM_PORT": "x", "TANDEM_LOG_FORMAT": "xml", "SLACK_BOT_TOKEN": "xoxb-1"})
    assert [line.partition(":")[0] for line in found] == [
        "TANDEM_PORT",
        "TANDEM_LOG_FORMAT",
        "TANDEM_ENCRYPTION_KEYS",
        "SLACK_SIGNING_SECRET",
    ]


def test_an_app_for_many_workspaces_is_said_not_to_be_built_yet() -> None:
    (line,) = faults({**COMPLETE, "SLACK_CLIENT_SECRET": "hush"})
    assert line.startswith("SLACK_CLIENT_SECRET: ")
    assert "not built yet" in line
    assert "hush" not in line
    assert load({"SLACK_CLIENT_SECRET": "hush"}).bot_token is None, "other commands don't mind"


def test_settings_never_show_a_secret() -> None:
    address = {"TANDEM_DATABASE_URL": "postgresql://tandem:hush@db/tandem"}
    shown = repr(load_to_run({**COMPLETE, **address}))
    assert not any(secret in shown for secret in (KEY, "xoxb-1-2-three", "8f742231b10e", "hush"))


def test_what_looks_like_a_setting_and_is_none_is_named_with_what_may_be_meant() -> None:
    environment = {**COMPLETE, "TANDEM_LOGLEVEL": "DEBUG", "SLACK_TEAM": "a secret", "OTHER": "1"}
    assert load_to_run(environment).ignored == ("SLACK_TEAM", "TANDEM_LOGLEVEL (is TANDEM_LOG_LEVEL meant?)")
    assert load({"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s"}).ignored == ()
