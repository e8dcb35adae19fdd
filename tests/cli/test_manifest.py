"""The app manifest that Slack reads."""

import json
from typing import Any

import pytest

from tests.cli.conftest import CommandLine


def manifest(tandem: CommandLine, *arguments: str) -> dict[str, Any]:
    ended = tandem("manifest", *arguments)
    assert ended.code == 0
    made: dict[str, Any] = json.loads(ended.out)
    return made


def addresses(made: dict[str, Any]) -> set[str | None]:
    """Where Slack would send things."""
    commands = [command.get("url") for command in made["features"]["slash_commands"]]
    settings = made["settings"]
    return {
        *commands,
        settings["event_subscriptions"].get("request_url"),
        settings["interactivity"].get("request_url"),
    }


@pytest.mark.parametrize(
    "url", ["https://t.example.com", "https://t.example.com/", "https://t.example.com/slack/events"]
)
def test_over_http_everything_goes_to_one_address(tandem: CommandLine, url: str) -> None:
    made = manifest(tandem, "--url", url)
    assert addresses(made) == {"https://t.example.com/slack/events"}
    assert made["settings"]["socket_mode_enabled"] is False


def test_over_a_socket_there_is_no_address(tandem: CommandLine) -> None:
    made = manifest(tandem, "--socket")
    assert addresses(made) == {None}
    assert made["settings"]["socket_mode_enabled"] is True


def test_without_either_an_example_stands_there_and_a_line_says_so(tandem: CommandLine) -> None:
    ended = tandem("manifest")
    assert addresses(json.loads(ended.out)) == {"https://tandem.example.com/slack/events"}
    assert "--url or --socket" in ended.err


def test_what_tandem_hears_does_and_may_do(tandem: CommandLine) -> None:
    made = manifest(tandem, "--socket")
    commands = [command["command"] for command in made["features"]["slash_commands"]]
    assert commands == ["/1on1", "/direction", "/tandem"]
    home = made["features"]["app_home"]
    assert (home["home_tab_enabled"], home["messages_tab_enabled"]) == (True, True)
    assert home["messages_tab_read_only_enabled"] is False, "people answer there"
    assert made["settings"]["interactivity"]["is_enabled"] is True
    events = set(made["settings"]["event_subscriptions"]["bot_events"])
    assert events == {
        *("app_home_opened", "message.im", "user_change", "team_join"),
        *("app_uninstalled", "tokens_revoked"),
    }


def test_it_asks_for_no_more_than_it_needs(tandem: CommandLine) -> None:
    scopes = set(manifest(tandem, "--socket")["oauth_config"]["scopes"]["bot"])
    assert {"chat:write", "commands", "im:history", "im:write", "users:read", "users:read.email"} <= scopes
    assert not scopes & {"mpim:history", "admin", "files:write", "reactions:read", "channels:join"}


def test_it_listens_to_direct_messages_and_to_no_channel(tandem: CommandLine) -> None:
    events = manifest(tandem, "--socket")["settings"]["event_subscriptions"]["bot_events"]
    assert [event for event in events if event.startswith("message")] == ["message.im"]


def test_slack_would_take_it(tandem: CommandLine) -> None:
    """The limits of Slack's manifest reference."""
    made = manifest(tandem, "--socket")
    about = made["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 174 <= len(about["long_description"]) <= 4000
    for command in made["features"]["slash_commands"]:
        assert command["command"].startswith("/")
        assert len(command["command"]) <= 32
        assert 0 < len(command["description"]) <= 2000
