"""Logs say what happened and where, never what a person typed."""

import asyncio
import gc
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


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
def test_a_task_or_a_callback_that_nobody_looked_after_is_named_without_what_it_held(
    formatter: logging.Formatter, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(words: str) -> None:
        raise ValueError(words)

    async def fails_later(words: str) -> None:
        fails(words)

    async def run() -> None:
        loop = asyncio.get_running_loop()
        loop.call_soon(fails, SECRET_WORDS)
        task = loop.create_task(fails_later(SECRET_WORDS))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task
        gc.collect()

    asyncio.run(run())
    lines = [formatter.format(record) for record in caplog.records if record.name == "asyncio"]
    assert len(lines) == 2
    assert any("Exception in callback" in line for line in lines)
    assert any("Task exception was never retrieved" in line for line in lines)
    assert all("ValueError at fails" in line for line in lines)
    assert SECRET_WORDS[:20] not in " ".join(lines)


def test_json_lines_can_be_read_by_a_machine() -> None:
    line = json.loads(JsonFormatter().format(failed_record()))
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "bot", "it failed")
    assert line["time"].endswith("+00:00")
