"""The company of the journeys, as its operator sees it."""

import logging
from collections.abc import Iterator

import pytest

from tests.journeys.conftest import clock, company
from tests.operations.written import Written
from tests.stages import stages, take_up

__all__ = ["clock", "company", "stages", "take_up"]


@pytest.fixture
def written() -> Iterator[Written]:
    handler, logger = Written(), logging.getLogger("bot")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(before)
