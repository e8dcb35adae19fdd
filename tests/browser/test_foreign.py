"""Another Bolt app in the same page, without a guide: all of it works, and nothing of Tandem shows."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Command, Playground, Shortcut
from bot.playground.page.page import Page
from tests.browser.conftest import Visits
from tests.browser.window import message, modal
from tests.playground.support import Clock, listening

pytestmark = pytest.mark.asyncio(loop_scope="session")
