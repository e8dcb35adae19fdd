"""Logs say what happened and where, never what a person typed."""

import json
import logging
import sys

import pytest

from bot.app.logs import JsonFormatter, TextFormatter

SECRET_WORDS = "my manager must not read this"


def failed_record() -> logging.LogRecord:
    try:
        raise ValueError(SECRET_WORDS)
    except ValueError:
        return logging.LogRecord("bot", logging.ERROR, __file__, 1, "it %s", ("failed",), sys.exc_info())


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
def test_an_error_is_named_and_placed_without_its_message(formatter: logging.Formatter) -> None:
    line = formatter.format(failed_record())
    assert SECRET_WORDS not in line
    assert "ValueError at failed_record" in line


def test_json_lines_can_be_read_by_a_machine() -> None:
    line = json.loads(JsonFormatter().format(failed_record()))
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "bot", "it failed")
    assert line["time"].endswith("+00:00")
