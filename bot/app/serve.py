"""`tandem run`: starts everything, and stops it when told to."""

import asyncio
import logging

import uvicorn

from bot.app.door import Door
from bot.app.tandem import Connection, Tandem
from bot.app.timers import Timers
from bot.app.web import configured, web_app
from bot.clock import SystemClock
from bot.config import Settings
from bot.storage.engine import open_database
from bot.storage.vault import KeyRing
from bot.workspaces.schema import problem_with

log = logging.getLogger(__name__)
