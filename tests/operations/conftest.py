"""The company of the journeys, as its operator sees it."""

import logging
from collections.abc import Iterator

import pytest

from bot.app.logs import NOISY, quieten
from tests.journeys.conftest import clock, company
from tests.operations.written import Written
from tests.stages import stages, take_up

__all__ = ["clock", "company", "stages", "take_up"]


@pytest.fixture
def written() -> Iterator[Written]:
    """What `TANDEM_LOG_LEVEL=DEBUG` would have written."""
    handler, everything = Written(), logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in ("", *NOISY)}
    everything.addHandler(handler)
    everything.setLevel(logging.DEBUG)
    quieten()
    yield handler
    everything.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
